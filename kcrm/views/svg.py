"""Charts as SVG: pure text from numbers, with nothing from elsewhere, told in words for who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kcrm.text import html_text

_WIDTH, _HEIGHT = 420, 210
_TOP, _BOTTOM, _SIDE = 34, 34, 6
_GAP = 0.28  # of a column's room
_TEXT_OVER = 4
_LEGEND = 14

_STYLE = (
    ".bars text{font:10.5px sans-serif;fill:#222;text-anchor:middle}.bars .l{text-anchor:start}.bars .y{fill:#666}"
    ".bars .a{fill:#1f5fa8}.bars .b{fill:#a9c7e8;stroke:#1f5fa8;stroke-width:.6}.bars .base{stroke:#666;stroke-width:1}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: `lower` and `upper` stand on each other. label: beneath it; second: a further line, or nothing.

    None for no value. words: what stands over it.
    """

    label: str
    second: str
    words: str
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says besides its numbers. told: all of it in sentences. name: parts its identifiers from those of other charts."""

    name: str
    title: str
    told: str
    lower: str
    upper: str


def stacked_bars(bars: Sequence[Bar], words: Words) -> str:
    """Columns of two parts from left to right as one `<svg>` element, the dark part below."""
    most = max((_height(bar) for bar in bars), default=0) or 1
    room = (_WIDTH - 2 * _SIDE) / max(len(bars), 1)
    floor = _HEIGHT - _BOTTOM
    ids, box = f"{words.name}-title {words.name}-text", f"0 0 {_WIDTH} {_HEIGHT}"
    second = _WIDTH // 2
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" viewBox="{box}" role="img" aria-labelledby="{ids}">',
        f'<title id="{words.name}-title">{html_text(words.title)}</title>',
        f'<desc id="{words.name}-text">{html_text(words.told)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="a" x="{_SIDE}" y="4" width="10" height="10"/>',
        f'<text class="l" x="{_SIDE + _LEGEND}" y="13">{html_text(words.lower)}</text>',
        f'<rect class="b" x="{second}" y="4" width="10" height="10"/>',
        f'<text class="l" x="{second + _LEGEND}" y="13">{html_text(words.upper)}</text>',
    ]
    for place, bar in enumerate(bars):
        left, width = _SIDE + room * (place + _GAP / 2), room * (1 - _GAP)
        middle = left + width / 2
        scale = (floor - _TOP) / most
        low, high = (bar.lower or 0) * scale, (bar.upper or 0) * scale
        pieces += [
            f'<rect class="a" x="{left:.1f}" y="{floor - low:.1f}" width="{width:.1f}" height="{low:.1f}"/>',
            f'<rect class="b" x="{left:.1f}" y="{floor - low - high:.1f}" width="{width:.1f}" height="{high:.1f}"/>',
            f'<text x="{middle:.1f}" y="{floor - low - high - _TEXT_OVER:.1f}">{html_text(bar.words)}</text>',
            f'<text x="{middle:.1f}" y="{floor + 13}">{html_text(bar.label)}</text>',
        ]
        if bar.second:
            pieces.append(f'<text class="y" x="{middle:.1f}" y="{floor + 27}">{html_text(bar.second)}</text>')
    return "\n".join([*pieces, f'<path class="base" d="M{_SIDE} {floor}H{_WIDTH - _SIDE}"/>', "</svg>"])


def _height(bar: Bar) -> float:
    return (bar.lower or 0) + (bar.upper or 0)
