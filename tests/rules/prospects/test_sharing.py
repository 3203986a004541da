"""Whose a prospect is: ties one after the other, and the days of the pool, worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.prospects import ProspectLevel
from kcrm.policy import Policy
from kcrm.rules.prospects.levels import level
from kcrm.rules.prospects.sharing import Load, Unshared, concerned, pick_consultant, reassigned_on, released_on, share_out

H, A, B, C, N = ProspectLevel
DEFAULT = Policy.default().prospects
POOL = DEFAULT._replace(idle_release=True)
LAST = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("loads", "chosen"),
    [
        # fewest of the level, however many they have in all
        ([Load(1, "S01", open=9, of_level=1), Load(2, "S02", open=2, of_level=2)], 1),
        # as many of the level: fewest open in all, however long the other one waits
        ([Load(1, "S01", 5, 2), Load(2, "S02", 4, 2, date(2026, 3, 1))], 2),
        # as many open: longest without a new one
        ([Load(1, "S01", 4, 2, date(2026, 3, 1)), Load(2, "S02", 4, 2, date(2026, 2, 28))], 2),
        # who never had one waits longest
        ([Load(1, "S01", 4, 2, date(2020, 1, 1)), Load(2, "S02", 4, 2)], 2),
        # all the same: the employee number, not the order or the number within
        ([Load(1, "S03", 4, 2, LAST), Load(2, "S01", 4, 2, LAST), Load(3, "S02", 4, 2, LAST)], 2),
        ([Load(7, "S07")], 7),
        ([], None),
    ],
)
def test_a_lead_goes_to_whoever_has_fewest_and_waits_longest(loads, chosen):
    assert pick_consultant(loads) == chosen
    assert pick_consultant(reversed(loads)) == chosen


def test_who_left_is_followed_by_all_colleagues_by_what_each_has_of_the_level():
    # two H and an A: the H go to the one with fewest H, then to the one with as many H and fewer in all; the A to whom has none of it
    loads = {
        H: [Load(1, "S01", 9, 1), Load(2, "S02", 5, 2)],
        A: [Load(1, "S01", 9, 3), Load(2, "S02", 5, 0)],
    }
    assert share_out([Unshared(11, H), Unshared(12, H), Unshared(13, A)], loads, LAST) == {11: 1, 12: 2, 13: 2}
    # as many of the level and in all: who got one today waits longest no more
    alike = {B: [Load(1, "S01", 0, 0, LAST - timedelta(days=9)), Load(2, "S02", 1, 1, LAST - timedelta(days=1))]}
    assert share_out([Unshared(11, B), Unshared(12, B)], alike, LAST) == {11: 1, 12: 2}


def test_whose_it_was_does_not_get_it_again_and_with_nobody_else_it_stays():
    loads = {H: [Load(1, "S01"), Load(2, "S02", 9, 9)]}
    assert share_out([Unshared(11, H, 1)], loads, LAST) == {11: 2}
    assert share_out([Unshared(11, H, 1)], {H: loads[H][:1]}, LAST) == {}
    assert share_out([Unshared(11, H)], {H: []}, LAST) == {}


@pytest.mark.parametrize(
    ("intended_on", "floor", "released"),
    [
        # set by hand: 3, 7, 15 and 30 days after 2 March
        (None, H, "2026-03-05"),
        (None, A, "2026-03-09"),
        (None, B, "2026-03-17"),
        (None, C, "2026-04-01"),
        (None, N, None),
        (None, None, None),
        # a day gone by is H
        ("2026-02-01", None, "2026-03-05"),
        # on 7 March, seven days before the 14th, it becomes H, of which five days have passed then
        ("2026-03-14", None, "2026-03-07"),
        # on 5 March it is already H
        ("2026-03-12", None, "2026-03-05"),
        # A on 9 March: 15 days before the 24th
        ("2026-03-24", None, "2026-03-09"),
        # N until 2 June, 90 days before 31 August; on that day C, of which 30 have long passed
        ("2026-08-31", None, "2026-06-02"),
        # by hand B, until the day says more: 17 March is before it becomes A on the 26th
        ("2026-04-10", B, "2026-03-17"),
    ],
)
def test_it_goes_back_on_the_day_on_which_so_many_have_passed_as_the_level_of_that_day_allows(intended_on, floor, released):
    day = intended_on and date.fromisoformat(intended_on)
    assert released_on(LAST, day, floor, POOL) == (released and date.fromisoformat(released))
    assert released_on(LAST, day, floor, DEFAULT) is None


@pytest.mark.parametrize(("days", "whose"), [(3, "consultant"), (4, "consultant"), (5, "manager"), (9, "manager")])
def test_a_late_contact_is_the_consultants_matter_then_the_managers(days, whose):
    assert concerned(days, DEFAULT) == whose


def test_who_got_it_late_has_as_long_as_anybody():
    policy = DEFAULT._replace(overdue_reassign=True)
    assert reassigned_on(LAST, None, policy) == date(2026, 3, 9)
    assert reassigned_on(LAST, date(2026, 2, 1), policy) == date(2026, 3, 9)
    assert reassigned_on(LAST, date(2026, 3, 4), policy) == date(2026, 3, 11)
    assert reassigned_on(LAST, None, DEFAULT) is None


@st.composite
def teams(draw):
    """Consultants at work, each with a number of their own; small counts, so that many are alike."""
    counts = st.integers(0, 3)
    ids = draw(st.lists(st.integers(1, 30), unique=True, max_size=6))
    numbers = draw(st.permutations([f"S{place:02}" for place in range(len(ids))]))
    days = st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 3))
    return [Load(each, number, draw(counts), draw(counts), draw(days)) for each, number in zip(ids, numbers, strict=True)]


@given(teams(), st.randoms())
def test_the_chosen_one_is_at_work_and_does_not_depend_on_the_order(team, random):
    chosen = pick_consultant(team)
    assert (chosen is None) == (not team)
    mixed = random.sample(team, len(team))
    assert pick_consultant(mixed) == chosen
    for load in team:
        if load.staff_id == chosen:
            assert load.of_level == min(each.of_level for each in team)
            assert load.open == min(each.open for each in team if each.of_level == load.of_level)


@given(teams(), st.integers(1, 30), st.integers(0, 20))
def test_leads_given_one_after_the_other_are_even_within_one(team, left_id, leads):
    empty = [load._replace(of_level=0, open=0) for load in team]
    given_to = share_out([Unshared(number, H, left_id) for number in range(leads)], {H: empty}, LAST)
    others = [load.staff_id for load in team if load.staff_id != left_id]
    assert set(given_to) == (set(range(leads)) if others else set())
    had = [list(given_to.values()).count(each) for each in others]
    assert max(had, default=0) - min(had, default=0) <= 1
    assert left_id not in given_to.values()


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, st.none() | DAYS, st.none() | st.sampled_from(ProspectLevel))
def test_the_day_told_ahead_is_the_first_on_which_so_many_have_passed(since, intended_on, floor):
    limits = {H: 3, A: 7, B: 15, C: 30}

    def is_idle(day):
        limit = limits.get(level(intended_on, day, POOL, floor).level)
        return limit is not None and (day - since).days >= limit

    told = released_on(since, intended_on, floor, POOL)
    until = since + timedelta(days=500)
    assert told == next((day for passed in range(500) if is_idle(day := since + timedelta(days=passed))), None)
    assert told is None or since < told < until
