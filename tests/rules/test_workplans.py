"""How far a plan was reached, and by when it is handed in (Customer-service manager CRM training manual 2012)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.rules.workplans import attainment, due_on

figures = st.fractions(min_value=0, max_value=10_000)


@pytest.mark.parametrize(
    ("actual", "aim", "less", "reached"),
    [
        (18, 30, False, Fraction(3, 5)),
        (30, 30, False, 1),
        (45, 30, False, Fraction(3, 2)),
        (0, 30, False, 0),
        (None, 30, False, None),
        (18, None, False, None),
        (18, 0, False, None),
        (4, 2, True, Fraction(1, 2)),  # twice the complaints that were aimed at
        (1, 2, True, 2),
        (0, 2, True, 1),
        (0, 0, True, None),
    ],
)
def test_what_was_reached_stands_beside_the_aim(actual, aim, less, reached):
    numbers = [None if each is None else Fraction(each) for each in (actual, aim)]
    assert attainment(*numbers, less_is_better=less) == reached


@given(figures, figures, figures)
def test_who_reaches_more_is_never_told_less(aim, one, other):
    low, high = sorted((one, other))
    if aim:
        assert attainment(low, aim) <= attainment(high, aim)
        assert attainment(aim, aim) == attainment(aim, aim, less_is_better=True) == 1
    if aim and low:
        assert attainment(low, aim, less_is_better=True) >= attainment(high, aim, less_is_better=True)


def test_a_plan_is_handed_in_by_the_last_working_day_before_its_month():
    week = lambda day: day.weekday() < 5  # noqa: E731
    assert due_on(date(2026, 7, 1), week) == date(2026, 6, 30)  # a Tuesday
    assert due_on(date(2026, 6, 1), week) == date(2026, 5, 29)  # a Friday, before a weekend
    assert due_on(date(2026, 3, 1), lambda day: day.weekday() == 0) == date(2026, 2, 23)
    assert due_on(date(2026, 7, 1), lambda _day: False) == date(2026, 6, 30)
