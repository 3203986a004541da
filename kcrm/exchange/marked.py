"""Tables that are marked up, in web pages and in XML: cells that reach over others, and which table is read.

Their rows are held in memory while they are read, as those of a workbook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import IO

from kcrm.errors import RefusedError
from kcrm.exchange.headings import HEADINGS_WITHIN, normal_heading
from kcrm.exchange.source import Source, empty, likely_sheet, merged_told, sheet_called
from kcrm.i18n import N_
from kcrm.named import NamedTuple

MOST_BYTES = 256 << 20
"""Of a file; unpacked into cells it takes some ten times as much."""

_MOST_COLUMNS = 1 << 14  # as a spreadsheet has them


class Cell(NamedTuple):
    """across, down: over how many columns and rows it reaches; at: its column from 0, where that is not the next free one."""

    text: str
    across: int = 1
    down: int = 1
    at: int | None = None


class Grid:
    """One table.

    rows: those in which something stands, by their numbers; width: of the widest; merged: the lines of cells over several rows.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[tuple[int, list[str]]] = []
        self.width = 0
        self.merged: list[int] = []
        self.line = 0
        self._held: dict[int, tuple[int, str]] = {}

    def row(self, cells: Sequence[Cell]) -> None:
        """The next row. Raises ValueError where it is wider than any table."""
        self.line += 1
        laid = {place: text for place, (_left, text) in self._held.items()}
        held = {place: (left - 1, text) for place, (left, text) in self._held.items() if left > 1}
        place = end = 0
        for cell in cells:
            if cell.at is not None:
                place = cell.at
            while cell.at is None and place in self._held:
                place += 1
            if place + cell.across > _MOST_COLUMNS:
                raise ValueError(place)
            laid[place] = cell.text
            if cell.down > 1:
                held |= {place + beside: (cell.down - 1, "" if beside else cell.text) for beside in range(cell.across)}
                self.merged += [self.line] if cell.text else []
            place += cell.across
            end = max(end, place)
        self._held = held
        if any(laid.values()):
            texts = [""] * max(end, max(laid) + 1)
            for at, text in laid.items():
                texts[at] = text
            self.rows.append((self.line, texts))
            self.width = max(self.width, len(texts))

    def headings_seen(self, known: Collection[str]) -> tuple[int, tuple[str, ...]]:
        """How many known headings stand in the line that has most of them, and that line."""
        first = [tuple(map(normal_heading, texts)) for _line, texts in self.rows[:HEADINGS_WITHIN]]
        return max(((sum(cell in known for cell in cells), cells) for cells in first), key=lambda seen: seen[0], default=(0, ()))

    def follow(self, other: Grid) -> None:
        """The rows of another table come after these, as those of the next page."""
        self.rows += ((self.line + line, texts) for line, texts in other.rows)
        self.merged += (self.line + line for line in other.merged)
        self.line += other.line
        self.width = max(self.width, other.width)


class MarkedUp(Source):
    """One table of a file. wanted: its name, or its number from 1; else the one whose headings are known.

    Raises NotFoundError for a table that is not there, AmbiguousError where several would do, RefusedError where there is none.
    """

    def __init__(self, name: str, kind: str, file: IO[bytes], grids: Sequence[Grid], wanted: str | None, known: Collection[str]) -> None:
        super().__init__(name, kind)
        self._file, self._grid, self._row = file, _chosen(name, grids, wanted, known), 0
        self.sheet, self.size = self._grid.name, len(self._grid.rows)

    @property
    def reached(self) -> int:
        return self._row

    def close(self) -> None:
        self._file.close()

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every row as wide as the widest: cells that are empty are left out at the end of it."""
        width = self._grid.width
        for line, texts in self._grid.rows:
            self._row += 1
            yield line, texts + [""] * (width - len(texts))
        self.told += merged_told(self._grid.merged)

    def plain(self, text: str) -> str:
        """As in a workbook."""
        from kcrm.exchange.writing import unguard_cell  # noqa: PLC0415 - as for text files

        return unguard_cell(text.strip())


def bytes_of(name: str, file: IO[bytes]) -> bytes:
    """All of a file. Raises RefusedError for one that would take all memory."""
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RefusedError(N_("{file} is larger than can be read. Save the sheet as “CSV UTF-8” and import that file."), file=name)
    return data


def decoded(name: str, data: bytes, encoding: str) -> str:
    """The text of a document. Raises RefusedError where it is not in this encoding."""
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        line = 1 + data.count(b"\n", 0, error.start if isinstance(error, UnicodeDecodeError) else 0)
        raise RefusedError(
            N_("{file}, line {line}: not {encoding}. Set the encoding with --encoding."), file=name, line=line, encoding=encoding
        ) from error


def _chosen(name: str, grids: Sequence[Grid], wanted: str | None, known: Collection[str]) -> Grid:
    if wanted is not None:
        return grids[sheet_called(name, wanted, [grid.name for grid in grids])]
    filled = {grid.name: grid for grid in grids if grid.rows}
    if not filled:
        raise empty(name)
    return filled[likely_sheet(name, {sheet: grid.headings_seen(known)[0] for sheet, grid in filled.items()})]
