import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import ADVISOR, CONSULTANT, MANAGER, OTHER_ADVISOR, SPECIALIST, STAFF, customer, day, vehicle

from kcrm.model import AssignedBy, Role, StaffMember
from kcrm.rules.followups.assignment import Roster, assigned, pick_specialist, recaller

TODAY = day("2026-03-10")
NOBODY = (None, AssignedBy.NOBODY)


def by(role, staff=STAFF, one=None, **facts):
    one = vehicle() if one is None else one
    return assigned(role, customer(one, **facts), one, Roster(staff), TODAY)


def without(*ids):
    return tuple(member for member in STAFF if member.id not in ids)


def test_the_last_working_day_still_counts_as_employed():
    roster = Roster([StaffMember(1, Role.CS_SPECIALIST, left_on=TODAY)])
    assert roster.employed(1, TODAY)
    assert not roster.employed(1, day("2026-03-11"))
    assert roster.in_role(Role.CS_SPECIALIST, TODAY) == (1,)
    assert roster.in_role(Role.CS_SPECIALIST, day("2026-03-11")) == ()


def test_nobody_and_the_unknown_are_not_employed():
    assert not Roster(STAFF).employed(None, TODAY)
    assert not Roster(STAFF).employed(99, TODAY)


@pytest.mark.parametrize(
    ("role", "gone", "expected"),
    [
        (Role.SALES_MANAGER, (), (MANAGER, AssignedBy.ROLE)),
        (Role.SALES_MANAGER, (MANAGER,), NOBODY),
        (Role.SALES_CONSULTANT, (), (CONSULTANT, AssignedBy.VEHICLE)),
        (Role.SALES_CONSULTANT, (CONSULTANT,), (MANAGER, AssignedBy.MANAGER)),
        (Role.SALES_CONSULTANT, (CONSULTANT, MANAGER), NOBODY),
        (Role.SERVICE_ADVISOR, (), (ADVISOR, AssignedBy.VEHICLE)),
        (Role.SERVICE_ADVISOR, (ADVISOR,), (OTHER_ADVISOR, AssignedBy.ROLE)),
        (Role.SERVICE_ADVISOR, (ADVISOR, OTHER_ADVISOR), NOBODY),
        (Role.CS_SPECIALIST, (), (SPECIALIST, AssignedBy.SPECIALIST)),
        (Role.CS_SPECIALIST, (SPECIALIST,), NOBODY),
    ],
)
def test_the_vehicles_own_first_then_the_manager_or_a_colleague_then_nobody(role, gone, expected):
    assert by(role, without(*gone)) == expected


def test_an_unknown_consultant_or_advisor_is_stood_in_for():
    one = vehicle(7, sales_consultant_id=None, service_advisor_id=None)
    assert by(Role.SALES_CONSULTANT, one=one) == (MANAGER, AssignedBy.MANAGER)
    assert by(Role.SERVICE_ADVISOR, one=one) == (OTHER_ADVISOR, AssignedBy.ROLE)  # 7 % 2 = 1: the second of two


def test_several_sales_managers_share_by_vehicle():
    staff = [StaffMember(30, Role.SALES_MANAGER), StaffMember(10, Role.SALES_MANAGER), StaffMember(20, Role.SALES_MANAGER)]
    # sorted 10 20 30: 7 % 3 = 1, 8 % 3 = 2, 9 % 3 = 0
    assert [by(Role.SALES_MANAGER, staff, vehicle(number))[0] for number in (7, 8, 9)] == [20, 30, 10]


@pytest.mark.parametrize(("loads", "picked"), [({}, None), ({5: 3}, 5), ({5: 3, 6: 2, 7: 2}, 6), ({9: 0, 4: 0}, 4)])
def test_a_new_customer_goes_to_the_specialist_with_the_fewest_and_then_the_lowest_number(loads, picked):
    assert pick_specialist(loads) == picked


@given(st.dictionaries(st.integers(1, 20), st.just(0), min_size=1, max_size=8), st.integers(1, 60))
def test_customers_picked_one_by_one_are_spread_evenly(loads, customers):
    for _ in range(customers):
        loads[pick_specialist(loads)] += 1
    assert max(loads.values()) - min(loads.values()) <= 1


# --- who calls again about a complaint ---

OTHERS = (StaffMember(5, Role.CS_SPECIALIST), StaffMember(6, Role.CS_SPECIALIST), StaffMember(8, Role.CS_SPECIALIST))
CS_MANAGER = StaffMember(9, Role.CS_MANAGER)


def again(resolver, number=12, staff=(*OTHERS, CS_MANAGER), whose=(5, AssignedBy.SPECIALIST), today=TODAY):
    return recaller(whose, resolver, number, Roster(staff), today)


def test_whoever_would_call_the_customer_calls_again_about_what_another_resolved():
    assert again(6) == again(None) == again(99) == (5, AssignedBy.SPECIALIST)
    assert again(5, whose=NOBODY) == NOBODY


@pytest.mark.parametrize(("number", "caller"), [(12, 6), (13, 8), (14, 6), (15, 8)])
def test_whoever_resolved_a_complaint_never_calls_again_about_it_whichever_customer_it_is(number, caller):
    # of 6 and 8 by the customer's number; were 5 among them, 12 and 15 would fall on 5
    assert again(5, number) == (caller, AssignedBy.ROLE)


def test_the_manager_calls_again_where_no_other_specialist_works_that_day():
    alone = (OTHERS[0], OTHERS[1]._replace(left_on=day("2026-03-09")), CS_MANAGER)
    assert again(5, staff=alone) == (9, AssignedBy.MANAGER)
    assert again(5, staff=(OTHERS[0],)) == NOBODY
    assert again(5, staff=(OTHERS[0], OTHERS[1]._replace(left_on=TODAY), CS_MANAGER)) == (6, AssignedBy.ROLE)


def test_a_manager_who_resolved_it_does_not_call_again_about_it_either():
    assert again(9, whose=(9, AssignedBy.MANAGER), staff=(CS_MANAGER, StaffMember(10, Role.CS_MANAGER))) == (10, AssignedBy.MANAGER)
    assert again(9, whose=(9, AssignedBy.MANAGER), staff=(CS_MANAGER,)) == NOBODY
