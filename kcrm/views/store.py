"""What the store says of itself."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_, _
from kcrm.queries.desk import StoreOf
from kcrm.views import Cell, Column, View
from kcrm.views.records import single

_COLUMNS = (
    Column("code", N_("Store code"), Cell.IDENTIFIER),
    Column("region", N_("Region")),
    Column("name", N_("Store")),
    Column("go_live_on", N_("Live from"), Cell.DATE),
)


def store_view(store: StoreOf, go_live_on: date) -> View:
    """One record. go_live_on: the first day on which its calls are kept here."""
    return single(_("Store"), _COLUMNS, (*store, go_live_on))
