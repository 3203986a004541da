"""`kcrm customer …`: persons and companies, and the card of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions.cards import customer_card
from kcrm.actions.edits import Entry, add, edit, specialist_named, value_of
from kcrm.actions.filters.conditions import condition
from kcrm.actions.filters.typed import filter_text
from kcrm.actions.selecting import select
from kcrm.actions.session import open_session
from kcrm.exchange.columns import SheetKind
from kcrm.i18n import N_
from kcrm.model import CustomerKind
from kcrm.queries.customers import WantedCustomers, listed_customers
from kcrm.queries.lookup import Thing
from kcrm.render import emit, write_text
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import CustomerFilters, DryRun, Listed, Printed, Qr, Shown, WhichCustomer
from kcrm.shell.outcome import show_entered
from kcrm.shell.qr import customer_code
from kcrm.views.customers import customer_list, customer_record

_Specialist = Annotated[
    str | None, typer.Option("--specialist", metavar="STAFF", help=N_("The specialist who looks after the customer from now on."))
]


def register(app: App) -> None:
    """The noun `customer`."""
    noun = app.noun("customer", help=N_("Customers."))

    @noun.verb("list", help=N_("List customers."))
    def list_(
        ctx: typer.Context,
        filters: CustomerFilters = None,
        *,
        kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=N_("Only of this kind: person or company."))] = None,
        specialist: Annotated[
            str | None, typer.Option("--specialist", metavar="STAFF", help=N_("Only those whom this specialist looks after."))
        ] = None,
        no_phone: Annotated[bool, typer.Option("--no-phone", help=N_("Only those without any phone."))] = False,
        do_not_contact: Annotated[bool, typer.Option("--do-not-contact", help=N_("Only those who want no contact."))] = False,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            wanted = WantedCustomers(
                kind=value_of(session, SheetKind.CUSTOMERS, "kind", kind, CustomerKind),
                specialist_id=select(session, specialist, Thing.STAFF) if specialist else None,
                no_phone=no_phone,
                do_not_contact=do_not_contact,
            )
            narrowed = condition(session, filter_text(filters)) if filters else None
            found, total = listed_customers(session.connection, wanted, output.page(session.context.terminal), narrowed)
            emit(session.context, customer_list(found, total), output)

    @noun.verb("show", help=N_("Show a customer's card: facts, vehicles, open follow-ups, what happened."))
    def show(
        ctx: typer.Context,
        who: WhichCustomer,
        everything: Annotated[bool, typer.Option("--all", help=N_("The whole history instead of the last ten events."))] = False,
        qr: Qr = False,
        *,
        output: Shown,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            card = customer_card(session, select(session, who, Thing.CUSTOMER), whole_history=everything)
            code = customer_code(session.context, card.customer) if qr else ""
            emit(session.context, customer_record(card), output)
            write_text(code)

    @noun.verb("add", help=N_("Add a customer."))
    @with_fields(SheetKind.CUSTOMERS, but=("name", "phone"))
    def add_(
        ctx: typer.Context,
        name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Name."))],
        phone: Annotated[str, typer.Argument(metavar="PHONE", help=N_("Phone."))],
        texts: Mapping[str, str],
        specialist: _Specialist = None,
        *,
        output: Printed,
        dry_run: DryRun = False,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            entry = Entry(
                SheetKind.CUSTOMERS,
                {"name": name, "phone": phone, **texts},
                customer_card,
                dry_run,
                specialist_id=specialist_named(session, specialist) if specialist else None,
            )
            show_entered(session.context, add(session, entry), customer_record, output, dry_run=dry_run)

    @noun.verb("edit", help=N_('Change a customer; --field "" empties a field.'))
    @with_fields(SheetKind.CUSTOMERS)
    def edit_(
        ctx: typer.Context,
        who: WhichCustomer,
        texts: Mapping[str, str],
        specialist: _Specialist = None,
        *,
        output: Printed,
        dry_run: DryRun = False,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            entry = Entry(
                SheetKind.CUSTOMERS,
                texts,
                customer_card,
                dry_run,
                specialist_id=specialist_named(session, specialist) if specialist else None,
            )
            entered = edit(session, entry, select(session, who, Thing.CUSTOMER))
            show_entered(session.context, entered, customer_record, output, dry_run=dry_run)
