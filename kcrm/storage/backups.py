"""Backups: copies of the database that are whole, checked, private and never in each other's way.

A backup is made by SQLite's own means while others read and write; it is checked before it gets its name, and its SHA-256 lies beside it
in the form that `sha256sum -c` reads. It needs no other file: it has no write-ahead log.

What is checked of every copy: that each page of each table can be read and holds rows of the right types, and that what rows refer to is
there, so that no sound backup is deleted for the copy of a broken file. Whether each index agrees with its table takes eight times as long,
and an index can be made anew from its table: it is checked where asked for, and before a migration or a restore.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.errors import DatabaseError, RefusedError
from kcrm.i18n import N_
from kcrm.progress import Unit, work
from kcrm.storage import dbfile
from kcrm.storage.dberrors import RESTORE, explain, explain_os
from kcrm.storage.files import flush_file, new_draft, place, sha256_of
from kcrm.storage.sealed import SUFFIX, image_of, opened_image, seal
from kcrm.storage.swap import SIDE_FILES

if TYPE_CHECKING:
    from pyrage.x25519 import Recipient

STAMP = "%Y%m%dT%H%M%SZ"
_CHECKSUM = ".sha256"
_PAGES = 2_000  # that are copied at once


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. rows: in all tables together."""

    path: Path
    size: int
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup of a database as it lies in a folder. at: UTC, from its name. reason: why it was made, where not by `db backup`."""

    path: Path
    at: datetime
    reason: str


def folder_of(path: Path) -> Path:
    """Where a database's backups belong unless another place is named."""
    return path.resolve().parent / "backups"


def new_name(folder: Path, path: Path, at: datetime, reason: str = "", *, suffix: str = "") -> Path:
    """A name for a backup made at that moment that nothing in the folder has. suffix: after `.db`."""
    stem = f"{path.stem}-{at.astimezone(UTC).strftime(STAMP)}{'-' if reason else ''}{reason}"
    names = (f"{stem}{'' if number == 1 else f'.{number}'}.db{suffix}" for number in range(1, 1_000_000))
    return next(folder / name for name in names if not (folder / name).exists() and not (folder / name).is_symlink())


def backups_in(folder: Path, path: Path) -> list[Kept]:
    """This database's backups in the folder, oldest first; what does not bear our own kind of name is not among them."""
    pattern = re.compile(rf"{re.escape(path.stem)}-(\d{{8}}T\d{{6}}Z)(?:-(before-[a-z0-9-]+))?(?:\.\d+)?\.db(?:{re.escape(SUFFIX)})?")
    found = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for file in folder.iterdir():
            match = pattern.fullmatch(file.name)
            if match and file.is_file() and not file.is_symlink():
                with contextlib.suppress(ValueError):  # no such day: not ours
                    found.append(Kept(file, datetime.strptime(match[1], STAMP).replace(tzinfo=UTC), match[2] or ""))
    return sorted(found, key=lambda one: (one.at, len(one.path.name), one.path.name))


def prune(folder: Path, path: Path, keep: int, spare: Path) -> list[Path]:
    """Delete all but the latest `keep` ordinary backups, never `spare` nor one made before a migration or a restore; those deleted."""
    ordinary = [one.path for one in backups_in(folder, path) if not one.reason and one.path != spare]
    surplus = ordinary[: max(0, len(ordinary) - max(0, keep - 1))]
    for file in surplus:
        file.unlink()
        checksum_of(file).unlink(missing_ok=True)
    return surplus


def checksum_of(file: Path) -> Path:
    """The name of a backup's checksum file."""
    return file.with_name(file.name + _CHECKSUM)


def take(path: Path, target: Path, *, held: bool = False, whole: bool = True, recipients: Sequence[Recipient] = ()) -> Backup:
    """Copy the database to `target`, which nothing may bear yet; checked before it gets its name, if `whole` with its indexes.

    Others may read and write meanwhile. held: this process has it open and locked, so that none but SQLite may open its file: closing it
    once would let go of the locks. recipients: who alone can read the copy; for nobody it is not encrypted. Raises RefusedError where
    `target` exists, DatabaseError for all else.
    """
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = new_draft(target)
        with contextlib.closing(dbfile.connect(path.resolve()) if held else dbfile.connect_existing(path, readonly=True)) as source:
            source.execute("BEGIN")  # one state for the counts and the copy
            counts = counts_of(source)
            image = image_of(source) if recipients else None
            if image is None:
                copy_database(source, draft)
        if image is None:
            verify(draft, path, RESTORE, counts, whole=whole)
        else:
            verify_image(image, path, RESTORE, counts, whole=whole)
            seal(image, draft, recipients)
        digest = sha256_of(draft)
        backup = Backup(target, draft.stat().st_size, digest, sum(counts.values()))
        place(draft, target)
        draft = new_draft(checksum_of(target))
        draft.write_text(f"{digest}  {target.name}\n", encoding="utf-8", newline="\n")  # sha256sum takes no other
        flush_file(draft)
        draft.replace(checksum_of(target))
    except FileExistsError:
        raise RefusedError(
            N_("{file} already exists and is not replaced."), hint=N_("Choose another file or a folder."), file=target
        ) from None
    except OSError as error:
        raise explain_os(error, target) from error
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        if draft is not None:
            discard(draft)
    return backup


def copy_database(source: sqlite3.Connection, draft: Path) -> None:
    """All of the database into the draft, which then needs no other file."""
    with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        # a draft whose making is cut off is none: it is on the disk before it gets its name
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA journal_mode = OFF")
        (page,) = source.execute("PRAGMA page_size").fetchone()
        (pages,) = source.execute("PRAGMA page_count").fetchone()
        with work(N_("Copying the database"), pages * page, Unit.BYTES) as advance:
            source.backup(copy, pages=_PAGES, progress=lambda _status, left, pages: advance(0, (pages - left) * page))
        copy.execute("PRAGMA journal_mode = DELETE")
    flush_file(draft)


def discard(draft: Path) -> None:
    """Delete a draft and what SQLite left beside it."""
    for suffix in ("", "-journal", *SIDE_FILES):
        with contextlib.suppress(OSError):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def counts_of(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names.fetchall()}  # noqa: S608


def damage_in(connection: sqlite3.Connection, *, whole: bool = True, constraints: bool = True) -> Iterator[str]:
    """What SQLite finds wrong with the file's structure and its references; nothing where all is well.

    whole: its indexes, too. constraints: those of values, too, which SQLite leaves out of a file that it may only read.
    """
    connection.execute("PRAGMA cache_size = -65536")  # each row is looked for in each index
    connection.execute(f"PRAGMA ignore_check_constraints = {int(not constraints)}")
    with work(N_("Checking the file")):
        lines = connection.execute("PRAGMA integrity_check(20)" if whole else "PRAGMA quick_check(20)").fetchall()
    connection.execute("PRAGMA ignore_check_constraints = 0")
    for (line,) in lines:
        if line != "ok":
            yield str(line)
    for row in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        yield f"{row[0]} {row[1]} -> {row[2]}"


def verify(file: Path, original: Path, remedy: str, counts: dict[str, int] | None = None, *, whole: bool = True) -> dict[str, int]:
    """Check a closed copy that nobody else uses, row counts included where they are known; the counts of its tables.

    whole: its indexes, too.

    Raises DatabaseError: what is damaged in a copy is damaged in its original, for which there is a remedy (an msgid).
    """
    wal = file.with_name(file.name + "-wal")
    query = "mode=rw" if wal.exists() and wal.stat().st_size else "mode=ro&immutable=1"
    with _damage_told(original, remedy), contextlib.closing(dbfile.connect(file, query=query)) as connection:
        return _verified(connection, file, original, remedy, counts, whole=whole)


def verify_image(image: bytes, original: Path, remedy: str, counts: dict[str, int] | None = None, *, whole: bool = True) -> dict[str, int]:
    """The same of a copy in memory."""
    with _damage_told(original, remedy), opened_image(image) as connection:
        return _verified(connection, original, original, remedy, counts, whole=whole)


@contextlib.contextmanager
def _damage_told(original: Path, remedy: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise DatabaseError(N_("The database {path} is damaged: {detail}."), hint=remedy, path=original, detail=str(error)) from error


def _verified(
    connection: sqlite3.Connection, file: Path, original: Path, remedy: str, counts: dict[str, int] | None, *, whole: bool
) -> dict[str, int]:
    found = next(damage_in(connection, whole=whole), None)
    if found is not None:
        raise DatabaseError(N_("The database {path} is damaged: {detail}."), hint=remedy, path=original, detail=found)
    counted = counts_of(connection)
    if counts is not None and counted != counts:
        raise DatabaseError(N_("The copy {file} is missing rows."), hint=N_("Check the disk and run the command again."), file=file)
    return counted


def check_checksum(file: Path) -> bool:
    """Whether the backup has a checksum beside it, and it is right. Raises DatabaseError where it is wrong."""
    try:
        stated = checksum_of(file).read_text(encoding="utf-8", errors="replace").split()
    except FileNotFoundError:
        return False
    if not stated or stated[0] != sha256_of(file):
        raise DatabaseError(
            N_("{file} is not what was backed up: its checksum differs."),
            hint=N_("Choose another backup; or, if you changed the file on purpose, delete {checksum} first."),
            file=file,
            checksum=checksum_of(file),
        )
    return True
