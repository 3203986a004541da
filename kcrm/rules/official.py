"""What the manufacturer's satisfaction scores say: how far an item lies behind, and which items are the weakest.

The scores, and that the weakest items are worked on: Customer-care department plan. How far behind is reckoned: usual practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from kcrm.model.official import OfficialScore

_HUNDRED: Final = 100
_LEAST: Final = 2  # letters of what a name has in common with another
# how manufacturers call what our surveys ask, in words that their names have in common
_ABOUT: Final = {"ssi": ("ssi", "销售", "sales"), "csi": ("csi", "售后", "服务", "service")}


def behind(score: OfficialScore) -> Fraction | None:
    """By how many percent an item lies below the average that it lies furthest below, of region and country; None where none is known.

    Less than nothing where it is above both. In percent, as surveys have scales of their own.
    """
    averages = [average for average in (score.region, score.nation) if average is not None]
    return max((Fraction(_HUNDRED * (average - score.score), average) for average in averages), default=None)


def weakest(scores: Iterable[OfficialScore], count: int) -> tuple[OfficialScore, ...]:
    """Of all items those furthest behind, so many at most; none that is not behind at all. Equal ones by survey and item."""
    known = [(far, score) for score in scores if (far := behind(score)) is not None and far > 0]
    known.sort(key=lambda each: (-each[0], each[1].survey, each[1].item))
    return tuple(score for _far, score in known[:count])


def survey_of(name: str) -> str | None:
    """Which of our surveys asks what the manufacturer's does: ssi or csi; None where its name says neither, or both."""
    said = name.casefold()
    found = [key for key, words in _ABOUT.items() if any(word in said for word in words)]
    named = [key for key in found if key in said]
    meant = named or found
    return meant[0] if len(meant) == 1 else None


def aspect_of(item: str, aspects: Mapping[str, str]) -> str | None:
    """Which of our questions asks about the manufacturer's item: the one of that name, else the only one whose name holds it, or it holds.

    aspects: of one survey, by what people call them, in small letters. None where none does, or several could.
    """
    said = item.casefold()
    if said in aspects:
        return aspects[said]
    if len(said) < _LEAST:
        return None
    near = {key for name, key in aspects.items() if len(name) >= _LEAST and (said in name or name in said)}
    return near.pop() if len(near) == 1 else None
