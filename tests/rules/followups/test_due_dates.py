"""Each kind at its boundaries; the dates were counted on a calendar."""

from datetime import timedelta

import pytest
from planning_desk import ADVISOR, CONSULTANT, MANAGER, SPECIALIST, customer, day, desk, drafts, only, vehicle

from kcrm.model import (
    AssignedBy,
    Awaited,
    BaseFact,
    Channel,
    ClosedOrder,
    CustomerClass,
    CustomerKind,
    DueBy,
    Energy,
    HeldPoints,
    Invited,
    Kind,
    KnownComplaint,
    KnownRescue,
    MileageReading,
    OrderType,
    ReadyNeed,
    Use,
)
from kcrm.rules.followups.absence import absence_base

DELIVERED = day("2026-01-31")


def planned(facts, kind, today, **values):
    """(due, lapses, occurrence) of what is created on a day under a policy of that kind alone."""
    found = drafts(facts, today, desk(policy=only(kind, **values)))
    return [(str(draft.due_on), draft.lapses_on and str(draft.lapses_on), draft.key.occurrence) for draft in found]


@pytest.mark.parametrize(
    ("kind", "due_on", "assignee_id", "step"),
    [
        (Kind.DC1, "2026-02-01", MANAGER, AssignedBy.ROLE),
        (Kind.DC3, "2026-02-03", CONSULTANT, AssignedBy.VEHICLE),
        (Kind.DC7, "2026-02-07", CONSULTANT, AssignedBy.VEHICLE),
        (Kind.DC30, "2026-02-28", ADVISOR, AssignedBy.VEHICLE),  # one month after 31 January
    ],
)
def test_a_delivery_brings_the_calls_of_the_first_month(kind, due_on, assignee_id, step):
    (draft,) = drafts(customer(vehicle(delivered_on=DELIVERED)), DELIVERED, desk(policy=only(kind)))
    assert (draft.due_on, draft.due_by, draft.lapses_on) == (day(due_on), DueBy.INTERVAL, None)
    assert (draft.assignee_id, draft.assigned_by, draft.key.channel) == (assignee_id, step, Channel.CALL)
    assert (draft.key.kind, draft.key.base_on, draft.base) == (kind, DELIVERED, BaseFact.DELIVERED_ON)


@pytest.mark.parametrize(("days", "due_on"), [("0", "2026-03-10"), ("2", "2026-03-12")])
def test_whoever_waits_is_called_on_the_day_it_comes_or_so_many_days_later(days, due_on):
    ready = (ReadyNeed(5, Awaited.PART, day("2026-03-10"), 7), ReadyNeed(6, Awaited.DAY, day("2026-03-10")))
    on = desk(policy=only(Kind.NEED_READY, followups__need_ready__days=days))
    found = drafts(customer(vehicle(), needs=ready), day("2026-03-10"), on)
    assert [(draft.key.case, draft.key.vehicle_id, str(draft.due_on), draft.because, draft.lapses_on) for draft in found] == [
        ("ND6", None, due_on, "need=day", None),
        ("ND5", 7, due_on, "need=part", None),
    ]
    assert {(draft.base, draft.assignee_id, draft.key.channel) for draft in found} == {(BaseFact.READY_ON, SPECIALIST, Channel.CALL)}


def test_a_need_calls_who_has_no_vehicle_but_nobody_about_one_that_is_not_theirs():
    ready = (ReadyNeed(5, Awaited.PART, day("2026-03-10"), 8), ReadyNeed(6, Awaited.MODEL, day("2026-03-10")))
    assert [draft.key.case for draft in drafts(customer(needs=ready), day("2026-03-10"), desk(policy=only(Kind.NEED_READY)))] == ["ND6"]


def test_a_day_to_come_is_planned_when_it_enters_the_horizon():
    ready = (ReadyNeed(6, Awaited.DAY, day("2026-06-10")),)
    on = desk(policy=only(Kind.NEED_READY, planning__horizon_days="35"))
    assert drafts(customer(needs=ready), day("2026-05-05"), on) == []
    assert len(drafts(customer(needs=ready), day("2026-05-06"), on)) == 1


@pytest.mark.parametrize(
    ("since", "state", "due_on"),
    [
        ("2026-05-01", "invited", "2026-06-13"),  # seven days before
        ("2026-06-13", "invited", "2026-06-13"),
        ("2026-06-14", "invited", "2026-06-14"),  # not before they were invited
        ("2026-06-20", "invited", "2026-06-20"),
        *(("2026-05-01", state, None) for state in ("yes", "no", "came")),
    ],
)
def test_who_is_invited_to_an_event_is_asked_a_week_before_until_they_have_answered(since, state, due_on):
    facts = customer(events=(Invited(3, day("2026-06-20"), day(since), state),))
    found = drafts(facts, day("2026-06-10"), desk(policy=only(Kind.EVENT_INVITATION, planning__horizon_days="35")))
    assert [(draft.key.case, str(draft.due_on), str(draft.lapses_on), draft.base, draft.key.base_on) for draft in found] == (
        [("Z3", due_on, "2026-06-20", BaseFact.EVENT_ON, day("2026-06-20"))] if due_on is not None else []
    )


def test_who_is_invited_is_asked_until_the_day_of_the_event_and_no_longer():
    facts = customer(events=(Invited(3, day("2026-06-20"), day("2026-05-01"), "invited"),))
    on = desk(policy=only(Kind.EVENT_INVITATION))
    assert [len(drafts(facts, day(today), on)) for today in ("2026-06-20", "2026-06-21")] == [1, 0]


@pytest.mark.parametrize(("today", "count"), [("2026-06-21", 1), ("2026-06-28", 1), ("2026-06-29", 0)])
def test_who_came_is_thanked_the_next_day_and_not_later_than_a_week_after_that(today, count):
    events = (Invited(3, day("2026-06-20"), day("2026-05-01"), "came"), Invited(4, day("2026-06-20"), day("2026-05-01"), "yes"))
    found = drafts(customer(events=events), day(today), desk(policy=only(Kind.EVENT_THANKS)))
    assert [(draft.key.case, str(draft.due_on), str(draft.lapses_on)) for draft in found] == [("Z3", "2026-06-21", "2026-06-28")] * count


@pytest.mark.parametrize(
    ("told_on", "count"),
    [("2026-06-19", 1), ("2026-06-20", 1), ("2026-06-27", 1), ("2026-06-28", 0)],
)
def test_whoever_was_helped_on_the_road_is_called_the_next_day_unless_it_was_over_for_a_week_when_it_was_written_down(told_on, count):
    facts = customer(rescues=(KnownRescue(3, day("2026-06-20"), day(told_on)),))
    found = drafts(facts, day("2026-06-21"), desk(policy=only(Kind.RESCUE_CALL)))
    assert [(draft.key.case, draft.key.vehicle_id, str(draft.due_on), draft.lapses_on, draft.key.channel) for draft in found] == [
        ("E3", None, "2026-06-21", None, Channel.CALL)
    ] * count


def test_monthly_care_calls_in_months_two_and_three_and_then_sends_messages_up_to_the_twelfth():
    facts = customer(vehicle(delivered_on=DELIVERED))
    found = drafts(facts, DELIVERED, desk(policy=only(Kind.MONTHLY_CARE, planning__horizon_days="366")))
    assert [(draft.key.occurrence, str(draft.due_on), draft.key.channel) for draft in found] == [
        (2, "2026-03-31", Channel.CALL),
        (3, "2026-04-30", Channel.CALL),
        (4, "2026-05-31", Channel.MESSAGE),
        (5, "2026-06-30", Channel.MESSAGE),
        (6, "2026-07-31", Channel.MESSAGE),
        (7, "2026-08-31", Channel.MESSAGE),
        (8, "2026-09-30", Channel.MESSAGE),
        (9, "2026-10-31", Channel.MESSAGE),
        (10, "2026-11-30", Channel.MESSAGE),
        (11, "2026-12-31", Channel.MESSAGE),
        (12, "2027-01-31", Channel.MESSAGE),
    ]
    # each lapses the day before the next is due; the twelfth the day before 28 February
    assert [str(draft.lapses_on) for draft in found[:2]] == ["2026-04-29", "2026-05-30"]
    assert str(found[-1].lapses_on) == "2027-02-27"


def test_the_new_owner_survey_is_due_after_two_months_and_open_to_the_end_of_the_third():
    assert planned(customer(vehicle(delivered_on=DELIVERED)), Kind.NEW_OWNER_SURVEY, day("2026-03-01")) == [("2026-03-31", "2026-04-30", 0)]


@pytest.mark.parametrize("kind", [Kind.DC1, Kind.MONTHLY_CARE, Kind.NEW_OWNER_SURVEY, Kind.PURCHASE_ANNIVERSARY])
def test_a_second_owner_gets_no_call_for_the_first_owners_delivery(kind):
    at = {
        Kind.DC1: "2026-02-01",
        Kind.MONTHLY_CARE: "2026-03-31",
        Kind.NEW_OWNER_SURVEY: "2026-03-31",
        Kind.PURCHASE_ANNIVERSARY: "2027-01-31",
    }
    before = vehicle(delivered_on=DELIVERED, owned_from=DELIVERED)
    after = vehicle(delivered_on=DELIVERED, owned_from=DELIVERED + timedelta(days=1))
    assert planned(customer(before), kind, day(at[kind]))[0][0] == at[kind]
    assert planned(customer(after), kind, day(at[kind])) == []


def order(**given):
    defaults = {"id": 31, "order_no": "R0031", "type": OrderType.PAID_REPAIR, "closed_on": day("2026-03-10"), "accident": False}
    return ClosedOrder(**defaults | {"overhaul": False, "brought_by": None, "brought_by_phone": None} | given)


def post_service(*orders, use=Use.PRIVATE, **values):
    return drafts(customer(vehicle(use=use, orders=orders)), day("2026-03-11"), desk(policy=only(Kind.POST_SERVICE, **values)))


def test_a_closed_order_is_called_after_three_days():
    (draft,) = post_service(order())
    assert (draft.due_on, draft.lapses_on, draft.order_id, draft.key.base_on) == (day("2026-03-13"), None, 31, day("2026-03-10"))
    assert (draft.assignee_id, draft.assigned_by) == (SPECIALIST, AssignedBy.SPECIALIST)


@pytest.mark.parametrize("order_type", list(OrderType))
def test_internal_pre_delivery_and_accessory_orders_bring_no_call(order_type):
    expected = 0 if order_type in (OrderType.INTERNAL, OrderType.PDI, OrderType.ACCESSORY) else 1
    assert len(post_service(order(type=order_type))) == expected


def test_several_orders_of_one_day_bring_one_call_for_the_lowest_number_that_is_covered():
    plain, accident, later = (
        order(id=1, order_no="R1"),
        order(id=2, order_no="R2", accident=True),
        order(id=3, order_no="R3", accident=True),
    )
    found = post_service(later, accident, plain, use=Use.COMMERCIAL, coverage__sample_percent="0")
    assert [draft.order_id for draft in found] == [2]


def test_orders_of_two_days_bring_two_calls():
    assert len(post_service(order(), order(id=32, order_no="R0032", closed_on=day("2026-03-09")))) == 2


@pytest.mark.parametrize(
    ("given", "contact"),
    [
        ({"brought_by": "李雷", "brought_by_phone": "13800138000"}, ("李雷", "13800138000")),
        ({"brought_by_phone": "13800138000"}, (None, "13800138000")),
        ({"brought_by": "李雷"}, (None, None)),
    ],
)
def test_the_call_goes_to_whoever_brought_the_car_where_they_can_be_reached(given, contact):
    (draft,) = post_service(order(**given))
    assert (draft.contact_name, draft.contact_phone) == contact


def maintenance(today, **facts):
    found = drafts(
        customer(vehicle(**facts)),
        day(today),
        desk(policy=only(Kind.FIRST_MAINTENANCE, Kind.SCHEDULED_MAINTENANCE, planning__horizon_days="366")),
    )
    return [(draft.key.kind, str(draft.due_on), draft.due_by, str(draft.key.base_on)) for draft in found]


def test_the_first_maintenance_is_due_after_three_months_where_no_mileage_is_known():
    assert maintenance("2026-02-01", delivered_on=DELIVERED) == [(Kind.FIRST_MAINTENANCE, "2026-04-30", DueBy.INTERVAL, "2026-01-31")]


@pytest.mark.parametrize(
    ("km", "due_on", "due_by"),
    [
        # 28 days after delivery; 5,000 km at 62.5 km a day are reached on day 80, 21 April
        (1750, "2026-04-21", DueBy.MILEAGE),
        # 1,600 km in 28 days: 5,000 km on day 87.5, rounded up to 88, 29 April: one day before the interval
        (1600, "2026-04-29", DueBy.MILEAGE),
        # 1,574 km: 88.95, so day 89, 30 April, is not earlier than the interval
        (1574, "2026-04-30", DueBy.INTERVAL),
        (0, "2026-04-30", DueBy.INTERVAL),
        # beyond the limit already: nobody could know before the reading
        (6000, "2026-02-28", DueBy.MILEAGE),
    ],
)
def test_the_first_maintenance_is_due_earlier_where_the_mileage_is_reached_first(km, due_on, due_by):
    found = maintenance("2026-03-01", delivered_on=DELIVERED, readings=(MileageReading(day("2026-02-28"), km),))
    assert found == [(Kind.FIRST_MAINTENANCE, due_on, due_by, "2026-01-31")]


def test_a_demonstration_car_delivered_beyond_the_limit_is_due_on_delivery_and_not_before():
    readings = (MileageReading(day("2025-12-01"), 100), MileageReading(day("2026-01-20"), 6000))
    assert maintenance("2026-02-01", delivered_on=DELIVERED, readings=readings)[0][1:3] == ("2026-01-31", DueBy.MILEAGE)


def test_a_maintenance_ends_the_first_and_starts_the_scheduled_interval():
    facts = {"delivered_on": DELIVERED, "last_maintenance_on": day("2026-04-20"), "last_maintenance_km": 4000}
    assert maintenance("2026-04-21", **facts) == [(Kind.SCHEDULED_MAINTENANCE, "2026-10-20", DueBy.INTERVAL, "2026-04-20")]


def test_the_scheduled_maintenance_counts_ten_thousand_km_from_the_last_one():
    # 4,000 km on 20 April, 8,000 km 40 days later: 100 km a day, 14,000 km on day 100, 29 July
    readings = (MileageReading(day("2026-04-20"), 4000), MileageReading(day("2026-05-30"), 8000))
    facts = {"delivered_on": DELIVERED, "last_maintenance_on": day("2026-04-20"), "readings": readings}
    assert maintenance("2026-06-01", last_maintenance_km=4000, **facts)[0][1:3] == ("2026-07-29", DueBy.MILEAGE)
    assert maintenance("2026-06-01", **facts)[0][1:3] == ("2026-10-20", DueBy.INTERVAL)


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        (Kind.INSURANCE_EXPIRY, "insurance_expires_on"),
        (Kind.ANNUAL_INSPECTION, "inspection_due_on"),
        (Kind.WARRANTY_EXPIRY, "warranty_until"),
        (Kind.LICENCE_EXPIRY, "licence_expires_on"),
    ],
)
def test_an_expiry_is_told_thirty_days_before_and_lapses_on_its_day(kind, fact):
    expires_on = day("2026-12-31")
    facts = customer(vehicle(), licence_expires_on=expires_on) if kind is Kind.LICENCE_EXPIRY else customer(vehicle(**{fact: expires_on}))
    assert planned(facts, kind, day("2026-12-01")) == [("2026-12-01", "2026-12-31", 30)]
    (draft,) = drafts(facts, day("2026-12-31"), desk(policy=only(kind)))
    assert (draft.base, draft.key.vehicle_id) == (fact, None if kind is Kind.LICENCE_EXPIRY else 7)
    assert planned(facts, kind, day("2027-01-01")) == []


def test_several_lead_times_bring_several_reminders():
    facts = customer(vehicle(insurance_expires_on=day("2026-12-31")))
    found = planned(facts, Kind.INSURANCE_EXPIRY, day("2026-11-15"), followups__insurance_expiry__lead_days="30,60,7")
    # the one of 24 December is 39 days away and waits
    assert found == [("2026-11-01", "2026-12-31", 60), ("2026-12-01", "2026-12-31", 30)]


@pytest.mark.parametrize(
    ("birthday", "today", "due_on"),
    [
        ("1990-02-28", "2026-02-01", "2026-02-28"),
        ("1992-02-29", "2026-02-01", "2026-02-28"),  # kept on the 28th in a common year
        ("1992-02-29", "2028-02-01", "2028-02-29"),
        ("1990-01-02", "2026-12-20", "2027-01-02"),
        ("1990-12-31", "2027-01-02", "2026-12-31"),  # still open across New Year
    ],
)
def test_a_birthday_is_greeted_on_the_day_and_two_days_after_it_is_too_late(birthday, today, due_on):
    facts = customer(vehicle(), birthday=day(birthday))
    lapses_on = day(due_on) + timedelta(days=2)
    assert planned(facts, Kind.BIRTHDAY, day(today)) == [(due_on, str(lapses_on), int(due_on[:4]))]
    assert (due_on, str(lapses_on), int(due_on[:4])) not in planned(facts, Kind.BIRTHDAY, lapses_on + timedelta(days=1))


@pytest.mark.parametrize(
    ("customer_class", "channels"), [(CustomerClass.A, {"call", "message"}), (CustomerClass.B, {"message"}), (None, {"message"})]
)
def test_a_birthday_brings_a_message_and_a_call_for_class_a(customer_class, channels):
    facts = customer(vehicle(), birthday=day("1990-06-05"), customer_class=customer_class)
    found = drafts(facts, day("2026-06-05"), desk(policy=only(Kind.BIRTHDAY)))
    assert {draft.key.channel for draft in found} == channels
    assert all(draft.key.base_on == day("1990-06-05") for draft in found)


def test_companies_have_no_birthday_and_nobody_has_one_on_the_day_of_birth():
    assert planned(customer(vehicle(), birthday=day("1990-06-05"), kind=CustomerKind.COMPANY), Kind.BIRTHDAY, day("2026-06-05")) == []
    assert planned(customer(vehicle(), birthday=day("2026-06-05")), Kind.BIRTHDAY, day("2026-06-05")) == []


def test_a_purchase_anniversary_is_kept_each_year_from_the_first_by_the_consultant():
    facts = customer(vehicle(delivered_on=day("2024-02-29")))
    assert planned(facts, Kind.PURCHASE_ANNIVERSARY, day("2024-02-29")) == []
    assert planned(facts, Kind.PURCHASE_ANNIVERSARY, day("2025-02-01")) == [("2025-02-28", "2025-03-02", 1)]
    assert planned(facts, Kind.PURCHASE_ANNIVERSARY, day("2028-03-02")) == [("2028-02-29", "2028-03-02", 4)]
    assert drafts(facts, day("2028-03-02"), desk(policy=only(Kind.PURCHASE_ANNIVERSARY)))[0].assignee_id == CONSULTANT


def test_festivals_are_greeted_on_their_day():
    facts = customer(vehicle())
    found = drafts(facts, day("2026-09-01"), desk(policy=only(Kind.FESTIVAL)))
    # Mid-Autumn 2026 is on 25 September, National Day on 1 October
    assert [
        (str(draft.due_on), str(draft.lapses_on), draft.key.occurrence, draft.key.vehicle_id, draft.key.channel) for draft in found
    ] == [
        ("2026-09-25", "2026-09-27", 2026, None, Channel.MESSAGE),
        ("2026-10-01", "2026-10-03", 2026, None, Channel.MESSAGE),
    ]


def test_two_festivals_on_one_day_bring_one_greeting():
    # in 2020 Mid-Autumn fell on National Day
    assert planned(customer(vehicle()), Kind.FESTIVAL, day("2020-10-01")) == [("2020-10-01", "2020-10-03", 2020)]


@pytest.mark.parametrize("kind", [Kind.BIRTHDAY, Kind.FESTIVAL, Kind.LICENCE_EXPIRY])
def test_who_has_no_vehicle_left_is_not_greeted(kind):
    known = {"birthday": day("1990-10-01"), "licence_expires_on": day("2026-10-31")}
    today = day("2026-10-01")
    assert planned(customer(vehicle(), **known), kind, today)
    assert planned(customer(**known), kind, today) == []
    assert planned(customer(vehicle(sold_on=today), vehicle(8, scrapped_on=today), **known), kind, today) == []
    assert planned(customer(vehicle(sold_on=today), vehicle(8), **known), kind, today)


def absences(today, **facts):
    """When dormant and when lost are due, of what is planned by a day a year ahead."""
    policy = only(Kind.DORMANT, Kind.LOST, planning__horizon_days="366")
    return {draft.key.kind: str(draft.due_on) for draft in drafts(customer(vehicle(**facts)), day(today), desk(policy=policy))}


@pytest.mark.parametrize(
    ("visited", "delivered", "owned", "since"),
    [
        ("2026-03-01", "2026-03-01", "2026-03-01", BaseFact.LAST_VISIT_ON),
        ("2026-03-01", "2026-03-02", "2026-03-02", BaseFact.DELIVERED_ON),
        ("2026-03-01", "2026-02-28", "2026-03-02", BaseFact.OWNED_FROM),
        (None, "2026-03-01", "2026-03-01", BaseFact.DELIVERED_ON),
        (None, "2026-03-01", "2026-03-02", BaseFact.OWNED_FROM),
        ("2026-03-01", None, "2026-03-01", BaseFact.LAST_VISIT_ON),
        ("2026-03-01", None, None, BaseFact.LAST_VISIT_ON),
        (None, None, "2026-03-01", None),
    ],
)
def test_an_owner_stays_away_since_the_latest_of_their_days_and_of_one_day_since_the_visit(visited, delivered, owned, since):
    days = {BaseFact.LAST_VISIT_ON: visited, BaseFact.DELIVERED_ON: delivered, BaseFact.OWNED_FROM: owned}
    known = vehicle(**{base: on and day(on) for base, on in days.items()})
    assert absence_base(known) == (None if since is None else (since, day(days[since])))


@pytest.mark.parametrize(
    ("energy", "dormant_on", "lost_on"),
    [
        # maintained on 31 August 2025 and expected again on 28 February 2026, electric cars on 31 August
        (Energy.COMBUSTION, "2026-05-31", "2026-08-31"),
        (None, "2026-05-31", "2026-08-31"),
        # 15 and 18 months after
        (Energy.ELECTRIC, "2026-11-30", "2027-02-28"),
    ],
)
def test_dormant_is_three_months_past_the_expected_maintenance_and_lost_never_before_it(energy, dormant_on, lost_on):
    maintained = {"delivered_on": day("2024-05-01"), "last_maintenance_on": day("2025-08-31"), "last_visit_on": day("2025-08-31")}
    assert absences("2026-04-01", energy=energy, **maintained) == {Kind.DORMANT: dormant_on, Kind.LOST: lost_on}


def test_who_never_came_is_dormant_three_months_after_the_first_maintenance_was_expected():
    # expected on 30 April 2026; twelve months without a visit on 31 January 2027
    assert absences("2026-02-01", delivered_on=DELIVERED) == {Kind.DORMANT: "2026-07-31", Kind.LOST: "2027-01-31"}
    assert absences("2026-02-01", delivered_on=DELIVERED, last_visit_on=day("2026-01-15")) == {
        Kind.DORMANT: "2026-07-31",
        Kind.LOST: "2027-01-31",
    }


@pytest.mark.parametrize(
    ("visit", "dormant_on", "lost_on"),
    [
        # a repair on the day of the expected maintenance ends nothing that has begun: three months past it
        ("2026-02-28", "2026-05-31", "2027-02-28"),
        # one after it: nine months from there
        ("2026-03-01", "2026-12-01", "2027-03-01"),
        ("2026-06-30", "2027-03-30", "2027-06-30"),
    ],
)
def test_any_visit_after_the_expected_maintenance_ends_dormancy(visit, dormant_on, lost_on):
    facts = {"delivered_on": day("2024-05-01"), "last_maintenance_on": day("2025-08-31"), "last_visit_on": day(visit)}
    assert absences("2026-07-01", **facts) == {Kind.DORMANT: dormant_on, Kind.LOST: lost_on}


def test_without_an_expected_maintenance_dormant_is_nine_months_after_the_last_visit():
    assert absences("2026-02-01", last_visit_on=day("2025-08-31")) == {Kind.DORMANT: "2026-05-31", Kind.LOST: "2026-08-31"}


def test_a_new_owners_absence_begins_with_the_transfer():
    bought = {"delivered_on": DELIVERED, "last_visit_on": day("2026-08-31"), "owned_from": day("2027-03-01")}
    assert absences("2027-03-02", **bought) == {Kind.DORMANT: "2027-12-01", Kind.LOST: "2028-03-01"}


def test_dormant_makes_sense_to_the_day_before_lost():
    never = vehicle(delivered_on=day("2026-08-31"), last_visit_on=day("2026-08-01"))
    (draft,) = drafts(customer(never), day("2027-02-28"), desk(policy=only(Kind.DORMANT)))
    assert (draft.base, draft.key.base_on, draft.due_on, draft.lapses_on) == (
        BaseFact.DELIVERED_ON,
        day("2026-08-31"),
        day("2027-02-28"),
        day("2027-08-30"),
    )
    assert drafts(customer(never), day("2027-08-31"), desk(policy=only(Kind.DORMANT))) == []


def inspected(today, **facts):
    """(inspection, due, how it came about) of what is planned."""
    found = drafts(customer(vehicle(**facts)), day(today), desk(policy=only(Kind.ANNUAL_INSPECTION)))
    return [(str(draft.key.base_on), str(draft.due_on), draft.because) for draft in found]


@pytest.mark.parametrize(
    ("registered", "use", "how"),
    [
        ("2024-06-20", Use.PRIVATE, "24,sticker"),  # 2 years
        ("2024-06-20", None, "24,sticker"),
        ("2024-06-20", Use.OFFICIAL, "24,sticker"),
        ("2023-06-20", Use.PRIVATE, None),  # 3
        ("2020-06-20", Use.PRIVATE, "72,line"),  # 6
        ("2019-06-20", Use.PRIVATE, None),  # 7
        ("2017-06-20", Use.PRIVATE, None),  # 9
        ("2018-06-20", Use.PRIVATE, "96,sticker"),  # 8
        ("2016-06-20", Use.PRIVATE, "120,line"),  # 10
        ("2015-06-20", Use.PRIVATE, "132,line"),  # 11, yearly from there
        ("2025-06-20", Use.COMMERCIAL, "12,line"),  # 1
        ("2021-06-20", Use.COMMERCIAL, "60,line"),  # 5
        ("2021-12-20", Use.COMMERCIAL, None),  # 4.5: yearly still
        ("2020-12-20", Use.COMMERCIAL, "66,line"),  # 5.5
    ],
)
def test_the_next_inspection_is_by_the_table_where_no_file_gives_it(registered, use, how):
    expected = [] if how is None else [("2026-06-20", "2026-05-21", f"registered_on={registered}+{how}")]
    assert inspected("2026-06-01", registered_on=day(registered), use=use) == expected


def test_without_a_first_registration_it_is_assumed_from_delivery_and_marked():
    assert inspected("2026-06-01", delivered_on=day("2024-06-20")) == [("2026-06-20", "2026-05-21", "delivered_on=2024-06-20+24,sticker")]


def test_a_date_that_a_file_gave_goes_before_the_table_and_stands_for_that_inspection():
    registered = {"registered_on": day("2024-06-20")}
    given = [("2026-06-25", "2026-05-26", None)]
    assert inspected("2026-06-01", inspection_due_on=day("2026-06-25"), **registered) == given
    # up to 90 days before it, the table means the same inspection; the last of these days is 22 March
    assert inspected("2026-06-01", inspection_due_on=day("2026-03-23"), **registered) == []
    assert inspected("2026-06-01", inspection_due_on=day("2026-03-22"), **registered)[0][0] == "2026-06-20"


def test_an_inspection_by_the_table_is_planned_on_its_last_day_and_never_after():
    assert inspected("2026-06-20", registered_on=day("2024-06-20"))[0][0] == "2026-06-20"
    assert inspected("2026-06-21", registered_on=day("2024-06-20")) == []


@pytest.mark.parametrize(
    ("facts", "months", "because"),
    [
        ({}, "2026-10-20", None),
        ({"energy": Energy.HYBRID}, "2026-10-20", None),
        ({"energy": Energy.ELECTRIC}, "2027-04-20", "interval=*/*/electric=12/20000"),
        ({"brand": "云汐", "model": "X5"}, "2026-12-20", "interval=云汐/x5/*=8/12000"),
        ({"brand": "云汐", "model": "X5", "energy": Energy.ELECTRIC}, "2026-12-20", "interval=云汐/x5/*=8/12000"),
        ({"brand": "云汐", "model": "X3"}, "2026-10-20", None),
    ],
)
def test_maintenance_is_due_by_the_first_row_of_the_table_that_fits(facts, months, because):
    rows = "云汐/x5/*=8/12000,*/*/electric=12/20000"
    policy = only(Kind.SCHEDULED_MAINTENANCE, planning__horizon_days="366", followups__scheduled_maintenance__intervals=rows)
    (draft,) = drafts(customer(vehicle(last_maintenance_on=day("2026-04-20"), **facts)), day("2026-04-21"), desk(policy=policy))
    assert (str(draft.due_on), draft.because) == (months, because)


def test_an_electric_car_counts_twenty_thousand_km():
    # 4,000 km on 20 April, 8,000 km 40 days later: 100 km a day, 24,000 km on day 200, 6 November
    readings = (MileageReading(day("2026-04-20"), 4000), MileageReading(day("2026-05-30"), 8000))
    facts = {"energy": Energy.ELECTRIC, "last_maintenance_on": day("2026-04-20"), "last_maintenance_km": 4000, "readings": readings}
    assert maintenance("2026-06-01", delivered_on=DELIVERED, **facts)[0][1:3] == ("2026-11-06", DueBy.MILEAGE)


def test_a_renewal_is_asked_about_once_more_fifteen_days_after_the_expiry():
    facts = customer(vehicle(insurance_expires_on=day("2026-12-31")))
    again = {"followups__insurance_expiry__again_days": "15"}
    assert planned(facts, Kind.INSURANCE_EXPIRY, day("2027-01-30"), **again) == [("2027-01-15", "2027-01-30", -15)]
    assert planned(facts, Kind.INSURANCE_EXPIRY, day("2027-01-31"), **again) == []


@pytest.mark.parametrize(
    ("customer_class", "consent", "channels"),
    [
        (CustomerClass.A, None, [("call", "class=A")]),
        (CustomerClass.B, None, [("call", "class=B")]),
        (CustomerClass.C, None, [("message", None)]),
        (None, None, [("message", None)]),
        (CustomerClass.A, False, [("message", None)]),
    ],
)
def test_a_purchase_anniversary_is_a_message_and_a_call_for_class_a_and_b(customer_class, consent, channels):
    facts = customer(vehicle(delivered_on=day("2024-02-29")), customer_class=customer_class, call_consent=consent)
    found = drafts(facts, day("2028-03-02"), desk(policy=only(Kind.PURCHASE_ANNIVERSARY)))
    assert [(draft.key.channel, draft.because) for draft in found] == channels


def test_the_pre_delivery_notice_is_due_the_day_before_and_only_while_not_delivered():
    waiting = customer(vehicle(planned_delivery_on=day("2026-03-01")))
    assert planned(waiting, Kind.PRE_DELIVERY, day("2026-02-20")) == [("2026-02-28", "2026-03-01", 0)]
    assert planned(waiting, Kind.PRE_DELIVERY, day("2026-03-02")) == []
    gone = customer(vehicle(planned_delivery_on=day("2026-03-01"), delivered_on=day("2026-02-20")))
    assert planned(gone, Kind.PRE_DELIVERY, day("2026-02-20")) == []


def test_a_follow_up_is_created_when_it_enters_the_horizon_and_not_a_day_before():
    facts = customer(vehicle(insurance_expires_on=day("2026-12-31")))
    # due on 1 December; 35 days before is 27 October
    assert planned(facts, Kind.INSURANCE_EXPIRY, day("2026-10-26")) == []
    assert planned(facts, Kind.INSURANCE_EXPIRY, day("2026-10-27")) == [("2026-12-01", "2026-12-31", 30)]


def test_the_call_about_an_order_complained_of_is_due_when_that_is_known_at_the_earliest():
    def due(known_on):
        facts = customer(vehicle(use=Use.COMMERCIAL, orders=(order(),)), complaints=(KnownComplaint(5, day(known_on), 31),))
        policy = only(Kind.POST_SERVICE, coverage__sample_percent="0")
        return [(str(draft.due_on), draft.because) for draft in drafts(facts, day("2026-04-30"), desk(policy=policy))]

    # closed on 10 March, due on the 13th
    assert due("2026-03-12") == [("2026-03-13", "complained_of=K5")]
    assert due("2026-04-20") == [("2026-04-20", "complained_of=K5")]


def test_a_maintenance_on_the_day_of_delivery_starts_the_scheduled_interval():
    same_day = {"delivered_on": DELIVERED, "last_maintenance_on": DELIVERED, "last_visit_on": DELIVERED}
    assert maintenance("2026-02-01", **same_day) == [(Kind.SCHEDULED_MAINTENANCE, "2026-07-31", DueBy.INTERVAL, "2026-01-31")]
    assert absences("2026-02-01", **same_day) == {Kind.DORMANT: "2026-10-31", Kind.LOST: "2027-01-31"}


def test_an_inspection_is_counted_from_the_registration_where_both_are_known():
    known = {"registered_on": day("2024-06-20"), "delivered_on": day("2024-06-02")}
    assert inspected("2026-06-01", **known) == [("2026-06-20", "2026-05-21", "registered_on=2024-06-20+24,sticker")]


@pytest.mark.parametrize(("points", "count"), [(999, 0), (1_000, 1)])
def test_whose_points_expire_is_told_thirty_days_before_until_the_last_day(points, count):
    facts, on = customer(points=(HeldPoints(day("2026-07-15"), points),)), desk(policy=only(Kind.POINTS_EXPIRY))
    found = drafts(facts, day("2026-06-15"), on)
    assert [(draft.base, str(draft.key.base_on), str(draft.due_on), str(draft.lapses_on)) for draft in found] == [
        (BaseFact.POINTS_UNTIL, "2026-07-15", "2026-06-15", "2026-07-15")
    ] * count
    assert [len(drafts(facts, day(today), on)) for today in ("2026-07-15", "2026-07-16")] == [count, 0]
