"""`kcrm import profile …`: what was said of files' columns and words by --map and --map-value, and holds for files with such headings."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.profiles import forget, profile_numbered
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.queries.profiles import profiles
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, SHOWN, DryRun
from kcrm.views import View
from kcrm.views.profiles import forgotten, profile_list, profile_record

_Number = Annotated[int, typer.Argument(metavar="PROFILE", help=N_("Its number: kcrm import profile list"))]


def register(app: App) -> None:
    """The noun `import profile`."""
    noun = app.noun("import profile", help=N_("What was said of files' columns and words, and is remembered."))

    @noun.verb("list", help=N_("List what is remembered of files."), output=LISTED)
    def list_(session: Session) -> View:
        return profile_list(profiles(session.connection))

    @noun.verb("show", help=N_("Show what is remembered of files with certain headings."), output=SHOWN)
    def show(session: Session, number: _Number) -> View:
        return profile_record(profile_numbered(session, number))

    @noun.verb("forget", help=N_("Forget it: the next file with such headings is read as it stands."), output=SHOWN)
    def forget_(session: Session, number: _Number, *, dry_run: DryRun = False) -> View:
        return forgotten(forget(session, number, dry_run=dry_run))
