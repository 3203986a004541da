"""`kcrm import KIND FILE`: what the DMS exported, into the desk."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.imports import ImportOptions, ImportReport, files_of, import_file, import_folder
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.exchange.source import STDIN, Manner
from kcrm.i18n import N_, _, n_
from kcrm.model.quality import KnownFrom
from kcrm.records import OutKind, SheetKind, in_kind_named
from kcrm.shell.console import notice, warn
from kcrm.shell.grammar import App
from kcrm.shell.imported import ask_for_words, import_result
from kcrm.shell.options import TABLED, DryRun, Encoding, Sheet
from kcrm.shell.rejects import Rejects
from kcrm.shell.verbs import Result
from kcrm.text import safe
from kcrm.views.vocabulary import meant

_WEIGHED = frozenset({SheetKind.CUSTOMERS, SheetKind.VEHICLES, SheetKind.PROSPECTS})


def register(app: App) -> None:
    """The verb `import`."""

    @app.verb(
        "import",
        help=N_(
            "Import a CSV file from the DMS or Excel, or a folder of them.\n\nImporting it twice changes nothing. What was said of "
            "columns and words is remembered: kcrm import profile list"
        ),
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
        words: Annotated[
            list[str] | None,
            typer.Option(
                "--map-value",
                metavar="HEADING:TEXT=VALUE",
                help=N_("What a word of the file means, as in 维修类型:快修保养=paid_repair; repeatable."),
            ),
        ] = None,
        encoding: Encoding = None,
        sheet: Sheet = None,
        skip_bad: Annotated[bool, typer.Option("--skip-bad", help=N_("Import the good rows of a file that has bad ones."))] = False,
        rejects: Annotated[
            Path | None,
            typer.Option("--rejects", metavar="FILE", help=N_("Write refused rows there, with why: correct them and import that file.")),
        ] = None,
        known_from: Annotated[
            str | None,
            typer.Option(
                "--from",
                metavar="ORIGIN",
                help=N_("Who tells it, where it is not the DMS: customer, document, own or list. It says which value stands."),
            ),
        ] = None,
        no_profile: Annotated[
            bool, typer.Option("--no-profile", help=N_("Ignore what is remembered of such files, and remember nothing."))
        ] = False,
        dry_run: DryRun = False,
    ) -> Result:
        options = ImportOptions(
            Manner(encoding, sheet),
            _mapping(mapping or []),
            _words(words or []),
            dry_run=dry_run,
            skip_bad=skip_bad,
            profiles=not no_profile,
        )
        if known_from is not None:
            options = replace(options, known_from=meant(KnownFrom, known_from, "--from"))
        if file is None and (folder := Path(what)).is_dir():
            alone = next((option for option, given in (("--map", mapping), ("--map-value", words), ("--rejects", rejects)) if given), None)
            if alone is not None:
                raise UsageError(N_("{option} is for one file, not for a folder."), option=alone)
            files, unknown = files_of(folder)
            reports = import_folder(session, files, options)
            if unknown:
                warn(_("Skipped, as their names are not a kind: {files}").format(files=_(", ").join(map(safe, unknown))))
            return import_result(reports, dry_run=dry_run, skip_bad=skip_bad, together=True)
        kind = in_kind_named(what)
        if known_from is not None and kind not in _WEIGHED:
            raise UsageError(N_("--from is for files of customers, vehicles and prospects."))
        if file is None:
            missing = {"command": "kcrm import", "argument": "FILE"}
            raise UsageError(N_("{command}: missing argument {argument}."), hint=N_("See: {command} --help"), **missing)
        report = _imported(session, kind, file, options, rejects)
        return import_result([report], dry_run=dry_run, skip_bad=skip_bad)


def _imported(session: Session, kind: SheetKind | OutKind, file: str, options: ImportOptions, rejects: Path | None) -> ImportReport:
    """What became of the file, once whoever sits there has said what its words mean and its refused rows are written."""
    if kind is OutKind.CALLS:
        of_records = (("--map-value", options.words), ("--rejects", rejects), ("--no-profile", not options.profiles))
        alone = next((option for option, given in of_records if given), None)
        if alone is not None:
            raise UsageError(N_("{option} is for records: correct the calls in their own file, and import it again."), option=alone)
    with Rejects(rejects) if rejects is not None else nullcontext() as refused:
        options = replace(options, rejects=refused)
        report = import_file(session, kind, file, options)
        if file != STDIN and (meant := ask_for_words(session.context, report.unknown_words)):
            options = replace(options, words={**options.words, **meant})
            report = import_file(session, kind, file, options)
        if refused is not None:
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


def _words(texts: list[str]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for text in texts:
        heading, _colon, meaning = text.partition(":")
        word, _equals, value = meaning.rpartition("=")
        if not (heading.strip() and word.strip() and value.strip()):
            raise UsageError(N_('--map-value: {text} is not of the form "HEADING:TEXT=VALUE".'), text=text)
        words.setdefault(heading.strip(), {})[word.strip()] = value.strip()
    return words
