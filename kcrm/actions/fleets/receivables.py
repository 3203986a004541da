"""What accounts were billed, what they paid and what is open; by day, as the rule lays payments against bills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kcrm.actions.edits import Entered, Entry, add, edit
from kcrm.actions.filters.typed import typed_condition
from kcrm.actions.selecting import select, select_of
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.model.fleets import Bill, Payment
from kcrm.named import NamedTuple
from kcrm.policy_sections import FleetsPolicy
from kcrm.queries import fleets
from kcrm.queries.fleets import AccountRow
from kcrm.queries.lookup import Thing, identifier, marked
from kcrm.queries.records import Shown, row_by_id, shown_record
from kcrm.records import SheetKind, noun_of
from kcrm.rules.fleets.receivables import Ledger, Reminder, Statement, ledger, reminder, statement


class Books(NamedTuple):
    """An account's bills and payments. numbers: by id what the store calls its bills, and its payments."""

    account: AccountRow
    bills: Sequence[Bill]
    payments: Sequence[Payment]
    ledger: Ledger
    reminder: Reminder
    bill_numbers: dict[int, str]
    payment_numbers: dict[int, str]
    policy: FleetsPolicy
    today: date


class BillCard(NamedTuple):
    """A bill as its fields say, and the books that it stands in."""

    id: int
    facts: Shown
    books: Books


def books_of(session: Session, accounts: Sequence[AccountRow]) -> list[Books]:
    """The books of these accounts by today."""
    customers = [each.customer_id for each in accounts]
    bills, payments = fleets.bills_of(session.connection, customers), fleets.payments_of(session.connection, customers)
    found = []
    for account in accounts:
        own, paid = bills[account.customer_id], payments[account.customer_id]
        laid = ledger(own, paid, session.today)
        numbers = fleets.names_of(session.connection, "bill", "bill_no", [each.id for each in own])
        receipts = fleets.names_of(session.connection, "payment", "payment_no", [each.id for each in paid])
        asked = reminder(laid.bills, session.policy.fleets, session.today)
        found.append(Books(account, own, paid, laid, asked, numbers, receipts, session.policy.fleets, session.today))
    return found


def balances(session: Session, owner: int | None = None) -> dict[str, int]:
    """By customer, as JSON names them, the fen that an account owes today, below 0 where it has paid ahead: of one customer, or of all."""
    customers = [each.customer_id for each in fleets.accounts(session.connection, owner=owner)]
    bills, payments = fleets.bills_of(session.connection, customers), fleets.payments_of(session.connection, customers)
    return {str(each): ledger(bills[each], payments[each], session.today).balance.net for each in customers}


def account_named(session: Session, text: str) -> AccountRow:
    """The account that the text means. Raises as `select` does."""
    return fleets.account_numbered(session.connection, select(session, text, Thing.FLEET))


def account_of(session: Session, customer_id: int) -> AccountRow:
    """The account of a customer. NotFoundError where an undo took it away from under its bills, contracts or assessments."""
    found = fleets.accounts(session.connection, owner=customer_id)
    if not found:
        raise NotFoundError(
            N_("{customer} is no account any more."),
            hint=N_("To make it one again: kcrm fleet add {customer}"),
            customer=identifier(Thing.CUSTOMER, customer_id),
        )
    return found[0]


def receivables(session: Session, filters: Sequence[str]) -> list[Books]:
    """The books of the accounts that a filter chooses, of which something is open or paid too much."""
    condition = typed_condition(session, filters) if filters else None
    books = books_of(session, fleets.accounts(session.connection, condition))
    return [each for each in books if each.ledger.balance != (0, 0)]


def statement_of(session: Session, text: str, days: Period) -> tuple[Books, Statement]:
    """What happened to an account's balance in these days (对账单)."""
    (books,) = books_of(session, [account_named(session, text)])
    return books, statement(books.bills, books.payments, days)


def bill_card(session: Session, number: int) -> BillCard:
    """A bill with what was paid of it."""
    owner = row_by_id(session.connection, noun_of(SheetKind.BILLS), number)["customer_id"]
    (books,) = books_of(session, [account_of(session, owner)])
    return BillCard(number, shown_record(session.connection, noun_of(SheetKind.BILLS), number, session.given), books)


def pay(session: Session, which: str, texts: dict[str, str], *, dry_run: bool) -> Entered[Shown]:
    """Take down what was paid of a bill, or by an account, whose oldest bills it closes; of a bill no more than is open (RefusedError)."""
    found = select_of(session, which, (Thing.FLEET, Thing.BILL))
    if found.thing is Thing.BILL:
        named = {"bill": marked(found)}
    else:
        owner = fleets.account_numbered(session.connection, found.id).customer_id
        named = {"who": f"id:{identifier(Thing.CUSTOMER, owner)}"}
    return add(session, Entry(SheetKind.PAYMENTS, {**named, **texts}, _payment, dry_run))


def write_off(session: Session, which: str, reason: str, *, dry_run: bool) -> Entered[BillCard]:
    """Ask no more for what is open of a bill. RefusedError where nothing is."""
    number = select(session, which, Thing.BILL)
    books = bill_card(session, number).books
    if books.ledger.open_of(number) == 0:
        name = books.bill_numbers.get(number) or identifier(Thing.BILL, number)
        raise RefusedError(N_("Nothing of {bill} is open."), hint=N_("To see its payments: kcrm bill show {bill}"), bill=name)
    texts = {"written_off_on": "today", "written_off_reason": reason}
    return edit(session, Entry(SheetKind.BILLS, texts, bill_card, dry_run), number)


def _payment(session: Session, number: int) -> Shown:
    return shown_record(session.connection, noun_of(SheetKind.PAYMENTS), number, session.given)
