"""What accounts owe: one line an account by how late it is, a bill with its payments, the statement of a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kcrm.actions.fleets.receivables import BillCard, Books
from kcrm.i18n import N_, _
from kcrm.model.fleets import Dunning, Overdue
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.rules.fleets.receivables import BillState, Statement, ageing, days_late, dunning_of, overdue_of
from kcrm.views import Cell, Column, View
from kcrm.views.records import record_card, single

_OWED = (
    Column("customer_id", N_("Account"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 6),
    Column("customer", N_("Company"), personal=Personal.NAME),
    Column("open", N_("Still owed"), Cell.MONEY),
    *(Column(each.value, each.label, Cell.MONEY, 2) for each in Overdue),
    Column("credit", N_("Paid ahead"), Cell.MONEY, 3),
    Column("days_late", N_("Days late"), Cell.COUNT, 1),
    Column("dunning", N_("Reminder"), Cell.ENUM, 1, labels=Dunning),
    Column("next_on", N_("Next step on"), Cell.DATE, 4),
)
OPEN_BILLS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("bill_no", N_("Bill no."), Cell.IDENTIFIER),
    Column("issued_on", N_("Issued"), Cell.DATE),
    Column("due_on", N_("To be paid by"), Cell.DATE),
    Column("amount", N_("Yuan"), Cell.MONEY, 1),
    Column("paid", N_("Paid of it"), Cell.MONEY, 2),
    Column("open", N_("Still owed"), Cell.MONEY),
    Column("days_late", N_("Days late"), Cell.COUNT),
    Column("age", N_("How late"), Cell.ENUM, 3, labels=Overdue),
    Column("dunning", N_("Reminder"), Cell.ENUM, 2, labels=Dunning),
)
_LAID = (
    Column("payment_id", N_("Payment"), Cell.IDENTIFIER),
    Column("payment_no", N_("Payment no."), Cell.IDENTIFIER, 2),
    Column("on", N_("Day"), Cell.DATE),
    Column("amount", N_("Yuan"), Cell.MONEY),
)
_STANDS = (
    Column("paid", N_("Paid of it"), Cell.MONEY),
    Column("written_off", N_("Given up"), Cell.MONEY),
    Column("open", N_("Still owed"), Cell.MONEY),
    Column("settled_on", N_("Settled on"), Cell.DATE),
    Column("days_late", N_("Days late"), Cell.COUNT),
    Column("dunning", N_("Reminder"), Cell.ENUM, labels=Dunning),
)
_MOVES = (
    Column("on", N_("Day"), Cell.DATE),
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("number", N_("Document no."), Cell.IDENTIFIER),
    Column("billed", N_("Billed"), Cell.MONEY),
    Column("received", N_("Payments"), Cell.MONEY),
    Column("given_up", N_("Given up"), Cell.MONEY),
    Column("balance", N_("Balance"), Cell.MONEY),
)
_STATEMENT = (
    Column("customer_id", N_("Account"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER),
    Column("customer", N_("Company"), personal=Personal.NAME),
    Column("from_on", N_("From"), Cell.DATE),
    Column("until_on", N_("Until"), Cell.DATE),
    Column("opening", N_("Owed before"), Cell.MONEY),
    Column("billed", N_("Billed"), Cell.MONEY),
    Column("received", N_("Payments"), Cell.MONEY),
    Column("given_up", N_("Given up"), Cell.MONEY),
    Column("closing", N_("Owed after"), Cell.MONEY),
)


def ageing_view(books: Sequence[Books]) -> View:
    """What each account owes by how late it is, and at which step it is asked."""
    rows = []
    for each in books:
        states, balance, today = each.ledger.bills, each.ledger.balance, each.today
        by_age = ageing(states, today)
        owed = (balance.open, *(by_age[bucket] for bucket in Overdue), balance.credit)
        account = each.account
        named = (identifier(Thing.CUSTOMER, account.customer_id), account.customer_no, account.name)
        rows.append((*named, *owed, days_late(states, today), each.reminder.step, each.reminder.next_on))
    return View(_("Receivables"), _OWED, rows, total=len(rows), empty=_("Nobody owes anything."))


def bill_record(card: BillCard) -> View:
    """One bill, what is open of it, and which payments went to it."""
    books, today = card.books, card.books.today
    state = next((each for each in books.ledger.bills if each.bill.id == card.id), None)
    laid = [
        (identifier(Thing.PAYMENT, each.payment_id), books.payment_numbers.get(each.payment_id), each.on, each.amount)
        for each in books.ledger.allocations
        if each.bill_id == card.id
    ]
    stands: tuple[object, ...] = (None,) * len(_STANDS)  # of a bill that is issued later
    if state is not None:
        late = max(0, (today - state.bill.due_on).days) if state.open > 0 else 0
        step = dunning_of(state.bill.due_on, books.policy, today) if state.open > 0 else Dunning.NONE
        stands = (state.paid, state.written_off, state.open, state.settled_on, late, step)
    more = list(zip(_STANDS, stands, strict=True))
    return record_card(SheetKind.BILLS, card.facts, {"payments": View(_("Payments"), _LAID, laid)}, more)


def open_bills_view(books: Books, bills: Sequence[BillState], day: date) -> View:
    """Bills of an account of which something is open by that day, the oldest first."""
    rows = []
    for state in bills:
        bill = state.bill
        named = (identifier(Thing.BILL, bill.id), books.bill_numbers.get(bill.id), bill.issued_on, bill.due_on)
        age = (max(0, (day - bill.due_on).days), overdue_of(bill.due_on, day), dunning_of(bill.due_on, books.policy, day))
        rows.append((*named, bill.amount, state.paid, state.open, *age))
    return View(_("Open bills"), OPEN_BILLS, rows, total=len(rows))


def statement_view(books: Books, found: Statement) -> View:
    """A statement of account for the customer: what was owed, billed and received, and what is open at the end."""
    account, days = books.account, found.days
    billed, received = sum(each.amount for each in found.bills), sum(each.amount for each in found.payments)
    given_up = sum(each.amount for each in found.written_off)
    named = (identifier(Thing.CUSTOMER, account.customer_id), account.customer_no, account.name)
    row = (*named, days.first, days.last, found.opening.net, billed, received, given_up, found.closing.net)
    parts = {"moves": View(_("Movements"), _MOVES, _moves(books, found)), "open_bills": open_bills_view(books, found.open_bills, days.last)}
    return single(_("Statement of account"), _STATEMENT, row, parts)


class _Move(NamedTuple):
    """What moved a balance. order: within a day bills come before payments, as the rule takes them."""

    on: date
    order: int
    id: str
    number: str | None
    billed: int = 0
    received: int = 0
    given_up: int = 0


def _moves(books: Books, found: Statement) -> list[tuple[object, ...]]:
    """Each movement in the order of its day, with the balance after it."""
    rows: list[tuple[object, ...]] = []
    balance = found.opening.net
    for move in sorted(_moved(books, found), key=lambda each: (each.on, each.order, each.id)):
        balance += move.billed - move.received - move.given_up
        amounts = (move.billed or None, move.received or None, move.given_up or None)
        rows.append((move.on, move.id, move.number, *amounts, balance))
    return rows


def _moved(books: Books, found: Statement) -> Iterator[_Move]:
    for bill in found.bills:
        yield _Move(bill.issued_on, 0, identifier(Thing.BILL, bill.id), books.bill_numbers.get(bill.id), billed=bill.amount)
    for paid in found.payments:
        yield _Move(paid.paid_on, 1, identifier(Thing.PAYMENT, paid.id), books.payment_numbers.get(paid.id), received=paid.amount)
    for bill, amount in found.written_off:
        day = bill.written_off_on or found.days.last
        yield _Move(day, 2, identifier(Thing.BILL, bill.id), books.bill_numbers.get(bill.id), given_up=amount)
