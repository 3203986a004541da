"""Filters as typed on the command line, and whom they choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.actions.session import Session
from kcrm.patterns import pattern

if TYPE_CHECKING:
    from kcrm.queries.filters import Condition

_ONE_TERM = pattern(r'([-−]?[^\W\d_]\w*[:：])([^"“]*\s[^"“]*)')
_NEXT_TERM = pattern(r"\s[-−]?[^\W\d_]\w*[:：]")


def filter_text(words: Sequence[str]) -> str:
    """What was typed as one filter: a shell has taken the quotes off `model:"瑞虎 8"`, so that they are put back."""
    return " ".join(_quoted(word.strip()) for word in words if word.strip()).replace("−", "-")


def _quoted(word: str) -> str:
    match = _ONE_TERM.fullmatch(word)
    return f'{match[1]}"{match[2]}"' if match and not _NEXT_TERM.search(match[2]) else word


def chosen_customers(session: Session, words: Sequence[str] | None, segment: str | None = None) -> frozenset[int] | None:
    """The ids of the customers of a filter as typed and of a segment; None where neither was. Raises UsageError, NotFoundError."""
    if not words and segment is None:
        return None
    from kcrm.actions.filters.segments import condition_of_segment  # noqa: PLC0415 - most lists are asked for without a filter
    from kcrm.queries.filters import customers_of  # noqa: PLC0415 - as above

    conditions = [typed_condition(session, words)] if words else []
    if segment is not None:
        conditions.append(condition_of_segment(session, segment))
    return frozenset.intersection(*(customers_of(session.connection, each) for each in conditions))


def typed_condition(session: Session, words: Sequence[str]) -> Condition:
    """The condition of a filter as typed. A word that is no filter is somebody: whoever it may mean, as `find` finds them.

    Raises UsageError, NotFoundError where a word means no customer.
    """
    from kcrm.actions.filters.conditions import condition  # noqa: PLC0415 - as above
    from kcrm.actions.selecting import customers_meant  # noqa: PLC0415 - as above
    from kcrm.queries.filters import among  # noqa: PLC0415 - as above
    from kcrm.rules.filters import is_name  # noqa: PLC0415 - as above

    narrowed = condition(session, filter_text([word for word in words if not is_name(word)]))
    named = [customers_meant(session, word) for word in words if is_name(word)]
    return among(narrowed, frozenset.intersection(*named)) if named else narrowed
