"""`kcrm db …`: the database file itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions import db
from kcrm.actions.db_check import Severity, check_database
from kcrm.actions.db_compact import compact
from kcrm.actions.session import open_session
from kcrm.dates import parse_date
from kcrm.errors import DatabaseError
from kcrm.i18n import N_, _
from kcrm.render import emit
from kcrm.shell.console import confirm, confirm_name
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import DryRun, Printed, Tabled, Yes
from kcrm.storage.dbfile import check_file
from kcrm.views.db import backup_view, check_view, compacted_view, info_view, migrated_view, restored_view


def register(app: App) -> None:
    """The noun `db`."""
    noun = app.noun("db", help=N_("The database file: info, check, backup and restore."))

    @noun.verb("info", help=N_("Show the database's location, size, schema and row counts."))
    def info(ctx: typer.Context, output: Tabled) -> None:
        context = app_context(ctx)
        emit(context, info_view(db.info(context)), output)

    @noun.verb("migrate", help=N_("Migrate the database to this kcrm's schema, after a backup. Every command does this by itself."))
    def migrate(ctx: typer.Context, dry_run: DryRun = False, *, output: Printed) -> None:
        context = app_context(ctx)
        done = db.bring_up_to_date(context, dry_run=dry_run)
        emit(context, migrated_view(done, dry_run=dry_run), output)

    @noun.verb("check", help=N_("Check the file, its content and its location. Exits with code 6 on an error."))
    def check(
        ctx: typer.Context,
        fix: Annotated[bool, typer.Option("--fix", help=N_("Fix what can be fixed safely."))] = False,
        accept: Annotated[bool, typer.Option("--accept", help=N_("Accept records that changed outside kcrm as they are now."))] = False,
        *,
        output: Tabled,
    ) -> None:
        context = app_context(ctx)
        findings = check_database(context, fix=fix, accept=accept)
        emit(context, check_view(findings), output)
        errors = sum(found.severity is Severity.ERROR and not found.fixed for found in findings)
        if errors:
            message = N_("{path}: {count} error found.") if errors == 1 else N_("{path}: {count} errors found.")
            raise DatabaseError(message, path=context.db_path, count=errors)

    @noun.verb("backup", help=N_("Copy the database while others work with it, and check the copy."))
    def backup(
        ctx: typer.Context,
        to: Annotated[
            str | None,
            typer.Option("--to", metavar="FILE|FOLDER", help=N_("Where to put it; by default the folder backups beside the database.")),
        ] = None,
        keep: Annotated[
            int,
            typer.Option("--keep", metavar="N", min=1, help=N_("Keep the latest N backups that this command made in that folder.")),
        ] = 14,
        whole: Annotated[
            bool, typer.Option("--check", help=N_("Check the indexes, too, as db check does; it takes several times as long."))
        ] = False,
        *,
        output: Printed,
    ) -> None:
        context = app_context(ctx)
        taken, deleted = db.back_up(context, to, keep, whole=whole)
        emit(context, backup_view(taken, deleted), output)

    @noun.verb("restore", help=N_("Restore a backup; the present database is kept under another name."))
    def restore(
        ctx: typer.Context,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The backup."))],
        confirm: Annotated[
            str | None, typer.Option("--confirm", metavar="NAME", help=N_("The store's name, so that nothing is asked."))
        ] = None,
        *,
        output: Printed,
    ) -> None:
        context = app_context(ctx)
        check_file(file)
        store = db.store_at_stake(context, file)
        if store is not None:
            question = _("This replaces {path}. Type the store's name to continue ({name}):").format(path=context.db_path, name=store)
            confirm_name(context, question, store, given=confirm)
        restored = db.restore(context, file)
        emit(context, restored_view(context.db_path, file, restored), output)

    @noun.verb("compact", help=N_("Erase what old operations changed; that they were done is kept. They cannot be undone any more."))
    def compact_(
        ctx: typer.Context,
        operations_before: Annotated[
            str, typer.Option("--operations-before", metavar="DATE", help=N_("Erase what was recorded before this day."))
        ],
        dry_run: DryRun = False,
        yes: Yes = False,
        *,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            day = parse_date(operations_before, session.today, past=True)
            question = _("Erase for good what operations before {day} changed?").format(day=day)
            confirm(session.context, question, yes=yes or dry_run)
            emit(session.context, compacted_view(compact(session, day, dry_run=dry_run)), output)
