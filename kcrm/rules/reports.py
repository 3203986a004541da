"""The declaration of a report of one's own: TOML read into what it says, or where and why it cannot be.

    title = "客服周报"
    period = "last-week"

    [[section]]
    title = "维修"
    kpis = ["visits", "rework_rate"]
    by = "team"

    [[section]]
    title = "收入"
    cross = "orders"
    days = "closed_at"
    rows = "type"
    across = "team"
    sum = "total_amount"

    [[section]]
    title = "重大投诉"
    list = "complaints"
    filter = "severity:major closed_at:none"
    columns = ["complaint_no", "received_at", "department"]

Whether the figures, records, fields and filters that it names exist is not asked here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from kcrm.model.reports import Content, Declared, Fault, Misdeclared, ReportSection
from kcrm.patterns import pattern

_OF_REPORT: Final[Mapping[str, type]] = {"title": str, "period": str, "text": str, "section": list}
_COMMON: Final[Mapping[str, type]] = {"title": str, "text": str}
_OF_RECORDS: Final[Mapping[str, type]] = {"filter": str, "customers": str, "days": str}
_OF: Final[Mapping[Content, Mapping[str, type]]] = {
    Content.TEXT: {},
    Content.KPIS: {"kpis": list, "by": str},
    Content.LIST: {"list": str, **_OF_RECORDS, "columns": list, "sort": str, "limit": int},
    Content.CROSS: {"cross": str, **_OF_RECORDS, "rows": str, "across": str, "sum": str, "count": str},
}
_NEEDED: Final[Mapping[Content, tuple[str, ...]]] = {Content.CROSS: ("rows", "across")}
_CONTENTS: Final = (Content.KPIS, Content.LIST, Content.CROSS)
_HEADER = pattern(r"\s*\[\[\s*section\s*\]\]")
_KEY = pattern(r'\s*"?([A-Za-z0-9_-]+)"?\s*=')
_AT_LINE = pattern(r" \(at line (\d+), column (\d+)\)")
_MOST: Final = 1_000_000  # records of a list
_LIMIT: Final = f"0 … {_MOST}"
_FORMS: Final[Mapping[type, str]] = {str: '"…"', int: _LIMIT, list: '["…", "…"]'}  # as they are typed, in any language


def read_declaration(text: str) -> Declared:
    """What a declaration says. Raises Misdeclared: no TOML, a key that is unknown, missing, of another type, or that goes with another."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        reason = _AT_LINE.sub("", str(error))
        raise Misdeclared(Fault.SYNTAX, int(at[1]) if at else text.count("\n") + 1, value=reason) from error
    except (RecursionError, ValueError) as error:  # lists in lists by the thousand, or a number of thousands of digits
        raise Misdeclared(Fault.BEYOND, _longest(text)) from error
    lines, headers, of_sections = _lines(text)
    _check(told, _OF_REPORT, lines, 1)
    title = _needed(told, "title", lines, 1)
    sections = told.get("section", [])
    if not sections:
        raise Misdeclared(Fault.MISSING, 1, "section")
    read = []
    for place, each in enumerate(sections):
        line = headers[place] if place < len(headers) else lines.get("section", 1)
        if not isinstance(each, dict):
            raise Misdeclared(Fault.TYPE, line, "section", offered=("[[section]]",))
        read.append(_section(each, line, of_sections[place] if place < len(of_sections) else {}))
    return Declared(title, tuple(read), lines, told.get("period", "").strip(), told.get("text", "").strip())


def _section(told: Mapping[str, Any], line: int, lines: dict[str, int]) -> ReportSection:
    found = [each for each in _CONTENTS if each in told]
    if len(found) > 1:
        raise Misdeclared(Fault.TWO, lines.get(found[1], line), found[1], value=found[0])
    content = found[0] if found else Content.TEXT
    known = {**_COMMON, **_OF[content]}
    every = {**_COMMON, **{key: of for fields in _OF.values() for key, of in fields.items()}}
    for key in told:
        if key in every and key not in known:
            needs = tuple(each for each in _CONTENTS if key in _OF[each])
            raise Misdeclared(Fault.ALONE, lines.get(key, line), key, offered=needs)
    _check(told, known if found else every, lines, line)
    title = _needed(told, "title", lines, line)
    for key in (content, *_NEEDED.get(content, ())):
        if content is not Content.TEXT or not told.get("text", "").strip():
            _needed(told, key, lines, line)
    if "sum" in told and "count" in told:
        raise Misdeclared(Fault.TWO, lines.get("count", line), "count", value="sum")
    return ReportSection(
        title=title,
        content=content,
        line=line,
        lines=lines,
        text=told.get("text", "").strip(),
        kpis=_texts(told, "kpis", lines, line),
        columns=_texts(told, "columns", lines, line),
        kind=told.get("list", told.get("cross", "")).strip(),
        limit=_limit(told, lines, line),
        added=told.get("sum", "").strip(),
        known=told.get("count", "").strip(),
        **{key: told.get(key, "").strip() for key in ("by", "filter", "customers", "days", "sort", "rows", "across")},
    )


def _check(told: Mapping[str, Any], known: Mapping[str, type], lines: Mapping[str, int], line: int) -> None:
    for key, value in told.items():
        if key not in known:
            near = tuple(get_close_matches(key, known))
            raise Misdeclared(Fault.UNKNOWN, lines.get(key, line), key, offered=tuple(known), near=near)
        # of Python True is a number, too
        if not isinstance(value, known[key]) or isinstance(value, bool):
            raise Misdeclared(Fault.TYPE, lines.get(key, line), key, offered=("[[section]]" if key == "section" else _FORMS[known[key]],))


def _needed(told: Mapping[str, Any], key: str, lines: Mapping[str, int], line: int) -> str:
    """The text of a key; of a list that there is one. Raises Misdeclared where nothing stands there."""
    if key not in told:
        raise Misdeclared(Fault.MISSING, line, key)
    value = told[key]
    if not (value.strip() if isinstance(value, str) else value):
        raise Misdeclared(Fault.EMPTY, lines.get(key, line), key)
    return value.strip() if isinstance(value, str) else ""


def _texts(told: Mapping[str, Any], key: str, lines: Mapping[str, int], line: int) -> tuple[str, ...]:
    values = told.get(key, [])
    if not all(isinstance(each, str) and each.strip() for each in values):
        raise Misdeclared(Fault.TYPE, lines.get(key, line), key, offered=('["…", "…"]',))
    return tuple(each.strip() for each in values)


def _limit(told: Mapping[str, Any], lines: Mapping[str, int], line: int) -> int:
    limit = told.get("limit", 0)
    if not 0 <= limit <= _MOST:
        raise Misdeclared(Fault.TYPE, lines.get("limit", line), "limit", offered=(_LIMIT,))
    return int(limit)


def _longest(text: str) -> int:
    """The line with the most in it, from 1: TOML's reader does not tell where it gave up."""
    lines = text.split("\n")
    return 1 + max(range(len(lines)), key=lambda place: len(lines[place]))


def _lines(text: str) -> tuple[dict[str, int], list[int], list[dict[str, int]]]:
    """Where the keys of the report stand, where each section begins, and where its keys stand; from 1.

    By the line alone, as TOML's own reader does not tell: within a text of several lines something may look like a key, so that the first
    of a name counts.
    """
    lines: dict[str, int] = {}
    headers: list[int] = []
    of_sections: list[dict[str, int]] = []
    for number, line in enumerate(re.split(r"\r\n|\n", text), 1):
        if _HEADER.match(line):
            headers.append(number)
            of_sections.append({})
        elif (match := _KEY.match(line)) is not None:
            (of_sections[-1] if of_sections else lines).setdefault(match[1], number)
    return lines, headers, of_sections
