"""Who works here on a day: one rule, and the one SQL condition that says the same."""

import contextlib
import sqlite3
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.model import Role, Staff, StaffMember
from kcrm.queries.staff import works_here
from kcrm.rules.staff import days_worked, employed, has_left

DAY = date(2026, 3, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
NEAR = st.dates(date(2026, 3, 1), date(2026, 3, 20))


@pytest.mark.parametrize(
    ("joined", "left", "here", "gone"),
    [
        (None, None, True, False),
        (DAY, None, True, False),  # the first day is one
        (AFTER, None, False, False),  # to begin tomorrow is not to have left
        (None, DAY, True, False),  # the last day is one
        (None, BEFORE, False, True),
        (DAY, DAY, True, False),
        (BEFORE, BEFORE, False, True),
        (AFTER, AFTER, False, False),
    ],
)
def test_the_first_and_the_last_working_day_are_days_of_work(joined, left, here, gone):
    member = StaffMember(1, Role.CS_SPECIALIST, joined, left)
    assert (employed(member, DAY), has_left(member, DAY)) == (here, gone)


@given(st.none() | NEAR, st.none() | NEAR, NEAR)
def test_sql_says_the_same(joined, left, day):
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE member (joined_on TEXT, left_on TEXT)")
        connection.execute("INSERT INTO member VALUES (?, ?)", (joined and joined.isoformat(), left and left.isoformat()))
        ((here,),) = connection.execute(f"SELECT {works_here(':day', 'member')} FROM member", {"day": day.isoformat()})
    assert bool(here) is employed(StaffMember(1, Role.CS_SPECIALIST, joined, left), day)


def test_who_leaves_in_mid_period_counts_for_the_days_worked():
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert days_worked(person(left=date(2026, 5, 20)), may) == Period(date(2026, 5, 1), date(2026, 5, 20))
    assert days_worked(person(joined=date(2026, 5, 20)), may) == Period(date(2026, 5, 20), date(2026, 5, 31))
    assert days_worked(person(left=date(2026, 4, 30)), may) is None
    assert days_worked(person(joined=date(2026, 6, 1)), may) is None


def person(joined=None, left=None):
    return Staff(1, "T1", "x", Role.TECHNICIAN, None, joined, left)
