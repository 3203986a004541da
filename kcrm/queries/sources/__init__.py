"""Where the rows of each declared record come from: what is joined to its table, and what of it stands in no column of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from kcrm.policy_sections import ProspectsPolicy
from kcrm.queries.sources import appointments, campaigns, consents, events, fleets, jobs, manager, points, recalls, rescues, works
from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, STAFF, Source
from kcrm.records import SheetKind

# What belongs to chosen customers: what they hold now and what was done to it.
_VEHICLES = "(SELECT vehicle_id FROM ownership WHERE until_on IS NULL AND customer_id IN {customers})"


# A file does not say when it was read, so that import takes it for today's; what an order has overtaken would turn the mileage back.
_READINGS = """
SELECT read_on, km, true AS given FROM mileage_reading WHERE vehicle_id = vehicle.id
UNION ALL SELECT opened_on, mileage_km, false FROM repair_order WHERE vehicle_id = vehicle.id AND mileage_km IS NOT NULL
ORDER BY read_on DESC, km DESC, given DESC LIMIT 1
"""
_VEHICLE_STAFF = " ".join(
    (
        STAFF.format(name="consultant", table="vehicle", column="sales_consultant_id"),
        STAFF.format(name="advisor", table="vehicle", column="service_advisor_id"),
    )
)
_ORDER_STAFF = " ".join(
    (
        STAFF.format(name="advisor", table="repair_order", column="advisor_id"),
        STAFF.format(name="technician", table="repair_order", column="technician_id"),
    )
)
_ORDER_VEHICLE = "JOIN vehicle ON vehicle.id = repair_order.vehicle_id"
# whoever owned the vehicle on the day the order was opened
_ORDER_CUSTOMER = """
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
LEFT JOIN customer ON customer.id = ownership.customer_id
"""

# of steps that can be taken again the latest, and none that was taken back
_STEP = "(SELECT {which}(at) FROM complaint_event WHERE complaint_id = complaint.id AND kind = '{kind}')"


# Dropped, or met once the call about it has ended; a day comes by itself, and what came waits for its call.
NEED_STATE = """CASE WHEN need.ended_on IS NOT NULL THEN 'dropped' WHEN EXISTS (
    SELECT 1 FROM followup WHERE followup.customer_id = need.customer_id AND followup.kind = 'need_ready'
        AND followup.case_no = 'ND' || need.id AND followup.base_on = coalesce(need.came_on, need.wanted_on)
        AND followup.state NOT IN ('open', 'cancelled')
) THEN 'done' WHEN need.came_on IS NOT NULL THEN 'came' ELSE 'waiting' END"""
"""How a need stands, of the columns of its row."""


UNDER_WAY = "prospect.stage NOT IN ('delivered', 'lost', 'invalid')"
"""Whoever has neither bought nor was lost or put aside; who has ordered is one of them."""
NEXT_CONTACT = """(
    SELECT min(followup.call_on) FROM followup WHERE followup.customer_id = prospect.customer_id AND followup.state = 'open'
        AND followup.kind = 'prospect_contact' AND followup.case_no = 'L' || prospect.id
)"""
"""The one date by which a prospect can be sorted: on which day the consultant's next contact is, as the list has it."""
_DRIVEN = "EXISTS (SELECT 1 FROM prospect_event WHERE prospect_id = prospect.id AND kind = 'test_drive' AND declined IS NOT 1)"
LEVEL = """CASE
    WHEN prospect.floor = 'H' OR prospect.intended_on <= :level_h THEN 'H'
    WHEN prospect.floor = 'A' OR prospect.intended_on <= :level_a THEN 'A'
    WHEN prospect.floor = 'B' OR prospect.intended_on <= :level_b THEN 'B'
    WHEN prospect.floor = 'C' OR prospect.intended_on <= :level_c THEN 'C'
    ELSE 'N' END"""
"""The level of a prospect's row, as `kcrm.rules.prospects.levels.level` says it; `level_days` are given."""

# in days, by level; who is of a higher level is of the lower ones too
_IDLE = (("h", "H"), ("a", "HA"), ("b", "HAB"), ("c", "HABC"))
_IDLE_AT = ", ".join(
    f"CASE WHEN instr('{floors}', prospect.floor) THEN date(since, :idle_{level})"
    f" ELSE coalesce(max(date(since, :idle_{level}), date(prospect.intended_on, :near_{level})), '9999') END"
    for level, floors in _IDLE
)
RELEASED_ON = f"""CASE WHEN :idle_h AND prospect.consultant_id IS NOT NULL
    AND prospect.stage IN ('registered', 'contacted', 'visited', 'test_drive', 'quoted') THEN (
    SELECT nullif(min({_IDLE_AT}), '9999') FROM (
        SELECT max(coalesce(prospect.contacted_on, ''), max(day)) AS since FROM prospect_event
        WHERE prospect_id = prospect.id AND kind IN ('registered', 'reassigned', 'reopened')
    )
) END"""  # noqa: S608 - our own
"""When a prospect goes back to the pool, the same as `kcrm.rules.prospects.sharing.released_on`; `level_days` are given."""
_LOSS_OPEN = """prospect.stage = 'lost' AND NOT EXISTS (
    SELECT 1 FROM prospect_event WHERE prospect_id = prospect.id AND kind = 'loss_confirmed' AND id > (
        SELECT max(id) FROM prospect_event WHERE prospect_id = prospect.id AND kind = 'lost'
    )
)"""
_CONFIRM_BY = f"CASE WHEN {_LOSS_OPEN} THEN date(prospect.lost_on, :confirm) END"


_SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.STAFF: Source(order="employee_no"),
    SheetKind.CUSTOMERS: Source(
        joins=STAFF.format(name="specialist", table="customer", column="specialist_id"),
        shown={"specialist_no": "specialist.employee_no", "specialist": "specialist.name"},
        narrowed={
            "kind": "customer.kind = :kind",
            "specialist": "customer.specialist_id = :specialist",
            "no_phone": "customer.phone IS NULL AND customer.phone2 IS NULL",
            "do_not_contact": "customer.do_not_contact",
        },
        chosen="customer.id IN {customers}",
        named_by="phone, name",
    ),
    SheetKind.VEHICLES: Source(
        joins=(
            "LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL"
            f" LEFT JOIN customer ON customer.id = ownership.customer_id {_VEHICLE_STAFF}"
        ),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "phone": "customer.phone",
            "sales_consultant_no": "consultant.employee_no",
            "sales_consultant": "consultant.name",
            "service_advisor_no": "advisor.employee_no",
            "service_advisor": "advisor.name",
            "mileage_km": f"(SELECT km FROM ({_READINGS}))",  # noqa: S608 - our own
        },
        given={
            "customer_no": "customer.customer_no",
            "owner_phone": "customer.phone",
            "owner_name": "customer.name",
            "sales_consultant": "consultant.employee_no",
            "service_advisor": "advisor.employee_no",
            "mileage_km": f"(SELECT km FROM ({_READINGS}) WHERE given)",  # noqa: S608 - our own
        },
        narrowed={
            "owner": "vehicle.id IN (SELECT vehicle_id FROM ownership WHERE customer_id = :owner AND until_on IS NULL)",
            "use": "vehicle.use = :use",
            "delivered": "vehicle.delivered_on BETWEEN :delivered_first AND :delivered_last",
        },
        chosen=f"vehicle.id IN {_VEHICLES}",
        named_by="phone, name",
    ),
    SheetKind.ORDERS: Source(
        joins=f"{_ORDER_VEHICLE} {_ORDER_CUSTOMER} {_ORDER_STAFF}",
        file_joins=f"{_ORDER_VEHICLE} {_ORDER_STAFF}",
        shown={
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "customer_id": "customer.id",
            "customer": "customer.name",
            "advisor_no": "advisor.employee_no",
            "advisor": "advisor.name",
            "technician_no": "technician.employee_no",
            "technician": "technician.name",
            "total_amount": "repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen",
        },
        given={
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "advisor": "advisor.employee_no",
            "technician": "technician.employee_no",
        },
        order="opened_on DESC, opened_at DESC, id DESC",  # the day first: it is in an index, so that no more than a day is sorted at once
        narrowed={
            "vehicle": "repair_order.vehicle_id = :vehicle",
            "type": "repair_order.type = :type",
            "period": "repair_order.opened_on BETWEEN :period_first AND :period_last",
            "open": "repair_order.closed_at IS NULL",
        },
        chosen=f"repair_order.vehicle_id IN {_VEHICLES}",
    ),
    SheetKind.COMPLAINTS: Source(
        file_joins=(
            f"{OF_CUSTOMER.format(table='complaint')} LEFT JOIN vehicle ON vehicle.id = complaint.vehicle_id"
            " LEFT JOIN repair_order ON repair_order.id = complaint.order_id"
        ),
        given={
            **NAMING,
            "vin": "vehicle.vin",
            "order_no": "repair_order.order_no",
            # malicious is found at the end: of one that was taken up again it is open anew
            "cause": "CASE WHEN complaint.cause <> 'malicious' OR complaint.state = 'closed' THEN complaint.cause END",
            "contacted_at": _STEP.format(which="min", kind="contacted"),
            "accepted_at": _STEP.format(which="min", kind="accepted"),
            "resolved_at": (
                f"CASE WHEN complaint.state IN ('resolved', 'recalled', 'closed') THEN {_STEP.format(which='max', kind='resolved')} END"
            ),
            "closed_at": f"CASE WHEN complaint.state = 'closed' THEN {_STEP.format(which='max', kind='closed')} END",
        },
        chosen="complaint.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.OPPORTUNITIES: Source(
        joins=OF_CUSTOMER.format(table="opportunity"),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            # one left open past its day counts no more and is said to be expired; that is a matter of the day and not stored
            "state": "CASE WHEN opportunity.state = 'open' AND expected_on < :today THEN 'expired' ELSE opportunity.state END",
        },
        given=NAMING,
        order="customer_id, id",
        narrowed={"customer": "opportunity.customer_id = :customer"},
        chosen="opportunity.customer_id IN {customers}",
        exported="opportunity.state = 'open'",
        named_by="phone",
    ),
    SheetKind.NEEDS: Source(
        joins=f"{OF_CUSTOMER.format(table='need')} LEFT JOIN vehicle ON vehicle.id = need.vehicle_id",
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "state": NEED_STATE,
        },
        given={**NAMING, "vin": "vehicle.vin", "plate": "vehicle.plate"},
        order="customer_id, id",
        narrowed={"customer": "need.customer_id = :customer", "what": "need.what = :what"},
        chosen="need.customer_id IN {customers}",
        exported="need.ended_on IS NULL",
        named_by="phone",
    ),
    SheetKind.PROSPECTS: Source(
        joins=(
            f"{OF_CUSTOMER.format(table='prospect')} {STAFF.format(name='seller', table='prospect', column='consultant_id')}"
            f" {STAFF.format(name='taker', table='prospect', column='taker_id')}"
            " LEFT JOIN customer AS referrer ON referrer.id = prospect.referred_by_id"
        ),
        shown={
            "customer_id": "customer.id",
            "name": "customer.name",
            "phone": "customer.phone",
            "level": f"CASE WHEN {UNDER_WAY} THEN {LEVEL} END",
            "next_on": NEXT_CONTACT,
            "released_on": RELEASED_ON,
            "confirm_by": _CONFIRM_BY,
            "consultant_no": "seller.employee_no",
            "consultant": "seller.name",
            "taker": "taker.name",
            "referred_by": "referrer.name",
        },
        given={
            "name": "customer.name",
            "phone": "customer.phone",
            "level": "prospect.floor",
            "consultant": "seller.employee_no",
            "taker": "taker.employee_no",
            "referred_by": "coalesce(referrer.customer_no, referrer.phone)",
            "within_days": "NULL",
            "test_drive": _DRIVEN,
            "vin": "(SELECT vin FROM vehicle WHERE vehicle.id = prospect.vehicle_id)",
            "delivered_on": "(SELECT delivered_on FROM vehicle WHERE vehicle.id = prospect.vehicle_id)",
        },
        narrowed={
            "customer": "prospect.customer_id = :customer",
            "consultant": "prospect.consultant_id = :consultant",
            "source": "prospect.source = :source",
            "level": f"{LEVEL} = :level",
            "model": "instr(prospect.model, :model) > 0",
            "rival": "instr(prospect.rival, :rival) > 0",
            "lost_reason": "prospect.lost_reason = :lost_reason",
            "registered": "prospect.registered_on BETWEEN :registered_first AND :registered_last",
            "late": f"(coalesce({NEXT_CONTACT}, {_CONFIRM_BY}) < :today)",
            "unconfirmed": _LOSS_OPEN,
            "pool": "prospect.consultant_id IS NULL",
        },
        chosen="prospect.customer_id IN {customers}",
        state="prospect.stage",
        named_by="phone, name",
    ),
    **fleets.SOURCES,
    **manager.SOURCES,
    **campaigns.SOURCES,
    **events.SOURCES,
    **points.SOURCES,
    **rescues.SOURCES,
    **appointments.SOURCES,
    **jobs.SOURCES,
    **works.SOURCES,
    **recalls.SOURCES,
    **consents.SOURCES,
}


def source_of(kind: SheetKind) -> Source:
    """Where the rows of a kind come from; its table alone where nothing else is said."""
    return _SOURCES.get(kind, Source())


def level_days(today: date, policy: ProspectsPolicy) -> Mapping[str, str | None]:
    """By name what the columns of prospects are reckoned by.

    level_*: until which intended day a level reaches. near_*, idle_*: how far before the intended day it begins, and after how long without
    a contact a prospect of it is released, None for never. confirm: within which time a loss is confirmed.
    """
    given: dict[str, str | None] = {"confirm": f"+{policy.confirm_days} days"}
    for level, days, idle in (
        ("h", policy.h_days, policy.h_idle),
        ("a", policy.a_days, policy.a_idle),
        ("b", policy.b_days, policy.b_idle),
        ("c", policy.c_days, policy.c_idle),
    ):
        given[f"level_{level}"] = (today + timedelta(days=days)).isoformat()
        given[f"near_{level}"] = f"-{days} days"
        given[f"idle_{level}"] = f"+{idle} days" if policy.idle_release else None
    return given
