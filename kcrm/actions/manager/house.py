"""Who works here, who heads what: whom tasks go to."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Final

from kcrm.model import Role, Staff
from kcrm.model.departments import Department
from kcrm.queries.departments import all_departments
from kcrm.queries.staff import all_staff
from kcrm.rules import departments as rules
from kcrm.rules.staff import employed
from kcrm.rules.tasks import Colleague, heads_by_post

_SERVICE: Final = frozenset({Role.SERVICE_ADVISOR, Role.TECHNICIAN})
_HEADS: Final = frozenset({Role.DEPARTMENT_HEAD, Role.CS_MANAGER, Role.SALES_MANAGER})


def staff_here(connection: sqlite3.Connection, day: date) -> dict[int, Staff]:
    """Everybody who works here on that day."""
    return {member.id: member for member in all_staff(connection) if employed(member, day)}


def colleague(member: Staff, departments: Mapping[str, Department]) -> Colleague:
    """Somebody as the rules of tasks know them."""
    declared = rules.headed_by(member.id, departments.values())
    heads = member.role in _HEADS or (member.department is not None and member.department in declared)
    return Colleague(member.id, member.department, heads, member.role is Role.GENERAL_MANAGER, declared)


def as_colleague(connection: sqlite3.Connection, member: Staff) -> Colleague:
    """The same of one person."""
    return colleague(member, all_departments(connection))


def head_of(here: Mapping[int, Staff], department: str | None, departments: Mapping[str, Department]) -> int | None:
    """Who answers for a department; of those who only have a head's post in it the first by employee number. None for nobody."""
    if department is None:
        return None
    by_post = heads_by_post(Colleague(each.id, each.department, each.role in _HEADS) for each in here.values())
    return rules.head_of(department, departments, here, by_post)


def service_heads(here: Mapping[int, Staff], departments: Mapping[str, Department]) -> list[int]:
    """Who heads a department in which advisors or technicians work, by employee number.

    Where it has no head of its own, whoever has the post of one in it. Where no department is known of them, every department head of whom
    none is known either; where there is none, who leads the house.
    """
    theirs = {member.department for member in here.values() if member.role in _SERVICE}
    declared = {each.name: each.head_id for each in departments.values() if each.name in theirs and each.head_id in here}
    by_post = theirs - declared.keys()
    heads = [
        member.id
        for member in here.values()
        if member.id in declared.values() or (member.role is Role.DEPARTMENT_HEAD and member.department in by_post)
    ]
    return heads or [member.id for member in here.values() if member.role is Role.GENERAL_MANAGER]
