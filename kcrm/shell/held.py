"""All that is held of one customer, in a page to read and a file for programs; recorded before either has its name."""

from __future__ import annotations

from pathlib import Path

from kcrm.actions.session import Session
from kcrm.context import OutputFormat
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.writing import atomic_write
from kcrm.i18n import N_
from kcrm.model.personal import nothing_personal
from kcrm.queries.held import PERSONAL, held_of
from kcrm.queries.lookup import Thing, identifier
from kcrm.render import render
from kcrm.shell.leaving import recording_of
from kcrm.views.held import held_view


def write_held(session: Session, customer_id: int, folder: Path, *, replace: bool) -> tuple[Path, Path]:
    """Write both into the folder, which is made where it is not there; the page and the file for programs.

    Raises UsageError where the folder is a file, RefusedError where one of them is there already and is not to be replaced, and as
    `atomic_write` and `recording_of` do.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(N_("--to {path} is a file; give a folder."), path=folder)
    name = identifier(Thing.CUSTOMER, customer_id)
    page, data = folder / f"{name}.html", folder / f"{name}.json"
    there = next((path for path in (page, data) if path.exists()), None)
    if there is not None and not replace:
        raise RefusedError(N_("{file} is there already."), hint=N_("To write it anew: add --replace."), file=there)
    held, context = held_of(session.connection, customer_id), session.context
    view = held_view(held)
    recording = recording_of(context, PERSONAL, 1, folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic_write(data, nothing_personal) as for_programs, atomic_write(page, recording) as to_read:
        for_programs.write(render(view, OutputFormat.JSON, context))
        to_read.write(render(view, OutputFormat.HTML, context))
    return page, data
