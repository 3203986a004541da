"""Rights that are asked for and granted. All instants are real ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from kcrm.db import instant
from kcrm.model.access import Extent, Permission, RequestState
from kcrm.named import NamedTuple
from kcrm.queries.rows import record

_ADD = """
INSERT INTO right_request (user_id, permission, extent, subject, why, asked_by_id, asked_at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_USABLE = """
SELECT id FROM right_request WHERE user_id = ? AND permission = ? AND subject IS ? AND state = 'granted' AND until > ? ORDER BY id
"""
_REQUEST = """
SELECT right_request.*, user.staff_id, staff.employee_no, staff.name AS employee, asker.name AS asked_by, decider.name AS decided_by
FROM right_request JOIN user ON user.id = user_id JOIN staff ON staff.id = user.staff_id JOIN staff AS asker ON asker.id = asked_by_id
LEFT JOIN staff AS decider ON decider.id = decided_by_id
"""


class NewRequest(NamedTuple):
    user_id: int
    permission: Permission
    extent: Extent
    subject: str | None
    why: str
    asked_by_id: int
    asked_at: datetime
    until: datetime | None


class Request(NamedTuple):
    """A right asked for. staff_id, employee_no, employee: for whom. until: when a granted one ends, None for never."""

    id: int
    user_id: int
    staff_id: int
    employee_no: str
    employee: str
    permission: Permission
    extent: Extent
    subject: str | None
    why: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    state: RequestState
    decided_by: str | None
    decided_at: datetime | None
    until: datetime | None
    decision: str | None


def add_request(connection: sqlite3.Connection, request: NewRequest) -> int:
    values = (
        *(request.user_id, request.permission, request.extent, request.subject, request.why, request.asked_by_id),
        *(instant(request.asked_at), instant(request.until) if request.until is not None else None),
    )
    return connection.execute(_ADD, values).lastrowid or 0


def request_or_none(connection: sqlite3.Connection, number: int) -> Request | None:
    row = connection.execute(f"{_REQUEST} WHERE right_request.id = ?", (number,)).fetchone()
    return None if row is None else record(Request, row)


def request(connection: sqlite3.Connection, number: int) -> Request:
    found = request_or_none(connection, number)
    assert found is not None, "a request is only ever added"
    return found


def requests(connection: sqlite3.Connection, states: Sequence[RequestState]) -> list[Request]:
    """Those in these states, latest first."""
    marks = ", ".join("?" * len(states))
    rows = connection.execute(f"{_REQUEST} WHERE right_request.state IN ({marks}) ORDER BY right_request.id DESC", tuple(states))
    return [record(Request, row) for row in rows]


def decide(
    connection: sqlite3.Connection, number: int, state: RequestState, by_id: int, at: datetime, until: datetime | None, decision: str | None
) -> None:
    connection.execute(
        "UPDATE right_request SET state = ?, decided_by_id = ?, decided_at = ?, until = ?, decision = ? WHERE id = ?",
        (state, by_id, instant(at), instant(until) if until is not None else None, decision, number),
    )


def usable(connection: sqlite3.Connection, user_id: int, permission: Permission, subject: str | None, now: datetime) -> int | None:
    """A granted right of a user for one use, or for so many hours, that has not ended; None where there is none."""
    row = connection.execute(_USABLE, (user_id, permission, subject, instant(now))).fetchone()
    return None if row is None else row[0]


def use(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("UPDATE right_request SET state = 'used' WHERE id = ?", (number,))
