"""Departments (部门): each once, with its head and the one that it belongs to; what named them by a text of its own refers to them.

They are referred to by name, so that what was recorded, counted and agreed under a name can be read as it stands; a new name goes along to
all that refer to it. Each name that is there becomes a department. The building blocks are those of m001.
"""

import sqlite3

from kcrm.migrations.m001_desk import date_column
from kcrm.migrations.rebuild import rebuild_table

SQL = f"""
-- code: as the DMS has it. head_id: one may head several. above: what it belongs to. closed_on: from then on nobody is in it.
CREATE TABLE department (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT UNIQUE CHECK (code <> ''),
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    head_id INTEGER REFERENCES staff (id),
    above TEXT REFERENCES department (name) ON UPDATE CASCADE,
    {date_column("closed_on")},
    note TEXT CHECK (note <> ''),
    CHECK (above <> name)
) STRICT;
CREATE INDEX department_of_head ON department (head_id) WHERE head_id IS NOT NULL;
"""

_NAMING = (
    ("staff", "department", "department TEXT,"),
    ("complaint", "department", "department TEXT CHECK (department <> ''),\n    secondary"),
    ("complaint", "secondary_department", "secondary_department TEXT CHECK (secondary_department <> '')"),
    ("complaint_event", "department", "department TEXT,\n    secondary"),
    ("complaint_event", "secondary_department", "secondary_department TEXT,"),
    ("finding", "department", "department TEXT NOT NULL CHECK (department <> '')"),
)
"""What names departments: table, column, and a piece of the table's definition with its declaration."""
_REFERS = " REFERENCES department (name) ON UPDATE CASCADE"


def upgrade(connection: sqlite3.Connection) -> None:
    """Make departments of the names that there are, then references of the names."""
    for table, column, _piece in _NAMING:
        if table != "finding":
            connection.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} = ''")
    named = " UNION ".join(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL" for table, column, _piece in _NAMING)
    connection.execute(f"INSERT INTO department (name) SELECT * FROM ({named}) ORDER BY 1")
    for table in dict.fromkeys(table for table, _column, _piece in _NAMING):
        pieces = {piece: _referring(piece, column) for name, column, piece in _NAMING if name == table}
        rebuild_table(connection, table, pieces)


def _referring(piece: str, column: str) -> str:
    """The same piece, with the reference at the end of the column's declaration."""
    declared, comma, rest = piece.partition(",")
    assert declared.startswith(f"{column} TEXT")
    return f"{declared}{_REFERS}{comma}{rest}"
