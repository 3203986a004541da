"""The operations log, made by the database itself: one operation per write, before-images of every row, a chain of hashes.

Triggers (`kcrm.storage.logged`) record each insert, update and delete under the open operation and refuse a change where none is open. An
insert logs its key, update and delete the row before, without what was NULL in it; only the first touch of a row counts, as an operation is
one transaction that nobody sees the middle of: a unique index sees to that, which costs less than looking. What a row became is read from
its next image or from the row itself. Entries follow one another operation by operation: each needs to know only where its own begin.

When the operation is closed, every row it touched is digested (`kcrm.storage.rowdigest`), and so are its entries and its heading; the chain
runs over the digests, so that entries can be erased later without breaking it: what erases them records, as an entry of its own, what is
left. A heading has nothing personal in it: the command comes with such values left out. Where one has something after all, a file's name,
it can be taken out like the entries: the digest that the chain knows is recorded beside that of what is left.

The chain finds what was edited, removed or lost. It is no signature: who can write the file can also reckon a new chain.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.progress import taking, work
from kcrm.storage.logged import ERASE, OF_OPERATIONS, SEAL
from kcrm.system import system_user

# What compaction leaves: the record of erasures and seals, without which the chain could not be verified, and who set which policy when.
_KEPT = ("operation", "policy_version")

_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of no text
_HEADING = "id, at, recorded_at, staff_id, system_user, command, automatic, undoes, schema_version, row_count, payload_digest"
# Headings outlive compaction: a long note typed as an argument stands in its row, and needs not stand here in full.
_LONGEST_COMMAND = 1_000  # characters
# One line an entry, the same in every version of SQLite; images hold no control characters, as JSON escapes them.
_LINES = """
SELECT operation_id, (SELECT name FROM operation_table WHERE no = table_no) || char(31) || row_id || char(31)
    || CASE action WHEN 0 THEN 'insert' WHEN 1 THEN 'update' WHEN 2 THEN 'delete' WHEN 3 THEN 'erase' ELSE 'seal' END
    || char(31) || coalesce(before, '') || char(30)
FROM operation_row
"""
OF_ONE = """
id >= (SELECT first_row FROM operation WHERE id = :operation)
AND id < coalesce((SELECT first_row FROM operation WHERE id > :operation ORDER BY id LIMIT 1), 9223372036854775807)
AND operation_id = :operation
"""
"""The condition on `operation_row` that finds an operation's entries, to be ordered by id."""


class NewOperation(NamedTuple):
    """Who does what, when: the heading of one recorded write.

    at: the command's clock, aware. command: the command line without personal values; the beginning of it is kept. automatic: done by
    planning, not asked for by a person. undoes: the operation that this one reverses. entered_by: the employee number of who was logged in
    and acted for another.
    """

    at: datetime
    command: str
    staff_id: int | None = None
    automatic: bool = False
    undoes: int | None = None
    entered_by: str = ""


class ChainFinding(NamedTuple):
    """One thing that is wrong with the log. message: an msgid with the placeholder {operation}, which is `O9`."""

    operation_id: int
    message: str

    @property
    def operation(self) -> str:
        return f"O{self.operation_id}"


def instant(moment: datetime) -> str:
    """An aware datetime as the database keeps it: UTC, to the second, ending in Z."""
    offset = moment.utcoffset()
    assert offset is not None, "an instant is aware"
    # `astimezone` and `isoformat` of an aware one take twice as long, and a file has a million
    return f"{(datetime.combine(moment, moment.time()) - offset).isoformat()[:19]}Z"


def from_instant(text: str) -> datetime:
    """The aware datetime (UTC) of a stored instant."""
    return datetime.fromisoformat(text)


# --- one operation ---


def open_operation(connection: sqlite3.Connection, operation: NewOperation) -> int:
    """Begin recording in the transaction that is open; the operation's number."""
    cursor = connection.execute(
        "INSERT INTO operation (at, recorded_at, staff_id, system_user, command, automatic, undoes, schema_version, first_row)"
        " SELECT ?, ?, ?, ?, ?, ?, ?, user_version, (SELECT coalesce(max(id), 0) + 1 FROM operation_row) FROM pragma_user_version",
        (
            instant(operation.at),
            instant(datetime.now(UTC)),
            operation.staff_id,
            f"{system_user()} ({operation.entered_by})" if operation.entered_by else system_user(),
            storable(operation.command),
            int(operation.automatic),
            operation.undoes,
        ),
    )
    number = cursor.lastrowid or 0
    connection.execute("INSERT INTO operation_open (only, operation_id) VALUES (1, ?)", (number,))
    return number


def close_operation(connection: sqlite3.Connection, number: int) -> None:
    """Seal what was recorded and append it to the chain; an operation that changed no row is not kept."""
    from kcrm.storage.rowdigest import digest_touched  # noqa: PLC0415 - what only reads does without

    first_row, last_row = connection.execute(
        "SELECT first_row, (SELECT max(id) FROM operation_row) FROM operation WHERE id = ?", (number,)
    ).fetchone()
    with work(N_("Sealing the log"), (last_row or 0) + 1 - first_row) as advance:
        rows, digest = _digest(taking(advance, _entries(connection, f"WHERE {OF_ONE}", {"operation": number})))
        if rows:
            digest_touched(connection, first_row)
    if rows:
        connection.execute("UPDATE operation SET row_count = ?, payload_digest = ? WHERE id = ?", (rows, digest, number))
        heading = connection.execute(f"SELECT {_HEADING} FROM operation WHERE id = ?", (number,)).fetchone()  # noqa: S608
        previous = connection.execute("SELECT hash FROM operation_head").fetchone()
        chained = _hash(previous[0] if previous else "", _public(heading))
        connection.execute("UPDATE operation SET hash = ? WHERE id = ?", (chained, number))
        connection.execute(
            "INSERT INTO operation_head (only, operation_id, hash) VALUES (1, ?1, ?2)"
            " ON CONFLICT (only) DO UPDATE SET operation_id = ?1, hash = ?2",
            (number, chained),
        )
    else:
        connection.execute("DELETE FROM operation WHERE id = ?", (number,))
    connection.execute("DELETE FROM operation_open")


def storable(typed: str) -> str:
    """The beginning of what was typed, as a database's text.

    Bytes of a file's name that are no UTF-8 are lone surrogates, which such a text cannot hold.
    """
    beginning = typed if len(typed) <= _LONGEST_COMMAND else f"{typed[: _LONGEST_COMMAND - 1]}…"
    return beginning.encode("utf-8", "backslashreplace").decode()


def _digest(entries: Iterable[tuple[int, str]]) -> tuple[int, str]:
    """How many entries, each with its operation, and one SHA-256 over the lines of them all."""
    from hashlib import sha256  # noqa: PLC0415 - what only reads does without

    digest = sha256()
    count = 0
    for count, (_number, line) in enumerate(entries, 1):  # noqa: B007 - counted for the caller
        digest.update(line.encode())
    return count, digest.hexdigest()


def _digest_of(connection: sqlite3.Connection, number: int) -> tuple[int, str]:
    return _digest(_entries(connection, f"WHERE {OF_ONE}", {"operation": number}))


def _entries(connection: sqlite3.Connection, condition: str, values: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Their operations and lines, in order."""
    cursor = connection.cursor()
    cursor.row_factory = None  # bare tuples: there are as many as rows were ever written
    return iter(cursor.execute(f"{_LINES} {condition} ORDER BY id", values))


def _hash(previous: str, public: str) -> str:
    """The next end of the chain: its present one with the digest of the heading."""
    from hashlib import sha256  # noqa: PLC0415 - as above

    return sha256(f"{previous}{public}".encode()).hexdigest()


def _public(heading: Iterable[object]) -> str:
    """The digest of a heading."""
    from hashlib import sha256  # noqa: PLC0415 - as above

    return sha256(json.dumps(list(heading), separators=(",", ":")).encode()).hexdigest()


# --- erasing ---


def erase_payloads(connection: sqlite3.Connection, before: datetime) -> tuple[int, int]:
    """Within an open operation: erase what was recorded before that instant, but not the headings, and record that it was erased.

    Returns how many operations and how many of their rows. The chain stays verifiable. Those operations cannot be undone any more.
    """
    marks = ", ".join("?" for _ in _KEPT)
    # up to the first operation that is young enough: a clock that was set back must not leave holes in a row's history
    erasable = f"""
        operation_id < (SELECT coalesce(min(id), (SELECT operation_id FROM operation_open)) FROM operation WHERE at >= ?)
        AND table_no NOT IN (SELECT no FROM operation_table WHERE name IN ({marks}))
    """  # noqa: S608 - marks only
    values = (instant(before), *_KEPT)
    numbers = connection.execute(
        f"SELECT operation_id, count(*) FROM operation_row WHERE {erasable} GROUP BY operation_id",  # noqa: S608 - our own names
        values,
    ).fetchall()
    with erasing(connection):
        connection.execute(f"DELETE FROM operation_row WHERE {erasable}", values)  # noqa: S608
    _note_erasures(connection, [number for number, _rows in numbers])
    return len(numbers), sum(rows for _number, rows in numbers)


@contextlib.contextmanager
def erasing(connection: sqlite3.Connection) -> Iterator[None]:
    """Within an open operation: what the log keeps for good may be emptied meanwhile."""
    connection.execute("UPDATE operation_open SET erasing = 1")
    yield
    connection.execute("UPDATE operation_open SET erasing = 0")


def empty_payloads(connection: sqlite3.Connection, images: Mapping[int, str], commands: Mapping[int, str]) -> int:
    """Within an open operation: put these in place of recorded images and command lines, and record that they were erased.

    images: by the id of an entry; commands: by operation. Those of the open operation change before they are sealed. Returns how many other
    operations were changed. The chain stays verifiable; they cannot be undone any more.
    """
    own = connection.execute("SELECT operation_id FROM operation_open").fetchone()[0]
    headings = {number: _heading_digest(connection, number) for number in commands if number != own}
    with erasing(connection):
        connection.executemany("UPDATE operation_row SET before = ? WHERE id = ?", ((image, entry) for entry, image in images.items()))
        connection.executemany("UPDATE operation SET command = ? WHERE id = ?", ((text, number) for number, text in commands.items()))
    touched = connection.execute(
        "SELECT DISTINCT operation_id FROM operation_row WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(images)),)
    ).fetchall()
    numbers = sorted({number for (number,) in touched if number != own} | headings.keys())
    _note_erasures(connection, numbers, headings)
    return len(numbers)


def _heading_digest(connection: sqlite3.Connection, number: int) -> str:
    return _public(connection.execute(f"SELECT {_HEADING} FROM operation WHERE id = ?", (number,)).fetchone())  # noqa: S608


def _note_erasures(connection: sqlite3.Connection, numbers: Iterable[int], headings: Mapping[int, str] | None = None) -> None:
    """Record what is left of these operations. headings: of those whose command line changed the digest of their heading as it was."""
    own, first = connection.execute("SELECT id, first_row FROM operation WHERE id = (SELECT operation_id FROM operation_open)").fetchone()
    # from its own first entry on, though SQLite would give the ids of those that are gone once more
    (last,) = connection.execute("SELECT max(id) FROM operation_row WHERE id >= ?", (first,)).fetchone()
    for entry, number in enumerate(numbers, first if last is None else last + 1):
        rest, digest = _digest_of(connection, number)
        left = digest if rest else None
        was = (headings or {}).get(number)
        said = left if was is None else json.dumps({"rest": left, "was": was, "is": _heading_digest(connection, number)})
        connection.execute(
            "INSERT INTO operation_row (id, operation_id, table_no, row_id, action, before) VALUES (?, ?, ?, ?, ?, ?)",
            (entry, own, OF_OPERATIONS, number, ERASE, said),
        )


# --- verifying ---


def verify_chain(connection: sqlite3.Connection) -> list[ChainFinding]:
    """What was edited, removed or lost of the log, by operation; nothing where it is whole. Reads all of it, a row at a time."""
    findings = [
        ChainFinding(row[0], N_("{operation} was left open.")) for row in connection.execute("SELECT operation_id FROM operation_open")
    ]
    erased, resealed = _erasures(connection), _broken_before(connection)
    previous: str | None = ""
    expected = 1
    headings = connection.execute(f"SELECT {_HEADING}, hash FROM operation ORDER BY id").fetchall()  # noqa: S608
    digests = dict(_payload_digests(connection))
    for *heading, stored in headings:
        number = heading[0]
        for missing in range(expected, number):
            findings.append(ChainFinding(missing, N_("{operation} was removed from the operations log.")))
            previous = None
        expected = number + 1
        if number in resealed:
            findings.append(ChainFinding(number, N_("The heading of {operation} was changed before the log was resealed.")))
        public, gone = _public(heading), erased.get(number, _WHOLE)
        changed = gone.heading is not None and public != gone.heading
        if changed or (previous is not None and _hash(previous, gone.known or public) != stored):
            findings.append(ChainFinding(number, N_("The heading of {operation} was changed, or that of the operation before it.")))
        if digests.pop(number, _NOTHING) != (gone.payload or heading[-1]):
            findings.append(ChainFinding(number, N_("The recorded changes of {operation} were changed or removed.")))
        previous = stored
    findings += [
        ChainFinding(number, N_("Changes of {operation} are recorded, but it is missing from the operations log.")) for number in digests
    ]
    return findings + list(_head_findings(connection, expected - 1, previous or ""))


def _head_findings(connection: sqlite3.Connection, last: int, last_hash: str) -> Iterator[ChainFinding]:
    """The latest operation is also kept apart: a chain alone does not tell that its end is gone."""
    head = connection.execute("SELECT operation_id, hash FROM operation_head").fetchone()
    number, stored = head or (0, "")
    for missing in range(last + 1, number + 1):
        yield ChainFinding(missing, N_("{operation} was removed from the operations log."))
    if number < last or (number == last and stored != last_hash):
        yield ChainFinding(last, N_("{operation} is the latest operation, but was not recorded as such."))


class _Erased(NamedTuple):
    """What is left of an operation, as digests; None for as it was. known: of its heading as the chain has it."""

    payload: str | None = None
    heading: str | None = None
    known: str | None = None


_WHOLE = _Erased()


def _erasures(connection: sqlite3.Connection) -> dict[int, _Erased]:
    rows = connection.execute(
        "SELECT row_id, before FROM operation_row WHERE table_no = ? AND action = ? ORDER BY id", (OF_OPERATIONS, ERASE)
    )
    found: dict[int, _Erased] = {}
    for number, said in rows:
        before = found.get(number, _WHOLE)
        if said is None or not said.startswith("{"):
            found[number] = before._replace(payload=said or _NOTHING)
        else:
            told = _told(said)
            found[number] = _Erased(told.get("rest") or _NOTHING, told.get("is"), before.known or told.get("was"))
    return found


def _told(said: str) -> dict[str, str | None]:
    try:
        told = json.loads(said)
    except ValueError:  # tampered with, which its digest tells
        return {}
    return told if isinstance(told, dict) else {}


def _broken_before(connection: sqlite3.Connection) -> set[int]:
    """The operations whose headings the chain contradicted when a migration sealed it anew."""
    rows = connection.execute("SELECT before FROM operation_row WHERE table_no = ? AND action = ?", (OF_OPERATIONS, SEAL))
    return {number for (said,) in rows for number in _numbers_in(said)}


def _numbers_in(said: str) -> list[int]:
    try:
        return list(json.loads(said)["broken"])
    except (ValueError, LookupError, TypeError):  # tampered with, which its digest tells
        return []


def _payload_digests(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    for number, of_one in groupby(_entries(connection, "", {}), itemgetter(0)):
        yield number, _digest(of_one)[1]
