"""Events: who is on their lists, who was left out, and what those who came did since."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from kcrm.model import OrderType
from kcrm.model.events import Answer, Attendance, EventKind, Guest, Uninvited
from kcrm.named import NamedTuple

_EVENT: Final = "SELECT id, name, kind, held_on, called_off_on, seats, cost_fen FROM event WHERE id = ?"
_GUESTS: Final = "SELECT customer_id, state, answer, invited_on FROM attendance WHERE event_id = ? ORDER BY customer_id"
# appointments that were agreed, and the orders of vehicles that were theirs then
_BOOKED: Final = """
SELECT attendance.customer_id, call.called_on FROM attendance JOIN call ON call.customer_id = attendance.customer_id
JOIN call_result ON call_result.call_id = call.id AND call_result.result = 'booked'
WHERE attendance.event_id = :event AND attendance.state = 'came' AND call.called_on > :held_on
UNION ALL
SELECT attendance.customer_id, repair_order.opened_on FROM attendance
JOIN ownership ON ownership.customer_id = attendance.customer_id
JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id AND repair_order.opened_on > :held_on
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
    AND repair_order.type NOT IN (SELECT value FROM json_each(:no_visits))
WHERE attendance.event_id = :event AND attendance.state = 'came'
"""


class Event(NamedTuple):
    """What invitations and the report are reckoned by."""

    id: int
    name: str
    kind: EventKind
    held_on: date
    called_off_on: date | None
    seats: int | None
    cost_fen: int | None


def event(connection: sqlite3.Connection, number: int) -> Event:
    """The event of this number."""
    row = connection.execute(_EVENT, (number,)).fetchone()
    return Event(
        row["id"],
        row["name"],
        EventKind(row["kind"]),
        date.fromisoformat(row["held_on"]),
        date.fromisoformat(row["called_off_on"]) if row["called_off_on"] is not None else None,
        row["seats"],
        row["cost_fen"],
    )


def guests(connection: sqlite3.Connection, of: Event, no_visits: Collection[OrderType]) -> list[Guest]:
    """Everybody on its list, with what those who came agreed or brought afterwards. no_visits: orders that are none."""
    booked: dict[int, list[date]] = defaultdict(list)
    given = {"event": of.id, "held_on": of.held_on.isoformat(), "no_visits": json.dumps(sorted(no_visits))}
    for customer, day in connection.execute(_BOOKED, given):
        booked[customer].append(date.fromisoformat(day))
    return [
        Guest(row[0], Attendance(row[1]), Answer(row[2]) if row[2] is not None else None, row[3] is not None, tuple(booked[row[0]]))
        for row in connection.execute(_GUESTS, (of.id,))
    ]


def on_the_list(connection: sqlite3.Connection, number: int) -> frozenset[int]:
    """Who is on the list of an event already."""
    return frozenset(row[0] for row in connection.execute("SELECT customer_id FROM attendance WHERE event_id = ?", (number,)))


def invite(connection: sqlite3.Connection, number: int, customers: Collection[int], day: date) -> None:
    """Put these on the list of an event."""
    connection.executemany(
        "INSERT INTO attendance (event_id, customer_id, invited_on) VALUES (?, ?, ?)",
        [(number, customer, day.isoformat()) for customer in customers],
    )


def leave_out(connection: sqlite3.Connection, number: int, chosen: Collection[int], reasons: Mapping[int, Collection[Uninvited]]) -> None:
    """Keep who of those chosen was left out and why, in place of what was kept of them before."""
    connection.execute(
        "DELETE FROM event_left_out WHERE event_id = ? AND customer_id IN (SELECT value FROM json_each(?))",
        (number, json.dumps(sorted(chosen))),
    )
    connection.executemany(
        "INSERT INTO event_left_out (event_id, customer_id, reasons) VALUES (?, ?, ?)",
        [(number, customer, ",".join(found)) for customer, found in reasons.items()],
    )


def left_out(connection: sqlite3.Connection, number: int) -> Counter[Uninvited]:
    """How many an invitation left out for which reason, some for several."""
    rows = connection.execute("SELECT reasons FROM event_left_out WHERE event_id = ?", (number,))
    return Counter(Uninvited(reason) for row in rows for reason in row[0].split(","))
