"""Who works here, who heads what: whom tasks go to."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Final

from kcrm.model import Role, Staff
from kcrm.queries.staff import all_staff
from kcrm.rules.staff import employed
from kcrm.rules.tasks import Colleague

_SERVICE: Final = frozenset({Role.SERVICE_ADVISOR, Role.TECHNICIAN})
_HEADS: Final = frozenset({Role.DEPARTMENT_HEAD, Role.CS_MANAGER, Role.SALES_MANAGER})


def staff_here(connection: sqlite3.Connection, day: date) -> dict[int, Staff]:
    """Everybody who works here on that day."""
    return {member.id: member for member in all_staff(connection) if employed(member, day)}


def colleague(member: Staff) -> Colleague:
    """Somebody as the rules of tasks know them."""
    return Colleague(member.id, member.department, member.role in _HEADS, member.role is Role.GENERAL_MANAGER)


def head_of(here: Mapping[int, Staff], department: str | None) -> int | None:
    """Who heads a department, the first by employee number; None where it has nobody, or is not known."""
    found = (member.id for member in here.values() if department is not None and member.department == department and member.role in _HEADS)
    return next(found, None)


def service_heads(here: Mapping[int, Staff]) -> list[int]:
    """Who heads a department in which advisors or technicians work, by employee number.

    Where no department is known of them, every department head of whom none is known either; where there is none, who leads the house.
    """
    theirs = {member.department for member in here.values() if member.role in _SERVICE}
    heads = [member.id for member in here.values() if member.role is Role.DEPARTMENT_HEAD and member.department in theirs]
    return heads or [member.id for member in here.values() if member.role is Role.GENERAL_MANAGER]
