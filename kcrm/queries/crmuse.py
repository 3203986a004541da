"""What the score of a month is reckoned from, and the scores that were approved."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from kcrm.model.manager import UsePart
from kcrm.named import NamedTuple
from kcrm.queries.audit import FOUND
from kcrm.queries.breaches import STANDS
from kcrm.queries.completeness import Counting, file_shares
from kcrm.queries.departments import as_array

# each statement: person, by what it is known, its day, done, cases
_FOLLOWUPS = """
SELECT staff_id, 'F' || followup_id, day, state = 'done' AND coalesce(ended_on <= day, 0), 1 FROM fact_followup
WHERE day BETWEEN :first AND :last AND channel = 'call' AND state <> 'cancelled' AND (state <> 'open' OR day < :today)
    AND staff_id IS NOT NULL
ORDER BY day, followup_id
"""
_ANSWERS = """
SELECT staff_id, coalesce('F' || (SELECT min(followup_id) FROM call_followup WHERE call_id = call.id), 'C' || customer_id), called_on,
    note IS NOT NULL OR score IS NOT NULL OR EXISTS (SELECT 1 FROM answer WHERE call_id = call.id)
        OR EXISTS (SELECT 1 FROM call_result WHERE call_id = call.id), 1
FROM call
WHERE called_on BETWEEN :first AND :last AND outcome = 'answered' AND direction = 'out' AND staff_id IS NOT NULL
ORDER BY called_on, id
"""
_TASKS = """
SELECT receiver_id, 'T' || id, due_on, coalesce(done_on <= due_on, 0), 1 FROM task
WHERE due_on BETWEEN :first AND :last AND state <> 'cancelled' AND (done_on IS NOT NULL OR due_on < :today)
ORDER BY due_on, id
"""
_FILES = """
SELECT staff_id, 'C' || customer_id, NULL, sum(filled), sum(applicable) FROM file_share WHERE staff_id IS NOT NULL
GROUP BY customer_id ORDER BY customer_id
"""
_PLANS = "SELECT person_id, max(planned_on) AS handed_in FROM workplan WHERE month = ? GROUP BY person_id"
_JOURNALS = "SELECT person_id, day, written_on FROM journal WHERE day BETWEEN ? AND ?"
_AWAY = "SELECT staff_id, from_on, until_on FROM absence WHERE until_on >= ? AND from_on <= ?"
_BREACHES = f"SELECT person_id, id FROM breach WHERE day BETWEEN ? AND ? AND {STANDS} ORDER BY day, id"  # noqa: S608 - our own
_EXCUSES = """
SELECT use_excuse.*, staff.name AS noter FROM use_excuse JOIN staff ON staff.id = noter_id WHERE month = ? ORDER BY use_excuse.id
"""
_FROZEN = """
SELECT use_score.*, staff.name AS approver FROM use_score JOIN staff ON staff.id = approver_id WHERE month = ? ORDER BY use_score.id
"""
_FROZEN_PARTS = """
SELECT use_score_part.* FROM use_score_part JOIN use_score ON use_score.id = score_id WHERE month = ? ORDER BY use_score_part.id
"""

Span = tuple[date, date]


class Row(NamedTuple):
    """Something that counts: whose, in which part, by what it is known, of which day, done of cases."""

    person_id: int
    part: UsePart
    which: str
    day: date | None
    done: int
    cases: int


class StoredExcuse(NamedTuple):
    """What leaves a score, as somebody decided. first, last: None for the whole month."""

    person_id: int
    part: UsePart | None
    first: date | None
    last: date | None
    reason: str
    noter: str
    noted_on: date


class Month(NamedTuple):
    """Of the first to the last day, told today."""

    first: date
    last: date
    today: date

    @property
    def values(self) -> Mapping[str, str]:
        """What is bound."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "today": self.today.isoformat()}


def rows_of(connection: sqlite3.Connection, month: Month, counting: Counting) -> Iterator[Row]:
    """What counts of everybody: calls, what was written of them and whether they were so, tasks, files."""
    files = f"WITH {file_shares(counting)} {_FILES}"
    for part, statement, values in (
        (UsePart.FOLLOWUPS, _FOLLOWUPS, month.values),
        (UsePart.ANSWERS, _ANSWERS, month.values),
        (UsePart.COMPLETENESS, files, counting.values),
        (UsePart.TASKS, _TASKS, month.values),
        (UsePart.AUDIT, FOUND, month.values),
    ):
        for person, which, day, done, cases in connection.execute(statement, values):
            yield Row(person, part, which, date.fromisoformat(day) if day else None, done, cases)


def plans_handed_in(connection: sqlite3.Connection, first: date) -> dict[int, date]:
    """By person the day on which the last line of their plan of a month was handed in. first: of the month."""
    return {row["person_id"]: date.fromisoformat(row["handed_in"]) for row in connection.execute(_PLANS, (first.isoformat(),))}


def journals_written(connection: sqlite3.Connection, first: date, last: date) -> dict[tuple[int, date], date]:
    """By person and day when the journal was written."""
    rows = connection.execute(_JOURNALS, (first.isoformat(), last.isoformat()))
    return {(row["person_id"], date.fromisoformat(row["day"])): date.fromisoformat(row["written_on"]) for row in rows}


def days_away(connection: sqlite3.Connection, first: date, last: date) -> dict[int, list[Span]]:
    """By person their absences that share a day with the period."""
    found: dict[int, list[Span]] = defaultdict(list)
    for row in connection.execute(_AWAY, (first.isoformat(), last.isoformat())):
        found[row["staff_id"]].append((date.fromisoformat(row["from_on"]), date.fromisoformat(row["until_on"])))
    return found


def breaches_of(connection: sqlite3.Connection, first: date, last: date) -> dict[int, list[int]]:
    """By person the breaches that stand."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(_BREACHES, (first.isoformat(), last.isoformat())):
        found[row["person_id"]].append(row["id"])
    return found


def excuses_of(connection: sqlite3.Connection, first: date) -> dict[int, list[StoredExcuse]]:
    """By person what leaves their score of a month. first: of the month."""
    found: dict[int, list[StoredExcuse]] = defaultdict(list)
    for row in connection.execute(_EXCUSES, (first.isoformat(),)):
        part = UsePart(row["part"]) if row["part"] else None
        first_on, last_on = (date.fromisoformat(row[key]) if row[key] else None for key in ("from_on", "until_on"))
        noted_on = date.fromisoformat(row["noted_on"])
        found[row["person_id"]].append(StoredExcuse(row["person_id"], part, first_on, last_on, row["reason"], row["noter"], noted_on))
    return found


def approved_scores(connection: sqlite3.Connection, first: date) -> dict[int, tuple[sqlite3.Row, Sequence[sqlite3.Row]]]:
    """By person the score of a month that was approved, with its parts. first: of the month."""
    parts: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in connection.execute(_FROZEN_PARTS, (first.isoformat(),)):
        parts[row["score_id"]].append(row)
    return {row["person_id"]: (row, parts[row["id"]]) for row in connection.execute(_FROZEN, (first.isoformat(),))}


_UNAPPROVED = """
SELECT count(*) FROM staff WHERE role IN (SELECT value FROM json_each(:posts))
    AND coalesce(joined_on, '') <= :last AND coalesce(left_on, '9999-12-31') >= :first AND id <> :actor
    AND (:departments IS NULL OR department IS NULL OR department IN (SELECT value FROM json_each(:departments)))
    AND NOT EXISTS (SELECT 1 FROM use_score WHERE person_id = staff.id AND month = :first)
"""


def count_unapproved(
    connection: sqlite3.Connection, month: Month, posts: Sequence[str], departments: Collection[str] | None, actor_id: int
) -> int:
    """How many of these posts have no approved score of a month, but for whoever acts. departments: None for all."""
    named = None if departments is None else as_array(departments)
    values = {**month.values, "posts": json.dumps(posts), "departments": named, "actor": actor_id}
    found: int = connection.execute(_UNAPPROVED, values).fetchone()[0]
    return found
