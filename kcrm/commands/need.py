"""`kcrm need …`: what customers wait for, until it comes and they are called."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions import needs
from kcrm.actions.edits import Entry
from kcrm.actions.edits import add as add_record
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.model import Awaited, NeedState
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import States, add_editing, add_list, add_show, plain_desk
from kcrm.shell.typed import OF_CUSTOMER, Typed, word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.records import record_card, record_list

_Which = Annotated[str, typer.Argument(metavar="NEED", help=N_("The need, or a customer who has only one."))]
_DESK = plain_desk(SheetKind.NEEDS, _Which)
_OPEN = (NeedState.WAITING, NeedState.CAME)


def register(app: App) -> None:
    """The noun `need`."""
    noun = app.noun("need", help=N_("Needs that wait: a part, a model, an offer or a day.\n\nWhen it comes, the customer is called."))
    _register_reading(noun)
    _register_add(noun)
    _register_ends(noun)


def _register_reading(noun: App) -> None:
    add_list(
        noun,
        SheetKind.NEEDS,
        (
            OF_CUSTOMER,
            Typed("what", "--what", "WAITS_FOR", N_("Filter by what they wait for: part, model, offer, day."), word(Awaited, "--what")),
        ),
        help=N_("List needs: those waiting or arrived, or those in another state."),
        states=States(NeedState, _OPEN, N_("Filter by state: waiting, came, done or dropped.")),
        empty=N_("No such needs."),
    )
    add_show(noun, _DESK, help=N_("Show one need."))


def _register_add(noun: App) -> None:
    @noun.verb(
        "add",
        help=N_("Record what a customer waits for; a day brings the call by itself, the others once they come: kcrm need came."),
        output=PRINTED,
    )
    def add(
        session: Session,
        who: Annotated[str, typer.Argument(metavar="WHO", help=N_("The customer."))],
        text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What it is, in words."))],
        *,
        part: Annotated[bool, typer.Option("--part", help=N_("They wait for a part."))] = False,
        model: Annotated[bool, typer.Option("--model", help=N_("They wait for a model."))] = False,
        offer: Annotated[bool, typer.Option("--offer", help=N_("They wait for an offer."))] = False,
        day: Annotated[str | None, typer.Option("--day", metavar="DATE", help=N_("They want to be called on that day."))] = None,
        vehicle: Annotated[str | None, typer.Option("--vehicle", metavar="PLATE", help=N_("The vehicle that it is for."))] = None,
        need_no: Annotated[
            str | None, typer.Option("--need-no", "--number", metavar="NUMBER", help=N_("The store's own number for it."))
        ] = None,
        dry_run: DryRun = False,
    ) -> Result:
        said = {Awaited.PART: part, Awaited.MODEL: model, Awaited.OFFER: offer, Awaited.DAY: day is not None}
        chosen = [str(what) for what, is_said in said.items() if is_said]
        if len(chosen) != 1:
            raise UsageError(N_("need add: say what they wait for, one of --part, --model, --offer, --day DATE."))
        typed = {"who": who, "what": chosen[0], "text": text, "day": day, "vehicle": vehicle, "need_no": need_no}
        texts = {key: value for key, value in typed.items() if value is not None}
        return entered_result(add_record(session, Entry(SheetKind.NEEDS, texts, _DESK.read, dry_run)), _DESK.view)

    add_editing(noun, _DESK, only_added=("who",), help=N_('Edit a need; --field "" clears a field.'))


def _register_ends(noun: App) -> None:
    @noun.verb("came", help=N_("Record that what they wait for has come: the customers are called."), output=PRINTED)
    def came(
        session: Session,
        which: Annotated[list[str], typer.Argument(metavar="NEED...", help=N_("The needs that have come."))],
        *,
        dry_run: DryRun = False,
    ) -> Result:
        found = needs.came(session, [select(session, word, Thing.NEED) for word in which], dry_run=dry_run)
        untold = N_("{need}: {customer} wants no calls about it, so nobody calls. Tell them when they are here.")
        said = [_(untold).format(need=identifier(Thing.NEED, number), customer=name) for number, name in found.untold]
        return Result(record_list(SheetKind.NEEDS, found.needs), said)

    @noun.verb("drop", help=N_("Drop a need that is no longer wanted or will not come: nobody is called about it."), output=PRINTED)
    def drop(
        session: Session,
        which: _Which,
        *,
        reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        row = needs.drop(session, select(session, which, Thing.NEED), reason, dry_run=dry_run)
        return record_card(SheetKind.NEEDS, row)
