"""What customers said of being called and written to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from kcrm.model.consents import ConsentAnswer, ConsentKind, ConsentOrigin, ConsentSaid
from kcrm.queries.rows import plain_rows


def said_in(rows: Iterable[sqlite3.Row], kind: ConsentKind) -> list[ConsentSaid]:
    """What rows of one customer say of a kind."""
    return [
        ConsentSaid(
            row["id"],
            ConsentAnswer(row["answer"]),
            _day(row["given_on"]),
            _day(row["told_on"]),
            ConsentOrigin(row["origin"]),
            row["text_version"],
        )
        for row in rows
        if row["kind"] == kind
    ]


def consent_rows(connection: sqlite3.Connection, customer_id: int) -> list[sqlite3.Row]:
    """All that one customer said, as it was kept."""
    return connection.execute("SELECT * FROM consent WHERE customer_id = ? ORDER BY id", (customer_id,)).fetchall()


def given_on_unknown_days(connection: sqlite3.Connection) -> list[tuple[int, ConsentKind]]:
    """Whose consents to what have no day, in the order in which they were kept."""
    rows = connection.execute("SELECT customer_id, kind FROM consent WHERE answer = 'given' AND given_on IS NULL ORDER BY id")
    return [(row["customer_id"], ConsentKind(row["kind"])) for row in rows]


def has_replied(connection: sqlite3.Connection, customer_id: int, on: date) -> bool:
    """Whether it is known that somebody refused messages that day by a reply."""
    statement = (
        "SELECT 1 FROM consent WHERE customer_id = ? AND kind = 'message' AND answer IN ('refused', 'withdrawn')"
        " AND origin = 'reply' AND given_on = ? LIMIT 1"
    )
    return plain_rows(connection, statement, (customer_id, on.isoformat())).fetchone() is not None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
