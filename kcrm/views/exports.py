"""What import takes, given back: a column for each key of an import file, its values as import reads them."""

from __future__ import annotations

from typing import Any

from kcrm.i18n import _, language
from kcrm.queries.rows import Load, Rows
from kcrm.records import Field, SheetKind, noun_of
from kcrm.views import Cell, Column, View
from kcrm.views.values import rounded


def export_view(kind: SheetKind, rows: Rows) -> View:
    """The rows of `kcrm.queries.exports`, in the order of the file's keys. People read the headings of the import file."""
    fields = noun_of(kind).written
    loads = (_with_sign(load) if field.type.cell is Cell.PERCENT else load for field, load in zip(fields, rows.loads, strict=True))
    return View(_(noun_of(kind).titles), tuple(map(_column, fields)), Rows(len(rows), rows.read, loads))


def _column(field: Field) -> Column:
    heading = field.key if language() != "zh" else field.headings[0] if field.headings else _(field.label)
    cell = field.type.cell if field.type.cell not in {Cell.IDENTIFIER, Cell.PERCENT} else Cell.TEXT
    return Column(field.key, heading, cell, labels=field.type.words or {}, personal=field.personal)


def _with_sign(load: Load) -> Load:
    """Percents as text: a bare number over 1 would not say what it is."""

    def signed(value: object) -> str:
        percent: Any = load(value)
        return f"{rounded(percent, 2)}%"

    return signed
