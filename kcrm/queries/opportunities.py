"""Opportunities: business that may yet come of a customer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kcrm.model import OpportunityState
from kcrm.named import NamedTuple
from kcrm.queries.records import Shown, listed_records
from kcrm.queries.rows import record, where
from kcrm.records.opportunity import NOUN

_WANTED = {
    "customer": "opportunity.customer_id = :customer",
    "among": "opportunity.customer_id IN (SELECT value FROM json_each(:among))",
    "state": "CASE WHEN opportunity.state = 'open' AND expected_on < :today THEN 'expired' ELSE opportunity.state END = :state",
}
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


def listed_opportunities(
    connection: sqlite3.Connection, today: date, customer_id: int | None, state: OpportunityState | None, among: Collection[int] | None
) -> Sequence[Shown]:
    """Those of a customer, in a state and of these customers, None for any, by customer and number; all where nothing is said."""
    arguments = {
        "customer": customer_id,
        "state": state,
        "among": json.dumps(list(among)) if among is not None else None,
        "today": today.isoformat(),
    }
    return listed_records(connection, NOUN, where(_WANTED, arguments), arguments, None)[0]


def counting(connection: sqlite3.Connection, customer_id: int, on: date) -> list[Opportunity]:
    """Those that count towards a customer's value on a day: not ended by then, not past their day."""
    return [record(Opportunity, row) for row in connection.execute(_COUNTING, {"customer": customer_id, "on": on.isoformat()})]
