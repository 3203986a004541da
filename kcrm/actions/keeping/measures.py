"""Measures: known again by what is done and whose it is."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import staff_named
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.manager import MeasureState
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    owner = staff_named(writer, values, "owner")
    same = [row for row in writer.register.find("measure", "title", values.get("title")) if row["owner_id"] == owner]
    return max(same, key=lambda row: int(row["id"]), default=None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is None:
        lacking = next((key for key in ("owner", "due_on", "check_on") if values.get(key) is None), None)
        if lacking is not None:
            raise ColumnError(lacking, None, RefusedError(N_("a new measure must have it")))
        values = {"taken_on": writer.today, **values}
    state, done_on = (values.get(key, row[key] if row is not None else None) for key in ("state", "done_on"))
    if state in {None, MeasureState.OPEN}:
        values = {**values, "done_on": None, "checked_on": None, "checker_id": None}
    elif done_on is None:
        values = {**values, "done_on": writer.today}
    if state in {MeasureState.WORKED, MeasureState.FAILED} and (row is None or row["checked_on"] is None):
        values = {**values, "checked_on": writer.today, "checker_id": writer.by}
    elif state == MeasureState.DONE:
        values = {**values, "checked_on": None, "checker_id": None}
    due, check = (values.get(key, row[key] if row is not None else None) for key in ("due_on", "check_on"))
    if str(check) < str(due):
        raise ColumnError("check_on", check, RefusedError(N_("that is before it is due ({day})"), day=due))
    return Kept(*writer.save_row(SheetKind.MEASURES, row, values))


KEEPER: Final = Keeper(_known, _save)
