"""Contracts: executed, elapsed, renewal and overlap at their bounds, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.model import Payer
from kcrm.model.fleets import AccountKind, AccountOrder, Contract, ContractKind, ContractState, Pace
from kcrm.policy import Policy
from kcrm.rules.fleets.contracts import (
    elapsed,
    execution,
    in_force,
    is_renewal_due,
    overlapping,
    renewal_due_on,
    revenue_share,
    state_on,
)

POLICY = Policy.default().fleets
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)  # 365 days


def contract(
    number=1, account=7, kind=ContractKind.FRAMEWORK, state=ContractState.ACTIVE, starts=FIRST, until=LAST, amount=100_000, **more
):
    return Contract(number, account, kind, state, starts, until, amount, **more)


def order(number, closed_on, amount=10_000, account=7, payer=Payer.CUSTOMER):
    return AccountOrder(number, account, payer, amount, closed_on)


def test_executed_are_the_closed_orders_of_its_term_that_the_account_pays():
    orders = [
        order(9, FIRST, 10_000),
        order(2, date(2026, 3, 14), 15_050),
        order(3, FIRST - timedelta(days=1)),
        order(4, date(2026, 3, 15), 5_000),
        order(5, date(2026, 3, 16)),  # tomorrow
        order(6, None),
        order(7, date(2026, 2, 1), payer=Payer.INSURER),
        order(8, date(2026, 2, 1), payer=Payer.WARRANTY),
        order(10, date(2026, 2, 1), payer=Payer.INTERNAL),
        order(11, date(2026, 2, 1), account=8),
    ]
    found = execution(contract(), orders, date(2026, 3, 15))
    # 31 + 28 + 15 = 74 of 365 days
    assert found == (30_050, (2, 4, 9), Fraction(3005, 100), Fraction(7400, 365), Fraction(3005, 100) - Fraction(7400, 365))
    assert found.pace is Pace.AHEAD
    assert execution(contract(), orders[::-1], date(2026, 3, 15)) == found


def test_the_last_day_of_the_term_counts_and_the_day_after_does_not():
    orders = [order(1, LAST, 100), order(2, LAST + timedelta(days=1), 10)]
    assert execution(contract(), orders, date(2027, 2, 1)).executed == 100


def test_a_contract_that_was_terminated_is_executed_until_its_last_day_only():
    ended = contract(state=ContractState.TERMINATED, ended_on=date(2026, 6, 30))
    orders = [order(1, date(2026, 6, 30), 100), order(2, date(2026, 7, 1), 10)]
    assert execution(ended, orders, date(2026, 12, 1)).executed == 100


@pytest.mark.parametrize(("kind", "executed"), [(AccountKind.COMPANY, 1), (AccountKind.INSURER, 20), (AccountKind.MANUFACTURER, 300)])
def test_an_account_pays_as_what_it_is(kind, executed):
    orders = [order(1, FIRST, 1), order(2, FIRST, 20, payer=Payer.INSURER), order(3, FIRST, 300, payer=Payer.WARRANTY)]
    assert execution(contract(), orders, LAST, kind).executed == executed


def test_an_amount_of_nothing_has_no_rate_and_no_pace():
    found = execution(contract(amount=0), [order(1, FIRST)], FIRST)
    assert (found.executed, found.rate, found.ahead, found.pace) == (10_000, None, None, None)


@pytest.mark.parametrize(
    ("amount", "pace"),
    # on the 73rd day a fifth of the year has gone by
    [(20_000, Pace.EVEN), (20_001, Pace.AHEAD), (19_999, Pace.BEHIND)],
)
def test_it_is_ahead_where_more_was_executed_than_time_has_gone_by(amount, pace):
    found = execution(contract(), [order(1, FIRST, amount)], FIRST + timedelta(days=72))
    assert found.elapsed == 20
    assert found.pace is pace


@pytest.mark.parametrize(
    ("today", "gone"),
    [
        (FIRST - timedelta(days=1), Fraction(0)),
        (FIRST, Fraction(100, 365)),
        (LAST - timedelta(days=1), Fraction(36_400, 365)),
        (LAST, Fraction(100)),
        (LAST + timedelta(days=9), Fraction(100)),
    ],
)
def test_the_elapsed_share_counts_today(today, gone):
    assert elapsed(contract(), today) == gone


def test_a_contract_of_one_day_is_over_on_it():
    assert elapsed(contract(until=FIRST), FIRST) == 100


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),  # 60 days before 31 December
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_renewal_is_due_sixty_days_before_the_end(today, due):
    assert renewal_due_on(contract(), POLICY) == date(2026, 11, 1)
    assert is_renewal_due(contract(), [], POLICY, today) is due


@pytest.mark.parametrize("state", [ContractState.DRAFT, ContractState.ENDED, ContractState.TERMINATED])
def test_only_a_contract_in_force_is_renewed(state):
    assert not is_renewal_due(contract(state=state), [], POLICY, LAST)


@pytest.mark.parametrize(
    ("other", "due"),
    [
        ({}, False),
        ({"state": ContractState.DRAFT}, True),
        ({"kind": ContractKind.MAINTENANCE}, True),
        ({"account": 8}, True),
        ({"until": LAST}, True),
    ],
)
def test_a_contract_that_was_followed_by_another_is_not_to_be_renewed(other, due):
    following = {"starts": date(2027, 1, 1), "until": date(2027, 12, 31)} | other
    if following["until"] == LAST:
        following["starts"] = FIRST
    assert is_renewal_due(contract(), [contract(), contract(2, **following)], POLICY, LAST) is due


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        (ContractState.ACTIVE, LAST, ContractState.ACTIVE),
        (ContractState.ACTIVE, LAST + timedelta(days=1), ContractState.ENDED),
        (ContractState.DRAFT, LAST + timedelta(days=1), ContractState.DRAFT),
        (ContractState.TERMINATED, LAST + timedelta(days=1), ContractState.TERMINATED),
    ],
)
def test_what_was_in_force_ends_by_itself(state, today, expected):
    assert state_on(contract(state=state), today) is expected


@pytest.mark.parametrize(
    ("day", "held"),
    [(FIRST - timedelta(days=1), False), (FIRST, True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_a_contract_was_in_force_from_its_first_to_its_last_day(day, held):
    assert in_force(contract(state=ContractState.TERMINATED, ended_on=date(2026, 6, 30)), day) is held
    assert not in_force(contract(state=ContractState.DRAFT), day)


def test_the_share_of_revenue_is_of_customers_whose_contract_was_in_force_that_day():
    orders = [
        order(1, date(2026, 6, 1), 300),
        order(2, date(2026, 6, 30), 100),
        order(3, date(2026, 7, 1), 999),  # not of the period
        order(4, date(2026, 6, 5), 400, account=8),  # no contract
        order(5, date(2026, 6, 5), 200, payer=Payer.INSURER),  # somebody else pays
        order(6, date(2026, 6, 5), 777, payer=Payer.INTERNAL),  # no revenue
        order(7, None, 50),
    ]
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    # order 1 lies before the contract
    assert revenue_share([contract(starts=date(2026, 6, 2))], orders, june) == 10  # 100 of 1000
    assert revenue_share([contract(), contract(2, kind=ContractKind.MAINTENANCE)], orders, june) == 40
    assert revenue_share([contract()], [], june) is None


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({"starts": LAST}, ((1, 2),)),  # both on one day
        ({"starts": LAST + timedelta(days=1)}, ()),
        ({"starts": FIRST - timedelta(days=30), "until": FIRST}, ((1, 2),)),
        ({"starts": FIRST - timedelta(days=30), "until": FIRST - timedelta(days=1)}, ()),
        ({"kind": ContractKind.MAINTENANCE}, ()),
        ({"state": ContractState.DRAFT}, ()),
        ({"account": 8}, ()),
    ],
)
def test_framework_contracts_of_one_account_overlap_on_the_days_that_both_hold(other, found):
    second = contract(2, **({"until": date(2027, 12, 31)} | other))
    assert overlapping([contract(), second]) == overlapping([second, contract()]) == found


@given(st.lists(st.tuples(st.integers(-40, 400), st.integers(0, 10**9)), max_size=12), st.integers(-10, 380), st.integers(0, 300))
def test_what_was_executed_only_grows_with_time(done, at, later):
    orders = [order(number, FIRST + timedelta(days=days), amount) for number, (days, amount) in enumerate(done)]
    today = FIRST + timedelta(days=at)
    before, after = execution(contract(), orders, today), execution(contract(), orders, today + timedelta(days=later))
    assert before.executed <= after.executed
    assert 0 <= before.elapsed <= after.elapsed <= 100
