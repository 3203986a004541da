"""`kcrm crmuse …`: how well each uses the CRM, month by month, reckoned from facts (CRM应用评分表)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from kcrm.actions.manager import crmuse
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import Period, parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model.manager import UsePart, UseState
from kcrm.queries.lookup import Thing
from kcrm.rules.crmuse import Excuse
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun, WhyNeeded
from kcrm.shell.output import Output
from kcrm.shell.paper import emit_form
from kcrm.shell.typed import word
from kcrm.views import View
from kcrm.views.crmuse import mean_list, paper_sheet, score_card, score_list, score_sheet

_Who = Annotated[str, typer.Argument(metavar="STAFF", help=N_("Whose score, by employee number or name."))]
_Period = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help=N_("A month, or several: 2026-06, 2026-Q2; last month unless said."))
]
_Month = Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("Of which month: 2026-06; last month unless said."))]
_PART = word(UsePart, "--part")


def register(app: App) -> None:
    """The noun `crmuse`."""
    noun = app.noun("crmuse", help=N_("The use score: how well each uses the CRM, month by month."))
    _register_looks(noun)
    _register_steps(noun)


def _register_looks(noun: App) -> None:
    @noun.verb("score", help=N_("Reckon everybody's score of a month by its parts; of several months the mean."), output=LISTED)
    def score(session: Session, *, period: _Period = "last-month", output: Output) -> View:
        months = crmuse.months_of(_period(session, period), session.today)
        if len(months) > 1:
            found = crmuse.means(session, months)
            return mean_list(found[: output.page(session.context.terminal)])._replace(total=len(found))
        one = crmuse.scores(session, months[0])
        return score_sheet(one[: output.page(session.context.terminal)])._replace(total=len(one))

    @noun.verb("list", help=N_("List scores month by month, with who approved them."), output=LISTED)
    def list_(
        session: Session,
        *,
        period: _Period = "last-month",
        person: Annotated[
            str | None, typer.Option("--person", metavar="NO", help=N_("Filter by whose it is, by employee number or name."))
        ] = None,
        unapproved: Annotated[bool, typer.Option("--unapproved", help=N_("Only what nobody has approved yet."))] = False,
        output: Output,
    ) -> View:
        whose = select(session, person, Thing.STAFF) if person is not None else None
        months = crmuse.months_of(_period(session, period), session.today)
        every = [each for month in reversed(months) for each in crmuse.scores(session, month)]
        found = [each for each in every if whose in {None, each.person.id} and not (unapproved and each.state is UseState.APPROVED)]
        return score_list(found[: output.page(session.context.terminal)])._replace(total=len(found))

    @noun.verb("show", help=N_("Show somebody's score of a month: each part, and what is missing."), output=SHOWN)
    def show(
        session: Session,
        who: _Who,
        *,
        period: _Month = "last-month",
        explain: Annotated[bool, typer.Option("--explain", help=N_("With all that is missing, not only the first of it."))] = False,
    ) -> View:
        (found,) = crmuse.scores(session, _month(session, period), select(session, who, Thing.STAFF))
        return score_card(found, explained=explain)

    @noun.verb("form", help=N_("Print somebody's score to be signed and filed: md, or html for A4."), output=SHOWN)
    def form(session: Session, who: _Who, *, period: _Month = "last-month", output: Output) -> None:
        (found,) = crmuse.scores(session, _month(session, period), select(session, who, Thing.STAFF))
        emit_form(session.context, paper_sheet(session.store.name, found), output)


def _register_steps(noun: App) -> None:
    @noun.verb("approve", help=N_("Approve scores of a month, as a head; from then on they stay."), output=PRINTED)
    def approve(
        session: Session,
        who: Annotated[
            list[str] | None, typer.Argument(metavar="[STAFF]...", help=N_("Whose, by employee number or name; all unless said."))
        ] = None,
        *,
        period: _Month = "last-month",
        dry_run: DryRun = False,
    ) -> View:
        people = [select(session, each, Thing.STAFF) for each in who or ()]
        return score_list(crmuse.approve(session, _month(session, period), people, dry_run=dry_run))

    @noun.verb("excuse", help=N_("Leave a part, or days, out of a score where it would be unfair, as a head."), output=PRINTED)
    def excuse(
        session: Session,
        who: _Who,
        *,
        reason: WhyNeeded,
        part: Annotated[
            str | None,
            typer.Option(
                "--part",
                metavar="PART",
                help=N_("Which part: followups, answers, completeness, tasks, plan, audit or journals; all unless said."),
            ),
        ] = None,
        days: Annotated[
            str | None,
            typer.Option("--days", metavar="PERIOD", help=N_("Which days, as in 2026-06-08..2026-06-10; the month unless said.")),
        ] = None,
        period: _Month = "last-month",
        dry_run: DryRun = False,
    ) -> View:
        which = _PART(session, part) if part is not None else None
        assert which is None or isinstance(which, UsePart)
        between = _period(session, days) if days is not None else None
        what = Excuse(which, between.first if between else None, between.last if between else None)
        number = select(session, who, Thing.STAFF)
        return score_card(crmuse.excuse(session, _month(session, period), number, what, reason, dry_run=dry_run), explained=False)


def _period(session: Session, text: str) -> Period:
    return parse_period(text, session.today)


def _month(session: Session, text: str) -> date:
    months = crmuse.months_of(_period(session, text), session.today)
    if len(months) != 1:
        raise UsageError(N_("“{value}” is not a month. Write 2026-06."), value=text)
    return months[0]
