"""The facts that follow-ups are planned from, read for a batch of customers: no more of ten years than the plan can need.

Read as plain tuples, each word and day made once: a whole plan reads every customer.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kcrm.model import (
    Approach,
    Awaited,
    AwaitingRecall,
    CallResult,
    Channel,
    ClosedOrder,
    CustomerClass,
    CustomerFacts,
    CustomerKind,
    Energy,
    HeldPoints,
    Invited,
    Kind,
    KnownComplaint,
    KnownHint,
    KnownResult,
    Mended,
    MileageReading,
    NeededHistory,
    OrderType,
    ReadyNeed,
    Use,
    VehicleFacts,
)
from kcrm.model.campaigns import CampaignKind, kinds_of
from kcrm.queries.points import holding
from kcrm.queries.rows import by_word, has_rows, plain_rows
from kcrm.queries.workshop_facts import workshop_facts

if TYPE_CHECKING:
    from kcrm.model.fleets import KnownAccount
    from kcrm.model.prospects import Dated, KnownProspect

_CUSTOMERS = """
SELECT customer.id, kind, birthday, licence_expires_on, do_not_contact, call_consent, message_consent, specialist_id,
    classification.class, classification.key_since_on
FROM customer LEFT JOIN classification USING (id) WHERE customer.id IN (SELECT value FROM json_each(:ids)) ORDER BY customer.id
"""

_OWNED = "ownership.until_on IS NULL AND ownership.customer_id IN (SELECT value FROM json_each(:ids))"
# {visit}, {maintenance}: the types of orders that are one, as literals: a list that is bound would be looked up for each order.
_VEHICLES = """
SELECT ownership.customer_id, plan_use.since_at, vehicle.id, vehicle.brand, vehicle.model, vehicle.energy, vehicle.use,
    vehicle.registered_on, ownership.from_on, vehicle.planned_delivery_on, vehicle.delivered_on, vehicle.sales_consultant_id,
    vehicle.service_advisor_id, vehicle.warranty_until, vehicle.insurance_expires_on, vehicle.compulsory_expires_on,
    vehicle.inspection_due_on, vehicle.sold_on, vehicle.scrapped_on, (
        SELECT opened_on FROM repair_order WHERE vehicle_id = vehicle.id AND type IN ({visit}) ORDER BY opened_on DESC LIMIT 1
    ), maintenance.opened_on, maintenance.mileage_km, maintenance.id
FROM ownership
JOIN vehicle ON vehicle.id = ownership.vehicle_id
LEFT JOIN plan_use ON plan_use.vehicle_id = vehicle.id
LEFT JOIN repair_order AS maintenance ON maintenance.id = (
    SELECT id FROM repair_order WHERE vehicle_id = vehicle.id AND type IN ({maintenance}) ORDER BY opened_on DESC, id DESC LIMIT 1
)
WHERE {owned} ORDER BY ownership.customer_id, vehicle.id
"""

_ORDERS = """
SELECT repair_order.vehicle_id, repair_order.id, order_no, type, closed_on, accident, overhaul, brought_by, brought_by_phone
FROM ownership JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
WHERE {owned} AND (closed_on >= :since OR closed_on IS NOT NULL AND repair_order.id IN (SELECT value FROM json_each(:also)))
    AND type IN ({visit}) AND closed_on >= coalesce(ownership.from_on, '')
ORDER BY repair_order.vehicle_id, repair_order.opened_on, repair_order.id
"""
_CLOSED_ON = """
SELECT repair_order.id FROM json_each(?) AS kept JOIN repair_order ON repair_order.vehicle_id = json_extract(kept.value, '$[0]')
WHERE repair_order.closed_on = json_extract(kept.value, '$[1]')
"""

# Odometer readings, oldest first; of a day the highest last.
_READINGS = """
SELECT vehicle_id, opened_on, mileage_km FROM repair_order
WHERE vehicle_id IN (SELECT value FROM json_each(:vehicles)) AND mileage_km IS NOT NULL
UNION ALL SELECT vehicle_id, read_on, km FROM mileage_reading WHERE vehicle_id IN (SELECT value FROM json_each(:vehicles))
ORDER BY 1, 2, 3
"""

# of each expiry what the latest call about it came to
_RESULTS = """
SELECT vehicle_id, kind, base_on, result, called_on FROM (
    SELECT followup.vehicle_id, followup.kind, followup.base_on, call_result.result, call.called_on,
        row_number() OVER (
            PARTITION BY followup.vehicle_id, followup.kind, followup.base_on ORDER BY call.called_at DESC, call.id DESC
        ) AS place
    FROM followup JOIN call_result ON call_result.followup_id = followup.id JOIN call ON call.id = call_result.call_id
    WHERE followup.customer_id IN (SELECT value FROM json_each(:ids)) AND followup.vehicle_id IS NOT NULL
) WHERE place = 1 ORDER BY vehicle_id, base_on, kind
"""

_REFUSALS = "SELECT customer_id, kind FROM refusal WHERE customer_id IN (SELECT value FROM json_each(:ids))"

# Of those that wait for the customer's word also how they were resolved; who is not named as the resolver was the owner.
_COMPLAINTS = """
SELECT complaint.customer_id, complaint.id, complaint.opened_at, complaint.order_id, resolved.id, resolved.at,
    coalesce(resolved.staff_id, complaint.owner_id)
FROM complaint
LEFT JOIN complaint_event AS resolved ON complaint.state = 'resolved' AND resolved.id = (
    SELECT id FROM complaint_event WHERE complaint_id = complaint.id AND kind = 'resolved' ORDER BY at DESC, id DESC LIMIT 1
)
WHERE complaint.customer_id IN (SELECT value FROM json_each(:ids)) ORDER BY complaint.id
"""


# What has come, and days that were named, whether they are gone by or not.
_NEEDS = """
SELECT customer_id, id, what, coalesce(came_on, wanted_on), vehicle_id FROM need
WHERE customer_id IN (SELECT value FROM json_each(:ids)) AND ended_on IS NULL AND coalesce(came_on, wanted_on) IS NOT NULL ORDER BY id
"""


_APPROACHES = """
SELECT target.customer_id, campaign.id, wave.started_on, campaign.until_on, campaign.channels, campaign.aim,
    campaign.kind, wave.template, EXISTS (
        SELECT 1 FROM followup JOIN call_followup ON call_followup.followup_id = followup.id JOIN call ON call.id = call_followup.call_id
        LEFT JOIN call_result ON call_result.call_id = call.id AND call_result.followup_id = followup.id
        WHERE followup.customer_id = target.customer_id AND followup.case_no = 'M' || campaign.id
            AND (call.outcome = 'refused' OR call_result.result = 'booked')
    )
FROM campaign_target AS target JOIN campaign ON campaign.id = target.campaign_id AND campaign.closed_on IS NULL
JOIN campaign_wave AS wave ON wave.campaign_id = target.campaign_id AND wave.wave = target.wave AND wave.started_on IS NOT NULL
WHERE target.customer_id IN (SELECT value FROM json_each(:ids)) AND target.part = 'treated' ORDER BY campaign.id
"""
# of one that was called off nobody is told by these
_EVENTS = """
SELECT attendance.customer_id, event.id, event.held_on, coalesce(attendance.invited_on, event.held_on), attendance.state
FROM attendance JOIN event ON event.id = attendance.event_id AND event.called_off_on IS NULL
WHERE attendance.customer_id IN (SELECT value FROM json_each(:ids)) ORDER BY event.id
"""
_VISITS = frozenset({"visit", "maintenance", "repair"})


# Who said at last that they stay away for it, or complained of it, before it was seen to be mended; their complaint is over.
_MENDED = """
SELECT said.customer_id, measure.id, measure.checked_on, measure.done_on, said.what, said.day
FROM measure JOIN (
    SELECT customer_id, reason AS what, said_on AS day, NULL AS over FROM away_reason AS away
    WHERE customer_id IN (SELECT value FROM json_each(:ids)) AND NOT EXISTS (
        SELECT 1 FROM away_reason AS later WHERE later.customer_id = away.customer_id AND later.id > away.id
    )
    UNION ALL
    SELECT customer_id, cause, received_on, state = 'closed' FROM complaint
    WHERE customer_id IN (SELECT value FROM json_each(:ids)) AND cause IS NOT NULL
) AS said ON instr(',' || measure.addresses || ',', ',' || said.what || ',') > 0
    AND said.day <= measure.checked_on AND said.over IS NOT 0
WHERE measure.state = 'worked' AND measure.addresses IS NOT NULL ORDER BY measure.id, said.over
"""
_WORKED = "measure WHERE state = 'worked' AND addresses IS NOT NULL"


_HINTS = """
SELECT customer_id, id, found_on, vehicle_id, because FROM hint WHERE customer_id IN (SELECT value FROM json_each(:ids)) ORDER BY id
"""


# Whose history is told by events.
_PROSPECTS = """
SELECT prospect.customer_id, prospect.id, prospect.stage, prospect.consultant_id, prospect.intended_on, prospect.floor,
    prospect.contacted_on, prospect.first_due_at, prospect.agreed_on, prospect.agreed_time, prospect.invalid_reason, prospect.again_on
FROM prospect WHERE prospect.customer_id IN (SELECT value FROM json_each(:ids)) AND prospect.stage <> 'delivered' ORDER BY prospect.id
"""
_PROSPECT_EVENTS = """
SELECT prospect_event.prospect_id, CASE WHEN prospect_event.declined THEN 'declined' ELSE prospect_event.kind END, prospect_event.id,
    prospect_event.day, prospect_event.valid_until
FROM prospect JOIN prospect_event ON prospect_event.prospect_id = prospect.id
WHERE prospect.customer_id IN (SELECT value FROM json_each(:ids)) AND prospect.stage <> 'delivered'
ORDER BY prospect_event.id
"""
# after which the time to the next contact is counted anew
_BASES = (
    *("registered", "contacted", "missed", "visited", "test_drive", "declined", "quoted", "order_cancelled", "reopened", "level_changed"),
)


def facts_of(
    connection: sqlite3.Connection,
    customer_ids: Sequence[int],
    *,
    maintenance: Collection[OrderType],
    no_visit: Collection[OrderType],
    zone: ZoneInfo,
    needed: NeededHistory | None = None,
) -> list[CustomerFacts]:
    """The facts of these customers and of the vehicles they own today, by customer number.

    maintenance: the order types that end a maintenance interval. no_visit: those that are no visit of the customer's.
    zone: of business dates. needed: how much of the vehicles' history; None for all of it.
    """
    visits = [each for each in OrderType if each not in no_visit]
    literals = {"owned": _OWNED, "visit": _literals(visits), "maintenance": _literals(each for each in visits if each in maintenance)}
    ids = {"ids": json.dumps(list(customer_ids))}
    day = date.fromisoformat

    def day_of(instant: str) -> date:
        return datetime.fromisoformat(instant).astimezone(zone).date()

    refused: dict[int, list[Kind]] = defaultdict(list)
    for customer_id, kind in plain_rows(connection, _REFUSALS, ids):
        refused[customer_id].append(Kind(kind))
    complaints: dict[int, list[KnownComplaint]] = defaultdict(list)
    awaiting: dict[int, list[AwaitingRecall]] = defaultdict(list)
    for customer_id, number, opened_at, order_id, event_id, resolved_at, resolver_id in plain_rows(connection, _COMPLAINTS, ids):
        complaints[customer_id].append(KnownComplaint(number, day_of(opened_at), order_id))
        if event_id is not None:
            awaiting[customer_id].append(AwaitingRecall(number, event_id, day_of(resolved_at), resolver_id))

    needs: dict[int, list[ReadyNeed]] = defaultdict(list)
    for customer_id, number, what, ready_on, vehicle_id in plain_rows(connection, _NEEDS, ids) if has_rows(connection, "need") else ():
        needs[customer_id].append(ReadyNeed(number, Awaited(what), day(ready_on), vehicle_id))

    hints: dict[int, list[KnownHint]] = defaultdict(list)
    for customer_id, number, found_on, vehicle_id, because in plain_rows(connection, _HINTS, ids) if has_rows(connection, "hint") else ():
        hints[customer_id].append(KnownHint(number, day(found_on), vehicle_id, because))

    approaches = _approaches(connection, ids, day) if has_rows(connection, "campaign_target") else {}

    mended = _mended(connection, ids, day) if has_rows(connection, _WORKED) else {}

    events: dict[int, list[Invited]] = defaultdict(list)
    for customer_id, number, held_on, invited_on, state in (
        plain_rows(connection, _EVENTS, ids) if has_rows(connection, "attendance") else ()
    ):
        events[customer_id].append(Invited(number, day(held_on), day(invited_on), state))

    held = holding(connection, ids) if has_rows(connection, "points") else {}

    workshop = workshop_facts(connection, ids, literals["visit"], day_of)

    prospects = _prospects(connection, ids, day, day_of) if has_rows(connection, "prospect") else {}

    accounts = _accounts(connection, ids, day_of) if has_rows(connection, "fleet") else {}

    rows = plain_rows(connection, _VEHICLES.format_map(literals), ids).fetchall()
    complained_of = [each.order_id for found in complaints.values() for each in found if each.order_id is not None]
    orders = _orders(connection, _ORDERS.format_map(literals), ids, needed, complained_of)
    readings = _readings(connection, list(_counting_km(rows, needed)), day)
    results: dict[int, list[KnownResult]] = defaultdict(list)
    for vehicle_id, kind, base_on, result, called_on in (
        plain_rows(connection, _RESULTS, ids) if has_rows(connection, "call_result") else ()
    ):
        results[vehicle_id].append(KnownResult(Kind(kind), day(base_on), CallResult(result), day(called_on)))
    vehicles: dict[int, list[VehicleFacts]] = defaultdict(list)
    for customer_id, use_since, number, brand, model, energy, use, registered, from_, planned, delivered, sales, advisor, *others in rows:
        warranty, insurance, compulsory, inspection, sold, scrapped, visited, maintained, maintained_km, maintained_order = others
        vehicles[customer_id].append(
            VehicleFacts(
                number,
                brand,
                model,
                energy and _ENERGIES[energy],
                use and _USES[use],
                use_since and day_of(use_since),
                registered and day(registered),
                from_ and day(from_),
                planned and day(planned),
                delivered and day(delivered),
                sales,
                advisor,
                warranty and day(warranty),
                insurance and day(insurance),
                compulsory and day(compulsory),
                inspection and day(inspection),
                sold and day(sold),
                scrapped and day(scrapped),
                visited and day(visited),
                maintained and day(maintained),
                maintained_km,
                maintained_order,
                readings.get(number, ()),
                tuple(orders[number]) if number in orders else (),
                tuple(results[number]) if number in results else (),
            )
        )
    return [
        CustomerFacts(
            number,
            _CUSTOMER_KINDS[kind],
            birthday and day(birthday),
            licence and day(licence),
            bool(do_not_contact),
            None if call_consent is None else bool(call_consent),
            None if message_consent is None else bool(message_consent),
            class_ and _CLASSES[class_],
            key_since and day(key_since),
            tuple(complaints.get(number, ())),
            tuple(awaiting.get(number, ())),
            tuple(needs.get(number, ())),
            tuple(prospects.get(number, ())),
            tuple(hints.get(number, ())),
            tuple(approaches.get(number, ())),
            tuple(mended.get(number, {}).values()),
            tuple(events.get(number, ())),
            tuple(HeldPoints(day(until), left) for until, left in held.get(number, ())),
            tuple(workshop.rescues.get(number, ())),
            tuple(workshop.works.get(number, ())),
            tuple(workshop.parts.get(number, ())),
            tuple(workshop.appointments.get(number, ())),
            tuple(workshop.recalls.get(number, ())),
            specialist_id,
            frozenset(refused[number]) if number in refused else _NONE,
            tuple(vehicles.get(number, ())),
            accounts.get(number),
        )
        for number, kind, birthday, licence, do_not_contact, call_consent, message_consent, specialist_id, class_, key_since in plain_rows(
            connection, _CUSTOMERS, ids
        )
    ]


_ENERGIES, _USES, _CLASSES = by_word(Energy), by_word(Use), by_word(CustomerClass)
_CUSTOMER_KINDS, _TYPES = by_word(CustomerKind), by_word(OrderType)
_NONE: frozenset[Kind] = frozenset()
_VEHICLE, _DELIVERED, _MAINTAINED = 2, 10, 20  # columns of `_VEHICLES`


def _prospects(
    connection: sqlite3.Connection, ids: dict[str, str], day: Callable[[str], date], day_of: Callable[[str], date]
) -> dict[int, list[KnownProspect]]:
    """The buying intentions of these customers that are not delivered; of who was named before there were steps nothing is planned."""
    from kcrm.model.prospects import Dated, KnownProspect, ProspectLevel, Stage  # noqa: PLC0415 - most stores have yet none

    steps: dict[int, list[tuple[str, Dated, str | None]]] = defaultdict(list)
    for number, kind, event_id, on, valid_until in plain_rows(connection, _PROSPECT_EVENTS, ids):
        steps[number].append((kind, Dated(event_id, day(on)), valid_until))
    found: dict[int, list[KnownProspect]] = defaultdict(list)
    for customer_id, number, stage, consultant, intended, floor, contacted, first_due, agreed, agreed_time, reason, again in plain_rows(
        connection, _PROSPECTS, ids
    ):
        if number not in steps:
            continue
        latest = {kind: (dated, until) for kind, dated, until in steps[number]}
        bases = [latest[kind][0] for kind in _BASES if kind in latest]
        quoted, quoted_until = latest.get("quoted", (None, None))
        found[customer_id].append(
            KnownProspect(
                number,
                Stage(stage),
                max(bases),
                consultant,
                intended and day(intended),
                floor and ProspectLevel(floor),
                contacted and day(contacted),
                latest["missed"][0].on if "missed" in latest else None,
                first_due and day_of(first_due),
                agreed and day(agreed),
                agreed_time,
                driven=latest["test_drive"][0] if "test_drive" in latest else None,
                quoted_until=Dated(quoted.id, day(quoted_until)) if quoted and quoted_until else None,
                quoted_on=quoted and quoted.on,
                came=next((dated for kind, dated, _until in steps[number] if kind == "visited"), None),
                lost=latest["lost"][0] if "lost" in latest else None,
                invalid=latest["invalid"][0] if "invalid" in latest else None,
                unreachable=reason == "unreachable",
                again_on=again and day(again),
            )
        )
    return found


def _accounts(connection: sqlite3.Connection, ids: dict[str, str], day_of: Callable[[str], date]) -> dict[int, KnownAccount]:
    from kcrm.queries.known_accounts import accounts_of  # noqa: PLC0415 - many stores have none

    return accounts_of(connection, ids, day_of)


def _literals(types: Iterable[OrderType]) -> str:
    return ", ".join(f"'{each}'" for each in types)


def _counting_km(rows: Iterable[tuple[Any, ...]], needed: NeededHistory | None) -> Iterator[int]:
    """The vehicles whose maintenance may be due by mileage, or is stored: how far any other was driven does not matter."""
    since = "" if needed is None else needed.maintained_since.isoformat()
    kept = frozenset() if needed is None else frozenset((vehicle_id, on.isoformat()) for vehicle_id, on in needed.kept)
    for row in rows:
        number, delivered, maintained = row[_VEHICLE], row[_DELIVERED], row[_MAINTAINED]
        if (
            needed is None
            or (delivered or "") >= since
            or (maintained or "") >= since
            or (kept and not kept.isdisjoint(((number, delivered), (number, maintained))))
        ):
            yield number


def _orders(
    connection: sqlite3.Connection, statement: str, ids: dict[str, str], needed: NeededHistory | None, complained_of: list[int]
) -> dict[int, list[ClosedOrder]]:
    """Closed orders by vehicle: all since the day that is asked for, of those before what is complained of or stored."""
    since, also = "", complained_of
    if needed is not None:
        since = needed.orders_since.isoformat()
        kept = json.dumps([(vehicle_id, on.isoformat()) for vehicle_id, on in needed.kept if on < needed.orders_since])
        also = complained_of + [row[0] for row in plain_rows(connection, _CLOSED_ON, (kept,))]
    orders: dict[int, list[ClosedOrder]] = defaultdict(list)
    for row in plain_rows(connection, statement, {**ids, "since": since, "also": json.dumps(also)}):
        vehicle_id, number, order_no, kind, closed_on, accident, overhaul, brought_by, phone = row
        orders[vehicle_id].append(
            ClosedOrder(number, order_no, _TYPES[kind], date.fromisoformat(closed_on), bool(accident), bool(overhaul), brought_by, phone)
        )
    return orders


def _readings(
    connection: sqlite3.Connection, vehicle_ids: Sequence[int], day: Callable[[str], date]
) -> dict[int, tuple[MileageReading, ...]]:
    """Odometer readings by vehicle, oldest first, one a day: the highest seen."""
    by_vehicle: dict[int, dict[str, int]] = defaultdict(dict)
    for vehicle_id, on, km in plain_rows(connection, _READINGS, {"vehicles": json.dumps(vehicle_ids)}):
        by_vehicle[vehicle_id][on] = km
    return {vehicle_id: tuple([MileageReading(day(on), km) for on, km in days.items()]) for vehicle_id, days in by_vehicle.items()}


def _approaches(connection: sqlite3.Connection, ids: dict[str, str], day: Callable[[str], date]) -> dict[int, list[Approach]]:
    """Which campaigns approach a customer."""
    approaches: dict[int, list[Approach]] = defaultdict(list)
    for customer_id, number, started_on, until_on, channels, aim, kind, template, settled in plain_rows(connection, _APPROACHES, ids):
        by = frozenset(channel for channel in Channel if channel in channels.split(","))
        # whoever is told something is told it, also if they were here
        kinds, wants_visit = kinds_of(CampaignKind(kind), template), aim in _VISITS and kind != CampaignKind.CARE
        approaches[customer_id].append(Approach(number, day(started_on), day(until_on), by, kinds, wants_visit, bool(settled)))
    return approaches


def _mended(connection: sqlite3.Connection, ids: dict[str, str], day: Callable[[str], date]) -> dict[int, dict[int, Mended]]:
    """What was mended of that for which a customer left or complained: by measure, once, as they said at last why they stay away."""
    mended: dict[int, dict[int, Mended]] = defaultdict(dict)
    for customer_id, number, checked_on, done_on, what, said_on in plain_rows(connection, _MENDED, ids):
        mended[customer_id].setdefault(number, Mended(number, day(checked_on), day(done_on), what, day(said_on)))
    return mended
