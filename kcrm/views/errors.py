"""What an error says, in the current language, with labels for the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

from kcrm.enums import StrEnum
from kcrm.errors import AmbiguousError, KcrmError, PlacedError
from kcrm.i18n import _
from kcrm.text import cells, pad, safe
from kcrm.views.labels import QUESTION, label_of


def error_lines(error: KcrmError, *, keys: bool = True) -> Iterator[str]:
    """What is wrong, what may be meant, which names are near, what to try: a line each.

    keys: with the keys by which questions are answered on the command line.
    """
    yield in_words(error, keys=keys)
    if isinstance(error, PlacedError):
        yield f"  {error.text}"
        yield f"  {' ' * cells(safe(error.text[: error.place]))}^"
    if isinstance(error, AmbiguousError) and error.candidates:
        rows = [[worded(cell) for cell in row] for row in error.candidates]
        widths = [max(cells(row[place]) for row in rows if place < len(row)) for place in range(max(map(len, rows)))]
        for row in rows:
            yield f"  {'  '.join(map(pad, row, widths)).rstrip()}"
    if error.near:
        yield _("Did you mean {names}?").format(names=_(", ").join(error.near))
    if error.hint:
        yield filled(error.hint, error, keys=keys)


def in_words(error: KcrmError, *, keys: bool = True) -> str:
    """What an error says, in the current language. keys: as in `error_lines`."""
    return filled(error.message, error, keys=keys)


def filled(message: str, error: KcrmError, *, keys: bool = True) -> str:
    """The error's message or hint with its values, a word of the vocabulary by its label; what it quotes cannot harm a terminal."""
    return _(message).format(**{name: safe(worded(value, keys=keys)) for name, value in error.fields.items()})


def worded(value: object, *, keys: bool = True) -> str:
    """A value as people read it."""
    if isinstance(value, StrEnum):
        return label_of(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, KcrmError):
        return in_words(value, keys=keys)
    if isinstance(value, str) and value in QUESTION:
        label = _(QUESTION[value])
        return _("{label} ({key})").format(label=label, key=value) if keys else label
    return str(value)
