"""Work left and parts, as rules and the history see them."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from kcrm.model.works import DeclinedFor, LeftWork, Urgency, WaitingPart, WorkKind, WorkState
from kcrm.named import NamedTuple
from kcrm.queries.rows import record
from kcrm.queries.sources.works import BOOKED, HELD, TOLD, UNDONE

_OF_THESE: Final = "WHERE customer_id IN (SELECT value FROM json_each(:ids)) AND " + UNDONE  # noqa: S608 - our own
_WORKS: Final = f"""
SELECT customer_id, id, vehicle_id, urgency, declined_on, remind_on FROM work {_OF_THESE} AND kind = 'work' ORDER BY id
"""  # noqa: S608 - our own
_PARTS: Final = f"""
SELECT customer_id, id, vehicle_id, arrived_on, {BOOKED}, {TOLD} FROM work {_OF_THESE} AND arrived_on IS NOT NULL ORDER BY id
"""  # noqa: S608 - our own
_STEPS: Final = """
SELECT coalesce(declined_on, ordered_on) AS "on", id, kind, what, 'open' AS step, estimate_fen AS amount_fen FROM work
WHERE customer_id = :customer
UNION ALL SELECT arrived_on, id, kind, what, 'arrived', NULL FROM work WHERE customer_id = :customer AND arrived_on IS NOT NULL
UNION ALL SELECT settled_on, id, kind, what, 'settled', paid_fen FROM work WHERE customer_id = :customer AND settled_on IS NOT NULL
UNION ALL SELECT dropped_on, id, kind, what, 'dropped', NULL FROM work WHERE customer_id = :customer AND dropped_on IS NOT NULL
ORDER BY 1, 2
"""


_OPEN: Final = f"""
SELECT work.*, vehicle.plate AS plate FROM work LEFT JOIN vehicle ON vehicle.id = work.vehicle_id
WHERE work.customer_id = :customer AND {UNDONE} AND (work.vehicle_id IS NULL OR {HELD.format(today=":today")})
ORDER BY work.urgency = 'watch', work.urgency = 'soon', work.id
"""  # noqa: S608 - our own


class OpenWork(NamedTuple):
    """What a customer declined and nobody has done, or a part they wait for. safe: None where nobody said."""

    id: int
    kind: WorkKind
    what: str
    plate: str | None
    urgency: Urgency | None
    estimate_fen: int | None
    declined_for: DeclinedFor | None
    safe: bool | None
    declined_on: date | None
    expected_on: date | None
    arrived_on: date | None


class WorkStep(NamedTuple):
    """What happened to work that was left, or to a part, on a day: declined or ordered, come, done, called off. amount_fen: in yuan/100."""

    on: date
    id: int
    kind: WorkKind
    what: str
    step: WorkState
    amount_fen: int | None


def left_works(connection: sqlite3.Connection, ids: dict[str, str]) -> list[tuple[int, LeftWork]]:
    """What these customers declined and nobody has done since, each with whose it is."""
    return [
        (customer, LeftWork(number, vehicle, Urgency(urgency), date.fromisoformat(on), date.fromisoformat(remind) if remind else None))
        for customer, number, vehicle, urgency, on, remind in connection.execute(_WORKS, ids)
    ]


def waiting_parts(connection: sqlite3.Connection, ids: dict[str, str]) -> list[tuple[int, WaitingPart]]:
    """Parts that have come for these customers and are not fitted, each with whose it is."""
    return [
        (customer, WaitingPart(number, vehicle, date.fromisoformat(on), bool(booked), date.fromisoformat(told) if told else None))
        for customer, number, vehicle, on, booked, told in connection.execute(_PARTS, ids)
    ]


def parts_awaited(connection: sqlite3.Connection, complaint_id: int) -> int:
    """How many parts a complaint still waits for."""
    statement = f"SELECT count(*) FROM work WHERE complaint_id = ? AND arrived_on IS NULL AND {UNDONE}"  # noqa: S608 - our own
    count: int = connection.execute(statement, (complaint_id,)).fetchone()[0]
    return count


def open_works(connection: sqlite3.Connection, customer_id: int, today: date) -> list[OpenWork]:
    """What is left of work and parts of a customer for a vehicle that they have, the most urgent first."""
    return [record(OpenWork, row) for row in connection.execute(_OPEN, {"customer": customer_id, "today": today.isoformat()})]


def work_steps(connection: sqlite3.Connection, customer_id: int) -> list[WorkStep]:
    """What happened to a customer's work and parts, in the order in which it did."""
    return [record(WorkStep, row) for row in connection.execute(_STEPS, {"customer": customer_id})]
