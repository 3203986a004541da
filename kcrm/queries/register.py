"""The records of an open write: found by what they are known by, kept where they are new or differ; one by one, or many together.

A file has up to half a million rows. What they name is read ahead for thousands at a time, and what they bring waits and is stored by few
statements: where triggers may refuse a row, SQLite keeps the pages that a statement changes as they were before, which for a statement a
row costs more than the row itself. Nobody sees that something waits: whoever asks the database gets it with everything stored.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Final, Self

from kcrm.named import NamedTuple
from kcrm.queries.records import Kept, Saved, differing, insert, save, stored_values, update
from kcrm.queries.rows import plain_rows

Values = Mapping[str, object]

# So many records are stored at once.
_AT_ONCE: Final = 200
# What others refer to is stored before them.
_FIRST: Final = ("department", "staff", "customer", "vehicle")
BY_PHONE: Final = "(phone_tail = substr({sought}, -4) AND phone = {sought}) OR (phone2_tail = substr({sought}, -4) AND phone2 = {sought})"
"""The condition on customers by which a phone is looked up."""
_HOLDING: Final[Mapping[str, tuple[str, ...]]] = {"phone": ("phone", "phone2")}
"""By what is sought the columns that may hold it, where that is not one column of the same name."""


class NotPermittedError(Exception):
    """A row that the schema does not permit. number: of the record it belongs to; detail: SQLite's words."""

    def __init__(self, number: int, table: str, values: Values, detail: str) -> None:
        super().__init__(detail)
        self.number, self.table, self.values, self.detail = number, table, values, detail


class _Waiting(NamedTuple):
    """A row to be stored with its id, or what is new of one. number: of the record it belongs to; said: what was to be saved."""

    number: int
    table: str
    id: int
    values: dict[str, Kept]
    new: bool
    said: Values


class Register:
    """Records in one open write.

    together: what is saved waits for `store`, record by record as they are begun (`with register.record(number)`). A record that is given
    up by an error takes along what was saved of it; what of it is in the database already only where apart is set.
    """

    def __init__(self, connection: sqlite3.Connection, *, together: bool = False, apart: bool = False) -> None:
        self._connection = connection
        self._together, self._apart = together, apart
        self._number = self._begun = 0
        self._open = self._savepoint = False
        self._waiting: list[_Waiting] = []
        self._refused: list[NotPermittedError] = []
        self._next: dict[str, int] = {}
        self._ahead: dict[str, dict[str, dict[object, list[sqlite3.Row]]]] = {}
        self._defaults: dict[str, dict[str, Kept]] = {}

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, with everything stored that was saved. What is written there goes with the record that is begun.

        Raises NotPermittedError where something of that record cannot be stored.
        """
        if self._open and not self._savepoint and (self._begun or self._apart):
            own, self._waiting = self._waiting[self._begun :], self._waiting[: self._begun]
            self._store_waiting()
            self._waiting = own
            if self._apart:
                self._connection.execute("SAVEPOINT record")
                self._savepoint = True
        if self._waiting:
            self._store_waiting()
            if self._open and self._refused and self._refused[-1].number == self._number:
                raise self._refused.pop()
        self._next.clear()  # whoever asks may store, too
        return self._connection

    @property
    def number(self) -> int:
        """Of the record that is begun: its line in the file."""
        return self._number

    # --- finding ---

    def read_ahead(self, table: str, column: str, sought: Iterable[object]) -> None:
        """Read the rows that have one of these values there; in place of what was read of that column before."""
        wanted = {value for value in sought if value is not None}
        self._ahead.setdefault(table, {})[column] = self._found(table, column, wanted) if wanted else {}

    def find(self, table: str, column: str, value: object) -> Sequence[sqlite3.Row]:
        """The rows that have this value there, by id; of a customer's phone also those who have it as their second one."""
        found = self._ahead.get(table, {}).get(column, {}).get(value)
        return found if found is not None else self._found(table, column, [value])[value]

    def _found(self, table: str, column: str, sought: Collection[object]) -> dict[object, list[sqlite3.Row]]:
        condition = BY_PHONE.format(sought="sought.value") if column in _HOLDING else f"{table}.{column} = sought.value"
        statement = f"SELECT sought.value, {table}.* FROM json_each(?) AS sought CROSS JOIN {table} ON {condition}"  # noqa: S608 - our own names
        found: dict[object, list[sqlite3.Row]] = {value: [] for value in sought}
        for row in self.connection.execute(statement, (json.dumps(list(sought)),)):
            found[row[0]].append(row)
        for rows in found.values():
            if len(rows) > 1:
                rows.sort(key=itemgetter("id"))
        return found

    def forget(self, table: str, values: Values) -> None:
        """What was read ahead of a table is not true any more for who asks by what stands here."""
        for sought, found in self._ahead.get(table, {}).items():
            for column in _HOLDING.get(sought, (sought,)):
                if column in values:
                    found.pop(values[column], None)

    # --- saving ---

    def record(self, number: int) -> Self:
        """Begin a record."""
        self._number, self._begun = number, len(self._waiting)
        return self

    def __enter__(self) -> Self:
        self._open = True
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._open = False
        if error is not None:
            dropped, self._waiting = self._waiting[self._begun :], self._waiting[: self._begun]
            for each in dropped:
                if each.new and each.table in self._next:
                    self._next[each.table] -= 1
        if self._savepoint:
            if error is not None:
                self._connection.execute("ROLLBACK TO record")
                self._next.clear()
                self._ahead.clear()
            self._connection.execute("RELEASE record")
            self._savepoint = False

    def save(self, table: str, row: sqlite3.Row | None, values: Values) -> tuple[int, Saved]:
        """Insert `values` where `row` is None, else update the columns that differ; the row's id and what was done.

        table and the keys are our own column names. Raises NotPermittedError where the schema does not permit it, unless it waits.
        """
        if not self._together:
            try:
                return save(self._connection, table, row, values)
            except sqlite3.IntegrityError as error:
                raise NotPermittedError(self._number, table, values, str(error)) from error
        stored = stored_values(values)
        if row is not None:
            stored = differing(row, stored)
            if not stored:
                return row["id"], Saved.UNCHANGED
            self.forget(table, dict(row))
        self.forget(table, stored)
        if row is not None:
            self._waiting.append(_Waiting(self._number, table, row["id"], stored, False, values))
            return row["id"], Saved.CHANGED
        stored["id"] = number = self._next_id(table)
        self._waiting.append(_Waiting(self._number, table, number, stored, True, values))
        return number, Saved.NEW

    def store(self) -> list[NotPermittedError]:
        """Store what waits. Returns what the schema does not permit; nothing that was saved of the same record is kept."""
        if self._waiting:
            self._store_waiting()
        self._next.clear()  # who is not waited for may store, too
        refused, self._refused = self._refused, []
        return refused

    def _next_id(self, table: str) -> int:
        number = self._next.get(table)
        if number is None:
            row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
            number = row[0] + 1 if row else 1
        self._next[table] = number + 1
        return number

    def _store_waiting(self) -> None:
        waiting, self._waiting, self._begun = self._waiting, [], 0
        records = [list(rows) for _number, rows in groupby(waiting, attrgetter("number"))]
        for start in range(0, len(records), _AT_ONCE):
            self._store(records[start : start + _AT_ONCE])
        self._next.clear()

    def _store(self, records: Sequence[Sequence[_Waiting]]) -> None:
        """All in one; where something is refused half by half, until the record that it belongs to stands alone."""
        try:
            self._write(list(chain.from_iterable(records)))
        except sqlite3.IntegrityError:
            if len(records) == 1:
                self._refused.append(self._refusal(records[0]))
            else:
                self._store(records[: len(records) // 2])
                self._store(records[len(records) // 2 :])

    def _refusal(self, record: Sequence[_Waiting]) -> NotPermittedError:
        """Which of a record's rows it is."""
        for count, each in enumerate(record, 1):
            try:
                self._write(record[:count], kept=False)
            except sqlite3.IntegrityError as error:
                return NotPermittedError(each.number, each.table, each.said, str(error))
        raise AssertionError("it was refused a moment ago")

    def _write(self, waiting: Sequence[_Waiting], *, kept: bool = True) -> None:
        """All of it or nothing."""
        new: dict[str, list[dict[str, Kept]]] = defaultdict(list)
        for each in waiting:
            if each.new:
                new[each.table].append(each.values)
        told = [each for each in waiting if not each.new]
        # one statement is all or nothing by itself; within a savepoint SQLite would keep its pages twice
        whole = kept and len(new) + len(told) == 1
        if not whole:
            self._connection.execute("SAVEPOINT waiting")
        try:
            for table in sorted(new, key=lambda table: _FIRST.index(table) if table in _FIRST else len(_FIRST)):
                insert(self._connection, table, self._defaults_of(table), new[table])
            for each in told:
                update(self._connection, each.table, each.id, each.values)
        except sqlite3.IntegrityError:
            kept = False
            raise
        finally:
            if not whole:
                if not kept:
                    self._connection.execute("ROLLBACK TO waiting")
                self._connection.execute("RELEASE waiting")

    def _defaults_of(self, table: str) -> Mapping[str, Kept]:
        """What its columns hold where nothing is said."""
        if table not in self._defaults:
            said = dict(plain_rows(self._connection, "SELECT name, coalesce(dflt_value, 'NULL') FROM pragma_table_info(?)", (table,)))
            values = plain_rows(self._connection, f"SELECT {', '.join(said.values())}").fetchone()
            self._defaults[table] = dict(zip(said, values, strict=True))
        return self._defaults[table]
