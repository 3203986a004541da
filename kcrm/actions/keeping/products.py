"""What an account orders: known again by the product, the day it began, and whose it is."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import account_of, check_span, latest_alike
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import Values
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return latest_alike(writer, values, "product", {"product": "product", "from_on": "from_on"})


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    values = account_of(writer, row, values, Thing.PRODUCT)
    check_span(row, values)
    return Kept(*writer.save_row(SheetKind.PRODUCTS, row, values))


KEEPER: Final = Keeper(_known, _save)
