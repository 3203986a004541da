"""KPIs of complaints, by the rules of complaints: in all, by cause, by department at fault, and by whose work was complained of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kcrm.actions.complaints.cases import ComplaintCase, complaint_cases
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.model import Order
from kcrm.model.kpi import ComplaintCounts
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.kpi import workshop
from kcrm.queries.orders import order_by_id
from kcrm.rules.complaints.report import course, report
from kcrm.rules.kpi import WHOLE, KpiValue, Scope, ScopeKind
from kcrm.rules.kpi.desk import complaint_values


def complaint_scopes(session: Session, period: Period) -> Iterator[tuple[Scope, tuple[KpiValue, ...]]]:
    """The values of the complaints received in a period, of the whole and of each cause and department that has any."""
    cases = complaint_cases(session.connection, session.now, WantedComplaints(received=period))
    visits = workshop.service_counts(session.connection, period, session.policy.visits.excluded_types).total_visits
    yield WHOLE, complaint_values(_counted(cases), visits, period)
    for cause, some in _by(cases, lambda case: case.complaint.cause).items():
        yield Scope(ScopeKind.CAUSE, cause), complaint_values(_counted(some), None, period)
    for department, some in _by(cases, lambda case: case.complaint.department).items():
        yield Scope(ScopeKind.DEPARTMENT, department), complaint_values(_counted(some), None, period)


def complaints_of_people(session: Session, period: Period) -> Mapping[str, ComplaintCounts]:
    """The complaints about orders, by the employee number of the order's advisor and of its technician."""
    return _by_order(session, period, lambda order: {order.advisor_no, order.technician_no})


def complaints_of_teams(session: Session, period: Period) -> Mapping[str, ComplaintCounts]:
    """The complaints about orders, by the order's team."""
    return _by_order(session, period, lambda order: {order.team})


def _by_order(session: Session, period: Period, whose: Callable[[Order], set[str | None]]) -> Mapping[str, ComplaintCounts]:
    found: dict[str, list[ComplaintCase]] = {}
    for case in complaint_cases(session.connection, session.now, WantedComplaints(received=period)):
        if case.complaint.order_id is not None:
            for part in whose(order_by_id(session.connection, case.complaint.order_id)) - {None}:
                found.setdefault(str(part), []).append(case)
    return {part: _counted(some) for part, some in found.items()}


def _by(cases: list[ComplaintCase], part: Callable[[ComplaintCase], str | None]) -> dict[str | None, list[ComplaintCase]]:
    """The cases by their part, those whose part is not known at last."""
    parts = sorted({part(case) for case in cases}, key=lambda one: (one is None, one or ""))
    return {one: [case for case in cases if part(case) == one] for one in parts}


def _counted(cases: list[ComplaintCase]) -> ComplaintCounts:
    found = report([course(case.complaint, case.events, case.standing, case.repeated) for case in cases], 0)
    return ComplaintCounts(
        received=len(cases),
        decided=sum(ratio.denominator for ratio in found.on_time.values()),
        in_time=sum(ratio.numerator for ratio in found.on_time.values()),
        recalled=found.satisfied.denominator,
        satisfied=found.satisfied.numerator,
    )
