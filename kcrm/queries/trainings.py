"""Trainings: who knows a topic."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.model.articles import Trained
from kcrm.queries.articles import causes_of, kinds_of, parted

# somebody of the house is a trainer by their number, or by a name that only one bears
_TRAINED = """
SELECT employee_no, staff.name, topic, held_on, mark, 0 AS is_trainer, kinds, causes, models
FROM training JOIN staff ON staff.id = training.person_id
WHERE coalesce(kinds, causes, models) IS NOT NULL AND (left_on IS NULL OR left_on >= :today)
UNION
SELECT employee_no, staff.name, topic, held_on, NULL, 1, kinds, causes, models
FROM training JOIN staff ON trainer IN (employee_no, staff.name) AND (
    trainer = employee_no OR NOT EXISTS (SELECT 1 FROM staff AS other WHERE other.name = trainer AND other.id <> staff.id)
)
WHERE coalesce(kinds, causes, models) IS NOT NULL AND (left_on IS NULL OR left_on >= :today)
"""


def trained(connection: sqlite3.Connection, today: date) -> list[Trained]:
    """Those still here who were trained, or trained others, in what says what it helps with."""
    rows = connection.execute(_TRAINED, {"today": today.isoformat()})
    return [
        Trained(
            row["employee_no"],
            row["name"],
            row["topic"],
            date.fromisoformat(row["held_on"]),
            row["mark"],
            bool(row["is_trainer"]),
            kinds_of(row["kinds"]),
            causes_of(row["causes"]),
            parted(row["models"]),
        )
        for row in rows
    ]
