"""Complaints by where they stand: a list, and a board of cards for the wall or the morning meeting."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.i18n import _
from kcrm.model import ComplaintState, Severity
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Lane, View
from kcrm.views.complaints.cases import COLUMNS, READERS, time_left
from kcrm.views.labels import label_of
from kcrm.views.records import listing, rows_of
from kcrm.views.tones import marked

_A_LANE = 8  # cards; more would run off the screen


def case_list(cases: Sequence[ComplaintCase]) -> View:
    """The complaints as given, which is late first."""
    return listing(_("Complaints"), COLUMNS, rows_of(COLUMNS, cases, READERS))


def board(cases: Sequence[ComplaintCase]) -> View:
    """On a terminal a lane for each state; elsewhere the same complaints as a list."""
    lanes = [_lane(state, [case for case in cases if case.standing.state is state]) for state in ComplaintState]
    return View(_("Complaints"), case_list(cases).columns, rows_of(COLUMNS, cases, READERS), lanes=tuple(lanes) if cases else ())


def _lane(state: ComplaintState, cases: Sequence[ComplaintCase]) -> Lane:
    title = _("{state} {count}").format(state=label_of(state), count=len(cases))
    return Lane(title, tuple(_card(case) for case in cases[:_A_LANE]), max(0, len(cases) - _A_LANE))


def _card(case: ComplaintCase) -> tuple[str, ...]:
    complaint = case.complaint
    number = identifier(Thing.COMPLAINT, complaint.id)
    if complaint.severity is not Severity.NORMAL:
        number += f" {label_of(complaint.severity)}"
    return tuple(filter(None, (marked(number, complaint.severity), complaint.customer, time_left(case))))
