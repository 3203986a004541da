"""In which order a consultant's list goes; the laws by hypothesis."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Channel, Priority
from kcrm.model.prospects import ProspectLevel as L
from kcrm.rules.daylist import DayItem, Placed
from kcrm.rules.prospects.order import by_level

DAY = date(2026, 6, 15)


def placed(number, priority=Priority.TODAY, customer=None):
    item = DayItem(number, customer or number, None, None, Channel.CALL, DAY, DAY, urgent=False, window_start=None, assignee_id=1)
    return Placed(item, priority, 0, 1)


def order(groups, contacts):
    return [group[0].item.id for group in by_level(groups, contacts)]


def test_the_highest_level_first_and_what_has_none_right_after_it():
    groups = [(placed(number),) for number in range(1, 8)]
    contacts = {1: (L.N, False), 2: (L.C, False), 3: (L.B, False), 4: (L.A, False), 6: (L.H, False), 7: (L.N, True)}
    # 5 has no level; 7 is a first contact, which was promised
    assert order(groups, contacts) == [6, 7, 5, 4, 3, 2, 1]


def test_at_one_level_who_is_late_stays_ahead_and_a_late_one_of_a_low_level_does_not():
    groups = [(placed(1, Priority.OVERDUE),), (placed(2, Priority.OVERDUE),), (placed(3),), (placed(4),)]
    contacts = {1: (L.C, False), 2: (L.A, False), 3: (L.A, False), 4: (L.H, False)}
    assert order(groups, contacts) == [4, 2, 3, 1]


@pytest.mark.parametrize("ahead", [Priority.URGENT, Priority.AGREED])
def test_grave_and_agreed_ones_stay_ahead_and_what_is_not_due_yet_stays_last(ahead):
    groups = [(placed(1, ahead),), (placed(2),), (placed(3, Priority.UPCOMING),), (placed(4, Priority.UPCOMING),)]
    contacts = {1: (L.N, False), 2: (L.N, False), 3: (L.C, False), 4: (L.H, False)}
    assert order(groups, contacts) == [1, 2, 3, 4]


def test_a_customer_stands_where_the_most_pressing_of_theirs_does():
    groups = [(placed(1), placed(2, customer=1)), (placed(3),)]
    assert order(groups, {1: (L.N, False), 3: (L.A, False)}) == [1, 3]  # 2 has no level: a test drive of yesterday
    assert order(groups, {1: (L.N, False), 2: (L.B, False), 3: (L.A, False)}) == [3, 1]


levels = st.none() | st.tuples(st.sampled_from(L), st.booleans())


@given(st.lists(st.tuples(st.sampled_from(Priority), levels), max_size=12))
def test_nobody_is_lost_and_who_has_no_level_keeps_the_order_among_themselves(rows):
    rank = [Priority.URGENT, Priority.AGREED, Priority.OVERDUE, Priority.TODAY, Priority.UPCOMING]
    rows = sorted(rows, key=lambda row: rank.index(row[0]))
    groups = [(placed(number, priority),) for number, (priority, _level) in enumerate(rows)]
    contacts = {number: level for number, (_priority, level) in enumerate(rows) if level is not None}
    found = order(groups, contacts)
    assert sorted(found) == list(range(len(rows)))
    assert [number for number in found if number not in contacts] == [number for number in range(len(rows)) if number not in contacts]
    same = [number for number in found if contacts.get(number) == (L.A, False)]
    assert same == sorted(same)
