"""Items of checklists: known again by their list and words. Place, rhythm and who goes through it are the whole list's."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.records import Saved
from kcrm.records import SheetKind

_WEEK: Final = 7  # days; how often a list is gone through of which nobody said it


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    own = _list_named(writer, values)
    return next((row for row in _items(writer, own) if row["item"] == values.get("item")), None)


def _list_named(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return next(iter(writer.register.find("checklist", "name", values.get("checklist"))), None)


def _items(writer: RecordWriter, own: sqlite3.Row | None) -> list[sqlite3.Row]:
    return list(writer.register.find("checklist_item", "checklist_id", own["id"])) if own is not None else []


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    own = writer.register.find("checklist", "id", row["checklist_id"])[0] if row is not None else _list_named(writer, values)
    of_list = {column: values[key] for key, column in (("place", "place"), ("rhythm", "rhythm_days")) if values.get(key) is not None}
    if "checker" in values:
        of_list["checker_id"] = values["checker"]
    if own is None:
        if "place" not in of_list:
            raise ColumnError("place", None, RefusedError(N_("a new checklist must have it")))
        of_list = {"name": values["checklist"], "rhythm_days": _WEEK, **of_list}
    items = _items(writer, own)
    if row is None:
        last = max((int(each["item_no"]) for each in items), default=0)
        values = {"item_no": last + 1, **values}
    elif any(each["item"] == values.get("item") and each["id"] != row["id"] for each in items):
        raise ColumnError("item", values["item"], RefusedError(N_("the checklist has it already")))
    list_id, told = writer.register.save("checklist", own, of_list) if of_list else (own["id"] if own is not None else 0, Saved.UNCHANGED)
    number, outcome = writer.save_row(SheetKind.CHECKLISTS, row, {**values, **({"checklist_id": list_id} if row is None else {})})
    return Kept(number, Saved.CHANGED if outcome is Saved.UNCHANGED and told is Saved.CHANGED else outcome)


KEEPER: Final = Keeper(_known, _save)
