"""The last repair orders of a customer or vehicle."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import _
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
from kcrm.views import View
from kcrm.views.records import record_part

_LAST = frozenset({"id", "order_no", "plate", "type", "opened_at", "closed_at", "advisor", "total_amount", "mileage_km"})


def last_orders(orders: Sequence[Shown]) -> View:
    """The last orders, as part of a card."""
    return record_part(SheetKind.ORDERS, _("Last orders"), _LAST, orders)
