"""What import takes, given back: a column for each key of an import file, its values as import reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kcrm.i18n import _, language
from kcrm.records import Field, SheetKind, noun_of
from kcrm.views import Cell, Column, View
from kcrm.views.labels import labels_of
from kcrm.views.values import rounded


def export_view(kind: SheetKind, rows: Iterable[Sequence[Any]]) -> View:
    """The rows of `kcrm.queries.exports`, in the order of the file's keys. People read the headings of the import file."""
    fields = tuple(field for field in noun_of(kind).sheet.values() if field.in_files)
    values = [tuple(None if value is None else _given(field, value) for field, value in zip(fields, row, strict=True)) for row in rows]
    return View(_(noun_of(kind).titles), tuple(map(_column, fields)), values)


def _column(field: Field) -> Column:
    heading = field.headings[0] if language() == "zh" else field.key
    cell = field.type.cell if field.type.cell not in {Cell.IDENTIFIER, Cell.PERCENT} else Cell.TEXT
    return Column(field.key, heading, cell, labels=labels_of(field.type.words) if field.type.words is not None else {})


def _given(field: Field, value: Any) -> object:  # noqa: ANN401 - as SQLite has it
    loaded: Any = field.type.load(value)
    # a bare number over 1 would not say what it is
    return f"{rounded(loaded, 2)}%" if field.type.cell is Cell.PERCENT else loaded
