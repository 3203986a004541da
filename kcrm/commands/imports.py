"""`kcrm import KIND FILE`: what the DMS exported, into the desk."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.imports import ImportOptions, import_file
from kcrm.actions.session import open_session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.records import SheetKind
from kcrm.shell.grammar import App, app_context
from kcrm.shell.imported import show_import
from kcrm.shell.options import DryRun, Encoding, Tabled


def register(app: App) -> None:
    """The verb `import`."""

    @app.verb("import", help=N_("Import a CSV file from the DMS or Excel. Importing it twice changes nothing."))
    def import_(
        ctx: typer.Context,
        kind: Annotated[SheetKind, typer.Argument(metavar="KIND", help=N_("Kind of rows; import them in this order."))],
        file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The file, or - for standard input."))],
        mapping: Annotated[
            list[str] | None, typer.Option("--map", metavar="HEADING=KEY", help=N_("Map a column to a key; repeatable."))
        ] = None,
        encoding: Encoding = None,
        skip_bad: Annotated[bool, typer.Option("--skip-bad", help=N_("Import the good rows of a file that has bad ones."))] = False,
        dry_run: DryRun = False,
        *,
        output: Tabled,
    ) -> None:
        context = app_context(ctx)
        options = ImportOptions(encoding, _mapping(mapping or []), dry_run, skip_bad)
        with open_session(context) as session:
            report = import_file(session, SheetKind(kind), file, options)
        show_import(context, report, output, dry_run=dry_run, skip_bad=skip_bad)


def _mapping(texts: list[str]) -> dict[str, str]:
    mapping = {}
    for text in texts:
        heading, equals, key = text.rpartition("=")
        if not (heading and equals and key):
            raise UsageError(N_('--map: {text} is not of the form "HEADING=KEY".'), text=text)
        mapping[heading.strip()] = key.strip()
    return mapping
