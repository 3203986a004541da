"""Of what staff may be told, and of what they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final, TypeVar

from kcrm.model.notices import BirthdayNews, BreachNews, JournalNews, MeasureNews, NoticeKind, PlanNews, TaskNews
from kcrm.named import NamedTuple
from kcrm.queries.records import save
from kcrm.queries.rows import record

_Fact = TypeVar("_Fact")

_TASKS: Final = """
SELECT 'T' || id AS about, title, giver_id, receiver_id, state, given_on, due_on, accepted_on, done_on, returns, result, reason FROM task
WHERE state NOT IN ('done', 'cancelled') OR done_on >= :since ORDER BY id
"""
_MEASURES: Final = """
SELECT 'G' || id AS about, title, owner_id, state, due_on, check_on FROM measure
WHERE state = 'open' AND due_on <= :today OR state = 'done' AND check_on <= :today ORDER BY id
"""
# a plan waits while one of its lines does, and is named by its first one
_PLANS: Final = """
SELECT 'WP' || min(id) AS about, person_id, month, max(id) AS last_line, max(planned_on) AS planned_on,
    CASE WHEN count(approved_on) = count(*) THEN max(approver_id) END AS approver_id,
    CASE WHEN count(approved_on) = count(*) THEN max(approved_on) END AS approved_on
FROM workplan GROUP BY person_id, month HAVING month >= :month OR max(approved_on) >= :since ORDER BY min(id)
"""
_JOURNALS: Final = """
SELECT 'JR' || id AS about, person_id, day, reader_id, read_on, remark FROM journal
WHERE remark IS NOT NULL AND read_on >= :since ORDER BY id
"""
_BREACHES: Final = """
SELECT 'BR' || id AS about, person_id, day, what, sanction, reason, decider_id, decided_on FROM breach
WHERE decided_on >= :since ORDER BY id
"""
_BIRTHDAYS: Final = "SELECT id AS person_id, birthday FROM staff WHERE birthday IS NOT NULL ORDER BY id"
_TOLD: Final = "SELECT about, kind, receiver_id, occasion FROM notice WHERE about IN (SELECT value FROM json_each(?))"
_LAST_BATCH: Final = "SELECT coalesce(max(batch), 0) FROM notice"


class ToldOnce(NamedTuple):
    """By what a message is known that was written out."""

    about: str
    kind: NoticeKind
    receiver_id: int
    occasion: str


class Stored(NamedTuple):
    """Of what is stored in this database people may be told."""

    tasks: tuple[TaskNews, ...]
    measures: tuple[MeasureNews, ...]
    plans: tuple[PlanNews, ...]
    journals: tuple[JournalNews, ...]
    breaches: tuple[BreachNews, ...]
    birthdays: tuple[BirthdayNews, ...]


def stored_news(connection: sqlite3.Connection, since: date, today: date) -> Stored:
    """What has happened since then, and all that waits or is late today."""
    values = {"since": since.isoformat(), "today": today.isoformat(), "month": today.replace(day=1).isoformat()}

    def read(fact: type[_Fact], statement: str) -> tuple[_Fact, ...]:
        return tuple(record(fact, row) for row in connection.execute(statement, values))

    return Stored(
        read(TaskNews, _TASKS),
        read(MeasureNews, _MEASURES),
        read(PlanNews, _PLANS),
        read(JournalNews, _JOURNALS),
        read(BreachNews, _BREACHES),
        read(BirthdayNews, _BIRTHDAYS),
    )


def told_before(connection: sqlite3.Connection, about: Collection[str]) -> set[ToldOnce]:
    """The messages about these that were written out."""
    rows = connection.execute(_TOLD, (json.dumps(sorted(set(about))),))
    return {ToldOnce(row["about"], NoticeKind(row["kind"]), row["receiver_id"], row["occasion"]) for row in rows}


def next_batch(connection: sqlite3.Connection) -> int:
    """The number of those that are written out next."""
    return int(connection.execute(_LAST_BATCH).fetchone()[0]) + 1


def keep_told(connection: sqlite3.Connection, batch: int, told: Iterable[tuple[ToldOnce, date]]) -> None:
    """Remember that these are written out together, each with its day."""
    for once, day in told:
        save(connection, "notice", None, {"batch": batch, "day": day, **once._asdict()})
