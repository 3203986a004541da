"""What a statement of somebody's own gave, and the dictionary of the views that there are for it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence

from kcrm.actions.sql import Asked
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.sql import Value
from kcrm.records.readable import Readable
from kcrm.text import safe
from kcrm.views import Audience, Cell, Column, Valued, View
from kcrm.views.fields import spoken

_EXACT, _TEXT = Column("", "", Cell.EXACT), Column("", "")
_FEN = 100
_COLUMNS = (
    Column("view", N_("View")),
    Column("key", N_("Column")),
    Column("label", N_("Label"), priority=1),
    Column("type", N_("Kind of value"), priority=1),
    Column("unit", N_("Unit"), priority=3),
    Column("values", N_("Allowed values"), Cell.TEXTS, audience=Audience.MACHINES),
    Column("values", N_("Allowed values"), Cell.TEXTS, 2, audience=Audience.PEOPLE),
    Column("personal", N_("Personal"), Cell.ENUM, 3, labels=Personal),
    Column("example", N_("Example"), priority=4),
    Column("help", N_("Meaning"), priority=5),
)


def asked_view(asked: Asked) -> View:
    """The rows as SQLite gave them; the statement says which, in which order and under which names.

    A column of amounts, whose values are all of them whole fen, is one of money. A name that comes twice has a number behind it.
    """
    found = asked.answer
    columns, values = [], []
    for place, name in enumerate(_told_apart(found.names)):
        column, read = _column(name, [row[place] for row in found.rows], money=name in asked.amounts)
        columns.append(column)
        values.append(read)
    rows: Sequence[Sequence[object]] = list(zip(*values, strict=True))
    return View(_("Query"), tuple(columns), rows, total=found.total, told=asked.told, empty=_("No rows."))


def dictionary_view(views: Iterable[Readable]) -> View:
    """A row for each column of each view."""
    return View(_("Views"), _COLUMNS, [row for view in views for row in _rows(view)])


def _rows(view: Readable) -> Iterator[tuple[object, ...]]:
    for field in view.columns:
        words = tuple(field.type.words) if field.type.words is not None else ()
        yield (
            view.name,
            field.key,
            _(field.label),
            _(field.type.name),
            _(field.type.unit) if field.type.unit else None,
            words,
            tuple(map(spoken, words)),
            field.personal,
            field.type.example or None,
            _(field.help) if field.help else None,
        )


def _told_apart(names: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for place, given in enumerate(names, 1):
        name = plain = safe(given) or f"column_{place}"
        again = 1
        while name in taken:
            again += 1
            name = f"{plain}_{again}"
        taken.add(name)
        yield name


def _column(name: str, values: Collection[Value], *, money: bool) -> tuple[Column, Sequence[object]]:
    """The column and what stands in it: of one kind where all values are, else each of its own."""
    numbers = all(value is None or _is_number(value) for value in values)
    there = any(value is not None for value in values)
    column = Column(name, name, verbatim=True)
    if numbers and there and money and all(value is None or _is_fen(value) for value in values):
        return column._replace(kind=Cell.MONEY), [None if value is None else round(float(value) * _FEN) for value in values]
    if numbers and there:
        return column._replace(kind=Cell.EXACT), list(values)
    if all(value is None or isinstance(value, str) for value in values):
        return column, list(values)
    return column._replace(kind=Cell.VALUED), [None if value is None else _valued(value) for value in values]


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _is_fen(value: Value) -> bool:
    return isinstance(value, int | float) and round(value * _FEN) / _FEN == value


def _valued(value: Value) -> Valued:
    if _is_number(value):
        return Valued(_EXACT, value)
    return Valued(_TEXT, value.hex() if isinstance(value, bytes) else str(value))
