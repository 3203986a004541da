"""What is counted of points and vouchers: the rows of the ledger, what of them is open on a day, and which vouchers were used.

They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import Facts, within

POINTS: Final = """
points_row (row_id, customer_id, day, kind, of_voucher, points, fen) AS (
    SELECT id, customer_id, booked_on, kind, CASE WHEN source LIKE 'U%' THEN 1 ELSE 0 END, points, points * 100 / :per_voucher_yuan
    FROM points
),
voucher_row (voucher_id, customer_id, day, kind, is_used) AS (
    SELECT id, customer_id, issued_on, kind, CASE WHEN order_id IS NULL THEN 0 ELSE 1 END FROM voucher
)
"""
"""fen: what a row's points would buy, cut to whole ones."""
_ROW: Final = {name: f"points_row.{name}" for name in ("kind", "of_voucher", "points", "fen")}
_IDS: Final = ("row_id", "customer_id", "day")

POINTS_FACTS: Final[Mapping[str, Facts]] = {
    "points": Facts("points_row", within("points_row"), _IDS, _ROW, given="points"),
    "points_open": Facts("points_row", "points_row.day <= period.last", _IDS, _ROW, given="points"),
    "voucher": Facts(
        "voucher_row",
        within("voucher_row"),
        ("voucher_id", "customer_id", "day"),
        {"kind": "voucher_row.kind", "is_used": "voucher_row.is_used"},
        given="points",
    ),
}
