"""A statement of somebody's own: it can only read, whatever it says, and can be stopped.

It runs on a connection of its own and takes no lock that anybody waits for. Three things keep it from writing: what it may do is asked of
`_Watch` for each table, function and pragma before it runs, the connection only queries, and no second statement is run.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from enum import Enum, auto
from itertools import islice
from pathlib import Path
from typing import Final

from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.storage.dbfile import connect_existing
from kcrm.storage.kept import Kept, Value

STEPS_BETWEEN_LOOKS: Final = 20_000
"""Of SQLite's machine, after which is looked whether somebody pressed Ctrl-C: some milliseconds."""
_LONGEST_VALUE: Final = 64 * 1024 * 1024  # bytes; what a statement puts together itself would else fill the memory
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
# what they tell is in the schema; none of them writes, with or without an argument
_PRAGMAS: Final = frozenset(
    {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list", "compile_options"}
)
# load_extension runs code, the others reach files or the tables of full-text search; a plain SQLite has few of them
_FUNCTIONS: Final = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "sqlite_log"})
_SECRET: Final = frozenset({"user_secret", "login", "access_key"})  # by which somebody could log in, or who somebody is
_WRITING: Final = {sqlite3.SQLITE_INSERT: "INSERT", sqlite3.SQLITE_UPDATE: "UPDATE", sqlite3.SQLITE_DELETE: "DELETE"}
# tables that are functions: the first statement that names one declares it, which the watch would take for a change of the schema
_DECLARED: Final = ("json_each", "json_tree", *sorted(f"pragma_{name}" for name in _PRAGMAS))
_READS: Final = frozenset({"SELECT", "WITH", "VALUES", "EXPLAIN"})
_FIRST_WORD = pattern(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?(?:\*/|\Z)|;)*(\w+)", re.DOTALL)
_WORD = pattern(r"\w+")
# said of what would write before anything is asked of the watch
_UNCHANGEABLE = pattern(r"table .* may not be modified|cannot modify .* because it is a view")
_SEVERAL: Final = "one statement at a time"  # sqlite3 says so by another class in each Python


class Answer(NamedTuple):
    """What a statement gave. names: of its columns. rows: the first of `total`. read: the columns, by table or view, that it names."""

    names: tuple[str, ...]
    rows: Kept
    total: int
    read: frozenset[tuple[str, str]]


class Why(Enum):
    """Why a statement was not run."""

    EMPTY = auto()
    SEVERAL = auto()
    WRITES = auto()
    INNER = auto()
    SECRET = auto()


class Unanswered(NamedTuple):
    """A statement that was not run. what: of one that writes what it would do, in the words of SQL; else the table that it may not read."""

    why: Why
    what: str = ""


def answer(path: Path, statement: str, values: Mapping[str, Value], most: int | None) -> Answer | Unanswered:
    """Run one reading statement. most: rows that are kept of those that it gives, None for all.

    Raises sqlite3.Error as SQLite does for one that it cannot run, KeyboardInterrupt where it was stopped.
    """
    with closing(connect_existing(path, readonly=True)) as connection:
        connection.row_factory = None
        connection.text_factory = _text
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for table in _DECLARED:
            connection.execute(f"SELECT 1 FROM {table} LIMIT 0")  # noqa: S608 - names of our own
        watch = _Watch()
        connection.set_authorizer(watch)
        # returns to Python, where a signal is seen
        connection.set_progress_handler(_go_on, STEPS_BETWEEN_LOOKS)
        try:
            cursor = connection.execute(statement, values)
            if cursor.description is None:
                return _not_reading(statement, watch)
            rows = Kept(cursor if most is None else islice(cursor, most))
            total = len(rows) + sum(1 for _row in cursor)
        except (sqlite3.Error, sqlite3.Warning) as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise KeyboardInterrupt from None
            if watch.secret:
                return Unanswered(Why.SECRET, watch.secret)
            if watch.denied or _UNCHANGEABLE.search(str(error)):
                return _of_sqlite_itself(connection, statement, watch) or _not_reading(statement, watch)
            if _SEVERAL in str(error):
                return Unanswered(Why.SEVERAL)
            raise
        return Answer(tuple(column[0] for column in cursor.description), rows, total, _read(connection, watch))


def names_in(path: Path) -> dict[str, list[str]]:
    """The columns of each table and view, by name: what may have been meant."""
    with closing(connect_existing(path, readonly=True)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name").fetchall()
        return {name: [each[0] for each in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))] for (name,) in rows}


def begins_wrong_at(path: Path, statement: str, word: str) -> int | None:
    """Where the word stands that SQLite could not read: the first of its places where the statement cannot go on; None for nowhere."""
    with closing(connect_existing(path, readonly=True)) as connection:
        connection.set_authorizer(_Watch())
        start = statement.find(word)
        while word and start >= 0:
            try:
                # compiled, not run
                connection.execute(f"EXPLAIN {statement[: start + len(word)]}")
            except (sqlite3.Error, sqlite3.Warning) as error:
                if str(error).startswith((f'near "{word}"', f'unrecognized token: "{word}"')):
                    return start
            start = statement.find(word, start + 1)
        return None


class _Watch:
    """Says of each thing that a statement would do whether it may; and knows afterwards what is read, and what it may not.

    read: columns with their table or view, by the view or the named query within which they are read; "" for the statement itself.
    denied: what was not permitted. secret: the table that nobody may read. declares: whether what was denied was to enter a table of
    SQLite's own workings into the schema.
    """

    def __init__(self) -> None:
        self.read: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self.denied, self.declares, self.secret = "", False, ""

    def __call__(self, action: int, one: str | None, other: str | None, _database: str | None, within: str | None) -> int:
        if action == sqlite3.SQLITE_READ and one and other:
            self.read[(within or "").lower()].add((one.lower(), other.lower()))
        if action == sqlite3.SQLITE_READ and one and one.lower() in _SECRET:
            self.secret = self.denied = one.lower()
        elif action == sqlite3.SQLITE_FUNCTION and (other or "").lower() in _FUNCTIONS:
            self.denied = self.denied or f"{other}()"
        elif action == sqlite3.SQLITE_PRAGMA and (one or "").lower() not in _PRAGMAS:
            self.denied = self.denied or f"PRAGMA {one}"
        elif action not in _ALLOWED | {sqlite3.SQLITE_PRAGMA}:
            # as the statement begins SQLite itself enters such a table into the schema
            self.declares = not self.denied and action == sqlite3.SQLITE_UPDATE and one == "sqlite_master"
            self.denied = self.denied or _WRITING.get(action, "?")
        return sqlite3.SQLITE_DENY if self.denied else sqlite3.SQLITE_OK


def _read(connection: sqlite3.Connection, watch: _Watch) -> frozenset[tuple[str, str]]:
    """The columns that the statement itself names.

    What a view reads is its own affair; of it those columns count that are asked for. A query to which a statement gives a view's name is
    known by not reading all that the view reads.
    """
    views = {name.lower() for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
    found: set[tuple[str, str]] = set()
    for within, read in watch.read.items():
        own: set[tuple[str, str]] = set()
        if within in views:
            alone = _Watch()
            connection.set_authorizer(alone)
            connection.execute(f'EXPLAIN SELECT 1 FROM "{within}"')  # noqa: S608 - the name of a view that is there
            own = alone.read[within]
        found |= read - own if own <= read else read
    return frozenset(found)


def _go_on() -> int:
    return 0


def _text(stored: bytes) -> str:
    # what a statement casts to text may be anything
    return stored.decode("utf-8", errors="replace")


def _of_sqlite_itself(connection: sqlite3.Connection, statement: str, watch: _Watch) -> Unanswered | None:
    """That a statement which reads names a table of SQLite's own workings, such as dbstat; None for anything else that is denied."""
    first = _FIRST_WORD.match(statement)
    if not watch.declares or first is None or first[1].upper() not in _READS:
        return None
    connection.set_authorizer(None)
    inner = {name for (name,) in connection.execute("SELECT name FROM pragma_module_list")}
    named = next((word for word in _WORD.findall(statement) if word.lower() in inner), None)
    return None if named is None else Unanswered(Why.INNER, named)


def _not_reading(statement: str, watch: _Watch) -> Unanswered:
    first = _FIRST_WORD.match(statement)
    if first is None:
        return Unanswered(Why.EMPTY)
    word = first[1].upper()
    if word not in _READS | {"PRAGMA"}:
        return Unanswered(Why.WRITES, word)
    return Unanswered(
        Why.WRITES, watch.denied or next(each for each in map(str.upper, _WORD.findall(statement)) if each in _WRITING.values())
    )
