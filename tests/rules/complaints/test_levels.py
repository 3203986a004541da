"""Whose a complaint is, where it starts, what makes it a repeated one, and who may grant goodwill."""

from datetime import date, timedelta

import pytest
from complaint_history import local

from kcrm.model import (
    Cause,
    ComplaintChannel,
    Level,
    Reason,
    Repeated,
    Role,
    StaffMember,
)
from kcrm.policy import Policy
from kcrm.rules.complaints.levels import (
    Case,
    House,
    Kin,
    Place,
    may_grant,
    next_level,
    place_at,
    raised_by_clock,
    repetition,
    start_level,
    who_may_grant,
)
from kcrm.rules.followups.assignment import Roster

TODAY = date(2026, 6, 15)
POLICY = Policy.default().complaints
S1, S2, MANAGER, WORKSHOP, SALES, BOSS = range(1, 7)
EVERYBODY = {
    S1: Role.CS_SPECIALIST,
    S2: Role.CS_SPECIALIST,
    MANAGER: Role.CS_MANAGER,
    WORKSHOP: Role.DEPARTMENT_HEAD,
    SALES: Role.DEPARTMENT_HEAD,
    BOSS: Role.GENERAL_MANAGER,
}
CASE = Case(customer_id=1, specialist_id=S1, department="维修部")


def house(*ids, left=()):
    members = [StaffMember(each, EVERYBODY[each], left_on=TODAY - timedelta(days=1) if each in left else None) for each in ids or EVERYBODY]
    return House(Roster(members), {WORKSHOP: "维修部", SALES: "销售部"}, TODAY)


@pytest.mark.parametrize(
    ("level", "owner"),
    [
        (Level.SPECIALIST, S1),
        (Level.CS_MANAGER, MANAGER),
        (Level.DEPARTMENT_HEAD, WORKSHOP),
        (Level.GENERAL_MANAGER, BOSS),
        (Level.MANUFACTURER, BOSS),  # stays its owner in the house
    ],
)
def test_each_level_has_its_owner(level, owner):
    assert place_at(level, CASE, house()) == Place(level, owner)


def test_with_nobody_in_the_role_it_is_the_next_level_up():
    assert place_at(Level.SPECIALIST, CASE, house(MANAGER, BOSS)) == Place(Level.CS_MANAGER, MANAGER)
    assert place_at(Level.CS_MANAGER, CASE, house(MANAGER, WORKSHOP, BOSS, left=[MANAGER])) == Place(Level.DEPARTMENT_HEAD, WORKSHOP)
    # the head of sales is not the head of the workshop
    assert place_at(Level.CS_MANAGER, CASE, house(S1, SALES, BOSS)) == Place(Level.GENERAL_MANAGER, BOSS)


def test_with_nobody_above_the_nearest_below_owns_it_and_with_nobody_nobody():
    assert place_at(Level.GENERAL_MANAGER, CASE, house(S1, MANAGER)) == Place(Level.GENERAL_MANAGER, MANAGER)
    assert place_at(Level.SPECIALIST, CASE, House(Roster([]), {}, TODAY)) == Place(Level.SPECIALIST, None)


def test_a_customer_without_a_specialist_gets_one_of_them():
    assert place_at(Level.SPECIALIST, Case(4, None, None), house()).owner_id == S1  # 4 % 2 = 0, the first
    assert place_at(Level.SPECIALIST, Case(5, None, None), house()).owner_id == S2


@pytest.mark.parametrize("channel", ["authority", "consumer_association", "media", "internet"])
def test_public_channels_start_with_the_general_manager(channel):
    assert start_level(ComplaintChannel(channel), [], POLICY) == (Level.GENERAL_MANAGER, Reason.PUBLIC_CHANNEL)


def test_others_start_with_a_specialist_and_repeated_ones_one_level_higher():
    assert start_level(ComplaintChannel.PHONE, [], POLICY) == (Level.SPECIALIST, None)
    assert start_level(None, [Repeated.CAUSE], POLICY) == (Level.CS_MANAGER, Reason.REPEATED)


def kin(number, day, customer=1, vehicle=7, cause=Cause.REPAIR):
    return Kin(number, customer, vehicle, cause, local(day))


def test_the_third_complaint_of_a_customer_within_90_days_is_repeated():
    first, second = kin(1, "2026-03-17 10:00", cause=Cause.PRICE), kin(2, "2026-05-01 10:00", vehicle=None)
    # 15 June less 90 days is 17 March
    assert repetition(kin(3, "2026-06-15 10:00"), [first, second], POLICY) == (Repeated.CUSTOMER,)
    assert repetition(kin(3, "2026-06-15 10:01"), [first, second], POLICY) == ()
    assert repetition(second, [first, kin(3, "2026-06-15 10:00")], POLICY) == ()  # what came later does not count


def test_the_third_of_one_cause_on_one_vehicle_is_repeated_whoever_complains():
    others = [kin(1, "2026-06-01 10:00", customer=2), kin(2, "2026-06-02 10:00", customer=3)]
    assert repetition(kin(3, "2026-06-15 10:00"), others, POLICY) == (Repeated.CAUSE,)
    assert repetition(kin(3, "2026-06-15 10:00", cause=Cause.PARTS), others, POLICY) == ()
    # no vehicle and no cause in common is nothing in common
    unknown = [kin(number, "2026-06-01 10:00", customer=number, vehicle=None, cause=None) for number in (4, 5)]
    assert repetition(kin(6, "2026-06-15 10:00", vehicle=None, cause=None), unknown, POLICY) == ()


def test_goodwill_is_within_the_authority_of_the_post():
    assert may_grant(Role.CS_SPECIALIST, 200_00, POLICY)
    assert not may_grant(Role.CS_SPECIALIST, 200_01, POLICY)
    assert not may_grant(Role.TECHNICIAN, 1, POLICY)
    assert who_may_grant(1000_01, POLICY) == (Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER)
    assert who_may_grant(50_000_01, POLICY) == ()


def test_a_missed_deadline_raises_one_level_and_never_beyond_the_general_manager():
    raised = {level: raised_by_clock(level) for level in Level}
    assert raised == {
        Level.SPECIALIST: Level.CS_MANAGER,
        Level.CS_MANAGER: Level.DEPARTMENT_HEAD,
        Level.DEPARTMENT_HEAD: Level.GENERAL_MANAGER,
        Level.GENERAL_MANAGER: None,
        Level.MANUFACTURER: None,
    }


def test_above_the_manufacturer_there_is_nobody():
    assert [next_level(level) for level in Level] == [*list(Level)[1:], None]
