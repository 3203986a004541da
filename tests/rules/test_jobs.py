"""By when a job of each kind is done, and how its clock stands; worked out by hand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import ClockState
from kcrm.model.jobs import JobFacts, JobKind
from kcrm.policy import Policy
from kcrm.rules.jobs import clock, due_of

ZONE = ZoneInfo("Asia/Shanghai")
ASKED = datetime(2026, 2, 26, 22, 15, 30, tzinfo=ZONE)
ON = Policy.default().with_value("jobs.enabled", "yes")


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (JobKind.FIELD_REQUEST, "2026-03-01 22:15:30"),
        (JobKind.SMALL, "2026-03-03 22:15:30"),
        (JobKind.MEDIUM, "2026-03-13 22:15:30"),
        (JobKind.LARGE, "2026-03-28 22:15:30"),
        (JobKind.URGENT, "2026-03-01 22:15:30"),
        (JobKind.BOOKABLE, "2026-03-01 22:15:30"),
    ],
)
def test_each_kind_has_its_time_of_the_calendar_and_none_where_jobs_are_on_no_clock(kind, due):
    assert due_of(kind, ASKED, ON, ZONE) == datetime.fromisoformat(due).replace(tzinfo=ZONE)
    assert due_of(kind, ASKED, Policy.default(), ZONE) is None


def test_a_day_of_the_calendar_has_23_hours_where_the_clock_is_put_forward_and_an_hour_is_an_hour():
    berlin = ZoneInfo("Europe/Berlin")
    asked = datetime(2026, 3, 27, 9, 0, tzinfo=berlin)  # the clock is put forward on the 29th
    assert due_of(JobKind.SMALL, asked, ON, berlin) == datetime(2026, 4, 1, 9, 0, tzinfo=berlin)
    assert due_of(JobKind.URGENT, asked, ON, berlin) == datetime(2026, 3, 30, 10, 0, tzinfo=berlin)


@pytest.mark.parametrize(
    ("minutes", "done", "state"),
    [
        (48, None, ClockState.RUNNING),
        (49, None, ClockState.AT_RISK),
        (60, None, ClockState.AT_RISK),
        (61, None, ClockState.MISSED),
        (99, 60, ClockState.MET),
        (99, 61, ClockState.MET_LATE),
    ],
)
def test_a_deadline_is_met_at_its_very_second(minutes, done, state):
    facts = JobFacts(ASKED, ASKED + timedelta(hours=1), ASKED + timedelta(minutes=done) if done is not None else None)
    found = clock(facts, 20, ASKED + timedelta(minutes=minutes))
    assert found is not None
    assert found.state is state
    assert clock(facts._replace(due_at=None), 20, ASKED) is None


@given(st.sampled_from(JobKind), st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 40))
def test_whoever_asks_later_never_has_it_earlier(kind, first, second):
    earlier, later = (ASKED + timedelta(minutes=each) for each in sorted((first, second)))
    assert due_of(kind, earlier, ON, ZONE) <= due_of(kind, later, ON, ZONE)
