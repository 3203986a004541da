"""`kcrm fleet …`: companies that are accounts, and the people there."""

from __future__ import annotations

from kcrm.commands.fleet.accounts import register_accounts
from kcrm.commands.fleet.belongings import register_belongings
from kcrm.i18n import N_
from kcrm.shell.grammar import App


def register(app: App) -> None:
    """The noun `fleet`."""
    noun = app.noun("fleet", help=N_("Fleet accounts: companies, their people and what they owe."))
    register_accounts(noun)
    register_belongings(noun)
