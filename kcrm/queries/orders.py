"""Repair orders: rows and records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kcrm.model import Order
from kcrm.queries.rows import record

# The customer is whoever owned the vehicle on the day the order was opened.
_ORDERS = """
SELECT repair_order.*, vehicle.vin, vehicle.plate, customer.id AS customer_id, customer.name AS customer,
    advisor.employee_no AS advisor_no, advisor.name AS advisor,
    technician.employee_no AS technician_no, technician.name AS technician
FROM repair_order
JOIN vehicle ON vehicle.id = repair_order.vehicle_id
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
LEFT JOIN customer ON customer.id = ownership.customer_id
LEFT JOIN staff AS advisor ON advisor.id = repair_order.advisor_id
LEFT JOIN staff AS technician ON technician.id = repair_order.technician_id
"""


def order_row(connection: sqlite3.Connection, order_no: str) -> sqlite3.Row | None:
    """The row to compare an incoming record with."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM repair_order WHERE order_no = ?", (order_no,)).fetchone()
    return row


def order_by_id(connection: sqlite3.Connection, order_id: int) -> Order:
    """The order with this id."""
    return record(Order, connection.execute(f"{_ORDERS} WHERE repair_order.id = ?", (order_id,)).fetchone())


def all_orders(connection: sqlite3.Connection) -> Iterator[Order]:
    """Every order, latest opened first."""
    return (record(Order, row) for row in connection.execute(f"{_ORDERS} ORDER BY repair_order.opened_at DESC, repair_order.id DESC"))


def orders_of_vehicle(connection: sqlite3.Connection, vehicle_id: int, limit: int) -> list[Order]:
    """The latest orders of a vehicle, latest first."""
    rows = connection.execute(
        f"{_ORDERS} WHERE repair_order.vehicle_id = ? ORDER BY repair_order.opened_at DESC, repair_order.id DESC LIMIT ?",
        (vehicle_id, limit),
    )
    return [record(Order, row) for row in rows]
