"""A word of the vocabulary with what people say for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Self

from kcrm.enums import StrEnum


class Word(StrEnum):
    """An enum whose members bear their words: `BODY = "body", N_("body"), "钣金"`.

    The value stands in the database, in files and in JSON and never changes. label: an msgid, what people read; words are those of the
    dealership's glossary ("The domain: a dealership's customer-service desk"). words: the Chinese words that files and typed text may say
    for it, parted by `/`. The order of the members is the order in which lists are sorted.
    """

    label: str
    words: tuple[str, ...]

    def __new__(cls, value: str, label: str = "", words: str = "") -> Self:
        """One member of its value, label and words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.words = tuple(words.split("/")) if words else ()
        return member


Labels = Mapping[str, str] | type[Word]
"""What people read for each value, msgids, in the order in which lists are sorted: the enum itself, or a table where there is none."""


def labels_of(of: Labels) -> Mapping[str, str]:
    """By value what people read for it."""
    return of if isinstance(of, Mapping) else _labels(of)


@cache
def _labels(of: type[Word]) -> Mapping[str, str]:
    return MappingProxyType({member: member.label for member in of})
