"""What became of an import: the counts, and every refused or doubtful cell with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kcrm.actions.imports import ImportReport
from kcrm.exchange.forms import FormKind
from kcrm.exchange.keyed import CellProblem
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.recalls import Match
from kcrm.model.words import Word
from kcrm.queries.records import Saved
from kcrm.records import SheetKind, noun_of
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.errors import in_words
from kcrm.views.labels import label_of
from kcrm.views.tones import Tone


class Verdict(Word):
    REFUSED = "refused", N_("rejected")
    WARNING = "warning", N_("warning")


_COLOURS: dict[str, str] = {Verdict.REFUSED: Tone.BAD, Verdict.WARNING: Tone.CAREFUL}

KINDS: Mapping[str, str] = {
    SheetKind.STAFF: N_("Staff"),
    SheetKind.DEPARTMENTS: N_("Departments"),
    SheetKind.CUSTOMERS: N_("Customers"),
    SheetKind.VEHICLES: N_("Vehicles"),
    SheetKind.ORDERS: N_("Repair orders"),
    SheetKind.COMPLAINTS: N_("Complaints"),
    SheetKind.OPPORTUNITIES: N_("Opportunities"),
    SheetKind.NEEDS: N_("Needs"),
    SheetKind.PROSPECTS: N_("Prospects"),
    SheetKind.FLEETS: N_("Fleet accounts"),
    SheetKind.MEETINGS: N_("Meetings"),
    SheetKind.TASKS: N_("Tasks"),
    SheetKind.MEASURES: N_("Corrective measures"),
    SheetKind.WORKPLANS: N_("Work plans"),
    SheetKind.ARTICLES: N_("Articles"),
    SheetKind.CHECKLISTS: N_("Items of checklists"),
    SheetKind.BREACHES: N_("Breaches of rules"),
    SheetKind.JOURNALS: N_("Journals"),
    SheetKind.TRAININGS: N_("Trainings"),
    SheetKind.CAMPAIGNS: N_("Campaigns"),
    SheetKind.MEMBERSHIPS: N_("Memberships"),
    SheetKind.EVENTS: N_("Owners' events"),
    SheetKind.ATTENDANCES: N_("Attendances"),
    SheetKind.ADVERTISEMENTS: N_("Advertisements"),
    SheetKind.POINTS: N_("Reward points"),
    SheetKind.VOUCHERS: N_("Vouchers"),
    SheetKind.RESCUES: N_("Rescues"),
    SheetKind.APPOINTMENTS: N_("Appointments"),
    SheetKind.JOBS: N_("Jobs"),
    SheetKind.WORKS: N_("Work and parts left"),
    SheetKind.RECALL_CAMPAIGNS: N_("Recalls"),
    SheetKind.RECALLS: N_("VINs of recalls"),
    SheetKind.CONSENTS: N_("Consents"),
    SheetKind.MEMBERS: N_("Members"),
    SheetKind.RELATIONS: N_("Relations"),
    SheetKind.PRODUCTS: N_("Products"),
    SheetKind.ANNIVERSARIES: N_("Anniversaries"),
    SheetKind.CONTRACTS: N_("Contracts"),
    SheetKind.BILLS: N_("Bills"),
    SheetKind.PAYMENTS: N_("Payments"),
    FormKind.SURVEYS: N_("Questionnaires"),
    FormKind.FINANCE: N_("Costs and plans"),
    FormKind.OFFICIAL: N_("The manufacturer's scores"),
    FormKind.CALLS: N_("Calls"),
}
"""What a file holds, by its kind."""

_COUNTS = (
    Column("kind", N_("Kind"), Cell.ENUM, labels=KINDS),
    Column("file", N_("File")),
    Column("encoding", N_("Encoding")),
    Column("sheet", N_("Sheet")),
    Column("new", N_("New"), Cell.COUNT),
    Column("changed", N_("Changed"), Cell.COUNT),
    Column("unchanged", N_("Unchanged"), Cell.COUNT),
    Column("refused", N_("Rejected"), Cell.COUNT),
    Column("warnings", N_("Warnings"), Cell.COUNT),
    Column("made_customers", N_("Customers made"), Cell.COUNT),
    Column("entered_twice", N_("Entered twice"), Cell.COUNT, audience=Audience.MACHINES),
    Column("conflicts", N_("Conflicts"), Cell.COUNT, audience=Audience.MACHINES),
    Column("unknown_columns", N_("Unknown columns"), Cell.TEXTS),
    Column("unknown_employees", N_("Unknown employees"), Cell.TEXTS),
    Column("written", N_("Written"), Cell.FLAG),
)

# other files than the sheets of `import` make none
_OF_SHEETS = frozenset({"made_customers", "entered_twice", "conflicts"})

_PROBLEMS = (
    Column("line", N_("Line"), Cell.NUMBER),
    Column("verdict", N_("Verdict"), Cell.ENUM, labels=Verdict, colours=_COLOURS),
    Column("column", N_("Column"), audience=Audience.MACHINES),
    Column("column", N_("Column"), audience=Audience.PEOPLE),
    Column("value", N_("Value"), priority=2, personal=Personal.NOTE),
    Column("reason", N_("Reason"), personal=Personal.NOTE),
)


_UNKNOWN = (
    Column("column", N_("Column")),
    Column("value", N_("Value"), personal=Personal.NOTE),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("option", N_("What it means"), audience=Audience.PEOPLE),
)

_SEEN = (
    Column("column", N_("Column")),
    Column("key", N_("Key")),
    Column("filled", N_("Filled"), Cell.PERCENT),
    Column("samples", N_("Samples"), Cell.TEXTS, personal=Personal.NOTE),
)


def import_view(report: ImportReport) -> View:
    """One record with the counts; in its part `problems` a row for each refused or doubtful cell."""
    counts = _counts(report)
    problems = View(_("Refused and doubtful"), _PROBLEMS, [_problem_row(report, problem) for problem in report.problems])
    parts = {
        "problems": problems,
        "unknown_values": _words_view(report) if report.unknown_words else None,
        "columns": _columns_view(report) if report.columns else None,
    }
    wanted = [place for place, column in enumerate(_COUNTS) if isinstance(report.kind, SheetKind) or column.key not in _OF_SHEETS]
    return View(
        _("Import of {file}").format(file=report.file),
        tuple(_COUNTS[place] for place in wanted),
        [tuple(counts[place] for place in wanted)],
        shape=Shape.RECORD,
        notes=tuple(_notes(report)),
        parts={name: part for name, part in parts.items() if part is not None},
    )


def _words_view(report: ImportReport) -> View:
    """Each word that its column does not know, once, with how to say what it means."""
    rows = [(heading, text, word.rows, f"--map-value '{heading}:{text}=…'") for (heading, text), word in report.unknown_words.items()]
    return View(_("Unknown values"), _UNKNOWN, rows)


def _columns_view(report: ImportReport) -> View:
    """What stands in each column of the file, as it was tried."""
    rows = [(each.heading, each.key, Fraction(each.filled * 100, each.rows or 1), each.samples) for each in report.columns]
    return View(_("Columns"), _SEEN, rows)


def imports_view(reports: Sequence[ImportReport]) -> View:
    """A row a file; what people read of each refused or doubtful cell is in the notes, what machines do in its `problems`."""
    rows = [(*_counts(report), tuple(_told(each, each.column) for each in report.problems)) for report in reports]
    problems = Column("problems", N_("Refused and doubtful"), Cell.TEXTS, audience=Audience.MACHINES, personal=Personal.NOTE)
    notes = [f"{report.file}: {_told(each, column_name(report.kind, each.column))}" for report in reports for each in report.problems]
    notes += [note for report in reports for note in _notes(report)]
    return View(_("Import"), (*_COUNTS, problems), rows, notes=tuple(notes))


def _counts(report: ImportReport) -> tuple[object, ...]:
    """The values of `_COUNTS`."""
    return (
        report.kind.value,
        report.file,
        report.encoding,
        report.sheet,
        report.rows[Saved.NEW],
        report.rows[Saved.CHANGED],
        report.rows[Saved.UNCHANGED],
        report.refused,
        report.warnings,
        report.made_customers,
        report.twice,
        report.conflicts,
        report.unknown_columns,
        tuple(sorted(report.unknown_staff)),
        report.written,
    )


def column_name(kind: str, column: str | None) -> str | None:
    """A column for people to read: the label of a field of which the key is given; the heading of a file stays as it stands there."""
    if column is None or kind not in set(SheetKind):
        return column
    label = next((field.label for field in noun_of(SheetKind(kind)).fields if field.key == column), None)
    return column if label is None else _(label)


def _told(problem: CellProblem, column: str | None) -> str:
    """A refused or doubtful cell in one line. column: what it is called there."""
    verdict = label_of(Verdict.REFUSED if problem.fatal else Verdict.WARNING)
    words = _("line {line}, {column}, {value}: {verdict}, {reason}")
    return words.format(line=problem.line, column=column, value=problem.value, verdict=verdict, reason=in_words(problem.error))


def _problem_row(report: ImportReport, problem: CellProblem) -> tuple[object, ...]:
    verdict = Verdict.REFUSED if problem.fatal else Verdict.WARNING
    named = column_name(report.kind, problem.column)
    return (problem.line, verdict, problem.column, named, problem.value, in_words(problem.error))


def _notes(report: ImportReport) -> list[str]:
    notes = []
    if report.profile is not None:
        told = _("Columns and words are read as it was said of such files on {day}: kcrm import profile show {number}")
        notes.append(told.format(day=report.profile.saved_on, number=report.profile.id))
    if report.unknown_columns:
        notes.append(_("Unknown columns ignored: {columns}").format(columns=_(", ").join(report.unknown_columns)))
    if report.unknown_staff:
        names = _(", ").join(sorted(report.unknown_staff))
        notes.append(_("Employees not known, their fields left empty: {names}").format(names=names))
    if report.made_departments:
        names = _(", ").join(report.made_departments)
        notes.append(_("New departments: {names}. To name their heads: kcrm department edit").format(names=names))
    if report.recalled:
        told = _(", ").join(f"{label_of(match)} {report.recalled[match]}" for match in Match if match in report.recalled)
        notes.append(_("New VINs of recalls: {told}.").format(told=told))
    if report.recalled.get(Match.UNKNOWN):
        notes.append(
            _("Those not known here wait, and are matched as soon as their vehicle is imported: kcrm recall vin list --match unknown")
        )
    if report.twice:
        notes.append(_("New customers who seem to stand here already: {count}. kcrm customer duplicates").format(count=report.twice))
    if report.unlisted:
        notes.append(_("{count} more problems are not listed.").format(count=report.unlisted))
    return notes
