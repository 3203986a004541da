"""Every follow-up that a customer's facts call for, whether or not it is time to create it.

Each rule cites its document; where none names a number, it is usual practice (see policy.toml). Yearly kinds are generated for the
years around today: what may be open, what is about to be created, and the first one after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from kcrm.model import (
    BaseFact,
    Channel,
    ClosedOrder,
    CustomerFacts,
    CustomerKind,
    DueBy,
    FollowUpKey,
    Kind,
    PlannedItem,
    State,
    VehicleFacts,
)
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import ONE_DAY, in_year, months_after
from kcrm.rules.followups.assignment import Desk
from kcrm.rules.followups.coverage import is_covered
from kcrm.rules.followups.mileage import day_reaching


class Candidate(NamedTuple):
    """A follow-up that the facts call for.

    due_on: by the rule alone, before go-live is looked at. event_on: the day that the customer is to be reminded of; None where the call
    looks back. order: the repair order that a post-service call asks about.
    """

    key: FollowUpKey
    base: BaseFact
    due_on: date
    due_by: DueBy = DueBy.INTERVAL
    lapses_on: date | None = None
    event_on: date | None = None
    order: ClosedOrder | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Which due dates planning can still do something about; the rest is spared, as a whole plan visits every customer.

    since, bases: what was due before, and from none of these base dates, is spared: the policy may have moved its due date, while a stored
    item keeps its own.
    first, last: of kinds whose due date follows from their key alone (monthly care and the yearly kinds). The first one after `last` is
    generated too, as the day on which it enters the horizon is wanted.
    """

    since: date = date.min
    bases: frozenset[date] = frozenset()
    first: date = date.min
    last: date = date.max

    @classmethod
    def around(cls, items: Sequence[PlannedItem], desk: Desk, today: date) -> Window:
        """Enough for what the planner may still change among the stored items, for what it may create, and for when to plan again."""
        live = [item for item in items if item.state in (State.OPEN, State.CANCELLED)]
        horizon = today + timedelta(days=desk.policy.planning.horizon_days)
        return cls(
            since=desk.go_live_on,
            bases=frozenset([item.key.base_on for item in live]),
            first=min([*(item.due_on for item in live), today - _LONGEST_LAPSE]),
            # what is stored or was due before go-live is no future creation: the first one after must be beyond these, too
            last=max([horizon, desk.go_live_on, *(item.due_on for item in items)]),
        )

    def spares(self, due_on: date, base_on: date) -> bool:
        """Whether nothing can come of a call due then that has no day it reminds of."""
        return due_on < self.since and base_on not in self.bases


EVERYTHING = Window()
_LONGEST_LAPSE = timedelta(days=62)
"""No monthly or yearly kind makes sense longer than this after it was due: a month, or the most that the policy allows."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """Of whom, by which policy, and which due dates matter."""

    facts: CustomerFacts
    desk: Desk
    today: date
    window: Window

    def rule(self, kind: Kind) -> KindPolicy | None:
        """The policy of a kind that is wanted at all."""
        rule = self.desk.policy.followups[kind]
        return rule if rule.enabled else None

    def key(self, kind: Kind, channel: Channel, vehicle: VehicleFacts | None, base_on: date, occurrence: int = 0) -> FollowUpKey:
        return FollowUpKey(kind, channel, self.facts.id, None if vehicle is None else vehicle.id, base_on, occurrence)

    def years(self) -> range:
        """Last year, for what is open across New Year, to the year after the horizon."""
        horizon = self.today + timedelta(days=self.desk.policy.planning.horizon_days)
        return range(self.today.year - 1, horizon.year + 2)


def is_held(vehicle: VehicleFacts, today: date) -> bool:
    """Whether a vehicle is still in the customer's hands: neither sold nor scrapped by today."""
    return (vehicle.sold_on is None or vehicle.sold_on > today) and (vehicle.scrapped_on is None or vehicle.scrapped_on > today)


def is_permitted(channel: Channel, facts: CustomerFacts) -> bool:
    """Whether the customer may be reached on a channel; never asked permits."""
    consent = facts.call_consent if channel is Channel.CALL else facts.message_consent
    return not facts.do_not_contact and consent is not False


def took_delivery(vehicle: VehicleFacts) -> bool:
    """Whether the vehicle was delivered to its present owner and not to one before."""
    return vehicle.delivered_on is not None and (vehicle.owned_from is None or vehicle.owned_from <= vehicle.delivered_on)


def absence_base(vehicle: VehicleFacts) -> tuple[BaseFact, date] | None:
    """Since when its owner has not come: the last visit, else the delivery; a later owner's time begins with the vehicle's transfer.

    None where the vehicle was neither delivered nor seen here.
    """
    known = [
        (base, on)
        for base, on in ((BaseFact.LAST_VISIT_ON, vehicle.last_visit_on), (BaseFact.DELIVERED_ON, vehicle.delivered_on))
        if on is not None
    ]
    if not known:
        return None
    if vehicle.owned_from is not None:
        known.append((BaseFact.OWNED_FROM, vehicle.owned_from))
    return max(known, key=lambda fact: fact[1])  # of one day the first named: a visit tells most


def candidates(facts: CustomerFacts, desk: Desk, today: date, window: Window = EVERYTHING) -> Iterator[Candidate]:
    """Every follow-up that the facts call for, less what lies outside the window."""
    if facts.do_not_contact:
        return
    scope = _Scope(facts, desk, today, window)
    for found in _all(scope):
        permitted = found.key.kind not in facts.refused_kinds and is_permitted(found.key.channel, facts)
        if permitted and (found.event_on is not None or not window.spares(found.due_on, found.key.base_on)):
            yield found


def _all(scope: _Scope) -> Iterator[Candidate]:
    yield from _complaint_recall(scope)
    held = [vehicle for vehicle in scope.facts.vehicles if is_held(vehicle, scope.today)]
    if not held:
        return
    for vehicle in held:
        if took_delivery(vehicle):
            yield from _after_delivery(scope, vehicle)
            yield from _monthly_care(scope, vehicle)
            yield from _purchase_anniversary(scope, vehicle)
        yield from _pre_delivery(scope, vehicle)
        yield from _post_service(scope, vehicle)
        yield from _maintenance(scope, vehicle)
        yield from _expiry(scope, vehicle, Kind.INSURANCE_EXPIRY, BaseFact.INSURANCE_EXPIRES_ON, vehicle.insurance_expires_on)
        yield from _expiry(scope, vehicle, Kind.ANNUAL_INSPECTION, BaseFact.INSPECTION_DUE_ON, vehicle.inspection_due_on)
        yield from _expiry(scope, vehicle, Kind.WARRANTY_EXPIRY, BaseFact.WARRANTY_UNTIL, vehicle.warranty_until)
        yield from _absence(scope, vehicle)
    yield from _expiry(scope, None, Kind.LICENCE_EXPIRY, BaseFact.LICENCE_EXPIRES_ON, scope.facts.licence_expires_on)
    yield from _birthday(scope)
    yield from _festivals(scope)


def _after_delivery(scope: _Scope, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """The calls of the first month, and the new-owner survey.

    Customer callbacks and complaint handling: within 24 hours, on the third and the seventh day, after a month.
    Customer-service manager CRM training manual 2012: the survey within three months.
    """
    base_on = vehicle.delivered_on
    assert base_on is not None
    for kind in (Kind.DC1, Kind.DC3, Kind.DC7, Kind.DC30, Kind.NEW_OWNER_SURVEY):
        rule = scope.rule(kind)
        if rule is None:
            continue
        due_on = months_after(base_on, rule.months) + timedelta(days=rule.days)
        if not scope.window.spares(due_on, base_on):
            lapses_on = months_after(base_on, rule.lapse_months) if rule.lapse_months else None
            key = scope.key(kind, rule.channel, vehicle, base_on)
            yield Candidate(key, BaseFact.DELIVERED_ON, due_on, lapses_on=lapses_on)


def _monthly_care(scope: _Scope, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """Care each month of the first year, by call at first, then by message (Customer callbacks and complaint handling)."""
    rule, base_on = scope.rule(Kind.MONTHLY_CARE), vehicle.delivered_on
    assert base_on is not None
    if rule is None or months_after(base_on, rule.last_month) < scope.window.first:
        return
    for month in range(rule.first_month, rule.last_month + 1):
        due_on = months_after(base_on, month)
        channel = Channel.CALL if month in rule.call_months else Channel.MESSAGE
        if due_on < scope.window.first or not is_permitted(channel, scope.facts):
            continue
        key = scope.key(Kind.MONTHLY_CARE, channel, vehicle, base_on, month)
        lapses_on = months_after(base_on, month + 1) - ONE_DAY
        yield Candidate(key, BaseFact.DELIVERED_ON, due_on, lapses_on=lapses_on)
        if due_on > scope.window.last:
            return


def _purchase_anniversary(scope: _Scope, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """Each year on the day of delivery (Customer callbacks and complaint handling)."""
    rule, base_on = scope.rule(Kind.PURCHASE_ANNIVERSARY), vehicle.delivered_on
    assert base_on is not None
    if rule is None:
        return
    for year in scope.years():
        due_on = in_year(base_on, year)
        if year > base_on.year and due_on >= scope.window.first:
            key = scope.key(Kind.PURCHASE_ANNIVERSARY, rule.channel, vehicle, base_on, year - base_on.year)
            lapses_on = due_on + timedelta(days=rule.lapse_days)
            yield Candidate(key, BaseFact.DELIVERED_ON, due_on, lapses_on=lapses_on)
            if due_on > scope.window.last:
                return


def _pre_delivery(scope: _Scope, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """A notice before the planned delivery (Customer-service manager CRM training manual 2012, satisfaction guide)."""
    rule, planned_on = scope.rule(Kind.PRE_DELIVERY), vehicle.planned_delivery_on
    if rule is not None and planned_on is not None and vehicle.delivered_on is None:
        key = scope.key(Kind.PRE_DELIVERY, rule.channel, vehicle, planned_on)
        due_on = planned_on - timedelta(days=rule.days)
        yield Candidate(key, BaseFact.PLANNED_DELIVERY_ON, due_on, lapses_on=planned_on, event_on=planned_on)


def _post_service(scope: _Scope, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """One call a vehicle and closing day (Customer-service manager CRM training manual 2012, workshop three-day call)."""
    rule, policy = scope.rule(Kind.POST_SERVICE), scope.desk.policy
    if rule is None:
        return
    called: set[date] = set()
    after, spares = timedelta(days=rule.days), scope.window.spares
    matter = [order for order in vehicle.orders if not spares(order.closed_on + after, order.closed_on)]
    for order in sorted(matter, key=lambda order: order.order_no):
        if (
            order.closed_on not in called
            and order.type not in policy.visits.excluded_types
            and is_covered(order, vehicle.use, scope.facts, policy.coverage)
        ):
            called.add(order.closed_on)
            key = scope.key(Kind.POST_SERVICE, rule.channel, vehicle, order.closed_on)
            yield Candidate(key, BaseFact.CLOSED_ON, order.closed_on + after, order=order)


def _complaint_recall(scope: _Scope) -> Iterator[Candidate]:
    """Every complainant is called, with a vehicle or without, once the complaint was resolved (Customer-care department plan)."""
    rule = scope.rule(Kind.COMPLAINT_RECALL)
    for each in scope.facts.awaiting_recall if rule else ():
        assert rule is not None
        key = scope.key(Kind.COMPLAINT_RECALL, rule.channel, None, each.resolved_on, each.event_id)
        yield Candidate(key, BaseFact.RESOLVED_ON, each.resolved_on + timedelta(days=rule.days))


def _maintenance(scope: _Scope, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """The next maintenance, by time or by estimated mileage, whichever is first.

    The first one after delivery (Customer-care department plan) until there was a maintenance, then from the last (Customer-service manager
    CRM training manual 2012).
    """
    delivered_on, last_on = vehicle.delivered_on, vehicle.last_maintenance_on
    if last_on is not None and (delivered_on is None or last_on >= delivered_on):
        kind, base, base_on, base_km = Kind.SCHEDULED_MAINTENANCE, BaseFact.LAST_MAINTENANCE_ON, last_on, vehicle.last_maintenance_km
    elif delivered_on is not None:
        kind, base, base_on, base_km = Kind.FIRST_MAINTENANCE, BaseFact.DELIVERED_ON, delivered_on, 0
    else:
        return
    rule = scope.rule(kind)
    if rule is None:
        return
    due_on, due_by = months_after(base_on, rule.months), DueBy.INTERVAL
    if base_km is not None:
        gap_days = scope.desk.policy.maintenance.reading_gap_days
        driven_on = day_reaching(base_km + rule.km, vehicle, gap_days, before=due_on)
        if driven_on is not None:
            # readings taken before delivery, of a demonstration car, may be beyond the limit already
            due_on, due_by = max(driven_on, base_on), DueBy.MILEAGE
    yield Candidate(scope.key(kind, rule.channel, vehicle, base_on), base, due_on, due_by)


def _expiry(scope: _Scope, vehicle: VehicleFacts | None, kind: Kind, base: BaseFact, expires_on: date | None) -> Iterator[Candidate]:
    """Reminders of an expiry (Customer-service manager CRM training manual 2012, monthly list; lead times are usual practice)."""
    rule = scope.rule(kind)
    if rule is None or expires_on is None:
        return
    go_live_on, following_on = scope.desk.go_live_on, expires_on
    for lead in sorted(rule.lead_days):
        due_on = expires_on - timedelta(days=lead)
        # of several that fell due before go-live only the last still makes sense on go-live
        event_on = None if following_on < go_live_on else expires_on
        following_on = due_on
        yield Candidate(scope.key(kind, rule.channel, vehicle, expires_on, lead), base, due_on, lapses_on=expires_on, event_on=event_on)


def _absence(scope: _Scope, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """Who has not come for long: dormant, then lost (Customer-care department plan; months are usual practice)."""
    last = absence_base(vehicle)
    if last is None:
        return
    base, base_on = last
    lost, dormant = scope.desk.policy.followups[Kind.LOST], scope.rule(Kind.DORMANT)
    lost_on = months_after(base_on, lost.months)
    if dormant is not None:
        due_on = months_after(base_on, dormant.months)
        key = scope.key(Kind.DORMANT, dormant.channel, vehicle, base_on)
        yield Candidate(key, base, due_on, lapses_on=lost_on - ONE_DAY)
    if lost.enabled:
        yield Candidate(scope.key(Kind.LOST, lost.channel, vehicle, base_on), base, lost_on)


def _birthday(scope: _Scope) -> Iterator[Candidate]:
    """A message on a person's birthday (Customer-care department plan), also a call for the best customers (usual practice)."""
    rule, facts = scope.rule(Kind.BIRTHDAY), scope.facts
    if rule is None or facts.birthday is None or facts.kind is not CustomerKind.PERSON:
        return
    channels = {rule.channel, Channel.CALL} if facts.customer_class in rule.call_classes else {rule.channel}
    for year in scope.years():
        due_on = in_year(facts.birthday, year)
        if year > facts.birthday.year and due_on >= scope.window.first:
            for channel in sorted(channels):
                key = scope.key(Kind.BIRTHDAY, channel, None, facts.birthday, year)
                yield Candidate(key, BaseFact.BIRTHDAY, due_on, lapses_on=due_on + timedelta(days=rule.lapse_days))
            if due_on > scope.window.last:
                return


def _festivals(scope: _Scope) -> Iterator[Candidate]:
    """A greeting on the festivals (Customer callbacks and complaint handling)."""
    rule = scope.rule(Kind.FESTIVAL)
    if rule is None:
        return
    for year in scope.years():
        for on, _ in scope.desk.policy.festivals_in(year):
            if on >= scope.window.first:
                key = scope.key(Kind.FESTIVAL, rule.channel, None, on, year)
                yield Candidate(key, BaseFact.FESTIVAL, on, lapses_on=on + timedelta(days=rule.lapse_days))
                if on > scope.window.last:
                    return
