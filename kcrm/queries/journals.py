"""What somebody really did on a day, as the operations log tells; and the journal that they wrote of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from kcrm.db import instant
from kcrm.named import NamedTuple
from kcrm.storage.logged import DELETE, INSERT, table_numbers
from kcrm.storage.oplog import OF_ONE

_OF_DAY = """
SELECT id FROM operation
WHERE staff_id = ? AND at >= ? AND at < ? AND NOT automatic AND undoes IS NULL
    AND NOT EXISTS (SELECT 1 FROM operation AS later WHERE later.undoes = operation.id)
ORDER BY id
"""
_WHICH: Final = {
    "call": "(SELECT CASE direction WHEN 'in' THEN 'in' ELSE outcome END FROM call WHERE id = row_id)",
    "complaint_event": "(SELECT kind FROM complaint_event WHERE id = row_id)",
    "prospect_event": "(SELECT kind FROM prospect_event WHERE id = row_id)",
}
"""What a row of these tables is told apart by."""


class Touch(NamedTuple):
    """So many rows of a table that one operation made or changed. which: by what they are told apart, None of most tables."""

    operation_id: int
    table: str
    is_new: bool
    which: str | None
    rows: int


def touches(connection: sqlite3.Connection, person_id: int, since: datetime, until: datetime) -> Iterator[Touch]:
    """What one person's operations between two instants made and changed, without what was undone since, and what planning did."""
    numbers = table_numbers(connection)
    which = " ".join(f"WHEN {numbers[table]} THEN {word}" for table, word in _WHICH.items())
    statement = f"""
        SELECT operation_table.name, is_new, which, count(*) FROM (
            SELECT table_no, row_id, min(action) = {INSERT} AS is_new, CASE table_no {which} END AS which
            FROM operation_row WHERE {OF_ONE} AND action < {DELETE} GROUP BY table_no, row_id
        ) JOIN operation_table ON operation_table.no = table_no
        GROUP BY operation_table.name, is_new, which ORDER BY min(table_no), which
    """  # noqa: S608 - numbers and words of our own
    for (number,) in connection.execute(_OF_DAY, (person_id, instant(since), instant(until))).fetchall():
        for table, is_new, kind, rows in connection.execute(statement, {"operation": number}):
            yield Touch(number, table, bool(is_new), kind, rows)


def journal_number(connection: sqlite3.Connection, person_id: int, day: date) -> int | None:
    """The journal of this person and day; None where there is none."""
    row = connection.execute("SELECT id FROM journal WHERE person_id = ? AND day = ?", (person_id, day.isoformat())).fetchone()
    return None if row is None else int(row[0])


def is_away(connection: sqlite3.Connection, person_id: int, day: date) -> bool:
    """Whether somebody is absent on a day."""
    row = connection.execute(
        "SELECT 1 FROM absence WHERE staff_id = ? AND ? BETWEEN from_on AND until_on", (person_id, day.isoformat())
    ).fetchone()
    return row is not None
