"""Cards in columns side by side, as on a board; as wide as the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from kcrm.i18n import _
from kcrm.text import cells, pad, safe, wrap
from kcrm.views import Lane

_GAP = 1
_NARROWEST = 8  # a name of three characters and a number still fit
_WIDEST = 24
_MORE = "…"


def side_by_side(lanes: Sequence[Lane], width: int) -> str:
    """The lanes in order; where the terminal is too narrow for all, the rest stands beneath."""
    fit = max(1, min(len(lanes), (width + _GAP) // (_NARROWEST + _GAP)))
    wide = min(_WIDEST, (width + _GAP) // fit - _GAP)
    bands = [lanes[first : first + fit] for first in range(0, len(lanes), fit)]
    return "\n".join("".join(_band(band, max(wide, 1))) for band in bands)


def _band(lanes: Sequence[Lane], width: int) -> Iterator[str]:
    titles = [_lines(lane.title, width, most=3) for lane in lanes]
    deepest = max(map(len, titles))
    columns = []
    for lane, title in zip(lanes, titles, strict=True):
        column = [*title, *[""] * (deepest - len(title)), "─" * width]
        for card in lane.cards:
            column += [*(piece for line in card for piece in _lines(line, width)), ""]
        if lane.hidden:
            column += _lines(_("+ {count} more").format(count=lane.hidden), width)
        columns.append(column[:-1] if column[-1] == "" else column)
    for row in zip_longest(*columns, fillvalue=""):
        yield (" " * _GAP).join(pad(cell, width) for cell in row).rstrip() + "\n"


def _lines(text: str, width: int, most: int = 2) -> list[str]:
    """The text in at most so many lines; what does not fit leaves a mark."""
    lines = wrap(safe(text), width) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + _MORE]
    return [_cut(line, width) for line in lines]


def _cut(text: str, width: int) -> str:
    """The text in so many cells; what is cut off leaves a mark."""
    if cells(text) <= width:
        return text
    text = text.removesuffix(_MORE)
    kept = ""
    for character in text:
        if cells(kept + character + _MORE) > width:
            break
        kept += character
    return kept + _MORE
