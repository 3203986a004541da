"""`db check`: is the database whole, does its content hold together, is its place fit for it; and what of that can be mended safely."""

from __future__ import annotations

import contextlib
import shlex
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm import db
from kcrm.actions.complaints.cases import complaint_cases
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.policy import Policy
from kcrm.progress import work
from kcrm.queries import db as content
from kcrm.queries import desk, planning
from kcrm.queries.access import lost_accesses
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.lookup import Thing, identifier, row_name
from kcrm.storage import dbfile, rowdigest
from kcrm.storage.backups import backups_in, check_checksum, damage_in, folder_of
from kcrm.storage.dberrors import explain
from kcrm.storage.files import PRIVATE
from kcrm.storage.logged import create_log_triggers, drop_log_triggers
from kcrm.storage.machine import free_bytes, network_file_system, open_to_others
from kcrm.storage.migration import check_not_newer, fresh_schema, schema_of, schema_version, version_of
from kcrm.storage.oplog import verify_chain
from kcrm.storage.rowdigest import Difference
from kcrm.storage.sealed import is_sealed, opened_image, unsealed
from kcrm.storage.swap import SIDE_FILES
from kcrm.storage.torn import lost_tails
from kcrm.text import some

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

_LARGE_WAL = 64 * 1024 * 1024
_SPARE_BYTES = 50 * 1024 * 1024
_OLD_BACKUP = timedelta(days=7)
_CLOCK_SLACK = timedelta(minutes=5)
_DRAFTS_LIVE = timedelta(hours=6)

_RESTORE = N_("Keep the file and restore a backup: kcrm db restore {backup}")
_ROWS = N_("If they are right: kcrm db check --accept. If not, compare them with a backup ({backup}) and enter them again.")
_PLAN = N_("To replan everything: kcrm plan --all")
_FIX = N_("kcrm db check --fix")


class Severity(Word):
    ERROR = "error", N_("error")
    WARNING = "warning", N_("warning")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. check: its key. detail, remedy: msgids, with their values in `fields`. fixed: by this very run."""

    check: str
    severity: Severity
    detail: str
    remedy: str
    fields: dict[str, object]
    fixed: bool = False


_CONTRADICTIONS = {
    "scrapped": N_("Open follow-ups for scrapped vehicles: {things}"),
    "sold": N_("Open follow-ups for vehicles that were sold: {things}"),
    "do_not_contact": N_("Open follow-ups for customers who are not to be contacted: {things}"),
    "not_owner": N_("Open follow-ups for people who no longer own the vehicle: {things}"),
    "assignee_left": N_("Open follow-ups of people who have left: {things}"),
    "unqueued": N_("Customers missing from the planning queue: {things}"),
}


_DIFFERENCES = {
    Difference.CHANGED: N_("{things}: changed outside kcrm."),
    Difference.MISSING: N_("{things}: missing without a recorded deletion."),
    Difference.UNRECORDED: N_("{things}: present without a recorded creation."),
}


def check_database(context: AppContext, *, fix: bool, accept: bool = False) -> list[Finding]:
    """What is wrong, errors first. With `fix`, what can be mended without a decision is, and marked so.

    accept: rows that are not as they were last written are right as they are now; that is recorded, in an operation that cannot be undone.

    Raises NotFoundError, DatabaseError where the file cannot even be opened.
    """
    path = context.db_path
    with db.opened(path, readonly=not fix, migrating=False) as connection:
        findings = [*_structure(connection, path), *_surroundings(path, context)]
        if version_of(connection) == schema_version() and not any(found.check == "integrity" for found in findings):
            content_findings = _content_as_far_as_there(connection, context, findings)
            # what its digest vouches for was written under the constraints; of rows that differ that is still to be seen
            broken = list(_damage(connection, path)) if any(found.check == "rows" for found in content_findings) else []
            findings += broken or content_findings
        if fix:
            findings = [_mended(found, connection, context) for found in findings]
    if fix and any(found.check == "planning" for found in findings):
        with open_session(context) as session, session.write() as planner:
            planner.plan_all(anew=True)
        findings = [replace(found, fixed=True) if found.check == "planning" else found for found in findings]
    if accept and any(found.check == "rows" for found in findings):
        with open_session(context) as session, session.write():
            rowdigest.accept(session.connection)
        findings = [replace(found, fixed=True) if found.check == "rows" else found for found in findings]
    return sorted(findings, key=lambda found: found.severity is not Severity.ERROR)


def check_backup(file: Path, keys: Sequence[Identity]) -> list[Finding]:
    """What is wrong with a backup; one that is encrypted is opened in memory by one of the keys, and written nowhere.

    Raises NotFoundError, RefusedError where no key opens it, DatabaseError where it is no database of ours, or damaged.
    """
    if not is_sealed(file):
        dbfile.check_file(file)
    findings = (
        [] if check_checksum(file) else [_warning("backup", N_("{file} has no checksum beside it."), N_("kcrm db backup"), file=file)]
    )
    opened: contextlib.AbstractContextManager[sqlite3.Connection] = (
        opened_image(unsealed(file, keys)) if is_sealed(file) else contextlib.closing(dbfile.connect_existing(file, readonly=True))
    )
    try:
        with opened as connection:
            check_not_newer(connection, file)
            remedy = N_("Choose another backup.")
            findings += [_error("integrity", N_("The backup is damaged: {what}."), remedy, what=what) for what in damage_in(connection)]
    except sqlite3.Error as error:
        raise explain(error, file) from error
    return findings


def _content_as_far_as_there(connection: sqlite3.Connection, context: AppContext, findings: list[Finding]) -> list[Finding]:
    """The content's findings: those before a table or column that is missing, or a value that is none, where that was said already."""
    there: list[Finding] = []
    try:
        there.extend(_content(connection, context))
    except sqlite3.OperationalError:
        if not any(found.check == "schema" for found in findings):
            raise
    except (LookupError, TypeError, ValueError):
        if not any(found.check == "rows" for found in there):
            raise
    return there


def _structure(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    damage = list(_damage(connection, path, constraints=version_of(connection) < schema_version()))
    yield from damage
    if damage:
        return
    if version_of(connection) < schema_version():
        found = {"found": version_of(connection), "known": schema_version()}
        yield _warning("version", N_("The database has schema {found}; this kcrm has {known}."), N_("kcrm db migrate"), **found)
        return
    wanted, present = fresh_schema(), schema_of(connection)
    differing = sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))
    if any(name.startswith("log_") for name in differing):
        yield _error("log_triggers", N_("Triggers of the operations log are missing or were changed."), _FIX)
    for name in differing:
        if not name.startswith("log_"):
            yield _error("schema", N_("Not as kcrm made it: {name}"), _RESTORE, name=name, backup=_latest_backup(path))


def _damage(connection: sqlite3.Connection, path: Path, *, constraints: bool = True) -> Iterator[Finding]:
    try:
        damage = list(damage_in(connection, constraints=constraints))
    except sqlite3.DatabaseError as error:
        damage = [str(error)]
    for line in damage:
        yield _error("integrity", N_("The file is damaged: {damage}"), _RESTORE, damage=line, backup=_latest_backup(path))


def _content(connection: sqlite3.Connection, context: AppContext) -> Iterator[Finding]:
    yield from _rows(connection, context)
    yield from _log_and_facts(connection, context)


def _rows(connection: sqlite3.Connection, context: AppContext) -> Iterator[Finding]:
    """First of all, as what else is wrong may come of it."""
    different: dict[Difference, list[str]] = defaultdict(list)
    with work(N_("Comparing all rows with their digests")):
        for (table, row_id), difference in rowdigest.differing(connection):
            different[difference].append(row_name(table, row_id) or f"{table} {row_id}")
    for difference, rows in different.items():
        yield _error("rows", _DIFFERENCES[difference], _ROWS, things=some(rows), backup=_latest_backup(context.db_path))


def _log_and_facts(connection: sqlite3.Connection, context: AppContext) -> Iterator[Finding]:
    with work(N_("Checking the operations log")):
        chain = verify_chain(connection)
    for broken in chain:
        yield _error("operations", broken.message, N_("To see what was recorded: kcrm operation list"), operation=broken.operation)
    lost = lost_accesses(connection)
    if lost:
        yield _error(
            "access", N_("Records of what left the desk are missing: {count}"), _RESTORE, count=lost, backup=_latest_backup(context.db_path)
        )
    _version, snapshot = desk.latest_policy(connection)
    today = context.clock(Policy.from_snapshot(snapshot).zone).date()
    for name, things in content.contradictions(connection, today).items():
        yield _error("planning", _CONTRADICTIONS[name], _PLAN, things=some(things))
    for vehicle in content.vehicles_with_two_owners(connection):
        remedy = N_("To see its owners, then transfer it to the right one: kcrm vehicle show {vehicle}")
        yield _error("ownership", N_("{vehicle} has two owners at once."), remedy, vehicle=vehicle)
    for case in complaint_cases(connection, context.now, WantedComplaints()):
        kept, told = case.complaint, case.standing
        if (kept.state, kept.level, kept.owner_id, kept.paused) != (told.state, told.level, told.owner_id, told.paused is not None):
            number = identifier(Thing.COMPLAINT, kept.id)
            remedy = N_("To see its history: kcrm complaint show {complaint}")
            yield _error("complaints", N_("{complaint}: its state does not match its history."), remedy, complaint=number)
    planned_on = planning.planned_on(connection)
    if planned_on is None:
        yield _warning("plan", N_("Today's plan has not been made yet."), N_("kcrm plan"))
    elif planned_on < today:
        yield _warning("plan", N_("Today's plan has not been made yet; the last one: {day}"), N_("kcrm plan"), day=planned_on)
    latest = content.latest_operation(connection)
    if latest is not None and latest.recorded_at > context.started_at + _CLOCK_SLACK:
        yield _warning(
            "clock",
            N_("The latest operation is dated {moment}, in the future: the clock is or was wrong."),
            N_("Set the clock: timedatectl set-ntp true"),
            moment=latest.recorded_at.astimezone(context.shown_in).strftime("%Y-%m-%d %H:%M"),
        )


def _surroundings(path: Path, context: AppContext) -> Iterator[Finding]:
    path = path.resolve()
    size, free = path.stat().st_size, free_bytes(path.parent)
    if free < 2 * size + _SPARE_BYTES:
        megabytes = {"free": free // 2**20, "wanted": (2 * size + _SPARE_BYTES) // 2**20}
        yield _warning(
            "disk",
            N_("Only {free} MB are free; a backup and a migration need {wanted} MB."),
            N_("Free some space: df -h {folder}"),
            folder=shlex.quote(str(path.parent)),
            **megabytes,
        )
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size > _LARGE_WAL:
        yield _warning("wal", N_("The write-ahead log has grown to {size} MB."), _FIX, size=wal.stat().st_size // 2**20)
    for file in lost_tails(path):
        lost = N_("A crash or disk fault lost commits at the end of the write-ahead log. It is kept as {file}.")
        yield _error(
            "lost_tail", lost, N_("See what was done last (kcrm operation list), redo what is missing, then delete the file."), file=file
        )
    for file in open_to_others(_files_of(path)):
        yield _warning("mode", N_("Other users can read {file}."), N_("chmod 600 {quoted}"), file=file, quoted=shlex.quote(str(file)))
    network = network_file_system(path)
    if network is not None:
        yield _warning(
            "file_system",
            N_("The database is on a network file system ({kind}), where SQLite's locks are unreliable."),
            N_("Put it on a local disk: kcrm --db NEW_PATH db restore BACKUP"),
            kind=network,
        )
    leftovers = _leftovers(path, context)
    if leftovers:
        yield _warning("leftovers", N_("Leftover temporary files: {things}"), _FIX, things=some([file.name for file in leftovers]))
    kept = backups_in(folder_of(path), path)
    if not kept:
        yield _warning("backup", N_("There is no backup in {folder}."), N_("kcrm db backup"), folder=folder_of(path))
    elif context.now - kept[-1].at > _OLD_BACKUP:
        days = (context.now - kept[-1].at).days
        yield _warning("backup", N_("The latest backup is {days} days old."), N_("kcrm db backup"), days=days)


def _mended(found: Finding, connection: sqlite3.Connection, context: AppContext) -> Finding:
    """The same, marked as fixed where it could be."""
    path = context.db_path.resolve()
    with contextlib.suppress(OSError):
        match found.check:
            case "mode":
                for file in open_to_others([*_files_of(path), *(path.with_name(path.name + suffix) for suffix in SIDE_FILES)]):
                    file.chmod(PRIVATE)
                return replace(found, fixed=True)
            case "wal":
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                return replace(found, fixed=not busy)
            case "leftovers":
                for file in _leftovers(path, context):
                    file.unlink()
                return replace(found, fixed=True)
            case "log_triggers":
                _regenerate(connection)
                return replace(found, fixed=True)
    return found


def _regenerate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        drop_log_triggers(connection)
        create_log_triggers(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _files_of(path: Path) -> list[Path]:
    """The database, whose mode SQLite gives to the files beside it, and its backups."""
    return [path, *(one.path for one in backups_in(folder_of(path), path))]


def _leftovers(path: Path, context: AppContext) -> list[Path]:
    """Drafts of databases and backups whose making was cut off; a young one may still be at work."""
    old = (context.started_at - _DRAFTS_LIVE).timestamp()
    drafts = [*path.parent.glob(f".{path.name}.*.new*"), *folder_of(path).glob(f".{path.stem}-*.new*")]
    return sorted(file for file in drafts if file.is_file() and file.stat().st_mtime < old)


def _latest_backup(path: Path) -> str:
    kept = backups_in(folder_of(path), path)
    return shlex.quote(str(kept[-1].path)) if kept else "FILE"


def _error(check: str, detail: str, remedy: str, **fields: object) -> Finding:
    return Finding(check, Severity.ERROR, detail, remedy, fields)


def _warning(check: str, detail: str, remedy: str, **fields: object) -> Finding:
    return Finding(check, Severity.WARNING, detail, remedy, fields)
