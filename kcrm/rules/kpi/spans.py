"""A period cut into days, weeks, months, quarters or years; what the period does not hold of the first and the last is cut off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from kcrm.dates import Period, add_months
from kcrm.dates.days import last_of_month, monday_of, quarter_of
from kcrm.enums import StrEnum
from kcrm.named import NamedTuple

_DAY: Final = timedelta(days=1)


class Step(StrEnum):
    """What a period is cut into. Weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Span(NamedTuple):
    """A piece of a period. is_whole: whether the period holds all of the day, week, month or quarter."""

    days: Period
    is_whole: bool

    def is_over(self, today: date) -> bool:
        return self.days.last < today


def step_of(day: date, step: Step) -> Period:
    """The day, week, month, quarter or year in which a day lies."""
    first = _FIRST[step](day)
    return Period(first, _LAST[step](first))


def spans(period: Period, step: Step) -> list[Span]:
    """The pieces from the first day to the last: each day of the period lies in exactly one."""
    found, day = [], period.first
    while day <= period.last:
        whole = step_of(day, step)
        last = min(whole.last, period.last)
        found.append(Span(Period(day, last), (day, last) == (whole.first, whole.last)))
        day = last + _DAY
    return found


def latest(today: date, step: Step, count: int) -> Period:
    """The so many latest days, weeks, months or quarters, that of today the last of them."""
    last = step_of(today, step)
    first = last.first
    for _each in range(count - 1):
        first = _FIRST[step](first - _DAY)
    return Period(first, last.last)


def name_of(day: date, step: Step) -> str:
    """What the day, week, month, quarter or year is called in which a day lies: 2026-03-05, 2026-W10, 2026-03, 2026-Q1, 2026."""
    match step:
        case Step.DAY:
            return day.isoformat()
        case Step.WEEK:
            year, week, _weekday = day.isocalendar()
            return f"{year:04}-W{week:02}"
        case Step.MONTH:
            return f"{day:%Y-%m}"
        case Step.QUARTER:
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case _:
            return f"{day.year:04}"


_FIRST: Final[Mapping[Step, Callable[[date], date]]] = {
    Step.DAY: lambda day: day,
    Step.WEEK: monday_of,
    Step.MONTH: lambda day: day.replace(day=1),
    Step.QUARTER: quarter_of,
    Step.YEAR: lambda day: day.replace(month=1, day=1),
}
_LAST: Final[Mapping[Step, Callable[[date], date]]] = {
    Step.DAY: lambda first: first,
    Step.WEEK: lambda first: first + 6 * _DAY,
    Step.MONTH: last_of_month,
    Step.QUARTER: lambda first: last_of_month(add_months(first, 2)),
    Step.YEAR: lambda first: first.replace(month=12, day=31),
}
