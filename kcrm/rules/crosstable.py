"""A cross table: records by what they have at two fields, counted or added up, with totals.

The order of the parts follows what they are: words as they are declared, days as they come, anything else the most first. Whatever is
empty stands last. Of more parts than a page has room for some are told together: of days the earlier, of anything else the least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Final

from kcrm.named import NamedTuple

Value = Hashable
"""What stands at a field; None where nothing does."""


class Rest(Enum):
    """In the place of a value: all those for which there is no room."""

    OTHERS = auto()


OTHERS: Final = Rest.OTHERS


class Tally(NamedTuple):
    """So many records, and what they add up to: their number where nothing is added up."""

    cases: int = 0
    amount: int = 0

    def with_(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.cases + other.cases, self.amount + other.amount)


class Part(NamedTuple):
    """One record group: what it has at both fields."""

    rows: Value
    across: Value
    tally: Tally


class Axis(NamedTuple):
    """How the parts of one field stand. declared: all there can be, in their order; by_value: as they compare; else the most first.

    latest: where there is no room for all, those that stand last are told by themselves instead of the greatest.
    """

    declared: Sequence[Value] = ()
    by_value: bool = False
    latest: bool = False


class CrossTable(NamedTuple):
    """rows, across: what stands there, in order. cells: what is known of both. of_row, of_across: totals; whole: of all.

    together: of the rows, and of those across, how many are told together as OTHERS.
    """

    rows: tuple[Value, ...]
    across: tuple[Value, ...]
    cells: Mapping[tuple[Value, Value], Tally]
    of_row: Mapping[Value, Tally]
    of_across: Mapping[Value, Tally]
    whole: Tally
    together: tuple[int, int] = (0, 0)


def cross_table(parts: Iterable[Part], rows: Axis, across: Axis) -> CrossTable:
    """The table of these parts; several of the same are one."""
    told = list(parts)
    row_names = _in_order(((part.rows, part.tally) for part in told), rows)
    across_names = _in_order(((part.across, part.tally) for part in told), across)
    return _added_up(told, row_names, across_names)


def on_a_page(table: CrossTable, rows: Axis, across: Axis, most: tuple[int, int]) -> CrossTable:
    """The same with no more rows, and parts across, than these. Words that are declared are never too many."""
    row_of = _places(table.rows, table.of_row, rows, most[0])
    across_of = _places(table.across, table.of_across, across, most[1])
    parts = [Part(row_of[row], across_of[column], tally) for (row, column), tally in table.cells.items()]
    names = tuple(dict.fromkeys(row_of.values())), tuple(dict.fromkeys(across_of.values()))
    together = tuple(sum(place is OTHERS for place in places.values()) for places in (row_of, across_of))
    return _added_up(parts, *names)._replace(together=(together[0], together[1]))


def _added_up(parts: Iterable[Part], rows: Iterable[Value], across: Iterable[Value]) -> CrossTable:
    cells: dict[tuple[Value, Value], Tally] = defaultdict(Tally)
    of_row: dict[Value, Tally] = defaultdict(Tally)
    of_across: dict[Value, Tally] = defaultdict(Tally)
    whole = Tally()
    for row, column, tally in parts:
        cells[row, column] = cells[row, column].with_(tally)
        of_row[row] = of_row[row].with_(tally)
        of_across[column] = of_across[column].with_(tally)
        whole = whole.with_(tally)
    return CrossTable(tuple(rows), tuple(across), dict(cells), dict(of_row), dict(of_across), whole)


def _in_order(found: Iterable[tuple[Value, Tally]], axis: Axis) -> list[Value]:
    sums: dict[Value, Tally] = defaultdict(Tally)
    for name, tally in found:
        sums[name] = sums[name].with_(tally)
    places = {each: place for place, each in enumerate(axis.declared)}

    def key(name: Value) -> tuple[object, ...]:
        if axis.declared:
            return name is None, places.get(name, len(places)), str(name)
        if axis.by_value:
            return name is None, name if name is not None else 0
        return name is None, -sums[name].amount, -sums[name].cases, str(name)

    return sorted(sums, key=key)


def _places(names: Sequence[Value], sums: Mapping[Value, Tally], axis: Axis, most: int) -> dict[Value, Value]:
    """By each name where it is told, in order. Others take the place of one, so that there are never more; what is empty is its own.

    Of days the others are the earlier and stand first, else they stand after those that are told by themselves.
    """
    if axis.declared or len(names) <= most:
        return {name: name for name in names}
    if axis.latest:
        standing = list(reversed(names))  # what is empty stands last
    else:
        standing = sorted(names, key=lambda name: (name is not None, -sums[name].amount, -sums[name].cases))
    own = set(standing[: most - 1])
    places = {name: name if name in own else OTHERS for name in names}
    if axis.latest:
        return places
    return dict(sorted(places.items(), key=lambda item: 2 if item[0] is None else item[1] is OTHERS))
