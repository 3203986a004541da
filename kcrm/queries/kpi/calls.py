"""Follow-ups by telephone, counted in SQL by whole, kind or person; a test holds it against the pure rule on random data."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from kcrm.dates import Period
from kcrm.model.kpi import CallCounts
from kcrm.queries.kpi.workshop import Counted
from kcrm.queries.staff import works_here


class CallsOf(StrEnum):
    """Whose calls are counted together."""

    WHOLE = "whole"
    KIND = "kind"
    PERSON = "person"
    TEAM = "team"


_PARTS = {
    CallsOf.WHOLE: "NULL",
    CallsOf.KIND: "followup.kind",
    CallsOf.PERSON: "followup.duty_id",
    CallsOf.TEAM: "repair_order.team",
}
# a duty counts as whose it was on its due day, and while they work here
_WORKING = f"JOIN staff ON staff.id = followup.duty_id AND {works_here('due_on')}"
# a team's calls are those about its orders
_JOINS = {CallsOf.PERSON: _WORKING, CallsOf.TEAM: "JOIN repair_order ON repair_order.id = followup.order_id"}


# the score is that of the call which ended the follow-up
_CALLS = """
SELECT part, count(*), total(state = 'done'), total(state = 'done' AND coalesce(ended_on <= due_on, 0)), total(tried OR state = 'done'),
    total(reached), total(state = 'lapsed'), total(score), count(score)
FROM (
    SELECT {part} AS part, followup.state AS state, due_on,
        EXISTS (SELECT 1 FROM call_followup WHERE followup_id = followup.id) AS tried,
        EXISTS (
            SELECT 1 FROM call_followup JOIN call ON call.id = call_id WHERE followup_id = followup.id AND call.outcome = 'answered'
        ) AS reached,
        ending.called_on AS ended_on, ending.score AS score
    FROM followup {join}
    LEFT JOIN call AS ending ON ending.id = (
        SELECT max(call_id) FROM call_followup WHERE followup_id = followup.id AND call_followup.state <> 'open'
    )
    WHERE due_on BETWEEN :first AND :last AND channel = 'call' AND followup.state <> 'cancelled'
        AND (due_on <= :today OR followup.state <> 'open')
) GROUP BY part
"""


def call_counts(connection: sqlite3.Connection, period: Period, today: date, of: CallsOf = CallsOf.WHOLE) -> Mapping[Counted, CallCounts]:
    """What became of the calls that fell due in a period, of every part that had any; those still open count once they are due."""
    sql = _CALLS.format(part=_PARTS[of], join=_JOINS.get(of, ""))
    arguments = {"first": period.first.isoformat(), "last": period.last.isoformat(), "today": today.isoformat()}
    rows = map(tuple, connection.execute(sql, arguments))
    return {row[0]: CallCounts(*map(int, row[1:])) for row in rows if row[0] is not None or of is CallsOf.WHOLE}
