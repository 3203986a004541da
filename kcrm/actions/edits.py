"""One record added or changed at the command line: its texts read, its references found, kept through the writer, planned, shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.columns import COLUMNS, SheetKind, implied, missing_for_new, parse_value
from kcrm.i18n import N_, _
from kcrm.identifiers import load_pinyin, vin_check_digit_ok
from kcrm.model import AssignedBy, Role
from kcrm.queries import customers, followups, lookup, orders, staff, vehicles
from kcrm.queries.lookup import Found, Thing
from kcrm.queries.records import Saved
from kcrm.records.cells import Moment
from kcrm.rules.staff import employed

Card = TypeVar("Card")
Value = TypeVar("Value")
Texts = Mapping[str, str]

THINGS: Mapping[SheetKind, Thing] = {
    SheetKind.STAFF: Thing.STAFF,
    SheetKind.CUSTOMERS: Thing.CUSTOMER,
    SheetKind.VEHICLES: Thing.VEHICLE,
    SheetKind.ORDERS: Thing.ORDER,
}
_NAMING_STAFF = ("sales_consultant", "service_advisor", "advisor", "technician")


@dataclass(frozen=True, slots=True)
class Entered(Generic[Card]):
    """What became of a record. card: as it reads after the write. remarks: translated, what the person should know of it."""

    found: Found
    outcome: Saved
    card: Card
    remarks: tuple[str, ...]


def value_of(session: Session, kind: SheetKind, key: str, text: str | None, expected: type[Value]) -> Value | None:
    """What a text means in this column of an import file, by which a list is narrowed; None where there is none.

    Blanks, or what empties a field, mean nothing there. Raises UsageError.
    """
    value = COLUMNS[kind][key].parse(text.strip(), Moment(session.today, session.now, typed=True)) if text else None
    assert value is None or isinstance(value, expected), f"{key} holds no {expected.__name__}"
    return value


@dataclass(frozen=True, slots=True)
class Entry(Generic[Card]):
    """What to keep: the values by import column, and how the result is read. References that files cannot name are ids here."""

    kind: SheetKind
    texts: Texts
    read: Callable[[Session, int], Card]
    dry_run: bool = False
    owner_id: int | None = None
    specialist_id: int | None = None


def add(session: Session, entry: Entry[Card]) -> Entered[Card]:
    """Keep a new record.

    Raises UsageError for a malformed value, NotFoundError for an unknown reference, RefusedError where it exists already or the writer
    does not take it.
    """
    values = {key: value for key, value in _values(session, entry).items() if value is not None}
    lacking = missing_for_new(entry.kind, values)
    if lacking:
        raise UsageError(N_("A new record needs {needed}."), needed="; ".join(" / ".join(keys) for keys in lacking))
    return _keep(session, entry, None, values)


def edit(session: Session, entry: Entry[Card], number: int) -> Entered[Card]:
    """Change the record of this number; an empty text empties its field. Raises as `add` does, and UsageError where nothing is given."""
    values = _values(session, entry)
    if not values and entry.specialist_id is None:
        raise UsageError(
            N_("Nothing to change was given."),
            hint=N_("To see what can be changed: kcrm {noun} edit --help"),
            noun=THINGS[entry.kind].value,
        )
    return _keep(session, entry, number, values)


def specialist_named(session: Session, text: str) -> int:
    """The customer-service specialist that the text means. Raises RefusedError for somebody who is none, or has left."""
    staff_id = select(session, text, Thing.STAFF)
    member = staff.staff_by_id(session.connection, staff_id)
    if member.role is not Role.CS_SPECIALIST or not employed(member, session.today):
        raise RefusedError(
            N_("{name} ({number}) is no customer-service specialist who works here."),
            hint=N_("To see who is: kcrm staff list --role cs_specialist"),
            name=member.name,
            number=member.employee_no,
        )
    return staff_id


def _values(session: Session, entry: Entry[Card]) -> dict[str, object]:
    """The texts as values; a member of staff may be named in any way that selects them."""
    values: dict[str, object] = {}
    for key, text in entry.texts.items():
        value = parse_value(entry.kind, key, text, today=session.today, now=session.now)
        if key in _NAMING_STAFF and value is not None:
            value = staff.staff_by_id(session.connection, select(session, str(value), Thing.STAFF)).employee_no
        values[key] = value
    return {**values, **implied(entry.kind, entry.texts)}


def _refuse_existing(connection: sqlite3.Connection, kind: SheetKind, values: Values) -> None:
    existing = _existing(connection, kind, values)
    if existing is not None:
        raise RefusedError(
            N_("{identifier} {label} exists already."),
            hint=N_("To change it: kcrm {noun} edit {identifier} …"),
            identifier=existing.identifier,
            label=existing.label,
            noun=existing.thing.value,
        )


def _existing(connection: sqlite3.Connection, kind: SheetKind, values: Values) -> Found | None:
    """The record that these values already are."""
    row: sqlite3.Row | None
    match kind:
        case SheetKind.STAFF:
            row = staff.staff_row(connection, str(values["employee_no"]))
        case SheetKind.CUSTOMERS:
            number = values.get("customer_no")
            row = customers.row_by_number(connection, str(number)) if number else None
            row = row or next((each for each in _sharing(connection, values) if each["name"] == values["name"]), None)
        case SheetKind.VEHICLES:
            row = vehicles.row_by_vin(connection, str(values["vin"]))
        case SheetKind.ORDERS:
            row = orders.order_row(connection, str(values["order_no"]))
        case _:
            raise ValueError(kind)  # opportunities have actions of their own
    return lookup.thing(connection, THINGS[kind], row["id"]) if row is not None else None


def _sharing(connection: sqlite3.Connection, values: Values) -> Sequence[sqlite3.Row]:
    """The customers who may be reached at the phone among the values."""
    phone = values.get("phone")
    return customers.rows_by_phone(connection, str(phone)) if phone else ()


def _keep(session: Session, entry: Entry[Card], number: int | None, values: Values) -> Entered[Card]:
    if "name" in values:
        load_pinyin()
    with session.write(dry_run=entry.dry_run) as planner:
        if number is None:
            # inside the write: two people at two desks may add the same customer at once
            _refuse_existing(planner.connection, entry.kind, values)
        writer = RecordWriter(planner.connection, session.today, session.policy.zone)
        try:
            kept = _save(writer, entry, number, values)
        except ColumnError as error:
            raise of_option(error) from error
        remarks = tuple(_remarks(planner.connection, entry.kind, kept, values))
        planner.plan_changed()
        if entry.specialist_id is not None:
            _give_to_specialist(planner.connection, kept.id, entry.specialist_id, session.today)
        return Entered(lookup.thing(planner.connection, THINGS[entry.kind], kept.id), kept.outcome, entry.read(session, kept.id), remarks)


def _give_to_specialist(connection: sqlite3.Connection, customer_id: int, specialist_id: int, today: date) -> None:
    """Planning moves open items only away from who has left; a specialist given by hand takes the former one's over."""
    for item in followups.open_of_customer(connection, customer_id):
        if item.assigned_by is AssignedBy.SPECIALIST and item.assignee_id != specialist_id:
            followups.hand_to(connection, item.id, specialist_id, AssignedBy.SPECIALIST, today)


def _save(writer: RecordWriter, entry: Entry[Card], number: int | None, values: Values) -> Kept:
    connection = writer.connection
    match entry.kind:
        case SheetKind.STAFF:
            return writer.save_staff(staff.row_by_id(connection, number) if number else None, values)
        case SheetKind.CUSTOMERS:
            looked_after = {"specialist_id": entry.specialist_id, "former_specialist_id": None} if entry.specialist_id is not None else {}
            return writer.save_customer(customers.customer_row(connection, number) if number else None, {**values, **looked_after})
        case SheetKind.VEHICLES:
            return writer.save_vehicle(vehicles.row_by_id(connection, number) if number else None, values, entry.owner_id)
        case SheetKind.ORDERS:
            return writer.save_order(orders.row_by_id(connection, number) if number else None, values)
        case SheetKind.COMPLAINTS:
            raise ValueError("a complaint is opened and taken through its steps, never edited")
        case SheetKind.OPPORTUNITIES:
            raise ValueError("an opportunity is edited by its own action")


def _remarks(connection: sqlite3.Connection, kind: SheetKind, kept: Kept, values: Values) -> Iterator[str]:
    for warning in kept.warnings:
        option, value, reason = _said(warning)
        yield _("{option} {value}: {reason}.").format(option=option, value=value, reason=reason)
    others = [row for row in _sharing(connection, values) if row["id"] != kept.id] if kind is SheetKind.CUSTOMERS else []
    if others:
        named = _(", ").join(f"{lookup.identifier(Thing.CUSTOMER, row['id'])} {row['name']}" for row in others)
        yield _("The phone {phone} is also that of {others}.").format(phone=values["phone"], others=named)
    if "vin" in values and kind is SheetKind.VEHICLES and not vin_check_digit_ok(str(values["vin"])):
        yield _("The check digit of the VIN {value} does not agree. It is taken as it is; compare it with the vehicle.").format(
            value=values["vin"]
        )


def of_option(error: ColumnError) -> RefusedError:
    """What is wrong with a column, said of the option that gave it, in the current language."""
    option, value, reason = _said(error)
    return RefusedError(N_("{option} {value}: {reason}."), option=option, value=value, reason=reason)


def _said(error: ColumnError) -> tuple[str, object, str]:
    """The option that is to blame, its value, and the reason in the current language."""
    reason = _(error.message).format(**error.fields)
    return f"--{error.column.replace('_', '-')}", error.value if error.value is not None else "''", reason
