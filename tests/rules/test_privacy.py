"""How long personal data are kept, at the boundaries; days worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.erasing import Tie, Why
from kcrm.policy import Policy
from kcrm.rules.privacy import away_before, lost_before, notes_before, over

TODAY = date(2026, 6, 15)
POLICY = Policy.default().privacy


def test_the_days_are_months_and_years_before_today():
    assert lost_before(TODAY, POLICY) == date(2024, 6, 15)
    assert away_before(TODAY, POLICY) == date(2016, 6, 15)
    assert notes_before(TODAY, POLICY) == date(2023, 6, 15)
    assert away_before(date(2028, 2, 29), POLICY) == date(2018, 2, 28)


@pytest.mark.parametrize(
    ("tie", "why"),
    [
        (Tie(1, date(2024, 6, 15), False, date(2024, 6, 15)), Why.LOST_PROSPECT),
        (Tie(1, date(2024, 6, 16), False, date(2024, 6, 16)), None),
        (Tie(1, None, False, date(2016, 6, 15)), Why.AWAY),
        (Tie(1, None, False, date(2016, 6, 16)), None),
        (Tie(1, None, True, date(2000, 1, 1)), None),
        (Tie(1, None, False, None), None),
    ],
)
def test_who_goes_and_why(tie, why):
    assert over(tie, TODAY, POLICY) is why


@given(st.dates(date(1990, 1, 1), TODAY), st.booleans(), st.integers(0, 4000))
def test_who_goes_one_day_goes_on_every_later_one(last, has_vehicle, more):
    tie = Tie(1, None, has_vehicle, last)
    later = date.fromordinal(TODAY.toordinal() + more)
    if over(tie, TODAY, POLICY) is not None:
        assert over(tie, later, POLICY) is not None
