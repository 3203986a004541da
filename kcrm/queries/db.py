"""The database looked at as such: what it holds, and what in it cannot be."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from kcrm.model.kinds import UNASKED
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.planning import unqueued_customers
from kcrm.queries.rows import record
from kcrm.queries.staff import works_here

# Customers whom planning has yet to look at today are no contradiction: it will end what no longer holds.
_UNASKED = ", ".join(f"'{kind}'" for kind in sorted(UNASKED))
_SETTLED = "NOT EXISTS (SELECT 1 FROM plan_queue WHERE plan_queue.customer_id = followup.customer_id AND next_on <= :today)"

_SCRAPPED = f"""
SELECT followup.id FROM followup JOIN vehicle ON vehicle.id = followup.vehicle_id
WHERE followup.state = 'open' AND vehicle.scrapped_on <= :today AND {_SETTLED} ORDER BY 1
"""  # noqa: S608 - our own condition

_SOLD = f"""
SELECT followup.id FROM followup JOIN vehicle ON vehicle.id = followup.vehicle_id
WHERE followup.state = 'open' AND vehicle.sold_on <= :today AND {_SETTLED} ORDER BY 1
"""  # noqa: S608

_DO_NOT_CONTACT = f"""
SELECT followup.id FROM followup JOIN customer ON customer.id = followup.customer_id
WHERE followup.state = 'open' AND customer.do_not_contact
    AND followup.kind NOT IN ({_UNASKED}) AND {_SETTLED} ORDER BY 1
"""  # noqa: S608

_NOT_OWNER = f"""
SELECT followup.id FROM followup
WHERE followup.state = 'open' AND followup.vehicle_id IS NOT NULL AND {_SETTLED} AND NOT EXISTS (
    SELECT 1 FROM ownership
    WHERE ownership.vehicle_id = followup.vehicle_id AND ownership.customer_id = followup.customer_id AND ownership.until_on IS NULL
) ORDER BY 1
"""  # noqa: S608

# The daily plan finds these by itself, so they contradict it only once it was made.
_LEFT = f"""
SELECT followup.id FROM followup JOIN staff ON staff.id = followup.assignee_id
WHERE followup.state = 'open' AND NOT {works_here(":today")} AND EXISTS (SELECT 1 FROM plan_mark WHERE planned_on >= :today) ORDER BY 1
"""  # noqa: S608

# Owner until a day means: the next one is owner from that day.
_OVERLAPS = """
SELECT DISTINCT one.vehicle_id FROM ownership AS one
JOIN ownership AS other ON other.vehicle_id = one.vehicle_id AND other.id > one.id
WHERE coalesce(one.from_on, '') < coalesce(other.until_on, '9999') AND coalesce(other.from_on, '') < coalesce(one.until_on, '9999')
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class LatestOperation:
    """The last thing that was written. recorded_at: by the real clock."""

    id: int
    recorded_at: datetime
    system_user: str
    command: str


def latest_operation(connection: sqlite3.Connection) -> LatestOperation | None:
    """The operation with the highest number."""
    row = connection.execute("SELECT id, recorded_at, system_user, command FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return record(LatestOperation, row) if row else None


def contradictions(connection: sqlite3.Connection, today: date) -> dict[str, list[str]]:
    """What planning should have ended, by what is wrong with it: identifiers of follow-ups, or of customers whom it would forget."""
    day = {"today": today.isoformat()}
    found = {
        "scrapped": _followups(connection, _SCRAPPED, day),
        "sold": _followups(connection, _SOLD, day),
        "do_not_contact": _followups(connection, _DO_NOT_CONTACT, day),
        "not_owner": _followups(connection, _NOT_OWNER, day),
        "assignee_left": _followups(connection, _LEFT, day),
        "unqueued": [identifier(Thing.CUSTOMER, number) for number in unqueued_customers(connection)],
    }
    return {name: numbers for name, numbers in found.items() if numbers}


def vehicles_with_two_owners(connection: sqlite3.Connection) -> list[str]:
    """Vehicles that somebody owns while somebody else does, by identifier."""
    return [identifier(Thing.VEHICLE, row[0]) for row in connection.execute(_OVERLAPS)]


def _followups(connection: sqlite3.Connection, statement: str, values: dict[str, str]) -> list[str]:
    return [identifier(Thing.FOLLOWUP, row[0]) for row in connection.execute(statement, values)]
