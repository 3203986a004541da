"""Who was erased, and by what they would be known again: keyed hashes, of which nobody can tell a phone or a name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from kcrm.model.erasing import Mark, Why
from kcrm.named import NamedTuple
from kcrm.queries.records import save


class Erasure(NamedTuple):
    """A person who was erased. admitted_on: since when files may bring them as somebody new."""

    id: int
    customer_id: int
    erased_on: date
    why: Why
    admitted_on: date | None


_ERASURES = "SELECT id, customer_id, erased_on, why, admitted_on FROM erasure"


def erasure_of(connection: sqlite3.Connection, customer_id: int) -> Erasure | None:
    """What is kept of this customer's erasure; None where they were not erased."""
    row = connection.execute(f"{_ERASURES} WHERE customer_id = ?", (customer_id,)).fetchone()
    return _erasure(row) if row else None


def _erasure(row: Sequence[object]) -> Erasure:
    number, customer_id, erased_on, why, admitted_on = row
    assert isinstance(number, int) and isinstance(customer_id, int)  # noqa: PT018 - of one row
    return Erasure(
        number,
        customer_id,
        date.fromisoformat(str(erased_on)),
        Why(str(why)),
        None if admitted_on is None else date.fromisoformat(str(admitted_on)),
    )


def add_erasure(connection: sqlite3.Connection, customer_id: int, on: date, why: Why) -> int:
    """Note that a customer was erased; the erasure's number."""
    number, _saved = save(connection, "erasure", None, {"customer_id": customer_id, "erased_on": on, "why": why})
    return number


def add_rows(connection: sqlite3.Connection, erasure_id: int, rows: Iterable[tuple[str, int]]) -> None:
    """Note which rows told of them; one that told of somebody erased before stays theirs."""
    connection.executemany(
        "INSERT INTO erasure_row (erasure_id, table_name, row_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        ((erasure_id, table, number) for table, number in rows),
    )


def add_marks(connection: sqlite3.Connection, erasure_id: int, marks: Iterable[str]) -> None:
    """Note by what they would be known again."""
    connection.executemany("INSERT INTO erasure_mark (erasure_id, mark) VALUES (?, ?)", ((erasure_id, mark) for mark in marks))


def marks_now(connection: sqlite3.Connection) -> frozenset[str]:
    """By what those would be known again who were erased and not let in again."""
    rows = connection.execute("SELECT mark FROM erasure_mark JOIN erasure ON erasure.id = erasure_id WHERE admitted_on IS NULL")
    return frozenset(mark for (mark,) in rows)


def erased_row(connection: sqlite3.Connection, table: str, number: int) -> date | None:
    """When the person of whom the row told was erased; None where none was."""
    row = connection.execute(
        "SELECT erased_on FROM erasure_row JOIN erasure ON erasure.id = erasure_id WHERE table_name = ? AND row_id = ?", (table, number)
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


class Marks:
    """Tells whether somebody is known by what was erased. In a write `made` makes the key, where there is none yet."""

    def __init__(self, connection: sqlite3.Connection, *, made: str | None = None) -> None:
        self._connection = connection
        if made is not None:
            connection.execute("INSERT INTO operation_key (only, key) VALUES (1, ?) ON CONFLICT DO NOTHING", (made,))
        row = connection.execute("SELECT key FROM operation_key").fetchone()
        self._key = bytes.fromhex(row[0]) if row else b""

    def mark(self, kind: Mark, *texts: str) -> str:
        """The keyed hash (HMAC-SHA-256) of what a person is known by, each text in its one spelling."""
        import hmac  # noqa: PLC0415 - few databases have anybody who was erased

        return hmac.new(self._key, json.dumps([kind, *texts], ensure_ascii=False).encode(), "sha256").hexdigest()

    def found(self, marks: Iterable[str]) -> Erasure | None:
        """The latest person erased of whom one of these is known and who was not let in again."""
        row = self._connection.execute(
            "SELECT erasure.id, customer_id, erased_on, why, admitted_on FROM erasure_mark JOIN erasure ON erasure.id = erasure_id"
            " WHERE mark IN (SELECT value FROM json_each(?)) AND admitted_on IS NULL ORDER BY erasure.id DESC LIMIT 1",
            (json.dumps(list(marks)),),
        ).fetchone()
        return _erasure(row) if row else None


def admit(connection: sqlite3.Connection, erasure_id: int, on: date) -> None:
    """From this day on files may bring them as somebody new."""
    connection.execute("UPDATE erasure SET admitted_on = ? WHERE id = ?", (on.isoformat(), erasure_id))
