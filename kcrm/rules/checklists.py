"""Checklists: what a run scores, whether it passed, when the next one is due, who may check whom.

Showroom, workshop and lounge are looked at by lists (Customer-service manager CRM training manual 2012); how is practice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction

from kcrm.model.manager import CheckResult, ItemFacts, Place, Verdict
from kcrm.named import NamedTuple
from kcrm.rules.worktime import ONE_DAY

_A_YEAR = 366  # days; a calendar that opens on none of them is no calendar to wait for


class Judged(NamedTuple):
    """What a run comes to. passed, answered: sums of weights, of what applied; unanswered: items. complete: whether it counts as done."""

    verdict: Verdict
    passed: int
    answered: int
    unanswered: int

    @property
    def score(self) -> Fraction | None:
        """Weights passed ÷ weights answered, in percent; None where nothing is answered."""
        return share(self.passed, self.answered)

    @property
    def complete(self) -> bool:
        return not self.unanswered and self.answered > 0


def share(passed: int, answered: int) -> Fraction | None:
    """Weights passed ÷ weights answered, in percent; None where nothing is answered."""
    return Fraction(100 * passed, answered) if answered else None


def judge(items: Iterable[ItemFacts]) -> Judged:
    """A required item that failed fails the run, whatever else is open or good; what does not apply is left out.

    A run with open items is not complete, nor is one in which nothing applied.
    """
    passed = answered = unanswered = 0
    lost = False
    for item in items:
        match item.result:
            case CheckResult.PASS:
                passed += item.weight
                answered += item.weight
            case CheckResult.FAIL:
                answered += item.weight
                lost = lost or item.required
            case None:
                unanswered += 1
    ended = Verdict.INCOMPLETE if unanswered or not answered else Verdict.PASSED
    return Judged(Verdict.FAILED if lost else ended, passed, answered, unanswered)


def needs_reason(item: ItemFacts, result: CheckResult | None) -> bool:
    """A required item is not left out without a word why."""
    return item.required and result is CheckResult.NA


def next_due(last: date | None, rhythm_days: int, today: date, is_open: Callable[[date], bool]) -> date:
    """So many days after the last complete run, today where there was none; on a closed day it waits for the next open one."""
    due = today if last is None else last + timedelta(days=rhythm_days)
    return next((day for day in (due + ONE_DAY * step for step in range(_A_YEAR)) if is_open(day)), due)


def may_check(checker_id: int, checked_id: int | None) -> bool:
    """Nobody checks themselves."""
    return checker_id != checked_id


def names_somebody(place: Place) -> bool:
    """Whether what is looked at is always somebody's own, so that it is said whose."""
    return place is Place.STAFF_APPEARANCE
