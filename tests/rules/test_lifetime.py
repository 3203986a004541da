"""Lifetime value, by expected events and by churn: sums worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kcrm.policy import Policy
from kcrm.rules.lifetime import Event, by_churn, by_events, margin_of, yearly_visits

POLICY = Policy.default().lifetime._replace(margin_percent=40, discount_percent=10, years=2)


def test_events_count_by_probability_and_are_discounted_by_years():
    # today 0.5 x 1,000 fen = 500; in one year 1 x 1,100 / 1.1 = 1,000; in two 0.25 x 4,840 / 1.21 = 1,000
    events = [Event(Fraction(1, 2), Fraction(1000), 0), Event(Fraction(1), Fraction(1100), 1), Event(Fraction(1, 4), Fraction(4840), 2)]
    assert by_events(events, POLICY) == 2500


def test_nothing_to_expect_is_worth_nothing():
    assert by_events([], POLICY) == 0


def test_half_a_fen_is_rounded_up():
    assert by_events([Event(Fraction(1, 2), Fraction(1), 0)], POLICY) == 1


def test_margin_is_the_policys_share_of_what_is_paid():
    assert margin_of(Fraction(1234), POLICY) == Fraction(4936, 10)


def test_the_years_ahead_come_true_as_often_as_customers_are_retained():
    # 80 % stay a year, 64 % two
    assert yearly_visits(Fraction(100), Fraction(4, 5), POLICY) == [
        Event(Fraction(4, 5), Fraction(100), 1),
        Event(Fraction(16, 25), Fraction(100), 2),
    ]
    assert yearly_visits(Fraction(100), None, POLICY) == []


@pytest.mark.parametrize(("churn", "value"), [(Fraction(1, 5), 5000), (Fraction(1), 1000), (Fraction(0), None), (None, None)])
def test_yearly_margin_by_churn_has_no_value_where_nobody_leaves_or_nothing_is_known(churn, value):
    assert by_churn(Fraction(1000), churn) == value
