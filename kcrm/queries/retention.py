"""What ties customers to the store, and the notes of calls that were made long ago."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Final

from kcrm.model.erasing import Tie
from kcrm.queries.sources.prospects import UNDER_WAY
from kcrm.storage.logged import table_numbers

# The days on which they were here, or dealt with the store; that they were called, or that a file named them again, is none.
_DAYS: Final = """
SELECT max(day) FROM (
    SELECT max(repair_order.opened_on) AS day FROM ownership JOIN repair_order USING (vehicle_id) WHERE ownership.customer_id = customer.id
        AND coalesce(from_on, '') <= opened_on AND opened_on < coalesce(until_on, '9999')
    UNION ALL SELECT max(coalesce(until_on, from_on, delivered_on)) FROM ownership JOIN vehicle ON vehicle.id = vehicle_id
        WHERE ownership.customer_id = customer.id
    UNION ALL SELECT max(coalesce(lost_on, invalid_on, registered_on)) FROM prospect WHERE prospect.customer_id = customer.id
    UNION ALL SELECT max(received_on) FROM complaint WHERE complaint.customer_id = customer.id
    UNION ALL SELECT max(called_on) FROM call WHERE call.customer_id = customer.id AND direction = 'in'
    UNION ALL SELECT max(surveyed_on) FROM survey_form WHERE survey_form.customer_id = customer.id
    UNION ALL SELECT max(starts_on) FROM appointment WHERE appointment.customer_id = customer.id
    UNION ALL SELECT max(asked_on) FROM rescue WHERE rescue.customer_id = customer.id
    UNION ALL SELECT max(paid_on) FROM payment WHERE payment.customer_id = customer.id
    UNION ALL SELECT max(issued_on) FROM bill WHERE bill.customer_id = customer.id
    UNION ALL SELECT max(from_on) FROM contract WHERE contract.customer_id = customer.id
    UNION ALL SELECT max(opened_on) FROM opportunity WHERE opportunity.customer_id = customer.id
    UNION ALL SELECT max(noted_on) FROM need WHERE need.customer_id = customer.id
    UNION ALL SELECT max(from_on) FROM club WHERE club.customer_id = customer.id
    UNION ALL SELECT max(date(at)) FROM operation_row JOIN operation ON operation.id = operation_id
        WHERE table_no = :customers AND row_id = customer.id AND action = 0
)
"""
_TIES: Final = f"""
SELECT customer.id,
    (SELECT CASE WHEN count(*) > 0 AND NOT max({UNDER_WAY}) AND NOT max(stage = 'delivered') THEN max(coalesce(lost_on, invalid_on)) END
        FROM prospect WHERE prospect.customer_id = customer.id) AS lost_on,
    EXISTS (SELECT 1 FROM ownership WHERE customer_id = customer.id) OR EXISTS (SELECT 1 FROM bill WHERE customer_id = customer.id)
        OR EXISTS (SELECT 1 FROM contract WHERE customer_id = customer.id) OR EXISTS (SELECT 1 FROM member WHERE person_id = customer.id)
        OR EXISTS (SELECT 1 FROM fleet WHERE customer_id = customer.id) AS more,
    EXISTS (SELECT 1 FROM ownership JOIN vehicle ON vehicle.id = vehicle_id WHERE customer_id = customer.id AND until_on IS NULL
        AND coalesce(sold_on, '9999') > :today AND coalesce(scrapped_on, '9999') > :today) AS has_vehicle,
    ({_DAYS}) AS last_on
FROM customer WHERE NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.customer_id = customer.id) ORDER BY customer.id
"""  # noqa: S608 - our own


def ties(connection: sqlite3.Connection, today: date) -> list[Tie]:
    """Of every customer who was not erased what ties them to the store."""
    given = {"today": today.isoformat(), "customers": table_numbers(connection)["customer"]}
    return [
        Tie(number, None if more or lost_on is None else date.fromisoformat(lost_on), bool(has_vehicle), _day(last_on))
        for number, lost_on, more, has_vehicle, last_on in connection.execute(_TIES, given)
    ]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def old_notes(connection: sqlite3.Connection, until: date, limit: int | None = None) -> list[int]:
    """The calls with a note that were made on that day or before, the oldest first."""
    rows = connection.execute(
        "SELECT id FROM call WHERE called_on <= ? AND note IS NOT NULL ORDER BY called_on, id LIMIT ?",
        (until.isoformat(), -1 if limit is None else limit),
    )
    return [row[0] for row in rows]


def forget_notes(connection: sqlite3.Connection, calls: Sequence[int]) -> dict[int, str]:
    """Empty the notes of these calls; by entry of the log what is to stand there in place of their images."""
    given = json.dumps(list(calls))
    connection.execute("UPDATE call SET note = NULL WHERE id IN (SELECT value FROM json_each(?))", (given,))
    rows = connection.execute(
        "SELECT operation_row.id, json_remove(before, '$.note') FROM json_each(?) AS call"
        " JOIN operation_row ON table_no = ? AND row_id = call.value WHERE json_extract(before, '$.note') IS NOT NULL",
        (given, table_numbers(connection)["call"]),
    )
    return dict(rows.fetchall())
