"""KPIs of some customers only: who they are, what of a table cannot be told of them, and which closed months are counted anew for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.figures import closed_as
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.queries.kpi.customers import counts_customers
from kcrm.rules.kpi import period_before, year_before


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Whose records are counted. words: as the filter was typed. left_out: KPIs that count anything else, by key.

    closed: of the months that are told those that were closed, by name; what was published of them is of everybody. is_closed: whether
    the period itself is one.
    """

    customers: frozenset[int]
    words: tuple[str, ...]
    left_out: tuple[str, ...]
    closed: tuple[str, ...]
    is_closed: bool


def narrowing(session: Session, words: Sequence[str] | None, keys: Iterable[str], period: Period) -> Narrowing | None:
    """What a filter as typed makes of these KPIs in a period; None without one. Raises as `chosen_customers` does."""
    chosen = chosen_customers(session, words)
    if chosen is None:
        return None
    closed = [closed_as(session, each) for each in (period, period_before(period), year_before(period))]
    return Narrowing(
        chosen,
        tuple(words or ()),
        tuple(key for key in keys if not counts_customers(key)),
        tuple(dict.fromkeys(each.month for each in closed if each is not None)),
        closed[0] is not None,
    )


def whose(narrowed: Narrowing | None) -> frozenset[int] | None:
    """The customers, as counting takes them."""
    return None if narrowed is None else narrowed.customers
