"""The database file: opening it safely, one transaction per command, migrations, and what SQLite's errors mean.

Every write goes through `write()`: BEGIN IMMEDIATE, an open operation which the log triggers demand, and one commit. The triggers are
generated from the tables' columns after every migration, so that no table and no code path escapes the operations log.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.dberrors import explain, explain_os
from kcrm.dbfile import check_in_place, connect, connect_existing, is_readonly
from kcrm.errors import DatabaseError, RefusedError
from kcrm.i18n import N_
from kcrm.migrating import apply_all, check_not_newer, migrate

if TYPE_CHECKING:
    import sqlite_utils

__all__ = [
    "NewOperation",
    "create",
    "explain",
    "explain_os",
    "from_instant",
    "instant",
    "is_readonly",
    "logged_tables",
    "migrate",
    "opened",
    "write",
]

# Rebuilt by planning from the facts; logging them would double the log and tell nothing.
_UNLOGGED = ("operation%", "plan\\_%", "sqlite\\_%", "\\_sqlite%")


@dataclass(frozen=True, slots=True)
class NewOperation:
    """Who does what, when: the heading of one recorded write.

    at: the command's clock, aware. command: the command line without secrets. automatic: done by planning, not asked for by a person.
    """

    at: datetime
    command: str
    staff_id: int | None = None
    automatic: bool = False


def instant(moment: datetime) -> str:
    """An aware datetime as the database keeps it: UTC, to the second, ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_instant(text: str) -> datetime:
    """The aware datetime (UTC) of a stored instant."""
    return datetime.fromisoformat(text)


def create(path: Path, fill: Callable[[sqlite3.Connection], None], operation: NewOperation, *, replace: bool = False) -> None:
    """Make a new database, mode 0600, with all migrations and what `fill` writes, and only then put it in its place.

    Raises RefusedError where something stands there already, a link included (unless `replace` and it is a file), DatabaseError where the
    place cannot be written, or the database that is to be replaced is in use.
    """
    if path.is_symlink() or (path.exists() and not replace):
        raise _taken(path)
    from kcrm.files import new_draft, place  # noqa: PLC0415 - most commands make no database
    from kcrm.swapping import SIDE_FILES, swap  # noqa: PLC0415

    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = new_draft(path)
        with contextlib.closing(connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            apply_all(connection)
            connection.execute("COMMIT")
            with write(connection, operation):
                fill(connection)
        if path.exists():
            swap(draft, path, None)
        else:
            place(draft, path)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise explain_os(error, path) from error
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        if draft is not None:
            for suffix in ("", *SIDE_FILES):
                with contextlib.suppress(OSError):
                    draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def _taken(path: Path) -> RefusedError:
    if path.is_symlink():
        return RefusedError(N_("{path} is a link to another place, and nothing is made through it. Name the file itself."), path=path)
    return RefusedError(N_("There is a database at {path} already."), hint=N_("To make another one: kcrm --db OTHER_PATH init"), path=path)


@contextlib.contextmanager
def opened(path: Path, *, readonly: bool = False, migrating: bool = True) -> Iterator[sqlite3.Connection]:
    """The database at `path`, checked to be ours and not newer than this kcrm; brought up to date first where it is older.

    On a read-only medium the connection can only read; `is_readonly` tells. With `migrating` off the schema may be an older one, which
    only what looks at the file as such can use. Raises NotFoundError, DatabaseError.
    """
    try:
        connection = connect_existing(path, readonly=readonly)
        try:
            check_not_newer(connection, path)
            if migrating:
                migrate(connection, path)
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise explain(error, path) from error


@contextlib.contextmanager
def write(connection: sqlite3.Connection, operation: NewOperation, *, dry_run: bool = False) -> Iterator[int]:
    """One transaction and one recorded operation; yields the operation's number.

    Rolled back on any error and, after the real path was run, with `dry_run`. An operation that changed no row is not kept.
    """
    if is_readonly(connection):
        raise DatabaseError(N_("The database may only be read here, or lies on a read-only medium; nothing was written."))
    connection.execute("BEGIN IMMEDIATE")
    try:
        check_in_place(connection)
        number = _open_operation(connection, operation)
        yield number
        _close_operation(connection, number)
        connection.execute("ROLLBACK" if dry_run else "COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _open_operation(connection: sqlite3.Connection, operation: NewOperation) -> int:
    cursor = connection.execute(
        "INSERT INTO operation (at, recorded_at, staff_id, system_user, command, automatic) VALUES (?, ?, ?, ?, ?, ?)",
        (
            instant(operation.at),
            instant(datetime.now(UTC)),
            operation.staff_id,
            _system_user(),
            operation.command,
            int(operation.automatic),
        ),
    )
    number = cursor.lastrowid or 0
    connection.execute("INSERT INTO operation_open (only, operation_id) VALUES (1, ?)", (number,))
    return number


def _close_operation(connection: sqlite3.Connection, number: int) -> None:
    rows = connection.execute("SELECT count(*) FROM operation_row WHERE operation_id = ?", (number,)).fetchone()[0]
    if rows:
        connection.execute("UPDATE operation SET row_count = ? WHERE id = ?", (rows, number))
    else:
        connection.execute("DELETE FROM operation WHERE id = ?", (number,))
    connection.execute("DELETE FROM operation_open")


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this uid, as in a container
        return str(os.getuid())


# --- the operations log's triggers ---


def logged_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables whose every change the operations log records, by name."""
    unlogged = " AND ".join("name NOT LIKE ? ESCAPE '\\'" for _ in _UNLOGGED)
    rows = connection.execute(f"SELECT name FROM sqlite_schema WHERE type = 'table' AND {unlogged} ORDER BY name", _UNLOGGED)  # noqa: S608
    return [row[0] for row in rows]


def drop_log_triggers(connection: sqlite3.Connection) -> None:
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'log\\_%' ESCAPE '\\'").fetchall()
    for row in names:
        connection.execute(f"DROP TRIGGER {row[0]}")


def create_log_triggers(database: sqlite_utils.Database) -> None:
    for table in logged_tables(database.conn):
        columns = [column.name for column in database[table].columns]
        before = "json_object(" + ", ".join(f"'{name}', OLD.{name}" for name in columns) + ")"
        for action, image, row in (("insert", "NULL", "NEW"), ("update", before, "OLD"), ("delete", before, "OLD")):
            database.conn.execute(f"""
                CREATE TRIGGER log_{action}_{table} AFTER {action.upper()} ON {table} BEGIN
                    SELECT RAISE(ABORT, 'no open operation') WHERE NOT EXISTS (SELECT 1 FROM operation_open);
                    INSERT INTO operation_row (operation_id, table_name, row_id, action, before)
                    SELECT operation_id, '{table}', {row}.id, '{action}', {image} FROM operation_open;
                END
            """)  # noqa: S608 - names from our own schema
