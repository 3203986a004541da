"""`kcrm opportunity …`: business that may yet come of a customer."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.opportunities import end
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model import OpportunityState
from kcrm.queries.lookup import Thing, thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import saved_words
from kcrm.shell.records import States, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_CUSTOMER
from kcrm.shell.verbs import Result
from kcrm.views.records import record_card

_Which = Annotated[str, typer.Argument(metavar="P4", help=N_("The opportunity, or a customer with one that is open."))]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]


_DESK = plain_desk(SheetKind.OPPORTUNITIES, _Which)


def register(app: App) -> None:
    """The noun `opportunity`."""
    noun = app.noun("opportunity", help=N_("Opportunities: business that may come, and how likely."))
    _register_reading(noun)
    _register_writing(noun)


def _register_reading(noun: App) -> None:
    add_list(
        noun,
        SheetKind.OPPORTUNITIES,
        (OF_CUSTOMER,),
        help=N_("List opportunities: the open ones, or those in another state."),
        states=States(OpportunityState, (OpportunityState.OPEN,), N_("Filter by state: open (default), won, lost or expired.")),
        empty=N_("No such opportunities."),
    )
    add_show(noun, _DESK, help=N_("Show one opportunity."))


def _register_writing(noun: App) -> None:
    add_writing(
        noun,
        _DESK,
        arguments=("who", "kind", "amount", "probability"),
        only_added=("who",),
        add_help=N_("Add an opportunity."),
        edit_help=N_('Edit an opportunity; --field "" clears a field.'),
    )

    @noun.verb("win", help=N_("Mark an opportunity as won; from then on, what is paid counts instead."), output=PRINTED)
    def win(session: Session, which: _Which, *, reason: _Reason = None, dry_run: DryRun = False) -> Result:
        return _end(session, which, OpportunityState.WON, reason, dry_run=dry_run)

    @noun.verb("lose", help=N_("Mark an opportunity as lost."), output=PRINTED)
    def lose(session: Session, which: _Which, *, reason: _Reason = None, dry_run: DryRun = False) -> Result:
        return _end(session, which, OpportunityState.LOST, reason, dry_run=dry_run)


def _end(session: Session, which: str, state: OpportunityState, reason: str | None, *, dry_run: bool) -> Result:
    number = select(session, which, Thing.OPPORTUNITY)
    row, outcome = end(session, number, state, reason, dry_run=dry_run)
    found = thing(session.connection, Thing.OPPORTUNITY, number)
    return Result(record_card(SheetKind.OPPORTUNITIES, row), [saved_words(outcome, found.identifier, f"{found.label} {found.detail}")])
