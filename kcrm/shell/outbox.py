"""Where messages to staff are written: a file of their own each time, as what stands in it is not written again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kcrm.actions.notices import Batch, writing_out
from kcrm.actions.session import Session
from kcrm.context import OutputFormat
from kcrm.errors import RefusedError
from kcrm.i18n import N_, Language
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.output import Output
from kcrm.shell.splitting import made_folder
from kcrm.views.notices import notices_view


def write_out(session: Session, to: Path, language: Language, output: Output) -> None:
    """Write what nobody was told yet into this new file, or into a file of its own in this folder. language: of the texts.

    The file has its name before the messages count as told: whenever power fails, none is lost; those of a number that was not kept are
    written under the same number again. Raises RefusedError for a file that is there: it may hold messages that nobody has sent yet.
    """
    if to.exists() and not to.is_dir():
        raise RefusedError(
            N_("{file} is there already, and what stands in it is not written again."),
            hint=N_("Move it away once it is sent, or name a folder, which gets a new file each time."),
            file=to,
        )
    is_folder = to.is_dir() or not to.suffix
    if is_folder:
        made_folder(session.context, to)
    placed: Path | None = None
    try:
        with writing_out(session) as batch:
            view = notices_view(batch, language)
            if batch.letters:
                output = _named(to, batch, output) if is_folder else output._replace(to=to)
                emit(session.context, view, output)
                placed = output.to
    except sqlite3.Error:
        if placed is not None:
            placed.unlink(missing_ok=True)
        raise
    if not batch.letters:
        notice(view.empty)


def _named(folder: Path, batch: Batch, output: Output) -> Output:
    """How a batch is written into a folder: under its number, csv unless another format is asked for."""
    chosen = output.format or OutputFormat.CSV
    ending = "txt" if chosen in {OutputFormat.TABLE, OutputFormat.PLAIN} else chosen.value
    return output._replace(to=folder / f"notices-{batch.number}.{ending}", format=chosen)
