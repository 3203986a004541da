"""What a statement of somebody's own gave, and the dictionary of the views that there are for it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from types import NoneType

from kcrm.actions.sql import Asked
from kcrm.i18n import N_, _
from kcrm.memo import same
from kcrm.model.personal import Personal
from kcrm.queries.rows import Rows
from kcrm.records.readable import Readable
from kcrm.storage.kept import Kept, Value
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
    seen = [_Seen(name, money=name in asked.amounts) for name in _told_apart(found.names)]
    for block in found.rows.blocks():
        for each, values in zip(seen, zip(*block, strict=True), strict=True):
            each.take(values)
    columns = tuple(each.column() for each in seen)
    loads = [_fen if column.kind is Cell.MONEY else same for column in columns]
    rows = Rows(len(found.rows), lambda: _read(found.rows, columns), loads)
    return View(_("Query"), columns, rows, total=found.total, told=asked.told, empty=_("No rows."))


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


class _Seen:
    """Of what kind the values of a column are: of one where all are, else each of its own."""

    def __init__(self, name: str, *, money: bool) -> None:
        self._name = name
        self._numbers, self._texts, self._fen = True, True, money

    def take(self, values: Collection[Value]) -> None:
        """Look at some of them."""
        self._texts = self._texts and set(map(type, values)) <= {str, NoneType}
        self._numbers = self._numbers and all(value is None or _is_number(value) for value in values)
        self._fen = self._fen and self._numbers and all(value is None or _is_fen(value) for value in values)

    def column(self) -> Column:
        column = Column(self._name, self._name, verbatim=True)
        if self._texts:
            return column
        if not self._numbers:
            return column._replace(kind=Cell.VALUED)
        return column._replace(kind=Cell.MONEY if self._fen else Cell.EXACT)


def _read(rows: Kept, columns: Sequence[Column]) -> Iterator[Sequence[object]]:
    """The rows, whose values are each with its kind where a column has several."""
    mixed = [place for place, column in enumerate(columns) if column.kind is Cell.VALUED]
    if not mixed:
        return iter(rows)
    return ([None if value is None else _valued(value) if place in mixed else value for place, value in enumerate(row)] for row in rows)


def _fen(value: float) -> int:
    return round(float(value) * _FEN)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _is_fen(value: Value) -> bool:
    return isinstance(value, int | float) and round(value * _FEN) / _FEN == value


def _valued(value: Value) -> Valued:
    if _is_number(value):
        return Valued(_EXACT, value)
    return Valued(_TEXT, value.hex() if isinstance(value, bytes) else str(value))
