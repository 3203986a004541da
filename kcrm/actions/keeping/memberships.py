"""A membership of the owners' club is known again by its number, else by whose it is: a customer has one at a time."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_past, check_span, customer_of
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind, noun_of


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """By the number on their card; without one the membership that lasts, or the one that began on the day that a file tells."""
    number = values.get("club_no")
    if number and (row := writer.numbered(noun_of(SheetKind.MEMBERSHIPS), number)) is not None:
        return row
    day = values.get("from_on")
    return next((row for row in _theirs(writer, values) if row["until_on"] is None or row["from_on"] == str(day)), None)


def _theirs(writer: RecordWriter, values: Values) -> list[sqlite3.Row]:
    given = values.get("who")
    customer = given if isinstance(given, int) else writer.references.customer(values)
    return sorted(writer.register.find("club", "customer_id", customer), key=lambda row: (row["from_on"], row["id"]))


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """Nobody is a member twice on one day."""
    values = customer_of(writer, row, values, Thing.CLUB)
    if row is None:
        values = {"from_on": writer.today, **values}
    check_past(writer, values, "from_on", "until_on")
    check_span(row, values)
    customer = values["who"] if row is None else row["customer_id"]
    first, last = (values.get(key, row[key] if row is not None else None) for key in ("from_on", "until_on"))
    for other in writer.register.find("club", "customer_id", customer):
        apart = str(last or "9999") < other["from_on"] or str(first) > (other["until_on"] or "9999")
        if not apart and (row is None or other["id"] != row["id"]):
            reason = RefusedError(N_("they are a member in that time already, as {other}"), other=identifier(Thing.CLUB, other["id"]))
            raise ColumnError("from_on", values.get("from_on"), reason)
    return Kept(*writer.save_row(SheetKind.MEMBERSHIPS, row, values))


KEEPER: Final = Keeper(_known, _save)
