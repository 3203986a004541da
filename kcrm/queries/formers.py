"""Records that were merged into others: what they were called, and where they lead to."""

from __future__ import annotations

import sqlite3
from datetime import date
from itertools import starmap
from typing import Final

from kcrm.named import NamedTuple


class Former(NamedTuple):
    """What a record that is part of another now, or the one that stays, was called by and leads to the latter by.

    number: the one that went's. plates: of a vehicle, those of either.
    """

    kept_id: int
    number: str | None
    plates: tuple[str, ...] = ()


class FormerPhone(NamedTuple):
    """A phone and a name of one customer, of whichever of the records that are one now: both together lead to the one that stays."""

    kept_id: int
    phone: str
    name: str


class FormerOne(NamedTuple):
    """As a card names it. on: the day of the merge."""

    id: int
    number: str | None
    name: str | None
    on: date


_PHONES: Final = """
WITH known (kept_id, name) AS MATERIALIZED (
    SELECT kept_id, name FROM customer_former
    UNION SELECT kept_id, kept_name FROM customer_former WHERE kept_name IS NOT NULL
    UNION SELECT id, name FROM customer WHERE id IN (SELECT kept_id FROM customer_former)
),
reached (kept_id, phone, merged_on, id) AS (
    SELECT kept_id, phone, merged_on, id FROM former_phone
    UNION ALL SELECT id, phone, '9999', id FROM customer WHERE id IN (SELECT kept_id FROM customer_former)
    UNION ALL SELECT id, phone2, '9999', id FROM customer WHERE id IN (SELECT kept_id FROM customer_former)
)
SELECT kept_id, phone, name FROM reached JOIN known USING (kept_id) WHERE phone IS NOT NULL ORDER BY merged_on, id
"""


def forwarding(connection: sqlite3.Connection, table: str, number: int) -> int | None:
    """The record that the one of this id was merged into; None where it was not."""
    row = connection.execute(f"SELECT kept_id FROM {table}_former WHERE id = ?", (number,)).fetchone()  # noqa: S608 - here and below: our own
    return int(row[0]) if row is not None else None


def former_records(connection: sqlite3.Connection, table: str) -> list[Former]:
    """Every record of the table that was merged into another."""
    rows = connection.execute(f"SELECT kept_id, number, name, kept_name FROM {table}_former ORDER BY merged_on, id")  # noqa: S608
    return [Former(kept, number, tuple(filter(None, names)) if table == "vehicle" else ()) for kept, number, *names in rows]


def former_phones(connection: sqlite3.Connection) -> list[FormerPhone]:
    """Every phone of customers who were two records or more, beside every name that they have or had; what was merged later last."""
    return list(starmap(FormerPhone, connection.execute(_PHONES)))


def corrected_numbers(connection: sqlite3.Connection, table: str) -> dict[str, int]:
    """By the number that a record of the table had until it was given another one, which record that is; the later one counts."""
    return dict(connection.execute(f"SELECT number, {table}_id FROM renumbered WHERE {table}_id IS NOT NULL ORDER BY id").fetchall())  # noqa: S608


def former_of(connection: sqlite3.Connection, table: str, number: int) -> list[FormerOne]:
    """What was merged into this record."""
    statement = f"SELECT id, number, name, merged_on FROM {table}_former WHERE kept_id = ? ORDER BY merged_on, id"  # noqa: S608
    return [FormerOne(former, own, name, date.fromisoformat(on)) for former, own, name, on in connection.execute(statement, (number,))]
