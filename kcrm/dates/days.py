"""A day as staff and files write it.

A weekday alone is never today, which has its own word: on a Monday `mon` is the next one, for a report the last one. A day of the
month or of the year may be today. An amount without a sign (`3d`) points ahead for a follow-up and back for a report.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import UTC, date, time, timedelta

from kcrm.dates.spelling import FULL_INSTANT, clean, doubtful, either, full_date, in_range, instant_of, make_day, no_such_day, not_full
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.patterns import pattern


def _named(*names: str) -> dict[str, int]:
    """The place of each of these names; several with one place stand in one text."""
    return {name: place for place, several in enumerate(names) for name in several.split()}


_WORDS = {
    "today": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1, "day before yesterday": -2,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
}  # fmt: skip
_WEEKDAYS = _named("mon monday", "tue tues tuesday", "wed wednesday", "thu thur thurs thursday", "fri friday", "sat saturday", "sun sunday")
MONTHS = _named(
    *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august", "sep sept september"),
    *("oct october", "nov november", "dec december"),
)
"""The English names of the months, January as 0."""
_CHINESE_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
AWAY = {"上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "this": 0, "": 0, "下": 1, "next": 1, "下下": 2}
"""How many weeks, months or quarters away."""
YEARS_AWAY = {"前": -2, "去": -1, "last": -1, "今": 0, "本": 0, "this": 0, "the": 0, "": 0, "明": 1, "next": 1, "后": 2}
_CHINESE_WEEKDAY = pattern(r"(?:(上上?|下下?|本|这)个?)?(?:周|星期|礼拜)([一二三四五六日天])")
_ENGLISH_WEEKDAY = pattern(r"(?:(this|last|next)[ -])?([a-z]+)")
_SPAN = pattern(r"([+-]?)(\d{1,4})([dwmy])", re.ASCII)
_ENGLISH_SPAN = pattern(r"(in )?(\d{1,4}|an?|half a) (day|week|month|year)s?( ago| later)?", re.ASCII)
_CHINESE_SPAN = pattern(r"(\d{1,4}|半)(天|日|周|个?星期|个?礼拜|个月|年)(半)?(?:以|之)?(后|前)", re.ASCII)
_UNIT_OF = {"天": "d", "日": "d", "周": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y"}
_HALVES = {"m": (15, "d"), "y": (6, "m")}  # half a month is fifteen days, as people reckon it

_MONTH_END = pattern(r"(?:(上上?|下下?|本|这)个?)?月([底末初])|(eom|end of (?:the |this )?month)|end of (last|next) month")
_QUARTER_END = pattern(r"(?:(上上?|下下?|本|这)个?)?季度?[底末]|(eoq)|end of (last|this|next|the) quarter")
_YEAR_END = pattern(r"([前去今本明后]?)年([底末初])|(eoy)|end of (last|this|next|the) year")
_MONTH_DAY = pattern(r"(?:([前去今本明后])年)?(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
_DAY_OF_MONTH = pattern(r"(上上?|下下?|本|这)个?月(\d{1,2})[日号]", re.ASCII)
_DAY = pattern(r"(\d{1,2})[日号]", re.ASCII)
_ENGLISH_MONTH_DAY = pattern(r"(?:([a-z]+) (\d{1,2})|(\d{1,2}) ([a-z]+))(?:,? (\d{4}))?", re.ASCII)
_TWO_NUMBERS = pattern(r"(\d{1,2})([./])(\d{1,2})", re.ASCII)


def add_months(base: date, months: int) -> date:
    """The same day so many months from the base date, or the month's last day where it has no such day.

    Always step from the base: 31 January plus one month is 28 February, plus two 31 March.
    """
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415 - here and below: a millisecond, and most dates are written out

    return base + relativedelta(months=months)


def parse_date(text: str, today: date, *, past: bool = False) -> date:
    """The day that a person at the command line means.

    past: a weekday, a day of the month or of the year, or an amount without a sign has gone by instead of being to come.
    Raises UsageError where the text is no date or could be two.
    """
    cleaned = clean(text)
    found = full_date(cleaned, text) or _midnight(cleaned, text) or relative_day(cleaned, text, today, past=past)
    if found is None:
        meant = two_numbers(cleaned, text, today, past=past)
        raise (either(text, *meant) if len(meant) == 2 else _not_a_date(cleaned, text))  # noqa: PLR2004 - of two one is asked back
    return found


def parse_full_date(text: str) -> date:
    """The day that a cell of a file names: year, month and day, and perhaps a time, which is left out.

    Words such as `today` are refused, since the same file must mean the same tomorrow. Raises UsageError.
    """
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():  # noqa: PLR2004 - YYYY-MM-DD, nearly all cells of a large file
        try:
            found = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return in_range(found, text)
    cleaned = clean(text)
    full = full_date(cleaned, text)
    if full is not None:
        return full
    match = FULL_INSTANT.fullmatch(cleaned)
    if match and not match["offset"]:
        return instant_of(match, text, UTC).date()
    raise not_full(cleaned, text)


def _midnight(cleaned: str, text: str) -> date | None:
    """Excel's `2026-03-04 00:00:00`. Another time is not dropped silently where a person typed it."""
    match = FULL_INSTANT.fullmatch(cleaned)
    if match and not match["offset"]:
        instant = instant_of(match, text, UTC)
        if instant.time() == time():
            return instant.date()
    return None


def relative_day(cleaned: str, text: str, today: date, *, past: bool) -> date | None:
    """A day said by its distance from today, its weekday, or less than a full date."""
    if cleaned in _WORDS:
        return today + timedelta(days=_WORDS[cleaned])
    day = _end(cleaned, today) or _weekday(cleaned, today, past=past) or _span(cleaned, text, today, past=past)
    return day or _part_of_date(cleaned, text, today, past=past)


def _end(cleaned: str, today: date) -> date | None:
    """The last day of a month, quarter or year, or the first of a month or year."""
    if match := _MONTH_END.fullmatch(cleaned):
        month = add_months(today.replace(day=1), AWAY[match[1] or match[4] or ""])
        return month if match[2] == "初" else last_of_month(month)
    if match := _QUARTER_END.fullmatch(cleaned):
        return last_of_month(add_months(quarter_of(today, AWAY[(match[1] or match[3] or "").replace("the", "")]), 2))
    if match := _YEAR_END.fullmatch(cleaned):
        year = today.year + YEARS_AWAY[match[1] or match[4] or ""]
        return date(year, 1, 1) if match[2] == "初" else date(year, 12, 31)
    return None


def _weekday(cleaned: str, today: date, *, past: bool) -> date | None:
    chinese = _CHINESE_WEEKDAY.fullmatch(cleaned)
    if chinese:
        week, number = chinese[1], _CHINESE_WEEKDAYS[chinese[2]]
    else:
        english = _ENGLISH_WEEKDAY.fullmatch(cleaned)
        if english is None or english[2] not in _WEEKDAYS:
            return None
        week, number = english[1], _WEEKDAYS[english[2]]
    if week is not None:
        return monday_of(today) + timedelta(weeks=AWAY[week], days=number)
    ahead = (number - today.weekday()) % 7 or 7
    # as many days back as make a week with the days ahead, and a whole week from the same weekday
    return today - timedelta(days=7 - ahead or 7) if past else today + timedelta(days=ahead)


def _span(cleaned: str, text: str, today: date, *, past: bool) -> date | None:
    found = _amount(cleaned, past=past)
    if found is None:
        return None
    count, unit = found
    try:
        day = (
            today + timedelta(days=count * (7 if unit == "w" else 1))
            if unit in "dw"
            else add_months(today, count * (12 if unit == "y" else 1))
        )
    except (OverflowError, ValueError):
        raise no_such_day(text) from None
    return in_range(day, text)


def _amount(cleaned: str, *, past: bool) -> tuple[int, str] | None:
    """How many days, weeks, months or years away, below zero for gone by."""
    if match := _SPAN.fullmatch(cleaned):
        back, count, unit = match[1] == "-" or (not match[1] and past), match[2], match[3]
    elif match := _ENGLISH_SPAN.fullmatch(cleaned):
        if (match[1] is None) == (match[4] is None):  # in 3 days, 3 days later, 3 days ago, but neither 3 days nor in 3 days ago
            return None
        back, count, unit = match[4] == " ago", match[2], match[3][0]
    elif match := _CHINESE_SPAN.fullmatch(cleaned):
        back, count, unit = match[4] == "前", match[1], _UNIT_OF[match[2].removeprefix("个")]
        if match[3]:  # 一年半
            return None if unit != "y" or not count.isdigit() else ((-1 if back else 1) * (12 * int(count) + 6), "m")
    else:
        return None
    if count in {"半", "half a"}:
        if unit not in _HALVES:
            return None
        number, unit = _HALVES[unit]
    else:
        number = int(count) if count.isdigit() else 1
    return (-number if back else number), unit


def _part_of_date(cleaned: str, text: str, today: date, *, past: bool) -> date | None:
    """The nearest `3月4日`, `mar 4` or `4日`, today included; 29 February and the 31st skip to where they exist."""
    if match := _DAY_OF_MONTH.fullmatch(cleaned):
        month = add_months(today.replace(day=1), AWAY[match[1]])
        return make_day(month.year, month.month, int(match[2]), text)
    if match := _MONTH_DAY.fullmatch(cleaned):
        if match[1]:
            return make_day(today.year + YEARS_AWAY[match[1]], int(match[2]), int(match[3]), text)
        return _nearest(int(match[2]), int(match[3]), text, today, past=past)
    if match := _DAY.fullmatch(cleaned):
        return _nearest(None, int(match[1]), text, today, past=past)
    match = _ENGLISH_MONTH_DAY.fullmatch(cleaned)
    name = (match[1] or match[4]) if match else None
    if match is None or name not in MONTHS:
        return None
    number, day = MONTHS[name] + 1, int(match[2] or match[3])
    return make_day(int(match[5]), number, day, text) if match[5] else _nearest(number, day, text, today, past=past)


def _nearest(month: int | None, day: int, text: str, today: date, *, past: bool) -> date:
    """The next such day or, with past, the last one; month None for any."""
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415

    way = -1 if past else 1
    if month is None:
        months = [today.replace(day=1) + relativedelta(months=way * step) for step in range(3)]
        candidates = [(each.year, each.month) for each in months]
    else:
        candidates = [(today.year + way * step, month) for step in range(9)]
    for year, number in candidates:
        try:
            found = date(year, number, day)
        except ValueError:
            continue
        if (found <= today) if past else (found >= today):
            return found
    raise no_such_day(text)


def two_numbers(cleaned: str, text: str, today: date, *, past: bool) -> list[date]:
    """The days that `12.5` or `12/5` may mean, the month first; none where it is no such text."""
    match = _TWO_NUMBERS.fullmatch(cleaned)
    days = []
    for month, day in ((match[1], match[3]), (match[3], match[1])) if match else ():
        with suppress(UsageError):
            days.append(_nearest(int(month), int(day), text, today, past=past))
    return list(dict.fromkeys(days))


def _not_a_date(cleaned: str, text: str) -> UsageError:
    return doubtful(cleaned, text) or UsageError(
        N_("“{value}” is not a date. Write 2026-03-04, tomorrow, fri, next-mon or +3d."), value=text
    )


def quarter_of(day: date, away: int = 0) -> date:
    """The first day of its quarter, or of one so many quarters away."""
    return add_months(day.replace(day=1, month=day.month - (day.month - 1) % 3), 3 * away)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def last_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
