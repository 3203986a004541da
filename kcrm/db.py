"""The database file: opening it safely, one transaction per command, migrations, and what SQLite's errors mean.

Every write goes through `write()`: BEGIN IMMEDIATE, an open operation which the triggers of `kcrm.oplog` demand, and one commit.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.errors import DatabaseError, NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.oplog import (
    NewOperation,
    close_operation,
    create_log_triggers,
    drop_log_triggers,
    from_instant,
    instant,
    logged_tables,
    open_operation,
)

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

# "kcrm" in ASCII: how SQLite's own header tells our files from others'.
APPLICATION_ID = 0x6B63726D
MIGRATIONS = ("m001_desk", "m002_calls")
SCHEMA_VERSION = len(MIGRATIONS)
BUSY_TIMEOUT_MS = 10_000


def create(path: Path, fill: Callable[[sqlite3.Connection], None], operation: NewOperation, *, replace: bool = False) -> None:
    """Make a new database, mode 0600, with all migrations and what `fill` writes, and only then put it in its place.

    Raises RefusedError where a file stands already (unless `replace`), DatabaseError where the place cannot be written.
    """
    if path.exists() and not replace:
        raise RefusedError(
            N_("There is a database at {path} already."), hint=N_("To make another one: kcrm --db OTHER_PATH init"), path=path
        )
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = _connect(draft)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            _migrate(connection)
            with write(connection, operation):
                fill(connection)
        finally:
            connection.close()
        if replace:
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            draft.replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        raise RefusedError(N_("There is a database at {path} already."), path=path) from None
    except OSError as error:
        raise explain_os(error, path) from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                draft.with_name(draft.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def opened(path: Path, *, readonly: bool = False) -> Iterator[sqlite3.Connection]:
    """The database at `path`, checked to be ours and of this schema; migrated first where it is older.

    On a read-only medium the connection can only read; `is_readonly` tells. Raises NotFoundError, DatabaseError.
    """
    try:
        connection = _open(path, readonly=readonly)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    try:
        yield connection
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        connection.close()


def is_readonly(connection: sqlite3.Connection) -> bool:
    """Whether this connection cannot write."""
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


@contextlib.contextmanager
def write(connection: sqlite3.Connection, operation: NewOperation, *, dry_run: bool = False) -> Iterator[int]:
    """One transaction and one recorded operation; yields the operation's number.

    Rolled back on any error and, after the real path was run, with `dry_run`. An operation that changed no row is not kept.
    """
    if is_readonly(connection):
        raise DatabaseError(N_("The database is on a read-only medium; nothing was written."))
    connection.execute("BEGIN IMMEDIATE")
    try:
        number = open_operation(connection, operation)
        yield number
        close_operation(connection, number)
        connection.execute("ROLLBACK" if dry_run else "COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


# --- opening ---


def _connect(path: Path, *, query: str = "mode=rw") -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _open(path: Path, *, readonly: bool) -> sqlite3.Connection:
    _check_file(path)
    writable = not readonly and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    connection = _connect(path) if writable else _connect_readonly(path)
    try:
        _check_ours(connection, path)
        migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        raise NotFoundError(
            N_("There is no database at {path}."), hint=N_("To make one: kcrm init. To look around first: kcrm demo"), path=path
        ) from None
    except OSError as error:
        raise explain_os(error, path) from error
    if path.is_dir():
        raise DatabaseError(N_("{path} is a folder, not a database."), path=path)
    if not os.access(path, os.R_OK):
        raise DatabaseError(N_("The database {path} may not be read by this user."), path=path)
    if size == 0:
        raise DatabaseError(
            N_("{path} is empty, not a database."), hint=N_("If it holds nothing you need, delete it and run: kcrm init"), path=path
        )


def _connect_readonly(path: Path) -> sqlite3.Connection:
    """Read without writing beside the file; a WAL database on a read-only medium opens only as immutable."""
    wal = path.with_name(path.name + "-wal")
    leftover = wal.exists() and wal.stat().st_size > 0
    connection = _connect(path, query="mode=ro" if leftover else "mode=ro&immutable=1")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise DatabaseError(
            N_("{path} is a SQLite database, but not one of kcrm's."), hint=N_("Name the right one: kcrm --db PATH …"), path=path
        )
    if _version(connection) > SCHEMA_VERSION:
        raise DatabaseError(
            N_("The database {path} was made by a newer kcrm (schema {found}; this one knows {known})."),
            hint=N_("Update kcrm: pip install --upgrade kcrm"),
            path=path,
            found=_version(connection),
            known=SCHEMA_VERSION,
        )


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


# --- migrations ---


def migrate(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Bring the schema up to date, after a copy of the file; the copy's path, or None where there was nothing to do."""
    version = _version(connection)
    if version == SCHEMA_VERSION:
        return None
    if is_readonly(connection):
        raise DatabaseError(
            N_("The database {path} is of an older kcrm and cannot be brought up to date on a read-only medium."), path=path
        )
    copy = path.with_name(f"{path.name}.schema-{version}.bak")
    os.close(os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    with contextlib.closing(sqlite3.connect(copy)) as target:
        connection.backup(target)
    _migrate(connection)
    return copy


def _migrate(connection: sqlite3.Connection) -> None:
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

    steps = Migrations("kcrm")
    for name in MIGRATIONS:
        steps(name=name)(_step(import_module(f"kcrm.migrations.{name}").SQL))
    connection.execute("BEGIN IMMEDIATE")
    try:
        database = sqlite_utils.Database(connection)
        drop_log_triggers(connection)
        steps.apply(database)
        create_log_triggers(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.row_factory = sqlite3.Row


def _step(script: str) -> Callable[[sqlite_utils.Database], None]:
    def apply(database: sqlite_utils.Database) -> None:
        for statement in _statements(script):
            database.conn.execute(statement)

    return apply


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: `executescript` would commit the transaction they belong to."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


# --- errors ---

_MEANINGS = {
    sqlite3.SQLITE_BUSY: (
        N_("The database {path} is busy: another kcrm is writing."),
        N_("Wait a moment and run the command again; nothing was written."),
    ),
    sqlite3.SQLITE_LOCKED: (
        N_("The database {path} is busy: another kcrm is writing."),
        N_("Wait a moment and run the command again; nothing was written."),
    ),
    sqlite3.SQLITE_NOTADB: (N_("{path} is not a SQLite database."), N_("Name the right one: kcrm --db PATH …")),
    sqlite3.SQLITE_CORRUPT: (
        N_("The database {path} is damaged."),
        N_("Keep the file as it is and put back the latest backup or the copy that was made before the last migration."),
    ),
    sqlite3.SQLITE_FULL: (N_("The disk that holds {path} is full; nothing was written."), N_("Free some space and run the command again.")),
    sqlite3.SQLITE_READONLY: (N_("The database {path} cannot be written: the file or its folder is read-only."), None),
    sqlite3.SQLITE_CANTOPEN: (N_("The database {path} cannot be opened: {detail}."), None),
    sqlite3.SQLITE_IOERR: (N_("Reading or writing {path} failed: {detail}."), N_("Check the disk and its free space.")),
    sqlite3.SQLITE_PERM: (N_("The database {path} may not be opened by this user."), None),
    sqlite3.SQLITE_AUTH: (N_("The database {path} may not be opened by this user."), None),
}


def explain(error: sqlite3.Error, path: Path | str) -> DatabaseError:
    """What an error of SQLite means for the person at the terminal."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    message, hint = _MEANINGS.get(code, (N_("The database {path} failed: {detail}."), None))
    return DatabaseError(message, hint=hint, path=path, detail=error)


def explain_os(error: OSError, path: Path | str) -> DatabaseError:
    """What the operating system's refusal means for the database file."""
    if error.errno == errno.ENOSPC:
        return DatabaseError(N_("The disk that holds {path} is full; nothing was written."), path=path)
    return DatabaseError(N_("The database {path} cannot be opened: {detail}."), path=path, detail=error.strerror or error)
