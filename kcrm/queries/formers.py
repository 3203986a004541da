"""Records that were merged into others: what they were called, and where they lead to."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from kcrm.named import NamedTuple

_FORWARDED: Final = "SELECT {column}, merged_id, number, name, phone, phone2 FROM merge WHERE {column} IS NOT NULL ORDER BY id"


class Former(NamedTuple):
    """A record that is part of another now. phones: as it had them; name: of a vehicle its plate."""

    kept_id: int
    id: int
    number: str | None
    name: str | None
    phones: tuple[str, ...]


class FormerOne(NamedTuple):
    """As a card names it. on: the day of the merge."""

    id: int
    number: str | None
    name: str | None
    on: date


def forwarding(connection: sqlite3.Connection, table: str, number: int) -> int | None:
    """The record that the one of this id was merged into; None where it was not."""
    row = connection.execute(f"SELECT {table}_id FROM merge WHERE merged_id = ? AND {table}_id IS NOT NULL", (number,)).fetchone()  # noqa: S608 - our own
    return int(row[0]) if row is not None else None


def former_records(connection: sqlite3.Connection, table: str) -> list[Former]:
    """Every record of the table that was merged into another."""
    rows = connection.execute(_FORWARDED.format(column=f"{table}_id"))
    return [Former(kept, merged, number, name, tuple(filter(None, (phone, phone2)))) for kept, merged, number, name, phone, phone2 in rows]


def former_of(connection: sqlite3.Connection, table: str, number: int) -> list[FormerOne]:
    """What was merged into this record."""
    statement = f"SELECT merged_id, number, name, merged_on FROM merge WHERE {table}_id = ? ORDER BY id"  # noqa: S608 - our own
    return [FormerOne(merged, own, name, date.fromisoformat(on)) for merged, own, name, on in connection.execute(statement, (number,))]
