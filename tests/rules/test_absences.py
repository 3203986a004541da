"""Who calls in the place of somebody who is away."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import day

from kcrm.model import Channel, Role, StaffMember
from kcrm.policy import Policy
from kcrm.rules.absences import Away, StandIns
from kcrm.rules.daylist import DayItem, arrange
from kcrm.rules.followups.assignment import Roster

MON, TUE, WED, THU = (day(f"2026-06-{number}") for number in (15, 16, 17, 18))
ONE, TWO, THREE, MANAGER, GONE = 1, 2, 3, 8, 9
ROSTER = Roster(
    [
        *(StaffMember(number, Role.CS_SPECIALIST) for number in (ONE, TWO, THREE)),
        StaffMember(MANAGER, Role.SALES_MANAGER),
        StaffMember(GONE, Role.CS_SPECIALIST, left_on=MON),
    ]
)


def entry(number, customer_id, **given):
    defaults = {"channel": Channel.CALL, "customer_no": None, "customer_class": None, "urgent": False, "window_start": None}
    return DayItem(number, customer_id, **defaults | given)


def caller(*away, of=ONE, customer=7, on=TUE):
    return StandIns(ROSTER, away).caller(of, customer, on)


def test_who_is_there_calls_and_a_cover_only_on_the_days_of_the_absence():
    away = Away(ONE, TUE, WED, TWO)
    assert [caller(away, on=on) for on in (MON, TUE, WED, THU)] == [ONE, TWO, TWO, ONE]
    assert caller(away, of=TWO) == TWO


def test_a_cover_who_is_away_passes_it_on():
    assert caller(Away(ONE, MON, THU, TWO), Away(TWO, TUE, TUE, THREE)) == THREE
    assert caller(Away(ONE, MON, THU, TWO), Away(TWO, TUE, TUE, THREE), on=WED) == TWO


def test_two_who_cover_for_each_other_leave_it_to_the_third():
    assert caller(Away(ONE, MON, THU, TWO), Away(TWO, MON, THU, ONE)) == THREE


def test_a_cover_who_has_left_is_replaced_by_colleagues():
    # on Tuesday only 1, 2 and 3 are specialists; 1 is away; customer 7: 7 % 2 = 1, the second of (2, 3)
    assert caller(Away(ONE, MON, THU, GONE)) == THREE
    assert caller(Away(ONE, MON, THU, GONE), on=MON) == GONE


@pytest.mark.parametrize(("customer", "who"), [(4, TWO), (5, THREE), (6, TWO)])
def test_without_a_cover_colleagues_in_the_role_share_by_customer(customer, who):
    assert caller(Away(ONE, MON, THU), customer=customer) == who


def test_where_nobody_of_the_role_is_there_nobody_calls():
    assert caller(Away(MANAGER, MON, THU), of=MANAGER) is None
    everybody = [Away(number, MON, THU) for number in (ONE, TWO, THREE)]
    assert caller(*everybody) is None


@given(
    st.lists(
        st.builds(
            Away, st.sampled_from([ONE, TWO, THREE]), st.just(MON), st.just(WED), st.none() | st.sampled_from([ONE, TWO, THREE, GONE])
        ),
        max_size=5,
    ),
    st.integers(1, 50),
)
def test_nobody_who_is_away_is_ever_the_caller_while_a_colleague_is_there(away, customer):
    absent = {each.staff_id for each in away}
    found = caller(*away, customer=customer)
    assert (found is None) == (absent >= {ONE, TWO, THREE})
    assert found not in absent


def test_the_days_list_calls_in_the_place_of_who_is_away_and_the_duty_stays():
    items = [  # item, customer
        entry(1, 1, due_on=MON, call_on=MON, assignee_id=ONE),
        entry(2, 1, due_on=TUE, call_on=TUE, assignee_id=MANAGER),
        entry(3, 2, due_on=TUE, call_on=TUE, assignee_id=TWO),
        entry(4, 3, due_on=THU, call_on=THU, assignee_id=ONE),
        entry(5, 4, due_on=TUE, call_on=TUE, assignee_id=ONE, channel=Channel.MESSAGE),
    ]
    stand_ins = StandIns(ROSTER, [Away(ONE, TUE, WED, TWO)])
    placed = {one.item.id: one for one in arrange(items, datetime.combine(TUE, time(9)), Policy.default(), stand_ins)}
    # the call of Thursday is made by 1, who is back by then
    assert {number: one.caller_id for number, one in placed.items()} == {1: TWO, 2: TWO, 3: TWO, 4: ONE, 5: TWO}
    assert placed[1].item.assignee_id == ONE
    later = {
        one.item.id: one.caller_id
        for one in arrange(items, datetime.combine(THU, time(9)) + timedelta(days=1), Policy.default(), stand_ins)
    }
    assert later == {1: ONE, 2: ONE, 3: TWO, 4: ONE, 5: ONE}
