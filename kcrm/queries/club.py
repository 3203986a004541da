"""The owners' club: who is a member."""

from __future__ import annotations

import sqlite3


def lasting(connection: sqlite3.Connection, customer_id: int) -> int | None:
    """The membership of a customer that has not ended; None where there is none."""
    row = connection.execute("SELECT id FROM club WHERE customer_id = ? AND until_on IS NULL", (customer_id,)).fetchone()
    return int(row[0]) if row is not None else None
