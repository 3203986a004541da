"""Contracts: what was executed of them, how far their time has gone by, when they are to be renewed.

What was executed is never typed: it is what the account had done and paid for within the contract's time (Customer-service manager CRM
training manual 2012). Money is fen, rates are percent 0-100 as fractions, days of a term count both ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Final

from kcrm.dates import Period
from kcrm.model import Payer
from kcrm.model.fleets import AccountKind, AccountOrder, AgreedLimit, Contract, ContractKind, ContractState, Pace
from kcrm.named import NamedTuple
from kcrm.policy_sections import FleetsPolicy

_HUNDRED = 100
PAYS: Final[Mapping[AccountKind, Payer]] = {
    AccountKind.COMPANY: Payer.CUSTOMER,
    AccountKind.INSURER: Payer.INSURER,
    AccountKind.MANUFACTURER: Payer.WARRANTY,
}
"""As whom an account pays for an order, by its kind."""


class Execution(NamedTuple):
    """What a contract came to by a day. executed: fen, of the orders named.

    rate: percent of the amount, None where that is 0. elapsed: percent of the term. ahead: percentage points by which the one goes before
    the other, less than 0 where it is behind; None without a rate.
    """

    executed: int
    orders: tuple[int, ...]
    rate: Fraction | None
    elapsed: Fraction
    ahead: Fraction | None

    @property
    def pace(self) -> Pace | None:
        """Whether that is ahead of the term or behind it; None without a rate."""
        if self.ahead is None:
            return None
        return Pace.EVEN if self.ahead == 0 else Pace.AHEAD if self.ahead > 0 else Pace.BEHIND


def last_day(contract: Contract) -> date:
    """The last day on which it holds: of its term, or that on which somebody put an end to it."""
    return contract.until if contract.ended_on is None else min(contract.until, contract.ended_on)


def state_on(contract: Contract, today: date) -> ContractState:
    """How it stands: what was in force has ended once its last day has gone by, whether or not anybody said so."""
    if contract.state is ContractState.ACTIVE and last_day(contract) < today:
        return ContractState.ENDED
    return contract.state


def in_force(contract: Contract, day: date) -> bool:
    """Whether it held on that day, be it over today; a draft never does."""
    return contract.state is not ContractState.DRAFT and contract.starts_on <= day <= last_day(contract)


def agreed_limits(contracts: Iterable[Contract]) -> tuple[AgreedLimit, ...]:
    """The credit limits that contracts name, each with the days on which it holds; a draft has agreed upon nothing."""
    return tuple(
        AgreedLimit(each.id, each.credit_limit, each.starts_on, last_day(each))
        for each in contracts
        if each.credit_limit is not None and each.state is not ContractState.DRAFT
    )


def credit_days_on(contracts: Iterable[Contract], assessed: int | None, day: date) -> int | None:
    """How many days a bill of that day may take where it names no contract: the fewest of those that hold; None where nothing was said.

    assessed: of the account's approved assessment, None without one.
    """
    agreed = [each.credit_days for each in contracts if in_force(each, day)]
    return min((days for days in (*agreed, assessed) if days is not None), default=None)


def elapsed(contract: Contract, today: date) -> Fraction:
    """Percent of the term that has gone by, today counted; 0 before it begins, 100 after it."""
    term = (contract.until - contract.starts_on).days + 1
    gone = (today - contract.starts_on).days + 1
    return Fraction(_HUNDRED * max(0, min(term, gone)), term) if term > 0 else Fraction(_HUNDRED)


def execution(contract: Contract, orders: Iterable[AccountOrder], today: date, kind: AccountKind = AccountKind.COMPANY) -> Execution:
    """What was executed by today: closed orders of the account, within the time of the contract, that the account pays.

    kind: of the account; an insurer pays as the insurer, the manufacturer for warranty.
    """
    until = min(today, last_day(contract))
    done = sorted(
        (order.id, order.amount)
        for order in orders
        if order.account_id == contract.account_id
        and order.payer is PAYS[kind]
        and order.closed_on is not None
        and contract.starts_on <= order.closed_on <= until
    )
    executed, gone = sum(amount for _id, amount in done), elapsed(contract, today)
    rate = percent(executed, contract.amount)
    return Execution(executed, tuple(number for number, _amount in done), rate, gone, None if rate is None else rate - gone)


def percent(part: int, whole: int) -> Fraction | None:
    """None where the whole is 0 or less: no value, as of a KPI."""
    return Fraction(_HUNDRED * part, whole) if whole > 0 else None


def revenue_share(contracts: Iterable[Contract], orders: Iterable[AccountOrder], period: Period) -> Fraction | None:
    """Percent of the revenue of a period that customers with a contract paid (Customer-service manager CRM training manual 2012).

    An order counts where a contract of its customer was in force on the day it was closed and the customer pays for it; the whole is every
    closed order but those that the store pays itself.
    """
    of: dict[int, list[Contract]] = {}
    for contract in contracts:
        of.setdefault(contract.account_id, []).append(contract)
    part = whole = 0
    for order in orders:
        if order.closed_on is None or order.closed_on not in period or order.payer is Payer.INTERNAL:
            continue
        whole += order.amount
        if order.payer is Payer.CUSTOMER and any(in_force(each, order.closed_on) for each in of.get(order.account_id, ())):
            part += order.amount
    return percent(part, whole)


def renewal_due_on(contract: Contract, policy: FleetsPolicy) -> date:
    """From which day on its renewal is spoken of."""
    return contract.until - timedelta(days=policy.renewal_days)


def wants_renewal(contract: Contract, others: Iterable[Contract]) -> bool:
    """Whether a contract in force is to be renewed before it ends: no other in force of its kind and account ends later."""
    if contract.state is not ContractState.ACTIVE or contract.ended_on is not None:
        return False
    return not any(
        other.account_id == contract.account_id
        and other.kind is contract.kind
        and other.state is ContractState.ACTIVE
        and last_day(other) > contract.until
        for other in others
    )


def is_renewal_due(contract: Contract, others: Iterable[Contract], policy: FleetsPolicy, today: date) -> bool:
    """Whether a contract is to be renewed and its last days are there."""
    return wants_renewal(contract, others) and renewal_due_on(contract, policy) <= today <= contract.until


def overlapping(contracts: Sequence[Contract]) -> tuple[tuple[int, int], ...]:
    """Pairs of framework contracts of one account that are both in force on a day, by number, the lower one first."""
    frameworks = sorted(
        (each for each in contracts if each.kind is ContractKind.FRAMEWORK and each.state is ContractState.ACTIVE), key=lambda each: each.id
    )
    return tuple(
        (one.id, other.id)
        for one, other in combinations(frameworks, 2)
        if one.account_id == other.account_id and one.starts_on <= last_day(other) and other.starts_on <= last_day(one)
    )
