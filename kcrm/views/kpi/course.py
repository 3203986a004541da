"""A KPI by day, week, month or quarter, or by what it is made of: as a list with bars, and several of them with their courses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from kcrm.actions.kpi.show import Course, Row, Series
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, Unit
from kcrm.model.parts import By
from kcrm.rules.kpi import Figure, Scope, Status
from kcrm.rules.kpi.limits import Limits, Usual
from kcrm.rules.kpi.spans import Step, name_of
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.kpi.figures import CLOSED, made_of, naming, number_words, parts, titled
from kcrm.views.kpi.labels import SCOPE, STATUS, STATUS_COLOURS, scope_words
from kcrm.views.kpi.signs import bars
from kcrm.views.kpi.signs import course as signs_of
from kcrm.views.labels import Labels

_MACHINES, _PEOPLE = Audience.MACHINES, Audience.PEOPLE
USUAL: Final[Labels] = {Usual.WITHIN: N_("as usual"), Usual.ABOVE: N_("above what is usual"), Usual.BELOW: N_("below what is usual")}
_HEADING: Final[Mapping[By, str]] = {
    By.DAY: N_("Day"),
    By.WEEK: N_("Week"),
    By.MONTH: N_("Month"),
    By.QUARTER: N_("Quarter"),
    By.TEAM: N_("Team"),
    By.PERSON: N_("Employee"),
    By.MODEL: N_("Model"),
    By.CLASS: N_("Value class today"),
    By.USE: N_("Use"),
    By.SOURCE: N_("Source"),
    By.TYPE: N_("Type of order"),
    By.KIND: N_("Kind of call"),
    By.CAUSE: N_("Cause"),
    By.DEPARTMENT: N_("Department"),
    By.REASON: N_("Loss reason"),
    By.RIVAL: N_("Lost to"),
    By.PLATFORM: N_("Platform"),
    By.LEVEL: N_("Level"),
    By.MATTER: N_("About"),
    By.HOUR: N_("Hour"),
    By.SECTION: N_("Group of fields"),
    By.GRADE: N_("Credit grade"),
}
_SAID: Final[Mapping[By, str]] = {
    By.CLASS: N_("The class is today's, whenever it was: whoever is in another now counts there."),
    By.PERSON: N_(
        "People need not add up to the whole: an order counts for its advisor and for its technician, and what is nobody's for none."
    ),
    By.MODEL: N_("The model is that which is known of the vehicle today."),
    By.USE: N_("The use is that which is known of the vehicle today."),
}
_KEYED: Final = (
    Column("key", N_("KPI"), Cell.IDENTIFIER),
    Column("by", N_("By"), Cell.ENUM, labels=By),
    Column("part", N_("Part"), Cell.IDENTIFIER),
    Column("value", N_("Value"), Cell.MEASURE),
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit),
    Column("numerator", N_("Numerator"), Cell.MEASURE),
    Column("denominator", N_("Denominator"), Cell.MEASURE),
    Column("period_from", N_("From"), Cell.DATE),
    Column("period_to", N_("Until"), Cell.DATE),
    Column("is_over", N_("Over"), Cell.FLAG),
    Column("is_whole", N_("Whole"), Cell.FLAG),
    Column("share", N_("Share"), Cell.MEASURE),
    Column("target", N_("Target"), Cell.MEASURE),
    Column("usual", N_("Compared with usual"), Cell.ENUM, labels=USUAL),
    Column("mean", N_("Mean"), Cell.MEASURE),
    Column("usual_from", N_("Usual from"), Cell.MEASURE),
    Column("usual_to", N_("Usual to"), Cell.MEASURE),
    Column("status", N_("Status"), Cell.ENUM, labels=STATUS, colours=STATUS_COLOURS),
    Column("scope", N_("Scope"), Cell.ENUM, labels=SCOPE),
    Column("scope_id", N_("Of whom"), Cell.IDENTIFIER),
)
_NAME = Column("key", N_("KPI"))
_VALUE = (Column("value", N_("Value"), Cell.MEASURE), Column("numerator", N_("Made of"), Cell.IDENTIFIER, 1))
_SHARE = Column("share", N_("Share"), Cell.MEASURE)
BAR = Column("value", N_("From zero"), Cell.IDENTIFIER, 3)
_TARGET = Column("target", N_("Target"), Cell.MEASURE, 2)
_USUAL = Column("usual", N_("Compared with usual"))
_STATUS = Column("status", N_("Status"), Cell.ENUM, 1, labels=STATUS, colours=STATUS_COLOURS)
_RANGE = Column("usual_from", N_("Usual"), Cell.IDENTIFIER, 1)
_LATEST = Column("part", N_("Latest that is over"), Cell.IDENTIFIER, 2)
_SIGNS = Column("value", N_("Course"), Cell.IDENTIFIER)


def title_of(course: Course) -> str:
    """What is shown, of which days, by what."""
    name = _(KPIS[course.series[0].key].name) if len(course.series) == 1 else _("Figures")
    return titled(_("{name} by {by}").format(name=name, by=_(course.by.label)), course.period)


def course_view(course: Course, today: date, least: int, *, keyed: bool) -> View:
    """The list. keyed: for programs, a row for each value. least: how many periods it takes to tell what is usual."""
    if keyed:
        view = View(title_of(course), _KEYED, [_keyed(course, each, row, today) for each in course.series for row in _rows(each)])
    elif course.is_course and len(course.series) > 1:
        view = _several(course, today)
    else:
        view = _list(course, today)
    return view._replace(caption=True, notes=tuple(_notes(course, today, least)), empty=_("Nothing to measure in this period."))


def part_words(course: Course, row: Row) -> str:
    """What a row is of, as people read it."""
    return scope_words(row.figure.scope) if row.span is None else span_name(course.by, row)


def span_name(by: By, row: Row) -> str:
    """The day, week, month or quarter of a row: 2026-03-05, 2026-W10, 2026-03, 2026-Q1."""
    day = row.figure.value.period.first if row.span is None else row.span.days.first
    return name_of(day, Step(by.value))


def usual_words(row: Row, today: date) -> str:
    """How a value stands to what is usual; of one that is not judged, why."""
    if row.span is None:
        return ""
    if not row.span.is_over(today):
        return _("not over yet")
    if not row.span.is_whole:
        return _("not all of its days")
    return _(USUAL[row.usual]) if row.usual is not None else ""


def range_words(within: Limits, unit: Unit) -> str:
    """From where to where a figure is as usual."""
    return _("{first} to {last}").format(first=number_words(within.lower, unit), last=number_words(within.upper, unit))


def limits_words(each: Series) -> str:
    """What is usual of a figure, and how that was found."""
    within, of = each.limits, KPIS[each.key]
    assert within is not None
    words = _(
        "Usual of {name}: {range}; mean {mean} of {count} values. "
        "What lies outside has a cause of its own, what lies within is chance (XmR)."
    )
    return words.format(name=_(of.name), range=range_words(within, of.unit), mean=number_words(within.mean, of.unit), count=within.values)


def _rows(each: Series) -> list[Row]:
    """With the whole at last."""
    return [*each.rows, *(() if each.whole is None else (Row(each.whole),))]


def _keyed(course: Course, each: Series, row: Row, today: date) -> tuple[object, ...]:
    figure, within = row.figure, each.limits
    value = figure.value
    return (
        each.key,
        course.by,
        figure.scope.id if row.span is None else span_name(course.by, row),
        _measured(value.value, value.unit),
        value.unit,
        *parts(value),
        value.period.first,
        value.period.last,
        (row.span.days if row.span is not None else course.period).last < today,
        row.span is None or row.span.is_whole,
        None if row.share is None else Measured(row.share, Unit.PERCENT),
        _measured(figure.target, value.unit),
        row.usual,
        *(_measured(getattr(within, name, None), value.unit) for name in ("mean", "lower", "upper")),
        figure.status(course.small),
        figure.scope.kind,
        figure.scope.id,
    )


def _list(course: Course, today: date) -> View:
    """A row for each part, with bars; of several KPIs one after the other."""
    named, shared = len(course.series) > 1, any(row.share is not None for each in course.series for row in each.rows)
    judged = course.is_course
    heading = naming(Column("part", _HEADING[course.by]), _scopes(course))
    columns = (
        *((_NAME,) if named else ()),
        heading,
        *_VALUE,
        *((_SHARE,) if shared else ()),
        _TARGET,
        *((_USUAL,) if judged else ()),
        _STATUS,
        BAR,
    )
    rows = []
    for each in course.series:
        told = _rows(each)
        running = [row.span is not None and not row.span.is_over(today) for row in each.rows]
        drawn = [*bars([row.figure.value.value for row in each.rows], running), ""]
        for row, bar in zip(told, drawn, strict=False):
            value = row.figure.value
            rows.append(
                (
                    *((_(value.definition.name),) if named else ()),
                    part_words(course, row),
                    _measured(value.value, value.unit),
                    made_of(value) or None,
                    *((None if row.share is None else Measured(row.share, Unit.PERCENT),) if shared else ()),
                    _measured(row.figure.target, value.unit),
                    *((usual_words(row, today),) if judged else ()),
                    row.figure.status(course.small),
                    bar,
                )
            )
    return View(title_of(course), columns, rows)


def _several(course: Course, today: date) -> View:
    """A row for each KPI: the latest value that is over, what is usual, and the course."""
    rows = []
    for each in course.series:
        running = [row.span is not None and not row.span.is_over(today) for row in each.rows]
        over = [row for row, open_ in zip(each.rows, running, strict=True) if not open_]
        latest = over[-1] if over else each.rows[-1] if each.rows else None
        if latest is None:
            continue
        value, unit = latest.figure.value, KPIS[each.key].unit
        rows.append(
            (
                _(value.definition.name),
                span_name(course.by, latest),
                _measured(value.value, unit),
                made_of(value) or None,
                "" if each.limits is None else range_words(each.limits, unit),
                usual_words(latest, today),
                _measured(latest.figure.target, unit),
                latest.figure.status(course.small),
                signs_of([row.figure.value.value for row in each.rows], running),
            )
        )
    return View(title_of(course), (_NAME, _LATEST, *_VALUE, _RANGE, _USUAL, _TARGET, _STATUS, _SIGNS), rows)


def _notes(course: Course, today: date, least: int) -> Iterator[str]:
    """What a reader must know to believe it."""
    if course.by in _SAID:
        yield _(_SAID[course.by])
    if len(course.series) == 1 and course.is_course:
        (each,) = course.series
        yield (
            limits_words(each)
            if each.limits is not None
            else _("What is usual is told from {least} periods on that are over and have cases enough.").format(least=least)
        )
    open_ = next((row for each in course.series for row in each.rows if row.span is not None and not row.span.is_over(today)), None)
    if open_ is not None:
        yield _("{part} is not over: its figures are those so far.").format(part=span_name(course.by, open_))
    elif not course.is_course and course.period.last > today:
        yield _("The period lasts until {last}: these are the figures so far.").format(last=course.period.last)
    told = [row.figure.status(course.small) for each in course.series for row in _rows(each)]
    if Status.SMALL_SAMPLE in told:
        yield _("Small sample: fewer than {count} cases; neither judged nor ranked.").format(count=course.small)
    if Status.CORRECTED in told:
        yield _(CLOSED)
    if course.closed and not (Status.CORRECTED in told and course.by is By.MONTH):
        yield unpublished_words()


def unpublished_words() -> str:
    """Why parts of a closed month need not add up to it."""
    return _("Of closed months what was published stands; parts and periods that were not published are counted as of today.")


def left_out_words(course: Course) -> str:
    """Which KPIs of the table cannot be shown so."""
    return _("Left out, as they cannot be shown by {by}: {names}.").format(
        by=_(course.by.label), names=_(", ").join(_(KPIS[key].name) for key in course.left_out)
    )


def _scopes(course: Course) -> Iterator[Scope]:
    return (row.figure.scope for each in course.series for row in each.rows)


def _measured(number: Fraction | None, unit: Unit) -> Measured | None:
    return None if number is None else Measured(number, unit)


def told_of(course: Course, each: Series, today: date) -> str:
    """All values of a KPI in sentences, for who cannot see a chart."""

    def sentence(row: Row) -> str:
        value: Figure = row.figure
        said = [number_words(value.value.value, value.value.unit), made_of(value.value), usual_words(row, today)]
        return f"{part_words(course, row)}: {_(', ').join(filter(None, said))}."

    return " ".join(map(sentence, each.rows))
