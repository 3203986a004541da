"""`kcrm store …`: what the store says of itself."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.session import Session
from kcrm.actions.store import StoreEdit, edit_store
from kcrm.i18n import N_, _
from kcrm.queries.desk import store_of
from kcrm.queries.records import Saved
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, SHOWN, DryRun
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.store import store_view

_SAID = {Saved.CHANGED: N_("Changed {store}."), Saved.UNCHANGED: N_("{store}: already up to date; nothing changed.")}


def register(app: App) -> None:
    """The noun `store`."""
    noun = app.noun("store", help=N_("The store itself: its name, its code and its region."))

    @noun.verb("show", help=N_("Show the store's name, code, region and go-live date."), output=SHOWN)
    def show(session: Session) -> View:
        return store_view(store_of(session.connection), session.store.go_live_on)

    @noun.verb("edit", help=N_('Edit the store; --code "" and --region "" clear the field.'), output=PRINTED)
    def edit(
        session: Session,
        code: Annotated[
            str | None,
            typer.Option("--code", metavar="CODE", help=N_("Its code in the group: up to 16 of A-Z, 0-9, - and _.")),
        ] = None,
        region: Annotated[str | None, typer.Option("--region", metavar="TEXT", help=N_("The region the store is in."))] = None,
        name: Annotated[
            str | None, typer.Option("--name", metavar="NAME", help=N_("The dealership's name, as staff say it on the phone."))
        ] = None,
        dry_run: DryRun = False,
    ) -> Result:
        outcome, store = edit_store(session, StoreEdit(code, region, name), dry_run=dry_run)
        return Result(store_view(store, session.store.go_live_on), [_(_SAID[outcome]).format(store=store.name)])
