"""Journals: one of each person and day; none of a day to come, and what a superior has read stays."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import staff_named
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.records import differing, stored_values
from kcrm.records import SheetKind

_WORDS: Final = ("done", "besides", "hindered", "tomorrow")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    person, day = staff_named(writer, values, "person"), str(values.get("day"))
    return next((row for row in writer.register.find("journal", "day", day) if row["person_id"] == person), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    day = values.get("day", row["day"] if row is not None else None)
    if str(day) > str(writer.today):
        raise ColumnError("day", day, RefusedError(N_("a journal tells what was done: that day is still to come")))
    if row is None:
        lacking = next((key for key in ("person", "day") if values.get(key) is None), None)
        if lacking is not None:
            raise ColumnError(lacking, None, RefusedError(N_("a new journal must have it")))
        values = {**values, "written_on": values.get("written_on") or writer.today}
    elif row["read_on"] is not None:
        changed = differing(row, stored_values({key: values[key] for key in _WORDS if key in values}))
        if changed:
            raise ColumnError(next(iter(changed)), None, RefusedError(N_("it was read on {day}, and stays"), day=row["read_on"]))
    written = values.get("written_on", row["written_on"] if row is not None else None)
    if str(written) < str(day):
        raise ColumnError("written_on", written, RefusedError(N_("that is before the day it is about ({day})"), day=day))
    if str(written) > str(writer.today):
        raise ColumnError("written_on", written, RefusedError(N_("that day is still to come")))
    return Kept(*writer.save_row(SheetKind.JOURNALS, row, values))


KEEPER: Final = Keeper(_known, _save)
