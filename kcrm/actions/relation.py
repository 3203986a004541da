"""Whose a customer is to a member of staff: by this it is decided how far a permission reaches."""

from __future__ import annotations

import sqlite3

from kcrm.model.access import Extent
from kcrm.queries.responsible import colleagues, responsible
from kcrm.rules.access import relation_of


def relation(connection: sqlite3.Connection, staff_id: int, customer_id: int, *, nobodys: Extent = Extent.OWN) -> Extent:
    """How far somebody's permission must reach for this customer: OWN, DEPARTMENT or ALL.

    nobodys: what it is for one whom nobody looks after. What is written of them may be by anybody; what is read of them, asks for more.
    """
    theirs = responsible(connection, customer_id)
    return relation_of(staff_id, theirs, colleagues(connection, staff_id) if theirs - {staff_id} else frozenset(), nobodys)
