"""`kcrm access`: which personal data left the desk."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.access import Wanted, left
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED
from kcrm.shell.output import Output
from kcrm.views import View
from kcrm.views.access import accesses_view


def register(app: App) -> None:
    """The noun `access`."""
    noun = app.noun("access", help=N_("Which personal data left the desk: who took what, and where to."))

    @noun.verb(
        "list",
        help=N_(
            "List what left, latest first.\n\nEvery file with personal data that kcrm writes is listed, whatever export and message "
            "export give, and a list that is redirected into a file as csv, json or the like."
        ),
        output=LISTED,
    )
    def list_(
        session: Session,
        by: Annotated[str | None, typer.Option("--by", metavar="EMPLOYEE_NO", help=N_("Filter by employee."))] = None,
        period: Annotated[
            str | None, typer.Option("--period", metavar="PERIOD", help=N_("Which days: 2026-10, last-week, 2026-Q3, A..B."))
        ] = None,
        what: Annotated[
            str | None, typer.Option("--what", metavar="COMMAND", help=N_("Filter by command: export, customer list …"))
        ] = None,
        *,
        output: Output,
    ) -> View:
        wanted = Wanted(
            parse_period(period, session.today, past=True) if period is not None else None,
            select(session, by, Thing.STAFF) if by is not None else None,
            what,
        )
        return accesses_view(*left(session, wanted, output.page(session.context.terminal)))
