"""What is shown of the database file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from kcrm.actions.db import Info
from kcrm.actions.db_check import Finding, Severity
from kcrm.actions.db_compact import Compacted
from kcrm.i18n import N_, _, n_
from kcrm.storage.backups import Backup
from kcrm.storage.migration import Migrated
from kcrm.storage.restore import Restored
from kcrm.storage.sealed import is_sealed
from kcrm.storage.sizes import Sizes
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.tones import Tone

_COLOURS: Mapping[str, str] = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAREFUL}
_CHECKS: Mapping[str, str] = {
    "integrity": N_("file"),
    "version": N_("schema"),
    "schema": N_("schema"),
    "log_triggers": N_("operations log"),
    "operations": N_("operations log"),
    "rows": N_("records"),
    "planning": N_("planning"),
    "ownership": N_("owners"),
    "plan": N_("plan of the day"),
    "clock": N_("clock"),
    "disk": N_("disk"),
    "wal": N_("write-ahead log"),
    "lost_tail": N_("write-ahead log"),
    "mode": N_("file mode"),
    "file_system": N_("file system"),
    "leftovers": N_("leftovers"),
    "backup": N_("backup"),
}

_FINDINGS = (
    Column("check", N_("Check"), Cell.ENUM, labels=_CHECKS),
    Column("severity", N_("Severity"), Cell.ENUM, labels=Severity, colours=_COLOURS),
    Column("detail", N_("What is wrong")),
    Column("remedy", N_("What to do")),
    Column("fixed", N_("Fixed"), Cell.FLAG),
)

_INFO = (
    Column("path", N_("File")),
    Column("store", N_("Store")),
    Column("go_live_on", N_("Live from"), Cell.DATE),
    Column("size_bytes", N_("Size, bytes"), Cell.COUNT),
    Column("wal_bytes", N_("Write-ahead log, bytes"), Cell.COUNT),
    Column("schema_version", N_("Schema"), Cell.NUMBER),
    Column("known_schema_version", N_("Schema of this kcrm"), Cell.NUMBER),
    Column("sqlite_version", N_("SQLite")),
    Column("planned_on", N_("Last plan"), Cell.DATE),
    Column("last_backup_at", N_("Last backup"), Cell.INSTANT),
)
_FREE = Column("free_bytes", N_("Free pages, bytes"), Cell.COUNT)
_TABLES = (Column("table", N_("Table")), Column("rows", N_("Rows"), Cell.COUNT))
_SIZES = (
    *_TABLES,
    Column("table_bytes", N_("Table, bytes"), Cell.COUNT),
    Column("index_bytes", N_("Indexes, bytes"), Cell.COUNT),
    Column("unused_bytes", N_("Free in pages, bytes"), Cell.COUNT, priority=1),
    Column("share", N_("Share of the file"), Cell.PERCENT),
)

_BACKUP = (
    Column("file", N_("File")),
    Column("size_bytes", N_("Size, bytes"), Cell.COUNT),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("sha256", N_("SHA-256"), Cell.IDENTIFIER),
    Column("deleted", N_("Deleted"), Cell.TEXTS),
)

_KEY = (
    Column("public_key", N_("Public key"), Cell.IDENTIFIER),
    Column("secret_key_file", N_("Secret key in")),
)

_RESTORED = (
    Column("file", N_("Database")),
    Column("restored_from", N_("Restored from")),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("kept_as", N_("The previous database is now")),
    Column("backup", N_("Its backup")),
)

_MIGRATED = (
    Column("schema_version", N_("Schema"), Cell.NUMBER),
    Column("migrations", N_("Migrations"), Cell.TEXTS),
    Column("backup", N_("Backup")),
)

_COMPACTED = (
    Column("operations_before", N_("Operations before"), Cell.DATE),
    Column("operations", N_("Operations"), Cell.COUNT),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("bytes_before", N_("Bytes before"), Cell.COUNT),
    Column("bytes_after", N_("Bytes after"), Cell.COUNT),
)


def check_view(findings: Sequence[Finding]) -> View:
    """A row for each finding, errors first."""
    rows = [
        (found.check, found.severity, _(found.detail).format(**found.fields), _(found.remedy).format(**found.fields), found.fixed)
        for found in findings
    ]
    return View(_("Database check"), _FINDINGS, rows, empty=_("No problems found."))


def info_view(info: Info) -> View:
    """One record, with the rows of each table."""
    values = (
        str(info.path),
        info.store,
        info.go_live_on,
        info.size,
        info.wal_size,
        info.schema,
        info.known_schema,
        info.sqlite,
        info.planned_on,
        info.last_backup,
    )
    if info.sizes is not None:
        parts = {"tables": _sizes_view(info, info.sizes)}
        return View(_("Database"), (*_INFO, _FREE), [(*values, info.sizes.free)], shape=Shape.RECORD, parts=parts)
    tables = View(_("Tables"), _TABLES, list(info.rows.items()))
    return View(_("Database"), _INFO, [values], shape=Shape.RECORD, parts={"tables": tables})


def _sizes_view(info: Info, sizes: Sizes) -> View:
    rows = [
        (each.table, info.rows.get(each.table), each.own, each.indexes, each.unused, Fraction(100 * (each.own + each.indexes), info.size))
        for each in sizes.tables
    ]
    return View(_("Tables"), _SIZES, rows)


def backup_view(backup: Backup, deleted: Sequence[Path]) -> View:
    """The backup that was made, and the older ones that went for it."""
    row = (str(backup.path), backup.size, backup.rows, backup.sha256, tuple(file.name for file in deleted))
    told = _("Verified, then encrypted. To restore it: kcrm db restore {file} --key FILE")
    note = (told if is_sealed(backup.path) else _("Verified. To restore it: kcrm db restore {file}")).format(file=backup.path)
    return View(_("Backup"), _BACKUP, [row], shape=Shape.RECORD, notes=(note,))


def key_view(file: Path, recipient: str) -> View:
    """The key that was made: where the secret one is, and the public one."""
    notes = (
        _("Keep {file} in the safe, with a copy elsewhere: without it no encrypted backup can ever be read.").format(file=file),
        _("To encrypt to it: kcrm db backup --encrypt-to {recipient}").format(recipient=recipient),
    )
    return View(_("Encryption key"), _KEY, [(recipient, str(file))], shape=Shape.RECORD, notes=notes)


def restored_view(database: Path, file: Path, restored: Restored) -> View:
    """What was put where, and where that is which stood there."""
    row = (str(database), str(file), restored.rows, _path(restored.aside), _path(restored.before))
    return View(_("Restored"), _RESTORED, [row], shape=Shape.RECORD)


def migrated_view(migrated: Migrated, *, dry_run: bool) -> View:
    """The migrations that were applied, or would be."""
    row = (migrated.version, tuple(migrated.applied), _path(migrated.backup))
    count = len(migrated.applied)
    if not count:
        note = _("The database is up to date.")
    elif dry_run:
        note = n_("{count} migration would be applied.", "{count} migrations would be applied.", count)
    else:
        note = n_("{count} migration was applied.", "{count} migrations were applied.", count)
    notes = [note.format(count=count)]
    if count and not dry_run:
        notes.append(_("Every record now has a checksum: kcrm db check reports what changes outside kcrm."))
    if migrated.differing:
        told = n_(
            "{count} record had changed outside kcrm and stays marked: kcrm db check",
            "{count} records had changed outside kcrm and stay marked: kcrm db check",
            migrated.differing,
        )
        notes.append(told.format(count=migrated.differing))
    return View(_("Migration"), _MIGRATED, [row], shape=Shape.RECORD, notes=tuple(notes))


def compacted_view(compacted: Compacted) -> View:
    """One record: how many operations lost their rows, and the size before and after."""
    row = (compacted.before, compacted.operations, compacted.rows, compacted.bytes_before, compacted.bytes_after)
    return View(_("Compacted"), _COMPACTED, [row], shape=Shape.RECORD)


def _path(file: Path | None) -> str | None:
    return None if file is None else str(file)
