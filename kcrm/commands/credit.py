"""`kcrm credit …`: how far accounts are trusted to pay later."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.fleets import credit
from kcrm.actions.fleets.credit import NewCredit, Wanted
from kcrm.actions.session import Session
from kcrm.dates import parse_date
from kcrm.i18n import N_
from kcrm.model.fleets import CreditFacet, CreditGrade, CreditMeasure
from kcrm.records.cells import Moment, amount, days, points, said
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun, Filters
from kcrm.views import View
from kcrm.views.credit import assessed_view, credit_listing, credit_record, review_listing
from kcrm.views.vocabulary import meant

_Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help=N_("The company: C12, its number, name, or a plate of its cars."))]


def register(app: App) -> None:
    """The noun `credit`."""
    noun = app.noun("credit", help=N_("Credit of accounts: how far they may pay later, and what to do."))
    _register_judging(noun)
    _register_reading(noun)


def _register_judging(noun: App) -> None:
    @noun.verb("assess", help=N_("Assess an account's credit; it counts once somebody else approves it."), output=PRINTED)
    def assess(
        session: Session,
        which: _Account,
        *,
        size: Annotated[str | None, typer.Option("--size", metavar="SCORE", help=N_("Its size, 0 to 100."))] = None,
        finance: Annotated[str | None, typer.Option("--finance", metavar="SCORE", help=N_("Its finances, 0 to 100."))] = None,
        cooperation: Annotated[
            str | None, typer.Option("--cooperation", metavar="SCORE", help=N_("How long it has come here, 0 to 100."))
        ] = None,
        stability: Annotated[
            str | None, typer.Option("--stability", metavar="SCORE", help=N_("How steady its demand is, 0 to 100."))
        ] = None,
        informal: Annotated[bool, typer.Option("--informal", help=N_("No formal cooperation yet: grade D, without scores."))] = False,
        limit: Annotated[
            str | None, typer.Option("--limit", metavar="YUAN", help=N_("Its credit limit; by its grade, unless said."))
        ] = None,
        credit_days: Annotated[
            str | None, typer.Option("--days", metavar="DAYS", help=N_("How many days it has to pay; as before, unless said."))
        ] = None,
        facts_from: Annotated[str | None, typer.Option("--from", metavar="TEXT", help=N_("Where the facts come from."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        moment = Moment(session.today, session.now, typed=True)
        facets = {"size": size, "finance": finance, "cooperation": cooperation, "stability": stability}
        new = NewCredit(
            scores={CreditFacet(key): points(text, moment) for key, text in facets.items() if text is not None},
            formal=not informal,
            limit=None if limit is None else amount(limit, moment),
            days=None if credit_days is None else days(credit_days, moment),
            facts_from=said(facts_from),
        )
        return assessed_view(credit.assess(session, which, new, dry_run=dry_run))

    @noun.verb("approve", help=N_("Approve an assessment that somebody else made, so that it counts."), output=PRINTED)
    def approve(
        session: Session,
        which: Annotated[str, typer.Argument(metavar="CREDIT|ACCOUNT", help=N_("CA1, or the account whose latest one waits."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        return assessed_view(credit.approve(session, which, dry_run=dry_run))


def _register_reading(noun: App) -> None:
    @noun.verb("show", help=N_("Show an account's credit: grade, limit, what is open, what to do and why."), output=SHOWN)
    def show(session: Session, which: _Account) -> View:
        return credit_record(credit.credit_card(session, which))

    @noun.verb("list", help=N_("List accounts by their credit."), output=LISTED)
    def list_(
        session: Session,
        filters: Filters = None,
        *,
        grade: Annotated[str | None, typer.Option("--grade", metavar="GRADE", help=N_("Filter by grade: A, B, C or D."))] = None,
        measure: Annotated[
            str | None, typer.Option("--measure", metavar="MEASURE", help=N_("Filter by measure: ok, warn, hold or stop."))
        ] = None,
    ) -> View:
        wanted = Wanted(
            filters or (),
            None if grade is None else meant(CreditGrade, grade, "--grade"),
            None if measure is None else meant(CreditMeasure, measure, "--measure"),
        )
        return credit_listing(credit.credit_list(session, wanted))

    @noun.verb("review", help=N_("List accounts that are to be assessed, and by when."), output=LISTED)
    def review(
        session: Session,
        *,
        until: Annotated[str, typer.Option("--until", metavar="DATE", help=N_("Those to be assessed by this day."))] = "30d",
    ) -> View:
        return review_listing(credit.to_review(session, parse_date(until, session.today)))
