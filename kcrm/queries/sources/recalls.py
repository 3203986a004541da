"""Where the rows of recalls come from, and of the VINs that each is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.recalls import DONE_ON, MATCH, SETTLED_BY, UNREACHED, VEHICLE
from kcrm.queries.sources.source import Source
from kcrm.records import SheetKind

_STATE: Final = "CASE WHEN recall.closed_on IS NULL THEN 'open' ELSE 'closed' END"
_CARRIED: Final = f"CASE WHEN {DONE_ON} IS NULL THEN 'open' ELSE 'done' END"
_OF_RECALL: Final = f"(SELECT count(*) FROM recall_vin {VEHICLE} WHERE recall_vin.recall_id = recall.id{{}})"  # noqa: S608 - our own
_IN_USE: Final = f" AND {MATCH} = 'in_use'"
_OF_VEHICLE: Final = "(SELECT {} FROM recall LEFT JOIN vehicle ON vehicle.vin = recall_vin.vin WHERE recall.id = recall_vin.recall_id)"
_STANDS: Final = _OF_VEHICLE.format(_CARRIED)
"""The same of its row alone."""
_VINS: Final = """(
    SELECT vehicle.vin FROM vehicle JOIN ownership ON ownership.vehicle_id = vehicle.id
    WHERE ownership.until_on IS NULL AND ownership.customer_id IN {customers}
)"""
_OWNER: Final = """
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
LEFT JOIN customer ON customer.id = ownership.customer_id
"""

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.RECALL_CAMPAIGNS: Source(
        shown={
            "state": _STATE,
            "vins": _OF_RECALL.format(""),
            "in_use": _OF_RECALL.format(_IN_USE),
            "done": _OF_RECALL.format(f"{_IN_USE} AND {DONE_ON} IS NOT NULL"),
            "unknown": _OF_RECALL.format(" AND vehicle.id IS NULL"),
        },
        order="opened_on DESC, id DESC",
        narrowed={"risk": "recall.risk = :risk", "opened": "recall.opened_on BETWEEN :opened_first AND :opened_last"},
        state=_STATE,
    ),
    SheetKind.RECALLS: Source(
        joins=f"JOIN recall ON recall.id = recall_vin.recall_id {VEHICLE} {_OWNER}",
        shown={
            "recall_no": "recall.recall_no",
            "title": "recall.title",
            "match": MATCH,
            "vehicle_id": "vehicle.id",
            "plate": "vehicle.plate",
            "customer_id": "customer.id",
            "customer": "customer.name",
            "phone": "customer.phone",
            "address": "customer.address",
            "state": _CARRIED,
            "done_on": DONE_ON,
            "order_id": f"coalesce(recall_vin.order_id, {SETTLED_BY})",
        },
        given={
            "recall_no": "recall.recall_no",
            "state": _CARRIED,
            "done_on": DONE_ON,
            "order_no": "(SELECT order_no FROM repair_order WHERE repair_order.id = recall_vin.order_id)",
        },
        order="recall_id DESC, id",
        narrowed={
            "recall": "recall_vin.recall_id = :recall",
            "unreached": UNREACHED,
            "match": f"{_OF_VEHICLE.format(MATCH)} = :match",
            "vehicle": "recall_vin.vin = (SELECT vin FROM vehicle WHERE id = :vehicle)",
            "customer": f"recall_vin.vin IN {_VINS.replace('IN {customers}', '= :customer')}",
        },
        chosen=f"recall_vin.vin IN {_VINS}",
        state=_STANDS,
    ),
}
