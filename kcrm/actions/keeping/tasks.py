"""Tasks: known again by what is to be done and by whom; one for another department goes to its head first."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import staff_named
from kcrm.actions.manager.house import colleague, head_of, staff_here
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.manager import TaskState
from kcrm.queries.departments import all_departments
from kcrm.records import SheetKind
from kcrm.rules.tasks import way_of


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """The latest of these words for this person, or meant for them, by this day."""
    receiver, due = staff_named(writer, values, "receiver"), values.get("due_on")
    same = [
        row
        for row in writer.register.find("task", "title", values.get("title"))
        if receiver in {row["receiver_id"], row["meant_id"]} and row["due_on"] == (None if due is None else str(due))
    ]
    return max(same, key=lambda row: int(row["id"]), default=None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    state = values.get("state", TaskState.OPEN if row is None else row["state"])
    if state == TaskState.DONE and (row is None or row["done_on"] is None):
        values = {"done_on": writer.today, **values}
    elif state != TaskState.DONE and row is not None and row["done_on"] is not None:
        values = {**values, "done_on": None}
    elif state != TaskState.DONE and values.get("done_on") is not None:
        raise ColumnError("done_on", values["done_on"], RefusedError(N_("only a task that is done has it")))
    if row is None:
        values = _new(writer, {"given_on": writer.today, **values})
    elif values.get("receiver") is not None and values["receiver"] == row["meant_id"]:
        values = {key: value for key, value in values.items() if key != "receiver"}  # it goes to them, by way of their head
    _check_day(row, values)
    return Kept(*writer.save_row(SheetKind.TASKS, row, values))


def _new(writer: RecordWriter, values: Values) -> Values:
    """With who gives it, and whom it goes to first. Raises ColumnError where that person has left."""
    here = staff_here(writer.register.connection, writer.today)
    if values.get("receiver") is None:
        raise ColumnError("receiver", None, RefusedError(N_("a new task must have it")))
    wanted = here.get(int(str(values["receiver"])))
    if wanted is None:
        raise ColumnError("receiver", None, RefusedError(N_("who is to do it does not work here")))
    giver_id = values.get("giver") or writer.by
    giver = here.get(giver_id) if isinstance(giver_id, int) else None
    departments = all_departments(writer.register.connection)
    way = way_of(
        colleague(giver, departments) if giver else None,
        colleague(wanted, departments),
        head_of(here, wanted.department, departments),
        decided=values.get("meeting_id") is not None,
    )
    return {**values, "giver": giver_id, "receiver": way.receiver_id, "meant_id": way.meant_for}


def _check_day(row: sqlite3.Row | None, values: Values) -> None:
    given, due = (values.get(key, row[key] if row is not None else None) for key in ("given_on", "due_on"))
    if due is not None and str(due) < str(given):
        raise ColumnError("due_on", due, RefusedError(N_("that is before it is given ({day})"), day=given))


KEEPER: Final = Keeper(_known, _save)
