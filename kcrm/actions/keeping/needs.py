"""Needs are known again by what they tell, and never change whose they are."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_owner
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import Awaited
from kcrm.queries import needs
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of

_NEEDED = N_("a new need must have it")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """By its number; without one, by customer, what they wait for, words, day and vehicle, as long as it was not dropped."""
    number, customer_id = values.get("need_no"), values.get("who") or writer.references.customer(values)
    row = writer.numbered(noun_of(SheetKind.NEEDS), number) if number else None
    if row is None:
        if not isinstance(customer_id, int):
            raise ColumnError("customer_no", None, RefusedError(_NEEDED))
        vehicle_id = values.get("vehicle") or writer.references.vehicle(values)
        return needs.row_alike(writer.register.connection, customer_id, {**values, "vehicle_id": vehicle_id}, numbered=not number)
    check_owner(row, customer_id, values, Thing.NEED)
    return row


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """One that waits for a day has it, and no other has one; what has come is no day."""
    lacking = [key for key in ("what", "text") if row is None and values.get(key) is None]
    if lacking:
        raise ColumnError(lacking[0], None, RefusedError(_NEEDED))
    if row is None:
        values = {"who": writer.references.customer(values), "noted_on": writer.today, **values}
    what, day, came_on = (
        values.get(key, row[column] if row is not None else None)
        for key, column in (("what", "what"), ("day", "wanted_on"), ("came_on", "came_on"))
    )
    if (what == Awaited.DAY) != (day is not None):
        reason = N_("a need that waits for a day must have one") if day is None else N_("only a need that waits for a day has one")
        raise ColumnError("day", day, RefusedError(reason))
    if what == Awaited.DAY and came_on is not None:
        raise ColumnError("came_on", came_on, RefusedError(N_("a day comes by itself; nothing to record")))
    if "vehicle" in values or values.get("vin") or values.get("plate"):
        values = {**values, "vehicle_id": values.get("vehicle") or writer.references.vehicle(values)}
    return Kept(*writer.save_row(SheetKind.NEEDS, row, values))


KEEPER: Final = Keeper(_known, _save)
