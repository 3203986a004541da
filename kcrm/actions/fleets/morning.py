"""What a morning has for whoever looks after accounts: who is late or on hold, which contracts end, whose credit is to be assessed."""

from __future__ import annotations

from datetime import date

from kcrm.actions.session import Session
from kcrm.model.fleets import Contract, CreditMeasure, CreditReview
from kcrm.named import NamedTuple
from kcrm.policy_sections import FleetsPolicy
from kcrm.queries.account_facts import AccountFacts, account_facts
from kcrm.rules.fleets.contracts import is_renewal_due
from kcrm.rules.fleets.credit import Limits, held_since, review, standing
from kcrm.rules.fleets.receivables import ledger


class Pressing(NamedTuple):
    """An account whose credit is not in order. late: fen of its bills past their day."""

    customer_id: int
    name: str
    measure: CreditMeasure
    late: int


class Ending(NamedTuple):
    """A contract that is to be renewed. number: what the store calls it."""

    name: str
    contract: Contract
    number: str | None


class ToAssess(NamedTuple):
    """An account whose credit is to be assessed since a day."""

    customer_id: int
    name: str
    why: CreditReview
    on: date


class AccountsDay(NamedTuple):
    """pressing: the gravest measure first, then who owes most; ending: the first to end first; to_assess: the longest due first.

    of_all: whether they are everybody's, not those of one manager.
    """

    of_all: bool

    pressing: tuple[Pressing, ...]
    ending: tuple[Ending, ...]
    to_assess: tuple[ToAssess, ...]

    @property
    def late(self) -> int:
        """Fen of all bills past their day."""
        return sum(each.late for each in self.pressing)


def accounts_day(session: Session, manager_id: int | None, on: date | None = None) -> AccountsDay:
    """What there is to do for the accounts of a manager, None: for all of them. on: a day that is over, None for today.

    Of such a day it is told by the days of what is known now: bills, payments, orders, approvals and contracts; by the policy of today.
    """
    today, policy = on or session.today, session.policy.fleets
    pressing, ending, to_assess = [], [], []
    for each in account_facts(session.connection, today, manager_id, past=today < session.today):
        found, again = _judged(each, policy, today)
        if found.measure is not CreditMeasure.OK:
            pressing.append(found)
        ending += [
            Ending(each.name, contract, each.contract_numbers.get(contract.id))
            for contract in each.contracts
            if is_renewal_due(contract, each.contracts, policy, today)
        ]
        if again.on <= today:
            to_assess.append(again)
    order = list(CreditMeasure)
    return AccountsDay(
        manager_id is None,
        tuple(sorted(pressing, key=lambda each: (-order.index(each.measure), -each.late, each.customer_id))),
        tuple(sorted(ending, key=lambda each: (each.contract.until, each.contract.id))),
        tuple(sorted(to_assess, key=lambda each: (each.on, each.customer_id))),
    )


def _judged(account: AccountFacts, policy: FleetsPolicy, today: date) -> tuple[Pressing, ToAssess]:
    states = ledger(account.bills, account.payments, today).bills
    limits = Limits(account.assessed.limit if account.assessed is not None else None, account.agreed)
    stands = standing(states, sum(each.amount for each in account.orders), limits.amount_on(today), policy, today)
    held = held_since(states, [(each.opened_on, each.amount) for each in account.orders], limits, policy, today)
    late = sum(each.open for each in states if each.bill.due_on < today)
    why, on = review(account.since_on, account.assessed, held)
    number, name = account.customer_id, account.name
    return Pressing(number, name, stands.measure, late), ToAssess(number, name, why, on)
