"""Planning: read the facts of the customers concerned, ask the rule, write what it wants changed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import nlargest
from itertools import chain, islice
from typing import TYPE_CHECKING, assert_never
from zlib import crc32

from kcrm import __version__
from kcrm.actions.caps import over_both, waiting_until
from kcrm.db import instant
from kcrm.i18n import N_
from kcrm.model import CancelReason, CustomerFacts, Kind, PlannedItem
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.progress import Unit, work
from kcrm.queries import appointments, messages, points
from kcrm.queries import planning as queries
from kcrm.queries.customer_facts import facts_of
from kcrm.queries.followups import hand_to
from kcrm.queries.rows import has_rows
from kcrm.rules.calendar import ONE_DAY, months_after
from kcrm.rules.followups.almanac import Almanac
from kcrm.rules.followups.assignment import Roster, pick_specialist
from kcrm.rules.followups.history import needed_history
from kcrm.rules.followups.planning import Cancel, Change, Create, Desk, Lapse, Reassign, Release, Reopen, plan_backlog, plan_customer
from kcrm.rules.loyalty import Judged, loyalty_of

if TYPE_CHECKING:
    from kcrm.model.fleets import KnownAccount

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What a plan changed, by what was done to the follow-ups.

    customers: how many it covers, of the whole plan also those for whom nothing could have changed. changes: how often each, by the
    lower-case name of the change. cancelled: for which reasons.
    """

    customers: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    cancelled: Counter[CancelReason] = field(default_factory=Counter)

    def __add__(self, other: PlanReport) -> PlanReport:
        return PlanReport(self.customers + other.customers, self.changes + other.changes, self.cancelled + other.cancelled)

    @classmethod
    def of(cls, customers: int, changes: Iterable[Change]) -> PlanReport:
        """Counts these changes."""
        made = list(changes)
        return cls(
            customers,
            Counter(type(change).__name__.lower() for change in made),
            Counter(change.reason for change in made if isinstance(change, Cancel)),
        )


def known_facts(
    connection: sqlite3.Connection, customer_ids: Sequence[int], desk: Desk, items: Mapping[int, Sequence[PlannedItem]]
) -> list[CustomerFacts]:
    """What these customers are planned from. items: all that is stored for them."""
    policy = desk.policy
    return facts_of(
        connection,
        customer_ids,
        maintenance=policy.maintenance.types,
        no_visit=policy.visits.excluded_types,
        zone=policy.zone,
        needed=needed_history(desk, chain.from_iterable(items.values())),
    )


class Planner(NamedTuple):
    """Planning in one open write: with this policy, at this moment, for this business date."""

    connection: sqlite3.Connection
    policy: Policy
    policy_version_id: int
    go_live_on: date
    now: datetime

    @property
    def today(self) -> date:
        """The business date that is planned for."""
        return self.now.date()

    def plan_changed(self) -> PlanReport:
        """Plan the customers whose facts this write has touched; a policy or roster change touches many.

        Before that it is said what the orders that it touched earn.
        """
        self._settle_points()
        self._match_visits()
        return self.plan(queries.changed_customers(self.connection))

    def plan_due(self) -> PlanReport:
        """The daily plan: only those customers for whom the passing of time changes something."""
        self._hand_out_prospects()
        self._find_hints()
        self._expire_points()
        self._note_missed()
        report = self.plan(queries.due_customers(self.connection, self.today)) + self.cap_messages()
        queries.mark_planned(self.connection, self.today)
        return report

    def plan_all(self, *, anew: bool = False) -> PlanReport:
        """The whole plan: everybody for whom anything may have changed since they were last planned.

        That is everybody where the program or its policy is another, the clock was set back, or with `anew`.
        """
        self._hand_out_prospects()
        self._find_hints()
        self._expire_points()
        self._note_missed()
        day, by = queries.planned_on(self.connection), self._planned_by()
        if anew or day is None or day > self.today or queries.planned_by(self.connection) != by:
            wanted = queries.all_customers(self.connection)
        else:
            wanted = sorted({*queries.due_customers(self.connection, self.today), *queries.unqueued_customers(self.connection)})
        report = replace(self.plan(wanted) + self.cap_messages(), customers=queries.count_customers(self.connection))
        queries.mark_planned(self.connection, self.today, by)
        return report

    def _hand_out_prospects(self) -> None:
        """Whose consultant left, and who has none, goes to who is at work; who is late or idle too where the policy says so."""
        if not queries.has_prospects(self.connection):
            return
        from kcrm.queries.prospects import unshared  # noqa: PLC0415 - many stores have none

        rules = self.policy.prospects
        if rules.overdue_reassign or rules.idle_release or unshared(self.connection, self.today, rules):
            from kcrm.actions.prospects.pool import hand_out  # noqa: PLC0415 - it writes records, which planning else never does

            hand_out(self.connection, self.policy, self.now)

    def _find_hints(self) -> None:
        """Where the policy asks for it, own customers who are likely to buy again are looked for."""
        if self.policy.followups[Kind.REPURCHASE].enabled:
            from kcrm.actions.prospects.hints import note_hints  # noqa: PLC0415 - few stores call them

            note_hints(self.connection, self.policy.prospects, self.today)

    def _settle_points(self) -> None:
        """What the orders that were written earn is said by the policy now in force."""
        if points.is_queued(self.connection):
            from kcrm.actions.points import settle  # noqa: PLC0415 - few writes touch an order

            settle(self.connection, self.policy.points, self.today)

    def _expire_points(self) -> None:
        """Points whose last day is past are taken."""
        if points.is_any(self.connection):
            from kcrm.actions.points import expire_due  # noqa: PLC0415 - many stores have none

            expire_due(self.connection, self.today)

    def _match_visits(self) -> None:
        """Of which appointment the orders came that were written."""
        if appointments.is_queued(self.connection):
            from kcrm.actions.appointments import settle  # noqa: PLC0415 - few writes touch whoever is awaited

            settle(self.connection, self.policy)

    def _note_missed(self) -> None:
        """Who should have come and did not is found by the day's plan, and by each list after it."""
        if has_rows(self.connection, "appointment"):
            from kcrm.actions.appointments import note_missed  # noqa: PLC0415 - many stores keep them elsewhere

            note_missed(self.connection, self.policy, self.now)

    def _planned_by(self) -> str:
        """What decides beside the facts and the day: this program, and every value of its policy, also those that the version lacks."""
        return f"{__version__} {crc32(repr(self.policy.to_snapshot()).encode()):08x}"

    def cap_messages(self) -> PlanReport:
        """Make messages wait until tomorrow whose phone has its share of today."""
        later = self.over_cap()
        messages.postpone(self.connection, later, self.today + ONE_DAY, at=self.now)
        return PlanReport.of(0, (Cancel(number, CancelReason.CAP) for number in later))

    def over_cap(self) -> frozenset[int]:
        """The open messages of today that one phone too many would get, today or this month."""
        today = list(waiting_until(self.connection, self.today))
        return over_both(self.connection, self.policy, today, self.today) if today else frozenset()

    def plan(self, customer_ids: Sequence[int]) -> PlanReport:
        """Plan these customers and note when each wants it again."""
        if not customer_ids:
            return PlanReport()
        self._link_deliveries(customer_ids)
        almanac, loads, accounts = Almanac(self._desk(), self.today), self._loads(), queries.bundled_customers(self.connection)
        report = PlanReport()
        with work(N_("Planning follow-ups"), len(customer_ids), Unit.CUSTOMERS) as advance:
            for batch in _batches(customer_ids):
                report += self._plan_batch(batch, almanac, loads, accounts)
                advance(len(batch))
        return report

    def _link_deliveries(self, customer_ids: Sequence[int]) -> None:
        """Whoever was given a vehicle while they were a prospect has bought it, whoever told us of the delivery."""
        if not queries.has_prospects(self.connection):
            return
        from kcrm.queries.prospects import deliveries  # noqa: PLC0415 - many stores have none

        found = deliveries(self.connection, customer_ids, self.today)
        if found:
            from kcrm.actions.prospects.loop import ProspectDesk  # noqa: PLC0415 - it writes records, which planning else never does

            desk = ProspectDesk.planning(self.connection, self.policy, self.now)
            for number, vehicle_id, on in found:
                desk.deliver(number, vehicle_id, on)

    def plan_backlog(self, per_day: int) -> PlanReport:
        """Take up dormant and lost customers from before go-live, so that today has `per_day` of them, the latest seen first."""
        wanted = per_day - queries.backlog_of_day(self.connection, max(self.today, self.go_live_on))
        if wanted <= 0:
            return PlanReport()
        chosen = nlargest(wanted, self._backlog(), key=lambda create: (create.draft.key.base_on, -create.draft.key.customer_id))
        self._write(chosen)
        customers = sorted({create.draft.key.customer_id for create in chosen})
        self.plan(customers)  # notes when each wants planning again
        return PlanReport.of(0, chosen)

    def _backlog(self) -> Iterator[Create]:
        desk, loads = self._desk(), self._loads()
        for batch in _batches(queries.all_customers(self.connection)):
            items = queries.items_of(self.connection, batch)
            for customer in self._looked_after(known_facts(self.connection, batch, desk, items), loads):
                yield from plan_backlog(customer, items.get(customer.id, []), desk, self.today)

    def _desk(self) -> Desk:
        return Desk(self.policy, Roster(queries.staff_members(self.connection)), self.go_live_on)

    def _loads(self) -> dict[int, int]:
        """How many customers each specialist who works here looks after."""
        employed = self._desk().roster.employed
        return {staff_id: load for staff_id, load in queries.specialist_loads(self.connection).items() if employed(staff_id, self.today)}

    def _plan_batch(self, customer_ids: Sequence[int], almanac: Almanac, loads: dict[int, int], accounts: frozenset[int]) -> PlanReport:
        items = queries.items_of(self.connection, customer_ids)
        facts = self._looked_after(known_facts(self.connection, customer_ids, almanac.desk, items), loads)
        changes: list[Change] = []
        next_days: dict[int, date | None] = {}
        since = months_after(self.today, -self.policy.lifecycle.loyal_months)
        visits = queries.visit_days(self.connection, customer_ids, since, self.policy.visits.excluded_types)
        loyalties: dict[int, Judged | None] = {}
        for customer in facts:
            plan = plan_customer(customer, items.get(customer.id, ()), almanac.desk, self.today, almanac)
            changes += plan.changes
            next_on = plan.next_on
            judged = loyalties[customer.id] = loyalty_of(customer, visits.get(customer.id, ()), self.policy, self.today, almanac.absences)
            if judged is not None and judged.next_on is not None and (next_on is None or judged.next_on < next_on):
                next_on = judged.next_on
            next_days[customer.id] = next_on
        queries.keep_loyalty(self.connection, {number: None if judged is None else judged[:-1] for number, judged in loyalties.items()})
        self._write(changes)
        for customer in facts:
            if customer.account is not None:
                self._renew_contacts(customer.id, customer.account)
            if customer.id in accounts or any(item.aside for item in items.get(customer.id, ())):
                changes += self._bundle(customer, next_days, almanac.desk.roster)
        queries.set_next(self.connection, next_days)
        almanac.absences.clear()  # nobody's of this batch is asked for again
        return PlanReport.of(len(facts), changes)

    def _renew_contacts(self, customer_id: int, account: KnownAccount) -> None:
        from kcrm.actions.fleets.contacts import renew_contacts  # noqa: PLC0415 - many stores have no accounts

        renew_contacts(self.connection, customer_id, account, self.today)

    def _bundle(self, customer: CustomerFacts, next_days: dict[int, date | None], roster: Roster) -> list[Change]:
        """Put the calls of an account together, or apart where they no longer are, and look at it again tomorrow while there are any."""
        from kcrm.actions.fleets.bundling import bundle  # noqa: PLC0415 - many stores have no accounts

        changes, again = bundle(self.connection, customer, self.policy.fleets, roster, self.now)
        tomorrow, planned = self.today + ONE_DAY, next_days[customer.id]
        if again and (planned is None or tomorrow < planned):
            next_days[customer.id] = tomorrow
        return changes

    def _looked_after(self, facts: list[CustomerFacts], loads: dict[int, int]) -> list[CustomerFacts]:
        """Each customer with a specialist who works here; spread evenly where one has to be found, then kept."""
        found: dict[int, int | None] = {}
        for place, customer in enumerate(facts):
            if customer.specialist_id in loads:
                continue
            specialist_id = pick_specialist(loads)
            if specialist_id is not None:
                loads[specialist_id] += 1
            if specialist_id != customer.specialist_id:
                found[customer.id] = specialist_id
                facts[place] = customer._replace(specialist_id=specialist_id)
        queries.set_specialists(self.connection, found, self.today)
        return facts

    def _write(self, changes: Iterable[Change]) -> None:
        at = instant(self.now)
        drafts = []
        for change in changes:
            match change:
                case Create(draft):
                    drafts.append(draft)
                case Reopen(item_id, draft):
                    queries.reopen(self.connection, item_id, draft, self.today)
                case Release(item_id):
                    queries.release(self.connection, item_id)
                case Cancel(item_id, reason):
                    queries.cancel(self.connection, item_id, reason, at=at)
                case Lapse(item_id):
                    queries.lapse(self.connection, item_id, at=at)
                case Reassign(item_id, assignee_id, assigned_by):
                    hand_to(self.connection, item_id, assignee_id, assigned_by, self.today)
                case _:
                    assert_never(change)
        queries.create(self.connection, drafts, at=at, policy_version_id=self.policy_version_id)


def _batches(customer_ids: Sequence[int]) -> Iterator[list[int]]:
    remaining = iter(customer_ids)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
