"""Write one row if it is new or differs: the same values twice change nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from kcrm.db import instant


class Saved(StrEnum):
    """What saving did to the record."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


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
