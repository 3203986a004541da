"""Putting one database file in the place of another that may be in use.

SQLite finds the -wal and -shm files by name, so that a process which still had the old file open would write into the new one's. So the
old one is locked against everybody first and left without such files; who waits for it meets `dbfile.check_in_place` afterwards.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kcrm.errors import DatabaseError
from kcrm.i18n import N_
from kcrm.storage import dbfile
from kcrm.storage.dberrors import busy, explain
from kcrm.storage.files import flush_folder
from kcrm.storage.holders import users_of
from kcrm.system import replaces_open_files

SIDE_FILES = ("-wal", "-shm")
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


def swap(draft: Path, path: Path, aside: Path | None) -> None:
    """Put `draft` in the place of the database at `path`; the present one becomes `aside`, or goes where that is None.

    At no moment is there no database, where open files can be replaced. Raises DatabaseError where another process has the present one
    open; then nothing is changed.
    """
    with _alone(path) as connection:
        if replaces_open_files():
            _put(draft, path, aside)
            return
        # whoever opens it from now on keeps its name from being changed, and so everything as it is
        connection.close()
        try:
            _put(draft, path, aside)
        except PermissionError as error:
            raise in_use(path) from error


def _put(draft: Path, path: Path, aside: Path | None) -> None:
    if aside is not None:
        _also_named(path, aside)
    for suffix in SIDE_FILES:
        side = path.with_name(path.name + suffix)
        if side.exists() and aside is not None:
            side.replace(aside.with_name(aside.name + suffix))
        side.unlink(missing_ok=True)
    draft.replace(path)
    flush_folder(path.parent)


def _also_named(path: Path, aside: Path) -> None:
    if replaces_open_files():
        try:
            os.link(path, aside, follow_symlinks=False)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # no hard links here: for a moment the database has only its new name
            pass
        else:
            return
    path.rename(aside)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the database so that nobody else can read or write it, its write-ahead log taken into it.

    What is too damaged for that is left as it is, its log included; then nobody may have it open.
    """
    with contextlib.closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=dbfile.BUSY_TIMEOUT_MS / 1000)
    ) as connection:
        try:
            with dbfile.schema_read():
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise in_use(path) from error
            if code not in _BROKEN:
                raise explain(error, path) from error
            if users_of(path):
                raise in_use(path) from error
        yield connection


def in_use(path: Path) -> DatabaseError:
    """Another process has the database open."""
    users = users_of(path)
    if not users:
        return busy(path)
    return DatabaseError(
        N_("The database {path} is in use and cannot be replaced: {users}."),
        hint=N_("Wait until that is done, or end it, and run the command again; nothing was changed."),
        path=path,
        users=", ".join(f"{user.user}: {user.command} ({user.pid})" for user in users),
    )
