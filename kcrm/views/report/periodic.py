"""The report of a week, month, quarter or year in words: which figures stand where, beside what, and where to look when one is missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from kcrm.actions.report import SUMMARY, PeriodReport
from kcrm.dates import Period
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, Unit, shown_in
from kcrm.named import NamedTuple
from kcrm.rules.kpi import Figure, ScopeKind, Status
from kcrm.rules.kpi.spans import Step, name_of
from kcrm.views.kpi.figures import number_words, period_words, reached, short_words, value_words
from kcrm.views.kpi.labels import STATUS, scope_words
from kcrm.views.kpi.radar import radar_chart
from kcrm.views.measures import running_words
from kcrm.views.report.cells import NOTHING, change, figure_cell, kpi_grid, number, source_of
from kcrm.views.report.decided import decided_section
from kcrm.views.report.desk import (
    calls_section,
    campaigns_section,
    classes_section,
    club_section,
    complaints_section,
    desk_section,
    finance_section,
    fleet_section,
    points_section,
    quality_section,
    sales_section,
    works_section,
    workshop_section,
)
from kcrm.views.report.mix import mix_section, official_section
from kcrm.views.report.model import Card, Chart, Grid, Heading, Page, Pointer, Section, Shown, Tone
from kcrm.views.report.satisfaction import satisfaction_section
from kcrm.views.svg import Bar, Words, stacked_bars
from kcrm.views.svg import line as line_svg
from kcrm.views.values import joined

_MOST_MISSES = 3


class _Words(NamedTuple):
    """How a report of one step speaks of its period."""

    name: str
    title: str
    running: str
    beside: str
    against: str
    on_one_page: str
    course: str


_WORDS: Final[Mapping[Step, _Words]] = {
    Step.WEEK: _Words(
        name=N_("Week"),
        title=N_("{store}: weekly report {period}"),
        running=N_("The week lasts until {last}: these are the figures up to {today}."),
        beside=N_("Made on {time}. Beside each figure: the week before ({before})."),
        against=N_("Against the week before"),
        on_one_page=N_("The week on one page"),
        course=N_("Visits in the weeks up to {period}"),
    ),
    Step.MONTH: _Words(
        name=N_("Month"),
        title=N_("{store}: monthly report {period}"),
        running=N_("The month lasts until {last}: these are the figures up to {today}."),
        beside=N_("Made on {time}. Beside each figure: the month before ({before})."),
        against=N_("Against the month before"),
        on_one_page=N_("The month on one page"),
        course=N_("Visits in the twelve months up to {period}"),
    ),
    Step.QUARTER: _Words(
        name=N_("Quarter"),
        title=N_("{store}: quarterly report {period}"),
        running=N_("The quarter lasts until {last}: these are the figures up to {today}."),
        beside=N_("Made on {time}. Beside each figure: the quarter before ({before})."),
        against=N_("Against the quarter before"),
        on_one_page=N_("The quarter on one page"),
        course=N_("Visits in the quarters up to {period}"),
    ),
    Step.YEAR: _Words(
        name=N_("Year"),
        title=N_("{store}: annual report {period}"),
        running=N_("The year lasts until {last}: these are the figures up to {today}."),
        beside=N_("Made on {time}. Beside each figure: the year before ({before})."),
        against=N_("Against the year before"),
        on_one_page=N_("The year on one page"),
        course=N_("Visits in the years up to {period}"),
    ),
}


def periodic_page(report: PeriodReport) -> Page:
    """The report as a page, in the current language; what was not recorded is left out."""
    sections = (
        _headline(report),
        _missed(report),
        decided_section(report),
        _service(report),
        _radar(report),
        _teams(report),
        satisfaction_section(report),
        official_section(report),
        complaints_section(report),
        calls_section(report),
        sales_section(report),
        mix_section(report),
        fleet_section(report),
        quality_section(report),
        campaigns_section(report),
        points_section(report),
        club_section(report),
        workshop_section(report),
        works_section(report),
        desk_section(report),
        classes_section(report),
        finance_section(report),
    )
    return Page(
        _(_WORDS[report.step].title).format(store=report.store, period=report.span),
        tuple(_under(report)),
        (_("To see the rows behind a figure: kcrm kpi rows KEY --period {month}; keys: kcrm kpi list.").format(month=report.span),),
        _summary(report),
        tuple(section for section in sections if section is not None),
        _(_WORDS[report.step].against),
    )


def _under(report: PeriodReport) -> Iterator[str]:
    yield period_words(report.period)
    if not report.is_over:
        yield _(_WORDS[report.step].running).format(last=report.period.last, today=report.today)
    if report.closed_at is not None:
        day = report.closed_at.astimezone(report.made_at.tzinfo).date()
        yield _("The month was closed on {day}; its key figures are those published then.").format(day=day)
    yield _(_WORDS[report.step].beside).format(time=f"{report.made_at:%Y-%m-%d %H:%M}", before=report.before)


def _summary(report: PeriodReport) -> Section:
    """What is hung on the wall: eight figures with their year, and the three misses that weigh most, each with whose it is."""
    known = {figure.key: (figure, command) for figure, command in _whole(report)}
    keys = [key for key in shown_in(SUMMARY) if key in known]
    misses = sorted(report.missed, key=lambda figure: reached(figure, figure.value) or 0)[:_MOST_MISSES]
    return Section(
        _(_WORDS[report.step].on_one_page),
        cards=tuple(_card(report, *known[key], line=_line(report, known[key][0])) for key in keys),
        pointers=tuple(Pointer(_miss(report, figure)) for figure in misses),
        notes=(_("Below target:") if misses else _("Every target was met."),),
    )


def _headline(report: PeriodReport) -> Section:
    known = {figure.key: (figure, command) for figure, command in _whole(report)}
    cards = [_card(report, *known[key]) for key in shown_in("headline") if key in known and known[key][0].value.value is not None]
    return Section(_("At a glance"), cards=tuple(cards))


def _card(report: PeriodReport, figure: Figure, command: str, line: str = "") -> Card:
    """Its colour follows its target; the change is judged where there is none."""
    judged = figure_cell(figure, command, judged_by=report.small_sample)
    told = change(figure, command, report.before, is_over=report.is_over)
    target = ""
    if figure.target is not None:
        status = _(STATUS[figure.status(report.small_sample)])
        target = _("target {target}: {status}").format(target=number_words(figure.target, figure.value.unit), status=status)
    return Card(
        _(figure.value.definition.name),
        replace(figure_cell(figure, command), text=short_words(figure.value.value, figure.value.unit), tone=judged.tone),
        told if figure.target is None else replace(told, tone=Tone.PLAIN),
        target,
        line,
    )


def _line(report: PeriodReport, figure: Figure) -> str:
    """The twelve months of a figure; none where fewer than two are known."""
    values = report.lines.get(figure.key, ())
    if sum(value is not None for value in values) < 2:  # noqa: PLR2004 - a line joins two
        return ""
    unit = figure.value.unit
    told = joined(
        _("{month}: {value}").format(month=name_of(month.period.first, report.step), value=number(value, unit))
        for month, value in zip(report.trend, values, strict=True)
    )
    name = _(figure.value.definition.name)
    return line_svg([_float(value) for value in values], _float(figure.target), Words(f"line-{figure.key}", name, told))


def _whole(report: PeriodReport) -> Iterator[tuple[Figure, str]]:
    """Every figure of the whole store with the command that tells it."""
    told = {"service": report.service, "store": report.satisfaction, "radar": report.radar, "complaints": report.complaints}
    for verb, figures in (
        told
        | {
            "calls": report.calls,
            "sales": report.sales,
            "quality": report.quality,
            "fleet": report.fleet,
            "campaigns": report.campaigns,
            "points": report.points,
            "club": report.club,
            "bays": report.workshop,
            "rescues": report.rescues,
            "work": report.works,
            "desk": report.desk,
            "profit": report.profit,
            "breakeven": report.break_even,
        }
    ).items():
        yield from ((figure, f"kcrm kpi {verb} --period {report.span}") for figure in figures if figure.scope.kind is ScopeKind.WHOLE)


def _missed(report: PeriodReport) -> Section | None:
    """What fell below target and where to look; that nothing did is worth saying too."""
    judged = [figure for figure, _command in _whole(report) if figure.status(report.small_sample) in {Status.MET, Status.MISSED}]
    if not judged:
        return None
    title = _("Below target, and where to look")
    if not report.missed:
        return Section(title, notes=(_("Every target was met."),))
    # measures are taken against figures of months
    notes = (
        ()
        if report.step is not Step.MONTH
        else (
            _("To take a measure against one: kcrm measure add WHAT --from KEY@{month} --owner NO --due DATE").format(month=report.span),
            _("Against each that has none: kcrm measure below --period {month} --owner NO --due DATE").format(month=report.span),
        )
    )
    return Section(title, notes=notes, pointers=tuple(_pointer(report, figure) for figure in report.missed))


def _pointer(report: PeriodReport, figure: Figure) -> Pointer:
    rows = f"kcrm kpi rows {figure.key} --period {report.span}"
    text, running = _miss(report, figure), report.against.get(figure.key)
    if running:
        text = _("{text} Measures under way: {measures}.").format(text=text, measures=running_words(running))
    taking = (f"kcrm measure below {figure.key} --period {report.span}",) if report.step is Step.MONTH else ()
    return Pointer(text, (_where(report, figure.key), f"kcrm kpi explain {figure.key}", rows, *taking))


def _miss(report: PeriodReport, figure: Figure) -> str:
    """A figure beside the target that it misses, and whose that is."""
    definition = figure.value.definition
    text = _("{name}: {value}, target {target}.").format(
        name=_(definition.name), value=value_words(figure.value), target=number_words(figure.target, definition.unit)
    )
    teams = report.teams_that_miss(figure.key)
    if teams:
        named = joined(f"{scope_words(one.scope)} {value_words(one.value)}" for one in teams)
        text = _("{text} Teams that miss it: {teams}.").format(text=text, teams=named)
    people = report.people_who_miss(figure.key)
    if people:
        named = joined(f"{scope_words(one.scope)} {value_words(one.value)}" for one in people)
        text = _("{text} Who misses it: {people}.").format(text=text, people=named)
    return text


def _where(report: PeriodReport, key: str) -> str:
    """The command that shows whose work it is, or at least what it is made of."""
    return f"kcrm {KPIS[key].look.format(period=report.span)}"


def _service(report: PeriodReport) -> Section:
    command = f"kcrm kpi service --period {report.span}"
    return Section(
        _("Service"),
        chart=_trend(report),
        grids=(kpi_grid(_("Visits by kind"), report.service, command, report.small_sample),),
        commands=(command,),
    )


def _trend(report: PeriodReport) -> Chart:
    headings = (
        Heading(_(_WORDS[report.step].name)),
        *(Heading(_(KPIS[figure.key].name), to_the_right=True) for figure in report.trend[0].figures),
    )
    rows, bars, told = [], [], []
    for place, month in enumerate(report.trend):
        name = name_of(month.period.first, report.step)
        command = f"kcrm kpi service --period {name}"
        rows.append((Shown(name), *(figure_cell(figure, command) for figure in month.figures)))
        total, paid, free = (figure.value.value for figure in month.figures)
        label, year = _beneath(month.period, report.step)
        is_first = place == 0 or year != _beneath(report.trend[place - 1].period, report.step)[1]
        bars.append(Bar(label, year if is_first else "", number(total, Unit.COUNT), _float(paid), _float(free)))
        told.append(_("{month}: {visits}").format(month=name, visits=number(total, Unit.COUNT)))
    title = _(_WORDS[report.step].course).format(period=report.span)
    _total, paid_words, free_words = (heading.text for heading in headings[1:])
    words = Words("trend", title, joined(told), lower=paid_words, upper=free_words)
    chart = stacked_bars(bars, words)
    return Chart(chart, "", Grid(title, headings, tuple(rows)), is_hidden=True)


def _beneath(period: Period, step: Step) -> tuple[str, str]:
    """What stands beneath a column, and the year beneath the first of one; a year stands alone."""
    if step is Step.MONTH:
        return str(period.first.month), f"{period.first:%Y}"
    year, _dash, rest = name_of(period.first, step).partition("-")
    return (rest, year) if rest else (year, "")


def _radar(report: PeriodReport) -> Section:
    command = f"kcrm kpi radar --period {report.span}"
    figures = list(report.radar)
    given = (report.store, report.period, figures, report.small_sample)
    grid = kpi_grid(_("The spokes, clockwise from the top"), figures, command, report.small_sample, numbered=True)
    chart = Chart(radar_chart(*given), radar_chart(*given, numbered=True), grid, is_hidden=False)
    return Section(_("Radar"), chart=chart, commands=(command,))


def _teams(report: PeriodReport) -> Section | None:
    """One column a team: three fit on a phone, seven figures would not."""
    if not report.teams:
        return None
    command = f"kcrm kpi team --period {report.span}"
    scopes = list(dict.fromkeys(figure.scope for figure in report.teams))
    found = {(figure.key, figure.scope): figure for figure in report.teams}
    keys = list(dict.fromkeys(figure.key for figure in report.teams))
    headings = (Heading(_("KPI")), *(Heading(scope_words(scope), to_the_right=True) for scope in scopes), Heading(_("Target"), True, True))
    rows = []
    for key in keys:
        mine = [found[key, scope] for scope in scopes]
        cells = [figure_cell(one, command, judged_by=report.small_sample) for one in mine]
        rows.append((Shown(_(KPIS[key].name)), *cells, _target(mine[0], command)))
    return Section(_("Teams"), grids=(Grid(_("Team by team"), headings, tuple(rows)),), commands=(command,))


def _target(figure: Figure, command: str) -> Shown:
    if figure.target is None:
        return Shown(NOTHING)
    words = number_words(figure.target, figure.value.unit)
    return Shown(words, source=source_of(figure, command, "target"))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
