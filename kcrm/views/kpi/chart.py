"""A figure shown by something, drawn for paper: bars from zero, what is usual as lines, denominators under rates."""

from __future__ import annotations

from datetime import date

from kcrm.actions.kpi.show import Course, Row, Series
from kcrm.i18n import _
from kcrm.kpis import KPIS
from kcrm.model.parts import By
from kcrm.rules.kpi.limits import Usual
from kcrm.views.kpi.course import part_words, range_words, title_of, told_of
from kcrm.views.kpi.figures import made_of, number_words
from kcrm.views.svg import OUTSIDE, Level, Point, Words, course_bars, part_bars


def course_chart(store: str, course: Course, today: date) -> str:
    """The chart of one figure as one `<svg>` element, in the current language."""
    (each,) = course.series
    words = Words(f"{each.key}-{course.by}", f"{store}: {title_of(course)}", told_of(course, each, today))
    if not course.is_course:
        return part_bars([_point(course, row, today) for row in each.rows], words)
    points = [_point(course, row, today) for row in each.rows]
    marks = [(OUTSIDE, _("outside what is usual"))] if any(point.is_outside for point in points) else []
    marks += [("[ ]", _("not over yet, or not all of its days"))] if any(point.is_open for point in points) else []
    return course_bars(points, _levels(each), words, marks)


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
