"""The days on which the store does not keep its weekly hours."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.workdays import Day
from kcrm.i18n import N_, _
from kcrm.views import Cell, Column, View

_COLUMNS = (
    Column("day", N_("Day"), Cell.DATE),
    Column("open", N_("Open"), Cell.FLAG),
    Column("hours", N_("Hours"), Cell.TEXTS),
    Column("name", N_("Occasion"), priority=1),
)


def days_view(days: Sequence[Day], empty: str) -> View:
    """Single days, in their order. empty: what people are told where there are none."""
    rows = [(each.day, bool(each.hours), [str(part) for part in each.hours], each.name) for each in days]
    return View(_("Calendar"), _COLUMNS, rows, empty=empty)
