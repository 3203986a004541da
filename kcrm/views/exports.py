"""What import takes, given back: a column for each key of an import file, its values as import reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from kcrm.exchange.columns import COLUMNS, SheetKind
from kcrm.i18n import N_, _, language
from kcrm.model import (
    Cause,
    ComplaintChannel,
    ComplaintSource,
    CustomerKind,
    Energy,
    Gender,
    OrderType,
    Payer,
    Role,
    Severity,
    Team,
    Use,
)
from kcrm.views import Cell, Column, View
from kcrm.views.labels import labels_of
from kcrm.views.values import rounded

_TITLES: Mapping[SheetKind, str] = {
    SheetKind.STAFF: N_("Staff"),
    SheetKind.CUSTOMERS: N_("Customers"),
    SheetKind.VEHICLES: N_("Vehicles"),
    SheetKind.ORDERS: N_("Repair orders"),
    SheetKind.COMPLAINTS: N_("Complaints"),
    SheetKind.OPPORTUNITIES: N_("Opportunities"),
}
_CELLS: Mapping[str, Cell] = {
    **dict.fromkeys(("joined_on", "left_on", "birthday", "licence_expires_on", "expected_on"), Cell.DATE),
    **dict.fromkeys(("planned_delivery_on", "delivered_on", "warranty_until", "insurance_expires_on"), Cell.DATE),
    **dict.fromkeys(("inspection_due_on", "sold_on", "scrapped_on", "registered_on"), Cell.DATE),
    **dict.fromkeys(("opened_at", "promised_at", "closed_at", "received_at", "accepted_at", "resolved_at"), Cell.INSTANT),
    **dict.fromkeys(("do_not_contact", "call_consent", "message_consent", "appointment", "accident", "overhaul"), Cell.FLAG),
    **dict.fromkeys(("labor_amount", "parts_amount", "other_amount", "amount"), Cell.MONEY),
    **dict.fromkeys(("standard_hours", "actual_hours"), Cell.NUMBER),
    "mileage_km": Cell.COUNT,
}
_ENUMS: Mapping[tuple[SheetKind, str], type[StrEnum]] = {
    (SheetKind.STAFF, "role"): Role,
    (SheetKind.STAFF, "team"): Team,
    (SheetKind.CUSTOMERS, "kind"): CustomerKind,
    (SheetKind.CUSTOMERS, "gender"): Gender,
    (SheetKind.VEHICLES, "use"): Use,
    (SheetKind.VEHICLES, "energy"): Energy,
    (SheetKind.ORDERS, "type"): OrderType,
    (SheetKind.ORDERS, "team"): Team,
    (SheetKind.ORDERS, "payer"): Payer,
    (SheetKind.COMPLAINTS, "severity"): Severity,
    (SheetKind.COMPLAINTS, "cause"): Cause,
    (SheetKind.COMPLAINTS, "channel"): ComplaintChannel,
    (SheetKind.COMPLAINTS, "source"): ComplaintSource,
}
_READ: Mapping[Cell, Callable[[Any], object]] = {
    Cell.DATE: date.fromisoformat,
    Cell.INSTANT: datetime.fromisoformat,
    Cell.FLAG: bool,
    Cell.NUMBER: lambda centihours: Fraction(centihours, 100),
}


def export_view(kind: SheetKind, rows: Iterable[Sequence[Any]]) -> View:
    """The rows of `kcrm.queries.exports`, in the order of the file's keys. People read the headings of the import file."""
    columns = tuple(_column(kind, key) for key, column in COLUMNS[kind].items() if column.in_files)
    readers = [_percent if column.key == "probability" else _READ.get(column.kind, _same) for column in columns]
    values = [tuple(None if value is None else read(value) for read, value in zip(readers, row, strict=True)) for row in rows]
    return View(_(_TITLES[kind]), columns, values)


def _column(kind: SheetKind, key: str) -> Column:
    heading = COLUMNS[kind][key].headings[0] if language() == "zh" else key
    enum = _ENUMS.get((kind, key))
    if enum is not None:
        return Column(key, heading, Cell.ENUM, labels=labels_of(enum))
    return Column(key, heading, _CELLS.get(key, Cell.TEXT))


def _percent(hundredths: int) -> str:
    """A probability as import reads it: a bare number over 1 would not say what it is."""
    return f"{rounded(Fraction(hundredths, 100), 2)}%"


def _same(value: object) -> object:
    return value
