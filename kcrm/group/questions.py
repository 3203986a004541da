"""Which KPIs of which stores one statement counts: stores look at the same days where policy and moment of publishing decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from kcrm.dates import Period
from kcrm.group.engine import Engine
from kcrm.group.facts import texts
from kcrm.group.manifest import Manifest
from kcrm.kpis import KPIS
from kcrm.model.kpi import Bounds
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import instant
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.shape import within
from kcrm.rules.kpi.bounds import bounds_of

_READ = pattern(r"\b(?:period|due|ran_out)\.([a-z_]+)")
_CLOCK = pattern(r"\bperiod\.(now|today)\b")
_COMPARED = pattern(r"\b(fact_[a-z_]+)\.([a-z_]+) (<=?) period\.(now|today)\b")
_DAYS = ("today", "window_first", "active_after", "year_before", "level_h", "level_a", "level_b", "level_c")
_UNREAD: Mapping[str, object] = dict.fromkeys(_DAYS, date.min) | {
    "policy_version_id": "",
    "now": datetime.combine(date.min, datetime.min.time(), UTC),
    "received_seconds": 0,
    "due": (),
    "verify": (),
}
"""What stands for a bound that is not read."""


class Question(NamedTuple):
    """These KPIs in these stores, by code, all of which look at these days."""

    keys: tuple[str, ...]
    bounds: Bounds
    stores: frozenset[str]


class _Compared(NamedTuple):
    """A column of rows that are judged by whether its moment has come. up_to: on that day already; else only after that moment."""

    table: str
    column: str
    clock: str
    up_to: bool


def questions(engine: Engine, stores: Sequence[Manifest], keys: Iterable[str], period: Period) -> list[Question]:
    """What is to be asked, each of as many stores as can be asked at once, of whom it is all the same when they published."""
    clocks = _Clocks(engine, stores, period)
    whole = dict(_bounds(stores, period))
    asked: dict[tuple[Bounds, frozenset[str]], list[str]] = {}
    for key in keys:
        kinds = kinds_of([key])
        read = set[str]().union(*(_read(name) for name in kinds))
        alike: dict[Bounds, list[str]] = {}
        settled = clocks.settled(kinds, whole)
        for code, bounds in settled.items():
            alike.setdefault(_as_read(bounds, read), []).append(code)
        for several in alike.values():
            # what is not read may be any store's, so that KPIs of the same rows are asked about in one question
            asked.setdefault((settled[several[0]], frozenset(several)), []).append(key)
    return [Question(tuple(several), bounds, codes) for (bounds, codes), several in asked.items()]


def kinds_of(keys: Iterable[str]) -> list[str]:
    """The kinds of row that these KPIs count."""
    return list(dict.fromkeys(side.facts for key in keys for side in KPIS[key].sides if side is not None and side.facts is not None))


class _Clocks:
    """In which stores it matters when they published: those with a row whose moment came after that, and before others published."""

    def __init__(self, engine: Engine, stores: Sequence[Manifest], period: Period) -> None:
        self._engine, self._stores, self._period = engine, stores, period
        self._known: dict[str, frozenset[str]] = {}

    def settled(self, kinds: Iterable[str], whole: Mapping[str, Bounds]) -> dict[str, Bounds]:
        """The bounds by store, with the latest clock of all where its own decides nothing."""
        if not whole:
            return {}
        own = frozenset[str]().union(*(self._matters(name, whole) for name in kinds))
        now, today = max(each.now for each in whole.values()), max(each.today for each in whole.values())
        return {code: bounds if code in own else bounds._replace(now=now, today=today) for code, bounds in whole.items()}

    def _matters(self, name: str, whole: Mapping[str, Bounds]) -> frozenset[str]:
        if name not in self._known:
            compared = _compared(name)
            if compared is None:
                self._known[name] = frozenset(whole)
            else:
                self._known[name] = frozenset(code for each in compared for code in self._between(name, each, whole))
        return self._known[name]

    def _between(self, name: str, compared: _Compared, whole: Mapping[str, Bounds]) -> Iterator[str]:
        """The stores with a row whose moment lies between the store's clock and the latest."""
        clocks = {code: _said(getattr(bounds, compared.clock)) for code, bounds in whole.items()}
        first, last = min(clocks.values()), max(clocks.values())
        if first == last:
            return
        from_, until = (">", "<=") if compared.up_to else (">=", "<")
        condition, arguments = f"{compared.column} {from_} ? AND {compared.column} {until} ?", [first, last]
        if within(compared.table) in FACTS[name].where:
            condition += " AND day BETWEEN ? AND ?"
            arguments += [self._period.first.isoformat(), self._period.last.isoformat()]
        self._engine.over(self._stores, [compared.table])
        latest = f"SELECT store, max({compared.column}) FROM {compared.table} WHERE {condition} GROUP BY store"  # noqa: S608 - our own words
        for code, moment in self._engine.execute(latest, arguments):
            own = clocks[str(code)]
            if str(moment) > own or (str(moment) == own and not compared.up_to):
                yield str(code)


def _bounds(stores: Iterable[Manifest], period: Period) -> Iterator[tuple[str, Bounds]]:
    policies: dict[str, Policy] = {}
    days: dict[tuple[str, str, date], Bounds] = {}
    for each in stores:
        policy = policies.get(each.policy_sha256) or policies.setdefault(each.policy_sha256, Policy.from_snapshot(each.policy))
        now = each.as_of.astimezone(policy.zone)
        alike = (each.policy_sha256, each.lists, now.date())
        if alike not in days:
            days[alike] = bounds_of(period, policy, each.lists, now)
        yield each.store, days[alike]._replace(now=now)


@cache
def _read(name: str) -> frozenset[str]:
    """Which of the bounds the text of a kind of row reads."""
    return frozenset(_READ.findall(texts()[name])) | {FACTS[name].due}


@cache
def _compared(name: str) -> tuple[_Compared, ...] | None:
    """All that the text of a kind of row does with the clock; None where that is anything else than to ask whether a moment has come."""
    text = texts()[name]
    found = _COMPARED.findall(text)
    if len(found) != len(_CLOCK.findall(text)):
        return None
    return tuple(dict.fromkeys(_Compared(table, column, clock, comparison == "<=") for table, column, comparison, clock in found))


def _said(clock: date | datetime) -> str:
    """As facts have it."""
    return instant(clock) if isinstance(clock, datetime) else clock.isoformat()


def _as_read(bounds: Bounds, read: Iterable[str]) -> Bounds:
    """The bounds without what is not read, so that stores that differ only there are counted at once."""
    unread: dict[str, Any] = {name: nothing for name, nothing in _UNREAD.items() if name not in read}
    return bounds._replace(**unread)
