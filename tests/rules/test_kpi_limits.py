"""What is usual of a figure, and a period cut into pieces."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.rules.kpi.limits import Limits, Usual, limits, usual
from kcrm.rules.kpi.spans import Span, Step, latest, spans, step_of

numbers = st.lists(st.fractions(min_value=-1000, max_value=1000, max_denominator=50), min_size=2, max_size=15).filter(any)


def days(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


# --- what is usual ---


def test_limits_are_the_mean_and_266_hundredths_of_the_mean_moving_range():
    # 10, 12, 11, 13, 14: mean 12; they move by 2, 1, 2 and 1, on average by 1.5; 2.66 times that is 3.99
    assert limits([Fraction(each) for each in (10, 12, 11, 13, 14)], 5) == Limits(Fraction(12), Fraction("8.01"), Fraction("15.99"), 5)


def test_too_few_values_say_nothing_of_what_is_usual():
    assert limits([Fraction(1)] * 5, 6) is None
    assert limits([Fraction(1)] * 6, 6) is not None
    assert limits([Fraction(1)], 0) is None
    assert limits([], 0) is None


def test_months_before_anything_was_recorded_say_nothing_of_it_either():
    assert limits([Fraction(0)] * 12, 6) is None
    assert limits([*[Fraction(0)] * 11, Fraction(1)], 6) is not None


def test_what_was_never_less_than_nothing_is_not_expected_to_be():
    # 0 and 4: mean 2, moving range 4: from -8.64 to 12.64
    assert limits([Fraction(0), Fraction(4)], 2)[1:3] == (0, Fraction("12.64"))
    # a loss was seen: -1 and 3, mean 1, moving range 4
    assert limits([Fraction(-1), Fraction(3)], 2)[1:3] == (Fraction("-9.64"), Fraction("11.64"))


def test_what_cannot_be_exceeded_ends_there():
    assert limits([Fraction(90), Fraction(100)], 2).upper == Fraction("121.6")
    assert limits([Fraction(90), Fraction(100)], 2, Fraction(100)).upper == 100


@pytest.mark.parametrize(
    ("value", "said"), [("8", Usual.BELOW), ("8.01", Usual.WITHIN), ("12", Usual.WITHIN), ("15.99", Usual.WITHIN), ("16", Usual.ABOVE)]
)
def test_a_value_on_the_limit_is_as_usual(value, said):
    assert usual(Fraction(value), Limits(Fraction(12), Fraction("8.01"), Fraction("15.99"), 5)) is said


@given(numbers)
def test_the_mean_is_as_usual_and_the_way_back_has_the_same_limits(values):
    found = limits(values, 2)
    assert found.lower <= found.mean <= found.upper or min(values) < 0
    assert usual(found.mean, found) is Usual.WITHIN
    assert limits(values[::-1], 2) == found


@given(numbers, st.integers(1, 100))
def test_limits_in_another_unit_are_the_same_limits(values, times):
    found, larger = limits(values, 2), limits([value * times for value in values], 2)
    assert larger == Limits(*(each * times for each in found[:3]), found.values)


# --- a period in pieces ---


def test_weeks_begin_on_monday_and_those_at_the_ends_are_cut_off():
    assert spans(days("2026-05-01", "2026-05-18"), Step.WEEK) == [
        Span(days("2026-05-01", "2026-05-03"), is_whole=False),
        Span(days("2026-05-04", "2026-05-10"), is_whole=True),
        Span(days("2026-05-11", "2026-05-17"), is_whole=True),
        Span(days("2026-05-18", "2026-05-18"), is_whole=False),
    ]


@pytest.mark.parametrize(
    ("step", "whole"),
    [
        (Step.DAY, ("2026-02-28", "2026-02-28")),
        (Step.WEEK, ("2026-02-23", "2026-03-01")),
        (Step.MONTH, ("2026-02-01", "2026-02-28")),
        (Step.QUARTER, ("2026-01-01", "2026-03-31")),
    ],
)
def test_the_piece_in_which_a_day_lies(step, whole):
    assert step_of(date(2026, 2, 28), step) == days(*whole)


def test_the_latest_pieces_end_with_that_of_today():
    assert latest(date(2026, 6, 15), Step.MONTH, 13) == days("2025-06-01", "2026-06-30")
    assert latest(date(2026, 6, 15), Step.QUARTER, 2) == days("2026-01-01", "2026-06-30")
    assert latest(date(2026, 6, 15), Step.WEEK, 1) == days("2026-06-15", "2026-06-21")
    assert latest(date(2026, 6, 15), Step.DAY, 3) == days("2026-06-13", "2026-06-15")


def test_a_day_is_over_on_the_day_after_it():
    (today,) = spans(days("2026-06-15", "2026-06-15"), Step.DAY)
    assert not today.is_over(date(2026, 6, 15))
    assert today.is_over(date(2026, 6, 16))


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(0, 500), st.sampled_from(Step))
def test_every_day_lies_in_exactly_one_piece(first, length, step):
    period = Period(first, first + timedelta(days=length))
    found = spans(period, step)
    listed = [each.days.first + timedelta(days=n) for each in found for n in range((each.days.last - each.days.first).days + 1)]
    assert listed == [first + timedelta(days=n) for n in range(length + 1)]
    assert all(each.is_whole == (each.days == step_of(each.days.first, step)) for each in found)
