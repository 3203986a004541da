"""Credit of accounts: what it was assessed at, by whom, and what is still to come of their open repair orders."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date

from kcrm.model.fleets import Assessment, CreditGrade
from kcrm.named import NamedTuple
from kcrm.queries.records import save
from kcrm.queries.rows import plain_rows, record

_ASSESSED = """
SELECT credit_assessment.*, customer.customer_no, customer.name AS customer, assessor.employee_no AS assessor_no, assessor.name AS assessor,
    approver.employee_no AS approver_no, approver.name AS approver
FROM credit_assessment JOIN customer ON customer.id = credit_assessment.customer_id
LEFT JOIN staff AS assessor ON assessor.id = assessor_id LEFT JOIN staff AS approver ON approver.id = approver_id
"""
OPEN_NOW = """repair_order.closed_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM bill_order WHERE bill_order.order_id = repair_order.id)"""
OPEN_THEN = """repair_order.opened_on <= :day AND coalesce(repair_order.closed_on, '9999') > :day
    AND NOT EXISTS (
        SELECT 1 FROM bill_order JOIN bill ON bill.id = bill_order.bill_id AND bill.issued_on <= :day
        WHERE bill_order.order_id = repair_order.id
    )"""
"""Which repair orders are open and on no bill: as they are told today, and as they were at the end of a day."""
# What a company is to pay itself; an order that is on a bill is owed as that bill.
# wanted: rows whose value is a customer's number; open: which of their orders
OPEN_ORDERS = """
SELECT ownership.customer_id, repair_order.id, repair_order.order_no, repair_order.opened_on, labor_fen + parts_fen + other_fen AS amount
FROM {wanted}
JOIN fleet ON fleet.customer_id = wanted.value AND fleet.kind = 'company'
JOIN ownership ON ownership.customer_id = wanted.value
JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
WHERE repair_order.payer = 'customer' AND {open}
"""
_OPEN_ORDERS = f"{OPEN_ORDERS.format(wanted='json_each(?) AS wanted', open=OPEN_NOW)} ORDER BY repair_order.id"
_DAYS = """
SELECT credit_days FROM credit_assessment WHERE customer_id = ? AND approved_on <= ? ORDER BY id DESC LIMIT 1
"""
_ACCOUNT_OF_ORDER = """
SELECT fleet.customer_id FROM repair_order JOIN ownership ON ownership.vehicle_id = repair_order.vehicle_id AND until_on IS NULL
JOIN fleet ON fleet.customer_id = ownership.customer_id WHERE repair_order.id = ?
"""


class NewAssessment(NamedTuple):
    """A judgement to store. size …: hundredths of a point, None where nobody said. limit_fen: how much may be open. credit_days: to pay."""

    customer_id: int
    day: date
    size: int | None
    finance: int | None
    cooperation: int | None
    stability: int | None
    grade: CreditGrade
    limit_fen: int
    credit_days: int
    facts_from: str | None
    assessor_id: int
    valid_until: date


class Assessed(NamedTuple):
    """A judgement as it stands. approved_on: since when it counts, None while nobody approved it."""

    id: int
    customer_id: int
    customer_no: str | None
    customer: str
    day: date
    size: int | None
    finance: int | None
    cooperation: int | None
    stability: int | None
    grade: CreditGrade
    limit_fen: int
    credit_days: int
    facts_from: str | None
    assessor_id: int | None
    assessor_no: str | None
    assessor: str | None
    approver_no: str | None
    approver: str | None
    approved_on: date | None
    valid_until: date

    @property
    def judged(self) -> Assessment:
        """As the rules take it."""
        return Assessment(self.day, self.grade, self.limit_fen, self.valid_until)


class OpenOrder(NamedTuple):
    """A repair order in the workshop that the account is to pay, in fen."""

    id: int
    order_no: str
    opened_on: date
    amount: int


def add(connection: sqlite3.Connection, new: NewAssessment) -> int:
    """Store a judgement; its number."""
    number, _saved = save(connection, "credit_assessment", None, new._asdict())
    return number


def approve(connection: sqlite3.Connection, number: int, staff_id: int, on: date) -> None:
    """Write down who answers for it."""
    statement = "UPDATE credit_assessment SET approver_id = ?, approved_on = ? WHERE id = ?"
    connection.execute(statement, (staff_id, on.isoformat(), number))


def assessed_by_id(connection: sqlite3.Connection, number: int) -> Assessed:
    """The judgement with this id."""
    return record(Assessed, connection.execute(f"{_ASSESSED} WHERE credit_assessment.id = ?", (number,)).fetchone())


def assessed_of(connection: sqlite3.Connection, customers: Collection[int]) -> dict[int, list[Assessed]]:
    """By customer how their credit was judged, the latest first."""
    found: dict[int, list[Assessed]] = {number: [] for number in customers}
    statement = f"{_ASSESSED} WHERE customer_id IN (SELECT value FROM json_each(?)) ORDER BY credit_assessment.id DESC"  # noqa: S608 - our own
    for row in connection.execute(statement, (json.dumps([*customers]),)):
        found[row["customer_id"]].append(record(Assessed, row))
    return found


def open_orders_of(connection: sqlite3.Connection, customers: Collection[int]) -> dict[int, list[OpenOrder]]:
    """By customer their open repair orders: of vehicles that were theirs when they came in, and that they pay."""
    found: dict[int, list[OpenOrder]] = {number: [] for number in customers}
    for customer, number, order_no, opened_on, amount in plain_rows(connection, _OPEN_ORDERS, (json.dumps([*customers]),)):
        found[customer].append(OpenOrder(number, order_no, date.fromisoformat(opened_on), amount))
    return found


def days_allowed(connection: sqlite3.Connection, customer_id: int, on: date) -> int | None:
    """How many days the latest judgement that was approved by that day gives the account; None without one."""
    row = connection.execute(_DAYS, (customer_id, on.isoformat())).fetchone()
    return None if row is None else int(row["credit_days"])


def account_of_order(connection: sqlite3.Connection, order_id: int) -> int | None:
    """The customer who owns an order's vehicle today, where that is an account."""
    row = connection.execute(_ACCOUNT_OF_ORDER, (order_id,)).fetchone()
    return None if row is None else int(row["customer_id"])
