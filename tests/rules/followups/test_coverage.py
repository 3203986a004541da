"""Whom the post-service call reaches, by which rule, and from which day on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import customer, day, policy_with, vehicle

from kcrm.model import ClosedOrder, CustomerClass, KnownComplaint, OrderType, Use
from kcrm.rules.followups.coverage import coverage_of, in_sample

NEVER_SAMPLED = policy_with(coverage__sample_percent="0").coverage
CLOSED = day("2026-03-01")
DAY_BEFORE, DAY_AFTER = day("2026-02-28"), day("2026-03-02")


def covered(use=Use.COMMERCIAL, *, since=None, accident=False, overhaul=False, coverage=NEVER_SAMPLED, **facts):
    """By which rule, with what it found; None where no rule covers it."""
    order = ClosedOrder(31, "R31", OrderType.PAID_REPAIR, CLOSED, accident, overhaul, None, None)
    found = coverage_of(order, vehicle(use=use, use_since_on=since), customer(**facts), coverage)
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("use", "expected"), [(Use.PRIVATE, "use=private"), (None, "use=private"), (Use.OFFICIAL, None), (Use.COMMERCIAL, None)]
)
def test_private_vehicles_and_those_of_unknown_use_are_all_called(use, expected):
    assert covered(use) == expected


@pytest.mark.parametrize(("since", "expected"), [(DAY_BEFORE, "use=private"), (CLOSED, "use=private"), (DAY_AFTER, None)])
def test_a_use_counts_from_the_day_it_is_known(since, expected):
    assert covered(Use.PRIVATE, since=since) == expected


def test_overhauls_and_accidents_are_all_called():
    assert covered(overhaul=True) == "overhaul"
    assert covered(accident=True) == "accident"


@pytest.mark.parametrize(("known_on", "expected"), [(DAY_BEFORE, "complaint=K5"), (CLOSED, "complaint=K5"), (DAY_AFTER, None)])
def test_a_complaint_counts_from_the_day_it_is_known(known_on, expected):
    assert covered(complaints=(KnownComplaint(5, known_on),)) == expected


def test_the_order_complained_of_is_called_about_whenever_that_is_known():
    assert covered(complaints=(KnownComplaint(4, DAY_AFTER, 30), KnownComplaint(5, DAY_AFTER, 31))) == "complained_of=K5"
    assert covered(complaints=(KnownComplaint(4, DAY_AFTER, 30),)) is None


@pytest.mark.parametrize(
    ("customer_class", "expected"), [(CustomerClass.A, "class=A"), (CustomerClass.B, "class=B"), (CustomerClass.C, None), (None, None)]
)
def test_key_customers_are_all_called(customer_class, expected):
    assert covered(customer_class=customer_class) == expected


@pytest.mark.parametrize(("since", "expected"), [(DAY_BEFORE, "class=A"), (CLOSED, "class=A"), (DAY_AFTER, None)])
def test_a_class_counts_from_the_day_it_was_given(since, expected):
    assert covered(customer_class=CustomerClass.A, key_since_on=since) == expected


def test_of_the_others_those_are_called_whose_number_is_below_the_share():
    # the first 8 bytes of SHA-256("R31"), modulo 100, are 70
    assert covered(coverage=policy_with(coverage__sample_percent="71").coverage) == "sample=70"
    assert covered(coverage=policy_with(coverage__sample_percent="70").coverage) is None


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
