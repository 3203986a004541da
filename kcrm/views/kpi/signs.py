"""Bars and courses in signs that a console in GBK has. Bars begin at a zero line; what is not over is drawn otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

_WIDTH: Final = 20  # cells of all bars together, either side of zero
_LEVELS: Final = "▁▂▃▄▅▆▇█"
_GAP: Final = "-"
_HALF: Final = Fraction(1, 2)


def bars(values: Sequence[Fraction | None], running: Sequence[bool]) -> list[str]:
    """A bar for each value, all on one scale: `|#####...` from zero on, `..##|.....` below it, `|==...` of what is not over.

    What is not 0 has one cell at least; nothing stands for no value.
    """
    known = [Fraction(0), *(value for value in values if value is not None)]
    low = min(known)
    span = (max(known) - low) or Fraction(1)
    below = _cells(-low, span)
    above = _WIDTH - below

    def bar(value: Fraction, sign: str) -> str:
        count = _cells(abs(value), span)
        if value < 0:
            count = min(count, below)
            return f"{'.' * (below - count)}{sign * count}|{'.' * above}"
        count = min(count, above)
        return f"{'.' * below}|{sign * count}{'.' * (above - count)}"

    return ["" if value is None else bar(value, "=" if open_ else "#") for value, open_ in zip(values, running, strict=True)]


def _cells(size: Fraction, span: Fraction) -> int:
    return max(int(size / span * _WIDTH + _HALF), int(size > 0))


def course(values: Sequence[Fraction | None], running: Sequence[bool]) -> str:
    """The values as a line of blocks between the least and the greatest; `-` for no value, in brackets what is not over."""
    known = [value for value in values if value is not None]
    low, span = (min(known), max(known) - min(known)) if known else (Fraction(0), Fraction(0))

    def sign(value: Fraction | None) -> str:
        if value is None:
            return _GAP
        return _LEVELS[int((value - low) / span * (len(_LEVELS) - 1) + _HALF)] if span else _LEVELS[len(_LEVELS) // 2]

    return "".join(f"({sign(value)})" if open_ else sign(value) for value, open_ in zip(values, running, strict=True))
