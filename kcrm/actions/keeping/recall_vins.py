"""VINs of recalls: known again by the recall and the VIN; one that is not known here is kept, and matched once its vehicle is."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_past
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.recalls import Carried
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.recalls import done_on_of
from kcrm.records import SheetKind


def _recall(writer: RecordWriter, values: Values) -> sqlite3.Row:
    number = values.get("recall_no")
    found = writer.register.find("recall", "recall_no", number)
    if not found:
        reason = N_("no recall has this number; first: kcrm recall add {number} TITLE RISK")
        raise ColumnError("recall_no", number, RefusedError(reason, number=number))
    return found[0]


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    recall = _recall(writer, values)["id"]
    return next((row for row in writer.register.find("recall_vin", "vin", values.get("vin")) if row["recall_id"] == recall), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """What an order has settled stays its business: a file that says the same of it changes nothing."""
    if row is None:
        for key in ("vin", "recall_no"):
            if values.get(key) is None:
                raise ColumnError(key, None, RefusedError(N_("a new record must have it")))
        values = {**values, "recall": _recall(writer, values)["id"], "told_on": writer.today}
    values = {**values, **_order(writer, str(values["vin"] if row is None else row["vin"]), values)}
    return Kept(*writer.save_row(SheetKind.RECALLS, row, {**values, **_done(writer, row, values)}))


def _order(writer: RecordWriter, vin: str, values: Values) -> dict[str, object]:
    """The order that settled it, with the day when it was closed. Raises ColumnError for one of another vehicle."""
    given, number = values.get("order"), values.get("order_no")
    if given is None and not number:
        return {"order_id": None} if "order" in values else {}
    order = writer.register.find("repair_order", "id", given)[0] if isinstance(given, int) else writer.references.order(number)
    vehicle = writer.register.find("vehicle", "id", order["vehicle_id"])[0]
    if vehicle["vin"] != vin:
        reason = RefusedError(N_("that order is of {vehicle}"), vehicle=identifier(Thing.VEHICLE, vehicle["id"]))
        raise ColumnError("order" if given is not None else "order_no", number or identifier(Thing.ORDER, order["id"]), reason)
    done = values.get("done_on") or (date.fromisoformat(order["closed_on"]) if order["closed_on"] else writer.today)
    return {"order_id": order["id"], "done_on": done}


def _done(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """When it was carried out; today where that is not said. Raises ColumnError where the day contradicts the state."""
    check_past(writer, values, "done_on", "letter_on")
    state, day = values.get("state"), values.get("done_on")
    if day is not None and state == Carried.OPEN:
        raise ColumnError("done_on", day, RefusedError(N_("the state says that it is not done yet")))
    known = row["done_on"] if row is not None else None
    if state == Carried.OPEN or ("done_on" in values and day is None):
        return {"done_on": None, "order_id": None}
    if state is None and day is None:
        return {}
    if row is not None and known is None and "order_id" not in values:
        settled = done_on_of(writer.register.connection, row["id"])
        if settled is not None and str(day or settled) == settled:
            return {"done_on": None}
    return {"done_on": day or known or writer.today}


KEEPER: Final = Keeper(_known, _save)
