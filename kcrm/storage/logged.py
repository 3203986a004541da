"""Which tables the operations log covers, by which number it knows them, and the triggers that fill it.

A table has its number from the migration after which it first stood there, so that every database that took the same migrations has the
same numbers and the same triggers. There is one each for insert, update and delete: every connection reads them all, so they are short.
"""

from __future__ import annotations

import sqlite3

# The log's own tables, and what planning and counting derive from the facts: logging that would double the log and tell nothing. And what
# is a log itself, of which nothing is ever undone: what left the desk, who logged in, which rights were granted. And what no undo may bring
# back: passwords.
UNLOGGED = frozenset(
    {
        "access",
        "access_key",
        "appointment_queue",
        "complaint_clock",
        "complaint_queue",
        "complaint_verdict",
        "login",
        "login_event",
        "operation",
        "operation_digest",
        "operation_head",
        "operation_key",
        "operation_open",
        "operation_row",
        "operation_table",
        "plan_loyalty",
        "plan_mark",
        "plan_queue",
        "points_queue",
        "points_start",
        "policy_list",
        "right_request",
        "plan_use",
        "user_secret",
        "_sqlite_migrations",
    }
)
# as `operation_row.action` has them
INSERT, UPDATE, DELETE, ERASE, SEAL = range(5)
# the number of the log itself: under it stands what was done to operations
OF_OPERATIONS = 0
_NO_OPERATION = "coalesce((SELECT operation_id FROM operation_open),RAISE(ABORT,'no open operation'))"
_SAME_ID = "iif(NEW.id=OLD.id,OLD.id,RAISE(ABORT,'a row keeps its id: the operations log knows it by that'))"


def logged_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables whose every change the operations log records, by name."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [row[0] for row in rows.fetchall() if row[0] not in UNLOGGED]


def stored_columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """The table's columns without the generated ones: what an image may hold."""
    return [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()]


def table_numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of each table that the log ever knew."""
    return dict(connection.execute("SELECT name, no FROM operation_table").fetchall())


def numbered_tables(connection: sqlite3.Connection) -> dict[str, int]:
    """The logged tables with their numbers, by name; one that no migration of ours made has none and is left out."""
    numbers = table_numbers(connection)
    return {table: numbers[table] for table in logged_tables(connection) if table in numbers}


def number_tables(connection: sqlite3.Connection) -> None:
    """After each migration: the next numbers for tables that are new, in the order of their names."""
    for table in logged_tables(connection):
        connection.execute("INSERT INTO operation_table (name) VALUES (?) ON CONFLICT DO NOTHING", (table,))


def image_of(connection: sqlite3.Connection, table: str, row: str) -> str:
    """The SQL expression for a row's image as JSON; row: by which name the table is meant.

    A merge leaves out what is null: most columns of most rows, and half of the log's bytes.
    """
    columns = ",".join(f"'{name}',{row}.{name}" for name in stored_columns(connection, table))
    return f"json_patch('{{}}',json_object({columns}))"


def drop_log_triggers(connection: sqlite3.Connection) -> None:
    """Take the triggers away, so that a migration may rebuild the tables."""
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'log\\_%' ESCAPE '\\'").fetchall()
    for row in names:
        connection.execute(f"DROP TRIGGER {row[0]}")


def create_log_triggers(connection: sqlite3.Connection) -> None:
    """Make them anew for every table and all of its columns but the generated ones, in the migration's transaction."""
    for table, number in numbered_tables(connection).items():
        image = image_of(connection, table, "OLD")
        for name, action, row_id, before in (
            ("insert", INSERT, "NEW.id", "NULL"),
            ("update", UPDATE, _SAME_ID, image),
            ("delete", DELETE, "OLD.id", image),
        ):
            connection.execute(
                f"CREATE TRIGGER log_{name}_{table} AFTER {name.upper()} ON {table} BEGIN "
                "INSERT INTO operation_row(operation_id,table_no,row_id,action,before)"
                f"VALUES({_NO_OPERATION},{number},{row_id},{action},{before})ON CONFLICT DO NOTHING;END"
            )
