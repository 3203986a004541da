"""KPIs counted: their rows, and what these sum up to by part, one statement for each kind of row and period."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeVar

from kcrm.kpis import KPIS, Side
from kcrm.model.kpi import Bounds, Counted
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.progress import Advance, Unit, unseen, work
from kcrm.queries.kpi.customers import CHOSEN, OF_CUSTOMERS
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.shape import UNKNOWN, Facts, Part, amount_of
from kcrm.queries.kpi.sweep import SWEPT, is_swept, sweep

PartId = str | int | None
"""A team, a member of staff, a kind …; None for the whole, or for what belongs to none."""

Given = Callable[[str, date, date], tuple[str, Mapping[str, object]]]
"""By name (`Facts.given`) tables that the statement begins with besides, as they stand after WITH, and what they bind by name.

The days are the first and the last of the period that is counted.
"""

_T = TypeVar("_T")
_Sums = dict[tuple[PartId, ...], tuple[int, ...]]
"""By what rows are part of, the sum of each side."""


class Runs(Protocol):
    """What a statement is given to, with the values of its question marks: a store's database, or the engine of a group."""

    def execute(self, statement: str, arguments: Sequence[Any], /) -> Iterable[Any]:
        """Its rows."""


class _Rows(NamedTuple):
    """Rows that one going through them can tell all of. part: of those that are others for each part. of: only of these customers."""

    facts: str
    bounds: Bounds
    part: Part
    of: frozenset[int] | None = None


class _Wanted(NamedTuple):
    """What is asked of rows, in the order of the declarations."""

    parts: tuple[Part, ...]
    sides: tuple[Side, ...]


@dataclass(slots=True)
class _Gathering:
    """Questions asked together. listens: nothing is counted yet. asked: all of them; sums: what was counted, with what it tells.

    unnamed: of each kind of row the parts that were looked for, and whether none has it.
    """

    listens: bool
    asked: dict[_Rows, _Wanted] = field(default_factory=dict)
    sums: dict[_Rows, tuple[_Wanted, _Sums]] = field(default_factory=dict)
    unnamed: dict[str, dict[Part, bool]] = field(default_factory=dict)
    advance: Advance = unseen

    def tells(self, rows: _Rows, question: _Wanted) -> bool:
        """Whether what was counted answers it."""
        return rows in self.sums and all(set(some) <= set(told) for some, told in zip(question, self.sums[rows][0], strict=True))


_gathering: ContextVar[_Gathering | None] = ContextVar("_gathering", default=None)
_customers: ContextVar[frozenset[int] | None] = ContextVar("_customers", default=None)
_DAYS = ("first", "last", "window_first", "active_after", "year_before", "level_h", "level_a", "level_b", "level_c")
_PERIOD = ("policy_version_id", "today", "now", "received_seconds", *_DAYS)
_DUE = ("policy_version_id", "delivered_on", "due_on")
_NAMED = pattern(r":([a-z]\w*)")
_EVERYWHERE = (Part.WHOLE, Part.STORE)
_MOST_SWEPT = 50
"""Periods of one sweep, each of which takes some twenty columns: SQLite has room for 2,000."""
_APART = f" LIMIT {2**31 - 1}"
"""Cuts nothing. Where rows are found and summed up in one go, SQLite joins what nothing is read of, and asks anew for each side."""


def counting_together(gather: Callable[[], _T], what: str) -> _T:
    """What `gather` returns; the questions about the same rows, which it asks one by one, are answered by going through them once.

    For that it runs twice: at first it is only listened to, and all that it counts is nothing. So it may not write, and what it asks
    must not depend on what it is told; where it does, that is counted when it is asked for. what: an msgid, the name of this work.
    """
    if _gathering.get() is not None:
        return gather()
    gathering = _Gathering(listens=True)
    token = _gathering.set(gathering)
    try:
        gather()
        gathering.listens = False
        with work(what, len(gathering.asked), Unit.PARTS) as gathering.advance:
            return gather()
    finally:
        _gathering.reset(token)


@contextmanager
def counting_only(customers: frozenset[int] | None) -> Iterator[None]:
    """Within it only what belongs to these customers counts; None for everything. What is counted must be customers' records."""
    token = _customers.set(customers)
    try:
        yield
    finally:
        _customers.reset(token)


def nothing_given(name: str, _first: date, _last: date) -> tuple[str, Mapping[str, object]]:
    """Where all that is counted stands in the database. Raises KeyError for what does not."""
    raise KeyError(name)


def counted(
    connection: Runs,
    keys: Sequence[str],
    bounds: Sequence[Bounds],
    part: Part = Part.WHOLE,
    given: Given = nothing_given,
    *,
    of_none: bool = False,
) -> list[dict[PartId, dict[str, Counted]]]:
    """What these KPIs come to in each period, by part; a KPI stands in every part that any of them has.

    A side whose rows have no such part stays None. given: is asked only for what is counted. of_none: what belongs to no part is told of
    every kind of part, not only of those in UNKNOWN.
    """
    sides = {key: [side and _known(side, part) for side in KPIS[key].sides] for key in keys}
    sums: dict[Side, list[dict[PartId, int]]] = {}
    for name in FACTS:
        wanted = list(dict.fromkeys(side for three in sides.values() for side in three if side is not None and side.facts == name))
        if wanted:
            sums |= zip(wanted, _sums(connection, name, wanted, bounds, part, given, of_none=of_none or part in UNKNOWN), strict=True)
    found = [_by_part(sides, sums, n) for n in range(len(bounds))]
    if part is Part.WHOLE:
        for each in found:
            each.setdefault(None, nothing(keys))
    return found


def nothing(keys: Iterable[str], part: Part = Part.WHOLE) -> dict[str, Counted]:
    """What KPIs come to where there are no rows."""
    return {key: Counted(*(0 if side and _known(side, part) else None for side in KPIS[key].sides)) for key in keys}


def selected(
    facts: Facts, numerator: Side | None, denominator: Side | None, bounds: Bounds, more: Iterable[str] = (), given: Given = nothing_given
) -> tuple[tuple[str, str], list[object]]:
    """The rows of a period that one or two sides count, as the head and the body of a statement, with the values that it binds.

    Its columns: what tells a row from the others, `day`, `order_id` where there is one, `more`, in_numerator, in_denominator.
    """
    sides = (("in_numerator", numerator), ("in_denominator", denominator))
    amounts = ", ".join(f"{'0' if side is None else amount_of(side)} AS {name}" for name, side in sides)
    counts = " OR ".join(f"({side.when or '1 = 1'})" for _name, side in sides if side is not None)
    texts = [
        *facts.ids,
        "day",
        "order_id",
        *more,
        *(text for _name, side in sides if side is not None for text in (side.when, side.amount)),
    ]
    head, arguments = _bound(facts, bounds, given)
    rows = facts.select((), texts)
    return (head, f"SELECT counted.*, {amounts} FROM ({rows}) AS counted WHERE {counts}"), arguments  # noqa: S608 - our own words


def instant(moment: datetime) -> str:
    """A moment as facts have it, in UTC. moment: aware."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def _known(side: Side, part: Part) -> Side | None:
    """The side, if its rows have that part."""
    return side if side.facts is not None and (part in _EVERYWHERE or part in FACTS[side.facts].parts) else None


def _sums(
    connection: Runs, name: str, wanted: Sequence[Side], bounds: Sequence[Bounds], part: Part, given: Given, *, of_none: bool
) -> list[list[dict[PartId, int]]]:
    """For each side, for each period, its sum by part. of_none: also of what belongs to none."""
    facts, gathering = FACTS[name], _gathering.get() or _Gathering(listens=False)
    question = _question(name, (part,), wanted)
    rows = [_Rows(name, each, part if facts.is_of_part else Part.WHOLE, _customers.get()) for each in bounds]
    if facts.of_today:
        rows = [rows[0]] * len(rows)  # what has no history is counted once
    for each in rows:
        gathering.asked[each] = _both(name, gathering.asked.get(each), question)
    if not gathering.listens:
        _count(connection, gathering, [each for each in dict.fromkeys(rows) if not gathering.tells(each, question)], given)
    found: list[list[dict[PartId, int]]] = [[] for _side in wanted]
    for each in rows:
        told, sums = gathering.sums.get(each, (question, {}))
        places = [told.sides.index(side) for side in wanted]
        for own, by_part in zip(found, _of_part(sums, told.parts, part, places, of_none=of_none), strict=True):
            own.append(by_part)
    return found


def _count(connection: Runs, gathering: _Gathering, rows: Iterable[_Rows], given: Given) -> None:
    """Count all that was asked of these rows; those of several periods in one sweep, where that can be."""
    for each in rows:
        wanted = gathering.asked[each]
        if gathering.tells(each, wanted):  # as it was swept together with one before
            continue
        alike = _swept_with(connection, gathering, each)
        if len(alike) > 1:
            _sweep(connection, gathering, [each, *(other for other in alike if other != each)][:_MOST_SWEPT])
        else:
            unnamed = _unnamed(connection, gathering, each)
            gathering.sums[each] = (wanted, _by_parts(connection, each, wanted, given, unnamed))
            gathering.advance(1)


def _swept_with(connection: Runs, gathering: _Gathering, rows: _Rows) -> list[_Rows]:
    """These rows and all that are to be counted besides and can be in one sweep with them; none where they are not swept."""
    found = []
    for each, wanted in gathering.asked.items():
        if each.facts == rows.facts == SWEPT and each.of is None and each.bounds.policy_version_id == rows.bounds.policy_version_id:
            unnamed = _unnamed(connection, gathering, each)
            if is_swept([part for part in wanted.parts if part not in unnamed]) and not gathering.tells(each, wanted):
                found.append(each)
    return found if rows in found else []


def _unnamed(connection: Runs, gathering: _Gathering, rows: _Rows) -> Collection[Part]:
    """The parts that are asked for and that none of the rows has, whatever the period; each is asked for once.

    Only of a store's database, where looking for them in vain is what costs the most: a group has no orders beside its facts.
    """
    if not isinstance(connection, sqlite3.Connection):
        return ()
    known, named = gathering.unnamed.setdefault(rows.facts, {}), FACTS[rows.facts].named
    for part in gathering.asked[rows].parts:
        if part in named and part not in known:
            known[part] = connection.execute(named[part]).fetchone() is None
    return [part for part, is_unnamed in known.items() if is_unnamed]


def _sweep(connection: Runs, gathering: _Gathering, several: Sequence[_Rows]) -> None:
    """Of each period all that is asked of any: that costs less than to go through the rows again."""
    wanted = gathering.asked[several[0]]
    for each in several[1:]:
        wanted = _both(each.facts, wanted, gathering.asked[each])
    unnamed = _unnamed(connection, gathering, several[0])
    parts = [part for part in wanted.parts if part not in unnamed]
    sums: list[_Sums] = [{} for _each in several]
    width = len(wanted.sides) + bool(parts)
    for row in connection.execute(*sweep(parts, wanted.sides, [each.bounds for each in several])):
        own = dict(zip(parts, row, strict=False))
        key = tuple(own.get(part) for part in wanted.parts)
        values = [value or 0 for value in row[len(parts) :]]
        for place, found in enumerate(sums):
            of_period = values[place * width : (place + 1) * width]
            if not parts or of_period[-1]:
                found[key] = tuple(of_period[: len(wanted.sides)])
    for each, found in zip(several, sums, strict=True):
        gathering.sums[each] = (wanted, found)
    gathering.advance(len(several))


def _question(name: str, parts: Iterable[Part], sides: Iterable[Side]) -> _Wanted:
    parts, sides = set(parts), set(sides)
    own = (*FACTS[name].parts, Part.STORE)
    return _Wanted(tuple(part for part in own if part in parts), tuple(side for side in _SIDES[name] if side in sides))


def _both(name: str, one: _Wanted | None, other: _Wanted) -> _Wanted:
    return other if one is None else _question(name, (*one.parts, *other.parts), (*one.sides, *other.sides))


def _by_parts(connection: Runs, of: _Rows, wanted: _Wanted, given: Given, unnamed: Collection[Part]) -> _Sums:
    """The sums of these sides, by all of the parts at once."""
    facts, only = FACTS[of.facts], "" if of.of is None else OF_CUSTOMERS[of.facts]
    amounts = ", ".join(f"sum({amount_of(side)})" for side in wanted.sides)
    head, arguments = _bound(facts, of.bounds, given, of.of)
    keys = ", ".join(f"part{place}" for place in range(len(wanted.parts)))
    rows = facts.select(wanted.parts, [text for side in wanted.sides for text in (side.when, side.amount)], unnamed, only)
    rows += "" if facts.grouped else _APART
    listed, grouped = (f"{keys}, {amounts}", f"GROUP BY {keys}") if keys else (amounts, "")
    statement = f"{head} SELECT {listed} FROM ({rows}) AS counted {grouped}"  # noqa: S608 - our own words
    found: _Sums = {}
    for row in connection.execute(statement, arguments):
        values = tuple(row)
        found[values[: len(wanted.parts)]] = tuple(value or 0 for value in values[len(wanted.parts) :])
    return found


def _of_part(sums: _Sums, parts: Sequence[Part], part: Part, places: Sequence[int], *, of_none: bool) -> list[dict[PartId, int]]:
    """Of the sides at these places the sums by one of the parts, or of the whole."""
    place = None if part is Part.WHOLE else parts.index(part)
    added: list[dict[PartId, int]] = [{} for _each in places]
    for owns, values in sums.items():
        own = None if place is None else owns[place]
        if own is not None or place is None or of_none:
            for side, which in zip(added, places, strict=True):
                side[own] = side.get(own, 0) + values[which]
    return added


def _bound(facts: Facts, bounds: Bounds, given: Given, customers: frozenset[int] | None = None) -> tuple[str, list[object]]:
    """The tables that the statement begins with, the days and what is given, and its values in the order of their question marks.

    customers: who is chosen; None for all.
    """
    name, columns = ("due", _DUE) if facts.due else ("period", _PERIOD)
    if facts.due:
        # where no day is due, one that no vehicle was delivered on
        days = [(delivered.isoformat(), due.isoformat()) for delivered, due in getattr(bounds, facts.due)] or [("", "")]
        rows: list[tuple[object, ...]] = [(bounds.policy_version_id, *pair) for pair in days]
    else:
        rows = [_row(bounds)]
    marks = f"({', '.join('?' * len(columns))})"
    head = f"WITH {name} ({', '.join(columns)}) AS (VALUES {', '.join([marks] * len(rows))})"
    within = (bounds.first, bounds.last) if facts.between else ()
    values = [value for row in rows for value in row]
    if customers is not None:
        head += f", {CHOSEN}"
        values.append(json.dumps(sorted(customers)))
    if facts.given:
        tables, named = given(facts.given, bounds.first, bounds.last)
        # those alone that it names: a statement binds no value that stands nowhere
        places = {name: place for place, name in enumerate(dict.fromkeys(_NAMED.findall(tables)), len(values) + 1)}
        head += f", {_NAMED.sub(lambda each: f'?{places[each[1]]}', tables)}"
        values += [named[name] for name in places]
    return head, [*values, *(day.isoformat() for day in within)]


def _row(bounds: Bounds) -> tuple[object, ...]:
    days = (getattr(bounds, name).isoformat() for name in _DAYS)
    return (bounds.policy_version_id, bounds.today.isoformat(), instant(bounds.now), bounds.received_seconds, *days)


def _by_part(
    sides: Mapping[str, Sequence[Side | None]], sums: Mapping[Side, Sequence[Mapping[PartId, int]]], n: int
) -> dict[PartId, dict[str, Counted]]:
    parts = dict.fromkeys(part for each in sums.values() for part in each[n])
    return {
        part: {key: Counted(*(None if side is None else sums[side][n].get(part, 0) for side in three)) for key, three in sides.items()}
        for part in parts
    }


_SIDES: Mapping[str, tuple[Side, ...]] = {
    name: tuple(dict.fromkeys(side for each in KPIS.values() for side in each.sides if side is not None and side.facts == name))
    for name in FACTS
}
"""All that any KPI counts of each kind of row."""
