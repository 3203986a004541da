"""The texts of a list for machines: one converter a column, made once, that is given some hundred values at a time.

Most values come again, so that each is loaded and written once; of no list more is held than is being written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import Any, Final

from kcrm.memo import remembered, same
from kcrm.queries.rows import Load, Rows
from kcrm.views import Audience, Cell, Column, View

Writer = Callable[[Any], str]
"""Writes the values of one column, none of which is None."""
_TOGETHER: Final = 500
"""So many rows are written at once."""


def indices(view: View, unwanted: Audience) -> list[int]:
    """The places of the columns for an audience: of those that were asked for, in that order, where some were."""
    shown = [index for index, column in enumerate(view.columns) if column.audience is not unwanted]
    if not view.only:
        return shown
    by_key = {view.columns[index].key: index for index in [*reversed(range(len(view.columns))), *reversed(shown)]}
    return [by_key[key] for key in view.only]


Together = Callable[[Sequence[Any]], Iterable[str]]
"""The same of some of its values, which may be None."""


def _anew(write: Writer, nothing: str) -> Together:
    """Each written by itself: what is no key, such as a list, or comes once, such as a time of day."""
    return lambda values: [nothing if value is None else write(value) for value in values]


def _remembered(write: Writer, nothing: str) -> Together:
    """Each written once, however often it comes."""
    known = remembered(write, {None: nothing})

    def together(values: Sequence[Any]) -> Iterable[str]:
        if values.count(values[0]) == len(values):
            return repeat(known[values[0]], len(values))
        return map(known.__getitem__, values)

    return together


def _as_they_are(load: Load, are_plain: Callable[[Sequence[str]], bool], others: Together) -> Together:
    """Stored texts that are written as they stand, where that holds of all of them; one question for many, as most never come again."""

    def together(values: Sequence[Any]) -> Iterable[str]:
        if None not in values:
            loaded: Sequence[Any] = values if load is same else [*map(load, values)]
            if are_plain(loaded):
                return loaded
        return others(values)

    return together


def texts(
    view: View,
    write: Callable[[Column, Load], Writer],
    nothing: Callable[[Column], str],
    unwanted: Audience = Audience.PEOPLE,
    are_plain: Callable[[Sequence[str]], bool] | None = None,
) -> tuple[list[Column], Iterator[Sequence[str]]]:
    """The columns for machines and each row's texts: one converter a column; a value that comes again is loaded and written once.

    write: of a column whose values are to be loaded so. nothing: what is written for None. are_plain: whether texts are all
    written as they stand; None where none is.
    """
    chosen = indices(view, unwanted)
    columns = [view.columns[index] for index in chosen]
    stored = isinstance(view.rows, Rows)
    # 1 and 1.0 are one key, but not one text
    anew = {Cell.EXACT, Cell.VALUED} | ({Cell.INSTANT} if stored else {Cell.ENUMS, Cell.TEXTS})
    rows: Iterable[Sequence[Any]] = view.rows.read() if isinstance(view.rows, Rows) else view.rows
    loads = [view.rows.loads[index] if isinstance(view.rows, Rows) else same for index in chosen]
    converters = []
    for column, load in zip(columns, loads, strict=True):
        together = (_anew if column.kind in anew else _remembered)(write(column, load), nothing(column))
        if are_plain is not None and stored and column.kind in {Cell.TEXT, Cell.IDENTIFIER}:
            together = _as_they_are(load, are_plain, together)
        converters.append(together)
    return columns, _row_by_row(rows, list(zip(chosen, converters, strict=True)))


def _row_by_row(rows: Iterable[Sequence[Any]], converters: Sequence[tuple[int, Together]]) -> Iterator[Sequence[str]]:
    remaining = iter(rows)
    while some := list(islice(remaining, _TOGETHER)):
        values = list(zip(*some, strict=True))
        yield from zip(*[together(values[index]) for index, together in converters], strict=True)


def loading(load: Load, writer: Writer) -> Writer:
    """What loads a value before it is written."""
    return writer if load is same else lambda value: writer(load(value))
