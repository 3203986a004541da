"""`kcrm privacy`: who was erased comes back as somebody new."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.admitting import admit
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.views import View
from kcrm.views.erasing import admitted_view


def register(app: App) -> None:
    """The noun `privacy`."""
    noun = app.noun("privacy", help=N_("Personal data: how long they are kept, and who was erased."))

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
