"""A filter as it was read: conditions on customers, all of which must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kcrm.enums import StrEnum


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text in which `*` stands for anything."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """From one value to another, both included; None for no end. Dates, or whole numbers (fen for amounts)."""

    first: date | int | None
    last: date | int | None


@dataclass(frozen=True, slots=True)
class Nothing:
    """The field is empty."""


Wanted = Pattern | Span | StrEnum | Nothing | bool


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: the field has any one of the values, or with `negated` none of them."""

    field: str
    values: tuple[Wanted, ...]
    negated: bool


class Misread(StrEnum):
    """What was expected where a filter cannot be read."""

    TERM = "term"
    FIELD = "field"
    BLANK = "blank"
    QUOTE = "quote"
    TEXT = "text"
    WORD = "word"
    DAY = "day"
    AMOUNT = "amount"
    NUMBER = "number"
    FLAG = "flag"


class FilterProblem(Exception):  # noqa: N818 - a value that is raised: what it is in words is said elsewhere
    """A filter that cannot be read at a place of its text. expected: the words that could stand there; near: those meant perhaps."""

    def __init__(self, misread: Misread, text: str, place: int, expected: tuple[str, ...], near: tuple[str, ...]) -> None:
        super().__init__(misread, text, place)
        self.misread = misread
        self.text = text
        self.place = place
        self.expected = expected
        self.near = near
