"""Planning's facts and stored items, read for a batch of customers; its changes, written back."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kcrm.model import (
    AssignedBy,
    AwaitingRecall,
    CancelReason,
    Channel,
    ClosedOrder,
    CustomerClass,
    CustomerFacts,
    CustomerKind,
    DueBy,
    Energy,
    FollowUpDraft,
    FollowUpKey,
    Kind,
    KnownComplaint,
    Loyalty,
    MileageReading,
    OrderType,
    PlannedItem,
    Role,
    StaffMember,
    State,
    Use,
    VehicleFacts,
)
from kcrm.named import NamedTuple
from kcrm.queries.followups import hand_to
from kcrm.queries.records import stored_value
from kcrm.queries.rows import record
from kcrm.queries.staff import works_here

_CUSTOMERS = """
SELECT customer.id, kind, birthday, licence_expires_on, do_not_contact, call_consent, message_consent, specialist_id,
    classification.class, classification.key_since_on
FROM customer LEFT JOIN classification USING (id) WHERE customer.id IN (SELECT value FROM json_each(?)) ORDER BY customer.id
"""

_VEHICLES = """
SELECT ownership.customer_id, ownership.from_on, plan_use.since_at AS use_since_at, vehicle.*
FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id LEFT JOIN plan_use ON plan_use.vehicle_id = vehicle.id
WHERE ownership.until_on IS NULL AND ownership.customer_id IN (SELECT value FROM json_each(?))
ORDER BY ownership.customer_id, vehicle.id
"""

_ORDERS = """
SELECT repair_order.id, order_no, repair_order.vehicle_id, type, opened_on, closed_on, mileage_km, accident, overhaul, brought_by,
    brought_by_phone
FROM ownership JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
WHERE ownership.until_on IS NULL AND ownership.customer_id IN (SELECT value FROM json_each(?))
ORDER BY repair_order.vehicle_id, repair_order.opened_on, repair_order.id
"""

_READINGS = """
SELECT mileage_reading.vehicle_id, mileage_reading.read_on, mileage_reading.km
FROM ownership JOIN mileage_reading ON mileage_reading.vehicle_id = ownership.vehicle_id
WHERE ownership.until_on IS NULL AND ownership.customer_id IN (SELECT value FROM json_each(?))
"""

_REFUSALS = "SELECT customer_id, kind FROM refusal WHERE customer_id IN (SELECT value FROM json_each(?))"

# Of those that wait for the customer's word also how they were resolved; who is not named as the resolver was the owner.
_COMPLAINTS = """
SELECT complaint.customer_id, complaint.id, complaint.opened_at, complaint.order_id, resolved.id AS event_id, resolved.at,
    coalesce(resolved.staff_id, complaint.owner_id) AS resolver_id
FROM complaint
LEFT JOIN complaint_event AS resolved ON complaint.state = 'resolved' AND resolved.id = (
    SELECT id FROM complaint_event WHERE complaint_id = complaint.id AND kind = 'resolved' ORDER BY at DESC, id DESC LIMIT 1
)
WHERE complaint.customer_id IN (SELECT value FROM json_each(?)) ORDER BY complaint.id
"""

_ITEMS = """
SELECT id, kind, channel, customer_id, vehicle_id, case_no, base_on, occurrence, state, due_on, lapses_on, assignee_id, assigned_by, due_by,
    CASE WHEN state = 'cancelled' AND reason = 'cap' THEN call_on END AS waits_until
FROM followup WHERE customer_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""

_INSERT = """
INSERT INTO followup (kind, channel, customer_id, vehicle_id, case_no, order_id, base, base_on, occurrence, due_on, due_by, call_on,
                      lapses_on, contact_name, contact_phone, because, assignee_id, duty_id, assigned_by, opened_at, policy_version_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_REOPEN = """
UPDATE followup SET state = 'open', reason = NULL, ended_at = NULL, order_id = ?, contact_name = ?, contact_phone = ?, because = ?
WHERE id = ?
"""

_SET_SPECIALIST = """
UPDATE customer SET specialist_id = ?,
    former_specialist_id = coalesce((SELECT id FROM staff WHERE id = customer.specialist_id AND left_on < ?), former_specialist_id)
WHERE id = ?
"""

# Whose duty or customer it is works here no more, or not yet; or nobody has it, and since the last plan a specialist has begun.
_DUE = f"""
SELECT customer_id FROM plan_queue WHERE next_on <= :today
UNION
SELECT followup.customer_id FROM followup JOIN staff ON staff.id = followup.assignee_id
WHERE followup.state = 'open' AND NOT {works_here(":today")}
UNION
SELECT customer.id FROM customer JOIN staff ON staff.id = customer.specialist_id WHERE NOT {works_here(":today")}
UNION
SELECT id FROM customer WHERE specialist_id IS NULL AND EXISTS (
    SELECT 1 FROM staff WHERE role = 'cs_specialist' AND joined_on <= :today AND joined_on > (SELECT planned_on FROM plan_mark)
)
ORDER BY 1
"""  # noqa: S608 - our own condition

_UNQUEUED = "SELECT id FROM customer WHERE NOT EXISTS (SELECT 1 FROM plan_queue WHERE customer_id = customer.id) ORDER BY id"


def staff_members(connection: sqlite3.Connection) -> list[StaffMember]:
    """Everybody who works or worked here, by number."""
    rows = connection.execute("SELECT id, role, joined_on, left_on FROM staff ORDER BY id")
    return [StaffMember(row["id"], Role(row["role"]), _date(row["joined_on"]), _date(row["left_on"])) for row in rows]


def changed_customers(connection: sqlite3.Connection) -> list[int]:
    """Customers whose facts changed since they were last planned."""
    return [row[0] for row in connection.execute("SELECT customer_id FROM plan_queue WHERE next_on = '' ORDER BY customer_id")]


def due_customers(connection: sqlite3.Connection, today: date) -> list[int]:
    """Customers for whom planning has something to do today although no fact changed."""
    return [row[0] for row in connection.execute(_DUE, {"today": today.isoformat()})]


def unqueued_customers(connection: sqlite3.Connection) -> list[int]:
    """Customers of whom nothing says when planning has something to do, as after a repair of the file."""
    return [row[0] for row in connection.execute(_UNQUEUED)]


def count_customers(connection: sqlite3.Connection) -> int:
    """How many customers there are."""
    return int(connection.execute("SELECT count(*) FROM customer").fetchone()[0])


def all_customers(connection: sqlite3.Connection) -> list[int]:
    """Every customer, by number."""
    return [row[0] for row in connection.execute("SELECT id FROM customer ORDER BY id")]


def backlog_of_day(connection: sqlite3.Connection, day: date) -> int:
    """How many follow-ups were taken from the backlog for this day."""
    row = connection.execute("SELECT count(*) FROM followup WHERE due_by = 'backlog' AND due_on = ?", (day.isoformat(),)).fetchone()
    return int(row[0])


def specialist_loads(connection: sqlite3.Connection) -> dict[int, int]:
    """How many customers each customer-service specialist looks after, by staff id; zero included."""
    rows = connection.execute("""
        SELECT staff.id, count(customer.id) FROM staff LEFT JOIN customer ON customer.specialist_id = staff.id
        WHERE staff.role = 'cs_specialist' GROUP BY staff.id ORDER BY staff.id
    """)
    return {row[0]: row[1] for row in rows}


def set_specialists(connection: sqlite3.Connection, specialists: Mapping[int, int | None], today: date) -> None:
    """Who looks after these customers from now on, by customer number; of whom did until they left, a trace is kept."""
    day = today.isoformat()
    connection.executemany(_SET_SPECIALIST, ((staff_id, day, customer_id) for customer_id, staff_id in specialists.items()))


_VISITS = """
SELECT DISTINCT ownership.customer_id, repair_order.vehicle_id, repair_order.opened_on FROM ownership
JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id AND repair_order.opened_on > :since
    AND repair_order.opened_on >= coalesce(ownership.from_on, '') AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
WHERE ownership.customer_id IN (SELECT value FROM json_each(:ids))
    AND repair_order.type NOT IN (SELECT value FROM json_each(:no_visit))
"""
_KEEP_LOYALTY = """
INSERT INTO plan_loyalty (id, loyalty, visits, missed_on, lost_on) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE
SET loyalty = excluded.loyalty, visits = excluded.visits, missed_on = excluded.missed_on, lost_on = excluded.lost_on
WHERE (loyalty, visits) IS NOT (excluded.loyalty, excluded.visits)
    OR (missed_on, lost_on) IS NOT (excluded.missed_on, excluded.lost_on)
"""
_LOYALTY = """
SELECT plan_loyalty.loyalty, plan_loyalty.visits, plan_loyalty.missed_on, plan_loyalty.lost_on,
    EXISTS (SELECT 1 FROM ownership WHERE ownership.customer_id = customer.id) AS bought
FROM customer LEFT JOIN plan_loyalty ON plan_loyalty.id = customer.id WHERE customer.id = ?
"""


def facts_of(
    connection: sqlite3.Connection, customer_ids: Sequence[int], *, maintenance: frozenset[str], no_visit: frozenset[str], zone: ZoneInfo
) -> list[CustomerFacts]:
    """The facts of these customers and of the vehicles they own today, by customer number.

    maintenance: the order types that end a maintenance interval. no_visit: those that are no visit of the customer's.
    zone: of business dates.
    """
    ids = json.dumps(list(customer_ids))
    orders = _grouped(connection.execute(_ORDERS, (ids,)), "vehicle_id")
    readings = _grouped(connection.execute(_READINGS, (ids,)), "vehicle_id")
    vehicles: dict[int, list[VehicleFacts]] = defaultdict(list)
    for row in connection.execute(_VEHICLES, (ids,)):
        facts = _vehicle_facts(row, orders.get(row["id"], []), readings.get(row["id"], []), maintenance, no_visit, zone)
        vehicles[row["customer_id"]].append(facts)
    refused = _grouped(connection.execute(_REFUSALS, (ids,)), "customer_id")
    complaints = _grouped(connection.execute(_COMPLAINTS, (ids,)), "customer_id")
    return [
        _customer_facts(row, vehicles.get(row["id"], []), refused.get(row["id"], []), complaints.get(row["id"], []), zone)
        for row in connection.execute(_CUSTOMERS, (ids,))
    ]


def items_of(connection: sqlite3.Connection, customer_ids: Sequence[int]) -> dict[int, list[PlannedItem]]:
    """All stored follow-ups of these customers, in whatever state, by customer number."""
    items: dict[int, list[PlannedItem]] = defaultdict(list)
    for row in connection.execute(_ITEMS, (json.dumps(list(customer_ids)),)):
        items[row["customer_id"]].append(_planned_item(row))
    return items


def create(connection: sqlite3.Connection, drafts: Iterable[FollowUpDraft], *, at: str, policy_version_id: int) -> None:
    """Store new open follow-ups."""
    connection.executemany(
        _INSERT,
        (
            (
                key.kind,
                key.channel,
                key.customer_id,
                key.vehicle_id,
                key.case,
                draft.order_id,
                draft.base,
                key.base_on.isoformat(),
                key.occurrence,
                draft.due_on.isoformat(),
                draft.due_by,
                draft.due_on.isoformat(),
                _text(draft.lapses_on),
                draft.contact_name,
                draft.contact_phone,
                draft.because,
                draft.assignee_id,
                draft.assignee_id,
                draft.assigned_by,
                at,
                policy_version_id,
            )
            for draft in drafts
            for key in (draft.key,)
        ),
    )


def reopen(connection: sqlite3.Connection, item_id: int, draft: FollowUpDraft, today: date) -> None:
    """Open a cancelled follow-up again, under its number and with its due date, about the order and contact as they are now."""
    connection.execute(_REOPEN, (draft.order_id, draft.contact_name, draft.contact_phone, draft.because, item_id))
    hand_to(connection, item_id, draft.assignee_id, draft.assigned_by, today)


def release(connection: sqlite3.Connection, item_id: int) -> None:
    """Open a message again that had to wait for its day."""
    connection.execute("UPDATE followup SET state = 'open', reason = NULL, ended_at = NULL WHERE id = ?", (item_id,))


def cancel(connection: sqlite3.Connection, item_id: int, reason: CancelReason, *, at: str) -> None:
    """End a follow-up that no longer holds."""
    connection.execute("UPDATE followup SET state = 'cancelled', reason = ?, ended_at = ? WHERE id = ?", (reason, at, item_id))


def lapse(connection: sqlite3.Connection, item_id: int, *, at: str) -> None:
    """End a follow-up whose time has passed; it counts as missed."""
    connection.execute("UPDATE followup SET state = 'lapsed', ended_at = ? WHERE id = ?", (at, item_id))


def set_next(connection: sqlite3.Connection, next_days: Mapping[int, date | None]) -> None:
    """Note when each of these customers wants planning again; None: not before a fact changes."""
    connection.executemany(
        "INSERT INTO plan_queue (customer_id, next_on) VALUES (?, ?) ON CONFLICT (customer_id) DO UPDATE SET next_on = excluded.next_on",
        ((customer, day.isoformat() if day else "9999-12-31") for customer, day in next_days.items()),
    )


class KeptLoyalty(NamedTuple):
    """As of `kcrm.rules.loyalty.Judged`; bought: whether they ever had a vehicle that is known here."""

    loyalty: Loyalty | None
    visits: int | None
    missed_on: date | None
    lost_on: date | None
    bought: bool


def visit_days(
    connection: sqlite3.Connection, customer_ids: Sequence[int], since: date, no_visit: Collection[str]
) -> dict[int, list[date]]:
    """The days after `since` of these customers' visits while they owned the vehicle, one for each vehicle."""
    days: dict[int, list[date]] = defaultdict(list)
    arguments = {"ids": json.dumps(list(customer_ids)), "since": since.isoformat(), "no_visit": json.dumps(list(no_visit))}
    for row in connection.execute(_VISITS, arguments):
        days[row["customer_id"]].append(date.fromisoformat(row["opened_on"]))
    return days


def keep_loyalty(connection: sqlite3.Connection, judged: Mapping[int, tuple[object, ...] | None]) -> None:
    """Store loyalty, visits, missed and lost day of each customer, where they differ; nothing of whoever owns no vehicle."""
    connection.executemany("DELETE FROM plan_loyalty WHERE id = ?", ((number,) for number, found in judged.items() if found is None))
    connection.executemany(_KEEP_LOYALTY, ((number, *map(stored_value, found)) for number, found in judged.items() if found is not None))


def kept_loyalty(connection: sqlite3.Connection, customer_id: int) -> KeptLoyalty:
    """What planning keeps of a customer's loyalty, empty where it says nothing."""
    return record(KeptLoyalty, connection.execute(_LOYALTY, (customer_id,)).fetchone())


def planned_on(connection: sqlite3.Connection) -> date | None:
    """The day of the latest plan over all customers."""
    row = connection.execute("SELECT planned_on FROM plan_mark").fetchone()
    return date.fromisoformat(row[0]) if row else None


def planned_by(connection: sqlite3.Connection) -> str | None:
    """By what everybody was looked at last; None where that is not known."""
    row = connection.execute("SELECT planned_by FROM plan_mark").fetchone()
    return row[0] if row else None


def mark_planned(connection: sqlite3.Connection, today: date, by: str | None = None) -> None:
    """Note that the plan of the day was made. by: by what everybody was looked at, None where only those were whom the day concerns."""
    connection.execute(
        "INSERT INTO plan_mark (only, planned_on, planned_by) VALUES (1, ?, ?) ON CONFLICT (only)"
        " DO UPDATE SET planned_on = excluded.planned_on, planned_by = coalesce(excluded.planned_by, planned_by)",
        (today.isoformat(), by),
    )


# --- rows to models ---


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _grouped(rows: Iterable[sqlite3.Row], column: str) -> dict[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _customer_facts(
    row: sqlite3.Row, vehicles: list[VehicleFacts], refused: list[sqlite3.Row], complaints: list[sqlite3.Row], zone: ZoneInfo
) -> CustomerFacts:
    return CustomerFacts(
        id=row["id"],
        kind=CustomerKind(row["kind"]),
        birthday=_date(row["birthday"]),
        licence_expires_on=_date(row["licence_expires_on"]),
        do_not_contact=bool(row["do_not_contact"]),
        call_consent=_flag(row["call_consent"]),
        message_consent=_flag(row["message_consent"]),
        customer_class=CustomerClass(row["class"]) if row["class"] else None,
        key_since_on=_date(row["key_since_on"]),
        complaints=tuple(KnownComplaint(each["id"], _day(each["opened_at"], zone), each["order_id"]) for each in complaints),
        awaiting_recall=tuple(_awaiting(each, zone) for each in complaints if each["event_id"] is not None),
        specialist_id=row["specialist_id"],
        refused_kinds=frozenset(Kind(refusal["kind"]) for refusal in refused),
        vehicles=tuple(vehicles),
    )


def _awaiting(row: sqlite3.Row, zone: ZoneInfo) -> AwaitingRecall:
    return AwaitingRecall(row["id"], row["event_id"], _day(row["at"], zone), row["resolver_id"])


def _day(instant: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(instant).astimezone(zone).date()


def _vehicle_facts(
    row: sqlite3.Row,
    orders: list[sqlite3.Row],
    readings: list[sqlite3.Row],
    maintenance: frozenset[str],
    no_visit: frozenset[str],
    zone: ZoneInfo,
) -> VehicleFacts:
    visits = [order for order in orders if order["type"] not in no_visit]
    serviced = next((order for order in reversed(visits) if order["type"] in maintenance), None)
    from_on = _date(row["from_on"])
    return VehicleFacts(
        id=row["id"],
        brand=row["brand"],
        model=row["model"],
        energy=Energy(row["energy"]) if row["energy"] else None,
        use=Use(row["use"]) if row["use"] else None,
        use_since_on=_day(row["use_since_at"], zone) if row["use_since_at"] else None,
        registered_on=_date(row["registered_on"]),
        owned_from=from_on,
        planned_delivery_on=_date(row["planned_delivery_on"]),
        delivered_on=_date(row["delivered_on"]),
        sales_consultant_id=row["sales_consultant_id"],
        service_advisor_id=row["service_advisor_id"],
        warranty_until=_date(row["warranty_until"]),
        insurance_expires_on=_date(row["insurance_expires_on"]),
        inspection_due_on=_date(row["inspection_due_on"]),
        sold_on=_date(row["sold_on"]),
        scrapped_on=_date(row["scrapped_on"]),
        last_visit_on=_date(visits[-1]["opened_on"]) if visits else None,
        last_maintenance_on=_date(serviced["opened_on"]) if serviced else None,
        last_maintenance_km=serviced["mileage_km"] if serviced else None,
        last_maintenance_order_id=serviced["id"] if serviced else None,
        readings=_readings(orders, readings),
        orders=tuple(
            _closed_order(order)
            for order in visits
            if order["closed_on"] and (from_on is None or date.fromisoformat(order["closed_on"]) >= from_on)
        ),
    )


def _readings(orders: list[sqlite3.Row], readings: list[sqlite3.Row]) -> tuple[MileageReading, ...]:
    """Odometer readings, oldest first, one a day: the highest seen."""
    by_day: dict[str, int] = {}
    seen = [(row["read_on"], row["km"]) for row in readings]
    seen += [(order["opened_on"], order["mileage_km"]) for order in orders if order["mileage_km"] is not None]
    for day, km in seen:
        by_day[day] = max(km, by_day.get(day, 0))
    return tuple(MileageReading(date.fromisoformat(day), by_day[day]) for day in sorted(by_day))


def _closed_order(row: sqlite3.Row) -> ClosedOrder:
    return ClosedOrder(
        id=row["id"],
        order_no=row["order_no"],
        type=OrderType(row["type"]),
        closed_on=date.fromisoformat(row["closed_on"]),
        accident=bool(row["accident"]),
        overhaul=bool(row["overhaul"]),
        brought_by=row["brought_by"],
        brought_by_phone=row["brought_by_phone"],
    )


def _planned_item(row: sqlite3.Row) -> PlannedItem:
    return PlannedItem(
        id=row["id"],
        key=FollowUpKey(
            kind=Kind(row["kind"]),
            channel=Channel(row["channel"]),
            customer_id=row["customer_id"],
            vehicle_id=row["vehicle_id"],
            base_on=date.fromisoformat(row["base_on"]),
            occurrence=row["occurrence"],
            case=row["case_no"],
        ),
        state=State(row["state"]),
        due_on=date.fromisoformat(row["due_on"]),
        lapses_on=_date(row["lapses_on"]),
        assignee_id=row["assignee_id"],
        assigned_by=AssignedBy(row["assigned_by"]),
        by_hand=row["due_by"] in {DueBy.BY_HAND, DueBy.UNREACHED},
        waits_until=_date(row["waits_until"]),
    )
