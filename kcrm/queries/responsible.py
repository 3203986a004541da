"""Who has a customer to look after, now: what decides whose own they are."""

from __future__ import annotations

import sqlite3
from typing import Final

# Each of these is found by an index of the customer or of their vehicles.
_RESPONSIBLE: Final = """
WITH party (id) AS (
    SELECT :customer_id
    UNION SELECT customer_id FROM member WHERE person_id = :customer_id AND until_on IS NULL
),
car (id) AS (
    SELECT vehicle_id FROM ownership WHERE customer_id = :customer_id AND until_on IS NULL
    UNION SELECT vehicle_id FROM member WHERE person_id = :customer_id AND until_on IS NULL AND vehicle_id IS NOT NULL
)
SELECT specialist_id FROM customer WHERE id IN party
UNION SELECT manager_id FROM fleet WHERE customer_id IN party
UNION SELECT sales_consultant_id FROM vehicle WHERE id IN car
UNION SELECT service_advisor_id FROM vehicle WHERE id IN car
UNION SELECT advisor_id FROM repair_order WHERE vehicle_id IN car AND closed_on IS NULL
UNION SELECT advisor_id FROM appointment
    WHERE customer_id = :customer_id AND moved_at IS NULL AND cancelled_at IS NULL AND missed_on IS NULL AND order_id IS NULL
UNION SELECT assignee_id FROM followup WHERE customer_id = :customer_id AND state = 'open'
UNION SELECT duty_id FROM followup WHERE customer_id = :customer_id AND state = 'open'
UNION SELECT bundle_caller_id FROM followup WHERE customer_id = :customer_id AND state = 'open'
UNION SELECT consultant_id FROM prospect WHERE customer_id = :customer_id AND stage NOT IN ('delivered', 'lost', 'invalid')
UNION SELECT taker_id FROM prospect WHERE customer_id = :customer_id AND stage NOT IN ('delivered', 'lost', 'invalid')
UNION SELECT owner_id FROM complaint WHERE customer_id = :customer_id AND state <> 'closed'
"""
_COLLEAGUES: Final = "SELECT id FROM staff WHERE id = :staff_id OR department = (SELECT department FROM staff WHERE id = :staff_id)"


def responsible(connection: sqlite3.Connection, customer_id: int) -> frozenset[int]:
    """The ids of those who look after a customer, empty for nobody.

    These are their specialist, the sales consultant and service advisor of the vehicles that they own or drive, whoever has an open
    follow-up, prospect, complaint or order of theirs or expects them at an appointment, and the manager and specialist of the company
    for which they are spoken to.
    """
    rows = connection.execute(_RESPONSIBLE, {"customer_id": customer_id})
    return frozenset(number for (number,) in rows if number is not None)


def departments_of_staff(connection: sqlite3.Connection) -> dict[int, str | None]:
    """Of everybody the name of their department, None where it is not known."""
    return dict(connection.execute("SELECT id, department FROM staff").fetchall())


def colleagues(connection: sqlite3.Connection, staff_id: int) -> frozenset[int]:
    """The ids of those in somebody's department, who are among them themselves; of whom no department is known, they alone."""
    return frozenset(number for (number,) in connection.execute(_COLLEAGUES, {"staff_id": staff_id}))
