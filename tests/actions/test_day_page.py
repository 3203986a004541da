"""The first page of the day is found by SQL; here it is held against the whole list, which the pure rule arranges."""

import os
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planning_desk import day

from kcrm.actions import daylist
from kcrm.actions.daylist import Pressing, Wanted, day_list, day_page, in_order, placed_list, shares_of, sums_of
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.db import NewOperation
from kcrm.model import Channel, Kind
from kcrm.queries.planning import staff_members
from kcrm.rules.absences import Away, StandIns
from kcrm.rules.followups.assignment import Roster
from kcrm.storage.oplog import open_operation

TODAY = day("2026-06-15")
LIVE = (day("2026-06-14"), TODAY)  # the first day: some are due on it and some before; on that day itself nothing is late since then
RANKED = {
    "ev_e4": 0,
    "cb_fen": 0,
    "paid_fen": 0,
    "visits": 0,
    "since_on": "2026-06-01",
    "judged_on": "2026-06-01",
    "policy_version_id": 1,
}
PHONES = ("13800138001", "13800138002", "13800138003")

days = st.sampled_from((0, 0, 0, -1, 1, -3, 2)).map(lambda count: (TODAY + timedelta(days=count)).isoformat())
customers = st.lists(
    st.fixed_dictionaries(
        {
            "phone": st.none() | st.sampled_from(PHONES),
            "phone2": st.none() | st.just("13900139009"),
            "phone_state": st.sampled_from(("ok", "doubtful", "wrong")),
            "do_not_contact": st.integers(0, 1),
            "class": st.none() | st.sampled_from(("A", "B", "C")),
            "contact_window": st.none() | st.sampled_from(("08:00-09:00", "09:30-11:00", "18:00-20:00")),
        }
    ),
    min_size=3,
    max_size=5,
)
items = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.integers(0, 4),
            "channel": st.sampled_from(Channel),
            "due_on": days,
            "call_on": days,
            "lapses_on": st.none() | days,
            "call_time": st.none() | st.sampled_from(("07:30", "08:30", "15:00")),
            "assignee_id": st.none() | st.integers(1, 6),
            "contact_phone": st.none() | st.sampled_from(PHONES),
            "ended": st.sampled_from((False, False, False, True)),
        }
    ),
    min_size=4,
    max_size=14,
)
numbers = st.permutations((None, "K10", "K2", "Z", "号", "a")).map(lambda drawn: drawn[:5])

urgents = st.sets(st.integers(1, 5), max_size=2)


@pytest.fixture
def session(desk):
    with open_session(AppContext.of_environment(os.environ, language="en")) as opened:
        yield opened


def fill(connection, people, numbers, items):
    """These customers and follow-ups, within a transaction that is rolled back."""
    for place, person in enumerate(people):
        columns = {"id": place + 1, "name": "甲", "pinyin": "jia", "initials": "j", "customer_no": numbers[place], **person}
        drawn = columns.pop("class")
        insert(connection, "customer", columns)
        if drawn is not None:
            insert(connection, "classification", {"id": place + 1, "class": drawn, **RANKED})
    for place, item in enumerate(items):
        columns = dict(item)
        ended = columns.pop("ended")
        columns |= {
            "customer_id": columns.pop("customer") % len(people) + 1,
            "kind": Kind.BIRTHDAY,
            "base": "birthday",
            "base_on": "1990-01-01",
            "occurrence": place,
            "due_by": "interval",
            "place": "店外" if item["channel"] is Channel.VISIT else None,
            "assigned_by": "nobody" if item["assignee_id"] is None else "role",
            "state": "done" if ended else "open",
            "opened_at": "2026-06-01T00:00:00Z",
            "ended_at": "2026-06-02T00:00:00Z" if ended else None,
            "policy_version_id": 1,
        }
        insert(connection, "followup", columns)


def since(session, live):
    """The same desk, in use since that day."""
    return session._replace(store=session.store._replace(go_live_on=live))


def pressing(customers):
    """The even ones complain gravely, the odd ones do not."""
    return {customer: Pressing(("frequent_complainer",), customer % 2 == 0) for customer in customers}


def insert(connection, table, columns):
    marks = ", ".join("?" for _ in columns)
    connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    customers,
    numbers,
    st.sets(st.integers(1, 5), max_size=2),
    items,
    st.integers(1, 5),
    st.integers(0, 2),
    st.sampled_from([(channel, None) for channel in (None, *Channel)] + [(Channel.CALL, Channel.VISIT)] * 3),
    st.sampled_from(LIVE),
)
def test_the_first_page_is_the_beginning_of_the_whole_list_and_the_sums_are_of_all_of_it(
    session, people, numbers, urgent, items, first, ahead, channels, live
):
    session = since(session, live)
    wanted = Wanted(TODAY, TODAY + timedelta(days=ahead), channels[0], also=channels[1])
    connection = session.connection
    if connection.in_transaction:  # an example before this one failed
        connection.execute("ROLLBACK")
    connection.execute("BEGIN")
    with pytest.MonkeyPatch.context() as patch:
        # complaints have their own tests
        patch.setattr(daylist, "pressing_customers", lambda _session, _day: pressing(urgent))
        open_operation(connection, NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "test"))
        fill(connection, people, numbers, items)
        whole = day_list(session, wanted)
        assert day_page(session, wanted, first) == (whole[:first], sums_of(whole, live))
    connection.execute("ROLLBACK")


def drawn(dice):
    """Customers and follow-ups of few days and few people, so that many share a customer and a day."""
    person = {
        "phone": PHONES[:1],
        "class": (None, "A", "B", "C"),
        "contact_window": (None, None, "08:00-09:00", "09:30-11:00"),
    }
    item = {
        "customer": (0, 0, 1, 1, 2, 3, 4),
        "channel": (Channel.CALL, Channel.CALL, Channel.CALL, Channel.MESSAGE),
        "due_on": ("2026-06-13", "2026-06-14", "2026-06-15"),
        "call_on": ("2026-06-14", "2026-06-15", "2026-06-15", "2026-06-16"),
        "lapses_on": (None, None, "2026-06-14"),
        "call_time": (None, None, "07:30", "08:15", "15:00"),
        "assignee_id": (None, 4, 4, 5),
        "ended": (False, False, False, True),
    }
    items = [{key: dice.choice(values) for key, values in item.items()} for _number in range(14)]
    return [{key: dice.choice(values) for key, values in person.items()} for _number in range(5)], items


@pytest.mark.parametrize("seed", range(150))
def test_the_order_and_the_shares_of_each_caller_are_those_of_the_whole_list_whoever_is_away(session, monkeypatch, seed):
    dice, connection = Random(seed), session.connection
    live = LIVE[seed % 2]
    session = since(session, live)
    people, items = drawn(dice)
    urgent = pressing(dice.sample(range(1, 6), dice.choice((0, 1, 2))))
    away = [Away(staff, TODAY, TODAY, dice.choice((None, 4, 5, 6))) for staff in dice.sample((4, 5, 6), dice.choice((0, 0, 1, 2)))]
    present = StandIns(Roster(staff_members(connection)), away)
    monkeypatch.setattr(daylist, "pressing_customers", lambda _session, _day: urgent)
    monkeypatch.setattr(daylist, "stand_ins", lambda _session, _day: present)
    connection.execute("BEGIN")
    open_operation(connection, NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "test"))
    fill(connection, people, dice.sample((None, "K10", "K2", "Z", "号", "a"), 5), items)
    expected = {}
    for group in of_each_customer(placed_list(session, Wanted(TODAY, TODAY))):
        share = expected.setdefault(group[0].caller_id, [0, 0, 0])
        share[0] += 1
        share[1] += any(each.days_overdue for each in group)
        share[2] += min(each.item.due_on for each in group) == live < TODAY
    found = shares_of(session, TODAY).items()
    assert {key: [share.customers, share.overdue, share.since_go_live] for key, share in found} == expected
    for caller in (None, 4, 5, 6):
        wanted = Wanted(TODAY, TODAY, caller_id=caller)
        whole = of_each_customer(placed_list(session, wanted))
        for at_once in (1, 2, 5, 50):
            assert list(in_order(session, wanted, at_once)) == whole
    connection.execute("ROLLBACK")


def of_each_customer(placed):
    return [tuple(group) for _customer, group in groupby(placed, lambda each: each.item.customer_id)]


def test_a_page_for_one_caller_holds_only_what_they_call_and_counts_only_that(session):
    person = {"phone": PHONES[0], "phone2": None, "phone_state": "ok", "do_not_contact": 0, "class": None, "contact_window": None}
    item = {
        "channel": Channel.CALL,
        "due_on": "2026-06-15",
        "call_on": "2026-06-15",
        "lapses_on": None,
        "call_time": None,
        "contact_phone": None,
        "ended": False,
    }
    session.connection.execute("BEGIN")
    open_operation(session.connection, NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "test"))
    mine = [{**item, "customer": 0, "assignee_id": 4}, {**item, "customer": 1, "assignee_id": 5}, {**item, "customer": 2, "assignee_id": 4}]
    fill(session.connection, [person] * 3, ["K1", "K2", "K3", None, None], mine)
    rows, sums = day_page(session, Wanted(TODAY, TODAY, caller_id=4), 1)
    # customers 1 and 3 are called by member of staff 4; the page has room for the first of them
    assert [row.followup.customer_no for row in rows] == ["K1"]
    assert (sums.followups, sums.customers) == (2, 2)
    session.connection.execute("ROLLBACK")
