"""Jobs on a clock: one of them, with what is left of its time."""

from __future__ import annotations

from kcrm.actions.jobs import JobCase
from kcrm.i18n import N_
from kcrm.records import SheetKind
from kcrm.views import Cell, Column, View
from kcrm.views.records import record_card

_LEFT = Column("minutes_left", N_("Minutes left"), Cell.COUNT)


def job_view(case: JobCase) -> View:
    """One job, and how many minutes are left or were when it was done; below 0 when over."""
    left = case.clock.minutes_left if case.clock is not None else None
    return record_card(SheetKind.JOBS, case.row, more=((_LEFT, left),))
