"""Findings: what departments still have to answer, and what they said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.findings import Finding
from kcrm.queries.lookup import Thing
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.records import Reader, number_of, rows_of
from kcrm.views.tones import LATE

_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("found_on", N_("Found on"), Cell.DATE, 4),
    Column("department", N_("Department")),
    Column("head_no", N_("Head's no."), Cell.IDENTIFIER, 7),
    Column("head", N_("Head"), priority=3),
    Column("finding", N_("What was noticed"), Cell.PROSE),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 6),
    Column("customer", N_("Name"), priority=2, personal=Personal.NAME),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 3, personal=Personal.PLATE),
    Column("due_on", N_("Answer by"), Cell.DATE),
    Column("late", N_("Late"), Cell.FLAG, 1, colours=LATE),
    Column("answered_at", N_("Answered at"), Cell.INSTANT, 5),
    Column("answer", N_("Answer"), Cell.PROSE, 2),
    Column("answered_by", N_("Answered by"), priority=6),
    Column("found_by", N_("Noticed by"), priority=6),
)


def findings_view(found: Sequence[Finding], today: date) -> View:
    """Findings, in the order given."""
    return View(_("Findings"), _COLUMNS, _rows(found, today), empty=_("No such findings."))


def finding_view(found: Finding, today: date) -> View:
    """One finding."""
    return View(_("Finding made"), _COLUMNS, _rows([found], today), shape=Shape.RECORD)


def _rows(found: Sequence[Finding], today: date) -> list[tuple[object, ...]]:
    readers: Mapping[str, Reader] = {
        "id": number_of(Thing.FINDING),
        "finding": attrgetter("text"),
        "late": lambda each: each.is_late(today),
    }
    return rows_of(_COLUMNS, found, readers)
