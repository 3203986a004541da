"""The clocks of a complaint, with boundary instants; expected deadlines are worked out by hand from the documents' numbers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from complaint_history import SHANGHAI, complaint, history, local, terms
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import ClockKind, ClockState, ComplaintChannel, ComplaintState, EventKind, Level, Reason, Severity, Work
from kcrm.rules.complaints.deadlines import accept_due, clocks, contact_due, resolve_due
from kcrm.rules.complaints.standing import standing

TERMS = terms()
WORKING = {"working_time": "yes"}
OFFICE = {f"week__{day}": "08:30-12:00,13:00-17:00" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")} | {
    "week__saturday": "none",
    "week__sunday": "none",
}
# Spring Festival 2026 as announced: closed 15 to 23 February, worked on the Saturdays 14 and 28.
SPRING = {f"2026-02-{day}": "" for day in range(15, 24)} | {f"2026-02-{day}": "08:30-12:00,13:00-17:00" for day in (14, 28)}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-06-15 08:30:00", "2026-06-15 08:32:00"),
        ("2026-06-15 16:59:59", "2026-06-15 17:01:59"),
        ("2026-06-15 17:00:00", "2026-06-16 09:10:00"),
        ("2026-06-15 08:29:59", "2026-06-15 09:10:00"),
        ("2026-06-15 00:00:00", "2026-06-15 09:10:00"),
        ("2026-06-15 23:59:59", "2026-06-16 09:10:00"),
        ("2026-06-20 12:00:00", "2026-06-20 12:02:00"),  # a Saturday is a day like any other
        ("2026-12-31 18:00:00", "2027-01-01 09:10:00"),
        ("2028-02-28 17:00:00", "2028-02-29 09:10:00"),
    ],
)
def test_accepted_two_minutes_later_by_day_and_in_the_morning_else(received, due):
    assert accept_due(local(received), TERMS) == local(due)


@pytest.mark.parametrize(
    ("severity", "due"),
    [(Severity.MINOR, "2027-01-02 23:59:59"), (Severity.NORMAL, "2027-01-03 23:59:59"), (Severity.MAJOR, "2027-01-05 23:59:59")],
)
def test_resolved_after_2_3_or_5_calendar_days_to_the_second(severity, due):
    assert resolve_due(local("2026-12-31 23:59:59"), severity, TERMS) == local(due)


def test_calendar_days_take_no_notice_of_the_spring_festival():
    closed = terms(days=SPRING)
    assert accept_due(local("2026-02-16 10:00"), closed) == local("2026-02-16 10:02")
    assert resolve_due(local("2026-02-16 10:00"), Severity.MINOR, closed) == local("2026-02-18 10:00")


@pytest.mark.parametrize(
    ("received", "accept", "resolve"),
    [
        # A day is 450 working minutes here, 7.5 hours, which is a whole day of this week: two days later at the same time.
        ("2026-06-15 10:00", "2026-06-15 10:02", "2026-06-17 10:00"),
        # Friday: Monday and Tuesday
        ("2026-06-19 10:00", "2026-06-19 10:02", "2026-06-23 10:00"),
        # on a Saturday nobody works: Monday morning; the two days run from Monday's opening to Tuesday's close
        ("2026-06-20 10:00", "2026-06-22 09:10", "2026-06-23 17:00"),
        # Friday the 13th: the make-up Saturday 14th is the first day, the 24th after the festival the second
        ("2026-02-13 10:00", "2026-02-13 10:02", "2026-02-24 10:00"),
        # on the make-up Saturday itself: the 24th and the 25th
        ("2026-02-14 16:00", "2026-02-14 16:02", "2026-02-25 16:00"),
        # within the festival: the morning of the 24th
        ("2026-02-20 10:00", "2026-02-24 09:10", "2026-02-25 17:00"),
    ],
)
def test_working_time_skips_what_is_closed_and_counts_make_up_days(received, accept, resolve):
    working = terms(days=SPRING, working_minutes_a_day="450", **WORKING, **OFFICE)
    assert accept_due(local(received), working) == local(accept)
    assert resolve_due(local(received), Severity.MINOR, working) == local(resolve)


def test_in_a_zone_with_summer_time_days_keep_the_time_and_hours_are_hours():
    berlin = ZoneInfo("Europe/Berlin")  # the clock goes forward on 29 March 2026 at 02:00
    there = terms(berlin)
    assert accept_due(local("2026-03-28 20:00", berlin), there) == local("2026-03-29 09:10", berlin)
    assert resolve_due(local("2026-03-28 08:30", berlin), Severity.MINOR, there) == local("2026-03-30 08:30", berlin)
    steps = history((EventKind.ESCALATED, local("2026-03-28 12:00", berlin), {"level": Level.CS_MANAGER}))
    raised = clocks(complaint(local("2026-03-28 08:30", berlin)), steps, there, local("2026-03-28 12:00", berlin))[-1]
    # 24 hours later the clocks show 13:00
    assert raised.due_at == datetime(2026, 3, 29, 11, tzinfo=UTC)


RECEIVED = local("2026-06-15 10:00")
ACCEPTED = (EventKind.ACCEPTED, local("2026-06-15 10:01"))


def resolving(steps, now, judged_by=TERMS):
    found = standing(complaint(RECEIVED), history((EventKind.OPENED, RECEIVED), *steps), judged_by, local(now))
    clock = found.clock(ClockKind.RESOLVE)
    return clock.state, clock.due_at, clock.minutes_left


@pytest.mark.parametrize(
    ("now", "state", "minutes"),
    [
        ("2026-06-15 10:00:00", ClockState.RUNNING, 2880),
        # a fifth of 48 hours is 9 h 36 min: at 00:24 exactly that is left, which is not less
        ("2026-06-17 00:24:00", ClockState.RUNNING, 576),
        ("2026-06-17 00:24:01", ClockState.AT_RISK, 575),
        ("2026-06-17 10:00:00", ClockState.AT_RISK, 0),
        ("2026-06-17 10:00:01", ClockState.MISSED, -1),
        ("2026-06-17 11:00:00", ClockState.MISSED, -60),
    ],
)
def test_a_running_clock_is_at_risk_in_its_last_fifth_and_missed_after_its_second(now, state, minutes):
    assert resolving([ACCEPTED], now) == (state, local("2026-06-17 10:00"), minutes)


@pytest.mark.parametrize(
    ("done", "state", "minutes"),
    [
        ("2026-06-17 10:00:00", ClockState.MET, 0),
        ("2026-06-17 10:00:01", ClockState.MET_LATE, -1),
        ("2026-06-16 10:00", ClockState.MET, 1440),
    ],
)
def test_what_is_done_is_met_or_met_late_for_ever(done, state, minutes):
    steps = [ACCEPTED, (EventKind.RESOLVED, local(done))]
    assert resolving(steps, "2026-07-01 00:00") == (state, local("2026-06-17 10:00"), minutes)


def test_accepting_stops_its_clock_and_so_does_a_resolution_told_of_without_it():
    for kind in (EventKind.ACCEPTED, EventKind.RESOLVED):
        found = clocks(complaint(RECEIVED), history((EventKind.OPENED, RECEIVED), (kind, local("2026-06-15 10:03"))), TERMS, RECEIVED)
        assert (found[0].kind, found[0].state, found[0].minutes_left) == (ClockKind.ACCEPT, ClockState.MET_LATE, -1)


def pause(begin, end):
    steps = [(EventKind.PAUSED, local(begin), {"reason": Reason.WAITING_PARTS})]
    return steps + ([(EventKind.RESUMED, local(end))] if end else [])


def test_a_pause_moves_the_deadline_by_the_working_time_in_it_only():
    # 16:00 to 09:30 next morning: one hour until 17:00 and one from 08:30
    assert resolving([ACCEPTED, *pause("2026-06-15 16:00", "2026-06-16 09:30")], "2026-06-16 09:30")[1] == local("2026-06-17 12:00")
    # at night nothing is worked, nothing is gained
    assert resolving([ACCEPTED, *pause("2026-06-15 18:00", "2026-06-16 08:00")], "2026-06-16 09:30")[1] == local("2026-06-17 10:00")


def test_a_pause_across_a_closure_gains_nothing_in_it():
    working = terms(days=SPRING, working_minutes_a_day="450", **WORKING, **OFFICE)
    received = local("2026-02-13 10:00")
    steps = history((EventKind.OPENED, received), (EventKind.ACCEPTED, received), *pause("2026-02-14 16:00", "2026-02-24 09:30"))
    clock = standing(complaint(received), steps, working, local("2026-02-24 09:30")).clock(ClockKind.RESOLVE)
    # due on the 24th at 10:00; paused 16:00-17:00 and 08:30-09:30, two working hours: 10:00 to 12:00
    assert clock.due_at == local("2026-02-24 12:00")


def test_a_reply_that_was_due_before_the_complaint_came_is_due_at_once():
    made = complaint(RECEIVED, reply_by_on=date(2026, 6, 10))
    (reply,) = [clock for clock in clocks(made, history((EventKind.OPENED, RECEIVED)), TERMS, RECEIVED) if clock.kind is ClockKind.REPLY]
    assert reply.due_at == RECEIVED


def test_a_pause_begun_before_an_escalation_gains_it_only_the_time_since():
    steps = history(
        (EventKind.OPENED, RECEIVED),
        ACCEPTED,
        (EventKind.PAUSED, local("2026-06-15 11:00"), {"reason": Reason.WAITING_PARTS}),
        (EventKind.ESCALATED, local("2026-06-15 12:00"), {"level": Level.CS_MANAGER}),
        (EventKind.RESUMED, local("2026-06-15 14:00")),
    )
    found = standing(complaint(RECEIVED), steps, TERMS, local("2026-06-15 14:00"))
    # 24 hours from noon and the two hours of the pause that are left then; resolving, which ran before, gains all three
    assert found.clock(ClockKind.ESCALATION).due_at == local("2026-06-16 14:00")
    assert found.clock(ClockKind.RESOLVE).due_at == local("2026-06-17 13:00")


def test_paused_is_looked_at_before_missed():
    begun = [ACCEPTED, *pause("2026-06-17 09:00", None)]
    assert resolving(begun, "2026-06-17 09:30")[0] is ClockState.PAUSED
    assert resolving([ACCEPTED, *pause("2026-06-17 11:00", None)], "2026-06-17 12:00")[0] is ClockState.PAUSED  # missed before it began
    # a pause that begins at its very second comes too late, as one after it does
    assert resolving([ACCEPTED, *pause("2026-06-17 10:00", "2026-06-17 15:00")], "2026-06-17 15:00")[1] == local("2026-06-17 10:00")
    # a pause after the deadline does not bring it back
    assert resolving([ACCEPTED, *pause("2026-06-17 11:00", "2026-06-17 15:00")], "2026-06-17 15:00")[:2] == (
        ClockState.MISSED,
        local("2026-06-17 10:00"),
    )


def test_an_escalation_gives_24_hours_at_its_level_and_leaves_the_other_deadline():
    steps = history(
        (EventKind.OPENED, RECEIVED),
        ACCEPTED,
        (EventKind.ESCALATED, local("2026-06-15 12:00"), {"level": Level.CS_MANAGER}),
        (EventKind.ESCALATED, local("2026-06-16 13:00"), {"level": Level.DEPARTMENT_HEAD}),
        (EventKind.RESOLVED, local("2026-06-17 13:00")),
    )
    found = standing(complaint(RECEIVED), steps, TERMS, local("2026-06-18 00:00"))
    raised = [clock for clock in found.clocks if clock.kind is ClockKind.ESCALATION]
    assert [(clock.level, clock.due_at, clock.state) for clock in raised] == [
        (Level.CS_MANAGER, local("2026-06-16 12:00"), ClockState.MISSED),  # kept an hour too long, then passed on
        (Level.DEPARTMENT_HEAD, local("2026-06-17 13:00"), ClockState.MET),
    ]
    assert found.clock(ClockKind.RESOLVE).due_at == local("2026-06-17 10:00")
    assert (found.is_late, found.pressing) == (False, None)


def test_taken_up_again_it_has_a_new_deadline_and_is_counted():
    steps = [
        ACCEPTED,
        (EventKind.RESOLVED, local("2026-06-16 10:00")),
        (EventKind.RECALLED, local("2026-06-17 09:00"), {"satisfied": False}),
        (EventKind.REOPENED, local("2026-06-17 09:00")),
    ]
    assert resolving(steps, "2026-06-17 09:00") == (ClockState.RUNNING, local("2026-06-19 09:00"), 2880)
    found = standing(complaint(RECEIVED), history((EventKind.OPENED, RECEIVED), *steps), TERMS, local("2026-06-17 09:00"))
    assert (found.reopened, [clock.state for clock in found.clocks]) == (1, [ClockState.MET, ClockState.MET, ClockState.RUNNING])


def test_other_work_is_on_a_clock_only_where_the_policy_says_so():
    steps = history(
        (EventKind.OPENED, RECEIVED),
        ACCEPTED,
        (EventKind.ASSIGNED, local("2026-06-15 11:00"), {"work": Work.FIELD_REQUEST}),
        (EventKind.ASSIGNED, local("2026-06-15 12:00"), {"work": Work.MEDIUM_JOB}),
    )
    made = complaint(RECEIVED, reply_by_on=date(2026, 6, 20))
    assert {clock.kind for clock in clocks(made, steps, terms(reply_by="no"), RECEIVED)} == {ClockKind.ACCEPT, ClockKind.RESOLVE}
    wanted = terms(field_request="yes", jobs="yes")  # an outside body's day is on a clock unless the policy says otherwise
    assert {clock.kind: clock.due_at for clock in clocks(made, steps, wanted, RECEIVED)} == {
        ClockKind.ACCEPT: local("2026-06-15 10:02"),
        ClockKind.RESOLVE: local("2026-06-17 10:00"),
        ClockKind.FIELD_REQUEST: local("2026-06-18 11:00"),  # 72 hours
        ClockKind.JOB: local("2026-06-30 12:00"),  # 15 days
        ClockKind.REPLY: local("2026-06-20 23:59:59"),
    }


@pytest.mark.parametrize(
    ("received", "severity", "channel", "due"),
    [
        ("2026-06-15 08:30", Severity.MINOR, None, "2026-06-15 10:30"),
        ("2026-06-15 08:30", Severity.NORMAL, ComplaintChannel.PHONE, "2026-06-15 10:30"),
        ("2026-06-15 08:30", Severity.MAJOR, None, "2026-06-15 09:00"),
        ("2026-06-15 08:30", Severity.MINOR, ComplaintChannel.AUTHORITY, "2026-06-15 09:00"),
        # the hours end at 17:00: half of the time is left for the morning
        ("2026-06-15 16:00", Severity.MINOR, None, "2026-06-16 09:30"),
        ("2026-06-15 16:45", Severity.MAJOR, None, "2026-06-16 08:45"),
        ("2026-06-15 15:00", Severity.MINOR, None, "2026-06-15 17:00"),
        ("2026-06-15 22:00", Severity.MINOR, None, "2026-06-16 10:30"),
        ("2026-06-15 07:00", Severity.MAJOR, None, "2026-06-15 09:00"),
    ],
)
def test_first_contact_within_two_opening_hours_and_half_an_hour_if_major_or_public(received, severity, channel, due):
    made = complaint(local(received), severity, channel=channel, first_contact=True)
    assert contact_due(made, TERMS) == local(due)


def test_first_contact_skips_what_is_closed_and_its_minutes_are_policy():
    made = complaint(local("2026-02-13 16:30"), first_contact=True)
    # half an hour on Friday the 13th, the rest on the make-up Saturday
    assert contact_due(made, terms(days=SPRING, **OFFICE)) == local("2026-02-14 10:00")
    assert contact_due(made, terms(days=SPRING, contact_minutes="45", **OFFICE)) == local("2026-02-14 08:45")


def contacting(now, *steps):
    made = complaint(RECEIVED, first_contact=True)
    clock = standing(made, history((EventKind.OPENED, RECEIVED), *steps), TERMS, local(now)).clock(ClockKind.CONTACT)
    return clock.state, clock.minutes_left


def test_the_clock_of_the_first_contact_stops_with_the_first_word_and_no_pause_moves_it():
    # received at 10:00, due at 12:00; a fifth of two hours is 24 minutes
    assert contacting("2026-06-15 11:36") == (ClockState.RUNNING, 24)
    assert contacting("2026-06-15 11:37") == (ClockState.AT_RISK, 23)
    assert contacting("2026-06-15 12:01", ACCEPTED) == (ClockState.MISSED, -1)
    # over is counted in hours of work only: five hours on the 15th, one on the 16th
    assert contacting("2026-06-16 09:30", ACCEPTED) == (ClockState.MISSED, -360)
    for kind in (EventKind.CONTACTED, EventKind.RESPONDED, EventKind.RESOLVED):
        assert contacting("2026-06-20 12:00", ACCEPTED, (kind, local("2026-06-15 12:00"))) == (ClockState.MET, 0)
        assert contacting("2026-06-20 12:00", ACCEPTED, (kind, local("2026-06-15 12:01"))) == (ClockState.MET_LATE, -1)
    assert contacting("2026-06-15 12:01", ACCEPTED, *pause("2026-06-15 10:02", None)) == (ClockState.MISSED, -1)


def test_who_was_spoken_with_has_been_taken_up_and_one_of_before_has_no_such_clock():
    spoken = history((EventKind.OPENED, RECEIVED), (EventKind.CONTACTED, local("2026-06-15 10:02")))
    found = standing(complaint(RECEIVED, first_contact=True), spoken, TERMS, local("2026-06-15 10:02"))
    assert (found.state, found.clock(ClockKind.ACCEPT).state) == (ComplaintState.ACCEPTED, ClockState.MET)
    assert standing(complaint(RECEIVED), spoken, TERMS, RECEIVED).clock(ClockKind.CONTACT) is None


MOMENTS = st.datetimes(datetime(2026, 2, 1), datetime(2026, 3, 15), timezones=st.just(SHANGHAI)).map(
    lambda moment: moment.replace(microsecond=0)
)
TERMS_OF_ALL_KINDS = st.sampled_from([TERMS, terms(days=SPRING, **WORKING), terms(days=SPRING, **WORKING, **OFFICE)])


@given(MOMENTS, st.integers(0, 400_000), st.sampled_from(Severity), TERMS_OF_ALL_KINDS)
def test_a_later_receipt_is_never_to_be_resolved_earlier(received, seconds, severity, judged_by):
    later = received + timedelta(seconds=seconds)
    assert resolve_due(received, severity, judged_by) <= resolve_due(later, severity, judged_by)


@given(MOMENTS, st.integers(0, 400_000), TERMS_OF_ALL_KINDS)
def test_a_later_receipt_is_never_to_be_accepted_earlier_but_for_the_morning_that_opens_at_once(received, seconds, judged_by):
    later = received + timedelta(seconds=seconds)
    early, late = accept_due(received, judged_by), accept_due(later, judged_by)
    # the documents' own numbers make one exception: 08:29 waits until 09:10, 08:30 only two minutes
    assert early <= late or (early.astimezone(SHANGHAI).strftime("%H:%M") == "09:10" and later < early)


@given(MOMENTS, st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 200_000)), max_size=3), TERMS_OF_ALL_KINDS)
def test_a_pause_never_shortens_and_only_a_pause_moves_a_deadline(received, gaps, judged_by):
    steps, moment = [(EventKind.OPENED, received), (EventKind.ACCEPTED, received)], received
    for before, lasting in gaps:
        begin = moment + timedelta(seconds=before)
        moment = begin + timedelta(seconds=lasting)
        steps += [(EventKind.PAUSED, begin, {"reason": Reason.WAITING_CUSTOMER}), (EventKind.RESUMED, moment)]
    due = standing(complaint(received), history(*steps), judged_by, moment).clock(ClockKind.RESOLVE).due_at
    assert due >= resolve_due(received, Severity.MINOR, judged_by)
    noted = history(*steps, (EventKind.NOTED, moment), (EventKind.ESCALATED, moment, {"level": Level.GENERAL_MANAGER}))
    later = moment + timedelta(days=90)
    assert standing(complaint(received), noted, judged_by, later).clock(ClockKind.RESOLVE).due_at == due
