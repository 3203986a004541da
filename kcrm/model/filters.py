"""A filter as it was read: conditions on customers, all of which must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
