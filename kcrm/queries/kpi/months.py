"""Targets of KPIs, and the months that were closed with what was published of them. Numbers are exact: `17` or `17/2`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from kcrm.queries.records import Saved, save
from kcrm.queries.rows import record


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month whose numbers are frozen, with the version of the policy that they were reckoned by. month: `2026-10`."""

    id: int
    month: str
    closed_at: datetime
    closed_by_no: str | None
    closed_by: str | None
    policy_version_id: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """One number as it was published. listing: the table that it stood in. scope_id: None for the whole store."""

    listing: str
    key: str
    scope: str
    scope_id: str | None
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    target: Fraction | None
    cases: int | None = None


_MONTHS = """
SELECT kpi_month.*, staff.employee_no AS closed_by_no, staff.name AS closed_by
FROM kpi_month LEFT JOIN staff ON staff.id = kpi_month.closed_by_id
"""


def closed_months(connection: sqlite3.Connection) -> list[ClosedMonth]:
    """Every closed month, the latest first."""
    return [record(ClosedMonth, row) for row in connection.execute(f"{_MONTHS} ORDER BY month DESC")]


def closed_month(connection: sqlite3.Connection, month: str) -> ClosedMonth | None:
    """The month as it was closed; None where it was not."""
    row = connection.execute(f"{_MONTHS} WHERE month = ?", (month,)).fetchone()
    return record(ClosedMonth, row) if row else None


def add_month(connection: sqlite3.Connection, columns: Mapping[str, object], numbers: Iterable[Frozen]) -> int:
    """Close a month with its numbers; its id."""
    month_id, _saved = save(connection, "kpi_month", None, columns)
    connection.executemany(
        "INSERT INTO kpi_frozen (month_id, listing, key, scope, scope_id, numerator, denominator, value, target, cases)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                month_id,
                one.listing,
                one.key,
                one.scope,
                one.scope_id or "",
                *map(_text, (one.numerator, one.denominator, one.value, one.target)),
                one.cases,
            )
            for one in numbers
        ),
    )
    return month_id


def frozen_of(connection: sqlite3.Connection, month_id: int, listing: str) -> list[Frozen]:
    """What one listing published of a closed month, in its order."""
    rows = connection.execute("SELECT * FROM kpi_frozen WHERE month_id = ? AND listing = ? ORDER BY id", (month_id, listing))
    return [_frozen(row) for row in rows]


def listing_of(connection: sqlite3.Connection, month_id: int, key: str, scope: str) -> str | None:
    """The listing in which a closed month published a KPI of such parts; None where it published none."""
    row = connection.execute(
        "SELECT listing FROM kpi_frozen WHERE month_id = ? AND key = ? AND scope = ? ORDER BY id LIMIT 1", (month_id, key, scope)
    ).fetchone()
    return row["listing"] if row is not None else None


def frozen_keys(connection: sqlite3.Connection, month_id: int) -> set[str]:
    """The KPIs that a closed month published, in whatever listing."""
    return {row[0] for row in connection.execute("SELECT DISTINCT key FROM kpi_frozen WHERE month_id = ?", (month_id,))}


def _frozen(row: sqlite3.Row) -> Frozen:
    numerator, denominator, value, target = (
        None if row[name] is None else Fraction(row[name]) for name in ("numerator", "denominator", "value", "target")
    )
    return Frozen(row["listing"], row["key"], row["scope"], row["scope_id"] or None, numerator, denominator, value, target, row["cases"])


def targets(connection: sqlite3.Connection) -> dict[str, Fraction]:
    """The dealership's own targets by KPI."""
    return {row["key"]: Fraction(row["value"]) for row in connection.execute("SELECT * FROM kpi_target ORDER BY id")}


def set_target(connection: sqlite3.Connection, key: str, value: Fraction) -> Saved:
    """Give a KPI a target of the dealership's own."""
    row = connection.execute("SELECT * FROM kpi_target WHERE key = ?", (key,)).fetchone()
    return save(connection, "kpi_target", row, {"key": key, "value": str(value)})[1]


def drop_target(connection: sqlite3.Connection, key: str) -> None:
    """Let the policy's target hold again."""
    connection.execute("DELETE FROM kpi_target WHERE key = ?", (key,))


def _text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)
