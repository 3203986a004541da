"""A word of the vocabulary with what people say for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Self


class Word(StrEnum):
    """An enum whose members bear their words: `BODY = "body", N_("body"), "钣金"`.

    The value stands in the database, in files and in JSON and never changes. label: an msgid, what people read. words: the Chinese words
    that files and typed text may say for it, parted by `/`.
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


def labels(of: type[Word]) -> Mapping[str, str]:
    """What people read for each of an enum's members, msgids, in the order in which lists are sorted."""
    return MappingProxyType({member: member.label for member in of})
