"""Opportunities: a list, and one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kcrm.i18n import N_, _
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.opportunities import Opportunity
from kcrm.views import Cell, Column, View
from kcrm.views.classification.labels import OPPORTUNITY_STATE
from kcrm.views.records import Reader, row_of, rows_of, single

_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("opportunity_no", N_("Opportunity no."), Cell.IDENTIFIER, 5),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 3),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 5),
    Column("customer", N_("Name")),
    Column("kind", N_("What")),
    Column("amount", N_("Yuan"), Cell.MONEY),
    Column("probability", N_("Probability"), Cell.PERCENT),
    Column("expected_on", N_("Expected by"), Cell.DATE),
    Column("state", N_("State"), Cell.ENUM, labels=OPPORTUNITY_STATE),
    Column("opened_on", N_("Opened on"), Cell.DATE, 4),
    Column("ended_on", N_("Ended on"), Cell.DATE, 6),
    Column("reason", N_("Why"), priority=6),
    Column("note", N_("Note"), priority=7),
)
_READERS: Mapping[str, Reader] = {
    "id": lambda found: identifier(Thing.OPPORTUNITY, found.id),
    "customer_id": lambda found: identifier(Thing.CUSTOMER, found.customer_id),
    "amount": lambda found: found.amount_fen,
    "probability": lambda found: Fraction(found.probability_bp, 100),
    "state": lambda found: found.shown_state,
}


def opportunity_list(found: Sequence[Opportunity]) -> View:
    """Opportunities by customer."""
    return View(_("Opportunities"), _COLUMNS, rows_of(_COLUMNS, found, _READERS), empty=_("No such opportunities."))


def opportunity_record(found: Opportunity) -> View:
    """One of them."""
    return single(_("Opportunity"), _COLUMNS, row_of(_COLUMNS, found, _READERS))
