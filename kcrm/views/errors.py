"""What an error says, in the current language, with labels for the words of the vocabulary."""

from __future__ import annotations

from enum import StrEnum

from kcrm.errors import KcrmError
from kcrm.i18n import _
from kcrm.text import safe
from kcrm.views.labels import QUESTION, label_of


def in_words(error: KcrmError) -> str:
    """What an error says, in the current language."""
    return filled(error.message, error)


def filled(message: str, error: KcrmError) -> str:
    """The error's message or hint with its values, a word of the vocabulary by its label; what it quotes cannot harm a terminal."""
    return _(message).format(**{name: safe(worded(value)) for name, value in error.fields.items()})


def worded(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, StrEnum):
        return label_of(value)
    if isinstance(value, str) and value in QUESTION:
        return _("{label} ({key})").format(label=_(QUESTION[value]), key=value)
    return str(value)
