"""By when a rescue is answered, sent out and there, how its clocks stand, and which times contradict each other; worked out by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import ClockState
from kcrm.model.rescues import RescueClock, RescueFacts, RescueState, Solved
from kcrm.policy import Policy
from kcrm.rules.rescues import Disorder, clocks, disorder, pressing, standing, state_of, waited

# at night, and on a Sunday: 02:00 of 14 June in Shanghai
ASKED = datetime(2026, 6, 14, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
RISK = 20


def at(minutes, seconds=0):
    return ASKED + timedelta(minutes=minutes, seconds=seconds)


def rescue(answered=None, dispatched=None, arrived=None, closed=None, solved=None):
    """One asked for at 02:00; the others in minutes after it, or as instants."""
    times = (each if isinstance(each, datetime) or each is None else at(each) for each in (answered, dispatched, arrived, closed))
    return RescueFacts(ASKED, 3, 10, 60, *times, solved)


def stands(facts, now):
    return {clock.kind.value: clock.judged.state.value for clock in clocks(facts, RISK, now)}


def test_the_minutes_are_those_of_practice():
    policy = Policy.default().rescue
    assert (policy.answer_minutes, policy.dispatch_minutes, policy.arrive_minutes) == (3, 10, 60)


def test_it_runs_from_when_help_was_asked_for_by_night_and_on_a_sunday_as_by_day():
    found = clocks(rescue(), RISK, ASKED)
    assert [(clock.kind, clock.judged.due_at) for clock in found] == [
        (RescueClock.ANSWER, at(3)),
        (RescueClock.DISPATCH, at(10)),
        (RescueClock.ARRIVE, at(60)),
    ]
    assert {clock.judged.state for clock in found} == {ClockState.RUNNING}


@pytest.mark.parametrize(
    ("facts", "clock", "state"),
    [
        (rescue(answered=3), "answer", "met"),
        (rescue(answered=at(3, 1)), "answer", "met_late"),
        (rescue(answered=1, dispatched=10), "dispatch", "met"),
        (rescue(answered=1, dispatched=at(10, 1)), "dispatch", "met_late"),
        (rescue(answered=1, dispatched=5, arrived=60), "arrive", "met"),
        (rescue(answered=1, dispatched=5, arrived=at(60, 1)), "arrive", "met_late"),
        (rescue(dispatched=2), "answer", "met"),  # whoever is on the way has answered
        (rescue(dispatched=4), "answer", "met_late"),
    ],
)
def test_a_deadline_is_met_at_its_very_second(facts, clock, state):
    assert stands(facts, at(600))[clock] == state


@pytest.mark.parametrize(
    ("now", "state"),
    [(at(47, 59), "running"), (at(48), "running"), (at(48, 1), "at_risk"), (at(60), "at_risk"), (at(60, 1), "missed")],
)
def test_with_less_than_a_fifth_of_the_hour_left_it_is_at_risk_and_after_it_missed(now, state):
    assert stands(rescue(answered=1, dispatched=5), now)["arrive"] == state


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (rescue(answered=1, closed=9, solved=Solved.CANCELLED), {"answer": "met"}),
        (rescue(answered=1, closed=10, solved=Solved.CANCELLED), {"answer": "met"}),
        (rescue(answered=1, closed=at(10, 1), solved=Solved.CANCELLED), {"answer": "met", "dispatch": "missed"}),
        (
            rescue(answered=1, dispatched=9, closed=61, solved=Solved.CANCELLED),
            {"answer": "met", "dispatch": "met", "arrive": "missed"},
        ),
        (rescue(closed=2, solved=Solved.CANCELLED), {}),
    ],
)
def test_nothing_more_is_owed_of_one_that_is_called_off_in_time(facts, expected):
    assert stands(facts, at(600)) == expected


@pytest.mark.parametrize(
    ("facts", "now", "clock", "state"),
    [
        (rescue(), at(1), RescueClock.ANSWER, ClockState.RUNNING),
        (rescue(answered=2), at(5), RescueClock.DISPATCH, ClockState.RUNNING),
        (rescue(answered=2), at(11), RescueClock.DISPATCH, ClockState.MISSED),
        (rescue(answered=5, dispatched=6), at(7), RescueClock.ARRIVE, ClockState.RUNNING),  # what is over presses no more
        (rescue(answered=5, dispatched=6, arrived=50), at(55), None, ClockState.MET_LATE),
        (rescue(answered=1, dispatched=6, arrived=50), at(55), None, ClockState.MET),
        (rescue(answered=1, closed=70, solved=Solved.CANCELLED), at(99), None, ClockState.MISSED),
        (rescue(closed=1, solved=Solved.CANCELLED), at(99), None, None),
    ],
)
def test_it_stands_as_what_presses_most_then_as_the_worst_that_was_decided(facts, now, clock, state):
    found = clocks(facts, RISK, now)
    most = pressing(found)
    assert (most and most.kind, standing(found)) == (clock, state)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (rescue(answered=1), RescueState.OPEN),
        (rescue(dispatched=1), RescueState.DISPATCHED),
        (rescue(dispatched=1, arrived=2), RescueState.ARRIVED),
        (rescue(closed=2, solved=Solved.CANCELLED), RescueState.CLOSED),
    ],
)
def test_the_latest_step_says_how_far_it_is(facts, state):
    assert state_of(facts) is state


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (rescue(answered=0, dispatched=0, arrived=0, closed=0, solved=Solved.ON_SPOT), None),
        (rescue(dispatched=5, arrived=5, closed=5, solved=Solved.TOWED_IN), None),
        (rescue(closed=5, solved=Solved.CANCELLED), None),
        (rescue(answered=at(0, -1)), Disorder("answered_at", "asked_at")),
        (rescue(answered=5, dispatched=4), Disorder("dispatched_at", "answered_at")),
        (rescue(arrived=9), Disorder("arrived_at", "dispatched_at", lacks=True)),
        (rescue(dispatched=9, arrived=8), Disorder("arrived_at", "dispatched_at")),
        (rescue(dispatched=1, arrived=9, closed=8, solved=Solved.ON_SPOT), Disorder("closed_at", "arrived_at")),
        (rescue(closed=5), Disorder("closed_at", "solved", lacks=True)),
        (rescue(solved=Solved.ON_SPOT), Disorder("solved", "closed_at", lacks=True)),
        (rescue(dispatched=1, closed=5, solved=Solved.TOWED_IN), Disorder("solved", "arrived_at", lacks=True)),
    ],
)
def test_what_cannot_have_been_is_found(facts, wrong):
    assert disorder(facts) == wrong


@pytest.mark.parametrize(("arrived", "minutes"), [(None, None), (at(0), 0), (at(0, 1), 1), (at(60), 60), (at(60, 1), 61)])
def test_a_minute_that_has_begun_was_waited(arrived, minutes):
    assert waited(rescue(dispatched=0, arrived=arrived)) == minutes


# --- laws ---

seconds = st.integers(min_value=0, max_value=2 * 60 * 60)


@st.composite
def courses(draw):
    """A rescue that may have gone so: its steps in their order, each at some second, perhaps the last ones not taken."""
    steps = sorted(draw(st.lists(seconds, min_size=4, max_size=4)))
    taken = draw(st.integers(min_value=0, max_value=4))
    answered, dispatched, arrived, closed = (
        ASKED + timedelta(seconds=after) if place < taken else None for place, after in enumerate(steps)
    )
    facts = RescueFacts(ASKED, 3, 10, 60, draw(st.sampled_from([answered, None])), dispatched, arrived, closed)
    called_off = closed is not None and draw(st.booleans())
    if called_off:
        facts = facts._replace(arrived_at=None, solved=Solved.CANCELLED)
    return facts._replace(solved=Solved.ON_SPOT) if closed is not None and not called_off else facts


def known_at(facts, now):
    """What was known of it at an instant."""
    until = {key: value for key in ("answered_at", "dispatched_at", "arrived_at", "closed_at") if (value := getattr(facts, key))}
    hidden = {key: None for key, value in until.items() if value > now}
    return facts._replace(**hidden, **({"solved": None} if "closed_at" in hidden else {}))


WORSE = {ClockState.RUNNING: 0, ClockState.AT_RISK: 1, ClockState.MISSED: 2}


@given(courses(), seconds, seconds)
def test_no_clock_ever_runs_backward(facts, first, second):
    """A deadline never moves, what is left never grows, an open clock only grows worse, and what was decided stays decided."""
    before, after = (ASKED + timedelta(seconds=each) for each in sorted((first, second)))
    earlier, later = ({clock.kind: clock.judged for clock in clocks(known_at(facts, now), RISK, now)} for now in (before, after))
    for kind, was in earlier.items():
        if kind not in later:  # called off in time
            assert was.is_open
            assert was.state is not ClockState.MISSED
            continue
        now = later[kind]
        assert now.due_at == was.due_at
        assert now.left <= was.left
        if not was.is_open:
            assert now == was
        elif now.is_open:
            assert WORSE[now.state] >= WORSE[was.state]
        elif was.state is ClockState.MISSED:
            assert now.state in {ClockState.MET_LATE, ClockState.MISSED}
    assert later.keys() <= earlier.keys()


@given(courses(), seconds)
def test_what_may_have_gone_so_contradicts_nothing_at_any_time(facts, after):
    assert disorder(known_at(facts, ASKED + timedelta(seconds=after))) is None


@given(courses())
def test_where_the_clock_hangs_and_in_which_zone_makes_no_difference(facts):
    keys = ("asked_at", "answered_at", "dispatched_at", "arrived_at", "closed_at")
    moved = facts._replace(**{key: at and at.astimezone(UTC) for key in keys for at in [getattr(facts, key)]})
    assert [clock.judged for clock in clocks(moved, RISK, at(99).astimezone(UTC))] == [c.judged for c in clocks(facts, RISK, at(99))]
