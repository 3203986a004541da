"""`plan`: bring every customer's follow-ups up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import TABLED, DryRun
from kcrm.views import View
from kcrm.views.planning import plan_view


def register(app: App) -> None:
    """Declare `plan`."""

    @app.verb(
        "plan",
        help=N_(
            "Replan all customers' follow-ups.\n\nEvery write plans the customers it touches, and the first list "
            "of a day plans that day; this covers everyone. Running it twice changes nothing."
        ),
        output=TABLED,
    )
    def plan(
        session: Session,
        *,
        backlog: Annotated[
            bool, typer.Option("--backlog", help=N_("Also add some dormant and lost customers from before go-live."))
        ] = False,
        per_day: Annotated[
            int | None,
            typer.Option("--per-day", metavar="N", min=0, help=N_("With --backlog: how many today, instead of the policy's number.")),
        ] = None,
        anew: Annotated[bool, typer.Option("--all", help=N_("Replan everyone, even where nothing can have changed."))] = False,
        dry_run: DryRun = False,
    ) -> View:
        if per_day is not None and not backlog:
            raise UsageError(N_("--per-day requires --backlog."))
        # it only draws what follows from the records, and cron does it each morning; to take up a backlog is somebody's decision
        with session.write(dry_run=dry_run, automatic=not backlog) as planner:
            report = planner.plan_all(anew=anew)
            if backlog:
                report += planner.plan_backlog(session.policy.planning.backlog_per_day if per_day is None else per_day)
        return plan_view(report, session.policy, session.today)
