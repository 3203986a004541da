"""A period as staff write it: a month, week, quarter or year, a day, or from one to another. Weeks begin on Monday, both ends count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kcrm.dates.days import AWAY, MONTHS, YEARS_AWAY, add_months, last_of_month, monday_of, quarter_of, relative_day
from kcrm.dates.spelling import clean, doubtful, full_date, in_range, make_day
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.patterns import pattern

_MONTH = pattern(r"(\d{4})(?:-(\d{1,2})|年(\d{1,2})月份?)", re.ASCII)
_BARE_MONTH = pattern(r"(?:([前去今本明后])年)?(\d{1,2})月份?", re.ASCII)
_ENGLISH_MONTH = pattern(r"([a-z]+)(?: (\d{4}))?", re.ASCII)
_WEEK = pattern(r"(\d{4})-?w(\d{1,2})", re.ASCII)
_QUARTER = pattern(r"(\d{4})(?:-?q([1-4])|年第?([1-4])季度)", re.ASCII)
_YEAR = pattern(r"(\d{4})年?", re.ASCII)
_AWAY = pattern(r"(上上?|下下?|本|这)个?(周|星期|礼拜|月|季度?)|(last|this|next)[ -](week|month|quarter|year)")
_YEAR_AWAY = pattern(r"([前去今本明后])年")
_UNIT_OF = {"周": "week", "星期": "week", "礼拜": "week", "月": "month", "季": "quarter", "季度": "quarter"}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from first to last, both included; first is not after last."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def parse_period(text: str, today: date, *, past: bool = True) -> Period:
    """The days of a month, week, quarter or year, of one day, or from one to another, both included.

    past: a day or month that could be to come or gone by has gone by. The last end of two is the first that does not lie before the other.
    Raises UsageError, also where the end stands before the beginning.
    """
    cleaned = clean(text)
    first_text, dots, last_text = (part.strip() for part in cleaned.partition(".."))
    if not dots:
        return _one_period(cleaned, text, today, past=past)
    if not first_text or not last_text:
        raise UsageError(N_("The period “{value}” needs both ends, as in 2026-11-01..2026-11-15."), value=text)
    first = _one_period(first_text, text, today, past=past).first
    ends = [_one_period(last_text, text, today, past=side).last for side in (past, False)]
    last = next((end for end in ends if end >= first), ends[0])
    if last < first:
        raise UsageError(N_("The period “{value}” ends on {last}, before it begins on {first}."), value=text, first=first, last=last)
    return Period(first, last)


def _month(day: date) -> Period:
    return Period(day.replace(day=1), last_of_month(day))


def _one_period(cleaned: str, text: str, today: date, *, past: bool) -> Period:
    named = _named(cleaned, today)
    if named:
        return named
    months = _named_months(cleaned, today, past=past)
    if months:
        return _months(*months, text)
    if match := _WEEK.fullmatch(cleaned):
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            raise _no_period(text) from None
        return _week(in_range(monday, text))
    found = full_date(cleaned, text) or relative_day(cleaned, text, today, past=past)
    if found is None:
        raise doubtful(cleaned, text) or _no_period(text)
    return Period(found, found)


def _named(cleaned: str, today: date) -> Period | None:
    """A week, month, quarter or year by how far away it is."""
    if match := _YEAR_AWAY.fullmatch(cleaned):
        return _year(today.year + YEARS_AWAY[match[1]])
    match = _AWAY.fullmatch(cleaned)
    if match is None:
        return None
    away, unit = AWAY[match[1] or match[3]], _UNIT_OF.get(match[2] or "") or match[4]
    if unit == "week":
        return _week(monday_of(today) + timedelta(weeks=away))
    if unit == "month":
        return _month(add_months(today, away))
    if unit == "quarter":
        first = quarter_of(today, away)
        return Period(first, last_of_month(add_months(first, 2)))
    return _year(today.year + away)


def _named_months(cleaned: str, today: date, *, past: bool) -> tuple[int, int, int] | None:
    """Year, first and last month of a month, quarter or year."""
    if match := _MONTH.fullmatch(cleaned):
        month = int(match[2] or match[3])
        return int(match[1]), month, month
    if match := _QUARTER.fullmatch(cleaned):
        last = 3 * int(match[2] or match[3])
        return int(match[1]), last - 2, last
    if match := _YEAR.fullmatch(cleaned):
        return int(match[1]), 1, 12
    if match := _BARE_MONTH.fullmatch(cleaned):
        month = int(match[2])
        year = today.year + YEARS_AWAY[match[1]] if match[1] else _nearest_year(month, today, past=past)
        return year, month, month
    match = _ENGLISH_MONTH.fullmatch(cleaned)
    if match is None or match[1] not in MONTHS:
        return None
    month = MONTHS[match[1]] + 1
    return int(match[2]) if match[2] else _nearest_year(month, today, past=past), month, month


def _nearest_year(month: int, today: date, *, past: bool) -> int:
    """The year in which a month was last or, without past, is next; the present month is both."""
    return today.year - (month > today.month) if past else today.year + (month < today.month)


def _no_period(text: str) -> UsageError:
    return UsageError(
        N_("“{value}” is not a period. Write 2026-11, 2026-W47, 2026-Q4, 2026, last-month or 2026-11-01..2026-11-15."), value=text
    )


def _week(monday: date) -> Period:
    return Period(monday, monday + timedelta(days=6))


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _months(year: int, first: int, last: int, text: str) -> Period:
    if not 1 <= first <= last <= 12:  # noqa: PLR2004 - months
        raise _no_period(text)
    return Period(make_day(year, first, 1, text), _month(make_day(year, last, 1, text)).last)
