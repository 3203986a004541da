"""XML Spreadsheet 2003, which systems of that time write under the name .xls or .xml.

Its sheets, rows and cells are read as they come; entities are none of a table, and a file that declares some is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import IO, Final
from xml.parsers import expat

from kcrm.errors import RefusedError
from kcrm.exchange.encodings import marked, meant_by
from kcrm.exchange.marked import Cell, Grid, bytes_of, decoded
from kcrm.exchange.source import cell_text
from kcrm.i18n import N_
from kcrm.patterns import pattern

NAMESPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD = 1 << 10
_DECLARED = pattern(r"""\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""")
_MIDNIGHT = ("T00:00:00", "T00:00:00.000")
_MOST_ROWS = 1 << 20  # as a spreadsheet has them


def sheets_of(name: str, file: IO[bytes], wanted: str | None) -> list[Grid]:
    """The sheets of a file. wanted: its encoding, where that is given. Raises RefusedError where it is damaged, or no table."""
    data = bytes_of(name, file)
    text = decoded(name, data, wanted or marked(data) or _encoding_of(data))
    reader = _Reader()
    try:
        reader.parser.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        line = reader.parser.CurrentLineNumber
        raise RefusedError(N_("{file}, line {line}: no XML as spreadsheets write it. Save it as .xlsx."), file=name, line=line) from error
    return reader.grids


def _encoding_of(data: bytes) -> str:
    """What it says of itself, which the parser knows of few."""
    declared = _DECLARED.match(data[:_HEAD].decode("latin-1"))
    return (meant_by(declared[1]) if declared else None) or "utf-8"


class _Reader:
    """grids: the sheets, as far as they were read."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _no_doctype
        self._within: list[str] = []
        self._cells: list[Cell] = []
        self._cell = Cell("")
        self._type, self._texts = "", [""]

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.removeprefix(f"{NAMESPACE} ")
        of = {key.removeprefix(f"{NAMESPACE} "): value for key, value in attributes.items()}
        self._within.append(tag)
        if tag == "Worksheet":
            self.grids.append(Grid(of.get("Name", str(len(self.grids) + 1))))
        elif tag == "Row" and self.grids:
            self._cells = []
            self._skip_to(int(of.get("Index", self.grids[-1].line + 1)))
        elif tag == "Cell":
            at = int(of["Index"]) - 1 if "Index" in of else None
            self._cell = Cell("", 1 + int(of.get("MergeAcross", 0)), 1 + int(of.get("MergeDown", 0)), at)
            if min(self._cell[1:3]) < 1 or (at is not None and at < 0):
                raise ValueError(of)
        elif tag == "Data" and "Comment" not in self._within:
            self._type, self._texts = of.get("Type", "String"), []

    def _end(self, _name: str) -> None:
        tag = self._within.pop()
        if tag == "Row" and self.grids:
            self.grids[-1].row(self._cells)
        elif tag == "Cell":
            self._cells.append(self._cell)
        elif tag == "Data" and "Comment" not in self._within:
            self._cell = self._cell._replace(text=_READ.get(self._type, str)("".join(self._texts)))

    def _text(self, text: str) -> None:
        if "Data" in self._within and "Comment" not in self._within:
            self._texts.append(text)

    def _skip_to(self, line: int) -> None:
        grid = self.grids[-1]
        if not grid.line < line <= _MOST_ROWS:
            raise ValueError(line)
        while grid.line < line - 1:
            grid.row(())


def _no_doctype(*_: object) -> None:
    raise ValueError("a document type")


def _moment(text: str) -> str:
    return cell_text(datetime.fromisoformat(text) if not text.endswith(_MIDNIGHT) else datetime.fromisoformat(text).date())


_READ: Final[Mapping[str, Callable[[str], str]]] = {
    "Number": lambda text: cell_text(float(text)),
    "DateTime": _moment,
    "Boolean": lambda text: cell_text(text == "1"),
}
"""How the text of a cell is read by its type; a text stands as it is, and the error of a formula as a text."""
