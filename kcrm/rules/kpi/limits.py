"""What is usual of a figure: the natural process limits of an XmR chart, so that noise is not told as news.

The mean of the values, less and plus 2.66 times the mean of how far each lies from the one before (Donald J. Wheeler, Understanding
Variation, SPC Press, 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from kcrm.enums import StrEnum
from kcrm.named import NamedTuple

_SPREAD: Final = Fraction(266, 100)
"""3 ÷ 1.128, which makes three standard deviations of a mean range of two; it is no choice, and so no number of the policy's."""
_TWO: Final = 2


class Limits(NamedTuple):
    """Between lower and upper, both included, a value is as usual; values: of how many they are."""

    mean: Fraction
    lower: Fraction
    upper: Fraction
    values: int


class Usual(StrEnum):
    """How a value stands to what is usual."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"


def limits(values: Sequence[Fraction], least: int, most: Fraction | None = None) -> Limits | None:
    """The limits of these values, in their order; None for fewer than `least`, or than two, of which one could say what is usual.

    None too where all are nothing: that is what was not recorded yet, and the first that is recorded is no news of the process.
    What was never less than nothing is not expected to be: there the lower limit is 0 at least. most: what no value can exceed.
    """
    if len(values) < max(least, _TWO) or not any(values):
        return None
    mean = sum(values, Fraction(0)) / len(values)
    moved = sum((abs(later - earlier) for earlier, later in pairwise(values)), Fraction(0)) / (len(values) - 1)
    lower = mean - _SPREAD * moved
    upper = mean + _SPREAD * moved
    return Limits(mean, lower if min(values) < 0 else max(lower, Fraction(0)), upper if most is None else min(upper, most), len(values))


def usual(value: Fraction, within: Limits) -> Usual:
    """How the value stands to the limits."""
    if value < within.lower:
        return Usual.BELOW
    return Usual.ABOVE if value > within.upper else Usual.WITHIN
