"""Repair orders: one, and the last of a customer or vehicle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
from kcrm.views import Column, View
from kcrm.views.points import points_part
from kcrm.views.records import record_card, record_part
from kcrm.views.works import works_part

if TYPE_CHECKING:
    from kcrm.actions.cards import OrderCard
    from kcrm.actions.fleets.credit import AccountCredit

_LAST = frozenset({"id", "order_no", "plate", "type", "opened_at", "closed_at", "advisor", "total_amount", "mileage_km"})


def last_orders(orders: Sequence[Shown]) -> View:
    """The last orders, as part of a card."""
    return record_part(SheetKind.ORDERS, _("Last orders"), _LAST, orders)


def credit_to_mind(found: AccountCredit | None) -> dict[str, View]:
    """How far the account is trusted whose vehicle it is, where that is to be minded; nothing else."""
    if found is None:
        return {}
    from kcrm.views.credit import credit_part  # noqa: PLC0415 - few vehicles are an account's

    return {"credit": credit_part(found, named=True)}


def _recalls(card: OrderCard) -> dict[str, View]:
    if not card.recalls:
        return {}
    from kcrm.views.recalls import recalls_part  # noqa: PLC0415 - few vehicles are recalled

    return {"recalls": recalls_part(card.recalls)}


def order_record(card: OrderCard) -> View:
    """One order; above it what its customer always wants."""
    wish = Column("wish", N_("Wish"), personal=Personal.NOTE)
    points = {"points": points_part(card.points)} if card.points is not None else {}
    works = {"works": works_part(card.works)} if card.works else {}
    parts = {**credit_to_mind(card.credit), **points, **works, **_recalls(card)}
    view = record_card(SheetKind.ORDERS, card.facts, parts, more=((wish, card.wish),))
    number, *others = view.columns
    row = view.rows[0]
    return view._replace(columns=(number, others[-1], *others[:-1]), rows=[(row[0], row[-1], *row[1:-1])])
