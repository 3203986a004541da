"""Reports of the dealership's own as they are stored, and what their lists and cross tables read of the declared records."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

from kcrm.memo import same
from kcrm.model.cell import Cell
from kcrm.named import NamedTuple
from kcrm.queries.filters import Column
from kcrm.queries.records import Shown, save
from kcrm.queries.rows import plain_rows, record
from kcrm.queries.sources.source import Source
from kcrm.records import Field, Noun

_ANY = 12  # the number of some record


class StoredReport(NamedTuple):
    """A report as it was saved; text: its declaration."""

    id: int
    name: str
    text: str
    saved_on: date


class Readable(NamedTuple):
    """What can be read of one kind of record: by key its fields, and the SQL of what stands there; joins: what that needs."""

    noun: Noun
    source: Source
    fields: Mapping[str, Field]
    places: Mapping[str, str]
    joins: str


class Group(NamedTuple):
    """So many records that have the same at both. rows, across: as kept; amount: what was added up, in the unit that is kept."""

    rows: str | int | None
    across: str | int | None
    cases: int
    amount: int


def report_of(connection: sqlite3.Connection, name: str) -> StoredReport | None:
    """The report of this name."""
    row = _row(connection, name)
    return None if row is None else record(StoredReport, row)


def keep_report(connection: sqlite3.Connection, name: str, text: str, today: date) -> tuple[StoredReport, bool]:
    """Write a declaration under its name, and whether it is another than the one that was there."""
    row = _row(connection, name)
    if row is not None and row["text"] == text:
        return record(StoredReport, row), False
    number, _saved = save(connection, "report", row, {"name": name, "text": text, "saved_on": today})
    return StoredReport(number, name, text, today), True


def forget_report(connection: sqlite3.Connection, number: int) -> None:
    """Take the report of this id away."""
    connection.execute("DELETE FROM report WHERE id = ?", (number,))


def _row(connection: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM report WHERE name = ?", (name,)).fetchone()
    return row


def stored_reports(connection: sqlite3.Connection) -> list[StoredReport]:
    """Every one, by name."""
    return [record(StoredReport, row) for row in connection.execute("SELECT * FROM report ORDER BY name")]


def readable(noun: Noun, source: Source) -> Readable:
    """What lists show of a kind; of one whose lists are not those of its declaration, what files have of it."""
    listed = bool(noun.listed)
    fields = noun.listed if listed else tuple(noun.sheet.values())
    elsewhere, joins = (source.shown, source.joins) if listed else (source.given, source.file_joins or source.joins)
    places = {
        field.key: elsewhere.get(field.key) or f"{noun.table}.{field.stored}" for field in fields if field.key in elsewhere or field.stored
    }
    return Readable(noun, source, {field.key: field for field in fields if field.key in places}, places, joins)


def filter_columns(of: Readable, begins: Callable[[date], str]) -> dict[str, Column]:
    """How each field is filtered. begins: what the instant is kept as at which a day begins."""
    return {key: _column(of, key, begins) for key in of.fields}


def _column(of: Readable, key: str, begins: Callable[[date], str]) -> Column:
    kind, place = of.fields[key].type.cell, of.places[key]
    letter = _letter(of.fields[key])
    return Column((f"'{letter}' || {place}" if letter else place,), begins=begins if kind is Cell.INSTANT else None)


def _letter(field: Field) -> str:
    """What stands before the number of a record that the field names, as C in C12; "" where it names none by its number."""
    if field.type.load is not same and field.type.cell in {Cell.TEXT, Cell.IDENTIFIER}:
        with suppress(TypeError):
            shown = field.type.load(_ANY)
            if isinstance(shown, str) and shown.endswith(str(_ANY)):
                return shown.removesuffix(str(_ANY))
    return ""


def count_rows(connection: sqlite3.Connection, of: Readable, condition: str, values: Mapping[str, object]) -> int:
    """How many records a condition holds for."""
    statement = f"SELECT count(*) FROM {of.noun.table} {of.joins} WHERE {condition}"  # noqa: S608 - here and below: our own words; values are bound
    count: int = connection.execute(statement, values).fetchone()[0]
    return count


def list_rows(
    connection: sqlite3.Connection,
    of: Readable,
    condition: str,
    values: Mapping[str, object],
    *,
    keys: Sequence[str],
    sort: str,
    limit: int,
) -> list[Shown]:
    """The records of a condition, these fields as their types show them. sort: a key, after `-` the greatest first; limit: 0 for all."""
    table = of.noun.table
    by = sort.removeprefix("-")
    own = ", ".join(f"{table}.{each}" for each in of.source.order.split(", "))
    order = f"{of.places[by]} IS NULL, {of.places[by]}{' DESC' if sort.startswith('-') else ''}, {own}" if by else own
    chosen = ", ".join(of.places[key] for key in keys)
    page = "LIMIT :report_limit" if limit else ""
    statement = f"SELECT {chosen} FROM {table} {of.joins} WHERE {condition} ORDER BY {order} {page}"  # noqa: S608
    loads = [of.fields[key].type.load for key in keys]
    rows = plain_rows(connection, statement, {**values, "report_limit": limit})
    return [tuple(None if value is None else load(value) for load, value in zip(loads, row, strict=True)) for row in rows]


def grouped(
    connection: sqlite3.Connection,
    of: Readable,
    condition: str,
    values: Mapping[str, object],
    *,
    rows: str,
    across: str,
    known: str,
    added: str,
) -> Iterator[Group]:
    """The records of a condition by what they have at two fields. known: without this field one does not count; added: what is summed."""
    of_rows, of_across = of.places[rows], of.places[across]
    cases = f"count({of.places[known]})" if known else "count(*)"
    amount = f"coalesce(sum({of.places[added]}), 0)" if added else cases
    statement = f"SELECT {of_rows}, {of_across}, {cases}, {amount} FROM {of.noun.table} {of.joins} WHERE {condition} GROUP BY 1, 2"  # noqa: S608
    for row in plain_rows(connection, statement, values):
        group = Group(*row)
        if group.cases:
            yield group
