"""A moment as staff and files write it: a day, a time of day, both, or how far away it is."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from kcrm.dates.days import parse_date, two_numbers
from kcrm.dates.spelling import FULL_INSTANT, clean, either, full_date, in_range, instant_of, not_full
from kcrm.dates.times import TIME_AT_END, Spoken, spoken_time
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.patterns import pattern

_MORNING = pattern(r"([今明后昨前])(早|晚)上?(?=\d| )")  # 明早9点
_AWAY = pattern(
    r"(?P<sign>[+-]?)(?P<in>in )?(?P<count>\d{1,3}|半|half an|an?)个?(?P<half>半)? ?"
    r"(?P<unit>min|mins|minutes?|分钟?|h|hours?|小时|钟头|刻钟)(?P<way>(?:以|之)?[后前]| ago| later)?",
    re.ASCII,
)
_HALF_DAY = pattern(r"(?:半天|half a day)(?:(?:以|之)?后| later)?|in half a day")
_QUARTER, _HOUR = 15, 60  # minutes


def parse_instant(text: str, now: datetime, *, past: bool = False) -> datetime:
    """The instant that a person means: a date with or without a time, a time alone, or how far away it is; in the zone of `now`.

    now: aware. A date alone is its midnight. A time alone is today's; with past the latest such time up to now. A time without an offset is
    in the zone of `now`. An hour up to six without 上午 or 下午 (`三点半`) is in the afternoon.
    Raises UsageError, EitherError for what can mean two things, and RefusedError for a time that is gone today.
    """
    cleaned = _MORNING.sub(r"\1天\2上", clean(text))
    zone = _zone_of(now)
    match = FULL_INSTANT.fullmatch(cleaned)
    if match:
        return instant_of(match, text, zone)
    away = _away(cleaned, past=past)
    if away is not None:
        return (now + away).replace(microsecond=0)
    _ask_back(cleaned, text, now, past=past)
    at_end = TIME_AT_END.search(cleaned)
    if at_end is None or _is_date(cleaned, now.date()):
        return datetime.combine(parse_date(text, now.date(), past=past), time(), zone)
    spoken = spoken_time(at_end[0].strip(), text)
    day_text = cleaned[: at_end.start()].strip().removesuffix(" at")
    if day_text:
        return datetime.combine(parse_date(day_text, now.date(), past=past), spoken.usual, zone)
    return _last(spoken, text, now) if past else _today(spoken, text, now)


def _is_date(cleaned: str, today: date) -> bool:
    """Whether the whole of it is a day: the year of `mar 4 2027` is no time."""
    try:
        parse_date(cleaned, today)
    except UsageError:
        return False
    return True


def _today(spoken: Spoken, text: str, now: datetime) -> datetime:
    """That time today, as it is to come."""
    found = _on(now.date(), spoken.usual, now)
    if found >= now:
        return found
    tomorrow = _on(now.date() + timedelta(days=1), spoken.usual, now)
    evening = _on(now.date(), spoken.later, now)
    if spoken.bare and evening >= now:
        raise either(text, *map(_written, (evening, tomorrow)))
    raise RefusedError(
        N_("“{value}” has already passed today."), hint=N_("For tomorrow write {tomorrow}."), value=text, tomorrow=f'"{_written(tomorrow)}"'
    )


def _last(spoken: Spoken, text: str, now: datetime) -> datetime:
    """That time today, or yesterday where it has yet to come today."""
    found, evening = _on(now.date(), spoken.usual, now), _on(now.date(), spoken.later, now)
    if spoken.bare and found < evening <= now:
        raise either(text, *map(_written, (found, evening)))
    return found if found <= now else _on(now.date() - timedelta(days=1), spoken.usual, now)


def _on(day: date, clock: time, now: datetime) -> datetime:
    return datetime.combine(day, clock, now.tzinfo)


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _away(cleaned: str, *, past: bool) -> timedelta | None:
    """How far from now: `30min`, `+2h`, `半小时后`, `in 30 minutes`, `20分钟前`."""
    match = _AWAY.fullmatch(cleaned)
    if match is None:
        return None
    count, unit, way = match["count"], match["unit"], match["way"] or ""
    short = unit in {"min", "mins", "h"}
    if not (match["in"] or way or short):
        return None  # 30分 and 1小时 alone do not say from when
    minutes = {"h": _HOUR, "小": _HOUR, "钟": _HOUR, "刻": _QUARTER}.get(unit[0], 1)
    if count in {"半", "half an"}:
        length = minutes / 2
    else:
        length = minutes * ((int(count) if count.isdigit() else 1) + (0.5 if match["half"] else 0))
    said = match["sign"] or match["in"] or way
    back = match["sign"] == "-" or way.endswith("前") or way == " ago" if said else past
    return timedelta(minutes=-length if back else length)


def _ask_back(cleaned: str, text: str, now: datetime, *, past: bool) -> None:
    """Raise EitherError for what means one thing to one person and another to the next."""
    if _HALF_DAY.fullmatch(cleaned):
        raise either(text, *(_written(now + timedelta(hours=hours)) for hours in (4, 12)))  # of a working day, or of the clock's
    days = two_numbers(cleaned, text, now.date(), past=past)
    hour, dot, minute = cleaned.partition(".")
    if days and dot and int(hour) < 24 and int(minute) < 60:  # noqa: PLR2004 - the clock
        raise either(text, days[0], f"{int(hour):02}:{int(minute):02}")


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
            return datetime.combine(found, found.time(), zone)  # a fifth of what `replace` takes
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
