"""Whose a prospect is: ties one after the other, and the days of the pool, worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.prospects import ProspectLevel
from kcrm.policy import Policy
from kcrm.rules.prospects.sharing import Load, idle_days, is_idle, owner_after_leaving, pick_consultant, released_on

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


def test_who_left_is_followed_by_the_colleague_with_fewest_of_the_level():
    loads = [Load(1, "S01"), Load(2, "S02", 9, 3), Load(3, "S03", 12, 2)]
    assert owner_after_leaving(loads, 1) == 3
    assert owner_after_leaving(loads, 4) == 1
    assert owner_after_leaving(loads[:1], 1) is None


@pytest.mark.parametrize(
    ("level", "days", "last_held", "released"),
    [
        (H, 3, "2026-03-04", "2026-03-05"),
        (A, 7, "2026-03-08", "2026-03-09"),
        (B, 15, "2026-03-16", "2026-03-17"),
        (C, 30, "2026-03-31", "2026-04-01"),
    ],
)
def test_it_goes_back_on_the_very_day_on_which_so_many_have_passed(level, days, last_held, released):
    assert idle_days(level, POOL) == days
    assert released_on(level, LAST, POOL) == date.fromisoformat(released)
    assert not is_idle(level, LAST, date.fromisoformat(last_held), POOL)
    assert is_idle(level, LAST, date.fromisoformat(released), POOL)
    assert is_idle(level, LAST, date(2027, 1, 1), POOL)


def test_who_means_to_buy_later_than_in_three_months_is_never_taken_away():
    assert idle_days(N, POOL) is None
    assert released_on(N, LAST, POOL) is None
    assert not is_idle(N, LAST, date(2030, 1, 1), POOL)


@pytest.mark.parametrize("level", ProspectLevel)
def test_nothing_goes_back_unless_the_policy_says_so(level):
    assert idle_days(level, DEFAULT) is None
    assert released_on(level, LAST, DEFAULT) is None
    assert not is_idle(level, LAST, date(2030, 1, 1), DEFAULT)


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
    taken = {load.staff_id: load._replace(of_level=0, open=0) for load in team if load.staff_id != left_id}
    for _ in range(leads):
        chosen = owner_after_leaving([*taken.values(), Load(left_id, "S99")], left_id)
        assert (chosen is None) == (not taken)
        if chosen is None:
            return
        taken[chosen] = taken[chosen]._replace(of_level=taken[chosen].of_level + 1, open=taken[chosen].open + 1)
    had = [load.of_level for load in taken.values()]
    assert max(had, default=0) - min(had, default=0) <= 1


@given(st.sampled_from(ProspectLevel), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 60), st.booleans())
def test_it_is_idle_exactly_from_the_day_that_was_told_ahead(level, last, passed, release):
    policy, today = POOL._replace(idle_release=release), last + timedelta(days=passed)
    told = released_on(level, last, policy)
    assert is_idle(level, last, today, policy) == (told is not None and today >= told)
