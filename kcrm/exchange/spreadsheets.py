"""Spreadsheets' own files (.xlsx, .xls, .ods), read by python-calamine of the extra `excel`.

A workbook is held in memory while it is read. An error of a formula is read as the text that the cell shows, which no field takes.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import IO, TYPE_CHECKING

from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.formulas import look_inside
from kcrm.exchange.headings import HEADINGS_WITHIN, normal_heading
from kcrm.exchange.source import OLD, ZIPPED, Source, cell_text, empty, likely_sheet, merged_told, sheet_called
from kcrm.i18n import N_

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ODS = b"mimetypeapplication/vnd.oasis"
_ODS_AT = 30
_MOST_BYTES = 1 << 30  # of a workbook unpacked: more than a sheet's rows can take, and less than a machine's memory
_READERS = frozenset({"python_calamine", "zipfile", "zlib", "struct", "xml.parsers.expat"})


class Workbook(Source):
    """One sheet of an open workbook. wanted: its name, or its number from 1; else the one whose headings are known.

    Raises KcrmError where the extra is not installed, NotFoundError for a sheet that is not there, AmbiguousError where several would do,
    RefusedError for a workbook that is damaged, encrypted or larger than can be read.
    """

    def __init__(self, name: str, file: IO[bytes], wanted: str | None, known: Collection[str]) -> None:
        file.seek(0)
        start = file.read(_ODS_AT + len(_ODS))
        super().__init__(name, "xls" if start.startswith(OLD) else "ods" if start[_ODS_AT:] == _ODS else "xlsx")
        self._file = file
        with _readable(name):
            self._book = _opened(name, file)
            sheet = _chosen(name, self._book, wanted, known)
            self.sheet = sheet.name
            self._sheet, self.size, self._row = sheet, sheet.total_height, 0
            names = [each.name for each in self._book.sheets_metadata]
            self._errors, from_1904 = look_inside(self.encoding, file, names.index(sheet.name))
            # where days are counted from 1904, a number that is none by its format would be a day four years too early
            self.serials = not from_1904

    @property
    def reached(self) -> int:
        return self._row

    def close(self) -> None:
        self._book.close()
        self._file.close()

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """A cell that is merged over several rows stands in each of them."""
        merged = _merged(self._sheet)
        left = (self._sheet.start or (0, 0))[1]
        held: dict[int, tuple[int, str]] = {}
        merges: list[int] = []
        with _readable(self.name):
            for line, cells in enumerate(self._sheet.iter_rows()):
                texts, self._row = list(map(cell_text, cells)), line
                for place, text in self._errors.get(line, {}).items():
                    if left <= place < left + len(texts):
                        texts[place - left] = text
                for place, last in merged.get(line, ()):
                    if place - left < len(texts) and texts[place - left]:
                        held[place - left] = last, texts[place - left]
                        merges.append(line + 1)
                for place, (last, text) in tuple(held.items()):
                    texts[place] = text
                    if line == last:
                        del held[place]
                if any(texts):
                    yield line + 1, texts
        self.told += merged_told(merges)

    def plain(self, text: str) -> str:
        """Without the apostrophe that stands before a formula's sign where this was a CSV file once."""
        from kcrm.exchange.writing import unguard_cell  # noqa: PLC0415 - as for text files

        return unguard_cell(text.strip())


def _opened(name: str, file: IO[bytes]) -> CalamineWorkbook:
    try:
        from python_calamine import load_workbook  # noqa: PLC0415 - of an extra
    except ImportError:
        raise KcrmError(
            N_("{file}: reading workbooks needs the extra package python-calamine."),
            hint=N_("To install it: pip install 'kcrm[excel]'. Or save the sheet as “CSV UTF-8” and import that file."),
            file=name,
        ) from None
    file.seek(0)
    if file.read(len(ZIPPED)) == ZIPPED:
        file.seek(0)
        with zipfile.ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise RefusedError(N_("{file} is larger than can be read. Save the sheet as “CSV UTF-8” and import that file."), file=name)
    file.seek(0)
    return load_workbook(file)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """What the reader says of a workbook that it cannot read."""
    try:
        yield
    except BaseException as error:
        kind = type(error)
        if kind.__name__ == "PasswordError":
            raise RefusedError(
                N_("{file} is protected by a password. Take it off in the spreadsheet and save again."), file=name
            ) from error
        # the reader's panics are no Exception and of no module that can be named
        if kind.__module__ in _READERS or kind.__name__ == "PanicException":
            raise RefusedError(
                N_("{file} is no workbook that can be read: it is damaged, or of another program."),
                hint=N_("Open it and save it as .xlsx or “CSV UTF-8”, then import that file."),
                file=name,
            ) from error
        raise


def _chosen(name: str, book: CalamineWorkbook, wanted: str | None, known: Collection[str]) -> CalamineSheet:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - of an extra

    tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    sheets = [sheet.name for sheet in tables]
    if wanted is not None:
        return book.get_sheet_by_name(sheets[sheet_called(name, wanted, sheets)])
    visible = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    filled = [sheet for sheet in map(book.get_sheet_by_name, visible or sheets) if sheet.height]
    if not filled:
        raise empty(name)
    return book.get_sheet_by_name(likely_sheet(name, {sheet.name: _headings_seen(sheet, known) for sheet in filled}))


def _headings_seen(sheet: CalamineSheet, known: Collection[str]) -> int:
    """How many known headings stand in the line of the sheet that has most of them."""
    rows = islice(sheet.iter_rows(), HEADINGS_WITHIN)
    return max((sum(normal_heading(cell) in known for cell in row if isinstance(cell, str)) for row in rows), default=0)


def _merged(sheet: CalamineSheet) -> Mapping[int, Sequence[tuple[int, int]]]:
    """By the row in which they begin the column and the last row of cells that are merged over several rows."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            found[top].append((left, bottom))
    return found
