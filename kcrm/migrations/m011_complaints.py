"""First contact with whoever complained is a step on a clock; a case of any outside body has its number; so has an opportunity.

Complaints that are known already were never asked for a first contact: for them no such clock runs. The building blocks are those of m001.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.migrations.m001_desk import flag_column
from kcrm.migrations.rebuild import rebuild_table

if TYPE_CHECKING:
    import sqlite3

SQL = f"""
ALTER TABLE complaint RENAME COLUMN manufacturer_no TO outside_no;
ALTER TABLE complaint ADD COLUMN {flag_column("first_contact")};

ALTER TABLE opportunity ADD COLUMN opportunity_no TEXT CHECK (opportunity_no <> '');
CREATE UNIQUE INDEX opportunity_by_number ON opportunity (opportunity_no);
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """More words: how complaints come, the step of a first contact and its clock."""
    rebuild_table(
        connection, "complaint", {"'media', 'internet'": "'media', 'internet', 'email'", "'suggestion'": "'suggestion', 'web', 'email'"}
    )
    rebuild_table(
        connection, "complaint_event", {"'handed_over'": "'handed_over', 'contacted'", "'job', 'reply'": "'job', 'reply', 'contact'"}
    )
