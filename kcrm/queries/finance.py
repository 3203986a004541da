"""Finance: what the store cost, what was planned."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from kcrm.dates import Period
from kcrm.queries.records import Saved, save


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount of a month. kind: fixed, variable or plan; item: a cost's name, or what is planned."""

    id: int
    month: date
    kind: str
    item: str
    amount_fen: int
    note: str | None


def entries(connection: sqlite3.Connection, period: Period | None = None) -> list[Entry]:
    """Every amount of the months that lie in the period, or of all, by month, kind and item."""
    first, last = (f"{day:%Y-%m}" for day in (period.first, period.last)) if period else ("", "9999-99")
    rows = connection.execute("SELECT * FROM finance WHERE month BETWEEN ? AND ? ORDER BY month, kind, item", (first, last))
    return [
        Entry(row["id"], date.fromisoformat(f"{row['month']}-01"), row["kind"], row["item"], row["amount_fen"], row["note"]) for row in rows
    ]


def keep(connection: sqlite3.Connection, month: date, kind: str, item: str, values: dict[str, object]) -> Saved:
    """Write a month's amount, which is known again by month, kind and item. values: amount_fen, note."""
    known = (f"{month:%Y-%m}", kind, item)
    row = connection.execute("SELECT * FROM finance WHERE month = ? AND kind = ? AND item = ?", known).fetchone()
    return save(connection, "finance", row, {"month": known[0], "kind": kind, "item": item, **values})[1]
