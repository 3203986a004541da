"""Closed months as a store published them and as it counts them itself, for a group that counts them, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from kcrm.dates import Period, add_months
from kcrm.enums import StrEnum
from kcrm.group.engine import Engine
from kcrm.group.facts import FROZEN, RECOUNT, is_published
from kcrm.group.figures import count
from kcrm.group.manifest import Manifest
from kcrm.kpis import KPIS
from kcrm.model.kpi import Counted
from kcrm.named import NamedTuple
from kcrm.rules.kpi import KpiValue
from kcrm.rules.kpi.formulas import value_of

_RECOUNTS = "SELECT store, month, key, judged, numerator, denominator, cases FROM kpi_recount"
_PUBLISHED = """
SELECT store, month, key, numerator, denominator, cases FROM kpi_frozen WHERE scope = 'whole' ORDER BY store, month, key, listing
"""


class As(StrEnum):
    """By which policy a store counts a closed month again: the one in force, or the one that it was closed by."""

    NOW = "now"
    CLOSED = "closed"


@cache
def counted_keys() -> tuple[str, ...]:
    """The KPIs that a group counts from rows that have a history."""
    return tuple(key for key, of in KPIS.items() if is_published(key) and not of.of_today)


class Finding(NamedTuple):
    """A closed month's KPI of a store that is another number. told: as the store says it; found: as it is counted again.

    differs: the group counts otherwise than the store itself, which must not be; else the store's data were corrected since it closed the
    month.
    """

    store: str
    month: str
    told: KpiValue
    found: KpiValue
    differs: bool


class Verified(NamedTuple):
    """What was compared. months: closed ones of all stores; figures: so many numbers were counted again."""

    months: int
    figures: int
    findings: tuple[Finding, ...]


_Key = tuple[str, str, str]
"""Store, month, KPI."""


def verify(engine: Engine, stores: Sequence[Manifest]) -> Verified:
    """Every closed month of every store counted again, beside the store's own count of today and what it had published."""
    engine.over(stores, (RECOUNT, FROZEN))
    own: dict[As, dict[_Key, Counted]] = {how: {} for how in As}
    for store, month, key, judged, *sides in engine.execute(_RECOUNTS, ()):
        if key in counted_keys():
            own[As(str(judged))][str(store), str(month), str(key)] = Counted(*(None if each is None else int(str(each)) for each in sides))
    findings = [*_otherwise(engine, stores, own[As.NOW]), *_corrected(engine, own[As.CLOSED])]
    findings.sort(key=lambda each: (not each.differs, each.store, each.month))
    return Verified(len({each[:2] for each in own[As.NOW]}), len(own[As.NOW]), tuple(findings))


def _otherwise(engine: Engine, stores: Sequence[Manifest], own: Mapping[_Key, Counted]) -> Iterator[Finding]:
    """Where the group comes to another number than the store."""
    for month in sorted({month for _store, month, _key in own}):
        there = [each for each in stores if any(key[:2] == (each.store, month) for key in own)]
        keys = [key for key in counted_keys() if any(each[1:] == (month, key) for each in own)]
        for code, by_key in count(engine, there, keys, _period(month)).items():
            for key, found in by_key.items():
                told = own.get((code, month, key))
                if told is not None and told != found:
                    yield Finding(code, month, value_of(key, _period(month), told), value_of(key, _period(month), found), differs=True)


def _corrected(engine: Engine, own: Mapping[_Key, Counted]) -> Iterator[Finding]:
    """Where the store, by the policy of then, counts another number today than it had published."""
    seen = set[_Key]()
    for store, month, key, *sides in engine.execute(_PUBLISHED, ()):
        known = (str(store), str(month), str(key))
        if known in own and known not in seen:
            seen.add(known)
            numerator, denominator, cases = (None if each is None else Fraction(str(each)) for each in sides)
            told = KpiValue(known[2], _period(known[1]), numerator, denominator, None if cases is None else int(cases))
            found = value_of(known[2], _period(known[1]), own[known])
            # of costs that nobody had said nothing was published, and there is nothing to count
            if (told.numerator or 0, told.denominator) != (found.numerator or 0, found.denominator):
                yield Finding(*known[:2], told, found, differs=False)


def _period(month: str) -> Period:
    first = date.fromisoformat(f"{month}-01")
    return Period(first, add_months(first, 1) - timedelta(days=1))
