"""Text that people, exports and attackers write, and what must hold wherever kcrm shows it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kcrm.text import UNSAFE, safe

NAUGHTY = {
    "markup": "[bold]黑体[/b] [/] [link=http://x]x[/link] :smile: **x** _y_ <b>z</b> & &amp; `c`",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> \"'",
    "escape": "\x1b[31m红\x1b[0m\x1b]0;title\x07\x1b[2J\x9b31m",
    "bell and backspace": "a\x07b\x08c\x7fd",
    "right to left": "\u202egpj.exe\u202c \u200f\u2066x\u2069 \u061c",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "invisible": "\ufeff零\u200b宽\u200d\u2060",
    "sql": "'; DROP TABLE customer; -- \" OR 1=1 %_\\",
    "formula": "=cmd|'/C calc'!A0",
    "formula plus": "+1+1",
    "formula at": "@SUM(A1)",
    "guarded already": "'=1+1",
    "quotes": 'a"b""c,d;e\tf\'g',
    "placeholders": "{path} {0} %s %(x)s ${HOME} $(id)",
    "pipes": "a|b||c\\|d",
    "combining": "Z̷̢a̵l̶g̷o̴ é 각",
    "rare": "䶮𠮷𰻝👨‍👩‍👧🏽",
    "long": "很" * 50_000 + "x" * 50_000,
    "only blanks": " \u3000\u00a0 ",
    "number": "1e309",
    "digits": "9" * 5_000,
    "null word": "NULL",
    "not UTF-8": "\udcff\ud800",
    "zero byte": "a\x00b",
    "line feed": "第一行\n第二行",
}
FORMATS = ["table", "plain", "csv", "tsv", "json", "jsonl", "md", "html"]
_MARK = "㐂7"  # stands in every text below, so that it is known again wherever it is shown
# What a field of one line can hold, the above joined to a few that a name has room for: each begins with what a spreadsheet obeys.
_JOINED = {
    "escapes behind =": ("formula", "escape", "bell and backspace", "rare"),
    "html behind @": ("formula at", "html", "combining"),
    "markup behind @": ("formula at", "markup"),
    "quotes and directions behind '=": ("guarded already", "quotes", "pipes", "right to left", "invisible"),
    "SQL behind +": ("formula plus", "sql", "placeholders", "null word"),
}
TEXTS = {name: "".join(NAUGHTY[kind] for kind in kinds) + _MARK for name, kinds in _JOINED.items()}
LINES_BELOW = f"\n=2+2\t{NAUGHTY['separators']}\n{_MARK}"
"""What a text of several lines may have besides."""
_RAW = re.compile(f"[{UNSAFE}]")
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MD_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~#])")
_OURS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "div",
        "span",
        "b",
        "small",
    ),
    *("figure", "svg", "desc", "path", "circle", "text", "rect", "table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "li", "br"),
    *("code", "details", "summary", "polyline", "footer", "nav", "a", "g"),
}


def is_marked(text: str) -> bool:
    """Whether a text of this list is in it."""
    return _MARK in text


def raw_on_terminal(text: str) -> re.Match[str] | None:
    """What a terminal would obey."""
    return _RAW.search(text.replace("\n", "").removeprefix("\ufeff"))


def no_crash(result) -> None:
    assert result.code != 1, result.err[:500]
    assert "Traceback" not in result.err
    assert not raw_on_terminal(result.err), repr(result.err[:2000])


def strings_in(value: object) -> Iterator[str]:
    """Every text anywhere in a JSON payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings_in(each)


class _Page(HTMLParser):
    """The tags and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        links = [value or "" for name, value in attrs if tag == "a" and name == "href"]
        self.links += links
        self.attributes |= {name for name, _value in attrs if not links or name != "href"}

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.tags.add(f"<!--{data}")


def check_page(text: str) -> str:
    """A page of our own tags only, with nothing raw; its text."""
    page = _Page()
    page.feed(text)
    page.close()
    assert page.tags <= _OURS, page.tags - _OURS
    assert all(re.fullmatch(r"([a-z]+\.html)?(#[a-z0-9_-]+)?", link) for link in page.links), page.links
    assert not {name for name in page.attributes if name.startswith("on") or name in {"href", "src"}}
    assert not raw_on_terminal(text)
    return "".join(page.texts)


@contextlib.contextmanager
def long_cells():
    """While a file of ours is read: cells as long as they come. The limit is the whole process's, and is put back."""
    before = csv.field_size_limit(10_000_000)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def check_sheet(text: str, delimiter: str) -> list[str]:
    """A csv or tsv in which nothing runs; its cells as text, their guards taken off."""
    with long_cells():
        headings, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    cells = [cell for row in rows for cell in row]
    assert {len(row) for row in rows} <= {len(headings)}
    for cell in cells:
        assert not cell.startswith(_RUNS) or _NUMBER.fullmatch(cell), cell
    return [cell[1:] if re.match(r"''*[=+\-@\t\r]", cell) else cell for cell in cells]


def check_markdown(text: str) -> None:
    """Tables whose rows have as many cells as their rule, and nothing that Markdown takes for HTML."""
    assert not raw_on_terminal(text)
    bare = re.sub(r"\\.", "", text)
    assert not re.search(r"<(?!br>)", bare)
    widths = [line.count("|") for line in bare.split("\n") if line.startswith("|")]
    assert all(width > 1 for width in widths)


def check_formats(shown: dict[str, str], given: frozenset[str]) -> None:
    """One result in every format. given: the texts of this list as they may be stored.

    JSON and the sheets hold them whole and exactly; people see them whole, with what a terminal would obey made visible.
    """
    payload = json.loads(shown["json"])
    lines = shown["jsonl"].split("\n")[:-1]
    assert [json.loads(line) for line in lines] == (payload if isinstance(payload, list) else [payload])
    exact = [*strings_in(payload), *check_sheet(shown["csv"], ","), *check_sheet(shown["tsv"], "\t")]
    for text in filter(is_marked, exact):
        assert any(each in text for each in given), text
    for format_ in ("table", "plain", "json", "jsonl"):
        assert not raw_on_terminal(shown[format_]), format_
    check_markdown(shown["md"])
    visible = {safe(line) for each in given for line in each.split("\n") if is_marked(line)}
    for text in (shown["plain"], check_page(shown["html"]), _MD_ESCAPED.sub(r"\1", shown["md"]).replace("<br>", "\n")):
        for line in filter(is_marked, text.split("\n")):
            assert any(each in line for each in visible), line
