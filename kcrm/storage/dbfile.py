"""One connection to one database file: is it there, is it ours, may it be written, is it still the file at that path.

The file's header is read before SQLite touches anything, so that another program's database, or something that is none, stays as it was.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.errors import DatabaseError, NotFoundError
from kcrm.i18n import N_
from kcrm.storage.dberrors import RESTORE, explain_os

if TYPE_CHECKING:
    from kcrm.storage.torn import Log

# "kcrm" in ASCII: how SQLite's own header tells our files from others'.
APPLICATION_ID = 0x6B63726D
BUSY_TIMEOUT_MS = 30_000
_MAGIC = b"SQLite format 3\0"
# SQLite's file format, "The Database Header"
_HEADER_SIZE = 100
_PAGE_SIZE_AT, _COUNTER_AT, _PAGES_AT, _APPLICATION_ID_AT, _VALID_FOR_AT = (
    slice(16, 18),
    slice(24, 28),
    slice(28, 32),
    slice(68, 72),
    slice(92, 96),
)
_OURS = APPLICATION_ID.to_bytes(4, "big")
_ANOTHER = N_("Give the right one: kcrm --db PATH …")


class Connection(sqlite3.Connection):
    """Knows which file it opened: at its path another may stand by now."""

    path: Path | None = None
    identity: tuple[int, int] = (0, 0)


def connect(path: Path, *, query: str = "mode=rw") -> Connection:
    """A connection without implicit transactions; rows are `sqlite3.Row`. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{query}", uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000, factory=Connection
    )
    try:
        with schema_read():
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            # every row written through triggers has a statement journal of its own: as a file it takes half of an import's time
            connection.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.Error:
        connection.close()
        raise
    connection.path = path
    connection.identity = _identity(path)
    return connection


@contextlib.contextmanager
def schema_read() -> Iterator[None]:
    """Around what first makes SQLite read a schema: a damaged one it cites, and Python stumbles over what is no text.

    Raises sqlite3.Error in either case.
    """
    try:
        yield
    except UnicodeDecodeError:
        error = sqlite3.DatabaseError("malformed database schema")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error from None


def connect_existing(path: Path, *, readonly: bool = False) -> Connection:
    """A connection to one of our databases, whatever its schema; on a read-only medium, or if `readonly`, it can only read.

    Raises NotFoundError, DatabaseError, sqlite3.Error.
    """
    check_file(path)
    # the file itself: SQLite's -wal and -shm lie beside it, not beside a link to it
    path = path.resolve()
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return _connect_readonly(path)
    log = _log_beside(path)
    connection = connect(path)
    try:
        _check_ours(connection, path)
        if log is not None:
            from kcrm.storage.torn import keep_lost_tail  # noqa: PLC0415 - after a crash only

            keep_lost_tail(connection, path, log)
        if readonly:
            connection.execute("PRAGMA query_only = ON")
        elif connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")  # a backup that was put back by hand
    except BaseException:
        connection.close()
        raise
    return connection


def check_file(path: Path) -> None:
    """Raise what is wrong with the file, short of opening it: NotFoundError, DatabaseError."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            with path.open("rb") as file:
                header = file.read(_HEADER_SIZE)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFoundError(
            N_("There is no database at {path}."), hint=N_("To create one: kcrm init. To look around first: kcrm demo"), path=path
        ) from None
    except OSError as error:
        raise explain_os(error, path) from error
    if stat.S_ISDIR(status.st_mode):
        raise DatabaseError(N_("{path} is a folder, not a database."), path=path)
    if not stat.S_ISREG(status.st_mode):
        raise DatabaseError(N_("{path} is not an ordinary file."), hint=_ANOTHER, path=path)
    if not header:
        raise DatabaseError(
            N_("{path} is empty, not a database."), hint=N_("If it holds nothing you need, delete it and run: kcrm init"), path=path
        )
    if not header.startswith(_MAGIC):
        raise DatabaseError(
            N_("{path} is not a SQLite database, or its header is damaged."),
            hint=N_("Give the right one: kcrm --db PATH … Or put a backup in its place: kcrm db restore FILE"),
            path=path,
        )
    if header[_APPLICATION_ID_AT] != _OURS:
        raise _foreign(path)
    if status.st_size < _stated_size(header) and not _has_log(path.resolve()):
        raise DatabaseError(
            N_("The database {path} is damaged: its end is missing; only {size} of {stated} bytes are there."),
            hint=RESTORE,
            path=path,
            size=status.st_size,
            stated=_stated_size(header),
        )


def _stated_size(header: bytes) -> int:
    """How large the file says it is; 0 where it does not say. A write-ahead log may hold what the file lacks."""
    if len(header) < _HEADER_SIZE:
        return _HEADER_SIZE
    page_size, pages = (int.from_bytes(header[part], "big") for part in (_PAGE_SIZE_AT, _PAGES_AT))
    return (65_536 if page_size == 1 else page_size) * pages if header[_COUNTER_AT] == header[_VALID_FOR_AT] else 0


def _has_log(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _log_beside(path: Path) -> Log | None:
    if not _has_log(path):
        return None
    from kcrm.storage.torn import log_beside  # noqa: PLC0415 - as above

    return log_beside(path)


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    # again, as the write-ahead log may say otherwise than the file
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise _foreign(path)


def _foreign(path: Path) -> DatabaseError:
    return DatabaseError(N_("{path} is a SQLite database, but not one of kcrm's."), hint=_ANOTHER, path=path)


def _connect_readonly(path: Path) -> Connection:
    """Read without writing beside the file; a WAL database on a read-only medium opens only as immutable."""
    leftover = _has_log(path)
    try:
        connection = connect(path, query="mode=ro" if leftover else "mode=ro&immutable=1")
    except sqlite3.OperationalError as error:
        if leftover and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN:
            raise DatabaseError(
                N_("The latest changes of {path} are in {wal} and cannot be read on a read-only medium."),
                hint=N_("Copy both files to a folder that you may write to, and open the copy: kcrm --db PATH …"),
                path=path,
                wal=f"{path.name}-wal",
            ) from error
        raise
    try:
        connection.execute("PRAGMA query_only = ON")
        _check_ours(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def is_readonly(connection: sqlite3.Connection) -> bool:
    """Whether this connection cannot write."""
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


def check_in_place(connection: sqlite3.Connection) -> None:
    """Within a write: the file is still the one at its path. A `db restore` may have put another there since it was opened.

    Raises DatabaseError.
    """
    if isinstance(connection, Connection) and connection.path is not None and connection.identity != _identity(connection.path):
        raise DatabaseError(
            N_("The database {path} was replaced by another while this command ran; nothing was written."),
            hint=N_("Run the command again."),
            path=connection.path,
        )


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_dev, status.st_ino
