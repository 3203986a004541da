"""Tables out of CSV files as a DMS or a spreadsheet writes them.

A file is read twice, in pieces: once to learn its encoding and that it is text, once for its rows. Memory does not grow with it.
Encodings: the byte order mark, else strict UTF-8, else strict GB18030; between those that fit, the known headings decide.
"""

from __future__ import annotations

import csv
import io
import itertools
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO, Self

from kcrm.errors import KcrmError, NotFoundError, RefusedError
from kcrm.exchange.encodings import encoding_of, text_encoding
from kcrm.exchange.headings import delimiter_of, normal_heading, sep_line
from kcrm.exchange.writing import unguard_cell
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.patterns import pattern

STDIN = "-"

_PIECE = 1 << 18
_SPOOLED = 16 << 20
_TITLE_LINES = 5  # below a title that the headings may stand
# that part lines for some programs and for none that writes tables
_PARTING = pattern("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPECIAL = ("'", "=")


class Row(NamedTuple):
    """The cells under the headings, trimmed and unguarded; `line` is the file's line on which the row begins."""

    line: int
    cells: tuple[str, ...]


class RaggedRow(NamedTuple):
    """A row that has more or fewer cells than there are headings."""

    line: int
    error: KcrmError


class Table:
    """An open CSV file: its headings at once, its rows one by one. A context manager; rows can be read once.

    width: how many headings. size: how many bytes.
    """

    def __init__(self, name: str, file: IO[bytes], encoding: str, known: Collection[str]) -> None:
        self.name = name
        self.encoding = encoding
        self.size = file.seek(0, io.SEEK_END)
        file.seek(0)
        self._text = io.TextIOWrapper(file, encoding=encoding, newline="")
        first = self._first_line()
        delimiter = delimiter_of(first, known)
        self._reader = csv.reader(self._text, delimiter=delimiter, strict=True)
        if sep_line(first):
            next(self._records())
        found = next(self._records(), None)
        if found is None:
            self.close()
            raise _empty(name)
        _check_parted(name, found[1])
        self.headings = tuple(cell.removeprefix("\ufeff").strip() for cell in found[1])
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
        self._text.close()

    @property
    def reached(self) -> int:
        """How many of its bytes were read."""
        return self._text.buffer.tell()

    def rows(self) -> Iterator[Row | RaggedRow]:
        """The rows below the headings, without empty ones. Raises RefusedError where quoting is broken."""
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
        cells = tuple(map(plain_cell, record))
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

    def headings_below(self, known: Collection[str]) -> int | None:
        """The line of the headings where what was taken for them is a title above; None where they are not below either. Reads rows."""
        above = sum(normal_heading(heading) in known for heading in self.headings)
        for line, record in itertools.islice(self._records(), _TITLE_LINES):
            if sum(normal_heading(cell) in known for cell in record) > above:
                return line
        return None

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each record that is not empty."""
        reader = self._reader
        line = reader.line_num + 1
        try:
            for record in reader:
                if (record and record[0].strip()) or "".join(record).strip():
                    yield line, record
                line = reader.line_num + 1
        except csv.Error as error:
            if "field larger" in str(error):
                raise RefusedError(
                    N_("{file}, line {line}: a cell is longer than {most} characters. Shorten it, or close the quote that begins it."),
                    file=self.name,
                    line=line,
                    most=csv.field_size_limit(),
                ) from error
            raise RefusedError(
                N_('{file}, line {line}: unbalanced quotes. Inside quotes, write a quote twice: "".'),
                file=self.name,
                line=line,
            ) from error
        except (OSError, UnicodeDecodeError) as error:  # the medium fails, or somebody writes to the file meanwhile
            raise _unreadable(self.name, error) from error

    def _first_line(self) -> str:
        line = ""
        for line in self._text:
            if line.strip().strip("\ufeff"):
                break
        self._text.seek(0)
        return line.strip("\ufeff\r\n")


def open_table(source: str | Path, *, known: Collection[str], encoding: str | None = None, stdin: IO[bytes] | None = None) -> Table:
    """Open a CSV file, or standard input for `-`.

    known: the headings that may stand in it, as `normal_heading` writes them; they settle the encoding and the delimiter.
    encoding: overrides the ladder. Raises NotFoundError, RefusedError or, for an unknown encoding, UsageError.
    """
    from_stdin = str(source) == STDIN
    name = "stdin" if from_stdin else str(source)
    wanted = text_encoding(encoding) if encoding else None
    file = _open(name, (stdin or standard_input()) if from_stdin else None)
    try:
        chosen = encoding_of(name, file, wanted, known)
        return Table(name, file, chosen, known)
    except OSError as error:
        file.close()
        raise _unreadable(name, error) from error
    except BaseException:
        file.close()
        raise


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
        raise RefusedError(N_("{file} is a folder. Give the CSV file in it."), file=name) from None
    except OSError as error:
        raise _unreadable(name, error) from error
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
        raise _unreadable(name, error) from error
    return copy


def plain_cell(text: str) -> str:
    """Trimmed, unguarded, and without the `="…"` by which some systems make a spreadsheet keep leading zeros."""
    text = text.strip()
    if text[:1] not in _SPECIAL:
        return text
    if text.startswith('="') and text.endswith('"') and len(text) > 3:  # noqa: PLR2004 - the two signs before and the one behind
        return text[2:-1].strip()
    return unguard_cell(text)


def _check_parted(name: str, headings: Sequence[str]) -> None:
    """Refuse a file whose rows are parted by something else than line ends: all of it would be headings."""
    parting = next((match.group() for heading in headings if (match := _PARTING.search(heading))), None)
    if parting is not None:
        raise RefusedError(
            N_("{file}: its rows are separated by {character} instead of line breaks. Export it again, as CSV."),
            file=name,
            character=f"U+{ord(parting):04X}",
        )


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> RefusedError:
    reason = error.strerror if isinstance(error, OSError) else None
    return RefusedError(N_("{file} cannot be read: {reason}."), file=name, reason=reason or error)


def _empty(name: str) -> RefusedError:
    return RefusedError(N_("{file} is empty: not even a heading line."), file=name)
