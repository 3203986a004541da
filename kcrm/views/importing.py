"""What became of an import: the counts, and every refused or doubtful cell with its line."""

from __future__ import annotations

from enum import StrEnum

from kcrm.actions.importing import ImportReport
from kcrm.exchange.records import CellProblem
from kcrm.i18n import N_, _
from kcrm.queries.saving import Saved
from kcrm.views import Cell, Column, Shape, View


class Verdict(StrEnum):
    REFUSED = "refused"
    WARNING = "warning"


_VERDICTS: dict[str, str] = {Verdict.REFUSED: N_("refused"), Verdict.WARNING: N_("warning")}
_COLOURS: dict[str, str] = {Verdict.REFUSED: "red", Verdict.WARNING: "yellow"}

_COUNTS = (
    Column("kind", N_("Kind")),
    Column("file", N_("File")),
    Column("encoding", N_("Encoding")),
    Column("new", N_("New"), Cell.COUNT),
    Column("changed", N_("Changed"), Cell.COUNT),
    Column("unchanged", N_("Unchanged"), Cell.COUNT),
    Column("refused", N_("Refused"), Cell.COUNT),
    Column("warnings", N_("Warnings"), Cell.COUNT),
    Column("made_customers", N_("Customers made"), Cell.COUNT),
    Column("written", N_("Written"), Cell.FLAG),
)

_PROBLEMS = (
    Column("line", N_("Line"), Cell.NUMBER),
    Column("verdict", N_("Verdict"), Cell.ENUM, labels=_VERDICTS, colours=_COLOURS),
    Column("column", N_("Column")),
    Column("value", N_("Value")),
    Column("reason", N_("Reason")),
)


def import_view(report: ImportReport) -> View:
    """One record with the counts; in its part `problems` a row for each refused or doubtful cell."""
    rows = report.rows
    counts = (
        report.kind.value,
        report.file,
        report.encoding,
        rows[Saved.NEW],
        rows[Saved.CHANGED],
        rows[Saved.UNCHANGED],
        report.refused,
        report.warnings,
        report.made_customers,
        report.written,
    )
    problems = View(_("Refused and doubtful"), _PROBLEMS, [_problem_row(problem) for problem in report.problems])
    return View(
        _("Import of {file}").format(file=report.file),
        _COUNTS,
        [counts],
        shape=Shape.RECORD,
        notes=tuple(_notes(report)),
        parts={"problems": problems},
    )


def _problem_row(problem: CellProblem) -> tuple[object, ...]:
    error = problem.error
    reason = _(error.message).format(**error.fields)
    return (problem.line, Verdict.REFUSED if problem.fatal else Verdict.WARNING, problem.column, problem.value, reason)


def _notes(report: ImportReport) -> list[str]:
    notes = []
    if report.unknown_columns:
        notes.append(_("Columns not known and ignored: {columns}").format(columns=_(", ").join(report.unknown_columns)))
    if report.unknown_staff:
        names = _(", ").join(f"{name} ({count})" for name, count in sorted(report.unknown_staff.items()))
        notes.append(_("Employees not known, their fields left empty: {names}").format(names=names))
    listed, found = len(report.problems), report.warnings + report.refused
    if listed < found:
        notes.append(_("Only the first {listed} problems are listed.").format(listed=listed))
    return notes
