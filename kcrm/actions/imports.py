"""A file of the DMS into the desk: every row checked, kept through the writer, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from kcrm.actions.complaints.imported import ComplaintKeeper
from kcrm.actions.planning import Planner, PlanReport
from kcrm.actions.records import RecordWriter
from kcrm.actions.references import ColumnError
from kcrm.actions.session import Session
from kcrm.errors import KcrmError
from kcrm.exchange.keyed import CellProblem, Record, RowProblems
from kcrm.exchange.records import Sheet, read_records
from kcrm.identifiers import load_pinyin
from kcrm.queries.records import Saved
from kcrm.records import SheetKind

# A file that is wrong in every row is told from its first ones.
MOST_PROBLEMS = 1_000
_NAMES = frozenset({"name", "owner_name"})
_STAFF_COLUMNS = frozenset({"sales_consultant", "service_advisor", "advisor", "technician"})


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """mapping: heading -> key. skip_bad: take the good rows of a file that has bad ones."""

    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    skip_bad: bool = False


@dataclass(slots=True)
class ImportReport:
    """What became of a file's rows.

    problems: the first of them, by line; unlisted: how many more there are. unknown_staff: employees named but not known.
    made_customers: those whom a vehicle sheet brought along. written: whether anything was kept.
    """

    kind: StrEnum
    file: str
    encoding: str
    unknown_columns: tuple[str, ...]
    rows: Counter[Saved] = field(default_factory=Counter)
    refused: int = 0
    warnings: int = 0
    problems: list[CellProblem] = field(default_factory=list)
    unlisted: int = 0
    unknown_staff: set[str] = field(default_factory=set)
    made_customers: int = 0
    written: bool = False
    plan: PlanReport = field(default_factory=PlanReport)

    def note(self, problem: CellProblem) -> None:
        """Keep a problem for the report, as long as there is room."""
        self.warnings += not problem.fatal
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unlisted += 1


class _Undone(Exception):  # noqa: N818 - no error: the way out of a write that is not to be kept
    pass


def import_file(session: Session, kind: SheetKind, source: str, options: ImportOptions) -> ImportReport:
    """Read a file of this kind and keep its records; `-` is standard input.

    One bad row keeps the whole file out unless `skip_bad`. Raises NotFoundError, RefusedError and UsageError as `read_records` does.
    """
    with read_records(kind, source, today=session.today, now=session.now, encoding=options.encoding, mapping=options.mapping) as sheet:
        report = ImportReport(kind, sheet.name, sheet.encoding, sheet.unknown_columns)
        try:
            if not sheet.keys.isdisjoint(_NAMES):
                load_pinyin()
            with session.write(dry_run=options.dry_run) as planner:
                _keep_all(sheet, session, planner, report, options)
                _undo_refused(report, options)
                report.plan = planner.plan_changed()
        except _Undone:
            return report
    report.written = not options.dry_run
    return report


def _undo_refused(report: ImportReport, options: ImportOptions) -> None:
    if report.refused and not options.skip_bad:
        raise _Undone


def _keep_all(sheet: Sheet, session: Session, planner: Planner, report: ImportReport, options: ImportOptions) -> None:
    writer = RecordWriter(planner.connection, session.today, session.policy.zone)
    keep = ComplaintKeeper.of(session, planner).keep if sheet.kind is SheetKind.COMPLAINTS else partial(writer.keep, sheet.kind)
    for row in sheet:
        if isinstance(row, RowProblems):
            report.refused += 1
            for problem in row.problems:
                report.note(problem)
            continue
        try:
            with _row_savepoint(planner, wanted=options.skip_bad):
                kept = keep(row.values)
        except ColumnError as error:
            report.refused += 1
            report.note(_problem(row, error, fatal=True))
            continue
        report.rows[kept.outcome] += 1
        for warning in row.warnings:
            report.note(warning)
        for left_out in kept.warnings:
            if left_out.column in _STAFF_COLUMNS:
                report.unknown_staff.add(str(left_out.value))
            report.note(_problem(row, left_out, fatal=False))
    report.made_customers = writer.made_customers[Saved.NEW]


@contextmanager
def _row_savepoint(planner: Planner, *, wanted: bool) -> Iterator[None]:
    """A refused row leaves nothing behind; only needed where the rest of the file is kept."""
    if not wanted:
        yield
        return
    planner.connection.execute("SAVEPOINT import_row")
    try:
        yield
    except KcrmError:
        planner.connection.execute("ROLLBACK TO import_row")
        raise
    finally:
        planner.connection.execute("RELEASE import_row")


def _problem(row: Record, error: ColumnError, *, fatal: bool) -> CellProblem:
    return CellProblem(row.line, error.column, str(error.value), error, fatal)
