"""`kcrm init`: make the dealership's database."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.founding import found
from kcrm.actions.store import store_code, store_name, store_region
from kcrm.context import AppContext
from kcrm.dates import parse_date
from kcrm.i18n import N_, _
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
        code: Annotated[
            str | None, typer.Option("--store-code", metavar="CODE", help=N_("Its code in the group: up to 16 of A-Z, 0-9, - and _."))
        ] = None,
        region: Annotated[str | None, typer.Option("--region", metavar="TEXT", help=N_("The region the store is in."))] = None,
    ) -> None:
        name = store_name(store, "--store")
        day = parse_date(go_live, context.today)
        found(context, context.db_path, name, day, code=store_code(code, "--store-code"), region=store_region(region))
        notice(_("Created {path} for {store}, live from {day}.").format(path=context.db_path, store=name, day=day))
        notice(_("Next: kcrm import staff FILE, then customers, vehicles and orders."))
