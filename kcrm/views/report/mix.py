"""What deliveries and income are made of, and the manufacturer's scores beside our own, in the reports of a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kcrm.actions.kpi.show import Course
from kcrm.actions.report import PeriodReport
from kcrm.i18n import _
from kcrm.kpis import KPIS, Unit
from kcrm.model.parts import By
from kcrm.rules.kpi import Figure, Scope
from kcrm.views import Measured
from kcrm.views.kpi.course import unpublished_words
from kcrm.views.kpi.figures import number_words
from kcrm.views.kpi.labels import SCOPE, scope_words
from kcrm.views.official import beside_view
from kcrm.views.report.cells import NOTHING, figure_cell, view_grid
from kcrm.views.report.model import Grid, Heading, Section, Shown
from kcrm.views.values import measure_text

_WIDE_ONLY = ("period", "nation", "place", "own_survey", "own_numerator")


def mix_section(report: PeriodReport) -> Section | None:
    """Deliveries by model, income by type of order; None where there were neither."""
    courses = [each for each in (report.deliveries, report.income) if each is not None]
    grids, commands = [], []
    for course in courses:
        own = [f"kcrm kpi show {each.key} --by {course.by} --period {report.span}" for each in course.series]
        grids.append(_grid(course, own))
        commands += own
    if not grids:
        return None
    notes = (unpublished_words(),) if any(each.closed for each in courses) else ()
    return Section(_("What deliveries and income are made of"), notes=notes, grids=tuple(grids), commands=tuple(commands))


def _grid(course: Course, commands: Sequence[str]) -> Grid:
    """A row for each part, the greatest first; of one figure with its share of the whole."""
    scopes = dict.fromkeys(row.figure.scope for each in course.series for row in each.rows)
    known = {(each.key, row.figure.scope): row.figure for each in course.series for row in each.rows}
    shares = {row.figure.scope: row.share for row in course.series[0].rows} if len(course.series) == 1 else {}
    names = [_(KPIS[each.key].name) for each in course.series]
    headings = [Heading(_(SCOPE[_kind(course)])), *(Heading(name, to_the_right=True) for name in names)]
    if shares:
        headings.append(Heading(_("Share"), to_the_right=True))
    rows = []
    for scope in scopes:
        cells = [_cell(known.get((each.key, scope)), command) for each, command in zip(course.series, commands, strict=True)]
        share = shares.get(scope)
        part = [Shown(NOTHING if share is None else measure_text(Measured(share, Unit.PERCENT)))] if shares else []
        rows.append((Shown(scope_words(scope)), *cells, *part))
    caption = _("Deliveries by model") if course.by is By.MODEL else _("Income by type of order")
    return Grid(caption, tuple(headings), tuple(rows))


def _kind(course: Course) -> str:
    scopes: Iterator[Scope] = (row.figure.scope for each in course.series for row in each.rows)
    return next(scopes).kind


def _cell(figure: Figure | None, command: str) -> Shown:
    if figure is None or figure.value.value is None:
        return Shown(NOTHING)
    shown = figure_cell(figure, command)
    return Shown(number_words(figure.value.value, figure.value.unit), source=shown.source)


def official_section(report: PeriodReport) -> Section | None:
    """The manufacturer's scores of the period beside our own; None where there are none."""
    if not report.official:
        return None
    command = f"kcrm survey official show --period {report.span}"
    view = beside_view(report.official)
    grid = view_grid(view.title, view, command, ("period", "survey", "item"), wide_only=_WIDE_ONLY)
    return Section(_("The manufacturer's scores"), notes=view.notes, grids=(grid,), commands=(command,))
