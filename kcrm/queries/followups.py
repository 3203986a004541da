"""Follow-ups with whom they are about and whose they are; and what people do to them: called, put off, skipped, reassigned, added."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from kcrm.db import instant
from kcrm.memo import same
from kcrm.model import Action, AssignedBy, Channel, FollowUp, Kind, Of, State
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import save
from kcrm.queries.rows import Load, Rows, record

if TYPE_CHECKING:
    from kcrm.dates import Period


def phone_of(alias: str) -> str:
    """SQL for the phone of a customer at which they can be called today, NULL where there is none."""
    return f"CASE WHEN {alias}.phone IS NULL OR {alias}.phone_state = 'wrong' THEN {alias}.phone2 ELSE {alias}.phone END"


OF_NEED = """LEFT JOIN need ON followup.kind = 'need_ready' AND followup.case_no GLOB 'ND*'
    AND need.id = CAST(substr(followup.case_no, 3) AS INTEGER)"""
"""Joins to a follow-up the need that it is about."""
_PROSPECT_KINDS = ", ".join(f"'{kind}'" for kind in Kind if kind.row.of is Of.PROSPECT)
OF_PROSPECT = f"LEFT JOIN prospect ON followup.kind IN ({_PROSPECT_KINDS}) AND prospect.id = CAST(substr(followup.case_no, 2) AS INTEGER)"
"""Joins to a follow-up the buying intention that it is about."""
_CAMPAIGN_KINDS = ", ".join(f"'{kind}'" for kind in Kind if kind.row.of is Of.CAMPAIGN)
_OF_ACCOUNT = f"""
LEFT JOIN contract ON followup.kind = 'contract_renewal' AND contract.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN measure ON followup.kind = 'invitation' AND measure.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN campaign ON followup.kind IN ({_CAMPAIGN_KINDS})
    AND campaign.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN event ON followup.kind IN ('event_invitation', 'event_thanks') AND event.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN appointment ON followup.kind IN ('appointment_confirm', 'no_show_call')
    AND appointment.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN recall ON followup.kind = 'recall_notice' AND recall.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN rescue ON followup.kind = 'rescue_call' AND rescue.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN work ON followup.kind IN ('declined_work', 'need_ready') AND followup.case_no GLOB 'W*'
    AND work.id = CAST(substr(followup.case_no, 2) AS INTEGER)
LEFT JOIN anniversary ON followup.kind = 'account_anniversary' AND anniversary.id = CAST(substr(followup.case_no, 3) AS INTEGER)
"""
_FROM = f"""
FROM followup
JOIN customer ON customer.id = followup.customer_id
LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id
LEFT JOIN repair_order ON repair_order.id = followup.order_id
LEFT JOIN staff ON staff.id = followup.assignee_id
LEFT JOIN customer AS speaker ON speaker.id = followup.bundle_contact_id
{OF_NEED}
{OF_PROSPECT}
{_OF_ACCOUNT}
"""
# in words of its own, or of the need that is ready, model looked at, contract, anniversary, offer, event, rescue, work, part or recall
_INVITED_TO = (
    "event.name || CASE followup.kind WHEN 'event_invitation' THEN coalesce(' ' || event.hours, '') || coalesce(' ' || event.place, '')"
    " ELSE '' END"
)
_AWAITED = "appointment.starts_on || ' ' || appointment.clock || ' ' || appointment.what"
_ABOUT = (
    "coalesce(followup.matter, need.text, prospect.model, contract.contract_no, anniversary.title, measure.title, campaign.offer,"
    f" campaign.name, {_INVITED_TO}, rescue.place || ' ' || rescue.fault, work.what, {_AWAITED}, recall.title)"
)
_FOLLOWUPS = f"""
SELECT coalesce(followup.contact_name, speaker.name) AS contact_name,
    coalesce(followup.contact_phone, {phone_of("speaker")}) AS contact_phone,
    speaker.id AS contact_id, followup.bundle_lead_id IS NOT NULL AS bundled, customer.kind = 'company' AS of_company,
    followup.*, followup.case_no AS "case", {_ABOUT} AS about,
    customer.customer_no, customer.name AS customer, customer.phone, customer.phone2, customer.phone_state, customer.contact_window,
    vehicle.plate, vehicle.model, repair_order.order_no, staff.employee_no AS assignee_no, staff.name AS assignee,
    EXISTS (
        SELECT 1 FROM customer AS other
        WHERE other.phone_tail = substr(followup.contact_phone, -4) AND other.phone = followup.contact_phone AND other.do_not_contact
    ) AS contact_refuses
{_FROM}"""  # noqa: S608 - our own

# The literal condition is that of the partial index.
_OPEN = f"{_FOLLOWUPS} WHERE followup.state = 'open' AND followup.call_on <= ? AND (? IS NULL OR followup.channel = ?)"
_POSTPONED = f"{_FOLLOWUPS} WHERE followup.state = 'cancelled' AND followup.reason = 'cap' AND followup.call_on <= ?"
_VISITS = f"""{_FOLLOWUPS} WHERE followup.state = 'open' AND followup.channel = 'visit' AND followup.call_on <= :last
AND (:assignee IS NULL OR followup.assignee_id = :assignee) ORDER BY followup.call_on, followup.call_time, followup.id"""
_IN_CALENDARS = """followup.channel <> 'message' AND (followup.state = 'open' OR followup.ended_at >= :since)
AND (:customers IS NULL OR followup.customer_id IN (SELECT value FROM json_each(:customers)))
"""
# With the operation that changed it last; what was recorded too long ago may be erased.
_CALENDAR = f"""
SELECT listed.*, coalesce(changed.id, 0) AS changed_by, coalesce(changed.at, listed.ended_at, listed.opened_at) AS changed_at
FROM ({_FOLLOWUPS} WHERE {_IN_CALENDARS}) AS listed
LEFT JOIN operation AS changed ON changed.id = (
    SELECT max(operation_id) FROM operation_change WHERE table_name = 'followup' AND row_id = listed.id
)
ORDER BY listed.id
"""  # noqa: S608 - our own
_BY_IDS = f"{_FOLLOWUPS} WHERE followup.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own


def open_until(connection: sqlite3.Connection, last: date, channel: Channel | None) -> Iterator[FollowUp]:
    """Open follow-ups to be called on `last` or before, of one channel or of all."""
    return (record(FollowUp, row) for row in connection.execute(_OPEN, (last.isoformat(), channel, channel)))


def postponed_until(connection: sqlite3.Connection, last: date) -> Iterator[FollowUp]:
    """Messages that wait because their phone has had its share of a day, and are open again on `last` or before."""
    return (record(FollowUp, row) for row in connection.execute(_POSTPONED, (last.isoformat(),)))


def postponed_of_customer(connection: sqlite3.Connection, customer_id: int, last: date) -> list[FollowUp]:
    """The same, of one customer."""
    rows = connection.execute(f"{_POSTPONED} AND followup.customer_id = ? ORDER BY followup.id", (last.isoformat(), customer_id))
    return [record(FollowUp, row) for row in rows]


def followups_by_id(connection: sqlite3.Connection, followup_ids: Iterable[int]) -> dict[int, FollowUp]:
    """These follow-ups, by id."""
    rows = connection.execute(_BY_IDS, (json.dumps(list(followup_ids)),))
    return {row["id"]: record(FollowUp, row) for row in rows}


def open_of_customer(connection: sqlite3.Connection, customer_id: int) -> list[FollowUp]:
    """A customer's open follow-ups, next first."""
    rows = connection.execute(
        f"{_FOLLOWUPS} WHERE followup.state = 'open' AND followup.customer_id = ? ORDER BY followup.call_on, followup.id",
        (customer_id,),
    )
    return [record(FollowUp, row) for row in rows]


def open_visits(connection: sqlite3.Connection, last: date, assignee_id: int | None) -> list[FollowUp]:
    """Visits to customers that are to be made on `last` or before, everybody's or one person's; the earliest first."""
    rows = connection.execute(_VISITS, {"last": last.isoformat(), "assignee": assignee_id})
    return [record(FollowUp, row) for row in rows]


def followup_by_id(connection: sqlite3.Connection, followup_id: int) -> FollowUp:
    """The follow-up with this id."""
    return record(FollowUp, connection.execute(f"{_FOLLOWUPS} WHERE followup.id = ?", (followup_id,)).fetchone())


class InCalendar(NamedTuple):
    """A follow-up, and when and by which operation it was changed last; 0 where that is not recorded any more."""

    followup: FollowUp
    changed_by: int
    changed_at: datetime


def in_calendars(connection: sqlite3.Connection, since: datetime, customer_ids: Collection[int] | None) -> tuple[Iterator[InCalendar], int]:
    """Calls and visits that are open, and those that ended since then, of these customers or of all, read one by one; how many."""
    given = {"since": instant(since), "customers": None if customer_ids is None else json.dumps(sorted(customer_ids))}
    count: int = connection.execute(f"SELECT count(*) FROM followup WHERE {_IN_CALENDARS}", given).fetchone()[0]  # noqa: S608 - our own
    rows = connection.execute(_CALENDAR, given)
    return (InCalendar(record(FollowUp, row), row["changed_by"], datetime.fromisoformat(row["changed_at"])) for row in rows), count


def open_of_assignee(connection: sqlite3.Connection, staff_id: int) -> list[tuple[int, AssignedBy]]:
    """The open follow-ups that are somebody's duty, each with how they came by it."""
    rows = connection.execute("SELECT id, assigned_by FROM followup WHERE state = 'open' AND assignee_id = ? ORDER BY id", (staff_id,))
    return [(row["id"], AssignedBy(row["assigned_by"])) for row in rows]


# Planning gives what nobody present has to a colleague in one of these ways; what a person decided stays as it is.
_SHARED_OUT = """
SELECT id FROM followup
WHERE state = 'open' AND kind IN (SELECT value FROM json_each(:kinds)) AND due_by <> 'by_hand' AND (
    (assigned_by IN ('specialist', 'nobody') AND customer_id IN (SELECT value FROM json_each(:customers)))
    OR (assigned_by IN ('vehicle', 'manager', 'role', 'nobody') AND vehicle_id IN (SELECT value FROM json_each(:vehicles)))
) ORDER BY id
"""


def open_shared_out(
    connection: sqlite3.Connection, kinds: Iterable[Kind], customer_ids: Iterable[int], vehicle_ids: Iterable[int]
) -> list[int]:
    """The open follow-ups of these kinds that planning gave to colleagues: about these customers, or about these vehicles."""
    given = {"kinds": [*kinds], "customers": [*customer_ids], "vehicles": [*vehicle_ids]}
    return [row[0] for row in connection.execute(_SHARED_OUT, {name: json.dumps(values) for name, values in given.items()})]


_WANTED = """
(:state IS NULL OR followup.state = :state) AND (:kinds IS NULL OR followup.kind IN (SELECT value FROM json_each(:kinds)))
AND (:customers IS NULL OR followup.customer_id IN (SELECT value FROM json_each(:customers)))
AND (:assignee IS NULL OR followup.assignee_id = :assignee) AND (:customer IS NULL OR followup.customer_id = :customer)
AND (:first IS NULL OR followup.due_on BETWEEN :first AND :last) AND (:channel IS NULL OR followup.channel = :channel)
"""
# The literal condition is that of the partial indexes.
_WANTED_OPEN = f"followup.state = 'open' AND {_WANTED}"


class WantedFollowUps(NamedTuple):
    """Which follow-ups to list; None for any. assignee_id: whose duty they are; due: the days on which they fall due."""

    state: State | None = None
    kinds: frozenset[Kind] = frozenset()
    assignee_id: int | None = None
    customer_id: int | None = None
    customer_ids: frozenset[int] | None = None
    due: Period | None = None
    channel: Channel | None = None


# what a list shows, by its column, with what the column's text becomes
_LISTED: Mapping[str, tuple[str, Load]] = {
    "id": ("followup.id", partial(identifier, Thing.FOLLOWUP)),
    "kind": ("followup.kind", Kind),
    "about": (_ABOUT, same),
    "channel": ("followup.channel", Channel),
    "state": ("followup.state", State),
    "customer_id": ("followup.customer_id", partial(identifier, Thing.CUSTOMER)),
    "customer": ("customer.name", same),
    "plate": ("vehicle.plate", same),
    "due_on": ("followup.due_on", date.fromisoformat),
    "call_on": ("followup.call_on", date.fromisoformat),
    "call_time": ("followup.call_time", same),
    "place": ("followup.place", same),
    "attempts": ("followup.attempts", same),
    "assignee_no": ("staff.employee_no", same),
    "assignee": ("staff.name", same),
    "ended_at": ("followup.ended_at", datetime.fromisoformat),
}


def listed_followups(
    connection: sqlite3.Connection, wanted: WantedFollowUps, limit: int | None
) -> tuple[Sequence[tuple[object, ...]], int]:
    """What lists show of the first so many follow-ups wanted, by due date, and how many there are; limit None for all, read one by one."""
    given = {
        "state": wanted.state,
        "kinds": json.dumps(sorted(wanted.kinds)) if wanted.kinds else None,
        "assignee": wanted.assignee_id,
        "customer": wanted.customer_id,
        "customers": json.dumps(sorted(wanted.customer_ids)) if wanted.customer_ids is not None else None,
        "first": wanted.due.first.isoformat() if wanted.due else None,
        "last": wanted.due.last.isoformat() if wanted.due else None,
        "channel": wanted.channel,
        "limit": -1 if limit is None else limit,
    }
    condition = _WANTED_OPEN if wanted.state is State.OPEN else _WANTED
    total: int = connection.execute(f"SELECT count(*) FROM followup WHERE {condition}", given).fetchone()[0]  # noqa: S608 - our own
    columns = ", ".join(column for column, _load in _LISTED.values())
    statement = f"SELECT {columns} {_FROM} WHERE {condition} ORDER BY followup.due_on, followup.id LIMIT :limit"
    rows = Rows(total, lambda: connection.execute(statement, given), (load for _column, load in _LISTED.values()))
    return (rows if limit is None else list(rows)), total


# --- what people do to them ---


class Event(NamedTuple):
    """What a person did to a follow-up and why. call_on, assignee_id: what it was changed to."""

    followup_id: int
    at: datetime
    staff_id: int | None
    action: Action
    reason: str
    call_on: date | None = None
    assignee_id: int | None = None


class EventRecord(NamedTuple):
    """An event as it is shown."""

    at: datetime
    action: Action
    reason: str
    staff: str | None
    call_on: date | None
    assignee: str | None


class ByHand(NamedTuple):
    """A follow-up that a person adds. call_time: `HH:MM`, agreed for the day it is due. about: in words; place: of a visit."""

    kind: Kind
    channel: Channel
    customer_id: int
    vehicle_id: int | None
    due_on: date
    call_time: str | None
    assignee_id: int | None
    assigned_by: AssignedBy
    about: str | None = None
    place: str | None = None


_MESSAGE = """
INSERT INTO followup (kind, channel, customer_id, vehicle_id, case_no, order_id, base, base_on, occurrence, due_on, due_by, call_on,
                      lapses_on, contact_name, contact_phone, because, matter, assignee_id, duty_id, assigned_by, opened_at,
                      policy_version_id)
SELECT kind, 'message', customer_id, vehicle_id, case_no, order_id, base, base_on, occurrence, :on, 'unreached', :on, lapses_on,
       contact_name, contact_phone, because, matter, assignee_id, assignee_id, assigned_by, :at, :version
FROM followup WHERE id = :id
ON CONFLICT (customer_id, kind, channel, coalesce(vehicle_id, 0), coalesce(case_no, ''), base_on, occurrence) DO NOTHING
"""

# Those added by hand count their occurrences downwards from where no planned one is: neither takes the other's place.
_ADD = """
INSERT INTO followup (kind, channel, customer_id, vehicle_id, base, base_on, occurrence, due_on, due_by, call_on, call_time, matter, place,
                      assignee_id, duty_id, assigned_by, opened_at, policy_version_id)
SELECT :kind, :channel, :customer_id, :vehicle_id, 'by_hand', :due_on, min(coalesce(min(occurrence), 0), -10000) - 1,
       :due_on, 'by_hand', :due_on, :call_time, :about, :place, :assignee_id, :assignee_id, :assigned_by, :at, :version
FROM followup
WHERE customer_id = :customer_id AND kind = :kind AND channel = :channel AND vehicle_id IS :vehicle_id AND base_on = :due_on
"""

_HAND_TO = """
UPDATE followup SET assignee_id = :to, assigned_by = :step, duty_id = CASE WHEN due_on >= :today THEN :to ELSE duty_id END WHERE id = :id
"""

_SAME = """
SELECT id FROM followup
WHERE state = 'open' AND due_by = 'by_hand' AND matter IS ?
    AND customer_id = ? AND kind = ? AND channel = ? AND vehicle_id IS ? AND due_on = ?
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


def hand_to(connection: sqlite3.Connection, followup_id: int, assignee_id: int | None, assigned_by: AssignedBy, today: date) -> None:
    """Make a follow-up somebody's duty; once its due day is over, it still counts as whoever had it on that day."""
    connection.execute(_HAND_TO, {"id": followup_id, "to": assignee_id, "step": assigned_by, "today": today.isoformat()})


def message_in_place_of(connection: sqlite3.Connection, followup_id: int, on: date, *, at: datetime, policy_version_id: int) -> int | None:
    """Make a message due on that day for calls that reached nobody; its number, None where the message exists already.

    It is about the same, of the same person, and makes sense as long as the call did.
    """
    given = {"id": followup_id, "on": on.isoformat(), "at": instant(at), "version": policy_version_id}
    cursor = connection.execute(_MESSAGE, given)
    return cursor.lastrowid if cursor.rowcount else None


def same_by_hand(connection: sqlite3.Connection, new: ByHand) -> int | None:
    """The open follow-up that somebody added for the same purpose and day."""
    row = connection.execute(_SAME, (new.about, new.customer_id, new.kind, new.channel, new.vehicle_id, new.due_on.isoformat())).fetchone()
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
        "about": new.about,
        "place": new.place,
        "assignee_id": new.assignee_id,
        "assigned_by": new.assigned_by,
        "at": instant(at),
        "version": policy_version_id,
    }
    return connection.execute(_ADD, given).lastrowid or 0


def note(connection: sqlite3.Connection, event: Event) -> None:
    """Record what a person did, and why."""
    save(connection, "followup_event", None, {name: getattr(event, name) for name in event._fields})


def events_of(connection: sqlite3.Connection, followup_id: int) -> list[EventRecord]:
    """What people did to a follow-up by hand, oldest first."""
    return [record(EventRecord, row) for row in connection.execute(_EVENTS, (followup_id,))]
