"""The rows of declared records: listed, read one by one, written where they are new or differ: the same values twice change nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from kcrm.db import instant
from kcrm.queries.rows import Rows
from kcrm.queries.sources import source_of
from kcrm.records import Field, Noun, SheetKind

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


def listed_records(
    connection: sqlite3.Connection, noun: Noun, condition: str, arguments: Mapping[str, object], limit: int | None
) -> tuple[Sequence[Shown], int]:
    """The first so many records of a condition on the noun's own columns, and how many there are; limit None for all, read one by one."""
    table, source = noun.table, source_of(SheetKind(noun.kind))
    total: int = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}", arguments).fetchone()[0]  # noqa: S608 - our own
    order = ", ".join(f"{table}.{each}" for each in source.order.split(", "))
    if limit is not None:
        # the page first: names are joined to it, not to every record there is
        condition = f"{table}.id IN (SELECT {table}.id FROM {table} WHERE {condition} ORDER BY {order} LIMIT :limit)"  # noqa: S608 - our own
    statement = f"SELECT {places(noun, noun.listed, source.shown)} FROM {table} {source.joins} WHERE {condition} ORDER BY {order}"  # noqa: S608 - our own
    given = {**arguments, "limit": limit}
    rows = Rows(total, lambda: connection.execute(statement, given), (field.type.load for field in noun.listed))
    return (rows if limit is None else list(rows)), total


def shown_record(connection: sqlite3.Connection, noun: Noun, number: int, today: date) -> Shown:
    """The record with this id, as lists and cards show it."""
    rows, _total = listed_records(connection, noun, f"{noun.table}.id = :id", {"id": number, "today": today.isoformat()}, None)
    return rows[0]


def row_by_id(connection: sqlite3.Connection, noun: Noun, number: int) -> sqlite3.Row:
    """The row to compare new values with."""
    row: sqlite3.Row = connection.execute(f"SELECT * FROM {noun.table} WHERE id = ?", (number,)).fetchone()  # noqa: S608 - our own
    return row


def row_by_number(connection: sqlite3.Connection, noun: Noun, number: str) -> sqlite3.Row | None:
    """The row of the record that has this number of the store's, or this VIN."""
    statement = f"SELECT * FROM {noun.table} WHERE {noun.number} = ?"  # noqa: S608 - our own
    row: sqlite3.Row | None = connection.execute(statement, (number,)).fetchone()
    return row


def unique_owner(connection: sqlite3.Connection, table: str, column: str, value: object) -> int:
    """The id of the row that has this value, which no other may have."""
    number: int = connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()[0]  # noqa: S608 - our own names
    return number


def save(connection: sqlite3.Connection, table: str, row: sqlite3.Row | None, values: Mapping[str, object]) -> tuple[int, Saved]:
    """Insert `values` where `row` is None, else update the columns that differ; the row's id and what was done.

    table and the keys are our own column names, never a user's text.
    """
    stored = {column: stored_value(value) for column, value in values.items()}
    if row is None:
        cursor = connection.execute(_insertion(table, tuple(stored)), tuple(stored.values()))
        return cursor.lastrowid or 0, Saved.NEW
    changed = {column: value for column, value in stored.items() if row[column] != value}
    if not changed:
        return row["id"], Saved.UNCHANGED
    settings = ", ".join(f"{column} = ?" for column in changed)
    connection.execute(f"UPDATE {table} SET {settings} WHERE id = ?", (*changed.values(), row["id"]))  # noqa: S608
    return row["id"], Saved.CHANGED


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    """Cached, as the rows of a file mostly fill the same columns."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"  # noqa: S608 - our own names


def stored_value(value: object) -> str | int | None:
    """A value as its column keeps it: dates and instants as ISO text, flags as 0 or 1."""
    kept = _KEPT_AS.get(type(value))
    if kept is None:
        if isinstance(value, str):  # a word of the vocabulary
            return value
        raise TypeError(type(value))
    return kept(value)


def _same(value: Any) -> Any:  # noqa: ANN401 - as SQLite has it
    return value


_KEPT_AS: Mapping[type, Callable[[Any], str | int | None]] = {
    str: _same,
    int: _same,
    type(None): _same,
    bool: int,
    date: date.isoformat,
    datetime: instant,
}
