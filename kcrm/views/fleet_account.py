"""An account in its eleven views, all that are not empty, or one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kcrm.actions.fleets.account import AccountCard, ContractCard
from kcrm.i18n import N_, _
from kcrm.model.fleets import Contract, ContractKind, ContractState, CreditMeasure, Pace
from kcrm.model.personal import Personal
from kcrm.model.words import Word
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind, noun_of
from kcrm.rules.fleets.contracts import last_day, state_on
from kcrm.views import Cell, Column, View
from kcrm.views.credit import credit_part
from kcrm.views.fleets import open_bills_view
from kcrm.views.records import record_card, record_part, value_in


class AccountView(Word):
    """What may be seen of an account (Customer-service manager CRM training manual 2012)."""

    BASICS = "basics", N_("Basics")
    MEMBERS = "members", N_("Members")
    KEY_MEMBERS = "key_members", N_("Key members")
    CONTRACTS = "contracts", N_("Contracts")
    PRODUCTS = "products", N_("Products ordered")
    ARREARS = "arrears", N_("Arrears")
    RECEIVABLES = "receivables", N_("Receivables")
    STATISTICS = "statistics", N_("Statistics")
    ANNIVERSARIES = "anniversaries", N_("Anniversaries")
    RELATIONS = "relations", N_("Relations")
    VEHICLES = "vehicles", N_("Subscribed vehicles")


_GLANCE = (
    Column("late", N_("Of it late"), Cell.MONEY),
    Column("measure", N_("Credit"), Cell.ENUM, labels=CreditMeasure),
    Column("contract_until", N_("Contract until"), Cell.DATE),
    Column("due_next_month", N_("Matters due next month"), Cell.COUNT),
    Column("visit_on", N_("Next visit"), Cell.DATE),
)
_EXECUTED = (
    Column("executed", N_("Executed"), Cell.MONEY),
    Column("rate", N_("Executed in percent"), Cell.PERCENT),
    Column("elapsed", N_("Of its term"), Cell.PERCENT, 1),
    Column("pace", N_("Pace"), Cell.ENUM, 3, labels=Pace),
)
_CONTRACTS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("contract_no", N_("Contract no."), Cell.IDENTIFIER),
    Column("kind", N_("Kind"), Cell.ENUM, 2, labels=ContractKind),
    Column("state", N_("State"), Cell.ENUM, labels=ContractState),
    Column("from_on", N_("From"), Cell.DATE, 1),
    Column("until_on", N_("Until"), Cell.DATE),
    Column("amount", N_("Yuan"), Cell.MONEY),
    *_EXECUTED,
)
_DONE = (
    *_EXECUTED,
    Column("renewal_due_on", N_("Renewal due"), Cell.DATE),
)
_ORDERS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("order_no", N_("Order no."), Cell.IDENTIFIER),
    Column("closed_on", N_("Closed on"), Cell.DATE),
    Column("amount", N_("Yuan"), Cell.MONEY),
)
_HANDOVERS = (
    Column("day", N_("Day"), Cell.DATE),
    Column("former", N_("Former manager")),
    Column("manager", N_("Account manager")),
    Column("reason", N_("Why"), personal=Personal.NOTE),
)
_MONTHS = (
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("orders", N_("Repair orders"), Cell.COUNT),
    Column("paid", N_("Paid by the account"), Cell.MONEY),
)
_MEMBER = ("id", "person_id", "name", "phone", "post", "role", "key", "decides", "plate", "until_on")
_PARTS: Mapping[AccountView, tuple[SheetKind, tuple[str, ...]]] = {
    AccountView.MEMBERS: (SheetKind.MEMBERS, _MEMBER),
    AccountView.KEY_MEMBERS: (SheetKind.MEMBERS, _MEMBER),
    AccountView.PRODUCTS: (SheetKind.PRODUCTS, ("id", "product", "amount", "from_on", "until_on", "note")),
    AccountView.ANNIVERSARIES: (SheetKind.ANNIVERSARIES, ("id", "title", "day", "yearly")),
    AccountView.RELATIONS: (SheetKind.RELATIONS, ("id", "customer_id", "customer", "tie", "other_id", "other", "until_on")),
    AccountView.VEHICLES: (
        SheetKind.VEHICLES,
        ("id", "plate", "vin", "model", "delivered_on", "mileage_km", "insurance_expires_on", "inspection_due_on"),
    ),
}


def account_record(card: AccountCard) -> View:
    """The account with its views, as far as there is something to see."""
    views: dict[str, View] = {}
    for each in AccountView:
        if each is AccountView.VEHICLES:  # the longest comes last
            views["handovers"] = View(_("Managers before"), _HANDOVERS, card.handovers)
        if each is not AccountView.BASICS:
            views[each.value] = account_view(card, each)
        if each is AccountView.RECEIVABLES:
            views["credit"] = credit_part(card.credit)
    return record_card(SheetKind.FLEETS, card.facts, {key: view for key, view in views.items() if view.rows}, _glance(card))


def account_view(card: AccountCard, which: AccountView) -> View:
    """One of the views, a list of its own but for the basics."""
    if which in _PARTS:
        kind, keys = _PARTS[which]
        rows = card.belongings[kind]
        if which in {AccountView.MEMBERS, AccountView.KEY_MEMBERS}:
            rows = [row for row in rows if bool(value_in(noun_of(kind), row, "key")) == (which is AccountView.KEY_MEMBERS)]
        found = record_part(kind, _(which.label), keys, rows)
    else:
        found = _VIEWS[which](card)
    return found._replace(title=_(which.label), total=None if which is AccountView.BASICS else len(found.rows), empty=_("Nothing to see."))


def contract_record(card: ContractCard) -> View:
    """One contract, how far it is executed, and by which orders."""
    done = card.agreed.execution
    more = list(zip(_DONE, (done.executed, done.rate, done.elapsed, done.pace, card.renewal_due_on), strict=True))
    rows = [(identifier(Thing.ORDER, each.id), card.numbers.get(each.id), each.closed_on, each.amount) for each in card.orders]
    return record_card(SheetKind.CONTRACTS, card.facts, {"orders": View(_("Repair orders"), _ORDERS, rows)}, more)


def overlap_words(others: Sequence[tuple[Contract, str | None]]) -> str:
    """Whether a framework contract is to hold beside these."""
    named = _(", ").join(
        _("{number} ({first} to {last})").format(
            number=number or identifier(Thing.CONTRACT, each.id), first=each.starts_on, last=last_day(each)
        )
        for each, number in others
    )
    return _("Framework contracts of this account are in force at the same time: {contracts}. Keep it all the same?").format(
        contracts=named
    )


def _basics(card: AccountCard) -> View:
    return record_card(SheetKind.FLEETS, card.facts, {}, _glance(card))


def _glance(card: AccountCard) -> list[tuple[Column, object]]:
    """What one wants to know before a visit, without reading on."""
    books = card.books
    late = sum(each.open for each in books.ledger.open_bills if each.bill.due_on < books.today)
    ends = [each.contract.until for each in card.contracts if state_on(each.contract, books.today) is ContractState.ACTIVE]
    found = (late, card.credit.standing.measure, min(ends, default=None), card.due_next_month, card.visit_on)
    return list(zip(_GLANCE, found, strict=True))


def _contracts(card: AccountCard) -> View:
    rows = []
    for contract, number, done in card.contracts:
        named = (identifier(Thing.CONTRACT, contract.id), number, contract.kind, state_on(contract, card.books.today))
        rows.append((*named, contract.starts_on, contract.until, contract.amount, done.executed, done.rate, done.elapsed, done.pace))
    return View("", _CONTRACTS, rows)


def _arrears(card: AccountCard) -> View:
    books = card.books
    return open_bills_view(books, [each for each in books.ledger.open_bills if each.bill.due_on < books.today], books.today)


def _receivables(card: AccountCard) -> View:
    return open_bills_view(card.books, card.books.ledger.open_bills, card.books.today)


def _statistics(card: AccountCard) -> View:
    rows = [(f"{each.first:%Y-%m}", each.orders, each.paid) for each in card.months]
    return View("", _MONTHS, rows if any(each.orders for each in card.months) else [])


_VIEWS: Mapping[AccountView, Callable[[AccountCard], View]] = {
    AccountView.BASICS: _basics,
    AccountView.CONTRACTS: _contracts,
    AccountView.ARREARS: _arrears,
    AccountView.RECEIVABLES: _receivables,
    AccountView.STATISTICS: _statistics,
}
