"""Expected value, ranking, classes, moves, visits and spend: figures worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import CustomerClass, MovePart
from kcrm.policy import Policy
from kcrm.rules.classification import (
    Chance,
    CutOffs,
    Spend,
    Standing,
    Worth,
    business_after,
    class_of,
    classify,
    counts_on,
    cut_offs,
    expected_value,
    medians_of,
    moved_by,
    ranked,
    spend_class,
    spend_limits,
)

POLICY = Policy.default().classification
A, B, C = CustomerClass


def worth(customer_id, ev_e4=0, *, no=None, visit=None, paid=0):
    return Worth(customer_id, no, ev_e4, visit, paid)


def test_expected_value_is_present_business_and_each_opportunity_by_its_probability():
    # 1,234.50 yuan + 5,000 x 0.3 + 200,000 x 12.34 % = 1,234.50 + 1,500 + 24,680 = 27,414.50 yuan
    chances = [Chance(500_000, 3_000), Chance(20_000_000, 1_234)]
    assert expected_value(123_450, chances) == 2_741_450 * 10_000


def test_values_are_exact_below_the_fen():
    # one fen at 0.01 % is a ten-thousandth of a fen
    assert expected_value(0, [Chance(1, 1)]) == 1
    assert ranked([worth(1, 0), worth(2, expected_value(0, [Chance(1, 1)]))])[0].customer_id == 2


@pytest.mark.parametrize(
    ("on", "after"),
    [
        (date(2026, 6, 15), date(2025, 6, 15)),
        (date(2024, 2, 29), date(2023, 2, 28)),  # there was no 29 February 2023
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_present_business_begins_after_the_same_date_a_year_earlier(on, after):
    assert business_after(on, 12) == after


@pytest.mark.parametrize(
    ("opened_on", "expected_on", "ended_on", "counts"),
    [
        (date(2026, 6, 15), None, None, True),
        (date(2026, 6, 16), None, None, False),  # not known yet
        (date(2026, 1, 1), date(2026, 6, 15), None, True),  # its last day
        (date(2026, 1, 1), date(2026, 6, 14), None, False),  # expired
        (date(2026, 1, 1), None, date(2026, 6, 15), False),  # won or lost on the day
        (date(2026, 1, 1), None, date(2026, 6, 16), True),  # ended later
    ],
)
def test_an_opportunity_counts_while_it_is_open_and_its_day_has_not_passed(opened_on, expected_on, ended_on, counts):
    assert counts_on(opened_on, expected_on, ended_on, date(2026, 6, 15)) is counts


@pytest.mark.parametrize(
    ("customers", "last_a", "last_b"),
    [
        (0, 0, 0),
        (1, 1, 1),
        (2, 1, 1),
        (3, 1, 2),
        (6, 1, 3),
        (7, 2, 3),
        (20, 3, 7),
        (100, 15, 35),
        (101, 16, 36),
        (500_000, 75_000, 175_000),
    ],
)
def test_shares_are_rounded_up_in_whole_numbers(customers, last_a, last_b):
    # 3 x 15 % = 0.45 -> 1, 3 x 35 % = 1.05 -> 2; 7 x 15 % = 1.05 -> 2, 7 x 35 % = 2.45 -> 3
    assert cut_offs(customers, POLICY) == CutOffs(last_a, last_b)


def test_twenty_customers_give_three_four_and_thirteen():
    placed = classify([worth(number, 100 - number) for number in range(1, 21)], POLICY)
    assert [each.customer_class for each in placed] == [A] * 3 + [B] * 4 + [C] * 13


def test_who_is_worth_nothing_is_c_whatever_the_rank():
    assert [each.customer_class for each in classify([worth(1), worth(2), worth(3)], POLICY)] == [C, C, C]
    assert class_of(1, 0, CutOffs(1, 1)) is C
    assert class_of(1, 1, CutOffs(1, 1)) is A


def test_nobody_and_one_customer_are_classified_too():
    assert classify([], POLICY) == []
    assert [(each.rank, each.customer_class) for each in classify([worth(7, 1)], POLICY)] == [(1, A)]


def test_equals_are_ranked_by_visit_then_paid_then_number_then_id():
    older, newer = date(2026, 1, 1), date(2026, 2, 1)
    expected = [
        worth(9, 5),
        worth(8, 1, visit=newer),
        worth(7, 1, visit=older, paid=2),
        worth(6, 1, no="KH1", visit=older, paid=1),
        worth(5, 1, no="KH2", visit=older, paid=1),
        worth(3, 1, visit=older, paid=1),  # without a number after those with one
        worth(4, 1, visit=older, paid=1),
        worth(2, 1, paid=9),  # never came
        worth(1, 0, visit=newer, paid=9),
    ]
    assert ranked(reversed(expected)) == expected


@given(
    st.lists(
        st.builds(
            Worth,
            st.integers(1, 10**6),
            st.none() | st.sampled_from(["KH1", "KH2", "客3"]),
            st.integers(0, 3),
            st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 3)),
            st.integers(0, 2),
        ),
        unique_by=lambda each: each.customer_id,
    ),
    st.randoms(),
)
def test_the_ranking_is_the_same_in_whatever_order_customers_come(worths, random):
    first = classify(worths, POLICY)
    random.shuffle(worths)
    assert classify(worths, POLICY) == first
    assert [each.rank for each in first] == list(range(1, len(worths) + 1))
    classes = [each.customer_class for each in first]
    assert classes == sorted(classes)
    assert classes.count(A) <= -(-len(worths) * 15 // 100)


def standing(customer_class, cb=0, chance=0, visit=None, paid=0):
    return Standing(customer_class, cb * 10_000 + chance * 10_000, cb, visit, paid)


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        (standing(C, cb=100), standing(A, cb=300), MovePart.CB),
        (standing(C, cb=100, chance=10), standing(A, cb=150, chance=200), MovePart.AV_P),
        (standing(C, cb=100, chance=10), standing(B, cb=50, chance=200), MovePart.AV_P),  # business fell, and yet they rose
        (standing(A, cb=300), standing(B, cb=200), MovePart.CB),
        (standing(A, cb=300, chance=100), standing(B, cb=300), MovePart.AV_P),
        (standing(B, cb=300), standing(A, cb=300), MovePart.OTHERS),
        (standing(B, cb=300), standing(A, cb=200), MovePart.OTHERS),  # worth less, but the others fell further
        (standing(B, cb=300, visit=date(2026, 1, 1)), standing(A, cb=300, visit=date(2026, 2, 1)), MovePart.LAST_VISIT),
        (standing(B, cb=300, paid=1), standing(A, cb=300, paid=2), MovePart.PAID),
    ],
)
def test_a_move_is_told_from_the_part_that_changed_most_in_its_direction(before, after, part):
    assert moved_by(before, after, same_policy=True) is part


def test_a_move_without_any_change_is_the_others_or_the_policy():
    # both parts rose alike: what was paid is named
    assert moved_by(standing(C), standing(B, cb=5, chance=5), same_policy=True) is MovePart.CB
    # more was paid ever, but the last visit lies further back: neither put them before others
    older = standing(B, visit=date(2026, 1, 1), paid=9), standing(A, visit=date(2025, 1, 1), paid=10)
    assert moved_by(*older, same_policy=True) is MovePart.OTHERS
    assert moved_by(standing(B, cb=1), standing(C, cb=1), same_policy=False) is MovePart.POLICY
    assert moved_by(standing(B, cb=1), standing(C, cb=1), same_policy=True) is MovePart.OTHERS


def test_many_and_high_are_more_than_the_medians_of_active_customers():
    # visits 1, 2, 4, 7: the median is 3; amounts 100, 100, 300, 900 fen: 200
    limits = medians_of([(1, 900), (2, 100), (4, 100), (7, 300)])
    assert limits == Spend(6, 400)
    assert [spend_class(visits, paid, limits) for visits, paid in ((4, 201), (4, 200), (3, 201), (3, 200))] == [A, B, B, C]


def test_an_odd_number_has_its_median_in_the_middle():
    assert medians_of([(1, 5), (9, 1), (2, 3)]) == Spend(4, 6)


def test_where_nobody_is_active_there_is_nothing_to_compare_with():
    assert medians_of([]) is None
    assert spend_limits(None, POLICY) is None


def test_the_policy_may_fix_what_is_many_and_high():
    fixed = POLICY._replace(by_median=False, many_visits=2, high_spend=2000)
    limits = spend_limits(None, fixed)
    assert limits == Spend(4, 400_000)
    assert spend_class(3, 200_001, limits) is A
