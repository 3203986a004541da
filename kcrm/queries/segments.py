"""Segments: filters under a name."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from kcrm.queries.rows import record


@dataclass(frozen=True, slots=True)
class Segment:
    """A saved filter, as typed. saved_on: None for one that every store has."""

    name: str
    filter: str
    saved_on: date | None


def segment_row(connection: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    """The row of this name."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM segment WHERE name = ?", (name,)).fetchone()
    return row


def saved_segments(connection: sqlite3.Connection) -> list[Segment]:
    """Every saved one, by name."""
    return [record(Segment, row) for row in connection.execute("SELECT * FROM segment ORDER BY name")]


def delete_segment(connection: sqlite3.Connection, segment_id: int) -> None:
    """Forget a saved filter; the customers stay."""
    connection.execute("DELETE FROM segment WHERE id = ?", (segment_id,))
