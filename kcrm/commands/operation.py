"""`kcrm operation`: what was done, by whom, and what it changed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

import typer

from kcrm.actions.operations import operation_card
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.actions.undo import operation_number
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.queries import operations
from kcrm.queries.lookup import Thing
from kcrm.queries.operations import Wanted
from kcrm.queries.steps import steps
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, SHOWN
from kcrm.shell.output import MACHINE_FORMATS, Output
from kcrm.views import View
from kcrm.views.operations import operation_view, operations_view


def register(app: App) -> None:
    """The noun `operation`."""
    noun = app.noun("operation", help=N_("What was done, by whom and when, and what it changed."))

    @noun.verb("list", help=N_("List operations, latest first."), output=LISTED)
    def list_(
        session: Session,
        by: Annotated[str | None, typer.Option("--by", metavar="EMPLOYEE_NO", help=N_("Filter by employee."))] = None,
        since: Annotated[str | None, typer.Option("--since", metavar="PERIOD", help=N_("From the first day of this period on."))] = None,
        automatic: Annotated[
            bool | None, typer.Option("--automatic/--by-hand", help=N_("Only automatic operations, or only people's."))
        ] = None,
        *,
        output: Output,
    ) -> View:
        staff_id = select(session, by, Thing.STAFF) if by is not None else None
        wanted = Wanted(_start(session, since), staff_id, automatic)
        found = operations.operations(session.connection, wanted, output.page(session.context.terminal))
        about = steps(session.connection, [operation.id for operation in found])
        return operations_view(found, about, operations.count_operations(session.connection, wanted))

    @noun.verb("show", help=N_("Show what one operation changed, before and after."), output=SHOWN)
    def show(
        session: Session,
        which: Annotated[str, typer.Argument(metavar="OPERATION", help=N_("The operation's number, such as O9."))],
        limit: Annotated[
            int | None,
            typer.Option(
                "--limit",
                metavar="N",
                min=0,
                help=N_("Show at most this many records of each kind; 0 for all. By default 10 on a terminal."),
            ),
        ] = None,
        *,
        output: Output,
    ) -> View:
        number = operation_number(which)
        whole = output.chosen(session.context.terminal) in MACHINE_FORMATS
        card = operation_card(session, number, whole=whole, limit=limit)
        return operation_view(card, session.context, whole=whole)


def _start(session: Session, since: str | None) -> datetime | None:
    if since is None:
        return None
    return datetime.combine(parse_period(since, session.today).first, time(), session.policy.zone)
