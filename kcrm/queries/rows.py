"""A row of the database as a frozen record: the columns' text becomes dates, instants, flags and enums by the record's own types."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints, overload

from kcrm.enums import StrEnum
from kcrm.memo import remembering, same

Record = TypeVar("Record")
Word = TypeVar("Word", bound=StrEnum)

_PLAIN: dict[type, Callable[[Any], Any]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bool: bool,
}


Load = Callable[[Any], object]
"""What a column keeps -> the value as its type shows it."""


class Rows(Sequence[tuple[object, ...]]):
    """The rows of a query, read anew each time that they are gone through, and never all held at once.

    count: how many there are. read: begins the query. loads: for each column, from what is read to what is shown; of None nothing is asked.
    """

    def __init__(self, count: int, read: Callable[[], Iterable[Sequence[Any]]], loads: Iterable[Load]) -> None:
        self._count = count
        self.read, self.loads = read, tuple(loads)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        loads = [load if load is same else remembering(_or_none(load)) for load in self.loads]
        return (tuple([load(value) for load, value in zip(loads, row, strict=True)]) for row in self.read())

    @overload
    def __getitem__(self, place: int) -> tuple[object, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[object, ...]]: ...
    def __getitem__(self, place: int | slice) -> tuple[object, ...] | Sequence[tuple[object, ...]]:
        return list(self)[place]


@contextmanager
def sorting_in_a_file(connection: sqlite3.Connection) -> Iterator[None]:
    """Around what goes through all there is: what is sorted on the way is in a file, so that memory does not grow with the store.

    Within a write it is not changed any more. Whoever ends before the last row may have closed the connection.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):
            connection.execute("PRAGMA temp_store = MEMORY")


def _or_none(load: Load) -> Load:
    return lambda value: None if value is None else load(value)


def record(cls: type[Record], row: sqlite3.Row) -> Record:
    """`row` as a `cls`, whose field names are the row's column names."""
    return cls(**{name: None if row[name] is None else read(row[name]) for name, read in _readers(cls)})


def plain_rows(connection: sqlite3.Connection, statement: str, values: Mapping[str, object] | Sequence[object] = ()) -> sqlite3.Cursor:
    """The rows of a query as tuples, for what reads very many."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(statement, values)


def by_word(words: type[Word]) -> dict[str, Word]:
    """The members of an enum by what a column keeps: looked up far quicker than made."""
    return {word.value: word for word in words}


def where(conditions: Mapping[str, str], arguments: Mapping[str, object]) -> str:
    """The conditions whose arguments are given, neither None nor False: one that is always true would keep SQLite from an index."""
    return " AND ".join(sql for name, sql in conditions.items() if arguments[name] is not None and arguments[name] is not False) or "true"


def _readers(cls: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    if cls not in _known:
        _known[cls] = tuple((name, _reader(hint)) for name, hint in get_type_hints(cls).items())
    return _known[cls]


_known: dict[type, tuple[tuple[str, Callable[[Any], Any]], ...]] = {}


def _reader(hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a type annotation may be any object
    kind = next((part for part in get_args(hint) if part is not NoneType), hint)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return _PLAIN.get(kind, same)


def has_rows(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a table, of our own, has any row: most stores have none of some."""
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608
