"""Lines of a work plan: known again by whose they are, their month and what they are about; an approved aim stays."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import staff_named
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.kpis import KPIS
from kcrm.queries.records import differing, stored_values
from kcrm.records import SheetKind

_AGREED: Final = ("month", "kind", "kpi", "title", "aim")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    about = "kpi" if values.get("kpi") else "title"
    person, month = staff_named(writer, values, "person"), values.get("month")
    same = (row for row in writer.register.find("workplan", about, values.get(about)) if row["person_id"] == person)
    return next((row for row in same if row["month"] == str(month)), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    _check_figure(row, values)
    if row is None:
        if values.get("person") is None:
            raise ColumnError("person", None, RefusedError(N_("a new line must have it")))
        values = {"planned_on": writer.today, **values}
    elif row["approved_on"] is not None:
        changed = differing(row, stored_values({key: value for key, value in values.items() if key in _AGREED}))
        if changed:
            key = next(iter(changed))
            raise ColumnError(key, None, RefusedError(N_("the plan was approved on {day}, and stays"), day=row["approved_on"]))
    return Kept(*writer.save_row(SheetKind.WORKPLANS, row, values))


def _check_figure(row: sqlite3.Row | None, values: Values) -> None:
    """Its figure is one that there is, and what that tells is not typed. Raises ColumnError."""
    kpi, actual = (values.get(key, row[key] if row is not None else None) for key in ("kpi", "actual"))
    if kpi is None:
        return
    if str(kpi) not in KPIS:
        raise ColumnError("kpi", kpi, RefusedError(N_("there is no such figure: kcrm kpi list")))
    if actual is not None:
        raise ColumnError("actual", actual, RefusedError(N_("the figure {kpi} tells it; leave it out"), kpi=kpi))


KEEPER: Final = Keeper(_known, _save)
