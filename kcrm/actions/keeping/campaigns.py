"""Campaigns: known again by name and first day."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_span
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.campaigns import is_begun
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    same = writer.register.find("campaign", "name", values.get("name"))
    day = values.get("from_on")
    return next((row for row in same if day is None or row["from_on"] == str(day)), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is None:
        lacking = next((key for key in ("name", "channels", "from_on", "until_on") if values.get(key) is None), None)
        if lacking is not None:
            raise ColumnError(lacking, None, RefusedError(N_("a new campaign must have it")))
    elif values.get("kind") not in {None, row["kind"]} and is_begun(writer.register.connection, row["id"]):
        # who was chosen, and in which words they are written to, was judged by it
        raise ColumnError("kind", None, RefusedError(N_("it has begun, and stays of its kind")))
    check_span(row, values)
    return Kept(*writer.save_row(SheetKind.CAMPAIGNS, row, values))


KEEPER: Final = Keeper(_known, _save)
