"""Cards in columns side by side, as on a board; as wide as the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from kcrm.i18n import _
from kcrm.text import MORE, cut, pad, safe, wrap
from kcrm.views import Lane, Marked

_GAP = 1
_NARROWEST = 8  # a name of three characters and a number still fit
_WIDEST = 24


Paint = Callable[[str, str], str]
"""A text in a tone, as the terminal shows it."""


def side_by_side(lanes: Sequence[Lane], width: int, paint: Paint = lambda text, _tone: text) -> str:
    """The lanes in order; where the terminal is too narrow for all, the rest stands beneath. A line that stands out does so wholly."""
    fit = max(1, min(len(lanes), (width + _GAP) // (_NARROWEST + _GAP)))
    wide = min(_WIDEST, (width + _GAP) // fit - _GAP)
    bands = [lanes[first : first + fit] for first in range(0, len(lanes), fit)]
    return "\n".join("".join(_band(band, max(wide, 1), paint)) for band in bands)


def _band(band: Sequence[Lane], width: int, paint: Paint) -> Iterator[str]:
    titles = [_lines(lane.title, width, most=3) for lane in band]
    deepest = max(map(len, titles))
    columns = []
    for lane, title in zip(band, titles, strict=True):
        column = [(line, "") for line in (*title, *[""] * (deepest - len(title)), "─" * width)]
        for card in lane.cards:
            column += [*((piece, _tone(line)) for line in card for piece in _lines(line, width)), ("", "")]
        if lane.hidden:
            column += [(line, "") for line in _lines(_("+ {count} more").format(count=lane.hidden), width)]
        columns.append(column[:-1] if column[-1] == ("", "") else column)
    for row in zip_longest(*columns, fillvalue=("", "")):
        # the spaces behind a text are in no tone
        cards = ((paint(text, tone) if tone else text) + pad(text, width)[len(text) :] for text, tone in row)
        yield (" " * _GAP).join(cards).rstrip() + "\n"


def _tone(line: str) -> str:
    return line.marks[0][1] if isinstance(line, Marked) else ""


def _lines(text: str, width: int, most: int = 2) -> list[str]:
    """The text in at most so many lines; what does not fit leaves a mark."""
    lines = wrap(safe(text), width) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + MORE]
    return [cut(line, width) for line in lines]
