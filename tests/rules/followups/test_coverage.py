import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import customer, day, policy_with

from kcrm.model import ClosedOrder, CustomerClass, OrderType, Use
from kcrm.rules.followups.coverage import in_sample, is_covered

NEVER_SAMPLED = policy_with(coverage__sample_percent="0").coverage


def covered(use=Use.COMMERCIAL, *, accident=False, overhaul=False, **facts):
    order = ClosedOrder(31, "R31", OrderType.PAID_REPAIR, day("2026-03-01"), accident, overhaul, None, None)
    return is_covered(order, use, customer(**facts), NEVER_SAMPLED)


@pytest.mark.parametrize(("use", "expected"), [(Use.PRIVATE, True), (None, True), (Use.OFFICIAL, False), (Use.COMMERCIAL, False)])
def test_private_vehicles_and_those_of_unknown_use_are_all_called(use, expected):
    assert covered(use) is expected


def test_overhauls_accidents_and_complainants_are_all_called():
    assert covered(overhaul=True)
    assert covered(accident=True)
    assert covered(had_complaint=True)


@pytest.mark.parametrize(
    ("customer_class", "expected"), [(CustomerClass.A, True), (CustomerClass.B, True), (CustomerClass.C, False), (None, False)]
)
def test_key_customers_are_all_called(customer_class, expected):
    assert covered(customer_class=customer_class) is expected


@given(st.text(min_size=1))
def test_nobody_is_drawn_at_zero_and_everybody_at_a_hundred_percent(order_no):
    assert not in_sample(order_no, 0)
    assert in_sample(order_no, 100)


@given(st.text(min_size=1), st.integers(0, 100), st.integers(0, 100))
def test_who_is_drawn_at_a_share_is_drawn_at_every_larger_one(order_no, one, other):
    assert not in_sample(order_no, min(one, other)) or in_sample(order_no, max(one, other))


def test_the_sample_comes_near_its_share_and_never_changes():
    drawn = [number for number in range(10_000) if in_sample(f"R{number:06}", 30)]
    # 3,000 expected; three standard deviations are 138
    assert 2862 <= len(drawn) <= 3138
    # recorded once: a plan must draw the same orders on every machine and in every version
    assert drawn[:5] == [4, 7, 10, 13, 18]
