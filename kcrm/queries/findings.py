"""Findings: what was noticed in a call or of a vehicle and is no complaint, until the department has answered it."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from kcrm.db import instant
from kcrm.named import NamedTuple
from kcrm.queries.departments import IN_DEPARTMENTS
from kcrm.queries.records import save
from kcrm.queries.rows import record, where


class NewFinding(NamedTuple):
    """A finding to store. head_id: of the department, None where it has none; due_on: by when it is to be answered."""

    text: str
    department: str
    head_id: int | None
    found_on: date
    due_on: date
    customer_id: int | None = None
    vehicle_id: int | None = None
    call_id: int | None = None
    staff_id: int | None = None


class Finding(NamedTuple):
    """A finding as it stands. answered_at: None while it is open."""

    id: int
    found_on: date
    department: str
    head_no: str | None
    head: str | None
    text: str
    customer_id: int | None
    customer: str | None
    plate: str | None
    due_on: date
    answered_at: datetime | None
    answer: str | None
    answered_by: str | None
    found_by: str | None

    def is_late(self, today: date) -> bool:
        """Whether the day on which an answer was due has gone by without one."""
        return self.answered_at is None and self.due_on < today


class WantedFindings(NamedTuple):
    """Which findings to list; None for any. open: only those that are not answered. department: an array in JSON of their names.

    head_id: whose they are.
    """

    open: bool = True
    department: str | None = None
    head_id: int | None = None


_FINDINGS = """
SELECT finding.*, head.employee_no AS head_no, head.name AS head, customer.name AS customer, vehicle.plate, answerer.name AS answered_by,
    finder.name AS found_by
FROM finding
LEFT JOIN staff AS head ON head.id = finding.head_id
LEFT JOIN staff AS answerer ON answerer.id = finding.answered_by_id
LEFT JOIN staff AS finder ON finder.id = finding.staff_id
LEFT JOIN customer ON customer.id = finding.customer_id
LEFT JOIN vehicle ON vehicle.id = finding.vehicle_id
"""
_WANTED = {
    "open": "finding.answered_at IS NULL",
    "department": IN_DEPARTMENTS.format(column="finding.department", given="department"),
    "head_id": "finding.head_id = :head_id",
}


def add(connection: sqlite3.Connection, new: NewFinding) -> int:
    """Store a finding; its number."""
    number, _saved = save(connection, "finding", None, new._asdict())
    return number


def answer(connection: sqlite3.Connection, number: int, text: str, at: datetime, staff_id: int | None) -> None:
    """Write down what the department says of it."""
    connection.execute(
        "UPDATE finding SET answer = ?, answered_at = ?, answered_by_id = ? WHERE id = ?", (text, instant(at), staff_id, number)
    )


def finding_by_id(connection: sqlite3.Connection, number: int) -> Finding:
    """The finding with this id."""
    return record(Finding, connection.execute(f"{_FINDINGS} WHERE finding.id = ?", (number,)).fetchone())


def findings(connection: sqlite3.Connection, wanted: WantedFindings) -> list[Finding]:
    """The findings wanted, by the day on which an answer is due."""
    arguments = wanted._asdict()
    rows = connection.execute(f"{_FINDINGS} WHERE {where(_WANTED, arguments)} ORDER BY finding.due_on, finding.id", arguments)
    return [record(Finding, row) for row in rows]
