"""A digest of every logged row as it was last written, so that content which changed by itself is found.

SQLite finds a damaged page where its structure no longer fits; a digit that became another it cannot see. At the end of every operation the
rows that it touched are digested, 8 bytes each, and 64 rows share one entry of `operation_digest`: row 130 of a table is the third of its
entry 2. `db check` reckons all of them again. As the chain of operations, it finds accidents and is no signature.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from kcrm.enums import StrEnum
from kcrm.storage.logged import OF_OPERATIONS, SEAL, numbered_tables, stored_columns, table_numbers

_SIZE = 8
_BITS = 6  # 64 rows an entry: half a kilobyte, so that one changed row costs little and a bulk import few entries
_ROWS = 1 << _BITS
_NONE = bytes(_SIZE)
_ENTRY = bytes(_SIZE * _ROWS)

Row = tuple[int, str | None]  # id, its values as a JSON array; None where the row is not there
RowKey = tuple[str, int]  # table, id


class Difference(StrEnum):
    """How a row is not as it was last written."""

    CHANGED = "changed"
    MISSING = "missing"
    UNRECORDED = "unrecorded"


def digest_touched(connection: sqlite3.Connection, first_row: int) -> None:
    """Within the open operation, whose entries in the log begin at that id: digest every row that it touched, as it is now."""
    # the + keeps SQLite from the index by table, in which it would go through the whole log
    touched = connection.execute("SELECT DISTINCT +table_no FROM operation_row WHERE id >= ?", (first_row,)).fetchall()
    names = {number: table for table, number in table_numbers(connection).items()}
    for (number,) in touched:
        if number != OF_OPERATIONS:
            cursor = connection.cursor()
            cursor.row_factory = None  # bare tuples: there are as many as an import has rows
            _write(connection, number, cursor.execute(_touched_of(connection, names[number]), (first_row, number)))


def _touched_of(connection: sqlite3.Connection, table: str) -> str:
    return f"""
        SELECT touched.row_id, CASE WHEN id IS NOT NULL THEN {_values(connection, table)} END
        FROM (SELECT row_id FROM operation_row WHERE id >= ? AND table_no = ?) AS touched LEFT JOIN {table} ON id = touched.row_id
        ORDER BY touched.row_id
    """  # noqa: S608 - our own names


def _values(connection: sqlite3.Connection, table: str) -> str:
    return f"json_array({', '.join(f'{table}.{column}' for column in stored_columns(connection, table))})"


def _write(connection: sqlite3.Connection, number: int, rows: Iterable[Row]) -> None:
    for bucket, entries in groupby(rows, lambda row: row[0] >> _BITS):
        found = connection.execute("SELECT digests FROM operation_digest WHERE table_no = ? AND bucket = ?", (number, bucket)).fetchone()
        digests = bytearray(found[0] if found else b"")
        digests.extend(_ENTRY[len(digests) :])
        _fill(digests, entries)
        connection.execute(
            "INSERT INTO operation_digest (table_no, bucket, digests) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (table_no, bucket) DO UPDATE SET digests = ?3",
            (number, bucket, bytes(digests).rstrip(b"\0")),
        )


def _fill(digests: bytearray, rows: Iterable[Row]) -> None:
    from hashlib import blake2b  # noqa: PLC0415 - what only reads does without

    for row_id, values in rows:
        place = (row_id & (_ROWS - 1)) * _SIZE
        digests[place : place + _SIZE] = _NONE if values is None else blake2b(values.encode(), digest_size=_SIZE).digest()


def digest_all(connection: sqlite3.Connection, doubtful: Collection[RowKey] = ()) -> None:
    """Digest all rows as they are, which a migration may have changed; those that were found different before stay different."""
    numbers = numbered_tables(connection)
    connection.execute("DELETE FROM operation_digest")
    for table, number in numbers.items():
        _write(connection, number, _all_of(connection, table))
    for table, row_id in doubtful:
        _write(connection, numbers[table], [(row_id, f"differed already: {table} {row_id}")])


def _all_of(connection: sqlite3.Connection, table: str) -> Iterator[Row]:
    cursor = connection.cursor()
    cursor.row_factory = None  # bare tuples: there is one for each row of the database
    return iter(cursor.execute(f"SELECT id, {_values(connection, table)} FROM {table} ORDER BY id"))  # noqa: S608 - our own names


def accept(connection: sqlite3.Connection) -> None:
    """Within an open operation: take the rows that differ as they are now, and record which they were."""
    numbers = table_numbers(connection)
    accepted = [key for key, _difference in differing(connection)]
    for table, row_id in accepted:
        statement = f"SELECT ?1, (SELECT {_values(connection, table)} FROM {table} WHERE id = ?1)"  # noqa: S608 - our own names
        _write(connection, numbers[table], connection.execute(statement, (row_id,)).fetchall())
    connection.execute(
        "INSERT INTO operation_row (operation_id, table_no, row_id, action, before) SELECT operation_id, ?, operation_id, ?, ?"
        " FROM operation_open",
        (OF_OPERATIONS, SEAL, json.dumps({"accepted": accepted})),
    )


def has_digests(connection: sqlite3.Connection) -> bool:
    """Whether the database is of a schema that keeps digests."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'operation_digest'").fetchone() is not None


def differing(connection: sqlite3.Connection) -> Iterator[tuple[RowKey, Difference]]:
    """The rows that are not as they were last written, table by table. Reads all of the database, an entry's rows at a time."""
    for table, number in numbered_tables(connection).items():
        kept = connection.execute("SELECT bucket, digests FROM operation_digest WHERE table_no = ? ORDER BY bucket", (number,))
        for bucket, present, recorded in _side_by_side(_present(connection, table), kept):
            if present != recorded:
                for slot in range(_ROWS):
                    part = slice(slot * _SIZE, (slot + 1) * _SIZE)
                    if present[part] != recorded[part]:
                        yield (table, bucket << _BITS | slot), _kind(present[part], recorded[part])


def _present(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, bytes]]:
    for bucket, rows in groupby(_all_of(connection, table), lambda row: row[0] >> _BITS):
        digests = bytearray(_ENTRY)
        _fill(digests, rows)
        yield bucket, bytes(digests)


def _side_by_side(present: Iterator[tuple[int, bytes]], kept: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes, bytes]]:
    """By entry what the rows come to and what is kept, both in the order of the entries; empty where either has none."""
    one, other = next(present, None), next(kept, None)
    while one is not None or other is not None:
        bucket = min(each[0] for each in (one, other) if each is not None)
        digests, recorded = _ENTRY, _ENTRY
        if one is not None and one[0] == bucket:
            digests, one = one[1], next(present, None)
        if other is not None and other[0] == bucket:
            recorded, other = bytes(other[1]).ljust(len(_ENTRY), b"\0"), next(kept, None)
        yield bucket, digests, recorded


def _kind(present: bytes, recorded: bytes) -> Difference:
    if present == _NONE:
        return Difference.MISSING
    return Difference.UNRECORDED if recorded == _NONE else Difference.CHANGED
