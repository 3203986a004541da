"""How many of those who were registered came at least as far as each stage (Evaluating customers and prospects)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kcrm.model.prospects import FUNNEL, Stage
from kcrm.named import NamedTuple

_HUNDRED = 100


class Reached(NamedTuple):
    """One stage. number: who came at least so far, whatever they left out, or ended so. of_before, of_all: percent, None of nobody."""

    stage: Stage
    number: int
    of_before: Fraction | None
    of_all: Fraction | None


def funnel(furthest: Mapping[tuple[Stage, Stage | None], int]) -> tuple[Reached, ...]:
    """Each stage in its order, then who was lost and who is invalid. furthest: how many came so far and no further, by how they ended."""
    every = sum(furthest.values())
    found: list[Reached] = []
    for place, stage in enumerate(FUNNEL):
        count = sum(number for (came, _ended), number in furthest.items() if FUNNEL.index(came) >= place)
        found.append(Reached(stage, count, _percent(count, found[-1].number) if found else None, _percent(count, every)))
    for stage in (Stage.LOST, Stage.INVALID):
        count = sum(number for (_came, ended), number in furthest.items() if ended is stage)
        found.append(Reached(stage, count, None, _percent(count, every)))
    return tuple(found)


def _percent(part: int, whole: int) -> Fraction | None:
    return Fraction(part * _HUNDRED, whole) if whole else None
