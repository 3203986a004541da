"""A radar chart as SVG: each spoke shows how much of its target a KPI reaches, now and in the period before. Pure text from numbers.

It needs nothing from elsewhere, tells lines apart by their strokes as well as by colour, and carries all of its numbers as a description.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin

from kcrm.text import html_text

_WIDTH, _HEIGHT = 820, 550
_X, _Y, _RADIUS = 410, 260, 200
_RINGS = (Fraction(1, 2), Fraction(1), Fraction(3, 2))
_LABEL_GAP = 16  # between a spoke's end and its label
_LINE = 15  # height of a line of text
_UPRIGHT = 0.3  # a label so near to the vertical axis is centred
_LEGEND = 24  # between two entries

# every rule is this chart's own: the page around it has others
_STYLE = (
    ".radar text{font:12px sans-serif;fill:#222}.radar .name{font-weight:bold}.radar .grid{fill:none;stroke:#ccc}"
    ".radar .target{fill:none;stroke:#2a7f3f;stroke-width:2;stroke-dasharray:2 3}"
    ".radar .value{fill:#1f5fa8;fill-opacity:.15;stroke:#1f5fa8;stroke-width:2.5}"
    ".radar .previous{fill:none;stroke:#8a5a00;stroke-width:1.5;stroke-dasharray:7 4}"
    ".radar circle.value{fill-opacity:1;stroke:none}.radar circle.previous{fill:#8a5a00;stroke:none}.radar.numbered text{font-size:21px}"
)
_ALL = (0, 0, _WIDTH, _HEIGHT)
# the numbered chart is cut to its middle, so that it and its text stay large where there is little room
_EDGE = 45  # around the spokes' ends, for their numbers
_LARGE_LEGEND = 30
_MIDDLE = (_X - _RADIUS - _EDGE, _Y - _RADIUS - _EDGE, 2 * (_RADIUS + _EDGE), 2 * (_RADIUS + _EDGE) + 3 * _LARGE_LEGEND)


@dataclass(frozen=True, slots=True)
class Spoke:
    """One KPI. value, previous: how much of the target is reached, 1 for just so, at most 1½; None for no value, which is left out.

    label: its name; words: its value and target for people; told: the whole of it as a sentence, for who cannot see the chart.
    """

    label: str
    words: str
    told: str
    value: Fraction | None
    previous: Fraction | None


@dataclass(frozen=True, slots=True)
class Legend:
    """What the three lines are, in the current language."""

    value: str
    previous: str
    target: str


def radar_svg(title: str, spokes: Sequence[Spoke], legend: Legend, *, numbered: bool = False) -> str:
    """The chart as one `<svg>` element. spokes: clockwise from the top.

    numbered: they bear numbers only, large enough for a phone, and a table beside the chart says which is which.
    """
    count = len(spokes)
    kind, ids, box = ("radar numbered", "numbered-radar", _MIDDLE) if numbered else ("radar", "radar", _ALL)
    said = f'class="{kind}" viewBox="{" ".join(map(str, box))}" role="img" aria-labelledby="{ids}-name {ids}-told"'
    labels = _numbers(count) if numbered else (text for place, spoke in enumerate(spokes) for text in _label(spoke, place, count))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {said}>',
            f'<title id="{ids}-name">{html_text(title)}</title>',
            f'<desc id="{ids}-told">{html_text(" ".join(spoke.told for spoke in spokes))}</desc>',
            f"<style>{_STYLE}</style>",
            *(f'<path class="grid" d="{_ring(share, count)}"/>' for share in _RINGS),
            *(f'<path class="grid" d="M{_X} {_Y}L{_at(place, count, _RINGS[-1])}"/>' for place in range(count)),
            f'<path class="target" d="{_ring(Fraction(1), count)}"/>',
            *_line([spoke.previous for spoke in spokes], "previous", 3),
            *_line([spoke.value for spoke in spokes], "value", 4),
            *labels,
            *_legend(legend, box, _LARGE_LEGEND if numbered else _LEGEND),
            "</svg>",
        )
    )


def _at(place: int, count: int, share: Fraction) -> str:
    x, y = _point(place, count, float(share / _RINGS[-1]) * _RADIUS)
    return f"{x:.1f} {y:.1f}"


def _point(place: int, count: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * place / max(count, 1)
    return _X + radius * sin(angle), _Y - radius * cos(angle)


def _ring(share: Fraction, count: int) -> str:
    return f"M{'L'.join(_at(place, count, share) for place in range(count))}Z"


def _line(shares: Sequence[Fraction | None], line: str, size: int) -> Iterable[str]:
    """A closed line where every spoke has a value; else the stretches between those that have."""
    count = len(shares)
    points = [_at(place, count, share) for place, share in enumerate(shares) if share is not None]
    if len(points) == count:
        yield f'<path class="{line}" d="M{"L".join(points)}Z"/>'
    else:
        for place, share in enumerate(shares):
            following = shares[(place + 1) % count]
            if share is not None and following is not None:
                yield f'<path class="{line}" d="M{_at(place, count, share)}L{_at((place + 1) % count, count, following)}"/>'
    for place, share in enumerate(shares):
        if share is not None:
            x, y = _at(place, count, share).split()
            yield f'<circle class="{line}" cx="{x}" cy="{y}" r="{size}"/>'


def _label(spoke: Spoke, place: int, count: int) -> Iterable[str]:
    x, y = _point(place, count, _RADIUS + _LABEL_GAP)
    angle = 2 * pi * place / max(count, 1)
    across, up = sin(angle), cos(angle)
    anchor = "middle" if abs(across) < _UPRIGHT else "start" if across > 0 else "end"
    top = y - (1 + up) / 2 * _LINE * (2 if anchor == "middle" else 1)
    yield f'<text class="name" x="{x:.1f}" y="{top:.1f}" text-anchor="{anchor}">{html_text(spoke.label)}</text>'
    yield f'<text x="{x:.1f}" y="{top + _LINE:.1f}" text-anchor="{anchor}">{html_text(spoke.words)}</text>'


def _numbers(count: int) -> Iterable[str]:
    for place in range(count):
        x, y = _point(place, count, _RADIUS + _LABEL_GAP)
        yield f'<text class="name" x="{x:.1f}" y="{y + _LINE / 2:.1f}" text-anchor="middle">{place + 1}</text>'


def _legend(legend: Legend, box: tuple[int, int, int, int], gap: int) -> Iterable[str]:
    """At the lower left of the chart's box. gap: between two entries."""
    left, top, _width, height = box
    for row, (line, words) in enumerate((("value", legend.value), ("previous", legend.previous), ("target", legend.target))):
        y = top + height - 3 * gap + row * gap + 8
        yield f'<path class="{line}" d="M{left + 16} {y}H{left + 56}"/>'
        yield f'<text x="{left + 64}" y="{y + 4}">{html_text(words)}</text>'
