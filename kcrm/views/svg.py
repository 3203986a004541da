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
    """What a chart says besides its numbers. told: all of it in sentences. name: parts its identifiers from those of other charts.

    lower, upper: the parts of a column.
    """

    name: str
    title: str
    told: str
    lower: str = ""
    upper: str = ""


def stacked_bars(bars: Sequence[Bar], words: Words) -> str:
    """Columns of two parts from left to right as one `<svg>` element, the dark part below."""
    most = max((_height(bar) for bar in bars), default=0) or 1
    room = (_WIDTH - 2 * _SIDE) / max(len(bars), 1)
    floor = _HEIGHT - _BOTTOM
    second = _WIDTH // 2
    pieces = [
        *_begun("bars", f"0 0 {_WIDTH} {_HEIGHT}", words, _STYLE),
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


def _begun(kind: str, box: str, words: Words, style: str) -> list[str]:
    """How an `<svg>` element begins: what it is, told in words too."""
    ids = f"{words.name}-title {words.name}-text"
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="{box}" role="img" aria-labelledby="{ids}">',
        f'<title id="{words.name}-title">{html_text(words.title)}</title>',
        f'<desc id="{words.name}-text">{html_text(words.told)}</desc>',
        f"<style>{style}</style>",
    ]


def _height(bar: Bar) -> float:
    return (bar.lower or 0) + (bar.upper or 0)


_LINE_WIDTH, _LINE_HEIGHT, _ROOM = 160, 44, 5
_LINE_STYLE = (
    ".line polyline{fill:none;stroke:#1f5fa8;stroke-width:1.8;stroke-linejoin:round}.line circle{fill:#1f5fa8}"
    ".line .t{stroke:#8a6d00;stroke-width:1;stroke-dasharray:4 3}"
)


def line(values: Sequence[float | None], target: float | None, words: Words) -> str:
    """The values from left to right as one `<svg>` element, the last one marked; a gap where there is none. target: a dashed level."""
    known = [value for value in (*values, target) if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    span = (high - low) or 1.0

    def place(number: int, value: float) -> tuple[float, float]:
        across = _ROOM + number * (_LINE_WIDTH - 2 * _ROOM) / max(len(values) - 1, 1)
        return across, _LINE_HEIGHT - _ROOM - (value - low) / span * (_LINE_HEIGHT - 2 * _ROOM)

    pieces = _begun("line", f"0 0 {_LINE_WIDTH} {_LINE_HEIGHT}", words, _LINE_STYLE)
    if target is not None:
        level = place(0, target)[1]
        pieces.append(f'<path class="t" d="M{_ROOM} {level:.1f}H{_LINE_WIDTH - _ROOM}"/>')
    run: list[str] = []
    for number, value in [*enumerate(values), (len(values), None)]:
        if value is not None:
            run.append("{:.1f},{:.1f}".format(*place(number, value)))
        elif run:
            pieces.append(f'<polyline points="{" ".join(run)}"/>')
            run = []
    if values and (last := values[-1]) is not None:
        across, level = place(len(values) - 1, last)
        pieces.append(f'<circle cx="{across:.1f}" cy="{level:.1f}" r="3"/>')
    return "\n".join([*pieces, "</svg>"])


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a chart. words: the value as people read it; under: what it was divided from, or nothing.

    is_open: not over, or not all of its days. is_outside: not as usual.
    """

    label: str
    words: str
    under: str
    value: float | None
    is_open: bool = False
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A line across a chart. kind: mean, usual or target, each with a stroke of its own. words: for the legend; None says nothing."""

    kind: str
    value: float
    words: str | None


_BAR_ROOM, _CHART_HEIGHT, _CHART_TOP, _CHART_BOTTOM = 62, 260, 58, 44
_ENTRY = 17  # height of a line of the legend
_WIDE, _NARROW = (190, 300, 170, 26), (58, 150, 152, 24)  # room for names, bars, values, and a row
# read without colour: what is open is an outline, and each line has its own strokes
_CHART_STYLE = (
    ".chart text{font:11px sans-serif;fill:#111;paint-order:stroke;stroke:#fff;stroke-width:3px}"
    ".chart .m{text-anchor:middle}.chart .e{text-anchor:end}.chart .u{fill:#555}"
    ".chart .v{fill:#555;stroke:#222;stroke-width:1}.chart .o{fill:#fff;stroke:#222;stroke-width:1;stroke-dasharray:3 2}"
    ".chart .zero{stroke:#111;stroke-width:1.5}.chart .mean{stroke:#111;stroke-width:1;fill:none}"
    ".chart .usual{stroke:#111;stroke-width:1;stroke-dasharray:7 4;fill:none}"
    ".chart .target{stroke:#111;stroke-width:2;stroke-dasharray:2 3;fill:none}"
)


def course_bars(points: Sequence[Point], levels: Sequence[Level], words: Words, marks: Sequence[tuple[str, str]] = ()) -> str:
    """Columns from left to right as one `<svg>` element, all from zero, with lines across. marks: further signs and what they mean."""
    legend = _legend(levels, marks)
    top = _CHART_TOP + _ENTRY * max(len(legend) - 1, 0)
    width = max(2 * _SIDE + _BAR_ROOM * len(points), _WIDTH)
    high, low = _ends([*(point.value for point in points), *(level.value for level in levels)])

    def down(value: float) -> float:
        return top + (high - value) / ((high - low) or 1) * _CHART_HEIGHT

    pieces = _begun("chart", f"0 0 {width} {top + _CHART_HEIGHT + _CHART_BOTTOM}", words, _CHART_STYLE)
    pieces += legend
    texts = []
    for place, point in enumerate(points):
        left = _SIDE + _BAR_ROOM * (place + _GAP / 2)
        middle = left + _BAR_ROOM * (1 - _GAP) / 2
        foot = top + _CHART_HEIGHT
        if point.value is not None:
            edges = sorted((down(point.value), down(0)))
            pieces.append(_bar(point, left, edges[0], _BAR_ROOM * (1 - _GAP), edges[1] - edges[0]))
        over = min(down(point.value or 0), down(0)) - _TEXT_OVER
        texts += [
            f'<text class="m" x="{middle:.1f}" y="{over:.1f}">{html_text(_marked(point))}</text>',
            f'<text class="m" x="{middle:.1f}" y="{foot + 15}">{html_text(point.label)}</text>',
            f'<text class="m u" x="{middle:.1f}" y="{foot + 30}">{html_text(point.under)}</text>',
        ]
    pieces += [f'<path class="{level.kind}" d="M{_SIDE} {down(level.value):.1f}H{width - _SIDE}"/>' for level in levels]
    # numbers stand on the lines that cross them, not under
    return "\n".join([*pieces, f'<path class="zero" d="M{_SIDE} {down(0):.1f}H{width - _SIDE}"/>', *texts, "</svg>"])


def part_bars(points: Sequence[Point], words: Words) -> str:
    """Rows from above as one `<svg>` element, each with its name, a bar from zero, and its value."""
    return _rows(points, (), words, (), _WIDE)


def course_rows(points: Sequence[Point], levels: Sequence[Level], words: Words, marks: Sequence[tuple[str, str]] = ()) -> str:
    """What `course_bars` draws, turned for a phone: rows from above, all from zero, with lines down."""
    return _rows(points, levels, words, marks, _NARROW)


def _rows(
    points: Sequence[Point], levels: Sequence[Level], words: Words, marks: Sequence[tuple[str, str]], room: tuple[int, int, int, int]
) -> str:
    """room: for names, for bars, behind them, and for each row."""
    labels, bars, after, row = room
    legend = _legend(levels, marks)
    top = _SIDE + _ENTRY * len(legend)
    height = top + row * len(points) + _SIDE
    high, low = _ends([*(point.value for point in points), *(level.value for level in levels)])

    def across(value: float) -> float:
        return labels + (value - low) / ((high - low) or 1) * bars

    pieces = [*_begun("chart", f"0 0 {labels + bars + after} {height}", words, _CHART_STYLE), *legend]
    pieces += [f'<path class="{level.kind}" d="M{across(level.value):.1f} {top}V{height - _SIDE}"/>' for level in levels]
    for place, point in enumerate(points):
        line = top + row * place
        said = f"{_marked(point)}  ({point.under})" if point.under else _marked(point)
        pieces.append(f'<text class="e" x="{labels - 6}" y="{line + row - 9}">{html_text(point.label)}</text>')
        if point.value is not None:
            edges = sorted((across(point.value), across(0)))
            pieces.append(_bar(point, edges[0], line + 4, edges[1] - edges[0], row - 8))
        # of lines that go down, the values stand to the right of all
        beside = across(high if levels else max(point.value or 0, 0)) + 6
        pieces.append(f'<text x="{beside:.1f}" y="{line + row - 9}">{html_text(said)}</text>')
    return "\n".join([*pieces, f'<path class="zero" d="M{across(0):.1f} {top}V{height - _SIDE}"/>', "</svg>"])


def _legend(levels: Sequence[Level], marks: Sequence[tuple[str, str]]) -> list[str]:
    """What lines and signs mean, one beneath the other."""
    entries = [(f'<path class="{level.kind}" d="M0 -4H22"/>', level.words) for level in levels if level.words is not None]
    entries += [(f"<text>{html_text(sign)}</text>", meaning) for sign, meaning in marks]
    return [
        f'<g transform="translate({_SIDE} {16 + place * _ENTRY})">{sign}<text x="28">{html_text(meaning)}</text></g>'
        for place, (sign, meaning) in enumerate(entries)
    ]


def _ends(values: Sequence[float | None]) -> tuple[float, float]:
    """The greatest and the least of them; zero is among them."""
    known = [0.0, *(value for value in values if value is not None)]
    return max(known), min(known)


def _bar(point: Point, left: float, top: float, width: float, height: float) -> str:
    return f'<rect class="{"o" if point.is_open else "v"}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


OUTSIDE = "*"


def _marked(point: Point) -> str:
    return f"{point.words} {OUTSIDE}" if point.is_outside else point.words
