"""`kcrm complaint …`: the loop of a complaint, and where complaints stand."""

from __future__ import annotations

from kcrm.commands.complaint.lists import register_lists
from kcrm.commands.complaint.steps import register_steps
from kcrm.i18n import N_
from kcrm.shell.grammar import App


def register(app: App) -> None:
    """The noun `complaint`."""
    noun = app.noun("complaint", help=N_("Complaints, until the customer confirms they are settled."))
    register_steps(noun)
    register_lists(noun)
