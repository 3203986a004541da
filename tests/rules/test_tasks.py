"""To whom a task goes, and whether it is done in time (Customer-service manager CRM training manual 2012)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.manager import TASKS_TO_DO, Punctual, TaskFacts, TaskState
from kcrm.rules.tasks import Colleague, Way, may_hand_on, punctual, way_of

CARE, SERVICE = "客服部", "售后部"
HEAD, ADVISOR, OTHER_ADVISOR = Colleague(1, SERVICE, heads=True), Colleague(2, SERVICE), Colleague(3, SERVICE)
CALLER, CARE_HEAD, BOSS, NOWHERE = Colleague(4, CARE), Colleague(5, CARE, heads=True), Colleague(6, heads_all=True), Colleague(7)
TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("giver", "wanted", "head", "decided", "way"),
    [
        (HEAD, ADVISOR, 1, False, Way(2)),  # a head to anyone of the own department
        (OTHER_ADVISOR, ADVISOR, 1, False, Way(2)),  # within a department
        (CALLER, ADVISOR, 1, False, Way(1, 2)),  # to another one by way of its head
        (CARE_HEAD, ADVISOR, 1, False, Way(1, 2)),
        (CALLER, HEAD, 1, False, Way(1)),  # to its head
        (BOSS, ADVISOR, 1, False, Way(2)),  # who leads the house says it to anybody
        (BOSS, ADVISOR, 1, True, Way(1, 2)),  # but what a meeting decides goes by way of the head
        (HEAD, ADVISOR, 1, True, Way(2)),  # who decides it together with the meeting
        (CALLER, ADVISOR, None, False, Way(2)),  # a department without a head
        (NOWHERE, ADVISOR, 1, False, Way(2)),  # of no known department
        (None, ADVISOR, 1, False, Way(2)),  # nobody said who gives it
        (CALLER, BOSS, 1, True, Way(6)),
        (ADVISOR, ADVISOR, 1, True, Way(2)),  # what they take on themselves
    ],
)
def test_a_task_goes_straight_or_by_way_of_the_head(giver, wanted, head, decided, way):
    assert way_of(giver, wanted, head, decided=decided) == way


colleagues = st.builds(Colleague, st.integers(1, 4), st.sampled_from([None, CARE, SERVICE]), st.booleans(), st.booleans())


@given(st.none() | colleagues, colleagues, st.none() | st.integers(1, 4), st.booleans())
def test_whoever_is_wanted_is_not_lost_on_the_way(giver, wanted, head, decided):
    way = way_of(giver, wanted, head, decided=decided)
    assert wanted.id in {way.receiver_id, way.meant_for}
    assert way.receiver_id in {wanted.id, head}
    assert (way.meant_for is None) == (way.receiver_id == wanted.id)


def test_a_head_hands_on_what_they_have_and_who_leads_the_house_anything():
    assert may_hand_on(HEAD, 1)
    assert not may_hand_on(HEAD, 2)
    assert not may_hand_on(ADVISOR, 2)
    assert may_hand_on(BOSS, 2)


@pytest.mark.parametrize(
    ("state", "due", "done", "found"),
    [
        ("open", None, None, Punctual.UNDATED),
        ("done", None, "2026-06-01", Punctual.UNDATED),
        ("cancelled", None, None, None),
        ("open", "2026-06-17", None, Punctual.ON_TIME),
        ("accepted", "2026-06-16", None, Punctual.AT_RISK),  # a day before
        ("returned", "2026-06-15", None, Punctual.AT_RISK),  # the day itself is in time
        ("open", "2026-06-14", None, Punctual.LATE),
        ("done", "2026-06-14", "2026-06-14", Punctual.ON_TIME),
        ("done", "2026-06-14", "2026-06-15", Punctual.LATE),
        ("cancelled", "2026-06-01", None, None),
    ],
)
def test_a_task_is_in_time_until_the_end_of_its_day(state, due, done, found):
    day = [None if text is None else date.fromisoformat(text) for text in (due, done)]
    assert punctual(TaskFacts(TaskState(state), *day), TODAY, 1) is found


@given(st.sampled_from(TASKS_TO_DO), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 300), st.integers(0, 9))
def test_as_days_go_by_a_task_never_gets_earlier(state, due, later, soon):
    order = [Punctual.ON_TIME, Punctual.AT_RISK, Punctual.LATE]
    before, after = (punctual(TaskFacts(state, due), TODAY + timedelta(days=days), soon) for days in (0, later))
    assert order.index(before) <= order.index(after)
