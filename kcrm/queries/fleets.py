"""Fleet accounts: what was billed to them, paid, and agreed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping

from kcrm.queries.records import stored_value

OPEN_OF_BILL = """CASE WHEN bill.written_off_on IS NULL THEN bill.amount_fen
    - (SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE payment.bill_id = bill.id) ELSE 0 END"""
"""What payments that name a bill leave open of it, of the columns of its row."""
BALANCE = f"""(
    (SELECT coalesce(sum({OPEN_OF_BILL}), 0) FROM bill WHERE bill.customer_id = fleet.customer_id)
    - (SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE payment.customer_id = fleet.customer_id AND payment.bill_id IS NULL)
)"""  # noqa: S608 - our own
"""What an account owes, of the columns of its row; below zero where it has paid ahead."""
_ALIKE = """
SELECT * FROM payment
WHERE customer_id = :customer AND bill_id IS :bill AND paid_on = :paid_on AND amount_fen = :amount AND (:numbered OR payment_no IS NULL)
ORDER BY id LIMIT 1
"""


def paid_for(connection: sqlite3.Connection, bill_id: int, but: int | None) -> int:
    """The sum of the payments that name a bill, in fen. but: a payment that is left out."""
    statement = "SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE bill_id = ? AND id IS NOT ?"
    total: int = connection.execute(statement, (bill_id, but)).fetchone()[0]
    return total


def billed_on(connection: sqlite3.Connection, order_id: int) -> int | None:
    """The bill that a repair order is on."""
    row = connection.execute("SELECT bill_id FROM bill_order WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else row["bill_id"]


def bill_orders(connection: sqlite3.Connection, bill_id: int, orders: Collection[int]) -> bool:
    """A bill is for these orders and no others; whether that is new."""
    known = {row["order_id"] for row in connection.execute("SELECT order_id FROM bill_order WHERE bill_id = ?", (bill_id,))}
    gone, come = known - {*orders}, [order for order in orders if order not in known]
    for order in sorted(gone):
        connection.execute("DELETE FROM bill_order WHERE bill_id = ? AND order_id = ?", (bill_id, order))
    for order in come:
        connection.execute("INSERT INTO bill_order (bill_id, order_id) VALUES (?, ?)", (bill_id, order))
    return bool(gone or come)


def payment_alike(
    connection: sqlite3.Connection, customer_id: int, bill_id: int | None, values: Mapping[str, object]
) -> sqlite3.Row | None:
    """The payment of this account, bill, day and amount; where the values have a number, one without."""
    given = {
        "customer": customer_id,
        "bill": bill_id,
        "paid_on": stored_value(values.get("paid_on")),
        "amount": values.get("amount"),
        "numbered": not values.get("payment_no"),
    }
    row: sqlite3.Row | None = connection.execute(_ALIKE, given).fetchone()
    return row


def open_bills(connection: sqlite3.Connection, customer_id: int) -> list[str]:
    """The bills of which something is open, by number, the oldest first; none where unnamed payments cover them all."""
    balance = connection.execute(f"SELECT {BALANCE} FROM fleet WHERE customer_id = ?", (customer_id,)).fetchone()[0]  # noqa: S608 - our own
    if balance <= 0:
        return []
    statement = f"SELECT id, bill_no FROM bill WHERE customer_id = ? AND {OPEN_OF_BILL} > 0 ORDER BY due_on, id"  # noqa: S608 - our own
    return [row["bill_no"] or f"B{row['id']}" for row in connection.execute(statement, (customer_id,))]
