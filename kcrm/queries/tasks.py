"""What somebody has to do besides calls: tasks, and the measures that they answer for."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.model.manager import TASKS_TO_DO
from kcrm.named import NamedTuple
from kcrm.queries.rows import record

TO_DO = f"task.state IN ({', '.join(repr(str(state)) for state in TASKS_TO_DO)})"
"""Of tasks that somebody still has to do."""
STANDING = f"""CASE
    WHEN task.state <> 'done' AND NOT {TO_DO} THEN NULL
    WHEN task.due_on IS NULL THEN 'undated'
    WHEN coalesce(task.done_on, :today) > task.due_on THEN 'late'
    WHEN task.state <> 'done' AND task.due_on <= :at_risk_until THEN 'at_risk'
    ELSE 'on_time' END"""
"""How a task's row stands by its day, as `kcrm.rules.tasks.punctual` says it; the days are given."""
_TASKS = f"task WHERE receiver_id = :staff AND {TO_DO}"
# one that is done is theirs again on the day on which it is looked at
_MEASURES = "measure WHERE owner_id = :staff AND (state = 'open' OR state = 'done' AND check_on <= :day)"
ANY_TO_DO = (
    f"EXISTS (SELECT 1 FROM {_TASKS}) OR EXISTS (SELECT 1 FROM {_MEASURES})"  # noqa: S608 - our own
    " OR EXISTS (SELECT 1 FROM checklist_item WHERE active)"
)
"""Whether :staff may have anything to do on :day; which checklists are due a rule says."""
_TO_DO = f"""
SELECT * FROM (
    SELECT 'T' || id AS number, title, due_on FROM {_TASKS}
    UNION ALL SELECT 'G' || id, title, CASE state WHEN 'open' THEN due_on ELSE check_on END FROM {_MEASURES}
)
ORDER BY due_on IS NULL, due_on, number
"""  # noqa: S608 - our own


class ToDo(NamedTuple):
    """A task, a measure to take or to look at, or a checklist to go through. number: T3, G2, CI1. due_on: None of a message."""

    number: str
    title: str
    due_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether its day has gone by."""
        return self.due_on is not None and self.due_on < today


def to_do(connection: sqlite3.Connection, staff_id: int, day: date) -> list[ToDo]:
    """What one person has to do, by its day; messages last."""
    return [record(ToDo, row) for row in connection.execute(_TO_DO, {"staff": staff_id, "day": day.isoformat()})]
