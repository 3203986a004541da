"""`notify`: what staff are to hear of each other's work, written out for whatever sends it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.notices import writing_out
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import BOM, FORMAT, HEADINGS, DryRun, Tongue
from kcrm.shell.outbox import write_out
from kcrm.shell.output import Output
from kcrm.shell.verbs import Result
from kcrm.views.notices import notices_view
from kcrm.views.templates import tongue_of


def register(app: App) -> None:
    """Declare `notify export`."""
    noun = app.noun("notify", help=N_("Messages to staff: what they are to hear, written out once."))

    @noun.verb(
        "export",
        help=N_(
            "Write the messages that staff have not had yet.\n\nThey tell of tasks, measures, plans, journals, scores, complaints, "
            "breaches and vehicles near a limit of the warranty duties. Each is written once, to each person who is to hear of it; kcrm "
            "undo takes the latest back, so that they are written again. What waits or is late is told as long as it does, what has "
            "happened for so many days (policy notices.days)."
        ),
        output=(FORMAT, HEADINGS, BOM),
    )
    def export(
        session: Session,
        *,
        to: Annotated[
            Path | None,
            typer.Option(
                "--to", metavar="FILE|DIR", help=N_("Write to this new file, or into this folder, a file of its own each time, numbered.")
            ),
        ] = None,
        language: Tongue = None,
        dry_run: DryRun = False,
        output: Output,
    ) -> Result | None:
        tongue = tongue_of(language)
        if dry_run:
            with writing_out(session, dry_run=True) as batch:
                view = notices_view(batch, tongue)
            return Result(view, output=output.for_programs()._replace(taken_out=False))
        if to is None:
            raise UsageError(N_("Where to? What is written is not written again: name a file or folder with --to; -n only shows it."))
        write_out(session, to, tongue, output.for_programs())
        return None
