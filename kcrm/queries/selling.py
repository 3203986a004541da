"""Where prospects stand: on the board, and how far those came who were registered in a period."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from kcrm.model.prospects import FUNNEL, BoardCard, FunnelBy, ProspectLevel, Stage
from kcrm.policy_sections import ProspectsPolicy
from kcrm.queries.rows import plain_rows
from kcrm.queries.sources.prospects import LEVEL, NEXT_CONTACT, UNDER_WAY, level_days

# H sorts behind the other letters of levels, and no contact behind any
_BOARD = f"""
SELECT prospect.id, {LEVEL} AS so_near, prospect.stage, prospect.customer_id, customer.name, prospect.model, prospect.consultant_id,
    staff.employee_no, staff.name, {NEXT_CONTACT} AS next_on
FROM prospect JOIN customer ON customer.id = prospect.customer_id LEFT JOIN staff ON staff.id = prospect.consultant_id
WHERE {UNDER_WAY}
ORDER BY so_near <> 'H', so_near, next_on IS NULL, next_on, prospect.id
"""  # noqa: S608 - our own
_PLACES = " ".join(f"WHEN '{stage}' THEN {place}" for place, stage in enumerate(FUNNEL))
_BY: Mapping[FunnelBy | None, str] = {
    None: "NULL",
    FunnelBy.SOURCE: "prospect.source",
    FunnelBy.CONSULTANT: "(SELECT employee_no || ' ' || name FROM staff WHERE staff.id = prospect.consultant_id)",
    FunnelBy.MODEL: "prospect.model",
}
# the furthest that they ever came: whoever was lost, or took an order back, has come as far
_FUNNEL = f"""
SELECT value, furthest, ended, count(*) FROM (
    SELECT {{by}} AS value, CASE WHEN prospect.stage IN ('lost', 'invalid') THEN prospect.stage END AS ended, max(
        CASE prospect.stage {_PLACES} ELSE 0 END,
        coalesce((SELECT max(CASE stage {_PLACES} ELSE 0 END) FROM prospect_event WHERE prospect_id = prospect.id), 0)
    ) AS furthest
    FROM prospect WHERE prospect.registered_on BETWEEN :first AND :last
) GROUP BY 1, 2, 3
"""  # noqa: S608 - our own


def board(connection: sqlite3.Connection, today: date, policy: ProspectsPolicy, among: Collection[int] | None = None) -> list[BoardCard]:
    """Everybody who has not bought and is not lost, who buys soonest first, then by the next contact. among: of these customers."""
    day, stages, levels = date.fromisoformat, {each.value: each for each in Stage}, {each.value: each for each in ProspectLevel}
    rows = plain_rows(connection, _BOARD, level_days(today, policy))
    return [
        BoardCard(number, levels[level], stages[stage], customer_id, name, model, staff_id, staff_no, staff, next_on and day(next_on))
        for number, level, stage, customer_id, name, model, staff_id, staff_no, staff, next_on in rows
        if among is None or customer_id in among
    ]


def furthest(
    connection: sqlite3.Connection, first: date, last: date, by: FunnelBy | None
) -> Mapping[str | None, Mapping[tuple[Stage, Stage | None], int]]:
    """How many of those registered on these days came how far: by the value they are told apart by, the stage and how they ended."""
    found: dict[str | None, dict[tuple[Stage, Stage | None], int]] = defaultdict(dict)
    days = {"first": first.isoformat(), "last": last.isoformat()}
    for value, place, ended, count in plain_rows(connection, _FUNNEL.format(by=_BY[by]), days):
        found[value][FUNNEL[place], None if ended is None else Stage(ended)] = count
    return found
