"""`kcrm operation`: what was done, by whom, and what it changed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

import typer

from kcrm.actions.operations import operation_card
from kcrm.actions.selecting import select
from kcrm.actions.session import Session, open_session
from kcrm.actions.undo import operation_number
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.queries import operations
from kcrm.queries.lookup import Thing
from kcrm.queries.operations import Wanted
from kcrm.queries.steps import steps
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import Listed, Shown
from kcrm.shell.output import MACHINE_FORMATS
from kcrm.views.operations import operation_view, operations_view


def register(app: App) -> None:
    """The noun `operation`."""
    noun = app.noun("operation", help=N_("What was done, by whom and when, and what it changed."))

    @noun.verb("list", help=N_("List operations, latest first."))
    def list_(
        ctx: typer.Context,
        by: Annotated[str | None, typer.Option("--by", metavar="EMPLOYEE_NO", help=N_("Filter by employee."))] = None,
        since: Annotated[str | None, typer.Option("--since", metavar="PERIOD", help=N_("From the first day of this period on."))] = None,
        automatic: Annotated[
            bool | None, typer.Option("--automatic/--by-hand", help=N_("Only automatic operations, or only people's."))
        ] = None,
        *,
        output: Listed,
    ) -> None:
        context = app_context(ctx)
        with open_session(context) as session:
            staff_id = select(session, by, Thing.STAFF) if by is not None else None
            wanted = Wanted(_start(session, since), staff_id, automatic)
            found = operations.operations(session.connection, wanted, output.page(context.terminal))
            about = steps(session.connection, [operation.id for operation in found])
            view = operations_view(found, about, operations.count_operations(session.connection, wanted))
            emit(session.context, view, output)

    @noun.verb("show", help=N_("Show what one operation changed, before and after."))
    def show(
        ctx: typer.Context,
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
        output: Shown,
    ) -> None:
        context = app_context(ctx)
        with open_session(context) as session:
            number = operation_number(which)
            whole = output.chosen(context.terminal) in MACHINE_FORMATS
            card = operation_card(session, number, whole=whole, limit=limit)
            emit(session.context, operation_view(card, session.context, whole=whole), output)


def _start(session: Session, since: str | None) -> datetime | None:
    if since is None:
        return None
    return datetime.combine(parse_period(since, session.today).first, time(), session.policy.zone)
