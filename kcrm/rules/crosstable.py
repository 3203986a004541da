"""A cross table: records by what they have at two fields, counted or added up, with totals.

The order of the parts follows what they are: words as they are declared, days as they come, anything else the most first. Whatever is
empty stands last. Of more parts than a table has room for the least are told together.
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

    most: so many are told by themselves; 0 for all.
    """

    declared: Sequence[Value] = ()
    by_value: bool = False
    most: int = 0


class CrossTable(NamedTuple):
    """rows, across: what stands there, in order. cells: what is known of both. of_row, of_across: totals; whole: of all."""

    rows: tuple[Value, ...]
    across: tuple[Value, ...]
    cells: Mapping[tuple[Value, Value], Tally]
    of_row: Mapping[Value, Tally]
    of_across: Mapping[Value, Tally]
    whole: Tally


def cross_table(parts: Iterable[Part], rows: Axis, across: Axis) -> CrossTable:
    """The table of these parts; several of the same are one."""
    told = list(parts)
    row_names = _in_order(((part.rows, part.tally) for part in told), rows)
    across_names = _in_order(((part.across, part.tally) for part in told), across)
    row_of, across_of = _places(row_names, rows.most), _places(across_names, across.most)
    cells: dict[tuple[Value, Value], Tally] = defaultdict(Tally)
    of_row: dict[Value, Tally] = defaultdict(Tally)
    of_across: dict[Value, Tally] = defaultdict(Tally)
    whole = Tally()
    for part in told:
        row, column = row_of[part.rows], across_of[part.across]
        cells[row, column] = cells[row, column].with_(part.tally)
        of_row[row] = of_row[row].with_(part.tally)
        of_across[column] = of_across[column].with_(part.tally)
        whole = whole.with_(part.tally)
    return CrossTable(
        tuple(dict.fromkeys(row_of.values())), tuple(dict.fromkeys(across_of.values())), dict(cells), dict(of_row), dict(of_across), whole
    )


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


def _places(names: Sequence[Value], most: int) -> dict[Value, Value]:
    """By each name where it is told. Others take the place of one, so that there are never more."""
    if not most or len(names) <= most:
        return {name: name for name in names}
    own = set(names[: most - 1])
    return {name: name if name in own else OTHERS for name in names}
