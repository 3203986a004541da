"""Follow-ups with whom they are about and whose they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from kcrm.db import instant
from kcrm.model import Channel, FollowUp
from kcrm.queries.rows import record
from kcrm.queries.saving import save

_FOLLOWUPS = """
SELECT followup.*,
    customer.customer_no, customer.name AS customer, customer.phone, customer.phone2, customer.phone_state, customer.contact_window,
    vehicle.plate, vehicle.model, repair_order.order_no, staff.employee_no AS assignee_no, staff.name AS assignee,
    EXISTS (
        SELECT 1 FROM customer AS other
        WHERE other.phone_tail = substr(followup.contact_phone, -4) AND other.phone = followup.contact_phone AND other.do_not_contact
    ) AS contact_refuses
FROM followup
JOIN customer ON customer.id = followup.customer_id
LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id
LEFT JOIN repair_order ON repair_order.id = followup.order_id
LEFT JOIN staff ON staff.id = followup.assignee_id
"""

# The literal condition is that of the partial index.
_OPEN = f"{_FOLLOWUPS} WHERE followup.state = 'open' AND followup.call_on <= ? AND (? IS NULL OR followup.channel = ?)"

_CHANGES = """
SELECT operation.at, operation.command, operation.automatic, staff.name AS staff, operation.system_user, operation_row.action,
    operation_row.before
FROM operation_row
JOIN operation ON operation.id = operation_row.operation_id
LEFT JOIN staff ON staff.id = operation.staff_id
WHERE operation_row.table_name = 'followup' AND operation_row.row_id = ?
ORDER BY operation_row.id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One recorded change of a follow-up. before: the row as JSON text before it, None for its making."""

    at: datetime
    command: str
    automatic: bool
    staff: str | None
    system_user: str
    action: str
    before: str | None


def open_until(connection: sqlite3.Connection, last: date, channel: Channel | None) -> Iterator[FollowUp]:
    """Open follow-ups to be called on `last` or before, of one channel or of all."""
    rows = connection.execute(_OPEN, (last.isoformat(), channel, channel))
    return (record(FollowUp, row) for row in rows)


def open_of_customer(connection: sqlite3.Connection, customer_id: int) -> list[FollowUp]:
    """A customer's open follow-ups, next first."""
    rows = connection.execute(
        f"{_FOLLOWUPS} WHERE followup.state = 'open' AND followup.customer_id = ? ORDER BY followup.call_on, followup.id",
        (customer_id,),
    )
    return [record(FollowUp, row) for row in rows]


def followup_by_id(connection: sqlite3.Connection, followup_id: int) -> FollowUp:
    """The follow-up with this id."""
    return record(FollowUp, connection.execute(f"{_FOLLOWUPS} WHERE followup.id = ?", (followup_id,)).fetchone())


def changes_of(connection: sqlite3.Connection, followup_id: int) -> list[Change]:
    """Every recorded change of a follow-up, oldest first."""
    return [record(Change, row) for row in connection.execute(_CHANGES, (followup_id,))]


def changed(connection: sqlite3.Connection, followup_id: int, **columns: object) -> None:
    """Write these columns of a follow-up; our own names, never a user's."""
    row = connection.execute("SELECT * FROM followup WHERE id = ?", (followup_id,)).fetchone()
    save(connection, "followup", row, columns)


def message_in_place_of(connection: sqlite3.Connection, followup_id: int, on: date, *, at: datetime, policy_version_id: int) -> int | None:
    """Make a message due on that day for calls that reached nobody; its number, None where the message exists already.

    It is about the same, of the same person, and makes sense as long as the call did.
    """
    cursor = connection.execute(
        """
        INSERT INTO followup (kind, channel, customer_id, vehicle_id, order_id, base, base_on, occurrence, due_on, due_by, call_on, lapses_on,
                              contact_name, contact_phone, assignee_id, assigned_by, opened_at, policy_version_id)
        SELECT kind, 'message', customer_id, vehicle_id, order_id, base, base_on, occurrence, :on, 'unreached', :on, lapses_on,
               contact_name, contact_phone, assignee_id, assigned_by, :at, :version
        FROM followup WHERE id = :id
        ON CONFLICT (customer_id, kind, channel, coalesce(vehicle_id, 0), base_on, occurrence) DO NOTHING
        """,
        {"id": followup_id, "on": on.isoformat(), "at": instant(at), "version": policy_version_id},
    )
    return cursor.lastrowid if cursor.rowcount else None
