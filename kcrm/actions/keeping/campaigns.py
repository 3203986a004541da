"""Campaigns: known again by name and first day."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_span
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.campaigns import begun_on
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
    else:
        _check_begun(row, values, begun_on(writer.register.connection, row["id"]))
    check_span(row, values)
    return Kept(*writer.save_row(SheetKind.CAMPAIGNS, row, values))


def _check_begun(row: sqlite3.Row, values: Values, begun: date | None) -> None:
    """Who was chosen, and in which words they are written to, was judged by the kind; and nobody is approached before the first day."""
    if begun is None:
        return
    if values.get("kind") not in {None, row["kind"]}:
        raise ColumnError("kind", None, RefusedError(N_("it has begun, and stays of its kind")))
    first = values.get("from_on")
    if isinstance(first, date) and first > begun:
        raise ColumnError("from_on", str(first), RefusedError(N_("it began on {day}"), day=begun))


KEEPER: Final = Keeper(_known, _save)
