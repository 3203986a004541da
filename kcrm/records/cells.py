"""One cell of text to one typed value: amounts, hours, mileage, flags, names, dates and the like.

Each parser takes the trimmed, non-empty text and the moment of the import, and raises UsageError. The same parsers serve the options
of commands; there dates may also be relative (`today`, `+3d`), which a file may not say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Final

from kcrm.enums import StrEnum
from kcrm.errors import UnknownWordError, UsageError
from kcrm.i18n import N_, Language, _, use_language
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.text import yes_or_no


class Moment(NamedTuple):
    """When the text is read. now: aware, its zone is that of times without an offset. typed: at a command line, not in a file.

    serials: in a spreadsheet's own file, where a number may be a day.
    """

    today: date
    now: datetime
    typed: bool = False
    serials: bool = False


Parser = Callable[[str, Moment], object]

FEN: Final = 100
_MONEY = pattern(r"¥? ?(\d{1,10}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d+))? ?(?:元|rmb|cny)?", re.ASCII)
_TEN_THOUSANDS = pattern(r"(\d{1,6})(?:\.(\d{1,4}))? ?万(?:元)?", re.ASCII)
_STEP = pattern(r"0*[1-8]", re.ASCII)
_HOURS = pattern(r"(\d{1,4}(?:\.\d{1,4})?) ?(?:h|小时|工时)?", re.ASCII)
_MONTH = pattern(r"(\d{4})[-/.年]?(\d{1,2})(?:月|[-/.]0?1)?", re.ASCII)
_FIGURE = pattern(r"(\d{1,10}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))? ?%?", re.ASCII)
_CLOCK = pattern(r"(\d{1,4}):([0-5]\d)", re.ASCII)
_KM = pattern(r"(\d{1,7}|\d{1,3}(?:,\d{3}){1,2})(?:\.0+)? ?(?:km|公里|千米)?", re.ASCII)
_COUNT = pattern(r"0*([1-9]\d{0,2})(?:\.0+)? ?(?:个|人|口|期|月|个月|months?)?", re.ASCII)
_POINTS = pattern(r"(\d{1,3})(?:\.(\d{1,2}))?分?", re.ASCII)
_DAYS = pattern(r"(\d{1,4})(?:\.0+)? ?(?:天|日|days?)?", re.ASCII)
_SCIENTIFIC = pattern(r"\d(?:\.\d+)?e\+\d+", re.ASCII | re.IGNORECASE)
_PLAIN_NUMBER = pattern(r"[A-Z][A-Z0-9-]{0,199}|[0-9]{1,200}", re.ASCII | re.IGNORECASE)
_WHOLE_FLOAT = pattern(r"([1-9]\d*)\.0+", re.ASCII)
_SPREADSHEET_ERROR = pattern(r"#{3,}|#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
_SERIAL = pattern(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
_SERIALS_FROM: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a business date; day 1 was to be that of 1900, which they take for a leap year
_SECONDS_A_DAY: Final = 86_400
_EXACT_DIGITS: Final = 15  # of a number that a spreadsheet reckons with; the others are gone
LONGEST_TEXT: Final = 4_000
"""Characters of a text of several lines that are kept."""
LONGEST_LINE: Final = 200
_BEGINNING = 20
_PROBABILITY = pattern(r"(\d{1,3}(?:\.\d{1,4}0*)?)(%?)", re.ASCII)
_WHOLE_BP: Final = 10_000  # hundredths of a percent
_MARKS = pattern(r"\A['\s]+")
_SURROGATES = pattern("[\ud800-\udfff\0]")


def plain_word(text: str) -> str:
    """A word as words are compared: in one width and one case, with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def long_text(text: str, _: Moment | None = None) -> str:
    """Text of several lines, with line feeds between them."""
    return within(_text(text), LONGEST_TEXT)


def _text(text: str) -> str:
    if _SURROGATES.search(text):
        raise UsageError(N_("The text contains characters that cannot be stored. Remove them."))
    if _SPREADSHEET_ERROR.fullmatch(text.strip()):
        raise UsageError(
            N_("“{value}” is an error or a placeholder of the spreadsheet, not a value. Fix or widen the cell and export again."),
            value=text,
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def within(text: str, longest: int) -> str:
    """The text, if it has at most so many characters. Raises UsageError."""
    if len(text) > longest:
        raise UsageError(
            N_("“{beginning}…” has {count} characters; at most {longest} are allowed."),
            beginning=text[:_BEGINNING],
            count=len(text),
            longest=longest,
        )
    return text


def line_text(text: str, _: Moment | None = None) -> str:
    """Text of one line."""
    line = _text(text)
    if len(line.splitlines()) > 1:
        raise UsageError(N_("“{value}” has a line break in it. Write it on one line."), value=line)
    return within(line, LONGEST_LINE)


def is_plain_number(text: str) -> bool:
    """Whether a number stands there as it is kept, as in nearly all cells of a large file."""
    return _PLAIN_NUMBER.fullmatch(text) is not None


def number_text(text: str, _: Moment | None = None) -> str:
    """A number that is a name: of a customer, an order, a member of staff. Leading zeros count."""
    if is_plain_number(text):
        return text
    # a spreadsheet marks text with an apostrophe; whatever there is of them goes, so that what is given out reads back
    number = _MARKS.sub("", unicodedata.normalize("NFKC", line_text(text)), count=1).strip()
    if number in {"", r"\N"}:  # what empties a field is no number, however it is marked
        raise UsageError(N_("“{value}” is not a number."), value=text)
    decimal = _WHOLE_FLOAT.fullmatch(number)
    if _SCIENTIFIC.fullmatch(number) or (decimal and len(decimal[1]) > _EXACT_DIGITS):
        raise UsageError(
            N_("Excel truncated the number “{value}”: its last digits are lost. Format the column as Text and export again."),
            value=text,
        )
    # a spreadsheet took the number for one to reckon with
    return decimal[1] if decimal else number


def said(text: str | None, read: Callable[[str], str] = long_text) -> str | None:
    """What an option of free text says, read as the cell of a file is; None where it says nothing. Raises UsageError."""
    return read(text) or None if text and text.strip() else None


def _day(text: str, moment: Moment, *, past: bool) -> date:
    if not moment.typed:
        return _in_files()[0](_of_serial(text) if moment.serials else text)
    from kcrm.dates import parse_date  # noqa: PLC0415 - here and below: what only lists reads no dates

    return parse_date(text, moment.today, past=past)


@cache
def _in_files() -> tuple[Callable[[str], date], Callable[[str, tzinfo], datetime]]:
    """What reads dates and instants there, found once, as a file has many."""
    from kcrm.dates import parse_full_date, parse_full_instant  # noqa: PLC0415

    return parse_full_date, parse_full_instant


def day(*, past: bool) -> Parser:
    """past: where typed, a weekday or day has gone by."""

    def parse(text: str, moment: Moment) -> date:
        return _day(text, moment, past=past)

    return parse


def birthday(text: str, moment: Moment) -> date:
    found = _day(text, moment, past=True)
    if found > moment.today:
        raise UsageError(N_("The birthday {value} is in the future."), value=found)
    return found


def instant(*, past: bool) -> Parser:
    """past: where typed, a weekday, day or time has gone by."""

    def parse(text: str, moment: Moment) -> datetime:
        if moment.typed:
            from kcrm.dates import parse_instant  # noqa: PLC0415

            return parse_instant(text, moment.now, past=past)
        zone = moment.now.tzinfo
        if zone is None:
            raise ValueError("now must be aware")
        return _in_files()[1](_of_serial(text) if moment.serials else text, zone)

    return parse


def _of_serial(text: str) -> str:
    """The day, and the minute, that a spreadsheet's number of days stands for; any other text as it is."""
    if not _SERIAL.fullmatch(text):
        return text
    moment = _SERIALS_FROM + timedelta(seconds=round(float(text) * _SECONDS_A_DAY))
    return f"{moment:%Y-%m-%d}" if "." not in text else f"{moment:%Y-%m-%d %H:%M:%S}"


def amount(text: str, _: Moment) -> int:
    """Yuan as integer fen: `1,234.50`, `￥1234.5`, `1234元`, `12万`, `11.88万元`."""
    match = _MONEY.fullmatch(text) or _MONEY.fullmatch(plain := plain_word(text))
    if match is None:
        if (thousands := _TEN_THOUSANDS.fullmatch(plain)) is not None:
            return (int(thousands[1]) * 10_000 + int((thousands[2] or "").ljust(4, "0"))) * FEN
        if plain.startswith("-") and _MONEY.fullmatch(plain[1:]):
            raise UsageError(N_("The amount “{value}” is negative."), value=text)
        raise UsageError(N_("“{value}” is not an amount in yuan. Write 1234.50."), value=text)
    cents = (match[2] or "").rstrip("0")
    if len(cents) > 2:  # noqa: PLR2004 - jiao and fen
        raise UsageError(N_("The amount “{value}” has more than two decimals."), value=text)
    return int(match[1].replace(",", "")) * FEN + int(cents.ljust(2, "0"))


def probability(text: str, _: Moment) -> int:
    """`0.3` or `30%` in hundredths of a percent; not less than 0, not more than 1."""
    refused = N_("“{value}” is not a probability. Write 0.3 or 30%, from 0 to 1 or to 100%.")
    return _part_of_all(text, refused, N_("“{value}” is too precise: a probability has at most two decimals of a percent."))


def share(text: str, _: Moment) -> int:
    """A share of something, as `probability` reads one."""
    refused = N_("“{value}” is not a share. Write 0.3 or 30%, from 0 to 1 or to 100%.")
    return _part_of_all(text, refused, N_("“{value}” is too precise: a share has at most two decimals of a percent."))


def _part_of_all(text: str, refused: str, too_precise: str) -> int:
    from decimal import Decimal  # noqa: PLC0415 - a millisecond, and most commands read no file

    match = _PROBABILITY.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    part = None if match is None else Decimal(match[1]) * (_WHOLE_BP // 100 if match[2] else _WHOLE_BP)
    if part is None or part > _WHOLE_BP:
        raise UsageError(refused, value=text)
    if part != int(part):
        raise UsageError(too_precise, value=text)
    return int(part)


def points(text: str, _: Moment) -> int:
    """A score from 0 to 100, `79.99` too, in hundredths of a point."""
    match = _POINTS.fullmatch(plain_word(text))
    found = None if match is None else int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if found is None or found > _WHOLE_BP:
        raise UsageError(N_("“{value}” is not a score. Write 82 or 79.5, from 0 to 100."), value=text)
    return found


def hours(text: str, moment: Moment) -> int:
    """Hours, `1.5` or in a spreadsheet's own file `1:30`, as hundredths of an hour, half a hundredth rounded up."""
    from decimal import ROUND_HALF_UP, Decimal  # noqa: PLC0415 - as above

    plain = plain_word(text)
    if moment.serials and (clock := _CLOCK.fullmatch(plain)) is not None:
        return int(clock[1]) * 100 + (int(clock[2]) * 100 + 30) // 60
    match = _HOURS.fullmatch(plain)
    if match is None:
        raise UsageError(N_("“{value}” is not a number of hours. Write 1.5."), value=text)
    return int((Decimal(match[1]) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def month(text: str, moment: Moment) -> date:
    """The first day of `2026-06`, `2026年6月`, `2026/6`, `202606`, or of a month as Excel has it, `2026-06-01`; typed, of `next-month`."""
    match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is not None:
        try:
            return date(int(match[1]), int(match[2]), 1)
        except ValueError:
            pass
    elif moment.typed:
        from kcrm.dates import parse_period  # noqa: PLC0415 - as above

        period = parse_period(text, moment.today, past=False)
        if period.first.day == 1 and period.last == _last_of(period.first):
            return period.first
    raise UsageError(N_("“{value}” is not a month. Write 2026-06."), value=text)


def _last_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def figure(text: str, _: Moment) -> int:
    """A number with two decimals at most, in hundredths; a percent sign is read over."""
    match = _FIGURE.fullmatch(plain_word(text))
    if match is None:
        raise UsageError(N_("“{value}” is not a number. Write 85 or 1.25."), value=text)
    return int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))


def kilometres(text: str, _: Moment) -> int:
    match = _KM.fullmatch(plain_word(text))
    if match is None:
        raise UsageError(N_("“{value}” is not a mileage. Write whole kilometres, as in 12345."), value=text)
    return int(match[1].replace(",", ""))


def whole(text: str, _: Moment) -> int:
    match = _KM.fullmatch(plain_word(text))
    if match is None:
        raise UsageError(N_("“{value}” is not a whole number. Write 120."), value=text)
    return int(match[1].replace(",", ""))


def signed(text: str, _: Moment) -> int:
    """A whole number that may be below 0."""
    plain = plain_word(text).replace("−", "-")
    match = _KM.fullmatch(plain.lstrip("+-")) if plain[:1] not in {"+", "-"} or plain[1:2].isdigit() else None
    if match is None:
        raise UsageError(N_("“{value}” is not a whole number. Write 120."), value=text)
    number = int(match[1].replace(",", ""))
    return -number if plain.startswith("-") else number


def days(text: str, _: Moment) -> int:
    match = _DAYS.fullmatch(plain_word(text))
    if match is None:
        raise UsageError(N_("“{value}” is not a number of days. Write 14."), value=text)
    return int(match[1])


def count(text: str, _: Moment) -> int:
    match = _COUNT.fullmatch(plain_word(text))
    if match is None:
        raise UsageError(N_("“{value}” is not a number from 1 to 999. Write 36."), value=text)
    return int(match[1])


def flag(text: str, _: Moment) -> bool:
    found = yes_or_no(text)
    if found is None:
        raise UsageError(N_("“{value}” is neither yes nor no. Write yes or no, 1 or 0."), value=text)
    return found


def word(of: type[Word]) -> Parser:
    """One of a vocabulary's words, or what lists and exported files say for it; they are gathered when one is first read."""

    @cache
    def reader() -> Parser:
        return choice({member: (*member.words, member.label or member.value) for member in of})

    def parse(text: str, moment: Moment) -> object:
        return reader()(text, moment)

    return parse


def spoken(of: type[Word]) -> Parser:
    """The same, of a vocabulary whose labels no file says but those that kcrm itself writes: its labels in either language, too."""

    @cache
    def reader() -> Parser:
        labels: dict[StrEnum, list[str]] = {member: list(member.words) for member in of}
        tongues: tuple[Language, ...] = ("zh", "en")
        for tongue in tongues:
            with use_language(tongue):
                for member in of:
                    labels[member].append(_(member.label))
        return choice({member: tuple(words) for member, words in labels.items()})

    def parse(text: str, moment: Moment) -> object:
        return reader()(text, moment)

    return parse


def choice(words: Mapping[StrEnum, tuple[str, ...]]) -> Parser:
    """One of an enum's values, in English or by one of its Chinese words."""
    known = {plain_word(word): member for member, aliases in words.items() for word in (member.value, *aliases)}
    offered = ", ".join(f"{member.value} {aliases[0]}" for member, aliases in words.items())

    def parse(text: str, _: Moment) -> StrEnum:
        found = known.get(text) or known.get(plain_word(text))
        if found is None:
            raise UnknownWordError(N_("“{value}” is not one of: {offered}."), value=text, offered=offered)
        return found

    return parse


def contact_window(text: str, _: Moment) -> str:
    """The time of day at which a customer likes to be called, as `18:00-20:00`."""
    from kcrm.dates import parse_time  # noqa: PLC0415

    parts = re.split(r" ?[-~—–至到] ?", plain_word(text))
    if len(parts) != 2:  # noqa: PLR2004 - from and to
        raise UsageError(N_("“{value}” is not a time range. Write 18:00-20:00."), value=text)
    first, last = (parse_time(part, text) for part in parts)
    if first >= last:
        raise UsageError(N_("The time “{value}” ends before it begins. Write 18:00-20:00."), value=text)
    return f"{first:%H:%M}-{last:%H:%M}"


def steps(text: str, _: Moment) -> str:
    """The numbers of the process steps that were done, ascending and each once: `1,2,4`."""
    parts = [part for part in re.split(r"[,;/、 ]+", plain_word(text)) if part]
    if not parts or not all(map(_STEP.fullmatch, parts)):
        raise UsageError(N_("“{value}” is not a list of process steps. Write their numbers from 1 to 8, as in 1,2,4."), value=text)
    return ",".join(sorted({part[-1] for part in parts}))
