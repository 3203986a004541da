"""The calls of a company with many vehicles made together: one caller, few days, one list of all that is due (usual practice).

A bundle is no kind of follow-up. Every vehicle keeps its own, with their numbers, due days and results; the bundle only says on which day
they are called, by whom and at whose phone, never after the day on which they are due. Nothing is changed here: whoever takes the bundle
away has what was there before.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Final

from kcrm.model import Channel, Kind, Of
from kcrm.model.fleets import AccountMember, BundleAccount, BundleItem, Put
from kcrm.named import NamedTuple
from kcrm.policy_sections import FleetsPolicy
from kcrm.rules.fleets.members import SPEAKING, spokesperson

_TOGETHER: Final = frozenset({Of.DELIVERY, Of.VEHICLE, Of.ABSENCE, Of.CUSTOMER})
"""What is called about together: what follows from the dates of vehicles. An order, a complaint, a need or a prospect is somebody's own."""


class BundleCall(NamedTuple):
    """All that is told an account in one call. items and vehicles: by number.

    lead_id: the follow-up whose day it is: the one due first, the one that was agreed, or the next-day call of a delivery. counts: whether
    it is one of the few days of the month; a next-day delivery call does not count, nor what is told along with it.
    """

    on: date
    lead_id: int
    counts: bool
    items: tuple[int, ...]
    vehicles: tuple[int, ...]


class Bundles(NamedTuple):
    """How an account is called. caller_id, contact_id: None where there is nobody, and what was there before stays.

    aside: messages and calls that are not made while there is a bundle.
    """

    calls: tuple[BundleCall, ...] = ()
    aside: tuple[int, ...] = ()
    caller_id: int | None = None
    contact_id: int | None = None


def bundles(account: BundleAccount, items: Iterable[BundleItem], policy: FleetsPolicy, today: date) -> Bundles:
    """In which calls the follow-ups of an account are made; what is in none of them, and not set aside, goes on as without a bundle.

    A call may be made so many days before it is due, but not before what it is about: a delivery, the end of an insurance that is asked
    about once more. The one due first sets the day, and all that may be called by then is told along with it. So two days of calls are
    more than `bundle_batch_days` apart, but for the third day after a delivery, which has less time than that: where the month has no room
    for a day more, it is told along with a next-day delivery call. An agreed day stays, and what was to be called today, or before, stays
    where it is until somebody calls.

    Calls after service and about complaints are no part of it: they go to whoever brought the vehicle.
    """
    if not account.bundled or account.vehicles < policy.bundle_vehicles:
        return Bundles()
    known = sorted(items, key=attrgetter("due_on", "id"))
    aside = _aside(known)
    plan = _Plan(account, policy, today)
    for item in known:
        if item.id not in aside and item.channel is Channel.CALL and item.kind.row.of in _TOGETHER:
            plan.take(item)
    return Bundles(plan.calls(), tuple(sorted(aside)), account.manager_id, contact_of(account.members, today))


@dataclass(frozen=True, slots=True)
class Together:
    """The follow-up is made in a call of the account's, on that day, by that caller and at that contact's phone."""

    item_id: int
    put: Put


@dataclass(frozen=True, slots=True)
class Alone:
    """It is in no call of the account's any more: its own day, caller and contact are back."""

    item_id: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """It is cancelled as long as there is a bundle (`CancelReason.BUNDLE`)."""

    item_id: int


@dataclass(frozen=True, slots=True)
class Back:
    """It is open again, under its number."""

    item_id: int


BundleChange = Together | Alone | SetAside | Back


def bundle_changes(items: Iterable[BundleItem], made: Bundles) -> tuple[BundleChange, ...]:
    """What has to be written so that the follow-ups are as they were found; nothing the second time. In the order of their numbers."""
    calls = {number: call for call in made.calls for number in call.items}
    changes: list[BundleChange] = []
    for item in sorted(items, key=attrgetter("id")):
        if (item.id in made.aside) is not item.aside:
            changes.append(Back(item.id) if item.aside else SetAside(item.id))
        put = _put(item, calls.get(item.id), made)
        if put != item.put:
            changes.append(Alone(item.id) if put is None else Together(item.id, put))
    return tuple(changes)


def _put(item: BundleItem, call: BundleCall | None, made: Bundles) -> Put | None:
    """An agreed day is its own, so is that of the next-day call: what the bundle did not give, it does not take back."""
    if call is None:
        return None
    own = item.fixed_on is not None or item.kind is Kind.DC1
    return Put(None if own else call.on, call.lead_id, call.counts, made.caller_id, made.contact_id)


def contact_of(members: Iterable[AccountMember], today: date) -> int | None:
    """Who of an account is called about all its vehicles: the contact person, else who decides, else who purchases; key members first."""
    found = spokesperson(members, SPEAKING, today)
    return None if found is None else found.person_id


def _aside(items: Iterable[BundleItem]) -> frozenset[int]:
    """Monthly care, and all messages for one festival but the first; not what somebody agreed on."""
    found, greeted = set(), set[date]()
    for item in sorted(items, key=attrgetter("id")):
        if item.fixed_on is not None:
            continue
        if item.kind is Kind.MONTHLY_CARE or (item.kind is Kind.FESTIVAL and item.base_on in greeted):
            found.add(item.id)
        elif item.kind is Kind.FESTIVAL:
            greeted.add(item.base_on)
    return frozenset(found)


class _Day(NamedTuple):
    """Where an item is called. on: the day stored for it, which may be over; lead_id: whose day it is."""

    on: date
    lead_id: int
    counts: bool = True


class _Plan:
    """The days as they are found; lives as long as one call. Items are taken in the order in which they are due."""

    def __init__(self, account: BundleAccount, policy: FleetsPolicy, today: date) -> None:
        self.policy, self.today = policy, today
        self.counted = set(account.called)  # days on which there is a call that counts
        self.placed: list[tuple[BundleItem, _Day]] = []
        self.waiting: list[BundleItem] = []
        self.next_day: list[BundleItem] = []  # the calls on the day after a delivery

    def take(self, item: BundleItem) -> None:
        """Place what has its day already, and keep the others for `calls`."""
        if item.fixed_on is not None:
            self._place(item, _Day(item.fixed_on, item.id, item.kind is not Kind.DC1))
        elif item.kind is Kind.DC1:
            self.next_day.append(item)
            self._place(item, _Day(item.due_on, item.id, counts=False))
        elif item.put is not None and item.put.on is not None and item.put.on <= self.today:
            self._place(item, _Day(item.put.on, item.put.lead_id, item.put.counts))
        else:
            self.waiting.append(item)

    def calls(self) -> tuple[BundleCall, ...]:
        while self.waiting and self.waiting[0].due_on <= self.today:
            self._lead(self.waiting[0])
        for day in sorted({day for _item, day in self.placed if day.counts}):
            self._join(day)
        while self.waiting:
            self._lead(self.waiting[0])
        found: dict[date, list[tuple[BundleItem, _Day]]] = {}
        for item, day in self.placed:
            found.setdefault(day.on, []).append((item, day))
        return tuple(_call(on, together) for on, together in sorted(found.items()))

    def _first_day(self, item: BundleItem) -> date:
        """From which day on it may be called: within the policy's days, and not before what it is about."""
        ahead = self.policy.bundle_batch_days if item.kind is Kind.PRE_DELIVERY else self.policy.bundle_ahead_days
        first = item.due_on - timedelta(days=ahead)
        return max(first, item.base_on) if item.base_on <= item.due_on else first

    def _place(self, item: BundleItem, day: _Day) -> None:
        self.placed.append((item, day))
        if day.counts:
            self.counted.add(max(day.on, self.today))

    def _join(self, day: _Day) -> None:
        """Tell along with that day's call all that may be called by then; what is late is told with what is later still."""
        on = max(day.on, self.today)
        staying = []
        for item in self.waiting:
            first = self._first_day(item)
            if first <= on and (on <= item.due_on or day.on <= item.due_on < self.today):
                self._place(item, day._replace(on=max(day.on, first)))
            else:
                staying.append(item)
        self.waiting = staying

    def _lead(self, item: BundleItem) -> None:
        """Call it on its due day, with all others; or along with a delivery's next-day call, where the month has no room for a day."""
        first = max(self._first_day(item), self.today)
        rides = [each for each in self.next_day if each.fixed_on is None and first <= max(each.due_on, self.today) <= item.due_on]
        if rides and item.due_on not in self.counted and not self._has_room(max(item.due_on, self.today)):
            ride = max(rides, key=lambda each: (each.due_on, -each.id))
            self.waiting.remove(item)
            self._place(item, _Day(max(ride.due_on, self._first_day(item)), ride.id, counts=False))
            return
        self._join(_Day(item.due_on, item.id))

    def _has_room(self, on: date) -> bool:
        """Whether a day more leaves room for those that the rest of the month may need, which are more than the batch's days apart."""
        rest = monthrange(on.year, on.month)[1] - on.day
        used = sum((day.year, day.month) == (on.year, on.month) for day in self.counted)
        return used + 1 + rest // (self.policy.bundle_batch_days + 1) <= self.policy.bundle_call_days


def _call(on: date, together: list[tuple[BundleItem, _Day]]) -> BundleCall:
    counting = [day for _item, day in together if day.counts]
    lead = min(counting or [day for _item, day in together], key=lambda day: day.lead_id)
    items = sorted(item.id for item, _day in together)
    vehicles = sorted({item.vehicle_id for item, _day in together if item.vehicle_id is not None})
    return BundleCall(on, lead.lead_id, bool(counting), tuple(items), tuple(vehicles))
