"""What the notes of a period are about."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from kcrm.model import Kind
from kcrm.named import NamedTuple

if TYPE_CHECKING:
    from kcrm.dates import Period


class AboutTopics(NamedTuple):
    """A note that is about something. kinds, models: of the follow-ups of its call; of a form its vehicle. staff: who took it down."""

    topics: tuple[str, ...]
    kinds: tuple[Kind, ...]
    models: tuple[str, ...]
    staff_no: str | None
    staff: str | None


_NOTES = """
SELECT call.topics, staff.employee_no AS staff_no, staff.name AS staff,
    (
        SELECT json_group_array(DISTINCT followup.kind) FROM call_followup JOIN followup ON followup.id = call_followup.followup_id
        WHERE call_followup.call_id = call.id
    ) AS kinds,
    (
        SELECT json_group_array(DISTINCT vehicle.model) FROM call_followup JOIN followup ON followup.id = call_followup.followup_id
        JOIN vehicle ON vehicle.id = followup.vehicle_id WHERE call_followup.call_id = call.id AND vehicle.model IS NOT NULL
    ) AS models
FROM call LEFT JOIN staff ON staff.id = call.staff_id WHERE call.called_on BETWEEN :first AND :last AND call.topics IS NOT NULL
UNION ALL
SELECT survey_form.topics, staff.employee_no, staff.name, '[]',
    CASE WHEN vehicle.model IS NULL THEN '[]' ELSE json_array(vehicle.model) END
FROM survey_form LEFT JOIN staff ON staff.id = survey_form.staff_id LEFT JOIN repair_order ON repair_order.id = survey_form.order_id
LEFT JOIN vehicle ON vehicle.id = coalesce(survey_form.vehicle_id, repair_order.vehicle_id)
WHERE survey_form.surveyed_on BETWEEN :first AND :last AND survey_form.topics IS NOT NULL
"""


def notes_about(connection: sqlite3.Connection, period: Period) -> list[AboutTopics]:
    """Every note of the period that is about something, of calls and of questionnaires on paper."""
    rows = connection.execute(_NOTES, {"first": period.first.isoformat(), "last": period.last.isoformat()})
    return [
        AboutTopics(
            tuple(row["topics"].split(",")),
            tuple(map(Kind, sorted(json.loads(row["kinds"])))),
            tuple(sorted(json.loads(row["models"]))),
            row["staff_no"],
            row["staff"],
        )
        for row in rows
    ]
