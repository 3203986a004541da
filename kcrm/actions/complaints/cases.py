"""Complaints as they stand: the record, its history, what its clocks say now, whether it is repeated."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kcrm.actions.workhours import calendar_at
from kcrm.model import Complaint, ComplaintEvent, ComplaintState, Repeated, WorkDay
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.queries import complaints as queries
from kcrm.queries import desk
from kcrm.queries.complaints import WantedComplaints
from kcrm.rules.complaints.deadlines import Terms
from kcrm.rules.complaints.levels import Kin, repetition
from kcrm.rules.complaints.standing import Standing, list_order, standing
from kcrm.rules.worktime import WorkCalendar

_STAYS_ON_BOARD = timedelta(days=7)


class ComplaintCase(NamedTuple):
    """One complaint with all that is known of it at an instant. repeated: why it counts as repeated, empty where it does not.

    policy: by which it is judged.
    """

    complaint: Complaint
    events: tuple[ComplaintEvent, ...]
    standing: Standing
    repeated: tuple[Repeated, ...]
    policy: Policy


@dataclass(slots=True)
class Judge:
    """Judges complaints by what was in force when each was opened; reads each policy version once."""

    connection: sqlite3.Connection
    _policies: dict[int, Policy] = field(default_factory=dict)
    _days: list[WorkDay] | None = None

    def policy_of(self, complaint: Complaint) -> Policy:
        """The policy in force when a complaint was opened."""
        version = complaint.policy_version_id
        if version not in self._policies:
            self._policies[version] = Policy.from_snapshot(desk.policy_of_version(self.connection, version))
        return self._policies[version]

    def terms_of(self, complaint: Complaint) -> Terms:
        """What a complaint is judged by."""
        policy = self.policy_of(complaint)
        return Terms(policy.complaints, self.calendar(policy, complaint.opened_at))

    def calendar(self, policy: Policy, at: datetime) -> WorkCalendar:
        """The working hours by a policy, with the single days that were set by an instant."""
        if self._days is None:
            self._days = queries.work_days(self.connection)
        return calendar_at(self._days, policy, at)

    def judged(self, found: Sequence[Complaint], now: datetime) -> list[ComplaintCase]:
        """These complaints as they stand at an instant."""
        events = queries.events_of(self.connection, [complaint.id for complaint in found])
        kin = queries.kin_of(
            self.connection,
            {complaint.customer_id for complaint in found},
            {complaint.vehicle_id for complaint in found if complaint.vehicle_id is not None},
        )
        others = [Kin(row.id, row.customer_id, row.vehicle_id, row.cause, row.received_at) for row in kin]
        by_customer: dict[int, list[Kin]] = {}
        by_vehicle: dict[int, list[Kin]] = {}
        for other in others:
            by_customer.setdefault(other.customer_id, []).append(other)
            if other.vehicle_id is not None:
                by_vehicle.setdefault(other.vehicle_id, []).append(other)
        cases = []
        for complaint in found:
            terms = self.terms_of(complaint)
            steps = events.get(complaint.id, ())
            own = Kin(complaint.id, complaint.customer_id, complaint.vehicle_id, complaint.cause, complaint.received_at)
            near = {each.id: each for each in by_customer.get(complaint.customer_id, ())}
            if complaint.vehicle_id is not None:
                near |= {each.id: each for each in by_vehicle.get(complaint.vehicle_id, ())}
            repeats = repetition(own, near.values(), terms.policy)
            cases.append(ComplaintCase(complaint, steps, standing(complaint, steps, terms, now), repeats, self.policy_of(complaint)))
        return cases


def complaint_case(connection: sqlite3.Connection, now: datetime, complaint_id: int, judge: Judge | None = None) -> ComplaintCase:
    """The complaint with this id as it stands now. judge: who has judged others in the same transaction."""
    return (judge or Judge(connection)).judged([queries.complaint_by_id(connection, complaint_id)], now)[0]


def complaint_cases(connection: sqlite3.Connection, now: datetime, wanted: WantedComplaints, *, late: bool = False) -> list[ComplaintCase]:
    """The complaints wanted as they stand now: late first, then repeated, then by time left; with `late` only those that are."""
    cases = Judge(connection).judged(queries.complaints(connection, wanted), now)
    ordered = sorted(cases, key=lambda case: (list_order(case.standing, case.repeated), case.complaint.received_at, case.complaint.id))
    return [case for case in ordered if case.standing.is_late or not late]


def pressing_cases(connection: sqlite3.Connection, now: datetime, since: date, owner_id: int | None = None) -> list[ComplaintCase]:
    """The open complaints received since a day that wait to be accepted or are past a deadline; of one owner, None for all.

    Those that wait stand first: they have minutes, the others are late already.
    """
    cases = complaint_cases(connection, now, WantedComplaints(open=True, owner_id=owner_id))
    received = [case for case in cases if case.standing.state is ComplaintState.RECEIVED]
    late = [case for case in cases if case.standing.is_late and case not in received]
    return [case for case in (*received, *late) if case.complaint.received_on >= since]


def on_board(connection: sqlite3.Connection, now: datetime) -> list[ComplaintCase]:
    """Every open complaint, and those closed within a week, the latest of them first."""
    cases = complaint_cases(connection, now, WantedComplaints(open=True))
    since = now - _STAYS_ON_BOARD
    ended = complaint_cases(connection, now, WantedComplaints(closed_since=since))
    return cases + sorted(ended, key=lambda case: (case.events[-1].at, case.complaint.id), reverse=True)
