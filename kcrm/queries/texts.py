"""What was written down in words: notes, faults, complaints, prospects, tasks, meetings, articles and the like; searched by its words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from kcrm.model import Told
from kcrm.named import NamedTuple
from kcrm.queries.rows import record

LONGEST = 4_000
"""No field holds more characters, so that longer words stand nowhere."""


class Text(NamedTuple):
    """A text that has the words.

    id: of the complaint, finding, need, questionnaire, vehicle, order, opportunity, prospect, task, measure, meeting or article, of a
    visitor's prospect (None for none), else of the customer. at: None where no time is kept.
    """

    told: Told
    id: int | None
    at: datetime | None
    on: date | None
    customer_id: int | None
    customer: str | None
    staff_no: str | None
    staff: str | None
    text: str


_TEXTS = """
WITH words AS MATERIALIZED (SELECT value FROM json_each(:words)), told (told, id, at, "on", customer_id, staff_id, text, place) AS (
    SELECT 'call', customer_id, called_at, NULL, customer_id, staff_id, note, id FROM call WHERE note IS NOT NULL
    UNION ALL
    SELECT 'answer', customer_id, called_at, NULL, customer_id, staff_id, answer.answer, answer.id
    FROM answer JOIN call ON call.id = call_id WHERE answer.answer IS NOT NULL
    UNION ALL
    SELECT 'customer', id, NULL, NULL, id, NULL, note, id FROM customer WHERE note IS NOT NULL
    UNION ALL
    SELECT 'finding', id, NULL, found_on, customer_id, staff_id, text, id FROM finding
    UNION ALL
    SELECT 'finding_answer', id, answered_at, NULL, customer_id, answered_by_id, answer, id FROM finding WHERE answer IS NOT NULL
    UNION ALL
    SELECT 'complaint', id, received_at, NULL, customer_id, NULL, description, id FROM complaint
    UNION ALL
    SELECT 'complaint_step', complaint_id, complaint_event.at, NULL, customer_id, staff_id, note, complaint_event.id
    FROM complaint_event JOIN complaint ON complaint.id = complaint_id WHERE note IS NOT NULL
    UNION ALL
    SELECT 'need', id, NULL, noted_on, customer_id, staff_id, text, id FROM need
    UNION ALL
    SELECT 'survey_form', id, NULL, surveyed_on, customer_id, staff_id, note, id FROM survey_form WHERE note IS NOT NULL
    UNION ALL
    SELECT 'survey_form', form_id, NULL, surveyed_on, customer_id, staff_id, answer, form_answer.id
    FROM form_answer JOIN survey_form ON survey_form.id = form_id WHERE answer IS NOT NULL
    UNION ALL
    SELECT 'workshop_note', id, NULL, NULL, (SELECT customer_id FROM ownership WHERE vehicle_id = vehicle.id AND until_on IS NULL),
        NULL, workshop_note, id
    FROM vehicle WHERE workshop_note IS NOT NULL
    UNION ALL
    SELECT 'fault', repair_order.id, opened_at, NULL, ownership.customer_id, advisor_id, fault, repair_order.id
    FROM repair_order LEFT JOIN ownership ON ownership.vehicle_id = repair_order.vehicle_id
        AND coalesce(from_on, '') <= opened_on AND opened_on < coalesce(until_on, '9999')
    WHERE fault IS NOT NULL
    UNION ALL
    SELECT 'opportunity', id, NULL, opened_on, customer_id, NULL, note, id FROM opportunity WHERE note IS NOT NULL
    UNION ALL
    SELECT 'prospect', prospect.id, NULL, registered_on, customer_id, NULL, value, prospect.id
    FROM prospect CROSS JOIN json_each(json_array(need, note)) WHERE value IS NOT NULL
    UNION ALL
    SELECT 'prospect_step', prospect_id, step.at, NULL, customer_id, step.staff_id, step.note, step.id
    FROM prospect_event AS step JOIN prospect ON prospect.id = prospect_id WHERE step.note IS NOT NULL AND step.call_id IS NULL
    UNION ALL
    SELECT 'visitor', prospect_id, came_at, NULL, prospect.customer_id, staff_id, visitor.note, visitor.id
    FROM visitor LEFT JOIN prospect ON prospect.id = prospect_id WHERE visitor.note IS NOT NULL
    UNION ALL
    SELECT 'task', task.id, NULL, given_on, NULL, giver_id, value, task.id
    FROM task CROSS JOIN json_each(json_array(title, result, reason)) WHERE value IS NOT NULL
    UNION ALL
    SELECT 'measure', measure.id, NULL, taken_on, NULL, owner_id, value, measure.id
    FROM measure CROSS JOIN json_each(json_array(title, result)) WHERE value IS NOT NULL
    UNION ALL
    SELECT 'meeting', meeting.id, NULL, held_on, NULL, chair_id, value, meeting.id
    FROM meeting CROSS JOIN json_each(json_array(topic, agenda, minutes)) WHERE value IS NOT NULL
    UNION ALL
    SELECT 'article', article.id, NULL, written_on, NULL, owner_id, value, article.id
    FROM article CROSS JOIN json_each(json_array(title, text_zh, text_en)) WHERE value IS NOT NULL AND withdrawn_on IS NULL
)
SELECT told.*, customer.name AS customer, staff.employee_no AS staff_no, staff.name AS staff, count(*) OVER () AS total
FROM told LEFT JOIN customer ON customer.id = told.customer_id LEFT JOIN staff ON staff.id = told.staff_id
WHERE NOT EXISTS (SELECT 1 FROM words WHERE told.text NOT LIKE value ESCAPE '\\')
ORDER BY coalesce(told.at, told."on") DESC, told.told, told.place DESC LIMIT :limit
"""


def texts_with(connection: sqlite3.Connection, words: Sequence[str], limit: int | None) -> tuple[list[Text], int]:
    """The texts that have all of these words, newest first, those without a time last, and how many there are. limit: None for all."""
    if any(len(word) > LONGEST for word in words):
        return [], 0
    rows = connection.execute(
        _TEXTS, {"words": json.dumps(list(map(pattern_of, words))), "limit": -1 if limit is None else limit}
    ).fetchall()
    return [record(Text, row) for row in rows], rows[0]["total"] if rows else 0


def pattern_of(word: str) -> str:
    """What LIKE finds a text by that has this word."""
    escaped = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
