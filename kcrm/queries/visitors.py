"""The showroom register: who came, when they were received and by whom, and the prospect that came of it."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from kcrm.named import NamedTuple
from kcrm.queries.records import save
from kcrm.queries.rows import record, where


class NewVisitor(NamedTuple):
    """A line of the register. name: of who left no phone. prospect_id: of who did."""

    came_at: datetime
    day: date
    met_at: datetime | None
    staff_id: int | None
    party: int
    again: bool
    drive_offered: bool
    contact_left: bool
    name: str | None
    note: str | None
    prospect_id: int | None


class Visitor(NamedTuple):
    """A line of the register as it is shown: name and phone are the customer's where there is a prospect."""

    id: int
    came_at: datetime
    met_at: datetime | None
    staff_no: str | None
    staff: str | None
    party: int
    again: bool
    drive_offered: bool
    contact_left: bool
    prospect_id: int | None
    customer_id: int | None
    name: str | None
    phone: str | None
    note: str | None


class WantedVisitors(NamedTuple):
    """Which lines to list; None for any. new, again: only of those who had not, or had, been here before."""

    first: date | None = None
    last: date | None = None
    staff_id: int | None = None
    new: bool = False
    again: bool = False


_VISITORS = """
SELECT visitor.id, visitor.came_at, visitor.met_at, staff.employee_no AS staff_no, staff.name AS staff, visitor.party, visitor.again,
    visitor.drive_offered, visitor.contact_left, visitor.prospect_id, customer.id AS customer_id,
    coalesce(customer.name, visitor.name) AS name, customer.phone, visitor.note
FROM visitor LEFT JOIN staff ON staff.id = visitor.staff_id
LEFT JOIN prospect ON prospect.id = visitor.prospect_id LEFT JOIN customer ON customer.id = prospect.customer_id
"""
_WANTED = {
    "first": "visitor.day >= :first",
    "last": "visitor.day <= :last",
    "staff_id": "visitor.staff_id = :staff_id",
    "new": "NOT visitor.again",
    "again": "visitor.again",
}
_WAS_HERE = """
SELECT EXISTS (SELECT 1 FROM prospect WHERE customer_id = :customer) OR EXISTS (SELECT 1 FROM ownership WHERE customer_id = :customer)
"""


def add(connection: sqlite3.Connection, new: NewVisitor) -> int:
    """Store a line; its number."""
    number, _saved = save(connection, "visitor", None, new._asdict())
    return number


def visitor_by_id(connection: sqlite3.Connection, number: int) -> Visitor:
    """The line with this id."""
    return record(Visitor, connection.execute(f"{_VISITORS} WHERE visitor.id = ?", (number,)).fetchone())


def visitors(connection: sqlite3.Connection, wanted: WantedVisitors) -> list[Visitor]:
    """The lines wanted, the latest first."""
    given = {name: value.isoformat() if isinstance(value, date) else value for name, value in wanted._asdict().items()}
    rows = connection.execute(f"{_VISITORS} WHERE {where(_WANTED, given)} ORDER BY visitor.came_at DESC, visitor.id DESC", given)
    return [record(Visitor, row) for row in rows]


def was_here(connection: sqlite3.Connection, customer_id: int) -> bool:
    """Whether a customer has, or had, a vehicle or a prospect."""
    return bool(connection.execute(_WAS_HERE, {"customer": customer_id}).fetchone()[0])
