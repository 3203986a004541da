"""What an operation that one person made at one go was about: a call and how it ended, a complaint, a field that was changed.

The log's headings name nobody, so that this is read from the rows that each operation touched.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from kcrm.enums import StrEnum
from kcrm.model import Action, CallMatter, Direction, EventKind, Happened, Kind, Outcome, Severity
from kcrm.named import NamedTuple
from kcrm.queries.lookup import row_name
from kcrm.queries.operations import Image, Images
from kcrm.storage.logged import DELETE, INSERT, UPDATE, table_numbers

_MOST = 200
"""Entries of an operation that one person made at one go; an import has more."""
_ENTRIES = """
SELECT entry.operation_id, entry.table_no, operation.schema_version, entry.row_id, entry.action, entry.before
FROM json_each(:operations) AS wanted
JOIN operation ON operation.id = wanted.value AND operation.row_count <= :most AND operation.undoes IS NULL AND NOT operation.automatic
JOIN operation_row AS entry
    ON entry.id >= operation.first_row AND entry.id < operation.first_row + operation.row_count AND entry.operation_id = operation.id
WHERE entry.table_no IN (SELECT value FROM json_each(:tables))
ORDER BY entry.id
"""
_NEXT = "SELECT before FROM operation_row WHERE table_no = ? AND row_id = ? AND operation_id > ? ORDER BY operation_id LIMIT 1"
# how a thing is searched for follows from its name
_FOLLOWS = frozenset({"pinyin", "initials"})
_MADE = ("complaint", "finding", "need", "prospect", "opportunity")
_TABLES = (*_MADE, "call", "complaint_event", "prospect_event", "refusal", "followup_event", "customer", "vehicle")


class Step(NamedTuple):
    """table, id, name: whom or what it was about. words: members of enums, identifiers and numbers; of what was changed the columns."""

    table: str
    id: int
    name: str
    what: Happened
    words: tuple[object, ...]


class _Entry(NamedTuple):
    """version: of the schema under which it was recorded."""

    operation: int
    table: str
    version: int
    row_id: int
    action: int
    before: str | None


def steps(connection: sqlite3.Connection, operations: Sequence[int]) -> dict[int, Step]:
    """By operation what it was about; none of an import, of planning, of an undo, and of what concerns no customer and no vehicle."""
    numbers = {table: number for table, number in table_numbers(connection).items() if table in _TABLES}
    tables = {number: table for table, number in numbers.items()}
    values = {"operations": json.dumps(operations), "most": _MOST, "tables": json.dumps(list(tables))}
    of_each: defaultdict[int, list[_Entry]] = defaultdict(list)
    for operation, table_no, *entry in connection.execute(_ENTRIES, values):
        of_each[operation].append(_Entry(operation, tables[table_no], *entry))
    rows = _Rows(connection, numbers, chain.from_iterable(of_each.values()))
    found = {operation: _step(rows, entries) for operation, entries in of_each.items()}
    return {operation: step for operation, step in found.items() if step is not None}


class _Rows:
    """The rows that were touched, as they are or as they last were."""

    def __init__(self, connection: sqlite3.Connection, numbers: Mapping[str, int], entries: Iterable[_Entry]) -> None:
        self.connection, self._numbers, self._now = connection, numbers, Images(connection)
        self._images: dict[int, Images] = {}
        wanted: defaultdict[str, set[int]] = defaultdict(set)
        for entry in entries:
            wanted[entry.table].add(entry.row_id)
        self._present = {(table, row["id"]): dict(row) for table, ids in wanted.items() for row in self._read(table, ids)}

    def _read(self, table: str, ids: Iterable[int]) -> Iterator[sqlite3.Row]:
        statement = f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
        return iter(self.connection.execute(statement, (json.dumps(list(ids)),)))

    def last(self, table: str, row_id: int) -> Image:
        """The row; nothing is known of one that was erased."""
        key = table, row_id
        if key not in self._present:
            self._present[key] = dict(self._now.last(table, row_id) or {})
        return self._present[key]

    def before(self, entry: _Entry) -> Image:
        """The row as an operation found it, with the columns that there were."""
        return self._of(entry).image(entry.table, entry.before) or {}

    def _of(self, entry: _Entry) -> Images:
        return self._images.setdefault(entry.version, Images(self.connection, entry.version))

    def changed(self, entry: _Entry) -> tuple[str, ...]:
        """The columns that an operation gave another value, without those that follow from others."""
        following = self.connection.execute(_NEXT, (self._numbers[entry.table], entry.row_id, entry.operation)).fetchone()
        before = self.before(entry)
        after = (self._of(entry).image(entry.table, following[0]) if following else self.last(entry.table, entry.row_id)) or {}
        return tuple(column for column in before if before[column] != after.get(column) and column not in _FOLLOWS)


def _step(rows: _Rows, entries: Sequence[_Entry]) -> Step | None:
    new = {table: [each.row_id for each in entries if each.table == table and each.action == INSERT] for table in _TABLES}
    made = tuple(str(row_name(table, number)) for table in _MADE for number in new[table])
    for call in new["call"]:
        row = rows.last("call", call)
        if row.get("direction") == Direction.IN:
            return _about(rows, row.get("customer_id"), Happened.CALL_IN, (*_members(CallMatter, row.get("about")), *made))
        score = (row["score"],) if row.get("score") is not None else ()
        return _about(rows, row.get("customer_id"), Happened.CALL, (*_members(Outcome, row.get("outcome")), *score, *made))
    for complaint in new["complaint"]:
        row = rows.last("complaint", complaint)
        return _about(rows, row.get("customer_id"), Happened.COMPLAINT, (*made, *_members(Severity, row.get("severity"))))
    for case, happened in (("complaint", Happened.COMPLAINT_STEP), ("prospect", Happened.LEAD_STEP)):
        for event in () if new[case] else new[f"{case}_event"]:
            row = rows.last(f"{case}_event", event)
            number = int(row.get(f"{case}_id") or 0)
            words = (row_name(case, number), *_members(_steps_of(case), row.get("kind")))
            return _about(rows, rows.last(case, number).get("customer_id"), happened, words)
    for table, column, happened in (
        ("finding", "customer_id", Happened.FINDING),
        ("need", "customer_id", Happened.NEED),
        ("prospect", "referred_by_id", Happened.LEAD),  # by whom they were named, else they themselves
        ("opportunity", "customer_id", Happened.OPPORTUNITY),
    ):
        for number in new[table]:
            row = rows.last(table, number)
            return _about(rows, row.get(column) or row.get("customer_id"), happened, made)
    return _taken_back(rows, entries) or _by_hand(rows, new["followup_event"]) or _written(rows, entries)


def _steps_of(case: str) -> type[StrEnum]:
    if case == "complaint":
        return EventKind
    from kcrm.model.prospects import ProspectStep  # noqa: PLC0415 - most operations are about something else

    return ProspectStep


def _taken_back(rows: _Rows, entries: Sequence[_Entry]) -> Step | None:
    images = [rows.before(each) for each in entries if each.table == "refusal" and each.action == DELETE]
    kinds = tuple(chain.from_iterable(_members(Kind, image.get("kind")) for image in images))
    return _about(rows, images[0].get("customer_id"), Happened.ALLOWED, kinds) if images else None


def _by_hand(rows: _Rows, events: Sequence[int]) -> Step | None:
    """Follow-ups of one customer that were put off, left out and the like."""
    found = [rows.last("followup_event", event) for event in events]
    ids = [int(event.get("followup_id") or 0) for event in found]
    owners = {rows.last("followup", number).get("customer_id") for number in ids}
    if len(owners) != 1:
        return None
    return _about(
        rows, owners.pop(), Happened.FOLLOWUP, (*(row_name("followup", each) for each in ids), *_members(Action, found[0].get("action")))
    )


def _written(rows: _Rows, entries: Sequence[_Entry]) -> Step | None:
    """One customer, or else one vehicle, that was added or edited."""
    for table in ("customer", "vehicle"):
        touched = [each for each in entries if each.table == table and each.action in {INSERT, UPDATE}]
        if len(touched) == 1:
            (entry,) = touched
            if entry.action == INSERT:
                return _named(rows, table, entry.row_id, Happened.ADDED, ())
            return _named(rows, table, entry.row_id, Happened.CHANGED, rows.changed(entry))
    return None


def _about(rows: _Rows, customer_id: str | int | None, what: Happened, words: tuple[object, ...]) -> Step | None:
    return _named(rows, "customer", customer_id, what, words) if isinstance(customer_id, int) else None


def _named(rows: _Rows, table: str, number: int, what: Happened, words: tuple[object, ...]) -> Step:
    row = rows.last(table, number)
    return Step(table, number, str(row.get("name") or row.get("plate") or row.get("vin") or ""), what, words)


def _members(words: type[StrEnum], value: str | int | None) -> tuple[StrEnum, ...]:
    return (words(str(value)),) if value is not None else ()
