"""The calls of a company made together: single cases by hand, and its laws for thirty vehicles however they are delivered."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import (
    Channel,
    ClosedOrder,
    CustomerFacts,
    CustomerKind,
    Kind,
    OrderType,
    PlannedItem,
    Role,
    StaffMember,
    State,
    VehicleFacts,
)
from kcrm.model.fleets import AccountMember, BundleAccount, BundleItem, MemberRole, Put
from kcrm.policy import Policy
from kcrm.rules.calendar import months_after
from kcrm.rules.fleets.bundles import Alone, Back, BundleCall, Bundles, SetAside, Together, bundle_changes, bundles, contact_of
from kcrm.rules.followups.planning import Create, Desk, Roster, plan_customer
from tests.laws import examples

WHOLE = Policy.default()
POLICY = WHOLE.fleets
FIRST = date(2026, 1, 1)
MANAGER, CONTACT = 4, 21
ACCOUNT = BundleAccount(7, 30, MANAGER, (AccountMember(CONTACT, MemberRole.CONTACT),))


def on(days):
    return FIRST + timedelta(days=days)


def item(number, kind, due, base=0, vehicle=1, **more):
    return BundleItem(number, kind, more.pop("channel", Channel.CALL), vehicle, on(base), on(due), **more)


def delivered(number, day, vehicle):
    """Its four calls, numbered from that number on; a month is taken to be thirty days."""
    kinds = ((Kind.DC1, 1), (Kind.DC3, 3), (Kind.DC7, 7), (Kind.DC30, 30))
    return [item(number + place, kind, day + after, day, vehicle) for place, (kind, after) in enumerate(kinds)]


def found(items, today=0, account=ACCOUNT):
    return bundles(account, items, POLICY, on(today))


def days(items, today=0, account=ACCOUNT):
    """By item on which day after the first it is called."""
    return {number: (call.on - FIRST).days for call in found(items, today, account).calls for number in call.items}


def test_what_is_delivered_on_one_day_is_called_about_in_two_calls():
    items = [*delivered(1, 0, 1), *delivered(11, 0, 2), *delivered(21, 0, 3)]
    assert found(items) == Bundles(
        (
            BundleCall(on(1), 1, False, (1, 11, 21), (1, 2, 3)),
            BundleCall(on(3), 2, True, (2, 3, 4, 12, 13, 14, 22, 23, 24), (1, 2, 3)),
        ),
        (),
        MANAGER,
        CONTACT,
    )


def test_every_delivery_day_has_its_own_next_day_call_and_the_others_share_the_day_of_the_earliest():
    items = [*delivered(1, 0, 1), *delivered(11, 2, 2), *delivered(21, 3, 3)]
    assert days(items, 3) == {1: 1, 11: 3, 21: 4} | dict.fromkeys((2, 3, 4, 12, 13, 14, 22, 23, 24), 3)


def test_nothing_is_called_about_before_it_was_delivered():
    items = [*delivered(1, 0, 1), *delivered(11, 4, 2)]
    together = days(items, 3)
    assert together[2] == together[3] == together[4] == 3
    assert together[12] == together[13] == together[14] == 7


def test_what_is_due_within_a_month_of_the_earliest_is_told_along_with_it():
    items = [
        item(1, Kind.SCHEDULED_MAINTENANCE, 40, -140, 1),
        item(2, Kind.INSURANCE_EXPIRY, 71, 101, 2),
        item(3, Kind.WARRANTY_EXPIRY, 72, 102, 3),
        item(4, Kind.FIRST_MAINTENANCE, 60, -30, 4),
    ]
    # 72 - 31 = 41, the day after
    assert days(items, 37) == {1: 40, 2: 40, 4: 40, 3: 72}
    assert [(call.lead_id, call.counts) for call in found(items, 37).calls] == [(1, True), (3, True)]


def test_an_insurance_is_not_asked_about_once_more_before_it_has_run_out():
    items = [item(1, Kind.SCHEDULED_MAINTENANCE, 9, -90), item(2, Kind.INSURANCE_EXPIRY, 25, 10, 2)]
    assert days(items) == {1: 9, 2: 25}


def test_a_delivery_to_come_is_told_a_week_before_at_most():
    items = [item(1, Kind.PRE_DELIVERY, 10, 11, 1), item(2, Kind.PRE_DELIVERY, 17, 18, 2), item(3, Kind.PRE_DELIVERY, 18, 19, 3)]
    assert days(items) == {1: 10, 2: 10, 3: 18}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (Kind.POST_SERVICE, {}),
        (Kind.COMPLAINT_RECALL, {"vehicle": None}),
        (Kind.PROSPECT_CONTACT, {"vehicle": None}),
        (Kind.NEED_READY, {}),
        (Kind.OTHER, {}),
        (Kind.PURCHASE_ANNIVERSARY, {"channel": Channel.MESSAGE}),
        (Kind.SCHEDULED_MAINTENANCE, {"channel": Channel.VISIT}),
    ],
)
def test_what_belongs_to_an_order_a_complaint_or_a_person_goes_on_as_before(kind, more):
    items = [item(1, kind, 5, **more), item(2, Kind.DC7, 7, vehicle=2)]
    assert days(items) == {2: 7}
    assert found(items).aside == ()


def test_monthly_care_and_all_greetings_of_a_festival_but_one_are_set_aside():
    items = [
        item(1, Kind.MONTHLY_CARE, 5),
        item(2, Kind.MONTHLY_CARE, 9, channel=Channel.MESSAGE, vehicle=2),
        item(3, Kind.FESTIVAL, 9, 9, channel=Channel.MESSAGE, vehicle=None),
        item(4, Kind.FESTIVAL, 9, 9, channel=Channel.MESSAGE, vehicle=None),
        item(5, Kind.FESTIVAL, 20, 20, channel=Channel.MESSAGE, vehicle=None),
        item(6, Kind.MONTHLY_CARE, 9, vehicle=3, fixed_on=on(11)),  # somebody agreed on it
    ]
    assert found(items).aside == (1, 2, 4)
    assert days(items) == {6: 11}


@pytest.mark.parametrize(
    ("account", "together"),
    [
        (ACCOUNT._replace(vehicles=5), True),
        (ACCOUNT._replace(vehicles=4), False),
        (ACCOUNT._replace(bundled=False), False),
    ],
)
def test_calls_are_made_together_from_five_vehicles_on(account, together):
    items = [*delivered(1, 0, 1), item(9, Kind.MONTHLY_CARE, 60)]
    assert (found(items, account=account) != Bundles()) is together


def test_an_agreed_day_stays_and_what_may_be_called_on_it_is_told_along():
    items = [
        item(1, Kind.DC7, 7, fixed_on=on(10)),
        item(2, Kind.SCHEDULED_MAINTENANCE, 30, -100, 2),
        item(3, Kind.SCHEDULED_MAINTENANCE, 9, -100, 3),
        item(4, Kind.DC30, 42, 12, 4),
    ]
    assert days(items) == {1: 10, 2: 10, 3: 9, 4: 42}


def test_what_was_to_be_called_today_stays_while_the_results_are_written_down():
    items = delivered(1, 0, 1)[1:] + delivered(11, 0, 2)[1:]
    first = stored(items, found(items, 3))
    # the first vehicle's three are recorded; the others stay on today's list, though their own day is later
    assert days([each for each in first if each.id > 10], 3) == {12: 3, 13: 3, 14: 3}
    assert days([each for each in first if each.id > 12], 3) == {13: 3, 14: 3}
    assert days([each for each in first if each.id > 12], 5) == {13: 3, 14: 3}
    # what was not put on that day goes on to its own
    assert days(items[4:], 3) == {13: 7, 14: 7}


def test_what_is_late_is_called_with_all_others_that_may_be():
    items = [item(1, Kind.DC3, 3), item(2, Kind.DC7, 7), item(3, Kind.SCHEDULED_MAINTENANCE, 6, -90, 2), item(4, Kind.DC7, 15, 8, 3)]
    assert days(items, 5) == {1: 3, 2: 3, 3: 3, 4: 15}
    # of late ones none waits for its own day
    assert days(items[:3], 9) == {1: 3, 2: 3, 3: 3}


def test_the_third_day_of_a_delivery_goes_along_with_a_next_day_call_where_the_month_has_no_room():
    # called on the 3rd, 10th and 17th of January; a day on the 21st would leave ten days, in which one more may be needed: five
    account = ACCOUNT._replace(called=frozenset({on(2), on(9), on(16)}))
    items = delivered(1, 17, 1)
    assert days(items, 17, account) == {1: 18, 2: 18, 3: 24, 4: 24}
    calls = found(items, 17, account).calls
    assert [(call.lead_id, call.counts, call.items) for call in calls] == [(1, False, (1, 2)), (3, True, (3, 4))]
    # with two days behind it there is room
    assert days(items, 17, account._replace(called=frozenset({on(2), on(16)}))) == {1: 18, 2: 20, 3: 20, 4: 20}
    # eight days later in the month there is, as no other can be needed
    later = [each._replace(base_on=each.base_on + timedelta(days=3), due_on=each.due_on + timedelta(days=3)) for each in items]
    assert days(later, 20, account) == {1: 21, 2: 23, 3: 23, 4: 23}


def test_without_an_open_next_day_call_the_third_day_is_a_day_of_its_own():
    account = ACCOUNT._replace(called=frozenset({on(2), on(9), on(16)}))
    assert days(delivered(1, 17, 1)[1:], 17, account) == {2: 20, 3: 20, 4: 20}


def test_what_is_written_is_the_day_the_caller_and_the_contact_and_what_is_set_aside():
    items = [
        *delivered(1, 0, 1)[:2],
        item(5, Kind.DC7, 7, fixed_on=on(2)),
        item(6, Kind.MONTHLY_CARE, 60),
        item(7, Kind.POST_SERVICE, 5),
    ]
    put = Put(on(2), 5, True, MANAGER, CONTACT)
    assert bundle_changes(items, found(items)) == (
        Together(1, Put(None, 1, False, MANAGER, CONTACT)),
        Together(2, put),
        Together(5, put._replace(on=None)),
        SetAside(6),
    )
    after = stored(items, found(items))
    other = found(after, account=ACCOUNT._replace(manager_id=9))
    assert [change.put.caller_id for change in bundle_changes(after, other)] == [9, 9, 9]
    assert bundle_changes(after, Bundles()) == (Alone(1), Alone(2), Alone(5), Back(6))


@pytest.mark.parametrize(
    ("members", "contact"),
    [
        ((), None),
        ((AccountMember(1, MemberRole.FINANCE), AccountMember(2, MemberRole.DRIVER), AccountMember(3)), None),
        ((AccountMember(1, MemberRole.PURCHASE), AccountMember(2, MemberRole.DECISION)), 2),
        ((AccountMember(1, MemberRole.DECISION, key=True), AccountMember(2, MemberRole.CONTACT)), 2),
        ((AccountMember(1, MemberRole.CONTACT), AccountMember(2, MemberRole.CONTACT, key=True)), 2),
        ((AccountMember(2, MemberRole.CONTACT), AccountMember(1, MemberRole.CONTACT)), 1),
        ((AccountMember(1, MemberRole.CONTACT, until=on(-1)), AccountMember(2, MemberRole.PURCHASE, until=on(0))), 2),
        ((AccountMember(1, MemberRole.CONTACT, starts_on=on(1)), AccountMember(2, MemberRole.PURCHASE, starts_on=on(0))), 2),
    ],
)
def test_the_contact_person_is_called_else_who_decides_else_who_purchases(members, contact):
    assert contact_of(members, FIRST) == contact
    assert contact_of(members[::-1], FIRST) == contact


def stored(items, made):
    """The items as they are known again once what was found is written down."""
    changed = {each.id: each for each in items}
    for change in bundle_changes(items, made):
        each = changed[change.item_id]
        match change:
            case Together(_, put):
                changed[each.id] = each._replace(put=put)
            case Alone():
                changed[each.id] = each._replace(put=None)
            case SetAside():
                changed[each.id] = each._replace(aside=True)
            case Back():
                changed[each.id] = each._replace(aside=False)
    return list(changed.values())


KINDS = st.sampled_from(
    [
        (Kind.DC1, 1),
        (Kind.DC3, 3),
        (Kind.DC7, 7),
        (Kind.DC30, 30),
        (Kind.FIRST_MAINTENANCE, 90),
        (Kind.INSURANCE_EXPIRY, -30),
        (Kind.INSURANCE_EXPIRY, 15),
        (Kind.PRE_DELIVERY, -1),
        (Kind.POST_SERVICE, 3),
        (Kind.MONTHLY_CARE, 60),
        (Kind.FESTIVAL, 0),
    ]
)
ITEMS = st.lists(st.tuples(KINDS, st.integers(-40, 60), st.integers(1, 6), st.none() | st.integers(-3, 30)), max_size=14).map(
    lambda rows: [
        item(number, kind, base + after, base, vehicle, fixed_on=None if fixed is None or fixed < 20 else on(fixed - 20))
        for number, ((kind, after), base, vehicle, fixed) in enumerate(rows, 1)
    ]
)
CALLED = st.frozensets(st.integers(-20, -1).map(on), max_size=3)


@examples(1600)
@given(ITEMS, CALLED, st.randoms(use_true_random=False))
def test_a_bundle_is_the_same_in_any_order_and_the_second_time(items, called, random):
    account = ACCOUNT._replace(called=called)
    made = found(items, account=account)
    assert found(random.sample(items, len(items)), account=account) == made
    after = stored(items, made)
    assert found(after, account=account) == made
    assert bundle_changes(after, made) == ()


@examples(1600)
@given(ITEMS, CALLED)
def test_only_the_day_moves_and_never_behind_the_due_day_nor_before_the_base(items, called):
    made = found(items, account=ACCOUNT._replace(called=called))
    by_number = {each.id: each for each in items}
    assert all(count == 1 for count in Counter(number for call in made.calls for number in call.items).values())
    assert not {number for call in made.calls for number in call.items} & {*made.aside}
    for call in made.calls:
        assert set(call.vehicles) == {by_number[number].vehicle_id for number in call.items}
        for number in call.items:
            each = by_number[number]
            assert call.on == each.fixed_on if each.fixed_on is not None else call.on <= each.due_on
            if each.fixed_on is None:
                assert call.on >= min(each.base_on, each.due_on - timedelta(days=31))
                assert call.on >= FIRST or call.on >= min(other.due_on for other in items)


@given(ITEMS, CALLED)
def test_without_the_bundle_all_is_as_it_was(items, called):
    account = ACCOUNT._replace(called=called)
    again = stored(stored(items, found(items, account=account)), found(items, account=account._replace(bundled=False)))
    assert again == items


def simulated(deliveries, last=430):
    """Every call as it is made, day by day, of vehicles delivered on these days: day, whether it counts, and what was told.

    Follow-ups are there as soon as their vehicle is, and thirty-five days before they are due.
    """
    ahead, number = timedelta(days=WHOLE.planning.horizon_days), 0
    coming: dict[date, list[BundleItem]] = {}
    for vehicle, day in enumerate(deliveries, 1):
        base = on(day)
        for kind, due in (
            (Kind.DC1, base + timedelta(days=1)),
            (Kind.DC3, base + timedelta(days=3)),
            (Kind.DC7, base + timedelta(days=7)),
            (Kind.DC30, months_after(base, 1)),
            (Kind.NEW_OWNER_SURVEY, months_after(base, 2)),
            (Kind.FIRST_MAINTENANCE, months_after(base, 3)),
            (Kind.MONTHLY_CARE, months_after(base, 2)),
            (Kind.INSURANCE_EXPIRY, months_after(base, 12) - timedelta(days=30)),
        ):
            number += 1
            there = max(base, due - ahead)
            coming.setdefault(there, []).append(BundleItem(number, kind, Channel.CALL, vehicle, base, due))
    open_items: list[BundleItem] = []
    called, made = set(), []
    for day in (on(days) for days in range(last)):
        open_items += coming.get(day, [])
        if not open_items:
            continue
        account = ACCOUNT._replace(called=frozenset(called))
        plan = bundles(account, open_items, POLICY, day)
        open_items = stored(open_items, plan)
        by_number = {each.id: each for each in open_items}
        for call in plan.calls:
            assert call.on >= day, "nothing was left over from the days before"
            if call.on == day:
                made.append((day, call.counts, [by_number[each] for each in call.items], plan.caller_id))
                called |= {day} if call.counts else set()
                open_items = [each for each in open_items if each.id not in call.items]
        open_items = [each for each in open_items if each.id not in plan.aside]
    assert not [each for each in open_items if each.due_on < on(last)]
    return made


def hold(deliveries):
    made = simulated(deliveries)
    assert {caller for _day, _counts, _items, caller in made} == {MANAGER}
    a_month = Counter((day.year, day.month) for day, counts, _items, _caller in made if counts)
    assert max(a_month.values()) <= 4
    told = {(each.vehicle_id, each.kind): day for day, _counts, items, _caller in made for each in items}
    for vehicle, day in enumerate(deliveries, 1):
        for kind, due in ((Kind.DC1, 1), (Kind.DC3, 3), (Kind.DC7, 7)):
            assert on(day) <= told[vehicle, kind] <= on(day + due)
        assert told[vehicle, Kind.DC30] <= months_after(on(day), 1)
        assert told[vehicle, Kind.NEW_OWNER_SURVEY] <= months_after(on(day), 2)
    days_of_first = {told[vehicle, Kind.DC1] for vehicle in range(1, len(deliveries) + 1)}
    assert days_of_first == {on(day + 1) for day in deliveries}, "one next-day call each day of deliveries"


@pytest.mark.parametrize(
    "deliveries",
    [
        [0] * 30,
        list(range(30)),  # every day of a month
        list(range(0, 60, 2)),
        list(range(0, 120, 4)),
        list(range(0, 240, 8)),
        list(range(5, 365, 12)),
        [0, 4, 8, 12, 16, 20, 24, 28] * 3,
        [28, 29, 30, 31, 32, 33] * 5,
    ],
)
def test_thirty_vehicles_are_called_about_on_four_days_a_month_and_every_one_in_time(deliveries):
    hold(deliveries)


@examples(200)
@given(st.lists(st.integers(0, 364), min_size=30, max_size=30))
def test_however_thirty_vehicles_are_delivered_over_a_year(deliveries):
    hold(sorted(deliveries))


@examples(200)
@given(st.lists(st.integers(0, 40), min_size=30, max_size=30))
def test_however_thirty_vehicles_are_delivered_in_six_weeks(deliveries):
    hold(sorted(deliveries))


SALES_MANAGER, CONSULTANT, ADVISOR, SPECIALIST = 1, 2, 3, MANAGER
ROSTER = Roster(
    [
        StaffMember(SALES_MANAGER, Role.SALES_MANAGER),
        StaffMember(CONSULTANT, Role.SALES_CONSULTANT),
        StaffMember(ADVISOR, Role.SERVICE_ADVISOR),
        StaffMember(SPECIALIST, Role.CS_SPECIALIST),
    ]
)


class Planned:
    """What is planned for a company by the kinds' own rules, called about in bundles."""

    def __init__(self, vehicles):
        self.vehicles, self.desk = vehicles, Desk(WHOLE, ROSTER, FIRST)
        self.planned, self.open = [], {}
        self.before, self.asides, self.called, self.made = set(), set(), set(), []

    def plan(self, day):
        there = tuple(each for each in self.vehicles if each.delivered_on <= day)
        facts = CustomerFacts(9, CustomerKind.COMPANY, specialist_id=SPECIALIST, vehicles=there)
        for change in plan_customer(facts, self.planned, self.desk, day).changes:
            if isinstance(change, Create):
                self._create(change.draft)

    def _create(self, draft):
        number, key = len(self.planned) + 1, draft.key
        self.planned.append(PlannedItem(number, key, State.OPEN, draft.due_on, draft.lapses_on, draft.assignee_id, draft.assigned_by))
        self.open[number] = BundleItem(number, key.kind, key.channel, key.vehicle_id, key.base_on, draft.due_on)
        if key.channel is Channel.CALL and key.kind is not Kind.POST_SERVICE:
            self.before.add((draft.due_on, draft.assignee_id))

    def call(self, day):
        plan = bundles(ACCOUNT._replace(called=frozenset(self.called)), self.open.values(), POLICY, day)
        self.asides |= {self.open[number].kind for number in plan.aside}
        self.open = {each.id: each for each in stored(list(self.open.values()), plan)}
        for call in plan.calls:
            if call.on == day:
                self.made.append((day, call))
                self.called |= {day} if call.counts else set()
                for number in call.items:
                    self.open.pop(number)
                    self.planned[number - 1] = self.planned[number - 1]._replace(state=State.DONE)


def test_what_is_really_planned_for_thirty_vehicles_comes_to_one_caller_and_four_days_a_month():
    brought = ClosedOrder(5, "W5", OrderType.PAID_REPAIR, on(20), True, False, "李四", "13900000001")
    vehicles = [
        VehicleFacts(number, delivered_on=on(number // 2 * 3), sales_consultant_id=CONSULTANT, service_advisor_id=ADVISOR)
        for number in range(30)
    ]
    vehicles[0] = vehicles[0]._replace(orders=(brought,), last_visit_on=on(20))
    store = Planned(vehicles)
    for day in (on(days) for days in range(150)):
        store.plan(day)
        store.call(day)
    # as it is without a bundle: every item on its day by whose it is
    assert {assignee for _on, assignee in store.before} == {SALES_MANAGER, CONSULTANT, ADVISOR, SPECIALIST}
    assert len({day for day, _assignee in store.before if day < on(31)}) == 20, "one and three days after every third day"
    counted = Counter((day.year, day.month) for day, call in store.made if call.counts)
    assert set(counted) == {(2026, month) for month in range(1, 5)}
    assert max(counted.values()) <= 4
    keys = {number: store.planned[number - 1].key for _day, call in store.made for number in call.items}
    told = {(keys[number].vehicle_id, keys[number].kind): day for day, call in store.made for number in call.items}
    for vehicle in vehicles:
        for kind, days in ((Kind.DC1, 1), (Kind.DC3, 3), (Kind.DC7, 7)):
            assert told[vehicle.id, kind] <= vehicle.delivered_on + timedelta(days=days)
        for kind, months in ((Kind.DC30, 1), (Kind.NEW_OWNER_SURVEY, 2), (Kind.FIRST_MAINTENANCE, 3)):
            assert told[vehicle.id, kind] <= months_after(vehicle.delivered_on, months)
    assert store.asides == {Kind.MONTHLY_CARE}
    kept = {each.kind for each in store.open.values() if each.due_on < on(150) and each.kind not in store.asides}
    assert kept == {Kind.POST_SERVICE, Kind.FESTIVAL}, "these go on as before"


@examples(200)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3)), min_size=5, max_size=20))
def test_whoever_enters_deliveries_late_still_has_every_vehicle_told(deliveries):
    open_items: list[BundleItem] = []
    coming: dict[date, list[BundleItem]] = {}
    for vehicle, (day, late) in enumerate(deliveries, 1):
        coming.setdefault(on(day + late), []).extend(delivered(10 * vehicle, day, vehicle))
    called, told = set(), {}
    for day in (on(days) for days in range(100)):
        # what is entered after the calls of a day were made is planned on the same evening
        for items in ([], coming.get(day, [])):
            open_items += items
            plan = bundles(ACCOUNT._replace(called=frozenset(called)), open_items, POLICY, day)
            open_items = stored(open_items, plan)
            if not items:
                for call in plan.calls:
                    if call.on <= day:
                        called |= {day} if call.counts else set()
                        told |= dict.fromkeys(call.items, day)
                open_items = [each for each in open_items if each.id not in told]
    for vehicle, (day, late) in enumerate(deliveries, 1):
        for each in delivered(10 * vehicle, day, vehicle):
            assert told[each.id] <= max(each.due_on, on(day + late + 1)), "in time, or on the day after it was entered"
