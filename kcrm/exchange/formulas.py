"""What the reader of workbooks does not tell: which cells hold an error of a formula, and from which day a workbook counts its days.

It gives those cells as empty ones, which would change nothing; so they are looked up in the file itself. A sheet without any is only
looked through.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import IO, Final
from xml.parsers import expat

from kcrm.named import NamedTuple

Errors = dict[int, dict[int, str]]
Attributes = Mapping[str, str]

_PIECE: Final = 1 << 20
_OF_1904: Final = {"1", "true", "on"}
_ODS_CELLS: Final = {"table-cell", "covered-table-cell"}
_CODES: Final[Mapping[int, str]] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_SHEET, _FORMULA, _ERROR, _DAYS_FROM, _END = 0x0085, 0x0006, 0x0205, 0x0022, 0x000A
_LONGEST_PATH: Final = 8  # letters and digits of a cell's place
_END_OF_CHAIN: Final = 0xFFFFFFFA  # from here on no sector
_ENTRY: Final = 128


class Inside(NamedTuple):
    """errors: by row and column, each from 0, what stands there. from_1904: whether day 0 is that of 1904, as old Macintoshes have it."""

    errors: Mapping[int, Mapping[int, str]]
    from_1904: bool


def look_inside(kind: str, file: IO[bytes], place: int) -> Inside:
    """kind: `xlsx`, `xls` or `ods`; place: of the sheet among all of the workbook, from 0. Raises as zipfile and expat do, and struct."""
    file.seek(0)
    if kind == "xls":
        return _inside_old(file.read(), place)
    with zipfile.ZipFile(file) as packed:
        return _inside_ods(packed, place) if kind == "ods" else _inside_xlsx(packed, place)


class _Told:
    """What an element or a text of XML tells; tags are without their prefix."""

    def start(self, tag: str, of: Attributes) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """It ends."""

    def text(self, piece: str) -> None:
        """A text, or a part of one."""


class _Parts:
    """The parts of a packed workbook by their paths, however they are spelled."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._names = {name.replace("\\", "/").lower(): name for name in packed.namelist()}

    def holds(self, path: str, *marks: bytes) -> bool:
        """Whether one of these stands in a part that is there."""
        if path.lower() not in self._names:
            return False
        longest = max(map(len, marks))
        with self._packed.open(self._names[path.lower()]) as part:
            last = b""
            while piece := part.read(_PIECE):
                held = last + piece
                if any(mark in held for mark in marks):
                    return True
                last = piece[-longest:]
        return False

    def tell(self, path: str, told: _Told) -> None:
        """Tell what a part holds; of a part that is not there nothing."""
        if path.lower() not in self._names:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, of: told.start(_bare(name), of)
        parser.EndElementHandler = lambda name: told.end(_bare(name))
        parser.CharacterDataHandler = told.text
        with self._packed.open(self._names[path.lower()]) as part:
            parser.ParseFile(part)


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) <= _LONGEST_PATH else otherwise


class _Book(_Told):
    """Of an .xlsx: the relation of each sheet, where the relations lead, from when days are counted."""

    def __init__(self) -> None:
        self.sheets: list[str] = []
        self.targets: dict[str, str] = {}
        self.from_1904 = False

    def start(self, tag: str, of: Attributes) -> None:
        if tag == "sheet":
            self.sheets.append(next((value for key, value in of.items() if _bare(key) == "id"), ""))
        elif tag == "workbookPr":
            self.from_1904 = of.get("date1904", "0").lower() in _OF_1904
        elif tag == "Relationship" and "Id" in of:
            self.targets[of["Id"]] = of.get("Target", "")


def _inside_xlsx(packed: zipfile.ZipFile, place: int) -> Inside:
    parts, book = _Parts(packed), _Book()
    parts.tell("xl/workbook.xml", book)
    parts.tell("xl/_rels/workbook.xml.rels", book)
    target = book.targets.get(book.sheets[place], "") if place < len(book.sheets) else ""
    path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    cells = _Cells()
    if parts.holds(path, b't="e"', b"t='e'"):
        parts.tell(path, cells)
    return Inside(cells.errors, book.from_1904)


class _Cells(_Told):
    """Of a sheet of an .xlsx the errors."""

    def __init__(self) -> None:
        self.errors: Errors = defaultdict(dict)
        self._row = self._column = -1
        self._is_error = False
        self._texts: list[str] | None = None

    def start(self, tag: str, of: Attributes) -> None:
        if tag == "row":
            self._row, self._column = _number(of.get("r"), self._row + 2) - 1, -1
        elif tag == "c":
            self._column = _column(of["r"]) if "r" in of else self._column + 1
            self._is_error = of.get("t") == "e"
        elif tag == "v" and self._is_error:
            self._texts = []

    def end(self, tag: str) -> None:
        if tag == "v" and self._texts is not None:
            self.errors[self._row][self._column] = "".join(self._texts).strip()
            self._texts = None

    def text(self, piece: str) -> None:
        if self._texts is not None:
            self._texts.append(piece)


def _column(path: str) -> int:
    """Of `AB12` the column, from 0."""
    number = 0
    for letter in path[:_LONGEST_PATH].upper():
        if "A" <= letter <= "Z":
            number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _inside_ods(packed: zipfile.ZipFile, place: int) -> Inside:
    parts, tables = _Parts(packed), _Tables(place)
    if parts.holds("content.xml", b'value-type="error"', b'date-value="1904'):
        parts.tell("content.xml", tables)
    return Inside(tables.errors, tables.from_1904)


class _Tables(_Told):
    """Of an .ods, as LibreOffice writes it, the errors of one of its tables; other programs write the error as the text of the cell."""

    def __init__(self, place: int) -> None:
        self.errors: Errors = defaultdict(dict)
        self.from_1904 = False
        self._left = place  # tables before the one that is looked for
        self._row = self._column = 0
        self._down = self._across = 1
        self._texts: list[str] | None = None

    def start(self, tag: str, of: Attributes) -> None:
        if tag == "table":
            self._left, self._row = self._left - 1, 0
        elif tag == "table-row":
            self._column, self._down = 0, _number(of.get("table:number-rows-repeated"), 1)
        elif tag in _ODS_CELLS:
            self._across = _number(of.get("table:number-columns-repeated"), 1)
            self._texts = [] if self._left == -1 and of.get("calcext:value-type") == "error" else None
        elif tag == "null-date":
            self.from_1904 = of.get("table:date-value", "").startswith("1904")

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self._row += self._down
        elif tag in _ODS_CELLS:
            if self._texts is not None:
                shown = dict.fromkeys(range(self._column, self._column + self._across), "".join(self._texts).strip())
                for row in range(self._row, self._row + self._down):
                    self.errors[row] |= shown
            self._column, self._texts = self._column + self._across, None

    def text(self, piece: str) -> None:
        if self._texts is not None:
            self._texts.append(piece)


def _inside_old(data: bytes, place: int) -> Inside:
    """Of Excel 97 to 2003; older ones are read as they come."""
    book = _stream_of(data)
    found: Errors = defaultdict(dict)
    sheets = [struct.unpack_from("<I", content)[0] for kind, content in _records(book, 0) if kind == _SHEET]
    from_1904 = any(kind == _DAYS_FROM and content[:1] == b"\x01" for kind, content in _records(book, 0))
    for kind, content in _records(book, sheets[place]) if place < len(sheets) else ():
        code = None
        if kind == _ERROR and content[7:8] == b"\x01":
            code = content[6]
        elif kind == _FORMULA and content[6:7] == b"\x02" and content[12:14] == b"\xff\xff":
            code = content[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", content)
            found[row][column] = _CODES.get(code, _CODES[0x0F])
    return Inside(found, from_1904)


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of a part of the workbook, from where it begins to its end."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        if kind == _END:
            return
        at += 4 + length


def _stream_of(data: bytes) -> bytes:
    """The workbook in a compound file: a file system of its own, with a table that chains sectors, and one of small sectors within."""
    (shift,) = struct.unpack_from("<H", data, 30)
    (first_of_names,) = struct.unpack_from("<I", data, 48)
    smallest, first_small, _count, further = struct.unpack_from("<4I", data, 56)
    size = 1 << min(shift, 12)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def numbers(piece: bytes) -> list[int]:
        return [number for (number,) in struct.iter_unpack("<I", piece[: len(piece) & -4])]

    tables = numbers(data[76:512])
    for _ in range(len(data) // size):
        if further >= _END_OF_CHAIN:
            break
        *more, further = numbers(sector(further)) or [_END_OF_CHAIN]
        tables += more
    chain = numbers(b"".join(sector(number) for number in tables if number < _END_OF_CHAIN))
    names = b"".join(map(sector, _chained(chain, first_of_names)))
    held = dict(_held(names))
    first, length = held.get("workbook", held.get("book", (_END_OF_CHAIN, 0)))
    if length >= smallest:
        return b"".join(map(sector, _chained(chain, first)))[:length]
    small = numbers(b"".join(map(sector, _chained(chain, first_small))))
    within = b"".join(map(sector, _chained(chain, held.get("root entry", (_END_OF_CHAIN, 0))[0])))
    return b"".join(within[number * 64 : number * 64 + 64] for number in _chained(small, first))[:length]


def _chained(table: list[int], number: int) -> Iterator[int]:
    """The sectors that follow each other, at most as many as there are."""
    for _ in table:
        if number >= len(table):
            return
        yield number
        number = table[number]


def _held(names: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each thing that is held, by its name: its first sector, and its length."""
    for at in range(0, len(names) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", names, at + 64)
        name = names[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
        yield name, struct.unpack_from("<II", names, at + 116)
