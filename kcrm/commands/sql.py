"""`kcrm sql`: a question of one's own, in SQL."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED
from kcrm.shell.output import Output
from kcrm.views import View


def register(app: App) -> None:
    """The verb `sql`."""

    @app.verb(
        "sql",
        help=N_(
            "Ask the database with a SELECT of your own; it can only read.\n\nThere are views with names, yuan and local times: "
            "v_customers, v_vehicles, v_orders, v_due, v_complaints. What their columns mean: kcrm fields views. Ctrl-C stops a statement "
            "that takes too long."
        ),
        output=LISTED,
    )
    def sql(
        session: Session,
        statement: Annotated[
            str, typer.Argument(metavar="STATEMENT", help=N_("As in 'SELECT name, phone FROM v_customers'; - for standard input."))
        ],
        parameters: Annotated[
            list[str] | None,
            typer.Option("-p", "--param", metavar="NAME=VALUE", help=N_("The value of :NAME in the statement; repeatable.")),
        ] = None,
        *,
        output: Output,
    ) -> View:
        from kcrm.actions.sql import ask  # noqa: PLC0415 - help and the Tab key load no room
        from kcrm.shell.editor import read_text  # noqa: PLC0415
        from kcrm.views.sql import asked_view  # noqa: PLC0415

        text = read_text(statement, sys.stdin.buffer.read()) if statement == "-" else statement
        return asked_view(ask(session, text, parameters or (), output.page(session.context.terminal)))
