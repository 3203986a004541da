"""Tables of web pages, which many systems write under the name .xls.

A cell of several columns stands in the first of them, one of several rows in each. Lines are those of the table. Tables with the same
headings are the pages of one; of others the one with most known headings is read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from html.parser import HTMLParser
from typing import IO

from kcrm.errors import RefusedError
from kcrm.exchange.encodings import encoding_of, marked, meant_by
from kcrm.exchange.headings import known_in
from kcrm.exchange.marked import Cell, Grid, bytes_of, decoded
from kcrm.i18n import N_
from kcrm.patterns import pattern

_HEAD = 1 << 12
_SAMPLE = 1 << 20  # by which an encoding is judged, of as many rows of each table:
_JUDGED = 200
_PIECE = 1 << 16
_MOST_HELD = 1 << 20  # characters of a tag, a comment or a script
_MOST_CUT = 1 << 12  # of a tag that the end of the file cuts off
_DECLARED = pattern(r"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
_SAYS_NOTHING = frozenset({"iso8859-1", "cp1252", "ascii"})  # what programs write that do not ask which
_BREAKS = frozenset({"br", "p", "div", "li"})
_UNREAD = frozenset({"script", "style", "select", "textarea"})
_MOST_ROWS = 1 << 16  # that a cell may reach over, as browsers have it


def tables_of(name: str, file: IO[bytes], wanted: str | None, known: Collection[str]) -> list[Grid]:
    """The tables of a page. wanted: its encoding, where that is given. Raises RefusedError where there are none, or not in an encoding."""
    data = bytes_of(name, file)
    encoding = wanted or marked(data) or _encoding_of(name, data, known)
    grids = _parsed(name, decoded(name, data, encoding), charrefs=True)
    if not any(grid.rows for grid in grids):
        raise RefusedError(
            N_("{file} is a web page without a table. Open it in a spreadsheet and save it as .xlsx, or export it again."), file=name
        )
    return _of_pages(grids, known)


def _of_pages(grids: list[Grid], known: Collection[str]) -> list[Grid]:
    """Each table once; those of the same headings are one."""
    found: list[Grid] = []
    by_headings: dict[tuple[str, ...], Grid] = {}
    for grid in grids:
        count, headings = grid.headings_seen(known)
        if count and headings in by_headings:
            by_headings[headings].follow(grid)
        else:
            by_headings.setdefault(headings, grid)
            found.append(grid)
    return found


def _encoding_of(name: str, data: bytes, known: Collection[str]) -> str:
    """What the page says of itself, unless known headings say otherwise; else as of a text file with these cells."""
    grids = _parsed(name, data[:_SAMPLE].decode("latin-1"), charrefs=False)
    rows = [b"\t".join(text.encode("latin-1") for text in texts) for grid in grids for _line, texts in grid.rows[:_JUDGED]]
    declared = _declared(data[:_HEAD].decode("latin-1"))
    cells = b"\n".join(row.replace(b'"', b"") for row in rows)
    if declared is not None and (not cells or cells.isascii() or _knows(cells, declared, known)):
        return declared
    try:
        return encoding_of(name, io.BytesIO(cells or b" "), None, known)
    except RefusedError:
        if declared is None:
            raise
        return declared


def _knows(cells: bytes, encoding: str, known: Collection[str]) -> bool:
    """Whether a known heading stands in them, in this encoding, that is not of ASCII."""
    lines = cells.decode(encoding, "replace").split("\n")
    return any(known_in(line, "\t", {heading for heading in known if not heading.isascii()}) for line in lines)


def _declared(head: str) -> str | None:
    match = _DECLARED.search(head)
    found = meant_by(match[1] or match[2]) if match else None
    return None if found in _SAYS_NOTHING else found


def _parsed(name: str, text: str, *, charrefs: bool) -> list[Grid]:
    parser = _Parser(charrefs=charrefs)
    try:
        for place in range(0, len(text), _PIECE):
            parser.feed(text[place : place + _PIECE])
            parser.check_held(_MOST_HELD)
        parser.check_held(_MOST_CUT)
        parser.close()
    # what the parser of the standard library says of a `<![` that it does not know
    except (AssertionError, ValueError) as error:
        raise RefusedError(N_("{file} is a damaged web page. Export it again, as CSV."), file=name) from error
    return parser.grids


class _Open:
    """A table whose end was not read yet: the cells of its row, and the texts of its cell."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.cells: list[Cell] | None = None
        self.cell: Cell | None = None
        self.texts: list[str] = []

    def end_cell(self) -> None:
        if self.cell is not None and self.cells is not None:
            lines = "".join(self.texts).split("\n")
            text = "\n".join(filter(None, (" ".join(filter(None, line.split(" "))) for line in lines)))
            self.cells.append(self.cell._replace(text=text))
        self.cell, self.texts = None, []

    def end_row(self) -> None:
        self.end_cell()
        if self.cells is not None:
            self.grid.row(self.cells)
        self.cells = None


class _Parser(HTMLParser):
    """grids: the tables in the order in which they begin, also those within a cell of another."""

    def __init__(self, *, charrefs: bool) -> None:
        super().__init__(convert_charrefs=charrefs)
        self.grids: list[Grid] = []
        self._open: list[_Open] = []
        self._unread: str | None = None
        # in bytes that were not decoded yet others are parts of a character
        self._spaces = dict.fromkeys(map(ord, "\t\r\n\f" + "\xa0\u3000" * charrefs), " ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread = tag
        if tag == "table":
            self.grids.append(Grid(str(len(self.grids) + 1)))
            self._open.append(_Open(self.grids[-1]))
        table = self._open[-1] if self._open else None
        if table is None:
            return
        if tag == "tr":
            table.end_row()
            table.cells = []
        elif tag in {"td", "th"}:
            table.end_cell()
            table.cells = [] if table.cells is None else table.cells
            of = dict(attrs)
            table.cell = Cell("", _span(of.get("colspan"), 1_000), _span(of.get("rowspan"), _MOST_ROWS))
        elif tag in _BREAKS:
            table.texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = None
        table = self._open[-1] if self._open else None
        if table is None:
            return
        if tag in {"td", "th"}:
            table.end_cell()
        elif tag in {"tr", "thead", "tbody", "tfoot"}:
            table.end_row()
        elif tag == "table":
            table.end_row()
            self._open.pop()
        elif tag in _BREAKS:
            table.texts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._open and self._unread is None and self._open[-1].cell is not None:
            self._open[-1].texts.append(data.translate(self._spaces))

    def check_held(self, most: int) -> None:
        """Raises ValueError where more than so many characters wait for the end of a tag: each time they are looked through anew."""
        if len(self.rawdata) > most:
            raise ValueError(most)

    def close(self) -> None:
        super().close()
        while self._open:
            self._open.pop().end_row()


def _span(text: str | None, most: int) -> int:
    return min(int(text), most) or 1 if text is not None and text.isascii() and text.isdigit() else 1
