"""A voucher is known again by its number, else by whose it is, when it was issued and what it is worth; none of that changes."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import customer_of
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.points import VoucherKind
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import stored_values
from kcrm.records import SheetKind, noun_of

_EDITED: Final = frozenset({"voucher_no", "until_on", "note"})
# what a file says of whose it is and on which order it was used, which is looked up
_NAMING: Final = frozenset({"customer_no", "phone", "who", "order_no"})


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    number = values.get("voucher_no")
    if number and (row := writer.numbered(noun_of(SheetKind.VOUCHERS), number)) is not None:
        return row
    customer = writer.references.customer(values)
    said = stored_values({"kind": values.get("kind") or VoucherKind.MAINTENANCE, "value_fen": values.get("value")})
    issued = values.get("issued_at")
    if isinstance(issued, datetime):
        said |= stored_values({"issued_at": issued})
    theirs = writer.register.find("voucher", "customer_id", customer)
    return next((row for row in theirs if not number and all(row[column] == value for column, value in said.items())), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    values = customer_of(writer, row, values, Thing.VOUCHER)
    if row is not None:
        noun = noun_of(SheetKind.VOUCHERS)
        given = {key: value for key, value in values.items() if key not in _EDITED | _NAMING and value is not None}
        said = stored_values({noun.field(key).stored or key: value for key, value in given.items()})
        for key in given:
            column = noun.field(key).stored or key
            if row[column] != said[column]:
                reason = RefusedError(
                    N_("{record} says otherwise; it is issued, used and cancelled by kcrm voucher"),
                    record=identifier(Thing.VOUCHER, row["id"]),
                )
                raise ColumnError(key, values[key], reason)
        return Kept(*writer.save_row(SheetKind.VOUCHERS, row, {key: value for key, value in values.items() if key in _EDITED}))
    issued = values.get("issued_at")
    if not isinstance(issued, datetime):
        raise ColumnError("issued_at", issued, RefusedError(N_("a new record must have it")))
    if not values.get("value"):
        raise ColumnError("value", values.get("value"), RefusedError(N_("a voucher is worth more than 0")))
    values = {"points": 0, **values, "issued_on": issued.astimezone(writer.zone).date()}
    return Kept(*writer.save_row(SheetKind.VOUCHERS, None, {**values, **_order_of(writer, values)}))


def _order_of(writer: RecordWriter, values: Values) -> dict[str, object]:
    """The order that it was used on, and the day; both or neither."""
    number, used = values.get("order_no"), values.get("used_on")
    if not number and used is None:
        return {}
    found = writer.register.find("repair_order", "order_no", str(number)) if number else []
    if not found:
        raise ColumnError("order_no", number, RefusedError(N_("no such order") if number else N_("a used voucher has its order")))
    if used is None:
        raise ColumnError("used_on", None, RefusedError(N_("a used voucher has the day of its use")))
    return {"order_id": found[0]["id"]}


KEEPER: Final = Keeper(_known, _save)
