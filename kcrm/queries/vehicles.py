"""Vehicles, their owners over time and their mileage: rows and records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from kcrm.model import MileageReading, Ownership, Vehicle
from kcrm.queries.rows import record
from kcrm.queries.saving import Saved

_LATEST_KM = """
SELECT km FROM (
    SELECT read_on, km FROM mileage_reading WHERE vehicle_id = vehicle.id
    UNION ALL
    SELECT opened_on, mileage_km FROM repair_order WHERE vehicle_id = vehicle.id AND mileage_km IS NOT NULL
) ORDER BY read_on DESC, km DESC LIMIT 1
"""

_VEHICLES = f"""
SELECT vehicle.*, ({_LATEST_KM}) AS mileage_km,
    customer.id AS customer_id, customer.customer_no, customer.name AS customer, customer.phone,
    consultant.employee_no AS sales_consultant_no, consultant.name AS sales_consultant,
    advisor.employee_no AS service_advisor_no, advisor.name AS service_advisor
FROM vehicle
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
LEFT JOIN customer ON customer.id = ownership.customer_id
LEFT JOIN staff AS consultant ON consultant.id = vehicle.sales_consultant_id
LEFT JOIN staff AS advisor ON advisor.id = vehicle.service_advisor_id
"""  # noqa: S608 - our own statement

_OWNERS = """
SELECT ownership.vehicle_id, ownership.customer_id, customer.customer_no, customer.name AS customer, ownership.from_on, ownership.until_on
FROM ownership JOIN customer ON customer.id = ownership.customer_id
WHERE ownership.vehicle_id = ? ORDER BY ownership.from_on, ownership.id
"""


def row_by_vin(connection: sqlite3.Connection, vin: str) -> sqlite3.Row | None:
    """The vehicle with this VIN."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM vehicle WHERE vin = ?", (vin,)).fetchone()
    return row


def row_by_id(connection: sqlite3.Connection, vehicle_id: int) -> sqlite3.Row:
    """The row to compare an incoming record with."""
    row: sqlite3.Row = connection.execute("SELECT * FROM vehicle WHERE id = ?", (vehicle_id,)).fetchone()
    return row


def rows_by_plate(connection: sqlite3.Connection, plate: str) -> list[sqlite3.Row]:
    """The vehicles that bear this plate, by id."""
    return connection.execute("SELECT * FROM vehicle WHERE plate = ? ORDER BY id", (plate,)).fetchall()


def vehicle_by_id(connection: sqlite3.Connection, vehicle_id: int) -> Vehicle:
    """The vehicle with this id."""
    return record(Vehicle, connection.execute(f"{_VEHICLES} WHERE vehicle.id = ?", (vehicle_id,)).fetchone())


def all_vehicles(connection: sqlite3.Connection) -> Iterator[Vehicle]:
    """Every vehicle, by id."""
    return (record(Vehicle, row) for row in connection.execute(f"{_VEHICLES} ORDER BY vehicle.id"))


def vehicles_of(connection: sqlite3.Connection, customer_id: int) -> list[Vehicle]:
    """The vehicles a customer owns today, by id."""
    rows = connection.execute(f"{_VEHICLES} WHERE ownership.customer_id = ? ORDER BY vehicle.id", (customer_id,))
    return [record(Vehicle, row) for row in rows]


def owners_of(connection: sqlite3.Connection, vehicle_id: int) -> list[Ownership]:
    """The owners of a vehicle, first to present."""
    return [record(Ownership, row) for row in connection.execute(_OWNERS, (vehicle_id,))]


def hand_over(connection: sqlite3.Connection, vehicle_id: int, customer_id: int, on: date | None) -> None:
    """Make this customer the owner from `on`; the present one, if any, is owner until that day."""
    if on is not None:
        connection.execute(
            "UPDATE ownership SET until_on = ? WHERE vehicle_id = ? AND until_on IS NULL",
            (on.isoformat(), vehicle_id),
        )
    connection.execute(
        "INSERT INTO ownership (vehicle_id, customer_id, from_on) VALUES (?, ?, ?)",
        (vehicle_id, customer_id, on.isoformat() if on else None),
    )


def latest_reading(connection: sqlite3.Connection, vehicle_id: int) -> MileageReading | None:
    """The vehicle's latest known mileage, from its sheet or an order."""
    row = connection.execute(
        """
        SELECT read_on, km FROM mileage_reading WHERE vehicle_id = ?1
        UNION ALL
        SELECT opened_on, mileage_km FROM repair_order WHERE vehicle_id = ?1 AND mileage_km IS NOT NULL
        ORDER BY 1 DESC, 2 DESC LIMIT 1
        """,
        (vehicle_id,),
    ).fetchone()
    return MileageReading(date.fromisoformat(row[0]), row[1]) if row else None


def note_mileage(connection: sqlite3.Connection, vehicle_id: int, reading: MileageReading) -> Saved:
    """Store a mileage reading; a second one of the same day replaces the first."""
    connection.execute(
        "INSERT INTO mileage_reading (vehicle_id, read_on, km) VALUES (?, ?, ?)"
        " ON CONFLICT (vehicle_id, read_on) DO UPDATE SET km = excluded.km",
        (vehicle_id, reading.read_on.isoformat(), reading.km),
    )
    return Saved.CHANGED
