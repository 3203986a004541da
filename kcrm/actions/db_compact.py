"""Bounding the operations log: what old operations changed is erased, that they were is kept."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, time

from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.storage import oplog


@dataclass(frozen=True, slots=True)
class Compacted:
    """operations: how many lost their rows; rows: how many those were; bytes: the database's size, the same in a dry run."""

    before: date
    operations: int
    rows: int
    bytes_before: int
    bytes_after: int


def compact(session: Session, before: date, *, dry_run: bool = False) -> Compacted:
    """Erase what was recorded of the operations before that business date, and give the space back to the disk.

    Their headings stay, the chain stays verifiable; they cannot be undone or shown in detail any more. It is an operation itself, which
    cannot be undone. Raises RefusedError for a date to come.
    """
    if before > session.today:
        raise RefusedError(N_("--operations-before: {day} is in the future."), day=before)
    connection = session.connection
    size = _size(connection)
    with session.write(dry_run=dry_run):
        count, rows = oplog.erase_payloads(connection, datetime.combine(before, time(), session.policy.zone))
    if rows and not dry_run:
        _give_back(connection)
    return Compacted(before, count, rows, size, _size(connection))


def _size(connection: sqlite3.Connection) -> int:
    """The database's size in bytes, without the write-ahead log."""
    row = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    return int(row[0])


def _give_back(connection: sqlite3.Connection) -> None:
    # somebody else at work only puts it off: the free pages are used again by what is written next
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
