"""The score of how well somebody uses the CRM in a month, from facts (CRM应用评分表, Customer-service manager CRM training manual 2012).

What each part weighs, that absent days and parts without cases leave the denominator, and that the quarter is the mean of the months that
have a score, is practice. A score is in tenths of a point, halves up.

A call that was not so counts twice, and is meant to: the part tells how far what somebody logs can be relied on, which it could not if it
held true calls only; the breach takes off what every breach does, however it was found. One that turns out to be none counts in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from kcrm.model.manager import UsePart, UseState
from kcrm.named import NamedTuple

_FULL: Final = 100
_TENTHS: Final = 10


class UseCase(NamedTuple):
    """Something that counts in a part. which: the identifier or day it is known by. day: on which it was to be done, None of what has none.

    done of cases: 1 or 0 of 1; of a file how many of its fields.
    """

    part: UsePart
    which: str
    day: date | None
    done: int
    cases: int = 1


class Excuse(NamedTuple):
    """What leaves the score: a part, None for all; between two days, None for the whole month."""

    part: UsePart | None
    first: date | None = None
    last: date | None = None

    def covers(self, case: UseCase) -> bool:
        """Whether a case leaves the score by it. What has no day leaves by its part alone."""
        if self.part not in {None, case.part}:
            return False
        if self.first is None or self.last is None:
            return True
        return case.day is not None and self.first <= case.day <= self.last


class PartScore(NamedTuple):
    """What a part comes to. excused: cases that left it. missing: by what is known which was not done, or not wholly."""

    part: UsePart
    weight: int
    done: int
    cases: int
    excused: int
    missing: Sequence[str]

    @property
    def share(self) -> Fraction | None:
        """Done of the cases; None without any."""
        return Fraction(self.done, self.cases) if self.cases else None

    @property
    def points(self) -> Fraction | None:
        """Of its weight; None without cases."""
        return None if self.share is None else self.share * self.weight


def parts_of(
    cases: Iterable[UseCase], weights: Mapping[UsePart, int], is_away: Callable[[date], bool], excuses: Sequence[Excuse] = ()
) -> list[PartScore]:
    """What each part comes to, in their order. is_away: whether the person was absent on a day, which leaves the denominator."""
    counted: dict[UsePart, list[UseCase]] = {part: [] for part in UsePart}
    excused = dict.fromkeys(UsePart, 0)
    for case in cases:
        if any(excuse.covers(case) for excuse in excuses):
            excused[case.part] += 1
        elif case.day is None or not is_away(case.day):
            counted[case.part].append(case)
    return [
        PartScore(
            part,
            weights[part],
            sum(each.done for each in those),
            sum(each.cases for each in those),
            excused[part],
            [each.which for each in those if each.done < each.cases],
        )
        for part, those in counted.items()
    ]


def score_of(parts: Iterable[PartScore], breaches: int, breach_points: int) -> int | None:
    """In tenths of a point, 0 to 1000; None where no part that weighs anything has a case.

    Points of the parts ÷ weights of the parts with cases × 100, less what each breach takes off, with a floor of 0; halves are rounded up.
    """
    told = [each for each in parts if each.cases and each.weight]
    weight = sum(each.weight for each in told)
    if not weight:
        return None
    reached = sum((each.points or Fraction() for each in told), Fraction()) * _FULL / weight
    return half_up(max(reached - breaches * breach_points, Fraction()) * _TENTHS)


def mean_of(scores: Iterable[int | None]) -> int | None:
    """The mean of the months that have a score, in tenths, halves up; None where none has."""
    known = [each for each in scores if each is not None]
    return half_up(Fraction(sum(known), len(known))) if known else None


def half_up(number: Fraction) -> int:
    """To the nearest whole number, a half up; of what is not negative."""
    return int(number + Fraction(1, 2))


def approve_by(month: date, due_day: int) -> date:
    """The day of the next month by which a score is approved. month: its first day."""
    return (date(month.year + 1, 1, 1) if month.month == 12 else date(month.year, month.month + 1, 1)).replace(day=due_day)  # noqa: PLR2004


def state_of(month: date, today: date, due_day: int) -> UseState:
    """How far the score of a month has come that nobody has approved."""
    due = approve_by(month, due_day)
    if today < due.replace(day=1):
        return UseState.PRELIMINARY
    return UseState.OPEN if today <= due else UseState.LATE
