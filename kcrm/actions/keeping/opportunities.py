"""Opportunities are known again by what they tell, and never change whose they are."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_owner
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries import opportunities
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """By its number; without one, by customer, kind, amount, probability and day, so that all others add up."""
    noun, number, customer_id = noun_of(SheetKind.OPPORTUNITIES), values.get("opportunity_no"), writer.references.customer(values)
    row = writer.numbered(noun, number) if number else None
    if row is None:
        if customer_id is None:
            raise ColumnError("customer_no", None, RefusedError(N_("a new opportunity must have it")))
        kind = values.get("kind") or noun.field("kind").emptied
        return opportunities.row_alike(writer.register.connection, customer_id, {**values, "kind": kind}, numbered=not number)
    check_owner(row, customer_id, values, Thing.OPPORTUNITY)
    return row


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    lacking = [key for key in ("amount", "probability") if row is None and values.get(key) is None]
    if lacking:
        raise ColumnError(lacking[0], None, RefusedError(N_("a new opportunity must have it")))
    if row is None:
        values = {"kind": None, "who": writer.references.customer(values), "opened_on": writer.today, **values}
    return Kept(*writer.save_row(SheetKind.OPPORTUNITIES, row, values))


KEEPER: Final = Keeper(_known, _save)
