"""Spreadsheets' own files (.xlsx), written a row at a time by XlsxWriter of the extra `excel`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.writing import atomic_write
from kcrm.i18n import N_
from kcrm.model.cell import Cell

_MOST_ROWS = 1_048_576 - 1  # that a sheet holds beneath its headings
_LONGEST_TITLE = 31
_NOT_IN_TITLES = str.maketrans("[]:*?/\\", "       ")
_NUMBERS = frozenset({Cell.MONEY, Cell.PERCENT, Cell.COUNT, Cell.NUMBER, Cell.MEASURE})
_FORMATS = {Cell.DATE: "yyyy-mm-dd", Cell.MONEY: "#,##0.00", Cell.COUNT: "#,##0"}


def write_workbook(
    path: Path, title: str, headings: Sequence[str], kinds: Sequence[Cell], rows: Iterable[Sequence[str]], before: Callable[[], object]
) -> int:
    """One sheet with its headings frozen; numbers and days are such, all else is text, which no spreadsheet runs. The number of rows.

    rows: as in csv. before: as of `atomic_write`. Raises KcrmError where XlsxWriter is not installed, RefusedError for more rows than a
    sheet holds, and as `atomic_write` does.
    """
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - of an extra, and slow to import
    except ImportError:
        raise KcrmError(
            N_("{file}: writing .xlsx needs the extra package XlsxWriter."), hint=N_("To install it: pip install 'kcrm[excel]'"), file=path
        ) from None
    count = 0
    with atomic_write(path, before) as handle, Workbook(handle.buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title.translate(_NOT_IN_TITLES)[:_LONGEST_TITLE].strip("' ") or "kcrm")
        sheet.freeze_panes(1, 0)
        formats = [book.add_format({"num_format": _FORMATS[kind]}) if kind in _FORMATS else None for kind in kinds]
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, book.add_format({"bold": True}))
        for count, row in enumerate(rows, 1):
            if count > _MOST_ROWS:
                raise RefusedError(N_("{file}: a sheet holds at most {most} rows. Write .csv instead."), file=path, most=_MOST_ROWS)
            for place, (kind, text) in enumerate(zip(kinds, row, strict=True)):
                if not text:
                    continue
                if kind in _NUMBERS:
                    sheet.write_number(count, place, float(text), formats[place])
                elif kind is Cell.DATE:
                    sheet.write_datetime(count, place, date.fromisoformat(text), formats[place])
                else:
                    sheet.write_string(count, place, text)
    return count
