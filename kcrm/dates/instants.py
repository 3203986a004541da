"""A moment as staff and files write it: a day, a time of day, or both."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from kcrm.dates.days import parse_date
from kcrm.dates.spelling import FULL_INSTANT, clean, full_date, in_range, instant_of, not_full
from kcrm.dates.times import TIME_AT_END, parse_time


def parse_instant(text: str, now: datetime, *, past: bool = False) -> datetime:
    """The instant that a person means: a date with or without a time, or a time alone; in the zone of `now`.

    now: aware. A date alone is its midnight. A time alone is the next such time from now on, with past the latest up to now.
    A time without an offset is in the zone of `now`. Raises UsageError.
    """
    cleaned = clean(text)
    zone = _zone_of(now)
    match = FULL_INSTANT.fullmatch(cleaned)
    if match:
        return instant_of(match, text, zone)
    at_end = TIME_AT_END.search(cleaned)
    if at_end is None:
        return datetime.combine(parse_date(text, now.date(), past=past), time(), zone)
    clock = parse_time(at_end[0].strip(), text)
    day_text = cleaned[: at_end.start()].strip()
    if day_text:
        return datetime.combine(parse_date(day_text, now.date(), past=past), clock, zone)
    found = datetime.combine(now.date(), clock, zone)
    if past:
        return found - timedelta(days=found > now)
    return found + timedelta(days=found < now)


def parse_full_instant(text: str, zone: tzinfo) -> datetime:
    """The instant that a cell of a file names: a full date with or without a time; in `zone`.

    Raises UsageError, also for words such as `today`.
    """
    if len(text) in {16, 19} and text[4] == text[7] == "-" and text[10] == " " and text.isascii():  # YYYY-MM-DD HH:MM[:SS], most cells
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            in_range(found, text)
            return found.replace(tzinfo=zone)
    cleaned = clean(text)
    match = FULL_INSTANT.fullmatch(cleaned)
    if match:
        return instant_of(match, text, zone)
    day = full_date(cleaned, text)
    if day is None:
        raise not_full(cleaned, text)
    return datetime.combine(day, time(), zone)


def _zone_of(now: datetime) -> tzinfo:
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    return now.tzinfo
