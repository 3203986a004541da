"""What a run through a checklist comes to, and when the list is due again."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.manager import CheckResult, ItemFacts, Place, Verdict
from kcrm.rules.checklists import judge, may_check, names_somebody, needs_reason, next_due

PASS, FAIL, NA = CheckResult
FRIDAY = date(2026, 11, 27)


def items(*facts):
    return [ItemFacts(weight, required, result) for weight, required, result in facts]


@pytest.mark.parametrize(
    ("facts", "verdict", "score", "complete"),
    [
        ([(3, True, PASS), (1, False, PASS)], Verdict.PASSED, 100, True),
        ([(3, True, PASS), (1, False, FAIL)], Verdict.PASSED, 75, True),  # what is not required costs its weight only
        ([(3, True, FAIL), (1, False, PASS)], Verdict.FAILED, 25, True),
        ([(1, True, FAIL), (99, False, PASS)], Verdict.FAILED, 99, True),  # however good the rest is
        ([(1, True, FAIL), (1, False, None)], Verdict.FAILED, 0, False),  # leaving the rest open does not save it
        ([(1, True, PASS), (1, False, None)], Verdict.INCOMPLETE, 100, False),
        ([(1, True, PASS), (1, False, NA)], Verdict.PASSED, 100, True),  # what does not apply leaves the denominator
        ([(2, False, FAIL), (1, False, PASS), (7, False, NA)], Verdict.PASSED, Fraction(100, 3), True),
        ([(1, False, NA)], Verdict.INCOMPLETE, None, False),  # where nothing applied nothing was checked
        ([], Verdict.INCOMPLETE, None, False),
    ],
)
def test_a_run_scores_what_was_in_order_of_what_was_answered(facts, verdict, score, complete):
    judged = judge(items(*facts))
    assert (judged.verdict, judged.score, judged.complete) == (verdict, score, complete)


FACTS = st.builds(ItemFacts, st.integers(1, 999), st.booleans(), st.sampled_from([None, *CheckResult]))


@given(st.lists(FACTS))
def test_a_required_item_that_failed_fails_the_run_and_nothing_else_does(facts):
    judged = judge(facts)
    assert (judged.verdict is Verdict.FAILED) == any(each.required and each.result is FAIL for each in facts)
    assert judged.score is None or 0 <= judged.score <= 100
    assert judge([*facts, ItemFacts(5, True, NA)])[1:3] == judged[1:3]


def weekdays(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("last", "rhythm", "is_open", "due"),
    [
        (FRIDAY, 7, lambda _day: True, date(2026, 12, 4)),
        (FRIDAY, 1, weekdays, date(2026, 11, 30)),  # over the weekend to Monday
        (FRIDAY, 2, weekdays, date(2026, 11, 30)),
        (FRIDAY, 3, weekdays, date(2026, 11, 30)),
        (FRIDAY, 4, weekdays, date(2026, 12, 1)),
        (None, 30, lambda _day: True, FRIDAY),  # never run: today
        (None, 30, lambda day: day > FRIDAY, date(2026, 11, 28)),
        (FRIDAY, 7, lambda _day: False, date(2026, 12, 4)),  # a calendar without an open day is not waited for
    ],
)
def test_the_next_run_follows_rhythm_and_calendar(last, rhythm, is_open, due):
    assert next_due(last, rhythm, FRIDAY, is_open) == due


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 999))
def test_a_list_is_never_due_before_its_rhythm_nor_on_a_closed_day(last, rhythm):
    due = next_due(last, rhythm, FRIDAY, weekdays)
    assert due >= last + timedelta(days=rhythm)
    assert weekdays(due)


def test_nobody_checks_themselves():
    assert not may_check(3, 3)
    assert may_check(3, 4)
    assert may_check(3, None)


def test_a_required_item_is_left_out_only_with_a_reason_and_appearance_is_always_somebodys():
    assert needs_reason(ItemFacts(1, True), NA)
    assert not needs_reason(ItemFacts(1, False), NA)
    assert not needs_reason(ItemFacts(1, True), FAIL)
    assert [place for place in Place if names_somebody(place)] == [Place.STAFF_APPEARANCE]
