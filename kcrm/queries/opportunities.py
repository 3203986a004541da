"""Opportunities: business that may yet come of a customer."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kcrm.model import OpportunityState
from kcrm.queries.rows import record, where

# One left open past its day counts no more and is said to be expired; that is a matter of the day and not stored.
_OPPORTUNITIES = """
SELECT opportunity.*, customer.customer_no, customer.name AS customer,
    CASE WHEN opportunity.state = 'open' AND opportunity.expected_on < :today THEN 'expired' ELSE opportunity.state END AS shown_state
FROM opportunity JOIN customer ON customer.id = opportunity.customer_id
"""
_WANTED = {
    "customer": "opportunity.customer_id = :customer",
    "state": "shown_state = :state",
}

_ALIKE = """
SELECT * FROM opportunity
WHERE customer_id = ? AND kind = ? AND amount_fen = ? AND probability_bp = ? AND expected_on IS ? AND (? OR opportunity_no IS NULL)
ORDER BY state <> 'open', id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Opportunity:
    """What may come of a customer. amount_fen: its value if it comes; probability_bp: in hundredths of a percent.

    expected_on: by when; after it the opportunity is expired. ended_on, reason: when and why it was won or lost.
    """

    id: int
    opportunity_no: str | None
    customer_id: int
    customer_no: str | None
    customer: str
    kind: str
    amount_fen: int
    probability_bp: int
    expected_on: date | None
    state: OpportunityState
    shown_state: OpportunityState
    opened_on: date
    ended_on: date | None
    reason: str | None
    note: str | None


def opportunity_by_id(connection: sqlite3.Connection, number: int, today: date) -> Opportunity:
    """The opportunity with this id, as it stands today."""
    row = connection.execute(f"{_OPPORTUNITIES} WHERE opportunity.id = :id", {"id": number, "today": today.isoformat()}).fetchone()
    return record(Opportunity, row)


def row_by_id(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    """The row to compare new values with."""
    row: sqlite3.Row = connection.execute("SELECT * FROM opportunity WHERE id = ?", (number,)).fetchone()
    return row


def row_by_number(connection: sqlite3.Connection, opportunity_no: str) -> sqlite3.Row | None:
    """The one with this number of the store's own."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM opportunity WHERE opportunity_no = ?", (opportunity_no,)).fetchone()
    return row


def row_alike(connection: sqlite3.Connection, customer_id: int, values: Mapping[str, object], *, numbered: bool) -> sqlite3.Row | None:
    """The one of this customer, kind, amount, probability and day: an open one before others, then the oldest.

    numbered: also one that has a number of its own.
    """
    expected_on = values.get("expected_on")
    content = (values.get("kind"), values.get("amount"), values.get("probability"), str(expected_on) if expected_on else None)
    row: sqlite3.Row | None = connection.execute(_ALIKE, (customer_id, *content, numbered)).fetchone()
    return row


def listed_opportunities(
    connection: sqlite3.Connection, today: date, customer_id: int | None, state: OpportunityState | None
) -> list[Opportunity]:
    """Those of a customer and in a state, None for any, by customer and number; all where neither is said."""
    arguments = {"customer": customer_id, "state": state, "today": today.isoformat()}
    rows = connection.execute(
        f"{_OPPORTUNITIES} WHERE {where(_WANTED, arguments)} ORDER BY opportunity.customer_id, opportunity.id", arguments
    )
    return [record(Opportunity, row) for row in rows]


def counting(connection: sqlite3.Connection, customer_id: int, on: date) -> list[Opportunity]:
    """Those that count towards a customer's value on a day: not ended by then, not past their day."""
    rows = connection.execute(
        f"{_OPPORTUNITIES} WHERE opportunity.customer_id = :customer AND opened_on <= :today"
        " AND (ended_on IS NULL OR ended_on > :today) AND (expected_on IS NULL OR expected_on >= :today) ORDER BY opportunity.id",
        {"customer": customer_id, "today": on.isoformat()},
    )
    return [record(Opportunity, row) for row in rows]
