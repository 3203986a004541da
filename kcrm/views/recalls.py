"""Recalls: one with what its VINs are here, and the VINs of whoever or whatever a card is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.recalls import Match
from kcrm.records import SheetKind
from kcrm.views import Cell, Column, View
from kcrm.views.records import record_card, record_part

if TYPE_CHECKING:
    from kcrm.actions.recalls import RecallCase
    from kcrm.queries.records import Shown

_MATCHES = (
    Column("match", N_("Match"), Cell.ENUM, labels=Match),
    Column("vins", N_("VINs"), Cell.COUNT),
    Column("done", N_("Recall done"), Cell.COUNT),
)
_ON_CARDS = frozenset({"id", "recall", "recall_no", "title", "plate", "state", "done_on", "order_id"})


def recall_view(case: RecallCase) -> View:
    """One recall, and below it how many of its VINs are what here."""
    rows = [(match, found.vins, found.done) for match, found in case.matches.items()]
    return record_card(SheetKind.RECALL_CAMPAIGNS, case.row, {"matches": View(_("VINs"), _MATCHES, rows)})


def recalls_part(rows: Sequence[Shown]) -> View:
    """The recalls of a vehicle, or of a customer's, as part of a card."""
    return record_part(SheetKind.RECALLS, _("Recalls"), _ON_CARDS, rows)
