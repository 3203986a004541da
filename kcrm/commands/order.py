"""`kcrm order …`: repair orders."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.edits import value_of
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.model import OrderType
from kcrm.queries.lookup import Thing
from kcrm.queries.orders import WantedOrders, listed_orders
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, Filters
from kcrm.shell.output import Output
from kcrm.shell.records import add_show, add_writing, plain_desk
from kcrm.views import View
from kcrm.views.records import record_list

_Which = Annotated[str, typer.Argument(metavar="ORDER", help=N_("A repair order: R31 or its number, or a vehicle with a single one."))]


_DESK = plain_desk(SheetKind.ORDERS, _Which)


def register(app: App) -> None:
    """The noun `order`."""
    noun = app.noun("order", help=N_("Repair orders."))

    @noun.verb("list", help=N_("List repair orders, latest first."), output=LISTED)
    def list_(
        session: Session,
        filters: Filters = None,
        vehicle: Annotated[str | None, typer.Option("--vehicle", metavar="VEHICLE", help=N_("Filter by vehicle."))] = None,
        type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help=N_("Filter by type, in English or Chinese."))] = None,
        period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=N_("Filter by opening, as in last-week."))] = None,
        open_: Annotated[bool, typer.Option("--open", help=N_("Only open ones."))] = False,
        *,
        output: Output,
    ) -> View:
        wanted = WantedOrders(
            vehicle_id=select(session, vehicle, Thing.VEHICLE) if vehicle else None,
            owner_ids=chosen_customers(session, filters),
            type=value_of(session, SheetKind.ORDERS, "type", type_, OrderType),
            opened=parse_period(period, session.today) if period else None,
            open=open_,
        )
        found, total = listed_orders(session.connection, wanted, output.page(session.context.terminal))
        return record_list(SheetKind.ORDERS, found, total)

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
