"""A day as staff and files write it.

A weekday alone is never today, which has its own word: on a Monday `mon` is the next one, for a report the last one. A day of the
month or of the year may be today. An amount without a sign (`3d`) points ahead for a follow-up and back for a report.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, time, timedelta

from dateutil.relativedelta import relativedelta

from kcrm.dates.spelling import FULL_INSTANT, clean, doubtful, full_date, in_range, instant_of, no_such_day, not_full
from kcrm.errors import UsageError
from kcrm.i18n import N_

_WORDS = {
    "today": 0, "tomorrow": 1, "yesterday": -1,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2,
}  # fmt: skip
_MONTH_ENDS = ("eom", "月底", "本月底")
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("mon monday", "tue tues tuesday", "wed wednesday", "thu thur thurs thursday", "fri friday", "sat saturday", "sun sunday")
    )
    for name in names.split()
}
_CHINESE_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_CHINESE_WEEKDAY = re.compile(r"(本|这|这个|上|上个|下|下个)?(?:周|星期|礼拜)([一二三四五六日天])")
_ENGLISH_WEEKDAY = re.compile(r"(?:(this|last|next)[ -])?([a-z]+)")
_WEEKS_AWAY = {"本": 0, "这": 0, "这个": 0, "上": -1, "上个": -1, "下": 1, "下个": 1, "this": 0, "last": -1, "next": 1}
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_SPAN = re.compile(r"([+-]?)(\d{1,4})([dwmy])", re.ASCII)
_CHINESE_SPAN = re.compile(r"(\d{1,4}|[一二两三四五六七八九十])(天|日|周|个?星期|个?礼拜|个月|年)(?:以|之)?(后|前)", re.ASCII)
_UNIT_OF = {"天": "d", "日": "d", "周": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y"}

_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[日号]", re.ASCII)


def add_months(base: date, months: int) -> date:
    """The same day so many months from the base date, or the month's last day where it has no such day.

    Always step from the base: 31 January plus one month is 28 February, plus two 31 March.
    """
    return base + relativedelta(months=months)


def parse_date(text: str, today: date, *, past: bool = False) -> date:
    """The day that a person at the command line means.

    past: a weekday, a day of the month or of the year, or an amount without a sign has gone by instead of being to come.
    Raises UsageError where the text is no date or could be two.
    """
    cleaned = clean(text)
    found = full_date(cleaned, text) or _midnight(cleaned, text) or relative_day(cleaned, text, today, past=past)
    if found is None:
        raise _not_a_date(cleaned, text)
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
    if cleaned in _MONTH_ENDS:
        return last_of_month(today)
    day = _weekday(cleaned, today, past=past)
    return day or _span(cleaned, text, today, past=past) or _part_of_date(cleaned, text, today, past=past)


def _weekday(cleaned: str, today: date, *, past: bool) -> date | None:
    chinese = _CHINESE_WEEKDAY.fullmatch(cleaned)
    if chinese:
        week, number = chinese[1], _CHINESE_WEEKDAYS[chinese[2]]
    else:
        english = _ENGLISH_WEEKDAY.fullmatch(cleaned)
        if english is None or english[2] not in _WEEKDAYS:
            return None
        week, number = english[1], _WEEKDAYS[english[2]]
    if week:
        return monday_of(today) + timedelta(weeks=_WEEKS_AWAY[week], days=number)
    ahead = (number - today.weekday()) % 7 or 7
    # as many days back as make a week with the days ahead, and a whole week from the same weekday
    return today - timedelta(days=7 - ahead or 7) if past else today + timedelta(days=ahead)


def _span(cleaned: str, text: str, today: date, *, past: bool) -> date | None:
    match = _SPAN.fullmatch(cleaned)
    if match:
        back = match[1] == "-" or (not match[1] and past)
        count, unit = int(match[2]), match[3]
    else:
        match = _CHINESE_SPAN.fullmatch(cleaned)
        if match is None:
            return None
        back = match[3] == "前"
        count, unit = _NUMERALS.get(match[1]) or int(match[1]), _UNIT_OF[match[2].removeprefix("个")]
    count = -count if back else count
    try:
        if unit in "dw":
            found = today + timedelta(days=count * (7 if unit == "w" else 1))
        else:
            found = add_months(today, count * (12 if unit == "y" else 1))
    except (OverflowError, ValueError):
        raise no_such_day(text) from None
    return in_range(found, text)


def _part_of_date(cleaned: str, text: str, today: date, *, past: bool) -> date | None:
    """The nearest `3月4日` or `4日`, today included; 29 February and the 31st skip to where they exist."""
    month_day = _MONTH_DAY.fullmatch(cleaned)
    only_day = _DAY.fullmatch(cleaned)
    way = -1 if past else 1
    if month_day:
        candidates = [(today.year + way * step, int(month_day[1])) for step in range(9)]
        day = int(month_day[2])
    elif only_day:
        months = [today.replace(day=1) + relativedelta(months=way * step) for step in range(3)]
        candidates = [(month.year, month.month) for month in months]
        day = int(only_day[1])
    else:
        return None
    for year, month in candidates:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if (found <= today) if past else (found >= today):
            return found
    raise no_such_day(text)


def _not_a_date(cleaned: str, text: str) -> UsageError:
    return doubtful(cleaned, text) or UsageError(
        N_("“{value}” is not a date. Write 2026-03-04, tomorrow, fri, next-mon or +3d."), value=text
    )


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def last_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
