"""`kcrm opportunity …`: business that may yet come of a customer."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions import opportunities
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.opportunities import Kept
from kcrm.actions.selecting import select
from kcrm.actions.session import Session, open_session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import OpportunityState
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.opportunities import listed_opportunities, opportunity_by_id
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import DryRun, Filters, Listed, Printed, Shown
from kcrm.shell.outcome import tell_dry_run, tell_saved
from kcrm.shell.output import Output
from kcrm.views.classification.labels import OPPORTUNITY_STATE
from kcrm.views.opportunities import opportunity_list, opportunity_record
from kcrm.views.vocabulary import meant

_Which = Annotated[str, typer.Argument(metavar="P4", help=N_("The opportunity; or a customer who has one that is open."))]
_EXPECTED = typer.Option("--expected-on", "--expected", metavar="DATE", help=N_("By when it should come; after that it counts no more."))
_Expected = Annotated[str | None, _EXPECTED]
_Number = Annotated[str | None, typer.Option("--opportunity-no", "--number", metavar="NO", help=N_("The store's own number for it."))]
_Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Note."))]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]


def register(app: App) -> None:
    """The noun `opportunity`."""
    noun = app.noun("opportunity", help=N_("Opportunities: business that may come of a customer, by its probability."))
    _register_reading(noun)
    _register_writing(noun)


def _register_reading(noun: App) -> None:
    @noun.verb("list", help=N_("List opportunities: the open ones, or those in another state."))
    def list_(
        ctx: typer.Context,
        filters: Filters = None,
        *,
        customer: Annotated[str | None, typer.Option("--customer", metavar="WHO", help=N_("Only this customer's."))] = None,
        state: Annotated[
            str | None, typer.Option("--state", metavar="STATE", help=N_("Only in this state: open, won, lost or expired."))
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=N_("In any state."))] = False,
        output: Listed,
    ) -> None:
        if everything and state is not None:
            raise UsageError(N_("--all and --state exclude each other."))
        with open_session(app_context(ctx)) as session:
            customer_id = select(session, customer, Thing.CUSTOMER) if customer is not None else None
            wanted = None if everything else OpportunityState(meant(OPPORTUNITY_STATE, state or OpportunityState.OPEN, "--state"))
            among = chosen_customers(session, filters)
            found = listed_opportunities(session.connection, session.today, customer_id, wanted)
            found = [each for each in found if among is None or each.customer_id in among]
            emit(session.context, opportunity_list(found), output)

    @noun.verb("show", help=N_("Show one opportunity."))
    def show(ctx: typer.Context, which: _Which, output: Shown) -> None:
        with open_session(app_context(ctx)) as session:
            found = opportunity_by_id(session.connection, select(session, which, Thing.OPPORTUNITY), session.today)
            emit(session.context, opportunity_record(found), output)


def _register_writing(noun: App) -> None:
    @noun.verb("add", help=N_("Add an opportunity."))
    def add(
        ctx: typer.Context,
        who: Annotated[str, typer.Argument(metavar="WHO", help=N_("The customer."))],
        kind: Annotated[str, typer.Argument(metavar="KIND", help=N_("What it is, in a word: insurance, 换车."))],
        amount: Annotated[str, typer.Argument(metavar="YUAN", help=N_("What it would bring."))],
        probability: Annotated[str, typer.Argument(metavar="PROBABILITY", help=N_("How probable it is: 0.3 or 30%."))],
        *,
        expected_on: _Expected = None,
        number: _Number = None,
        note: _Note = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            texts = _given(kind=kind, amount=amount, probability=probability, expected_on=expected_on, opportunity_no=number, note=note)
            kept = opportunities.add(session, select(session, who, Thing.CUSTOMER), texts, dry_run=dry_run)
            _show(session, kept, output, dry_run=dry_run)

    @noun.verb("edit", help=N_('Change an opportunity; --field "" empties a field.'))
    def edit(
        ctx: typer.Context,
        which: _Which,
        *,
        kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=N_("What it is, in a word: insurance, 换车."))] = None,
        amount: Annotated[str | None, typer.Option("--amount", metavar="YUAN", help=N_("What it would bring."))] = None,
        probability: Annotated[
            str | None, typer.Option("--probability", metavar="PROBABILITY", help=N_("How probable it is: 0.3 or 30%."))
        ] = None,
        expected_on: _Expected = None,
        number: _Number = None,
        note: _Note = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            texts = _given(kind=kind, amount=amount, probability=probability, expected_on=expected_on, opportunity_no=number, note=note)
            kept = opportunities.edit(session, select(session, which, Thing.OPPORTUNITY), texts, dry_run=dry_run)
            _show(session, kept, output, dry_run=dry_run)

    @noun.verb("win", help=N_("It has come: it counts no more, what is paid for it does."))
    def win(ctx: typer.Context, which: _Which, *, reason: _Reason = None, dry_run: DryRun = False, output: Printed) -> None:
        with open_session(app_context(ctx)) as session:
            number = select(session, which, Thing.OPPORTUNITY)
            kept = opportunities.end(session, number, OpportunityState.WON, reason, dry_run=dry_run)
            _show(session, kept, output, dry_run=dry_run)

    @noun.verb("lose", help=N_("It will not come: it counts no more."))
    def lose(ctx: typer.Context, which: _Which, *, reason: _Reason = None, dry_run: DryRun = False, output: Printed) -> None:
        with open_session(app_context(ctx)) as session:
            number = select(session, which, Thing.OPPORTUNITY)
            kept = opportunities.end(session, number, OpportunityState.LOST, reason, dry_run=dry_run)
            _show(session, kept, output, dry_run=dry_run)


def _given(**texts: str | None) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text is not None}


def _show(session: Session, kept: Kept, output: Output, *, dry_run: bool) -> None:
    emit(session.context, opportunity_record(kept.opportunity), output)
    number = identifier(Thing.OPPORTUNITY, kept.opportunity.id)
    tell_saved(kept.outcome, number, f"{kept.opportunity.customer} {kept.opportunity.kind}")
    tell_dry_run(dry_run=dry_run)
