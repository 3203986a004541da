"""Advertisements, and the prospects that may come of them."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Final

from kcrm.model.events import Advertisement, Brought, Medium
from kcrm.model.prospects import ProspectLevel

if TYPE_CHECKING:
    from kcrm.dates import Period

_BROUGHT: Final = """
SELECT prospect.id, registered_on, platform, intended_on, floor, EXISTS (
    SELECT 1 FROM vehicle WHERE vehicle.id = prospect.vehicle_id AND vehicle.delivered_on <= :last
) AS bought FROM prospect WHERE registered_on BETWEEN :first AND :last ORDER BY prospect.id
"""


def advertisements(connection: sqlite3.Connection) -> list[Advertisement]:
    """All of them, by their first days."""
    rows = connection.execute("SELECT id, medium, code, from_on, until_on, cost_fen FROM advertisement ORDER BY from_on, id")
    return [Advertisement(row[0], Medium(row[1]), row[2], date.fromisoformat(row[3]), date.fromisoformat(row[4]), row[5]) for row in rows]


def brought(connection: sqlite3.Connection, period: Period) -> list[Brought]:
    """The prospects registered in a period, and whether they had a vehicle delivered by its last day."""
    rows = connection.execute(_BROUGHT, {"first": period.first.isoformat(), "last": period.last.isoformat()})
    return [
        Brought(
            row["id"],
            date.fromisoformat(row["registered_on"]),
            row["platform"],
            date.fromisoformat(row["intended_on"]) if row["intended_on"] is not None else None,
            ProspectLevel(row["floor"]) if row["floor"] is not None else None,
            bool(row["bought"]),
        )
        for row in rows
    ]
