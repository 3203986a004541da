"""What is counted of rescues: how many asked for help, how long they waited, and whether it came in time.

They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import Facts, within
from kcrm.queries.sources.rescues import ARRIVE_BY, WAITED

RESCUES: Final = f"""
rescue_row (rescue_id, customer_id, day, solved, minutes, in_time) AS (
    SELECT id, customer_id, asked_on, coalesce(solved, ''), {WAITED}, CASE
        WHEN arrived_at IS NOT NULL THEN CASE WHEN CAST(strftime('%s', arrived_at) AS INTEGER) <= {ARRIVE_BY} THEN 1 ELSE 0 END
        WHEN CAST(strftime('%s', coalesce(closed_at, :now)) AS INTEGER) > {ARRIVE_BY} THEN 0
    END
    FROM rescue
)
"""  # noqa: S608 - our own
"""minutes: waited until help was there. in_time: empty where that is not decided, or was owed no more as it was called off."""
_IDS: Final = ("rescue_id", "customer_id", "day")
# of so many rows in the order of their minutes the one in the middle counts twice, or the two of it once each
_MIDDLE: Final = """
CASE 2 * row_number() OVER ({part}ORDER BY rescue_row.minutes, rescue_row.rescue_id) - count(*) OVER ({part})
    WHEN 1 THEN 2 WHEN 0 THEN 1 WHEN 2 THEN 1 ELSE 0 END
"""

RESCUE_FACTS: Final[Mapping[str, Facts]] = {
    "rescue": Facts(
        "rescue_row",
        within("rescue_row"),
        _IDS,
        {
            "solved": "rescue_row.solved",
            "is_judged": "CASE WHEN rescue_row.in_time IS NULL THEN 0 ELSE 1 END",
            "in_time": "rescue_row.in_time",
        },
        given="rescues",
    ),
    "rescue_arrival": Facts(
        "rescue_row",
        f"{within('rescue_row')} AND rescue_row.minutes IS NOT NULL",
        _IDS,
        {"minutes": "rescue_row.minutes", "middle": _MIDDLE},
        given="rescues",
        ranked=True,
    ),
}
