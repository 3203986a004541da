"""Whose a complaint is, at which level it starts, what makes it a repeated one, and who may grant goodwill.

Escalation: Customer-care department plan; Customer callbacks and complaint handling. Where neither says who may do what, it is usual
practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from kcrm.model import Cause, ComplaintChannel, Level, Reason, Repeated, Role
from kcrm.model.departments import Department
from kcrm.named import NamedTuple
from kcrm.policy_sections import ComplaintsPolicy
from kcrm.rules.departments import head_of
from kcrm.rules.followups.assignment import Roster
from kcrm.rules.tasks import Colleague, heads_by_post

MANAGERS = frozenset({Role.CS_MANAGER, Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER})
"""Who may find that a complaint is malicious, and close one whose complainant cannot be asked."""

_LEVELS = tuple(Level)


class House(NamedTuple):
    """Who works here on a day. departments: of each member of staff. declared: by name, with their heads."""

    roster: Roster
    departments: Mapping[int, str | None]
    today: date
    declared: Mapping[str, Department] = MappingProxyType({})

    def head_of(self, department: str | None) -> int | None:
        """Who answers for a department; where none is named yet, the first head there is."""
        heads = self.roster.in_role(Role.DEPARTMENT_HEAD, self.today)
        if department is None:
            return next(iter(heads), None)
        by_post = heads_by_post(Colleague(head, self.departments.get(head), heads=True) for head in heads)
        here = [each for each in self.departments if self.roster.employed(each, self.today)]
        return head_of(department, self.declared, here, by_post)

    def first_in(self, role: Role) -> int | None:
        """The one in a post who has been here longest by number."""
        return next(iter(self.roster.in_role(role, self.today)), None)


class Case(NamedTuple):
    """Whose complaint it is: the customer, their specialist, the department at fault as far as it is known."""

    customer_id: int
    specialist_id: int | None
    department: str | None


class Place(NamedTuple):
    """A level and who owns a complaint there; nobody only where the house has nobody for any level."""

    level: Level
    owner_id: int | None


def place_at(level: Level, case: Case, house: House) -> Place:
    """The level with its owner, or the next one up that has anybody; with nobody above, the nearest below owns it."""
    above = _LEVELS[_LEVELS.index(level) :]
    for each in above:
        owner_id = _owner_at(each, case, house)
        if owner_id is not None:
            return Place(each, owner_id)
    below = reversed(_LEVELS[: _LEVELS.index(level)])
    return Place(level, next((owner for owner in (_owner_at(each, case, house) for each in below) if owner is not None), None))


def next_level(level: Level) -> Level | None:
    """One up; None at the top."""
    place = _LEVELS.index(level) + 1
    return _LEVELS[place] if place < len(_LEVELS) else None


def raised_by_clock(level: Level) -> Level | None:
    """Where a missed deadline moves a complaint: one up, and never beyond the general manager; None where it stays.

    The manufacturer is told by people, of what the general manager cannot solve (Customer-care department plan).
    """
    return next_level(level) if is_higher(Level.GENERAL_MANAGER, level) else None


def is_higher(one: Level, other: Level) -> bool:
    """Whether one level stands above another."""
    return _LEVELS.index(one) > _LEVELS.index(other)


def start_level(channel: ComplaintChannel | None, repeats: Iterable[Repeated], policy: ComplaintsPolicy) -> tuple[Level, Reason | None]:
    """Where a complaint starts and why there: public ones at the general manager, repeated ones one level higher than others."""
    if channel in policy.public_channels:
        return Level.GENERAL_MANAGER, Reason.PUBLIC_CHANNEL
    return (Level.CS_MANAGER, Reason.REPEATED) if tuple(repeats) else (Level.SPECIALIST, None)


def _owner_at(level: Level, case: Case, house: House) -> int | None:
    match level:
        case Level.SPECIALIST:
            there = house.roster.in_role(Role.CS_SPECIALIST, house.today)
            if case.specialist_id in there:
                return case.specialist_id
            return there[case.customer_id % len(there)] if there else None
        case Level.CS_MANAGER:
            return house.first_in(Role.CS_MANAGER)
        case Level.DEPARTMENT_HEAD:
            return house.head_of(case.department)
        case _:  # the manufacturer's too has its owner in the house
            return house.first_in(Role.GENERAL_MANAGER)


# --- repetition and goodwill ---


class Kin(NamedTuple):
    """Another complaint, as far as repetition goes."""

    id: int
    customer_id: int
    vehicle_id: int | None
    cause: Cause | None
    received_at: datetime


def repetition(complaint: Kin, others: Iterable[Kin], policy: ComplaintsPolicy) -> tuple[Repeated, ...]:
    """Why a complaint counts as repeated: with it, so many of the customer, or of its cause on its vehicle, within so many days."""
    since = complaint.received_at - timedelta(days=policy.repeated_days)
    before = [
        other for other in others if since <= other.received_at and (other.received_at, other.id) < (complaint.received_at, complaint.id)
    ]
    reasons = []
    if 1 + sum(other.customer_id == complaint.customer_id for other in before) >= policy.repeated_count:
        reasons.append(Repeated.CUSTOMER)
    same = complaint.vehicle_id is not None and complaint.cause is not None
    alike = sum((other.vehicle_id, other.cause) == (complaint.vehicle_id, complaint.cause) for other in before)
    if same and 1 + alike >= policy.repeated_count:
        reasons.append(Repeated.CAUSE)
    return tuple(reasons)


def may_grant(role: Role, goodwill_fen: int, policy: ComplaintsPolicy) -> bool:
    """Whether goodwill of so much is within the authority of a post."""
    return goodwill_fen <= policy.goodwill.limit_of(role)


def who_may_grant(goodwill_fen: int, policy: ComplaintsPolicy) -> tuple[Role, ...]:
    """The posts with authority for so much."""
    return tuple(role for role in Role if policy.goodwill.limit_of(role) and may_grant(role, goodwill_fen, policy))
