"""Prospects, the steps in their history, and how many each consultant has."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kcrm.model.prospects import OPEN_STAGES, Prospect, ProspectEvent, ProspectLevel, Stage
from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.queries.records import save
from kcrm.queries.rows import record
from kcrm.queries.sources.prospects import LEVEL, RELEASED_ON, UNDER_WAY, level_days
from kcrm.queries.staff import works_here

_OPEN = ", ".join(f"'{stage}'" for stage in OPEN_STAGES)
_PROSPECTS = """
SELECT prospect.*, customer.name AS customer, customer.phone, staff.employee_no AS consultant_no, staff.name AS consultant
FROM prospect JOIN customer ON customer.id = prospect.customer_id LEFT JOIN staff ON staff.id = prospect.consultant_id
"""
_LOADS = f"""
SELECT staff.id, staff.employee_no, count(prospect.id), coalesce(sum(prospect.id IS NOT NULL AND {LEVEL} = :level), 0), (
    SELECT max(day) FROM prospect_event WHERE to_id = staff.id AND kind IN ('registered', 'reassigned')
)
FROM staff LEFT JOIN prospect ON prospect.consultant_id = staff.id AND prospect.stage IN ({_OPEN})
WHERE staff.role IN (SELECT value FROM json_each(:roles)) AND {works_here(":today")}
    AND NOT EXISTS (SELECT 1 FROM absence WHERE absence.staff_id = staff.id AND :today BETWEEN absence.from_on AND absence.until_on)
GROUP BY staff.id ORDER BY staff.id
"""  # noqa: S608 - our own condition
_BEFORE = """
SELECT stage FROM prospect_event
WHERE prospect_id = :id AND stage NOT IN ('lost', 'invalid')
    AND id < (SELECT max(id) FROM prospect_event WHERE prospect_id = :id AND stage = :stage AND kind = :stage)
ORDER BY id DESC LIMIT 1
"""
# the prospects first: they are few among the customers, and only who was given a vehicle since is looked for among what is linked
_DELIVERIES = f"""
SELECT prospect.id, min(vehicle.id), vehicle.delivered_on FROM prospect
CROSS JOIN ownership ON ownership.customer_id = prospect.customer_id AND ownership.until_on IS NULL
CROSS JOIN vehicle ON vehicle.id = ownership.vehicle_id AND vehicle.delivered_on BETWEEN prospect.registered_on AND :today
WHERE prospect.customer_id IN (SELECT value FROM json_each(:customers)) AND {UNDER_WAY}
    AND coalesce(ownership.from_on, vehicle.delivered_on) <= vehicle.delivered_on
    AND NOT EXISTS (SELECT 1 FROM prospect AS other WHERE other.vehicle_id = vehicle.id)
GROUP BY prospect.id ORDER BY prospect.id
"""  # noqa: S608 - our own condition
# Whose consultant works here no more, and who found nobody at work when they came; what was given back to the pool stays there.
_UNSHARED = f"""
SELECT prospect.id, {LEVEL}, prospect.consultant_id FROM prospect
WHERE {UNDER_WAY} AND prospect.consultant_id IN (
    SELECT staff.id FROM staff WHERE NOT {works_here(":today")}
)
UNION ALL
SELECT prospect.id, {LEVEL}, NULL FROM prospect
WHERE {UNDER_WAY} AND prospect.consultant_id IS NULL AND 'registered' = (
    SELECT kind FROM prospect_event WHERE prospect_id = prospect.id AND kind IN ('registered', 'reassigned') ORDER BY id DESC LIMIT 1
)
ORDER BY 1
"""  # noqa: S608 - our own
_IDLE = f"SELECT prospect.id FROM prospect WHERE prospect.stage IN ({_OPEN}) AND {RELEASED_ON} <= :today ORDER BY prospect.id"  # noqa: S608 - our own
_RELEASED = f"SELECT prospect.id, {RELEASED_ON} FROM prospect WHERE prospect.id IN (SELECT value FROM json_each(:ids))"  # noqa: S608 - our own
_LATE = f"""
SELECT prospect.id, customer.id AS customer_id, customer.name AS customer, customer.phone, {LEVEL} AS level, prospect.stage, prospect.model,
    prospect.consultant_id, staff.employee_no AS consultant_no, staff.name AS consultant, prospect.contacted_on,
    coalesce(prospect.agreed_on, followup.due_on) AS due_on,
    (SELECT max(day) FROM prospect_event WHERE prospect_id = prospect.id AND to_id = prospect.consultant_id) AS had_since
FROM followup JOIN prospect ON prospect.id = CAST(substr(followup.case_no, 2) AS INTEGER)
JOIN customer ON customer.id = prospect.customer_id LEFT JOIN staff ON staff.id = prospect.consultant_id
WHERE followup.state = 'open' AND followup.kind = 'prospect_contact'
    AND coalesce(prospect.agreed_on, followup.due_on) <= :latest
ORDER BY due_on, prospect.id
"""  # noqa: S608 - our own
_CALLS = """
SELECT id FROM followup WHERE customer_id = :customer AND state = 'open' AND case_no = :case
    AND (kind = 'prospect_contact' OR call_on <= :today) AND kind IN ('prospect_contact', 'test_drive_after', 'quote_expiry') ORDER BY id
"""


_CONTACTS = f"""
SELECT followup.id, {LEVEL}, followup.because = 'first'
FROM followup JOIN prospect ON prospect.id = CAST(substr(followup.case_no, 2) AS INTEGER)
WHERE followup.id IN (SELECT value FROM json_each(:ids)) AND followup.kind = 'prospect_contact'
"""  # noqa: S608 - our own condition


_OF_TODAY = f"""
SELECT followup.kind, {LEVEL}, count(*), sum(followup.due_on < :today)
FROM followup INDEXED BY followup_open JOIN prospect ON prospect.id = CAST(substr(followup.case_no, 2) AS INTEGER)
WHERE followup.state = 'open' AND followup.call_on <= :today AND (followup.lapses_on IS NULL OR followup.lapses_on >= :today)
    AND (:assignee IS NULL OR followup.assignee_id = :assignee)
    AND followup.kind IN ('prospect_contact', 'test_drive_after', 'quote_expiry')
GROUP BY 1, 2
"""  # noqa: S608 - our own condition


class DueContacts(NamedTuple):
    """What is to be done today with prospects. levels: next contacts by level, the highest first; late: how many of them are."""

    levels: Mapping[ProspectLevel, int]
    late: int
    drives: int
    quotes: int


class Given(NamedTuple):
    """How many open prospects a consultant who is at work has. last_new_on: when they got the latest, None for never."""

    staff_id: int
    employee_no: str
    open: int
    of_level: int
    last_new_on: date | None


class Late(NamedTuple):
    """A prospect whose next contact is late. due_on: as agreed, else as promised. had_since: since when the consultant has it."""

    id: int
    customer_id: int
    customer: str
    phone: str | None
    level: ProspectLevel
    stage: Stage
    model: str | None
    consultant_id: int | None
    consultant_no: str | None
    consultant: str | None
    contacted_on: date | None
    due_on: date
    had_since: date | None


def prospect_by_id(connection: sqlite3.Connection, number: int) -> Prospect:
    """The prospect with this id."""
    return record(Prospect, connection.execute(f"{_PROSPECTS} WHERE prospect.id = ?", (number,)).fetchone())


def open_of_customer(connection: sqlite3.Connection, customer_id: int) -> list[Prospect]:
    """The customer's prospects that are neither delivered nor lost nor invalid, the oldest first."""
    condition = f"prospect.customer_id = ? AND {UNDER_WAY} ORDER BY prospect.id"
    return [record(Prospect, row) for row in connection.execute(f"{_PROSPECTS} WHERE {condition}", (customer_id,))]


def of_consultant(connection: sqlite3.Connection, staff_id: int) -> list[Prospect]:
    """The prospects of a consultant that are neither delivered nor lost nor invalid, the oldest first."""
    condition = f"prospect.consultant_id = ? AND {UNDER_WAY} ORDER BY prospect.id"
    return [record(Prospect, row) for row in connection.execute(f"{_PROSPECTS} WHERE {condition}", (staff_id,))]


def of_customers(connection: sqlite3.Connection, customer_ids: Iterable[int]) -> list[int]:
    """The numbers of the same of these customers."""
    statement = f"SELECT id FROM prospect WHERE customer_id IN (SELECT value FROM json_each(?)) AND {UNDER_WAY} ORDER BY id"  # noqa: S608 - our own
    return [row[0] for row in connection.execute(statement, (json.dumps(list(customer_ids)),))]


def any_recorded(connection: sqlite3.Connection) -> bool:
    """Whether the store has ever had a prospect or a visitor in its register."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM prospect) OR EXISTS (SELECT 1 FROM visitor)").fetchone()[0])


def events_of(connection: sqlite3.Connection, number: int) -> list[ProspectEvent]:
    """The steps in a prospect's history, in the order in which they were written down."""
    rows = connection.execute("SELECT * FROM prospect_event WHERE prospect_id = ? ORDER BY id", (number,))
    return [record(ProspectEvent, row) for row in rows]


def events_of_customer(connection: sqlite3.Connection, customer_id: int) -> list[ProspectEvent]:
    """The steps of all prospects of a customer's, but the contacts that are calls of theirs anyway."""
    statement = """
        SELECT prospect_event.* FROM prospect JOIN prospect_event ON prospect_event.prospect_id = prospect.id
        WHERE prospect.customer_id = ? AND (prospect_event.call_id IS NULL OR prospect_event.kind NOT IN ('contacted', 'missed'))
        ORDER BY prospect_event.id
    """
    return [record(ProspectEvent, row) for row in connection.execute(statement, (customer_id,))]


def add_event(connection: sqlite3.Connection, event: ProspectEvent) -> int:
    """Store a step; its number."""
    values = {name: value for name, value in event._asdict().items() if name != "id"}
    number, _saved = save(connection, "prospect_event", None, values)
    return number


def change(connection: sqlite3.Connection, number: int, columns: Mapping[str, object]) -> None:
    """Write these columns of a prospect."""
    save(connection, "prospect", connection.execute("SELECT * FROM prospect WHERE id = ?", (number,)).fetchone(), columns)


def loads(connection: sqlite3.Connection, roles: Iterable[str], level: ProspectLevel, today: date, policy: ProspectsPolicy) -> list[Given]:
    """What everybody of these posts has who is at work that day, and how many of that level."""
    given = {"roles": json.dumps(list(roles)), "level": level, "today": today.isoformat(), **level_days(today, policy)}
    return [
        Given(staff_id, number, has, of_level, date.fromisoformat(last_on) if last_on else None)
        for staff_id, number, has, of_level, last_on in connection.execute(_LOADS, given)
    ]


def unshared(connection: sqlite3.Connection, today: date, policy: ProspectsPolicy) -> list[tuple[int, ProspectLevel, int | None]]:
    """The prospects that a consultant is to get: number, level, and whose they were."""
    given = {"today": today.isoformat(), **level_days(today, policy)}
    return [(row[0], ProspectLevel(row[1]), row[2]) for row in connection.execute(_UNSHARED, given)]


def idle(connection: sqlite3.Connection, today: date, policy: ProspectsPolicy) -> list[int]:
    """The prospects that go back to the pool today."""
    return [row[0] for row in connection.execute(_IDLE, {"today": today.isoformat(), **level_days(today, policy)})]


def release_days(connection: sqlite3.Connection, cases: Iterable[str], today: date, policy: ProspectsPolicy) -> dict[str, date]:
    """By its case, such as L7, when each of these prospects goes back to the pool; without those that never do."""
    given = {"ids": json.dumps([int(case[1:]) for case in cases]), **level_days(today, policy)}
    return {f"L{row[0]}": date.fromisoformat(row[1]) for row in connection.execute(_RELEASED, given) if row[1] is not None}


def contacts(
    connection: sqlite3.Connection, followup_ids: Iterable[int], today: date, policy: ProspectsPolicy
) -> dict[int, tuple[ProspectLevel, bool]]:
    """By the follow-up, of those that are next contacts of prospects: today's level, and whether it is the first contact."""
    given = {"ids": json.dumps(list(followup_ids)), **level_days(today, policy)}
    return {row[0]: (ProspectLevel(row[1]), bool(row[2])) for row in connection.execute(_CONTACTS, given)}


def due_contacts(connection: sqlite3.Connection, assignee_id: int | None, today: date, policy: ProspectsPolicy) -> DueContacts:
    """Today's calls to prospects: next contacts, after test drives, before quotes run out. assignee_id: whose duty, None for anybody's."""
    given = {"assignee": assignee_id, "today": today.isoformat(), **level_days(today, policy)}
    rows = connection.execute(_OF_TODAY, given).fetchall()
    found = {ProspectLevel(row[1]): row for row in rows if row[0] == "prospect_contact"}
    levels = {each: int(found[each][2]) for each in ProspectLevel if each in found}
    drives, quotes = (sum(row[2] for row in rows if row[0] == kind) for kind in ("test_drive_after", "quote_expiry"))
    return DueContacts(levels, sum(row[3] for row in found.values()), drives, quotes)


def late(connection: sqlite3.Connection, days: int, today: date, policy: ProspectsPolicy) -> list[Late]:
    """The prospects whose next contact is at least so many days late, the latest first; putting the call off helps nobody."""
    given = {"latest": (today - timedelta(days=days)).isoformat(), **level_days(today, policy)}
    return [record(Late, row) for row in connection.execute(_LATE, given)]


def deliveries(connection: sqlite3.Connection, customer_ids: Iterable[int], today: date) -> list[tuple[int, int, date]]:
    """What was delivered to these customers since they were registered and is linked with no prospect: prospect, vehicle, day."""
    rows = connection.execute(_DELIVERIES, {"customers": json.dumps(list(customer_ids)), "today": today.isoformat()})
    return [(row[0], row[1], date.fromisoformat(row[2])) for row in rows]


def stage_before(connection: sqlite3.Connection, number: int, stage: Stage) -> Stage | None:
    """The stage from which a prospect was lost or put aside the last time; None where no step tells."""
    row = connection.execute(_BEFORE, {"id": number, "stage": stage}).fetchone()
    return None if row is None else Stage(row[0])


def calls_settled_by_contact(connection: sqlite3.Connection, prospect: Prospect, today: date) -> list[int]:
    """The open follow-ups that are made where a prospect is talked to: the next contact whenever it is due, what else is due today."""
    given = {"customer": prospect.customer_id, "case": f"L{prospect.id}", "today": today.isoformat()}
    return [row[0] for row in connection.execute(_CALLS, given)]


def bought(connection: sqlite3.Connection, customer_id: int, vehicle_id: int) -> Prospect | None:
    """The latest prospect of the customer's by which this vehicle was delivered; None where there is none."""
    condition = "prospect.customer_id = ? AND prospect.vehicle_id = ? AND prospect.stage = 'delivered' ORDER BY prospect.id DESC LIMIT 1"
    row = connection.execute(f"{_PROSPECTS} WHERE {condition}", (customer_id, vehicle_id)).fetchone()
    return None if row is None else record(Prospect, row)


def checks_of_loss(connection: sqlite3.Connection, prospect: Prospect) -> list[int]:
    """The open follow-ups in which a specialist asks whether a prospect is really lost."""
    statement = "SELECT id FROM followup WHERE customer_id = ? AND state = 'open' AND case_no = ? AND kind = 'lost_check' ORDER BY id"
    return [row[0] for row in connection.execute(statement, (prospect.customer_id, f"L{prospect.id}"))]


def open_calls(connection: sqlite3.Connection, prospect: Prospect) -> list[int]:
    """The open follow-ups that are the duty of a prospect's consultant."""
    statement = """
        SELECT id FROM followup WHERE customer_id = ? AND state = 'open' AND case_no = ?
            AND assigned_by IN ('prospect', 'manager', 'nobody') ORDER BY id
    """
    return [row[0] for row in connection.execute(statement, (prospect.customer_id, f"L{prospect.id}"))]
