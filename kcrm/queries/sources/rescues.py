"""Where the rows of rescues come from, and how each stands now, as `kcrm.rules.rescues` says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, STAFF, Source
from kcrm.records import SheetKind

RESCUE_STATE: Final = """CASE WHEN rescue.closed_at IS NOT NULL THEN 'closed' WHEN rescue.arrived_at IS NOT NULL THEN 'arrived'
    WHEN rescue.dispatched_at IS NOT NULL THEN 'dispatched' ELSE 'open' END"""
"""How far a rescue is."""
_SECONDS: Final = "CAST(strftime('%s', {}) AS INTEGER)"
_ASKED, _NOW, _CLOSED = (_SECONDS.format(at) for at in ("rescue.asked_at", ":now", "rescue.closed_at"))
# by clock: what stops it, and within how many minutes
_CLOCKS: Final = (
    ("coalesce(rescue.answered_at, rescue.dispatched_at)", "rescue.answer_within"),
    ("rescue.dispatched_at", "rescue.dispatch_within"),
    ("rescue.arrived_at", "rescue.arrive_within"),
)
_RUNS: Final = "rescue.closed_at IS NULL AND rescue.arrived_at IS NULL"
_NEVER: Final = 1_000_000
# of the clocks that wait for something, that which is due first
_PRESSING: Final = f"min({', '.join(f'CASE WHEN {stop} IS NULL THEN {within} ELSE {_NEVER} END' for stop, within in _CLOCKS)})"
_DUE: Final = f"CASE WHEN {_RUNS} THEN strftime('%Y-%m-%dT%H:%M:%SZ', rescue.asked_at, '+' || {_PRESSING} || ' minutes') END"
_LATE: Final = " OR ".join(f"{_SECONDS.format(stop)} > {_ASKED} + {within} * 60" for stop, within in _CLOCKS)
_MISSED: Final = " OR ".join(f"({stop} IS NULL AND {_CLOSED} > {_ASKED} + {within} * 60)" for stop, within in _CLOCKS)
STANDING: Final = f"""CASE WHEN {_RUNS} THEN CASE WHEN {_NOW} > {_ASKED} + {_PRESSING} * 60 THEN 'missed'
        WHEN ({_ASKED} + {_PRESSING} * 60 - {_NOW}) * 100 < {_PRESSING} * 60 * :at_risk_percent THEN 'at_risk' ELSE 'running' END
    WHEN {_MISSED} THEN 'missed' WHEN {_LATE} THEN 'met_late'
    WHEN coalesce(rescue.answered_at, rescue.dispatched_at) IS NOT NULL THEN 'met' END"""
"""How a rescue stands, as its most pressing clock or the worst that is decided."""
ARRIVE_BY: Final = f"({_ASKED} + rescue.arrive_within * 60)"
"""By when it is to be there, in seconds of Unix."""
WAITED: Final = f"({_SECONDS.format('rescue.arrived_at')} - {_ASKED} + 59) / 60"
"""Minutes from when help was asked for until it was there, begun ones counted."""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.RESCUES: Source(
        joins=(
            f"{OF_CUSTOMER.format(table='rescue')} LEFT JOIN vehicle ON vehicle.id = rescue.vehicle_id"
            f" {STAFF.format(name='rescuer', table='rescue', column='rescuer_id')}"
            " LEFT JOIN repair_order ON repair_order.id = rescue.order_id"
        ),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "phone": "customer.phone",
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "rescuer": "rescuer.name",
            "state": RESCUE_STATE,
            "standing": STANDING,
            "due_at": _DUE,
            "waited": WAITED,
        },
        given={
            **NAMING,
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "rescuer": "rescuer.employee_no",
            "order_no": "repair_order.order_no",
        },
        order="closed_at DESC NULLS FIRST, asked_at, id",  # what is not over first, and of that what waits longest
        narrowed={
            "customer": "rescue.customer_id = :customer",
            "vehicle": "rescue.vehicle_id = :vehicle",
            "solved": "rescue.solved = :solved",
            "asked": "rescue.asked_on BETWEEN :asked_first AND :asked_last",
            "late": f"({STANDING}) IN ('missed', 'met_late')",
        },
        chosen="rescue.customer_id IN {customers}",
        state=RESCUE_STATE,
        named_by="phone",
    ),
}
