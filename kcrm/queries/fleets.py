"""Fleet accounts: what was billed to them, paid, and agreed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import date

from kcrm.model.fleets import AccountKind, AccountOrder, AccountState, Bill, Contract, Payment
from kcrm.named import NamedTuple
from kcrm.queries.filters import Condition
from kcrm.queries.records import stored_value
from kcrm.queries.rows import plain_rows, record

_ALIKE = """
SELECT * FROM payment
WHERE customer_id = :customer AND bill_id IS :bill AND paid_on = :paid_on AND amount_fen = :amount AND (:numbered OR payment_no IS NULL)
    AND id NOT IN (SELECT value FROM json_each(:but))
ORDER BY payment_no IS NOT NULL, id LIMIT 1
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
    connection: sqlite3.Connection, customer_id: int, bill_id: int | None, values: Mapping[str, object], but: Collection[int]
) -> sqlite3.Row | None:
    """The payment of this account, bill, day and amount, one without a number before others; where the values have a number, only such.

    but: those that are left out.
    """
    given = {
        "customer": customer_id,
        "bill": bill_id,
        "paid_on": stored_value(values.get("paid_on")),
        "amount": values.get("amount"),
        "numbered": not values.get("payment_no"),
        "but": json.dumps([*but]),
    }
    row: sqlite3.Row | None = connection.execute(_ALIKE, given).fetchone()
    return row


_ORDERS = """
SELECT repair_order.id, ownership.customer_id AS account_id, payer, labor_fen + parts_fen + other_fen AS amount, closed_on
FROM ownership JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
WHERE ownership.customer_id = ? ORDER BY repair_order.id
"""
_BILLED_ORDERS = """
SELECT repair_order.id, bill.customer_id AS account_id, payer, labor_fen + parts_fen + other_fen AS amount, closed_on
FROM bill JOIN bill_order ON bill_order.bill_id = bill.id JOIN repair_order ON repair_order.id = bill_order.order_id
WHERE bill.customer_id = ? ORDER BY repair_order.id
"""
_BILLS = """
SELECT bill.id, bill.customer_id AS account_id, bill.amount_fen AS amount, bill.issued_on, bill.due_on, bill.written_off_on
FROM bill WHERE bill.customer_id IN (SELECT value FROM json_each(?)) ORDER BY bill.id
"""
_PAYMENTS = """
SELECT id, customer_id AS account_id, amount_fen AS amount, paid_on, bill_id
FROM payment WHERE customer_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_CONTRACTS = """
SELECT id, customer_id AS account_id, kind, state, from_on AS starts_on, until_on AS until, amount_fen AS amount, ended_on,
    credit_limit_fen AS credit_limit, credit_days
FROM contract WHERE customer_id IN (SELECT value FROM json_each(?)) ORDER BY from_on, id
"""
_DRIVERS = """
SELECT member.vehicle_id, group_concat(person.name, ', ')
FROM member JOIN customer AS person ON person.id = member.person_id
WHERE member.customer_id = :customer AND member.vehicle_id IS NOT NULL
    AND coalesce(member.from_on, '') <= :today AND coalesce(member.until_on, '9999') >= :today
GROUP BY member.vehicle_id
"""
_ACCOUNTS = """
SELECT fleet.id, fleet.customer_id, customer.customer_no, customer.name, customer.phone, fleet.kind, fleet.state, fleet.since_on
FROM fleet JOIN customer ON customer.id = fleet.customer_id WHERE {condition} ORDER BY fleet.customer_id
"""


class AccountRow(NamedTuple):
    """An account and the company that it is."""

    id: int
    customer_id: int
    customer_no: str | None
    name: str
    phone: str | None
    kind: AccountKind
    state: AccountState
    since_on: date


def accounts(connection: sqlite3.Connection, condition: Condition | None = None, *, owner: int | None = None) -> list[AccountRow]:
    """The accounts whose company meets a condition on customers, or only that of one customer; all of them else."""
    if owner is not None:
        return [record(AccountRow, row) for row in connection.execute(_ACCOUNTS.format(condition="fleet.customer_id = ?"), (owner,))]
    text, values = ("true", {}) if condition is None else (condition.sql, condition.values)
    return [record(AccountRow, row) for row in connection.execute(_ACCOUNTS.format(condition=text), values)]


def account_numbered(connection: sqlite3.Connection, number: int) -> AccountRow:
    """The account of this id, which is there."""
    return record(AccountRow, connection.execute(_ACCOUNTS.format(condition="fleet.id = ?"), (number,)).fetchone())


def bills_of(connection: sqlite3.Connection, customers: Collection[int]) -> dict[int, list[Bill]]:
    """By customer their bills."""
    found: dict[int, list[Bill]] = {number: [] for number in customers}
    for row in connection.execute(_BILLS, (json.dumps([*customers]),)):
        found[row["account_id"]].append(record(Bill, row))
    return found


def payments_of(connection: sqlite3.Connection, customers: Collection[int]) -> dict[int, list[Payment]]:
    """By customer what they paid."""
    found: dict[int, list[Payment]] = {number: [] for number in customers}
    for row in connection.execute(_PAYMENTS, (json.dumps([*customers]),)):
        found[row["account_id"]].append(record(Payment, row))
    return found


def contracts_of(connection: sqlite3.Connection, customer_id: int) -> list[Contract]:
    """A customer's contracts, the first one first."""
    return contracts_of_each(connection, [customer_id])[customer_id]


def contracts_of_each(connection: sqlite3.Connection, customers: Collection[int]) -> dict[int, list[Contract]]:
    """By customer their contracts, the first one first."""
    found: dict[int, list[Contract]] = {number: [] for number in customers}
    for row in connection.execute(_CONTRACTS, (json.dumps([*customers]),)):
        found[row["account_id"]].append(record(Contract, row))
    return found


def account_orders(connection: sqlite3.Connection, customer_id: int, kind: AccountKind) -> list[AccountOrder]:
    """The repair orders of an account: of a company those of its vehicles, as long as they were its own; of others those on its bills."""
    statement = _ORDERS if kind is AccountKind.COMPANY else _BILLED_ORDERS
    return [record(AccountOrder, row) for row in connection.execute(statement, (customer_id,))]


def names_of(connection: sqlite3.Connection, table: str, column: str, numbers: Collection[int]) -> dict[int, str]:
    """By id what the store calls these bills or payments, as far as it does."""
    statement = f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL AND id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own
    return dict(plain_rows(connection, statement, (json.dumps([*numbers]),)))


def drivers_of(connection: sqlite3.Connection, customer_id: int, today: date) -> dict[int, str]:
    """Who of an account's members drives a vehicle, by that: one name or several."""
    return dict(plain_rows(connection, _DRIVERS, {"customer": customer_id, "today": today.isoformat()}).fetchall())


class Handover(NamedTuple):
    """An account given to another manager. former: None where it was the company's specialist; manager: where it is again."""

    day: date
    former: str | None
    manager: str | None
    reason: str | None


def handovers(connection: sqlite3.Connection, fleet_id: int) -> list[Handover]:
    """Whose an account was, the latest first."""
    statement = (
        "SELECT day, former.name AS former, manager.name AS manager, reason FROM fleet_handover"
        " LEFT JOIN staff AS former ON former.id = former_id LEFT JOIN staff AS manager ON manager.id = manager_id"
        " WHERE fleet_id = ? ORDER BY day DESC, fleet_handover.id DESC"
    )
    return [record(Handover, row) for row in connection.execute(statement, (fleet_id,))]
