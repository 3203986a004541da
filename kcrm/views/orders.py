"""Repair orders: a list, one record, and the last ones of a customer or vehicle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kcrm.i18n import N_, _
from kcrm.model import Order
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, View
from kcrm.views.labels import ORDER_TYPE, PAYER, TEAM
from kcrm.views.records import Reader, listing, row_of, rows_of, single

_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("order_no", N_("Order no."), Cell.IDENTIFIER),
    Column("vehicle_id", N_("Vehicle identifier"), Cell.IDENTIFIER, 6),
    Column("vin", N_("VIN"), Cell.IDENTIFIER, 7),
    Column("plate", N_("Plate"), Cell.IDENTIFIER),
    Column("customer_id", N_("Customer identifier"), Cell.IDENTIFIER, 7),
    Column("customer", N_("Customer"), priority=1),
    Column("type", N_("Type"), Cell.ENUM, labels=ORDER_TYPE),
    Column("opened_at", N_("Came in"), Cell.INSTANT),
    Column("promised_at", N_("Promised for"), Cell.INSTANT, 5),
    Column("closed_at", N_("Closed"), Cell.INSTANT, 2),
    Column("advisor_no", N_("Service advisor no."), Cell.IDENTIFIER, 8),
    Column("advisor", N_("Service advisor"), priority=4),
    Column("technician_no", N_("Technician no."), Cell.IDENTIFIER, 8),
    Column("technician", N_("Technician"), priority=6),
    Column("team", N_("Team"), Cell.ENUM, 6, labels=TEAM),
    Column("brought_by", N_("Brought by"), priority=6),
    Column("brought_by_phone", N_("Their phone"), Cell.IDENTIFIER, 6),
    Column("standard_hours", N_("Standard hours"), Cell.NUMBER, 8),
    Column("actual_hours", N_("Actual hours"), Cell.NUMBER, 8),
    Column("labor_amount", N_("Labour"), Cell.MONEY, 7),
    Column("parts_amount", N_("Parts"), Cell.MONEY, 7),
    Column("other_amount", N_("Other"), Cell.MONEY, 8),
    Column("total_amount", N_("Total"), Cell.MONEY, 2),
    Column("payer", N_("Payer"), Cell.ENUM, 7, labels=PAYER),
    Column("mileage_km", N_("Mileage (km)"), Cell.COUNT, 3),
    Column("appointment", N_("By appointment"), Cell.FLAG, 9),
    Column("accident", N_("Accident"), Cell.FLAG, 9),
    Column("overhaul", N_("Overhaul"), Cell.FLAG, 9),
    Column("rework_of", N_("Rework of"), Cell.IDENTIFIER, 9),
    Column("steps", N_("Steps done"), priority=9),
)
_LAST = ("id", "order_no", "plate", "type", "opened_at", "closed_at", "advisor", "total_amount", "mileage_km")
_LAST_COLUMNS = tuple(column for column in _COLUMNS if column.key in _LAST)


def _hours(centihours: int | None) -> Decimal | None:
    """Hundredths of an hour as hours, without trailing zeros."""
    if centihours is None:
        return None
    hours = Decimal(centihours) / 100
    return hours.to_integral_value() if hours == hours.to_integral_value() else hours.normalize()


_READERS: Mapping[str, Reader] = {
    "id": lambda order: identifier(Thing.ORDER, order.id),
    "vehicle_id": lambda order: identifier(Thing.VEHICLE, order.vehicle_id),
    "customer_id": lambda order: identifier(Thing.CUSTOMER, order.customer_id) if order.customer_id is not None else None,
    "standard_hours": lambda order: _hours(order.standard_centihours),
    "actual_hours": lambda order: _hours(order.actual_centihours),
    "labor_amount": lambda order: order.labor_fen,
    "parts_amount": lambda order: order.parts_fen,
    "other_amount": lambda order: order.other_fen,
    "total_amount": lambda order: order.labor_fen + order.parts_fen + order.other_fen,
}


def order_list(orders: Sequence[Order], total: int) -> View:
    """The first orders of so many."""
    return listing(_("Repair orders"), _COLUMNS, rows_of(_COLUMNS, orders, _READERS), total)


def order_record(order: Order) -> View:
    """One order."""
    return single(_("Repair order"), _COLUMNS, row_of(_COLUMNS, order, _READERS))


def last_orders(orders: Sequence[Order]) -> View:
    """The last orders, as part of a card."""
    return View(_("Last orders"), _LAST_COLUMNS, rows_of(_LAST_COLUMNS, orders, _READERS))
