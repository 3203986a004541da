"""What the watch over the state's warranty duties goes by: vehicles that may be near a limit, with their orders and readings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from kcrm.model.vocabulary import Use
from kcrm.model.warranty import Covered, Reading, Stay
from kcrm.named import NamedTuple
from kcrm.queries.rows import record
from kcrm.queries.vehicles import QUALITY_ORDER

# Fewer than this can be near no limit: one fault was repaired at most as often as there were orders, and the days of stays that are joined
# are no more than those of each. Vehicles first: most are too old, and of those no order is looked up.
_CANDIDATES: Final = f"""
SELECT vehicle.id FROM vehicle CROSS JOIN repair_order INDEXED BY repair_order_quality ON repair_order.vehicle_id = vehicle.id
WHERE {QUALITY_ORDER} AND accident = 0 AND vehicle.delivered_on >= :since AND repair_order.opened_on >= vehicle.delivered_on
    AND (vehicle.use IS NULL OR vehicle.use = 'private') AND (vehicle.scrapped_on IS NULL OR vehicle.scrapped_on > :today)
GROUP BY vehicle.id
HAVING count(*) >= :repairs OR sum(
    max(1, (strftime('%s', coalesce(closed_at, :now)) - strftime('%s', opened_at) + 86399) / 86400)
) >= :days
ORDER BY vehicle.id
"""  # noqa: S608 - our own
_VEHICLES: Final = """
SELECT vehicle.id AS vehicle_id, vehicle.vin, vehicle.plate, vehicle.model, vehicle.delivered_on, vehicle.use, customer.id AS customer_id,
    customer.name AS customer, customer.phone
FROM vehicle LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
LEFT JOIN customer ON customer.id = ownership.customer_id
WHERE vehicle.id IN (SELECT value FROM json_each(?)) ORDER BY vehicle.id
"""
_STAYS: Final = f"""
SELECT vehicle_id, id AS order_id, order_no, type, payer, opened_at, opened_on, closed_at, fault, mileage_km, rework_of, accident
FROM repair_order WHERE {QUALITY_ORDER} AND vehicle_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""  # noqa: S608 - our own
_READINGS: Final = """
SELECT vehicle_id, read_on AS "on", km FROM mileage_reading WHERE vehicle_id IN (SELECT value FROM json_each(?1))
UNION ALL
SELECT vehicle_id, opened_on, mileage_km FROM repair_order
WHERE vehicle_id IN (SELECT value FROM json_each(?1)) AND mileage_km IS NOT NULL
"""


class Least(NamedTuple):
    """What a vehicle has at least to be near a limit. since: delivered on that day or later. repairs: orders; days: in the workshop."""

    since: date
    repairs: int
    days: int


class Whose(NamedTuple):
    """A vehicle, and who owns it today; None where nobody does."""

    vehicle_id: int
    vin: str
    plate: str | None
    model: str | None
    delivered_on: date | None
    use: Use | None
    customer_id: int | None
    customer: str | None
    phone: str | None


def candidates(connection: sqlite3.Connection, least: Least, today: date, now: str) -> list[int]:
    """The vehicles that have so much, by id, not those that were scrapped. now: as the database keeps instants."""
    values = {"since": least.since.isoformat(), "repairs": least.repairs, "days": least.days, "today": today.isoformat(), "now": now}
    return [number for (number,) in connection.execute(_CANDIDATES, values)]


def covered(connection: sqlite3.Connection, vehicle_ids: Collection[int]) -> list[tuple[Whose, Covered]]:
    """These vehicles, each with the orders that may count and its readings, by id."""
    wanted = json.dumps(sorted(vehicle_ids))
    stays = _by_vehicle(Stay, connection.execute(_STAYS, (wanted,)))
    readings = _by_vehicle(Reading, connection.execute(_READINGS, (wanted,)))
    whose = (record(Whose, row) for row in connection.execute(_VEHICLES, (wanted,)))
    return [
        (each, Covered(each.vehicle_id, each.delivered_on, each.use, stays.get(each.vehicle_id, ()), readings.get(each.vehicle_id, ())))
        for each in whose
    ]


def _by_vehicle(kind: type[Any], rows: Iterable[sqlite3.Row]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["vehicle_id"], []).append(record(kind, row))
    return found
