"""How what presses, is late or can wait stands out on a terminal: each word has its tone here, on whatever screen it stands.

A tone is never alone: the word says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from kcrm.enums import StrEnum
from kcrm.model import ClockState, PhoneState, Priority, Severity
from kcrm.views import Cell, Column, Marked


class Tone(StrEnum):
    """A style of Rich's."""

    PRESSING = "bold red"
    BAD = "red"
    AGREED = NOT_NOW = "bold yellow"
    CAREFUL = "yellow"
    GOOD = "green"
    FAINT = "dim"


LATE: Final = MappingProxyType({True: Tone.BAD})
"""Of a flag that says that something is late."""

_TONES: Mapping[type, Mapping[str, Tone]] = {
    Priority: {
        Priority.URGENT: Tone.PRESSING,
        Priority.AGREED: Tone.AGREED,
        Priority.OVERDUE: Tone.BAD,
        Priority.TODAY: Tone.GOOD,
    },
    Severity: {Severity.MAJOR: Tone.PRESSING, Severity.MINOR: Tone.FAINT},
    ClockState: {
        ClockState.MISSED: Tone.BAD,
        ClockState.AT_RISK: Tone.CAREFUL,
        ClockState.MET_LATE: Tone.CAREFUL,
        ClockState.MET: Tone.GOOD,
    },
    PhoneState: {PhoneState.DOUBTFUL: Tone.CAREFUL, PhoneState.WRONG: Tone.BAD},
}


def tone_of(column: Column, value: Any) -> str:  # noqa: ANN401 - whatever a cell may hold
    """The tone of a value in a column; nothing for one that is as any other."""
    if column.kind not in {Cell.ENUM, Cell.FLAG}:
        return ""
    words = column.labels if isinstance(column.labels, type) else type(value)
    tones: Mapping[Any, str] = column.colours or _TONES.get(words, {})
    return tones.get(value, "")


def tone_of_word(word: object) -> str:
    """The tone of a member of an enum, wherever it stands."""
    return _TONES.get(type(word), {}).get(str(word), "")


def gathered(text: str, parts: Iterable[str]) -> str:
    """A text that is made of these parts, with what stands out in them."""
    marks = [mark for part in parts if isinstance(part, Marked) for mark in part.marks]
    return Marked(text, *marks) if marks else text


def toned(text: str, tone: Tone) -> str:
    """The text, wholly in a tone."""
    return Marked(text, (text, tone))


def marked(text: str, word: object) -> str:
    """The text in the tone of a member of an enum."""
    tone = tone_of_word(word)
    return Marked(text, (text, tone)) if tone else text
