"""One value, written for people or for machines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, partial
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from kcrm.i18n import N_, _, language, n_
from kcrm.memo import remembered
from kcrm.patterns import pattern
from kcrm.text import UNSAFE
from kcrm.views import Cell, Column, Measured

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

_YUAN, _PERCENT = "yuan", "percent"
POINTS = "points"
"""The unit of what two percentages differ by."""
_PLACES = {"ratio": 3}  # satisfaction differs in the third
# machines are given as many decimals of these each time, as of money
_FIXED = {"ratio": 3, "hours": 2}
_HOUR, _DAY = 60, 24 * 60  # minutes
_HOURS = 24  # a day
_YES, _NO = N_("yes"), N_("no")
# what JSON leaves as it is but a terminal would obey
_UNSAFE = pattern(f"[{UNSAFE}]")
_END = pattern(":[0-5][0-9]:[0-5][0-9]Z")


def for_people(column: Column, value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401, C901, PLR0911, PLR0912 - one case per kind
    """The value as staff read it, in the current language; nothing for None. zone: in which instants are shown."""
    if value is None:
        return ""
    match column.kind:
        case Cell.MONEY:
            return yuan(value)
        case Cell.PERCENT:
            return f"{rounded(value, 1)}%"
        case Cell.COUNT:
            return f"{value:,}"
        case Cell.NUMBER:
            return rounded(value, 2)
        case Cell.MEASURE:
            return measure_text(value)
        case Cell.INSTANT:
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case Cell.DATE:
            return _iso(value)
        case Cell.WHEN:
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else _iso(value)
        case Cell.FLAG:
            return _(_YES if value else _NO)
        case Cell.ENUM:
            return _label(column, value)
        case Cell.ENUMS:
            return joined(_label(column, one) for one in value)
        case Cell.TEXTS:
            return joined(value)
        case Cell.VALUED:
            return for_people(value.column, value.value, zone)
        case _:
            return str(value)


def for_csv(column: Column, value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401
    """The value in a field of csv or tsv; several are parted by commas, as import reads them. Guards for spreadsheets are the writer's."""
    if value is None:
        return ""
    match column.kind:
        case Cell.FLAG:
            return "true" if value else "false"
        case Cell.ENUMS | Cell.TEXTS:
            return ",".join(str(one) for one in value)
        case Cell.VALUED:
            return for_csv(value.column, value.value, zone)
        case _:
            return _plain_value(column, value, zone)


def for_json(column: Column, value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401
    """The value as JSON text: money with exactly two decimals, UTF-8 unescaped but for control characters."""
    if value is None:
        return "null"
    match column.kind:
        case Cell.FLAG:
            return "true" if value else "false"
        case Cell.MONEY | Cell.PERCENT | Cell.COUNT | Cell.NUMBER | Cell.EXACT | Cell.MEASURE:
            return _plain_value(column, value, zone)
        case Cell.ENUMS | Cell.TEXTS:
            return f"[{', '.join(json_text(str(one)) for one in value)}]"
        case Cell.VALUED:
            return for_json(value.column, value.value, zone)
        case _:
            return json_text(_plain_value(column, value, zone))


def stored_instants(zone: ZoneInfo) -> Callable[[str], str]:
    """Instants as the database keeps them -> as machines are given them; the hours of a day are reckoned once."""
    days, ends = remembered(partial(_day_of, zone), {}), remembered(_end, {})

    def written(stored: str) -> str:
        day, end = days[stored[:10]], ends[stored[13:]]
        if day is None or end is None or (hour := day[0].get(stored[10:13])) is None:
            return _iso_instant(datetime.fromisoformat(stored), zone)
        which, own = hour
        return f"{day[which]}{own}{end}{day[3]}"

    return written


_Hours = Mapping[str, tuple[Literal[1, 2], str]]


def _day_of(zone: ZoneInfo, day: str) -> tuple[_Hours, str, str, str] | None:
    """Of a day of UTC its hours, the zone's two days and the offset there; None where that changes or is no whole hours."""
    first, last = (datetime.fromisoformat(f"{day}T{time}+00:00").astimezone(zone).isoformat() for time in ("00:00:00", "23:59:59"))
    return (_hours(int(first[11:13])), first[:11], last[:11], last[19:]) if first[13:] == f":00:00{last[19:]}" else None


@cache
def _hours(begins: int) -> _Hours:
    """What each hour of a day of UTC is where that begins at this hour: on which of the two days, the first or the second, and which."""
    return {f"T{hour:02}": (1 if hour + begins < _HOURS else 2, f"{(hour + begins) % _HOURS:02}") for hour in range(_HOURS)}


def _end(text: str) -> str | None:
    """What remains within the hour of a stored instant, :59:00; None where the text is not the end of one."""
    return text[:-1] if _END.fullmatch(text) else None


def json_text(text: str) -> str:
    """A JSON string that holds the text exactly, with nothing in it that a terminal would obey."""
    quoted = encode_basestring(text)
    return quoted if quoted.isprintable() else _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


def sort_key(column: Column, value: Any) -> Any:  # noqa: ANN401 - whatever compares within its column
    """What a row is sorted by: enums stand in the order of their labels, flags false first. None is the caller's."""
    if column.kind is Cell.ENUM:
        order = list(column.words)
        return (order.index(value) if value in order else len(order), str(value))
    if column.kind is Cell.MEASURE:
        return value.number
    if column.kind is Cell.VALUED:
        # what differs in kind is in order as texts
        return str(value.value)
    if column.kind in {Cell.ENUMS, Cell.TEXTS}:
        return [str(one) for one in value]
    if column.kind in {Cell.TEXT, Cell.IDENTIFIER}:
        return [(1, int(run), "") if run.isdecimal() else (0, 0, run) for run in re.split(r"(\d+)", str(value)) if run]
    return value


def _plain_value(column: Column, value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401, PLR0911 - one case per kind
    match column.kind:
        case Cell.MONEY:
            whole, hundredths = divmod(abs(value), 100)
            return f"{'-' if value < 0 else ''}{whole}.{hundredths:02}"
        case Cell.PERCENT | Cell.NUMBER:
            return rounded(value, 2)
        case Cell.MEASURE:
            return _measure_number(value)
        case Cell.INSTANT:
            return _iso_instant(value, zone)
        case Cell.WHEN:
            return _iso_instant(value, zone) if isinstance(value, datetime) else _iso(value)
        case Cell.DATE:
            return _iso(value)
        case _:
            return str(value)


def _measure_number(value: Measured) -> str:
    if value.unit == _YUAN:
        return yuan_number(value.number)
    places = value.places or _FIXED.get(value.unit)
    return rounded(value.number, 2) if places is None else f"{_to_places(value.number, places):f}"


def measure_text(value: Measured) -> str:
    """A number with its unit as people read it."""
    if value.unit == _YUAN:
        from decimal import Decimal  # noqa: PLC0415 - as below

        return f"{Decimal(yuan_number(value.number)):,}"
    text = rounded(value.number, value.places or _PLACES.get(value.unit, 1))
    if value.unit == POINTS:
        return n_("{number} point", "{number} points", 1 if text in {"1", "-1"} else 2).format(number=text)
    whole, point, decimals = text.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("-") != "0" else whole
    return f"{grouped}{point}{decimals}{'%' if value.unit == _PERCENT else ''}"


def yuan_number(number: Fraction) -> str:
    """Exact yuan with two decimals, half up."""
    return f"{_to_places(number, 2):f}"


def _to_places(number: Fraction, places: int) -> Decimal:
    """Exactly so many decimals, half up."""
    from decimal import ROUND_HALF_UP, Decimal  # noqa: PLC0415 - 2 ms, and a list of calls has no such number

    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _iso(value: date) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()


def _iso_instant(value: datetime, zone: ZoneInfo) -> str:
    return value.astimezone(zone).isoformat(timespec="seconds")


def rounded(value: float | Decimal | Fraction, places: int) -> str:
    """At most so many decimals, half up, without trailing zeros: 77.78, 50."""
    from fractions import Fraction  # noqa: PLC0415 - as above

    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    text = f"{_to_places(exact, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _label(column: Column, value: Any) -> str:  # noqa: ANN401
    words = column.words
    return _(words[value]) if value in words else str(value)


def yuan(fen: int) -> str:
    """Money as people read it."""
    whole, hundredths = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{hundredths:02}"


def joined(words: Iterable[object]) -> str:
    """An enumeration as the current language writes it."""
    return ("、" if language() == "zh" else ", ").join(str(word) for word in words)


def short_time(minutes: int) -> str:
    """A length of time by its largest unit, rounded down: 3 d, 5 h, 12 min."""
    if minutes >= _DAY:
        return _("{count} d").format(count=minutes // _DAY)
    if minutes >= _HOUR:
        return _("{count} h").format(count=minutes // _HOUR)
    return _("{count} min").format(count=minutes)
