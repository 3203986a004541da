"""`kcrm classify …`: what each customer is worth, who comes first, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.classification import run as classifying
from kcrm.actions.classification.reasons import reasons_of, retention_of
from kcrm.actions.filters.typed import typed_condition
from kcrm.actions.selecting import select
from kcrm.actions.session import Session, open_session
from kcrm.dates import parse_date
from kcrm.i18n import N_, _
from kcrm.model import CustomerClass
from kcrm.queries import classification, standings
from kcrm.queries.lookup import Thing
from kcrm.render import emit
from kcrm.rules.classification import business_after
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import CustomerFilters, DryRun, Listed, Shown, Tabled
from kcrm.shell.outcome import tell_dry_run
from kcrm.shell.output import MACHINE_FORMATS
from kcrm.views.classification import ranking as views
from kcrm.views.vocabulary import meant

_On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("Judge as of this day instead of today."))]
_Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help=N_("From this day on; a year back where not said."))]


def register(app: App) -> None:
    """The noun `classify`."""
    noun = app.noun("classify", help=N_("What each customer is worth, and who comes first."))
    _register_ranking(noun)
    _register_counts(noun)


def _register_ranking(noun: App) -> None:
    @noun.verb(
        "run",
        help=N_(
            "Classify all customers as A, B or C by expected value.\n\nOnly changes since the last run are "
            "written; running it twice changes nothing."
        ),
    )
    def run(ctx: typer.Context, *, on: _On = None, dry_run: DryRun = False, output: Tabled) -> None:
        with open_session(app_context(ctx)) as session:
            day = parse_date(on, session.today, past=True) if on is not None else session.today
            done = classifying.run(session, day, dry_run=dry_run)
            emit(session.context, views.run_view(done), output)
            tell_dry_run(dry_run=dry_run)

    @noun.verb("list", help=N_("List customers by expected value, from most to least."))
    def list_(
        ctx: typer.Context,
        filters: CustomerFilters = None,
        *,
        class_: Annotated[str | None, typer.Option("--class", metavar="CLASS", help=N_("Filter by class: A, B or C."))] = None,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            wanted = meant(CustomerClass, class_, "--class") if class_ is not None else None
            narrowed = typed_condition(session, filters or ())
            page = output.page(session.context.terminal)
            found, total = standings.ranking(session.connection, wanted, narrowed.sql, narrowed.values, page)
            emit(session.context, views.ranking_view(found, total), output)
            _tell_unclassified(session)

    @noun.verb("why", help=N_("Explain a customer's class: orders, opportunities, rank, distance to the next class."))
    def why(ctx: typer.Context, who: Annotated[str, typer.Argument(metavar="WHO", help=N_("The customer."))], output: Shown) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, views.why_view(reasons_of(session, select(session, who, Thing.CUSTOMER))), output)

    @noun.verb("moves", help=N_("List customers who moved up or down a class, and why."))
    def moves(ctx: typer.Context, *, since: _Since = None, output: Listed) -> None:
        with open_session(app_context(ctx)) as session:
            found = standings.moves_since(session.connection, parse_date(_since(since), session.today, past=True))
            emit(session.context, views.moves_view(found), output)
            _tell_unclassified(session)


def _register_counts(noun: App) -> None:
    @noun.verb("summary", help=N_("Show the classes: how many, what they are worth, from which value on; and how the value adds up."))
    def summary(
        ctx: typer.Context,
        *,
        curve: Annotated[bool, typer.Option("--curve", help=N_("Only the value curve."))] = False,
        output: Tabled,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            adding_up = views.curve_view(standings.tenths(session.connection))
            if curve:
                emit(session.context, adding_up, output)
                return
            emit(session.context, views.summary_view(standings.summary(session.connection)), output)
            if output.to is None and output.chosen(session.context.terminal) not in MACHINE_FORMATS:
                emit(session.context, adding_up, output)
            _tell_unclassified(session)

    @noun.verb("spend", help=N_("Count customers by visits and spend: A many visits and a high spend, B one of the two, C neither."))
    def spend(ctx: typer.Context, output: Tabled) -> None:
        with open_session(app_context(ctx)) as session:
            latest = classification.latest_run(session.connection)
            limits = classifying.spend_of(latest, session.policy) if latest is not None else None
            counts = standings.spend_counts(session.connection, limits.visits_x2, limits.paid_x2) if limits is not None else {}
            emit(session.context, views.spend_view(counts, limits), output)
            _tell_unclassified(session)

    @noun.verb("lifecycle", help=N_("Count customers by lifecycle, and those who went quiet or came back."))
    def lifecycle(ctx: typer.Context, since: _Since = None, *, output: Tabled) -> None:
        with open_session(app_context(ctx)) as session:
            day = parse_date(_since(since), session.today, past=True)
            counts = standings.lifecycle_counts(session.connection, day)
            emit(session.context, views.lifecycle_view(counts, day.isoformat()), output)
            _tell_unclassified(session)

    @noun.verb("away", help=N_("Count the reasons that customers give for staying away."))
    def away(ctx: typer.Context, since: _Since = None, *, output: Tabled) -> None:
        with open_session(app_context(ctx)) as session:
            counts = standings.away_counts(session.connection, parse_date(_since(since), session.today, past=True))
            emit(session.context, views.away_view(counts), output)

    @noun.verb("retention", help=N_("Of the vehicles in use throughout a year, how many came in: retention and churn, by use."))
    def retention(ctx: typer.Context, on: _On = None, *, output: Tabled) -> None:
        with open_session(app_context(ctx)) as session:
            day = parse_date(on, session.today, past=True) if on is not None else session.today
            emit(session.context, views.retention_view(retention_of(session, day)), output)
            after = business_after(day, session.policy.kpi.return_months)
            notice(_("Visits after {after}, up to {on}.").format(after=after.isoformat(), on=day.isoformat()))


def _since(text: str | None) -> str:
    return text if text is not None else "-1y"


def _tell_unclassified(session: Session) -> None:
    if classification.latest_run(session.connection) is None:
        notice(_("No customer has been classified yet. To classify: kcrm classify run"))
