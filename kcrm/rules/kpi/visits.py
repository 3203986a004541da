"""Visits: one vehicle in the workshop on one day, however many orders or payers, counted once by its first type.

Unit and order of the types: usual practice; the service indicators: Customer-service manager CRM training manual 2012.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kcrm.dates import Period
from kcrm.model import OrderType
from kcrm.model.kpi import FIRST_TYPES, ServiceCounts
from kcrm.rules.kpi.values import KpiValue, kpi_value

__all__ = ["FIRST_TYPES", "OrderDay", "ServiceCounts", "count_visits", "service_values", "visit_types"]


@dataclass(frozen=True, slots=True)
class OrderDay:
    """What of an order makes it part of a visit. opened_on: the business day on which it was opened."""

    vehicle_id: int
    opened_on: date
    type: OrderType


def visit_types(orders: Iterable[OrderDay], excluded: Collection[OrderType]) -> Mapping[tuple[int, date], OrderType]:
    """The type that each visit counts by, by vehicle and day. excluded: types of orders that are no visit."""
    types: dict[tuple[int, date], set[OrderType]] = defaultdict(set)
    for order in orders:
        if order.type in FIRST_TYPES and order.type not in excluded:
            types[order.vehicle_id, order.opened_on].add(order.type)
    return {visit: next(one for one in FIRST_TYPES if one in found) for visit, found in types.items()}


def count_visits(orders: Iterable[OrderDay], excluded: Collection[OrderType]) -> ServiceCounts:
    """The visits that these orders make, by type."""
    types = list(visit_types(orders, excluded).values())
    return ServiceCounts(
        paid_maintenance=types.count(OrderType.PAID_MAINTENANCE),
        paid_repair=types.count(OrderType.PAID_REPAIR),
        free_inspections=types.count(OrderType.FREE_INSPECTION),
        free_repairs_by_store=types.count(OrderType.FREE_REPAIR),
        warranty_repairs=types.count(OrderType.WARRANTY_REPAIR),
    )


def service_values(counts: ServiceCounts, period: Period) -> tuple[KpiValue, ...]:
    """The eight service indicators, in the order of their document; each was counted from all visits."""
    numbers = {
        "total_visits": counts.total_visits,
        "paid_visits": counts.paid_visits,
        "paid_maintenance": counts.paid_maintenance,
        "paid_repair": counts.paid_repair,
        "free_visits": counts.free_visits,
        "free_inspections": counts.free_inspections,
        "free_repairs": counts.free_repairs,
        "warranty_repairs": counts.warranty_repairs,
    }
    return tuple(kpi_value(key, period, number, cases=counts.total_visits) for key, number in numbers.items())
