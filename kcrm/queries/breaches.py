"""Breaches of rules: which operation shows one, and what they come to for a person."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.model.manager import Sanction
from kcrm.storage.logged import table_numbers

_STANDS: Final = f"{{}}.sanction IS NOT '{Sanction.UNFOUNDED}'"
STANDS: Final = _STANDS.format("breach")
"""Of breaches that count as one, as `kcrm.rules.breaches.stands` says."""
_EARLIER: Final = f"""
FROM breach AS earlier
WHERE earlier.person_id = breach.person_id AND {_STANDS.format("earlier")} AND (earlier.day, earlier.id) < (breach.day, breach.id)
"""
PROPOSED: Final = f"""
CASE WHEN NOT ({STANDS}) THEN NULL WHEN breach.grave THEN 'demotion' WHEN EXISTS (SELECT 1 {_EARLIER}) THEN 'fault_slip'
ELSE 'public_criticism' END
"""
"""What the rule proposes, as `kcrm.rules.breaches.proposed`; nothing of what turned out to be no breach."""
_WROTE = """
SELECT operation.id FROM operation_row JOIN operation ON operation.id = operation_row.operation_id
WHERE table_no = ? AND row_id = ? AND NOT operation.automatic
ORDER BY operation.staff_id IS NOT ?, operation.id DESC LIMIT 1
"""


def operation_that_wrote(connection: sqlite3.Connection, table: str, number: int, person_id: int) -> int | None:
    """The latest operation of this person that wrote a row, else the latest of anybody; None where none is recorded."""
    table_no = table_numbers(connection).get(table)
    row = connection.execute(_WROTE, (table_no, number, person_id)).fetchone()
    return None if row is None else int(row[0])


def is_held(connection: sqlite3.Connection, person_id: int, operation_id: int, what: str) -> bool:
    """Whether this operation is held against this person already, as the same breach."""
    row = connection.execute("SELECT 1 FROM breach WHERE person_id = ? AND operation_id = ? AND what = ?", (person_id, operation_id, what))
    return row.fetchone() is not None
