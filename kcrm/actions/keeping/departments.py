"""Departments: known again by code or name, never above themselves, dissolved only when nobody is left in them."""

from __future__ import annotations

import sqlite3

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_past
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.queries.departments import all_departments, open_below, people_in
from kcrm.records import SheetKind
from kcrm.rules.departments import closes_circle

_NAMED_AT_MOST = 5


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """By its code, else its name; one that a file of staff called by its code takes its name now."""
    code, name = values.get("code"), values.get("name")
    for column, value in (("code", code), ("name", name)):
        found = writer.register.find("department", column, value) if value is not None else ()
        if found:
            return found[0]
    return next((row for row in writer.register.find("department", "name", code) if row["code"] is None), None) if code else None


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    check_past(writer, values, "closed_on")
    if row is None and values.get("name") is None:
        raise ColumnError("name", None, RefusedError(N_("a new department must have it")))
    name = str(row["name"] if row is not None else values["name"])
    above = values.get("above")
    if above is not None and closes_circle(name, str(above), all_departments(writer.register.connection)):
        raise ColumnError("above", above, RefusedError(N_("{department} would then belong to itself"), department=name))
    if values.get("closed_on") is not None:
        _check_empty(writer, name, values["closed_on"])
    return Kept(*writer.save_row(SheetKind.DEPARTMENTS, row, values))


def _check_empty(writer: RecordWriter, name: str, closed_on: object) -> None:
    """Nobody is in it any more, and nothing belongs to it. Raises ColumnError."""
    connection = writer.register.connection
    people, below = people_in(connection, name, writer.today), open_below(connection, name)
    if people:
        named = _(", ").join(people[:_NAMED_AT_MOST])
        reason = RefusedError(N_("{count} people are still in {department}: {people}"), count=len(people), department=name, people=named)
        raise ColumnError("closed_on", closed_on, reason)
    if below:
        named = _(", ").join(below[:_NAMED_AT_MOST])
        raise ColumnError(
            "closed_on", closed_on, RefusedError(N_("these still belong to {department}: {below}"), department=name, below=named)
        )


KEEPER = Keeper(_known, _save)
