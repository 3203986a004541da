"""What has happened between a customer and the store, one query for each kind of event."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from kcrm.model import CancelReason, Kind, Outcome, State
from kcrm.named import NamedTuple
from kcrm.queries.followups import OF_NEED
from kcrm.queries.rows import record


class Delivery(NamedTuple):
    """A new vehicle was handed to its first owner."""

    on: date
    vehicle_id: int
    plate: str | None
    model: str | None
    consultant: str | None


class OwnerChange(NamedTuple):
    """A used vehicle came to the customer, or went to somebody else. other: from whom or to whom, where that is known."""

    on: date
    vehicle_id: int
    plate: str | None
    model: str | None
    came: bool
    other: str | None


class Matter(NamedTuple):
    """What a call or a follow-up was about. words: of what has no kind of its own."""

    kind: Kind
    words: str | None


class Ended(NamedTuple):
    """A call or visit that was to be made and ended without.

    words: of what has no kind of its own. reason: a person's words, or why the planner cancelled it. by: who skipped it, whose it was that
    lapsed.
    """

    at: datetime
    state: State
    kind: Kind
    words: str | None
    due_on: date
    reason: str | None
    by: str | None


class OpenOpportunity(NamedTuple):
    """Business that may come of a customer. amount_fen: in fen; probability_bp: in hundredths of a percent."""

    id: int
    kind: str
    amount_fen: int
    probability_bp: int
    opened_on: date


class Called(NamedTuple):
    """So many calls of one person to one customer that ended alike. employee_no: None where nobody said who they are."""

    employee_no: str | None
    customer_id: int
    outcome: Outcome
    times: int


_DELIVERIES = """
SELECT vehicle.delivered_on AS "on", vehicle.id AS vehicle_id, plate, model, staff.name AS consultant
FROM ownership
JOIN vehicle ON vehicle.id = ownership.vehicle_id
LEFT JOIN staff ON staff.id = vehicle.sales_consultant_id
WHERE ownership.customer_id = :customer AND ownership.from_on IS NULL AND vehicle.delivered_on <= :today
"""

_OWNER_CHANGES = """
SELECT mine.from_on AS "on", vehicle.id AS vehicle_id, plate, model, 1 AS came,
    (SELECT name FROM ownership JOIN customer ON customer.id = customer_id
     WHERE vehicle_id = vehicle.id AND until_on = mine.from_on AND ownership.id <> mine.id) AS other
FROM ownership AS mine JOIN vehicle ON vehicle.id = mine.vehicle_id
WHERE mine.customer_id = :customer AND mine.from_on <= :today
UNION ALL
SELECT mine.until_on, vehicle.id, plate, model, 0,
    (SELECT name FROM ownership JOIN customer ON customer.id = customer_id
     WHERE vehicle_id = vehicle.id AND from_on = mine.until_on AND ownership.id <> mine.id)
FROM ownership AS mine JOIN vehicle ON vehicle.id = mine.vehicle_id
WHERE mine.customer_id = :customer AND mine.until_on <= :today
"""

# Whoever skipped it by hand said so in an event; what the planner ended was somebody's duty.
_ENDED = """
SELECT followup.ended_at AS at, followup.state, followup.kind, coalesce(followup.matter, need.text) AS words, followup.due_on,
    coalesce(event.reason, followup.reason) AS reason, coalesce(actor.name, whose.name) AS by
FROM followup {need}
LEFT JOIN followup_event AS event ON event.followup_id = followup.id AND event.action = 'skipped' AND followup.state = 'skipped'
LEFT JOIN staff AS actor ON actor.id = event.staff_id
LEFT JOIN staff AS whose ON whose.id = followup.duty_id AND followup.state = 'lapsed'
WHERE followup.customer_id = ? AND followup.channel <> 'message'
    AND (followup.state IN ('lapsed', 'skipped') OR (followup.state = 'cancelled' AND followup.reason IN ({reasons})))
"""

_KINDS_OF_CALLS = f"""
SELECT DISTINCT call_followup.call_id, kind, coalesce(matter, need.text) AS matter
FROM call_followup JOIN call ON call.id = call_followup.call_id JOIN followup ON followup.id = followup_id {OF_NEED}
WHERE call.customer_id = ? ORDER BY 1, 2, 3
"""  # noqa: S608 - our own join

_BROUGHT = """
SELECT call_id, 'K' || id AS number FROM complaint WHERE customer_id = :customer AND call_id IS NOT NULL
UNION ALL SELECT call_id, 'L' || id FROM prospect WHERE referred_by_id = :customer AND call_id IS NOT NULL
UNION ALL SELECT call_id, 'P' || id FROM opportunity WHERE customer_id = :customer AND call_id IS NOT NULL
UNION ALL SELECT call_id, 'FD' || id FROM finding WHERE customer_id = :customer AND call_id IS NOT NULL
UNION ALL SELECT call_id, 'ND' || id FROM need WHERE customer_id = :customer AND call_id IS NOT NULL
"""

# Of the latest call in which any was given: a good call makes up for a bad one before it.
_LATEST_SCORES = """
WITH scored AS (
    SELECT call.id, called_at, score FROM call WHERE customer_id = ?1 AND score IS NOT NULL
    UNION ALL
    SELECT call.id, called_at, rating FROM call JOIN answer ON answer.call_id = call.id WHERE customer_id = ?1 AND rating IS NOT NULL
)
SELECT score FROM scored WHERE id = (SELECT id FROM scored ORDER BY called_at DESC, id DESC LIMIT 1)
"""


def deliveries(connection: sqlite3.Connection, customer_id: int, today: date) -> list[Delivery]:
    """The new vehicles that this customer was given until today."""
    rows = connection.execute(_DELIVERIES, {"customer": customer_id, "today": today.isoformat()})
    return [record(Delivery, row) for row in rows]


def owner_changes(connection: sqlite3.Connection, customer_id: int, today: date) -> list[OwnerChange]:
    """The used vehicles that came to this customer, and those that went from them, until today."""
    rows = connection.execute(_OWNER_CHANGES, {"customer": customer_id, "today": today.isoformat()})
    return [record(OwnerChange, row) for row in rows]


def ended_without_call(connection: sqlite3.Connection, customer_id: int, cancelled: Iterable[CancelReason]) -> list[Ended]:
    """The calls that lapsed, were skipped by hand, or were cancelled for one of these reasons."""
    reasons = ", ".join(f"'{reason}'" for reason in cancelled)
    return [record(Ended, row) for row in connection.execute(_ENDED.format(reasons=reasons, need=OF_NEED), (customer_id,))]


def matters_of_calls(connection: sqlite3.Connection, customer_id: int) -> dict[int, tuple[Matter, ...]]:
    """What each of the customer's calls was about, by the call's number."""
    matters: dict[int, tuple[Matter, ...]] = {}
    for row in connection.execute(_KINDS_OF_CALLS, (customer_id,)):
        matters[row["call_id"]] = (*matters.get(row["call_id"], ()), Matter(Kind(row["kind"]), row["matter"]))
    return matters


def brought_by_calls(connection: sqlite3.Connection, customer_id: int) -> dict[int, tuple[str, ...]]:
    """What each of the customer's calls brought, by the call's number: K5, L7, P4, FD3, ND1."""
    brought: dict[int, tuple[str, ...]] = {}
    for row in connection.execute(_BROUGHT, {"customer": customer_id}):
        brought[row["call_id"]] = (*brought.get(row["call_id"], ()), row["number"])
    return brought


def latest_scores(connection: sqlite3.Connection, customer_id: int) -> list[int]:
    """The scores and ratings, 1 to 10, of the last call in which the customer gave any."""
    return [row["score"] for row in connection.execute(_LATEST_SCORES, (customer_id,))]


def open_opportunities(connection: sqlite3.Connection, customer_id: int) -> list[OpenOpportunity]:
    """What may still come of a customer, the latest first."""
    rows = connection.execute("SELECT * FROM opportunity WHERE customer_id = ? AND state = 'open' ORDER BY id DESC", (customer_id,))
    return [record(OpenOpportunity, row) for row in rows]


def is_prospect(connection: sqlite3.Connection, customer_id: int) -> bool:
    """Whether they mean to buy, or ever did."""
    return connection.execute("SELECT 1 FROM prospect WHERE customer_id = ? LIMIT 1", (customer_id,)).fetchone() is not None


def called_on(connection: sqlite3.Connection, day: date) -> list[Called]:
    """Who worked which customers on a day, and how that ended. A call that came in counts where it settled something."""
    rows = connection.execute(
        "SELECT employee_no, customer_id, outcome, count(*) FROM call LEFT JOIN staff ON staff.id = staff_id WHERE called_on = ?"
        " AND (direction = 'out' OR EXISTS (SELECT 1 FROM call_followup WHERE call_id = call.id)) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        (day.isoformat(),),
    )
    return [Called(row[0], row[1], Outcome(row[2]), row[3]) for row in rows]
