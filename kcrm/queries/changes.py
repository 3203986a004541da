"""What became of one row since it was made, as the operations log tells it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from kcrm.named import NamedTuple
from kcrm.queries.operations import Image, Images

_CHANGES = """
SELECT operation.id, operation.at, operation.command, operation.automatic, staff.name AS staff, operation.system_user,
    operation_change.action, operation_change.before
FROM operation_change
JOIN operation ON operation.id = operation_change.operation_id
LEFT JOIN staff ON staff.id = operation.staff_id
WHERE operation_change.table_name = ? AND operation_change.row_id = ?
ORDER BY operation_change.id
"""
_PEOPLE = {"assignee_id": "assignee", "duty_id": "duty", "decided_by_id": "decided_by", "bundle_caller_id": "bundle_caller"}


class ChangedColumn(NamedTuple):
    """A column's value before and after; of an assignee the number and name."""

    name: str
    before: str | int | None
    after: str | int | None


class Change(NamedTuple):
    """One recorded change of a row. action: insert, update or delete; columns: what an update changed. operation: its number."""

    operation: int
    at: datetime
    command: str
    automatic: bool
    staff: str | None
    system_user: str
    action: str
    columns: tuple[ChangedColumn, ...]


def changes_of(connection: sqlite3.Connection, table: str, row_id: int) -> list[Change]:
    """Every recorded change of a row of a table of ours, oldest first.

    The log keeps the row before each change; the row after it is the one before the next, at last the present one.
    """
    rows = connection.execute(_CHANGES, (table, row_id)).fetchall()
    images = Images(connection)
    people: dict[object, str] = {
        row["id"]: f"{row['employee_no']} {row['name']}" for row in connection.execute("SELECT id, employee_no, name FROM staff")
    }
    after = images.present(table, row_id) or {}
    changes = []
    for row in reversed(rows):
        before = images.image(table, row["before"]) or {}
        columns = _changed(before, after, people) if row["action"] == "update" else ()
        changes.append(
            Change(
                operation=row["id"],
                at=datetime.fromisoformat(row["at"]),
                command=row["command"],
                automatic=bool(row["automatic"]),
                staff=row["staff"],
                system_user=row["system_user"],
                action=row["action"],
                columns=columns,
            )
        )
        after = before
    return changes[::-1]


def _changed(before: Image, after: Image, people: Mapping[object, str]) -> tuple[ChangedColumn, ...]:
    changed = []
    for name, old in before.items():
        new = after.get(name)
        if old == new:
            continue
        if name in _PEOPLE:
            changed.append(ChangedColumn(_PEOPLE[name], people.get(old), people.get(new)))
        else:
            changed.append(ChangedColumn(name, old, new))
    return tuple(changed)
