"""Who is away when, and who calls meanwhile."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.named import NamedTuple
from kcrm.queries.records import save
from kcrm.queries.rows import record

_ABSENCES = """
SELECT absence.*, away.employee_no AS staff_no, away.name AS staff, cover.employee_no AS cover_no, cover.name AS cover
FROM absence JOIN staff AS away ON away.id = absence.staff_id LEFT JOIN staff AS cover ON cover.id = absence.cover_id
"""


class Absence(NamedTuple):
    """Somebody's absence, both days included. cover: who calls meanwhile, None where colleagues in the role share."""

    id: int
    staff_id: int
    staff_no: str
    staff: str
    from_on: date
    until_on: date
    cover_id: int | None
    cover_no: str | None
    cover: str | None


def absences_from(connection: sqlite3.Connection, first: date) -> list[Absence]:
    """The absences that last until that day or longer, next first."""
    rows = connection.execute(f"{_ABSENCES} WHERE absence.until_on >= ? ORDER BY absence.from_on, absence.id", (first.isoformat(),))
    return [record(Absence, row) for row in rows]


def absences_in(connection: sqlite3.Connection, staff_id: int, first: date, last: date) -> list[Absence]:
    """Somebody's absences that share a day with a period, next first."""
    rows = connection.execute(
        f"{_ABSENCES} WHERE absence.staff_id = ? AND absence.until_on >= ? AND absence.from_on <= ? ORDER BY absence.from_on, absence.id",
        (staff_id, first.isoformat(), last.isoformat()),
    )
    return [record(Absence, row) for row in rows]


def add_absence(connection: sqlite3.Connection, staff_id: int, first: date, last: date, cover_id: int | None) -> int:
    """Store an absence; its number."""
    number, _saved = save(connection, "absence", None, {"staff_id": staff_id, "from_on": first, "until_on": last, "cover_id": cover_id})
    return number


def absence_by_id(connection: sqlite3.Connection, number: int) -> Absence:
    """The absence with this id."""
    return record(Absence, connection.execute(f"{_ABSENCES} WHERE absence.id = ?", (number,)).fetchone())
