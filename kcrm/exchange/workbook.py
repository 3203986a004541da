"""Spreadsheets' own files (.xlsx), written a row at a time by XlsxWriter of the extra `excel`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.writing import atomic_write, guard_cell
from kcrm.i18n import N_
from kcrm.model.cell import Cell
from kcrm.named import NamedTuple
from kcrm.text import cells

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_576 - 1  # that a sheet holds beneath its headings
_LONGEST_TITLE = 31
_NOT_IN_TITLES = str.maketrans("[]:*?/\\", "       ")
_NUMBERS = frozenset({Cell.MONEY, Cell.PERCENT, Cell.COUNT, Cell.NUMBER, Cell.EXACT, Cell.MEASURE})
_FORMATS = {
    Cell.DATE: "yyyy-mm-dd",
    Cell.INSTANT: "yyyy-mm-dd hh:mm",
    Cell.WHEN: "yyyy-mm-dd hh:mm",
    Cell.MONEY: "#,##0.00",
    Cell.COUNT: "#,##0",
    **dict.fromkeys((Cell.PERCENT, Cell.NUMBER, Cell.EXACT, Cell.MEASURE), "General"),
}
_TEXT = "@"  # what is typed there stays what it is, too
_DAYS = frozenset({Cell.DATE, Cell.INSTANT, Cell.WHEN})
_FIRST_DAY = "1900-03-01"  # spreadsheets disagree about those before
_SEEN = 500  # rows by which a column's width is chosen
_NARROWEST, _WIDEST, _MARGIN = 8, 50, 3  # the button of a filter takes room


@contextmanager
def new_workbook(path: Path, before: Callable[[], object], **options: bool) -> Iterator[Workbook]:
    """A workbook that takes the place of `path` when the block ends well.

    options: of XlsxWriter. before: as of `atomic_write`. Raises KcrmError where XlsxWriter is not installed, and as `atomic_write` does.
    """
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - of an extra, and slow to import
    except ImportError:
        raise KcrmError(
            N_("{file}: writing .xlsx needs the extra package XlsxWriter."), hint=N_("To install it: pip install 'kcrm[excel]'"), file=path
        ) from None
    with atomic_write(path, before) as handle, Workbook(handle.buffer, options) as book:
        yield book


def sheet_title(text: str) -> str:
    """The text as a sheet may be called."""
    return text.translate(_NOT_IN_TITLES)[:_LONGEST_TITLE].strip("' ") or "kcrm"


class Sheet(NamedTuple):
    """One sheet: rows as in csv, each cell of the kind of its column."""

    title: str
    headings: Sequence[str]
    kinds: Sequence[Cell]
    rows: Iterable[Sequence[str]]


def write_workbook(
    path: Path, title: str, headings: Sequence[str], kinds: Sequence[Cell], rows: Iterable[Sequence[str]], before: Callable[[], object]
) -> int:
    """A workbook of one sheet. Raises as `write_sheets` does."""
    return write_sheets(path, [Sheet(title, headings, kinds, rows)], before)


def write_sheets(path: Path, sheets: Iterable[Sheet], before: Callable[[], object]) -> int:
    """Sheets whose headings stay and filter; numbers, days and times are such, all else is text, which no spreadsheet runs.

    The number of rows.

    before: as of `atomic_write`. Raises RefusedError for more rows than a sheet holds, and as `new_workbook` does.
    """
    with new_workbook(path, before, constant_memory=True) as book:
        taken: set[str] = set()
        return sum(_write_sheet(path, book, each, _untaken(sheet_title(each.title), taken)) for each in sheets)


def _untaken(title: str, taken: set[str]) -> str:
    """The title, with a number behind it where another sheet has it: spreadsheets tell none apart by case."""
    number, found = 1, title
    while found.casefold() in taken:
        number += 1
        found = f"{title[: _LONGEST_TITLE - len(f' {number}')]} {number}"
    taken.add(found.casefold())
    return found


def _write_sheet(path: Path, book: Workbook, told: Sheet, title: str) -> int:
    headings, kinds, count = told.headings, told.kinds, 0
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    formats = [book.add_format({"num_format": _FORMATS.get(kind, _TEXT)}) for kind in kinds]
    widths = [max(_NARROWEST, cells(heading)) for heading in headings]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, book.add_format({"bold": True}))
    for count, row in enumerate(told.rows, 1):
        if count > _MOST_ROWS:
            raise RefusedError(N_("{file}: a sheet holds at most {most} rows. Write .csv instead."), file=path, most=_MOST_ROWS)
        for place, (kind, text) in enumerate(zip(kinds, row, strict=True)):
            if not text:
                continue
            if count <= _SEEN:
                widths[place] = max(widths[place], *map(cells, text[:_WIDEST].split("\n")))
            _put(sheet, (count, place), kind, text, formats[place])
    if headings:
        sheet.autofilter(0, 0, count, len(headings) - 1)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + _MARGIN, _WIDEST), formats[place])
    return count


def _put(sheet: Worksheet, where: tuple[int, int], kind: Cell, text: str, form: Format) -> None:
    if kind in _NUMBERS:
        sheet.write_number(*where, float(text), form)
    elif kind in _DAYS and text >= _FIRST_DAY:
        # of an instant the hour that the text says
        sheet.write_datetime(*where, datetime.fromisoformat(text).replace(tzinfo=None), form)
    else:
        # it runs nowhere; but import takes the mark off what was guarded in a csv once
        sheet.write_string(*where, guard_cell(text) if text.startswith("'") else text, form)
