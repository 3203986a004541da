"""Members of staff: a list and one record."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.model import Staff
from kcrm.views import Cell, Column, View
from kcrm.views.labels import ROLE, TEAM
from kcrm.views.records import listing, row_of, rows_of, single

_COLUMNS = (
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("name", N_("Name")),
    Column("role", N_("Post"), Cell.ENUM, labels=ROLE),
    Column("team", N_("Team"), Cell.ENUM, 2, labels=TEAM),
    Column("department", N_("Department"), priority=3),
    Column("level", N_("Level"), priority=4),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 1),
    Column("joined_on", N_("Joined"), Cell.DATE, 3),
    Column("left_on", N_("Last day"), Cell.DATE, 2),
)


def staff_list(members: Sequence[Staff]) -> View:
    """Members of staff, by employee number."""
    return listing(_("Staff"), _COLUMNS, rows_of(_COLUMNS, members, {}))


def staff_record(member: Staff) -> View:
    """One member of staff."""
    return single(_("Member of staff"), _COLUMNS, row_of(_COLUMNS, member, {}))
