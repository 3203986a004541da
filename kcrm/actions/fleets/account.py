"""One account in its eleven views, as the Customer-service manager CRM training manual 2012 has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kcrm.actions.fleets.coming import coming
from kcrm.actions.fleets.credit import AccountCredit, credits_of
from kcrm.actions.fleets.receivables import Books, account_of, books_of
from kcrm.actions.given import reckoned_by
from kcrm.actions.session import Session
from kcrm.dates import add_months, parse_period
from kcrm.model.fleets import AccountOrder, Contract
from kcrm.model.kinds import Kind
from kcrm.named import NamedTuple
from kcrm.queries import fleets
from kcrm.queries.followups import open_of_customer
from kcrm.queries.known_accounts import account_known
from kcrm.queries.records import Shown, listed_records, row_by_id, shown_record
from kcrm.records import SheetKind, noun_of
from kcrm.rules.fleets.calls import next_visit_on
from kcrm.rules.fleets.contracts import PAYS, Execution, execution, overlapping, renewal_due_on

_MONTHS = 12


class Agreed(NamedTuple):
    """A contract with what was executed of it. number: what the store calls it."""

    contract: Contract
    number: str | None
    execution: Execution


class Month(NamedTuple):
    """What the account had done in a month, by the day on which orders were closed. paid: fen that it paid itself."""

    first: date
    orders: int
    paid: int


class AccountCard(NamedTuple):
    """The eleven views of an account. belongings: by kind what is declared of it.

    months: the last twelve, the latest first. handovers: whose it was. visit_on: its next visit, None where there is none. due_next_month:
    how many matters of its vehicles are due then, or about a day in it.
    """

    facts: Shown
    books: Books
    contracts: Sequence[Agreed]
    belongings: dict[SheetKind, Sequence[Shown]]
    months: Sequence[Month]
    handovers: Sequence[fleets.Handover]
    credit: AccountCredit
    visit_on: date | None
    due_next_month: int


def account_card(session: Session, number: int) -> AccountCard:
    """The account with everything that belongs to it."""
    connection = session.connection
    account = fleets.account_numbered(connection, number)
    (books,) = books_of(session, [account])
    orders = fleets.account_orders(connection, account.customer_id, account.kind)
    contracts = fleets.contracts_of(connection, account.customer_id)
    numbers = fleets.names_of(connection, "contract", "contract_no", [each.id for each in contracts])
    agreed = [Agreed(each, numbers.get(each.id), execution(each, orders, session.today, account.kind)) for each in contracts]
    belongings = {
        kind: _of_customer(session, kind, condition, account.customer_id)
        for kind, condition in (
            (SheetKind.MEMBERS, "member.customer_id = :customer"),
            (SheetKind.RELATIONS, ":customer IN (relation.customer_id, relation.other_id)"),
            (SheetKind.PRODUCTS, "product.customer_id = :customer"),
            (SheetKind.ANNIVERSARIES, "anniversary.customer_id = :customer AND anniversary.ended_on IS NULL"),
            (SheetKind.VEHICLES, "vehicle.id IN (SELECT vehicle_id FROM ownership WHERE customer_id = :customer AND until_on IS NULL)"),
        )
    }
    facts = shown_record(connection, noun_of(SheetKind.FLEETS), number, reckoned_by(session, SheetKind.FLEETS, account.customer_id))
    (credit,) = credits_of(session, [account])
    paid = [each for each in orders if each.payer is PAYS[account.kind]]
    months, handovers = _months(orders, paid, session.today), fleets.handovers(connection, number)
    visit_on, due = _visit_on(session, account.customer_id), coming(session, number, parse_period("next-month", session.today, past=False))
    return AccountCard(facts, books, agreed, belongings, months, handovers, credit, visit_on, len(due.matters))


def _visit_on(session: Session, customer_id: int) -> date | None:
    """The day of the visit that is open, else of the next one."""
    rule = session.policy.followups[Kind.ACCOUNT_VISIT]
    open_on = min(
        (each.due_on for each in open_of_customer(session.connection, customer_id) if each.kind is Kind.ACCOUNT_VISIT), default=None
    )
    if open_on is not None or not rule.enabled:
        return open_on
    known = account_known(session.connection, customer_id, session.policy.zone)
    return next_visit_on(known, session.policy.fleets, session.today)


class ContractCard(NamedTuple):
    """A contract, what was executed of it, and of which orders. numbers: by id what the store calls these."""

    facts: Shown
    agreed: Agreed
    orders: Sequence[AccountOrder]
    numbers: dict[int, str]
    renewal_due_on: date


def contract_card(session: Session, number: int) -> ContractCard:
    """A contract with the orders that were done under it."""
    connection = session.connection
    owner = row_by_id(connection, noun_of(SheetKind.CONTRACTS), number)["customer_id"]
    account = account_of(session, owner)
    (contract,) = [each for each in fleets.contracts_of(connection, owner) if each.id == number]
    orders = fleets.account_orders(connection, owner, account.kind)
    done = execution(contract, orders, session.today, account.kind)
    numbers = fleets.names_of(connection, "repair_order", "order_no", done.orders)
    facts = shown_record(connection, noun_of(SheetKind.CONTRACTS), number, session.given)
    under = [each for each in orders if each.id in done.orders]
    return ContractCard(facts, Agreed(contract, None, done), under, numbers, renewal_due_on(contract, session.policy.fleets))


def overlaps(session: Session, number: int) -> list[tuple[Contract, str | None]]:
    """The account's other framework contracts that are in force on a day on which this one is, each with what the store calls it."""
    owner = row_by_id(session.connection, noun_of(SheetKind.CONTRACTS), number)["customer_id"]
    contracts = fleets.contracts_of(session.connection, owner)
    others = {each for pair in overlapping(contracts) if number in pair for each in pair} - {number}
    numbers = fleets.names_of(session.connection, "contract", "contract_no", others)
    return [(each, numbers.get(each.id)) for each in contracts if each.id in others]


def _of_customer(session: Session, kind: SheetKind, condition: str, customer_id: int) -> Sequence[Shown]:
    rows, _total = listed_records(session.connection, noun_of(kind), condition, {**session.given, "customer": customer_id}, None)
    return list(rows)


def _months(orders: Sequence[AccountOrder], paid: Sequence[AccountOrder], today: date) -> list[Month]:
    first = today.replace(day=1)
    months = []
    for back in range(_MONTHS):
        begin, end = add_months(first, -back), add_months(first, 1 - back)
        done, own = ([each for each in some if each.closed_on is not None and begin <= each.closed_on < end] for some in (orders, paid))
        months.append(Month(begin, len(done), sum(each.amount for each in own)))
    return months
