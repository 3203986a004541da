"""KPIs counted: their rows, and what these sum up to by period and part, one statement for each kind of row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from kcrm.kpis import KPIS, Side
from kcrm.model.kpi import Bounds, Counted
from kcrm.queries.kpi.facts import FACTS, Facts, Part

PartId = str | int | None
"""A team, a member of staff, a kind …; None for the whole, or for what belongs to none."""

_PERIOD = ("n", "policy_version_id", "today", "now", "first", "last", "window_first", "year_before")
_DUE = ("n", "policy_version_id", "delivered_on", "due_on")


def counted(
    connection: sqlite3.Connection, keys: Sequence[str], bounds: Sequence[Bounds], part: Part = Part.WHOLE
) -> list[dict[PartId, dict[str, Counted]]]:
    """What these KPIs come to in each period, by part; a KPI stands in every part that any of them has.

    A side whose rows have no such part stays None.
    """
    sides = {key: [side and _known(side, part) for side in KPIS[key].sides] for key in keys}
    sums: dict[Side, list[dict[PartId, int]]] = {}
    for name, facts in FACTS.items():
        wanted = list(dict.fromkeys(side for three in sides.values() for side in three if side is not None and side.facts == name))
        if wanted:
            sums |= zip(wanted, _sums(connection, facts, wanted, bounds, part), strict=True)
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
    rows = facts.select(Part.WHOLE, texts)
    return (head, f"SELECT counted.*, {amounts} FROM ({rows}) AS counted WHERE {counts}"), arguments  # noqa: S608 - our own words


def _known(side: Side, part: Part) -> Side | None:
    """The side, if its rows have that part."""
    return side if side.facts is not None and (part is Part.WHOLE or part in FACTS[side.facts].parts) else None


def _sums(
    connection: sqlite3.Connection, facts: Facts, wanted: Sequence[Side], bounds: Sequence[Bounds], part: Part
) -> list[list[dict[PartId, int]]]:
    """For each side, for each period, its sum by part."""
    amounts = ", ".join(f"sum({_amount(side)})" for side in wanted)
    # what has no history is counted once
    head, arguments = _bound(facts, bounds[:1] if facts.of_today else bounds)
    selected = facts.select(part, [text for side in wanted for text in (side.when, side.amount)])
    statement = f"{head} SELECT n, part, {amounts} FROM ({selected}) AS counted GROUP BY n, part"  # noqa: S608 - our own words
    found: list[list[dict[PartId, int]]] = [[{} for _each in bounds] for _side in wanted]
    for n, own, *values in connection.execute(statement, arguments):
        for place, value in enumerate(values):
            for each in range(len(bounds)) if facts.of_today else (n,):
                found[place][each][own] = value or 0
    return found


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
