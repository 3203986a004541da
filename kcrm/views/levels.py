"""The level of a prospect in words."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.i18n import N_, _
from kcrm.rules.prospects.levels import Judged

_BECAUSE: Mapping[str, str] = {
    "intended": N_("they mean to buy on {day}"),
    "passed": N_("they meant to buy on {day}, which is past"),
    "by_hand": N_("set by hand"),
    "unknown": N_("no day is known"),
}


def level_in_words(judged: Judged) -> str:
    """Why somebody has this level."""
    because, _equals, day = judged.because.partition("=")
    return _(_BECAUSE[because]).format(day=day)
