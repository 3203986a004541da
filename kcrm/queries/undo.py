"""What undoing needs of the tables: who refers to whom, and rows put back, changed back, taken away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from kcrm.queries.operations import ByName, Image, RowKey

_BATCH = 20_000
KNOWN_BY: Final = frozenset({"customer_id", "kind", "channel", "vehicle_id", "case_no", "base_on", "occurrence"})
"""What no two follow-ups have in common."""


def referring(connection: sqlite3.Connection, child: str, column: str, ids: Collection[int]) -> list[tuple[int, int]]:
    """The rows of `child` whose `column` is one of these ids, with that id. All names are our own."""
    rows = connection.execute(
        f"SELECT id, {column} FROM {child} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(list(ids)),),
    )
    return [(row[0], row[1]) for row in rows]


def naming(connection: sqlite3.Connection, child: str, column: str, parent: ByName, ids: Collection[int]) -> list[int]:
    """The rows of `child` whose `column` names one of the parent's rows with these ids. All names are our own."""
    rows = connection.execute(
        f"SELECT id FROM {child} WHERE {column} IN"  # noqa: S608
        f" (SELECT {parent.column} FROM {parent.table} WHERE id IN (SELECT value FROM json_each(?)))",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def named(connection: sqlite3.Connection, parent: ByName, name: str) -> int | None:
    """The id of the row that is called so; None where there is none."""
    row = connection.execute(f"SELECT id FROM {parent.table} WHERE {parent.column} = ?", (name,)).fetchone()  # noqa: S608
    return None if row is None else int(row[0])


ONLY_ACCOUNTS_HAVE: Final = ("anniversary", "bill", "contract", "credit_assessment", "member", "payment", "product")
"""Tables whose rows name a customer, and mean the account that the customer is."""


def of_accounts(connection: sqlite3.Connection, accounts: Collection[int]) -> list[tuple[str, int]]:
    """Table and id of what only an account has, of the accounts with these ids."""
    statement = "SELECT {0}.id FROM {0} JOIN fleet USING (customer_id) WHERE fleet.id IN (SELECT value FROM json_each(?)) ORDER BY {0}.id"
    given = (json.dumps(list(accounts)),)
    return [(table, row[0]) for table in ONLY_ACCOUNTS_HAVE for row in connection.execute(statement.format(table), given)]


def account_of(connection: sqlite3.Connection, customer_id: int) -> int | None:
    """The id of the account that a customer is."""
    row = connection.execute("SELECT id FROM fleet WHERE customer_id = ?", (customer_id,)).fetchone()
    return None if row is None else int(row[0])


def existing(connection: sqlite3.Connection, table: str, ids: Collection[int]) -> set[int]:
    """Those of the ids that are in the table."""
    rows = connection.execute(f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))  # noqa: S608
    return {row[0] for row in rows}


def latest_change(connection: sqlite3.Connection, key: RowKey) -> int | None:
    """The operation that last touched this row."""
    row = connection.execute("SELECT max(operation_id) FROM operation_change WHERE table_name = ? AND row_id = ?", key).fetchone()
    number: int | None = row[0]
    return number


def step_after(connection: sqlite3.Connection, complaint_id: int, step_id: int) -> int | None:
    """The latest step of a complaint that was written after this one, notes left out."""
    row = connection.execute(
        "SELECT max(id) FROM complaint_event WHERE complaint_id = ? AND id > ? AND kind <> 'noted'", (complaint_id, step_id)
    ).fetchone()
    number: int | None = row[0]
    return number


def use_much_memory(connection: sqlite3.Connection) -> None:
    """Hold as many pages as the indexes of a large store take: rows that go in one order lie in another there."""
    connection.execute("PRAGMA cache_size = -65536")


def defer_references(connection: sqlite3.Connection) -> None:
    """Within this transaction, check foreign keys only at its end."""
    connection.execute("PRAGMA defer_foreign_keys = ON")


def in_order(references: Mapping[tuple[str, str], str], tables: Collection[str]) -> list[str]:
    """The tables, each before those that it refers to; where they refer to each other in a circle, by name."""
    parents = {table: {parent for (child, _column), parent in references.items() if child == table} for table in tables}
    ordered: list[str] = []
    while parents:
        referred = set[str]().union(*(targets - {table} for table, targets in parents.items()))
        table = min(parents.keys() - referred or parents)
        ordered.append(table)
        del parents[table]
    return ordered


def take_away(connection: sqlite3.Connection, table: str, ids: Iterable[int]) -> None:
    """Delete rows, so many by a statement: SQLite keeps what a statement changes in memory until its end."""
    wanted = iter(ids)
    while batch := list(islice(wanted, _BATCH)):
        connection.execute(f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(batch),))  # noqa: S608


def put_back(connection: sqlite3.Connection, table: str, images: Sequence[Image]) -> None:
    """Insert rows that were deleted, under their old ids; each has all of its columns."""
    if images:
        columns, marks = ", ".join(images[0]), ", ".join("?" for _ in images[0])
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", (tuple(image.values()) for image in images))  # noqa: S608


def change_back(connection: sqlite3.Connection, table: str, columns: Collection[str], rows: Iterable[tuple[object, ...]]) -> None:
    """Set these columns; rows: their values, and last the row's id."""
    settings = ", ".join(f"{column} = ?" for column in columns)
    connection.executemany(f"UPDATE {table} SET {settings} WHERE id = ?", rows)  # noqa: S608


def set_apart(connection: sqlite3.Connection, ids: Collection[int]) -> list[tuple[int, str | None]]:
    """Give follow-ups a case for the moment that no other has; each with the case that it had."""
    given = (json.dumps(list(ids)),)
    rows = connection.execute("SELECT id, case_no FROM followup WHERE id IN (SELECT value FROM json_each(?))", given)
    cases = [(row[0], row[1]) for row in rows]
    connection.execute("UPDATE followup SET case_no = '~' || id WHERE id IN (SELECT value FROM json_each(?))", given)
    return cases


def customers_of_followups(connection: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """Whose follow-ups these are."""
    rows = connection.execute(
        "SELECT DISTINCT customer_id FROM followup WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0] for row in rows}


def want_planning(connection: sqlite3.Connection, customer_ids: Iterable[int]) -> None:
    """Send these customers, where they exist, to planning."""
    connection.execute(
        "INSERT INTO plan_queue (customer_id, next_on)"
        " SELECT id, '' FROM customer WHERE id IN (SELECT value FROM json_each(?))"
        " ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> ''",
        (json.dumps(list(customer_ids)),),
    )
