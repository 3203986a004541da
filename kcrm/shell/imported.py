"""What the commands that take in a file say when they are done."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.imports import ImportReport
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.render import emit
from kcrm.shell.outcome import tell_dry_run
from kcrm.shell.output import Output
from kcrm.views.imports import import_view, imports_view


def show_import(context: AppContext, report: ImportReport, output: Output, *, dry_run: bool, skip_bad: bool | None = None) -> None:
    """The counts and the problems. Raises RefusedError where a row was refused. skip_bad: None where the command has no such option."""
    emit(context, import_view(report), output)
    if report.refused:
        raise _refused(report, dry_run=dry_run, skip_bad=skip_bad)
    tell_dry_run(dry_run=dry_run)


def show_imports(context: AppContext, reports: Sequence[ImportReport], output: Output, *, dry_run: bool, skip_bad: bool) -> None:
    """The same of several files that were taken in together."""
    emit(context, imports_view(reports), output)
    if not any(report.refused for report in reports):
        tell_dry_run(dry_run=dry_run)
        return
    for report in reports:
        if report.refused:
            raise _refused(report, dry_run=dry_run, skip_bad=skip_bad)


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
