"""Records that were merged into others: what they were called, and where they lead to."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.named import NamedTuple


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
    row = connection.execute(f"SELECT kept_id FROM {table}_former WHERE id = ?", (number,)).fetchone()  # noqa: S608 - here and below: our own
    return int(row[0]) if row is not None else None


def former_records(connection: sqlite3.Connection, table: str) -> list[Former]:
    """Every record of the table that was merged into another."""
    rows = connection.execute(f"SELECT kept_id, id, number, name, phone, phone2 FROM {table}_former ORDER BY merged_on, id")  # noqa: S608
    return [Former(kept, former, number, name, tuple(filter(None, (phone, phone2)))) for kept, former, number, name, phone, phone2 in rows]


def former_of(connection: sqlite3.Connection, table: str, number: int) -> list[FormerOne]:
    """What was merged into this record."""
    statement = f"SELECT id, number, name, merged_on FROM {table}_former WHERE kept_id = ? ORDER BY merged_on, id"  # noqa: S608
    return [FormerOne(former, own, name, date.fromisoformat(on)) for former, own, name, on in connection.execute(statement, (number,))]
