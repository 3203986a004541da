"""A report of the dealership's own: as a record whose parts are its sections, in any format; as a page; as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from kcrm.actions.finance import FINANCE_TABLE, PROFIT_KEYS
from kcrm.actions.reports.filled import FilledReport, FilledSection
from kcrm.actions.reports.planned import Placed
from kcrm.actions.reports.stored import KnownReport
from kcrm.i18n import N_, _
from kcrm.model.reports import Content
from kcrm.records import Field
from kcrm.rules.crosstable import OTHERS, CrossTable, Tally, Value, on_a_page
from kcrm.text import for_shell
from kcrm.views import Audience, Cell, Column, Shape, Valued, View
from kcrm.views.kpi.course import BAR, course_view, left_out_words
from kcrm.views.kpi.figures import figures_view, period_option, period_words, running_note
from kcrm.views.labels import Labels
from kcrm.views.records import column_of, single
from kcrm.views.report.cells import figures_grid
from kcrm.views.report.model import Grid, Heading, Page, Section, Shown
from kcrm.views.values import for_people, joined

CONTENT: Final[Labels] = {
    Content.TEXT: N_("text"),
    Content.KPIS: N_("figures"),
    Content.LIST: N_("list"),
    Content.CROSS: N_("cross table"),
}
_STORED = (
    Column("name", N_("Report")),
    Column("title", N_("Title"), priority=1),
    Column("sections", N_("Sections"), Cell.COUNT, 2),
    Column("period", N_("Usual period"), Cell.IDENTIFIER, 2),
    Column("saved_on", N_("Saved"), Cell.DATE, 3),
)
_DECLARATION = Column("text", N_("Declaration"), Cell.PROSE)
_HEAD = (
    Column("name", N_("Report")),
    Column("title", N_("Title")),
    Column("store", N_("Store")),
    Column("period_from", N_("From"), Cell.DATE),
    Column("period_to", N_("Until"), Cell.DATE),
    Column("made_at", N_("Made"), Cell.INSTANT),
)
_SECTIONS = (
    Column("section", N_("Section no."), Cell.COUNT),
    Column("title", N_("Title")),
    Column("content", N_("What it tells"), Cell.ENUM, labels=CONTENT),
    Column("text", N_("Text"), Cell.PROSE),
)
_TEXT = Column("text", N_("Text"), Cell.PROSE)
_TOTAL, _SMALL = N_("In all"), N_("Small sample")
_OF: Final[Labels] = {"cell": N_("both"), "row": N_("row in all"), "column": N_("column in all"), "whole": N_("all together")}
_NO_PLACE = ZoneInfo("UTC")  # words and numbers have none
ON_A_PAGE: Final = (53, 13)  # rows and parts across of a cross table: the weeks of a year, and its months with that of the year before
IN_A_BOOK: Final = (1_000_000, 16_000)  # the same of a sheet, which Excel lets have 1,048,576 and 16,384


def reports_view(found: Sequence[KnownReport]) -> View:
    """The reports that there are."""
    broken = [each.stored.name for each in found if each.title is None]
    text = _("The declaration of {name} cannot be read any more. To change it: kcrm report edit {name}")
    return View(
        _("Reports"),
        _STORED,
        [_row(each) for each in found],
        notes=tuple(text.format(name=name) for name in broken),
        empty=_("No reports of your own yet. To declare one: kcrm report new NAME FILE"),
    )


def declared_view(found: KnownReport) -> View:
    """One of them with its declaration."""
    return single(_("Report"), (*_STORED, _DECLARATION), (*_row(found), found.stored.text))


def _row(found: KnownReport) -> tuple[object, ...]:
    return (found.stored.name, found.title, found.sections, found.period, found.stored.saved_on)


# --- filled ---


def own_report_view(report: FilledReport, most: tuple[int, int] = ON_A_PAGE) -> View:
    """The report as a record. Programs get each section under its number, people only what there is to see.

    most: of the rows, and of the parts across, of a cross table that people see.
    """
    declared = report.planned.declared
    head = (report.name, declared.title, report.store, report.period.first, report.period.last, report.made_at)
    texts = [
        (number, each.planned.declared.title, each.planned.declared.content, each.planned.declared.text or None)
        for number, each in _numbered(report)
    ]
    parts = {"sections": View(_("Sections"), _SECTIONS, texts, audience=Audience.MACHINES)}
    if declared.text:
        parts["text"] = _text(declared.title, declared.text)
    for number, section in _numbered(report):
        parts |= _parts(report, number, section, most)
    return View(declared.title, _HEAD, [head], shape=Shape.RECORD, parts=parts)


def tables_of(view: View) -> dict[str, View]:
    """The parts that people see as tables, by their keys."""
    return {key: part for key, part in view.parts_for(Audience.MACHINES).items() if part.shape is Shape.LIST}


def _numbered(report: FilledReport) -> Iterator[tuple[int, FilledSection]]:
    return enumerate(report.sections, 1)


def _parts(report: FilledReport, number: int, section: FilledSection, most: tuple[int, int]) -> Mapping[str, View]:
    declared, key = section.planned.declared, f"section_{number}"
    cross = on_a_page(section.cross, *section.axes, most) if section.cross is not None else None
    found: dict[str, View] = {}
    if declared.text:
        found[f"{key}_text"] = _text(declared.title, declared.text)
    notes = tuple(_notes(report, section, cross))
    if section.figures is not None:
        figures = [figure for _table, figure in section.figures]
        found[key] = figures_view("", report.period, figures, report.small, notes=notes)._replace(title=declared.title, caption=False)
    elif section.course is not None:
        course = section.course
        people, keyed = (course_view(course, report.today, report.least, keyed=each) for each in (False, True))
        found[f"{key}_shown"] = people._replace(
            title=declared.title, caption=False, notes=(*notes, *people.notes), audience=Audience.PEOPLE
        )
        found[key] = keyed._replace(audience=Audience.MACHINES)
    elif section.cross is not None and cross is not None:
        found[f"{key}_shown"] = _crossed(report, section, cross)._replace(notes=notes, audience=Audience.PEOPLE)
        found[key] = _keyed(report, section, section.cross)._replace(audience=Audience.MACHINES)
    elif section.rows is not None and section.planned.records is not None:
        fields = section.planned.records.of.fields
        columns = tuple(column_of(fields[each]) for each in section.planned.columns)
        if declared.columns:  # as with --columns
            known_by = section.planned.records.of.noun.number
            columns = tuple(each._replace(priority=-1 if each.key == known_by else 0) for each in columns)
        found[key] = View(declared.title, columns, section.rows, total=section.total, notes=notes)
    return found


def _text(title: str, text: str) -> View:
    return View(title, (_TEXT,), [(text,)], shape=Shape.RECORD, audience=Audience.PEOPLE)


def _notes(report: FilledReport, section: FilledSection, cross: CrossTable | None) -> Iterator[str]:
    """What a reader must know to believe it. cross: as people see it."""
    records, declared = section.planned.records, section.planned.declared
    if section.course is not None and section.course.left_out:
        yield left_out_words(section.course)
    if section.figures is not None:
        yield from running_note(report.period, report.today)
    if records is None:
        return
    chosen = " ".join(filter(None, (declared.filter, declared.customers)))
    if chosen:
        yield _("Only: {filter}").format(filter=chosen)
    if not records.days:
        yield _("As it stands now, whatever the period.")
    if section.rows is not None and section.total > len(section.rows):
        yield _("The first {count} of {total}.").format(count=len(section.rows), total=section.total)
    if cross is not None and any(_is_small(report, tally) for tally in (*cross.cells.values(), *cross.of_row.values())):
        yield _("Small sample: fewer than {count} cases.").format(count=report.small)


# --- cross tables ---


def _crossed(report: FilledReport, section: FilledSection, cross: CrossTable) -> View:
    """The table as people read it: a row and a column for each part, with totals; which cells have few cases is said in words."""
    rows, across = _placed(section)
    # where a terminal has room for some only, of days the newest stand longest
    longest = -len(cross.across) - 1
    columns = [column_of(rows[1])._replace(key="row", kind=Cell.TEXT, priority=longest)]
    of_rows, of_across = cross.together
    names = [_said(*across, value, of_across) for value in cross.across]
    amounts = _amount_column(section)
    columns += [
        amounts._replace(key=f"column_{place}", heading=name, verbatim=True, priority=-place if across[0].step is not None else 0)
        for place, name in enumerate(names, 1)
    ]
    columns.append(amounts._replace(key="total", heading=_TOTAL, priority=longest))
    told = []
    for row in cross.rows:
        tallies = [cross.cells.get((row, column)) for column in cross.across]
        told.append(_row_of(report, section, _said(*rows, row, of_rows), names, [*tallies, cross.of_row[row]]))
    if cross.rows:
        last = [*(cross.of_across[each] for each in cross.across), cross.whole]
        told.append(_row_of(report, section, _(_TOTAL), names, last))
    if any(row[-1] for row in told):
        columns.append(Column("small", _SMALL, Cell.TEXTS, 1))
    else:
        told = [row[:-1] for row in told]
    personal = across[1].personal
    return View(section.planned.declared.title, tuple(columns), told, told=(personal,) if personal is not None and names else ())


def _row_of(
    report: FilledReport, section: FilledSection, name: str, names: Sequence[str], tallies: Sequence[Tally | None]
) -> tuple[object, ...]:
    """A row with its total, and the columns in which it has few cases."""
    few = tuple(each for each, tally in zip((*names, _(_TOTAL)), tallies, strict=True) if tally is not None and _is_small(report, tally))
    return (name, *(_amount(section, each) for each in tallies), few or None)


def _keyed(report: FilledReport, section: FilledSection, cross: CrossTable) -> View:
    """The table for programs: a row for each cell, then the totals."""
    rows, across = _placed(section)
    columns = (
        Column("of", N_("Of"), Cell.ENUM, labels=_OF),
        Column("row", rows[1].label, Cell.VALUED, personal=rows[1].personal),
        Column("column", across[1].label, Cell.VALUED, personal=across[1].personal),
        _amount_column(section)._replace(key="value"),
        Column("cases", N_("Cases counted"), Cell.COUNT),
        Column("small", _SMALL, Cell.FLAG),
    )
    told: list[tuple[object, ...]] = []

    def add(of: str, row: object, column: object, tally: Tally) -> None:
        told.append((of, row, column, _amount(section, tally), tally.cases, _is_small(report, tally)))

    for row in cross.rows:
        for column in cross.across:
            if (row, column) in cross.cells:
                add("cell", _valued(*rows, row), _valued(*across, column), cross.cells[row, column])
    for row in cross.rows:
        add("row", _valued(*rows, row), None, cross.of_row[row])
    for column in cross.across:
        add("column", None, _valued(*across, column), cross.of_across[column])
    add("whole", None, None, cross.whole)
    return View(section.planned.declared.title, columns, told)


def _placed(section: FilledSection) -> tuple[tuple[Placed, Field], tuple[Placed, Field]]:
    planned = section.planned
    assert planned.records is not None
    assert planned.rows is not None
    assert planned.across is not None
    fields = planned.records.of.fields
    return (planned.rows, fields[planned.rows.key]), (planned.across, fields[planned.across.key])


def _amount_column(section: FilledSection) -> Column:
    """Of what is added up its field, else of how many there are."""
    assert section.planned.records is not None
    if not section.planned.added:
        return Column("value", N_("Number of records"), Cell.COUNT)
    field = column_of(section.planned.records.of.fields[section.planned.added])
    return Column("value", field.heading, field.kind)


def _amount(section: FilledSection, tally: Tally | None) -> object:
    if tally is None:
        return None
    assert section.planned.records is not None
    added = section.planned.added
    return section.planned.records.of.fields[added].type.load(tally.amount) if added else tally.amount


def _is_small(report: FilledReport, tally: Tally) -> bool:
    return 0 < tally.cases < report.small


def _said(place: Placed, field: Field, value: Value, together: int) -> str:
    """What stands at a field, as people read it. together: how many parts the others are, of which there are two at least."""
    if value is OTHERS:
        return (_("{count} earlier") if place.step is not None else _("{count} others")).format(count=together)
    if value is None:
        return _("not recorded")
    return str(value) if place.step is not None else for_people(column_of(field), value, _NO_PLACE)


def _valued(place: Placed, field: Field, value: Value) -> Valued | None:
    if value is None:
        return None
    return Valued(_SECTIONS[1] if place.step is not None else column_of(field), value)


# --- as a page ---


def own_report_page(report: FilledReport, view: View, zone: ZoneInfo) -> Page:
    """The report as a page. view: of the report as it may be shown; zone: in which times are told."""
    under = [report.store, period_words(report.period), *running_note(report.period, report.today)]
    under.append(_("Made on {time}.").format(time=f"{report.made_at:%Y-%m-%d %H:%M}"))
    texts = [*under, *_lines_of(view.parts.get("text"))]
    foot = _("The same report: kcrm report run {name} --period {period}").format(
        name=for_shell([report.name]), period=period_option(report.period)
    )
    sections = tuple(_section(report, number, each, view, zone) for number, each in _numbered(report))
    return Page(view.title, tuple(texts), (foot,), None, sections)


def _section(report: FilledReport, number: int, section: FilledSection, view: View, zone: ZoneInfo) -> Section:
    key = f"section_{number}"
    part = view.parts.get(f"{key}_shown", view.parts.get(key))
    lines = _lines_of(view.parts.get(f"{key}_text"))
    if part is None:
        return Section(section.planned.declared.title, notes=lines)
    title = part.title
    notes = (*lines, *part.notes)
    if section.figures is not None and not section.figures:
        return Section(title, notes=(*notes, _("Nothing of this is recorded.")))
    if section.figures is not None:
        days = period_option(report.period)
        told = [(one, f"kcrm kpi {_verb(table, one.key)} --period {days}") for table, one in section.figures]
        grid = figures_grid(_("Figures"), told, report.small)
        return Section(title, notes=notes, grids=(grid,), commands=tuple(dict.fromkeys(command for _one, command in told)))
    if not part.rows:
        return Section(title, notes=(*notes, _("None.")))
    shows: list[str] = []
    if section.course is not None:
        days, by = period_option(report.period), section.course.by
        shows = [f"kcrm kpi show {each.key} --by {by} --period {days}" for each in section.course.series]
    return Section(
        title,
        notes=notes,
        grids=(_grid(_caption(section), part, zone, whole=bool(section.planned.declared.columns)),),
        commands=tuple(shows),
    )


def _verb(table: str, key: str) -> str:
    """The command of `kcrm kpi` that tells a figure of a table."""
    if table == FINANCE_TABLE.name:
        return "profit" if key in PROFIT_KEYS else "breakeven"
    return table


def _caption(section: FilledSection) -> str:
    if section.cross is None:
        records = section.planned.records
        return _(records.of.noun.titles) if records is not None else _("Figures")
    (_rows, rows), (_across, across) = _placed(section)
    return _("{what} by {rows} and {across}").format(what=_(_amount_column(section).heading), rows=_(rows.label), across=_(across.label))


def _lines_of(part: View | None) -> tuple[str, ...]:
    """The paragraphs of a text."""
    if part is None:
        return ()
    ((text,),) = part.rows
    return tuple(filter(None, (each.strip() for each in str(text).split("\n"))))


def _grid(caption: str, view: View, zone: ZoneInfo, *, whole: bool) -> Grid:
    """A part as a table, without the bars of a terminal; columns of which nothing is known only if they were asked for (`whole`).

    What has few cases says so beneath its number, instead of in a column of its own.
    """
    known = [whole or any(row[place] not in {None, ""} for row in view.rows) for place in range(len(view.columns))]
    places = [
        place
        for place, column in enumerate(view.columns)
        if known[place] and column.audience is not Audience.MACHINES and column.key != "small" and column != BAR
    ]
    few = next((place for place, column in enumerate(view.columns) if column.key == "small"), None)
    headings = tuple(Heading(view.columns[place].title, view.columns[place].to_the_right) for place in places)
    rows = []
    for row in view.rows:
        small = row[few] if few is not None else None
        named = small if isinstance(small, tuple) else ()
        rows.append(tuple(_cell(view.columns[place], row[place], zone, named) for place in places))
    return Grid(caption, headings, tuple(rows))


def _cell(column: Column, value: object, zone: ZoneInfo, small: Sequence[str]) -> Shown:
    under = _("small sample") if column.to_the_right and column.title in small and value is not None else ""
    return Shown(for_people(column, value, zone) or "–", under)


def sheets_of(view: View) -> list[View]:
    """The sheets of a workbook: what the report is and says, then a table each."""
    zone = _NO_PLACE
    head = [
        (column.title, for_people(column, value, zone))
        for column, value in zip(view.columns, view.rows[0], strict=True)
        if column.kind is not Cell.INSTANT
    ]
    texts = [(part.title, str(part.rows[0][0])) for part in view.parts_for(Audience.MACHINES).values() if part.shape is Shape.RECORD]
    notes = [(part.title, joined(part.notes)) for part in tables_of(view).values() if part.notes]
    columns = (Column("title", N_("Title")), Column("text", N_("Text")))
    return [View(view.title, columns, [*head, *texts, *notes]), *tables_of(view).values()]
