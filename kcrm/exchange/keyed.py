"""The columns of a file by what they mean, and its rows one after the other: what all kinds of files have in common."""

from __future__ import annotations

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Self

from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.columns import Column
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.reading import RaggedRow, Row, Table
from kcrm.i18n import N_
from kcrm.named import NamedTuple

IGNORED = "-"
"""In place of a key: the column is to be left out."""
TO_PART_THEM = N_('--map "{second}=-" ignores a column; --map "{second}=KEY" maps it to another key.')
"""What helps where two columns mean the same."""
TO_NAME_THEM = N_('--map "HEADING=KEY" maps a column with another heading; --encoding overrides the encoding.')
"""What helps where a column is wanting."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a cell, or with the whole row where `column` is None.

    column: the heading as it stands in the file. value: the cell's text. A problem that is not fatal is a warning.
    """

    line: int
    column: str | None
    value: str
    error: KcrmError
    fatal: bool = True


class Record(NamedTuple):
    """A good row. In `values` an absent key is an empty cell, which changes nothing; None empties the field.

    Values by key: date, aware datetime, int fen for amounts, int minutes for hours, int km, bool, StrEnum, str.
    """

    line: int
    values: Mapping[str, object]
    warnings: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblems:
    """A row that makes no record; at least one of its problems is fatal."""

    line: int
    problems: tuple[CellProblem, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a row a column stands, and what the file calls it."""

    index: int
    heading: str
    column: Column


class Records(ABC):
    """An open file's records. A context manager; iterate over it once. encoding, sheet, size, reached: as of the table."""

    def __init__(self, table: Table) -> None:
        self.name, self.encoding, self.sheet, self.size = table.name, table.encoding, table.sheet, table.size
        self.table = self._table = table

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close()

    @property
    def reached(self) -> int:
        return self._table.reached

    def __iter__(self) -> Iterator[Record | RowProblems]:
        """Raises RefusedError where quoting is broken, as nothing after that line can be read."""
        return starmap(self.read, self._table.records())

    def read(self, line: int, cells: Sequence[str]) -> Record | RowProblems:
        """A row as it came, read by itself."""
        row = self._table.row(line, cells)
        if isinstance(row, RaggedRow):
            return RowProblems(row.line, (CellProblem(row.line, None, "", row.error),))
        return self._record(row)

    def told(self) -> Iterator[CellProblem]:
        """What is to be said of lines that are no rows, once all were read."""
        return (
            CellProblem(told.line, None, "", told.message, fatal=False) for told in sorted(self._table.told, key=lambda told: told.line)
        )

    @abstractmethod
    def _record(self, row: Row) -> Record | RowProblems:
        """What the row says, or what is wrong with it."""


def places_in(
    table: Table, keys: Mapping[str, str], columns: Mapping[str, Column], hint: str | None = None
) -> tuple[dict[str, Place], tuple[str, ...]]:
    """Where each key stands in a file, and the headings that are not known.

    keys: normal heading -> key, or IGNORED. Raises RefusedError, with the hint, where two columns mean the same.
    """
    found: dict[str, Place] = {}
    unknown = []
    for index, heading in enumerate(table.headings):
        key = keys.get(normal_heading(heading))
        if key is None:
            unknown.append(heading)
        elif key in found:
            raise RefusedError(
                N_("{file}: the columns “{first}” and “{second}” both mean {key}. Say which one counts."),
                hint=hint,
                file=table.name,
                first=found[key].heading,
                second=heading,
                key=key,
            )
        elif key != IGNORED:
            found[key] = Place(index, heading, columns[key])
    return found, tuple(filter(None, unknown))


def check_keys(kind: str, mapping: Mapping[str, str], columns: Mapping[str, Column]) -> None:
    """Raises UsageError where a heading is mapped to what a kind of file does not have."""
    for heading, key in mapping.items():
        if key != IGNORED and key not in columns:
            raise UsageError(
                N_("Cannot map the column “{heading}” to “{key}”: {kind} have no such key."),
                near=difflib.get_close_matches(key, columns),
                heading=heading,
                key=key,
                kind=str(kind),
            )


def check_mapped(table: Table, mapping: Mapping[str, str]) -> None:
    """Raises UsageError where a heading is mapped that the file does not have."""
    present = {normal_heading(heading) for heading in table.headings}
    absent = [heading for heading in mapping if normal_heading(heading) not in present]
    if absent:
        raise UsageError(
            N_("{file} has no column “{heading}”."),
            near=difflib.get_close_matches(absent[0], table.headings),
            file=table.name,
            heading=absent[0],
        )


def check_needed(
    table: Table, found: Mapping[str, Place], columns: Mapping[str, Column], needed: Sequence[Sequence[str]], hint: str | None = None
) -> None:
    """Raises RefusedError, with the hint, where a file lacks columns of which it needs one each."""
    missing = [need for need in needed if not any(key in found for key in need)]
    if missing and not table.is_blank:
        raise RefusedError(
            N_("{file} lacks required columns: {missing}. Its headings, read as {encoding}: {headings}."),
            hint=hint,
            file=table.name,
            missing="; ".join(would_do(columns, need) for need in missing),
            encoding=table.encoding,
            headings=", ".join(heading for heading in table.headings if heading),
        )


def would_do(columns: Mapping[str, Column], need: Sequence[str]) -> str:
    """The key and the headings of a need: `vin (车架号) / plate (车牌号)`."""
    return " / ".join(f"{key} ({', '.join(columns[key].headings)})" for key in need)
