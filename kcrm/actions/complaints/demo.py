"""The demonstration's complaints taken a part of their way, so that one stands at every step of the loop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from kcrm.actions.complaints.cases import complaint_cases
from kcrm.actions.complaints.loop import edit_complaint, take_step
from kcrm.actions.complaints.sweep import Swept, sweep
from kcrm.actions.session import Session
from kcrm.i18n import N_, _
from kcrm.model import ComplaintEvent, ComplaintState, EventKind, Finding, Reason, Staff
from kcrm.queries import complaints, staff
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.rows import record
from kcrm.rules.worktime import ONE_DAY

_OUTSIDE = "TS0038"
_UNTIL_CALLED = timedelta(minutes=20)
_SPECIALIST, _COLLEAGUE, _HEAD = "YG11", "YG12", "YG02"

# complaint number, who acts, what they do; notes are msgids
_STEPS: tuple[tuple[str, str, Callable[[datetime], ComplaintEvent]], ...] = (
    ("TS0030", _SPECIALIST, partial(ComplaintEvent, EventKind.ASSIGNED, department="售后服务部", secondary_department="配件部")),
    ("TS0036", _SPECIALIST, partial(ComplaintEvent, EventKind.ASSIGNED, department="售后服务部")),
    (
        "TS0036",
        _HEAD,
        partial(ComplaintEvent, EventKind.RESPONDED, note=N_("Both shock absorbers are replaced again, free of charge; a lift is booked.")),
    ),
    ("TS0028", _SPECIALIST, partial(ComplaintEvent, EventKind.PAUSED, reason=Reason.WAITING_PARTS)),
    (
        "TS0034",
        _SPECIALIST,
        partial(ComplaintEvent, EventKind.RESOLVED, finding=Finding.VALID, note=N_("The card was found in the workshop and given back.")),
    ),
    ("TS0034", _COLLEAGUE, partial(ComplaintEvent, EventKind.RECALLED, satisfied=True, note=N_("Has the card back and got an apology."))),
    ("TS0024", _COLLEAGUE, partial(ComplaintEvent, EventKind.RECALLED, satisfied=False, note=N_("The wheel still pulls to the right."))),
    ("TS0032", _COLLEAGUE, partial(ComplaintEvent, EventKind.RECALLED, satisfied=True, note=N_("Understands the bill now."))),
)


def work_complaints(session: Session) -> Swept:
    """Take the steps, by whom they are said to be taken, and sweep up what is late.

    Whoever accepted a complaint that is still open called the customer soon after; one of them is a case of the manufacturer's.
    """
    for case in complaint_cases(session.connection, session.now, WantedComplaints(state=ComplaintState.ACCEPTED)):
        called = ComplaintEvent(EventKind.CONTACTED, case.events[-1].at + _UNTIL_CALLED)
        take_step(session._replace(actor=_member(session, _SPECIALIST)), case.complaint.id, called)
    outside = complaints.row_by_number(session.connection, _OUTSIDE)
    assert outside is not None
    edit_complaint(session, outside["id"], {"outside_no": "400-0613-0872", "reply_by_on": session.today + ONE_DAY})
    for number, employee_no, step in _STEPS:
        row = complaints.row_by_number(session.connection, number)
        assert row is not None
        taken = step(session.now)
        spoken = taken._replace(note=_(taken.note)) if taken.note else taken
        take_step(session._replace(actor=_member(session, employee_no)), row["id"], spoken)
    return sweep(session)


def _member(session: Session, employee_no: str) -> Staff:
    row = staff.staff_row(session.connection, employee_no)
    assert row is not None
    return record(Staff, row)
