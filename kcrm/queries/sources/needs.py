"""Where the rows of needs come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, Source
from kcrm.records import SheetKind

# Dropped, or met once the call about it has ended; a day comes by itself, and what came waits for its call.
NEED_STATE = """CASE WHEN need.ended_on IS NOT NULL THEN 'dropped' WHEN EXISTS (
    SELECT 1 FROM followup WHERE followup.customer_id = need.customer_id AND followup.kind = 'need_ready'
        AND followup.case_no = 'ND' || need.id AND followup.base_on = coalesce(need.came_on, need.wanted_on)
        AND followup.state NOT IN ('open', 'cancelled')
) THEN 'done' WHEN need.came_on IS NOT NULL THEN 'came' ELSE 'waiting' END"""
"""How a need stands, of the columns of its row."""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.NEEDS: Source(
        joins=f"{OF_CUSTOMER.format(table='need')} LEFT JOIN vehicle ON vehicle.id = need.vehicle_id",
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "state": NEED_STATE,
        },
        given={**NAMING, "vin": "vehicle.vin", "plate": "vehicle.plate"},
        order="customer_id, id",
        narrowed={"customer": "need.customer_id = :customer", "what": "need.what = :what"},
        chosen="need.customer_id IN {customers}",
        exported="need.ended_on IS NULL",
        named_by="phone",
    ),
}
