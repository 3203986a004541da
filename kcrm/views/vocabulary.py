"""Words of the vocabulary as staff type them: the machine's own word, or its label in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar, overload

from kcrm.errors import UsageError
from kcrm.i18n import N_, Language, _, language, use_language
from kcrm.model.words import Labels, Word, labels_of

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_SHORTEST_PART = 2
_NEAR = 3
W = TypeVar("W", bound=Word)


@overload
def meant(words: type[W], text: str, option: str) -> W: ...


@overload
def meant(words: Mapping[str, str], text: str, option: str) -> str: ...


def meant(words: Labels, text: str, option: str) -> str:
    """The value that `text` names: `first_maintenance`, "first maintenance", 首保提醒, a word of files, or a part that only one label has.

    words: an enum, or value -> msgid. option: as the person typed it, for the message. Raises UsageError with near words.
    """
    labels = labels_of(words)
    typed = text.strip().casefold()
    if typed in labels:
        return next(value for value in labels if value == typed)
    spoken = {tongue: _spoken(labels, tongue) for tongue in _LANGUAGES}
    for value in labels:
        if typed in {value.casefold(), *(said[value] for said in spoken.values()), *_also(value)}:
            return value
    parts = [value for value in labels if len(typed) >= _SHORTEST_PART and any(typed in said[value] for said in spoken.values())]
    if len(parts) == 1:
        return parts[0]
    raise UsageError(
        N_("{option}: {value} is not one of: {choices}."),
        near=[typeable(labels, value) for value in parts or _near(labels, typed, spoken.values())],
        option=option,
        value=text,
        choices=_(", ").join(typeable(labels, value) for value in labels),
    )


def _also(value: str) -> Iterable[str]:
    """What files may say for it, too."""
    return (word.casefold() for word in value.words) if isinstance(value, Word) else ()


def _spoken(labels: Mapping[str, str], tongue: Language) -> dict[str, str]:
    with use_language(tongue):
        return {value: _(label).casefold() for value, label in labels.items()}


def _near(labels: Mapping[str, str], typed: str, spoken: Iterable[Mapping[str, str]]) -> list[str]:
    pool = {value.casefold(): value for value in labels}
    for words in spoken:
        pool |= {word: value for value, word in words.items()}
    likeness = 0.5 if typed.isascii() else 0.3  # Chinese words are short: one character of two that agrees counts
    return list(dict.fromkeys(pool[word] for word in get_close_matches(typed, pool, n=_NEAR, cutoff=likeness)))


def typeable(labels: Mapping[str, str], value: str) -> str:
    """What a person of the current language would type for a value."""
    return _(labels[value]) if language() == "zh" else str(value)
