"""How well somebody uses the CRM, worked out by hand, and by its laws (CRM应用评分表)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.manager import UsePart, UseState
from kcrm.policy import Policy
from kcrm.rules.crmuse import Excuse, UseCase, approve_by, half_up, mean_of, parts_of, score_of, state_of

WEIGHTS = {part: getattr(Policy.default().crmuse, part) for part in UsePart}
DAY = date(2026, 5, 12)


def cases(part, done, of, day=DAY):
    return [UseCase(part, f"{part}{place}", day, int(place < done)) for place in range(of)]


def never(_day):
    return False


MONTH = [
    *cases(UsePart.FOLLOWUPS, 3, 4),
    *cases(UsePart.ANSWERS, 1, 2),
    *cases(UsePart.TASKS, 2, 2),
    *cases(UsePart.PLAN, 0, 1),
    *cases(UsePart.JOURNALS, 9, 10),
]


def test_the_weights_of_the_policy_are_those_of_the_document():
    assert WEIGHTS == {"followups": 30, "answers": 15, "completeness": 15, "tasks": 15, "plan": 10, "audit": 10, "journals": 5}


@pytest.mark.parametrize(("breaches", "tenths"), [(0, 660), (1, 560), (6, 60), (7, 0), (99, 0)])
def test_a_month_worked_out_by_hand(breaches, tenths):
    """22.5 + 7.5 + 15 + 0 + 4.5 = 49.5 of 75, as completeness and audit have no case; 66.0 of 100."""
    parts = parts_of(MONTH, WEIGHTS, never)
    told = [each.points for each in parts]
    assert told == [Fraction(45, 2), Fraction(15, 2), None, 15, 0, None, Fraction(9, 2)]
    assert score_of(parts, breaches, 10) == tenths
    assert parts[0].missing == ["followups3"]
    assert parts[4].missing == ["plan0"]


def test_a_sampled_call_that_was_not_so_counts_in_its_part_and_as_a_breach():
    """Of the audit alone: 4 of 5 true is 80, less 10 for the breach 70; once it turned out to be none, 5 of 5 and nothing off."""
    assert score_of(parts_of(cases(UsePart.AUDIT, 4, 5), WEIGHTS, never), 1, 10) == 700
    assert score_of(parts_of(cases(UsePart.AUDIT, 5, 5), WEIGHTS, never), 0, 10) == 1000


def test_a_file_counts_by_its_fields():
    files = [UseCase(UsePart.COMPLETENESS, "C1", None, 3, 4), UseCase(UsePart.COMPLETENESS, "C2", None, 4, 4)]
    (part,) = (each for each in parts_of(files, WEIGHTS, never) if each.cases)
    assert (part.done, part.cases, part.missing) == (7, 8, ["C1"])
    assert score_of([part], 0, 10) == 875


@pytest.mark.parametrize(("done", "of", "tenths"), [(1, 16, 63), (2, 3, 667), (1, 3, 333), (0, 3, 0), (3, 3, 1000)])
def test_a_half_is_rounded_up(done, of, tenths):
    assert score_of(parts_of(cases(UsePart.TASKS, done, of), WEIGHTS, never), 0, 10) == tenths


def test_without_any_case_there_is_no_score_and_no_part_that_weighs_nothing_makes_one():
    assert score_of(parts_of([], WEIGHTS, never), 1, 10) is None
    assert score_of(parts_of(cases(UsePart.TASKS, 1, 1), {**WEIGHTS, UsePart.TASKS: 0}, never), 0, 10) is None


def test_absent_days_leave_the_denominator():
    there = cases(UsePart.FOLLOWUPS, 1, 1, date(2026, 5, 11))
    (part, *_rest) = parts_of([*there, *cases(UsePart.FOLLOWUPS, 0, 5)], WEIGHTS, lambda day: day == DAY)
    assert (part.done, part.cases, part.excused) == (1, 1, 0)


@pytest.mark.parametrize(
    ("excuse", "left"),
    [
        (Excuse(UsePart.JOURNALS), 0),
        (Excuse(UsePart.TASKS), 10),
        (Excuse(None, DAY, DAY), 0),
        (Excuse(UsePart.JOURNALS, date(2026, 5, 13), date(2026, 5, 31)), 10),
        (Excuse(None, date(2026, 5, 1), DAY), 0),
    ],
)
def test_what_is_excused_leaves_the_denominator(excuse, left):
    part = parts_of(cases(UsePart.JOURNALS, 9, 10), WEIGHTS, never, [excuse])[-1]
    assert (part.cases, part.excused) == (left, 10 - left)


def test_what_has_no_day_is_excused_by_its_part_alone():
    file = UseCase(UsePart.COMPLETENESS, "C1", None, 3, 4)
    assert not Excuse(None, DAY, DAY).covers(file)
    assert Excuse(UsePart.COMPLETENESS).covers(file)


@pytest.mark.parametrize(("months", "mean"), [((660, None, 665), 663), ((None, None), None), ((), None), ((1000, 0, 0), 333)])
def test_a_quarter_is_the_mean_of_the_months_that_have_a_score(months, mean):
    assert mean_of(months) == mean


def test_it_is_approved_by_the_fourteenth_of_the_next_month():
    may = date(2026, 5, 1)
    assert approve_by(may, 14) == date(2026, 6, 14)
    assert approve_by(date(2026, 12, 1), 14) == date(2027, 1, 14)
    assert state_of(may, date(2026, 5, 31), 14) is UseState.PRELIMINARY
    assert state_of(may, date(2026, 6, 1), 14) is UseState.OPEN
    assert state_of(may, date(2026, 6, 14), 14) is UseState.OPEN
    assert state_of(may, date(2026, 6, 15), 14) is UseState.LATE


counted = st.lists(st.builds(UseCase, st.sampled_from(UsePart), st.just("F1"), st.just(DAY), st.integers(0, 1), st.just(1)), max_size=30)


@given(counted, st.integers(0, 5))
def test_it_lies_between_0_and_100_and_one_thing_more_that_was_done_never_lowers_it(found, breaches):
    score = score_of(parts_of(found, WEIGHTS, never), breaches, 10)
    assert (score is None) == (not found)
    for place, case in enumerate(found):
        better = score_of(parts_of([*found[:place], case._replace(done=1), *found[place + 1 :]], WEIGHTS, never), breaches, 10)
        assert 0 <= score <= better <= 1000


@given(st.fractions(min_value=0, max_value=1000))
def test_halves_go_up(number):
    assert number - Fraction(1, 2) < half_up(number) <= number + Fraction(1, 2)
