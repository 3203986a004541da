"""Where facts of records come from, and which contradict each other, as they are kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from kcrm.model.quality import JUDGED, Ageing, ConflictState, Judged, KnownFrom, Said
from kcrm.named import NamedTuple
from kcrm.queries.records import Kept, save
from kcrm.queries.rows import plain_rows, record, where
from kcrm.storage.logged import INSERT

Record = tuple[str, int]
"""A table, and a record's number in it."""


class Evidence(NamedTuple):
    """Of a fact that has a row of its own: where it comes from, and who has compared it. row: as it is kept.

    emptied: the value that somebody took away, where nothing stands in its place.
    """

    row: sqlite3.Row
    source: KnownFrom
    seen_on: date | None
    verified_by_id: int | None
    verified_on: date | None
    emptied: str | None


class Pair(NamedTuple):
    """Two values of one field of a record, the one that was known first."""

    table: str
    record_id: int
    field: str
    old: Said
    new: Said

    @property
    def values(self) -> set[str]:
        """The two, as they are kept."""
        return {kept_text(self.old.value), kept_text(self.new.value)}

    @property
    def columns(self) -> dict[str, object]:
        """What a conflict keeps of them."""
        sides = {
            f"{name}_{column}": value
            for name, side in (("old", self.old), ("new", self.new))
            for column, value in (("value", kept_text(side.value)), ("source", side.source), ("on", side.on))
        }
        return {f"{self.table}_id": self.record_id, "field": self.field, **sides}


def stored_evidence(rows: Iterable[sqlite3.Row]) -> dict[str, Evidence]:
    """By field, of the rows of one record."""
    return {
        row["field"]: Evidence(
            row, KnownFrom(row["source"]), _day(row["seen_on"]), row["verified_by_id"], _day(row["verified_on"]), row["emptied"]
        )
        for row in rows
    }


def origin_of(row: sqlite3.Row | Mapping[str, Any], evidence: Evidence | None, value: Kept) -> Said:
    """A value of a record with where it comes from: by its own row, else as all of the record."""
    if evidence is not None:
        return Said(value, evidence.source, evidence.seen_on, evidence.verified_on is not None)
    return Said(value, KnownFrom(row["known_from"] or KnownFrom.DMS), _day(row["known_on"]))


def said_in(row: sqlite3.Row | Mapping[str, Any], key: str, judged: Judged, evidence: Evidence | None) -> Said:
    """A fact that is kept in its record, as it stands; nothing, where the value is what stands there by itself.

    A consent is as old as the day it was given on, or the later one on which they were heard to say so again.
    """
    said = origin_of(row, evidence, None if row[key] == judged.unsaid else row[key])
    given_on = _day(row[f"{key}_on"]) if judged.ages is Ageing.CONSENT else None
    if given_on is None or (evidence is not None and evidence.seen_on is not None and evidence.seen_on > given_on):
        return said
    return said._replace(on=given_on)


def kept_text(value: Kept) -> str:
    """How a conflict keeps a value; empty, where there is none as somebody took it away."""
    return "" if value is None else str(value)


def kept_source(source: KnownFrom) -> str | None:
    """How a record keeps where it comes from."""
    return None if source is KnownFrom.DMS else source.value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Conflict(NamedTuple):
    """Two values that contradict each other. other_id: of a plate that two vehicles have, the other one.

    old_value: empty, where somebody had taken away what is said now. taken: the new one stands until somebody decides.
    right_value: what was right where neither was. label: of the record.
    """

    id: int
    customer_id: int | None
    vehicle_id: int | None
    other_id: int | None
    label: str
    field: str
    old_value: str
    old_source: KnownFrom
    old_on: date | None
    new_value: str
    new_source: KnownFrom
    new_on: date
    taken: bool
    state: ConflictState
    right_value: str | None
    decided_by: str | None
    decided_on: date | None

    @property
    def table(self) -> str:
        """Of the record that it is about."""
        return "customer" if self.customer_id is not None else "vehicle"

    @property
    def record_id(self) -> int:
        """Its number."""
        return self.customer_id or self.vehicle_id or 0


_CONFLICTS = """
SELECT conflict.*, coalesce(customer.name, vehicle.plate, vehicle.vin) AS label, staff.name AS decided_by
FROM conflict
LEFT JOIN customer ON customer.id = conflict.customer_id
LEFT JOIN vehicle ON vehicle.id = conflict.vehicle_id
LEFT JOIN staff ON staff.id = conflict.decided_by_id
"""
_WANTED = {
    "open": "conflict.state = 'open'",
    "customers": "conflict.customer_id IS NOT NULL",
    "vehicles": "conflict.vehicle_id IS NOT NULL",
    "among": "conflict.customer_id IN (SELECT value FROM json_each(:among))",
    "customer_id": "conflict.customer_id = :customer_id",
    "vehicle_id": ":vehicle_id IN (conflict.vehicle_id, conflict.other_id)",
}


class WantedConflicts(NamedTuple):
    """Which conflicts to list; None and False for any. among: an array in JSON of customers' numbers."""

    open: bool = True
    customers: bool = False
    vehicles: bool = False
    among: str | None = None
    customer_id: int | None = None
    vehicle_id: int | None = None


def conflicts(connection: sqlite3.Connection, wanted: WantedConflicts) -> list[Conflict]:
    """The conflicts wanted, oldest first."""
    arguments = wanted._asdict()
    rows = connection.execute(f"{_CONFLICTS} WHERE {where(_WANTED, arguments)} ORDER BY conflict.id", arguments)
    return [record(Conflict, row) for row in rows]


def conflict_by_id(connection: sqlite3.Connection, number: int) -> Conflict:
    """The conflict with this id."""
    return record(Conflict, connection.execute(f"{_CONFLICTS} WHERE conflict.id = ?", (number,)).fetchone())


def rows_of_record(connection: sqlite3.Connection, kept: str, table: str, number: int) -> list[sqlite3.Row]:
    """The rows of `evidence` or `conflict` about one record."""
    return connection.execute(f"SELECT * FROM {kept} WHERE {table}_id = ? ORDER BY id", (number,)).fetchall()  # noqa: S608 - our own names


_EVIDENCE_ABOUT = """
SELECT * FROM evidence WHERE customer_id = :customer_id OR vehicle_id IN (SELECT value FROM json_each(:vehicle_ids))
"""
_CONTRADICTED_ABOUT = """
SELECT customer_id, vehicle_id, field FROM conflict
WHERE (customer_id = :customer_id OR vehicle_id IN (SELECT value FROM json_each(:vehicle_ids))) AND +state = 'open'
"""


def evidence_about(connection: sqlite3.Connection, customer_id: int, vehicle_ids: Collection[int]) -> dict[Record, dict[str, Evidence]]:
    """By record, of a customer and these vehicles, the facts that have a row of their own."""
    given = {"customer_id": customer_id, "vehicle_ids": json.dumps(sorted(vehicle_ids))}
    rows: dict[Record, list[sqlite3.Row]] = {}
    for row in connection.execute(_EVIDENCE_ABOUT, given):
        rows.setdefault(_record_of(row), []).append(row)
    return {of: stored_evidence(some) for of, some in rows.items()}


def contradicted_about(connection: sqlite3.Connection, customer_id: int, vehicle_ids: Collection[int]) -> dict[Record, frozenset[str]]:
    """By record, of a customer and these vehicles, the fields of which somebody said otherwise, until that is decided."""
    given = {"customer_id": customer_id, "vehicle_ids": json.dumps(sorted(vehicle_ids))}
    found: dict[Record, set[str]] = {}
    for row in connection.execute(_CONTRADICTED_ABOUT, given):
        found.setdefault(_record_of(row), set()).add(row["field"])
    return {of: frozenset(fields) for of, fields in found.items()}


def _record_of(row: sqlite3.Row) -> Record:
    return ("customer", row["customer_id"]) if row["customer_id"] is not None else ("vehicle", row["vehicle_id"])


_ENTERED: Final = """
WITH written AS (
    SELECT operation_id, staff_id, undoes, action, json_extract(before, :path) AS was,
        lead(json_extract(before, :path), 1, :present) OVER (ORDER BY operation_id, operation_row.id) AS became
    FROM operation_table JOIN operation_row ON table_no = no JOIN operation ON operation.id = operation_id
    WHERE operation_table.name = :table AND row_id = :number
)
SELECT staff_id FROM written WHERE undoes IS NULL AND became IS :value AND (action = :insert OR was IS NOT :value)
ORDER BY operation_id DESC LIMIT 1
"""


def entered_by(connection: sqlite3.Connection, table: str, number: int, column: str, value: Kept = None) -> int | None:
    """Who entered a value that a column of a record holds or held, as far as the log knows: with the last write after which it did.

    value: what it holds now, unless it is said. Whoever took a write back entered nothing.
    """
    (present,) = connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (number,)).fetchone()  # noqa: S608 - our own names
    values = {"path": f"$.{column}", "present": present, "table": table, "number": number, "insert": INSERT}
    row = connection.execute(_ENTERED, {**values, "value": present if value is None else value}).fetchone()
    return row[0] if row else None


def note_verified(connection: sqlite3.Connection, vehicle_id: int, on: date) -> None:
    """All that is fixed of a vehicle has been compared, unless it had been before."""
    if connection.execute("SELECT 1 FROM verification WHERE vehicle_id = ?", (vehicle_id,)).fetchone() is None:
        save(connection, "verification", None, {"vehicle_id": vehicle_id, "verified_on": on.isoformat()})


def staff_names(connection: sqlite3.Connection) -> dict[int, str]:
    """By number who works or worked here."""
    return dict(plain_rows(connection, "SELECT id, name FROM staff"))


def join_evidence(
    connection: sqlite3.Connection, table: str, kept: sqlite3.Row, going: sqlite3.Row, taken: Collection[str], on: date
) -> None:
    """Where the facts of two records that are one now come from. taken: those of which the other one is believed; on: the day.

    A plate that both had is no conflict any more.
    """
    own, other = (stored_evidence(rows_of_record(connection, "evidence", table, row["id"])) for row in (kept, going))
    for key in [key for key in JUDGED[table] if key in taken]:
        if key in other:
            if key in own:
                connection.execute("DELETE FROM evidence WHERE id = ?", (own[key].row["id"],))
            connection.execute(f"UPDATE evidence SET {table}_id = ? WHERE id = ?", (kept["id"], other[key].row["id"]))  # noqa: S608 - our own
        elif (said := origin_of(going, None, None)) != origin_of(kept, own.get(key), None):
            values = {"source": said.source, "seen_on": said.on, "verified_by_id": None, "verified_on": None}
            save(connection, "evidence", own[key].row if key in own else None, {f"{table}_id": kept["id"], "field": key, **values})
    for key in other.keys() - own.keys():
        if other[key].emptied is not None and kept[key] is None and going[key] is None:
            connection.execute(f"UPDATE evidence SET {table}_id = ? WHERE id = ?", (kept["id"], other[key].row["id"]))  # noqa: S608 - our own
    connection.execute(f"DELETE FROM evidence WHERE {table}_id = ?", (going["id"],))  # noqa: S608 - our own names
    connection.execute(
        "UPDATE conflict SET state = 'kept_old', decided_on = ? WHERE vehicle_id = other_id AND state = 'open'", (on.isoformat(),)
    )
