"""Articles: known again by their title."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.records import SheetKind

_TEXTS = ("text_zh", "text_en")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return max(writer.register.find("article", "title", values.get("title")), key=lambda row: int(row["id"]), default=None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is None:
        if values.get("owner") is None:
            raise ColumnError("owner", None, RefusedError(N_("a new article must have it")))
        values = {"written_on": writer.today, **values}
        values = {"confirmed_on": values["written_on"], **values}
    elif any(key in values and values[key] != row[key] for key in _TEXTS):
        values = {"confirmed_on": max(writer.today.isoformat(), row["written_on"]), **values}
    _check(writer, row, values)
    return Kept(*writer.save_row(SheetKind.ARTICLES, row, values))


def _check(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> None:
    """Raises ColumnError."""

    def day(key: str) -> str | None:
        value = values.get(key, row[key] if row is not None else None)
        return None if value is None else str(value)

    if not any(values.get(key, row[key] if row is not None else None) for key in _TEXTS):
        raise ColumnError(next((key for key in _TEXTS if key in values), _TEXTS[0]), None, RefusedError(N_("an article needs a text")))
    written = day("written_on")
    for key in ("written_on", "confirmed_on", "withdrawn_on"):
        said = day(key)
        if said is not None and key in values and said > writer.today.isoformat():
            raise ColumnError(key, said, RefusedError(N_("that day is still to come")))
    for key in ("confirmed_on", "valid_until", "withdrawn_on"):
        said = day(key)
        if said is not None and written is not None and said < written:
            raise ColumnError(key, said, RefusedError(N_("that is before it was written ({day})"), day=written))


KEEPER: Final = Keeper(_known, _save)
