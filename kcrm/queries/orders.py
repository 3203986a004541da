"""Repair orders: rows and records."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.model import Order
from kcrm.queries.records import Shown, listed_records
from kcrm.queries.rows import record
from kcrm.records.order import NOUN

if TYPE_CHECKING:
    pass

# The customer is whoever owned the vehicle on the day the order was opened.
_ORDERS = """
SELECT repair_order.*, vehicle.plate, advisor.name AS advisor
FROM repair_order
JOIN vehicle ON vehicle.id = repair_order.vehicle_id
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
LEFT JOIN customer ON customer.id = ownership.customer_id
LEFT JOIN staff AS advisor ON advisor.id = repair_order.advisor_id
"""

# the day first, for its index; opened_at alone would come to the same
_LATEST = "ORDER BY repair_order.opened_on DESC, repair_order.opened_at DESC, repair_order.id DESC"

_WHILE_OWNED = """
repair_order.vehicle_id IN (SELECT vehicle_id FROM ownership WHERE customer_id = :customer) AND EXISTS (
    SELECT 1 FROM ownership WHERE ownership.vehicle_id = repair_order.vehicle_id AND customer_id = :customer
        AND coalesce(from_on, '') <= opened_on AND opened_on < coalesce(until_on, '9999')
)
"""
_OF_CUSTOMER = "repair_order.vehicle_id IN (SELECT vehicle_id FROM ownership WHERE customer_id = ?1) AND customer.id = ?1"


def order_row(connection: sqlite3.Connection, order_no: str) -> sqlite3.Row | None:
    """The row to compare an incoming record with."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM repair_order WHERE order_no = ?", (order_no,)).fetchone()
    return row


def order_by_id(connection: sqlite3.Connection, order_id: int) -> Order:
    """The order with this id."""
    return record(Order, connection.execute(f"{_ORDERS} WHERE repair_order.id = ?", (order_id,)).fetchone())


def orders_while_owned(connection: sqlite3.Connection, customer_id: int, limit: int) -> Sequence[Shown]:
    """The latest orders of vehicles while this customer owned them, latest first, as lists show them."""
    return listed_records(connection, NOUN, _WHILE_OWNED, {"customer": customer_id}, limit)[0]


def orders_on_vehicle(connection: sqlite3.Connection, vehicle_id: int, limit: int) -> Sequence[Shown]:
    """The latest orders of a vehicle, latest first, as lists show them."""
    return listed_records(connection, NOUN, "repair_order.vehicle_id = :vehicle", {"vehicle": vehicle_id}, limit)[0]


def orders_of_customer(connection: sqlite3.Connection, customer_id: int, limit: int) -> list[Order]:
    """The latest orders of vehicles while this customer owned them, latest first."""
    rows = connection.execute(
        f"{_ORDERS} WHERE {_OF_CUSTOMER} {_LATEST} LIMIT ?2",
        (customer_id, limit),
    )
    return [record(Order, row) for row in rows]
