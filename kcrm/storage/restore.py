"""The way back: a backup in the place of a database, which is kept under another name."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.errors import DatabaseError
from kcrm.i18n import N_
from kcrm.storage import dbfile
from kcrm.storage.backups import STAMP, check_checksum, copy_database, discard, folder_of, new_name, take, verify
from kcrm.storage.dberrors import explain, explain_os
from kcrm.storage.files import flush_file, new_draft, place
from kcrm.storage.migration import check_not_newer
from kcrm.storage.sealed import is_sealed, unseal
from kcrm.storage.swap import swap

if TYPE_CHECKING:
    from pyrage.x25519 import Identity


@dataclass(frozen=True, slots=True)
class Restored:
    """aside: the database that stood there, moved; None where there was none. before: a backup of it, None where it was damaged."""

    aside: Path | None
    before: Path | None
    rows: int


def restore(file: Path, path: Path, at: datetime, keys: Sequence[Identity] = ()) -> Restored:
    """Put the backup `file` in the place of the database at `path`, which is kept under another name, and backed up where it is whole.

    keys: of which one opens an encrypted backup. Raises NotFoundError, RefusedError, DatabaseError; then nothing is changed.
    """
    sealed = is_sealed(file)
    if not sealed:
        dbfile.check_file(file)
    draft: Path | None = None
    try:
        check_checksum(file)
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = new_draft(path)
        if sealed:
            with draft.open("wb") as stream:
                unseal(file, keys, stream)
            flush_file(draft)
        with contextlib.closing(dbfile.connect_existing(draft if sealed else file, readonly=True)) as source:
            check_not_newer(source, file)
            if not sealed:
                copy_database(source, draft)
        rows = sum(verify(draft, file, N_("Choose another backup.")).values())
        if not path.exists():
            place(draft, path)
            return Restored(None, None, rows)
        before = _backed_up(path, at)
        aside = _aside(path, at)
        swap(draft, path, aside)
    except OSError as error:
        raise explain_os(error, path) from error
    except sqlite3.Error as error:
        raise explain(error, file) from error
    finally:
        if draft is not None:
            discard(draft)
    return Restored(aside, before, rows)


def _aside(path: Path, at: datetime) -> Path:
    stamp = at.astimezone(UTC).strftime(STAMP)
    names = (path.with_name(f"{path.name}.replaced-{stamp}{'' if number == 1 else f'.{number}'}") for number in range(1, 1_000_000))
    return next(name for name in names if not name.exists())


def _backed_up(path: Path, at: datetime) -> Path | None:
    """A backup of what is about to be replaced; None where it is too damaged for one, which is the usual reason to replace it."""
    try:
        return take(path, new_name(folder_of(path), path, at, "before-restore")).path
    except DatabaseError:
        return None
