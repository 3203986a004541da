"""Whether the write-ahead log lost its tail: commits that were made, and that SQLite silently leaves out when it reads the log again.

SQLite takes of a log what is whole and ends where the first frame is not. What lies behind is a torn write of a transaction that nobody
was told of, or, after a fault of the disk, commits that were acknowledged. Two witnesses tell the second from the first: a frame that
ends a commit of the same log and stands behind what was taken; and the shared index beside the log, where a killed process left it, which
knows how far the log had come. Neither survives the next checkpoint, so the first command that opens the database afterwards looks, and
keeps what it found as a file beside it. A tail that is gone from the disk altogether, index and all, leaves no trace.

The index is read only while nobody has the database open, this process included: POSIX takes all of a process's locks on a file away when
it closes the file once, and others would cut off the index under whoever still works with it. The log itself bears no locks.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kcrm.storage.files import PRIVATE
from kcrm.storage.holders import is_open

_HEADER = 32  # bytes of the log's own header: SQLite's file format, "The Write-Ahead Log"
_FRAME = 24  # bytes before each page
_SALT = slice(16, 24)  # of the log's header; in a frame's it is at 8
_FRAME_SALT, _FRAME_COMMIT = slice(8, 16), slice(4, 8)
_PAGE_SIZE = slice(8, 12)
# of the shared index: how many frames count, and the salt of their log
_INDEX = 48
_INDEX_FRAMES, _INDEX_SALT = slice(16, 20), slice(32, 40)
_MARK = "torn"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Log:
    """What the log beside a database is, before SQLite reads it. frames: how far it had come by the index; 0 where that is not known."""

    file: Path
    salt: bytes
    page_size: int
    frames: int


def log_beside(path: Path) -> Log | None:
    """The log that a crash left beside a database which nobody has open; None for any other, which SQLite is not about to read anew."""
    file = path.with_name(path.name + "-wal")
    with contextlib.suppress(OSError):
        if file.stat().st_size > _HEADER and is_open(path) is False:
            header = _read(file, 0, _HEADER)
            return Log(file, header[_SALT], int.from_bytes(header[_PAGE_SIZE], "big"), _frames(path, header[_SALT]))
    return None


def keep_lost_tail(connection: sqlite3.Connection, path: Path, log: Log) -> None:
    """Now that SQLite has read it: copy a log whose tail was lost to a name that `db check` finds."""
    with contextlib.suppress(OSError, sqlite3.OperationalError):
        if not _lost(connection, log):
            return
        # again once whoever may have come meanwhile has written: a commit's last frame stands there a moment before it counts
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        if _lost(connection, log) and all(_salt_of(kept) != log.salt for kept in lost_tails(path)):
            kept = log.file.with_name(f"{log.file.name}.{_MARK}-{datetime.now(UTC).strftime(_STAMP)}")
            shutil.copyfile(log.file, kept)
            kept.chmod(PRIVATE)


def lost_tails(path: Path) -> list[Path]:
    """The logs that were kept because commits at their end were lost, oldest first."""
    return sorted(path.parent.glob(f"{path.name}-wal.{_MARK}-*"))


def _lost(connection: sqlite3.Connection, log: Log) -> bool:
    # this moves what counts into the database, as closing it would, and tells how many frames that are
    _busy, taken, _moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if taken < 0 or _salt_of(log.file) != log.salt:  # no log any more, or begun anew meanwhile
        return False
    if log.frames > taken:
        return True
    step = _FRAME + log.page_size
    with log.file.open("rb") as file:
        position = _HEADER + taken * step
        while True:
            file.seek(position)
            frame = file.read(_FRAME)
            if len(frame) < _FRAME or frame[_FRAME_SALT] != log.salt:
                return False
            if frame[_FRAME_COMMIT] != bytes(4):
                return True
            position += step


def _frames(path: Path, salt: bytes) -> int:
    """How many frames of the log with that salt count, by the shared index; 0 where the index is of another log, or not there."""
    with contextlib.suppress(OSError):
        index = _read(path.with_name(path.name + "-shm"), 0, _INDEX)
        if len(index) == _INDEX and index[_INDEX_SALT] == salt:
            return int.from_bytes(index[_INDEX_FRAMES], sys.byteorder)
    return 0


def _salt_of(file: Path) -> bytes:
    return _read(file, 0, _HEADER)[_SALT]


def _read(file: Path, start: int, size: int) -> bytes:
    with file.open("rb") as source:
        source.seek(start)
        return source.read(size)
