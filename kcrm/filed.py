"""What the commands that take in a file say when they are done."""

from __future__ import annotations

from kcrm.actions.importing import ImportReport
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.outcome import tell_dry_run
from kcrm.output import Output
from kcrm.render import emit
from kcrm.views.filing import filing_view


def show_filed(context: AppContext, report: ImportReport, output: Output, *, dry_run: bool) -> None:
    """The counts and the problems. Raises RefusedError where a row was refused: then nothing was written."""
    emit(context, filing_view(report), output)
    if report.refused:
        message = (
            N_("{file}: {count} rows would be refused.") if dry_run else N_("{file}: {count} rows are refused, so nothing was written.")
        )
        raise RefusedError(message, file=report.file, count=report.refused)
    tell_dry_run(dry_run=dry_run)
