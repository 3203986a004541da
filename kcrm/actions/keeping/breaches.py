"""Breaches: known again by whose they are, their day and what was done; none without the operation that shows it."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import staff_named
from kcrm.actions.manager.breaches import evidence_of
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.records import differing, stored_values
from kcrm.records import SheetKind

_DECIDED: Final = {"person": "person_id", "what": "what", "day": "day", "grave": "grave", "evidence": "evidence"}


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    person, day = staff_named(writer, values, "person"), str(values.get("day") or writer.today)
    same = (row for row in writer.register.find("breach", "what", values.get("what")) if row["person_id"] == person)
    return next((row for row in same if row["day"] == day), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is None:
        if values.get("person") is None:
            raise ColumnError("person", None, RefusedError(N_("a new breach must have it")))
        values = {**values, "day": values.get("day") or writer.today, "finder": values.get("finder") or writer.by}
    elif row["decided_on"] is not None:
        said = {column: values[key] for key, column in _DECIDED.items() if key in values}
        changed = differing(row, stored_values(said))
        if changed:
            key = next(key for key, column in _DECIDED.items() if column in changed)
            raise ColumnError(key, None, RefusedError(N_("it was decided on {day}, and stays"), day=row["decided_on"]))
    if str(values.get("day", "")) > str(writer.today):
        raise ColumnError("day", values["day"], RefusedError(N_("that day is still to come")))
    if row is None or "evidence" in values:
        person = values.get("person", row["person_id"] if row is not None else None)
        evidence, operation = evidence_of(writer.register.connection, values.get("evidence"), int(str(person)))
        if row is None or row["evidence"] != evidence:
            values = {**values, "evidence": evidence, "operation_id": operation}
    return Kept(*writer.save_row(SheetKind.BREACHES, row, values))


KEEPER: Final = Keeper(_known, _save)
