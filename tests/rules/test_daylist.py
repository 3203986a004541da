from datetime import datetime, time, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import day, policy_with

from kcrm.model import Channel, ComplaintChannel, CustomerClass, Severity
from kcrm.policy import Policy
from kcrm.rules.daylist import DayItem, Rank, arrange, day_order, is_grave, rank_of

TODAY = day("2026-03-10")
NOW = datetime(2026, 3, 10, 9, 30)
POLICY = Policy.default()


def moment(text):
    return datetime.fromisoformat(text)


def entry(number, customer_id, **given):
    defaults = {
        "customer_no": f"K{customer_id:03}",
        "customer_class": None,
        "channel": Channel.CALL,
        "due_on": TODAY,
        "call_on": TODAY,
        "urgent": False,
    }
    return DayItem(number, customer_id, **defaults | {"window_start": None, "assignee_id": None} | given)


def order_of(*items, policy=POLICY):
    return [placed.item.id for placed in arrange(items, NOW, policy)]


@pytest.mark.parametrize(
    ("given", "rank"),
    [
        ({"due_on": "2026-03-09"}, Rank.OVERDUE),
        ({"due_on": "2026-03-10"}, Rank.TODAY),
        ({"due_on": "2026-03-11"}, Rank.UPCOMING),
        ({"due_on": "2026-03-09", "urgent": True}, Rank.URGENT),
        ({"due_on": "2026-03-11", "urgent": True}, Rank.URGENT),
        ({"due_on": "2026-03-11", "urgent": True, "grave": True}, Rank.GRAVE),
        ({"due_on": "2026-03-11", "agreed": moment("2026-03-10T09:30")}, Rank.AGREED),
        ({"due_on": "2026-03-11", "agreed": moment("2026-03-09T15:00")}, Rank.AGREED),  # it was not kept yesterday
        ({"due_on": "2026-03-09", "agreed": moment("2026-03-10T09:31")}, Rank.OVERDUE),  # not yet
        ({"due_on": "2026-03-09", "urgent": True, "agreed": moment("2026-03-10T09:00")}, Rank.AGREED),
        ({"due_on": "2026-03-09", "urgent": True, "grave": True, "agreed": moment("2026-03-10T09:00")}, Rank.GRAVE),
    ],
)
def test_the_rank_follows_from_complaints_then_the_time_agreed_then_the_due_date(given, rank):
    assert rank_of(entry(1, 1, **{**given, "due_on": day(given["due_on"])}), NOW) is rank


def test_grave_complaints_then_agreed_times_then_other_urgent_ones_and_the_earlier_promise_first():
    grave, kept_back = entry(1, 1, urgent=True, grave=True), entry(2, 2, urgent=True, grave=True, agreed=moment("2026-03-10T09:00"))
    late, later = entry(3, 3, agreed=moment("2026-03-09T16:00")), entry(4, 4, due_on=day("2026-01-01"), agreed=moment("2026-03-10T09:15"))
    urgent, overdue = entry(5, 5, urgent=True), entry(6, 6, due_on=day("2026-02-01"), agreed=moment("2026-03-10T15:00"))
    assert order_of(overdue, urgent, later, late, grave, kept_back) == [2, 1, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("severity", "channel", "repeated", "grave"),
    [
        (Severity.MAJOR, None, False, True),
        (Severity.NORMAL, ComplaintChannel.MEDIA, False, True),
        (Severity.MINOR, ComplaintChannel.PHONE, True, True),
        (Severity.NORMAL, ComplaintChannel.PHONE, False, False),
        (Severity.MINOR, None, False, False),
    ],
)
def test_a_complaint_is_grave_where_it_is_major_public_or_repeated(severity, channel, repeated, grave):
    assert is_grave(severity, channel, POLICY.complaints.public_channels, repeated=repeated) is grave


def test_urgent_then_longest_overdue_then_today_then_upcoming():
    ahead, now = entry(1, 1, due_on=day("2026-03-11")), entry(2, 2)
    late, later, urgent = entry(3, 3, due_on=day("2026-03-09")), entry(4, 4, due_on=day("2026-03-01")), entry(5, 5, urgent=True)
    assert order_of(ahead, now, late, later, urgent) == [5, 4, 3, 2, 1]


def test_today_goes_by_preferred_time_and_no_preference_means_the_start_of_the_calling_hours():
    evening, early, anytime = entry(1, 1, window_start=time(18)), entry(2, 2, window_start=time(8)), entry(3, 3)
    ten = entry(4, 4, window_start=time(10))
    assert order_of(evening, early, anytime, ten) == [2, 3, 4, 1]
    assert order_of(evening, early, anytime, ten, policy=policy_with(calling__hours="11:00-12:00")) == [2, 4, 3, 1]


def test_then_by_class_and_then_by_customer_number():
    none, c = entry(1, 1), entry(2, 2, customer_class=CustomerClass.C)
    b, a = entry(3, 3, customer_class=CustomerClass.B), entry(4, 4, customer_class=CustomerClass.A)
    unnumbered = entry(5, 0, customer_no=None)
    assert order_of(none, c, b, a, unnumbered) == [4, 3, 1, 2, 5]


def test_one_customers_items_stand_together_at_the_place_of_the_most_urgent():
    first, other, second = entry(1, 1, due_on=day("2026-03-01")), entry(2, 2, due_on=day("2026-03-05")), entry(3, 1)
    assert order_of(second, other, first) == [1, 3, 2]


def test_the_caller_is_the_assignee_of_the_most_urgent_item_that_has_one():
    placed = arrange(
        [
            entry(1, 1, due_on=day("2026-03-01")),
            entry(2, 1, due_on=day("2026-03-05"), assignee_id=8),
            entry(3, 1, assignee_id=9),
            entry(4, 2),
        ],
        NOW,
        POLICY,
    )
    assert [(one.item.id, one.caller_id, one.days_overdue) for one in placed] == [(1, 8, 9), (2, 8, 5), (3, 8, 0), (4, None, 0)]


def test_who_only_has_a_message_to_send_does_not_make_the_call():
    message = entry(1, 1, due_on=day("2026-03-01"), assignee_id=7, channel=Channel.MESSAGE)
    assert [one.caller_id for one in arrange([message, entry(2, 1, assignee_id=8)], NOW, POLICY)] == [8, 8]
    assert [one.caller_id for one in arrange([message, entry(2, 1)], NOW, POLICY)] == [7, 7]


ITEMS = st.lists(
    st.builds(
        entry,
        st.integers(1, 99),
        st.integers(1, 5),
        due_on=st.integers(-5, 5).map(lambda days: TODAY + timedelta(days=days)),
        channel=st.sampled_from(Channel),
        urgent=st.booleans(),
        grave=st.booleans(),
        agreed=st.none() | st.integers(-40, 40).map(lambda hours: NOW + timedelta(hours=hours)),
        assignee_id=st.none() | st.integers(1, 4),
        window_start=st.none() | st.times(),
        customer_class=st.none() | st.sampled_from(CustomerClass),
    ),
    max_size=12,
    unique_by=lambda item: item.id,
)


@given(ITEMS, st.randoms())
def test_the_order_does_not_depend_on_how_the_items_came(items, random):
    shuffled = list(items)
    random.shuffle(shuffled)
    assert arrange(shuffled, NOW, POLICY) == arrange(items, NOW, POLICY)


@given(ITEMS)
def test_there_is_one_caller_a_customer_and_nothing_is_lost(items):
    placed = arrange(items, NOW, POLICY)
    assert sorted(one.item.id for one in placed) == sorted(item.id for item in items)
    callers = {}
    for one in placed:
        if one.item.channel is Channel.VISIT and one.item.assignee_id is not None:
            assert one.caller_id == one.item.assignee_id  # whose it is goes there
        else:
            assert callers.setdefault(one.item.customer_id, one.caller_id) == one.caller_id
    groups = [customer_id for customer_id, _ in groupby(placed, key=lambda one: one.item.customer_id)]
    assert len(groups) == len(set(groups))


@given(ITEMS)
def test_the_heads_of_the_customers_stand_in_the_order_of_the_day(items):
    heads = {}
    for one in arrange(items, NOW, POLICY):
        heads.setdefault(one.item.customer_id, day_order(one.item, NOW, POLICY))
    assert list(heads.values()) == sorted(heads.values())
