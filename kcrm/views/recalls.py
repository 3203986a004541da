"""Recalls: one with what its VINs are here, and the VINs of whoever or whatever a card is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.recalls import Match
from kcrm.records import SheetKind
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.records import record_card, record_list, record_part

if TYPE_CHECKING:
    from kcrm.actions.recalls import RecallCase
    from kcrm.queries.records import Shown

_MATCHES = (
    Column("match", N_("Match"), Cell.ENUM, labels=Match),
    Column("vins", N_("VINs"), Cell.COUNT),
    Column("done", N_("Recall done"), Cell.COUNT),
)
_ON_CARDS = frozenset({"id", "recall", "recall_no", "title", "plate", "state", "done_on", "order_id"})

_ON_LETTERS = {"id": 0, "customer": 0, "address": 0, "plate": 1, "title": 1, "phone": 2, "vin": 2}


def recall_view(case: RecallCase) -> View:
    """One recall, and below it how many of its VINs are what here."""
    rows = [(match, found.vins, found.done) for match, found in case.matches.items()]
    return record_card(SheetKind.RECALL_CAMPAIGNS, case.row, {"matches": View(_("VINs"), _MATCHES, rows)})


def letters_view(rows: Sequence[Shown], total: int) -> View:
    """Who gets a letter about a recall: name and address before all else."""
    view = record_list(SheetKind.RECALLS, rows, total, empty=_("Nobody gets a letter about it now."))
    columns = (
        each._replace(priority=_ON_LETTERS[each.key], audience=Audience.ALL)
        if each.key in _ON_LETTERS
        else each._replace(audience=Audience.MACHINES)
        for each in view.columns
    )
    return view._replace(columns=tuple(columns))


def recalls_part(rows: Sequence[Shown]) -> View:
    """The recalls of a vehicle, or of a customer's, as part of a card."""
    return record_part(SheetKind.RECALLS, _("Recalls"), _ON_CARDS, rows)
