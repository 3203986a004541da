"""What a figure of a person gives in points or money (Principles and methods of customer relationship management).

Which figures give what stands in the policy; so few cases that chance decides give nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from kcrm.model.appraisals import Earned
from kcrm.named import NamedTuple
from kcrm.policy_values import Pay


class Gives(NamedTuple):
    """What a figure gives. fen: of money. text: the row of the policy that was reached, None where none was."""

    why: Earned
    points: int = 0
    fen: int = 0
    text: str | None = None


def gives(value: Fraction | None, cases: Fraction | None, table: Sequence[Pay], least_cases: int, *, less_is_better: bool) -> Gives:
    """What a figure gives by the rows of its own, of which the best one that is reached counts; a row of each case gives by the number.

    value: None for no value. cases: how many stand behind it, None where that is not known, which is too few. The best is the one with the
    highest bound, or the lowest where less is better. Money of each case is rounded to a fen, halves up.
    """
    if value is None:
        return Gives(Earned.NO_VALUE)
    if cases is None or cases < least_cases:
        return Gives(Earned.FEW_CASES)
    thousandths = value * 1000
    reached = [row for row in table if row.bound is None or (thousandths <= row.bound if less_is_better else thousandths >= row.bound)]
    bounded = [(row.bound, row) for row in reached if row.bound is not None]
    each = [row for row in reached if row.bound is None]
    if not bounded and not (each and value > 0):
        return Gives(Earned.NOT_REACHED)
    best = [(min if less_is_better else max)(bounded, key=lambda pair: pair[0])[1]] if bounded else []
    points = sum(row.amount for row in best if row.in_points) + sum(_half_up(value * row.amount) for row in each if row.in_points)
    fen = sum(row.amount for row in best if not row.in_points) + sum(_half_up(value * row.amount) for row in each if not row.in_points)
    return Gives(Earned.GIVEN, points, fen, ", ".join(row.text for row in (*best, *each)))


def _half_up(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))
