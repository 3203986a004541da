"""Who is away, and what was handed over."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.absences import HandedOver
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.absences import Absence
from kcrm.views import Cell, Column, View
from kcrm.views.records import row_of, rows_of, single

_ABSENCES = (
    Column("staff_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("staff", N_("Name"), personal=Personal.NAME),
    Column("from_on", N_("From"), Cell.DATE),
    Column("until_on", N_("Until"), Cell.DATE),
    Column("cover_no", N_("Cover no."), Cell.IDENTIFIER),
    Column("cover", N_("Covered by")),
)
_HANDOVER = (
    Column("old_no", N_("From no."), Cell.IDENTIFIER),
    Column("old", N_("From")),
    Column("new_no", N_("To no."), Cell.IDENTIFIER),
    Column("new", N_("Handed to")),
    Column("followups", N_("Open follow-ups"), Cell.COUNT),
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("vehicles", N_("Vehicles"), Cell.COUNT),
)


def absence_list(absences: Sequence[Absence]) -> View:
    """Absences, next first."""
    return View(_("Absences"), _ABSENCES, rows_of(_ABSENCES, absences, {}), empty=_("Nobody is away."))


def absence_record(absence: Absence) -> View:
    """One absence."""
    return single(_("Absence"), _ABSENCES, row_of(_ABSENCES, absence, {}))


def handover_record(done: HandedOver) -> View:
    """What was handed over."""
    row = (done.old.employee_no, done.old.name, done.new.employee_no, done.new.name, done.followups, done.customers, done.vehicles)
    return single(_("Handover"), _HANDOVER, row)
