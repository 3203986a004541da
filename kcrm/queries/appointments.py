"""Appointments as rules see them, and what is found of them by itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from kcrm.db import instant
from kcrm.model import FollowUp, Of
from kcrm.model.appointments import Appointment, Visit
from kcrm.named import NamedTuple
from kcrm.queries.followups import phone_of
from kcrm.queries.rows import record

_COLUMNS: Final = """appointment.id AS number, appointment.vehicle_id AS vehicle, appointment.team, appointment.booked_at,
    appointment.starts_at, appointment.ends_at, appointment.confirmed_at, appointment.arrived_at, appointment.moved_at,
    appointment.cancelled_at, appointment.order_id AS "order" """
_BY_NUMBER: Final = f"SELECT {_COLUMNS} FROM appointment WHERE id = ?"  # noqa: S608 - our own
# the literal conditions are those of the partial indexes; by their times alone all that ever was would be read
_HELD: Final = f"""
SELECT {_COLUMNS} FROM appointment INDEXED BY appointment_held
WHERE moved_at IS NULL AND cancelled_at IS NULL AND ends_at > :since AND starts_at < :until ORDER BY starts_at, id
"""  # noqa: S608
_AWAITED: Final = f"""
SELECT {_COLUMNS} FROM appointment
WHERE missed_on IS NULL AND arrived_at IS NULL AND order_id IS NULL AND moved_at IS NULL AND cancelled_at IS NULL
    AND starts_at < :before AND starts_at >= :since ORDER BY starts_at, id
"""  # noqa: S608
# whose order is another vehicle's, of another day or no visit now
_UNMATCH: Final = """
UPDATE appointment SET order_id = NULL WHERE order_id IN (SELECT id FROM appointment_queue) AND NOT EXISTS (
    SELECT 1 FROM repair_order WHERE repair_order.id = appointment.order_id AND repair_order.vehicle_id = appointment.vehicle_id
        AND repair_order.opened_on = appointment.starts_on AND repair_order.type NOT IN (SELECT value FROM json_each(?)))
"""
_VISITS: Final = """
SELECT id, vehicle_id AS vehicle, opened_at FROM repair_order
WHERE id IN (SELECT id FROM appointment_queue) AND type NOT IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM appointment WHERE order_id = repair_order.id) ORDER BY opened_at, id
"""
_OF_VEHICLE: Final = f"SELECT {_COLUMNS} FROM appointment WHERE vehicle_id = ? ORDER BY starts_at, id"  # noqa: S608
_OF_CUSTOMER: Final = """
SELECT appointment.id, starts_on, clock, what, vehicle.plate, missed_on IS NOT NULL AS missed
FROM appointment JOIN vehicle ON vehicle.id = appointment.vehicle_id
WHERE appointment.customer_id = :customer AND starts_on >= :since AND arrived_at IS NULL AND order_id IS NULL AND moved_at IS NULL
    AND cancelled_at IS NULL ORDER BY starts_at, appointment.id
"""
_DAY: Final = """
SELECT appointment.id, customer.name AS customer, vehicle.plate, vehicle.id AS vehicle_id, advisor.name AS advisor, what, minutes
FROM appointment JOIN customer ON customer.id = appointment.customer_id JOIN vehicle ON vehicle.id = appointment.vehicle_id
LEFT JOIN staff AS advisor ON advisor.id = appointment.advisor_id
WHERE appointment.id IN (SELECT value FROM json_each(?)) ORDER BY appointment.starts_at, appointment.id
"""
_IN_CALENDARS: Final = """coalesce(appointment.moved_at, appointment.cancelled_at, appointment.ends_at) >= :since
AND (:customers IS NULL OR appointment.customer_id IN (SELECT value FROM json_each(:customers)))
"""
# With the operation that changed it last; what was recorded too long ago may be erased.
_CALENDAR: Final = f"""
SELECT {_COLUMNS}, customer.name AS customer, {phone_of("customer")} AS phone, vehicle.plate, vehicle.vin, what, appointment.note,
    advisor.id AS advisor_id, advisor.name AS advisor, coalesce(changed.id, 0) AS changed_by,
    coalesce(changed.at, moved_at, cancelled_at, arrived_at, confirmed_at, booked_at) AS changed_at
FROM appointment JOIN customer ON customer.id = appointment.customer_id JOIN vehicle ON vehicle.id = appointment.vehicle_id
LEFT JOIN staff AS advisor ON advisor.id = appointment.advisor_id
LEFT JOIN operation AS changed ON changed.id = (
    SELECT max(operation_id) FROM operation_change WHERE table_name = 'appointment' AND row_id = appointment.id
)
WHERE {_IN_CALENDARS} ORDER BY appointment.id
"""  # noqa: S608 - our own


class InCalendar(NamedTuple):
    """What a calendar tells of an appointment. phone: at which they can be called today.

    changed_by, changed_at: by which operation and when it was changed last, 0 where that is not recorded any more.
    """

    customer: str
    phone: str | None
    plate: str | None
    vin: str
    what: str
    note: str | None
    advisor_id: int | None
    advisor: str | None
    changed_by: int
    changed_at: datetime


class OnDay(NamedTuple):
    """What the screen of a day tells of an appointment."""

    id: int
    customer: str
    plate: str | None
    vehicle_id: int
    advisor: str | None
    what: str
    minutes: int


class Awaited(NamedTuple):
    """Somebody who is awaited, or did not come. missed: found not to have come."""

    id: int
    starts_on: date
    clock: str
    what: str
    plate: str | None
    missed: bool


def awaited_of(connection: sqlite3.Connection, customer_id: int, since: date) -> list[Awaited]:
    """The appointments of a customer from a day on to which nobody has come and that were not called off, by time."""
    rows = connection.execute(_OF_CUSTOMER, {"customer": customer_id, "since": since.isoformat()})
    return [record(Awaited, row) for row in rows]


def appointment_by_id(connection: sqlite3.Connection, number: int) -> Appointment:
    """The appointment with this number."""
    return record(Appointment, connection.execute(_BY_NUMBER, (number,)).fetchone())


def held_between(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[Appointment]:
    """What may keep a bay at some moment after the one and before the other instant, also whoever did not come."""
    rows = connection.execute(_HELD, {"since": instant(since), "until": instant(until)})
    return [record(Appointment, row) for row in rows]


def awaited(connection: sqlite3.Connection, since: datetime, before: datetime) -> list[Appointment]:
    """Who was to come from an instant on and before another, has not, and was not found missing yet."""
    rows = connection.execute(_AWAITED, {"since": instant(since), "before": instant(before)})
    return [record(Appointment, row) for row in rows]


def is_anybody_awaited(connection: sqlite3.Connection, since: datetime, before: datetime) -> bool:
    """Whether there is anybody like that."""
    return connection.execute(f"{_AWAITED} LIMIT 1", {"since": instant(since), "before": instant(before)}).fetchone() is not None


def note_missed(connection: sqlite3.Connection, numbers: Iterable[int], today: date) -> None:
    """Nobody came: found on this day."""
    connection.executemany("UPDATE appointment SET missed_on = ? WHERE id = ?", [(today.isoformat(), number) for number in numbers])


def is_queued(connection: sqlite3.Connection) -> bool:
    """Whether it is to be said of any order of which appointment it came."""
    return connection.execute("SELECT 1 FROM appointment_queue LIMIT 1").fetchone() is not None


def queued_visits(connection: sqlite3.Connection, no_visits: Sequence[str]) -> list[tuple[int, Visit]]:
    """Orders that may have come of an appointment, by number, of which none is known; which no longer are of theirs are parted from it.

    no_visits: types of orders that are no visit.
    """
    types = json.dumps(no_visits)
    connection.execute(_UNMATCH, (types,))
    return [(row["id"], record(Visit, row)) for row in connection.execute(_VISITS, (types,)).fetchall()]


def of_vehicle(connection: sqlite3.Connection, vehicle_id: int) -> list[Appointment]:
    """All appointments of a vehicle, by time."""
    return [record(Appointment, row) for row in connection.execute(_OF_VEHICLE, (vehicle_id,))]


def note_order(connection: sqlite3.Connection, number: int, order_id: int) -> None:
    """An appointment became this order."""
    connection.execute("UPDATE appointment SET order_id = ? WHERE id = ?", (order_id, number))


def clear_queue(connection: sqlite3.Connection) -> None:
    """Of every queued order it is said now."""
    connection.execute("DELETE FROM appointment_queue")


def on_day(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[OnDay]:
    """What the screen of a day tells of these appointments, by time."""
    return [record(OnDay, row) for row in connection.execute(_DAY, (json.dumps(list(numbers)),))]


def in_calendars(
    connection: sqlite3.Connection, since: datetime, customer_ids: Collection[int] | None
) -> tuple[Iterator[tuple[Appointment, InCalendar]], int]:
    """Those of these customers or of all that end after that, and were not called off or moved before, read one by one; how many."""
    given = {"since": instant(since), "customers": None if customer_ids is None else json.dumps(sorted(customer_ids))}
    count: int = connection.execute(f"SELECT count(*) FROM appointment WHERE {_IN_CALENDARS}", given).fetchone()[0]  # noqa: S608 - our own
    rows = connection.execute(_CALENDAR, given)
    return ((record(Appointment, row), record(InCalendar, row)) for row in rows), count


def kept_of(connection: sqlite3.Connection, number: int) -> dict[str, object]:
    """What stays as it is where an appointment is moved, by the keys of its declaration."""
    row = connection.execute(
        "SELECT vehicle_id AS vehicle, customer_id AS who, minutes, team, what, advisor_id AS advisor, came_by, note FROM appointment"
        " WHERE id = ?",
        (number,),
    ).fetchone()
    return {key: row[key] for key in row.keys() if row[key] is not None}  # noqa: SIM118 - a row is no mapping


def kept_before(connection: sqlite3.Connection, item: FollowUp) -> dict[str, object]:
    """The same of the appointment that a follow-up is about, which knows the vehicle also where somebody else brings it; else nothing."""
    return kept_of(connection, int(item.case[1:])) if item.case is not None and item.kind.row.of is Of.APPOINTMENT else {}


def note_moved(connection: sqlite3.Connection, number: int, at: datetime) -> None:
    """They come at another time."""
    connection.execute("UPDATE appointment SET moved_at = ? WHERE id = ?", (instant(at), number))
