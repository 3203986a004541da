"""Where the rows of work left and of parts come from, and how each stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, Source
from kcrm.records import SheetKind

_APPOINTED: Final = """EXISTS (
    SELECT 1 FROM appointment WHERE appointment.customer_id = work.customer_id AND appointment.starts_on >= work.arrived_on
        AND (work.vehicle_id IS NULL OR appointment.vehicle_id = work.vehicle_id) AND {condition})"""
_AGREED: Final = """EXISTS (
    SELECT 1 FROM followup JOIN call_result ON call_result.followup_id = followup.id
    WHERE followup.customer_id = work.customer_id AND followup.kind = 'need_ready' AND followup.case_no = 'W' || work.id
        AND followup.base_on = work.arrived_on AND call_result.result IN ('booked', 'elsewhere'))"""
_HELD: Final = "appointment.moved_at IS NULL AND appointment.cancelled_at IS NULL"
_OFF: Final = "appointment.cancelled_at IS NOT NULL"
BOOKED: Final = f"({_APPOINTED.format(condition=_HELD)} OR ({_AGREED} AND NOT {_APPOINTED.format(condition=_OFF)}))"
"""Whether there is an appointment for a part since it came, or was agreed in the call, or they have it done elsewhere.

Who missed theirs is called about that, and not about the part.
"""
_KEPT: Final = (
    f"({_APPOINTED.format(condition=f'{_HELD} AND appointment.missed_on IS NULL')}"
    f" OR ({_AGREED} AND NOT {_APPOINTED.format(condition=f'({_OFF} OR appointment.missed_on IS NOT NULL)')}))"
)
"""Whether a part is kept for them: they are awaited, or were here."""
TOLD: Final = """(
    SELECT max(call.called_on) FROM followup
    JOIN call_followup ON call_followup.followup_id = followup.id JOIN call ON call.id = call_followup.call_id
    WHERE followup.customer_id = work.customer_id AND followup.kind = 'need_ready' AND followup.case_no = 'W' || work.id
        AND followup.base_on = work.arrived_on AND followup.occurrence = 0 AND followup.state IN ('done', 'unreachable'))"""
"""When the first call about a part was made, NULL as long as it is to be made."""
UNDONE: Final = "work.settled_on IS NULL AND work.dropped_on IS NULL"
"""What was neither done nor called off, whoever has the vehicle."""
HELD: Final = """EXISTS (
    SELECT 1 FROM ownership JOIN vehicle AS held ON held.id = ownership.vehicle_id
    WHERE ownership.vehicle_id = work.vehicle_id AND ownership.customer_id = work.customer_id AND ownership.until_on IS NULL
        AND coalesce(held.sold_on, '9999') > {today} AND coalesce(held.scrapped_on, '9999') > {today})"""
"""Whether they still have the vehicle that it is for."""
STATE: Final = f"""CASE WHEN work.settled_on IS NOT NULL THEN 'settled' WHEN work.dropped_on IS NOT NULL THEN 'dropped'
    WHEN work.kind = 'work' AND NOT {HELD.format(today=":today")} THEN 'gone' WHEN work.arrived_on IS NULL THEN 'open'
    WHEN work.arrived_on <= :stocked_until AND NOT {_KEPT} THEN 'stocked' ELSE 'arrived' END"""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.WORKS: Source(
        joins=(
            f"{OF_CUSTOMER.format(table='work')} LEFT JOIN vehicle ON vehicle.id = work.vehicle_id"
            " LEFT JOIN repair_order ON repair_order.id = work.order_id"
            " LEFT JOIN repair_order AS settling ON settling.id = work.settled_order_id"
            " LEFT JOIN complaint ON complaint.id = work.complaint_id"
        ),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "state": STATE,
        },
        given={
            **NAMING,
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "order_no": "repair_order.order_no",
            "settled_order_no": "settling.order_no",
            "complaint_no": "complaint.complaint_no",
        },
        # the most urgent first, of parts what has come; of what is over the latest
        order=(
            "settled_on DESC NULLS FIRST, dropped_on DESC NULLS FIRST, urgency = 'watch', urgency = 'soon', arrived_on NULLS LAST,"
            " expected_on NULLS LAST, id"
        ),
        narrowed={
            "kind": "work.kind = :kind",
            "customer": "work.customer_id = :customer",
            "vehicle": "work.vehicle_id = :vehicle",
            "complaint": "work.complaint_id = :complaint",
            "urgency": "work.urgency = :urgency",
            "why": "work.declined_for = :why",
            "unsafe": "work.safe = 0",
            "declined": "work.declined_on BETWEEN :declined_first AND :declined_last",
            "ordered": "work.ordered_on BETWEEN :ordered_first AND :ordered_last",
            "late": f"work.arrived_on IS NULL AND {UNDONE} AND work.expected_on < :today",
        },
        chosen="work.customer_id IN {customers}",
        state=STATE,
        named_by="phone",
    ),
}
