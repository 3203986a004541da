"""A store a hundred times as large, made in minutes: its customers and all that belongs to them, again and again in SQL.

What grows is told by the schema itself: whatever refers to a customer, a vehicle or an order, through others or at once. Numbers, phones
and VINs go on where those of the copy before ended. The operations log is not multiplied: no command that reads looks at it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import vin

ROOTS = {"customer", "vehicle", "repair_order", "followup"}
# what tells one record from another besides its id; {more}: by how many customers this copy lies behind the first
RENUMBERED: Mapping[tuple[str, str], str] = {
    ("customer", "customer_no"): "printf('K%07d', substr(customer_no, 2) + {more})",
    ("customer", "phone"): "CAST(phone + {more} AS TEXT)",
    ("vehicle", "vin"): "vin_of(substr(vin, -6) + {more})",
    ("repair_order", "order_no"): "printf('G%07d%s', substr(order_no, 2, 7) + {more}, substr(order_no, 9))",
}


class Table(NamedTuple):
    """columns: those that are stored. refers: which of them hold ids of which table."""

    name: str
    columns: tuple[str, ...]
    refers: Mapping[str, str]


def multiply(source: Path, target: Path, times: int) -> None:
    """Copy the store and make it so many times as large; indexes and triggers are as before."""
    shutil.copyfile(source, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.create_function("vin_of", 1, vin, deterministic=True)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {pragma}")
        kept = connection.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
        ).fetchall()
        tables = list(growing(connection))
        stride = {table.name: connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table.name}").fetchone()[0] for table in tables}
        connection.execute("BEGIN")
        for kind, name, _sql in kept:
            connection.execute(f"DROP {kind} {name}")
        for table in tables:
            connection.execute(copies_of(table, stride), {"times": times})
        for _kind, _name, sql in kept:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def growing(connection: sqlite3.Connection) -> Iterator[Table]:
    """The tables with as many rows as there are customers, or as they have orders."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    refers = {name: references(connection, name, names) for name in names}
    found = set(ROOTS)
    while more := {name for name in names if name not in found and not found.isdisjoint(refers[name].values())}:
        found |= more
    for name in names:
        if name in found:
            columns = tuple(row[1] for row in connection.execute(f"PRAGMA table_xinfo({name})") if row[6] == 0)
            yield Table(name, columns, {column: other for column, other in refers[name].items() if other in found})


def references(connection: sqlite3.Connection, table: str, names: list[str]) -> dict[str, str]:
    """Which columns hold ids of which table: by foreign keys, and by their names where there is none."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_xinfo({table})")]
    named = {column: column.removesuffix("_id") for column in columns if column.endswith("_id") and column.removesuffix("_id") in names}
    return named | {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}


def copies_of(table: Table, stride: Mapping[str, int]) -> str:
    """The statement that adds the copies, in the order of their ids."""
    values = ", ".join(value_of(table, column, stride) for column in table.columns)
    return f"""
        WITH RECURSIVE copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < :times - 1)
        INSERT INTO {table.name} ({", ".join(table.columns)})
        SELECT {values} FROM copy CROSS JOIN (SELECT * FROM {table.name} WHERE rowid <= {stride[table.name]})
    """


def value_of(table: Table, column: str, stride: Mapping[str, int]) -> str:
    """A column's value in the k-th copy."""
    if (table.name, column) in RENUMBERED:
        return RENUMBERED[table.name, column].format(more=f"k * {stride['customer']}")
    if column in table.refers:
        return f"{column} + k * {stride[table.refers[column]]}"
    return f"id + k * {stride[table.name]}" if column == "id" else column
