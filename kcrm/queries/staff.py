"""Members of staff: rows and records."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from kcrm.model import Staff
from kcrm.queries.records import Shown, listed_records
from kcrm.queries.rows import record, where

_STAFF = "SELECT * FROM staff"
_WANTED = {"role": "staff.role = :role", "department": "staff.department IN (SELECT value FROM json_each(:department))"}


def works_here(day: str, staff: str = "staff") -> str:
    """The condition that a member of staff works here on a day, the same as `kcrm.rules.staff.employed`. Both arguments are SQL of ours."""
    return f"{day} BETWEEN coalesce({staff}.joined_on, '0001-01-01') AND coalesce({staff}.left_on, '9999-12-31')"


MANAGER = "coalesce(fleet.manager_id, (SELECT specialist_id FROM customer WHERE customer.id = fleet.customer_id))"
"""Who looks after an account, of the columns of its row."""
_DEPARTMENTS = f"""
SELECT DISTINCT department FROM staff WHERE department IS NOT NULL AND {works_here(":day")} ORDER BY department
"""  # noqa: S608 - our own


def staff_row(connection: sqlite3.Connection, employee_no: str) -> sqlite3.Row | None:
    """The row to compare an incoming record with."""
    row: sqlite3.Row | None = connection.execute(f"{_STAFF} WHERE employee_no = ?", (employee_no,)).fetchone()
    return row


def row_by_id(connection: sqlite3.Connection, staff_id: int) -> sqlite3.Row:
    """The row to compare an incoming record with."""
    row: sqlite3.Row = connection.execute(f"{_STAFF} WHERE id = ?", (staff_id,)).fetchone()
    return row


def staff_by_id(connection: sqlite3.Connection, staff_id: int) -> Staff:
    """The member of staff with this id."""
    return record(Staff, row_by_id(connection, staff_id))


def listed_staff(connection: sqlite3.Connection, role: object, departments: str | None = None) -> Sequence[Shown]:
    """Those in a post and in departments, an array in JSON; None for any. By employee number, which stands first."""
    from kcrm.records.staff import NOUN  # noqa: PLC0415 - every command knows who acts, and hardly any lists them

    wanted = {"role": role, "department": departments}
    return listed_records(connection, NOUN, where(_WANTED, wanted), wanted, None)[0]


def all_staff(connection: sqlite3.Connection) -> list[Staff]:
    """Everybody who works or worked here, by employee number."""
    return [record(Staff, row) for row in connection.execute(f"{_STAFF} ORDER BY employee_no")]


def departments(connection: sqlite3.Connection, day: date) -> tuple[str, ...]:
    """The departments of those who work here on a day, by name."""
    rows = connection.execute(_DEPARTMENTS, {"day": day.isoformat()})
    return tuple(row["department"] for row in rows)
