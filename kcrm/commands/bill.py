"""`kcrm bill …`: what was billed to accounts, and what they paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions.fleets import receivables
from kcrm.actions.fleets.receivables import bill_card
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun, Filters, OfPeriod, WhyNeeded
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, add_editing, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_CUSTOMER, Typed, period
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.fleets import ageing_view, bill_record, open_bills_view, statement_view
from kcrm.views.records import record_card

_Which = Annotated[str, typer.Argument(metavar="BILL", help=N_("The bill: B8 or its number."))]
_Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help=N_("The company: C12, its number, name, or a plate of its cars."))]
_Payment = Annotated[str, typer.Argument(metavar="PAYMENT", help=N_("The payment: PY4."))]
_DESK = Desk(SheetKind.BILLS, _Which, bill_card, bill_record)
_PAYMENTS = plain_desk(SheetKind.PAYMENTS, _Payment)


def register(app: App) -> None:
    """The noun `bill`."""
    noun = app.noun("bill", help=N_("Bills to accounts, their payments, and what is open."))
    _register_bills(noun)
    _register_payments(noun)
    _register_owed(noun)


def _register_bills(noun: App) -> None:
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

    @noun.verb("write-off", help=N_("Ask no more for what is open of a bill."), output=PRINTED)
    def write_off(
        session: Session,
        which: _Which,
        *,
        reason: WhyNeeded,
        dry_run: DryRun = False,
    ) -> Result:
        return entered_result(receivables.write_off(session, which, reason, dry_run=dry_run), bill_record)


def _register_payments(noun: App) -> None:
    fields = noun_of(SheetKind.PAYMENTS)

    @noun.verb("pay", help=N_("Take down a payment: of one bill, or by an account, whose oldest bills it pays."), output=PRINTED)
    @with_fields(fields, arguments=("amount",), but=("who", "bill"))
    def pay(
        session: Session,
        which: Annotated[str, typer.Argument(metavar="BILL|ACCOUNT", help=N_("The bill, or the account that paid without naming one."))],
        texts: Mapping[str, str],
        dry_run: DryRun = False,
    ) -> Result:
        entered = receivables.pay(session, which, {"paid_on": "today", **texts}, dry_run=dry_run)
        return entered_result(entered, lambda row: record_card(SheetKind.PAYMENTS, row))

    payment = noun.noun("payment", help=N_("What accounts paid."))
    add_list(
        payment,
        SheetKind.PAYMENTS,
        (OF_CUSTOMER, Typed("paid", "--paid", "PERIOD", N_("Filter by when they were paid."), period)),
        help=N_("List payments."),
        empty=N_("No such payments."),
    )
    add_show(payment, _PAYMENTS, help=N_("Show one payment."))
    add_editing(payment, _PAYMENTS, only_added=("who", "bill"), help=N_("Correct a payment."))


def _register_owed(noun: App) -> None:
    @noun.verb("ageing", help=N_("What accounts owe, by how late it is, and how they are asked for it."), output=LISTED)
    def ageing(session: Session, *, filters: Filters = None) -> View:
        return ageing_view(receivables.receivables(session, filters or ()))

    @noun.verb("open", help=N_("The bills of an account that are not paid, the oldest first."), output=LISTED)
    def open_(session: Session, which: _Account) -> View:
        (books,) = receivables.books_of(session, [receivables.account_named(session, which)])
        return open_bills_view(books, books.ledger.open_bills, books.today)

    @noun.verb("statement", help=N_("An account's statement of a month: owed before, billed, received, owed after."), output=SHOWN)
    def statement(session: Session, which: _Account, *, of_period: OfPeriod = "last-month") -> View:
        return statement_view(*receivables.statement_of(session, which, parse_period(of_period, session.today)))
