"""`kcrm bill …`: what was billed to accounts, and what they paid."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.records import add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_CUSTOMER, Typed, period

_Which = Annotated[str, typer.Argument(metavar="BILL", help=N_("The bill: B8 or its number."))]
_DESK = plain_desk(SheetKind.BILLS, _Which)


def register(app: App) -> None:
    """The noun `bill`."""
    noun = app.noun("bill", help=N_("Bills to accounts, their payments, and what is open."))
    add_list(
        noun,
        SheetKind.BILLS,
        (OF_CUSTOMER, Typed("issued", "--issued", "PERIOD", N_("Filter by when they were issued."), period)),
        help=N_("List bills."),
        empty=N_("No such bills."),
    )
    add_show(noun, _DESK, help=N_("Show one bill with its payments."))
    add_writing(
        noun,
        _DESK,
        arguments=("who", "amount"),
        only_added=("who",),
        add_help=N_("Bill an account."),
        edit_help=N_('Edit a bill; --field "" clears a field.'),
    )
