"""Customers: rows and records."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from kcrm.model import Customer
from kcrm.queries.rows import record

if TYPE_CHECKING:
    pass

_CUSTOMERS = "SELECT customer.* FROM customer"

_WITH_MESSAGE = f"""{_CUSTOMERS} WHERE customer.id IN (
    SELECT customer_id FROM followup WHERE state = 'open' AND call_on <= ?1 AND channel = 'message'
    UNION ALL SELECT customer_id FROM followup WHERE state = 'cancelled' AND reason = 'cap' AND call_on <= ?1
)"""  # noqa: S608 - our own


def customer_row(connection: sqlite3.Connection, customer_id: int) -> sqlite3.Row:
    """The row to compare an incoming record with."""
    row: sqlite3.Row = connection.execute("SELECT * FROM customer WHERE id = ?", (customer_id,)).fetchone()
    return row


def id_of_number(connection: sqlite3.Connection, customer_no: str) -> int | None:
    """The id of the customer with this customer number."""
    row = connection.execute("SELECT id FROM customer WHERE customer_no = ?", (customer_no,)).fetchone()
    return row[0] if row else None


def rows_by_phone(connection: sqlite3.Connection, phone: str) -> list[sqlite3.Row]:
    """The customers who may be reached at this phone, by id."""
    return connection.execute(
        "SELECT * FROM customer WHERE (phone_tail = substr(?1, -4) AND phone = ?1) OR (phone2_tail = substr(?1, -4) AND phone2 = ?1)"
        " ORDER BY id",
        (phone,),
    ).fetchall()


def ids_by_name(connection: sqlite3.Connection, name: str) -> list[int]:
    """The ids of the customers who are called so."""
    return [row[0] for row in connection.execute("SELECT id FROM customer WHERE name = ? ORDER BY id", (name,))]


def customer_by_id(connection: sqlite3.Connection, customer_id: int) -> Customer:
    """The customer with this id."""
    return record(Customer, connection.execute(f"{_CUSTOMERS} WHERE customer.id = ?", (customer_id,)).fetchone())


def change_specialist(connection: sqlite3.Connection, old_id: int, new_id: int) -> list[int]:
    """Give another specialist all customers whom one looks after, or did until they left; their ids."""
    rows = connection.execute("SELECT id FROM customer WHERE specialist_id = ?1 OR former_specialist_id = ?1 ORDER BY id", (old_id,))
    ids = [row[0] for row in rows]
    connection.executemany(
        "UPDATE customer SET specialist_id = ?, former_specialist_id = NULL WHERE id = ?", ((new_id, customer_id) for customer_id in ids)
    )
    return ids


def customers_with_message(connection: sqlite3.Connection, last: date) -> dict[int, Customer]:
    """The customers to whom a message is to be sent on `last` or before, one that has to wait for another included, by id."""
    rows = connection.execute(_WITH_MESSAGE, (last.isoformat(),))
    return {row["id"]: record(Customer, row) for row in rows}


def owner_of_order(connection: sqlite3.Connection, order_id: int) -> Customer | None:
    """Whoever owns the order's vehicle today."""
    row = connection.execute(
        "SELECT customer_id FROM repair_order JOIN ownership USING (vehicle_id) WHERE repair_order.id = ? AND until_on IS NULL", (order_id,)
    ).fetchone()
    return customer_by_id(connection, row["customer_id"]) if row is not None else None
