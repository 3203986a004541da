"""What a half-typed word may become: names, numbers and plates that begin with it. Every search follows an index."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from kcrm.model import Kind
from kcrm.queries.staff import works_here

MOST = 50  # more would not be read


@dataclass(frozen=True, slots=True)
class Named:
    """A customer, follow-up, member of staff or vehicle. number: its id; text: name or plate; detail: what tells it from others."""

    number: int
    text: str
    detail: str | None
    kind: Kind | None = None


_DUE = """
SELECT DISTINCT customer.id AS number, name AS text, customer_no AS detail
FROM followup JOIN customer ON customer.id = customer_id
WHERE followup.state = 'open' AND followup.call_on <= ? LIMIT ?
"""
_NAMED = """
SELECT id AS number, name AS text, customer_no AS detail FROM customer WHERE name >= :start AND name < :end
UNION SELECT id, name, customer_no FROM customer WHERE pinyin >= :low AND pinyin < :low_end
UNION SELECT id, name, customer_no FROM customer WHERE customer_no >= :start AND customer_no < :end
ORDER BY 2, 1 LIMIT :most
"""
_FOLLOWUPS = """
SELECT followup.id AS number, name AS text, NULL AS detail, followup.kind
FROM followup JOIN customer ON customer.id = customer_id
WHERE followup.state = 'open' AND followup.call_on <= :until AND CAST(followup.id AS TEXT) LIKE :digits || '%'
ORDER BY call_on, 1 LIMIT :most
"""
_COMPLAINTS = """
SELECT complaint.id AS number, name AS text, complaint_no AS detail
FROM complaint JOIN customer ON customer.id = customer_id
WHERE complaint.state <> 'closed' AND CAST(complaint.id AS TEXT) LIKE :digits || '%' ORDER BY 1 LIMIT :most
"""
_CONFLICTS = """
SELECT conflict.id AS number, coalesce(customer.name, vehicle.plate, vehicle.vin) AS text, field AS detail
FROM conflict LEFT JOIN customer ON customer.id = customer_id LEFT JOIN vehicle ON vehicle.id = vehicle_id
WHERE state = 'open' AND CAST(conflict.id AS TEXT) LIKE :digits || '%' ORDER BY 1 LIMIT :most
"""
_CREDITS = """
SELECT credit_assessment.id AS number, name AS text, credit_assessment.grade || ' ' || day AS detail
FROM credit_assessment JOIN customer ON customer.id = customer_id
WHERE CAST(credit_assessment.id AS TEXT) LIKE :digits || '%' AND (NOT :waiting OR approved_on IS NULL AND NOT EXISTS (
    SELECT 1 FROM credit_assessment AS later
    WHERE later.customer_id = credit_assessment.customer_id AND later.id > credit_assessment.id AND later.approved_on IS NOT NULL
)) ORDER BY 1 DESC LIMIT :most
"""
_CALLS = """
SELECT call.id AS number, customer.name AS text, called_on AS detail FROM call JOIN customer ON customer.id = customer_id
WHERE direction = 'out' AND by = 'phone' AND outcome = 'answered' AND call.id GLOB :digits || '*'
    AND NOT EXISTS (SELECT 1 FROM call_audit WHERE call_id = call.id)
ORDER BY call.id DESC LIMIT :most
"""
_APPOINTMENTS = """
SELECT appointment.id AS number, customer.name AS text, starts_on || ' ' || clock AS detail
FROM appointment JOIN customer ON customer.id = customer_id
WHERE arrived_at IS NULL AND order_id IS NULL AND moved_at IS NULL AND cancelled_at IS NULL AND appointment.id GLOB :digits || '*'
ORDER BY appointment.id DESC LIMIT :most
"""
_RESCUES = """
SELECT rescue.id AS number, customer.name AS text, place AS detail FROM rescue JOIN customer ON customer.id = customer_id
WHERE closed_at IS NULL AND rescue.id GLOB :digits || '*' ORDER BY rescue.id DESC LIMIT :most
"""
_WORKS = """
SELECT work.id AS number, customer.name AS text, what AS detail FROM work JOIN customer ON customer.id = customer_id
WHERE work.kind = :kind AND settled_on IS NULL AND dropped_on IS NULL AND work.id GLOB :digits || '*' ORDER BY work.id DESC LIMIT :most
"""
_RECALLS = """
SELECT id AS number, title AS text, recall_no AS detail FROM recall
WHERE closed_on IS NULL AND id GLOB :digits || '*' ORDER BY id DESC LIMIT :most
"""
_JOBS = """
SELECT id AS number, title AS text, asked_on AS detail FROM job
WHERE done_at IS NULL AND id GLOB :digits || '*' ORDER BY id DESC LIMIT :most
"""
_STAFF = f"""
SELECT id AS number, employee_no AS text, name AS detail FROM staff
WHERE (employee_no LIKE :start || '%' OR instr(name, :start) = 1 OR instr(pinyin, :low) = 1) AND {works_here(":today")}
ORDER BY employee_no LIMIT :most
"""  # noqa: S608 - our own condition
_DEPARTMENTS = """
SELECT id AS number, name AS text, code AS detail FROM department
WHERE closed_on IS NULL AND (instr(name, :start) = 1 OR instr(lower(code), :low) = 1) ORDER BY name LIMIT :most
"""
_NUMBERED = (
    "SELECT id AS number, customer_no AS text, name AS detail FROM customer WHERE customer_no >= :start AND customer_no < :end"
    " ORDER BY customer_no LIMIT :most"
)
_COMPLAINTS_NUMBERED = """
SELECT complaint.id AS number, complaint_no AS text, name AS detail
FROM complaint JOIN customer ON customer.id = customer_id
WHERE complaint.state <> 'closed' AND complaint_no >= :start AND complaint_no < :end ORDER BY complaint_no LIMIT :most
"""
_IDENTIFIED = """
SELECT id AS number, name AS text, customer_no AS detail FROM customer
WHERE CAST(id AS TEXT) LIKE :digits || '%' ORDER BY 1 LIMIT :most
"""
_PLATES = (
    "SELECT id AS number, plate AS text, model AS detail FROM vehicle WHERE plate >= :start AND plate < :end ORDER BY plate LIMIT :most"
)

_LAST = "\U0010ffff"


def customers_due(connection: sqlite3.Connection, today: date) -> list[Named]:
    """Customers who are to be called or written to today."""
    return _named(connection.execute(_DUE, (today.isoformat(), MOST)))


def customers_beginning(connection: sqlite3.Connection, start: str) -> list[Named]:
    """Customers whose name, pinyin or number begins so."""
    return _named(connection.execute(_NAMED, _bounds(start)))


def customers_numbered(connection: sqlite3.Connection, start: str) -> list[Named]:
    """Customers whose own number begins so; it is their text."""
    return _named(connection.execute(_NUMBERED, _bounds(start)))


def customers_identified(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Customers whose identifier begins with these digits."""
    return _named(connection.execute(_IDENTIFIED, {"digits": digits, "most": MOST}))


def complaints_numbered(connection: sqlite3.Connection, start: str) -> list[Named]:
    """Open complaints whose own number begins so; it is their text."""
    return _named(connection.execute(_COMPLAINTS_NUMBERED, _bounds(start)))


def followups_beginning(connection: sqlite3.Connection, digits: str, today: date) -> list[Named]:
    """Open follow-ups to be seen to today whose number begins so."""
    until = today if not digits else date.max
    return _named(connection.execute(_FOLLOWUPS, {"digits": digits, "until": until.isoformat(), "most": MOST}))


def complaints_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Open complaints whose number begins so."""
    return _named(connection.execute(_COMPLAINTS, {"digits": digits, "most": MOST}))


def conflicts_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Open conflicts whose number begins so; detail is the field."""
    return _named(connection.execute(_CONFLICTS, {"digits": digits, "most": MOST}))


def credits_beginning(connection: sqlite3.Connection, digits: str, *, waiting: bool) -> list[Named]:
    """Assessments of credit whose number begins so, the latest first; detail is grade and day. waiting: only those yet to be approved."""
    return _named(connection.execute(_CREDITS, {"digits": digits, "waiting": waiting, "most": MOST}))


def checklists_beginning(connection: sqlite3.Connection, start: str) -> list[Named]:
    """Checklists whose name begins so."""
    statement = (
        "SELECT id AS number, name AS text, NULL AS detail FROM checklist WHERE name >= :start AND name < :end ORDER BY name LIMIT :most"
    )
    return _named(connection.execute(statement, _bounds(start)))


def runs_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Runs of checklists whose number begins so, the latest first; detail is their day."""
    statement = (
        "SELECT run.id AS number, checklist.name AS text, ran_on AS detail FROM checklist_run AS run"
        " JOIN checklist ON checklist.id = checklist_id WHERE run.id GLOB :digits || '*' ORDER BY run.id DESC LIMIT :most"
    )
    return _named(connection.execute(statement, {"digits": digits, "most": MOST}))


def calls_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Answered calls of ours that nobody has asked about yet, whose number begins so, the latest first; detail is their day."""
    return _named(connection.execute(_CALLS, {"digits": digits, "most": MOST}))


def appointments_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Appointments to which nobody has come yet, whose number begins so, the latest made first; detail is when."""
    return _named(connection.execute(_APPOINTMENTS, {"digits": digits, "most": MOST}))


def rescues_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Rescues that are not over, whose number begins so, the latest first; detail is the place."""
    return _named(connection.execute(_RESCUES, {"digits": digits, "most": MOST}))


def works_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Work that was declined and is not done, whose number begins so, the latest first; detail is what it is."""
    return _named(connection.execute(_WORKS, {"kind": "work", "digits": digits, "most": MOST}))


def parts_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Parts that are not fitted, the same."""
    return _named(connection.execute(_WORKS, {"kind": "part", "digits": digits, "most": MOST}))


def recalls_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Recalls under way whose number begins so, the latest first; detail is the manufacturer's number."""
    return _named(connection.execute(_RECALLS, {"digits": digits, "most": MOST}))


def jobs_beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
    """Jobs that are not done, whose number begins so, the latest first; detail is since when they wait."""
    return _named(connection.execute(_JOBS, {"digits": digits, "most": MOST}))


def staff_beginning(connection: sqlite3.Connection, start: str, today: date) -> list[Named]:
    """Who works here and whose number, name or pinyin begins so."""
    return _named(connection.execute(_STAFF, {**_bounds(start), "today": today.isoformat()}))


def departments_beginning(connection: sqlite3.Connection, start: str) -> list[Named]:
    """Departments whose name or code begins so; detail is the code."""
    return _named(connection.execute(_DEPARTMENTS, _bounds(start)))


def plates_beginning(connection: sqlite3.Connection, start: str) -> list[Named]:
    """Vehicles whose plate begins so."""
    return _named(connection.execute(_PLATES, _bounds(start.upper())))


def _bounds(start: str) -> dict[str, str | int]:
    low = start.lower()
    return {"start": start, "end": start + _LAST, "low": low, "low_end": low + _LAST, "most": MOST}


def _named(rows: sqlite3.Cursor) -> list[Named]:
    return [Named(row["number"], row["text"], row["detail"], Kind(row["kind"]) if "kind" in row.keys() else None) for row in rows]  # noqa: SIM118 - a Row holds values
