"""`kcrm init`: make the dealership's database."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.founding import found
from kcrm.context import AppContext
from kcrm.dates import parse_date
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.records.cells import line_text, said
from kcrm.shell.console import notice
from kcrm.shell.grammar import App


def register(app: App) -> None:
    """The verb `init`."""

    @app.verb("init", help=N_("Create the database.\n\nCalls due before the go-live date are never planned."))
    def init(
        context: AppContext,
        store: Annotated[
            str, typer.Option("--store", metavar="NAME", help=N_("The dealership's name, as staff say it on the phone."))
        ] = "4S",
        go_live: Annotated[str, typer.Option("--go-live", metavar="DATE", help=N_("The first day on which kcrm is used."))] = "today",
    ) -> None:
        name = said(store, line_text)
        if name is None:
            raise UsageError(N_("--store: the name is empty."))
        day = parse_date(go_live, context.today)
        found(context, context.db_path, name, day)
        notice(_("Created {path} for {store}, live from {day}.").format(path=context.db_path, store=name, day=day))
        notice(_("Next: kcrm import staff FILE, then customers, vehicles and orders."))
