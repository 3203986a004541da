"""Complaints: one as it stands, and what a sweep moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model import Cause, ClockKind, ClockState, ComplaintChannel, ComplaintSource, ComplaintState, Level, Repeated, Severity
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.complaints.brief import clock_in_words
from kcrm.views.records import Reader, row_of, rows_of, single

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase
    from kcrm.actions.complaints.sweep import Moved

COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("complaint_no", N_("Complaint no."), Cell.IDENTIFIER, 5),
    Column("received_at", N_("Received"), Cell.INSTANT, 2),
    Column("severity", N_("Complaint severity"), Cell.ENUM, labels=Severity),
    Column("cause", N_("Cause"), Cell.ENUM, 3, labels=Cause),
    Column("channel", N_("Received via"), Cell.ENUM, 6, labels=ComplaintChannel),
    Column("source", N_("Source"), Cell.ENUM, 7, labels=ComplaintSource),
    Column("customer_id", N_("Customer identifier"), Cell.IDENTIFIER, 7),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 7),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 4, personal=Personal.PHONE),
    Column("vin", N_("VIN"), Cell.IDENTIFIER, 7, personal=Personal.VIN),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 3, personal=Personal.PLATE),
    Column("state", N_("State"), Cell.ENUM, labels=ComplaintState),
    Column("owner", N_("Owner"), priority=1),
    Column("owner_no", N_("Owner's number"), Cell.IDENTIFIER, 7),
    Column("level", N_("Escalation level"), Cell.ENUM, 2, labels=Level),
    Column("accept_due", N_("Accept by"), Cell.INSTANT, 6),
    Column("accept_state", N_("Accepting"), Cell.ENUM, 4, labels=ClockState),
    Column("contact_due", N_("Contact by"), Cell.INSTANT, 6),
    Column("contact_state", N_("First contact"), Cell.ENUM, 4, labels=ClockState),
    Column("resolve_due", N_("Resolve by"), Cell.INSTANT, 1),
    Column("resolve_state", N_("Resolving"), Cell.ENUM, labels=ClockState),
    Column("escalation_due", N_("At this level by"), Cell.INSTANT, 6),
    Column("escalation_state", N_("At this level"), Cell.ENUM, 4, labels=ClockState),
    Column("minutes_left", N_("Minutes left"), Cell.COUNT, audience=Audience.MACHINES),
    Column("time_left", N_("Time left"), audience=Audience.PEOPLE),
    Column("reopened", N_("Times reopened"), Cell.COUNT, 5),
    Column("repeated", N_("Repeated"), Cell.ENUMS, 5, labels=Repeated),
    Column("description", N_("Complaint"), priority=3, personal=Personal.NOTE),
)


def _due(kind: ClockKind) -> Reader:
    def read(case: ComplaintCase) -> object:
        clock = case.standing.clock(kind)
        return clock.due_at if clock else None

    return read


def _state(kind: ClockKind) -> Reader:
    def read(case: ComplaintCase) -> object:
        clock = case.standing.clock(kind)
        return clock.state if clock else None

    return read


def time_left(case: ComplaintCase, *, named: bool = False) -> str:
    """What is left of the most pressing deadline, in its tone. named: with what the deadline is for."""
    if case.standing.paused is not None:
        return _("paused")
    pressing = case.standing.pressing
    return clock_in_words(pressing, named=named) if pressing is not None else ""


def _minutes_left(case: ComplaintCase) -> int | None:
    pressing = case.standing.pressing
    return pressing.minutes_left if pressing else None


_OF_RECORD = (
    "complaint_no",
    "received_at",
    "severity",
    "cause",
    "channel",
    "source",
    "customer_no",
    "customer",
    "phone",
    "vin",
    "plate",
    "state",
    "owner",
    "owner_no",
    "level",
    "description",
)


def _attribute(name: str) -> Reader:
    return lambda case: getattr(case.complaint, name)


READERS: Mapping[str, Reader] = {
    **{name: _attribute(name) for name in _OF_RECORD},
    "id": lambda case: identifier(Thing.COMPLAINT, case.complaint.id),
    "customer_id": lambda case: identifier(Thing.CUSTOMER, case.complaint.customer_id),
    "accept_due": _due(ClockKind.ACCEPT),
    "accept_state": _state(ClockKind.ACCEPT),
    "contact_due": _due(ClockKind.CONTACT),
    "contact_state": _state(ClockKind.CONTACT),
    "resolve_due": _due(ClockKind.RESOLVE),
    "resolve_state": _state(ClockKind.RESOLVE),
    "escalation_due": _due(ClockKind.ESCALATION),
    "escalation_state": _state(ClockKind.ESCALATION),
    "minutes_left": _minutes_left,
    "time_left": lambda case: time_left(case, named=True),
    "reopened": lambda case: case.standing.reopened,
    "repeated": lambda case: case.repeated,
}

_CARD = {"id", "received_at", "severity", "cause", "state", "owner", "resolve_due", "resolve_state", "minutes_left", "description"}
_ON_CARD = tuple(column for column in COLUMNS if column.key in _CARD)
_MOVED = (
    *(column for column in COLUMNS if column.key in {"id", "severity", "customer"}),
    Column("clock", N_("Missed"), Cell.ENUM, labels=ClockKind),
    Column("level_before", N_("Previous level"), Cell.ENUM, 2, labels=Level),
    Column("level", N_("Escalation level"), Cell.ENUM, labels=Level),
    *(column for column in COLUMNS if column.key in {"owner", "owner_no"}),
)


def case_record(case: ComplaintCase) -> View:
    """One complaint as it stands."""
    return single(_("Complaint"), COLUMNS, row_of(COLUMNS, case, READERS))


def open_complaints(cases: Sequence[ComplaintCase]) -> View:
    """A customer's open complaints, as part of the card."""
    return View(_("Open complaints"), _ON_CARD, rows_of(_ON_CARD, cases, READERS))


def moved_list(moved: Sequence[Moved]) -> View:
    """What a sweep moved, one row a step."""
    readers: Mapping[str, Reader] = {
        "clock": lambda each: each.clock,
        "level_before": lambda each: each.level_before,
        **{name: _of_case(name) for name in ("id", "severity", "customer", "level", "owner", "owner_no")},
    }
    return View(_("Escalated"), _MOVED, rows_of(_MOVED, moved, readers), empty=_("Nothing to escalate."))


def _of_case(name: str) -> Reader:
    return lambda each: READERS[name](each.case)
