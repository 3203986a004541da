"""Tables out of files as they are: text, workbooks or JSON, with titles above the headings and sums below the rows."""

from __future__ import annotations

import itertools
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from kcrm.errors import KcrmError, NotFoundError, RefusedError, UsageError
from kcrm.exchange.delimited import Delimited
from kcrm.exchange.encodings import text_encoding
from kcrm.exchange.headings import HEADINGS_WITHIN, normal_heading
from kcrm.exchange.source import AS_IT_IS, OLD, STDIN, ZIPPED, Manner, Source, Told, empty, unreadable
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.patterns import pattern

if TYPE_CHECKING:
    from kcrm.exchange.marked import Grid

_PIECE = 1 << 18
_SPOOLED = 16 << 20
_MOST_BELOW = 1_000  # lines below the rows of a file; where there are more, they are rows
_FORMULAS = 2  # cells that are drawn down below the last row of a sheet
_FEWEST = 2  # known headings by which a line below the first is told to be that of the headings
_BEGINS = 64
_WIDE = frozenset({b"\xff\xfe", b"\xfe\xff"})
_XML_SHEETS = b"urn:schemas-microsoft-com:office:spreadsheet"
_XML = ("<?xml", "<workbook", "<ss:workbook")
_PAGE = pattern(r"<(?:!doctype html|!--|\?xml|(?:html|head|meta|title|style|script|body|div|center|form|p|b|font|table|tr)[\s>/])")
# that part lines for some programs and for none that writes tables
_PARTING = pattern("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_MARKDOWN = ".md"
_TEXTS = frozenset({".csv", ".tsv", ".txt"})
# with which the line of the sums begins, and the one of who printed it
_BELOW = pattern(
    r"(?:合计|总计|小计|共计|总数|汇总|共 ?\d+ ?[条行项笔]|制表|打印|导出|审核|页码|第 ?\d+ ?页|(?:grand )?totals?\b)", re.IGNORECASE
)
_SUM = pattern(r"(?:合计|总计|小计|共计|总数|汇总|(?:grand )?totals?)[:：]?", re.IGNORECASE)
# a phone or a VIN, which no line of sums has
_IDENTIFIES = pattern(r"(?:\+?86)?1[3-9]\d{9}|0\d{9,11}|(?=.*[A-Z])[A-Z\d]{17}")
# with which such a line begins: looked up for each row, and no number begins so
_BELOW_BEGINS = frozenset(
    (
        *["合计", "总计", "小计", "共计", "总数", "汇总", "制表", "打印", "导出", "审核", "页码", "To", "TO", "to", "Gr", "GR", "gr"],
        *(f"{mark}{next_}" for mark in "共第" for next_ in " 0123456789"),
    )
)


class Row(NamedTuple):
    """The cells under the headings, without what only marks them; `line` is the file's line on which the row begins."""

    line: int
    cells: tuple[str, ...]


class RaggedRow(NamedTuple):
    """A row that has more or fewer cells than there are headings."""

    line: int
    error: KcrmError


class Table:
    """An open file: its headings at once, its rows one by one. A context manager; rows can be read once.

    width: how many headings. told: what is to be said of lines, once the rows were read. serials, size, reached, is_blank: as of its
    source.
    """

    def __init__(self, source: Source, known: Collection[str]) -> None:
        self.name, self.encoding, self.sheet, self.serials = source.name, source.encoding, source.sheet, source.serials
        self.size, self.told = source.size, source.told
        self.plain, self.delimiter = source.plain, source.delimiter
        self._source = source
        self._lines = source.records()
        self._named_by: tuple[int, ...] = ()
        ahead = list(itertools.islice(self._lines, HEADINGS_WITHIN))
        self.is_blank = source.is_blank
        if not ahead and not self.is_blank:
            raise empty(self.name)
        ahead = ahead or [(1, [])]
        _check_parted(self.name, ahead[0][1])
        place = _place_of_headings(ahead, known)
        self.told += (Told(line, _skipped(record)) for line, record in ahead[:place])
        self._headings = ahead[place][1]
        self._lines = itertools.chain(ahead[place + 1 :], self._lines)
        self.headings = tuple(cell.removeprefix("\ufeff").strip() for cell in self._headings)
        self.width = self._most = len(self.headings)
        # a comma too many at the end of every line
        while self.width and not self.headings[self.width - 1]:
            self.width -= 1
        self.headings = self.headings[: self.width]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._source.close()

    @property
    def reached(self) -> int:
        return self._source.reached

    def named_by(self, places: Collection[int]) -> None:
        """In which cells of a row its record is named, if anywhere: what stands below the last row with one of them is no record."""
        self._named_by = tuple(places)

    def rows(self) -> Iterator[Row | RaggedRow]:
        """The rows below the headings, without empty ones. Raises RefusedError where a line cannot be read."""
        return itertools.starmap(self.row, self.records())

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The same as they came: the line of each and its cells, which `row` reads."""
        records = self._records()
        ahead = list(itertools.islice(records, 2))
        if len({len(record) for _, record in ahead}) == 1 and len(ahead) > 1:
            self._most = max(self._most, len(ahead[0][1]))
        return itertools.chain(ahead, records)

    def row(self, line: int, record: Sequence[str]) -> Row | RaggedRow:
        """What came, as a row.

        Cells beyond the headings may stand in every row, if they are empty: where the headings end with as many commas, or where all rows
        alike have them. One row that is longer than the others has a comma in a cell, though its last cells be empty.
        """
        cells = tuple(map(self.plain, record))
        if self.fits(cells):
            return Row(line, cells[: self.width])
        return RaggedRow(
            line,
            RefusedError(
                N_("The row has {count} cells, but there are {expected} headings. A cell with a comma in it needs quotes."),
                count=len(cells),
                expected=self.width,
            ),
        )

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether these are the cells of a row."""
        return len(cells) == self.width or (self.width < len(cells) <= self._most and not any(cells[self.width :]))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """The lines below the headings, without those at the end that hold no record, and without headings that are repeated."""
        headings, named_by = self._headings, self._named_by
        held: list[tuple[int, list[str]]] = []
        first_named = named_by[0] if named_by else 0
        for line, record in self._lines:
            doubtful = record[0][:2] in _BELOW_BEGINS or len(record) <= first_named or not record[first_named]
            if doubtful and len(held) < _MOST_BELOW and self._is_below(record, named_by):
                held.append((line, record))
            elif record == headings:
                self.told.append(Told(line, RefusedError(N_("The headings stand here again; the line was skipped."))))
            else:
                if held:
                    yield from held
                    held.clear()
                yield line, record
        self.told += (
            Told(line, RefusedError(N_("No record: “{text}”. The line below the rows was skipped."), text=_text_of(record)))
            for line, record in held
        )

    def _is_below(self, record: Sequence[str], named_by: Sequence[int]) -> bool:
        """Whether such a line at the end of a file is no record: one of sums, or of who printed it, or one in which only formulas stand."""
        filled = [text for text in map(self.plain, record) if text]
        naming = [self.plain(record[place]) for place in named_by if place < len(record)]
        if filled and _BELOW.match(filled[0]) is not None:
            if any(_IDENTIFIES.fullmatch(re.sub(r"[\s-]", "", text)) for text in naming):
                return False
            return _SUM.fullmatch(filled[0]) is not None or len(filled) * 2 <= self.width
        return bool(named_by) and not any(naming) and len(filled) <= min(_FORMULAS, self.width // 3)


def _place_of_headings(lines: Sequence[tuple[int, Sequence[str]]], known: Collection[str]) -> int:
    """Which of the first lines has the headings: the first, unless one below it has more that are known."""
    seen = [sum(normal_heading(cell) in known for cell in record) for _line, record in lines]
    best = max(seen)
    return seen.index(best) if best >= _FEWEST else 0


def _skipped(record: Sequence[str]) -> RefusedError:
    return RefusedError(N_("The line above the headings was skipped: “{text}”."), text=_text_of(record))


def _text_of(record: Sequence[str]) -> str:
    return " ".join(filter(None, (cell.strip("\ufeff ") for cell in record)))


def open_table(source: str | Path, *, known: Collection[str], manner: Manner = AS_IT_IS, stdin: IO[bytes] | None = None) -> Table:
    """Open a file of whatever kind, or standard input for `-`.

    known: the headings that may stand in it, as `normal_heading` writes them; they settle the encoding, the delimiter and the sheet.
    manner: an encoding overrides the ladder. Raises NotFoundError, RefusedError,
    AmbiguousError where several sheets would do, KcrmError where what reads workbooks is not installed, UsageError for an unknown
    encoding and for what a file of this kind has not.
    """
    from_stdin = str(source) == STDIN
    name = "stdin" if from_stdin else str(source)
    if manner.encoding is not None:
        manner = manner._replace(encoding=text_encoding(manner.encoding))
    file = _open(name, (stdin or standard_input()) if from_stdin else None)
    try:
        return Table(_source_of(name, file, manner, known), known)
    except OSError as error:
        file.close()
        raise unreadable(name, error) from error
    except BaseException:
        file.close()
        raise


def _source_of(name: str, file: IO[bytes], manner: Manner, known: Collection[str]) -> Source:
    """By what it begins with, and its name where that could be a text, too."""
    encoding, sheet = manner
    file.seek(0)
    start = file.read(_PIECE)
    if start.startswith((ZIPPED, OLD)):
        from kcrm.exchange.spreadsheets import Workbook  # noqa: PLC0415 - here and below: most files are of text

        if encoding is not None:
            raise UsageError(N_("--encoding is for text files; {file} is a workbook."), file=name)
        return Workbook(name, file, sheet, known)
    kind = _marked_up(start)
    if kind is not None:
        from kcrm.exchange.marked import MarkedUp  # noqa: PLC0415

        return MarkedUp(name, kind, file, _grids_of(kind, name, file, encoding, known), sheet, known)
    if sheet is not None:
        raise UsageError(N_("--sheet is for workbooks; {file} is none."), file=name)
    suffix = Path(name).suffix.lower()
    if suffix == _MARKDOWN:
        from kcrm.exchange.markdown import tables_in  # noqa: PLC0415
        from kcrm.exchange.marked import MarkedUp  # noqa: PLC0415

        return MarkedUp(name, "md", file, tables_in(name, file, encoding), sheet, known)
    if suffix in _JSON or (suffix not in _TEXTS and encoding is None and start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}):
        from kcrm.exchange.objects import Objects  # noqa: PLC0415

        if encoding is not None:
            raise UsageError(N_("--encoding is for text files; {file} is JSON."), file=name)
        return Objects(name, file)
    return Delimited(name, file, encoding, known)


def _marked_up(start: bytes) -> str | None:
    """Whether a file begins as a web page does, or as XML of a spreadsheet."""
    if start[:2] in _WIDE:
        start = start[: _PIECE & -2].decode("utf-16", "replace").encode()
    begins = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:_BEGINS].decode("latin-1").lower()
    if begins.startswith(_XML) and _XML_SHEETS in start:
        return "xml"
    return "html" if begins[:1] == "<" and _PAGE.match(begins) else None


def _grids_of(kind: str, name: str, file: IO[bytes], encoding: str | None, known: Collection[str]) -> list[Grid]:
    if kind == "xml":
        from kcrm.exchange.spreadsheetml import sheets_of  # noqa: PLC0415

        return sheets_of(name, file, encoding)
    from kcrm.exchange.htmltable import tables_of  # noqa: PLC0415

    return tables_of(name, file, encoding, known)


def standard_input() -> IO[bytes]:
    """Raises RefusedError where it was closed before the command began."""
    if sys.stdin is None:
        raise RefusedError(N_("Standard input is closed: there is nothing to read. Give a file instead of -."))
    return sys.stdin.buffer


def _open(name: str, stdin: IO[bytes] | None) -> IO[bytes]:
    """The file, or a copy of standard input, to be read from its beginning as often as needed."""
    if stdin is not None:
        return _spooled(name, stdin)
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed with the table
    except FileNotFoundError:
        raise NotFoundError(N_("There is no file {file}."), file=name) from None
    except IsADirectoryError:
        raise RefusedError(N_("{file} is a folder. Give the file in it."), file=name) from None
    except OSError as error:
        raise unreadable(name, error) from error
    if file.seekable():
        return file
    with file:
        return _spooled(name, file)


def _spooled(name: str, source: IO[bytes]) -> IO[bytes]:
    """A pipe can be read once only."""
    copy = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - closed with the table
    try:
        shutil.copyfileobj(source, copy, _PIECE)
    except OSError as error:
        copy.close()
        raise unreadable(name, error) from error
    return copy


def _check_parted(name: str, headings: Sequence[str]) -> None:
    """Refuse a file whose rows are parted by something else than line ends: all of it would be headings."""
    parting = next((match.group() for heading in headings if (match := _PARTING.search(heading))), None)
    if parting is not None:
        raise RefusedError(
            N_("{file}: its rows are separated by {character} instead of line breaks. Export it again, as CSV."),
            file=name,
            character=f"U+{ord(parting):04X}",
        )
