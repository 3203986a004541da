"""Complaints over a period, and those that a board shows."""

from __future__ import annotations

from datetime import timedelta

from kcrm.actions.complaint_cases import ComplaintCase, complaint_cases
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.kpi.workshop import service_counts
from kcrm.rules.complaint_report import Report, course, report

_STAYS_ON_BOARD = timedelta(days=7)


def complaint_report(session: Session, received: Period) -> Report:
    """The numbers of the complaints received in a period, as their clocks stand now, held to its visits."""
    cases = complaint_cases(session.connection, session.now, WantedComplaints(received=received))
    courses = [course(case.complaint, case.events, case.standing, case.repeated) for case in cases]
    visits = service_counts(session.connection, received, session.policy.visits.excluded_types)
    return report(courses, visits.total_visits)


def on_board(session: Session) -> list[ComplaintCase]:
    """Every open complaint, and those closed within a week, the latest of them first."""
    cases = complaint_cases(session.connection, session.now, WantedComplaints(open=True))
    since = session.now - _STAYS_ON_BOARD
    ended = complaint_cases(session.connection, session.now, WantedComplaints(closed_since=since))
    return cases + sorted(ended, key=lambda case: (case.events[-1].at, case.complaint.id), reverse=True)
