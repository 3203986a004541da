"""Looking after the database file: what it is, bringing it up to date, backups and the way back."""

from __future__ import annotations

import contextlib
import hmac
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm import db
from kcrm.actions.logins import digest, rights_of
from kcrm.context import AppContext
from kcrm.errors import DatabaseError, KcrmError, NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.policy import Policy
from kcrm.queries import desk, planning
from kcrm.queries.users import recovery
from kcrm.storage import backups, dbfile
from kcrm.storage.backups import Backup
from kcrm.storage.migration import MIGRATIONS, Migrated, migrate, schema_version, version_of
from kcrm.storage.restore import Restored
from kcrm.storage.restore import restore as put_back
from kcrm.storage.sealed import SUFFIX, is_sealed, keys_in, recipients_in
from kcrm.storage.sizes import Sizes, sizes_of

if TYPE_CHECKING:
    from pyrage.x25519 import Identity


@dataclass(frozen=True, slots=True)
class Info:
    """What a database is. Sizes in bytes; rows: by table; last_backup: the latest in the usual folder; sizes: None unless asked for."""

    path: Path
    store: str
    go_live_on: date
    size: int
    wal_size: int
    schema: int
    known_schema: int
    sqlite: str
    planned_on: date | None
    last_backup: datetime | None
    rows: Mapping[str, int]
    sizes: Sizes | None


def info(context: AppContext, *, by_table: bool = False) -> Info:
    """What the context's database is; it is not brought up to date for that.

    by_table: with the bytes of each, for which every page is looked at. Raises DatabaseError where this SQLite cannot tell them.
    """
    with db.opened(context.db_path, readonly=True, migrating=False) as connection:
        sizes = sizes_of(connection) if by_table else None
        if by_table and sizes is None:
            message = N_("This SQLite ({version}) was built without dbstat and cannot tell how large each table is.")
            raise DatabaseError(message, version=sqlite3.sqlite_version)
        path = context.db_path.resolve()
        store = desk.store(connection)
        wal = path.with_name(path.name + "-wal")
        kept = backups.backups_in(backups.folder_of(path), path)
        return Info(
            path=path,
            store=store.name,
            go_live_on=store.go_live_on,
            size=path.stat().st_size,
            wal_size=wal.stat().st_size if wal.exists() else 0,
            schema=version_of(connection),
            known_schema=schema_version(),
            sqlite=sqlite3.sqlite_version,
            planned_on=planning.planned_on(connection),
            last_backup=kept[-1].at if kept else None,
            rows=backups.counts_of(connection),
            sizes=sizes,
        )


def admitted(context: AppContext) -> bool:
    """Whether the database has users, one of whom may give this command on its file as such: False where everybody may.

    Of a file that is missing or damaged only who may write it decides. Raises RefusedError for somebody who may not.
    """
    with contextlib.suppress(NotFoundError, DatabaseError), db.opened(context.db_path, readonly=True, migrating=False) as connection:
        if version_of(connection) < schema_version():
            return False
        _version, snapshot = desk.latest_policy(connection)
        return rights_of(connection, context, Policy.from_snapshot(snapshot)) is not None
    return False


def check_recovery(context: AppContext, code: str) -> None:
    """Raises RefusedError for another code than the one that was shown when the first user was made."""
    with db.opened(context.db_path, readonly=True, migrating=False) as connection:
        kept = recovery(connection)
    if kept is None or not hmac.compare_digest(digest(code.strip().lower()), kept):
        raise RefusedError(N_("That is not the recovery code of this database; nothing changed."))


def bring_up_to_date(context: AppContext, *, dry_run: bool) -> Migrated:
    """Apply the migrations that are missing, after a backup; with `dry_run` only tell them."""
    with db.opened(context.db_path, readonly=dry_run, migrating=False) as connection:
        pending = MIGRATIONS[version_of(connection) :]
        if dry_run:
            return Migrated(version_of(connection), pending, None)
        return migrate(connection, context.db_path.resolve()) or Migrated(schema_version(), (), None)


def back_up(context: AppContext, to: str | None, keep: int, *, whole: bool, encrypt_to: Sequence[str] = ()) -> tuple[Backup, list[Path]]:
    """Make a backup in a folder, or at a file's name; the backup, and the older ones deleted from the folder.

    to: a name that ends in a slash is a folder's, also where there is none yet; None for the folder beside the database. whole: the copy's
    indexes are checked, too. encrypt_to: the public keys of those who alone can read it. Only in a folder are older ones deleted: a name of
    one's own is one's own affair.

    Raises RefusedError, DatabaseError.
    """
    admitted(context)
    path = context.db_path.resolve()
    dbfile.check_file(path)
    recipients = recipients_in(encrypt_to) if encrypt_to else ()
    folder = backups.folder_of(path) if to is None else Path(to)
    if to is not None and not to.endswith("/") and not folder.is_dir():
        return backups.take(path, folder, whole=whole, recipients=recipients), []
    name = backups.new_name(folder, path, context.now, suffix=SUFFIX if recipients else "")
    taken = backups.take(path, name, whole=whole, recipients=recipients)
    return taken, backups.prune(folder, path, keep, taken.path)


def store_at_stake(context: AppContext, file: Path) -> str | None:
    """The name of the store whose database a restore would replace, read from the backup where the present one is unreadable.

    None where there is nothing to replace.
    """
    if not context.db_path.exists():
        return None
    for candidate in (context.db_path, file):
        with contextlib.suppress(KcrmError, sqlite3.Error, TypeError), db.opened(candidate, readonly=True, migrating=False) as connection:
            return desk.store(connection).name
    return ""


def restore(context: AppContext, file: Path, key: Path | None = None) -> Restored:
    """Put a backup in the place of the context's database. key: the file with the key that opens an encrypted one."""
    return put_back(file, context.db_path, context.now, keys_for(file, key))


def keys_for(file: Path, key: Path | None) -> Sequence[Identity]:
    """What opens a backup; nothing where it is not encrypted. Raises UsageError where no file of a key was named, and as `keys_in`."""
    if not is_sealed(file):
        return ()
    if key is None:
        raise UsageError(N_("{file} is encrypted: name the file of its key with --key."), file=file)
    return keys_in(key)
