"""Follow-ups changed by what people do: called, put off, skipped, given to somebody else, added by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from kcrm.db import instant
from kcrm.model import Action, AssignedBy, Channel, Kind
from kcrm.queries.rows import record
from kcrm.queries.saving import save


@dataclass(frozen=True, slots=True)
class Event:
    """What a person did to a follow-up and why. call_on, assignee_id: what it was changed to."""

    followup_id: int
    at: datetime
    staff_id: int | None
    action: Action
    reason: str
    call_on: date | None = None
    assignee_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event as it is shown."""

    at: datetime
    action: Action
    reason: str
    staff: str | None
    call_on: date | None
    assignee: str | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """A follow-up that a person adds. call_time: `HH:MM`, agreed for the day it is due."""

    kind: Kind
    channel: Channel
    customer_id: int
    vehicle_id: int | None
    due_on: date
    call_time: str | None
    assignee_id: int | None
    assigned_by: AssignedBy


_MESSAGE = """
INSERT INTO followup (kind, channel, customer_id, vehicle_id, order_id, base, base_on, occurrence, due_on, due_by, call_on, lapses_on,
                      contact_name, contact_phone, assignee_id, assigned_by, opened_at, policy_version_id)
SELECT kind, 'message', customer_id, vehicle_id, order_id, base, base_on, occurrence, :on, 'unreached', :on, lapses_on,
       contact_name, contact_phone, assignee_id, assigned_by, :at, :version
FROM followup WHERE id = :id
ON CONFLICT (customer_id, kind, channel, coalesce(vehicle_id, 0), base_on, occurrence) DO NOTHING
"""

# Planned follow-ups count their occurrences from 0 up, those added by hand from -1 down: neither takes the other's place.
_ADD = """
INSERT INTO followup (kind, channel, customer_id, vehicle_id, base, base_on, occurrence, due_on, due_by, call_on, call_time,
                      assignee_id, assigned_by, opened_at, policy_version_id)
SELECT :kind, :channel, :customer_id, :vehicle_id, 'by_hand', :due_on, min(coalesce(min(occurrence), 0), 0) - 1,
       :due_on, 'by_hand', :due_on, :call_time, :assignee_id, :assigned_by, :at, :version
FROM followup
WHERE customer_id = :customer_id AND kind = :kind AND channel = :channel AND vehicle_id IS :vehicle_id AND base_on = :due_on
"""

_SAME = """
SELECT id FROM followup
WHERE state = 'open' AND due_by = 'by_hand' AND customer_id = ? AND kind = ? AND channel = ? AND vehicle_id IS ? AND due_on = ?
"""

_EVENTS = """
SELECT followup_event.*, actor.name AS staff, whose.name AS assignee
FROM followup_event
LEFT JOIN staff AS actor ON actor.id = followup_event.staff_id
LEFT JOIN staff AS whose ON whose.id = followup_event.assignee_id
WHERE followup_id = ? ORDER BY followup_event.id
"""


def change(connection: sqlite3.Connection, followup_id: int, **columns: object) -> None:
    """Write these columns of a follow-up; our own names, never a user's."""
    row = connection.execute("SELECT * FROM followup WHERE id = ?", (followup_id,)).fetchone()
    save(connection, "followup", row, columns)


def message_in_place_of(connection: sqlite3.Connection, followup_id: int, on: date, *, at: datetime, policy_version_id: int) -> int | None:
    """Make a message due on that day for calls that reached nobody; its number, None where the message exists already.

    It is about the same, of the same person, and makes sense as long as the call did.
    """
    given = {"id": followup_id, "on": on.isoformat(), "at": instant(at), "version": policy_version_id}
    cursor = connection.execute(_MESSAGE, given)
    return cursor.lastrowid if cursor.rowcount else None


def same_by_hand(connection: sqlite3.Connection, new: ByHand) -> int | None:
    """The open follow-up that somebody added for the same purpose and day."""
    row = connection.execute(_SAME, (new.customer_id, new.kind, new.channel, new.vehicle_id, new.due_on.isoformat())).fetchone()
    return row["id"] if row else None


def add(connection: sqlite3.Connection, new: ByHand, *, at: datetime, policy_version_id: int) -> int:
    """Store a follow-up added by hand; its number. It never lapses."""
    given = {
        "kind": new.kind,
        "channel": new.channel,
        "customer_id": new.customer_id,
        "vehicle_id": new.vehicle_id,
        "due_on": new.due_on.isoformat(),
        "call_time": new.call_time,
        "assignee_id": new.assignee_id,
        "assigned_by": new.assigned_by,
        "at": instant(at),
        "version": policy_version_id,
    }
    return connection.execute(_ADD, given).lastrowid or 0


def note(connection: sqlite3.Connection, event: Event) -> None:
    """Record what a person did, and why."""
    save(connection, "followup_event", None, {name: getattr(event, name) for name in event.__slots__})


def events_of(connection: sqlite3.Connection, followup_id: int) -> list[EventRecord]:
    """What people did to a follow-up by hand, oldest first."""
    return [record(EventRecord, row) for row in connection.execute(_EVENTS, (followup_id,))]
