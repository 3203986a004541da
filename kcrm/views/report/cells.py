"""Cells of the monthly report: a figure with what it is made of, its change, its judgement; each number with where the CLI says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from fractions import Fraction
from zoneinfo import ZoneInfo

from kcrm.i18n import _
from kcrm.kpis import Direction, Unit
from kcrm.rules.kpi import Figure, Status
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.kpi.figures import made_of, number_words, short_words
from kcrm.views.kpi.labels import STATUS
from kcrm.views.report.model import Grid, Heading, Shown, Source, Tone
from kcrm.views.values import POINTS, for_json, for_people, measure_text

NOTHING = "–"
_MEASURE = Column("value", "", Cell.MEASURE)
_NO_ZONE = ZoneInfo(str(UTC))  # numbers have none
_TONES = {Status.MISSED: Tone.BAD, Status.MET: Tone.GOOD}


def number(value: Fraction | None, unit: Unit) -> str:
    """A number as people read it; a dash for none, which leaves tables quiet."""
    return NOTHING if value is None else number_words(value, unit)


def source_of(figure: Figure, command: str, key: str) -> Source:
    """Where the CLI says a figure's `value`, `previous` or `target`."""
    found = {"value": figure.value.value, "previous": figure.previous.value if figure.previous else None, "target": figure.target}[key]
    row = {"key": figure.key, "scope": str(figure.scope.kind), "scope_id": figure.scope.id}
    return measured_source(command, row, key, found, figure.value.unit)


def measured_source(command: str, row: Mapping[str, str | None], key: str, value: Fraction | None, unit: Unit) -> Source:
    """Where the CLI says a number in this unit."""
    return Source(command, row, key, for_json(_MEASURE, None if value is None else Measured(value, unit), _NO_ZONE))


def figure_cell(figure: Figure, command: str, *, judged_by: int | None = None) -> Shown:
    """A figure above what it is made of. judged_by: say also how it stands to its target; fewer cases than that are not judged."""
    under = "" if figure.value.value is None else made_of(figure.value)
    tone = Tone.PLAIN
    if judged_by is not None:
        status = figure.status(judged_by)
        tone = _TONES.get(status, Tone.PLAIN)
        if status in {Status.MISSED, Status.SMALL_SAMPLE, Status.CORRECTED}:
            under = "; ".join(filter(None, (under, _(STATUS[status]))))
    return Shown(number(figure.value.value, figure.value.unit), under, source_of(figure, command, "value"), tone)


def change(figure: Figure, command: str, month: str, *, is_over: bool) -> Shown:
    """How a figure changed against the period before, named by `month`, and whether that is good, in words.

    is_over: else what only adds up is not judged, as half a period's visits are no fewer than a whole one's.
    """
    now, then = figure.value.value, figure.previous.value if figure.previous else None
    if now is None or then is None:
        return Shown(_("nothing to compare in {month}").format(month=month))
    difference, unit = now - then, figure.value.unit
    words = _changed(difference, unit, short_words(then, unit))
    definition = figure.value.definition
    tone = _tone(difference, definition.direction) if is_over or definition.denominator is not None else Tone.PLAIN
    verdict = {Tone.GOOD: _("better"), Tone.BAD: _("worse"), Tone.PLAIN: ""}[tone]
    return Shown(words, verdict, source_of(figure, command, "previous"), tone)


def _changed(difference: Fraction, unit: Unit, then: str) -> str:
    if difference == 0:
        return _("as before: {then}").format(then=then)
    size = short_words(abs(difference), unit)
    if unit is Unit.PERCENT:
        size = measure_text(Measured(abs(difference), POINTS))
    template = _("{size} more than {then}") if difference > 0 else _("{size} less than {then}")
    return template.format(size=size, then=then)


def _tone(difference: Fraction, direction: Direction) -> Tone:
    if difference == 0 or direction is Direction.NEITHER:
        return Tone.PLAIN
    return Tone.GOOD if (difference > 0) is (direction is Direction.MORE) else Tone.BAD


def kpi_grid(caption: str, figures: Iterable[Figure], command: str, small_sample: int, *, numbered: bool = False) -> Grid:
    """Figures of the whole store, one a row. numbered: as the spokes of a chart."""
    return figures_grid(caption, ((figure, command) for figure in figures), small_sample, numbered=numbered)


def figures_grid(caption: str, told: Iterable[tuple[Figure, str]], small_sample: int, *, numbered: bool = False) -> Grid:
    """The same of figures of several commands, each with its own."""
    headings = (
        Heading(_("KPI")),
        Heading(_("Value"), to_the_right=True),
        Heading(_("Before"), to_the_right=True),
        Heading(_("A year ago"), to_the_right=True, wide_only=True),
        Heading(_("Target"), to_the_right=True),
        Heading(_("Status")),
    )
    rows = [_row(figure, f"{place}. " if numbered else "", command, small_sample) for place, (figure, command) in enumerate(told, 1)]
    return _without_empty(caption, headings, rows)


def _row(figure: Figure, place: str, command: str, small_sample: int) -> tuple[Shown, ...]:
    status, unit = figure.status(small_sample), figure.value.unit
    said = "" if status is Status.NO_TARGET else _(STATUS[status])
    return (
        Shown(f"{place}{_(figure.value.definition.name)}"),
        figure_cell(figure, command),
        Shown(number(figure.previous.value if figure.previous else None, unit), source=source_of(figure, command, "previous")),
        Shown(number(figure.year_ago.value if figure.year_ago else None, unit)),
        Shown(number(figure.target, unit), source=source_of(figure, command, "target")),
        Shown(said, tone=_TONES.get(status, Tone.PLAIN)),
    )


def _without_empty(caption: str, headings: Sequence[Heading], rows: Sequence[tuple[Shown, ...]]) -> Grid:
    """The grid without columns in which nothing stands."""
    kept = [place for place in range(len(headings)) if place == 0 or any(row[place].text not in {"", NOTHING} for row in rows)]
    return Grid(caption, tuple(headings[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def view_grid(
    caption: str, view: View, command: str, row_keys: Sequence[str], *, wide_only: Sequence[str], without: Sequence[str] = ()
) -> Grid:
    """What a command shows, as a grid.

    row_keys: the columns by which its rows are told apart in JSON. wide_only: columns left out on a phone; without: everywhere.
    """
    machine = {column.key: place for place, column in enumerate(view.columns) if column.audience is not Audience.PEOPLE}
    people = [place for place, column in enumerate(view.columns) if column.audience is not Audience.MACHINES]
    shown = [place for place in people if view.columns[place].key not in without]
    headings = [
        Heading(_(view.columns[place].heading), view.columns[place].to_the_right, view.columns[place].key in wide_only) for place in shown
    ]
    rows = []
    for values in view.rows:
        row = {key: None if values[machine[key]] is None else str(values[machine[key]]) for key in row_keys}
        rows.append(tuple(_view_cell(view.columns[place], values[place], command, row) for place in shown))
    return _without_empty(caption, headings, rows)


def _view_cell(column: Column, value: object, command: str, row: Mapping[str, str | None]) -> Shown:
    if not column.to_the_right:
        text = for_people(column, value, _NO_ZONE)
        tone = _TONES.get(value, Tone.PLAIN) if isinstance(value, Status) else Tone.PLAIN
        return Shown("" if value is Status.NO_TARGET else text, tone=tone)
    return sourced(column, value, command, row)


def sourced(
    column: Column, value: object, command: str, row: Mapping[str, str | None], *, under: str = "", tone: Tone = Tone.PLAIN
) -> Shown:
    """A number with where the CLI says it; a dash for none."""
    text = for_people(column, value, _NO_ZONE) or NOTHING
    return Shown(text, under, Source(command, row, column.key, for_json(column, value, _NO_ZONE)), tone)
