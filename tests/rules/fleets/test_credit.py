"""Credit: grades, limits and measures at their bounds, worked out by hand, and by their laws."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Role
from kcrm.model.fleets import Assessment, Bill, CreditFacet, CreditGrade, CreditMeasure, CreditReason, CreditReview, CreditStands, Scores
from kcrm.policy import Policy
from kcrm.policy_values import Weight
from kcrm.rules.fleets.credit import (
    Because,
    Graded,
    Limits,
    graded,
    held_since,
    limit_of,
    may_approve,
    mean_month,
    months_counted,
    reassess_on,
    review,
    standing,
    stands_as,
    valid_until,
    who_may_approve,
)
from kcrm.rules.fleets.receivables import ledger

POLICY = Policy.default().fleets
UNEVEN = Policy.default().with_value("fleets.weights", "size=99,finance=1,cooperation=0,stability=0").fleets
TODAY = date(2026, 6, 15)
A, B, C, D = CreditGrade


@pytest.mark.parametrize(
    ("scores", "score", "grade"),
    [
        ((80, 80, 80, 80), 80, A),
        ((100, 100, 100, 20), 80, A),
        ((80, 80, 80, 79), Fraction(7975, 100), B),
        ((80, 80, 80, Fraction(7996, 100)), Fraction(7999, 100), B),
        ((60, 60, 60, 60), 60, B),
        ((60, 60, 60, 59), Fraction(5975, 100), C),
        ((0, 0, 0, 0), 0, C),
        ((100, 100, 100, 100), 100, A),
    ],
)
def test_the_grade_follows_from_the_mean_of_the_scores(scores, score, grade):
    assert graded(Scores(*scores), POLICY) == Graded(grade, Fraction(score))


@pytest.mark.parametrize(
    ("scores", "score", "grade"),
    # 99 × 80 + 1 × 79 = 7999; 99 × 60 + 1 × 59 = 5999
    [((80, 79, 100, 100), Fraction(7999, 100), B), ((80, 80, 0, 0), 80, A), ((60, 59, 100, 100), Fraction(5999, 100), C)],
)
def test_scores_are_weighed_as_the_policy_says(scores, score, grade):
    assert graded(Scores(*scores), UNEVEN) == Graded(grade, Fraction(score))


@pytest.mark.parametrize(
    ("scores", "missing"),
    [
        (Scores(90, None, 90, 90), (CreditFacet.FINANCE,)),
        (Scores(stability=0), (CreditFacet.SIZE, CreditFacet.FINANCE, CreditFacet.COOPERATION)),
        (Scores(), tuple(CreditFacet)),
    ],
)
def test_a_missing_score_gives_no_grade_and_is_named(scores, missing):
    assert graded(scores, POLICY) == Graded(None, None, missing)


def test_who_does_not_cooperate_formally_yet_is_graded_d_with_and_without_scores():
    assert graded(Scores(), POLICY, formal=False) == Graded(D, None, tuple(CreditFacet))
    assert graded(Scores(90, 90, 90, 90), POLICY, formal=False) == Graded(D, Fraction(90))


@pytest.mark.parametrize("score", [-1, 101, Fraction(10_001, 100)])
def test_scores_are_from_nothing_to_a_hundred(score):
    with pytest.raises(ValueError, match="size"):
        graded(Scores(score, 50, 50, 50), POLICY)


def test_weights_that_are_not_a_hundred_are_refused():
    with pytest.raises(ValueError, match="Weight"):
        graded(Scores(50, 50, 50, 50), POLICY._replace(weights=(Weight("size", 99, "size=99"),)))


@pytest.mark.parametrize(
    ("since", "months"),
    [
        (date(2026, 6, 15), 1),
        (date(2026, 5, 16), 1),
        (date(2026, 4, 16), 1),
        (date(2026, 4, 15), 2),
        (date(2025, 6, 16), 11),
        (date(2025, 6, 15), 12),
        (date(2010, 1, 1), 12),
        (date(2026, 7, 1), 1),
    ],
)
def test_the_mean_is_over_the_whole_months_that_the_account_exists_at_most_twelve(since, months):
    assert months_counted(since, POLICY, TODAY) == months


def test_months_from_the_end_of_a_month_are_whole_on_the_last_day_of_a_shorter_one():
    assert months_counted(date(2025, 12, 31), POLICY, date(2026, 2, 27)) == 1
    assert months_counted(date(2025, 12, 31), POLICY, date(2026, 2, 28)) == 2


def test_the_mean_month_is_that_of_the_latest_months():
    revenue = [(date(2025, 6, 15), 999), (date(2025, 6, 16), 700), (TODAY, 500), (date(2026, 6, 16), 999)]
    assert mean_month(revenue, date(2015, 1, 1), POLICY, TODAY) == 100  # 1200 of twelve months
    assert mean_month(revenue, date(2026, 4, 15), POLICY, TODAY) == 250  # 500 of two
    assert mean_month(revenue, date(2026, 6, 10), POLICY, TODAY) == 500
    assert mean_month([], date(2015, 1, 1), POLICY, TODAY) == 0


@pytest.mark.parametrize(("grade", "limit"), [(A, 1204), (B, 602), (C, 200), (D, 0)])
def test_the_limit_is_so_many_mean_months_in_whole_fen(grade, limit):
    assert limit_of(grade, Fraction(301, 3), POLICY) == limit  # 100 1/3: twelve are 1204, two 200 2/3


def test_a_loss_brings_no_limit():
    assert limit_of(A, Fraction(-5), POLICY) == 0


def states(*rows):
    """Bills by amount and days late."""
    due = [(amount, TODAY - timedelta(days=late)) for amount, late in rows]
    bills = [Bill(number, 7, amount, min(day, TODAY), day) for number, (amount, day) in enumerate(due, 1)]
    return ledger(bills, [], TODAY).bills


def measured(rows, limit, orders=0):
    return standing(states(*rows), orders, limit, POLICY, TODAY)


@pytest.mark.parametrize(
    ("owed", "orders", "measure"),
    [
        (7999, 0, CreditMeasure.OK),
        (8000, 0, CreditMeasure.WARN),
        (5000, 3000, CreditMeasure.WARN),
        (5000, 2999, CreditMeasure.OK),
        (10_000, 0, CreditMeasure.WARN),
        (10_001, 0, CreditMeasure.HOLD),
        (1, 10_000, CreditMeasure.HOLD),
    ],
)
def test_what_is_open_beside_the_limit_decides(owed, orders, measure):
    assert measured([(owed, 0)], 10_000, orders).measure is measure


@pytest.mark.parametrize(
    ("late", "measure"),
    [
        (0, CreditMeasure.OK),
        (1, CreditMeasure.WARN),
        (30, CreditMeasure.WARN),
        (31, CreditMeasure.HOLD),
        (90, CreditMeasure.HOLD),
        (91, CreditMeasure.STOP),
    ],
)
@pytest.mark.parametrize("limit", [None, 1_000_000])
def test_how_late_the_oldest_bill_is_decides_with_and_without_a_grade(late, measure, limit):
    assert measured([(100, late), (100, -5)], limit).measure is measure


@pytest.mark.parametrize("limit", [0, 1, None])
def test_nothing_open_is_in_order_at_any_limit(limit):
    assert measured([], limit) == (CreditMeasure.OK, 0, limit, ())


def test_who_has_no_limit_is_on_hold_with_the_first_fen():
    assert measured([(1, 0)], 0).measure is CreditMeasure.HOLD
    assert measured([], 0, 1).measure is CreditMeasure.HOLD


def test_a_measure_tells_all_its_reasons_gravest_first():
    found = measured([(100, 91), (200, 95), (300, 31), (400, 0)], 999)
    assert found == (
        CreditMeasure.STOP,
        1000,
        999,
        (
            Because(CreditMeasure.STOP, CreditReason.LATE, 95, Fraction(90), (1, 2)),
            Because(CreditMeasure.HOLD, CreditReason.OVER_LIMIT, 1000, Fraction(999)),
        ),
    )
    near = measured([(100, 2), (700, 0)], 1000)
    assert near.because == (
        Because(CreditMeasure.WARN, CreditReason.LATE, 2, Fraction(0), (1,)),
        Because(CreditMeasure.WARN, CreditReason.NEAR_LIMIT, 800, Fraction(800)),
    )
    assert measured([(100, 2), (950, 0)], 1000).because[0] == Because(CreditMeasure.HOLD, CreditReason.OVER_LIMIT, 1050, Fraction(1000))


@pytest.mark.parametrize(
    ("held_since", "again"),
    [
        (None, date(2027, 6, 15)),
        (date(2026, 9, 1), date(2026, 9, 1)),
        (TODAY, date(2027, 6, 15)),  # judged with that in mind
        (date(2026, 1, 1), date(2027, 6, 15)),
        (date(2027, 7, 1), date(2027, 6, 15)),
    ],
)
def test_an_account_is_assessed_again_after_twelve_months_or_at_once_on_hold(held_since, again):
    latest = Assessment(TODAY, B, 500, valid_until(TODAY, POLICY))
    assert reassess_on(latest, held_since) == again


@pytest.mark.parametrize(
    ("number", "approved", "stands"),
    [
        (3, [], CreditStands.WAITS),
        (3, [1, 2], CreditStands.WAITS),
        (3, [1, 3], CreditStands.COUNTS),
        (3, [3, 4], CreditStands.REPLACED),
        (3, [4], CreditStands.REPLACED),
        (1, [3, 1], CreditStands.REPLACED),
    ],
)
def test_the_latest_assessment_that_was_approved_counts(number, approved, stands):
    assert stands_as(number, approved) is stands


def test_why_an_account_is_assessed_again_is_told():
    latest = Assessment(TODAY, B, 500, valid_until(TODAY, POLICY))
    assert review(date(2026, 3, 1), None, date(2026, 5, 1)) == (CreditReview.NEVER, date(2026, 3, 1))
    assert review(date(2026, 3, 1), latest, TODAY) == (CreditReview.EXPIRES, date(2027, 6, 15))
    assert review(date(2026, 3, 1), latest, date(2026, 6, 16)) == (CreditReview.HELD, date(2026, 6, 16))


def test_an_assessment_of_29_february_holds_until_the_28th():
    assert valid_until(date(2028, 2, 29), POLICY) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("late", "since"),
    # Due on 16 May it is 30 days late on 15 June; due on 15 May it is 31, from that day on; due on 16 March since 16 April.
    [(30, None), (31, TODAY), (32, date(2026, 6, 14)), (91, date(2026, 4, 16)), (-30, None)],
)
@pytest.mark.parametrize("limit", [None, 1000])
def test_credit_is_held_since_a_bill_was_31_days_late_with_and_without_a_limit(late, since, limit):
    assert held_since(states((100, late), (100, 0)), [], Limits(limit), POLICY, TODAY) == since


def test_credit_is_held_since_the_bill_or_order_that_went_over_the_limit():
    bills = states((400, 10), (300, -5))  # issued on 5 and 15 June
    orders = [(date(2026, 6, 9), 200), (date(2026, 6, 1), 300)]
    for limit, since in ((299, date(2026, 6, 1)), (300, date(2026, 6, 5)), (699, date(2026, 6, 5)), (700, date(2026, 6, 9))):
        assert held_since(bills, orders, Limits(limit), POLICY, TODAY) == since, limit
    assert held_since(bills, orders, Limits(899), POLICY, TODAY) == date(2026, 6, 9)
    assert held_since(bills, orders, Limits(900), POLICY, TODAY) == TODAY
    assert held_since(bills, orders, Limits(1199), POLICY, TODAY) == TODAY
    assert held_since(bills, orders, Limits(1200), POLICY, TODAY) is None
    assert held_since(bills, orders, Limits(None), POLICY, TODAY) is None


def test_the_earlier_of_the_two_counts_and_what_is_paid_does_not():
    bills = states((100, 45), (900, 5))  # 31 days late on 1 June; over the limit on 10 June
    assert held_since(bills, [], Limits(999), POLICY, TODAY) == date(2026, 6, 1)
    assert held_since(bills, [(date(2026, 5, 20), 1000)], Limits(999), POLICY, TODAY) == date(2026, 5, 20)
    paid = [each._replace(paid=each.bill.amount) for each in bills]
    assert held_since(paid, [], Limits(0), POLICY, TODAY) is None
    assert held_since([], [(TODAY, 0)], Limits(0), POLICY, TODAY) is None
    assert held_since([], [(TODAY, 1)], Limits(0), POLICY, TODAY) == TODAY


@pytest.mark.parametrize(
    ("limit", "able"),
    # yuan 20,000, 50,000, 100,000 and 5,000,000
    [
        (0, (Role.SALES_MANAGER, Role.CS_MANAGER, Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER)),
        (2_000_000, (Role.SALES_MANAGER, Role.CS_MANAGER, Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER)),
        (2_000_001, (Role.SALES_MANAGER, Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER)),
        (5_000_000, (Role.SALES_MANAGER, Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER)),
        (5_000_001, (Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER)),
        (10_000_000, (Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER)),
        (10_000_001, (Role.GENERAL_MANAGER,)),
        (500_000_000, (Role.GENERAL_MANAGER,)),
        (500_000_001, ()),
    ],
)
def test_a_limit_is_within_the_authority_of_these_posts_and_of_no_others(limit, able):
    assert who_may_approve(limit, POLICY) == able
    assert {role for role in Role if may_approve(role, limit, POLICY)} == {*able}


def test_a_post_that_the_policy_gives_nothing_approves_not_even_a_limit_of_nothing():
    policy = Policy.default().with_value("fleets.credit.cs_manager", "0").fleets
    assert not may_approve(Role.CS_MANAGER, 0, policy)
    assert may_approve(Role.SALES_MANAGER, 0, policy)


SCORE = st.integers(0, 10_000).map(lambda hundredths: Fraction(hundredths, 100))


@given(st.tuples(SCORE, SCORE, SCORE, SCORE), st.integers(0, 3), SCORE)
def test_a_better_score_never_brings_a_worse_grade(scores, place, better):
    raised = list(scores)
    raised[place] = max(scores[place], better)
    order = [C, B, A]
    before, after = (graded(Scores(*each), POLICY) for each in (scores, raised))
    assert order.index(after.grade) >= order.index(before.grade)
    mean = Fraction(sum(scores), 4)
    assert before.score == mean
    assert before.grade is (A if mean >= 80 else B if mean >= 60 else C)


OWED = st.lists(st.tuples(st.integers(1, 5000), st.integers(-60, 200)), max_size=5)


@given(OWED, st.none() | st.integers(0, 10_000), st.integers(0, 5000), st.integers(1, 5000), st.integers(-60, 200))
def test_more_that_is_owed_never_makes_a_measure_milder(owed, limit, orders, more, late):
    order = list(CreditMeasure)
    before, after = measured(owed, limit, orders), measured([*owed, (more, late)], limit, orders)
    assert order.index(after.measure) >= order.index(before.measure)
    assert after.measure is max((each.measure for each in after.because), key=order.index, default=CreditMeasure.OK)


def held_on(bills, orders, limit, day):
    """Since when by a day, of what was there by it; and whether the measure of that day holds."""
    laid = ledger(bills, [], day).bills
    there = [(on, amount) for on, amount in orders if on <= day]
    measure = standing(laid, sum(amount for _on, amount in there), limit, POLICY, day).measure
    return held_since(laid, there, Limits(limit), POLICY, day), measure in {CreditMeasure.HOLD, CreditMeasure.STOP}


AGO = st.integers(0, 60)
BILLS = st.lists(st.tuples(st.integers(1, 5000), AGO, st.integers(0, 45)), max_size=4).map(
    lambda rows: [
        Bill(number, 7, amount, TODAY - timedelta(days=ago), TODAY - timedelta(days=ago - credit))
        for number, (amount, ago, credit) in enumerate(rows, 1)
    ]
)
ORDERS = st.lists(st.tuples(AGO.map(lambda ago: TODAY - timedelta(days=ago)), st.integers(0, 3000)), max_size=3)


@given(BILLS, ORDERS, st.none() | st.integers(0, 8000))
def test_who_is_on_hold_has_been_since_a_day_before_which_nothing_was(bills, orders, limit):
    since, held = held_on(bills, orders, limit, TODAY)
    assert (since is not None) is held
    if since is not None:
        assert since <= TODAY
        assert held_on(bills, orders, limit, since) == (since, True)
        assert held_on(bills, orders, limit, since - timedelta(days=1)) == (None, False)


@given(BILLS, ORDERS, st.integers(0, 8000), st.integers(0, 8000))
def test_a_higher_limit_never_holds_earlier(bills, orders, limit, more):
    before, after = (held_on(bills, orders, each, TODAY)[0] or TODAY + timedelta(days=1) for each in (limit, limit + more))
    assert before <= after


@given(st.integers(0, 600_000_000), st.integers(0, 600_000_000))
def test_who_may_approve_a_limit_may_approve_any_lower_one(limit, other):
    assert {*who_may_approve(max(limit, other), POLICY)} <= {*who_may_approve(min(limit, other), POLICY)}
