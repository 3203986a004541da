"""Filled databases of the schemas that were released, made as the kcrm of that time made them: its tables, its triggers, its log."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

RELEASED = ("m001_desk", "m002_calls", "m003_complaints", "m004_classes", "m005_money", "m006_kpi", "m007_log")
# policy.json and, by migration, what each schema has in the columns that it brought
FOLDER = Path(__file__).parent / "released"
COMMAND = "kcrm customer add '张伟' 13800138000 --birthday 1990-06-20 --note '住在解放路3号' --as S1"
HEADING = "id, at, recorded_at, staff_id, system_user, command, automatic, undoes, schema_version, row_count, payload_digest"
_LINES = (
    "SELECT table_name || char(31) || row_id || char(31) || action || char(31) || coalesce(before, '') || char(30)"
    " FROM operation_row WHERE operation_id = ? ORDER BY id"
)
UNLOGGED = {"operation", "operation_open", "operation_row", "operation_head", "plan_queue", "plan_mark", "_sqlite_migrations"}


# what the kcrm of schema 14 left after a day of commands: its log, its triggers, its planning
DUMPED = 14


def dumped(path: Path) -> Path:
    """The database of schema 14 as its own kcrm wrote it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((FOLDER / f"schema{DUMPED}.sql").read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA application_id = {0x6B63726D}")
        connection.execute(f"PRAGMA user_version = {DUMPED}")
        connection.execute("PRAGMA journal_mode = WAL")
    path.chmod(0o600)
    return path


def released(path: Path, version: int, *, filled: bool = True) -> Path:
    """A database of the schema with that number: a row at least in each of its tables, in the end a customer taken back.

    Where it is not to be filled it is as `init` leaves it.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        names = RELEASED[:version]
        _make(connection, names)
        with _operation(connection, "kcrm init --store 云汐店", version):
            policy = (FOLDER / "policy.json").read_text(encoding="utf-8")
            connection.execute("INSERT INTO policy_version (snapshot, note) VALUES (?, '')", (policy,))
            connection.execute("INSERT INTO store (id, name, go_live_on) VALUES (1, '云汐店', '2026-01-01')")
            if filled:
                _fill(connection, names[0])
        for name in names[1:] if filled else ():
            with _operation(connection, f"kcrm import {name}", version):
                _fill(connection, name)
        if filled:
            with _operation(connection, COMMAND, version):
                connection.execute("INSERT INTO customer (name, phone, pinyin, initials) VALUES ('张伟', '13800138000', 'zhang wei', 'zw')")
            (added,) = connection.execute("SELECT max(id) FROM operation").fetchone()
            with _operation(connection, "kcrm undo", version, undoes=added):
                connection.execute("DELETE FROM customer WHERE id = 4")
        connection.execute("PRAGMA journal_mode = WAL")
    path.chmod(0o600)
    return path


def erase_as_then(connection: sqlite3.Connection, before: int) -> None:
    """What compaction of the time did with the operations before that number: of what is left of each it recorded the digest."""
    with _operation(connection, "kcrm db compact", len(RELEASED)):
        connection.execute("UPDATE operation_open SET erasing = 1")
        connection.execute("DELETE FROM operation_row WHERE operation_id < ? AND table_name <> 'policy_version'", (before,))
        connection.execute("UPDATE operation_open SET erasing = 0")
        for number in range(1, before):
            lines = connection.execute(_LINES, (number,)).fetchall()
            digest = hashlib.sha256("".join(line for (line,) in lines).encode()).hexdigest() if lines else None
            connection.execute(
                "INSERT INTO operation_row (operation_id, table_name, row_id, action, before)"
                " SELECT operation_id, 'operation', ?, 'erase', ? FROM operation_open",
                (number, digest),
            )


def _fill(connection: sqlite3.Connection, name: str) -> None:
    _run(connection, (FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def _make(connection: sqlite3.Connection, names: tuple[str, ...]) -> None:
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

    steps = Migrations("kcrm")
    for name in names:
        script = import_module(f"kcrm.migrations.{name}").SQL
        steps(name=name)(lambda database, script=script: _run(database.conn, script))
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN")
    steps.apply(sqlite_utils.Database(connection))
    connection.row_factory = None
    _log_triggers(connection)
    connection.execute(f"PRAGMA application_id = {0x6B63726D}")
    connection.execute(f"PRAGMA user_version = {len(names)}")
    connection.execute("COMMIT")


def _run(connection: sqlite3.Connection, script: str) -> None:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            connection.execute(pending)
            pending = ""


def _log_triggers(connection: sqlite3.Connection) -> None:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    for table in sorted(set(tables) - UNLOGGED):
        columns = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
        image = "json_patch('{}', json_object(" + ", ".join(f"'{name}', OLD.{name}" for name in columns) + "))"
        for action, before, row in (("insert", "NULL", "NEW"), ("update", image, "OLD"), ("delete", image, "OLD")):
            connection.execute(f"""
                CREATE TRIGGER log_{action}_{table} AFTER {action.upper()} ON {table} BEGIN
                    SELECT RAISE(ABORT, 'no open operation') WHERE NOT EXISTS (SELECT 1 FROM operation_open);
                    INSERT INTO operation_row (operation_id, table_name, row_id, action, before)
                    SELECT operation_id, '{table}', {row}.id, '{action}', {before} FROM operation_open WHERE NOT EXISTS (
                        SELECT 1 FROM operation_row AS known, operation_open AS now
                        WHERE known.operation_id = now.operation_id AND known.table_name = '{table}' AND known.row_id = {row}.id
                    );
                END
            """)


@contextmanager
def _operation(connection: sqlite3.Connection, command: str, version: int, undoes: int | None = None) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    number = connection.execute(
        "INSERT INTO operation (at, recorded_at, system_user, command, undoes, schema_version)"
        " VALUES ('2026-06-12T01:00:00Z', '2026-06-12T01:00:00Z', 'counter', ?, ?, ?)",
        (command, undoes, version),
    ).lastrowid
    connection.execute("INSERT INTO operation_open (only, operation_id) VALUES (1, ?)", (number,))
    yield
    lines = connection.execute(_LINES, (number,)).fetchall()
    if lines:
        payload = hashlib.sha256("".join(line for (line,) in lines).encode()).hexdigest()
        connection.execute("UPDATE operation SET row_count = ?, payload_digest = ? WHERE id = ?", (len(lines), payload, number))
        heading = connection.execute(f"SELECT {HEADING} FROM operation WHERE id = ?", (number,)).fetchone()
        (previous,) = connection.execute("SELECT coalesce(max(hash), '') FROM operation_head").fetchone()
        chained = hashlib.sha256(json.dumps([previous, *heading], separators=(",", ":")).encode()).hexdigest()
        connection.execute("UPDATE operation SET hash = ? WHERE id = ?", (chained, number))
        connection.execute(
            "INSERT INTO operation_head (only, operation_id, hash) VALUES (1, ?1, ?2)"
            " ON CONFLICT (only) DO UPDATE SET operation_id = ?1, hash = ?2",
            (number, chained),
        )
    else:
        connection.execute("DELETE FROM operation WHERE id = ?", (number,))
    connection.execute("DELETE FROM operation_open")
    connection.execute("COMMIT")
