"""What is counted of the workshop's bays: how long orders held them, and how long they were open. A group is given none of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from kcrm.dates import Period
from kcrm.model.vocabulary import Team
from kcrm.named import NamedTuple
from kcrm.queries.kpi.shape import Facts, Part, within
from kcrm.queries.rows import record

BAYS: Final = """
bay_held (order_id, vehicle_id, day, hour, team, centihours) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
        json_extract(value, '$[4]'), json_extract(value, '$[5]')
    FROM json_each(:held)
), bay_open (day, hour, team, centihours) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]')
    FROM json_each(:open)
)
"""
"""By the hour of the day; what an order held of several hours are several rows."""

BAY_FACTS: Final[Mapping[str, Facts]] = {
    "bay_held": Facts(
        "bay_held",
        within("bay_held"),
        ("order_id", "vehicle_id", "day", "hour"),
        {"centihours": "bay_held.centihours"},
        {Part.TEAM: "bay_held.team", Part.HOUR: "bay_held.hour"},
        given="bays",
    ),
    "bay_open": Facts(
        "bay_open",
        within("bay_open"),
        ("day", "hour", "team"),
        {"centihours": "bay_open.centihours"},
        {Part.TEAM: "bay_open.team", Part.HOUR: "bay_open.hour"},
        given="bays",
    ),
}

_ORDERS: Final = """
SELECT id AS order_id, vehicle_id, team, opened_at, closed_at, standard_centihours, actual_centihours FROM repair_order
WHERE team IS NOT NULL AND opened_on <= :last AND (closed_on IS NULL OR closed_on >= :first) ORDER BY id
"""


class InBay(NamedTuple):
    """An order of a team, as it is stored."""

    order_id: int
    vehicle_id: int
    team: Team
    opened_at: datetime
    closed_at: datetime | None
    standard_centihours: int | None
    actual_centihours: int | None


def in_bays(connection: sqlite3.Connection, days: Period) -> list[InBay]:
    """The orders of teams that were in the workshop in these days, or still are."""
    values = {"first": days.first.isoformat(), "last": days.last.isoformat()}
    return [record(InBay, row) for row in connection.execute(_ORDERS, values)]


def first_order(connection: sqlite3.Connection) -> date | None:
    """The day of the first order of all."""
    (day,) = connection.execute("SELECT min(opened_on) FROM repair_order").fetchone()
    return None if day is None else date.fromisoformat(day)
