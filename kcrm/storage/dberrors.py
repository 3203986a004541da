"""What SQLite's and the operating system's errors about the database mean for the person at the terminal."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from kcrm.errors import DatabaseError, UsageError
from kcrm.i18n import N_

RESTORE = N_("Leave the file as it is. To see what is wrong: kcrm db check. To restore a backup: kcrm db restore FILE")
_FREE_SPACE = N_("Free some space and run the command again.")
_BUSY = N_("The database {path} is busy: another kcrm is writing.")
_BUSY_WITH = N_("The database {path} is busy: {user} is writing ({command}, process {pid}).")
_WAIT = N_("Nothing was written. Wait a moment and try again.")
_FULL = N_("The disk that holds {path} is full; nothing was written.")
_NOT_PERMITTED = N_("This user may not open the database {path}.")
_READONLY = N_("The database {path} cannot be written: the file, its folder or the medium is read-only.")
_PERMISSIONS = N_("Check owner and mode of the file and its folder: ls -ld")

_MEANINGS: dict[int, tuple[str, str | None]] = {
    sqlite3.SQLITE_NOTADB: (N_("{path} is not a SQLite database, or its header is damaged."), RESTORE),
    sqlite3.SQLITE_CORRUPT: (N_("The database {path} is damaged."), RESTORE),
    sqlite3.SQLITE_FULL: (_FULL, _FREE_SPACE),
    sqlite3.SQLITE_READONLY: (_READONLY, _PERMISSIONS),
    sqlite3.SQLITE_CANTOPEN: (N_("The database {path} cannot be opened: {detail}."), _PERMISSIONS),
    sqlite3.SQLITE_IOERR: (
        N_("Could not read or write {path}; nothing was written: {detail}."),
        N_("Check the disk, its free space and the limits on file sizes."),
    ),
    sqlite3.SQLITE_PERM: (_NOT_PERMITTED, _PERMISSIONS),
    sqlite3.SQLITE_AUTH: (_NOT_PERMITTED, _PERMISSIONS),
    sqlite3.SQLITE_PROTOCOL: (
        N_("File locks on {path} do not work."),
        N_("SQLite needs a local disk: put the database on one, not on a network folder."),
    ),
}
# SQLite's limits (https://www.sqlite.org/limits.html) have one error code in common with mistakes in a statement
_ASKED_TOO_MUCH = ("LIKE or GLOB pattern too complex", "Expression tree is too large", "too many SQL variables", "parser stack overflow")
_NEXT_TO_NOTHING = 64 * 1024
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

_SYSTEM: dict[int, tuple[str, str | None]] = {
    errno.ENOSPC: (_FULL, _FREE_SPACE),
    errno.EDQUOT: (_FULL, _FREE_SPACE),
    errno.EROFS: (_READONLY, None),
    errno.EACCES: (_NOT_PERMITTED, _PERMISSIONS),
    errno.EPERM: (_NOT_PERMITTED, _PERMISSIONS),
}


def explain(error: sqlite3.Error, path: Path | str) -> DatabaseError | UsageError:
    """What an error of SQLite means; a busy database is told with who is writing, where the system knows.

    A UsageError where what was asked for is more than SQLite takes in one question.
    """
    if str(error).startswith(_ASKED_TOO_MUCH):
        return UsageError(N_("The search is too long or has too many parts. Shorten it."))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if is_busy(error):
        return busy(path)
    if code == sqlite3.SQLITE_IOERR and _is_full(Path(path)):  # as when the -shm file cannot grow
        return DatabaseError(_FULL, hint=_FREE_SPACE, path=path)
    message, hint = _MEANINGS.get(code, (N_("The database {path} failed: {detail}."), None))
    return DatabaseError(message, hint=hint, path=path, detail=error)


def _is_full(path: Path) -> bool:
    from kcrm.storage.machine import free_bytes  # noqa: PLC0415 - only when something failed

    try:
        return free_bytes(path.resolve().parent) < _NEXT_TO_NOTHING
    except OSError:
        return False


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process writes."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _LOCKED


def busy(path: Path | str) -> DatabaseError:
    """Another process writes, and did so for as long as we waited."""
    from kcrm.storage.holders import writer_of  # noqa: PLC0415 - only when something failed

    writer = writer_of(Path(path))
    if writer is None:
        return DatabaseError(_BUSY, hint=_WAIT, path=path)
    return DatabaseError(_BUSY_WITH, hint=_WAIT, path=path, user=writer.user, command=writer.command, pid=writer.pid)


def explain_os(error: OSError, path: Path | str) -> DatabaseError:
    """What the operating system's refusal means for the database file."""
    message, hint = _SYSTEM.get(error.errno or 0, (N_("The database {path} cannot be opened: {detail}."), None))
    return DatabaseError(message, hint=hint, path=path, detail=error.strerror or error)
