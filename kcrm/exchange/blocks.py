"""The rows of a file many at a time and column by column: what a text means is worked out once, wherever it comes again.

So are read the rows that say nothing out of the ordinary. A cell that empties a field or that cannot be read is `ODD`: its row is to be
read by itself, which tells what is the matter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Final

from kcrm.exchange.reading import Table
from kcrm.memo import remembering
from kcrm.named import NamedTuple

ODD: Final = object()
"""In place of a value: its row is to be read by itself."""
Read = Callable[[str], object]
"""What a cell's text comes to as its column keeps it: None for an empty one, which says nothing, or ODD."""


class Block(NamedTuple):
    """Rows that follow one another.

    rows: line and cells of each, as they came. columns: by key what each row says there, as it is kept; ODD all along where a row has too
    many cells or too few. remarked: the places of rows in which something is taken as it is, but hardly right.
    """

    rows: Sequence[tuple[int, Sequence[str]]]
    columns: Mapping[str, Sequence[object]]
    remarked: frozenset[int]


class Column(NamedTuple):
    """One that is read: at which place of the row it stands, and how.

    remarked: its texts that are hardly right, as far as they were read. implies: what a text says of other columns.
    """

    key: str
    place: int
    read: Read
    remarked: Collection[str]
    implies: Callable[[str], Mapping[str, object]] | None = None


def blocks_of(table: Table, columns: Sequence[Column], order: Sequence[str], size: int) -> Iterator[Block]:
    """The rows of a file that are left, so many at a time. order: of the keys, also of those that are only implied."""
    records, width = table.records(), table.width
    while rows := list(islice(records, size)):
        cells = [cells for _line, cells in rows]
        fit = [True] * len(rows) if set(map(len, cells)) == {width} else list(map(table.fits, cells))
        astray = [place for place, fits in enumerate(fit) if not fits]
        for place in astray:
            cells[place] = [""] * width
        texts = list(zip(*cells, strict=False))  # what stands beyond the headings is empty
        said = {key: _NONE * len(rows) for key in order}
        said |= {column.key: list(map(column.read, texts[column.place])) for column in columns}
        remarked: set[int] = set()
        for column in columns:
            if column.remarked:
                remarked.update(place for place, text in enumerate(texts[column.place]) if text in column.remarked)
            for place, implied in enumerate(map(column.implies, texts[column.place])) if column.implies is not None else ():
                for key, value in implied.items():
                    if said[key][place] is not ODD:
                        said[key][place] = value
        for place in astray:
            for values in said.values():
                values[place] = ODD
        yield Block(rows, said, frozenset(remarked))


_NONE: Final[list[object]] = [None]


# --- instants, which hardly ever come again ---

_HOURS: Final = tuple(f"{hour:02}" for hour in range(24))
_MINUTES: Final = frozenset(f"{minute:02}" for minute in range(60))
_LENGTH: Final = len("2026-06-15 08:30")
_SHIFTED: Final = tuple({hour: _HOURS[(place + by) % 24] for place, hour in enumerate(_HOURS)} for by in range(24))
_WHOLE: Final = timedelta(hours=23, minutes=59)


class _Day(NamedTuple):
    """A day on which one clock is as many whole hours from another all along.

    cut: the hour from which on the other's day is `after`, until then it is `before`. hours: by hour that of the other.
    """

    cut: str
    before: str
    after: str
    hours: Mapping[str, str]


def _day(begin: datetime, end: datetime) -> _Day | None:
    """The day that begins and ends, at 23:59, at those moments of the other clock; None where it is no such day."""
    if end - begin != _WHOLE or begin.minute or begin.second:
        return None
    return _Day(_HOURS[-begin.hour % 24], begin.date().isoformat(), end.date().isoformat(), _SHIFTED[begin.hour])


def by_the_day(read: Read) -> Read:
    """The same for texts of instants, quicker where they say minutes, as most do: how a day's hours are kept is worked out once."""

    def kept_day(day: str) -> _Day | None:
        first, last = read(f"{day} 00:00"), read(f"{day} 23:59")
        if not isinstance(first, str) or not isinstance(last, str):
            return None
        return _day(datetime.fromisoformat(first), datetime.fromisoformat(last))

    days = remembering(kept_day)

    def read_quickly(text: str) -> object:
        if len(text) == _LENGTH and text[10] == " " and text[13] == ":" and text[14:] in _MINUTES:
            day, hour = days(text[:10]), text[11:13]
            if day is not None and hour in day.hours:
                return f"{day.before if hour < day.cut else day.after}T{day.hours[hour]}:{text[14:]}:00Z"
        return read(text)

    return read_quickly


def business_days(zone: tzinfo) -> Callable[[str], str]:
    """The business date of an instant, both as they are kept."""

    def business_day(kept: str) -> str:
        return datetime.fromisoformat(kept).astimezone(zone).date().isoformat()

    def kept_day(day: str) -> _Day | None:
        first, last = (datetime.fromisoformat(f"{day}T{time}+00:00").astimezone(zone) for time in ("00:00", "23:59"))
        return _day(first.replace(tzinfo=None), last.replace(tzinfo=None))

    days = remembering(kept_day)

    def quickly(kept: str) -> str:
        day = days(kept[:10])
        if day is None:
            return business_day(kept)
        return day.before if kept[11:13] < day.cut else day.after

    return quickly
