"""Where a complaint stands: which step is possible when, what moves it up, what is listed first."""

import pytest
from complaint_history import complaint, history, local, terms

from kcrm.model import (
    ClockKind,
    ComplaintState,
    EventKind,
    Level,
    Reason,
    Repeated,
)
from kcrm.rules.complaints.standing import (
    list_order,
    overdue,
    possible,
    standing,
)

RECEIVED = local("2026-06-15 10:00")
OPENED = (EventKind.OPENED, RECEIVED, {"level": Level.SPECIALIST, "owner_id": 1})


def found_at(now, *steps):
    events = history(OPENED, *steps)
    return standing(complaint(RECEIVED), events, terms(), local(now)), events


def test_a_missed_clock_is_answered_by_one_step_up_since():
    assert overdue(*found_at("2026-06-15 10:02")) == ()
    assert overdue(*found_at("2026-06-15 10:03")) == (ClockKind.ACCEPT,)
    assert overdue(*found_at("2026-06-17 10:01")) == (ClockKind.ACCEPT, ClockKind.RESOLVE)
    swept = (EventKind.ESCALATED, local("2026-06-15 10:03"), {"level": Level.CS_MANAGER, "clock": ClockKind.ACCEPT})
    assert overdue(*found_at("2026-06-15 10:04", swept)) == ()
    # whoever moved it up, sweep or somebody by hand: all that was missed by then is answered, what is missed later is not
    both = (EventKind.ESCALATED, local("2026-06-17 10:01"), {"level": Level.CS_MANAGER})
    assert overdue(*found_at("2026-06-17 10:02", both)) == ()
    early = (EventKind.ESCALATED, local("2026-06-15 10:02"), {"level": Level.CS_MANAGER})
    assert overdue(*found_at("2026-06-15 10:03", early)) == (ClockKind.ACCEPT,)
    # a day later the manager's own 24 hours are over, and the deadline of resolving is not
    assert overdue(*found_at("2026-06-16 10:03", swept)) == ()
    assert overdue(*found_at("2026-06-16 10:04", swept)) == (ClockKind.ESCALATION,)


def test_what_is_done_late_or_paused_is_not_moved_up():
    assert overdue(*found_at("2026-06-16 00:00", (EventKind.ACCEPTED, local("2026-06-15 12:00")))) == ()
    paused = (EventKind.PAUSED, local("2026-06-15 12:00"), {"reason": Reason.WAITING_PARTS})
    assert overdue(*found_at("2026-06-30 00:00", (EventKind.ACCEPTED, RECEIVED), paused)) == ()


def test_after_taking_it_up_again_a_missed_deadline_moves_it_up_anew():
    steps = [
        (EventKind.ACCEPTED, RECEIVED),
        (EventKind.ESCALATED, local("2026-06-17 10:01"), {"level": Level.CS_MANAGER, "clock": ClockKind.RESOLVE}),
        (EventKind.RESOLVED, local("2026-06-17 12:00")),
        (EventKind.REOPENED, local("2026-06-18 12:00")),
    ]
    assert overdue(*found_at("2026-06-20 12:00", *steps)) == ()
    assert overdue(*found_at("2026-06-20 12:01", *steps)) == (ClockKind.RESOLVE,)


def test_late_ones_come_first_then_repeated_then_by_time_left_then_those_that_wait_for_nothing():
    late = found_at("2026-06-15 10:03")[0]
    soon, later = (found_at(now, (EventKind.ACCEPTED, RECEIVED))[0] for now in ("2026-06-16 10:00", "2026-06-15 10:01"))
    resolved = found_at("2026-06-15 10:03", (EventKind.ACCEPTED, RECEIVED), (EventKind.RESOLVED, RECEIVED))[0]
    keys = [
        list_order(late, []),
        list_order(later, [Repeated.CUSTOMER]),
        list_order(soon, []),
        list_order(later, []),
        list_order(resolved, []),
    ]
    assert keys == sorted(keys)
    # one that waits for nothing stands behind, repeated or not
    assert list_order(later, []) < list_order(resolved, [Repeated.CUSTOMER])


STEPS = frozenset(EventKind) - {EventKind.OPENED, EventKind.HANDED_OVER}
AT_WORK = {"contacted", "assigned", "responded", "resolved", "escalated", "paused", "noted"}


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("received", {"accepted", "contacted", "escalated", "noted"}),
        ("accepted", AT_WORK),
        ("assigned", AT_WORK),
        ("responded", AT_WORK),
        ("reopened", AT_WORK),
        ("resolved", {"recalled", "reopened", "closed", "noted"}),
        ("recalled", {"closed", "reopened", "noted"}),
        ("closed", {"reopened", "noted"}),
    ],
)
def test_in_each_state_only_these_steps_are_possible(state, steps):
    assert possible(ComplaintState(state), paused=False) & STEPS == steps


def test_while_paused_it_is_resumed_first():
    assert possible(ComplaintState.ASSIGNED, paused=True) & STEPS == {"contacted", "resumed", "escalated", "noted"}
