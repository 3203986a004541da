"""What holds for every customer on every day."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws import examples
from planning_desk import STAFF, applied, customer, day, desk, open_items, policy_with, vehicle

from kcrm.model import (
    Awaited,
    BaseFact,
    ClosedOrder,
    CustomerClass,
    CustomerKind,
    DueBy,
    Energy,
    FollowUpDraft,
    Kind,
    KnownComplaint,
    MileageReading,
    Of,
    OrderType,
    ReadyNeed,
    State,
    Use,
)
from kcrm.model.fleets import (
    AccountMember,
    AccountState,
    Anniversary,
    Assessment,
    Bill,
    Contract,
    ContractKind,
    ContractState,
    CreditGrade,
    KnownAccount,
    MemberRole,
    Payment,
)
from kcrm.rules.calendar import months_after
from kcrm.rules.followups import almanac
from kcrm.rules.followups.almanac import Almanac
from kcrm.rules.followups.candidate import EVERYTHING, Window
from kcrm.rules.followups.due_dates import candidates
from kcrm.rules.followups.history import needed_history
from kcrm.rules.followups.planning import Cancel, Create, Lapse, Reassign, Reopen, plan_backlog, plan_customer

TODAY = day("2026-03-01")
GO_LIVE = day("2026-02-15")
NEAR = st.dates(day("2024-06-01"), day("2027-06-01"))
PAST = st.dates(day("2024-06-01"), TODAY)


def maybe(strategy):
    return st.none() | strategy


@st.composite
def orders(draw):
    found = draw(
        st.lists(st.tuples(st.integers(1, 50), st.sampled_from(OrderType), st.dates(day("2026-02-01"), TODAY), st.booleans()), max_size=4)
    )
    return tuple(ClosedOrder(number, f"R{number}", kind, on, accident, False, None, None) for number, kind, on, accident in found)


@st.composite
def complaints(draw):
    known = draw(st.lists(st.tuples(st.dates(day("2026-01-01"), TODAY), maybe(st.integers(1, 50))), max_size=2))
    return tuple(KnownComplaint(number, on, order_id) for number, (on, order_id) in enumerate(known, 1))


@st.composite
def needs(draw):
    """Of vehicles 7 and 8, which the customer may not have, or of none."""
    ready = draw(st.lists(st.tuples(st.sampled_from(Awaited), NEAR, maybe(st.integers(7, 8))), max_size=2))
    return tuple(ReadyNeed(number, what, on, vehicle_id) for number, (what, on, vehicle_id) in enumerate(ready, 1))


@st.composite
def accounts(draw):
    """An account of company 12, of which anything may be known, dated before today or after it."""
    spans = st.tuples(NEAR, NEAR).map(sorted)
    numbers = st.integers(1, 900)
    judged = maybe(st.builds(Assessment, PAST, st.sampled_from(CreditGrade), numbers, NEAR))
    contracts = draw(st.lists(st.tuples(st.sampled_from(ContractKind), st.sampled_from(ContractState), spans), max_size=2))
    bills = draw(st.lists(st.tuples(numbers, spans, maybe(NEAR)), max_size=3))
    members = draw(st.lists(st.tuples(st.sampled_from(MemberRole), st.booleans(), maybe(NEAR), maybe(NEAR)), max_size=2))
    assessed = draw(judged)
    return KnownAccount(
        1,
        draw(st.sampled_from([AccountState.ACTIVE, AccountState.DORMANT, AccountState.CLOSED])),
        draw(PAST),
        manager_id=draw(maybe(st.integers(1, 9))),
        grade=None if assessed is None else assessed.grade,
        graded_on=None if assessed is None else draw(PAST),
        assessed=assessed,
        contracts=tuple(Contract(number, 12, kind, state, *span, 900) for number, (kind, state, span) in enumerate(contracts, 1)),
        bills=tuple(Bill(number, 12, amount, *span, off) for number, (amount, span, off) in enumerate(bills, 1)),
        payments=tuple(Payment(number, 12, draw(numbers), draw(NEAR)) for number in range(1, 1 + draw(st.integers(0, 2)))),
        orders=tuple(draw(st.lists(st.tuples(NEAR, numbers), max_size=1))),
        anniversaries=tuple(Anniversary(number, draw(NEAR), draw(st.booleans())) for number in range(1, 1 + draw(st.integers(0, 2)))),
        members=tuple(
            AccountMember(number, role, key, first, until, f"M{number}", f"1380000000{number}")
            for number, (role, key, first, until) in enumerate(members, 30)
        ),
        asked_on=draw(maybe(PAST)),
    )


@st.composite
def vehicles(draw, number):
    readings = draw(st.dictionaries(PAST, st.integers(0, 90_000), max_size=3))
    return vehicle(
        number,
        energy=draw(maybe(st.sampled_from(Energy))),
        use=draw(maybe(st.sampled_from(Use))),
        use_since_on=draw(maybe(PAST)),
        registered_on=draw(maybe(st.dates(day("2010-01-01"), TODAY))),
        owned_from=draw(maybe(PAST)),
        planned_delivery_on=draw(maybe(NEAR)),
        delivered_on=draw(maybe(PAST)),
        sales_consultant_id=draw(maybe(st.integers(1, 9))),
        service_advisor_id=draw(maybe(st.integers(1, 9))),
        warranty_until=draw(maybe(NEAR)),
        insurance_expires_on=draw(maybe(NEAR)),
        inspection_due_on=draw(maybe(NEAR)),
        sold_on=draw(st.sampled_from([None, None, None, TODAY, TODAY + timedelta(days=9)])),
        scrapped_on=draw(st.sampled_from([None, None, None, TODAY, TODAY + timedelta(days=12)])),
        last_visit_on=draw(maybe(PAST)),
        last_maintenance_on=draw(maybe(PAST)),
        last_maintenance_km=draw(maybe(st.integers(0, 90_000))),
        readings=tuple(MileageReading(on, readings[on]) for on in sorted(readings)),
        orders=draw(orders()),
    )


@st.composite
def customers(draw):
    return customer(
        *(draw(vehicles(number)) for number in range(7, 7 + draw(st.integers(0, 2)))),
        kind=draw(st.sampled_from(CustomerKind)),
        birthday=draw(maybe(st.dates(day("1950-01-01"), day("2008-01-01")))),
        licence_expires_on=draw(maybe(NEAR)),
        do_not_contact=draw(st.sampled_from([False, False, False, True])),
        call_consent=draw(st.sampled_from([None, True, False])),
        message_consent=draw(st.sampled_from([None, True, False])),
        customer_class=draw(maybe(st.sampled_from(CustomerClass))),
        complaints=draw(complaints()),
        needs=draw(needs()),
        account=draw(maybe(accounts())),
        specialist_id=draw(maybe(st.integers(1, 9))),
        refused_kinds=draw(st.sampled_from([frozenset(), frozenset(), frozenset({Kind.INSURANCE_EXPIRY, Kind.FESTIVAL, Kind.DC3})])),
    )


@st.composite
def staffs(draw):
    """The five of one each, some of whom leave and some of whom are yet to begin."""
    near = maybe(st.dates(day("2026-02-01"), day("2026-05-01")))
    return tuple(member._replace(joined_on=draw(near), left_on=draw(near)) for member in STAFF)


@st.composite
def desks(draw):
    policy = policy_with(followups__insurance_expiry__lead_days=draw(st.sampled_from(["30", "60,30", "7,45", "none"])))
    if draw(st.booleans()):
        policy = policy.with_value(f"followups.{draw(st.sampled_from(Kind))}.enabled", "no")
    go_live = draw(st.sampled_from([GO_LIVE, GO_LIVE, TODAY, TODAY + timedelta(days=60)]))
    return desk(go_live=go_live, staff=draw(staffs()), policy=policy)


@st.composite
def histories(draw):
    """Facts, a desk and the items that earlier facts and another policy left, some of them ended by a person."""
    facts, on = draw(customers()), draw(desks())
    before = facts if draw(st.booleans()) else draw(customers())
    policy = policy_with(
        followups__3dc__days="40", followups__lost__months="20", planning__horizon_days=draw(st.sampled_from(["35", "200"]))
    )
    earlier = TODAY - timedelta(days=draw(st.integers(0, 20)))
    items = applied([], plan_customer(before, [], on._replace(policy=draw(st.sampled_from([on.policy, policy]))), earlier).changes)
    ends = st.sampled_from([State.OPEN, State.OPEN, State.DONE, State.SKIPPED, State.UNREACHABLE, State.CANCELLED, State.LAPSED])
    hand = st.sampled_from([False, False, False, True])
    found = [item._replace(state=draw(ends), by_hand=draw(hand)) for item in items]
    wait = st.sampled_from([None, None, TODAY, TODAY + timedelta(days=1)])
    return facts, on, [item._replace(waits_until=draw(wait)) if item.state is State.CANCELLED else item for item in found]


@examples(200)
@given(histories())
def test_planning_twice_is_planning_once(history):
    facts, on, items = history
    after = applied(items, plan_customer(facts, items, on, TODAY).changes)
    assert plan_customer(facts, after, on, TODAY).changes == ()


@examples(100)
@given(histories())
def test_planning_only_on_the_days_that_were_named_is_planning_every_day(history):
    facts, on, items = history
    daily = skipping = items
    next_on = TODAY
    for ahead in range(340):
        today = TODAY + timedelta(days=ahead)
        daily = applied(daily, plan_customer(facts, daily, on, today).changes)
        if next_on is not None and today >= next_on:
            plan = plan_customer(facts, skipping, on, today)
            skipping, next_on = applied(skipping, plan.changes), plan.next_on
            assert next_on is None or next_on > today
        assert daily == skipping


@examples(200)
@given(histories())
def test_a_customer_who_wants_no_contact_has_nothing_open(history):
    facts, on, items = history
    facts = facts._replace(do_not_contact=True)
    assert open_items(applied(items, plan_customer(facts, items, on, TODAY).changes)) == []


@examples(200)
@given(histories())
def test_nobody_who_left_holds_anything_open(history):
    facts, on, items = history
    for item in open_items(applied(items, plan_customer(facts, items, on, TODAY).changes)):
        assert item.assignee_id is None or on.roster.employed(item.assignee_id, TODAY)
        assert (item.assignee_id is None) == (item.assigned_by == "nobody")


@examples(200)
@given(customers(), desks(), st.dates(day("2025-12-01"), day("2026-06-01")))
def test_nothing_is_due_before_go_live_and_only_what_still_lies_ahead_on_it(facts, on, today):
    for change in plan_customer(facts, [], on, today).changes:
        assert isinstance(change, Create)
        draft = change.draft
        assert draft.due_on >= on.go_live_on
        if draft.due_by is DueBy.GO_LIVE:
            assert draft.due_on == on.go_live_on
            # what is owed on that day, and credit that is to be judged, is so whenever it began
            assert on.go_live_on <= draft.key.base_on or draft.key.kind in {Kind.DUNNING, Kind.CREDIT_REVIEW}


@examples(200)
@given(histories())
def test_the_due_date_never_moves(history):
    facts, on, items = history
    after = {item.id: item for item in applied(items, plan_customer(facts, items, on, TODAY).changes)}
    for item in items:
        assert (after[item.id].due_on, after[item.id].lapses_on, after[item.id].key) == (item.due_on, item.lapses_on, item.key)


@examples(200)
@given(histories())
def test_what_a_person_ended_or_what_lapsed_is_left_alone_and_never_planned_again(history):
    facts, on, items = history
    after = {item.id: item for item in applied(items, plan_customer(facts, items, on, TODAY).changes)}
    for item in items:
        if item.state not in (State.OPEN, State.CANCELLED):
            assert after[item.id] == item
    assert len({item.key for item in after.values()}) == len(after)


@examples(200)
@given(histories())
def test_what_is_open_and_planned_is_exactly_what_the_facts_call_for_now(history):
    facts, on, items = history
    after = applied(items, plan_customer(facts, items, on, TODAY).changes)
    wanted = {found.key for found in candidates(facts, on, TODAY)}
    assert {item.key for item in open_items(after) if not item.by_hand} <= wanted
    waiting = [item for item in after if item.waits_until is not None and item.waits_until > TODAY]
    assert not any(
        item.state is State.CANCELLED and item.key in wanted and (item.lapses_on or TODAY) >= TODAY for item in after if item not in waiting
    )
    for item in open_items(after):
        assert item.lapses_on is None or item.lapses_on >= TODAY


def recorded_of_account(base, account):
    """The dates of an account that are recorded under a base fact."""
    return {
        BaseFact.ACCOUNT_SINCE: {account.since_on},
        BaseFact.GRADED_ON: {account.graded_on},
        BaseFact.CONTRACT_UNTIL: {each.until for each in account.contracts},
        BaseFact.BILL_DUE_ON: {each.due_on for each in account.bills},
        BaseFact.CREDIT_UNTIL: {account.assessed and account.assessed.valid_until},
        BaseFact.ANNIVERSARY_ON: {each.day for each in account.anniversaries},
    }[base]


@examples(200)
@given(customers(), desks())
def test_every_candidate_starts_from_a_recorded_date(facts, on):
    for found in candidates(facts, on, TODAY):
        held = {one.id: one for one in facts.vehicles}
        match found.base:
            case BaseFact.FESTIVAL:
                assert found.key.base_on in dict(on.policy.festivals_in(found.key.occurrence))
            case BaseFact.CLOSED_ON:
                assert found.key.base_on == found.order.closed_on
            case BaseFact.READY_ON:
                need = next(one for one in facts.needs if found.key.case == f"ND{one.id}")
                assert (need.on, need.vehicle_id, f"need={need.what}") == (found.key.base_on, found.key.vehicle_id, found.because)
            case BaseFact.BIRTHDAY | BaseFact.LICENCE_EXPIRES_ON:
                assert getattr(facts, found.base) == found.key.base_on
            case BaseFact.HELD_SINCE:
                assert facts.account.assessed.on < found.key.base_on <= TODAY
            case base if found.key.kind.row.of is Of.ACCOUNT:
                assert facts.account.state is not AccountState.CLOSED
                assert found.key.base_on in recorded_of_account(base, facts.account)
            case BaseFact.INSPECTION_EXPECTED_ON:
                assert getattr(held[found.key.vehicle_id], found.because.split("=")[0]) < found.key.base_on
            case BaseFact.INSURANCE_ASSUMED_ON | BaseFact.COMPULSORY_ASSUMED_ON:
                known_on = getattr(held[found.key.vehicle_id], found.key.kind.row.base)
                assert found.because == f"assumed={known_on}"
                assert months_after(known_on, 12 * (found.key.base_on.year - known_on.year)) == found.key.base_on > known_on
            case _:
                assert getattr(held[found.key.vehicle_id], found.base) == found.key.base_on
        assert found.lapses_on is None or found.lapses_on >= found.due_on
        assert on.policy.followups[found.key.kind].enabled


@examples(200)
@given(customers(), desks())
def test_no_two_candidates_share_a_key(facts, on):
    keys = [found.key for found in candidates(facts, on, TODAY)]
    assert len(keys) == len(set(keys))


@examples(200)
@given(histories())
def test_sparing_what_cannot_matter_changes_no_plan(history):
    facts, on, items = history
    spared = plan_customer(facts, items, on, TODAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Window, "around", lambda *_: EVERYTHING)
        patch.setattr(almanac, "SEEN", {})
        assert plan_customer(facts, items, on, TODAY) == spared


@examples(200)
@given(histories(), st.lists(customers(), min_size=1, max_size=3), st.sampled_from((1, 20_000)))
def test_who_was_planned_before_by_the_same_almanac_changes_no_plan(history, others, most):
    facts, on, items = history
    shared = Almanac(on, TODAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(almanac, "_MOST", most)
        for place, other in enumerate(others):
            cars = tuple(vehicle._replace(id=100 * (place + 1) + vehicle.id) for vehicle in other.vehicles)
            # the same car as somebody else's, so that what is kept of it is asked for by both
            twin = tuple(vehicle._replace(id=1_000 + vehicle.id) for vehicle in facts.vehicles)
            plan_customer(other._replace(vehicles=(*cars, *twin)), [], on, TODAY, shared)
        assert plan_customer(facts, items, on, TODAY, shared) == plan_customer(facts, items, on, TODAY)


@examples(200)
@given(histories())
def test_the_history_that_is_not_needed_changes_no_plan(history):
    facts, on, items = history
    needed = needed_history(on, items)

    def trimmed(vehicle):
        starts = {vehicle.delivered_on, vehicle.last_maintenance_on} - {None}
        counts = any(start >= needed.maintained_since or (vehicle.id, start) in needed.kept for start in starts)
        complained_of = {each.order_id for each in facts.complaints}
        orders = tuple(
            order
            for order in vehicle.orders
            if order.closed_on >= needed.orders_since or (vehicle.id, order.closed_on) in needed.kept or order.id in complained_of
        )
        return vehicle._replace(readings=vehicle.readings if counts else (), orders=orders)

    less = facts._replace(vehicles=tuple(trimmed(vehicle) for vehicle in facts.vehicles))
    assert plan_customer(less, items, on, TODAY) == plan_customer(facts, items, on, TODAY)


@examples(100)
@given(customers(), desks())
def test_what_the_backlog_offers_was_crossed_before_go_live_and_stays_when_planned_again(facts, on):
    items = applied([], plan_customer(facts, [], on, TODAY).changes)
    offered = plan_backlog(facts, items, on, TODAY)
    for create in offered:
        assert isinstance(create.draft, FollowUpDraft)
        assert create.draft.key.kind in (Kind.DORMANT, Kind.LOST)
        assert (create.draft.due_on, create.draft.due_by) == (max(TODAY, on.go_live_on), DueBy.BACKLOG)
    after = applied(items, offered)
    assert plan_customer(facts, after, on, TODAY).changes == ()
    assert plan_backlog(facts, after, on, TODAY) == ()


@examples(200)
@given(histories())
def test_each_item_is_changed_at_most_once_in_a_plan(history):
    facts, on, items = history
    touched = [
        change.item_id
        for change in plan_customer(facts, items, on, TODAY).changes
        if isinstance(change, Cancel | Lapse | Reassign | Reopen)
    ]
    assert len(touched) == len(set(touched))
