"""The operations log, read: who did what when, and every row that an operation touched, before and after."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge

from kcrm.db import instant
from kcrm.enums import StrEnum
from kcrm.migrations.renamed import RENAMED
from kcrm.named import NamedTuple
from kcrm.progress import Advance, taking
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.rows import record
from kcrm.storage.logged import ERASE, INSERT, OF_OPERATIONS, UNLOGGED, image_of, stored_columns, table_numbers
from kcrm.storage.migration import columns_at, schema_version
from kcrm.storage.oplog import OF_ONE

Image = Mapping[str, str | int | None]
RowKey = tuple[str, int]  # table, id

# How many entries are kept is counted only where some were erased.
_OPERATIONS = f"""
SELECT operation.id, at, recorded_at, staff_id, system_user, command, automatic, undoes, schema_version, row_count,
    staff.employee_no, staff.name AS employee,
    (SELECT max(id) FROM operation AS later WHERE later.undoes = operation.id) AS undone_by,
    CASE WHEN EXISTS (SELECT 1 FROM operation_row WHERE table_no = {OF_OPERATIONS} AND row_id = operation.id AND action = {ERASE})
        THEN (SELECT count(*) FROM operation_row WHERE operation_id = operation.id AND id >= operation.first_row)
        ELSE row_count END AS rows_kept
FROM operation LEFT JOIN staff ON staff.id = operation.staff_id
"""  # noqa: S608 - numbers of our own

# Of a row that was made and is as it was left nothing is read: there are many of them after an import. The order stands outside, as SQLite
# drops one from within; entries are read by their own number, not by the index, which has all that ever happened to the table.
_TOUCHED = """
SELECT touched.id, touched.row_id, touched.before, later.id AS next_id, later.before AS next_before,
    CASE WHEN present.id IS NULL THEN NULL WHEN touched.action = {insert} AND later.id IS NULL THEN '' ELSE {image} END AS present
FROM (SELECT * FROM operation_row NOT INDEXED WHERE {of_one} AND table_no = :table) AS touched
LEFT JOIN operation_row AS later ON later.id = (
    SELECT each.id FROM operation_row AS each
    WHERE each.table_no = touched.table_no AND each.row_id = touched.row_id AND each.operation_id > touched.operation_id
    ORDER BY each.operation_id LIMIT 1)
LEFT JOIN {table} AS present ON present.id = touched.row_id
ORDER BY touched.id
"""


class Action(StrEnum):
    """What was done to a row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Operation(NamedTuple):
    """One recorded write. at: by the command's clock; recorded_at: really. undone_by: the latest operation that reversed it.

    row_count: how many rows it touched; rows_kept: how many of them are still recorded.
    """

    id: int
    at: datetime
    recorded_at: datetime
    staff_id: int | None
    employee_no: str | None
    employee: str | None
    system_user: str
    command: str
    automatic: bool
    undoes: int | None
    undone_by: int | None
    schema_version: int
    row_count: int
    rows_kept: int


class Wanted(NamedTuple):
    """Which operations. since: on or after that instant; staff_id: whose; automatic: None for those of planning and of people."""

    since: datetime | None = None
    staff_id: int | None = None
    automatic: bool | None = None


class Touched(NamedTuple):
    """One row that an operation touched. entry: in the log, in the order of which they come.

    before: its recorded image, None where it was not there. next_id, next_before: the entry of its next change and the image in it.
    present: its image as it is, None where it is not there; empty, and not read, where the operation made it and nothing changed it since.
    """

    entry: int
    table: str
    id: int
    before: str | None
    next_id: int | None
    next_before: str | None
    present: str | None

    @property
    def key(self) -> RowKey:
        return (self.table, self.id)

    @property
    def is_new(self) -> bool:
        """Whether the operation made it, and it is as it was made."""
        return self.present == ""

    @property
    def after(self) -> str | None:
        """Its image as the operation left it: in its next change, else as it is."""
        return self.present if self.next_id is None else self.next_before


@dataclass(frozen=True, slots=True)
class Change:
    """A row's difference. before, after: the columns that differ; all of them for a row that is new or gone. label: its name for people."""

    action: Action
    table: str
    id: int
    label: str
    before: Image = field(default_factory=dict)
    after: Image = field(default_factory=dict)


@dataclass(slots=True)
class Difference:
    """What an operation changed. counts: rows by table and action; changes: the first of each; labels: names of the rows they refer to."""

    counts: Counter[tuple[str, Action]] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    labels: dict[RowKey, str] = field(default_factory=dict)
    references: Mapping[tuple[str, str], str] = field(default_factory=dict)


# --- operations ---


def operations(connection: sqlite3.Connection, wanted: Wanted, limit: int | None = None) -> list[Operation]:
    """The operations wanted, latest first; limit: at most so many."""
    condition = """
        WHERE (:since IS NULL OR operation.at >= :since) AND (:staff_id IS NULL OR operation.staff_id = :staff_id)
            AND (:automatic IS NULL OR operation.automatic = :automatic)
        ORDER BY operation.id DESC LIMIT coalesce(:limit, -1)
    """
    values = {
        "since": instant(wanted.since) if wanted.since else None,
        "staff_id": wanted.staff_id,
        "automatic": wanted.automatic,
        "limit": limit,
    }
    return [record(Operation, row) for row in connection.execute(_OPERATIONS + condition, values)]


def count_operations(connection: sqlite3.Connection, wanted: Wanted) -> int:
    """How many operations are wanted."""
    row = connection.execute(
        "SELECT count(*) FROM operation"
        " WHERE (?1 IS NULL OR at >= ?1) AND (?2 IS NULL OR staff_id = ?2) AND (?3 IS NULL OR automatic = ?3)",
        (instant(wanted.since) if wanted.since else None, wanted.staff_id, wanted.automatic),
    ).fetchone()
    return int(row[0])


def operation(connection: sqlite3.Connection, number: int) -> Operation | None:
    """The operation with this number."""
    row = connection.execute(f"{_OPERATIONS} WHERE operation.id = ?", (number,)).fetchone()
    return record(Operation, row) if row else None


def latest_of(connection: sqlite3.Connection, *, staff_id: int | None, system_user: str) -> int | None:
    """The latest operation of this member of staff, else of this system user, that planning did not do by itself."""
    column, value = ("staff_id", staff_id) if staff_id is not None else ("system_user", system_user)
    row = connection.execute(f"SELECT max(id) FROM operation WHERE {column} = ? AND NOT automatic", (value,)).fetchone()  # noqa: S608
    number: int | None = row[0]
    return number


def open_operation(connection: sqlite3.Connection) -> int:
    """The operation that is being recorded in this transaction."""
    number: int = connection.execute("SELECT operation_id FROM operation_open").fetchone()[0]
    return number


def has_erased(connection: sqlite3.Connection, number: int) -> bool:
    """Whether this operation erased the rows of others."""
    row = connection.execute(
        "SELECT 1 FROM operation_row WHERE table_no = ? AND operation_id = ? AND action = ?", (OF_OPERATIONS, number, ERASE)
    ).fetchone()
    return row is not None


def has_touched(connection: sqlite3.Connection, number: int, table: str) -> bool:
    """Whether this operation changed rows of a table."""
    row = connection.execute(
        f"SELECT 1 FROM operation_row WHERE {OF_ONE} AND table_no = (SELECT no FROM operation_table WHERE name = :table) LIMIT 1",  # noqa: S608 - as above
        {"operation": number, "table": table},
    ).fetchone()
    return row is not None


def was_erased(connection: sqlite3.Connection, number: int) -> bool:
    """Whether rows of this operation were erased."""
    row = connection.execute(
        "SELECT 1 FROM operation_row WHERE table_no = ? AND row_id = ? AND action = ?", (OF_OPERATIONS, number, ERASE)
    ).fetchone()
    return row is not None


def has_founded(connection: sqlite3.Connection, number: int) -> bool:
    """Whether this operation made the store, and with it the database."""
    row = connection.execute(
        "SELECT 1 FROM operation_change WHERE table_name = 'store' AND operation_id = ? AND action = 'insert'", (number,)
    ).fetchone()
    return row is not None


# --- rows ---


def touched_rows(connection: sqlite3.Connection, number: int) -> Iterator[Touched]:
    """Every row that the operation touched, in the order in which it did; each table is read by one statement."""
    numbers = connection.execute(f"SELECT DISTINCT table_no FROM operation_row WHERE {OF_ONE}", {"operation": number}).fetchall()  # noqa: S608
    tables = {table_no: table for table, table_no in table_numbers(connection).items()}
    return merge(*(_touched_of(connection, number, table_no, tables[table_no]) for (table_no,) in numbers if table_no != OF_OPERATIONS))


def _touched_of(connection: sqlite3.Connection, number: int, table_no: int, table: str) -> Iterator[Touched]:
    image = image_of(connection, table, "present")
    statement = _TOUCHED.format(of_one=OF_ONE, insert=INSERT, table=table, image=image)
    for entry, row_id, before, next_id, next_before, present in connection.execute(statement, {"operation": number, "table": table_no}):
        yield Touched(entry, table, row_id, before, next_id, next_before, present)


@dataclass(frozen=True, slots=True)
class Images:
    """Rows as they are and as operations left them; remembers the tables' columns.

    version: of the schema under which the operation was recorded that is looked at. Of an older one only the columns that it had are
    compared, by the names that they have now: what a migration filled in, no operation changed.
    """

    connection: sqlite3.Connection
    version: int | None = None
    _columns: dict[str, list[str]] = field(default_factory=dict)

    def image(self, table: str, recorded: str | None) -> Image | None:
        """The whole row of a recorded image, which leaves out what was NULL."""
        if recorded is None:
            return None
        row = json.loads(recorded)
        if table in RENAMED:
            row = dict(_named_as_now(table, row))
        return {column: row.get(column) for column in self._columns_of(table)}

    def present(self, table: str, row_id: int) -> Image | None:
        """The row as it is now; table is one of our own."""
        columns = ", ".join(self._columns_of(table))
        row = self.connection.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,)).fetchone()  # noqa: S608
        return dict(row) if row else None

    def before(self, touched: Touched) -> Image | None:
        """The row as the operation found it."""
        return self.image(touched.table, touched.before)

    def after(self, touched: Touched) -> Image | None:
        """The row as the operation left it: its next image, else as it is now."""
        if touched.next_id is None:
            return self.present(touched.table, touched.id)
        return self.image(touched.table, touched.next_before)

    def last(self, table: str, row_id: int) -> Image | None:
        """The row as it is now or, where it is gone, as it last was."""
        return self.present(table, row_id) or self._deleted(table, row_id)

    def _deleted(self, table: str, row_id: int) -> Image | None:
        row = self.connection.execute(
            "SELECT before FROM operation_change WHERE table_name = ? AND row_id = ? AND action = 'delete'"
            " ORDER BY operation_id DESC LIMIT 1",
            (table, row_id),
        ).fetchone()
        return self.image(table, row[0]) if row else None

    def _columns_of(self, table: str) -> list[str]:
        if table not in self._columns:
            columns = stored_columns(self.connection, table)
            if self.version not in (None, schema_version()):
                then = {name for name, _value in _named_as_now(table, dict.fromkeys(columns_at(self.version, table)))}
                columns = [column for column in columns if column in then]
            self._columns[table] = columns
        return self._columns[table]


def _named_as_now(table: str, row: Image) -> Iterator[tuple[str, str | int | None]]:
    renamed = RENAMED.get(table, {})
    for column, value in row.items():
        name, written = renamed.get(column, (column, None))
        yield name, value if written is None else written(value)


def references(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The foreign keys by table and column, and the table whose id they hold; what is not logged goes along with what it follows from."""
    rows = connection.execute("""
        SELECT schema.name AS child, key."from" AS col, key."table" AS parent
        FROM sqlite_schema AS schema, pragma_foreign_key_list(schema.name) AS key
        WHERE schema.type = 'table' AND coalesce(key."to", 'id') = 'id'
    """)
    return {(row["child"], row["col"]): row["parent"] for row in rows if row["child"] not in UNLOGGED}


class ByName(NamedTuple):
    """What rows of a table are referred to by, where that is not their id."""

    table: str
    column: str


def references_by_name(connection: sqlite3.Connection) -> dict[tuple[str, str], ByName]:
    """The foreign keys that hold something else than an id, by table and column."""
    rows = connection.execute("""
        SELECT schema.name AS child, key."from" AS col, key."table" AS parent, key."to" AS target
        FROM sqlite_schema AS schema, pragma_foreign_key_list(schema.name) AS key
        WHERE schema.type = 'table' AND key."to" <> 'id'
    """)
    return {(row["child"], row["col"]): ByName(row["parent"], row["target"]) for row in rows if row["child"] not in UNLOGGED}


# --- differences ---


def difference(connection: sqlite3.Connection, number: int, first: int | None, advance: Advance) -> Difference:
    """What the operation changed, row by row; first: so many changes of each table and action, None for all. advance: told of the rows."""
    (version,) = connection.execute("SELECT schema_version FROM operation WHERE id = ?", (number,)).fetchone()
    images = Images(connection, version)
    result = Difference(references=references(connection))
    for touched in taking(advance, touched_rows(connection, number)):
        # of this schema, images are alike as soon as their text is
        same = touched.before == touched.after if version == schema_version() else images.before(touched) == images.after(touched)
        if same:
            continue
        action = Action.INSERT if touched.before is None else Action.DELETE if touched.after is None else Action.UPDATE
        result.counts[touched.table, action] += 1
        if first is None or result.counts[touched.table, action] <= first:
            result.changes.append(_change(images, result, action, touched, images.before(touched) or {}, images.after(touched) or {}))
    return result


def _change(images: Images, result: Difference, action: Action, touched: Touched, before: Image, after: Image) -> Change:
    differing = [column for column in before or after if before.get(column) != after.get(column)]
    for (table, column), parent in result.references.items():
        if table == touched.table:
            for image in (before, after):
                _note_label(images, result.labels, parent, image.get(column))
    return Change(
        action,
        touched.table,
        touched.id,
        label_of(touched.table, after or before),
        {column: before[column] for column in differing if column in before},
        {column: after[column] for column in differing if column in after},
    )


def _note_label(images: Images, labels: dict[RowKey, str], table: str, row_id: str | int | None) -> None:
    if isinstance(row_id, int) and (table, row_id) not in labels:
        labels[table, row_id] = label_of(table, images.last(table, row_id) or {})


def label_of(table: str, image: Image) -> str:
    """How people know the row: a name, a plate, a number; a row that only joins others by those it joins, as C12 V7."""
    match table:
        case "customer" | "customer_former" | "staff" | "store" | "prospect" | "template" | "report":
            value = image.get("name")
        case "vehicle":
            value = image.get("plate") or image.get("vin")
        case "vehicle_former":
            value = image.get("name") or image.get("number")
        case "repair_order":
            value = image.get("order_no")
        case "policy_version":
            value = image.get("note")
        case "finance":
            value = f"{image.get('month')} {image.get('item')}"
        case "official_score":
            value = f"{image.get('from_on')} {image.get('survey')} {image.get('item')}"
        case _:
            joined = ((Thing.CUSTOMER, "customer_id"), (Thing.VEHICLE, "vehicle_id"), (Thing.FOLLOWUP, "followup_id"))
            value = " ".join(identifier(thing, number) for thing, column in joined if isinstance(number := image.get(column), int))
    return "" if value is None else str(value)
