"""More of what records say: what a vehicle runs on, its first registration, a customer's e-mail, a colleague's birthday, and posts.

The building blocks are those of m001: dates as ISO text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.migrations.m001_desk import date_column, one_of, queue_trigger
from kcrm.migrations.rebuild import rebuild_table

if TYPE_CHECKING:
    import sqlite3

_ENERGY = one_of("energy", "combustion", "hybrid", "range_extended", "electric")

# What a car is decides when it is due for maintenance and inspection.
_REPLANNED = queue_trigger(
    "vehicle_kind_update",
    "UPDATE OF brand, model, energy, registered_on ON vehicle",
    "SELECT customer_id, '' FROM ownership WHERE vehicle_id = NEW.id",
)

SQL = f"""
ALTER TABLE vehicle ADD COLUMN energy TEXT {_ENERGY};
ALTER TABLE vehicle ADD COLUMN {date_column("registered_on")};
ALTER TABLE customer ADD COLUMN email TEXT;
ALTER TABLE staff ADD COLUMN {date_column("birthday")};
{_REPLANNED}
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """More posts than those that calls and complaints ask for."""
    posts = "'general_manager', 'dcc_consultant', 'renewal_specialist', 'account_manager', 'other'"
    rebuild_table(connection, "staff", {"'general_manager'": posts})
