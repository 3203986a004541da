"""Whose records the operation that is open has touched: what it wrote decides, whatever command it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final

from kcrm.storage.logged import INSERT, stored_columns
from kcrm.storage.oplog import OF_ONE as _OF_ONE

_OWNER: Final = "(SELECT customer_id FROM ownership WHERE vehicle_id = {number} AND until_on IS NULL)"
_LEADS: Final[Mapping[str, str]] = {
    "customer_id": "{number}",
    "person_id": "{number}",
    "followup_id": "(SELECT customer_id FROM followup WHERE id = {number})",
    "complaint_id": "(SELECT customer_id FROM complaint WHERE id = {number})",
    "prospect_id": "(SELECT customer_id FROM prospect WHERE id = {number})",
    "order_id": _OWNER.format(number="(SELECT vehicle_id FROM repair_order WHERE id = {number})"),
    "vehicle_id": _OWNER,
}
"""Through which column a row leads to whose it is, the nearest first."""
_OF_TABLE: Final = """
SELECT DISTINCT {customer} FROM (
    SELECT {number} AS number FROM (
        SELECT row_id, before FROM operation_row
        WHERE {of_one} AND {actions} AND table_no = (SELECT no FROM operation_table WHERE name = :table)
    ) AS entry LEFT JOIN {table} ON {table}.id = entry.row_id
)
"""
_OTHER_DAYS: Final = f"""
SELECT user.staff_id FROM (
    SELECT row_id, before FROM operation_row
    WHERE {_OF_ONE} AND action <> {INSERT} AND table_no = (SELECT no FROM operation_table WHERE name = 'staff')
) AS entry JOIN user ON user.staff_id = entry.row_id LEFT JOIN staff ON staff.id = entry.row_id
WHERE entry.before ->> '$.left_on' IS NOT staff.left_on OR entry.before ->> '$.joined_on' IS NOT staff.joined_on
"""  # noqa: S608 - our own
_ANY, _MADE, _NOT_MADE = "true", f"action = {INSERT}", f"action <> {INSERT}"


def touched_customers(connection: sqlite3.Connection, operation: int) -> frozenset[int]:
    """The ids of the customers whose records it touched, without those that it made."""
    tables = connection.execute(
        f"SELECT DISTINCT name FROM operation_row JOIN operation_table ON no = table_no WHERE {_OF_ONE}",  # noqa: S608 - our own
        {"operation": operation},
    )
    found: set[int | None] = set()
    for (table,) in tables.fetchall():
        if table == "customer":
            found |= _customers(connection, operation, table, "entry.row_id", "{number}", _NOT_MADE)
        elif table == "vehicle":
            found |= _customers(connection, operation, table, "entry.row_id", _OWNER, _NOT_MADE)
        else:
            column = next((each for each in _LEADS if each in stored_columns(connection, table)), None)
            if column is not None:
                number = f"coalesce({table}.{column}, entry.before ->> '$.{column}')"
                found |= _customers(connection, operation, table, number, _LEADS[column], _ANY)
    made = _customers(connection, operation, "customer", "entry.row_id", "{number}", _MADE)
    return frozenset(each for each in found - made if each is not None)


def _customers(connection: sqlite3.Connection, operation: int, table: str, number: str, customer: str, actions: str) -> set[int | None]:
    """Whose the entries of one table are. number, customer, actions: SQL of ours."""
    statement = _OF_TABLE.format(customer=customer.format(number="number"), number=number, table=table, of_one=_OF_ONE, actions=actions)
    return {row[0] for row in connection.execute(statement, {"operation": operation, "table": table})}


def users_of_other_days(connection: sqlite3.Connection, operation: int) -> list[int]:
    """The ids of the members of staff who are users and whose first or last working day it changed."""
    return [row[0] for row in connection.execute(_OTHER_DAYS, {"operation": operation})]
