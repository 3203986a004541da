"""The sources of all declared records together, and those of which no other module tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources import (
    appointments,
    campaigns,
    consents,
    departments,
    events,
    fleets,
    jobs,
    manager,
    needs,
    points,
    prospects,
    recalls,
    rescues,
    works,
)
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
        # nothing is left of who was erased but the number, as which a file would make somebody new
        exported="NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.customer_id = customer.id)",
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
    **needs.SOURCES,
    **prospects.SOURCES,
    **departments.SOURCES,
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
