"""`kcrm order …`: repair orders."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.cards import order_card
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.records import Desk, add_list, add_show, add_writing
from kcrm.shell.typed import Typed, of_field, one, period
from kcrm.views.orders import order_record

_Which = Annotated[str, typer.Argument(metavar="ORDER", help=N_("A repair order: R31 or its number, or a vehicle with only one."))]


_DESK = Desk(SheetKind.ORDERS, _Which, order_card, order_record)


def register(app: App) -> None:
    """The noun `order`."""
    noun = app.noun("order", help=N_("Repair orders."))

    add_list(
        noun,
        SheetKind.ORDERS,
        (
            Typed("vehicle", "--vehicle", "VEHICLE", N_("Filter by vehicle."), one(Thing.VEHICLE)),
            Typed("type", "--type", "TYPE", N_("Filter by type, in English or Chinese."), of_field(SheetKind.ORDERS, "type")),
            Typed("period", "--period", "PERIOD", N_("Filter by opening, as in last-week."), period),
            Typed("open", "--open", "", N_("Only open ones.")),
        ),
        help=N_("List repair orders, latest first."),
    )
    add_show(noun, _DESK, help=N_("Show a repair order."))
    add_writing(
        noun,
        _DESK,
        arguments=("order_no", "vehicle", "type"),
        required=("opened_at",),
        only_added=("vehicle",),
        add_help=N_("Add a repair order."),
        edit_help=N_('Edit a repair order; --field "" clears a field. Its vehicle cannot be changed.'),
    )
