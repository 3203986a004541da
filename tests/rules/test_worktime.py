"""Working time: a week of several stretches a day, closures, make-up days, zones with summer time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from complaint_history import SHANGHAI, local
from hypothesis import example, given
from hypothesis import strategies as st

from kcrm.policy_values import Hours
from kcrm.rules.worktime import WorkCalendar, at, days_after

TWO = (Hours.parse("08:30-12:00"), Hours.parse("13:00-17:00"))  # 3.5 and 4 hours
OFFICE = WorkCalendar(SHANGHAI, (TWO, TWO, TWO, TWO, TWO, (), ()))  # Monday to Friday
# Spring Festival 2026: closed from Sunday 15 to Monday 23 February, worked on the Saturdays 14 and 28.
FESTIVAL = WorkCalendar(
    SHANGHAI, OFFICE.week, {date(2026, 2, day): () for day in range(15, 24)} | {date(2026, 2, 14): TWO, date(2026, 2, 28): TWO}
)
BERLIN = ZoneInfo("Europe/Berlin")  # clocks go forward on 29 March 2026 at 02:00 and back on 25 October 2026 at 03:00


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        ("2026-06-15 08:30", 1, "2026-06-15 09:30"),
        ("2026-06-15 11:00", 2, "2026-06-15 14:00"),  # one hour before lunch, one after
        ("2026-06-15 11:00", 1, "2026-06-15 12:00"),  # the very end of a stretch
        ("2026-06-15 06:00", 1, "2026-06-15 09:30"),  # before opening nothing passes
        ("2026-06-15 17:00", 1, "2026-06-16 09:30"),
        ("2026-06-19 16:00", 2, "2026-06-22 09:30"),  # Friday: one hour, then Monday
        ("2026-12-31 16:00", 2, "2027-01-01 09:30"),  # a Friday that nobody has declared a holiday
    ],
)
def test_working_hours_run_within_the_stretches_only(since, hours, until):
    assert OFFICE.after(local(since), timedelta(hours=hours)) == local(until)


def test_a_closure_stands_still_and_a_make_up_saturday_counts():
    # Friday 13th 16:00: one hour, then Saturday 14th is worked; 15th to 23rd is not; then Tuesday 24th
    assert FESTIVAL.after(local("2026-02-13 16:00"), timedelta(hours=2)) == local("2026-02-14 09:30")
    assert FESTIVAL.after(local("2026-02-14 16:00"), timedelta(hours=2)) == local("2026-02-24 09:30")
    # worked are the 13th, 14th, 24th to 27th and 28th: seven days of 7.5 hours
    assert FESTIVAL.between(local("2026-02-13 00:00"), local("2026-03-01 00:00")) == timedelta(hours=52.5)


def test_between_counts_nothing_backwards_or_outside_hours():
    assert OFFICE.between(local("2026-06-15 12:00"), local("2026-06-15 13:00")) == timedelta()
    assert OFFICE.between(local("2026-06-20 00:00"), local("2026-06-22 00:00")) == timedelta()
    assert OFFICE.between(local("2026-06-16 09:00"), local("2026-06-15 09:00")) == timedelta()


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 3, 28), time(2, 30), "2026-03-28T01:30+00:00"),
        (date(2026, 3, 29), time(2, 30), "2026-03-29T01:00+00:00"),  # never shown: the leap itself
        (date(2026, 3, 29), time(3, 0), "2026-03-29T01:00+00:00"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T00:30+00:00"),  # shown twice: the first
    ],
)
def test_a_time_that_the_clock_skips_or_shows_twice_is_one_instant(day, clock, utc):
    assert at(day, clock, BERLIN) == datetime.fromisoformat(utc)


def test_days_keep_the_time_of_the_day_over_a_change_of_the_clock():
    # 47 hours later, as one is skipped; 49, as one comes twice
    assert days_after(local("2026-03-28 10:00:07", BERLIN), 2, BERLIN) == local("2026-03-30 10:00:07", BERLIN)
    assert local("2026-03-30 10:00", BERLIN).astimezone(UTC) - local("2026-03-28 10:00", BERLIN).astimezone(UTC) == timedelta(hours=47)
    assert days_after(local("2026-10-24 10:00", BERLIN), 2, BERLIN) == local("2026-10-26 10:00", BERLIN)


NEAR_CHANGES = st.one_of(
    *(
        st.datetimes(datetime(2026, month, day), datetime(2026, month, day + 4), timezones=st.just(UTC))
        for month, day in ((3, 26), (10, 23), (6, 1))
    )
)


# 00:59:59 UTC is the last second of 02:xx summer time on that day, a second later the clock shows 02:00 again
@example(datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC), 1, 2)
@given(NEAR_CHANGES, st.integers(0, 10_000), st.integers(1, 5))
def test_a_later_instant_is_never_due_earlier_whatever_the_clock_does(since, seconds, days):
    later = since + timedelta(seconds=seconds)
    assert days_after(since, days, BERLIN) <= days_after(later, days, BERLIN)


@given(NEAR_CHANGES, st.integers(0, 200_000), st.sampled_from([BERLIN, SHANGHAI]))
def test_as_much_working_time_lies_between_as_was_added(since, seconds, zone):
    calendar = WorkCalendar(zone, (TWO, TWO, TWO, TWO, TWO, (), (Hours.parse("01:00-04:00"),)), FESTIVAL.days)
    amount = timedelta(seconds=seconds)
    assert calendar.between(since, calendar.after(since, amount)) == amount


def test_a_day_around_the_clock_has_twenty_four_hours():
    whole = WorkCalendar(SHANGHAI, ((Hours.parse("00:00-24:00"),),) * 7)
    since = datetime(2026, 3, 4, 23, 30, tzinfo=SHANGHAI)
    assert whole.after(since, timedelta(hours=1)) == datetime(2026, 3, 5, 0, 30, tzinfo=SHANGHAI)
    assert whole.between(since, since + timedelta(days=3)) == timedelta(days=3)
