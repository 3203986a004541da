"""What rows come out of, whatever a file is: text with delimiters, a workbook, objects of JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from kcrm.errors import AmbiguousError, NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.named import NamedTuple

STDIN = "-"
ZIPPED, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How workbooks begin: those of today, and .xls."""
_SEEN_IN = 2  # headings by which a sheet is told to hold such rows
_EXACT = 10**15  # from here on a spreadsheet has lost the last digits of a number
_DIGITS = ".15g"  # which a spreadsheet shows; what lies behind is of its reckoning


class Manner(NamedTuple):
    """How a file is to be read, as far as somebody says it. encoding: of a text file; sheet: of a workbook, by its name or number."""

    encoding: str | None = None
    sheet: str | None = None


AS_IT_IS = Manner()
"""As the file itself tells."""


class Told(NamedTuple):
    """Something that is said of a line: it was read otherwise than it stands there."""

    line: int
    message: RefusedError


class Source(ABC):
    """An open file, as lines of cells.

    encoding: how it was read, an encoding or the kind of file. sheet: which one of a workbook. delimiter: with which a text like it is
    written. serials: whether a number may stand for a day, as spreadsheets count them. is_blank: without rows and so without headings, as
    what was exported where there was nothing. size: how much there is to be read, in bytes or rows. told: what is to be said of it once
    its lines were read.
    """

    def __init__(self, name: str, encoding: str, sheet: str | None = None) -> None:
        self.name, self.encoding, self.sheet = name, encoding, sheet
        self.serials, self.is_blank, self.size, self.delimiter = False, False, 0, ","
        self.told: list[Told] = []

    @abstractmethod
    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The lines that are not empty, once: the number of each, and its cells as they stand there. Raises RefusedError."""

    @property
    @abstractmethod
    def reached(self) -> int:
        """How much of its size was read."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file."""

    def plain(self, text: str) -> str:
        """What a cell says, without what only marks it."""
        return text.strip()


def empty(name: str) -> RefusedError:
    """Of a file in which nothing stands."""
    return RefusedError(N_("{file} is empty: not even a heading line."), file=name)


def merged_told(lines: Sequence[int]) -> list[Told]:
    """What is to be said of a table in which cells are merged over several rows, each time beginning in one of these lines."""
    message = RefusedError(
        N_("{count} cells are merged over several rows, this one first; each row was given its value."), count=len(lines)
    )
    return [Told(lines[0], message)] if lines else []


def sheet_called(name: str, wanted: str, sheets: Sequence[str]) -> int:
    """The place of a sheet by its name, or by its number from 1. Raises NotFoundError."""
    if wanted in sheets:
        return sheets.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(sheets):
        return int(wanted) - 1
    raise NotFoundError(N_("{file} has no sheet “{sheet}”. It has: {sheets}."), file=name, sheet=wanted, sheets=", ".join(sheets))


def likely_sheet(name: str, seen: Mapping[str, int]) -> str:
    """The sheet that is meant, of those that are filled, by how many known headings each has. Raises AmbiguousError."""
    best = max(seen.values())
    # other sheets name a few of the same things
    likely = [sheet for sheet, count in seen.items() if count * 2 > best >= _SEEN_IN]
    if len(likely) > 1:
        raise AmbiguousError(
            N_("{file}: several sheets may be meant: {sheets}. Say which one with --sheet."), file=name, sheets=", ".join(likely)
        )
    return likely[0] if likely else next(iter(seen))


def unreadable(name: str, error: OSError | UnicodeDecodeError) -> RefusedError:
    """Of a file that the medium does not give, or somebody else writes to meanwhile."""
    reason = error.strerror if isinstance(error, OSError) else None
    return RefusedError(N_("{file} cannot be read: {reason}."), file=name, reason=reason or error)


def cell_text(cell: object) -> str:
    """What a cell shows, in the spelling in which text files have it: whole numbers without decimals, days and times in ISO 8601."""
    text = _TEXTS.get(type(cell))
    return "" if text is None else text(cell)


def _number(number: float) -> str:
    if abs(number) >= _EXACT:
        return repr(float(number))
    if number == int(number):
        return str(int(number))
    text = format(number, _DIGITS)
    return text if "e" not in text else f"{number:.15f}".rstrip("0")


def _moment(cell: datetime) -> str:
    moment = cell + timedelta(microseconds=500_000)  # a spreadsheet's 08:30 may be 08:29:59.9996
    return moment.strftime("%Y-%m-%d %H:%M" if moment.second == 0 else "%Y-%m-%d %H:%M:%S")


def _clock(cell: time) -> str:
    return cell.strftime("%H:%M" if cell.second == 0 else "%H:%M:%S")


def _duration(cell: timedelta) -> str:
    minutes = round(cell.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


_TEXTS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: str,
    bool: lambda cell: "true" if cell else "false",
    int: _number,
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: _clock,
    timedelta: _duration,
}
"""How a cell's value is written; None, and whatever else there may be, is nothing."""
