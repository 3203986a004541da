"""Which follow-ups a customer has: the one pure rule behind every plan.

An item is known again by its key. A changed base cancels and creates; `due_on` never moves; what a person ended never returns; what the
planner cancelled reopens under the same number when the facts call for it again. Planning the same facts twice changes nothing the
second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from kcrm.model import (
    AssignedBy,
    CancelReason,
    CustomerFacts,
    DueBy,
    FollowUpDraft,
    FollowUpKey,
    Of,
    PlannedItem,
    Role,
    State,
    VehicleFacts,
)
from kcrm.named import NamedTuple
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.followups.almanac import Almanac, Offer, Steps, fate_of, nobodys, own
from kcrm.rules.followups.assignment import Assignment, Desk, Roster, assigned, managed, recaller
from kcrm.rules.followups.bases import is_held
from kcrm.rules.followups.cancelling import cancel_reason, gone_reason
from kcrm.rules.followups.candidate import Candidate, Window
from kcrm.rules.followups.cases import awaited_vehicles, settled_by_visit
from kcrm.rules.followups.due_dates import candidates

if TYPE_CHECKING:
    from kcrm.model.fleets import KnownAccount

__all__ = [
    "Cancel",
    "Change",
    "Create",
    "CustomerPlan",
    "Desk",
    "Lapse",
    "Reassign",
    "Release",
    "Reopen",
    "Roster",
    "plan_backlog",
    "plan_customer",
]


class Create(NamedTuple):
    draft: FollowUpDraft


class Cancel(NamedTuple):
    item_id: int
    reason: CancelReason


@dataclass(frozen=True, slots=True)
class Lapse:
    """No tuple, nor is Release: those of one item would be equal."""

    item_id: int


class Reopen(NamedTuple):
    """What the planner cancelled is wanted again, under the same number.

    draft: assignee, order and contact as they are now; `due_on` and `lapses_on` are the stored item's, which never move.
    """

    item_id: int
    draft: FollowUpDraft


@dataclass(frozen=True, slots=True)
class Release:
    """A message that had to wait, as its phone had its share of a day, may go."""

    item_id: int


class Reassign(NamedTuple):
    item_id: int
    assignee_id: int | None
    assigned_by: AssignedBy


Change = Create | Cancel | Lapse | Reopen | Release | Reassign


class CustomerPlan(NamedTuple):
    """next_on: while no fact changes, planning this customer before that day changes nothing; None for never again."""

    changes: tuple[Change, ...]
    next_on: date | None


def plan_customer(
    facts: CustomerFacts, items: Sequence[PlannedItem], desk: Desk, today: date, almanac: Almanac | None = None
) -> CustomerPlan:
    """What has to change so that the customer has exactly the follow-ups that the facts call for.

    items: all that are stored for the customer, in whatever state; one ended by a person or lapsed never returns. almanac: of that desk and
    day, for whoever plans many customers; it changes no plan.
    """
    plan = _Plan(facts, desk, today)
    almanac = (almanac or Almanac(desk, today)).until(max([item.due_on for item in items], default=today))
    _plan_wanted(plan, items, almanac)
    if not facts.do_not_contact and facts.account is not None and facts.account.is_open:
        plan.watch_account(facts.account)
    for vehicle in facts.vehicles:
        if vehicle.sold_on is not None or vehicle.scrapped_on is not None:
            plan.again_on(vehicle.sold_on)
            plan.again_on(vehicle.scrapped_on)
    return CustomerPlan(tuple(plan.changes), plan.next_on)


def _plan_wanted(plan: _Plan, items: Sequence[PlannedItem], almanac: Almanac) -> None:
    """Settle what is stored and create what is not, in the order in which kinds are declared."""
    facts, today = plan.facts, plan.today
    steps = almanac.steps(facts)
    held = [vehicle for vehicle in facts.vehicles if is_held(vehicle, today)]
    window = Window.around(items, plan.desk, today) if items else almanac.window
    direct = list(candidates(facts, plan.desk, today, window, steps.direct, almanac.absences))
    if items:
        wanted = _wanted(facts, held, steps, direct)
        plan.settle(items, lambda key: None if plan.is_awaited(key) else wanted(key))
        known = {item.key for item in items}
        direct = [found for found in direct if found.key not in known]
    stored: dict[int | None, set[FollowUpKey]] = {}  # by vehicle
    for item in items:
        stored.setdefault(item.key.vehicle_id, set()).add(nobodys(item.key))
    for until in plan.awaited.values():
        plan.again_on(until + ONE_DAY)
    turns: list[date] = []
    offers: list[tuple[int, int, FollowUpKey, Offer]] = []
    if direct:
        fate = fate_of(direct, plan.desk, today)
        turns += [create_on for create_on, _found in fate.later]
        rows: dict[int | None, int] = {vehicle.id: row for row, vehicle in enumerate(held)}
        for offer in fate.offers:
            key = offer.found.key
            row = rows.get(key.vehicle_id, -1 if key.kind in steps.first else len(held))
            offers.append((row, steps.places[key.kind], key, offer))
    for row, place, vehicle, fate, lost_on in almanac.fates(facts, held):
        known = stored.get(None if vehicle is None else vehicle.id, _NONE)
        turns += fate.first_turn(known, lost_on)
        offers += [(row, place, own(offer.found.key, facts, vehicle), offer) for offer in fate.offers_beside(known, lost_on)]
    plan.again_on(min(turns, default=None))
    for _row, _place, key, offer in sorted(offers, key=_IN_ORDER):
        if not plan.is_awaited(key):
            plan.create(key, offer)


_IN_ORDER = itemgetter(0, 1)
_BY_NUMBER = attrgetter("id")
_NONE: set[FollowUpKey] = set()


def _wanted(
    facts: CustomerFacts, held: Sequence[VehicleFacts], steps: Steps, direct: Iterable[Candidate]
) -> Callable[[FollowUpKey], Candidate | None]:
    """What the facts call for under a key."""
    reckoned = {found.key: found for found in direct}
    vehicles = {vehicle.id: vehicle for vehicle in held}

    def wanted(key: FollowUpKey) -> Candidate | None:
        step = steps.by_kind.get(key.kind)
        if step is None:
            return reckoned.get(key)
        if step.of_vehicle:
            vehicle = vehicles.get(key.vehicle_id or 0)
            return step.candidate(vehicle, key) if vehicle is not None else None
        return step.candidate(facts, key) if held and key.vehicle_id is None else None

    return wanted


def plan_backlog(facts: CustomerFacts, items: Sequence[PlannedItem], desk: Desk, today: date) -> tuple[Create, ...]:
    """The dormant and lost that were crossed before go-live and not taken up yet, due today; the caller decides how many a day."""
    plan, known = _Plan(facts, desk, today), {item.key for item in items}
    return tuple(
        Create(plan.draft(found.key, Offer(found, max(today, desk.go_live_on), DueBy.BACKLOG)))
        for found in candidates(facts, desk, today)
        if found.key.kind.row.of is Of.ABSENCE
        and found.due_on < desk.go_live_on
        and found.key not in known
        and not _is_past(found.lapses_on, today)
    )


def _is_past(lapses_on: date | None, today: date) -> bool:
    return lapses_on is not None and today > lapses_on


class _Plan:
    """The changes as they are found, and the next day that matters; lives as long as one call."""

    def __init__(self, facts: CustomerFacts, desk: Desk, today: date) -> None:
        self.facts, self.desk, self.today = facts, desk, today
        self.changes: list[Change] = []
        self.next_on: date | None = None
        self.awaited = awaited_vehicles(facts, desk.policy, today) if facts.appointments else {}

    def is_awaited(self, key: FollowUpKey) -> bool:
        """Whether it would remind somebody to come who has an appointment, or did not come to one and is called about that."""
        return key.vehicle_id in self.awaited and settled_by_visit(key.kind)

    def again_on(self, day: date | None) -> None:
        """Plan again on a day to come; None and days gone by mean nothing."""
        if day is not None and day > self.today and (self.next_on is None or day < self.next_on):
            self.next_on = day

    def settle(self, items: Sequence[PlannedItem], wanted: Callable[[FollowUpKey], Candidate | None]) -> None:
        """Keep, end or open again what is stored. wanted: what the facts call for under a key."""
        for item in sorted(items, key=_BY_NUMBER):
            if item.state is State.OPEN:
                self.keep_or_end(item, wanted(item.key))
            elif item.waits_until is not None:
                self.wait_or_release(item, item.waits_until, wanted(item.key))
            elif item.aside:
                self.keep_aside(item, wanted(item.key))
            elif item.state is State.CANCELLED:
                self.reopen(item, wanted(item.key))

    def keep_or_end(self, item: PlannedItem, found: Candidate | None) -> None:
        if _is_past(item.lapses_on, self.today):
            self.changes.append(Lapse(item.id))
            return
        reason = None
        if item.by_hand:
            reason = gone_reason(item.key, self.facts, self.today)
        elif found is None:
            reason = cancel_reason(item.key, self.facts, self.desk.policy, self.today)
        if reason is not None:
            self.changes.append(Cancel(item.id, reason))
            return
        assignee_id, assigned_by = item.assignee_id, item.assigned_by
        # an account that was given to another manager takes its follow-ups along, but not what somebody gave to a colleague
        given_away = item.key.kind.row.of is Of.ACCOUNT and assigned_by is not AssignedBy.BY_HAND
        if given_away or not self.desk.roster.employed(assignee_id, self.today):
            assignee_id, assigned_by = self._assigned(item.key)
            if assignee_id != item.assignee_id:
                self.changes.append(Reassign(item.id, assignee_id, assigned_by))
        self._watch(item.lapses_on, assignee_id)

    def wait_or_release(self, item: PlannedItem, until: date, found: Candidate | None) -> None:
        """Open again on its day, and then like any other that is open."""
        if until > self.today:
            self.again_on(until)
            return
        self.changes.append(Release(item.id))
        self.keep_or_end(item, found)

    def keep_aside(self, item: PlannedItem, found: Candidate | None) -> None:
        """It comes back when the bundle ends, like any other that is open: unless it is wanted no more, or its time has passed."""
        if not _is_past(item.lapses_on, self.today):
            self.keep_or_end(item, found)

    def reopen(self, item: PlannedItem, found: Candidate | None) -> None:
        if found is not None and not _is_past(item.lapses_on, self.today):
            draft = self.draft(item.key, Offer(found, item.due_on, found.due_by))._replace(lapses_on=item.lapses_on)
            self.changes.append(Reopen(item.id, draft))
            self._watch(item.lapses_on, draft.assignee_id)

    def create(self, key: FollowUpKey, offer: Offer) -> None:
        draft = self.draft(key, offer)
        self.changes.append(Create(draft))
        self._watch(draft.lapses_on, draft.assignee_id)

    def draft(self, key: FollowUpKey, offer: Offer) -> FollowUpDraft:
        found, due_on, due_by = offer
        assignee_id, assigned_by = self._assigned(key)
        order = found.order
        # a name without a phone is no way to reach anybody: then the owner is called; so is the owner where whoever brought the vehicle
        # wants no contact, which is asked on the day, as it may be said after planning
        by_other = order is not None and order.brought_by_phone is not None
        contact = (order.brought_by, order.brought_by_phone) if order is not None and by_other else self._contact(key)
        return FollowUpDraft(
            key,
            found.base,
            due_on,
            due_by,
            found.lapses_on,
            None if order is None else order.id,
            *contact,
            assignee_id,
            assigned_by,
            found.because,
            found.call_on,
            found.call_time,
        )

    def _assigned(self, key: FollowUpKey) -> Assignment:
        vehicle = None
        if key.vehicle_id is not None:
            vehicle = next((vehicle for vehicle in self.facts.vehicles if vehicle.id == key.vehicle_id), None)
        by, prospect = self.desk.policy.followups[key.kind].by, None
        if key.kind.row.of is Of.PROSPECT:
            prospect = next((each for each in self.facts.prospects if f"L{each.id}" == key.case), None)
        if key.kind.row.of is Of.ACCOUNT:
            return managed(by, self.facts, self.desk.roster, self.today)
        whose = assigned(by, self.facts, vehicle, self.desk.roster, self.today, prospect)
        if prospect is not None:
            # nobody is asked about by whom they were looked after
            return (
                whose
                if by is Role.SALES_CONSULTANT
                else recaller(whose, prospect.consultant_id, self.facts.id, self.desk.roster, self.today)
            )
        if key.kind.row.of is not Of.COMPLAINT:
            return whose
        resolver_id = next((each.resolver_id for each in self.facts.awaiting_recall if each.event_id == key.occurrence), None)
        return recaller(whose, resolver_id, self.facts.id, self.desk.roster, self.today)

    def _contact(self, key: FollowUpKey) -> tuple[str | None, str | None]:
        """Whom of an account to reach in the company's stead; of anything else nobody."""
        if key.kind.row.of is not Of.ACCOUNT or self.facts.account is None:
            return None, None
        from kcrm.rules.fleets.calls import contact_for  # noqa: PLC0415 - few customers are accounts

        found = contact_for(key.kind, key.channel, self.facts.account, self.today)
        return (None, None) if found is None else (found.name, found.phone)

    def watch_account(self, account: KnownAccount) -> None:
        """What an account owes and is trusted changes by the day alone; its manager may be yet to begin, or on the last days here."""
        from kcrm.rules.fleets.calls import turns_of  # noqa: PLC0415 - few customers are accounts

        for day in turns_of(account, self.desk.policy.fleets, self.today):
            self.again_on(day)
        if account.manager_id is not None and not self.desk.roster.employed(account.manager_id, self.today):
            self.again_on(self.desk.roster.next_start(self.today))

    def _watch(self, lapses_on: date | None, assignee_id: int | None) -> None:
        """An open follow-up ends the day after it lapses, and changes hands the day after its assignee's last.

        One that is nobody's may find somebody on the day on which the next colleague begins.
        """
        if lapses_on is not None:
            self.again_on(lapses_on + ONE_DAY)
        if assignee_id is None:
            self.again_on(self.desk.roster.next_start(self.today))
            return
        last_on = self.desk.roster.last_day_of(assignee_id)
        if last_on is not None:
            self.again_on(last_on + ONE_DAY)
