"""What is missing of a customer or may not be so any more: asked in turn, whatever the call is about, and kept as their own word."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kcrm.actions.answers import Answer, take_answers
from kcrm.actions.seat.asking import Ask, Choice, Dialogue, Done, Said, as_it_is, choose, one_of, words_of
from kcrm.errors import RefusedError
from kcrm.exchange.columns import parse_value
from kcrm.i18n import N_, _
from kcrm.named import NamedTuple
from kcrm.records.types import FLAG
from kcrm.text import as_digits

if TYPE_CHECKING:
    from kcrm.actions.edits import Entered
    from kcrm.actions.seat.turn import Turn
    from kcrm.actions.session import Session
    from kcrm.rules.quality.wanted import Want

STILL_SO = "="
_FIRST = N_("{number}/{count} {field} (Enter: not asked, ?: not known):")
_FIRST_OF = N_("{number}/{count} {field}: {choices} (Enter: not asked, ?: not known):")
_YES_OR_NO = N_("{number}/{count} {field} (y/n; Enter: not asked, ?: not known):")
_AGAIN = N_("{number}/{count} {field} (on file: {value}; Enter: not asked, =: still so, ?: not known):")
_AGAIN_OF = N_("{number}/{count} {field}: {choices} (on file: {value}; Enter: not asked, =: still so, ?: not known):")
_UNKNOWN = frozenset({"?", "？", "unknown", "不知道", "不清楚", "不详", "未知"})


class Facts(NamedTuple):
    """What they said of themselves. name: theirs."""

    name: str
    answers: tuple[Answer, ...]

    def write(self, session: Session, turn: Turn) -> Done:  # noqa: ARG002 - as all work is written
        """Keep it, in one operation."""
        kept = take_answers(session, self.answers)
        return Done(said=tuple(self._told(kept)), answered=tuple(answer.want for answer in self.answers))

    def _told(self, kept: list[Entered[None]]) -> Iterator[Said]:
        for want, text in self.answers:
            if text is None:
                words = N_("{name}: {field} asked, not known.")
            elif text == _on_file(want):
                words = N_("{name}: {field} is still {value}.")
            else:
                words = N_("{name}: {field} is now {value}.")
            shown = "" if text is None else _in_words(want, text)
            yield Said(words, MappingProxyType({"name": want.vehicle or self.name, "field": _label(want), "value": shown}))
        for entered in kept:
            yield from map(as_it_is, entered.remarks)


def facts(turn: Turn, now: datetime) -> Dialogue:
    """Each fact in turn: what they say, nothing, or that they do not know; first of whom, where somebody else was called just before."""
    name, wants = yield from _whose(turn)
    answers = []
    for number, want in enumerate(wants, start=1):
        text = yield _question(want, number, len(wants), now)
        if text is not None:
            answers.append(Answer(want, text or None))
    return Facts(name, tuple(answers)) if answers else None


def _whose(turn: Turn) -> Generator[Ask, Any, tuple[str, tuple[Want, ...]]]:
    """Of this customer, or of whoever was called before them. Raises RefusedError where nobody is to be asked for anything."""
    own = (turn.customer.name, turn.wants)
    before = (turn.called.name, turn.called.wants) if turn.called is not None else None
    if before is not None and turn.wants:
        choices = [Choice(own, own[0]), Choice(before, _("{name}, called just before").format(name=before[0]))]
        chosen = yield choose("whose", N_("Who said it: {choices} (Enter: the first):"), choices)
        return chosen or own
    if before is not None:
        return before
    if not turn.wants:
        raise RefusedError(N_("There is nothing to ask {name} for now."), name=turn.customer.name)
    return own


def _question(want: Want, number: int, of_all: int, now: datetime) -> Ask:
    field = want.counted.field
    on_file = "" if want.value is None else _in_words(want, _on_file(want))
    values = {"number": number, "count": of_all, "field": _label(want), "value": on_file}
    choices = words_of(field.type.words) if field.type.words is not None else ()
    if want.value is not None:
        prompt = _AGAIN_OF if choices else _AGAIN
    else:
        prompt = _FIRST_OF if choices else _YES_OR_NO if field.type is FLAG else _FIRST
    return Ask("fact", prompt, _reader(want, choices, now), MappingProxyType(values), choices)


def _reader(want: Want, choices: tuple[Choice, ...], now: datetime) -> Callable[[str], str | None]:
    """None where it was not asked, "" where it was not known, else a text that an option of `edit` takes: a day as its date."""

    def read(text: str) -> str | None:
        typed = text.strip()
        if not typed:
            return None
        if typed.casefold() in _UNKNOWN:
            return ""
        if typed in {STILL_SO, "＝"} and want.value is not None:
            return _on_file(want)
        if choices and as_digits(typed) is not None:
            return str(one_of(choices)(typed))
        value = parse_value(want.part.kind, want.key, typed, today=now.date(), now=now)
        if value is None:
            return ""  # to empty a field is no answer
        return _as_typed(value) if isinstance(value, (str, bool, date)) else typed

    return read


def _on_file(want: Want) -> str:
    """The value that is on file, as an option of `edit` takes it."""
    return _as_typed(bool(want.value) if want.counted.field.type is FLAG else want.value)


def _as_typed(value: object) -> str:
    """A value as an option takes it, always in the same way."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _label(want: Want) -> str:
    return want.named(_(want.counted.field.label))


def _in_words(want: Want, text: str) -> str:
    field = want.counted.field
    if field.type.words is not None and text in set(field.type.words):
        return _(field.type.words(text).label)
    return _(text) if field.type is FLAG else text
