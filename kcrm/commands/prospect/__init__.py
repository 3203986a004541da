"""`kcrm prospect …`: buying intentions, from the first call to the delivery, and back from lost."""

from __future__ import annotations

from kcrm.commands.prospect.records import register_records
from kcrm.commands.prospect.selling import register_selling
from kcrm.commands.prospect.sharing import register_sharing
from kcrm.commands.prospect.steps import register_steps
from kcrm.i18n import N_
from kcrm.shell.grammar import App


def register(app: App) -> None:
    """The noun `prospect`."""
    noun = app.noun("prospect", help=N_("Prospects: who means to buy a car, from first call to delivery."))
    register_records(noun)
    register_steps(noun)
    register_sharing(noun)
    register_selling(noun)
