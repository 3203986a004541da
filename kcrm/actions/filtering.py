"""Filters as typed on the command line, made into conditions on customers; segments, which are filters under a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kcrm.actions.classifying import spend_of
from kcrm.actions.session import Session
from kcrm.exchange.columns import WORDS
from kcrm.queries import classification
from kcrm.queries.filters import Condition, condition_of
from kcrm.rules.filters import parse

_ONE_TERM = re.compile(r'([-−]?[^\W\d_]\w*[:：])([^"“]*\s[^"“]*)')
_NEXT_TERM = re.compile(r"\s[-−]?[^\W\d_]\w*[:：]")


def filter_text(words: Sequence[str]) -> str:
    """What was typed as one filter: a shell has taken the quotes off `model:"瑞虎 8"`, so that they are put back."""
    return " ".join(_quoted(word.strip()) for word in words if word.strip()).replace("−", "-")


def _quoted(word: str) -> str:
    match = _ONE_TERM.fullmatch(word)
    return f'{match[1]}"{match[2]}"' if match and not _NEXT_TERM.search(match[2]) else word


def condition(session: Session, text: str) -> Condition:
    """A filter as a condition on customers, true for all where it is empty. Raises UsageError."""
    terms = parse(text, session.today, WORDS)
    latest = classification.latest_run(session.connection) if any(term.field == "visits_spend" for term in terms) else None
    limits = spend_of(latest, session.policy) if latest is not None else None
    return condition_of(terms, session.today, (limits.visits_x2, limits.paid_x2) if limits is not None else None)
