"""A customer rings us while the list is worked: written down without leaving the customer on the screen."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from kcrm.actions.calls.incoming import caller_of, due_for, take_call
from kcrm.actions.calls.report import CallReport, Incoming
from kcrm.actions.complaints.calls import Raised
from kcrm.actions.seat.asking import Ask, Dialogue, Done, Said, choose, optional, words_of, yes_no
from kcrm.actions.seat.outcomes import NOTE, raised
from kcrm.exchange.calls import caller_line
from kcrm.i18n import N_
from kcrm.model import CallMatter, Outcome
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.records.cells import said

if TYPE_CHECKING:
    from kcrm.actions.seat.turn import Turn
    from kcrm.actions.session import Session


class CallIn(NamedTuple):
    """Who rang, as typed, about what. settles: what is due for them is done by it."""

    who: str
    name: str | None
    about: CallMatter
    settles: bool
    complaint: Raised | None
    note: str | None

    def write(self, session: Session, turn: Turn) -> Done:
        """Write it down; who is not known yet becomes a contact."""
        caller = caller_of(session, self.who, self.name)
        report = CallReport(outcome=Outcome.ANSWERED, note=self.note, complaint=self.complaint, incoming=Incoming(self.about))
        items = due_for(session, caller) if self.settles else ()
        logged = take_call(session, caller, report, items)
        told = {"number": identifier(Thing.CUSTOMER, logged.customer.id), "customer": logged.customer.name, "matter": self.about}
        lines = [Said(N_("Call from {number} {customer}: {matter}."), MappingProxyType(told))]
        if logged.complaint is not None:
            case = logged.complaint
            told = {"number": identifier(Thing.COMPLAINT, case.complaint.id), "state": case.standing.state}
            lines.append(Said(N_("Complaint {number}: {state}."), MappingProxyType(told)))
        own = bool(items) and logged.customer.id == turn.customer.id
        return Done(tuple(logged.items), over=own, settled=own, said=tuple(lines))


def call_in(_turn: Turn, _now: datetime) -> Dialogue:
    """Who rings, about what, in which words, and whether that settles what is due for them."""
    who = yield Ask(
        "caller", N_("Who rings: phone or its end, plate, name; somebody new: phone, name (Enter: back):"), optional(caller_line)
    )
    if who is None:
        return None
    about = (yield choose("about", N_("About what: {choices} (Enter: something else):"), words_of(CallMatter))) or CallMatter.OTHER
    complaint = None
    if about is CallMatter.COMPLAINT:
        complaint = yield from raised(N_("What they complain of (Enter: only note the call):"))
    note = None if complaint else (yield Ask("note", NOTE, said))
    settles = yield Ask("settles", N_("Does that settle what is due for them? (y/n; Enter: no):"), optional(yes_no))
    return CallIn(who[0], who[1], about, bool(settles), complaint, note)
