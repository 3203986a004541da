"""Recalls: known again by the manufacturer's number; each is closed no earlier than it was opened."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_past
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.records import SheetKind, noun_of

_NOUN: Final = noun_of(SheetKind.RECALL_CAMPAIGNS)


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return writer.numbered(_NOUN, values["recall_no"])


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    check_past(writer, values, "opened_on", "closed_on")
    if row is None:
        lacking = next((key for key in ("recall_no", "title", "risk") if values.get(key) is None), None)
        if lacking is not None:
            raise ColumnError(lacking, None, RefusedError(N_("a new recall must have it")))
        values = {**values, "opened_on": values.get("opened_on") or writer.today}
    opened, closed = (str(values.get(key) or (row[key] if row is not None else "")) for key in ("opened_on", "closed_on"))
    if values.get("closed_on", closed) and closed < opened:
        column = "closed_on" if "closed_on" in values else "opened_on"
        reason = RefusedError(N_("its last day ({last}) would be before its first ({first})"), last=closed, first=opened)
        raise ColumnError(column, values[column], reason)
    return Kept(*writer.save_row(SheetKind.RECALL_CAMPAIGNS, row, values))


KEEPER: Final = Keeper(_known, _save)
