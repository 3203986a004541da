"""Departments: who heads them, what belongs to what, who is in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date
from typing import Final

from kcrm.model.departments import Department
from kcrm.queries.rows import record
from kcrm.queries.staff import works_here

_ALL: Final = "SELECT name, head_id, above FROM department ORDER BY name"
_OPEN: Final = "SELECT name FROM department WHERE closed_on IS NULL ORDER BY name"
_PEOPLE: Final = f"SELECT name FROM staff WHERE department = :name AND {works_here(':day')} ORDER BY employee_no"  # noqa: S608 - our own
_BELOW: Final = "SELECT name FROM department WHERE above = ? AND closed_on IS NULL ORDER BY name"
IN_DEPARTMENTS: Final = "{column} IN (SELECT value FROM json_each(:{given}))"
"""The condition that what stands in a column is one of some departments, given as an array in JSON."""


def all_departments(connection: sqlite3.Connection) -> dict[str, Department]:
    """Every department by name."""
    return {row["name"]: record(Department, row) for row in connection.execute(_ALL)}


def open_departments(connection: sqlite3.Connection) -> list[str]:
    """The names of those that were not dissolved."""
    return [row["name"] for row in connection.execute(_OPEN)]


def people_in(connection: sqlite3.Connection, name: str, day: date) -> list[str]:
    """Who is in a department and works here on a day, by name."""
    return [row["name"] for row in connection.execute(_PEOPLE, {"name": name, "day": day.isoformat()})]


def open_below(connection: sqlite3.Connection, name: str) -> list[str]:
    """The departments that belong to this one and were not dissolved."""
    return [row["name"] for row in connection.execute(_BELOW, (name,))]


def last_department(connection: sqlite3.Connection) -> int:
    """The highest number of a department that there is; 0 for none."""
    number: int = connection.execute("SELECT coalesce(max(id), 0) FROM department").fetchone()[0]
    return number


def made_since(connection: sqlite3.Connection, last: int) -> tuple[str, ...]:
    """The names of those with a higher number."""
    return tuple(row["name"] for row in connection.execute("SELECT name FROM department WHERE id > ? ORDER BY id", (last,)))


def as_array(names: Collection[str]) -> str:
    """Names as conditions take them."""
    return json.dumps(sorted(names), ensure_ascii=False)
