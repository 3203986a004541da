"""Numbers that carry their unit: as machines and as people read them."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.views import Cell, Column, Measured
from kcrm.views.values import for_csv, for_json, for_people, sort_key, stored_instants

COLUMN = Column("value", "Value", Cell.MEASURE)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("number", "unit", "machines", "people"),
    [
        (Fraction(73), "count", "73", "73"),
        (Fraction(12345), "count", "12345", "12,345"),
        (Fraction(200, 73), "percent", "2.74", "2.7%"),
        (Fraction(100), "percent", "100", "100%"),
        (Fraction(110_921_5, 590), "yuan", "1880.03", "1,880.03"),  # 110,921.50 over 59
        (Fraction(1500), "yuan", "1500.00", "1,500.00"),  # money always has two decimals
        (Fraction(-305, 10), "yuan", "-30.50", "-30.50"),
        (Fraction(522, 558), "ratio", "0.935", "0.935"),
        (Fraction(-1, 4), "ratio", "-0.250", "-0.25"),  # for machines ratios and hours have as many decimals each time
        (Fraction(1922, 10), "hours", "192.20", "192.2"),
        (Fraction(-25, 3), "points", "-8.33", "-8.3 points"),
        (Fraction(1), "points", "1", "1 point"),
    ],
)
def test_a_number_is_written_in_its_unit(number, unit, machines, people):
    value = Measured(number, unit)
    assert for_json(COLUMN, value, ZONE) == for_csv(COLUMN, value, ZONE) == machines
    assert for_people(COLUMN, value, ZONE) == people
    assert sort_key(COLUMN, value) == number


def test_a_number_may_have_more_decimals_than_its_unit():
    # 1,920 of 3,750 are 0.512; 1 of 3 goes on for ever
    for number, machines, people in ((Fraction(1920, 3750), "0.512000", "0.512"), (Fraction(1, 3), "0.333333", "0.333333")):
        value = Measured(number, "ratio", places=6)
        assert (for_json(COLUMN, value, ZONE), for_people(COLUMN, value, ZONE)) == (machines, people)


def test_no_value_is_null_and_empty():
    assert (for_json(COLUMN, None, ZONE), for_csv(COLUMN, None, ZONE), for_people(COLUMN, None, ZONE)) == ("null", "", "")


# whole hours, half hours, a summer time that shifts by an hour and one that shifts by half of one
ZONES = ("Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "UTC")


@given(st.sampled_from(ZONES), st.lists(st.datetimes(datetime(1986, 1, 1), datetime(2040, 1, 1)), min_size=1, max_size=4))
def test_a_stored_instant_is_written_as_its_moment_is(zone, moments):
    written = stored_instants(ZoneInfo(zone))
    for moment in (one.replace(microsecond=0, tzinfo=UTC) for one in moments):
        stored = f"{moment.isoformat()[:19]}Z"
        assert written(stored) == for_csv(Column("at", "At", Cell.INSTANT), moment, ZoneInfo(zone))


@pytest.mark.parametrize("stored", ["2026-05-01T24:00:00Z", "2026-05-01T10:60:00Z", "2026-02-30T10:00:00Z", "2026-05-01T1x:00:00Z"])
def test_what_is_no_instant_is_not_written_as_one(stored):
    with pytest.raises(ValueError, match=r"."):
        stored_instants(ZONE)(stored)
