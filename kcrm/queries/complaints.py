"""Complaints, the steps in their history, and the days whose hours differ from their weekday's."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from kcrm.db import instant
from kcrm.model import Cause, Complaint, ComplaintChannel, ComplaintEvent, ComplaintState, Severity, WorkDay
from kcrm.named import NamedTuple
from kcrm.queries.records import Saved, save
from kcrm.queries.rows import record
from kcrm.queries.staff import MANAGER
from kcrm.queries.tasks import ANY_TO_DO
from kcrm.queries.vehicles import QUALITY_ORDER

if TYPE_CHECKING:
    from kcrm.dates import Period

_COMPLAINTS = """
SELECT complaint.*, customer.customer_no, customer.name AS customer, customer.phone, vehicle.vin, vehicle.plate, vehicle.model,
    repair_order.order_no, owner.employee_no AS owner_no, owner.name AS owner,
    goodwill_by.employee_no AS goodwill_by_no, goodwill_by.name AS goodwill_by
FROM complaint
JOIN customer ON customer.id = complaint.customer_id
LEFT JOIN vehicle ON vehicle.id = complaint.vehicle_id
LEFT JOIN repair_order ON repair_order.id = complaint.order_id
LEFT JOIN staff AS owner ON owner.id = complaint.owner_id
LEFT JOIN staff AS goodwill_by ON goodwill_by.id = complaint.goodwill_by_id
"""

_WANTED = """
(:customer IS NULL OR complaint.customer_id = :customer) AND (NOT :open OR complaint.state <> 'closed')
AND (:state IS NULL OR complaint.state = :state) AND (:severity IS NULL OR complaint.severity = :severity)
AND (:cause IS NULL OR complaint.cause = :cause) AND (:owner IS NULL OR complaint.owner_id = :owner)
AND (:department IS NULL OR EXISTS (
    SELECT 1 FROM json_each(:department) WHERE value IN (complaint.department, complaint.secondary_department)))
AND (:first IS NULL OR complaint.received_on BETWEEN :first AND :last)
AND (:closed_since IS NULL OR complaint.state = 'closed' AND EXISTS (
    SELECT 1 FROM complaint_event WHERE complaint_id = complaint.id AND kind = 'closed' AND at >= :closed_since
))
"""

_EVENTS = """
SELECT complaint_event.*, staff.employee_no AS staff_no, staff.name AS staff, owner.employee_no AS owner_no, owner.name AS owner,
    informed.employee_no AS informed_no, informed.name AS informed,
    goodwill_by.employee_no AS goodwill_by_no, goodwill_by.name AS goodwill_by
FROM complaint_event
LEFT JOIN staff ON staff.id = complaint_event.staff_id
LEFT JOIN staff AS owner ON owner.id = complaint_event.owner_id
LEFT JOIN staff AS informed ON informed.id = complaint_event.informed_id
LEFT JOIN staff AS goodwill_by ON goodwill_by.id = complaint_event.goodwill_by_id
WHERE complaint_event.complaint_id IN (SELECT value FROM json_each(?))
ORDER BY complaint_event.at, complaint_event.id
"""

_STORED = (
    "complaint_id",
    "kind",
    "at",
    "recorded_at",
    "staff_id",
    "level",
    "owner_id",
    "informed_id",
    "clock",
    "work",
    "reason",
    "department",
    "secondary_department",
    "cause",
    "finding",
    "satisfied",
    "goodwill_fen",
    "goodwill_by_id",
    "followup_id",
    "call_id",
    "note",
)
"""What is kept of a step; all else of it is read from elsewhere."""

_KIN = """
SELECT id, customer_id, vehicle_id, cause, received_at FROM complaint
WHERE customer_id IN (SELECT value FROM json_each(?1)) OR vehicle_id IN (SELECT value FROM json_each(?2))
ORDER BY received_at, id
"""

_OPEN = """
SELECT id, customer_id, severity, channel, EXISTS (
    SELECT 1 FROM complaint_event WHERE complaint_id = complaint.id AND kind = 'opened' AND reason = 'repeated'
) AS repeated
FROM complaint WHERE state <> 'closed' ORDER BY id
"""
_OF_TODAY = f"""
SELECT EXISTS (SELECT 1 FROM complaint WHERE state <> 'closed'), (
    SELECT count(*) FROM complaint JOIN complaint_event ON complaint_event.complaint_id = complaint.id AND complaint_event.kind = 'opened'
    WHERE complaint.received_on = :day AND (:staff IS NULL OR complaint_event.staff_id = :staff)
), EXISTS (SELECT 1 FROM finding WHERE answered_at IS NULL AND (:staff IS NULL OR head_id = :staff)),
EXISTS (
    SELECT 1 FROM followup WHERE state = 'open' AND channel = 'visit' AND call_on <= :day AND (:staff IS NULL OR assignee_id = :staff)
), (SELECT count(customer_id) FROM conflict WHERE state = 'open'), (SELECT count(vehicle_id) FROM conflict WHERE state = 'open'),
EXISTS (SELECT 1 FROM fleet WHERE state <> 'closed' AND (:manager IS NULL OR {MANAGER} = :manager)), {ANY_TO_DO},
    EXISTS (
        SELECT 1 FROM campaign WHERE closed_on IS NULL AND :day BETWEEN from_on AND until_on
            AND (:manager IS NULL OR responsible_id = :manager)
    ), EXISTS (SELECT 1 FROM repair_order WHERE {QUALITY_ORDER})
"""  # noqa: S608 - our own
_OFTEN = "SELECT customer_id FROM complaint WHERE received_on > ? GROUP BY customer_id HAVING count(*) >= ?"


class WantedComplaints(NamedTuple):
    """Which complaints; None for any. received: the days on which they were. open: only those not closed.

    closed_since: only those that are closed, since then.
    """

    customer_id: int | None = None
    state: ComplaintState | None = None
    severity: Severity | None = None
    cause: Cause | None = None
    department: str | None = None
    owner_id: int | None = None
    received: Period | None = None
    open: bool = False
    closed_since: datetime | None = None


class OpenComplaint(NamedTuple):
    """A complaint that is not closed. repeated: it was already so when it was opened."""

    id: int
    customer_id: int
    severity: Severity
    channel: ComplaintChannel | None
    repeated: bool


class KinRow(NamedTuple):
    """What of a complaint tells whether another repeats it."""

    id: int
    customer_id: int
    vehicle_id: int | None
    cause: Cause | None
    received_at: datetime


def complaint_by_id(connection: sqlite3.Connection, complaint_id: int) -> Complaint:
    """The complaint with this id."""
    return record(Complaint, connection.execute(f"{_COMPLAINTS} WHERE complaint.id = ?", (complaint_id,)).fetchone())


def complaint_row(connection: sqlite3.Connection, complaint_id: int) -> sqlite3.Row:
    """The row to compare new values with."""
    row: sqlite3.Row = connection.execute("SELECT * FROM complaint WHERE id = ?", (complaint_id,)).fetchone()
    return row


def row_by_number(connection: sqlite3.Connection, complaint_no: str) -> sqlite3.Row | None:
    """The row of the complaint with this number of the store's own."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM complaint WHERE complaint_no = ?", (complaint_no,)).fetchone()
    return row


def row_without_number(connection: sqlite3.Connection, customer_id: int, received_at: datetime, description: str) -> sqlite3.Row | None:
    """The row of the complaint that this customer made then, in these words, where it has no number."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM complaint WHERE customer_id = ? AND received_at = ? AND description = ? AND complaint_no IS NULL",
        (customer_id, instant(received_at), description),
    ).fetchone()
    return row


def complaints(connection: sqlite3.Connection, wanted: WantedComplaints) -> list[Complaint]:
    """The complaints wanted, in the order in which they were received."""
    arguments = {
        "customer": wanted.customer_id,
        "state": wanted.state,
        "severity": wanted.severity,
        "cause": wanted.cause,
        "department": wanted.department,
        "owner": wanted.owner_id,
        "first": wanted.received.first.isoformat() if wanted.received else None,
        "last": wanted.received.last.isoformat() if wanted.received else None,
        "open": wanted.open,
        "closed_since": instant(wanted.closed_since) if wanted.closed_since else None,
    }
    rows = connection.execute(f"{_COMPLAINTS} WHERE {_WANTED} ORDER BY complaint.received_at, complaint.id", arguments)
    return [record(Complaint, row) for row in rows]


def events_of(connection: sqlite3.Connection, complaint_ids: Iterable[int]) -> Mapping[int, tuple[ComplaintEvent, ...]]:
    """The history of each of these complaints, oldest step first."""
    events: dict[int, list[ComplaintEvent]] = defaultdict(list)
    for row in connection.execute(_EVENTS, (json.dumps(list(complaint_ids)),)):
        events[row["complaint_id"]].append(record(ComplaintEvent, row))
    return {complaint_id: tuple(steps) for complaint_id, steps in events.items()}


def add_complaint(connection: sqlite3.Connection, columns: Mapping[str, object]) -> int:
    """Store a new complaint; its number."""
    number, _saved = save(connection, "complaint", None, columns)
    return number


def change_complaint(connection: sqlite3.Connection, complaint_id: int, columns: Mapping[str, object]) -> Saved:
    """Give a complaint these values; whether that changed it."""
    return save(connection, "complaint", complaint_row(connection, complaint_id), columns)[1]


def add_event(connection: sqlite3.Connection, event: ComplaintEvent) -> int:
    """Store a step; its number."""
    number, _saved = save(connection, "complaint_event", None, {name: getattr(event, name) for name in _STORED})
    return number


def kin_of(connection: sqlite3.Connection, customers: Collection[int], vehicles: Collection[int]) -> list[KinRow]:
    """All complaints of these customers or on these vehicles, in the order in which they were received."""
    rows = connection.execute(_KIN, (json.dumps(list(customers)), json.dumps(list(vehicles))))
    return [record(KinRow, row) for row in rows]


class OfToday(NamedTuple):
    """What a day has besides calls.

    complaints: whether one is not closed; heard: how many came in on the day. findings, visits: whether any waits. of_customers,
    of_vehicles: how many conflicts wait. accounts: whether there are any that are not closed. tasks: whether whoever acts has any to do.
    campaigns: whether any is under way. repaired: whether any vehicle ever was for what the state's warranty duties may count.
    """

    complaints: bool
    heard: int
    findings: bool
    visits: bool
    of_customers: int
    of_vehicles: int
    accounts: bool
    tasks: bool
    campaigns: bool
    repaired: bool


def of_today(connection: sqlite3.Connection, day: date, staff_id: int | None, manager_id: int | None) -> OfToday:
    """What there is on a day. staff_id: only the complaints that this one wrote down, the findings and the visits that are theirs.

    manager_id: only the accounts and campaigns that this one looks after.
    """
    given = {"day": day.isoformat(), "staff": staff_id, "manager": manager_id}
    return OfToday(*connection.execute(_OF_TODAY, given).fetchone())


def open_complaints(connection: sqlite3.Connection) -> list[OpenComplaint]:
    """Every complaint that is not closed, as far as the order of a day needs it; by number."""
    return [record(OpenComplaint, row) for row in connection.execute(_OPEN)]


def frequent_complainers(connection: sqlite3.Connection, after: date, count: int) -> frozenset[int]:
    """The customers with so many complaints received after a day."""
    return frozenset(row[0] for row in connection.execute(_OFTEN, (after.isoformat(), count)))


def complaint_of_event(connection: sqlite3.Connection, event_id: int) -> int | None:
    """Whose step this is; None where there is no such step any more."""
    row = connection.execute("SELECT complaint_id FROM complaint_event WHERE id = ?", (event_id,)).fetchone()
    return row[0] if row else None


def recall_state(connection: sqlite3.Connection, event_id: int) -> str | None:
    """How the follow-up stands that was planned after this resolution; None where none was planned."""
    row = connection.execute(
        "SELECT state FROM followup WHERE kind = 'complaint_recall' AND occurrence = ? ORDER BY id DESC LIMIT 1", (event_id,)
    ).fetchone()
    return row[0] if row else None


# --- the calendar ---


def work_days(connection: sqlite3.Connection) -> list[WorkDay]:
    """Every day that was set, in the order in which it was set."""
    return [record(WorkDay, row) for row in connection.execute("SELECT * FROM work_day ORDER BY set_at, id")]


def add_work_days(connection: sqlite3.Connection, days: Iterable[WorkDay]) -> None:
    """Set these days; the latest counts."""
    connection.executemany(
        "INSERT INTO work_day (day, hours, name, set_at) VALUES (?, ?, ?, ?)",
        ((day.day.isoformat(), day.hours, day.name, instant(day.set_at)) for day in days),
    )
