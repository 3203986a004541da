"""Whose a customer is to a member of staff: by this it is decided how far a permission reaches."""

from __future__ import annotations

import sqlite3

from kcrm.model.access import Extent
from kcrm.queries.departments import all_departments
from kcrm.queries.responsible import colleagues, departments_of_staff, responsible
from kcrm.rules.access import relation_of
from kcrm.rules.departments import own_department


def relation(connection: sqlite3.Connection, staff_id: int, customer_id: int, *, nobodys: Extent = Extent.OWN) -> Extent:
    """How far somebody's permission must reach for this customer: OWN, DEPARTMENT or ALL.

    nobodys: what it is for one whom nobody looks after. What is written of them may be by anybody; what is read of them, asks for more.
    """
    theirs = responsible(connection, customer_id)
    return relation_of(staff_id, theirs, department_of(connection, staff_id) if theirs - {staff_id} else frozenset(), nobodys)


def department_of(connection: sqlite3.Connection, staff_id: int) -> frozenset[int]:
    """The ids of those who are of somebody's own department: colleagues in it, and whom a head answers for, with all departments below."""
    declared = all_departments(connection).values()
    headed = any(each.head_id == staff_id for each in declared)
    below = own_department(staff_id, declared, departments_of_staff(connection)) if headed else frozenset()
    return colleagues(connection, staff_id) | below
