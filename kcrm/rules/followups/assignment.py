"""Whose duty a follow-up is.

Customer callbacks and complaint handling: the sales manager calls after one day, the selling consultant after three and seven, the service
advisor after a month. Usual practice: each customer has one specialist, spread evenly, then kept; who has left is replaced by the manager
or by a colleague in the role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kcrm.model import AssignedBy, CustomerFacts, Role, StaffMember, VehicleFacts
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.rules.staff import employed

if TYPE_CHECKING:
    from kcrm.model.prospects import KnownProspect


class Roster:
    """The staff, as far as assignment needs it; never changed once built. Who works here on a day is worked out once."""

    __slots__ = ("_by_id", "_by_role", "_there")

    def __init__(self, staff: Iterable[StaffMember]) -> None:
        members = sorted(staff, key=lambda member: member.id)
        self._by_id = {member.id: member for member in members}
        self._by_role = {role: tuple(member for member in members if member.role is role) for role in Role}
        self._there: dict[date, frozenset[int]] = {}

    def employed(self, staff_id: int | None, day: date) -> bool:
        """Whether somebody works here on that day. False for nobody and for the unknown."""
        there = self._there.get(day)
        if there is None:
            there = self._there[day] = frozenset(member.id for member in self._by_id.values() if employed(member, day))
        return staff_id in there

    def role_of(self, staff_id: int) -> Role | None:
        """Somebody's post; None for the unknown."""
        member = self._by_id.get(staff_id)
        return None if member is None else member.role

    def in_role(self, role: Role, day: date) -> tuple[int, ...]:
        """Who is employed in a role on a day, lowest id first."""
        return tuple(member.id for member in self._by_role[role] if employed(member, day))

    def next_start(self, day: date) -> date | None:
        """The next day after that one on which somebody begins to work here; None where nobody is known to."""
        starts = [member.joined_on for member in self._by_id.values() if member.joined_on is not None and member.joined_on > day]
        return min(starts, default=None)

    def last_day_of(self, staff_id: int) -> date | None:
        """The known last working day; None where there is none."""
        member = self._by_id.get(staff_id)
        return None if member is None else member.left_on


class Desk(NamedTuple):
    """What planning decides by, beside the customer's facts. go_live_on: no call that fell due before it is planned."""

    policy: Policy
    roster: Roster
    go_live_on: date


Assignment = tuple[int | None, AssignedBy]
_NOBODY: Assignment = (None, AssignedBy.NOBODY)


def assigned(
    by: Role,
    facts: CustomerFacts,
    vehicle: VehicleFacts | None,
    roster: Roster,
    today: date,
    prospect: KnownProspect | None = None,
) -> Assignment:
    """Whose duty it is that the policy gives to a role, and by which step; nobody where nobody is employed for it.

    prospect: that it is about, which has a consultant of its own.
    """
    share = facts.id if vehicle is None else vehicle.id
    own: int | None = None
    match by:
        case Role.CS_SPECIALIST:
            return (facts.specialist_id, AssignedBy.SPECIALIST) if roster.employed(facts.specialist_id, today) else _NOBODY
        case Role.SALES_CONSULTANT if prospect is not None and roster.employed(prospect.consultant_id, today):
            return prospect.consultant_id, AssignedBy.PROSPECT
        case Role.SALES_CONSULTANT:
            own = None if vehicle is None else vehicle.sales_consultant_id
            other, step = Role.SALES_MANAGER, AssignedBy.MANAGER
        case Role.SERVICE_ADVISOR:
            own = None if vehicle is None else vehicle.service_advisor_id
            other, step = Role.SERVICE_ADVISOR, AssignedBy.ROLE
        case Role.RENEWAL_SPECIALIST if not roster.in_role(by, today):
            # a house without one leaves renewals to whoever looks after the customer
            return assigned(Role.CS_SPECIALIST, facts, vehicle, roster, today)
        case _:
            other, step = by, AssignedBy.ROLE
    if roster.employed(own, today):
        return own, AssignedBy.VEHICLE
    there = roster.in_role(other, today)
    return (there[share % len(there)], step) if there else _NOBODY


def managed(by: Role, facts: CustomerFacts, roster: Roster, today: date) -> Assignment:
    """Whose duty it is to look after a company account: its manager's; where nobody of these works here, that of the policy's role."""
    if facts.account is not None and roster.employed(facts.account.manager_id, today):
        return facts.account.manager_id, AssignedBy.ACCOUNT
    return assigned(by, facts, None, roster, today)


def recaller(whose: Assignment, resolver_id: int | None, customer_id: int, roster: Roster, today: date) -> Assignment:
    """Who asks whether a complaint is settled: whoever would call the customer, or another specialist where they resolved it themselves.

    Customer-care department plan: customer service rechecks; usual practice: nobody measures their own work. With no other specialist the
    customer-service manager asks.
    """
    if whose[0] is None or whose[0] != resolver_id:
        return whose

    def others(role: Role) -> list[int]:
        return [staff_id for staff_id in roster.in_role(role, today) if staff_id != resolver_id]

    specialists, managers = others(Role.CS_SPECIALIST), others(Role.CS_MANAGER)
    if specialists:
        return specialists[customer_id % len(specialists)], AssignedBy.ROLE
    return (managers[0], AssignedBy.MANAGER) if managers else _NOBODY


def pick_specialist(loads: Mapping[int, int]) -> int | None:
    """The specialist for a customer who has none.

    loads: how many customers each employed specialist looks after, by staff id. The fewest first, the lowest id on a tie; None where
    there is no specialist.
    """
    return min(loads, key=lambda staff_id: (loads[staff_id], staff_id), default=None)
