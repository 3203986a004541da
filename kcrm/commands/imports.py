"""`kcrm import KIND FILE`: what the DMS exported, into the desk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.imports import ImportOptions, ImportReport, files_of, import_file, import_folder
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.exchange.source import Manner
from kcrm.i18n import N_, _, n_
from kcrm.records import OutKind, SheetKind, in_kind_named
from kcrm.shell.console import notice, warn
from kcrm.shell.grammar import App
from kcrm.shell.imported import import_result
from kcrm.shell.options import TABLED, DryRun, Encoding, Sheet
from kcrm.shell.rejects import Rejects
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
                    "Kind of rows: staff, customers, vehicles, orders, complaints, opportunities, needs, prospects, calls; import "
                    "them in this order. Or a folder with files of these names: all in one operation."
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
        rejects: Annotated[
            Path | None,
            typer.Option("--rejects", metavar="FILE", help=N_("Write refused rows there, with why: correct them and import that file.")),
        ] = None,
        dry_run: DryRun = False,
    ) -> Result:
        options = ImportOptions(Manner(encoding, sheet), _mapping(mapping or []), dry_run, skip_bad)
        if file is None and (folder := Path(what)).is_dir():
            alone = next((option for option, given in (("--map", mapping), ("--rejects", rejects)) if given), None)
            if alone is not None:
                raise UsageError(N_("{option} is for one file, not for a folder."), option=alone)
            files, unknown = files_of(folder)
            reports = import_folder(session, files, options)
            if unknown:
                warn(_("Skipped, as their names are not a kind: {files}").format(files=_(", ").join(map(safe, unknown))))
            return import_result(reports, dry_run=dry_run, skip_bad=skip_bad, together=True)
        kind = in_kind_named(what)
        if file is None:
            missing = {"command": "kcrm import", "argument": "FILE"}
            raise UsageError(N_("{command}: missing argument {argument}."), hint=N_("See: {command} --help"), **missing)
        report = _imported(session, kind, file, options, rejects)
        return import_result([report], dry_run=dry_run, skip_bad=skip_bad)


def _imported(session: Session, kind: SheetKind | OutKind, file: str, options: ImportOptions, rejects: Path | None) -> ImportReport:
    """What became of the file, once its refused rows are written."""
    if rejects is None:
        return import_file(session, kind, file, options)
    if kind is OutKind.CALLS:
        raise UsageError(N_("--rejects is for records: correct the calls in their own file, and import it again."))
    with Rejects(rejects) as refused:
        report = import_file(session, kind, file, replace(options, rejects=refused))
        refused.write(session.context)
    told = n_("{file}: {count} refused row written.", "{file}: {count} refused rows written.", refused.count)
    notice(told.format(file=safe(str(rejects)), count=refused.count))
    return report


def _mapping(texts: list[str]) -> dict[str, str]:
    mapping = {}
    for text in texts:
        heading, equals, key = text.rpartition("=")
        if not (heading and equals and key):
            raise UsageError(N_('--map: {text} is not of the form "HEADING=KEY".'), text=text)
        mapping[heading.strip()] = key.strip()
    return mapping
