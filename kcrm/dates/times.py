"""Times of the day as people write them: `15:00`, `1530`, `下午3点半`, `三点一刻`, `3pm`."""

from __future__ import annotations

import re
from datetime import time

from kcrm.dates.numerals import in_digits
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.patterns import pattern

CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
_PARTS = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里"
_PART = rf"(?P<part>{_PARTS})"
_PATTERNS = (
    pattern(CLOCK, re.ASCII),
    pattern(r"(?P<hour>\d\d)(?P<minute>\d\d)", re.ASCII),
    pattern(
        rf"{_PART}? ?(?P<hour>\d{{1,2}})(?P<mark>[点时])(?:(?P<half>半)|(?P<quarter>[13])刻|(?P<minute>\d{{1,2}})分?|整|钟)?", re.ASCII
    ),
    pattern(rf"{_PART} ?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)", re.ASCII),
    pattern(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<part>am|pm)", re.ASCII),
)
# where a time may begin inside a longer text: after a space, or glued to a Chinese word
TIME_AT_END = pattern(
    rf"(?:(?:{_PARTS})? ?\d{{1,2}}(?:[点时:][\d:.分半整刻钟]*(?: ?[ap]m)?| ?[ap]m)|(?:^|(?<=[ 日号天]))\d{{4}})$", re.ASCII
)

_SAME = {hour: hour for hour in range(13)}
_EVENING = {hour: hour % 12 + 12 for hour in (*range(5, 12), *range(17, 24))}
_AFTERNOON = {hour: hour % 12 + 12 for hour in (*range(1, 13), *range(13, 24))}
_HOURS = {
    "凌晨": _SAME,
    "清晨": _SAME,
    "早上": _SAME,
    "早晨": _SAME,
    "上午": _SAME,
    "中午": {11: 11, 12: 12, 13: 13, 1: 13},
    "下午": _AFTERNOON,
    "傍晚": _EVENING,
    "晚上": _EVENING,  # 晚上12点 is midnight of the day that begins or of the one that ends
    "夜里": _EVENING,
    "am": _SAME | {12: 0},
    "pm": _AFTERNOON,
}
_HALF_DAY = 12
_LAST_AFTERNOON = 6  # nobody means six in the morning by 六点


class Spoken(NamedTuple):
    """A time of the day as said. bare: an hour up to twelve, as in `九点`, of which only the situation says which half of the day it is."""

    at: time
    bare: bool

    @property
    def usual(self) -> time:
        """The hour that is meant where nothing else speaks: one to six in the afternoon."""
        return self.later if self.bare and self.at.hour <= _LAST_AFTERNOON else self.at

    @property
    def later(self) -> time:
        """The same in the other half of the day."""
        return self.at.replace(hour=self.at.hour % _HALF_DAY + _HALF_DAY)


def parse_time(cleaned: str, shown: str) -> time:
    """A time of the day; without 上午 or 下午 on the 24-hour clock.

    cleaned: lower case, full-width characters made ordinary; shown: what the user wrote, for the message. Raises UsageError.
    """
    return spoken_time(cleaned, shown).at


def spoken_time(cleaned: str, shown: str) -> Spoken:
    """The same, with whether it leaves open which half of the day is meant. Raises UsageError."""
    digits = in_digits(cleaned)
    match = next((found for pattern in _PATTERNS if (found := pattern.fullmatch(digits))), None)
    if match is None:
        raise UsageError(N_("“{value}” is not a time. Write 2026-03-04 15:00, tomorrow 15:00 or 3pm."), value=shown)
    parts = match.groupdict()
    hour: int | None = int(parts["hour"])
    if parts.get("part"):
        hour = _HOURS[parts["part"]].get(int(parts["hour"]))
    quarters = 2 if parts.get("half") else int(parts.get("quarter") or 0)
    try:
        at = time(-1 if hour is None else hour, 15 * quarters or int(parts.get("minute") or 0), int(parts.get("second") or 0))
    except ValueError:
        raise no_such_time(shown) from None
    return Spoken(at, bare=parts.get("mark") == "点" and not parts["part"] and 1 <= at.hour <= _HALF_DAY)


def no_such_time(shown: str) -> UsageError:
    return UsageError(N_("“{value}” is not a time of day. Hours go from 0 to 23."), value=shown)
