"""Which credit limit holds, the assessed one or that of the contracts, and how many days a bill may take: at their bounds, by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.fleets import AgreedLimit, Bill, Contract, ContractKind, ContractState, LimitFrom
from kcrm.policy import Policy
from kcrm.rules.fleets.contracts import agreed_limits, credit_days_on
from kcrm.rules.fleets.credit import Limit, Limits, held_since, standing
from kcrm.rules.fleets.receivables import ledger

POLICY = Policy.default().fleets
TODAY = date(2026, 6, 15)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
HELD = {"hold", "stop"}


def contract(number=1, limit=None, days=None, state=ContractState.ACTIVE, first=FIRST, last=LAST, ended_on=None):
    return Contract(number, 7, ContractKind.FRAMEWORK, state, first, last, 100, ended_on, limit, days)


@pytest.mark.parametrize(
    ("assessed", "agreed", "holds"),
    [
        (None, [], None),
        (1000, [], (1000, LimitFrom.ASSESSED, None, ())),
        (None, [500], (500, LimitFrom.CONTRACT, 500, (1,))),
        (1000, [999], (999, LimitFrom.CONTRACT, 999, (1,))),
        (1000, [1000], (1000, LimitFrom.ASSESSED, 1000, (1,))),
        (1000, [1001], (1000, LimitFrom.ASSESSED, 1001, (1,))),
        (1000, [400, 500], (900, LimitFrom.CONTRACT, 900, (1, 2))),
        (1000, [400, 600], (1000, LimitFrom.ASSESSED, 1000, (1, 2))),
        (1000, [400, None], (400, LimitFrom.CONTRACT, 400, (1,))),
        (1000, [0], (0, LimitFrom.CONTRACT, 0, (1,))),
        (0, [500], (0, LimitFrom.ASSESSED, 500, (1,))),
        (1000, [None], (1000, LimitFrom.ASSESSED, None, ())),
        (None, [None], None),
    ],
)
def test_the_lower_of_the_assessed_limit_and_of_the_contracts_together_holds(assessed, agreed, holds):
    limits = Limits(assessed, agreed_limits(contract(number, limit) for number, limit in enumerate(agreed, 1)))
    found = limits.on(TODAY)
    assert limits.amount_on(TODAY) == (None if holds is None else holds[0])
    if holds is None:
        assert found is None
        return
    amount, whose, together, numbers = holds
    assert found == Limit(amount, whose, assessed, together, numbers)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2026, 5, 31), None), (FIRST, 500), (LAST, 500), (date(2026, 7, 1), None)],
)
def test_the_limit_of_a_contract_holds_from_its_first_to_its_last_day(day, holds):
    assert Limits(None, agreed_limits([contract(limit=500)])).amount_on(day) == holds


@pytest.mark.parametrize(
    ("state", "ended_on", "last"),
    [
        (ContractState.DRAFT, None, None),
        (ContractState.TERMINATED, TODAY, TODAY),
        (ContractState.ENDED, date(2026, 7, 9), LAST),
        (ContractState.ACTIVE, None, LAST),
    ],
)
def test_a_draft_limits_nothing_and_a_contract_that_was_ended_only_until_that_day(state, ended_on, last):
    found = agreed_limits([contract(3, 500, state=state, ended_on=ended_on)])
    assert found == (() if last is None else (AgreedLimit(3, 500, FIRST, last),))


@pytest.mark.parametrize(
    ("assessed", "agreed", "days"),
    [(None, [], None), (30, [], 30), (None, [45], 45), (30, [29], 29), (30, [31], 30), (30, [60, 15], 15), (0, [15], 0), (30, [None], 30)],
)
def test_a_bill_without_a_contract_takes_the_fewest_days_that_hold(assessed, agreed, days):
    contracts = [contract(number, days=each) for number, each in enumerate(agreed, 1)]
    assert credit_days_on(contracts, assessed, TODAY) == days
    assert credit_days_on(contracts, assessed, LAST) == days
    assert credit_days_on(contracts, assessed, LAST + timedelta(days=1)) == assessed


def test_a_contract_that_begins_puts_an_account_on_hold_from_its_first_day():
    """1,000 fen since 1 May, assessed at 2,000: in order until the contract of 1 June allows 999 only."""
    bills = ledger([Bill(1, 7, 1000, date(2026, 5, 1), date(2026, 8, 1))], [], TODAY).bills
    for limit, since in ((999, FIRST), (1000, None)):
        limits = Limits(2000, [AgreedLimit(1, limit, FIRST, LAST)])
        assert held_since(bills, [], limits, POLICY, TODAY) == since
        assert (standing(bills, 0, limits.amount_on(TODAY), POLICY, TODAY).measure in HELD) is (since is not None)
    assert held_since(bills, [], Limits(999, [AgreedLimit(1, 500, FIRST, LAST)]), POLICY, TODAY) == date(2026, 5, 1)


def test_a_hold_begins_anew_where_a_contract_let_more_be_open_in_between():
    """Open 1,000 since 1 May. 900 until 31 May, 900 + 100 from 1 to 10 June, 900 again since 11 June."""
    bills = ledger([Bill(1, 7, 1000, date(2026, 5, 1), date(2026, 8, 1))], [], TODAY).bills
    long = AgreedLimit(1, 900, date(2026, 1, 1), date(2026, 12, 31))
    more = AgreedLimit(2, 100, FIRST, date(2026, 6, 10))
    assert held_since(bills, [], Limits(None, [long]), POLICY, TODAY) == date(2026, 5, 1)
    assert held_since(bills, [], Limits(None, [long, more]), POLICY, date(2026, 5, 31)) == date(2026, 5, 1)
    assert held_since(bills, [], Limits(None, [long, more]), POLICY, date(2026, 6, 10)) is None
    assert held_since(bills, [], Limits(None, [long, more]), POLICY, TODAY) == date(2026, 6, 11)
    # the limit of the only contract ends with it
    assert held_since(bills, [], Limits(None, [more]), POLICY, TODAY) is None


DAYS = st.integers(-60, 60).map(lambda days: TODAY + timedelta(days=days))
AGREED = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 5000), DAYS, st.integers(0, 60)).map(
        lambda row: AgreedLimit(row[0], row[1], row[2], row[2] + timedelta(days=row[3]))
    ),
    max_size=3,
)
OPENED = st.lists(st.tuples(DAYS, st.integers(1, 3000)), max_size=4)


@given(OPENED, st.none() | st.integers(0, 5000), AGREED)
def test_since_when_an_account_is_over_its_limit_agrees_with_every_single_day(opened, assessed, agreed):
    """Told from the measure of each of 120 days by what had come in by then."""
    limits = Limits(assessed, agreed)
    since = None
    for back in range(60, -1, -1):
        day = TODAY - timedelta(days=back)
        owed = sum(amount for on, amount in opened if on <= day)
        over = standing([], owed, limits.amount_on(day), POLICY, day).measure in HELD
        since = (since or day) if over else None
    assert held_since([], opened, limits, POLICY, TODAY) == since


@given(st.none() | st.integers(0, 5000), AGREED, DAYS)
def test_the_limit_that_holds_is_never_above_either(assessed, agreed, day):
    found = Limits(assessed, agreed).on(day)
    together = [each.amount for each in agreed if each.first_on <= day <= each.last_on]
    known = [each for each in (assessed, sum(together) if together else None) if each is not None]
    assert (found.amount if found else None) == min(known, default=None)
