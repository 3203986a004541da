"""What a store's rows of facts are, as a group is given them: of one version of the policy, year by year, always in the same order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

_VEHICLES = "SELECT id, vin FROM vehicle ORDER BY id"
_CUSTOMERS = "SELECT id, phone FROM customer WHERE phone IS NOT NULL ORDER BY id"
# told by words of the program: what a store calls its platforms, rivals, departments and reasons may be anything, a name too
_WORDED = "'whole', 'team', 'kind', 'cause', 'source', 'section', 'level', 'matter', 'hour', 'item'"
_CODED = """
SELECT operation.id, operation.at, operation.recorded_at, operation.command FROM operation_row
JOIN operation ON operation.id = operation_row.operation_id
WHERE operation_row.table_no = (SELECT no FROM operation_table WHERE name = 'store') AND operation_row.before ->> '$.code' IS NULL
ORDER BY operation_row.id DESC LIMIT 1
"""
_FROZEN = f"""
SELECT kpi_month.month, kpi_frozen.listing, kpi_frozen.key, kpi_frozen.scope, kpi_frozen.scope_id,
    kpi_frozen.numerator, kpi_frozen.denominator, kpi_frozen.value, kpi_frozen.cases
FROM kpi_frozen JOIN kpi_month ON kpi_month.id = kpi_frozen.month_id
WHERE kpi_frozen.scope IN ({_WORDED}) OR kpi_frozen.scope = 'person' AND ?
ORDER BY kpi_month.month, kpi_frozen.id
"""  # noqa: S608 - our own words


def born(connection: sqlite3.Connection) -> str:
    """The moment at which the database was made, as its copies and backups have it, too."""
    return str(connection.execute("SELECT applied_at FROM _sqlite_migrations ORDER BY id LIMIT 1").fetchone()[0])


def coded(connection: sqlite3.Connection) -> list[str]:
    """By what change the store came by its first code: a file that is copied afterwards has the same, one that was copied before another.

    Nothing where the log was erased so far.
    """
    row = connection.execute(_CODED).fetchone()
    return [] if row is None else [str(each) for each in row]


def years(connection: sqlite3.Connection, table: str, day: str) -> list[str]:
    """The years of which there are rows; empty text for those without a day."""
    query = f"SELECT DISTINCT coalesce(substr({day}, 1, 4), '') AS year FROM {table} ORDER BY year"  # noqa: S608 - our own words
    return [row[0] for row in connection.execute(query)]


def rows_of_facts(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], version: tuple[str, int] | None, year: tuple[str, str] | None
) -> Iterator[Sequence[object]]:
    """A table's rows. version: of the policy, after the column that names it; year: after that of the day, empty for no day."""
    conditions, arguments = ["1 = 1"], list[object]()
    if version is not None:
        conditions.append(f"{version[0]} = ?")
        arguments.append(version[1])
    if year is not None:
        day, of = year
        conditions.append(f"{day} BETWEEN ? AND ?" if of else f"{day} IS NULL")
        arguments += [f"{of}-01-01", f"{of}-12-31"] if of else []
    days = [name for name in columns if year is not None and name == year[0]]
    ids = [name for name in columns if name.endswith("_id") and name not in days]
    order = ", ".join(dict.fromkeys((*days, *ids, *columns)))
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE {' AND '.join(conditions)} ORDER BY {order}"  # noqa: S608 - as above
    return map(tuple, connection.execute(query, arguments))


def policy_lists(connection: sqlite3.Connection, version: int) -> list[tuple[str, str]]:
    """Which words a version of the policy counts as what."""
    query = "SELECT list, item FROM policy_list WHERE policy_version_id = ? ORDER BY list, item"
    return [tuple(row) for row in connection.execute(query, (version,))]


def vins(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Every vehicle with its VIN."""
    return map(tuple, connection.execute(_VEHICLES))


def phones(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Every customer who has a phone, with it."""
    return map(tuple, connection.execute(_CUSTOMERS))


def frozen(connection: sqlite3.Connection, *, with_staff: bool) -> Iterator[Sequence[object]]:
    """What closed months published of whatever bears words of the program's own.

    Month, listing, key, scope, scope_id, numerator, denominator, value, cases; of people too, by number, only with_staff.
    """
    return map(tuple, connection.execute(_FROZEN, (with_staff,)))
