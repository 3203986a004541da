"""What a plan does with stored follow-ups: keep, cancel with the true cause, lapse, reopen, hand over; and what go-live means."""

import pytest
from planning_desk import (
    ADVISOR,
    CONSULTANT,
    MANAGER,
    OTHER_ADVISOR,
    SPECIALIST,
    STAFF,
    applied,
    customer,
    day,
    desk,
    drafts,
    item,
    only,
    stored,
    vehicle,
)

from kcrm.model import (
    AssignedBy,
    Awaited,
    AwaitingRecall,
    CancelReason,
    Channel,
    ClosedOrder,
    CustomerClass,
    CustomerKind,
    DueBy,
    HeldPoints,
    Invited,
    Kind,
    KnownRescue,
    OrderType,
    ReadyNeed,
    Role,
    StaffMember,
    State,
    Use,
)
from kcrm.rules.followups.planning import Cancel, CustomerPlan, Lapse, Reassign, Reopen, plan_backlog, plan_customer

TODAY = day("2026-03-10")
DELIVERED = day("2026-03-01")
EXPIRES = day("2026-03-31")
INSURED = item(Kind.INSURANCE_EXPIRY, EXPIRES, due_on=day("2026-03-01"), lapses_on=EXPIRES, occurrence=30)


def changes(kind, facts, *items, staff=STAFF, policy=None, today=TODAY):
    return plan_customer(facts, items, desk(staff=staff, policy=policy or only(kind)), today).changes


SAMPLED_OUT = ClosedOrder(
    31, "R31", OrderType.PAID_REPAIR, DELIVERED, accident=False, overhaul=False, brought_by=None, brought_by_phone=None
)


@pytest.mark.parametrize(
    ("planned", "facts", "reason"),
    [
        (INSURED, customer(vehicle(insurance_expires_on=EXPIRES), do_not_contact=True), CancelReason.DO_NOT_CONTACT),
        (INSURED, customer(vehicle(insurance_expires_on=EXPIRES), call_consent=False), CancelReason.NO_CONSENT),
        (INSURED, customer(vehicle(insurance_expires_on=EXPIRES, scrapped_on=TODAY)), CancelReason.SCRAPPED),
        (INSURED, customer(vehicle(insurance_expires_on=EXPIRES, sold_on=TODAY)), CancelReason.SOLD),
        (INSURED, customer(vehicle(8)), CancelReason.NEW_OWNER),
        (INSURED, customer(vehicle(insurance_expires_on=day("2027-03-31"))), CancelReason.BASE_CHANGED),
        (INSURED, customer(vehicle()), CancelReason.BASE_CHANGED),
        (INSURED._replace(key=INSURED.key._replace(occurrence=45)), customer(vehicle(insurance_expires_on=EXPIRES)), CancelReason.POLICY),
        (
            item(Kind.FIRST_MAINTENANCE, DELIVERED),
            customer(vehicle(delivered_on=DELIVERED, last_maintenance_on=DELIVERED)),
            CancelReason.MAINTENANCE_DONE,
        ),
        (
            item(Kind.SCHEDULED_MAINTENANCE, DELIVERED),
            customer(vehicle(last_maintenance_on=day("2026-03-02"))),
            CancelReason.MAINTENANCE_DONE,
        ),
        # the maintenance it was reckoned from was undone
        (
            item(Kind.SCHEDULED_MAINTENANCE, DELIVERED),
            customer(vehicle(last_maintenance_on=day("2026-02-01"))),
            CancelReason.BASE_CHANGED,
        ),
        (item(Kind.SCHEDULED_MAINTENANCE, DELIVERED), customer(vehicle()), CancelReason.BASE_CHANGED),
        (item(Kind.DORMANT, day("2025-09-01")), customer(vehicle(last_visit_on=day("2026-03-09"))), CancelReason.CAME_BACK),
        (item(Kind.LOST, day("2025-03-01")), customer(vehicle(last_visit_on=day("2026-03-09"))), CancelReason.CAME_BACK),
        (item(Kind.LOST, day("2025-03-01")), customer(vehicle(last_visit_on=day("2025-02-01"))), CancelReason.BASE_CHANGED),
        (item(Kind.PRE_DELIVERY, day("2026-03-11")), customer(vehicle(delivered_on=TODAY)), CancelReason.DELIVERED),
        (item(Kind.PRE_DELIVERY, day("2026-03-11")), customer(vehicle(planned_delivery_on=day("2026-03-20"))), CancelReason.BASE_CHANGED),
        (item(Kind.DC30, DELIVERED), customer(vehicle(delivered_on=day("2026-03-02"))), CancelReason.BASE_CHANGED),
        (item(Kind.DC30, DELIVERED), customer(vehicle(delivered_on=DELIVERED, owned_from=day("2026-03-05"))), CancelReason.NEW_OWNER),
        (item(Kind.POST_SERVICE, DELIVERED), customer(vehicle()), CancelReason.BASE_CHANGED),
        (
            item(Kind.POST_SERVICE, DELIVERED),
            customer(vehicle(orders=(SAMPLED_OUT._replace(type=OrderType.INTERNAL),))),
            CancelReason.BASE_CHANGED,
        ),
        (
            item(Kind.MONTHLY_CARE, DELIVERED, occurrence=13, channel=Channel.MESSAGE),
            customer(vehicle(delivered_on=DELIVERED)),
            CancelReason.POLICY,
        ),
        (
            item(Kind.BIRTHDAY, day("1990-03-11"), vehicle_id=None, occurrence=2026),
            customer(vehicle(), birthday=day("1990-03-11"), customer_class=CustomerClass.B),
            CancelReason.POLICY,
        ),
        (
            item(Kind.BIRTHDAY, day("1990-03-11"), vehicle_id=None, occurrence=2026, channel=Channel.MESSAGE),
            customer(vehicle(), birthday=day("1990-03-12")),
            CancelReason.BASE_CHANGED,
        ),
        (
            item(Kind.BIRTHDAY, day("1990-03-11"), vehicle_id=None, occurrence=2026, channel=Channel.MESSAGE),
            customer(vehicle(), birthday=day("1990-03-11"), kind=CustomerKind.COMPANY),
            CancelReason.BASE_CHANGED,
        ),
        (item(Kind.LICENCE_EXPIRY, EXPIRES, vehicle_id=None, occurrence=30), customer(vehicle()), CancelReason.BASE_CHANGED),
        (item(Kind.FESTIVAL, EXPIRES, vehicle_id=None, occurrence=2026), customer(vehicle(sold_on=TODAY)), CancelReason.SOLD),
        (item(Kind.FESTIVAL, EXPIRES, vehicle_id=None, occurrence=2026), customer(vehicle(scrapped_on=TODAY)), CancelReason.SCRAPPED),
        (item(Kind.FESTIVAL, EXPIRES, vehicle_id=None, occurrence=2026), customer(), CancelReason.NEW_OWNER),
    ],
)
def test_what_no_longer_holds_is_cancelled_with_its_true_cause(planned, facts, reason):
    found = changes(planned.key.kind, facts, planned)
    assert Cancel(planned.id, reason) in found
    assert [change for change in found if getattr(change, "item_id", None) == planned.id] == [Cancel(planned.id, reason)]


def test_an_order_that_falls_out_of_the_sample_is_cancelled_by_the_policy():
    facts = customer(vehicle(use=Use.COMMERCIAL, orders=(SAMPLED_OUT,)))
    policy = only(Kind.POST_SERVICE, coverage__sample_percent="0")
    assert changes(Kind.POST_SERVICE, facts, item(Kind.POST_SERVICE, DELIVERED), policy=policy) == (Cancel(1, CancelReason.POLICY),)


def test_a_kind_that_is_switched_off_is_cancelled_by_the_policy():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert changes(None, facts, INSURED, policy=only()) == (Cancel(1, CancelReason.POLICY),)


def test_a_changed_base_cancels_the_old_and_creates_the_new():
    facts = customer(vehicle(insurance_expires_on=day("2026-04-15")))
    cancelled, created = changes(Kind.INSURANCE_EXPIRY, facts, INSURED)
    assert cancelled == Cancel(1, CancelReason.BASE_CHANGED)
    # 30 days before 15 April
    assert (created.draft.due_on, created.draft.key.base_on) == (day("2026-03-16"), day("2026-04-15"))


def test_an_open_item_is_kept_as_it_is_though_the_rule_would_now_say_another_day():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert changes(Kind.INSURANCE_EXPIRY, facts, INSURED._replace(due_on=day("2026-03-20"))) == ()


def test_an_item_lapses_the_day_after_its_last():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert changes(Kind.INSURANCE_EXPIRY, facts, INSURED, today=EXPIRES) == ()
    assert changes(Kind.INSURANCE_EXPIRY, facts, INSURED, today=day("2026-04-01")) == (Lapse(1),)


REFUSING = frozenset({Kind.INSURANCE_EXPIRY})


def test_a_kind_that_the_customer_refused_is_cancelled_and_not_planned_and_comes_back_when_that_is_taken_back():
    insured = vehicle(insurance_expires_on=EXPIRES)
    refusing = customer(insured, refused_kinds=REFUSING)
    assert changes(Kind.INSURANCE_EXPIRY, refusing, INSURED) == (Cancel(1, CancelReason.REFUSED),)
    assert changes(Kind.INSURANCE_EXPIRY, refusing) == ()
    (reopened,) = changes(Kind.INSURANCE_EXPIRY, customer(insured), INSURED._replace(state=State.CANCELLED))
    assert isinstance(reopened, Reopen)


def test_other_kinds_go_on_when_one_is_refused():
    facts = customer(vehicle(insurance_expires_on=EXPIRES, inspection_due_on=EXPIRES), refused_kinds=REFUSING)
    wanted = only(Kind.INSURANCE_EXPIRY, Kind.ANNUAL_INSPECTION)
    assert {draft.key.kind for draft in drafts(facts, TODAY, desk(policy=wanted))} == {Kind.ANNUAL_INSPECTION}


@pytest.mark.parametrize("state", [State.DONE, State.UNREACHABLE, State.SKIPPED, State.LAPSED])
def test_what_was_ended_is_never_planned_again(state):
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert changes(Kind.INSURANCE_EXPIRY, facts, INSURED._replace(state=state)) == ()


def test_what_the_planner_cancelled_reopens_under_its_number_and_with_its_due_date():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    was = INSURED._replace(state=State.CANCELLED, due_on=day("2026-03-05"))
    (reopened,) = changes(Kind.INSURANCE_EXPIRY, facts, was)
    assert isinstance(reopened, Reopen)
    assert (reopened.item_id, reopened.draft.key, reopened.draft.due_on, reopened.draft.assignee_id) == (
        1,
        was.key,
        day("2026-03-05"),
        SPECIALIST,
    )


def test_what_was_cancelled_and_would_have_lapsed_stays_cancelled():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert changes(Kind.INSURANCE_EXPIRY, facts, INSURED._replace(state=State.CANCELLED), today=day("2026-04-01")) == ()


INSPECTED = item(Kind.ANNUAL_INSPECTION, day("2026-03-20"), due_on=day("2026-02-18"), lapses_on=day("2026-03-20"), occurrence=30)


@pytest.mark.parametrize(
    ("planned", "facts", "policy", "reason"),
    [
        # an inspection by the table stands as long as the table gives the day
        (INSPECTED, {"registered_on": day("2024-03-20")}, only(), CancelReason.POLICY),
        (INSPECTED, {"registered_on": day("2024-03-21")}, only(Kind.ANNUAL_INSPECTION), CancelReason.BASE_CHANGED),
        # and no file has given one near it
        (
            INSPECTED,
            {"registered_on": day("2024-03-20"), "inspection_due_on": day("2026-03-25")},
            only(Kind.ANNUAL_INSPECTION),
            CancelReason.BASE_CHANGED,
        ),
        # the last visit is what dormant was counted from: nobody came back
        (item(Kind.DORMANT, day("2025-06-10")), {"last_visit_on": day("2025-06-10")}, only(), CancelReason.POLICY),
        # another day of delivery is another base, whoever took it
        (
            item(Kind.DC30, DELIVERED),
            {"delivered_on": day("2026-03-02"), "owned_from": day("2026-03-05")},
            only(Kind.DC30),
            CancelReason.BASE_CHANGED,
        ),
    ],
)
def test_whether_the_base_date_still_stands_tells_policy_from_a_changed_base(planned, facts, policy, reason):
    assert changes(None, customer(vehicle(**facts)), planned, policy=policy)[0] == Cancel(1, reason)


def test_a_re_call_is_settled_where_only_another_complaint_waits():
    recall = item(Kind.COMPLAINT_RECALL, day("2026-03-08"), vehicle_id=None, occurrence=31)
    other = customer(awaiting_recall=(AwaitingRecall(6, 32, day("2026-03-09"), None),))
    assert changes(Kind.COMPLAINT_RECALL, other, recall)[0] == Cancel(1, CancelReason.SETTLED)
    same = customer(awaiting_recall=(AwaitingRecall(5, 31, day("2026-03-08"), None),))
    assert changes(None, same, recall, policy=only())[0] == Cancel(1, CancelReason.POLICY)


@pytest.mark.parametrize(
    ("rescues", "reason"),
    [
        ((), CancelReason.NOT_RESCUED),
        ((KnownRescue(6, TODAY, TODAY),), CancelReason.NOT_RESCUED),
        ((KnownRescue(5, day("2026-03-08"), TODAY),), CancelReason.BASE_CHANGED),
    ],
)
def test_the_call_about_a_rescue_ends_where_nobody_was_helped_after_all_or_on_another_day(rescues, reason):
    call = item(Kind.RESCUE_CALL, TODAY, vehicle_id=None, case="E5")
    assert changes(Kind.RESCUE_CALL, customer(rescues=rescues), call)[0] == Cancel(1, reason)


EVENT = Invited(5, TODAY, day("2026-02-01"), "invited")


@pytest.mark.parametrize(
    ("kind", "events", "reason"),
    [
        (Kind.EVENT_INVITATION, (), CancelReason.EVENT_OFF),
        (Kind.EVENT_INVITATION, (EVENT._replace(id=6),), CancelReason.EVENT_OFF),
        (Kind.EVENT_INVITATION, (EVENT._replace(on=day("2026-04-01")),), CancelReason.BASE_CHANGED),
        (Kind.EVENT_INVITATION, (EVENT._replace(state="no"),), CancelReason.ANSWERED),
        (Kind.EVENT_INVITATION, (EVENT._replace(state="came"),), CancelReason.ANSWERED),
        (Kind.EVENT_THANKS, (EVENT._replace(state="yes"),), CancelReason.EVENT_OFF),
    ],
)
def test_what_is_said_about_an_event_ends_when_they_have_answered_or_it_is_off(kind, events, reason):
    assert changes(kind, customer(events=events), item(kind, TODAY, vehicle_id=None, case="Z5"))[0] == Cancel(1, reason)


def test_an_invitation_stays_while_nobody_answered_and_ends_with_the_policy():
    call = item(Kind.EVENT_INVITATION, TODAY, vehicle_id=None, case="Z5")
    assert changes(Kind.EVENT_INVITATION, customer(events=(EVENT,)), call) == ()
    assert changes(None, customer(events=(EVENT,)), call, policy=only()) == (Cancel(1, CancelReason.POLICY),)


NEED = ReadyNeed(5, Awaited.PART, TODAY, 7)


@pytest.mark.parametrize(
    ("needs", "facts", "reason"),
    [
        ((), {}, CancelReason.DROPPED),  # or has not come after all
        ((ReadyNeed(6, Awaited.PART, TODAY, 7),), {}, CancelReason.DROPPED),
        ((NEED._replace(on=day("2026-03-11")),), {}, CancelReason.BASE_CHANGED),
        ((NEED._replace(vehicle_id=None),), {}, CancelReason.BASE_CHANGED),
        ((NEED,), {"sold_on": TODAY}, CancelReason.SOLD),
    ],
)
def test_the_call_of_a_need_ends_when_it_is_dropped_moved_or_its_vehicle_left(needs, facts, reason):
    call = item(Kind.NEED_READY, TODAY, case="ND5")
    assert changes(Kind.NEED_READY, customer(vehicle(**facts), needs=needs), call)[0] == Cancel(1, reason)


def test_the_call_of_a_need_stays_while_it_is_ready_and_ends_with_the_policy():
    call = item(Kind.NEED_READY, TODAY, case="ND5")
    assert changes(Kind.NEED_READY, customer(vehicle(), needs=(NEED,)), call) == ()
    assert changes(None, customer(vehicle(), needs=(NEED,)), call, policy=only()) == (Cancel(1, CancelReason.POLICY),)
    assert changes(None, customer(needs=(NEED,)), call) == (Cancel(1, CancelReason.NEW_OWNER),)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (customer(vehicle()), ()),
        (customer(vehicle(), call_consent=False), ()),
        (customer(vehicle(), do_not_contact=True), (Cancel(1, CancelReason.DO_NOT_CONTACT),)),
        (customer(vehicle(sold_on=TODAY)), (Cancel(1, CancelReason.SOLD),)),
        (customer(vehicle(scrapped_on=TODAY)), (Cancel(1, CancelReason.SCRAPPED),)),
        (customer(), (Cancel(1, CancelReason.NEW_OWNER),)),
        (customer(vehicle(), refused_kinds=frozenset({Kind.DC3})), (Cancel(1, CancelReason.REFUSED),)),
    ],
)
def test_what_a_person_added_is_cancelled_only_with_its_customer_or_vehicle(facts, expected):
    assert changes(None, facts, item(Kind.DC3, TODAY, by_hand=True), policy=only()) == expected


def test_what_a_person_added_lapses_and_changes_hands_like_the_rest():
    planned = item(Kind.DC3, TODAY, by_hand=True, lapses_on=TODAY, assignee_id=CONSULTANT, assigned_by=AssignedBy.BY_HAND)
    assert changes(None, customer(vehicle()), planned, policy=only(), today=day("2026-03-11")) == (Lapse(1),)
    assert changes(None, customer(vehicle()), planned, policy=only(), staff=left(CONSULTANT, "2026-03-09")) == (
        Reassign(1, MANAGER, AssignedBy.MANAGER),
    )


def left(staff_id, on):
    return tuple(member._replace(left_on=day(on)) if member.id == staff_id else member for member in STAFF)


@pytest.mark.parametrize(
    ("left_on", "expected"),
    [("2026-03-10", ()), ("2026-03-09", (Reassign(1, OTHER_ADVISOR, AssignedBy.ROLE),))],
)
def test_an_item_changes_hands_the_day_after_its_assignees_last_working_day(left_on, expected):
    planned = item(Kind.DC30, DELIVERED, assignee_id=ADVISOR, assigned_by=AssignedBy.VEHICLE)
    assert changes(Kind.DC30, customer(vehicle(delivered_on=DELIVERED)), planned, staff=left(ADVISOR, left_on)) == expected


def test_an_item_does_not_change_hands_because_the_vehicle_has_another_advisor_now():
    planned = item(Kind.DC30, DELIVERED, assignee_id=OTHER_ADVISOR, assigned_by=AssignedBy.BY_HAND)
    assert changes(Kind.DC30, customer(vehicle(delivered_on=DELIVERED)), planned) == ()


def test_an_unassigned_item_is_given_to_somebody_as_soon_as_there_is_somebody():
    planned = item(Kind.DC30, DELIVERED, assignee_id=None, assigned_by=AssignedBy.NOBODY)
    facts = customer(vehicle(delivered_on=DELIVERED, service_advisor_id=None))
    assert changes(Kind.DC30, facts, planned, staff=()) == ()
    alone = (StaffMember(40, Role.SERVICE_ADVISOR),)
    assert changes(Kind.DC30, facts, planned, staff=alone) == (Reassign(1, 40, AssignedBy.ROLE),)


def test_an_item_whose_last_possible_assignee_left_is_nobodys():
    planned = item(Kind.DC1, DELIVERED, assignee_id=MANAGER, assigned_by=AssignedBy.ROLE)
    facts = customer(vehicle(delivered_on=DELIVERED))
    assert changes(Kind.DC1, facts, planned, staff=left(MANAGER, "2026-03-01")) == (Reassign(1, None, AssignedBy.NOBODY),)


# --- go-live ---


def test_what_fell_due_before_go_live_is_not_planned_and_what_is_due_on_it_is():
    facts = customer(vehicle(delivered_on=DELIVERED))
    kinds = {draft.key.kind for draft in drafts(facts, TODAY, desk(go_live=day("2026-03-04"), policy=only(Kind.DC1, Kind.DC3, Kind.DC7)))}
    assert kinds == {Kind.DC3, Kind.DC7}  # due 2, 4 and 8 March


@pytest.mark.parametrize(
    ("go_live", "due_on", "due_by"), [("2026-03-01", "2026-03-01", DueBy.INTERVAL), ("2026-03-31", "2026-03-31", DueBy.GO_LIVE)]
)
def test_an_expiry_still_ahead_on_go_live_is_due_on_go_live(go_live, due_on, due_by):
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    (draft,) = drafts(facts, day(go_live), desk(go_live=day(go_live), policy=only(Kind.INSURANCE_EXPIRY)))
    assert (draft.due_on, draft.due_by, draft.lapses_on) == (day(due_on), due_by, EXPIRES)


def test_an_expiry_gone_by_on_go_live_is_not_planned():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert drafts(facts, day("2026-03-01"), desk(go_live=day("2026-04-01"), policy=only(Kind.INSURANCE_EXPIRY))) == []


def test_of_several_reminders_missed_before_go_live_one_is_made_good():
    policy = only(Kind.INSURANCE_EXPIRY, followups__insurance_expiry__lead_days="60,30,7")
    found = drafts(customer(vehicle(insurance_expires_on=EXPIRES)), TODAY, desk(go_live=TODAY, policy=policy))
    # those of 30 January and 1 March were missed, that of 24 March lies ahead
    assert [(draft.due_on, draft.key.occurrence, draft.due_by) for draft in found] == [
        (TODAY, 30, DueBy.GO_LIVE),
        (day("2026-03-24"), 7, DueBy.INTERVAL),
    ]


def test_a_delivery_planned_for_the_day_of_go_live_is_noticed_on_that_day():
    facts = customer(vehicle(planned_delivery_on=TODAY))
    (draft,) = drafts(facts, TODAY, desk(go_live=TODAY, policy=only(Kind.PRE_DELIVERY)))
    assert (draft.due_on, draft.due_by) == (TODAY, DueBy.GO_LIVE)


def test_the_backlog_offers_who_was_dormant_or_lost_before_go_live():
    on = desk(go_live=day("2026-03-01"))
    dormant, lost = vehicle(last_visit_on=day("2025-05-31")), vehicle(8, last_visit_on=day("2025-02-28"))
    present = vehicle(9, last_visit_on=day("2025-06-01"))  # dormant on the day of go-live: planned, not backlog
    facts = customer(dormant, lost, present)
    found = [create.draft for create in plan_backlog(facts, [], on, TODAY)]
    assert [(draft.key.vehicle_id, draft.key.kind, draft.due_on, draft.due_by) for draft in found] == [
        (7, Kind.DORMANT, TODAY, DueBy.BACKLOG),
        (8, Kind.LOST, TODAY, DueBy.BACKLOG),
    ]
    # the dormant one of 28 November 2025 is past: it lapsed when the vehicle was lost
    taken = [stored(number, draft, State.DONE) for number, draft in enumerate(found, 1)]
    assert plan_backlog(facts, taken, on, TODAY) == ()


# --- the next day that matters ---


def next_on(facts, *items, staff=STAFF, policy=None):
    return plan_customer(facts, items, desk(staff=staff, policy=policy or only(Kind.INSURANCE_EXPIRY)), TODAY).next_on


def test_nothing_to_come_means_no_next_day():
    assert plan_customer(customer(), [], desk(), TODAY) == CustomerPlan((), None)


def test_the_next_day_is_when_something_enters_the_horizon():
    # due 1 December, 35 days before
    assert next_on(customer(vehicle(insurance_expires_on=day("2026-12-31")))) == day("2026-10-27")


def test_the_next_day_is_the_day_after_an_open_item_lapses():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert next_on(facts) == next_on(facts, INSURED) == day("2026-04-01")
    assert next_on(facts, INSURED._replace(state=State.CANCELLED)) == day("2026-04-01")


def test_the_next_day_is_the_day_after_an_assignees_last_working_day():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    assert next_on(facts, INSURED, staff=left(SPECIALIST, "2026-03-15")) == day("2026-03-16")


def test_the_next_day_is_when_a_vehicle_leaves_the_customers_hands():
    assert next_on(customer(vehicle(insurance_expires_on=EXPIRES, sold_on=day("2026-03-20"))), INSURED) == day("2026-03-20")


@pytest.mark.parametrize(
    ("birthday", "expected"),
    [
        ("1990-01-05", "2026-12-01"),  # 35 days before 5 January 2027
        ("1990-04-15", "2026-03-11"),  # 36 days ahead
        ("1990-03-10", "2026-03-13"),  # created today, lapses on the 12th
    ],
)
def test_a_birthday_always_has_a_next_day(birthday, expected):
    assert next_on(customer(vehicle(), birthday=day(birthday)), policy=only(Kind.BIRTHDAY)) == day(expected)


def test_what_is_nobodys_is_planned_again_on_the_day_on_which_somebody_begins():
    later = StaffMember(50, Role.SERVICE_ADVISOR, joined_on=day("2026-04-01"))
    facts = customer(vehicle(delivered_on=day("2026-03-01"), service_advisor_id=None))
    on = desk(staff=(later,), policy=only(Kind.DC30))
    first = plan_customer(facts, [], on, day("2026-03-10"))
    assert first.next_on == day("2026-04-01")
    then = plan_customer(facts, applied([], first.changes), on, day("2026-04-01"))
    assert then.changes == (Reassign(1, 50, AssignedBy.ROLE),)


@pytest.mark.parametrize("points", [(), (HeldPoints(TODAY, 999),), (HeldPoints(day("2026-09-01"), 5_000),)])
def test_nobody_is_told_of_points_that_are_spent(points):
    told = item(Kind.POINTS_EXPIRY, TODAY, vehicle_id=None)
    assert changes(Kind.POINTS_EXPIRY, customer(points=points), told)[0] == Cancel(1, CancelReason.SPENT)
    assert changes(None, customer(points=(HeldPoints(TODAY, 1_000),)), told, policy=only()) == (Cancel(1, CancelReason.POLICY),)
