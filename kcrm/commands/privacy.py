"""`kcrm privacy`: what was kept long enough goes, and who was erased comes back as somebody new."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.admitting import admit
from kcrm.actions.session import Session
from kcrm.actions.sweeping import sweep, swept
from kcrm.i18n import N_, _
from kcrm.shell.console import confirm_name
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.views import View
from kcrm.views.erasing import admitted_view, sweep_view


def register(app: App) -> None:
    """The noun `privacy`."""
    noun = app.noun("privacy", help=N_("Personal data: how long they are kept, and who was erased."))

    @noun.verb(
        "sweep",
        help=N_(
            "Erase what has been kept for as long as the policy says: lost prospects, customers long away, notes of calls.\n\nWho has "
            "something open stays. A block in each operation: it may be stopped and run again. How long: kcrm policy show privacy"
        ),
        output=PRINTED,
    )
    def sweep_(
        session: Session,
        confirm: Annotated[
            str | None, typer.Option("--confirm", metavar="NAME", help=N_("The store's name, to skip the question."))
        ] = None,
        dry_run: DryRun = False,
    ) -> View:
        if dry_run:
            return sweep_view(swept(session))
        name = session.store.name
        question = _("This erases for good what kcrm privacy sweep -n lists. Type the store's name to continue ({name}):").format(name=name)
        confirm_name(session.context, question, name, given=confirm)
        return sweep_view(sweep(session))

    @noun.verb(
        "admit",
        help=N_(
            "Let somebody who was erased in again, who has come as a customer once more.\n\n"
            "Nothing of what was erased comes back; they are added, or brought by a file, as somebody new."
        ),
        output=PRINTED,
    )
    def admit_(
        session: Session,
        who: Annotated[
            str, typer.Argument(metavar="WHO|PHONE", help=N_("Their phone, their customer number, or an identifier such as C12."))
        ],
        dry_run: DryRun = False,
    ) -> View:
        return admitted_view(admit(session, who, dry_run=dry_run))
