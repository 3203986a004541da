"""What is counted of recalls: the VINs that were in use here at the end of a period, and on which of them it was carried out.

They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import END, Facts
from kcrm.queries.recalls import DONE_ON

RECALLS: Final = f"""
recall_row (vin_id, recall_id, customer_id, day, risk, closed_on, left_on, done_on) AS (
    SELECT recall_vin.id, recall.id, ownership.customer_id, recall_vin.told_on, recall.risk, coalesce(recall.closed_on, '9999'),
        CASE WHEN coalesce(vehicle.sold_on, '9999') < coalesce(vehicle.scrapped_on, '9999') THEN vehicle.sold_on
            ELSE coalesce(vehicle.scrapped_on, '9999') END,
        {DONE_ON}
    FROM recall_vin JOIN recall ON recall.id = recall_vin.recall_id JOIN vehicle ON vehicle.vin = recall_vin.vin
        LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
)
"""  # noqa: S608 - our own
"""Of the vehicles that are known here. left_on: sold on or scrapped."""

RECALL_FACTS: Final[Mapping[str, Facts]] = {
    "recall": Facts(
        "recall_row",
        f"recall_row.day <= {END} AND recall_row.closed_on >= period.first AND recall_row.left_on > {END}",
        ("vin_id", "recall_id", "customer_id", "day"),
        {"risk": "recall_row.risk", "is_done": f"CASE WHEN recall_row.done_on <= {END} THEN 1 ELSE 0 END"},
        given="recalls",
    ),
}
