"""What a figure of a person gives (Principles and methods of customer relationship management)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.errors import UsageError
from kcrm.model.appraisals import Earned
from kcrm.policy import Policy
from kcrm.policy_values import Pay
from kcrm.rules.appraisal import Gives, gives

POLICY = Policy.default()
TABLE = [Pay.parse(text) for text in ("calls_on_time/90=3p", "calls_on_time/95=5p")]
REWORK = [Pay.parse(text) for text in ("rework_rate/2=50.50y", "rework_rate/1=100y")]


def of(value, cases=10, table=TABLE, *, less=False):
    return gives(None if value is None else Fraction(value), cases, table, POLICY.appraisal.least_cases, less_is_better=less)


@pytest.mark.parametrize(
    ("value", "cases", "expected"),
    [
        (100, 10, Gives(Earned.GIVEN, 5, 0, "calls_on_time/95=5p")),
        (95, 10, Gives(Earned.GIVEN, 5, 0, "calls_on_time/95=5p")),
        ("94.99", 10, Gives(Earned.GIVEN, 3, 0, "calls_on_time/90=3p")),
        (90, 10, Gives(Earned.GIVEN, 3, 0, "calls_on_time/90=3p")),
        ("89.99", 10, Gives(Earned.NOT_REACHED)),
        (100, 9, Gives(Earned.FEW_CASES)),  # fewer than ten pay nobody
        (100, None, Gives(Earned.FEW_CASES)),
        (None, 10, Gives(Earned.NO_VALUE)),
    ],
)
def test_the_best_row_that_is_reached_gives_and_fewer_than_ten_cases_give_nothing(value, cases, expected):
    assert of(value, cases) == expected


@pytest.mark.parametrize(("value", "fen"), [(0, 10_000), (1, 10_000), ("1.01", 5_050), (2, 5_050), ("2.01", 0)])
def test_where_less_is_better_the_lowest_bound_that_is_kept_gives(value, fen):
    assert of(value, table=REWORK, less=True).fen == fen


def test_what_is_paid_for_each_is_paid_by_the_number_to_the_fen():
    each = [Pay.parse("bookings/each=2.55y"), Pay.parse("bookings/each=1p"), Pay.parse("bookings/40=10y")]
    assert of(42, 42, each)[:3] == (Earned.GIVEN, 42, 42 * 255 + 1000)
    assert of("10.5", 42, [Pay.parse("x/each=0.01y")]).fen == 11  # 10.5 fen, halves up
    assert of(0, 42, [Pay.parse("x/each=2y")]) == Gives(Earned.NOT_REACHED)


def test_something_can_be_taken_off():
    assert of(50, table=[Pay.parse("churn/30=-2p")]).points == -2


@pytest.mark.parametrize(
    "text", ["calls_on_time", "calls_on_time/95", "calls_on_time/95=5", "a/95=0.5p", "a/95=1.005y", "a/x=1p", "A/95=1p", "a/９=1p"]
)
def test_what_is_no_row_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Pay.parse(text)
    with pytest.raises(UsageError):
        POLICY.with_value("appraisal.rows", text)


@given(st.fractions(0, 100), st.fractions(0, 100), st.integers(0, 100))
def test_who_is_better_is_never_given_less(one, other, cases):
    low, high = sorted((one, other))
    assert of(low, cases).points <= of(high, cases).points
    assert of(low, cases, REWORK, less=True).fen >= of(high, cases, REWORK, less=True).fen
