"""Times of the day as people write them: `15:00`, `下午3点半`, `3pm`."""

from __future__ import annotations

import re
from datetime import time

from kcrm.errors import UsageError
from kcrm.i18n import N_

CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
_PART = r"(?P<part>凌晨|早上|上午|中午|下午|晚上)"
_PATTERNS = (
    re.compile(CLOCK, re.ASCII),
    re.compile(rf"{_PART}? ?(?P<hour>\d{{1,2}})[点时](?:(?P<half>半)|(?P<minute>\d{{1,2}})分?|整)?", re.ASCII),
    re.compile(rf"{_PART} ?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)", re.ASCII),
    re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<part>am|pm)", re.ASCII),
)
# where a time may begin inside a longer text: after a space, or glued to a Chinese word
TIME_AT_END = re.compile(r"(?:凌晨|早上|上午|中午|下午|晚上)? ?\d{1,2}(?:[点时:][\d:.分半整]*(?: ?[ap]m)?| ?[ap]m)$", re.ASCII)

_SAME = {hour: hour for hour in range(13)}
_EVENING = {hour: hour % 12 + 12 for hour in (*range(5, 12), *range(17, 24))}
_AFTERNOON = {hour: hour % 12 + 12 for hour in (*range(1, 13), *range(13, 24))}
_HOURS = {
    "凌晨": _SAME,
    "早上": _SAME,
    "上午": _SAME,
    "中午": {11: 11, 12: 12, 13: 13, 1: 13},
    "下午": _AFTERNOON,
    "晚上": _EVENING,  # 晚上12点 is midnight of the day that begins or of the one that ends
    "am": _SAME | {12: 0},
    "pm": _AFTERNOON,
}


def parse_time(cleaned: str, shown: str) -> time:
    """A time of the day; without 上午 or 下午 on the 24-hour clock.

    cleaned: lower case, full-width characters made ordinary; shown: what the user wrote, for the message. Raises UsageError.
    """
    match = next((found for pattern in _PATTERNS if (found := pattern.fullmatch(cleaned))), None)
    if match is None:
        raise UsageError(N_("“{value}” is not a time. Write 2026-03-04 15:00, tomorrow 15:00 or 3pm."), value=shown)
    parts = match.groupdict()
    hour: int | None = int(parts["hour"])
    if parts.get("part"):
        hour = _HOURS[parts["part"]].get(int(parts["hour"]))
    try:
        return time(-1 if hour is None else hour, 30 if parts.get("half") else int(parts.get("minute") or 0), int(parts.get("second") or 0))
    except ValueError:
        raise no_such_time(shown) from None


def no_such_time(shown: str) -> UsageError:
    return UsageError(N_("There is no such time of day in “{value}”. Hours go from 0 to 23."), value=shown)
