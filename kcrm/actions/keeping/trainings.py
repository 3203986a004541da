"""Trainings: known again by their topic, their day and who was present."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_past, staff_named
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    person, day = staff_named(writer, values, "person"), str(values.get("held_on") or writer.today)
    same = writer.register.find("training", "topic", values.get("topic"))
    return next((row for row in same if row["person_id"] == person and row["held_on"] == day), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    check_past(writer, values, "held_on")
    if row is None:
        if values.get("person") is None:
            raise ColumnError("person", None, RefusedError(N_("a new training must have it")))
        return Kept(*writer.save_row(SheetKind.TRAININGS, None, {"held_on": writer.today, **values}))
    other = _known(writer, {"topic": row["topic"], "held_on": row["held_on"], "person": row["person_id"], **values})
    if other is not None and other["id"] != row["id"]:
        reason = RefusedError(N_("that training of theirs stands already, as TR{number}"), number=other["id"])
        raise ColumnError("held_on", values.get("held_on"), reason)
    return Kept(*writer.save_row(SheetKind.TRAININGS, row, values))


KEEPER: Final = Keeper(_known, _save)
