"""The numbers of complaints: what is counted, of what, and how a middle and a ninetieth percent are found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Cause, ClockKind, ClockState
from kcrm.rules.complaints.deadlines import Clock
from kcrm.rules.complaints.report import Course, Ratio, Share, median, percentile, report

AT = datetime(2026, 6, 15, tzinfo=UTC)


def hours(*numbers):
    return [timedelta(hours=number) for number in numbers]


def clock(kind, state):
    return Clock(kind, AT, AT, AT, state, timedelta())


def course(*clocks, cause=None, department=None, took=None, ended=False, reopened=False, satisfied=None, repeated=False):
    return Course(cause, department, clocks, took, ended, reopened, satisfied, repeated)


courses = st.builds(
    course,
    cause=st.none() | st.sampled_from(Cause),
    department=st.none() | st.sampled_from(["维修部", "销售部"]),
    took=st.none() | st.timedeltas(timedelta(), timedelta(days=30)),
    ended=st.booleans(),
    reopened=st.booleans(),
    satisfied=st.none() | st.booleans(),
    repeated=st.booleans(),
)


@pytest.mark.parametrize(
    ("times", "middle", "ninetieth"),
    [
        ((), None, None),
        ((7,), 7, 7),
        ((1, 4), 2.5, 4),
        ((1, 4, 9), 4, 9),
        # 90 % of ten are nine: the ninth; of eleven 9.9, so the tenth
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 100), 5.5, 9),
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100), 6, 10),
    ],
)
def test_the_middle_and_the_ninetieth_percent(times, middle, ninetieth):
    wanted = [None if each is None else timedelta(hours=each) for each in (middle, ninetieth)]
    assert [median(hours(*times)), percentile(hours(*times), 90)] == wanted


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=90)), min_size=1).map(sorted), st.integers(1, 100))
def test_so_many_percent_lie_within_the_percentile_and_fewer_within_any_shorter_time(times, percent):
    found = percentile(times, percent)
    assert found in times
    assert sum(each <= found for each in times) * 100 >= percent * len(times)
    assert sum(each < found for each in times) * 100 < percent * len(times)


def test_only_clocks_that_are_decided_are_counted_and_optional_ones_only_where_they_ran():
    states = [
        ClockState.MET,
        ClockState.MET,
        ClockState.MET_LATE,
        ClockState.MISSED,
        ClockState.RUNNING,
        ClockState.AT_RISK,
        ClockState.PAUSED,
    ]
    found = report([course(*(clock(ClockKind.RESOLVE, state) for state in states)), course(clock(ClockKind.JOB, ClockState.RUNNING))], 10)
    assert found.on_time == {
        ClockKind.ACCEPT: Ratio(0, 0),
        ClockKind.RESOLVE: Ratio(2, 4),
        ClockKind.ESCALATION: Ratio(0, 0),
        ClockKind.JOB: Ratio(0, 0),
    }


def test_what_was_never_settled_is_neither_to_be_called_again_nor_reopened():
    found = report(
        [
            course(ended=True, satisfied=True, took=timedelta(hours=3)),
            course(ended=True, satisfied=False, reopened=True),
            course(ended=True, took=timedelta(hours=1)),
            course(),
        ],
        400,
    )
    assert (found.recalled, found.satisfied, found.reopened) == (Ratio(2, 3), Ratio(1, 2), Ratio(1, 3))
    assert (found.settled, found.median, found.ninetieth) == (2, timedelta(hours=2), timedelta(hours=3))
    assert found.per_visits.value == 1


def test_the_most_frequent_cause_and_department_comes_first_and_the_unknown_last():
    found = report(
        [
            course(),
            course(cause=Cause.PRICE, department="销售部"),
            course(cause=Cause.REPAIR, department="维修部"),
            course(cause=Cause.REPAIR, department="维修部"),
            course(cause=Cause.REPAIR),
        ],
        0,
    )
    assert found.shares == (
        Share(Cause.REPAIR, "维修部", Ratio(2, 5)),
        Share(Cause.REPAIR, None, Ratio(1, 5)),
        Share(Cause.PRICE, "销售部", Ratio(1, 5)),
        Share(None, None, Ratio(1, 5)),
    )


def test_without_visits_there_is_no_rate_and_a_third_is_kept_exactly():
    assert report([course()], 0).per_visits == Ratio(1, 0)
    assert Ratio(1, 0).value is None
    assert Ratio(0, 4).value == 0
    assert Ratio(1, 3).value == Fraction(100, 3)


@given(st.lists(courses, max_size=12), st.integers(0, 50))
def test_no_share_is_more_than_the_whole_and_the_shares_add_up_to_it(drawn, visits):
    found = report(drawn, visits)
    for ratio in (found.recalled, found.satisfied, found.reopened, found.repeated, *found.on_time.values()):
        assert 0 <= ratio.numerator <= ratio.denominator <= len(drawn)
    assert sum(share.ratio.numerator for share in found.shares) == len(drawn)
    assert (found.median is None) == (found.settled == 0) == (found.ninetieth is None)
