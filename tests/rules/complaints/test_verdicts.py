"""What is kept of a complaint after each step is what its deadlines say whenever they are asked."""

from datetime import timedelta

from complaint_history import complaint, history, local, terms
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import ClockState, EventKind, Level
from kcrm.rules.complaints.report import course, report
from kcrm.rules.complaints.standing import standing
from kcrm.rules.complaints.verdicts import verdict

RECEIVED = local("2026-06-15 10:00")
TERMS = terms()
NEXT = {
    "received": [(EventKind.ACCEPTED, "accepted"), (EventKind.ESCALATED, "received")],
    "accepted": [(EventKind.RESOLVED, "resolved"), (EventKind.PAUSED, "paused"), (EventKind.ESCALATED, "accepted")],
    "paused": [(EventKind.RESUMED, "accepted")],
    "resolved": [(EventKind.RECALLED, "recalled"), (EventKind.REOPENED, "accepted")],
    "recalled": [(EventKind.CLOSED, "closed"), (EventKind.REOPENED, "accepted")],
    "closed": [(EventKind.REOPENED, "accepted")],
}


@st.composite
def courses(draw):
    """A complaint's steps in a possible order, hours apart, and the last moment."""
    steps, moment, state, level = [(EventKind.OPENED, RECEIVED)], RECEIVED, "received", 0
    for _step in range(draw(st.integers(0, 7))):
        moment += timedelta(minutes=draw(st.integers(0, 60 * 80)))
        kind, state = draw(st.sampled_from(NEXT[state]))
        more = {}
        if kind is EventKind.ESCALATED:
            level = min(level + 1, len(Level) - 1)
            more = {"level": list(Level)[level]}
        if kind is EventKind.RECALLED:
            more = {"satisfied": draw(st.booleans())}
        if kind is EventKind.PAUSED:
            more = {"reason": "waiting_customer"}
        steps.append((kind, moment, more))
    return history(*steps), moment


@given(courses(), st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 20))
def test_a_verdict_says_at_any_later_hour_what_the_deadlines_say_then(drawn, minutes, later):
    events, moment = drawn
    kept_at, asked_at = moment + timedelta(minutes=minutes), moment + timedelta(minutes=minutes + later)
    found = verdict(events, standing(complaint(RECEIVED), events, TERMS, kept_at))
    # whenever it was reckoned, it is the same
    assert [each.state for each in found.deadlines] == [
        each.state for each in verdict(events, standing(complaint(RECEIVED), events, TERMS, asked_at)).deadlines
    ]
    met = sum(each.state is ClockState.MET for each in found.deadlines)
    over = sum(each.state is ClockState.RUNNING and each.due_at < asked_at for each in found.deadlines)
    decided = over + sum(each.state in {ClockState.MET, ClockState.MET_LATE, ClockState.MISSED} for each in found.deadlines)
    judged = standing(complaint(RECEIVED), events, TERMS, asked_at)
    told = report([course(complaint(RECEIVED), events, judged, ())], 0)
    assert (met, decided) == (
        sum(ratio.numerator for ratio in told.on_time.values()),
        sum(ratio.denominator for ratio in told.on_time.values()),
    )
    said = [event.satisfied for event in events if event.kind is EventKind.RECALLED]
    assert found.satisfied == (said[-1] if said else None)


def test_of_several_calls_the_last_word_counts():
    hours = [RECEIVED + timedelta(hours=hour) for hour in range(1, 7)]
    steps = (EventKind.ACCEPTED, EventKind.RESOLVED, EventKind.RECALLED, EventKind.REOPENED, EventKind.RESOLVED, EventKind.RECALLED)
    said = iter(({"satisfied": False}, {"satisfied": True}))
    told = [(kind, at, next(said) if kind is EventKind.RECALLED else {}) for kind, at in zip(steps, hours, strict=True)]
    events = history((EventKind.OPENED, RECEIVED), *told)
    assert verdict(events, standing(complaint(RECEIVED), events, TERMS, hours[-1])).satisfied is True
