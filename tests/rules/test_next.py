"""Who is next in a sitting, and who stands back."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.rules.next import Pick, Waiting, Window, pick, ready_at

NOON = time(12, 0)


def test_the_first_of_the_list_is_next():
    assert pick([Waiting(7), Waiting(3)], set(), NOON) == Pick(7)


def test_who_was_worked_or_left_out_does_not_come_again():
    assert pick([Waiting(7), Waiting(3)], {7}, NOON) == Pick(3)
    assert pick([Waiting(7), Waiting(3)], {7, 3}, NOON) == Pick(None)


def test_who_likes_to_be_called_later_stands_back_until_then():
    evening = Waiting(7, time(18, 0))
    assert pick([evening, Waiting(3)], set(), NOON) == Pick(3)
    assert pick([evening, Waiting(3)], set(), time(18, 0)) == Pick(7)


def test_where_all_stand_back_nobody_is_next_and_the_earliest_is_named_first():
    late, early = Waiting(7, time(18, 0)), Waiting(3, time(15, 0))
    assert pick([late, early], set(), NOON) == Pick(None, (early, late))


def test_an_agreed_time_goes_before_the_one_they_like():
    window = Window(time(18, 0), time(20, 0))
    assert ready_at(window.first, [time(15, 0), time(10, 30)]) == time(10, 30)
    assert ready_at(window.first, []) == time(18, 0)
    assert ready_at(None, []) is None


@pytest.mark.parametrize(
    ("stored", "clock", "suits"),
    [
        ("18:00-20:00", time(18, 0), True),
        ("18:00-20:00", time(20, 0), False),
        ("18:00-20:00", time(17, 59), False),
        ("22:00-02:00", time(23, 0), True),  # over midnight
        ("22:00-02:00", time(1, 59), True),
        ("22:00-02:00", NOON, False),
    ],
)
def test_a_window_holds_its_beginning_but_not_its_end(stored, clock, suits):
    assert Window.read(stored).holds(clock) is suits


def test_where_no_window_is_stored_there_is_none():
    assert Window.read(None) is None


waiting = st.lists(st.builds(Waiting, st.integers(1, 9), st.none() | st.times()), max_size=9, unique_by=lambda each: each.customer_id)


@given(waiting, st.sets(st.integers(1, 9)), st.times())
def test_whoever_is_next_is_the_first_who_is_left_and_ready_and_else_all_who_are_left_stand_back(order, settled, clock):
    picked = pick(order, settled, clock)
    left = [each for each in order if each.customer_id not in settled]
    ready = [each.customer_id for each in left if each.ready_at is None or each.ready_at <= clock]
    assert picked.customer_id == (ready[0] if ready else None)
    if not ready:
        assert sorted(each.customer_id for each in picked.later) == sorted(each.customer_id for each in left)
        assert [each.ready_at for each in picked.later] == sorted(each.ready_at for each in left)


def test_nobody_after_the_one_who_is_next_is_looked_at():
    def order():
        yield Waiting(7)
        raise AssertionError

    assert pick(order(), set(), NOON) == Pick(7)
