"""The dashboard in words: which figures stand on which page, how each stands to its target and to what is usual, and where to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kcrm.actions.dashboard import Board, Dashboard, Topic
from kcrm.actions.kpi.show import Course, Row, Series
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, shown_in
from kcrm.named import NamedTuple
from kcrm.rules.kpi import Figure, Status
from kcrm.views import Cell, Column, View
from kcrm.views.kpi.chart import page_charts
from kcrm.views.kpi.course import limits_words, span_name, usual_words
from kcrm.views.kpi.figures import made_of, number_words, short_words
from kcrm.views.kpi.labels import STATUS, scope_words
from kcrm.views.report.cells import figure_cell, measured_source, number, source_of, sourced
from kcrm.views.report.model import Card, Chart, Grid, Heading, Link, Page, Pointer, Section, Shown, Source, Tone
from kcrm.views.svg import Words
from kcrm.views.svg import line as line_svg
from kcrm.views.today import today_view
from kcrm.views.values import joined

_TONES: Final[Mapping[Status, Tone]] = {Status.MISSED: Tone.BAD, Status.MET: Tone.GOOD}
_DAY: Final[Mapping[str, str]] = {
    "left": "kcrm due",
    "done": "kcrm call list --period today",
    "overdue": "kcrm due --overdue",
    "urgent": "kcrm due",
    "agreed": "kcrm due",
    "messages": "kcrm due --channel message",
    "complaints_waiting": "kcrm complaint list --state received",
    "complaints_late": "kcrm complaint list --late",
    "complaints_heard": "kcrm complaint list --period today",
    "findings": "kcrm finding list",
    "visits": "kcrm due --channel visit",
    "conflicts": "kcrm customer conflicts",
    "campaigns": "kcrm campaign list",
    "warranty_watched": "kcrm vehicle watch",
}
"""Numbers of the day, by their key in bare `kcrm`, with what shows the rows."""
_NAMED: Final[Mapping[str, str]] = {"complaints_late": N_("Late complaints"), "left": N_("Calls left"), "done": N_("Calls done")}
"""Where a heading beside others does not say enough alone."""
_PRESSING: Final = frozenset({"overdue", "complaints_waiting", "complaints_late"})
_LEAST: Final = 2  # a line joins two
_FILES: Final = (
    Column("page", N_("Page"), Cell.ENUM, labels=Topic),
    Column("file", N_("File"), Cell.IDENTIFIER),
    Column("is_written", N_("Written"), Cell.FLAG),
)


class PageFile(NamedTuple):
    """A page with the name of its file."""

    topic: Topic
    file: str
    page: Page


def file_of(topic: Topic) -> str:
    """Where a topic stands in the folder; what stands first is what a browser opens."""
    return "index.html" if topic is Topic.TODAY else f"{topic}.html"


def dashboard_pages(found: Dashboard) -> Iterator[PageFile]:
    """Every page, in the current language."""
    for board in found.boards:
        links = tuple(Link(_(each.topic.label), file_of(each.topic), each is board) for each in found.boards)
        yield PageFile(board.topic, file_of(board.topic), _page(found, board, links))


def written_view(files: Iterable[tuple[Topic, str, bool]]) -> View:
    """The pages of the folder, and which of them are others than before."""
    return View(_("Dashboard"), _FILES, list(files))


def _page(found: Dashboard, board: Board, links: tuple[Link, ...]) -> Page:
    # who made it at which moment stands on the first page alone: what says the same as before stays the same file
    at = _("As of {time}.").format(time=f"{found.at:%Y-%m-%d %H:%M}" if board.topic is Topic.TODAY else f"{found.today}")
    running = _("{part} is not over: its figures are those so far.").format(part=found.month)
    day = tuple(_day_cards(found)) if board.topic is Topic.TODAY else ()
    cards = tuple(_card(found, each) for each in board.series) + tuple(_present(found, each) for each in board.present)
    summary = Section("", cards=day or cards, notes=() if day or cards else (_("Nothing of this is recorded."),))
    sections = [Section(_("The month so far"), cards=cards)] if day and cards else []
    sections += [_section(found, each) for each in board.series]
    if board.topic is Topic.PEOPLE:
        sections += _people(found)
    foot = _("To see the rows behind a figure: kcrm kpi rows KEY --period {month}; keys: kcrm kpi list.").format(month=found.month)
    title = _("{store}: {topic}").format(store=found.store, topic=_(board.topic.label))
    return Page(title, (f"{at} {running}",), (foot,), summary, tuple(sections), links=links)


# --- the day ---


def _day_cards(found: Dashboard) -> Iterator[Card]:
    """How many there are of each, of the whole desk, and what to type to see them."""
    assert found.day is not None
    view = today_view(found.day)
    (values,) = view.rows
    for column, value in zip(view.columns, values, strict=True):
        if column.key in _DAY and value is not None:
            tone = Tone.BAD if column.key in _PRESSING and value else Tone.PLAIN
            yield Card(_(_NAMED.get(column.key, column.heading)), sourced(column, value, "kcrm", {}, tone=tone), Shown(_DAY[column.key]))


# --- a figure ---


def _card(found: Dashboard, each: Series) -> Card:
    """The month so far, beside the one before; its colour follows its target, and what only adds up is judged when the month is over."""
    row, before = each.rows[-1], each.rows[-2] if len(each.rows) > 1 else None
    command = _command(found.course, each.key)
    return Card(
        _(KPIS[each.key].name),
        _shown(found, row, command, short=True),
        Shown("") if before is None else _before(found, before, command),
        _target_words(row.figure),
        _line(each),
        each.key,
    )


def _before(found: Dashboard, row: Row, command: str) -> Shown:
    shown = _shown(found, row, command, short=True)
    text = _("{month}: {value}").format(month=span_name(found.course.by, row), value=shown.text)
    said = _status(found, row)
    return Shown(text, said, shown.source, shown.tone)


def _present(found: Dashboard, figure: Figure) -> Card:
    """What is always today's."""
    table = next(name for name in ("sales", "store") if figure.key in shown_in(name))
    shown = figure_cell(figure, f"kcrm kpi {table} --period {found.month}")
    return Card(_(figure.value.definition.name), shown, Shown(_("as of today")), _target_words(figure))


def _target_words(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return _("target {target}").format(target=number_words(figure.target, figure.value.unit))


def _shown(found: Dashboard, row: Row, command: str, *, short: bool = False) -> Shown:
    """A value above what it is made of, and what is to be said of it."""
    value = row.figure.value
    text = short_words(value.value, value.unit) if short else number(value.value, value.unit)
    said = [made_of(value) if value.value is not None else "", _status(found, row) if short else ""]
    return Shown(
        text, "; ".join(filter(None, said)), _source(found.course, row, command, "value"), _TONES.get(_judged(found, row), Tone.PLAIN)
    )


def _judged(found: Dashboard, row: Row) -> Status:
    """How it stands to its target; no sum of a month that is not over does."""
    status = row.figure.status(found.course.small)
    is_over = row.span is None or row.span.is_over(found.today)
    is_sum = row.figure.value.definition.denominator is None
    return Status.NO_TARGET if is_sum and not is_over and status in _TONES else status


def _status(found: Dashboard, row: Row) -> str:
    """How it stands to its target, and that it is not over where it is not."""
    is_running = row.span is not None and not row.span.is_over(found.today)
    return joined(filter(None, (_verdict(found, row), _("not over yet") if is_running else "")))


def _verdict(found: Dashboard, row: Row) -> str:
    status = _judged(found, row)
    return "" if status in {Status.NO_TARGET, Status.NO_VALUE} else _(STATUS[status])


def _source(course: Course, row: Row, command: str, key: str) -> Source:
    """Where the CLI says a month's `value` or `target`."""
    told = {"value": row.figure.value.value, "target": row.figure.target}[key]
    return measured_source(command, {"key": row.figure.key, "part": span_name(course.by, row)}, key, told, row.figure.value.unit)


def _line(each: Series) -> str:
    """Its months as a line; none where fewer than two are known."""
    values = [row.figure.value.value for row in each.rows]
    if sum(value is not None for value in values) < _LEAST:
        return ""
    target, name = each.rows[-1].figure.target, _(KPIS[each.key].name)
    told = joined(number(value, KPIS[each.key].unit) for value in values)
    return line_svg(
        [None if value is None else float(value) for value in values],
        None if target is None else float(target),
        Words(f"line-{each.key}", name, told),
    )


def _section(found: Dashboard, each: Series) -> Section:
    """A figure with its months, what is usual of it, what it is made of and where to look."""
    of, course = KPIS[each.key], found.course._replace(series=(each,))
    command = _command(course, each.key)
    wide, narrow = page_charts(course, found.today)
    look = (of.look.format(period=found.month), f"kpi rows {each.key} --period {found.month}", f"kpi explain {each.key}")
    return Section(
        _(of.name),
        notes=(limits_words(each),) if each.limits is not None else (),
        chart=Chart(wide, narrow, _numbers(found, each, command), is_hidden=True),
        pointers=(Pointer(_(of.formula), tuple(f"kcrm {words}" for words in look)),),
        commands=(command,),
        anchor=each.key,
    )


def _numbers(found: Dashboard, each: Series, command: str) -> Grid:
    """The same in figures, the latest month first."""
    headings = (Heading(_("Month")), Heading(_("Value"), to_the_right=True), Heading(_("Target"), to_the_right=True), Heading(_("Status")))
    rows = []
    for row in reversed(each.rows):
        target = number(row.figure.target, row.figure.value.unit)
        rows.append(
            (
                Shown(span_name(found.course.by, row)),
                _shown(found, row, command),
                Shown(target, source=_source(found.course, row, command, "target")),
                Shown(_verdict(found, row), usual_words(row, found.today), tone=_TONES.get(_judged(found, row), Tone.PLAIN)),
            )
        )
    return Grid(_(KPIS[each.key].name), headings, tuple(rows))


def _command(course: Course, key: str) -> str:
    return f"kcrm kpi show {key} --by month --period {course.period.first:%Y-%m}..{course.period.last:%Y-%m}"


# --- people ---


def _people(found: Dashboard) -> list[Section]:
    """Teams, and where policy lets them be named people: a table for each figure, as phones are narrow."""
    told = (
        (_("Teams"), found.teams, f"kcrm kpi team --period {found.month}"),
        (_("Members of staff"), found.people, f"kcrm kpi person --period {found.month}"),
    )
    return [_parted(found, title, figures, command) for title, figures, command in told if figures]


def _parted(found: Dashboard, title: str, figures: tuple[Figure, ...], command: str) -> Section:
    keys = dict.fromkeys(one.key for one in figures)
    headings = (
        Heading(_("Of whom")),
        Heading(_("Value"), to_the_right=True),
        Heading(_("Target"), to_the_right=True),
        Heading(_("Status")),
    )
    grids = []
    for key in keys:
        rows = []
        for one in figures:
            if one.key != key:
                continue
            row = Row(one)
            rows.append(
                (
                    Shown(scope_words(one.scope)),
                    figure_cell(one, command),
                    Shown(number(one.target, one.value.unit), source=source_of(one, command, "target")),
                    Shown(_status(found, row), tone=_TONES.get(_judged(found, row), Tone.PLAIN)),
                )
            )
        grids.append(Grid(_(KPIS[key].name), headings, tuple(rows)))
    return Section(title, grids=tuple(grids), commands=(command,))
