"""Laws of the loop on a real database: what is stored can be rebuilt from the events, and a sweep done twice is done once."""

import shutil
from datetime import timedelta
from functools import partial

import pytest
from conftest import filled_once
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcrm.actions.complaints.cases import complaint_case
from kcrm.actions.complaints.loop import ComplaintDesk, open_complaint, take_step
from kcrm.actions.complaints.sweep import sweep
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.model import (
    Cause,
    ClockKind,
    ClockState,
    ComplaintChannel,
    ComplaintEvent,
    ComplaintState,
    EventKind,
    Finding,
    Level,
    NewComplaint,
    Reason,
    Severity,
)
from kcrm.rules.complaints.standing import overdue

RESULTS = {"cause": Cause.SERVICE, "finding": Finding.VALID}
STEPS = (
    partial(ComplaintEvent, EventKind.ACCEPTED),
    partial(ComplaintEvent, EventKind.CONTACTED),
    partial(ComplaintEvent, EventKind.ASSIGNED, department="维修部"),
    partial(ComplaintEvent, EventKind.RESPONDED, note="x"),
    partial(ComplaintEvent, EventKind.RESOLVED, **RESULTS),
    partial(ComplaintEvent, EventKind.RECALLED, satisfied=True),
    partial(ComplaintEvent, EventKind.RECALLED, satisfied=False),
    partial(ComplaintEvent, EventKind.REOPENED, note="x"),
    partial(ComplaintEvent, EventKind.ESCALATED),
    partial(ComplaintEvent, EventKind.PAUSED, reason=Reason.WAITING_PARTS),
    partial(ComplaintEvent, EventKind.RESUMED),
    None,  # the sweep
)
TAKEN = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3 * 24 * 60)), max_size=12)


@filled_once
def customer(desk):
    """The desk with heads and a customer, who is C1."""
    desk.take(
        "staff",
        {"employee_no": "D1", "name": "马涛", "role": "department_head", "department": "维修部"},
        {"employee_no": "B1", "name": "秦总", "role": "general_manager"},
    )
    desk.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000"})
    return desk


def context_of(desk):
    """A copy of the desk's database for each example."""
    copy = shutil.copy(desk.db, desk.folder / "example.db")
    return AppContext.of_environment({"KCRM_DB": str(copy), "KCRM_NOW": "2026-06-15T08:30"}, language="en")


def at(session, moment):
    return session._replace(context=session.context.replace(set_now=moment))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TAKEN, st.sampled_from(Severity), st.sampled_from([ComplaintChannel.PHONE, ComplaintChannel.MEDIA]))
def test_whatever_is_done_what_is_stored_is_what_the_events_say(customer, taken, severity, channel):
    with open_session(context_of(customer)) as session:
        moment = session.now
        new = NewComplaint(customer_id=1, severity=severity, description="x", channel=channel)
        number = open_complaint(session, new).complaint.id
        for step, minutes in taken:
            moment += timedelta(minutes=minutes)
            then = at(session, moment)
            before = complaint_case(then.connection, moment, number)
            if step is None:
                sweep(then)
                assert sweep(then).moved == ()
            else:
                try:
                    take_step(then, number, step(then.now))
                except RefusedError:
                    assert complaint_case(then.connection, moment, number) == before
            case = complaint_case(then.connection, moment, number)
            stored, rebuilt = case.complaint, case.standing
            assert (stored.state, stored.level, stored.owner_id, stored.paused) == (
                rebuilt.state,
                rebuilt.level,
                rebuilt.owner_id,
                rebuilt.paused is not None,
            )
            assert stored.owner_id is not None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10 * 24 * 3600))
def test_a_sweep_moves_up_what_has_missed_a_deadline_and_by_one_level_only(customer, seconds):
    with open_session(context_of(customer)) as session:
        number = open_complaint(session, NewComplaint(customer_id=1, severity=Severity.MINOR, description="x")).complaint.id
        then = at(session, session.now + timedelta(seconds=seconds))
        before = complaint_case(then.connection, then.now, number)
        missed = sum(clock.state is ClockState.MISSED for clock in before.standing.running)
        sweep(then)
        after = complaint_case(then.connection, then.now, number)
        raised = [event for event in after.events if event.kind is EventKind.ESCALATED]
        assert [event.level for event in raised] == ([Level.CS_MANAGER] if missed else [])
        assert overdue(after.standing, after.events) == ()
        assert [clock.due_at for clock in after.standing.clocks][:2] == [clock.due_at for clock in before.standing.clocks][:2]


def test_what_is_told_of_the_past_is_taken_as_it_is_told(customer):
    with open_session(context_of(customer)) as session, session.write() as planner:
        desk = ComplaintDesk.of(session, planner)
        received = session.now - timedelta(days=2)
        told = NewComplaint(customer_id=1, severity=Severity.MINOR, description="x", cause=Cause.MALICIOUS, received_at=received)
        number = desk.receive(told, history=True)
        assert [clock.state for clock in desk.case(number).standing.clocks] == [ClockState.MISSED, ClockState.MISSED, ClockState.AT_RISK]
        desk.take(number, ComplaintEvent(EventKind.ACCEPTED, received + timedelta(minutes=1)), history=True)
        assert desk.case(number).standing.clock(ClockKind.ACCEPT).state is ClockState.MET
        # neither a recall nor a finding is told of, and nobody says who did it
        desk.take(number, ComplaintEvent(EventKind.CLOSED, received + timedelta(days=1)), history=True)
        case = desk.case(number)
        assert (case.standing.state, case.complaint.finding, case.standing.running) == (ComplaintState.CLOSED, None, ())
        assert [event.staff_id for event in case.events[1:]] == [None, None]
        with pytest.raises(RefusedError):
            desk.take(number, ComplaintEvent(EventKind.NOTED, received), history=True)
