"""What the commands that take in a file show when they are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kcrm.actions.imports import ImportReport, UnknownWord
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _, n_
from kcrm.records import SheetKind
from kcrm.shell.console import ask
from kcrm.shell.verbs import Result
from kcrm.views.imports import import_view, imports_view


def import_result(reports: Sequence[ImportReport], *, dry_run: bool, skip_bad: bool | None = None, together: bool = False) -> Result:
    """The counts and the problems, of one file or of several that were taken in together.

    It is an error that a row was refused. skip_bad: None where the command has no such option.
    """
    view = imports_view(reports) if together else import_view(reports[0])
    refused = next((report for report in reports if report.refused), None)
    said = list(_conflicts(reports))
    return Result(view, said, error=_refused(refused, dry_run=dry_run, skip_bad=skip_bad) if refused is not None else None)


def _conflicts(reports: Sequence[ImportReport]) -> Iterator[str]:
    """How many conflicts were opened, and what to type about them."""
    for kind, noun in ((SheetKind.CUSTOMERS, "customer"), (SheetKind.VEHICLES, "vehicle")):
        count = sum(report.conflicts for report in reports if report.kind is kind and report.written)
        if count:
            told = n_(
                "{count} conflict opened. To decide it: kcrm {noun} conflicts",
                "{count} conflicts opened. To decide them: kcrm {noun} conflicts",
                count,
            )
            yield told.format(count=count, noun=noun)


def _refused(report: ImportReport, *, dry_run: bool, skip_bad: bool | None) -> RefusedError:
    hint, one = None, report.refused == 1
    if dry_run:
        message = N_("{file}: {count} row would be refused.") if one else N_("{file}: {count} rows would be refused.")
    elif skip_bad:
        message = (
            N_("{file}: {count} row refused, the others imported.") if one else N_("{file}: {count} rows refused, the others imported.")
        )
    else:
        message = (
            N_("{file}: {count} row refused; nothing was written.") if one else N_("{file}: {count} rows refused; nothing was written.")
        )
        hint = N_("Fix them, or import the good rows with --skip-bad.") if skip_bad is not None else None
    return RefusedError(message, hint=hint, file=report.file, count=report.refused)


def ask_for_words(context: AppContext, unknown: Mapping[tuple[str, str], UnknownWord]) -> dict[str, dict[str, str]]:
    """What words that no column knows mean, by heading, as far as somebody at the terminal says it; each is asked once."""
    meant: dict[str, dict[str, str]] = {}
    for (heading, text), word in unknown.items():
        question = _("{heading} “{text}” ({rows}) means which of: {offered}? (Enter: none of them)")
        rows = n_("{count} row", "{count} rows", word.rows).format(count=word.rows)
        answer = ask(context, question.format(heading=heading, text=text, rows=rows, offered=word.offered))
        if answer is None:
            return {}
        if answer:
            meant.setdefault(heading, {})[text] = answer
    return meant
