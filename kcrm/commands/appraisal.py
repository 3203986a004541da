"""`kcrm appraisal …`: what the figures of each give in points or money."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.kpi.figures import asked_period
from kcrm.actions.manager.appraisals import appraisal
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.shell.grammar import App
from kcrm.shell.opening import plan_today
from kcrm.shell.options import LISTED, OfPeriod
from kcrm.views import View
from kcrm.views.appraisal import sheet_view


def register(app: App) -> None:
    """The noun `appraisal`."""
    noun = app.noun("appraisal", help=N_("Appraisals: what the figures of each give in points or money."))

    @noun.verb(
        "sheet",
        help=N_(
            "Show what a period gives each person, by the policy's table.\n\nFewer cases than appraisal.least_cases give nothing; a closed "
            "month gives by what was published."
        ),
        output=LISTED,
    )
    def sheet(
        session: Session,
        *,
        period: OfPeriod = "last-month",
        staff: Annotated[str | None, typer.Option("--staff", metavar="STAFF", help=N_("Filter by whose it is."))] = None,
        explain: Annotated[
            bool, typer.Option("--explain", help=N_("A line for each figure: its value, its cases, and which row gives what."))
        ] = False,
    ) -> View:
        days = asked_period(session, period)
        plan_today(session)
        person = select(session, staff, Thing.STAFF) if staff is not None else None
        return sheet_view(appraisal(session, days, person), explained=explain)
