"""One record added or changed at the command line: its texts read, its references found, kept through the writer, planned, shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from kcrm.actions import needs, opportunities
from kcrm.actions.departments import department_meant
from kcrm.actions.recognising import recognised
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.actions.selecting import row_still_there, select
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.columns import implied, missing_for_new, parse_value
from kcrm.i18n import N_, _
from kcrm.identifiers import load_pinyin, vin_check_digit_ok
from kcrm.model import AssignedBy, Role
from kcrm.model.quality import KnownFrom
from kcrm.model.words import Word
from kcrm.queries import customers, followups, lookup, staff
from kcrm.queries.departments import last_department, made_since
from kcrm.queries.lookup import Found, Thing
from kcrm.queries.records import Saved
from kcrm.queries.register import Register
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment
from kcrm.records.types import DEPARTMENT
from kcrm.rules.staff import employed

if TYPE_CHECKING:
    from kcrm.actions.planning import Planner

Card = TypeVar("Card")
Value = TypeVar("Value")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entered(Generic[Card]):
    """What became of a record. card: as it reads after the write. remarks: translated, what the person should know of it."""

    found: Found
    outcome: Saved
    card: Card
    remarks: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is called: of an opportunity or a need what it is, too, as a customer may have several."""
        several = self.found.thing in {Thing.OPPORTUNITY, Thing.NEED, Thing.PROSPECT}
        return f"{self.found.label} {self.found.detail}".rstrip() if several else self.found.label


def value_of(session: Session, kind: SheetKind, key: str, text: str) -> object:
    """What a text means in this column of an import file, by which a list is narrowed; None for what empties a field. Raises UsageError."""
    return noun_of(kind).field(key).type.read(text.strip(), Moment(session.today, session.now, typed=True))


@dataclass(frozen=True, slots=True)
class Entry(Generic[Card]):
    """What to keep: the texts by the keys of the declaration's options, and how the result is read.

    unknown: fields of the catalogue that were asked in vain. source: who says so.
    """

    kind: SheetKind
    texts: Texts
    read: Callable[[Session, int], Card]
    dry_run: bool = False
    unknown: Sequence[str] = ()
    source: KnownFrom = KnownFrom.CUSTOMER


def add(session: Session, entry: Entry[Card]) -> Entered[Card]:
    """Keep a new record.

    Raises UsageError for a malformed value, NotFoundError for an unknown reference, RefusedError where it exists already or the writer
    does not take it.
    """
    values = {key: value for key, value in values_of(session, entry).items() if value is not None}
    lacking = missing_for_new(entry.kind, {**values, **_named_by_reference(entry.kind, values)})
    if lacking:
        raise UsageError(N_("A new record needs {needed}."), needed="; ".join(" / ".join(keys) for keys in lacking))
    if entry.kind is SheetKind.OPPORTUNITIES:
        opportunities.check_to_come(session, values.get("expected_on"))
    if entry.kind is SheetKind.NEEDS:
        needs.check_to_come(session.today, values.get("day"))
        values["staff_id"] = session.actor.id if session.actor is not None else None
    return _keep(session, entry, None, values)


def edit(session: Session, entry: Entry[Card], number: int) -> Entered[Card]:
    """Change the record of this number; an empty text empties its field. Raises as `add` does, and UsageError where nothing is given."""
    values = values_of(session, entry)
    if not values and not entry.unknown:
        raise UsageError(
            N_("Nothing to change."),
            hint=N_("To see what can be changed: kcrm {noun} edit --help"),
            noun=noun_of(entry.kind).name,
        )
    return _keep(session, entry, number, values)


def _named_by_reference(kind: SheetKind, values: Values) -> Values:
    """What a file says by a number, and a command by one word that selects it."""
    fields = (noun_of(kind).field(key) for key in values)
    return {named: "" for field in fields if (named := field.named or field.type.named)}


def specialist_named(session: Session, text: str) -> int:
    """The customer-service specialist that the text means. Raises RefusedError for somebody who is none, or has left."""
    staff_id = select(session, text, Thing.STAFF)
    member = staff.staff_by_id(session.connection, staff_id)
    if member.role is not Role.CS_SPECIALIST or not employed(member, session.today):
        raise RefusedError(
            N_("{name} ({number}) is not a customer-service specialist here."),
            hint=N_("To list them: kcrm staff list --role cs_specialist"),
            name=member.name,
            number=member.employee_no,
        )
    return staff_id


def values_of(session: Session, entry: Entry[Card]) -> dict[str, object]:
    """The texts as values, by the keys of the declaration; what refers to a record is its id, however it was named."""
    values: dict[str, object] = {}
    for key, text in entry.texts.items():
        value = parse_value(entry.kind, key, text, today=session.today, now=session.now)
        refers = noun_of(entry.kind).field(key).type.refers
        if key == "specialist" and value is not None:
            value = specialist_named(session, str(value))
        elif refers == DEPARTMENT.refers and value is not None:
            value = department_meant(session, str(value))
        elif refers and value is not None:
            value = select(session, str(value), Thing(refers))
        values[key] = value
    return {**values, **implied(entry.kind, entry.texts)}


def _refuse_existing(writer: RecordWriter, kind: SheetKind, values: Values) -> None:
    existing = _existing(writer, kind, values)
    if existing is not None:
        raise RefusedError(
            N_("{identifier} {label} already exists."),
            hint=N_("To change it: kcrm {noun} edit {identifier} …"),
            identifier=existing.identifier,
            label=existing.label,
            noun=existing.thing.value,
        )


def _existing(writer: RecordWriter, kind: SheetKind, values: Values) -> Found | None:
    """The record that these values already are; of opportunities there may be several alike."""
    if kind is SheetKind.OPPORTUNITIES:
        return None
    row = writer.known(kind, values)
    if row is None and (before := recognised(writer.references, noun_of(kind), values)) is not None:
        row = before.row
    if row is None and kind is SheetKind.CUSTOMERS:
        row = next((each for each in _sharing(writer.register.connection, values) if each["name"] == values["name"]), None)
    return lookup.thing(writer.register.connection, _thing(kind), row["id"]) if row is not None else None


def _thing(kind: SheetKind) -> Thing:
    return Thing(noun_of(kind).name)


def _sharing(connection: sqlite3.Connection, values: Values) -> Sequence[sqlite3.Row]:
    """The customers who may be reached at the phone among the values."""
    phone = values.get("phone")
    return customers.rows_by_phone(connection, str(phone)) if phone else ()


def _keep(session: Session, entry: Entry[Card], number: int | None, values: Values) -> Entered[Card]:
    if "name" in values:
        if number is None:  # whoever is there already is told at once, without the readings of their name
            _refuse_existing(RecordWriter(Register(session.connection), session.today, session.policy.zone), entry.kind, values)
        load_pinyin()
    with session.write(dry_run=entry.dry_run) as planner:
        return kept_within(session, planner, entry, number, values)


def kept_within(session: Session, planner: Planner, entry: Entry[Card], number: int | None, values: Values) -> Entered[Card]:
    """Within a write that is open, with others of its kind. number: None for a new record. Raises as `add` and `edit` do."""
    by = session.actor.id if session.actor is not None else None
    writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone, entry.source, by=by, now=session.now)
    if number is None:
        # inside the write: two people at two desks may add the same record at once
        _refuse_existing(writer, entry.kind, values)
    elif entry.kind is SheetKind.OPPORTUNITIES:
        opportunities.check_open(session, number)
    elif entry.kind is SheetKind.NEEDS:
        needs.check_open(session, number)
    row = row_still_there(planner.connection, entry.kind, number) if number is not None else None
    last_made = last_department(planner.connection)
    try:
        kept = writer.write(entry.kind, row, values)
    except ColumnError as error:
        raise of_option(error, entry.kind) from error
    if entry.unknown:
        from kcrm.actions.completeness import note_unknown  # noqa: PLC0415 - few edits tell of what was asked in vain

        if note_unknown(session, entry.kind, kept.id, entry.unknown, session.today) and kept.outcome is Saved.UNCHANGED:
            kept = kept._replace(outcome=Saved.CHANGED)
    made = made_since(planner.connection, last_made) if entry.kind is not SheetKind.DEPARTMENTS else ()
    remarks = (
        *(_("New department: {name}.").format(name=name) for name in made),
        *_remarks(planner.connection, entry.kind, kept, values),
        *_twice(session, entry.kind, kept),
        *_credit(session, entry.kind, kept),
    )
    planner.plan_changed()
    if isinstance(specialist_id := values.get("specialist"), int):
        _give_to_specialist(planner.connection, kept.id, specialist_id, session.today)
    return Entered(lookup.thing(planner.connection, _thing(entry.kind), kept.id), kept.outcome, entry.read(session, kept.id), remarks)


def _give_to_specialist(connection: sqlite3.Connection, customer_id: int, specialist_id: int, today: date) -> None:
    """Planning moves open items only away from who has left; a specialist given by hand takes the former one's over."""
    for item in followups.open_of_customer(connection, customer_id):
        if item.assigned_by is AssignedBy.SPECIALIST and item.assignee_id != specialist_id:
            followups.hand_to(connection, item.id, specialist_id, AssignedBy.SPECIALIST, today)


def _remarks(connection: sqlite3.Connection, kind: SheetKind, kept: Kept, values: Values) -> Iterator[str]:
    for warning in kept.warnings:
        option, value, reason = _said(warning)
        yield _("{option} {value}: {reason}.").format(option=option, value=value, reason=reason)
    others = [row for row in _sharing(connection, values) if row["id"] != kept.id] if kind is SheetKind.CUSTOMERS else []
    if others:
        named = _(", ").join(f"{lookup.identifier(Thing.CUSTOMER, row['id'])} {row['name']}" for row in others)
        yield _("The phone {phone} also belongs to {others}.").format(phone=values["phone"], others=named)
    if "vin" in values and kind is SheetKind.VEHICLES and not vin_check_digit_ok(str(values["vin"])):
        yield _("The check digit of VIN {value} is wrong. The VIN was kept; compare it with the vehicle.").format(value=values["vin"])


def _twice(session: Session, kind: SheetKind, kept: Kept) -> Iterator[str]:
    """Who is certain to be the same customer, entered before."""
    if kind is not SheetKind.CUSTOMERS or kept.outcome is Saved.UNCHANGED:
        return
    from kcrm.actions.duplicates import same_as  # noqa: PLC0415 - as the rule behind it, only where a customer is entered

    others = same_as(session, kept.id)
    if others:
        this, named = (", ".join(lookup.identifier(Thing.CUSTOMER, number) for number in each) for each in ([kept.id], others))
        yield _("{this} seems to be entered twice, as {others}: kcrm customer duplicates id:{this}").format(this=this, others=named)


def _credit(session: Session, kind: SheetKind, kept: Kept) -> Iterator[str]:
    """What is to be done about the credit of the account whose vehicle came in; what is in the workshop goes on."""
    if kind is not SheetKind.ORDERS or kept.outcome is not Saved.NEW:
        return
    from kcrm.queries.credit import account_of_order  # noqa: PLC0415 - here and below: most vehicles are no company's

    account = account_of_order(session.connection, kept.id)
    if account is None:
        return
    from kcrm.actions.fleets.credit import credit_of  # noqa: PLC0415
    from kcrm.model.fleets import CreditMeasure  # noqa: PLC0415

    found = credit_of(session, account)
    if found is not None and found.standing.measure is not CreditMeasure.OK:
        named, measure = lookup.identifier(Thing.CUSTOMER, account), _(found.standing.measure.label)
        yield _("{customer} {name}: {measure}. To see why: kcrm credit show {customer}").format(
            customer=named, name=found.account.name, measure=measure
        )


def of_option(error: ColumnError, kind: SheetKind | None = None) -> RefusedError:
    """What is wrong with a column, said of the option that gave it, in the current language. kind: of what, where it has its own names."""
    option, value, reason = _said(error, kind)
    said = {**error.fields, "option": option, "value": value, "reason": reason}
    return RefusedError(N_("{option} {value}: {reason}."), hint=error.hint, near=error.near, **said)


def _said(error: ColumnError, kind: SheetKind | None = None) -> tuple[str, object, str]:
    """The option that is to blame, its value, and the reason in the current language."""
    words = {name: _(value.label) if isinstance(value, Word) else value for name, value in error.fields.items()}
    reason = _(error.message).format(**words)
    fields = () if kind is None else noun_of(kind).fields
    option = next((field.also for field in fields if field.key == error.column and field.also), f"--{error.column.replace('_', '-')}")
    return option, error.value if error.value is not None else "''", reason
