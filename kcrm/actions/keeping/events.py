"""Events: known again by name and day."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    same = writer.register.find("event", "name", values.get("name"))
    return next((row for row in same if row["held_on"] == str(values.get("held_on"))), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is None:
        lacking = next((key for key in ("name", "held_on") if values.get(key) is None), None)
        if lacking is not None:
            raise ColumnError(lacking, None, RefusedError(N_("a new event must have it")))
    else:
        other = _known(writer, {"name": row["name"], "held_on": row["held_on"], **values})
        if other is not None and other["id"] != row["id"]:
            reason = RefusedError(N_("that event stands already, as {event}"), event=identifier(Thing.EVENT, other["id"]))
            raise ColumnError("held_on" if "held_on" in values else "name", values.get("held_on", values.get("name")), reason)
    return Kept(*writer.save_row(SheetKind.EVENTS, row, values))


KEEPER: Final = Keeper(_known, _save)
