"""Rescues: one with its clocks, and a board of cards by how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model import ClockState
from kcrm.model.personal import Personal
from kcrm.model.rescues import RescueClock, RescueState
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Cell, Column, Lane, View
from kcrm.views.labels import label_of
from kcrm.views.records import record_card, record_part
from kcrm.views.tones import marked

if TYPE_CHECKING:
    from kcrm.actions.rescues import BoardCase, RescueCase
    from kcrm.queries.records import Shown

_CLOCKS = (
    Column("clock", N_("Deadline"), Cell.ENUM, labels=RescueClock),
    Column("due_at", N_("Due at"), Cell.INSTANT),
    Column("stopped_at", N_("Done at"), Cell.INSTANT, 1),
    Column("state", N_("Verdict"), Cell.ENUM, labels=ClockState),
    Column("minutes_left", N_("Minutes left"), Cell.COUNT),
)
_BOARD = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("state", N_("State"), Cell.ENUM, labels=RescueState),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("car", N_("Car"), priority=1, personal=Personal.PLATE),
    Column("place", N_("Place"), personal=Personal.NOTE),
    Column("rescuer", N_("Who went"), priority=2),
    Column("clock", N_("Deadline"), Cell.ENUM, 1, labels=RescueClock),
    Column("due_at", N_("Due at"), Cell.INSTANT),
    Column("minutes_left", N_("Minutes left"), Cell.COUNT),
    Column("standing", N_("In time"), Cell.ENUM, labels=ClockState),
)
_ON_CARDS = frozenset({"id", "asked_at", "plate", "car", "place", "fault", "state", "standing", "waited", "solved"})
_A_LANE = 8  # cards; more would run off the screen


def rescue_view(case: RescueCase) -> View:
    """One rescue, its clocks below it."""
    rows = [
        (clock.kind, clock.judged.due_at, clock.judged.stopped_at, clock.judged.state, clock.judged.minutes_left) for clock in case.clocks
    ]
    return record_card(SheetKind.RESCUES, case.row, {"clocks": View(_("Deadlines"), _CLOCKS, rows)})


def rescues_part(rows: Sequence[Shown]) -> View:
    """The rescues of a customer or vehicle, as part of its card."""
    return record_part(SheetKind.RESCUES, _("Rescues"), _ON_CARDS, rows)


def board(cases: Sequence[BoardCase]) -> View:
    """On a terminal a lane for each state; elsewhere the same rescues as a list."""
    lanes = [_lane(state, [case for case in cases if case.state is state]) for state in RescueState]
    return View(_("Rescues"), _BOARD, [_row(case) for case in cases], lanes=tuple(lanes) if cases else (), empty=_("No such rescues."))


def _row(case: BoardCase) -> tuple[object, ...]:
    rescue, clock = case.rescue, case.pressing
    told = (None, None, None) if clock is None else (clock.kind, clock.judged.due_at, clock.judged.minutes_left)
    return (identifier(Thing.RESCUE, rescue.id), case.state, rescue.customer, rescue.what, rescue.place, rescue.rescuer, *told, case.stands)


def _lane(state: RescueState, cases: Sequence[BoardCase]) -> Lane:
    title = _("{state} {count}").format(state=label_of(state), count=len(cases))
    return Lane(title, tuple(_card(case) for case in cases[:_A_LANE]), max(0, len(cases) - _A_LANE))


def _card(case: BoardCase) -> tuple[str, ...]:
    rescue = case.rescue
    first = f"{identifier(Thing.RESCUE, rescue.id)} {rescue.customer}"
    return tuple(filter(None, (first, rescue.what, rescue.place, rescue.rescuer, _left(case))))


def _left(case: BoardCase) -> str:
    """What is left of the most pressing clock, in its tone; of one that is over how it stood."""
    clock = case.pressing
    if clock is None:
        return marked(label_of(case.stands), case.stands) if case.stands is not None else ""
    minutes = clock.judged.minutes_left
    words = _("{clock}: {minutes} min left") if minutes >= 0 else _("{clock}: {minutes} min late")
    return marked(words.format(clock=label_of(clock.kind), minutes=abs(minutes)), clock.judged.state)
