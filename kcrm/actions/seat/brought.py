"""What a call brings beside its outcome, written down at once and without leaving the customer.

What came up in a call becomes a complaint, a prospect or an opportunity at once (Customer callbacks and complaint handling). Only what ends
the call's own matter is logged with it: another owner, or the very date that the call was about.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kcrm.actions.calls import leads
from kcrm.actions.calls.refused import take_back as take_back_kind
from kcrm.actions.calls.report import CallReport, Learnt
from kcrm.actions.complaints.calls import CallMade, Raised, raise_complaint
from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.actions.edits import Entry, add, edit
from kcrm.actions.findings import About, Noticed, add_finding, whose
from kcrm.actions.needs import check_to_come
from kcrm.actions.seat.asking import Ask, Choice, Dialogue, Done, Names, Said, as_it_is, cell, choose, optional, or_words, words_of
from kcrm.actions.seat.outcomes import NOTE, Call, business, raised
from kcrm.errors import RefusedError
from kcrm.exchange import calls as typed
from kcrm.exchange.columns import parse_value
from kcrm.i18n import N_, _
from kcrm.model import Awaited, By, Outcome
from kcrm.named import NamedTuple
from kcrm.queries.calls import Brought
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import said

if TYPE_CHECKING:
    from kcrm.actions.seat.turn import Turn
    from kcrm.actions.session import Session
    from kcrm.model import Kind, Vehicle

_OF_VEHICLE = ("insurance_expires_on", "inspection_due_on", "warranty_until")
_OF_CUSTOMER = ("licence_expires_on", "birthday")


def _told(text: str, /, **values: object) -> tuple[Said, ...]:
    return (Said(text, MappingProxyType(values)),)


class OpenComplaint(NamedTuple):
    """A complaint that was raised in the call. Who hears it has accepted it by writing it down."""

    raised: Raised

    def write(self, session: Session, turn: Turn) -> Done:
        """Open it."""
        with session.write() as planner:
            made = CallMade(None, turn.customer.id, session.now, By.PHONE, Outcome.ANSWERED, None, turn.items)
            case = raise_complaint(ComplaintDesk.of(session, planner), made, self.raised)
            planner.plan_changed()
        number, state = identifier(Thing.COMPLAINT, case.complaint.id), case.standing.state
        owner = case.complaint.owner
        text = N_("Complaint {number}: {state}.") if owner is None else N_("Complaint {number}: {state}, handled by {owner}.")
        brought = (Brought("complaint", case.complaint.id),)
        return Done(said=_told(text, number=number, state=state, owner=owner or ""), brought=brought)


class NewLead(NamedTuple):
    """A friend who wants a car."""

    prospect: typed.Prospect

    def write(self, session: Session, turn: Turn) -> Done:
        """Register them."""
        named = self.prospect
        with session.write():
            number = leads.add_referral(session, named, leads.Heard(turn.customer.id, session.today))
        told = _told(N_("Prospect {number}: {name}, {phone}."), number=f"L{number}", name=named.name, phone=named.phone)
        return Done(said=told, brought=(Brought("prospect", number),))


class NewOpportunity(NamedTuple):
    """Business that may come of the customer."""

    opportunity: typed.Opportunity

    def write(self, session: Session, turn: Turn) -> Done:
        """Note it."""
        named = self.opportunity
        with session.write() as planner:
            number = leads.add_opportunity(planner.connection, named, leads.Heard(turn.customer.id, session.today))
        told = _told(N_("Opportunity {number}: {kind}."), number=f"P{number}", kind=named.kind)
        return Done(said=told, brought=(Brought("opportunity", number),))


class NewFinding(NamedTuple):
    """What was noticed and is no complaint; of the vehicle that the call is about, where that is one."""

    noticed: Noticed

    def write(self, session: Session, turn: Turn) -> Done:
        """Write it down; the head of the department answers it."""
        about = {item.vehicle_id for item in turn.items if item.vehicle_id is not None}
        found = add_finding(session, self.noticed, About(turn.customer.id, about.pop() if len(about) == 1 else None))
        return Done(said=(Said(*whose(found)),), brought=(Brought("finding", found.id),))


class NewNeed(NamedTuple):
    """What they wait for. texts: as an option of `need add` takes them."""

    texts: Mapping[str, str]

    def write(self, session: Session, turn: Turn) -> Done:
        """Note it."""
        who = f"id:{identifier(Thing.CUSTOMER, turn.customer.id)}"
        entered = add(session, Entry(SheetKind.NEEDS, {**self.texts, "who": who}, lambda _session, number: number))
        told = _told(N_("Need {number}: {text}."), number=entered.found.identifier, text=entered.found.detail)
        return Done(said=told, brought=(Brought("need", entered.found.id),))


class Edit(NamedTuple):
    """A field of the customer, or of a vehicle of theirs, has another value. text: as typed."""

    kind: SheetKind
    id: int
    key: str
    text: str

    def write(self, session: Session, turn: Turn) -> Done:  # noqa: ARG002 - as all work is written
        """Change it."""
        entered = edit(session, Entry(self.kind, {self.key: self.text}, lambda _session, _number: None), self.id)
        label = _(noun_of(self.kind).field(self.key).label)
        change = Said(
            N_("{record} {name}: {field} is now {value}."),
            MappingProxyType({"record": entered.found.identifier, "name": entered.label, "field": label, "value": self.text}),
        )
        return Done(said=(change, *map(as_it_is, entered.remarks)))


class TakeBack(NamedTuple):
    """They want to be called again. kind: about this; None for any contact."""

    kind: Kind | None

    def write(self, session: Session, turn: Turn) -> Done:
        """Take the refusal back, and plan what it kept away."""
        if self.kind is None:
            return Edit(SheetKind.CUSTOMERS, turn.customer.id, "do_not_contact", "no").write(session, turn)
        with session.write() as planner:
            take_back_kind(session, planner, turn.customer.id, self.kind)
        return Done(said=_told(N_("{kind}: calls resume."), kind=self.kind))


# --- the questions ---


def complaint(_turn: Turn, _now: datetime) -> Dialogue:
    """How grave, and in which words; the words end it."""
    told = yield from raised(N_("What is the complaint (Enter: back):"))
    return OpenComplaint(told) if told is not None else None


def lead(_turn: Turn, _now: datetime) -> Dialogue:
    """Who wants a car."""
    read = optional(lambda text: typed.prospect(text, _("Prospect")))
    named = yield Ask("lead", N_("Who wants a car: name, phone, model (Enter: back):"), read, names=Names.PERSON)
    return NewLead(named) if named is not None else None


def opportunity(_turn: Turn, now: datetime) -> Dialogue:
    """What may come of them."""
    named = yield business(now)
    return NewOpportunity(named) if named is not None else None


def finding(turn: Turn, _now: datetime) -> Dialogue:
    """What was noticed, and which department it concerns."""
    words = yield Ask("finding", N_("What was noticed, short of a complaint (Enter: back):"), said)
    if not words:
        return None
    choices = tuple(Choice(each, each) for each in turn.departments)
    prompt = N_("Which department: {choices}, or another name (Enter: back):") if choices else N_("Which department (Enter: back):")
    department = yield Ask("department", prompt, or_words(choices), choices=choices)
    return NewFinding(Noticed(words, department)) if department else None


def need(turn: Turn, now: datetime) -> Dialogue:
    """What they wait for, of a day which one, and in words; a part is for the vehicle of the call, where that is one."""
    what = yield choose("what", N_("What are they waiting for: {choices} (Enter: back):"), words_of(Awaited))
    if what is None:
        return None
    texts = {"what": str(what)}
    if what is Awaited.DAY:
        day = yield Ask("day", N_("Which day to call them back (Enter: back):"), optional(_day_to_come(now)))
        if day is None:
            return None
        texts["day"] = day
    words = yield Ask("need", N_("What it is (Enter: back):"), said)
    if words is None:
        return None
    texts["text"] = words
    about = {item.vehicle_id for item in turn.items if item.vehicle_id is not None}
    if what is Awaited.PART and len(about) == 1:
        texts["vehicle"] = f"id:{identifier(Thing.VEHICLE, about.pop())}"
    return NewNeed(texts)


def _day_to_come(now: datetime) -> Callable[[str], str]:
    def read(text: str) -> str:
        check_to_come(now.date(), parse_value(SheetKind.NEEDS, "day", text, today=now.date(), now=now))
        return text

    return read


def new_owner(turn: Turn, _now: datetime) -> Dialogue:
    """The vehicle has somebody else's now: that ends the call."""
    vehicle = yield from _vehicle(turn)
    if vehicle is None:
        return None
    read = optional(lambda text: typed.person(text, _("The new owner")))
    owner = yield Ask("new_owner", N_("The new owner: name, phone (Enter: back):"), read, names=Names.PERSON)
    if owner is None:
        return None
    return Call(CallReport(outcome=Outcome.ANSWERED, next_owner=owner, vehicle_id=vehicle.id, note=(yield Ask("note", NOTE, said))))


def phone(turn: Turn, now: datetime) -> Dialogue:
    """Another number from now on."""
    text = yield Ask("phone", N_("Their new number (Enter: back):"), optional(cell(SheetKind.CUSTOMERS, "phone", now)))
    return Edit(SheetKind.CUSTOMERS, turn.customer.id, "phone", text) if text else None


def preferred_time(turn: Turn, now: datetime) -> Dialogue:
    """When they like to be called."""
    read = optional(cell(SheetKind.CUSTOMERS, "contact_window", now))
    text = yield Ask("contact_window", N_("When they like to be called, as in 18:00-20:00 (Enter: back):"), read)
    return Edit(SheetKind.CUSTOMERS, turn.customer.id, "contact_window", text) if text else None


def new_date(turn: Turn, now: datetime) -> Dialogue:
    """A date that we had wrong or did not know; where the call was about that very date, it ends the call."""
    choices = tuple(_dates(turn))
    chosen = yield choose("date", N_("Which date: {choices} (Enter: back):"), choices)
    if chosen is None:
        return None
    kind, number, key = chosen
    text = yield Ask("until", N_("The date, as in 2027-03-31 or 3月31日 (Enter: back):"), optional(cell(kind, key, now)))
    if not text:
        return None
    if not any(item.base == key and (kind is SheetKind.CUSTOMERS or item.vehicle_id == number) for item in turn.items):
        return Edit(kind, number, key, text)
    learnt = Learnt(kind, number, key, parse_value(kind, key, text, today=now.date(), now=now))
    return Call(CallReport(outcome=Outcome.ANSWERED, learnt=(learnt,), note=(yield Ask("note", NOTE, said))))


def workshop_note(turn: Turn, now: datetime) -> Dialogue:
    """What the workshop should know when the vehicle comes next."""
    vehicle = yield from _vehicle(turn)
    if vehicle is None:
        return None
    read = optional(cell(SheetKind.VEHICLES, "workshop_note", now))
    text = yield Ask("workshop_note", N_("What the workshop should know next time (Enter: back):"), read)
    return Edit(SheetKind.VEHICLES, vehicle.id, "workshop_note", text) if text else None


def take_back(turn: Turn, _now: datetime) -> Dialogue:
    """They had refused, and want to be called after all."""
    choices = [Choice(kind, kind.row.label) for kind in turn.refused]
    if turn.customer.do_not_contact:
        choices.append(Choice("all", N_("any contact")))
    if not choices:
        raise RefusedError(N_("They have refused nothing."))
    chosen = yield choose("take_back", N_("What to resume: {choices} (Enter: back):"), choices)
    return None if chosen is None else TakeBack(None if chosen == "all" else chosen)


def _vehicle(turn: Turn) -> Generator[Ask, Any, Vehicle | None]:
    """The vehicle that is spoken of: that of the call, the only one, or the one that is named. Raises RefusedError where there is none."""
    about = {item.vehicle_id for item in turn.items}
    meant = [vehicle for vehicle in turn.vehicles if vehicle.id in about] or turn.vehicles
    if not meant:
        raise RefusedError(N_("They have no vehicle on record."))
    if len(meant) == 1:
        return meant[0]
    vehicle: Vehicle | None = yield choose(
        "vehicle", N_("Which vehicle: {choices} (Enter: back):"), [Choice(each, _named(each)) for each in meant]
    )
    return vehicle


def _named(vehicle: Vehicle) -> str:
    return vehicle.plate or vehicle.model or vehicle.vin


def _dates(turn: Turn) -> Iterator[Choice]:
    """Every date that may be told, those of vehicles first; with the plate where there are several."""
    for vehicle in turn.vehicles:
        for key in _OF_VEHICLE:
            label = _(noun_of(SheetKind.VEHICLES).field(key).label)
            yield Choice((SheetKind.VEHICLES, vehicle.id, key), f"{_named(vehicle)} {label}" if len(turn.vehicles) > 1 else label)
    for key in _OF_CUSTOMER:
        yield Choice((SheetKind.CUSTOMERS, turn.customer.id, key), noun_of(SheetKind.CUSTOMERS).field(key).label)
