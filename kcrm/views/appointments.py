"""Appointments: one, those of a customer or vehicle, and a day on one screen, time by team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.appointments import AppointmentState
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import label_of
from kcrm.views.records import record_card, record_part
from kcrm.views.tones import Tone, toned
from kcrm.views.values import joined
from kcrm.views.works import works_part

if TYPE_CHECKING:
    from datetime import datetime

    from kcrm.actions.appointments import AppointmentCase, Piece, TeamDay
    from kcrm.queries.appointments import Awaited
    from kcrm.queries.records import Shown

_ON_CARDS = frozenset({"id", "starts_at", "plate", "what", "state", "advisor", "team"})
_SAID = frozenset({AppointmentState.CONFIRMED, AppointmentState.ARRIVED, AppointmentState.NO_SHOW})
"""How one stands is said where it is more than that somebody is awaited."""


def appointment_view(case: AppointmentCase) -> View:
    """One appointment, and what is left of its vehicle."""
    return record_card(SheetKind.APPOINTMENTS, case.row, {"works": works_part(case.works)} if case.works else {})


def appointments_part(rows: Sequence[Shown]) -> View:
    """The appointments of a customer or vehicle, as part of its card."""
    return record_part(SheetKind.APPOINTMENTS, _("Appointments"), _ON_CARDS, rows)


def appointment_lines(awaited: Sequence[Awaited]) -> Iterator[str]:
    """For which they are awaited or did not come, for whoever speaks to the customer."""
    for each in awaited:
        words = [identifier(Thing.APPOINTMENT, each.id), f"{each.starts_on:%m-%d} {each.clock}", each.plate, each.what]
        told = _("did not come: {appointment}") if each.missed else _("appointment: {appointment}")
        yield toned(told.format(appointment=" ".join(filter(None, words))), Tone.CAREFUL if each.missed else Tone.GOOD)


def free_words(free: Sequence[datetime]) -> str:
    """When a vehicle could come."""
    return _("free: {times}").format(times=joined(f"{moment:%m-%d %H:%M}" for moment in free))


def day_view(title: str, days: Sequence[TeamDay]) -> View:
    """Each piece of a day with who comes to which team, and how many of its bays are taken."""
    moments = sorted({piece.slot.starts_at for day in days for piece in day.pieces})
    columns = [Column("at", N_("Time"), Cell.INSTANT, audience=Audience.MACHINES), Column("time", N_("Time"), audience=Audience.PEOPLE)]
    for day in days:
        columns += [
            Column(f"{day.team}_bays", N_("Bays"), Cell.COUNT, audience=Audience.MACHINES),
            Column(f"{day.team}_booked", N_("Bays taken"), Cell.COUNT, audience=Audience.MACHINES),
            Column(str(day.team), day.team.label, Cell.PROSE, personal=Personal.NAME),
        ]
    return View(title, tuple(columns), [_row(moment, days) for moment in moments], empty=_("The workshop is closed on that day."))


def _row(moment: datetime, days: Sequence[TeamDay]) -> tuple[object, ...]:
    told: list[object] = [moment, f"{moment:%H:%M}"]
    for day in days:
        piece = next((piece for piece in day.pieces if piece.slot.starts_at == moment), None)
        told += (None, None, None) if piece is None else (piece.slot.bays, piece.slot.booked, _said(piece))
    return tuple(told)


def _said(piece: Piece) -> str | None:
    """How many bays are taken of how many, where any is; beneath it who comes."""
    slot = piece.slot
    lines = [
        " ".join(filter(None, (identifier(Thing.APPOINTMENT, each.id), each.customer, each.plate, each.what, _how(state))))
        for each, state in piece.coming
    ]
    return "\n".join((f"{slot.booked}/{slot.bays}", *lines)) if slot.booked or lines else None


def _how(state: AppointmentState) -> str:
    return f"({label_of(state)})" if state in _SAID else ""
