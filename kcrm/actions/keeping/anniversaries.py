"""Days of an account: known again by what is remembered, and whose it is."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import account_of, latest_alike
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import Values
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return latest_alike(writer, values, "anniversary", {"title": "title"})


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    return Kept(*writer.save_row(SheetKind.ANNIVERSARIES, row, account_of(writer, row, values, Thing.ANNIVERSARY)))


KEEPER: Final = Keeper(_known, _save)
