"""`kcrm rescue …`: help on the road, from the call until it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from kcrm.actions import rescues
from kcrm.actions.contacts import stranger
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, UsageError
from kcrm.i18n import N_
from kcrm.model.rescues import RescueState, Solved
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
from kcrm.views.rescues import board, rescue_view

_Which = Annotated[str, typer.Argument(metavar="RESCUE", help=N_("The rescue: E3, or a customer or plate with a single open one."))]
_DESK = Desk(SheetKind.RESCUES, _Which, rescues.rescue_case, rescue_view)
_NOUN = noun_of(SheetKind.RESCUES)
_LATER = frozenset({"dispatched_at", "arrived_at", "closed_at", "solved", "rescuer", "cost", "payer", "order"})
_AT = Typed("at", "--at", "TIME", N_("When it was, if not now."))
_NOTE = Typed("note", "--note", "TEXT", N_("Anything else."))
_WHO_GOES = Typed("rescuer", "--staff", "NO", N_("Who goes, by employee number or name."))
_HOW = Typed("solved", "HOW", "HOW", N_("on_spot, towed_in or cancelled."), required=True)
_ENDS = (
    _HOW,
    Typed("cost", "--cost", "YUAN", N_("What it cost.")),
    Typed("payer", "--payer", "PAYER", N_("customer, warranty, insurer or internal.")),
    Typed("order", "--order", "ORDER", N_("The repair order that came of it.")),
    _AT,
    _NOTE,
)


def register(app: App) -> None:
    """The noun `rescue`."""
    noun = app.noun("rescue", help=N_("Rescue on the road: who asked for help, and how soon it came."))
    add_list(
        noun,
        SheetKind.RESCUES,
        (
            OF_CUSTOMER,
            Typed("vehicle", "--vehicle", "VEHICLE", N_("Filter by vehicle."), one(Thing.VEHICLE)),
            Typed("asked", "--period", "PERIOD", N_("Filter by when help was asked for."), period),
            Typed("solved", "--solved", "HOW", N_("Filter by how it ended: on_spot, towed_in, cancelled."), word(Solved, "--solved")),
            Typed("late", "--late", "", N_("Only those that missed a deadline.")),
        ),
        help=N_("List rescues that are not over, the longest waiting first, or those in another state."),
        states=States(
            RescueState,
            (RescueState.OPEN, RescueState.DISPATCHED, RescueState.ARRIVED),
            N_("Filter by state: open, dispatched, arrived or closed."),
            of_any=("asked", "solved"),
        ),
        empty=N_("No such rescues."),
    )
    add_show(noun, _DESK, help=N_("Show one rescue with its deadlines."))

    @noun.verb("board", help=N_("Show on one screen where each rescue stands; those over for a day."), output=TABLED)
    def board_(session: Session) -> View:
        return board(rescues.on_board(session))

    _register_open(noun)
    _register_steps(noun)
    add_editing(noun, _DESK, only_added=("who",), help=N_('Correct a rescue; --field "" clears a field.'))


def _register_open(noun: App) -> None:
    @noun.verb(
        "open",
        help=N_(
            "Open a rescue; whoever writes it down has answered the call.\n\nFor somebody who is not a customer, give --name and --phone "
            "instead of WHO; for a car that is not known here --car instead of --vehicle."
        ),
        output=PRINTED,
    )
    @with_fields(_NOUN, but=_LATER | {"who"}, required=("place", "fault"))
    def open_(
        session: Session,
        who: Annotated[str | None, typer.Argument(metavar="WHO", help=N_("The customer who needs help."))] = None,
        *,
        name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("Who needs help, if not a customer."))] = None,
        phone: Annotated[str | None, typer.Option("--phone", metavar="PHONE", help=N_("Their phone, if not a customer."))] = None,
        texts: Mapping[str, str],
        dry_run: DryRun = False,
    ) -> Result:
        if (who is None) == (name is None) or (name is None) != (phone is None):
            raise UsageError(N_("rescue open: give either WHO, or --name and --phone for somebody who is not a customer."))
        _check_known(session, who, Thing.CUSTOMER, N_("For somebody who is not a customer: --name NAME --phone PHONE instead of WHO."))
        _check_known(session, texts.get("vehicle"), Thing.VEHICLE, N_("For a car that is not known here: --car TEXT instead of --vehicle."))
        if name is not None:
            new = stranger(session, name, phone)
            told = {"caller": new.name or name, "phone": new.phone or ""}
        else:
            told = {"who": who or ""}
        given = {**texts, **told}
        return entered_result(rescues.open_rescue(session, given, dry_run=dry_run), _DESK.view)


def _check_known(session: Session, text: str | None, thing: Thing, hint: str) -> None:
    """Raises NotFoundError with what to type instead, where nothing of that kind is meant."""
    try:
        if text:
            select(session, text, thing)
    except NotFoundError as error:
        error.hint = hint
        raise


def _register_steps(noun: App) -> None:
    @noun.verb("dispatch", help=N_("Record that somebody was sent out."), output=PRINTED)
    @with_typed((_WHO_GOES, _AT, _NOTE))
    def dispatch(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        return _step(session, which, "dispatched_at", given, dry_run=dry_run)

    @noun.verb("arrive", help=N_("Record that they are there."), output=PRINTED)
    @with_typed((_AT, _NOTE))
    def arrive(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        return _step(session, which, "arrived_at", given, dry_run=dry_run)

    @noun.verb("close", help=N_("Record that it is over, and how; whoever was helped is called the next day."), output=PRINTED)
    @with_typed(_ENDS)
    def close(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        return _step(session, which, "closed_at", given, dry_run=dry_run)


def _step(session: Session, which: str, key: str, given: Mapping[str, Any], *, dry_run: bool) -> Result:
    texts = {key if name == "at" else name: text for name, text in given.items() if text is not None}
    number = select(session, which, Thing.RESCUE)
    return entered_result(rescues.take_step(session, number, key, texts, dry_run=dry_run), _DESK.view)
