"""What is counted of the manager's desk: plans and journals that were wanted, and the scores that were approved.

They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import Facts, Part, within

USE: Final = """
use_case (part, person_id, department, day, is_in_time) AS (
    SELECT json_extract(value, '$[0]'), staff.id, staff.department, json_extract(value, '$[2]'), json_extract(value, '$[3]')
    FROM json_each(:use_cases) JOIN staff ON staff.id = json_extract(value, '$[1]')
),
use_month (score_id, person_id, department, day, tenths) AS (
    SELECT use_score.id, staff.id, staff.department, use_score.month, use_score.tenths
    FROM use_score JOIN staff ON staff.id = use_score.person_id WHERE use_score.tenths IS NOT NULL
)
"""
"""use_cases: part, person, day and whether it was in time, as the rule of the use score says."""


DONE: Final = """
desk_task (task_id, person_id, department, day, is_in_time) AS (
    SELECT task.id, staff.id, staff.department, due_on, done_on IS NOT NULL AND done_on <= due_on
    FROM task JOIN staff ON staff.id = receiver_id
    WHERE state <> 'cancelled' AND due_on IS NOT NULL AND (done_on IS NOT NULL OR due_on < :now)
),
desk_run (run_id, person_id, department, day, passed, answered) AS (
    SELECT checklist_run.id, staff.id, staff.department, ran_on, sum(CASE result WHEN 'pass' THEN weight ELSE 0 END), sum(weight)
    FROM checklist_run JOIN run_item ON run_id = checklist_run.id AND coalesce(result, '') <> 'na' JOIN staff ON staff.id = checker_id
    GROUP BY checklist_run.id HAVING count(*) = count(result)
),
desk_measure (measure_id, person_id, department, day, is_worked) AS (
    SELECT measure.id, staff.id, staff.department, checked_on, state = 'worked' FROM measure JOIN staff ON staff.id = owner_id
    WHERE checked_on IS NOT NULL
),
desk_vote (vote_id, article_id, person_id, department, day) AS (
    SELECT article_vote.id, article_id, staff.id, staff.department, voted_on FROM article_vote JOIN staff ON staff.id = staff_id
    WHERE helpful
),
desk_job (job_id, person_id, department, day, is_in_time) AS (
    SELECT job.id, staff.id, staff.department, asked_on, done_at IS NOT NULL AND done_at <= due_at
    FROM job LEFT JOIN staff ON staff.id = owner_id WHERE due_at IS NOT NULL AND (done_at IS NOT NULL OR due_at < :now_at)
)
"""
"""What came of tasks, runs through checklists, measures, articles and jobs. now: the day up to which it is known, now_at: the moment."""


def _done(view: str, *ids: str, **columns: str) -> Facts:
    return Facts(
        view, within(view), (*ids, "day"), {name: f"{view}.{column}" for name, column in columns.items()}, _parts(view), given="done"
    )


def _wanted(part: str) -> Facts:
    return Facts(
        "use_case",
        f"{within('use_case')} AND use_case.part = '{part}'",
        ("person_id", "day"),
        {"is_in_time": "use_case.is_in_time"},
        _parts("use_case"),
        given="use",
    )


def _parts(view: str) -> Mapping[Part, str]:
    return {Part.STAFF: f"{view}.person_id", Part.DEPARTMENT: f"{view}.department"}


USE_FACTS: Final[Mapping[str, Facts]] = {
    "plan_wanted": _wanted("plan"),
    "journal_wanted": _wanted("journals"),
    "task_due": _done("desk_task", "task_id", is_in_time="is_in_time"),
    "run": _done("desk_run", "run_id", passed="passed", answered="answered"),
    "measure_checked": _done("desk_measure", "measure_id", is_worked="is_worked"),
    "article_vote": _done("desk_vote", "vote_id", "article_id"),
    "job": _done("desk_job", "job_id", is_in_time="is_in_time"),
    "use_score": Facts(
        "use_month",
        within("use_month"),
        ("score_id", "day"),
        {"person_id": "use_month.person_id", "tenths": "use_month.tenths"},
        _parts("use_month"),
        given="use",
        monthly=True,
    ),
}
