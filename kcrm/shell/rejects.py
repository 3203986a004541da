"""The rows of a file that were refused, as they came, with why: to be corrected in a spreadsheet and imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Final, Self

from kcrm.context import AppContext
from kcrm.exchange.columns import REASONS, is_reason
from kcrm.exchange.keyed import CellProblem
from kcrm.exchange.records import Sheet
from kcrm.exchange.workbook import write_workbook
from kcrm.exchange.writing import atomic_write, guard_cell
from kcrm.i18n import _, language
from kcrm.model.cell import Cell
from kcrm.model.personal import Personal
from kcrm.records import noun_of
from kcrm.shell.leaving import recorded_as
from kcrm.views.errors import in_words
from kcrm.views.imports import column_name

_HELD = 4 << 20
_WRITTEN: Final = {"gb18030": "gb18030", "utf-16": "utf-16"}
"""In which encoding a file of one is written: what holds a reason in any language, and opens in Excel by itself."""


def _spool() -> SpooledTemporaryFile[str]:
    return SpooledTemporaryFile(max_size=_HELD, mode="w+", encoding="utf-8", newline="")


class Rejects:
    """Collects refused rows in a file that has no name, so that memory does not grow with them. A context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spool = _spool()
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def begin(self, sheet: Sheet) -> None:
        """A file is read, perhaps from its beginning again."""
        self._spool.close()
        self._spool = _spool()
        self._rows = csv.writer(self._spool)
        self.count, self._table, self._kind, self._keys = 0, sheet.table, sheet.kind, sheet.keys
        self._old = frozenset(place for place, heading in enumerate(sheet.table.headings) if is_reason(heading))

    def add(self, cells: Sequence[str], problems: Iterable[CellProblem]) -> None:
        """A row as it came, and what is wrong with it."""
        self.count += 1
        width = self._table.width
        row = [*map(self._table.plain, cells), *[""] * (width - len(cells))]
        why = _("; ").join(
            f"{column_name(self._kind, problem.column)}: {in_words(problem.error)}" if problem.column else in_words(problem.error)
            for problem in problems
        )
        # cells too many stand behind the reason, where there is no heading either
        self._rows.writerow([*self._without_old(row[:width]), why, *(row[width:] if any(row[width:]) else ())])

    def write(self, context: AppContext) -> None:
        """The file with them, whole or not at all; with its headings alone where none was refused."""
        headings = [*self._without_old(self._table.headings), REASONS[language()]]
        recording = recorded_as(context, self._personal(), self.count, self._path)
        if self._path.suffix.lower() == ".xlsx":
            wide = max([len(headings), *map(len, self._read())])
            rows = ([*row, *[""] * (wide - len(row))] for row in self._read())
            write_workbook(self._path, _("Rejected"), [*headings, *[""] * (wide - len(headings))], [Cell.TEXT] * wide, rows, recording)
            return
        encoding = _WRITTEN.get(self._table.encoding, "utf-8-sig")
        with atomic_write(self._path, recording, encoding=encoding) as file:
            writer = csv.writer(file, delimiter=self._table.delimiter)
            writer.writerows(map(guard_cell, row) for row in chain([headings], self._read()))

    def _read(self) -> Iterator[list[str]]:
        self._spool.seek(0)
        return csv.reader(self._spool)

    def _without_old(self, cells: Sequence[str]) -> list[str]:
        """Without the reasons of an earlier time."""
        return [cell for place, cell in enumerate(cells) if place not in self._old]

    def _personal(self) -> set[Personal]:
        fields = (noun_of(self._kind).field(key) for key in self._keys)
        return {field.personal for field in fields if field.personal is not None}
