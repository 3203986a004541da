"""`kcrm event …`: what the owners' club does, who is invited, who comes, and what became of it."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions import events
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model.events import Attendance, EventKind, EventState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.rules.club.events import ANSWERS
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, SHOWN, DryRun, Filters
from kcrm.shell.records import States, add_editing, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_CUSTOMER, Typed, one, period, word
from kcrm.views import View
from kcrm.views.events import invited_view, report_view
from kcrm.views.vocabulary import meant

_Which = Annotated[str, typer.Argument(metavar="EVENT", help=N_("The event: Z3."))]
_People = Annotated[list[str], typer.Argument(metavar="WHO...", help=N_("Customers: C12, number, phone, plate or name."))]
_DESK = plain_desk(SheetKind.EVENTS, _Which)
_ATTENDANCE = plain_desk(
    SheetKind.ATTENDANCES, Annotated[str, typer.Argument(metavar="ATTENDANCE", help=N_("One customer at one event: ZA3."))]
)


def register(app: App) -> None:
    """The noun `event`."""
    noun = app.noun("event", help=N_("Events of the owners' club: who is invited and who came."))
    add_list(
        noun,
        SheetKind.EVENTS,
        (
            Typed("kind", "--kind", "KIND", N_("Filter by kind: self_drive, picking, lecture, …"), word(EventKind, "--kind")),
            Typed("responsible", "--responsible", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF)),
            Typed("held", "--period", "PERIOD", N_("Only those of these days."), period),
        ),
        help=N_("List events: those to come and held, or those in another state."),
        states=States(
            EventState,
            (EventState.COMING, EventState.HELD),
            N_("Filter by state: coming, held or called_off."),
        ),
        empty=N_("No such events."),
    )
    add_show(noun, _DESK, help=N_("Show one event."))
    add_writing(
        noun,
        _DESK,
        arguments=("name",),
        required=("held_on",),
        add_help=N_("Prepare an event; whom it is for is chosen next, by event invite."),
        edit_help=N_('Edit an event, or call it off; --field "" clears a field.'),
    )
    _register_steps(noun)
    _register_attendance(noun)


def _register_steps(noun: App) -> None:
    @noun.verb("invite", help=N_("Invite customers to an event, and say who is left out and why."), output=PRINTED)
    def invite(
        session: Session,
        which: _Which,
        filters: Filters = None,
        *,
        segment: Annotated[str | None, typer.Option("--segment", metavar="NAME", help=N_("Filter by segment."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        number = select(session, which, Thing.EVENT)
        return invited_view(events.invite(session, number, filters or (), segment, dry_run=dry_run), tried=dry_run)

    @noun.verb("answer", help=N_("Note who comes to an event, or does not."), output=PRINTED)
    def answer(
        session: Session,
        which: _Which,
        said: Annotated[str, typer.Argument(metavar="yes|no", help=N_("Whether they come."))],
        people: _People,
        dry_run: DryRun = False,
    ) -> View:
        state = meant(Attendance, said, "yes|no")
        if state not in ANSWERS:
            raise UsageError(N_("“{value}” is no answer. Say yes or no."), value=said)
        return report_view(events.note(session, select(session, which, Thing.EVENT), people, state, dry_run=dry_run))

    @noun.verb("came", help=N_("Note who came to an event, invited or not."), output=PRINTED)
    def came(session: Session, which: _Which, people: _People, dry_run: DryRun = False) -> View:
        return report_view(events.note(session, select(session, which, Thing.EVENT), people, Attendance.CAME, dry_run=dry_run))

    @noun.verb("report", help=N_("Show what became of an event: invited, came, booked afterwards."), output=SHOWN)
    def report(session: Session, which: _Which) -> View:
        return report_view(events.report(session, select(session, which, Thing.EVENT)))


def _register_attendance(noun: App) -> None:
    attendance = noun.noun("attendance", help=N_("Who is invited to which event, what they said, and whether they came."))
    add_list(
        attendance,
        SheetKind.ATTENDANCES,
        (OF_CUSTOMER, Typed("event", "--event", "EVENT", N_("Filter by event: Z3."), one(Thing.EVENT))),
        help=N_("List who is invited to which event, and who came."),
        states=States(Attendance, tuple(Attendance), N_("Filter by state: invited, yes, no or came.")),
        empty=N_("No such attendances."),
    )
    add_show(attendance, _ATTENDANCE, help=N_("Show one customer at one event."))
    add_editing(
        attendance,
        _ATTENDANCE,
        only_added=("event", "who"),
        help=N_('Correct what stands of one customer at one event; --field "" clears a field.'),
    )
