"""Meetings: known again by their day and kind."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import Values
from kcrm.model.manager import MeetingKind
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    day, kind = values.get("held_on"), values.get("kind") or MeetingKind.OTHER
    held = writer.register.find("meeting", "held_on", None if day is None else str(day))
    return next((row for row in held if row["kind"] == kind and values.get("topic") in {None, row["topic"]}), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is None:
        values = {"chair": writer.by, **values}
    return Kept(*writer.save_row(SheetKind.MEETINGS, row, values))


KEEPER: Final = Keeper(_known, _save)
