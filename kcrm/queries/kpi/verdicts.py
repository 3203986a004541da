"""What rules say of complaints, as counting finds it; and the complaints of which it is to be said anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from kcrm.storage.oplog import instant


def queued(connection: sqlite3.Connection) -> list[int]:
    """The complaints whose facts changed since they were judged."""
    return [row[0] for row in connection.execute("SELECT id FROM complaint_queue ORDER BY id")]


def keep(
    connection: sqlite3.Connection,
    complaint_id: int,
    policy_version_id: int,
    satisfied: bool | None,
    deadlines: Iterable[tuple[str, datetime, datetime | None, str]],
) -> None:
    """Write a verdict in place of the one before; the complaint leaves the queue. deadlines: kind, due, done and state."""
    connection.execute("DELETE FROM complaint_verdict WHERE id = ?", (complaint_id,))
    connection.execute(
        "INSERT INTO complaint_verdict (id, policy_version_id, satisfied) VALUES (?, ?, ?)",
        (complaint_id, policy_version_id, satisfied),
    )
    connection.executemany(
        "INSERT INTO complaint_clock (complaint_id, kind, due_at, stopped_at, state) VALUES (?, ?, ?, ?, ?)",
        ((complaint_id, kind, instant(due), None if done is None else instant(done), state) for kind, due, done, state in deadlines),
    )
    connection.execute("DELETE FROM complaint_queue WHERE id = ?", (complaint_id,))
