"""What somebody has to do besides calls, as a list of their own."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.manager.duties import Duty
from kcrm.i18n import N_, _
from kcrm.model.manager import Punctual
from kcrm.model.personal import Personal
from kcrm.views import Cell, Column, View

_DUTIES = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("what", N_("What is to be done"), personal=Personal.NOTE),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("standing", N_("In time"), Cell.ENUM, labels=Punctual),
)


def duties_view(name: str, duties: Sequence[Duty]) -> View:
    """Tasks, measures and checklists of one person, late ones first."""
    rows = [(each.what.number, each.what.title, each.what.due_on, each.standing) for each in duties]
    return View(_("Tasks, measures and checks of {name}").format(name=name), _DUTIES, rows)
