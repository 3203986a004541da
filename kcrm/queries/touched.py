"""Whose records the operation that is open has touched: what it wrote decides, whatever command it was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kcrm.queries.lookup import identified
from kcrm.queries.personal import Reference, references_of, told_tables, vehicle_tables
from kcrm.records.impersonal import FILLED, WORDS
from kcrm.storage.logged import INSERT, UPDATE
from kcrm.storage.oplog import OF_ONE as _OF_ONE

_ENTRIES: Final = f"""
SELECT name, row_id, action, before FROM operation_row JOIN operation_table ON no = table_no WHERE {_OF_ONE}
"""  # noqa: S608 - our own
# what was done to a vehicle, whoever had it then
_OF_THE_CAR: Final = ("repair_order", "mileage_reading")
_OWNER: Final = "SELECT customer_id FROM ownership WHERE vehicle_id = ? AND until_on IS NULL"
_OTHER_DAYS: Final = f"""
SELECT user.staff_id FROM (
    SELECT row_id, before FROM operation_row
    WHERE {_OF_ONE} AND action <> {INSERT} AND table_no = (SELECT no FROM operation_table WHERE name = 'staff')
) AS entry JOIN user ON user.staff_id = entry.row_id LEFT JOIN staff ON staff.id = entry.row_id
WHERE entry.before ->> '$.left_on' IS NOT staff.left_on OR entry.before ->> '$.joined_on' IS NOT staff.joined_on
"""  # noqa: S608 - our own


def touched_customers(connection: sqlite3.Connection, operation: int) -> frozenset[int]:
    """The ids of the customers whose records it touched, as they were and as they are, without those that it made.

    By the references by which a row tells of somebody, so that a table that is added later is followed by itself. What is a vehicle's is
    its present owner's.
    """
    entries = connection.execute(_ENTRIES, {"operation": operation}).fetchall()
    made = {row_id for table, row_id, action, _before in entries if table == "customer" and action == INSERT}
    return _whose(connection, leading(connection), [(table, row_id, before) for table, row_id, _action, before in entries]) - made


def told_anew(connection: sqlite3.Connection, operation: int) -> int | None:
    """The id of a customer, erased by an earlier operation, of whom this one wrote a text which erasing empties; None where it did not."""
    entries = connection.execute(_ENTRIES, {"operation": operation}).fetchall()
    now = {row_id for table, row_id, action, _before in entries if table == "erasure" and action == INSERT}
    erased = {customer_id for number, customer_id in connection.execute("SELECT id, customer_id FROM erasure") if number not in now}
    persons = told_tables(connection)
    emptied = {told.table: told.emptied for told in persons}
    written = [
        (table, row_id, None)
        for table, row_id, action, before in entries
        if action in {INSERT, UPDATE} and emptied.get(table) and _tells(connection, table, row_id, before, emptied[table])
    ]
    # what two sources say of a car is of the car, whoever had it
    return min(_whose(connection, {told.table: told.by for told in persons}, written) & erased, default=None) if written else None


def _tells(connection: sqlite3.Connection, table: str, row_id: int, before: str | None, columns: Iterable[str]) -> bool:
    """Whether the row has a text that it did not have before; an identifier of ours, as a conflict holds of two owners, tells of nobody."""
    row = connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (row_id,)).fetchone()  # noqa: S608 - our own
    former = {} if before is None else json.loads(before)
    return row is not None and any(
        bool(value)
        and (before is None or (column in former and former[column] != value))
        and set(str(value)) != set(FILLED)
        and identified(str(value)) is None
        and value not in WORDS.get((table, column), ())
        for column, value in zip(columns, row, strict=True)
    )


def _whose(
    connection: sqlite3.Connection, leads: Mapping[str, Sequence[Reference]], rows: Iterable[tuple[str, int, str | None]]
) -> frozenset[int]:
    """The customers to whom rows lead, each as it is and as it was before."""
    found, passed = set[int](), set[tuple[str, int]]()
    waiting = list(rows)
    while waiting:
        table, row_id, before = waiting.pop()
        if before is None and (table, row_id) in passed:
            continue
        passed.add((table, row_id))
        if table == "customer":
            found.add(row_id)
        elif table == "vehicle":
            found |= {row[0] for row in connection.execute(_OWNER, (row_id,))}
        elif leads.get(table):
            waiting += [(parent, number, None) for parent, number in _led_to(connection, table, row_id, before, leads[table])]
    return frozenset(found)


def leading(connection: sqlite3.Connection) -> Mapping[str, Sequence[Reference]]:
    """By table the references that lead from its rows to whose they are."""
    of_persons = {each.table: each.by for each in told_tables(connection)}
    of_vehicles = {each.table: each.by for each in vehicle_tables(connection)}
    of_the_car = {table: [each for each in references_of(connection, table) if each.parent == "vehicle"] for table in _OF_THE_CAR}
    return of_the_car | {
        table: [*of_persons.get(table, ()), *of_vehicles.get(table, ())] for table in of_persons.keys() | of_vehicles.keys()
    }


def _led_to(
    connection: sqlite3.Connection, table: str, row_id: int, before: str | None, references: Sequence[Reference]
) -> list[tuple[str, int]]:
    """What a row refers to now, and referred to before it was changed."""
    columns = ", ".join(each.column for each in references)
    images = [tuple(row) for row in connection.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,))]  # noqa: S608 - our own
    if before is not None:
        former = json.loads(before)
        images.append(tuple(former.get(each.column) for each in references))
    return [(each.parent, number) for image in images for each, number in zip(references, image, strict=True) if number is not None]


def users_of_other_days(connection: sqlite3.Connection, operation: int) -> list[int]:
    """The ids of the members of staff who are users and whose first or last working day it changed."""
    return [row[0] for row in connection.execute(_OTHER_DAYS, {"operation": operation})]


def wrote(connection: sqlite3.Connection, operation: int, table: str) -> bool:
    """Whether it touched any row of that table."""
    return connection.execute(f"{_ENTRIES} AND name = :table LIMIT 1", {"operation": operation, "table": table}).fetchone() is not None
