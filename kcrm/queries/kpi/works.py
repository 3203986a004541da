"""What is counted of work that customers declined: for how much, and what of it was done after all.

It is the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import Facts, within

WORKS: Final = """
work_row (work_id, customer_id, day, is_settled, is_estimated, estimate_fen, paid_fen) AS (
    SELECT id, customer_id, declined_on, CASE WHEN settled_on IS NULL THEN 0 ELSE 1 END, CASE WHEN estimate_fen IS NULL THEN 0 ELSE 1 END,
        coalesce(estimate_fen, 0), coalesce(paid_fen, 0)
    FROM work WHERE kind = 'work'
)
"""
"""day: on which it was declined, whenever it was done."""

WORK_FACTS: Final[Mapping[str, Facts]] = {
    "work": Facts(
        "work_row",
        within("work_row"),
        ("work_id", "customer_id", "day"),
        {
            "is_settled": "work_row.is_settled",
            "is_estimated": "work_row.is_estimated",
            "estimate_fen": "work_row.estimate_fen",
            "paid_fen": "work_row.paid_fen",
        },
        given="works",
    ),
}
