"""Satisfaction: rating against expectation, who is measured, the lowest aspect, the net promoter score."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcrm.model import Kind, Team
from kcrm.rules.satisfaction import (
    About,
    Rating,
    Recommendation,
    Verdict,
    fair,
    grouped,
    lowest,
    measured,
    recommendation,
    satisfaction,
    score,
    verdict,
)

DAY = date(2026, 6, 15)
MARKS = st.integers(1, 10)


def rating(mark, expectation=None, question="work_quality", survey="csi", **more):
    return Rating(survey, question, mark, expectation, DAY, **more)


@pytest.mark.parametrize(
    ("mark", "expected", "cs", "meaning"),
    [
        (10, 8, Fraction(5, 4), Verdict.DELIGHTED),
        (8, 8, Fraction(1), Verdict.SATISFIED),
        (7, 8, Fraction(7, 8), Verdict.DISAPPOINTED),
        (1, 3, Fraction(1, 3), Verdict.DISAPPOINTED),
    ],
)
def test_satisfaction_is_rating_by_expectation(mark, expected, cs, meaning):
    assert (satisfaction(mark, expected), verdict(satisfaction(mark, expected))) == (cs, meaning)


@settings(max_examples=150)
@given(st.lists(st.tuples(MARKS, st.none() | MARKS), max_size=8), MARKS, MARKS, MARKS)
def test_a_better_rating_never_lowers_satisfaction_and_a_higher_expectation_never_raises_it(others, mark, more, expected):
    rest = [rating(each, expectation) for each, expectation in others]
    low, high = sorted((mark, more))
    assert score([*rest, rating(low, expected)]).cs <= score([*rest, rating(high, expected)]).cs
    assert score([*rest, rating(low, expected)]).mean <= score([*rest, rating(high, expected)]).mean
    assert score([*rest, rating(expected, low)]).cs >= score([*rest, rating(expected, high)]).cs


@settings(max_examples=150)
@given(st.lists(st.tuples(MARKS, st.none() | MARKS), max_size=12))
def test_every_compared_rating_is_delighted_satisfied_or_disappointed(pairs):
    found = score(rating(*pair) for pair in pairs)
    assert found.delighted + found.satisfied + found.disappointed == found.compared <= found.count == len(pairs)


def test_a_score_shows_what_it_is_made_of():
    # ratings 9, 6, 8: mean 23/3; with an expectation 9/8 (delighted) and 6/8 (disappointed): 15/16
    found = score([rating(9, 8), rating(6, 8), rating(8)])
    assert (found.mean, found.cs) == (Fraction(23, 3), Fraction(15, 16))
    assert (found.count, found.total, found.compared, found.compared_total, found.expected_total) == (3, 23, 2, 15, 16)
    assert (found.delighted, found.satisfied, found.disappointed) == (1, 0, 1)


def test_without_ratings_there_is_no_score():
    assert (score([]).mean, score([]).cs, score([rating(9)]).cs) == (None, None, None)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "net"),
    [
        (30, 50, 20, 10),  # DELA, annual report 2018, glossary: 30 % promoters and 20 % detractors are +10
        (60, 25, 15, 45),  # theprimecalculator.com, "How to calculate Net Promoter Score": 60, 25 and 15 of 100 are 45
        (1, 0, 0, 100),
        (0, 0, 3, -100),
        (0, 7, 0, 0),
    ],
)
def test_the_net_promoter_score_of_published_examples(promoters, passives, detractors, net):
    marks = [9] * promoters + [7] * passives + [6] * detractors
    found = recommendation(rating(mark, survey="recommend", question="recommend") for mark in marks)
    assert found == Recommendation(promoters, passives, detractors)
    assert found.net == net


@pytest.mark.parametrize(("mark", "who"), [(0, (0, 0, 1)), (6, (0, 0, 1)), (7, (0, 1, 0)), (8, (0, 1, 0)), (9, (1, 0, 0)), (10, (1, 0, 0))])
def test_each_mark_promotes_or_detracts(mark, who):
    found = recommendation([rating(mark, survey="recommend", question="recommend"), rating(10)])
    assert (found.promoters, found.passives, found.detractors) == who


def test_nobody_asked_gives_no_net_promoter_score():
    assert recommendation([rating(10)]).net is None


def test_an_answer_that_the_measured_person_took_does_not_count():
    own, other, nobody = rating(10, asked_by=3, measured=frozenset({3})), rating(5, asked_by=4, measured=frozenset({3})), rating(6)
    assert fair([own, other, nobody]) == ([other, nobody], [own])


def test_of_two_consultants_in_one_call_neither_is_judged_but_both_are_barred():
    both = rating(5, asked_by=4, measured=frozenset({3, 4}), teams=frozenset({Team.BODY, Team.PAINT}))
    assert (both.person, both.team, both.by_measured) == (None, None, True)


@pytest.mark.parametrize(
    ("survey", "kind", "staff", "teams"),
    [
        ("ssi", Kind.DC7, {1}, {Team.MECHANICAL}),
        ("ssi", Kind.DC30, {1}, {Team.MECHANICAL}),
        ("ssi", Kind.POST_SERVICE, set(), set()),
        ("csi", Kind.POST_SERVICE, {2}, {Team.PAINT}),
        ("csi", Kind.DC7, set(), set()),
        ("recommend", Kind.DC30, {1}, {Team.MECHANICAL}),
        ("recommend", Kind.POST_SERVICE, {2}, {Team.PAINT}),
        ("recommend", Kind.BIRTHDAY, set(), set()),
        ("new_owner", Kind.NEW_OWNER_SURVEY, set(), set()),
        ("ssi", None, {1}, {Team.MECHANICAL}),
        ("csi", None, {2}, {Team.PAINT}),
        ("recommend", None, {2}, {Team.PAINT}),
        ("new_owner", None, set(), set()),
    ],
)
def test_a_purchase_judges_the_consultant_and_a_visit_the_advisor(survey, kind, staff, teams):
    about = About(kind, consultant_id=1, consultant_team=Team.MECHANICAL, advisor_id=2, order_team=Team.PAINT)
    assert measured(survey, [about]) == (frozenset(staff), frozenset(teams))


def test_a_form_about_a_vehicle_alone_judges_who_sold_it():
    assert measured("recommend", [About(None, consultant_id=1)]) == (frozenset({1}), frozenset())


def test_the_lowest_aspects_are_named_and_ties_all():
    by_aspect = grouped(
        [rating(8), rating(6, question="handover"), rating(6, question="advisor"), rating(9, question="convenience")],
        lambda each: each.aspect,
    )
    scores = {aspect: score(ratings) for aspect, ratings in by_aspect.items()}
    assert lowest(scores) == ("csi.handover", "csi.advisor")


def test_the_lowest_is_that_of_the_lowest_satisfaction_as_tables_tell_it():
    by_aspect = grouped(
        [rating(6, 6, question="handover"), rating(9, 10, question="advisor"), rating(3, question="convenience")], lambda each: each.aspect
    )
    # the handover has the lower mean of the two, but got what was expected: 1 against 0.9; of the third nobody said what they expected
    assert lowest({aspect: score(ratings) for aspect, ratings in by_aspect.items()}) == ("csi.advisor",)
    # where only one can be compared so, none is the lowest
    assert lowest({"csi.advisor": score([rating(9, 10)]), "csi.handover": score([rating(2)])}) == ()


def test_of_one_aspect_alone_none_is_the_lowest():
    assert lowest({"csi.advisor": score([rating(2)]), "csi.handover": score([])}) == ()
