"""The texts of a list for machines: one converter a column, made once and looked up by the interpreter, a row at a time.

Most values come again, so that each is loaded and written once; of no list more is held than is being written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import getitem
from typing import Any

from kcrm.memo import remembered, same
from kcrm.queries.rows import Load, Rows
from kcrm.views import Audience, Cell, Column, View

Writer = Callable[[Any], str]
"""Writes the values of one column, none of which is None."""
_written: Callable[[Any, Any], str] = getitem


def indices(view: View, unwanted: Audience) -> list[int]:
    """The places of the columns for an audience: of those that were asked for, in that order, where some were."""
    shown = [index for index, column in enumerate(view.columns) if column.audience is not unwanted]
    if not view.only:
        return shown
    by_key = {view.columns[index].key: index for index in [*reversed(range(len(view.columns))), *reversed(shown)]}
    return [by_key[key] for key in view.only]


class _Each:
    """Looked up like what is remembered, but written anew: what is no key, such as a list, or comes once, such as a time of day."""

    def __init__(self, write: Writer, nothing: str) -> None:
        self._write, self._nothing = write, nothing

    def __getitem__(self, value: Any) -> str:  # noqa: ANN401
        return self._nothing if value is None else self._write(value)


def texts(
    view: View, write: Callable[[Column, Load], Writer], nothing: Callable[[Column], str], unwanted: Audience = Audience.PEOPLE
) -> tuple[list[Column], Iterator[list[str]]]:
    """The columns for machines and each row's texts: one converter a column; a value that comes again is loaded and written once.

    write: of a column whose values are to be loaded so. nothing: what is written for None.
    """
    chosen = indices(view, unwanted)
    columns = [view.columns[index] for index in chosen]
    stored = isinstance(view.rows, Rows)
    anew = {Cell.INSTANT} if stored else {Cell.ENUMS, Cell.TEXTS}
    rows: Iterable[Sequence[Any]] = view.rows.read() if isinstance(view.rows, Rows) else view.rows
    loads = [view.rows.loads[index] if isinstance(view.rows, Rows) else same for index in chosen]
    known: list[Any] = [
        _Each(write(column, load), nothing(column)) if column.kind in anew else remembered(write(column, load), {None: nothing(column)})
        for column, load in zip(columns, loads, strict=True)
    ]
    if chosen == list(range(len(view.columns))):
        return columns, ([*map(_written, known, row)] for row in rows)
    return columns, ([*map(_written, known, [row[index] for index in chosen])] for row in rows)


def loading(load: Load, writer: Writer) -> Writer:
    """What loads a value before it is written."""
    return writer if load is same else lambda value: writer(load(value))
