"""Records of the desk as rows: the columns say which attribute stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kcrm.views import Column

Reader = Callable[[Any], object]


def rows_of(columns: tuple[Column, ...], records: Iterable[object], readers: Mapping[str, Reader]) -> list[tuple[object, ...]]:
    """One row a record: of each column the value that its reader takes, or the attribute named as its key."""
    return [tuple(readers[column.key](one) if column.key in readers else getattr(one, column.key) for column in columns) for one in records]
