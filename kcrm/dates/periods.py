"""A period as staff write it: a month, week, quarter or year, a day, or from one to another. Weeks begin on Monday, both ends count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kcrm.dates.days import add_months, last_of_month, monday_of, relative_day
from kcrm.dates.spelling import clean, doubtful, full_date, in_range, make_day
from kcrm.errors import UsageError
from kcrm.i18n import N_

_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2})|年(\d{1,2})月)", re.ASCII)
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})(?:-?q([1-4])|年第?([1-4])季度)", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_NAMED_PERIODS = {
    "this-week": ("w", 0), "last-week": ("w", -1), "next-week": ("w", 1),
    "本周": ("w", 0), "这周": ("w", 0), "上周": ("w", -1), "下周": ("w", 1),
    "this-month": ("m", 0), "last-month": ("m", -1), "next-month": ("m", 1),
    "本月": ("m", 0), "上月": ("m", -1), "上个月": ("m", -1), "下月": ("m", 1), "下个月": ("m", 1),
    "this-year": ("y", 0), "last-year": ("y", -1), "今年": ("y", 0), "本年": ("y", 0), "去年": ("y", -1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Days from first to last, both included; first is not after last."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def parse_period(text: str, today: date) -> Period:
    """The days of a month, week, quarter or year, of one day, or from one to another, both included.

    A day inside it that could be to come or gone by has gone by. Raises UsageError, also where the end stands before the beginning.
    """
    cleaned = clean(text)
    first_text, dots, last_text = cleaned.partition("..")
    if not dots:
        return _one_period(cleaned, text, today)
    if not first_text.strip() or not last_text.strip():
        raise UsageError(N_("The period “{value}” needs both ends, as in 2026-11-01..2026-11-15."), value=text)
    first = _one_period(first_text.strip(), text, today).first
    last = _one_period(last_text.strip(), text, today).last
    if last < first:
        raise UsageError(N_("The period “{value}” ends on {last}, before it begins on {first}."), value=text, first=first, last=last)
    return Period(first, last)


def _month(day: date) -> Period:
    return Period(day.replace(day=1), last_of_month(day))


def _one_period(cleaned: str, text: str, today: date) -> Period:
    named = _NAMED_PERIODS.get(cleaned.replace(" ", "-"))
    if named:
        unit, away = named
        if unit == "w":
            return _week(monday_of(today) + timedelta(weeks=away))
        if unit == "m":
            return _month(add_months(today, away))
        return _months(today.year + away, 1, 12, text)
    months = _named_months(cleaned)
    if months:
        return _months(*months, text)
    if match := _WEEK.fullmatch(cleaned):
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            raise _no_period(text) from None
        return _week(in_range(monday, text))
    found = full_date(cleaned, text) or relative_day(cleaned, text, today, past=True)
    if found is None:
        raise doubtful(cleaned, text) or _no_period(text)
    return Period(found, found)


def _named_months(cleaned: str) -> tuple[int, int, int] | None:
    """Year, first and last month of a month, quarter or year."""
    if match := _MONTH.fullmatch(cleaned):
        month = int(match[2] or match[3])
        return int(match[1]), month, month
    if match := _QUARTER.fullmatch(cleaned):
        last = 3 * int(match[2] or match[3])
        return int(match[1]), last - 2, last
    match = _YEAR.fullmatch(cleaned)
    return (int(match[1]), 1, 12) if match else None


def _no_period(text: str) -> UsageError:
    return UsageError(
        N_("“{value}” is not a period. Write 2026-11, 2026-W47, 2026-Q4, 2026, last-month or 2026-11-01..2026-11-15."), value=text
    )


def _week(monday: date) -> Period:
    return Period(monday, monday + timedelta(days=6))


def _months(year: int, first: int, last: int, text: str) -> Period:
    if not 1 <= first <= last <= 12:  # noqa: PLR2004 - months
        raise _no_period(text)
    return Period(make_day(year, first, 1, text), _month(make_day(year, last, 1, text)).last)
