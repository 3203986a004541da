"""What left the desk of people's data: who took it, what, how much and where to. It is only ever added to."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kcrm.db import instant
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.storage.oplog import storable

_ADD = """
INSERT INTO access (at, recorded_at, staff_id, system_user, what, filter, command, personal, row_count, file, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_WANTED = """
(:first IS NULL OR at >= :first) AND (:last IS NULL OR at <= :last) AND (:staff_id IS NULL OR staff_id = :staff_id)
AND (:what IS NULL OR what = :what OR substr(what, 1, length(:what) + 1) = :what || ' ')
"""
_LIST = f"""
SELECT access.id, at, recorded_at, employee_no, staff.name AS employee, system_user, what, filter, command, personal, row_count, file,
    reason
FROM access LEFT JOIN staff ON staff.id = staff_id
WHERE {_WANTED} ORDER BY access.id DESC LIMIT coalesce(:limit, -1)
"""  # noqa: S608 - a condition of our own


class NewAccess(NamedTuple):
    """What leaves. at: by the command's clock; recorded_at: really; both aware.

    what: the command's own words, as `export customers`. filter: the words that narrow it, without what may be personal; so is command.
    personal: what it tells of people. rows: how many records. file: where to. reason: why it was revealed, empty where it was not.
    """

    at: datetime
    recorded_at: datetime
    staff_id: int | None
    system_user: str
    what: str
    filter: str
    command: str
    personal: tuple[Personal, ...]
    rows: int
    file: str
    reason: str = ""


class Access(NamedTuple):
    """The same, recorded. employee_no, employee: None also where their record is gone."""

    id: int
    at: datetime
    recorded_at: datetime
    employee_no: str | None
    employee: str | None
    system_user: str
    what: str
    filter: str
    command: str
    personal: tuple[Personal, ...]
    rows: int
    file: str
    reason: str | None


class WantedAccess(NamedTuple):
    """Which of them. first: last: instants, both included. what: the first words of it."""

    first: datetime | None = None
    last: datetime | None = None
    staff_id: int | None = None
    what: str | None = None


def add_access(connection: sqlite3.Connection, access: NewAccess) -> None:
    """Record that it leaves."""
    values = (
        instant(access.at),
        instant(access.recorded_at),
        access.staff_id,
        access.system_user,
        access.what,
        storable(access.filter),
        storable(access.command),
        ",".join(access.personal),
        access.rows,
        storable(access.file),
        storable(access.reason) or None,
    )
    connection.execute(_ADD, values)


def accesses(connection: sqlite3.Connection, wanted: WantedAccess, limit: int | None = None) -> list[Access]:
    """Those wanted, latest first; limit: at most so many."""
    return [_access(row) for row in connection.execute(_LIST, {**_values(wanted), "limit": limit})]


def count_accesses(connection: sqlite3.Connection, wanted: WantedAccess) -> int:
    """How many are wanted."""
    count: int = connection.execute(f"SELECT count(*) FROM access WHERE {_WANTED}", _values(wanted)).fetchone()[0]  # noqa: S608 - as above
    return count


def lost_accesses(connection: sqlite3.Connection) -> int:
    """How many were recorded and are gone: their numbers follow one another, and SQLite keeps the latest apart."""
    latest = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'access'), 0)"
    count: int = connection.execute(f"SELECT max({latest}, coalesce(max(id), 0)) - count(*) FROM access").fetchone()[0]  # noqa: S608 - our own
    return count


def _values(wanted: WantedAccess) -> dict[str, object]:
    return {
        "first": instant(wanted.first) if wanted.first else None,
        "last": instant(wanted.last) if wanted.last else None,
        "staff_id": wanted.staff_id,
        "what": wanted.what,
    }


def _access(row: sqlite3.Row) -> Access:
    return Access(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        employee_no=row["employee_no"],
        employee=row["employee"],
        system_user=row["system_user"],
        what=row["what"],
        filter=row["filter"],
        command=row["command"],
        personal=tuple(map(Personal, row["personal"].split(","))),
        rows=row["row_count"],
        file=row["file"],
        reason=row["reason"],
    )
