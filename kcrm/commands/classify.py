"""`kcrm classify …`: what each customer is worth, who comes first, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from kcrm.actions.classification import run as classifying
from kcrm.actions.classification.reasons import reasons_of, retention_of
from kcrm.actions.filters.typed import typed_condition
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_date
from kcrm.i18n import N_, _
from kcrm.model import CustomerClass
from kcrm.queries import classification, standings
from kcrm.queries.lookup import Thing
from kcrm.rules.classification import business_after
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, SHOWN, TABLED, CustomerFilters, DryRun
from kcrm.shell.output import MACHINE_FORMATS, Output
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.classification import ranking as views
from kcrm.views.vocabulary import meant

_On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("As of this day instead of today."))]
_Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help=N_("From this day on; by default a year back."))]


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
        output=TABLED,
    )
    def run(session: Session, *, on: _On = None, dry_run: DryRun = False) -> View:
        day = parse_date(on, session.today, past=True) if on is not None else session.today
        done = classifying.run(session, day, dry_run=dry_run)
        return views.run_view(done)

    @noun.verb("list", help=N_("List customers by expected value, highest first."), output=LISTED)
    def list_(
        session: Session,
        filters: CustomerFilters = None,
        *,
        class_: Annotated[str | None, typer.Option("--class", metavar="CLASS", help=N_("Filter by class: A, B or C."))] = None,
        output: Output,
    ) -> Result:
        wanted = meant(CustomerClass, class_, "--class") if class_ is not None else None
        narrowed = typed_condition(session, filters or ())
        page = output.page(session.context.terminal)
        found, total = standings.ranking(session.connection, wanted, narrowed.sql, narrowed.values, page)
        return Result(views.ranking_view(found, total), _unclassified(session))

    @noun.verb("why", help=N_("Explain a customer's class: orders, opportunities, rank, distance to the next class."), output=SHOWN)
    def why(session: Session, who: Annotated[str, typer.Argument(metavar="WHO", help=N_("The customer."))]) -> View:
        return views.why_view(reasons_of(session, select(session, who, Thing.CUSTOMER)))

    @noun.verb("moves", help=N_("List customers who moved up or down a class, and why."), output=LISTED)
    def moves(session: Session, *, since: _Since = None) -> Result:
        found = standings.moves_since(session.connection, parse_date(_since(since), session.today, past=True))
        return Result(views.moves_view(found), _unclassified(session))


def _register_counts(noun: App) -> None:
    @noun.verb(
        "summary",
        help=N_("Show each class: customers, value, threshold; and the value curve."),
        output=TABLED,
    )
    def summary(
        session: Session,
        *,
        curve: Annotated[bool, typer.Option("--curve", help=N_("Only the value curve."))] = False,
        output: Output,
    ) -> Result:
        adding_up = views.curve_view(standings.tenths(session.connection))
        if curve:
            return Result(adding_up)
        both = output.to is None and output.chosen(session.context.terminal) not in MACHINE_FORMATS
        return Result(views.summary_view(standings.summary(session.connection)), _unclassified(session), below=adding_up if both else "")

    @noun.verb(
        "spend",
        help=N_("Count customers by visits and spend: A for many visits and high spend, B for one of the two, C for neither."),
        output=TABLED,
    )
    def spend(session: Session) -> Result:
        latest = classification.latest_run(session.connection)
        limits = classifying.spend_of(latest, session.policy) if latest is not None else None
        counts = standings.spend_counts(session.connection, limits.visits_x2, limits.paid_x2) if limits is not None else {}
        return Result(views.spend_view(counts, limits), _unclassified(session))

    @noun.verb("lifecycle", help=N_("Count customers by lifecycle, and those who went quiet or came back."), output=TABLED)
    def lifecycle(session: Session, since: _Since = None) -> Result:
        day = parse_date(_since(since), session.today, past=True)
        counts = standings.lifecycle_counts(session.connection, day)
        return Result(views.lifecycle_view(counts, day.isoformat()), _unclassified(session))

    @noun.verb("away", help=N_("Count the reasons that customers give for staying away."), output=TABLED)
    def away(session: Session, since: _Since = None) -> View:
        counts = standings.away_counts(session.connection, parse_date(_since(since), session.today, past=True))
        return views.away_view(counts)

    @noun.verb("retention", help=N_("Show retention and churn by use: how many of the vehicles in use all year came in."), output=TABLED)
    def retention(session: Session, on: _On = None) -> Result:
        day = parse_date(on, session.today, past=True) if on is not None else session.today
        after = business_after(day, session.policy.kpi.return_months)
        said = _("Visits after {after}, up to {on}.").format(after=after.isoformat(), on=day.isoformat())
        return Result(views.retention_view(retention_of(session, day)), [said])


def _since(text: str | None) -> str:
    return text if text is not None else "-1y"


def _unclassified(session: Session) -> Iterator[str]:
    if classification.latest_run(session.connection) is None:
        yield _("No customer has been classified yet. To classify: kcrm classify run")
