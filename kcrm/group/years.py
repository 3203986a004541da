"""Which years' files counting has to open: those that the text itself bounds by the day of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from kcrm.group.facts import ANY_YEAR, day_of, texts
from kcrm.model.kpi import Bounds
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.queries.kpi.facts import FACTS

Years = Mapping[str, frozenset[str]]
"""By table; a table that is not named is read whole."""
ALL_YEARS: Years = {}
_READ = pattern(r"\b(?:FROM|JOIN) (fact_[a-z_]+)\b")
_BETWEEN = pattern(r"\b(fact_[a-z_]+)\.day BETWEEN (period|ran_out)\.([a-z_]+) AND (period|ran_out)\.([a-z_]+)")
_SAME_ORDER = "JOIN fact_order ON fact_order.order_id = fact_visit.order_id"
"""A visit's day is its order's: both are the day that the order was opened on."""


class _Days(NamedTuple):
    """The rows' day lies between these bounds of the period, or between a delivery and the day that `due` tells of it."""

    first: str
    last: str
    due: str


def years_read(kinds: Iterable[str], bounds: Bounds) -> Years:
    """The years of which these kinds of row are, of each table that all of them bound by days."""
    found: dict[str, set[str] | None] = {}
    for name in kinds:
        for table, several in _bounded(name).items():
            known = found.setdefault(table, set())
            if several is None or known is None:
                found[table] = None
            else:
                known |= {year for each in several for year in _years(each, bounds)}
    return {table: frozenset(years) for table, years in found.items() if years is not None}


def _years(days: _Days, bounds: Bounds) -> Iterator[str]:
    spans: Iterable[tuple[date, date]]
    spans = (
        ((given, until) for given, until in getattr(bounds, days.due))
        if days.due
        else ((getattr(bounds, days.first), getattr(bounds, days.last)),)
    )
    for first, last in spans:
        yield from (f"{year:04}" for year in range(first.year, last.year + 1))


@cache
def _bounded(name: str) -> Mapping[str, tuple[_Days, ...] | None]:
    """By table that the text of a kind of row reads the days that it reads of it; None where any of its places reads all."""
    text = texts()[name]
    days: dict[str, list[_Days]] = {}
    for table, cut, first, _cut, last in _BETWEEN.findall(text):
        days.setdefault(table, []).append(_Days(first, last, FACTS[name].due if cut == "ran_out" else ""))
    places = list(_READ.findall(text))
    if _SAME_ORDER in text:
        days.setdefault("fact_order", []).extend(days.get("fact_visit", ())[: text.count(_SAME_ORDER)])
    return {
        table: tuple(days[table]) if day_of(table) is not None and len(days.get(table, ())) == places.count(table) else None
        for table in dict.fromkeys(places)
    }


def is_read(table: str, year: str, years: Years) -> bool:
    """Whether a file of that year is to be opened. Rows without a day lie between no days."""
    return table not in years or (year != ANY_YEAR and year in years[table])
