"""Follow-ups in a list, whatever became of them."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.model import Action, By, Channel, FollowUp, Kind, Outcome, State
from kcrm.model.personal import Personal
from kcrm.queries.calls import Call
from kcrm.queries.followups import EventRecord
from kcrm.queries.lookup import Thing
from kcrm.views import Cell, Column, View
from kcrm.views.records import number_of, rows_of

_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("about", N_("What about"), priority=3, personal=Personal.NOTE),
    Column("channel", N_("By"), Cell.ENUM, 2, labels=Channel),
    Column("state", N_("State"), Cell.ENUM, labels=State),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 3),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 4, personal=Personal.PLATE),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("call_on", N_("Call on"), Cell.DATE, 1),
    Column("call_time", N_("At"), priority=5),
    Column("place", N_("Place"), priority=5, personal=Personal.ADDRESS),
    Column("attempts", N_("Attempts"), Cell.COUNT, 6),
    Column("assignee_no", N_("Assignee no."), Cell.IDENTIFIER, 7),
    Column("assignee", N_("Assignee")),
    Column("ended_at", N_("Ended at"), Cell.INSTANT, 8),
)


def worklist(rows: Sequence[Sequence[object]], total: int | None = None) -> View:
    """Follow-ups by due date, as `kcrm.queries.followups` lists them. total: how many there are where these are only the first."""
    return View(_("Follow-ups"), _COLUMNS, rows, total=total, empty=_("No such follow-ups."))


def worklist_of(items: Sequence[FollowUp]) -> View:
    """The same of follow-ups that are known."""
    return worklist(rows_of(_COLUMNS, items, {"id": number_of(Thing.FOLLOWUP)}))


_CALLS = (
    Column("called_at", N_("Called at"), Cell.INSTANT),
    Column("by", N_("How"), Cell.ENUM, labels=By),
    Column("outcome", N_("Outcome"), Cell.ENUM, labels=Outcome),
    Column("score", N_("Score"), Cell.COUNT),
    Column("note", N_("Note"), personal=Personal.NOTE),
    Column("staff_no", N_("Who no."), Cell.IDENTIFIER, 1),
    Column("staff", N_("Who")),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 2, personal=Personal.PHONE),
)
_EVENTS = (
    Column("at", N_("At"), Cell.INSTANT),
    Column("action", N_("What was done"), Cell.ENUM, labels=Action),
    Column("reason", N_("Reason")),
    Column("call_on", N_("Call on"), Cell.DATE),
    Column("assignee", N_("Assignee")),
    Column("staff", N_("Who")),
)


def calls_part(calls: Sequence[Call]) -> View:
    """Calls, in the order given."""
    return View(_("Calls"), _CALLS, rows_of(_CALLS, calls, {}))


def events_part(events: Sequence[EventRecord]) -> View:
    """What people did to a follow-up by hand, and why."""
    return View(_("By hand"), _EVENTS, rows_of(_EVENTS, events, {}))
