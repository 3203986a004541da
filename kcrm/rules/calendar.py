"""Steps on the calendar: months from a base date, days of the year."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def months_after(base: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last day: 31 January, 28 February, 31 March.

    Written out rather than taken from relativedelta, as a whole plan steps millions of months.
    """
    month, day = base.year * 12 + base.month - 1 + months, base.day
    if day > 28:  # noqa: PLR2004 - every month has 28 days
        day = min(day, monthrange(month // 12, month % 12 + 1)[1])
    return date(month // 12, month % 12 + 1, day)


def in_year(day: date, year: int) -> date:
    """A yearly day in another year; 29 February is kept on the 28th in common years."""
    return months_after(day, 12 * (year - day.year))


def latest_base(on: date, months: int) -> date:
    """The last day from which so many months have passed by `on`: 28 February for one month by 30 March, 31 January by 28 February.

    A day lies on or before it exactly where `months_after` of that day is not after `on`, so that SQL can compare dates alone.
    """
    found = months_after(on, -months)
    while months_after(found + ONE_DAY, months) <= on:
        found += ONE_DAY
    return found
