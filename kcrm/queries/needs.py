"""Needs that wait, and what became of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from kcrm.model import Awaited, NeedState
from kcrm.named import NamedTuple
from kcrm.queries.rows import record
from kcrm.queries.sources.needs import NEED_STATE

_ALIKE = """
SELECT * FROM need
WHERE customer_id = :customer AND what = :what AND text = :text AND wanted_on IS :wanted_on AND vehicle_id IS :vehicle AND ended_on IS NULL
    AND (:numbered OR need_no IS NULL)
ORDER BY came_on IS NOT NULL, id LIMIT 1
"""
_STEPS = """
SELECT noted_on AS "on", id, what, text, 'waiting' AS step, (SELECT name FROM staff WHERE staff.id = staff_id) AS by
FROM need WHERE customer_id = :customer
UNION ALL SELECT came_on, id, what, text, 'came', NULL FROM need WHERE customer_id = :customer AND came_on IS NOT NULL
UNION ALL SELECT ended_on, id, what, text, 'dropped', NULL FROM need WHERE customer_id = :customer AND ended_on IS NOT NULL
ORDER BY 1, 2
"""


class NeedStep(NamedTuple):
    """What happened to a need on a day: noted, come, or dropped. by: who noted it."""

    on: date
    id: int
    what: Awaited
    text: str
    step: NeedState
    by: str | None


class OpenNeed(NamedTuple):
    """What a customer waits for. wanted_on: of a day; came_on: None while it has not come."""

    id: int
    what: Awaited
    text: str
    wanted_on: date | None
    came_on: date | None


def row_alike(connection: sqlite3.Connection, customer_id: int, values: Mapping[str, object], *, numbered: bool) -> sqlite3.Row | None:
    """The one of this customer, kind, words, day and vehicle that was not dropped: one that waits before others, then the oldest.

    numbered: also one that has a number of its own.
    """
    day = values.get("day")
    given = {"customer": customer_id, "numbered": numbered, "wanted_on": str(day) if day else None, "vehicle": values.get("vehicle_id")}
    row: sqlite3.Row | None = connection.execute(_ALIKE, {**given, "what": values.get("what"), "text": values.get("text")}).fetchone()
    return row


def state_of(connection: sqlite3.Connection, number: int) -> NeedState:
    """How a need stands."""
    return NeedState(connection.execute(f"SELECT {NEED_STATE} FROM need WHERE id = ?", (number,)).fetchone()[0])  # noqa: S608 - our own


def open_needs(connection: sqlite3.Connection, customer_id: int) -> list[OpenNeed]:
    """What a customer waits for, or has yet to be told of, the oldest first."""
    given = {"customer": customer_id}
    rows = connection.execute(
        f"SELECT * FROM need WHERE customer_id = :customer AND {NEED_STATE} IN ('waiting', 'came') ORDER BY id",  # noqa: S608 - our own
        given,
    )
    return [record(OpenNeed, row) for row in rows]


def steps_of(connection: sqlite3.Connection, customer_id: int) -> list[NeedStep]:
    """What happened to a customer's needs, in the order in which it did."""
    return [record(NeedStep, row) for row in connection.execute(_STEPS, {"customer": customer_id})]
