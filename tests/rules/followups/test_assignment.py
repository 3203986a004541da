import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import ADVISOR, CONSULTANT, MANAGER, OTHER_ADVISOR, SPECIALIST, STAFF, customer, day, vehicle

from kcrm.model import AssignedBy, Role, StaffMember
from kcrm.rules.followups.assignment import Roster, assigned, pick_specialist

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
