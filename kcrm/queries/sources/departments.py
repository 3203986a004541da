"""Where the rows of departments come from: with their heads, how many people are in them, and their complaints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.departments import IN_DEPARTMENTS
from kcrm.queries.sources.source import STAFF, Source
from kcrm.queries.staff import works_here
from kcrm.records import SheetKind

_STATE: Final = "iif(department.closed_on IS NULL, 'open', 'closed')"
_PEOPLE: Final = f"(SELECT count(*) FROM staff WHERE staff.department = department.name AND {works_here(':today')})"  # noqa: S608 - our own
_COMPLAINTS: Final = (
    "(SELECT count(*) FROM complaint WHERE complaint.state <> 'closed'"
    " AND department.name IN (complaint.department, complaint.secondary_department))"
)

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.DEPARTMENTS: Source(
        joins=STAFF.format(name="head", table="department", column="head_id"),
        shown={"head": "head.name", "people": _PEOPLE, "open_complaints": _COMPLAINTS, "state": _STATE},
        given={"head": "head.employee_no"},
        order="above IS NOT NULL, above, name",
        narrowed={"head": "department.head_id = :head", "above": IN_DEPARTMENTS.format(column="department.above", given="above")},
        state=_STATE,
    ),
}
