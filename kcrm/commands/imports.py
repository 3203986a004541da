"""`kcrm import KIND FILE`: what the DMS exported, into the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.imports import ImportOptions, files_of, import_file, import_folder
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.exchange.source import Manner
from kcrm.i18n import N_, _
from kcrm.records import kind_named
from kcrm.shell.console import warn
from kcrm.shell.grammar import App
from kcrm.shell.imported import import_result
from kcrm.shell.options import TABLED, DryRun, Encoding, Sheet
from kcrm.shell.verbs import Result
from kcrm.text import safe


def register(app: App) -> None:
    """The verb `import`."""

    @app.verb(
        "import",
        help=N_("Import a CSV file from the DMS or Excel, or a folder of them.\n\nImporting it twice changes nothing."),
        output=TABLED,
    )
    def import_(
        session: Session,
        what: Annotated[
            str,
            typer.Argument(
                metavar="KIND|DIR",
                help=N_(
                    "Kind of rows: staff, customers, vehicles, orders, complaints, opportunities, needs; import them in "
                    "this order. Or a folder with files of these names: all in one operation."
                ),
            ),
        ],
        file: Annotated[str | None, typer.Argument(metavar="FILE", help=N_("The file, or - for standard input."))] = None,
        mapping: Annotated[
            list[str] | None, typer.Option("--map", metavar="HEADING=KEY", help=N_("Map a column to a key; repeatable."))
        ] = None,
        encoding: Encoding = None,
        sheet: Sheet = None,
        skip_bad: Annotated[bool, typer.Option("--skip-bad", help=N_("Import the good rows of a file that has bad ones."))] = False,
        dry_run: DryRun = False,
    ) -> Result:
        options = ImportOptions(Manner(encoding, sheet), _mapping(mapping or []), dry_run, skip_bad)
        if file is None and (folder := Path(what)).is_dir():
            if mapping:
                raise UsageError(N_("--map is for one file, not for a folder."))
            files, unknown = files_of(folder)
            reports = import_folder(session, files, options)
            if unknown:
                warn(_("Skipped, as their names are not a kind: {files}").format(files=_(", ").join(map(safe, unknown))))
            return import_result(reports, dry_run=dry_run, skip_bad=skip_bad, together=True)
        kind = kind_named(what)
        if file is None:
            missing = {"command": "kcrm import", "argument": "FILE"}
            raise UsageError(N_("{command}: missing argument {argument}."), hint=N_("See: {command} --help"), **missing)
        return import_result([import_file(session, kind, file, options)], dry_run=dry_run, skip_bad=skip_bad)


def _mapping(texts: list[str]) -> dict[str, str]:
    mapping = {}
    for text in texts:
        heading, equals, key = text.rpartition("=")
        if not (heading and equals and key):
            raise UsageError(N_('--map: {text} is not of the form "HEADING=KEY".'), text=text)
        mapping[heading.strip()] = key.strip()
    return mapping
