"""Text files whose cells are parted by commas, semicolons or tabs, as a DMS or a spreadsheet writes them.

A file is read twice, in pieces: once to learn its encoding and that it is text, once for its rows. Memory does not grow with it.
Encodings: the byte order mark, else strict UTF-8, else strict GB18030; between those that fit, the known headings decide.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from itertools import islice
from typing import IO

from kcrm.errors import RefusedError
from kcrm.exchange.encodings import encoding_of
from kcrm.exchange.headings import HEADINGS_WITHIN, delimiter_of, known_in_any, sep_line
from kcrm.exchange.source import Source, unreadable
from kcrm.exchange.writing import unguard_cell
from kcrm.i18n import N_

_SPECIAL = ("'", "=")


class Delimited(Source):
    """An open text file. wanted: its encoding, where that is given. Raises RefusedError for what is no table, and in doubt."""

    def __init__(self, name: str, file: IO[bytes], wanted: str | None, known: Collection[str]) -> None:
        super().__init__(name, encoding_of(name, file, wanted, known))
        self.size = file.seek(0, io.SEEK_END)
        file.seek(0)
        self._text = io.TextIOWrapper(file, encoding=self.encoding, newline="")
        first = self._first_lines()
        headings = max(first, key=lambda line: known_in_any(line, known), default="")
        self._has_sep = bool(first) and sep_line(first[0]) is not None
        self.delimiter = delimiter_of(first[0] if self._has_sep else headings, known)
        self._reader = csv.reader(self._text, delimiter=self.delimiter, strict=True)

    @property
    def reached(self) -> int:
        return self._text.buffer.tell()

    def close(self) -> None:
        self._text.close()

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Raises RefusedError where quoting is broken."""
        records = self._records()
        return islice(records, 1, None) if self._has_sep else records

    def plain(self, text: str) -> str:
        """Trimmed, unguarded, and without the `="…"` by which some systems make a spreadsheet keep leading zeros."""
        text = text.strip()
        if text[:1] not in _SPECIAL:
            return text
        if text.startswith('="') and text.endswith('"') and len(text) > 3:  # noqa: PLR2004 - the two signs before and the one behind
            return text[2:-1].strip()
        return unguard_cell(text)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        reader = self._reader
        line = reader.line_num + 1
        try:
            for record in reader:
                # where files were put together, each with its mark
                if record and record[0][:1] == "\ufeff":
                    record[0] = record[0].lstrip("\ufeff")
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
        except (OSError, UnicodeDecodeError) as error:
            raise unreadable(self.name, error) from error

    def _first_lines(self) -> list[str]:
        """Those that say anything, as far as headings are looked for."""
        lines = (line.strip("\ufeff\r\n") for line in self._text if line.strip().strip("\ufeff"))
        first = list(islice(lines, HEADINGS_WITHIN))
        self._text.seek(0)
        return first
