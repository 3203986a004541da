"""What `add`, `edit` and the like show when they are done: the record as it stands, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kcrm.actions.edits import Entered
from kcrm.i18n import N_, _
from kcrm.queries.records import Saved
from kcrm.shell.verbs import Result
from kcrm.views import View

Card = TypeVar("Card")

_DONE = {
    Saved.NEW: N_("Added {identifier} {label}."),
    Saved.CHANGED: N_("Changed {identifier} {label}."),
    Saved.UNCHANGED: N_("{identifier} {label}: already up to date; nothing changed."),
}


def entered_result(entered: Entered[Card], view: Callable[[Card], View]) -> Result:
    """The record, its number and what the person should know of it."""
    return Result(view(entered.card), [saved_words(entered.outcome, entered.found.identifier, entered.label), *entered.remarks])


def saved_words(outcome: Saved, number: str, label: str) -> str:
    """What became of the record that is shown."""
    return _(_DONE[outcome]).format(identifier=number, label=label)
