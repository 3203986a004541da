"""What complaints say of the house over a period."""

from __future__ import annotations

from kcrm.actions.complaints.cases import complaint_cases
from kcrm.actions.kpi.tables import values
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.queries.complaints import WantedComplaints
from kcrm.rules.complaints.report import Report, course, report


def complaint_report(session: Session, received: Period) -> Report:
    """The numbers of the complaints received in a period, as their clocks stand now, held to its visits."""
    cases = complaint_cases(session.connection, session.now, WantedComplaints(received=received))
    courses = [course(case.complaint, case.events, case.standing, case.repeated) for case in cases]
    (visits,) = values(session, ("total_visits",), (received,))
    return report(courses, int(visits[None]["total_visits"].value or 0))
