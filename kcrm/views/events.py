"""Events: whom an invitation reached and whom it left out, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.actions.events import Invited, Report
from kcrm.i18n import N_, _
from kcrm.model.events import EventKind, Uninvited
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, Measured, Shape, View

_PERCENT: Final = 100
_INVITED = (
    Column("event", N_("Owners' event"), Cell.IDENTIFIER),
    Column("name", N_("Event name"), personal=Personal.NOTE),
    Column("held_on", N_("Event day"), Cell.DATE),
    Column("invited", N_("Invited now"), Cell.COUNT),
    Column("on_list", N_("On the list"), Cell.COUNT),
    Column("seats", N_("Seats"), Cell.COUNT, 2),
    Column("left_out", N_("Left out"), Cell.COUNT),
)
_REASONS = (
    Column("reason", N_("Why"), Cell.ENUM, labels=Uninvited),
    Column("people", N_("People"), Cell.COUNT),
)
_REPORT = (
    Column("event", N_("Owners' event"), Cell.IDENTIFIER),
    Column("name", N_("Event name"), personal=Personal.NOTE),
    Column("kind", N_("Kind"), Cell.ENUM, 2, labels=EventKind),
    Column("held_on", N_("Event day"), Cell.DATE),
    Column("called_off_on", N_("Called off on"), Cell.DATE, 2),
    Column("invited", N_("Invited"), Cell.COUNT),
    Column("yes", N_("Said yes"), Cell.COUNT),
    Column("no", N_("Said no"), Cell.COUNT),
    Column("waiting", N_("Not answered"), Cell.COUNT, 1),
    Column("came", N_("Were there"), Cell.COUNT),
    Column("uninvited", N_("Came uninvited"), Cell.COUNT, 2),
    Column("missing", N_("Said yes, did not come"), Cell.COUNT, 2),
    Column("share_percent", N_("Share that was there"), Cell.MEASURE),
    Column("booked", N_("Came and booked afterwards"), Cell.COUNT),
    Column("cost", N_("Cost"), Cell.MONEY, 3),
    Column("cost_each", N_("Cost of each who came"), Cell.MONEY, 3),
)


def invited_view(found: Invited, *, tried: bool) -> View:
    """Whom an invitation reached, and how many it left out for which reason; who has several stands with each."""
    event, number = found.event, identifier(Thing.EVENT, found.event.id)
    row = (number, event.name, event.held_on, found.invited, found.on_list, event.seats, found.left_out)
    notes = (
        () if tried or not found.invited else (_("Who is on the list: kcrm event attendance list --event {event}").format(event=number),)
    )
    return View(_("Invitations"), _INVITED, [row], shape=Shape.RECORD, parts=_left_out(found.reasons), notes=notes)


def report_view(found: Report) -> View:
    """What became of an event."""
    event, became = found.event, found.outcome
    row = (
        identifier(Thing.EVENT, event.id),
        event.name,
        event.kind,
        event.held_on,
        event.called_off_on,
        became.invited,
        became.yes,
        became.no,
        became.waiting,
        became.came,
        became.uninvited,
        became.missing,
        None if became.share is None else Measured(became.share * _PERCENT, "percent"),
        became.booked,
        event.cost_fen,
        round(event.cost_fen / became.came) if event.cost_fen is not None and became.came else None,
    )
    notes: tuple[str, ...] = ()
    if became.came:
        notes = (_("Booked: an appointment or a visit within {days} days of the event.").format(days=found.booked_days),)
    if event.seats is not None and became.yes > event.seats and not became.came:
        notes += (_("More said yes than there are seats: {yes} for {seats}.").format(yes=became.yes, seats=event.seats),)
    return View(_("Owners' event"), _REPORT, [row], shape=Shape.RECORD, parts=_left_out(found.left_out), notes=notes)


def _left_out(reasons: Mapping[Uninvited, int]) -> dict[str, View]:
    rows = [(reason, reasons[reason]) for reason in Uninvited if reasons.get(reason)]
    return {"reasons": View(_("Left out"), _REASONS, rows)} if rows else {}
