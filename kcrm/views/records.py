"""Records as rows: what a declaration lists, and other columns that say which attribute stands where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from kcrm.i18n import _
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown
from kcrm.records import Field, Noun, SheetKind, noun_of
from kcrm.views import Audience, Column, Shape, Valued, View

Reader = Callable[[Any], object]

_MOST_IN_LISTS = 5  # the lowest priority that a list shows people; machines get every column


@cache
def columns_of(kind: SheetKind) -> tuple[Column, ...]:
    """A column for each field that lists and cards of this kind show."""
    return tuple(map(column_of, noun_of(kind).listed))


def column_of(field: Field) -> Column:
    """How a field is shown."""
    words = field.type.words
    return Column(field.key, field.label, field.type.cell, field.shown or 0, words or {}, personal=field.personal)


def record_list(kind: SheetKind, rows: Sequence[Shown], total: int | None = None, *, empty: str = "", aside: Collection[str] = ()) -> View:
    """The first records of so many. empty: what people are told where there are none. aside: columns for machines alone."""
    found = listing(_(noun_of(kind).titles), columns_of(kind), rows, total)._replace(empty=empty)
    if not aside:
        return found
    columns = tuple(each._replace(audience=Audience.MACHINES) if each.key in aside else each for each in found.columns)
    return found._replace(columns=columns)


def record_card(kind: SheetKind, row: Shown, parts: Mapping[str, View] | None = None, more: Sequence[tuple[Column, object]] = ()) -> View:
    """One record. more: what else is known of it; parts: what belongs to it."""
    columns = (*columns_of(kind), *(column for column, _value in more))
    return single(_(noun_of(kind).title), columns, (*row, *(value for _column, value in more)), parts)


def record_part(kind: SheetKind, title: str, keys: Collection[str], rows: Iterable[Shown]) -> View:
    """Some columns of records, as part of a card; title: translated."""
    columns = columns_of(kind)
    kept = [index for index, column in enumerate(columns) if column.key in keys]
    return View(title, tuple(columns[index] for index in kept), [tuple(row[index] for index in kept) for row in rows])


def valued(field: Field, kept: object) -> Valued:
    """What the database keeps of a field, which is not None, as the value that it is and as it is shown everywhere."""
    return Valued(column_of(field), field.type.load(kept))


def value_in(noun: Noun, row: Shown, key: str) -> Any:  # noqa: ANN401 - as its type shows it
    """What a row of listed values has for a key."""
    return row[[field.key for field in noun.listed].index(key)]


def row_of(columns: tuple[Column, ...], record: object, readers: Mapping[str, Reader]) -> tuple[object, ...]:
    """Of each column the value that its reader takes from the record, or the attribute named as its key; a reference as it is typed."""
    return rows_of(columns, [record], readers)[0]


def rows_of(columns: tuple[Column, ...], records: Iterable[object], readers: Mapping[str, Reader]) -> list[tuple[object, ...]]:
    """One such row a record."""
    read = [readers.get(column.key) or _REFERENCES.get(column.key) or attrgetter(column.key) for column in columns]
    return [tuple([each(record) for each in read]) for record in records]


def number_of(thing: Thing, key: str = "id") -> Reader:
    """Reads what the record, or another to which its attribute of this name refers, is called; None where it refers to none."""

    def read(record: object) -> str | None:
        number = getattr(record, key)
        return identifier(thing, number) if number is not None else None

    return read


_REFERENCES: Mapping[str, Reader] = {
    key: number_of(thing, key)
    for key, thing in (("customer_id", Thing.CUSTOMER), ("vehicle_id", Thing.VEHICLE), ("form_id", Thing.SURVEY_FORM))
}


def listing(title: str, columns: tuple[Column, ...], rows: Sequence[Sequence[object]], total: int | None = None) -> View:
    """A list of records: people see the columns that tell one from another, `show` has the others."""
    shown = tuple(column if column.priority <= _MOST_IN_LISTS else column._replace(audience=Audience.MACHINES) for column in columns)
    return View(title, shown, rows, total=total)


def single(title: str, columns: tuple[Column, ...], row: Sequence[object], parts: Mapping[str, View] | None = None) -> View:
    """One record: people see the fields that are filled, machines all."""
    shown = tuple(
        column if value is not None else column._replace(audience=Audience.MACHINES) for column, value in zip(columns, row, strict=True)
    )
    return View(title, shown, [row], shape=Shape.RECORD, parts=parts or {})
