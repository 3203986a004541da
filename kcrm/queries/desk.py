"""The store itself and its policy's versions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kcrm.named import NamedTuple
from kcrm.queries.rows import record


class Store(NamedTuple):
    """The dealership. go_live_on: the first day on which its calls are kept here."""

    name: str
    go_live_on: date


class StoreOf(NamedTuple):
    """Which store of a group it is. code, region: None until they are said; another store may have given itself the same code."""

    code: str | None
    region: str | None
    name: str


_VERSION_AT = """
SELECT max(policy_version.id) FROM policy_version
WHERE (
    -- the first: undone and done again, it is still the same version
    SELECT min(operation_id) FROM operation_change
    WHERE table_name = 'policy_version' AND row_id = policy_version.id AND action = 'insert'
) <= ?
"""


class PolicyVersion(NamedTuple):
    """One effective policy, whole, with what was changed and by whom."""

    id: int
    note: str
    at: datetime
    employee_no: str | None
    snapshot: str

    @property
    def values(self) -> dict[str, Any]:
        """The snapshot by dotted key."""
        values: dict[str, Any] = json.loads(self.snapshot)
        return values


def store(connection: sqlite3.Connection) -> Store:
    """The dealership this database belongs to."""
    return record(Store, connection.execute("SELECT name, go_live_on FROM store").fetchone())


def store_of(connection: sqlite3.Connection) -> StoreOf:
    """Which store of a group this database belongs to: its code, its region, its name."""
    return record(StoreOf, connection.execute("SELECT code, region, name FROM store").fetchone())


def add_store(connection: sqlite3.Connection, new: StoreOf, go_live_on: date) -> None:
    """Name the dealership of a new database. go_live_on: as `Store` has it."""
    connection.execute("INSERT INTO store (id, name, go_live_on) VALUES (1, ?, ?)", (new.name, go_live_on.isoformat()))
    if new.code or new.region:
        save_store(connection, new)


def save_store(connection: sqlite3.Connection, store: StoreOf) -> None:
    """Keep the code, region and name that it has now."""
    connection.execute("UPDATE store SET code = ?, region = ?, name = ?", store)


def latest_policy(connection: sqlite3.Connection) -> tuple[int, dict[str, Any]]:
    """The policy in force: its version and snapshot."""
    row = connection.execute("SELECT id, snapshot FROM policy_version ORDER BY id DESC LIMIT 1").fetchone()
    return row["id"], json.loads(row["snapshot"])


def latest_snapshot(connection: sqlite3.Connection) -> str:
    """The snapshot in force as it is stored: by it is known whether it is still the same."""
    return str(connection.execute("SELECT snapshot FROM policy_version ORDER BY id DESC LIMIT 1").fetchone()[0])


def policy_of_version(connection: sqlite3.Connection, version: int) -> dict[str, Any]:
    """The snapshot of a version."""
    row = connection.execute("SELECT snapshot FROM policy_version WHERE id = ?", (version,)).fetchone()
    snapshot: dict[str, Any] = json.loads(row["snapshot"])
    return snapshot


def policy_version_at(connection: sqlite3.Connection, operation: int) -> int | None:
    """The version that was in force when an operation was done, its own included; None where that is not recorded any more."""
    version: int | None = connection.execute(_VERSION_AT, (operation,)).fetchone()[0]
    return version


def add_policy(connection: sqlite3.Connection, snapshot: Mapping[str, Any], note: str) -> int:
    """Store a policy as the one in force from now on; its version."""
    cursor = connection.execute(
        "INSERT INTO policy_version (snapshot, note) VALUES (?, ?)",
        (json.dumps(snapshot, ensure_ascii=False, sort_keys=True), note),
    )
    return cursor.lastrowid or 0


def policy_versions(connection: sqlite3.Connection) -> list[PolicyVersion]:
    """Every policy that was ever in force, latest first."""
    rows = connection.execute("""
        SELECT policy_version.id, note, snapshot, operation.at, staff.employee_no
        FROM policy_version
        JOIN operation ON operation.id = (
            -- the first: undone and done again, it is still the same version
            SELECT min(operation_id) FROM operation_change
            WHERE table_name = 'policy_version' AND row_id = policy_version.id AND action = 'insert'
        )
        LEFT JOIN staff ON staff.id = operation.staff_id
        ORDER BY policy_version.id DESC
    """)
    return [record(PolicyVersion, row) for row in rows]
