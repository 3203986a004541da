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
    "use_score": Facts(
        "use_month",
        within("use_month"),
        ("score_id", "day"),
        {"person_id": "use_month.person_id", "tenths": "use_month.tenths"},
        _parts("use_month"),
        given="use",
    ),
}
