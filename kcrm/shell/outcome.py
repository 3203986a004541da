"""What `add`, `edit` and the like say when they are done: the record as it stands to stdout, what became of it to stderr."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kcrm.actions.edits import Entered
from kcrm.context import AppContext
from kcrm.i18n import N_, _
from kcrm.queries.records import Saved
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.output import Output
from kcrm.views import View

Card = TypeVar("Card")

_DONE = {
    Saved.NEW: N_("Added {identifier} {label}."),
    Saved.CHANGED: N_("Changed {identifier} {label}."),
    Saved.UNCHANGED: N_("{identifier} {label}: already up to date; nothing changed."),
}


def show_entered(
    context: AppContext, entered: Entered[Card], view: Callable[[Card], View], output: Output, *, dry_run: bool = False
) -> None:
    """The record, its number and what the person should know of it."""
    emit(context, view(entered.card), output)
    tell_saved(entered.outcome, entered.found.identifier, entered.label)
    for remark in entered.remarks:
        notice(remark)
    tell_dry_run(dry_run=dry_run)


def tell_saved(outcome: Saved, number: str, label: str) -> None:
    """What became of the record that was shown."""
    notice(_(_DONE[outcome]).format(identifier=number, label=label))


def tell_dry_run(*, dry_run: bool) -> None:
    """That what was said above was not written."""
    if dry_run:
        notice(_("Dry run: nothing was written."))
