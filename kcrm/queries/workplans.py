"""The lines of somebody's work plan of a month, as they are stored."""

from __future__ import annotations

import sqlite3
from datetime import date

_LINES = "SELECT * FROM workplan WHERE person_id = ? AND month = ? ORDER BY id"


def plan_lines(connection: sqlite3.Connection, person_id: int, month: date) -> list[sqlite3.Row]:
    """In the order in which they were made. month: its first day."""
    return connection.execute(_LINES, (person_id, month.isoformat())).fetchall()
