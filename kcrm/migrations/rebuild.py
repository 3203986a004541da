"""Changing what `ALTER TABLE` cannot: a table is made anew and its rows are copied.

SQLite's own procedure (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"): foreign keys are off
before the transaction begins, the new table is filled, the old one dropped, the new one takes its name, and at the end every reference is
checked. `kcrm.storage.migration` sees to the first and the last; in between no trigger fires, so that nothing is logged or planned.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping

_DRAFT = "rebuilt_table"


def rebuild_table(
    connection: sqlite3.Connection,
    table: str,
    changes: Mapping[str, str],
    *,
    values: Mapping[str, str] | None = None,
    dropped: Collection[str] = (),
) -> None:
    """Make a table anew from its present definition with some of its text replaced, and copy all of its rows.

    changes: pieces of the present definition, each of which occurs exactly once, and what stands in their place. values: by column of the
    new table the SQL expression, over the old one's columns, that fills it; a column without one takes the old column of its name, or its
    default where there is none. dropped: the old columns that nothing takes up, so that none is lost by a slip.

    Ids, the sequence that never gives one out twice, indexes, triggers, and views that read the table stay as they are; an index or trigger
    that names a column which goes must be dropped before. Raises ValueError for changes that do not fit, sqlite3.Error.
    """
    if connection.execute("PRAGMA foreign_keys").fetchone()[0]:
        message = "a table is rebuilt only where foreign keys are off, and that is decided before the transaction begins"
        raise ValueError(message)
    values = values or {}
    definition, kept = _definition(connection, table), _kept(connection, table)
    (sequence,) = connection.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    connection.execute(_changed(definition, table, changes))
    _copy(connection, table, values, dropped)
    connection.execute(f"DROP TABLE {table}")
    _rename(connection, table)
    if sequence is not None:
        connection.execute("DELETE FROM sqlite_sequence WHERE name IN (?, ?)", (table, _DRAFT))
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, sequence))
    for statement in kept:
        connection.execute(statement)


def _definition(connection: sqlite3.Connection, table: str) -> str:
    row = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()
    if row is None:
        message = f"there is no table {table}"
        raise ValueError(message)
    return str(row[0])


def _kept(connection: sqlite3.Connection, table: str) -> list[str]:
    """How the table's indexes and triggers were made; those that a constraint implies come with the table."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid", (table,)
    )
    return [row[0] for row in rows.fetchall()]


def _changed(definition: str, table: str, changes: Mapping[str, str]) -> str:
    head, parenthesis, body = definition.partition("(")
    for old, new in changes.items():
        if body.count(old) != 1:
            message = f"{table}: {old!r} occurs {body.count(old)} times in its definition, not once"
            raise ValueError(message)
        body = body.replace(old, new)
    assert table in head, "a definition begins with CREATE TABLE and the name"
    return f"CREATE TABLE {_DRAFT} {parenthesis}{body}"


def _copy(connection: sqlite3.Connection, table: str, values: Mapping[str, str], dropped: Collection[str]) -> None:
    old, new = _columns(connection, table), _columns(connection, _DRAFT)
    if missing := [column for column in old if column not in new and column not in dropped]:
        message = f"{table}: what becomes of {', '.join(missing)} is not said"
        raise ValueError(message)
    filled = {column: values.get(column, column) for column in new if column in values or column in old}
    connection.execute(f"INSERT INTO {_DRAFT} ({', '.join(filled)}) SELECT {', '.join(filled.values())} FROM {table}")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Those that are stored: a generated column is made of others."""
    return [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()]


def _rename(connection: sqlite3.Connection, table: str) -> None:
    """Without the care for those who name the table: views and triggers of others name it by the name that it gets back."""
    before = connection.execute("PRAGMA legacy_alter_table").fetchone()[0]
    connection.execute("PRAGMA legacy_alter_table = ON")
    try:
        connection.execute(f"ALTER TABLE {_DRAFT} RENAME TO {table}")
    finally:
        connection.execute(f"PRAGMA legacy_alter_table = {before}")
