"""`kcrm order …`: repair orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions.edits import Entry, add, edit, value_of
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.selecting import select
from kcrm.actions.session import Session, open_session
from kcrm.dates import parse_period
from kcrm.exchange.columns import SheetKind
from kcrm.i18n import N_
from kcrm.model import Order, OrderType
from kcrm.queries import vehicles
from kcrm.queries.lookup import Thing
from kcrm.queries.orders import WantedOrders, listed_orders, order_by_id
from kcrm.render import emit
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import DryRun, Filters, Listed, Printed, Shown, WhichVehicle
from kcrm.shell.outcome import show_entered
from kcrm.views.orders import order_list, order_record

_Which = Annotated[str, typer.Argument(metavar="ORDER", help=N_("A repair order: R31 or its number; or a vehicle that has only one."))]


def register(app: App) -> None:
    """The noun `order`."""
    noun = app.noun("order", help=N_("Repair orders."))

    @noun.verb("list", help=N_("List repair orders, latest first."))
    def list_(
        ctx: typer.Context,
        filters: Filters = None,
        vehicle: Annotated[str | None, typer.Option("--vehicle", metavar="VEHICLE", help=N_("Only those of this vehicle."))] = None,
        type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help=N_("Only of this type, in English or Chinese."))] = None,
        period: Annotated[
            str | None, typer.Option("--period", metavar="PERIOD", help=N_("Only those opened in this period, as in last-week."))
        ] = None,
        open_: Annotated[bool, typer.Option("--open", help=N_("Only those not closed yet."))] = False,
        *,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            wanted = WantedOrders(
                vehicle_id=select(session, vehicle, Thing.VEHICLE) if vehicle else None,
                owner_ids=chosen_customers(session, filters),
                type=value_of(session, SheetKind.ORDERS, "type", type_, OrderType),
                opened=parse_period(period, session.today) if period else None,
                open=open_,
            )
            found, total = listed_orders(session.connection, wanted, output.page(session.context.terminal))
            emit(session.context, order_list(found, total), output)

    @noun.verb("show", help=N_("Show a repair order."))
    def show(ctx: typer.Context, which: _Which, output: Shown) -> None:
        with open_session(app_context(ctx)) as session:
            order = _read(session, select(session, which, Thing.ORDER))
            emit(session.context, order_record(order), output)

    @noun.verb("add", help=N_("Add a repair order."))
    @with_fields(SheetKind.ORDERS, but=("order_no", "type"), required=("opened_at",))
    def add_(
        ctx: typer.Context,
        order_no: Annotated[str, typer.Argument(metavar="ORDER_NO", help=N_("Order number."))],
        which: WhichVehicle,
        type_: Annotated[str, typer.Argument(metavar="TYPE", help=N_("Type, in English or Chinese, as in paid_maintenance."))],
        texts: Mapping[str, str],
        output: Printed,
        dry_run: DryRun = False,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            vehicle_id = select(session, which, Thing.VEHICLE)
            vin = vehicles.row_by_id(session.connection, vehicle_id)["vin"]
            given = {"order_no": order_no, "vin": vin, "type": type_, **texts}
            entered = add(session, Entry(SheetKind.ORDERS, given, _read, dry_run))
            show_entered(session.context, entered, order_record, output, dry_run=dry_run)

    @noun.verb("edit", help=N_('Change a repair order; --field "" empties a field. An order does not change its vehicle.'))
    @with_fields(SheetKind.ORDERS)
    def edit_(ctx: typer.Context, which: _Which, texts: Mapping[str, str], output: Printed, dry_run: DryRun = False) -> None:
        with open_session(app_context(ctx)) as session:
            entered = edit(session, Entry(SheetKind.ORDERS, texts, _read, dry_run), select(session, which, Thing.ORDER))
            show_entered(session.context, entered, order_record, output, dry_run=dry_run)


def _read(session: Session, order_id: int) -> Order:
    return order_by_id(session.connection, order_id)
