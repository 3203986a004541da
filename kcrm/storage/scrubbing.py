"""What SQLite leaves of rows that were emptied: in free pages, in unused bytes of pages, in the write-ahead log, in copies of the file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from kcrm.named import NamedTuple
from kcrm.storage import dbfile
from kcrm.storage.backups import backups_in, folder_of
from kcrm.storage.torn import lost_tails


class Copy(NamedTuple):
    """A file beside the database that may hold what was erased. at: when it was made; None where its name does not say."""

    path: Path
    at: datetime | None


@contextlib.contextmanager
def overwriting(connection: sqlite3.Connection) -> Iterator[None]:
    """Within the block SQLite fills with zeros what it deletes."""
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    try:
        yield
    finally:
        connection.execute("PRAGMA secure_delete = OFF").fetchall()


def scrub(connection: sqlite3.Connection) -> bool:
    """Write the file anew with what is still in it only, and empty the write-ahead log; False where others are at work in it."""
    try:
        connection.execute("VACUUM")
        busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise
        return False
    return not busy


def copies_with(path: Path, customers: Sequence[int]) -> list[Copy]:
    """The copies of the database that kcrm knows of and that hold one of these customers, unerased; oldest first.

    Its backups, what was replaced by a restore, and what was cut off from a write-ahead log. One that cannot be read counts.
    """
    path = path.resolve()
    copies = [Copy(kept.path, kept.at) for kept in backups_in(folder_of(path), path)]
    copies += [Copy(file, None) for file in sorted(path.parent.glob(f"{path.name}.replaced-*")) if not file.name.endswith(("-wal", "-shm"))]
    return [copy for copy in copies if _holds(copy.path, customers)] + [Copy(file, None) for file in lost_tails(path)]


def _holds(file: Path, customers: Sequence[int]) -> bool:
    try:
        with contextlib.closing(dbfile.connect(file, query="mode=ro&immutable=1")) as connection:
            erased = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'erasure'").fetchone() is not None
            beside = "AND NOT EXISTS (SELECT 1 FROM erasure WHERE customer_id = customer.id)" if erased else ""
            return any(
                connection.execute(f"SELECT 1 FROM customer WHERE id = ? {beside}", (number,)).fetchone()  # noqa: S608 - ours
                for number in customers
            )
    except (sqlite3.Error, OSError):
        return True
