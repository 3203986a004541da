"""KPIs counted: their rows, and what these sum up to by period and part, one statement for each kind of row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC

from kcrm.kpis import KPIS, Side
from kcrm.model.kpi import Bounds, Counted
from kcrm.queries.kpi.facts import FACTS, UNKNOWN, Facts, Part

PartId = str | int | None
"""A team, a member of staff, a kind …; None for the whole, or for what belongs to none."""

_Sums = dict[tuple[PartId, ...], tuple[int, ...]]
"""By what rows are part of, the sum of each side."""
_Known = dict[tuple[str, tuple[Part, ...], tuple[Side, ...], Bounds], _Sums]

_at_hand: ContextVar[_Known | None] = ContextVar("_at_hand", default=None)
_PERIOD = ("n", "policy_version_id", "today", "now", "first", "last", "window_first", "year_before")
_DUE = ("n", "policy_version_id", "delivered_on", "due_on")


@contextmanager
def counting_once() -> Iterator[None]:
    """Within it what was counted is known: questions about the same months share their rows. Nothing may be written there."""
    token = _at_hand.set({})
    try:
        yield
    finally:
        _at_hand.reset(token)


def counted(
    connection: sqlite3.Connection, keys: Sequence[str], bounds: Sequence[Bounds], part: Part = Part.WHOLE
) -> list[dict[PartId, dict[str, Counted]]]:
    """What these KPIs come to in each period, by part; a KPI stands in every part that any of them has.

    A side whose rows have no such part stays None.
    """
    sides = {key: [side and _known(side, part) for side in KPIS[key].sides] for key in keys}
    sums: dict[Side, list[dict[PartId, int]]] = {}
    for name in FACTS:
        wanted = list(dict.fromkeys(side for three in sides.values() for side in three if side is not None and side.facts == name))
        if wanted:
            sums |= zip(wanted, _sums(connection, name, wanted, bounds, part), strict=True)
    found = [_by_part(sides, sums, n) for n in range(len(bounds))]
    if part is Part.WHOLE:
        for each in found:
            each.setdefault(None, nothing(keys))
    return found


def nothing(keys: Iterable[str], part: Part = Part.WHOLE) -> dict[str, Counted]:
    """What KPIs come to where there are no rows."""
    return {key: Counted(*(0 if side and _known(side, part) else None for side in KPIS[key].sides)) for key in keys}


def selected(
    facts: Facts, numerator: Side | None, denominator: Side | None, bounds: Bounds, more: Iterable[str] = ()
) -> tuple[tuple[str, str], list[object]]:
    """The rows of a period that one or two sides count, as the head and the body of a statement, with the values that it binds.

    Its columns: what tells a row from the others, `day`, `order_id` where there is one, `more`, in_numerator, in_denominator.
    """
    sides = (("in_numerator", numerator), ("in_denominator", denominator))
    amounts = ", ".join(f"{'0' if side is None else _amount(side)} AS {name}" for name, side in sides)
    counts = " OR ".join(f"({side.when or '1 = 1'})" for _name, side in sides if side is not None)
    texts = [
        *facts.ids,
        "day",
        "order_id",
        *more,
        *(text for _name, side in sides if side is not None for text in (side.when, side.amount)),
    ]
    head, arguments = _bound(facts, [bounds])
    rows = facts.select((), texts)
    return (head, f"SELECT counted.*, {amounts} FROM ({rows}) AS counted WHERE {counts}"), arguments  # noqa: S608 - our own words


def _known(side: Side, part: Part) -> Side | None:
    """The side, if its rows have that part."""
    return side if side.facts is not None and (part is Part.WHOLE or part in FACTS[side.facts].parts) else None


def _sums(
    connection: sqlite3.Connection, name: str, wanted: Sequence[Side], bounds: Sequence[Bounds], part: Part
) -> list[list[dict[PartId, int]]]:
    """For each side, for each period, its sum by part."""
    facts, known = FACTS[name], _at_hand.get()
    # what may be asked next is counted as well, while its rows are at hand
    more = known is not None and not facts.searched
    parts, sides = (facts.together(part), _SIDES[name]) if more else ((part,), tuple(wanted))
    known = {} if known is None else known
    cut = bounds[:1] if facts.of_today else bounds  # what has no history is counted once
    missing = [each for each in dict.fromkeys(cut) if (name, parts, sides, each) not in known]
    if missing:
        counted_now = _by_parts(connection, facts, sides, missing, parts)
        known |= zip(((name, parts, sides, each) for each in missing), counted_now, strict=True)
    places = [sides.index(side) for side in wanted]
    found: list[list[dict[PartId, int]]] = [[] for _side in wanted]
    for each in cut:
        for own, sums in zip(found, _of_part(known[name, parts, sides, each], parts, part, places), strict=True):
            own.append(sums)
    return [own * len(bounds) for own in found] if facts.of_today else found


def _by_parts(
    connection: sqlite3.Connection, facts: Facts, sides: Sequence[Side], bounds: Sequence[Bounds], parts: Sequence[Part]
) -> list[_Sums]:
    """For each period the sums of these sides, by all of the parts at once."""
    amounts = ", ".join(f"sum({_amount(side)})" for side in sides)
    head, arguments = _bound(facts, bounds)
    keys = ", ".join(["n", *(f"part{place}" for place in range(len(parts)))])
    rows = facts.select(parts, [text for side in sides for text in (side.when, side.amount)])
    statement = f"{head} SELECT {keys}, {amounts} FROM ({rows}) AS counted GROUP BY {keys}"  # noqa: S608 - our own words
    found: list[_Sums] = [{} for _each in bounds]
    for n, *values in connection.execute(statement, arguments):
        found[n][tuple(values[: len(parts)])] = tuple(value or 0 for value in values[len(parts) :])
    return found


def _of_part(sums: _Sums, parts: Sequence[Part], part: Part, places: Sequence[int]) -> list[dict[PartId, int]]:
    """Of the sides at these places the sums by one of the parts, or of the whole."""
    place = None if part is Part.WHOLE else parts.index(part)
    added: list[dict[PartId, int]] = [{} for _each in places]
    for owns, values in sums.items():
        own = None if place is None else owns[place]
        if own is not None or place is None or part in UNKNOWN:
            for side, which in zip(added, places, strict=True):
                side[own] = side.get(own, 0) + values[which]
    return added


def _amount(side: Side) -> str:
    if not side.when:
        return side.amount
    return f"CASE WHEN {side.when} THEN {side.amount} ELSE 0 END"


def _bound(facts: Facts, bounds: Sequence[Bounds]) -> tuple[str, list[object]]:
    """The tables of days that the statement begins with, and their values in the order of their question marks."""
    columns = _DUE if facts.due else _PERIOD
    if facts.due:
        days = ((n, each.policy_version_id, *pair) for n, each in enumerate(bounds) for pair in each.due)
        # where no day is due, one that no vehicle was delivered on
        values: list[tuple[object, ...]] = [(n, version, given.isoformat(), due.isoformat()) for n, version, given, due in days]
        values = values or [(0, 0, "", "")]
    else:
        values = [_row(n, each) for n, each in enumerate(bounds)]
    marks = f"({', '.join('?' * len(columns))})"
    name = "due" if facts.due else "period"
    within = (min(each.first for each in bounds), max(each.last for each in bounds)) if facts.between else ()
    head = f"WITH {name} ({', '.join(columns)}) AS (VALUES {', '.join([marks] * len(values))})"
    return head, [*(value for row in values for value in row), *(day.isoformat() for day in within)]


def _row(n: int, bounds: Bounds) -> tuple[object, ...]:
    now = f"{bounds.now.astimezone(UTC).isoformat()[:19]}Z"
    days = (bounds.first, bounds.last, bounds.window_first, bounds.year_before)
    return (n, bounds.policy_version_id, bounds.today.isoformat(), now, *(day.isoformat() for day in days))


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
