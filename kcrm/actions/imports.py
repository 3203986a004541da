"""A file of the DMS into the desk: every row checked, kept through the writer, in one transaction."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol

from kcrm.actions.complaints.imported import ComplaintKeeper
from kcrm.actions.duplicates import brought_twice
from kcrm.actions.planning import Planner
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, UnknownStaffError, Values
from kcrm.actions.session import Session
from kcrm.actions.staged import Run, many_at_a_time
from kcrm.actions.told import Names
from kcrm.enums import StrEnum
from kcrm.errors import RefusedError, UnknownWordError
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.keyed import CellProblem, Record, RowProblems
from kcrm.exchange.mapped import Words
from kcrm.exchange.records import Sheet, read_records
from kcrm.exchange.seen import SeenColumn, SeenColumns
from kcrm.exchange.source import AS_IT_IS, STDIN, Manner
from kcrm.i18n import N_
from kcrm.identifiers import load_pinyin
from kcrm.model.quality import KnownFrom
from kcrm.progress import Unit, work
from kcrm.queries.departments import last_department, made_since
from kcrm.queries.duplicates import last_customer
from kcrm.queries.profiles import Profile, profile_for, save_profile
from kcrm.queries.recalls import last_vin, matched_since
from kcrm.queries.records import Saved, stored_value
from kcrm.queries.register import Register
from kcrm.queries.staging import NEW, OTHER, SAME
from kcrm.records import IN_KINDS, OutKind, SheetKind, noun_of
from kcrm.rules.quality.fillers import fillers

# A file that is wrong in every row is told from its first ones.
MOST_PROBLEMS = 1_000
_BATCH = 2_000  # rows that are kept together
FileKind = SheetKind | OutKind
_NAMES = frozenset({"name", "owner_name"})


class Rejects(Protocol):
    """Where refused rows go."""

    def begin(self, sheet: Sheet) -> None:
        """A file is read, perhaps from its beginning again."""

    def add(self, cells: Sequence[str], problems: Iterable[CellProblem]) -> None:
        """A row as it came, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """mapping: heading -> key. words: what the file means by its own.

    known_from: who tells it; the DMS, unless it is said. skip_bad: take the good rows of a file that has bad ones. rejects: is given those
    that are refused. profiles: whether what was said before of files with such headings holds, and what is said now is remembered.
    log: takes the steps of prospects, in place of those that their stages tell, in the same operation, before anybody is planned.
    """

    manner: Manner = AS_IT_IS
    mapping: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    dry_run: bool = False
    skip_bad: bool = False
    rejects: Rejects | None = None
    profiles: bool = True
    log: Callable[[], None] | None = None
    known_from: KnownFrom = KnownFrom.DMS


@dataclass(slots=True)
class ImportReport:
    """What became of a file's rows.

    problems: the first of them, by line; unlisted: how many more there are. unknown_words: by column and text.
    unknown_staff: employees named but not known.
    sheet: which one of a workbook. made_customers: those whom vehicles and prospects brought along. made_departments: those that were named
    first. columns: what stands in each, of a file that is only tried. twice: new customers who are certain to stand here already. profile:
    what was known of such files.
    recalled: new VINs of recalls by what they are here.
    written: whether anything was kept.
    """

    kind: StrEnum
    file: str
    encoding: str
    sheet: str | None
    unknown_columns: tuple[str, ...]
    rows: Counter[Saved] = field(default_factory=Counter)
    refused: int = 0
    warnings: int = 0
    problems: list[CellProblem] = field(default_factory=list)
    unlisted: int = 0
    unknown_words: dict[tuple[str, str], UnknownWord] = field(default_factory=dict)
    unknown_staff: set[str] = field(default_factory=set)
    made_customers: int = 0
    made_departments: tuple[str, ...] = ()
    twice: int = 0
    recalled: dict[str, int] = field(default_factory=dict)
    conflicts: int = 0
    profile: Profile | None = None
    columns: list[SeenColumn] = field(default_factory=list)
    written: bool = False

    def note(self, problem: CellProblem) -> None:
        """Keep a problem for the report, as long as there is room."""
        self.warnings += not problem.fatal
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unlisted += 1


@dataclass(slots=True)
class UnknownWord:
    """offered: what may stand there instead. rows: in how many it stands."""

    offered: str
    rows: int = 0


class _Undone(Exception):  # noqa: N818 - no error: the way out of a write that is not to be kept
    pass


class _Again(Exception):  # noqa: N818 - no error: the file says two things of one record, and its first word is written already
    def __init__(self, kind: SheetKind, lines: Mapping[int, Sequence[int]]) -> None:
        super().__init__()
        self.kind, self.lines = kind, lines


def import_file(session: Session, kind: FileKind, source: str, options: ImportOptions) -> ImportReport:
    """Read a file of this kind and keep its records; `-` is standard input.

    One bad row keeps the whole file out unless `skip_bad`. Raises NotFoundError, RefusedError and UsageError as `read_records` does.
    """
    with _readable_again(source) as stdin:
        return _import(session, {kind: source}, options, stdin)[0]


@contextmanager
def _readable_again(source: str) -> Iterator[IO[bytes] | None]:
    """A copy of standard input, where the source is that."""
    if source != STDIN or sys.stdin is None:
        yield None
        return
    with TemporaryFile() as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        yield copy


_TABLES = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".xls", ".ods", ".md", ""})
"""How the names of files end that may hold rows: beside them a folder may have a programme, or a picture, of the same name."""


def files_of(folder: Path) -> tuple[dict[FileKind, Path], tuple[str, ...]]:
    """The files of a folder by the kind that they are named by, in the order of need, and the names of the others.

    Raises RefusedError where two are of one kind, or none is of any.
    """
    named: dict[str, Path] = {}
    unknown = []
    for path in sorted(folder.iterdir()):
        if path.stem not in IN_KINDS or path.suffix.lower() not in _TABLES or not path.is_file():
            unknown.append(path.name)
        elif path.stem in named:
            both = {"one": named[path.stem].name, "other": path.name}
            raise RefusedError(N_("{folder}: {one} and {other} are of one kind."), folder=folder, **both)
        else:
            named[path.stem] = path
    if not named:
        raise RefusedError(N_("{folder}: no file has one of these names: {kinds}."), folder=folder, kinds=", ".join(IN_KINDS))
    return {kind: named[kind] for kind in IN_KINDS if kind in named}, tuple(unknown)


def import_folder(session: Session, files: Mapping[FileKind, Path], options: ImportOptions) -> list[ImportReport]:
    """Read these files in their order and keep what they say, in one operation.

    One bad row in any of them keeps all of them out unless `skip_bad`. Raises as `import_file` does.
    """
    return _import(session, {kind: str(path) for kind, path in files.items()}, options)


def _import(
    session: Session, sources: Mapping[FileKind, str], options: ImportOptions, stdin: IO[bytes] | None = None
) -> list[ImportReport]:
    refused: dict[FileKind, Mapping[int, Sequence[int]]] = {}
    while True:
        reports: list[ImportReport] = []
        try:
            with session.write(dry_run=options.dry_run) as planner:
                for kind, source in sources.items():
                    if reports and kind in {SheetKind.COMPLAINTS, OutKind.CALLS}:
                        planner.plan_changed()  # whoever is new here has a specialist then, to whom a complaint goes
                    reports.append(_take(session, planner, kind, source, options, stdin, refused.get(kind, {})))
                _undo_refused(reports, options)
                if options.log is not None:
                    options.log()
                planner.plan_changed()
        except _Again as again:
            refused[again.kind] = again.lines
        except _Undone:
            return reports
        else:
            for report in reports:
                report.written = not options.dry_run
            return reports


def _take(
    session: Session,
    planner: Planner,
    kind: FileKind,
    source: str,
    options: ImportOptions,
    stdin: IO[bytes] | None,
    refused: Mapping[int, Sequence[int]],
) -> ImportReport:
    """One file, in an open write. Raises _Again where it says two things of one record that were not known to differ."""
    if stdin is not None:
        stdin.seek(0)
    if kind is OutKind.CALLS:
        from kcrm.actions.calls.returned import take_calls  # noqa: PLC0415 - it logs calls, which files of records do not

        return take_calls(session, planner, source, options, stdin)
    assert isinstance(kind, SheetKind)
    profile: Profile | None = None

    def remembered(headings: Sequence[str]) -> tuple[Mapping[str, str], Words]:
        nonlocal profile
        profile = profile_for(planner.connection, kind, headings) if options.profiles else None
        return ({}, {}) if profile is None else (profile.mapping, profile.words)

    with read_records(
        kind,
        source,
        today=session.today,
        now=session.now,
        manner=options.manner,
        mapping=options.mapping,
        words=options.words,
        remembered=remembered,
        stdin=stdin,
    ) as sheet:
        report = ImportReport(kind, sheet.name, sheet.encoding, sheet.sheet, sheet.unknown_columns)
        if not sheet.keys.isdisjoint(_NAMES):
            load_pinyin()
        names = Names(noun_of(kind), sheet.order, refused)
        if options.rejects is not None:
            options.rejects.begin(sheet)
        last_id, last_recalled = last_customer(planner.connection), last_vin(planner.connection)
        with _making_departments(planner, report):
            _keep_all(sheet, session, planner, report, options, names)
        differing = names.differing()
        if differing:
            raise _Again(kind, differing)
        report.twice = brought_twice(session, last_id)
        if kind is SheetKind.RECALLS:
            report.recalled = matched_since(planner.connection, last_recalled, session.today)
        for told in sheet.told():
            report.note(told)
        if options.profiles and (options.mapping or options.words):
            headings = [normal_heading(heading) for heading in sheet.table.headings]
            save_profile(planner.connection, kind, headings, *sheet.said, session.today)
        report.profile = profile
        report.problems.sort(key=lambda problem: problem.line)
    return report


@contextmanager
def _making_departments(planner: Planner, report: ImportReport) -> Iterator[None]:
    """Note which departments a file names first; one of departments tells of its own."""
    last = last_department(planner.connection)
    yield
    if report.kind is not SheetKind.DEPARTMENTS:
        report.made_departments = made_since(planner.connection, last)


def _undo_refused(reports: Sequence[ImportReport], options: ImportOptions) -> None:
    if any(report.refused for report in reports) and not options.skip_bad:
        raise _Undone


def _keep_all(sheet: Sheet, session: Session, planner: Planner, report: ImportReport, options: ImportOptions, names: Names) -> None:
    register = Register(planner.connection, together=True, apart=options.skip_bad)
    said = fillers(session.policy.evidence)
    writer = RecordWriter(register, session.today, session.policy.zone, options.known_from, decides=False, fillers=said, now=session.now)
    keep, finish = _keeper(sheet.kind, session, planner, writer, logged=options.log is not None)
    with (
        many_at_a_time(sheet, writer, names) as many,
        work(N_("Importing {file}"), sheet.size, Unit.ROWS, file=Path(sheet.name).name) as advance,
    ):
        seen = SeenColumns(sheet.table, sheet.keys_by_place) if options.dry_run else None
        for block in sheet.blocks(_BATCH, stored_value):
            if seen is not None:
                seen.see(block.rows)
            alone: dict[int, Record | RowProblems] = {}
            outcomes: dict[int, Kept | ColumnError] = {}
            for run in [Run(OTHER, range(len(block.rows)))] if many is None else many.runs(block):
                if many is not None and (run.what == SAME or (run.what == NEW and many.keep(run))):
                    told = Saved.NEW if run.what == NEW else Saved.UNCHANGED
                    remarked = block.remarked.intersection(run.places)
                    report.rows[told] += len(run.places) - len(remarked)
                    for place in remarked:
                        alone[place] = sheet.read(*block.rows[place])
                        outcomes[block.rows[place][0]] = Kept(0, told)
                    continue
                rows = {place: sheet.read(*block.rows[place]) for place in run.places}
                alone |= rows
                records = [row for row in rows.values() if isinstance(row, Record)]
                writer.read_ahead(sheet.kind, [row.values for row in records])
                outcomes |= {row.line: _keep(row, keep, register, names) for row in records}
                outcomes |= {refused.number: writer.refusal(refused) for refused in register.store()}
            for place, row in sorted(alone.items()):
                wrong = _note(report, row, outcomes.get(row.line))
                if wrong and options.rejects is not None:
                    options.rejects.add(block.rows[place][1], wrong)
            advance(len(block.rows), sheet.reached)
        report.columns = seen.columns() if seen is not None else []
    for line, left_out in finish():
        report.note(CellProblem(line, left_out.column, str(left_out.value), left_out, fatal=False))
    report.made_customers = writer.made_customers[Saved.NEW]


_Finish = Callable[[], Iterable[tuple[int, ColumnError]]]


def _keeper(
    kind: SheetKind, session: Session, planner: Planner, writer: RecordWriter, *, logged: bool
) -> tuple[Callable[[Values], Kept], _Finish]:
    """What keeps a row: of a case its loop, whose steps are events; and what follows once all are kept, by line what was left out."""
    if kind is SheetKind.PROSPECTS:
        from kcrm.actions.prospects.imported import ProspectKeeper  # noqa: PLC0415 - few files are of prospects

        keeper = ProspectKeeper.of(session, writer, logged=logged)
        return keeper.keep, keeper.finish
    if kind is not SheetKind.COMPLAINTS:
        return partial(writer.keep, kind), tuple
    keep_case = ComplaintKeeper.of(session, planner).keep

    def keep(values: Values) -> Kept:
        writer.register.connection  # noqa: B018 - what is written there goes with the record
        return keep_case(values)

    return keep, tuple


def _keep(row: Record, keep: Callable[[Values], Kept], register: Register, names: Names) -> Kept | ColumnError:
    try:
        names.check(row)
        with register.record(row.line):
            return keep(row.values)
    except ColumnError as error:
        return error


def _note(report: ImportReport, row: Record | RowProblems, outcome: Kept | ColumnError | None) -> Sequence[CellProblem]:
    """Count the row; why it was refused, if it was."""
    wrong: Sequence[CellProblem] = ()
    if isinstance(row, RowProblems):
        wrong = [problem for problem in row.problems if problem.fatal]
        _count_unknown(report, wrong)
        report.refused += 1
        for problem in row.problems:
            report.note(problem)
    elif isinstance(outcome, ColumnError):
        wrong = [_problem(row, outcome, fatal=True)]
        report.refused += 1
        report.note(wrong[0])
    elif outcome is not None:
        report.rows[outcome.outcome] += 1
        report.conflicts += outcome.opened
        for warning in row.warnings:
            report.note(warning)
        for left_out in outcome.warnings:
            if isinstance(left_out, UnknownStaffError):
                report.unknown_staff.add(str(left_out.value))
            report.note(_problem(row, left_out, fatal=False))
    return wrong


def _count_unknown(report: ImportReport, problems: Iterable[CellProblem]) -> None:
    for problem in problems:
        if isinstance(problem.error, UnknownWordError) and problem.column is not None:
            word = report.unknown_words.setdefault((problem.column, problem.value), UnknownWord(str(problem.error.fields["offered"])))
            word.rows += 1


def _problem(row: Record, error: ColumnError, *, fatal: bool) -> CellProblem:
    return CellProblem(row.line, error.column, str(error.value), error, fatal)
