"""Advertisements: known again by their code and first day."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_span
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    same = writer.register.find("advertisement", "code", values.get("code"))
    return next((row for row in same if row["from_on"] == str(values.get("from_on"))), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is None:
        lacking = next((key for key in ("medium", "code", "from_on", "until_on") if values.get(key) is None), None)
        if lacking is not None:
            raise ColumnError(lacking, None, RefusedError(N_("a new advertisement must have it")))
    else:
        other = _known(writer, {"code": row["code"], "from_on": row["from_on"], **values})
        if other is not None and other["id"] != row["id"]:
            reason = RefusedError(N_("that advertisement stands already, as {other}"), other=identifier(Thing.AD, other["id"]))
            raise ColumnError("from_on" if "from_on" in values else "code", values.get("from_on", values.get("code")), reason)
    check_span(row, values)
    return Kept(*writer.save_row(SheetKind.ADVERTISEMENTS, row, values))


KEEPER: Final = Keeper(_known, _save)
