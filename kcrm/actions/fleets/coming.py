"""What is due for an account's vehicles in a time to come: what is planned, and what will be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from kcrm.actions.planning import known_facts
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.model import BaseFact, Channel, FollowUp, FollowUpDraft, Kind, Of, Vehicle
from kcrm.named import NamedTuple
from kcrm.queries import fleets, followups, planning
from kcrm.queries.vehicles import vehicles_of
from kcrm.rules.followups.assignment import Roster
from kcrm.rules.followups.planning import Create, Desk, plan_customer


class Coming(NamedTuple):
    """One matter of one vehicle. followup: None where it is not planned yet. drivers: their names.

    due_on: by when they are to be called. base, base_on: the date that it is about, such as the last day of an insurance.
    """

    vehicle: Vehicle
    drivers: str | None
    kind: Kind
    base: BaseFact
    base_on: date
    due_on: date
    followup: FollowUp | None = None


class AccountDue(NamedTuple):
    """What is due for the vehicles of a company in a period."""

    company: str
    period: Period
    matters: list[Coming]


def coming(session: Session, number: int, period: Period) -> AccountDue:
    """What falls into the period, or is about a day in it: by vehicle, in the order of their plates, then as it is due.

    Beyond the policy's horizon it is reckoned from the facts of today. A matter that is asked about more than once stands there once. Care
    and messages are left out, which nobody waits for, and that somebody would have stayed away by then.
    """
    account = fleets.account_numbered(session.connection, number)
    customer_id = account.customer_id
    owned = {each.id: each for each in vehicles_of(session.connection, customer_id)}
    drivers = fleets.drivers_of(session.connection, customer_id, session.today)
    found = [
        Coming(owned[each.vehicle_id], drivers.get(each.vehicle_id), each.kind, each.base, each.base_on, each.due_on, each)
        for each in followups.open_of_customer(session.connection, customer_id)
        if each.vehicle_id in owned and _counts(each.kind, each.channel)
    ]
    for draft in _to_come(session, customer_id, period):
        key = draft.key
        if key.vehicle_id in owned and _counts(key.kind, key.channel) and key.kind.row.of is not Of.ABSENCE:
            found.append(Coming(owned[key.vehicle_id], drivers.get(key.vehicle_id), key.kind, draft.base, key.base_on, draft.due_on))
    matters = {(each.vehicle.id, each.kind, each.base_on): each for each in sorted(found, key=attrgetter("due_on"), reverse=True)}
    wanted = [each for each in matters.values() if any(period.first <= day <= period.last for day in _days(each))]
    wanted.sort(key=lambda each: (each.vehicle.plate is None, each.vehicle.plate, each.vehicle.id, each.due_on, each.kind))
    return AccountDue(account.name, period, wanted)


def _counts(kind: Kind, channel: Channel) -> bool:
    return channel is not Channel.MESSAGE and kind is not Kind.MONTHLY_CARE


def _days(each: Coming) -> Iterator[date]:
    """When it is due; and the day itself, where that is still to come then."""
    yield each.due_on
    if each.base_on > each.due_on:
        yield each.base_on


def _to_come(session: Session, customer_id: int, period: Period) -> Iterator[FollowUpDraft]:
    """What planning would make if it looked ahead as far as that."""
    connection, policy = session.connection, session.policy
    ahead = policy.planning._replace(horizon_days=max((period.last - session.today).days, policy.planning.horizon_days))
    desk = Desk(policy._replace(planning=ahead), Roster(planning.staff_members(connection)), session.store.go_live_on)
    items = planning.items_of(connection, [customer_id])
    for facts in known_facts(connection, [customer_id], desk, items):
        for change in plan_customer(facts, items.get(customer_id, ()), desk, session.today).changes:
            if isinstance(change, Create):
                yield change.draft
