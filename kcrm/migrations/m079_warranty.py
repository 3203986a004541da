"""The repairs that the state's warranty duties may count are found without going through every order; who heads service is told of them.

What counts, the rule says; here are all that may.
"""

from __future__ import annotations

import sqlite3

from kcrm.migrations.rebuild import rebuild_table

SQL = """
CREATE INDEX repair_order_quality ON repair_order (vehicle_id)
    WHERE (type = 'warranty_repair' OR payer = 'warranty' OR rework_of IS NOT NULL);
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """A message of its own kind."""
    rebuild_table(connection, "notice", {"'breach', 'birthday'": "'breach', 'birthday', 'warranty'"})
