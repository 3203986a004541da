"""Messages to staff on their birthdays.

The building blocks are those of m001.
"""

from __future__ import annotations

import sqlite3

from kcrm.migrations.rebuild import rebuild_table

SQL = ""


def upgrade(connection: sqlite3.Connection) -> None:
    """The store writes to its people, too."""
    rebuild_table(connection, "notice", {"'complaint_late', 'breach'": "'complaint_late', 'breach', 'birthday'"})
