"""Monthly costs and plans as they were taken in."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from kcrm.exchange.finance import FinanceKind
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS
from kcrm.queries.finance import Entry
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import Labels

FINANCE_KIND: Labels = MappingProxyType(
    {FinanceKind.FIXED: N_("fixed cost"), FinanceKind.VARIABLE: N_("variable cost"), FinanceKind.PLAN: N_("plan")}
)

_COLUMNS = (
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("kind", N_("Kind"), Cell.ENUM, labels=FINANCE_KIND),
    Column("item", N_("Item"), audience=Audience.MACHINES),
    Column("item", N_("Item"), audience=Audience.PEOPLE),
    Column("amount", N_("Amount"), Cell.MONEY),
    Column("note", N_("Note"), priority=3),
)


def finance_list(entries: Sequence[Entry]) -> View:
    """Every amount, by month."""
    rows = [(f"{each.month:%Y-%m}", FinanceKind(each.kind), each.item, _item(each), each.amount_fen, each.note) for each in entries]
    return View(_("Costs and plans"), _COLUMNS, rows, empty=_("No costs and no plans yet. Take them in: kcrm finance import FILE"))


def _item(entry: Entry) -> str:
    """What is planned by its name in the current language; a cost by its own."""
    return _(KPIS[entry.item].name) if entry.kind == FinanceKind.PLAN else entry.item
