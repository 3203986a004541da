"""Full dates and instants in the spellings that files and people use, and the refusal of doubtful ones.

cleaned: lower case, full-width characters made ordinary, single spaces (see `clean`); shown: what the user wrote, for messages.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from kcrm.dates.numerals import in_digits
from kcrm.dates.times import CLOCK, no_such_time
from kcrm.errors import EitherError, UsageError
from kcrm.i18n import N_
from kcrm.patterns import pattern

FIRST_YEAR = 1900
LAST_YEAR = 2199

_OFFSET = r"(?P<offset>z|[+-]\d\d(?::?\d\d)?)"
_DATE = r"(?:(?P<y1>\d{4})(?P<mark>[-/.])(?P<m1>\d{1,2})(?P=mark)(?P<d1>\d{1,2})|(?P<y2>\d{4})年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号]|(?P<y3>\d{4})(?P<m3>\d\d)(?P<d3>\d\d))"  # noqa: E501
_FULL_DATE = pattern(_DATE, re.ASCII)
FULL_INSTANT = pattern(rf"{_DATE}(?: ?t ?| |(?<=[日号])){CLOCK} ?{_OFFSET}?", re.ASCII)
_YEAR_LAST = pattern(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_SHORT_YEAR = pattern(r"\d{2}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2}|\d{2}年\d{1,2}月\d{1,2}[日号]", re.ASCII)
_EXCEL_SERIAL = pattern(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)


def clean(shown: str) -> str:
    """Lower case, full-width characters made ordinary, single spaces, digits for Chinese numerals."""
    return in_digits(" ".join(unicodedata.normalize("NFKC", shown).lower().split()))


def in_range(day: date, shown: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(N_("The year of “{value}” is not between {first} and {last}."), value=shown, first=FIRST_YEAR, last=LAST_YEAR)
    return day


def make_day(year: int, month: int, day: int, shown: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise no_such_day(shown) from None
    return in_range(found, shown)


def no_such_day(shown: str) -> UsageError:
    return UsageError(N_("“{value}” does not exist."), value=shown)


def _date_of(match: re.Match[str], shown: str) -> date:
    year = match["y1"] or match["y2"] or match["y3"]
    month = match["m1"] or match["m2"] or match["m3"]
    day = match["d1"] or match["d2"] or match["d3"]
    return make_day(int(year), int(month), int(day), shown)


def full_date(cleaned: str, shown: str) -> date | None:
    match = _FULL_DATE.fullmatch(cleaned)
    return _date_of(match, shown) if match else None


def instant_of(match: re.Match[str], shown: str, zone: tzinfo) -> datetime:
    """To the second; shown with an offset is brought into `zone`."""
    day = _date_of(match, shown)
    try:
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        offset = match["offset"]
        if not offset:
            return datetime.combine(day, clock, zone)
        return datetime.combine(day, clock, _fixed(offset)).astimezone(zone)
    except ValueError:
        raise no_such_time(shown) from None


def _fixed(offset: str) -> timezone:
    if offset == "z":
        return UTC
    digits = offset[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-size if offset[0] == "-" else size)


def not_full(cleaned: str, shown: str) -> UsageError:
    if _EXCEL_SERIAL.fullmatch(cleaned):
        return UsageError(
            N_("“{value}” is Excel's serial number for a date. Format the column as yyyy-mm-dd and export again."),
            value=shown,
        )
    return doubtful(cleaned, shown) or UsageError(
        N_("“{value}” is not a full date. A file needs year, month and day, as in 2026-03-04."), value=shown
    )


def either(shown: str, first: object, second: object) -> EitherError:
    """The refusal of what may mean two things, each in a form that means only that."""
    return EitherError(N_("“{value}” could be {first} or {second}. Write the one you mean."), value=shown, first=first, second=second)


def doubtful(cleaned: str, shown: str) -> UsageError | None:
    """The refusal of a date whose year stands last or has two digits."""
    last = _YEAR_LAST.fullmatch(cleaned)
    if last:
        meant = []
        for month, day in dict.fromkeys(((last[1], last[2]), (last[2], last[1]))):
            try:
                meant.append(date(int(last[3]), int(month), int(day)))
            except ValueError:
                continue
        if not meant:
            return no_such_day(shown)
        if len(meant) == 1 or meant[0] == meant[1]:
            return UsageError(N_("“{value}” has the year last. Write {first}."), value=shown, first=meant[0])
        return either(shown, meant[0], meant[1])
    if _SHORT_YEAR.fullmatch(cleaned):
        return UsageError(N_("“{value}” has a year of two digits. Write all four, as in 2026-03-04."), value=shown)
    return None
