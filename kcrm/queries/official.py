"""The manufacturer's satisfaction scores, as they are stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from kcrm.dates import Period
from kcrm.model.official import OfficialScore
from kcrm.queries.records import Saved, save

_SCORES = """
SELECT * FROM official_score WHERE until_on >= ? AND from_on <= ? ORDER BY from_on DESC, until_on DESC, survey, item
"""
_KNOWN = "SELECT * FROM official_score WHERE from_on = ? AND until_on = ? AND survey = ? AND item = ?"


def scores(connection: sqlite3.Connection, period: Period | None = None) -> list[OfficialScore]:
    """Every score whose period has a day in this one, the latest first; without it all."""
    first, last = (period.first.isoformat(), period.last.isoformat()) if period is not None else ("", "9999")
    return [_score(row) for row in connection.execute(_SCORES, (first, last))]


def keep(connection: sqlite3.Connection, period: Period, survey: str, item: str, values: Mapping[str, object]) -> Saved:
    """Write a score, which is known again by period, survey and item. values: score_e2, region_e2, nation_e2, place."""
    known = (period.first.isoformat(), period.last.isoformat(), survey, item)
    row = connection.execute(_KNOWN, known).fetchone()
    return save(connection, "official_score", row, dict(zip(("from_on", "until_on", "survey", "item"), known, strict=True)) | dict(values))[
        1
    ]


def _score(row: sqlite3.Row) -> OfficialScore:
    days = (date.fromisoformat(row["from_on"]), date.fromisoformat(row["until_on"]))
    return OfficialScore(*days, row["survey"], row["item"], row["score_e2"], row["region_e2"], row["nation_e2"], row["place"])
