"""What is shown, in which words: results become a `View`, and `kcrm.render` writes it in the format that was asked for.

A cell holds a value, not a text: money is integer fen, dates are dates, enums are enums. Its column's kind says how it is written for
machines (keys, English values, never translated) and for people (headings and labels in the current language).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from kcrm.enums import StrEnum
from kcrm.i18n import _
from kcrm.model.cell import Cell
from kcrm.model.personal import Personal
from kcrm.model.words import Labels, labels_of
from kcrm.named import NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

    from kcrm.queries.lookup import Thing

__all__ = ["Audience", "Cell", "Column", "Form", "FormSection", "Lane", "Marked", "Measured", "Shape", "Valued", "View"]

_NONE: Mapping[str, str] = MappingProxyType({})
_NO_PARTS: Mapping[str, Any] = MappingProxyType({})


class Shape(StrEnum):
    """A list has any number of rows; a record has exactly one, shown as headings with values beneath each other."""

    LIST = "list"
    RECORD = "record"


class Audience(StrEnum):
    ALL = "all"
    MACHINES = "machines"
    PEOPLE = "people"


class Measured(NamedTuple):
    """An exact number in its unit: count, percent (0-100), yuan, hours, days, ratio; points for the difference of two percentages.

    places: more decimals than the unit has by itself.
    """

    number: Fraction
    unit: str
    places: int | None = None


class Marked(str):
    """A text with pieces that stand out on a terminal: each piece with its tone, a style of Rich's."""

    __slots__ = ("marks",)
    marks: tuple[tuple[str, str], ...]

    def __new__(cls, text: str, *marks: tuple[str, str]) -> Self:
        """The text, of which these pieces stand out."""
        marked = super().__new__(cls, text)
        marked.marks = marks
        return marked


class Column(NamedTuple):
    """One column.

    key: its English name in machine formats, never changed. heading: an msgid.
    priority: on a narrow terminal the highest numbers go first; 0 only where a number would be cut, and what is below 0 last.
    labels: for enums, the enum or value -> msgid, in the order of sorting. colours: value -> a tone, where it is not that of its enum.
    narrow: its heading may stand in several lines. personal: what of a person it tells. verbatim: its heading is no
    msgid but somebody's own word.
    """

    key: str
    heading: str
    kind: Cell = Cell.TEXT
    priority: int = 0
    labels: Labels = _NONE
    colours: Mapping[Any, str] = _NONE
    audience: Audience = Audience.ALL
    narrow: bool = False
    personal: Personal | None = None
    verbatim: bool = False

    @property
    def title(self) -> str:
        """Its heading in the current language."""
        return self.heading if self.verbatim else _(self.heading)

    @property
    def words(self) -> Mapping[str, str]:
        """For enums: value -> msgid."""
        return labels_of(self.labels)

    @property
    def is_number(self) -> bool:
        """Whether a file has a number in each cell."""
        return self.kind in {Cell.MONEY, Cell.PERCENT, Cell.COUNT, Cell.NUMBER, Cell.EXACT, Cell.MEASURE}

    @property
    def to_the_right(self) -> bool:
        return self.is_number or self.kind is Cell.FIGURE


class Valued(NamedTuple):
    """A value, which is not None, beside others of other kinds. column: of the list that has such values only."""

    column: Column
    value: Any


class Lane(NamedTuple):
    """A column of cards on a terminal. title, cards: translated; each card is its lines. hidden: cards that are not shown."""

    title: str
    cards: tuple[tuple[str, ...], ...]
    hidden: int = 0


class FormSection(NamedTuple):
    """A part of a form. fields: heading and value, empty to be filled in. notes: paragraphs. lines: to write on where there are none."""

    title: str
    fields: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    lines: int = 0


class Form(NamedTuple):
    """What is printed, signed and filed; all texts translated. under: what stands beneath the title. signers: who signs.

    personal: what it tells of a person. of: as of a view.
    """

    title: str
    under: tuple[str, ...]
    sections: tuple[FormSection, ...]
    signers: tuple[str, ...]
    personal: tuple[Personal, ...]
    of: tuple[Thing, int] | None = None


class View(NamedTuple):
    """A result, ready to be written in any format.

    title, notes: translated text; notes go to stderr, for people. rows: one value per column, in the columns' order.
    caption: the title stands above the list as well. empty: what people are told where a list has no rows.
    total: how many there are where rows are only the first of them. parts: views that belong to a record, by their key in JSON.
    audience: of a part, for whom it is shown. lanes: what a terminal shows side by side in place of the rows. only: the keys of the
    columns that are asked for, in their order; all where there are none. brief: translated; what people read in place of a record, unless
    they ask for all of it. told: what it tells of people beside what its columns declare. of: the record whose card it is: who may see the
    phone of its customer is shown it in full.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[object]]
    shape: Shape = Shape.LIST
    total: int | None = None
    notes: tuple[str, ...] = ()
    caption: bool = False
    empty: str = ""
    parts: Mapping[str, View] = _NO_PARTS
    audience: Audience = Audience.ALL
    lanes: tuple[Lane, ...] = ()
    only: tuple[str, ...] = ()
    brief: str = ""
    told: tuple[Personal, ...] = ()
    of: tuple[Thing, int] | None = None

    def parts_for(self, unwanted: Audience) -> dict[str, View]:
        """The parts, without those that are only for the unwanted audience."""
        return {key: part for key, part in self.parts.items() if part.audience is not unwanted}
