"""Opportunities: business that may yet come of a customer."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from kcrm.named import NamedTuple
from kcrm.queries.rows import record

_ALIKE = """
SELECT * FROM opportunity
WHERE customer_id = ? AND kind = ? AND amount_fen = ? AND probability_bp = ? AND expected_on IS ? AND (? OR opportunity_no IS NULL)
ORDER BY state <> 'open', id LIMIT 1
"""
_COUNTING = """
SELECT id, kind, amount_fen, probability_bp, expected_on FROM opportunity
WHERE customer_id = :customer AND opened_on <= :on AND (ended_on IS NULL OR ended_on > :on) AND (expected_on IS NULL OR expected_on >= :on)
ORDER BY id
"""


class Opportunity(NamedTuple):
    """What may come of a customer. amount_fen: its value if it comes; probability_bp: in hundredths of a percent; expected_on: by when."""

    id: int
    kind: str
    amount_fen: int
    probability_bp: int
    expected_on: date | None


def row_alike(connection: sqlite3.Connection, customer_id: int, values: Mapping[str, object], *, numbered: bool) -> sqlite3.Row | None:
    """The one of this customer, kind, amount, probability and day: an open one before others, then the oldest.

    numbered: also one that has a number of its own.
    """
    expected_on = values.get("expected_on")
    content = (values.get("kind"), values.get("amount"), values.get("probability"), str(expected_on) if expected_on else None)
    row: sqlite3.Row | None = connection.execute(_ALIKE, (customer_id, *content, numbered)).fetchone()
    return row


def counting(connection: sqlite3.Connection, customer_id: int, on: date) -> list[Opportunity]:
    """Those that count towards a customer's value on a day: not ended by then, not past their day."""
    return [record(Opportunity, row) for row in connection.execute(_COUNTING, {"customer": customer_id, "on": on.isoformat()})]
