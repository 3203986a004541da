"""The operations log, smaller, without personal data in its headings, and with a digest of every row.

Tables and actions are numbers, an operation knows where its entries begin instead of an index that names it in each, and every logged row
has a digest. The chain is verified as it was, the command lines lose what may be personal, and all is sealed anew; an operation of its own
keeps the old end of the chain, the new one, and what was broken before.

What is below is how it was then: the log's present code may change, this may not.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import re
import shlex
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

SQL = """
DROP TRIGGER operation_is_kept_updated;
DROP TRIGGER operation_is_kept_deleted;
DROP TRIGGER operation_row_is_kept_updated;
DROP TRIGGER operation_row_is_kept_deleted;
DROP INDEX operation_row_in;
DROP INDEX operation_row_of;

-- The numbers by which the log knows tables. 0 is the log itself.
CREATE TABLE operation_table (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO operation_table (no, name) VALUES (0, 'operation');

-- Where an operation's entries begin: they end where those of the next begin.
ALTER TABLE operation ADD COLUMN first_row INTEGER NOT NULL DEFAULT 0;

ALTER TABLE operation_row RENAME TO operation_row_before;

-- action: 0 insert, 1 update, 2 delete; under table 0, where row_id is an operation: 3 erase (`before`: the digest of what is left of it),
-- 4 seal (`before`: the chain's ends before and after all was sealed anew, and what was broken).
CREATE TABLE operation_row (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL,
    table_no INTEGER NOT NULL,
    row_id INTEGER NOT NULL,
    action INTEGER NOT NULL CHECK (action BETWEEN 0 AND 4),
    before TEXT
) STRICT;

-- Of 64 rows of a table, bucket * 64 and those that follow, 8 bytes each; what is missing at the end is zero, and zero is no row.
CREATE TABLE operation_digest (
    table_no INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    digests BLOB NOT NULL,
    PRIMARY KEY (table_no, bucket)
) STRICT, WITHOUT ROWID;
"""

_INDEX = "CREATE UNIQUE INDEX operation_row_of ON operation_row (table_no, row_id, operation_id)"
_VIEW = """
CREATE VIEW operation_change AS
SELECT operation_row.id, operation_id, name AS table_name, row_id, before,
    CASE action WHEN 0 THEN 'insert' WHEN 1 THEN 'update' WHEN 2 THEN 'delete' WHEN 3 THEN 'erase' ELSE 'seal' END AS action
FROM operation_row JOIN operation_table ON no = table_no
"""
_KEPT = tuple(
    f"CREATE TRIGGER {table}_is_kept_{event.lower()}d BEFORE {event} ON {table} {unless}"
    " BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END"
    for table, event, unless in (
        ("operation", "UPDATE", "WHEN OLD.id IS NOT (SELECT operation_id FROM operation_open)"),
        ("operation", "DELETE", "WHEN OLD.id IS NOT (SELECT operation_id FROM operation_open)"),
        ("operation_row", "UPDATE", ""),
        ("operation_row", "DELETE", "WHEN (SELECT erasing FROM operation_open) IS NOT 1"),
    )
)

_ACTIONS = {"insert": 0, "update": 1, "delete": 2, "erase": 3}
_HEADING = "id, at, recorded_at, staff_id, system_user, command, automatic, undoes, schema_version, row_count, payload_digest"
_UNLOGGED = ("operation", "plan_", "sqlite_", "_sqlite")


def upgrade(connection: sqlite3.Connection) -> None:
    """Move the log into its new tables, and seal it anew."""
    broken, old_head = _broken(connection), _head(connection)
    _copy_rows(connection)
    connection.execute("DROP TABLE operation_row_before")
    connection.execute(_INDEX)
    connection.execute(_VIEW)
    _clean_commands(connection)
    _seal_all(connection)
    if old_head is not None:
        _record(connection, old_head, broken)
    for trigger in _KEPT:
        connection.execute(trigger)


# --- the log as it was ---


def _head(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT hash FROM operation_head").fetchone()
    return row[0] if row else None


def _broken(connection: sqlite3.Connection) -> list[int]:
    """The operations whose heading the chain contradicts. What was removed, and changed entries, later checks find as well."""
    found: list[int] = []
    previous: str | None = ""
    expected = 1
    for *heading, stored in connection.execute(f"SELECT {_HEADING}, hash FROM operation ORDER BY id").fetchall():
        if heading[0] != expected:
            previous = None
        expected = heading[0] + 1
        if previous is not None and _sha256(json.dumps([previous, *heading], separators=(",", ":"))) != stored:
            found.append(heading[0])
        previous = stored
    head = connection.execute("SELECT operation_id, hash FROM operation_head").fetchone()
    if (head is not None or expected > 1) and (head is None or (head[0] == expected - 1 and head[1] != previous)):
        found.append(expected - 1)
    return sorted(set(found))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- the log as it is ---


def _copy_rows(connection: sqlite3.Connection) -> None:
    names = {row[0] for row in connection.execute("SELECT DISTINCT table_name FROM operation_row_before").fetchall()}
    names |= {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()}
    for name in sorted(names):
        if not name.startswith(_UNLOGGED):
            connection.execute("INSERT INTO operation_table (name) VALUES (?)", (name,))
    action = " ".join(f"WHEN '{word}' THEN {number}" for word, number in _ACTIONS.items())
    connection.execute(f"""
        INSERT INTO operation_row (operation_id, table_no, row_id, action, before)
        SELECT operation_id, (SELECT no FROM operation_table WHERE name = table_name), row_id, CASE action {action} END, before
        FROM operation_row_before ORDER BY operation_id, id
    """)
    counts = dict(connection.execute("SELECT operation_id, count(*) FROM operation_row GROUP BY operation_id").fetchall())
    first = 1
    for (number,) in connection.execute("SELECT id FROM operation ORDER BY id").fetchall():
        connection.execute("UPDATE operation SET first_row = ? WHERE id = ?", (first, number))
        first += counts.get(number, 0)


def _seal_all(connection: sqlite3.Connection) -> None:
    previous, number = "", None
    for heading in connection.execute(f"SELECT {_HEADING} FROM operation ORDER BY id").fetchall():
        number = heading[0]
        previous = _chained(previous, heading)
        connection.execute("UPDATE operation SET hash = ? WHERE id = ?", (previous, number))
    if number is not None:
        connection.execute("DELETE FROM operation_head")
        connection.execute("INSERT INTO operation_head (only, operation_id, hash) VALUES (1, ?, ?)", (number, previous))


def _chained(previous: str, heading: Iterable[object]) -> str:
    return _sha256(previous + _sha256(json.dumps(list(heading), separators=(",", ":"))))


def _record(connection: sqlite3.Connection, old_head: str, broken: list[int]) -> None:
    """The operation that says so."""
    last, new_head = connection.execute("SELECT operation_id, hash FROM operation_head").fetchone()
    said = json.dumps({"old_head": old_head, "new_head": new_head, "broken": broken})
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM operation_row").fetchone()[0]
    line = f"operation\x1f{last}\x1fseal\x1f{said}\x1e"
    number = connection.execute(
        "INSERT INTO operation (at, recorded_at, system_user, command, automatic, schema_version, row_count, payload_digest, first_row)"
        " VALUES (?1, ?1, ?2, 'kcrm db migrate', 1, 13, 1, ?3, ?4)",
        (now, _user(), _sha256(line), first),
    ).lastrowid
    connection.execute(
        "INSERT INTO operation_row (operation_id, table_no, row_id, action, before) VALUES (?, 0, ?, 4, ?)", (number, last, said)
    )
    heading = connection.execute(f"SELECT {_HEADING} FROM operation WHERE id = ?", (number,)).fetchone()
    chained = _chained(new_head, heading)
    connection.execute("UPDATE operation SET hash = ? WHERE id = ?", (chained, number))
    connection.execute("UPDATE operation_head SET operation_id = ?, hash = ?", (number, chained))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


# --- command lines ---

_VERBS = frozenset(
    [
        "kcrm",
        "due",
        "next",
        "log",
        "snooze",
        "show",
        "find",
        "why",
        "import",
        "export",
        "plan",
        "undo",
        "cron",
        "completion",
        "init",
        "demo",
        "followup",
        "message",
        "script",
        "complaint",
        "calendar",
        "customer",
        "vehicle",
        "order",
        "classify",
        "segment",
        "opportunity",
        "staff",
        "kpi",
        "finance",
        "survey",
        "policy",
        "report",
        "operation",
        "db",
        "list",
        "add",
        "skip",
        "assign",
        "sent",
        "edit",
        "reset",
        "open",
        "accept",
        "respond",
        "pause",
        "resume",
        "note",
        "resolve",
        "recall",
        "close",
        "reopen",
        "escalate",
        "sweep",
        "board",
        "form",
        "load",
        "expiring",
        "transfer",
        "run",
        "moves",
        "summary",
        "spend",
        "lifecycle",
        "away",
        "retention",
        "save",
        "delete",
        "win",
        "lose",
        "absent",
        "absences",
        "handover",
        "explain",
        "service",
        "radar",
        "store",
        "team",
        "person",
        "calls",
        "complaints",
        "closed",
        "profit",
        "breakeven",
        "target",
        "set",
        "history",
        "month",
        "info",
        "migrate",
        "check",
        "backup",
        "restore",
        "compact",
    ]
)
# options whose value names nobody
_PUBLIC = frozenset(
    [
        "--as",
        "--lang",
        "--db",
        "--limit",
        "--sort",
        "--columns",
        "--format",
        "-o",
        "--to",
        "--sheet",
        "--encoding",
        "--rejects",
        "--period",
        "--kind",
        "--role",
        "--team",
        "--state",
        "--on",
        "--since",
        "--until",
        "--from",
        "--at",
        "--due",
        "--lapses",
        "--go-live",
        "--operations-before",
        "--keep",
        "--month",
        "--horizon",
        "--listing",
        "--survey",
        "--language",
        "--channel",
        "--cause",
        "--severity",
        "--source",
        "--finding",
        "--level",
        "--reason",
        "--work",
        "--outcome",
        "--score",
        "--probability",
        "--amount",
        "--standard-hours",
        "--actual-hours",
        "--payer",
        "--type",
        "--use",
        "--class",
        "--gender",
        "--loyalty",
        "--grade",
        "--value-type",
        "--relation-type",
        "--relationship-level",
        "--steps",
        "--staff",
        "--specialist",
    ]
)
_PUBLIC_WORD = re.compile(
    r"(id:)?[A-Z]{1,2}[1-9][0-9]{0,9}"  # an identifier
    r"|\d{1,3}|\d{1,4}%"
    r"|\d{4}-\d{2}(-\d{2})?([T ]\d{2}:\d{2})?|\d{4}-(W\d{2}|Q\d)|\d{1,2}:\d{2}"
    r"|[+-]?\d{1,3}[dwm]|today|tomorrow|yesterday|last-(week|month)"
    r"|staff|customers|vehicles|orders|complaints|opportunities"
    r"|answered|busy|refused|yes|no|[a-z]+(_[a-z]+)+"  # words of our own with an underscore: no_answer, paid_repair
    r"|[^\s]*\.(csv|tsv|json|jsonl|xlsx|xls|ods|html|md|db|txt)|-"
)
_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+")  # of the policy
_LEFT_OUT = "…"


def _clean_commands(connection: sqlite3.Connection) -> None:
    for number, command in connection.execute("SELECT id, command FROM operation").fetchall():
        cleaned = cleaned_command(command)
        if cleaned != command:
            connection.execute("UPDATE operation SET command = ? WHERE id = ?", (cleaned, number))


def cleaned_command(command: str) -> str:
    """The command line with every value left out that may be a person's: all but identifiers, dates, words of our own and files."""
    try:
        words = shlex.split(command)
    except ValueError:  # the end of a long one was cut off, in the middle of a quoted value
        words = [*shlex.split(command.partition("'")[0]), _LEFT_OUT]
    said: list[str] = []
    public, verbs = False, True  # whether the word is the value of a public option; whether all words until now were kcrm's own
    for word in words:
        name, equals, value = word.partition("=")
        if name.startswith("--") and equals:
            said.append(f"{name}={_shown(value, public=name in _PUBLIC)}")
        elif re.fullmatch(r"--[a-z][a-z0-9-]*|-[a-zA-Z]", word):
            said.append(word)
            public = word in _PUBLIC
            continue
        elif public:
            said.append(shlex.quote(word))
        else:
            verbs = verbs and (word in _VERBS)
            said.append(word if verbs else _shown(word, public="policy" in said and _KEY.fullmatch(word) is not None))
        public = False
    return " ".join(said)


def _shown(word: str, *, public: bool) -> str:
    return shlex.quote(word) if public or _PUBLIC_WORD.fullmatch(word) else _LEFT_OUT
