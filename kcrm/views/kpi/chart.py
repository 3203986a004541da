"""A figure shown by something, drawn for paper: bars from zero, what is usual as lines, denominators under rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

from kcrm.actions.kpi.show import Course, Row, Series
from kcrm.i18n import _, language
from kcrm.kpis import KPIS, Unit
from kcrm.model.parts import By
from kcrm.rules.kpi.limits import Usual
from kcrm.views import Measured
from kcrm.views.kpi.course import part_words, range_words, title_of, told_of
from kcrm.views.kpi.figures import made_of, number_words
from kcrm.views.svg import OUTSIDE, Level, Point, Words, course_bars, course_rows, part_bars
from kcrm.views.values import measure_text

NOTHING: Final = "–"
_THOUSAND, _LARGE = 1_000, 10_000  # yuan


def course_chart(store: str, course: Course, today: date) -> str:
    """The chart of one figure as one `<svg>` element, in the current language."""
    (each,) = course.series
    words = Words(f"{each.key}-{course.by}", f"{store}: {title_of(course)}", told_of(course, each, today))
    points = [_point(course, row, today) for row in each.rows]
    return course_bars(points, _levels(each), words, _marks(points)) if course.is_course else part_bars(points, words)


def page_charts(course: Course, today: date) -> tuple[str, str]:
    """The course of one figure as `course_chart` draws it, with numbers short enough for a page, and turned for a phone."""
    (each,) = course.series
    points = [_short(row, _point(course, row, today)) for row in each.rows]
    told = title_of(course), told_of(course, each, today)
    levels, marks = _levels(each), _marks(points)
    wide, narrow = (Words(f"{each.key}-{name}", *told) for name in ("wide", "narrow"))
    return course_bars(points, levels, wide, marks), course_rows(points, levels, narrow, marks)


def _marks(points: Sequence[Point]) -> list[tuple[str, str]]:
    marks = [(OUTSIDE, _("outside what is usual"))] if any(point.is_outside for point in points) else []
    return marks + ([("[ ]", _("not over yet, or not all of its days"))] if any(point.is_open for point in points) else [])


def _short(row: Row, point: Point) -> Point:
    """With money in thousands, in Chinese ten thousands, and the denominator alone beneath."""
    value = row.figure.value
    below = value.denominator if point.under else None
    under = "" if below is None else _("of {number}").format(number=_said(below, value.definition.denominator_unit))
    return replace(point, words=NOTHING if value.value is None else _said(value.value, value.unit), under=under)


def _said(number: Fraction, unit: Unit) -> str:
    if unit is not Unit.YUAN or abs(number) < _LARGE:
        return number_words(number, unit)
    # translators: Chinese counts in ten thousands
    parts, words = (_LARGE, "{amount}万") if language() == "zh" else (_THOUSAND, _("{amount}k"))
    return words.format(amount=measure_text(Measured(number / parts, "")))


def _levels(each: Series) -> list[Level]:
    of, found = KPIS[each.key], []
    if each.limits is not None:
        mean, lower, upper = (float(number) for number in each.limits[:3])
        found += [
            Level("mean", mean, _("mean {value}").format(value=number_words(each.limits.mean, of.unit))),
            Level("usual", lower, _("usual: {range}").format(range=range_words(each.limits, of.unit))),
            Level("usual", upper, None),
        ]
    target = each.rows[-1].figure.target if each.rows else None
    if target is not None:
        found.append(Level("target", float(target), _("target {value}").format(value=number_words(target, of.unit))))
    return found


def _point(course: Course, row: Row, today: date) -> Point:
    value = row.figure.value
    name = part_words(course, row)
    return Point(
        name[5:] if course.by is By.DAY else name,
        number_words(value.value, value.unit),
        made_of(value),
        None if value.value is None else float(value.value),
        is_open=row.span is not None and not (row.span.is_over(today) and row.span.is_whole),
        is_outside=row.usual not in (None, Usual.WITHIN),
    )
