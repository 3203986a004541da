"""`kcrm appointment …`: the workshop's appointments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from kcrm.actions import appointments
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_date
from kcrm.i18n import N_, _
from kcrm.model import Team
from kcrm.model.appointments import AppointmentState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, TABLED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, States, add_editing, add_list, add_show
from kcrm.shell.typed import OF_CUSTOMER, Typed, one, period, with_typed, word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.appointments import appointment_view, day_view

_Which = Annotated[str, typer.Argument(metavar="APPOINTMENT", help=N_("The appointment: Y3, or a customer or plate with a single one."))]
_DESK = Desk(SheetKind.APPOINTMENTS, _Which, appointments.appointment_case, appointment_view)
_AT = Typed("at", "--at", "TIME", N_("When it was, if not now."))
_NOTE = Typed("note", "--note", "TEXT", N_("Anything else."))
_MOVED = (
    Typed("starts_at", "--at", "TIME", N_("When they come instead."), required=True),
    Typed("minutes", "--minutes", "MINUTES", N_("For how many minutes of work.")),
    Typed("team", "--team", "TEAM", N_("mechanical, body or paint.")),
    _NOTE,
)


def register(app: App) -> None:
    """The noun `appointment`."""
    noun = app.noun("appointment", help=N_("Appointments: who comes when, and which times are free."))
    add_list(
        noun,
        SheetKind.APPOINTMENTS,
        (
            OF_CUSTOMER,
            Typed("vehicle", "--vehicle", "VEHICLE", N_("Filter by vehicle."), one(Thing.VEHICLE)),
            Typed("advisor", "--staff", "NO", N_("Filter by service advisor, by employee number or name."), one(Thing.STAFF)),
            Typed("team", "--team", "TEAM", N_("Filter by team: mechanical, body or paint."), word(Team, "--team")),
            Typed("days", "--period", "PERIOD", N_("Filter by the day on which they come."), period),
        ),
        help=N_("List who is awaited, by time, or appointments in another state."),
        states=States(
            AppointmentState,
            (AppointmentState.BOOKED, AppointmentState.CONFIRMED),
            N_("Filter by state: booked, confirmed, arrived, no_show, moved or cancelled."),
            of_any=("days",),
        ),
        empty=N_("No such appointments."),
    )
    add_show(noun, _DESK, help=N_("Show one appointment."))

    @noun.verb("day", help=N_("Show a day on one screen: who comes when to which team, and how many bays are taken."), output=TABLED)
    def day(
        session: Session,
        on: Annotated[str | None, typer.Argument(metavar="DATE", help=N_("The day; today, unless said."))] = None,
    ) -> View:
        wanted = parse_date(on, session.today) if on is not None else session.today
        title = _("Appointments on {day}").format(day=f"{wanted:%Y-%m-%d}")
        return day_view(title, appointments.day_of(session, wanted))

    _register_making(noun)
    _register_steps(noun)
    add_editing(
        noun,
        _DESK,
        only_added=("who", "vehicle", "starts_at"),
        help=N_('Correct an appointment; --field "" clears a field. Another time: kcrm appointment move.'),
    )


def _register_making(noun: App) -> None:
    @noun.verb(
        "add",
        help=N_("Make an appointment for a vehicle; a time that cannot be had is refused with the next ones that can."),
        output=PRINTED,
    )
    @with_fields(noun_of(SheetKind.APPOINTMENTS), arguments=("vehicle",), required=("starts_at", "what"))
    def add(session: Session, *, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        return entered_result(appointments.add_appointment(session, texts, dry_run=dry_run), _DESK.view)

    @noun.verb("move", help=N_("Move an appointment to another time: another one stands in its place."), output=PRINTED)
    @with_typed(_MOVED)
    def move(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        texts = {name: text for name, text in given.items() if text is not None}
        number = select(session, which, Thing.APPOINTMENT)
        return entered_result(appointments.move_appointment(session, number, texts, dry_run=dry_run), _DESK.view)


def _register_steps(noun: App) -> None:
    @noun.verb("confirm", help=N_("Record that they say they will come."), output=PRINTED)
    @with_typed((_AT, _NOTE))
    def confirm(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        return _step(session, which, "confirmed_at", given, dry_run=dry_run)

    @noun.verb("arrive", help=N_("Record that they are here; a repair order of that day says so by itself."), output=PRINTED)
    @with_typed((_AT, _NOTE))
    def arrive(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        return _step(session, which, "arrived_at", given, dry_run=dry_run)

    @noun.verb("cancel", help=N_("Record that they will not come; the bay is free again."), output=PRINTED)
    @with_typed((_AT, _NOTE))
    def cancel(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        return _step(session, which, "cancelled_at", given, dry_run=dry_run)


def _step(session: Session, which: str, key: str, given: Mapping[str, Any], *, dry_run: bool) -> Result:
    texts = {key if name == "at" else name: text for name, text in given.items() if text is not None}
    number = select(session, which, Thing.APPOINTMENT)
    return entered_result(appointments.take_step(session, number, key, texts, dry_run=dry_run), _DESK.view)
