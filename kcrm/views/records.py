"""Records of the desk as rows: the columns say which attribute stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcrm.views import Audience, Column, Shape, View

Reader = Callable[[Any], object]

_MOST_IN_LISTS = 5  # the lowest priority that a list shows people; machines get every column


def row_of(columns: tuple[Column, ...], record: object, readers: Mapping[str, Reader]) -> tuple[object, ...]:
    """Of each column the value that its reader takes from the record, or the attribute named as its key."""
    return tuple(readers[column.key](record) if column.key in readers else getattr(record, column.key) for column in columns)


def rows_of(columns: tuple[Column, ...], records: Iterable[object], readers: Mapping[str, Reader]) -> list[tuple[object, ...]]:
    """One such row a record."""
    return [row_of(columns, record, readers) for record in records]


def listing(title: str, columns: tuple[Column, ...], rows: Sequence[Sequence[object]], total: int | None = None) -> View:
    """A list of records: people see the columns that tell one from another, `show` has the others."""
    shown = tuple(column if column.priority <= _MOST_IN_LISTS else replace(column, audience=Audience.MACHINES) for column in columns)
    return View(title, shown, rows, total=total)


def single(title: str, columns: tuple[Column, ...], row: Sequence[object], parts: Mapping[str, View] | None = None) -> View:
    """One record: people see the fields that are filled, machines all."""
    shown = tuple(
        column if value is not None else replace(column, audience=Audience.MACHINES) for column, value in zip(columns, row, strict=True)
    )
    return View(title, shown, [row], shape=Shape.RECORD, parts=parts or {})
