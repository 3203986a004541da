"""Where the rows of the ledger of points come from, and vouchers with how each stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, Source
from kcrm.records import SheetKind

_OF_CUSTOMER: Final = {
    "customer_id": "customer.id",
    "customer_no": "customer.customer_no",
    "customer": "customer.name",
    "phone": "customer.phone",
}
# the maintenance that a voucher is for: the first its owner paid that was opened after it was issued
_NEXT_CLOSED: Final = """(
    SELECT repair_order.closed_on FROM ownership JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
        AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
    WHERE ownership.customer_id = voucher.customer_id AND repair_order.type = 'paid_maintenance' AND repair_order.payer = 'customer'
        AND repair_order.opened_at > voucher.issued_at
    ORDER BY repair_order.opened_at, repair_order.id LIMIT 1
)"""
VOUCHER_STATE: Final = f"""CASE WHEN voucher.cancelled_on IS NOT NULL THEN 'cancelled' WHEN voucher.order_id IS NOT NULL THEN 'used'
    WHEN voucher.until_on < :today OR voucher.kind = 'maintenance' AND {_NEXT_CLOSED} < :voucher_noted_from THEN 'lapsed' ELSE 'open' END"""
"""How a voucher stands, as the rule has it."""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.POINTS: Source(
        joins=OF_CUSTOMER.format(table="points"),
        shown=_OF_CUSTOMER,
        given=NAMING,
        order="id DESC",
        narrowed={
            "customer": "points.customer_id = :customer",
            "kind": "points.kind = :kind",
            "booked": "points.booked_on BETWEEN :booked_first AND :booked_last",
            "expires": "points.until_on BETWEEN :expires_first AND :expires_last",
        },
        chosen="points.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.VOUCHERS: Source(
        joins=OF_CUSTOMER.format(table="voucher"),
        shown={**_OF_CUSTOMER, "state": VOUCHER_STATE},
        file_joins=f"{OF_CUSTOMER.format(table='voucher')} LEFT JOIN repair_order ON repair_order.id = voucher.order_id",
        given={**NAMING, "order_no": "repair_order.order_no"},
        order="id DESC",
        narrowed={
            "customer": "voucher.customer_id = :customer",
            "kind": "voucher.kind = :kind",
            "issued": "voucher.issued_on BETWEEN :issued_first AND :issued_last",
        },
        chosen="voucher.customer_id IN {customers}",
        state=VOUCHER_STATE,
        named_by="phone",
    ),
}
