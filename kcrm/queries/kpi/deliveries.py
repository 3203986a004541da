"""What is counted of vehicles that were handed over to their first owners.

It is the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import Facts, Part, within

DELIVERIES: Final = """
delivery_row (vehicle_id, day, staff_id) AS (
    SELECT id, delivered_on, sales_consultant_id FROM vehicle WHERE delivered_on IS NOT NULL
)
"""
"""staff_id: who sold it."""

DELIVERY_FACTS: Final[Mapping[str, Facts]] = {
    "delivery": Facts(
        "delivery_row",
        within("delivery_row"),
        ("vehicle_id", "day"),
        parts={Part.STAFF: "delivery_row.staff_id"},
        given="deliveries",
    ),
}
