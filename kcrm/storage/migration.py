"""Bringing a database to the schema of this kcrm: in one transaction, after a checked backup, by one process at a time.

A migration is a module `kcrm.migrations.m0NN_<what>`: `SQL`, a script, or `upgrade(connection)`, for what SQL alone cannot say; of both
the script runs first. Foreign keys are off meanwhile and checked at the end, the log's triggers are away: it may rebuild tables
(`kcrm.migrations.rebuild`).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from kcrm import migrations
from kcrm.errors import DatabaseError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.progress import work
from kcrm.storage.dbfile import APPLICATION_ID, is_readonly
from kcrm.storage.logged import create_log_triggers, drop_log_triggers, number_tables, stored_columns

if TYPE_CHECKING:
    import sqlite_utils

# found by name: a migration is its file, m001 before m002
MIGRATIONS: Final = tuple(
    sorted(
        file.stem
        for file in Path(migrations.__file__).parent.iterdir()
        if file.suffix == ".py" and file.stem[:1] == "m" and file.stem[1:2].isdigit()
    )
)


class Migrated(NamedTuple):
    """What was done. applied: the migrations' names. backup: of the state before. differing: rows that were not as last written."""

    version: int
    applied: tuple[str, ...]
    backup: Path | None
    differing: int = 0


def schema_version() -> int:
    """The schema that this kcrm knows."""
    return len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema that the database has."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def check_not_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Raises DatabaseError for a database that a newer kcrm has migrated."""
    found = version_of(connection)
    if found > schema_version():
        raise DatabaseError(
            N_("The database {path} was made by a newer kcrm (schema {found}; this one knows {known})."),
            hint=N_("Update kcrm: pip install --upgrade kcrm"),
            path=path,
            found=found,
            known=schema_version(),
        )


def migrate(connection: sqlite3.Connection, path: Path) -> Migrated | None:
    """Bring the schema up to date, after a backup; None where there was nothing to do. Raises DatabaseError, sqlite3.Error."""
    if version_of(connection) == schema_version():
        return None
    if is_readonly(connection):
        raise DatabaseError(
            N_("The database {path} is from an older kcrm and cannot be migrated while it is read-only."),
            hint=N_("Copy it to a folder that you may write to, and open the copy: kcrm --db PATH …"),
            path=path,
        )
    from kcrm.storage import backups  # noqa: PLC0415 - only when there is something to do

    with schema_change(connection):
        version = version_of(connection)
        if version >= schema_version():  # another process was quicker
            check_not_newer(connection, path)
            return None
        # by a connection of its own, which sees the state before this transaction, and nobody can change it meanwhile
        name = backups.new_name(backups.folder_of(path), path, datetime.now(UTC), f"before-schema-{schema_version()}")
        backup = backups.take(path, name, held=True).path
        with work(N_("Bringing the database up to date")):
            doubtful = apply_all(connection)
    return Migrated(schema_version(), MIGRATIONS[version:], backup, doubtful)


@contextlib.contextmanager
def schema_change(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction in which tables may be rebuilt: SQLite takes the word on foreign keys only outside of one."""
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def apply_all(connection: sqlite3.Connection) -> int:
    """Within `schema_change`: apply the migrations that are missing, generate the log's triggers anew, digest all rows as they are then.

    Rows that were not as they were last written stay found so; how many they were.
    """
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

    from kcrm.storage.rowdigest import differing, digest_all, has_digests  # noqa: PLC0415 - only when there is something to do

    steps = Migrations("kcrm")
    for name in MIGRATIONS:
        steps(name=name)(_step(import_module(f"kcrm.migrations.{name}")))
    doubtful = [key for key, _difference in differing(connection)] if has_digests(connection) else []
    try:
        database = sqlite_utils.Database(connection)
        drop_log_triggers(connection)
        steps.apply(database)
        if has_digests(connection):  # not so where only a part of the migrations is known, as where an older schema is made on purpose
            create_log_triggers(connection)
            digest_all(connection, doubtful)
    finally:
        connection.row_factory = sqlite3.Row
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"{broken[0]} {broken[1]} -> {broken[2]}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema_version()}")
    return len(doubtful)


def _step(module: ModuleType) -> Callable[[sqlite_utils.Database], None]:
    def apply(database: sqlite_utils.Database) -> None:
        _apply(module, database.conn)

    return apply


def _apply(module: ModuleType, connection: sqlite3.Connection) -> None:
    from kcrm.storage.rowdigest import has_digests  # noqa: PLC0415 - as above

    upgrade: Callable[[sqlite3.Connection], None] | None = getattr(module, "upgrade", None)
    for statement in _statements(getattr(module, "SQL", "")):
        connection.execute(statement)
    if upgrade is not None:
        upgrade(connection)
    if has_digests(connection):
        number_tables(connection)


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: `executescript` would commit the transaction they belong to."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


# --- what the schema should be ---


def schema_of(connection: sqlite3.Connection) -> dict[str, str]:
    """How each table, index and trigger was made, by name; SQLite's own and those of the migrations' list left out."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_sqlite*'"
    )
    return {row[0]: row[1] for row in rows}


@cache
def _schema_at(version: int) -> dict[str, tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for name in MIGRATIONS[:version]:
            _apply(import_module(f"kcrm.migrations.{name}"), connection)
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {table: tuple(stored_columns(connection, table)) for (table,) in tables}


def columns_at(version: int, table: str) -> tuple[str, ...]:
    """The columns that a table had in an older schema; none where it was not there."""
    return _schema_at(version).get(table, ())


@cache
def _fresh() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with schema_change(connection):
        apply_all(connection)
    return connection


def make_fresh(connection: sqlite3.Connection) -> None:
    """Give an empty database the schema of this kcrm.

    It is migrated once a process, which takes half a second, and then copied: a demonstration and its check want it twice, a folder of
    stores once each.
    """
    _fresh().backup(connection)


@cache
def fresh_schema() -> Mapping[str, str]:
    """The schema of a new database, as `schema_of` has it."""
    return schema_of(_fresh())
