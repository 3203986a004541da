"""Where the rows of appointments come from, and how each stands now, as `kcrm.rules.appointments` says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, STAFF, Source
from kcrm.records import SheetKind

APPOINTMENT_STATE: Final = """CASE WHEN appointment.order_id IS NOT NULL OR appointment.arrived_at IS NOT NULL THEN 'arrived'
    WHEN appointment.cancelled_at IS NOT NULL THEN 'cancelled' WHEN appointment.moved_at IS NOT NULL THEN 'moved'
    WHEN appointment.starts_at < :free_since THEN 'no_show' WHEN appointment.confirmed_at IS NULL THEN 'booked' ELSE 'confirmed' END"""
"""How an appointment stands. :free_since: whoever should have come before that has no bay any more."""

LATELY: Final = "appointment.starts_on >= date(:today, '-30 days') AND appointment.moved_at IS NULL"
"""What a card tells: what is to come, and what became of the latest."""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.APPOINTMENTS: Source(
        joins=(
            f"{OF_CUSTOMER.format(table='appointment')} JOIN vehicle ON vehicle.id = appointment.vehicle_id"
            f" {STAFF.format(name='advisor', table='appointment', column='advisor_id')}"
            " LEFT JOIN repair_order ON repair_order.id = appointment.order_id"
        ),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "phone": "customer.phone",
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "advisor": "advisor.name",
            "state": APPOINTMENT_STATE,
            "order_no": "repair_order.order_no",
        },
        given={
            **NAMING,
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "advisor": "advisor.employee_no",
            "order_no": "repair_order.order_no",
        },
        order="starts_at, id",
        narrowed={
            "customer": "appointment.customer_id = :customer",
            "vehicle": "appointment.vehicle_id = :vehicle",
            "advisor": "appointment.advisor_id = :advisor",
            "team": "appointment.team = :team",
            "days": "appointment.starts_on BETWEEN :days_first AND :days_last",
        },
        chosen="appointment.customer_id IN {customers}",
        state=APPOINTMENT_STATE,
        named_by="phone",
    ),
}
