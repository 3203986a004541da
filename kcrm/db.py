"""The database file: opening it safely, one transaction per command, migrations, and what SQLite's errors mean.

Every write goes through `write()`: BEGIN IMMEDIATE, an open operation which the triggers of `kcrm.storage.logged` demand, and one commit.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path

from kcrm.errors import DatabaseError, RefusedError
from kcrm.i18n import N_
from kcrm.storage import dbfile
from kcrm.storage.dberrors import busy, explain, explain_os, is_busy
from kcrm.storage.dbfile import check_in_place, connect, connect_existing, is_readonly
from kcrm.storage.logged import logged_tables
from kcrm.storage.migration import check_not_newer, make_fresh, migrate
from kcrm.storage.oplog import NewOperation, close_operation, from_instant, instant, open_operation

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
    "noted",
    "opened",
    "write",
]


_SOON_MS = 300
"""So long nobody minds to wait."""

_WRITE_CACHE_KIB = 32_768
"""So much of the database at most is kept in memory by a write: one that outgrows SQLite's usual 2 MB writes its pages again and again."""


def create(path: Path, fill: Callable[[sqlite3.Connection], None], operation: NewOperation, *, replace: bool = False) -> None:
    """Make a new database, mode 0600, with all migrations and what `fill` writes, and only then put it in its place.

    Raises RefusedError where something stands there already, a link included (unless `replace` and it is a file), DatabaseError where the
    place cannot be written, or the database that is to be replaced is in use.
    """
    if path.is_symlink() or (path.exists() and not replace):
        raise _taken(path)
    from kcrm.storage.files import new_draft, place  # noqa: PLC0415 - most commands make no database
    from kcrm.storage.swap import SIDE_FILES, swap  # noqa: PLC0415

    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = new_draft(path)
        with contextlib.closing(connect(draft)) as connection:
            make_fresh(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            with write(connection, operation):
                fill(connection)
        if replace and path.exists():
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
        return RefusedError(N_("{path} is a symbolic link. Give the file itself."), path=path)
    return RefusedError(N_("{path} already has a database."), hint=N_("To create another: kcrm --db OTHER_PATH init"), path=path)


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


_waits: ContextVar[Callable[[DatabaseError], object] | None] = ContextVar("kcrm_waits", default=None)


@contextlib.contextmanager
def telling_waits(tell: Callable[[DatabaseError], object]) -> Iterator[None]:
    """Within the block it is told who writes, as soon as a write has to wait for them: nobody sits before a screen that stands still."""
    token = _waits.set(tell)
    try:
        yield
    finally:
        _waits.reset(token)


def _begin(connection: sqlite3.Connection) -> None:
    tell = _waits.get()
    if tell is not None:
        connection.execute(f"PRAGMA busy_timeout = {_SOON_MS}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            tell(busy(connection.execute("PRAGMA database_list").fetchone()[2]))
        else:
            return
        finally:
            connection.execute(f"PRAGMA busy_timeout = {dbfile.BUSY_TIMEOUT_MS}")
    connection.execute("BEGIN IMMEDIATE")


written: ContextVar[int] = ContextVar("kcrm_written", default=0)
"""The operation with which was committed what a person asked for, 0 for none: if then an output fails, all the same something was done."""


@contextlib.contextmanager
def noted(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that is no operation, as nothing of the desk's records changes: of tables that the operations log leaves out.

    Within a write that is open it is part of that: what is written and what is noted are kept together, or neither is.
    """
    is_within = connection.in_transaction
    if is_within:
        yield
        return
    _begin(connection)
    try:
        check_in_place(connection)
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def write(connection: sqlite3.Connection, operation: NewOperation, *, dry_run: bool = False) -> Iterator[int]:
    """One transaction and one recorded operation; yields the operation's number.

    Rolled back on any error and, after the real path was run, with `dry_run`. An operation that changed no row is not kept.
    """
    if is_readonly(connection):
        raise DatabaseError(N_("The database is read-only here; nothing was written."))
    connection.execute(f"PRAGMA cache_size = -{_WRITE_CACHE_KIB}")
    _begin(connection)
    try:
        check_in_place(connection)
        number = open_operation(connection, operation)
        yield number
        close_operation(connection, number)
        connection.execute("ROLLBACK" if dry_run else "COMMIT")
        if not (dry_run or operation.automatic):
            written.set(number)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
