"""The owners' club: who is a member, and whether members come back more than others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date
from typing import Final

from kcrm.model import OrderType
from kcrm.named import NamedTuple
from kcrm.queries.sources.events import LAST_VISIT

_COUNTED: Final = f"""
SELECT count(*), coalesce(sum(coalesce({LAST_VISIT}, '') > :active_since), 0), coalesce(sum(from_on > :since), 0),
    (SELECT count(*) FROM club WHERE until_on > :since)
FROM club WHERE until_on IS NULL
"""  # noqa: S608 - our own
_OF_CUSTOMER: Final = """
SELECT (SELECT from_on FROM club WHERE customer_id = :customer AND until_on IS NULL), event.name, event.held_on
FROM (SELECT 1) LEFT JOIN event ON event.id = (
    SELECT event.id FROM attendance JOIN event ON event.id = event_id
    WHERE customer_id = :customer AND state = 'came' ORDER BY event.held_on DESC, event.id DESC LIMIT 1
)
"""
# as the return rate has it: delivered before the months begin and in use throughout them; whose it is today
_RETURNED: Final = """
SELECT is_member, count(*), sum(came) FROM (
    SELECT EXISTS (SELECT 1 FROM club WHERE club.customer_id = ownership.customer_id AND club.until_on IS NULL) AS is_member,
        EXISTS (
            SELECT 1 FROM repair_order WHERE repair_order.vehicle_id = vehicle.id AND repair_order.opened_on BETWEEN :since AND :today
                AND repair_order.type NOT IN (SELECT value FROM json_each(:no_visits))
        ) AS came
    FROM vehicle JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
    WHERE vehicle.delivered_on <= :since AND (vehicle.scrapped_on IS NULL OR vehicle.scrapped_on > :today)
) GROUP BY is_member
"""


class Counted(NamedTuple):
    """How many members there are, how many of them are active, and how many joined and left since a day."""

    members: int
    active: int
    joined: int
    left: int


def lasting(connection: sqlite3.Connection, customer_id: int) -> int | None:
    """The membership of a customer that has not ended; None where there is none."""
    row = connection.execute("SELECT id FROM club WHERE customer_id = ? AND until_on IS NULL", (customer_id,)).fetchone()
    return int(row[0]) if row is not None else None


def has_members(connection: sqlite3.Connection) -> bool:
    """Whether anybody is or was a member."""
    return connection.execute("SELECT 1 FROM club LIMIT 1").fetchone() is not None


def counted(connection: sqlite3.Connection, today: date, active_since: date, since: date, no_visits: Collection[OrderType]) -> Counted:
    """The members of today. active_since: after which day a visit makes one active. no_visits: orders that are none."""
    given = _given(today, since, no_visits) | {"active_since": active_since.isoformat()}
    return Counted(*connection.execute(_COUNTED, given).fetchone())


def returned(connection: sqlite3.Connection, today: date, since: date, no_visits: Collection[OrderType]) -> dict[bool, tuple[int, int]]:
    """Of vehicles in use since a day, of members and of others, how many came and how many there are."""
    return {bool(row[0]): (row[2], row[1]) for row in connection.execute(_RETURNED, _given(today, since, no_visits))}


def _given(today: date, since: date, no_visits: Collection[OrderType]) -> dict[str, str]:
    return {"today": today.isoformat(), "since": since.isoformat(), "no_visits": json.dumps(sorted(no_visits))}


class Membership(NamedTuple):
    """Since when somebody is a member, and at which event they were last; each None where they are none and were at none."""

    since: date | None
    last_event: str | None
    last_event_on: date | None


def membership(connection: sqlite3.Connection, customer_id: int) -> Membership:
    """What their card says of the club."""
    row = connection.execute(_OF_CUSTOMER, {"customer": customer_id}).fetchone()
    return Membership(_day(row[0]), row[1], _day(row[2]))


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)
