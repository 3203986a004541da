"""Tables out of CSV files as a DMS or a spreadsheet writes them.

A file is read twice, in pieces: once to learn its encoding and that it is text, once for its rows. Memory does not grow with it.
Encodings: the byte order mark, else strict UTF-8, else strict GB18030; between those that fit, the known headings decide.
"""

from __future__ import annotations

import codecs
import csv
import io
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from kcrm.errors import KcrmError, NotFoundError, RefusedError, UsageError
from kcrm.exchange.writing import unguard_cell
from kcrm.i18n import N_

STDIN = "-"

_PIECE = 1 << 18
_SPOOLED = 16 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LADDER = ("utf-8", "gb18030")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS = ",;\t"
_SPECIAL = ("'", "=")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells under the headings, trimmed and unguarded; `line` is the file's line on which the row begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RaggedRow:
    """A row that has more or fewer cells than there are headings."""

    line: int
    error: KcrmError


class Table:
    """An open CSV file: its headings at once, its rows one by one. A context manager; rows can be read once."""

    def __init__(self, name: str, file: IO[bytes], encoding: str, known: Collection[str]) -> None:
        self.name = name
        self.encoding = encoding
        file.seek(0)
        self._text = io.TextIOWrapper(file, encoding=encoding, newline="")
        first = self._first_line()
        delimiter = _delimiter(first, known)
        self._reader = csv.reader(self._text, delimiter=delimiter, strict=True)
        if _sep_line(first):
            next(self._records())
        found = next(self._records(), None)
        if found is None:
            self.close()
            raise _empty(name)
        self.headings = tuple(cell.removeprefix("\ufeff").strip() for cell in found[1])
        self._width = len(self.headings)
        # a comma too many at the end of every line
        while self._width and not self.headings[self._width - 1]:
            self._width -= 1
        self.headings = self.headings[: self._width]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._text.close()

    def rows(self) -> Iterator[Row | RaggedRow]:
        """The rows below the headings, without empty ones. Raises RefusedError where quoting is broken."""
        width = self._width
        for line, record in self._records():
            cells = tuple(map(_cell, record))
            if len(cells) == width:
                yield Row(line, cells)
            elif len(cells) > width and not any(cells[width:]):
                yield Row(line, cells[:width])
            else:
                yield RaggedRow(
                    line,
                    RefusedError(
                        N_("The row has {count} cells, but there are {expected} headings. A cell with a comma in it needs quotes."),
                        count=len(cells),
                        expected=width,
                    ),
                )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each record that is not empty."""
        reader = self._reader
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "field larger" in str(error):
                    raise RefusedError(
                        N_("{file}, line {line}: a cell is longer than {most} characters. Shorten it, or close the quote that begins it."),
                        file=self.name,
                        line=line,
                        most=csv.field_size_limit(),
                    ) from error
                raise RefusedError(
                    N_('{file}, line {line}: the quotes do not fit together. A quote inside quotes is written twice: "".'),
                    file=self.name,
                    line=line,
                ) from error
            except (OSError, UnicodeDecodeError) as error:  # the medium fails, or somebody writes to the file meanwhile
                raise _unreadable(self.name, error) from error
            if any(cell and not cell.isspace() for cell in record):
                yield line, record

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
    wanted = _text_encoding(encoding) if encoding else None
    file = _open(name, (stdin or sys.stdin.buffer) if from_stdin else None)
    try:
        chosen = _encoding_of(name, file, wanted, known)
        return Table(name, file, chosen, known)
    except OSError as error:
        file.close()
        raise _unreadable(name, error) from error
    except BaseException:
        file.close()
        raise


def normal_heading(text: str) -> str:
    """A heading as headings are compared: lower case, without spaces and marks such as `*` and `：`."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip("*:\ufeff")


def _open(name: str, stdin: IO[bytes] | None) -> IO[bytes]:
    """The file, or a copy of standard input, to be read from its beginning as often as needed."""
    if stdin is not None:
        return _spooled(name, stdin)
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed with the table
    except FileNotFoundError:
        raise NotFoundError(N_("There is no file {file}."), file=name) from None
    except IsADirectoryError:
        raise RefusedError(N_("{file} is a folder. Name the CSV file in it."), file=name) from None
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


def _text_encoding(encoding: str) -> str:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except LookupError:
        raise UsageError(N_("There is no encoding “{value}”. Usual ones are utf-8, gb18030 and utf-16."), value=encoding) from None
    return encoding


def _encoding_of(name: str, file: IO[bytes], wanted: str | None, known: Collection[str]) -> str:
    file.seek(0)
    start = file.read(8)
    if not start:
        raise _empty(name)
    if start.startswith(_WORKBOOKS):
        raise RefusedError(N_("{file} is an Excel workbook. Open it and save it as “CSV UTF-8”, then import that file."), file=name)
    candidates = (wanted,) if wanted else tuple(found for mark, found in _MARKS if start.startswith(mark))[:1] or _LADDER
    bad_lines: list[int] = []
    best: tuple[int, str] | None = None
    for candidate in candidates:
        bad_line = _check(name, file, candidate)
        if bad_line is not None:
            bad_lines.append(bad_line)
            continue
        matches = _known_headings(file, candidate, known)
        if best is None or matches > best[0]:
            best = matches, candidate
        if best[0]:
            break
    if best:
        return best[1]
    if candidates == _LADDER:
        raise RefusedError(
            N_("{file}, line {line}: neither UTF-8 nor GB18030. Name the file's encoding with --encoding."), file=name, line=max(bad_lines)
        )
    raise RefusedError(
        N_("{file}, line {line}: this is not {encoding}. Name the file's encoding with --encoding."),
        file=name,
        line=bad_lines[0],
        encoding=candidates[0],
    )


def _check(name: str, file: IO[bytes], encoding: str) -> int | None:
    """None where the whole file decodes, else the line that does not. Raises RefusedError for what is not text."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    try:
        while piece := file.read(_PIECE):
            text = decoder.decode(piece)
            if "\0" in text:
                raise RefusedError(
                    N_("{file}, line {line}: this is not a text file. Export it as CSV."),
                    file=name,
                    line=line + text.split("\0")[0].count("\n"),
                )
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    except UnicodeError:  # some encodings do not say where
        return line
    return None


def _known_headings(file: IO[bytes], encoding: str, known: Collection[str]) -> int:
    file.seek(0)
    start = codecs.getincrementaldecoder(encoding)().decode(file.read(_PIECE))
    first = next((line for line in start.splitlines() if line.strip("\ufeff \t\r")), "")
    return max(_matches(first, delimiter, known) for delimiter in _DELIMITERS)


def _matches(line: str, delimiter: str, known: Collection[str]) -> int:
    try:
        return sum(normal_heading(cell) in known for cell in next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:  # told with its line once the rows are read
        return 0


def _delimiter(first: str, known: Collection[str]) -> str:
    named = _sep_line(first)
    if named:
        return named
    return max(_DELIMITERS, key=lambda delimiter: (_matches(first, delimiter, known), first.count(delimiter)))


def _sep_line(line: str) -> str | None:
    """The delimiter that Excel's own first line `sep=;` names."""
    return line[4] if line.lower().startswith("sep=") and len(line) == 5 else None  # noqa: PLR2004 - sep= and one character


def _cell(text: str) -> str:
    """Trimmed, unguarded, and without the `="…"` by which some systems make a spreadsheet keep leading zeros."""
    text = text.strip()
    if text[:1] not in _SPECIAL:
        return text
    if text.startswith('="') and text.endswith('"') and len(text) > 3:  # noqa: PLR2004 - the two signs before and the one behind
        return text[2:-1].strip()
    return unguard_cell(text)


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> RefusedError:
    reason = error.strerror if isinstance(error, OSError) else None
    return RefusedError(N_("{file} cannot be read: {reason}."), file=name, reason=reason or error)


def _empty(name: str) -> RefusedError:
    return RefusedError(N_("{file} is empty: it has not even a heading line."), file=name)
