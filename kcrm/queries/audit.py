"""Calls that are rung again, and what was found of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from kcrm.model.audits import CallFacts
from kcrm.named import NamedTuple
from kcrm.queries.breaches import STANDS
from kcrm.queries.records import save
from kcrm.queries.rows import record

if TYPE_CHECKING:
    from kcrm.dates import Period

_ANSWERED: Final = """
WITH wrong AS (
    SELECT phone, called_at, called_on FROM call WHERE outcome = 'wrong_number' AND phone IS NOT NULL AND called_on >= :first
)
SELECT call.id, call.staff_id AS person_id, call.called_on, call.called_at, call.called_hour IS NOT NULL AS timed, call.score,
    call.note AS words,
    (SELECT min(wrong.called_on) FROM wrong WHERE wrong.phone = call.phone AND wrong.called_at > call.called_at) AS wrong_on,
    call.phone IS NOT NULL AND NOT customer.do_not_contact AS may_ring
FROM call JOIN customer ON customer.id = call.customer_id
WHERE call.called_on BETWEEN :first AND :last AND call.direction = 'out' AND call.by = 'phone' AND call.outcome = 'answered'
    AND call.staff_id IS NOT NULL AND (:person IS NULL OR call.staff_id = :person)
ORDER BY call.id
"""
_SHOWN: Final = """
SELECT call.id, call.staff_id AS person_id, staff.employee_no AS person_no, staff.name AS person, call.called_at, call.called_on,
    call.customer_id, customer.name AS customer, CASE WHEN customer.do_not_contact THEN NULL ELSE call.phone END AS phone, call.score,
    call.note AS words, call_audit.was_so, auditor.name AS auditor, call_audit.audited_on, call_audit.breach_id,
    call_audit.note AS remark
FROM call JOIN customer ON customer.id = call.customer_id JOIN staff ON staff.id = call.staff_id
LEFT JOIN call_audit ON call_audit.call_id = call.id LEFT JOIN staff AS auditor ON auditor.id = call_audit.auditor_id
WHERE call.id IN (SELECT value FROM json_each(?)) ORDER BY staff.employee_no, call.called_at, call.id
"""
_NUMBERS: Final = """
SELECT call.id FROM call_audit JOIN call ON call.id = call_audit.call_id
WHERE call.called_on BETWEEN :first AND :last AND (:person IS NULL OR call.staff_id = :person) ORDER BY call.id
"""
FOUND: Final = f"""
SELECT call.staff_id, 'CL' || call.id, call.called_on, call_audit.was_so OR (breach.id IS NOT NULL AND NOT ({STANDS})), 1
FROM call_audit JOIN call ON call.id = call_audit.call_id LEFT JOIN breach ON breach.id = call_audit.breach_id
WHERE call.called_on BETWEEN :first AND :last ORDER BY call.called_on, call.id
"""  # noqa: S608 - our own
"""Of each call of these days that was rung again whose it was, which, its day, whether it was so, and 1.

One that was not so counts as so once the breach that it brought is decided to be none.
"""


class AuditedCall(NamedTuple):
    """A call to ring again, or one that was. phone: None where the customer may not be rung. was_so: None while nobody has said."""

    id: int
    person_id: int
    person_no: str
    person: str
    called_at: datetime
    called_on: date
    customer_id: int
    customer: str
    phone: str | None
    score: int | None
    words: str | None
    was_so: bool | None
    auditor: str | None
    audited_on: date | None
    breach_id: int | None
    remark: str | None


class NewAudit(NamedTuple):
    """What was said of a call. breach_id: of one that was not so."""

    call_id: int
    auditor_id: int
    audited_on: date
    was_so: bool
    note: str | None = None
    breach_id: int | None = None


def answered_calls(connection: sqlite3.Connection, period: Period, person_id: int | None = None) -> list[CallFacts]:
    """The calls of these days, or of one person, that we made and somebody is said to have answered."""
    given = {"first": period.first.isoformat(), "last": period.last.isoformat(), "person": person_id}
    return [record(CallFacts, row) for row in connection.execute(_ANSWERED, given)]


def calls_shown(connection: sqlite3.Connection, numbers: Collection[int]) -> list[AuditedCall]:
    """These calls with what was said of them, by person and time."""
    return [record(AuditedCall, row) for row in connection.execute(_SHOWN, (json.dumps(sorted(numbers)),))]


def audited_numbers(connection: sqlite3.Connection, period: Period, person_id: int | None = None) -> list[int]:
    """The calls of these days, or of one person, of which it was said whether they were so."""
    given = {"first": period.first.isoformat(), "last": period.last.isoformat(), "person": person_id}
    return [row["id"] for row in connection.execute(_NUMBERS, given)]


def add_audit(connection: sqlite3.Connection, new: NewAudit) -> int:
    """Keep what was said of a call; its number."""
    return save(connection, "call_audit", None, new._asdict())[0]
