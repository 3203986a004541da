"""Which rows tell of a person, and which of their columns: reckoned from the schema's foreign keys and what `records.impersonal` declares.

A table that is added later is reached by its references and loses its texts by itself: only what is to stay has to be said.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Final

from kcrm.named import NamedTuple
from kcrm.records.impersonal import ABOUT_ANOTHER, FILLED, IMPERSONAL, KEPT, SHARED
from kcrm.storage.logged import logged_tables

# A column that the schema binds to words, days, times or JSON of ours holds no text that anybody typed.
_BOUND: Final = re.compile(r"CHECK \((\w+) (?:IN \(|IS date\(|IS strftime\(|GLOB )")
_ROOT: Final = "customer"
_OF_VEHICLE: Final = "vehicle"
# of the car itself: its VIN before, its readings
_OF_THE_CAR: Final = frozenset({"renumbered", "mileage_reading", "ownership"})


class Reference(NamedTuple):
    """A foreign key. needed: whether it may not be empty."""

    column: str
    parent: str
    needed: bool


class Told(NamedTuple):
    """A table whose rows tell of a person: by which columns they hang on what, and by column what stands there once they are erased."""

    table: str
    by: Sequence[Reference]
    emptied: Mapping[str, str | None]


@cache
def _shape(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """Of a table's definition the columns that are bound, and those whose being empty or not another column depends on."""
    return frozenset(_BOUND.findall(sql)), frozenset(re.findall(r"(\w+) IS (?:NOT )?NULL", sql))


def text_columns(connection: sqlite3.Connection, table: str) -> dict[str, bool]:
    """The table's columns that take a text of anybody's, each with whether it has to have one."""
    sql = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()[0]
    bound, coupled = _shape(sql)
    rows = connection.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,)).fetchall()
    return {name: bool(needed) or name in coupled for name, kind, needed in rows if kind == "TEXT" and name not in bound}


def references_of(connection: sqlite3.Connection, table: str) -> list[Reference]:
    """The table's foreign keys."""
    rows = connection.execute(
        'SELECT key."from", key."table", info."notnull" FROM pragma_foreign_key_list(?1) AS key'
        ' JOIN pragma_table_info(?1) AS info ON info.name = key."from"',
        (table,),
    ).fetchall()
    return [Reference(column, parent, bool(needed)) for column, parent, needed in rows]


def told_tables(connection: sqlite3.Connection) -> list[Told]:
    """All of them, by name of the table; customers first."""
    tables = [table for table in logged_tables(connection) if table not in SHARED]
    references = {table: references_of(connection, table) for table in tables}
    found = {_ROOT}
    while True:
        new = {table for table in tables if table not in found and _hangs(table, references[table], found)}
        if not new:
            break
        found |= new
    by = {table: _hangs(table, references[table], found) for table in sorted(found - {_ROOT})}
    return [Told(table, hanging, emptied(connection, table)) for table, hanging in ({_ROOT: ()} | by).items()]


def _hangs(table: str, references: Sequence[Reference], found: Collection[str]) -> Sequence[Reference]:
    """By which of its references a table tells of somebody.

    Whoever it names as a customer, all of them; where it names none, what it cannot be without; else whatever it names.
    """
    theirs = [each for each in references if each.parent in found and (table, each.column) not in ABOUT_ANOTHER and each.parent != table]
    whose = [each for each in theirs if each.parent == _ROOT]
    if any(each.needed for each in whose):
        return whose
    if not whose and (needed := [each for each in theirs if each.needed]):
        return needed
    return theirs


def vehicle_tables(connection: sqlite3.Connection) -> list[Told]:
    """The tables of which a row may hang on a vehicle and on no customer: of whoever has the vehicle."""
    found = []
    for table in logged_tables(connection):
        references = references_of(connection, table)
        whose = any(each.parent == _ROOT and each.needed for each in references)
        by = [each for each in references if each.parent == _OF_VEHICLE]
        if by and not whose and table not in SHARED and table not in _OF_THE_CAR:
            found.append(Told(table, by, emptied(connection, table)))
    return found


def emptied(connection: sqlite3.Connection, table: str) -> dict[str, str | None]:
    """By column of the table what stands there once it is erased, None for nothing."""
    if table in KEPT:
        rows = connection.execute('SELECT name, "notnull" FROM pragma_table_info(?)', (table,)).fetchall()
        return {name: FILLED if needed else None for name, needed in rows if name not in KEPT[table]}
    columns = text_columns(connection, table)
    return {name: FILLED if needed else None for name, needed in columns.items() if (table, name) not in IMPERSONAL}
