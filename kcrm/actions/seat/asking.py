"""What a caller is asked, one question at a time, and what the answers come to.

A dialogue is a generator: it yields an `Ask`, is sent what was read, and returns the work that is to be done. It knows no keyboard and no
screen, and nothing is written before its last answer: whoever drives it may step back by running it again with fewer answers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from kcrm.actions.calls.report import Logged
from kcrm.actions.scripts import Asked
from kcrm.actions.seat.turn import Turn
from kcrm.actions.session import Session
from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.exchange.columns import parse_value
from kcrm.i18n import N_, _
from kcrm.model import FollowUp
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.queries.calls import Brought
from kcrm.records import SheetKind
from kcrm.records.cells import said
from kcrm.rules.quality.wanted import Want
from kcrm.text import as_digits, yes_or_no

_NONE: Mapping[str, object] = MappingProxyType({})
_PART = 3  # characters: fewer may be a number that was mistyped


class Choice(NamedTuple):
    """One of a few answers, chosen by its number or its word. label: an msgid, or words that need no translation."""

    value: object
    label: str


class Names(StrEnum):
    """What an answer may begin with that is known already, where there is room to offer it."""

    CUSTOMER = "customer"  # a name or a plate
    PERSON = "person"  # a name with the phone


class Ask(NamedTuple):
    """One question to the caller.

    field: what is asked for, in a word. prompt: an msgid, with the values of its placeholders; {choices} are those among which is chosen.
    read: what was typed becomes a value, or a KcrmError that says what is wrong with it. find: what was read is looked up at once; what is
    found is the answer. names: of whom it may be. shown: words that the caller needs before them. asked, number, of_all: of a survey's
    question, which one of how many.
    """

    field: str
    prompt: str
    read: Callable[[str], Any]
    values: Mapping[str, object] = _NONE
    choices: tuple[Choice, ...] = ()
    find: Callable[[Session, Any], Any] | None = None
    names: Names | None = None
    shown: str = ""
    asked: Asked | None = None
    number: int = 0
    of_all: int = 0


class Said(NamedTuple):
    """A sentence about what was written: an msgid and the values of its placeholders."""

    text: str
    values: Mapping[str, object] = _NONE


def as_it_is(words: str) -> Said:
    """A sentence that is translated already, and may hold whatever a customer is called."""
    return Said("{words}", MappingProxyType({"words": words}))


class Done(NamedTuple):
    """What was written.

    items: the follow-ups that it touched. over: the turn is at an end; settled: nothing more is to be done for the customer today.
    logged: the call, where one was. said: what the caller should know. brought: the records that the call brought. answered: the facts
    that were asked for, whether they were known or not.
    """

    items: tuple[FollowUp, ...] = ()
    over: bool = False
    settled: bool = False
    logged: Logged | None = None
    said: tuple[Said, ...] = ()
    brought: tuple[Brought, ...] = ()
    answered: tuple[Want, ...] = ()


class Work(Protocol):
    """What is to be written, in one operation."""

    def write(self, session: Session, turn: Turn, /) -> Done:
        """Write it. Raises RefusedError naming who was there before, where somebody else has worked the customer since."""


Dialogue = Generator[Ask, Any, Work | None]
"""Returns None where the caller thought better of it."""

Asks = Callable[[Turn, datetime], Dialogue]
"""The questions of a key. The moment is aware, in the policy's zone."""


# --- readers ---


def optional(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """None for an empty line."""
    return lambda text: read(text.strip()) if text.strip() else None


def yes_no(text: str) -> bool:
    """Raises UsageError."""
    yes = yes_or_no(text)
    if yes is not None:
        return yes
    raise UsageError(N_("{value}: type y or n."), value=text)


def one_of(choices: Sequence[Choice]) -> Callable[[str], Any]:
    """The value whose number, word or label was typed, or a part of the label that no other has: of many plates nobody counts."""

    def read(text: str) -> object:
        typed = text.strip().casefold()
        for number, choice in enumerate(choices, start=1):
            also = choice.value.words if isinstance(choice.value, Word) else ()
            if as_digits(typed) == str(number) or typed in {str(choice.value).casefold(), _(choice.label).casefold(), *also}:
                return choice.value
        like = [choice.value for choice in choices if len(typed) >= _PART and typed in _(choice.label).casefold()]
        if len(like) == 1:
            return like[0]
        raise UsageError(N_("“{value}” is not one of these; type its number."), value=text)

    return read


def or_words(choices: Sequence[Choice]) -> Callable[[str], Any]:
    """What is chosen by its number, or words of one's own; None for an empty line."""

    def read(text: str) -> object:
        words = said(text)
        return one_of(choices)(words) if words and as_digits(words) else words

    return read


def choose(field: str, prompt: str, choices: Sequence[Choice]) -> Ask:
    """A question with a few answers; None for an empty line."""
    return Ask(field, prompt, optional(one_of(choices)), choices=tuple(choices))


def words_of(words: type[Word]) -> tuple[Choice, ...]:
    """Every member of a vocabulary, in its order."""
    return tuple(Choice(member, member.label) for member in words)


def cell(kind: SheetKind, key: str, now: datetime) -> Callable[[str], str]:
    """A text that a field of a record takes, as it was typed."""

    def read(text: str) -> str:
        parse_value(kind, key, text, today=now.date(), now=now)
        return text

    return read
