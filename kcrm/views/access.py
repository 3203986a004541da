"""What left the desk of people's data."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.model.personal import SCREEN, STDOUT, Personal
from kcrm.queries.access import Access
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.records import rows_of

_COLUMNS = (
    Column("id", N_("No."), Cell.COUNT, audience=Audience.MACHINES),
    Column("at", N_("Time"), Cell.INSTANT),
    Column("recorded_at", N_("Recorded"), Cell.INSTANT, audience=Audience.MACHINES),
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER, 4),
    Column("employee", N_("Employee"), priority=1),
    Column("system_user", N_("System user"), priority=2),
    Column("what", N_("What")),
    Column("filter", N_("Filters"), priority=3),
    Column("reason", N_("Reason"), priority=2),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("personal", N_("Personal"), Cell.ENUMS, 3, labels=Personal),
    Column("file", N_("Where to"), audience=Audience.MACHINES),
    Column("command", N_("Command"), audience=Audience.MACHINES),
)
_WHERE = Column("file", N_("Where to"), priority=1, audience=Audience.PEOPLE)
_ELSEWHERE = {STDOUT: N_("standard output"), SCREEN: N_("the screen")}


def accesses_view(found: Sequence[Access], total: int) -> View:
    """The list, latest first. total: how many there are."""
    readers = {"filter": lambda access: access.filter or None}
    where = [_(_ELSEWHERE[one.file]) if one.file in _ELSEWHERE else one.file for one in found]
    rows = [(*row, file) for row, file in zip(rows_of(_COLUMNS, found, readers), where, strict=True)]
    return View(_("What left"), (*_COLUMNS, _WHERE), rows, total=total, empty=_("No personal data have left."))
