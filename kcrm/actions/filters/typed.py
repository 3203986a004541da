"""Filters as typed on the command line, and whom they choose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.actions.session import Session
from kcrm.patterns import pattern

if TYPE_CHECKING:
    from kcrm.queries.filters import Condition

_ONE_TERM = pattern(r'([-−]?[^\W\d_]\w*[:：])([^"“]*\s[^"“]*)')
_SEGMENT = pattern(r"(?:segment|分组)\s*[:：]\s*(.+)", re.IGNORECASE)
_NEXT_TERM = pattern(r"\s[-−]?[^\W\d_]\w*[:：]")


def filter_text(words: Sequence[str]) -> str:
    """What was typed as one filter: a shell has taken the quotes off `model:"瑞虎 8"`, so that they are put back."""
    return " ".join(_quoted(word.strip()) for word in words if word.strip()).replace("−", "-")


def _quoted(word: str) -> str:
    match = _ONE_TERM.fullmatch(word)
    return f'{match[1]}"{match[2]}"' if match and not _NEXT_TERM.search(match[2]) else word


def chosen_customers(
    session: Session, words: Sequence[str] | None, segment: str | None = None, *, of_prospects: bool = False
) -> frozenset[int] | None:
    """The ids of the customers of a filter as typed and of a segment; None where neither was. Raises UsageError, NotFoundError."""
    if not words and segment is None:
        return None
    from kcrm.queries.filters import customers_of  # noqa: PLC0415 - most lists are asked for without a filter

    typed = [*(words or ()), *(() if segment is None else (f"segment:{segment}",))]
    return customers_of(session.connection, typed_condition(session, typed, of_prospects=of_prospects))


def typed_condition(session: Session, words: Sequence[str], *, of_prospects: bool = False) -> Condition:
    """The condition of a filter as typed. A word that is no filter is somebody: whoever it may mean, as `find` finds them.

    `segment:NAME` is the segment of this name, whose words mean the same wherever it stands. of_prospects: what prospects have too is
    theirs. Raises UsageError, NotFoundError where a word means no customer or segment.
    """
    from kcrm.actions.filters.conditions import condition  # noqa: PLC0415 - as above
    from kcrm.actions.selecting import customers_meant  # noqa: PLC0415 - as above
    from kcrm.queries.filters import among  # noqa: PLC0415 - as above
    from kcrm.rules.filters import is_name  # noqa: PLC0415 - as above

    segments = [match[1] for word in words if (match := _SEGMENT.fullmatch(word.strip()))]
    words = [word for word in words if not _SEGMENT.fullmatch(word.strip())]
    narrowed = condition(session, filter_text([word for word in words if not is_name(word)]), of_prospects=of_prospects)
    if segments:
        from kcrm.actions.filters.segments import condition_of_segment  # noqa: PLC0415 - few filters name a segment

        for name in segments:
            narrowed = condition_of_segment(session, name, before=narrowed)
    named = [customers_meant(session, word) for word in words if is_name(word)]
    return among(narrowed, frozenset.intersection(*named)) if named else narrowed
