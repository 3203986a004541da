"""The rows of declared records: listed, read one by one, written where they are new or differ: the same values twice change nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from kcrm.db import instant
from kcrm.enums import StrEnum
from kcrm.queries.rows import Rows, where

if TYPE_CHECKING:
    from kcrm.queries.filters import Condition
    from kcrm.queries.sources.source import Source
    from kcrm.records import Field, Noun

Kept = str | int | None
"""A value as a column keeps it."""
Shown = tuple[object, ...]
"""What lists and cards show of a record: a value for each of its declaration's `listed` fields, as their types show it."""


class Saved(StrEnum):
    """What saving did to the record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def places(noun: Noun, fields: Iterable[Field], elsewhere: Mapping[str, str]) -> str:
    """What to select for these fields: their columns, or what stands elsewhere for their keys."""
    return ", ".join(f"{elsewhere.get(field.key, f'{noun.table}.{field.stored}')} AS {field.key}" for field in fields)


def _source(noun: Noun) -> Source:
    from kcrm.queries.sources.declared import source_of  # noqa: PLC0415 - what writes rows, or reads none of a declared record, does without
    from kcrm.records import SheetKind  # noqa: PLC0415

    return source_of(SheetKind(noun.kind))


def listed_records(
    connection: sqlite3.Connection, noun: Noun, condition: str, arguments: Mapping[str, object], limit: int | None
) -> tuple[Sequence[Shown], int]:
    """The first so many records of a condition on the noun's own columns, and how many there are; limit None for all, read one by one."""
    table, source = noun.table, _source(noun)
    total: int = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}", arguments).fetchone()[0]  # noqa: S608 - our own
    order = ", ".join(f"{table}.{each}" for each in source.order.split(", "))
    if limit is not None:
        # the page first: names are joined to it, not to every record there is
        condition = f"{table}.id IN (SELECT {table}.id FROM {table} WHERE {condition} ORDER BY {order} LIMIT :limit)"  # noqa: S608 - our own
    statement = f"SELECT {places(noun, noun.listed, source.shown)} FROM {table} {source.joins} WHERE {condition} ORDER BY {order}"  # noqa: S608 - our own
    given = {**arguments, "limit": limit}
    rows = Rows(total, lambda: connection.execute(statement, given), (field.type.load for field in noun.listed))
    return (rows if limit is None else list(rows)), total


def narrowed_records(
    connection: sqlite3.Connection, noun: Noun, wanted: Mapping[str, object], owners: Condition | None, limit: int | None
) -> tuple[Sequence[Shown], int]:
    """The same of those that are narrowed by their source's conditions and belong to these customers, None for any.

    wanted: the values of the conditions, of which None and False narrow nothing; `states`, an array in JSON of those they are in; `today`.
    """
    source = _source(noun)
    conditions = {**source.narrowed, "states": f"{source.state or source.shown.get('state')} IN (SELECT value FROM json_each(:states))"}  # noqa: S608 - our own
    given: dict[str, object] = {**dict.fromkeys(conditions), **wanted}
    condition = where(conditions, given)
    if owners is not None:
        condition = f"{condition} AND {owned(noun, source, owners)}"
        given |= owners.values
    return listed_records(connection, noun, condition, given, limit)


def owned(noun: Noun, source: Source, owners: Condition) -> str:
    """Which records of a kind belong to these customers; of prospects those that were meant themselves. Its values are the condition's."""
    theirs = owners.on_prospects(source.chosen) if owners.of_prospects and noun.table == "prospect" else ""
    return theirs or source.of(f"(SELECT customer.id FROM customer WHERE {owners.sql})")  # noqa: S608 - our own


def shown_record(connection: sqlite3.Connection, noun: Noun, number: int, given: Mapping[str, str | None]) -> Shown:
    """The record with this id, as lists and cards show it. given: what its source is reckoned by beside what is stored."""
    rows, _total = listed_records(connection, noun, f"{noun.table}.id = :id", {**given, "id": number}, None)
    return rows[0]


def row_by_id(connection: sqlite3.Connection, noun: Noun, number: int) -> sqlite3.Row:
    """The row to compare new values with."""
    row: sqlite3.Row = connection.execute(f"SELECT * FROM {noun.table} WHERE id = ?", (number,)).fetchone()  # noqa: S608 - our own
    return row


def unique_owner(connection: sqlite3.Connection, table: str, column: str, value: object) -> int:
    """The id of the row that has this value, which no other may have."""
    number: int = connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()[0]  # noqa: S608 - our own names
    return number


def save(connection: sqlite3.Connection, table: str, row: sqlite3.Row | None, values: Mapping[str, object]) -> tuple[int, Saved]:
    """Insert `values` where `row` is None, else update the columns that differ; the row's id and what was done.

    table and the keys are our own column names, never a user's text.
    """
    stored = stored_values(values)
    if row is None:
        cursor = connection.execute(_insertion(table, tuple(stored)), tuple(stored.values()))
        return cursor.lastrowid or 0, Saved.NEW
    changed = differing(row, stored)
    if not changed:
        return row["id"], Saved.UNCHANGED
    update(connection, table, row["id"], changed)
    return row["id"], Saved.CHANGED


def differing(row: sqlite3.Row, stored: Mapping[str, Kept]) -> dict[str, Kept]:
    """What of these values is not in the row."""
    return {column: value for column, value in stored.items() if row[column] != value}


def update(connection: sqlite3.Connection, table: str, number: int, stored: Mapping[str, Kept]) -> None:
    """Write these values into the row of this id."""
    settings = ", ".join(f"{column} = ?" for column in stored)
    connection.execute(f"UPDATE {table} SET {settings} WHERE id = ?", (*stored.values(), number))  # noqa: S608 - our own names


def insert(connection: sqlite3.Connection, table: str, defaults: Mapping[str, Kept], rows: Sequence[dict[str, Kept]]) -> None:
    """Some hundred new rows by one statement. defaults: what a column holds of which a row says nothing, while others do."""
    said = set(chain.from_iterable(set(map(tuple, rows))))
    blank = {column: default for column, default in defaults.items() if column in said}
    values = chain.from_iterable([(blank | row).values() for row in rows])
    connection.execute(_insertion(table, tuple(blank), len(rows)), list(values))


@cache
def _insertion(table: str, columns: tuple[str, ...], count: int = 1) -> str:
    """Cached, as the rows of a file mostly fill the same columns."""
    row = f"({', '.join('?' for _ in columns)})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"  # noqa: S608 - our own names


def stored_values(values: Mapping[str, Any]) -> dict[str, Kept]:
    """Values as their columns keep them: dates and instants as ISO text, flags as 0 or 1."""
    return {column: value if type(value) in _AS_THEY_ARE else _KEPT_AS[type(value)](value) for column, value in values.items()}


def stored_value(value: Any) -> Kept:  # noqa: ANN401 - whatever a record holds
    """One of them."""
    return value if type(value) in _AS_THEY_ARE else _KEPT_AS[type(value)](value)


class _Keeping(dict[type, Callable[[Any], Kept]]):
    """By type how a value is kept."""

    def __missing__(self, of: type) -> Callable[[Any], Kept]:
        if not issubclass(of, str):
            raise TypeError(of)
        self[of] = str.__str__  # a word of the vocabulary, which is bound quicker as plain text
        return str.__str__


_AS_THEY_ARE: Final = frozenset({str, int, type(None)})
_KEPT_AS: Final = _Keeping({bool: int, date: date.isoformat, datetime: instant})


def has_any(connection: sqlite3.Connection, noun: Noun, owner: str, number: int) -> bool:
    """Whether any record of this kind hangs on another. owner: the column that says so."""
    return connection.execute(f"SELECT 1 FROM {noun.table} WHERE {owner} = ? LIMIT 1", (number,)).fetchone() is not None  # noqa: S608 - our own
