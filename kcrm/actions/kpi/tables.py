"""Measure KPIs: facts from the database, values from the rules, a table of them for each question that `kcrm kpi` answers.

A table is what a command shows and what a closed month freezes; another subject adds its own to `kcrm.actions.kpi.figures.TABLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kcrm.actions.kpi.complaints import complaint_scopes, complaints_of_people, complaints_of_teams
from kcrm.actions.session import Session
from kcrm.actions.surveys import answered
from kcrm.dates import Period
from kcrm.kpis import KPIS, RADAR, SERVICE, Group
from kcrm.model import Kind, Role, Staff, Team
from kcrm.model.kpi import CallCounts, ComplaintCounts, ProspectCounts, ServiceCounts, VehicleFacts, WorkshopFacts
from kcrm.queries.kpi import calls, workshop
from kcrm.queries.kpi.calls import CallsOf
from kcrm.queries.kpi.workshop import Of
from kcrm.queries.staff import all_staff
from kcrm.rules.kpi import WHOLE, KpiValue, Scope, ScopeKind
from kcrm.rules.kpi.customers import delivered_for_first, file_values, points_value, return_window, vehicle_values
from kcrm.rules.kpi.desk import call_values, complaint_values, lost_value, prospect_values
from kcrm.rules.kpi.staff import days_worked, level_shares, turnover
from kcrm.rules.kpi.visits import service_values
from kcrm.rules.kpi.workshop import workshop_values
from kcrm.rules.satisfaction import satisfaction_values

_YEAR = 12  # months

TEAM_KEYS = (
    "total_visits",
    "appointment_rate",
    "process_execution_rate",
    "on_time_handover",
    "average_ticket",
    "rework_rate",
    "technician_productivity",
    "return_rate",
    "churn",
    "calls_on_time",
    "complaints",
    "complaint_rate",
)
_COMPLAINT_KEYS = tuple(key for key, one in KPIS.items() if one.group is Group.COMPLAINTS)
_CALL_KEYS = tuple(key for key, one in KPIS.items() if one.group is Group.CALLS)
_ADVISOR_KEYS = (
    "total_visits",
    "appointment_rate",
    "process_execution_rate",
    "on_time_handover",
    "average_ticket",
    "rework_rate",
    "return_rate",
    "churn",
    "calls_on_time",
    "complaints",
    "complaint_rate",
)
_CALLER_KEYS = ("calls_planned", "calls_on_time", "calls_reached", "call_coverage")
PERSON_KEYS: dict[Role, tuple[str, ...]] = {
    Role.SERVICE_ADVISOR: _ADVISOR_KEYS,
    Role.TECHNICIAN: ("total_visits", "rework_rate", "technician_productivity", "on_time_handover", "complaints", "complaint_rate"),
    Role.CS_SPECIALIST: _CALLER_KEYS,
    Role.SALES_CONSULTANT: _CALLER_KEYS,
    Role.SALES_MANAGER: _CALLER_KEYS,
}
"""By what a person in a post is measured; other posts are not."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One value and of what it is."""

    scope: Scope
    value: KpiValue


@dataclass(frozen=True, slots=True)
class Table:
    """Values that are shown together. name: by which a closed month knows them. keys: the KPIs. measure: reckons them for any period."""

    name: str
    keys: tuple[str, ...]
    measure: Callable[[Session, Period], Iterable[Measure]]


def _service(session: Session, period: Period) -> Iterator[Measure]:
    counts = workshop.service_counts(session.connection, period, session.policy.visits.excluded_types)
    return _whole(service_values(counts, period))


def _store(session: Session, period: Period) -> Iterator[Measure]:
    """Whatever the store as a whole is measured by, besides visits, calls, complaints and money."""
    connection, policy = session.connection, session.policy
    work = workshop.workshop_facts(connection, period, policy.visits.excluded_types).get(None, WorkshopFacts(ServiceCounts()))
    staff = all_staff(connection)
    yield from _whole(workshop_values(work, period))
    yield from _whole(vehicle_values(_vehicles(session, period).get(None, VehicleFacts()), period))
    yield from _whole(file_values(workshop.file_facts(connection), period))
    yield from _whole([turnover(staff, policy.kpi.workshop_posts, return_window(period, _YEAR), period), *level_shares(staff, period)])
    yield from _whole(satisfaction_values(answered(session, period).counted, period))
    yield from _prospects(session, period)
    yield from _whole([points_value(None, period)])


def _prospects(session: Session, period: Period) -> Iterator[Measure]:
    """In all, then by source and by reason of loss."""
    by_source = workshop.prospects_by_source(session.connection, period)
    by_reason = workshop.opportunities_lost(session.connection, period)
    whole = ProspectCounts(*(sum(getattr(each, name) for each in by_source.values()) for name in ("registered", "bought")))
    yield from _whole([*prospect_values(whole, period), lost_value(sum(by_reason.values()), period)])
    for source, counts in by_source.items():
        yield from (Measure(Scope(ScopeKind.SOURCE, str(source)), value) for value in prospect_values(counts, period))
    for reason, lost in by_reason.items():
        yield Measure(Scope(ScopeKind.REASON, reason), lost_value(lost, period))


def _teams(session: Session, period: Period) -> Iterator[Measure]:
    facts = workshop.workshop_facts(session.connection, period, session.policy.visits.excluded_types, Of.TEAM)
    vehicles = _vehicles(session, period, Of.TEAM)
    called = calls.call_counts(session.connection, period, session.today, CallsOf.TEAM)
    complaints = complaints_of_teams(session, period)
    for team in Team:
        done = facts.get(team, WorkshopFacts(ServiceCounts()))
        values = _work_values(done, period)
        values += vehicle_values(vehicles.get(team, VehicleFacts()), period)
        values += call_values(called.get(team, CallCounts()), period)
        values += complaint_values(complaints.get(team, ComplaintCounts()), done.visits.total_visits, period)
        yield from _of(Scope(ScopeKind.TEAM, team), values, TEAM_KEYS)


def _people(session: Session, period: Period) -> Iterator[Measure]:
    """Everybody who worked in the period and is measured by anything, for the days they worked."""
    connection, excluded = session.connection, session.policy.visits.excluded_types
    work = {
        Role.SERVICE_ADVISOR: workshop.workshop_facts(connection, period, excluded, Of.ADVISOR),
        Role.TECHNICIAN: workshop.workshop_facts(connection, period, excluded, Of.TECHNICIAN),
    }
    vehicles = _vehicles(session, period, Of.ADVISOR)
    called = calls.call_counts(connection, period, session.today, CallsOf.PERSON)
    complaints = complaints_of_people(session, period)
    for person in all_staff(connection):
        days = days_worked(person, period)
        if person.role not in PERSON_KEYS or days is None:
            continue
        done = work.get(person.role, {}).get(person.id, WorkshopFacts(ServiceCounts()))
        values = _work_values(done, days)
        values += complaint_values(complaints.get(person.employee_no, ComplaintCounts()), done.visits.total_visits, days)
        # the vehicles that are now in a person's care came back, or not, whoever was here then
        values += vehicle_values(vehicles.get(person.id, VehicleFacts()), period)
        values += call_values(called.get(person.id, CallCounts()), days)
        yield from _of(_person(person), values, PERSON_KEYS[person.role])


def _calls(session: Session, period: Period) -> Iterator[Measure]:
    connection, today = session.connection, session.today
    whole = calls.call_counts(connection, period, today).get(None, CallCounts())
    yield from _whole(call_values(whole, period))
    by_kind = calls.call_counts(connection, period, today, CallsOf.KIND)
    for kind in Kind:
        if kind in by_kind:
            yield from _of(Scope(ScopeKind.KIND, kind), call_values(by_kind[kind], period), _CALL_KEYS)
    by_person = calls.call_counts(connection, period, today, CallsOf.PERSON)
    for person in all_staff(connection):
        days = days_worked(person, period)
        if days is not None and person.id in by_person:
            yield from _of(_person(person), call_values(by_person[person.id], days), _CALL_KEYS)


def _complaints(session: Session, period: Period) -> Iterator[Measure]:
    for scope, values in complaint_scopes(session, period):
        yield from _of(scope, values, _COMPLAINT_KEYS)


SERVICE_TABLE = Table("service", SERVICE, _service)
STORE_TABLE = Table(
    "store",
    (
        *RADAR,
        "nps",
        "average_ticket",
        "vehicles_in_use",
        "churn",
        "first_maintenance_return_rate",
        "points",
        "prospects",
        "prospect_conversion",
        "prospects_lost",
    ),
    _store,
)
TEAM_TABLE = Table("team", TEAM_KEYS, _teams)
PERSON_TABLE = Table("person", tuple(dict.fromkeys(key for keys in PERSON_KEYS.values() for key in keys)), _people)
CALLS_TABLE = Table("calls", _CALL_KEYS, _calls)
COMPLAINTS_TABLE = Table("complaints", _COMPLAINT_KEYS, _complaints)


def _vehicles(session: Session, period: Period, of: Of = Of.WHOLE) -> dict[workshop.Counted, VehicleFacts]:
    policy = session.policy
    window = return_window(period, policy.kpi.return_months)
    due = delivered_for_first(period, policy.kpi.first_maintenance_months)
    types = (policy.visits.excluded_types, policy.maintenance.types)
    return dict(workshop.vehicle_facts(session.connection, period, window, due, types, of))


def _work_values(facts: WorkshopFacts, period: Period) -> list[KpiValue]:
    return [*service_values(facts.visits, period), *workshop_values(facts, period)]


def _whole(values: Iterable[KpiValue]) -> Iterator[Measure]:
    return (Measure(WHOLE, value) for value in values)


def _of(scope: Scope, values: Iterable[KpiValue], keys: Iterable[str]) -> Iterator[Measure]:
    """The values that belong to these keys, in their order; a part may lack some."""
    by_key = {value.key: value for value in values}
    return (Measure(scope, by_key[key]) for key in keys if key in by_key)


def _person(person: Staff) -> Scope:
    return Scope(ScopeKind.PERSON, person.employee_no, person.name)
