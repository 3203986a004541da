"""`kcrm db …`: the database file itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions import db
from kcrm.actions.db_check import Severity, check_backup, check_database
from kcrm.actions.db_compact import compact
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.dates import parse_date
from kcrm.errors import DatabaseError, UsageError
from kcrm.i18n import N_, _
from kcrm.shell.console import confirm, confirm_name
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, TABLED, DryRun, Yes
from kcrm.shell.passwords import password
from kcrm.shell.verbs import Result
from kcrm.storage.dbfile import check_file
from kcrm.storage.sealed import is_sealed, new_key
from kcrm.views import View
from kcrm.views.db import backup_view, check_view, compacted_view, info_view, key_view, migrated_view, restored_view

_Key = Annotated[Path | None, typer.Option("--key", metavar="FILE", help=N_("The file with the secret key of an encrypted backup."))]


def register(app: App) -> None:
    """The noun `db`."""
    noun = app.noun("db", help=N_("The database file: info, check, backup and restore."))

    @noun.verb("info", help=N_("Show the database's location, size, schema and row counts."), output=TABLED)
    def info(
        context: AppContext,
        sizes: Annotated[bool, typer.Option("--sizes", help=N_("Tell how many bytes each table and its indexes take."))] = False,
    ) -> View:
        return info_view(db.info(context, by_table=sizes))

    @noun.verb(
        "migrate", help=N_("Migrate the database to this kcrm's schema, after a backup. Every command does this by itself."), output=PRINTED
    )
    def migrate(context: AppContext, dry_run: DryRun = False) -> View:
        return migrated_view(db.bring_up_to_date(context, dry_run=dry_run), dry_run=dry_run)

    @noun.verb("check", help=N_("Check the file, its content and its location, or a backup. Exits with code 6 on an error."), output=TABLED)
    def check(
        context: AppContext,
        fix: Annotated[bool, typer.Option("--fix", help=N_("Fix what can be fixed safely."))] = False,
        accept: Annotated[bool, typer.Option("--accept", help=N_("Accept records that changed outside kcrm as they are now."))] = False,
        file: Annotated[Path | None, typer.Argument(metavar="BACKUP", help=N_("A backup to check, in place of the database."))] = None,
        key: _Key = None,
    ) -> Result:
        if file is not None and (fix or accept):
            raise UsageError(N_("A backup stays as it is: --fix and --accept are for the database."))
        findings = check_database(context, fix=fix, accept=accept) if file is None else check_backup(file, db.keys_for(file, key))
        errors = sum(found.severity is Severity.ERROR and not found.fixed for found in findings)
        message = N_("{path}: {count} error found.") if errors == 1 else N_("{path}: {count} errors found.")
        return Result(check_view(findings), error=DatabaseError(message, path=file or context.db_path, count=errors) if errors else None)

    _register_backups(noun)

    @noun.verb(
        "compact",
        help=N_("Erase what old operations changed, but keep that they were done; they can no longer be undone."),
        output=PRINTED,
    )
    def compact_(
        session: Session,
        operations_before: Annotated[
            str, typer.Option("--operations-before", metavar="DATE", help=N_("Erase what was recorded before this day."))
        ],
        dry_run: DryRun = False,
        yes: Yes = False,
    ) -> View:
        day = parse_date(operations_before, session.today, past=True)
        question = _("Permanently erase what operations before {day} changed?").format(day=day)
        confirm(session.context, question, yes=yes or dry_run)
        return compacted_view(compact(session, day, dry_run=dry_run))


def _register_backups(noun: App) -> None:
    @noun.verb("backup", help=N_("Back up the database while others use it, and check the copy."), output=PRINTED)
    def backup(
        context: AppContext,
        to: Annotated[
            str | None,
            typer.Option("--to", metavar="FILE|FOLDER", help=N_("Where to put it; by default the folder backups beside the database.")),
        ] = None,
        keep: Annotated[
            int,
            typer.Option("--keep", metavar="N", min=1, help=N_("Keep the latest N backups that this command made in that folder.")),
        ] = 14,
        whole: Annotated[
            bool, typer.Option("--check", help=N_("Also check the indexes, as db check does; takes several times as long."))
        ] = False,
        encrypt_to: Annotated[
            list[str] | None,
            typer.Option(
                "--encrypt-to", metavar="RECIPIENT", help=N_("Only the holder of this public key (age1…) can read it; may be repeated.")
            ),
        ] = None,
    ) -> View:
        taken, deleted = db.back_up(context, to, keep, whole=whole, encrypt_to=encrypt_to or ())
        return backup_view(taken, deleted)

    @noun.verb("restore", help=N_("Restore a backup; the present database is kept under another name."), output=PRINTED)
    def restore(
        context: AppContext,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The backup."))],
        confirm: Annotated[
            str | None, typer.Option("--confirm", metavar="NAME", help=N_("The store's name, to skip the question."))
        ] = None,
        key: _Key = None,
        code_file: Annotated[
            str | None,
            typer.Option(
                "--recovery-file", metavar="FILE", help=N_("Where there are users: read the recovery code from this file; - for stdin.")
            ),
        ] = None,
    ) -> View:
        if db.admitted(context):
            db.check_recovery(context, password(context, code_file, _("Recovery code:")))
        if not is_sealed(file):
            check_file(file)
        db.keys_for(file, key)
        store = db.store_at_stake(context, file)
        if store is not None:
            question = _("This replaces {path}. Type the store's name to continue ({name}):").format(path=context.db_path, name=store)
            confirm_name(context, question, store, given=confirm)
        return restored_view(context.db_path, file, db.restore(context, file, key))

    @noun.verb("key", help=N_("Make a key for encrypted backups: the secret one goes to FILE, the public one is shown."), output=PRINTED)
    def key_(file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("Where the secret key goes; keep it in the safe."))]) -> View:
        return key_view(file, new_key(file))
