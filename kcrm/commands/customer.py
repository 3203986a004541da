"""`kcrm customer …`: persons and companies, and the card of one."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.calls.refused import allow
from kcrm.actions.cards import customer_card
from kcrm.actions.edits import value_of
from kcrm.actions.filters.typed import typed_condition
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model import CustomerKind, Kind
from kcrm.queries.customers import WantedCustomers, listed_customers
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, SHOWN, TABLED, CustomerFilters, DryRun, Qr, WhichCustomer
from kcrm.shell.output import Output
from kcrm.shell.qr import customer_code
from kcrm.shell.records import Desk, add_writing
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.customers import allowed_view, customer_record
from kcrm.views.records import record_list
from kcrm.views.vocabulary import meant

_DESK = Desk(SheetKind.CUSTOMERS, WhichCustomer, customer_card, customer_record)


def register(app: App) -> None:
    """The noun `customer`."""
    noun = app.noun("customer", help=N_("Customers."))

    @noun.verb("list", help=N_("List customers."), output=LISTED)
    def list_(
        session: Session,
        filters: CustomerFilters = None,
        *,
        kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=N_("Filter by kind: person or company."))] = None,
        specialist: Annotated[str | None, typer.Option("--specialist", metavar="STAFF", help=N_("Filter by specialist."))] = None,
        no_phone: Annotated[bool, typer.Option("--no-phone", help=N_("Only customers without a phone."))] = False,
        do_not_contact: Annotated[bool, typer.Option("--do-not-contact", help=N_("Only do-not-contact customers."))] = False,
        output: Output,
    ) -> View:
        wanted = WantedCustomers(
            kind=value_of(session, SheetKind.CUSTOMERS, "kind", kind, CustomerKind),
            specialist_id=select(session, specialist, Thing.STAFF) if specialist else None,
            no_phone=no_phone,
            do_not_contact=do_not_contact,
        )
        narrowed = typed_condition(session, filters) if filters else None
        found, total = listed_customers(session.connection, wanted, output.page(session.context.terminal), narrowed)
        return record_list(SheetKind.CUSTOMERS, found, total)

    @noun.verb("show", help=N_("Show a customer's card: facts, vehicles, open follow-ups, what happened."), output=SHOWN)
    def show(
        session: Session,
        who: WhichCustomer,
        everything: Annotated[bool, typer.Option("--all", help=N_("The whole history instead of the last ten events."))] = False,
        qr: Qr = False,
    ) -> Result:
        card = customer_card(session, select(session, who, Thing.CUSTOMER), whole_history=everything)
        return Result(customer_record(card), below=customer_code(session.context, card.customer) if qr else "")

    add_writing(
        noun,
        _DESK,
        arguments=("name", "phone"),
        add_help=N_("Add a customer."),
        edit_help=N_('Edit a customer; --field "" clears a field.'),
    )

    @noun.verb(
        "allow", help=N_("Take back a refusal: contact a customer about these kinds again, which they wanted no more of."), output=TABLED
    )
    def allow_(
        session: Session,
        who: WhichCustomer,
        kinds: Annotated[list[str], typer.Argument(metavar="KIND", help=N_("Which kinds, such as insurance_expiry or 续保."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        wanted = list(dict.fromkeys(meant(Kind, kind, "KIND") for kind in kinds))
        card = allow(session, select(session, who, Thing.CUSTOMER), wanted, dry_run=dry_run)
        return allowed_view(card, wanted)
