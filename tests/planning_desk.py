"""Small builders for planning tests: a desk with one of each role, a customer with one vehicle, and an interpreter of changes."""

from datetime import date, timedelta

from kcrm.model import (
    AssignedBy,
    Channel,
    CustomerFacts,
    FollowUpDraft,
    FollowUpKey,
    Kind,
    PlannedItem,
    Role,
    StaffMember,
    State,
    VehicleFacts,
)
from kcrm.policy import Policy
from kcrm.rules.followups.planning import Cancel, Create, Desk, Lapse, Reassign, Release, Reopen, Roster, plan_customer

MANAGER, CONSULTANT, ADVISOR, OTHER_ADVISOR, SPECIALIST = 1, 2, 3, 4, 5
STAFF = (
    StaffMember(MANAGER, Role.SALES_MANAGER),
    StaffMember(CONSULTANT, Role.SALES_CONSULTANT),
    StaffMember(ADVISOR, Role.SERVICE_ADVISOR),
    StaffMember(OTHER_ADVISOR, Role.SERVICE_ADVISOR),
    StaffMember(SPECIALIST, Role.CS_SPECIALIST),
)
LONG_AGO = date(2000, 1, 1)
ANYTIME = timedelta(days=20_000)


def day(text):
    return date.fromisoformat(text)


def policy_with(**values):
    """The default policy with some values changed; dots of the key are double underscores."""
    policy = Policy.default()
    for key, text in values.items():
        policy = policy.with_value(key.replace("__", "."), text)
    return policy


def desk(*, go_live=LONG_AGO, staff=STAFF, policy=None):
    return Desk(policy or Policy.default(), Roster(staff), go_live)


def only(*kinds, **values):
    """A policy that asks for these kinds only; for insurance once, unless something else is said."""
    policy = policy_with(**{"followups__insurance_expiry__again_days": "none"} | values)
    for kind in set(Kind) - set(kinds):
        policy = policy.with_value(f"followups.{kind}.enabled", "no")
    return policy


def vehicle(number=7, **facts):
    return VehicleFacts(number, **{"sales_consultant_id": CONSULTANT, "service_advisor_id": ADVISOR} | facts)


def customer(*vehicles, number=12, **facts):
    return CustomerFacts(number, **{"specialist_id": SPECIALIST, "vehicles": vehicles} | facts)


def stored(number, draft, state=State.OPEN, *, by_hand=False):
    return PlannedItem(number, draft.key, state, draft.due_on, draft.lapses_on, draft.assignee_id, draft.assigned_by, by_hand)


def item(kind, base_on, *, number=1, state=State.OPEN, **given):
    """A stored follow-up of vehicle 7 of customer 12, by default of its specialist."""
    vehicle_id, occurrence, case = (given.pop(name, default) for name, default in (("vehicle_id", 7), ("occurrence", 0), ("case", None)))
    key = FollowUpKey(kind, given.pop("channel", Channel.CALL), 12, vehicle_id, base_on, occurrence, case)
    defaults = {"due_on": base_on, "lapses_on": None, "assignee_id": SPECIALIST, "assigned_by": AssignedBy.SPECIALIST}
    return PlannedItem(id=number, key=key, state=state, **defaults | given)


def drafts(facts, today, on=None, items=()) -> list[FollowUpDraft]:
    """What is created on a day, earliest due first."""
    changes = plan_customer(facts, items, on or desk(), today).changes
    return sorted((change.draft for change in changes if isinstance(change, Create)), key=lambda draft: draft.due_on)


def applied(items, changes):
    """The stored items after the changes, as the desk's own writing would leave them."""
    after = {stored_item.id: stored_item for stored_item in items}
    for change in changes:
        match change:
            case Create(draft):
                number = max(after, default=0) + 1
                after[number] = stored(number, draft)
            case Reopen(number, draft):
                assert after[number].state is State.CANCELLED
                after[number] = stored(number, draft)._replace(by_hand=after[number].by_hand)
            case Release(number):
                assert after[number].state is State.CANCELLED
                after[number] = after[number]._replace(state=State.OPEN, waits_until=None)
            case Cancel(number):
                after[number] = _open(after, number)._replace(state=State.CANCELLED)
            case Lapse(number):
                after[number] = _open(after, number)._replace(state=State.LAPSED)
            case Reassign(number, assignee_id, assigned_by):
                after[number] = _open(after, number)._replace(assignee_id=assignee_id, assigned_by=assigned_by)
    return list(after.values())


def _open(items, number):
    assert items[number].state is State.OPEN
    return items[number]


def open_items(items):
    return [stored_item for stored_item in items if stored_item.state is State.OPEN]
