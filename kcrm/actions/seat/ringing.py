"""A customer rings us while the list is worked: written down without leaving the customer on the screen."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from kcrm.actions.calls.incoming import Caller, caller_of, due_for, take_call
from kcrm.actions.calls.report import CallReport, Incoming, OfVehicle
from kcrm.actions.complaints.calls import Raised
from kcrm.actions.seat.asking import Ask, Dialogue, Done, Names, Said, choose, optional, words_of, yes_no
from kcrm.actions.seat.outcomes import NOTE, detailed, raised
from kcrm.errors import NotFoundError
from kcrm.exchange import calls
from kcrm.i18n import N_, _
from kcrm.model import CallMatter, CallResult, FollowUp, Outcome, ResultSaid, Vehicle
from kcrm.named import NamedTuple
from kcrm.queries import customers, vehicles
from kcrm.queries.lookup import Thing, identifier
from kcrm.records.cells import said

if TYPE_CHECKING:
    from kcrm.actions.seat.turn import Turn
    from kcrm.actions.session import Session


class Ringing(NamedTuple):
    """Who rings, as they were found. name: theirs, None where only the phone of somebody new is known. due: for them, today or before."""

    caller: Caller
    name: str | None = None
    vehicles: tuple[Vehicle, ...] = ()
    due: tuple[FollowUp, ...] = ()

    @property
    def words(self) -> str:
        """Who it is, in one line."""
        if self.caller.customer_id is None:
            return _("New: {name}").format(name=" ".join(filter(None, (self.name, self.caller.phone))))
        cars = (" ".join(filter(None, (vehicle.plate, vehicle.model))) or vehicle.vin for vehicle in self.vehicles)
        return "  ".join((f"{identifier(Thing.CUSTOMER, self.caller.customer_id)} {self.name}", *cars))


class CallIn(NamedTuple):
    """Who rang about what. settles: what is due for them is done by it. booked: the day and time that was agreed."""

    who: Ringing
    about: CallMatter
    settles: bool
    complaint: Raised | None
    booked: ResultSaid | None
    note: str | None

    def write(self, session: Session, turn: Turn) -> Done:
        """Write it down; who is not known yet becomes a contact."""
        items, caller = self.who.due if self.settles else (), self.who.caller
        if caller.customer_id is None:
            caller = caller_of(session, caller.phone, caller.name)  # a colleague may have taken them down meanwhile
        report = CallReport(outcome=Outcome.ANSWERED, note=self.note, complaint=self.complaint, incoming=Incoming(self.about))
        logged = take_call(session, caller, self._with_booking(report, items), items)
        told = {"number": identifier(Thing.CUSTOMER, logged.customer.id), "customer": logged.customer.name, "matter": self.about}
        lines = [Said(N_("Call from {number} {customer}: {matter}."), MappingProxyType(told))]
        if self.booked is not None:
            lines.append(Said(N_("Booked for {day}."), MappingProxyType({"day": _moment(self.booked)})))
        if logged.complaint is not None:
            case = logged.complaint
            told = {"number": identifier(Thing.COMPLAINT, case.complaint.id), "state": case.standing.state}
            lines.append(Said(N_("Complaint {number}: {state}."), MappingProxyType(told)))
        own = bool(items) and logged.customer.id == turn.customer.id
        return Done(tuple(logged.items), over=own, settled=own, said=tuple(lines))

    def _with_booking(self, report: CallReport, items: tuple[FollowUp, ...]) -> CallReport:
        """The result of what was due and could come to that; else a bay is kept for the only vehicle, or it stands in the note."""
        if self.booked is None:
            return report
        if any(CallResult.BOOKED in item.kind.row.results for item in items):
            return report._replace(result=self.booked)
        if len(self.who.vehicles) == 1 and self.booked.at is not None:
            return report._replace(booked=(OfVehicle(self.who.vehicles[0].id, self.booked),))
        return report._replace(note=_("; ").join(filter(None, (_("booked for {day}").format(day=_moment(self.booked)), report.note))))


def call_in(_turn: Turn, now: datetime) -> Dialogue:
    """Who rings, about what, when they come, in which words, and whether that settles what is due for them."""
    prompt = N_("Caller: phone or its end, plate, name; somebody new: phone, name (Enter: back):")
    who: Ringing | None = yield Ask("caller", prompt, optional(calls.caller_line), find=_found, names=Names.CUSTOMER)
    if who is None:
        return None
    choice = choose("about", N_("About what: {choices} (Enter: something else):"), words_of(CallMatter))
    about = (yield choice._replace(shown=who.words)) or CallMatter.OTHER
    complaint, booked = None, None
    if about is CallMatter.COMPLAINT:
        complaint = yield from raised(N_("What is the complaint (Enter: only note the call):"))
    if about is CallMatter.APPOINTMENT:
        at = yield detailed(CallResult.BOOKED, "--at", now, N_("Booked for which day and time, as in fri 10:00 (Enter: none yet):"))
        booked = calls.result_said(CallResult.BOOKED, {"--at": at}, now) if at is not None else None
    note = None if complaint else (yield Ask("note", NOTE, said))
    settles = (yield _settles(who.due)) if who.due else False
    return CallIn(who, about, bool(settles), complaint, booked, note)


def _found(session: Session, typed: tuple[str, str | None]) -> Ringing:
    """Who that is. Raises as `caller_of` does."""
    try:
        caller = caller_of(session, *typed)
    except NotFoundError as error:
        # how somebody new is written was said by the question
        raise NotFoundError(error.message, hint=None, near=error.near, **error.fields) from error
    if caller.customer_id is None:
        return Ringing(caller, caller.name)
    customer = customers.customer_by_id(session.connection, caller.customer_id)
    return Ringing(caller, customer.name, tuple(vehicles.vehicles_of(session.connection, caller.customer_id)), due_for(session, caller))


def _moment(booked: ResultSaid) -> str:
    return " ".join(filter(None, (str(booked.on), f"{booked.at:%H:%M}" if booked.at else "")))


def _settles(due: tuple[FollowUp, ...]) -> Ask:
    items = _(", ").join(f"{identifier(Thing.FOLLOWUP, item.id)} {_(item.kind.row.label)}" for item in due)
    prompt = N_("Due for them: {items}. Does that settle it? (y/n; Enter: no):")
    return Ask("settles", prompt, optional(yes_no), MappingProxyType({"items": items}))
