"""The follow-ups of a company account at their boundaries; the days were counted on a calendar."""

import pytest
from planning_desk import MANAGER, SPECIALIST, STAFF, applied, customer, day, desk, drafts, item, only, open_items, policy_with, vehicle

from kcrm.model import AssignedBy, BaseFact, CancelReason, Channel, DueBy, Kind, State
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
    Dunning,
    KnownAccount,
    MemberRole,
    Payment,
)
from kcrm.rules.fleets.calls import next_visit_on, visits_of
from kcrm.rules.fleets.receivables import ToAsk, ledger, reminder_to_make
from kcrm.rules.followups.planning import Cancel, Create, Reassign, plan_customer

TODAY = day("2026-03-10")
SINCE = day("2026-01-31")
A, B, C, D = CreditGrade
POLICY = policy_with().fleets


def account(**facts):
    return KnownAccount(1, **{"state": AccountState.ACTIVE, "since_on": SINCE, "manager_id": MANAGER} | facts)


def company(*vehicles, **facts):
    return customer(*vehicles, account=account(**facts))


def planned(facts, kind, today=TODAY, **values):
    """(base, base date, due, lapses, case or occurrence, why) of what is created on a day under a policy of that kind alone."""
    found = drafts(facts, today, desk(policy=only(kind, **values)))
    return [
        (each.base, str(each.key.base_on), str(each.due_on), each.lapses_on and str(each.lapses_on), each.key.occurrence, each.because)
        for each in found
    ]


def reasons(facts, stored, kind, today=TODAY, **values):
    """Why what is stored is cancelled on a day."""
    changes = plan_customer(facts, [stored], desk(policy=only(kind, **values)), today).changes
    return [change.reason for change in changes if isinstance(change, Cancel)]


# --- visits ---


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"grade": A, "graded_on": SINCE}, [("graded_on", "2026-02-28", "2026-03-30", 1, "grade=A")]),  # one month after 31 January
        ({"grade": B, "graded_on": day("2025-12-10")}, [("graded_on", "2026-03-10", "2026-06-09", 3, "grade=B")]),
        ({"grade": C, "graded_on": day("2025-09-10")}, [("graded_on", "2026-03-10", "2026-09-09", 6, "grade=C")]),
        ({"grade": D, "graded_on": day("2025-09-10")}, []),
        ({"since_on": day("2025-09-10")}, [("account_since", "2026-03-10", "2026-09-09", 6, "grade=none")]),
        ({"grade": A, "graded_on": SINCE, "state": AccountState.CLOSED}, []),
        ({"grade": A, "graded_on": SINCE, "state": AccountState.DORMANT}, [("graded_on", "2026-02-28", "2026-03-30", 1, "grade=A")]),
    ],
)
def test_an_account_is_visited_as_often_as_its_grade_asks_for(facts, expected):
    found = planned(company(**facts), Kind.ACCOUNT_VISIT, planning__horizon_days="1")
    assert [(base, due, lapses, month, why) for base, _on, due, lapses, month, why in found] == expected


def test_the_months_between_visits_are_policy():
    facts = company(grade=A, graded_on=day("2026-01-10"))
    assert [each[2] for each in planned(facts, Kind.ACCOUNT_VISIT, planning__horizon_days="1", fleets__a_visit="2")] == ["2026-03-10"]


@pytest.mark.parametrize(("today", "next_on"), [("2026-02-28", "2026-02-28"), ("2026-03-01", "2026-03-31"), ("2026-04-30", "2026-04-30")])
def test_the_next_visit_is_the_first_one_from_today_on(today, next_on):
    assert next_visit_on(account(grade=A, graded_on=SINCE), POLICY, day(today)) == day(next_on)
    assert next_visit_on(account(grade=D, graded_on=SINCE), POLICY, day(today)) is None
    assert visits_of(account(state=AccountState.CLOSED), POLICY) is None


def test_another_grade_ends_the_visits_of_the_one_before_and_the_closing_of_the_account_all():
    stored = item(Kind.ACCOUNT_VISIT, SINCE, vehicle_id=None, occurrence=1, due_on=day("2026-02-28"), lapses_on=day("2026-03-30"))
    same = {"grade": A, "graded_on": SINCE}
    assert reasons(company(**same), stored, Kind.ACCOUNT_VISIT) == []
    assert reasons(company(grade=B, graded_on=day("2026-03-05")), stored, Kind.ACCOUNT_VISIT) == [CancelReason.REASSESSED]
    assert reasons(company(grade=D, graded_on=day("2026-03-05")), stored, Kind.ACCOUNT_VISIT) == [CancelReason.REASSESSED]
    assert reasons(company(**same), stored, Kind.ACCOUNT_VISIT, fleets__a_visit="2") == [CancelReason.POLICY]
    assert reasons(company(**same, state=AccountState.CLOSED), stored, Kind.ACCOUNT_VISIT) == [CancelReason.ACCOUNT_CLOSED]
    assert reasons(customer(), stored, Kind.ACCOUNT_VISIT) == [CancelReason.ACCOUNT_CLOSED]


# --- whose, and whom ---


def test_the_manager_does_them_and_where_none_works_here_the_specialist():
    def whose(staff=STAFF, **facts):
        on = desk(policy=only(Kind.ACCOUNT_VISIT, planning__horizon_days="1"), staff=staff)
        (draft,) = drafts(company(grade=A, graded_on=day("2026-02-10"), **facts), TODAY, on)
        return draft.assignee_id, draft.assigned_by

    left = tuple(each._replace(left_on=day("2026-03-09")) if each.id == MANAGER else each for each in STAFF)
    assert whose() == (MANAGER, AssignedBy.ACCOUNT)
    assert whose(staff=left) == (SPECIALIST, AssignedBy.SPECIALIST)
    assert whose(manager_id=None) == (SPECIALIST, AssignedBy.SPECIALIST)


def test_an_account_that_is_given_away_takes_its_follow_ups_along_but_not_what_somebody_gave_to_a_colleague():
    on = desk(policy=only(Kind.ACCOUNT_VISIT))
    facts = company(grade=A, graded_on=day("2026-02-10"))
    stored = item(
        Kind.ACCOUNT_VISIT,
        day("2026-02-10"),
        vehicle_id=None,
        occurrence=1,
        due_on=TODAY,
        lapses_on=day("2026-04-09"),
        assignee_id=MANAGER,
        assigned_by=AssignedBy.ACCOUNT,
    )
    other = facts._replace(account=facts.account._replace(manager_id=3))
    assert [each for each in plan_customer(other, [stored], on, TODAY).changes if isinstance(each, Reassign)] == [
        Reassign(1, 3, AssignedBy.ACCOUNT)
    ]
    by_hand = stored._replace(assigned_by=AssignedBy.BY_HAND)
    assert not any(isinstance(each, Reassign) for each in plan_customer(other, [by_hand], on, TODAY).changes)


FINANCE = AccountMember(31, MemberRole.FINANCE, name="孙会计", phone="13800000031")
CONTACT = AccountMember(32, MemberRole.CONTACT, name="周经理", phone="13800000032")
BUYER = AccountMember(33, MemberRole.PURCHASE, key=True, name="吴采购", phone="13800000033")
LATE = (Bill(4, 12, 100_00, day("2026-02-01"), day("2026-03-03")),)


@pytest.mark.parametrize(
    ("members", "name", "other"),
    [
        ((CONTACT, FINANCE), "孙会计", "周经理"),
        ((BUYER, CONTACT), "周经理", "周经理"),
        ((BUYER,), "吴采购", "吴采购"),
        ((FINANCE,), "孙会计", None),
        ((FINANCE._replace(until=day("2026-03-09")), CONTACT), "周经理", "周经理"),
        ((FINANCE._replace(starts_on=day("2026-03-11")),), None, None),
        ((FINANCE._replace(phone=None),), None, None),
        ((AccountMember(34, MemberRole.DRIVER, name="郑师傅", phone="13800000034"),), None, None),
        ((), None, None),
    ],
)
def test_the_finance_contact_is_asked_for_what_is_owed_else_who_speaks_for_the_account(members, name, other):
    facts = company(bills=LATE, members=members, grade=A, graded_on=day("2026-02-10"))
    on = desk(policy=only(Kind.DUNNING, Kind.ACCOUNT_VISIT, planning__horizon_days="1"))
    found = {draft.key.kind: draft.contact_name for draft in drafts(facts, TODAY, on)}
    assert found == {Kind.DUNNING: name, Kind.ACCOUNT_VISIT: other}


# --- contracts ---


def contract(number=5, until="2026-05-09", **facts):
    return Contract(
        number, 12, ContractKind.FRAMEWORK, **{"state": ContractState.ACTIVE} | facts, starts_on=SINCE, until=day(until), amount=0
    )


RENEWAL = item(Kind.CONTRACT_RENEWAL, day("2026-05-09"), vehicle_id=None, case="N5", due_on=TODAY, lapses_on=day("2026-05-09"))


def test_a_contract_in_force_is_to_be_renewed_sixty_days_before_its_end():
    facts = company(contracts=(contract(),))
    expected = [("contract_until", "2026-05-09", "2026-03-10", "2026-05-09", 0, None)]  # 21 days of March, 30 of April, 9 of May
    assert planned(facts, Kind.CONTRACT_RENEWAL, planning__horizon_days="1") == expected
    assert planned(facts, Kind.CONTRACT_RENEWAL, day("2026-03-08"), planning__horizon_days="1") == []
    assert planned(facts, Kind.CONTRACT_RENEWAL, day("2026-03-09"), planning__horizon_days="1") == expected
    assert planned(facts, Kind.CONTRACT_RENEWAL, day("2026-05-09")) == expected
    assert planned(facts, Kind.CONTRACT_RENEWAL, day("2026-05-10")) == []
    (draft,) = drafts(facts, TODAY, desk(policy=only(Kind.CONTRACT_RENEWAL)))
    assert (draft.key.case, draft.key.vehicle_id, draft.key.channel) == ("N5", None, Channel.CALL)


@pytest.mark.parametrize(
    ("contracts", "reason"),
    [
        ((contract(),), None),
        ((), CancelReason.CONTRACT_OVER),
        ((contract(state=ContractState.ENDED, ended_on=day("2026-03-09")),), CancelReason.CONTRACT_OVER),
        ((contract(state=ContractState.TERMINATED, ended_on=day("2026-03-09")),), CancelReason.CONTRACT_OVER),
        ((contract(state=ContractState.DRAFT),), CancelReason.CONTRACT_OVER),
        ((contract(), contract(6, "2027-05-09")), CancelReason.CONTRACT_OVER),
        ((contract(until="2026-05-10"),), CancelReason.BASE_CHANGED),
    ],
)
def test_a_contract_that_ended_or_was_renewed_is_spoken_of_no_more(contracts, reason):
    assert reasons(company(contracts=contracts), RENEWAL, Kind.CONTRACT_RENEWAL) == ([] if reason is None else [reason])


# --- what is owed ---


def bill(number, due, amount=100_00):
    return Bill(number, 12, amount, day("2026-01-01"), day(due))


@pytest.mark.parametrize(
    ("due", "step", "lead"),
    [
        ("2026-03-14", None, None),
        ("2026-03-13", "remind", 3),
        ("2026-03-04", "remind", 3),
        ("2026-03-03", "dun", -7),
        ("2026-02-09", "dun", -7),
        ("2026-02-08", "final", -30),
        ("2025-03-10", "final", -30),
    ],
)
def test_an_account_is_reminded_from_the_day_on_which_a_bill_is_at_a_step(due, step, lead):
    found = planned(company(bills=(bill(4, due),)), Kind.DUNNING)
    assert [(base, on, occurrence, why) for base, on, _due, _lapses, occurrence, why in found] == (
        [] if step is None else [("bill_due_on", due, lead, f"step={step}")]
    )


def test_it_is_planned_for_the_day_of_the_step_and_never_before():
    facts = company(bills=(bill(4, "2026-03-03"),))
    assert [each[2] for each in planned(facts, Kind.DUNNING, day("2026-03-09"))] == ["2026-02-28"]  # the payment reminder
    assert [each[2] for each in planned(facts, Kind.DUNNING, TODAY)] == ["2026-03-10"]
    assert [each[2] for each in planned(facts, Kind.DUNNING, day("2026-03-20"))] == ["2026-03-10"]
    assert plan_customer(facts, [], desk(policy=only(Kind.DUNNING)), day("2026-02-27")).next_on == day("2026-02-28")
    plan = plan_customer(facts, [], desk(policy=only(Kind.DUNNING)), day("2026-02-28"))
    assert plan.next_on == day("2026-03-10")


def test_what_was_at_its_step_before_go_live_is_asked_for_on_that_day():
    on = desk(policy=only(Kind.DUNNING), go_live=TODAY)
    (draft,) = drafts(company(bills=(bill(4, "2025-12-01"),)), TODAY, on)
    assert (draft.due_on, draft.due_by, draft.key.occurrence) == (TODAY, DueBy.GO_LIVE, -30)


def walk(facts, first, last, *, ended=()):
    """Plan each day from the first to the last, as the nightly plan does; what is open at the end. ended: who is done on a day."""
    items, on, today = [], desk(policy=only(Kind.DUNNING)), day(first)
    while today <= day(last):
        items = applied(items, plan_customer(facts, items, on, today).changes)
        if str(today) in ended:
            items = [each._replace(state=State.DONE) if each.state is State.OPEN else each for each in items]
            facts = facts._replace(account=facts.account._replace(asked_on=today))
        today = today.fromordinal(today.toordinal() + 1)
    return facts, items


def keys(items):
    return [(each.id, str(each.key.base_on), each.key.occurrence, str(each.due_on)) for each in open_items(items)]


def test_the_step_rises_by_the_day_alone_each_time_under_a_new_number_and_only_one_is_open():
    facts = company(bills=(bill(4, "2026-03-03"),))
    assert keys(walk(facts, "2026-02-01", "2026-02-28")[1]) == [(1, "2026-03-03", 3, "2026-02-28")]
    assert keys(walk(facts, "2026-02-01", "2026-03-09")[1]) == [(1, "2026-03-03", 3, "2026-02-28")]
    assert keys(walk(facts, "2026-02-01", "2026-03-10")[1]) == [(2, "2026-03-03", -7, "2026-03-10")]
    assert keys(walk(facts, "2026-02-01", "2026-04-02")[1]) == [(3, "2026-03-03", -30, "2026-04-02")]
    stored = item(Kind.DUNNING, day("2026-03-03"), vehicle_id=None, occurrence=3, due_on=day("2026-02-28"))
    assert reasons(facts, stored, Kind.DUNNING, TODAY) == [CancelReason.STEPPED_UP]


def test_who_was_asked_is_asked_again_when_the_next_bill_comes_to_the_step_or_this_one_to_the_next():
    facts = company(bills=(bill(4, "2026-03-03"), bill(5, "2026-03-08")))
    facts, items = walk(facts, "2026-03-10", "2026-03-14", ended=("2026-03-11",))
    assert keys(items) == []
    assert keys(walk(facts, "2026-03-14", "2026-03-15")[1]) == [(1, "2026-03-08", -7, "2026-03-15")]
    assert keys(walk(facts, "2026-04-02", "2026-04-02")[1]) == [(1, "2026-03-03", -30, "2026-04-02")]


def test_of_an_account_that_was_asked_for_the_last_time_later_bills_are_asked_for_only_past_their_day():
    states = ledger((bill(4, "2026-01-10"), bill(5, "2026-03-12")), (), TODAY).bills
    assert reminder_to_make(states, POLICY, TODAY, day("2026-02-20")) is None  # bill 5 is at its payment reminder
    states = ledger((bill(4, "2026-01-10"), bill(5, "2026-03-03")), (), TODAY).bills
    assert reminder_to_make(states, POLICY, TODAY, day("2026-02-20")) == ToAsk(Dunning.FINAL, day("2026-03-03"), TODAY)
    assert reminder_to_make(states, POLICY, TODAY, TODAY) is None
    assert reminder_to_make(states, POLICY, TODAY) == ToAsk(Dunning.FINAL, day("2026-01-10"), day("2026-02-09"))


STORED = item(Kind.DUNNING, day("2026-03-03"), vehicle_id=None, occurrence=-7, due_on=TODAY)


@pytest.mark.parametrize(
    ("payments", "reason"),
    [
        ((), None),
        ((Payment(1, 12, 99_99, TODAY),), None),
        ((Payment(1, 12, 100_00, TODAY),), CancelReason.PAID),
        ((Payment(1, 12, 100_00, day("2026-03-11")),), None),  # it is not there yet
    ],
)
def test_a_payment_ends_the_reminder_and_a_part_of_it_does_not(payments, reason):
    facts = company(bills=(bill(4, "2026-03-03"),), payments=payments)
    assert reasons(facts, STORED, Kind.DUNNING) == ([] if reason is None else [reason])


def test_a_bill_that_is_written_off_or_put_off_is_asked_for_no_more():
    written_off = bill(4, "2026-03-03")._replace(written_off_on=TODAY)
    assert reasons(company(bills=(written_off,)), STORED, Kind.DUNNING) == [CancelReason.PAID]
    assert reasons(company(bills=(bill(4, "2026-04-03"),)), STORED, Kind.DUNNING) == [CancelReason.BASE_CHANGED]
    assert reasons(company(bills=(bill(4, "2026-03-03"),)), STORED, Kind.DUNNING, fleets__dun_days="9") == [CancelReason.POLICY]


def test_where_the_bill_is_paid_and_another_is_at_the_step_that_one_is_asked_for_anew():
    facts = company(bills=(bill(4, "2026-03-01"), bill(5, "2026-03-03")), payments=(Payment(1, 12, 100_00, TODAY),))
    stored = item(Kind.DUNNING, day("2026-03-01"), vehicle_id=None, occurrence=-7, due_on=day("2026-03-08"))
    changes = plan_customer(facts, [stored], desk(policy=only(Kind.DUNNING)), TODAY).changes
    cancelled, created = changes
    assert cancelled == Cancel(1, CancelReason.PAID)
    assert isinstance(created, Create)
    assert created.draft.key == STORED.key


# --- credit ---


ASSESSED = Assessment(day("2025-03-20"), A, 1_000_00, day("2026-03-20"))


def test_credit_is_judged_anew_when_the_assessment_runs_out():
    expected = [("credit_until", "2026-03-20", "2026-03-20", None, 0, "expires")]
    assert planned(company(assessed=ASSESSED), Kind.CREDIT_REVIEW, planning__horizon_days="10") == expected
    assert planned(company(assessed=ASSESSED), Kind.CREDIT_REVIEW, planning__horizon_days="9") == []
    assert planned(company(assessed=ASSESSED), Kind.CREDIT_REVIEW, day("2026-08-01")) == expected
    assert planned(company(), Kind.CREDIT_REVIEW) == []  # who was never judged is not judged anew


@pytest.mark.parametrize(
    ("bills", "orders", "expected"),
    [
        ((bill(4, "2026-02-08"),), (), "credit_until"),  # 30 days late today, which is not on hold yet
        ((bill(4, "2026-02-07"),), (), "held_since"),
        ((bill(4, "2026-04-01", 1_000_00),), (), "credit_until"),
        ((bill(4, "2026-04-01", 1_000_01),), (), "held_since"),
        ((bill(4, "2026-04-01", 1_000_00),), ((TODAY, 1),), "held_since"),
    ],
)
def test_credit_on_hold_is_judged_anew_at_once(bills, orders, expected):
    found = planned(company(assessed=ASSESSED, bills=bills, orders=orders), Kind.CREDIT_REVIEW, planning__horizon_days="10")
    assert [each[0] for each in found] == [expected]


HELD = item(Kind.CREDIT_REVIEW, TODAY, vehicle_id=None, occurrence=1, due_on=TODAY)
EXPIRES = item(Kind.CREDIT_REVIEW, day("2026-03-20"), vehicle_id=None, due_on=day("2026-03-20"))
TOO_LATE = (bill(4, "2026-02-07"),)


@pytest.mark.parametrize(
    ("stored", "facts", "reason"),
    [
        (HELD, {"assessed": ASSESSED, "bills": TOO_LATE}, None),
        (HELD, {"assessed": ASSESSED}, CancelReason.PAID),
        (HELD, {"assessed": ASSESSED._replace(on=TODAY, valid_until=day("2027-03-10")), "bills": TOO_LATE}, CancelReason.REASSESSED),
        (EXPIRES, {"assessed": ASSESSED}, None),
        (EXPIRES, {"assessed": ASSESSED, "bills": TOO_LATE}, CancelReason.BASE_CHANGED),
        (EXPIRES, {"assessed": ASSESSED._replace(on=TODAY, valid_until=day("2027-03-10"))}, CancelReason.REASSESSED),
        (EXPIRES, {}, CancelReason.REASSESSED),
    ],
)
def test_a_review_ends_when_credit_was_assessed_or_is_no_longer_on_hold(stored, facts, reason):
    assert reasons(company(**facts), stored, Kind.CREDIT_REVIEW) == ([] if reason is None else [reason])


def test_the_day_on_which_credit_comes_on_hold_is_planned_for():
    facts = company(assessed=ASSESSED._replace(valid_until=day("2026-12-31")), bills=(bill(4, "2026-02-08"),))
    assert plan_customer(facts, [], desk(policy=only(Kind.CREDIT_REVIEW)), TODAY).next_on == day("2026-03-11")


# --- anniversaries ---


def test_an_anniversary_is_remembered_every_year_from_its_day_on_or_once():
    found = (Anniversary(3, day("2010-03-12")), Anniversary(4, day("2026-03-11"), yearly=False), Anniversary(5, day("2026-03-15")))
    facts = company(anniversaries=(*found, Anniversary(6, day("2025-03-11"), yearly=False), Anniversary(7, day("2027-03-11"))))
    on = desk(policy=only(Kind.ACCOUNT_ANNIVERSARY, planning__horizon_days="35"))
    assert [(each.key.case, str(each.due_on), each.key.occurrence, str(each.lapses_on)) for each in drafts(facts, TODAY, on)] == [
        ("FN4", "2026-03-11", 2026, "2026-03-18"),
        ("FN3", "2026-03-12", 2026, "2026-03-19"),
        ("FN5", "2026-03-15", 2026, "2026-03-22"),
    ]
    assert {each.key.channel for each in drafts(facts, TODAY, on)} == {Channel.MESSAGE}
    gone = item(Kind.ACCOUNT_ANNIVERSARY, day("2010-03-12"), vehicle_id=None, case="FN3", occurrence=2026, channel=Channel.MESSAGE)
    stored = gone._replace(due_on=day("2026-03-12"), lapses_on=day("2026-03-19"))
    assert reasons(facts, stored, Kind.ACCOUNT_ANNIVERSARY) == []
    assert reasons(company(), stored, Kind.ACCOUNT_ANNIVERSARY) == [CancelReason.BASE_CHANGED]


def test_an_account_needs_no_vehicle_and_one_with_a_vehicle_has_the_same():
    facts = {"bills": LATE, "contracts": (contract(),), "assessed": ASSESSED}
    of = [kind for kind in Kind if kind.row.base in {BaseFact.BILL_DUE_ON, BaseFact.CONTRACT_UNTIL, BaseFact.CREDIT_UNTIL}]
    on = desk(policy=only(*of))
    with_one, without = (drafts(company(*some, **facts), TODAY, on) for some in ((vehicle(),), ()))
    assert with_one == without
    assert {draft.key.kind for draft in without} == set(of)
