"""How long orders hold their bay and how long bays are open, worked out by hand, and what always holds."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.vocabulary import Team
from kcrm.policy_values import Hours
from kcrm.rules.bays import BayHours, BayOrder, bays_of, held, open_hours
from kcrm.rules.worktime import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
MON, TUE, SUN = date(2026, 6, 15), date(2026, 6, 16), date(2026, 6, 14)
HOURS = (Hours.parse("08:30-12:00"), Hours.parse("13:00-17:00"))
# closed on Sundays, and on the 17th
CALENDAR = WorkCalendar(ZONE, (HOURS,) * 6 + ((),), {date(2026, 6, 17): ()})
LATER = datetime(2026, 7, 1, tzinfo=ZONE)


def at(day, hour, minute=0, second=0):
    return datetime.combine(day, time(hour, minute, second), ZONE)


def order(opened_at, closed_at=None, actual=None, standard=None):
    return BayOrder(1, Team.MECHANICAL, opened_at, closed_at, standard, actual)


def told(found):
    return [(each.day.day, each.hour, each.centihours) for each in found]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        # an hour and a half from 9:45, its actual hours and not the standard ones
        (order(at(MON, 9, 45), at(MON, 16), 150, 400), [(15, 9, 25), (15, 10, 100), (15, 11, 25)]),
        # over noon nobody works
        (order(at(MON, 11, 30), at(MON, 16), None, 100), [(15, 11, 50), (15, 13, 50)]),
        # the usual hour where no hours are known, not even none
        (order(at(MON, 10), at(MON, 16)), [(15, 10, 100)]),
        (order(at(MON, 10), at(MON, 16), 0, 0), [(15, 10, 100)]),
        # not after it was closed: two worked on it at once
        (order(at(MON, 10), at(MON, 11), 400), [(15, 10, 100)]),
        # into the next day, and over the one that is closed
        (order(at(MON, 16), at(date(2026, 6, 18), 17), 200), [(15, 16, 100), (16, 8, 50), (16, 9, 50)]),
        (order(at(TUE, 16, 30), at(date(2026, 6, 18), 17), 100), [(16, 16, 50), (18, 8, 50)]),
        # brought in the evening, or on a Sunday
        (order(at(SUN, 20), None, 100), [(15, 8, 50), (15, 9, 50)]),
        (order(at(MON, 12, 15), at(MON, 12, 45), 100), []),
    ],
)
def test_for_how_long_an_order_holds_its_bay(of, expected):
    assert told(held(of, CALENDAR, 60, LATER)) == expected


def test_what_is_still_in_the_bay_holds_it_until_now():
    assert told(held(order(at(MON, 9), None, 400), CALENDAR, 60, at(MON, 9, 30))) == [(15, 9, 50)]
    assert held(order(at(MON, 9), None, 400), CALENDAR, 60, at(MON, 9)) == []


def test_how_long_a_bay_is_open():
    assert told(open_hours(CALENDAR, MON, LATER)) == [
        *((15, 8, 50), (15, 9, 100), (15, 10, 100), (15, 11, 100)),
        *((15, 13, 100), (15, 14, 100), (15, 15, 100), (15, 16, 100)),
    ]
    assert open_hours(CALENDAR, SUN, LATER) == open_hours(CALENDAR, date(2026, 6, 17), LATER) == []
    assert told(open_hours(CALENDAR, MON, at(MON, 9, 15))) == [(15, 8, 50), (15, 9, 25)]
    assert open_hours(CALENDAR, MON, at(SUN, 9)) == []
    night = WorkCalendar(ZONE, ((Hours.parse("22:00-24:00"),),) * 7)
    assert told(open_hours(night, MON, LATER)) == [(15, 22, 100), (15, 23, 100)]


def test_teams_without_bays_are_left_out():
    assert bays_of({Team.MECHANICAL: 8, Team.BODY: 0, Team.PAINT: 3}) == {Team.MECHANICAL: 8, Team.PAINT: 3}


def test_what_is_lost_by_rounding_is_told_with_the_next():
    # 20 seconds are no hundredth of an hour, 40 are one
    found = held(order(at(MON, 9, 59, 40), at(MON, 10, 0, 20), 100), CALENDAR, 60, LATER)
    assert found == [BayHours(MON, 10, 1)]


MOMENTS = st.integers(0, 14 * 24 * 3600).map(lambda seconds: at(MON, 0) + timedelta(seconds=seconds))
HUNDREDTHS = st.one_of(st.none(), st.integers(0, 9000))


@given(MOMENTS, st.one_of(st.none(), st.integers(0, 500_000)), HUNDREDTHS, HUNDREDTHS, MOMENTS)
def test_an_order_holds_a_bay_no_longer_than_it_has_work_nor_than_it_is_there(opened_at, seconds, actual, standard, now):
    closed_at = None if seconds is None else opened_at + timedelta(seconds=seconds)
    found = held(order(opened_at, closed_at, actual, standard), CALENDAR, 60, now)
    total = sum(each.centihours for each in found)
    assert total <= (actual or standard or 100)
    there = CALENDAR.between(opened_at, min(now, closed_at or now)).total_seconds()
    assert total <= there // 36
    assert all(each.centihours > 0 for each in found)
    opened = {(each.day, each.hour): each.centihours for day in {each.day for each in found} for each in open_hours(CALENDAR, day, now)}
    assert all(each.centihours <= opened[each.day, each.hour] + 1 for each in found)


@given(st.integers(0, 30), MOMENTS)
def test_open_hours_add_up_to_the_working_time_of_the_day(number, now):
    day = MON + timedelta(days=number)
    total = sum(each.centihours for each in open_hours(CALENDAR, day, now))
    assert total == CALENDAR.between(at(day, 0), min(at(day + timedelta(days=1), 0), now)).total_seconds() // 36
