"""Reads the figures out of a report's page, and holds each against the JSON of the command that it names."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


@dataclass
class Figure:
    """A number of the page: what command says it, in which row, under which key; its exact value, and as people read it."""

    tag: str
    command: str
    row: dict[str, Any]
    key: str
    value: Any
    text: str = ""


class _Figures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Figure] = []
        self.tags: list[str] = []
        self._open: Figure | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self._open = None  # what stands small beneath a number is not the number
        if "data-key" in given:
            row, value = json.loads(given["data-row"] or ""), json.loads(given["data-value"] or "")
            self._open = Figure(tag, given["data-command"] or "", row, given["data-key"] or "", value)
            self.found.append(self._open)

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.text += data


def figures_of(page: str) -> list[Figure]:
    parser = _Figures()
    parser.feed(page)
    return parser.found


def tags_of(page: str) -> set[str]:
    parser = _Figures()
    parser.feed(page)
    return set(parser.tags)


def hold_against_cli(desk: Any, figures: list[Figure]) -> int:
    """Each figure is what its command says with `-o json`; how many were compared."""
    answers: dict[str, Any] = {}
    for figure in figures:
        if figure.command not in answers:
            program, *argv = shlex.split(figure.command)
            assert program == "kcrm"
            answers[figure.command] = desk.json(*argv)
        rows = [row for row in answers[figure.command] if all(row[key] == value for key, value in figure.row.items())]
        assert len(rows) == 1, figure
        assert rows[0][figure.key] == figure.value, figure
        if figure.tag in {"b", "td"}:
            _hold_text(figure)
    return len(figures)


def _hold_text(figure: Figure) -> None:
    """What people read is the value, rounded to the decimals shown; a dash where there is none."""
    if figure.value is None:
        assert figure.text == "–", figure
        return
    match = _NUMBER.match(figure.text)
    assert match, figure
    shown = Decimal(match[0].replace(",", ""))
    unit = Decimal(1).scaleb(shown.as_tuple().exponent)
    # large amounts are said in thousands, in Chinese in ten thousands
    scale = 1_000 if figure.text.endswith("k yuan") else 10_000 if figure.text.endswith("万元") else 1
    shown, unit = shown * scale, unit * scale
    # a percent is shown with at most one decimal of the two that JSON has, so that 77.3 may stand for 77.25 and 37 for 36.99
    assert abs(shown - Decimal(str(figure.value))) <= max(unit / 2, Decimal("0.05")), figure
