"""A report as it is read: sections of paragraphs, cards, charts and tables, in no format yet. All texts are translated, none is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kcrm.enums import StrEnum
from kcrm.i18n import N_

SAME_FIGURES = N_("The same figures:")
LOOK = N_("Look at:")
CHART_NUMBERS = N_("The numbers of the chart")


class Tone(StrEnum):
    """How a text is to be taken; always said in words as well."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number stands in the answer of a command with `-o json`: in the only row that has all of `row`, under `key`.

    value: as JSON.
    """

    command: str
    row: Mapping[str, str | None]
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell. under: what stands small beneath the text. source: of a number."""

    text: str
    under: str = ""
    source: Source | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a column. wide_only: left out where there is no room, as on a phone."""

    text: str
    to_the_right: bool = False
    wide_only: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first cell of a row names it."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Shown, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A headline figure. target: in words, or nothing. line: its course as `<svg>`, of those of the summary.

    anchor: of the section that tells more of it, or nothing.
    """

    name: str
    value: Shown
    change: Shown
    target: str = ""
    line: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its numbers. wide, narrow: the same picture as `<svg>`, for a page and for a phone. is_hidden: numbers in a fold."""

    wide: str
    narrow: str
    numbers: Grid
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Pointer:
    """What to look into. commands: to type."""

    text: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its heading; of its contents whatever there is, in this order. command: what shows the same numbers, to type.

    anchor: by which it is linked to, or nothing.
    """

    title: str
    notes: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    chart: Chart | None = None
    grids: tuple[Grid, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    commands: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """To another page of the same folder, or to the one that is shown."""

    text: str
    file: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report. under: what stands beneath the title; foot: at its end.

    summary: what is hung on the wall, not in Markdown; None for a report that has none. against: what its cards are beside.
    links: to the pages of a folder, of which it is one.
    """

    title: str
    under: tuple[str, ...]
    foot: tuple[str, ...]
    summary: Section | None
    sections: tuple[Section, ...] = field(default=())
    against: str = ""
    links: tuple[Link, ...] = ()
