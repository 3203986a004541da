"""A file of costs or of questionnaires into the desk: every row checked, kept in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from kcrm.actions.imports import ImportReport
from kcrm.actions.planning import Planner
from kcrm.actions.references import ColumnError, Values
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.exchange.forms import Form, FormFile, open_form
from kcrm.exchange.keyed import CellProblem, RowProblems
from kcrm.exchange.source import AS_IT_IS, Manner
from kcrm.i18n import N_
from kcrm.queries.records import Saved
from kcrm.records.cells import Moment


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a row. key: by what it is known, which may stand in a file once. warnings: what was left out of it."""

    key: Hashable
    outcome: Saved
    warnings: tuple[ColumnError, ...] = ()


Keep = Callable[[Planner, Values], Filed]


class _Undone(Exception):  # noqa: N818 - no error: the way out of a write that is not to be kept
    pass


def file_form(session: Session, form: Form, source: str, keep: Keep, *, manner: Manner = AS_IT_IS, dry_run: bool = False) -> ImportReport:
    """Read a file of this form and keep its rows; `-` is standard input. One bad row keeps the whole file out.

    Raises NotFoundError, RefusedError and UsageError as `open_form` does.
    """
    with open_form(form, source, Moment(session.today, session.now), manner) as file:
        report = ImportReport(form.kind, file.name, file.encoding, file.sheet, file.unknown_columns)
        try:
            with session.write(dry_run=dry_run) as planner:
                _keep_all(file, planner, report, keep)
                _undo_refused(report)
        except _Undone:
            return report
    report.written = not dry_run
    return report


def _undo_refused(report: ImportReport) -> None:
    if report.refused:
        raise _Undone


def _keep_all(file: FormFile, planner: Planner, report: ImportReport, keep: Keep) -> None:
    seen: dict[Hashable, int] = {}
    for row in file:
        if isinstance(row, RowProblems):
            report.refused += 1
            for problem in row.problems:
                report.note(problem)
            continue
        try:
            filed = keep(planner, row.values)
        except ColumnError as error:
            report.refused += 1
            report.note(CellProblem(row.line, file.heading_of(error.column), str(error.value), error))
            continue
        first = seen.setdefault(filed.key, row.line)
        if first != row.line:
            report.refused += 1
            twice = RefusedError(N_("Same as line {line}; a file may have each record only once."), line=first)
            report.note(CellProblem(row.line, None, "", twice))
            continue
        report.rows[filed.outcome] += 1
        for warning in filed.warnings:
            report.unknown_staff.add(str(warning.value))
            report.note(CellProblem(row.line, file.heading_of(warning.column), str(warning.value), warning, fatal=False))
    for told in file.told():
        report.note(told)
