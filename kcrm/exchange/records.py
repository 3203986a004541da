"""Rows of an import file as typed values, with what is wrong in them; nothing of the file but the present row is kept in memory."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Self

from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.cells import Moment
from kcrm.exchange.columns import COLUMNS, EMPTIES, NEEDED, Column, SheetKind, headings_of, missing_identity, parse_cell
from kcrm.exchange.reading import RaggedRow, Row, Table, normal_heading, open_table
from kcrm.i18n import N_
from kcrm.identifiers import vin_check_digit_ok

# in --map, the key of a column that is to be left out
IGNORED = "-"

_REMEMBERED = 4096


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


@dataclass(frozen=True, slots=True)
class Record:
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


class Sheet:
    """An open import file of a known kind. A context manager; iterate over it once.

    encoding: as it was found. keys: of the columns that it has. unknown_columns: headings that are ignored.
    """

    def __init__(self, kind: SheetKind, table: Table, mapping: Mapping[str, str], moment: Moment) -> None:
        self.kind = kind
        self.name = table.name
        self.encoding = table.encoding
        self._table = table
        columns, self.unknown_columns = _columns_of(kind, table, mapping)
        self.keys = frozenset(column.key for _place, _heading, column in columns)
        # dates, amounts and words repeat from row to row
        self._columns = tuple(
            (place, heading, column.key, lru_cache(_REMEMBERED)(partial(parse_cell, column, moment=moment)))
            for place, heading, column in columns
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close()

    def __iter__(self) -> Iterator[Record | RowProblems]:
        """Raises RefusedError where quoting is broken, as nothing after that line can be read."""
        for row in self._table.rows():
            if isinstance(row, RaggedRow):
                yield RowProblems(row.line, (CellProblem(row.line, None, "", row.error),))
            else:
                yield self._record(row)

    def _record(self, row: Row) -> Record | RowProblems:
        values: dict[str, object] = {}
        problems: list[CellProblem] = []
        texts: dict[str, tuple[str, str]] = {}
        for place, heading, key, parse in self._columns:
            text = row.cells[place]
            if not text:
                continue
            if text != EMPTIES:
                texts[key] = heading, text
            try:
                values[key] = parse(text)
            except KcrmError as error:
                problems.append(CellProblem(row.line, heading, text, error))
        problems.extend(CellProblem(row.line, *texts[key], refusal) for key, refusal in _contradictions(self.kind, values))
        lacking = missing_identity(self.kind, texts)
        if lacking:
            problems.append(CellProblem(row.line, None, "", _lacks(self.kind, lacking[0])))
        if problems:
            return RowProblems(row.line, tuple(problems))
        return Record(row.line, values, _warnings(row.line, values, texts))


def read_records(
    kind: SheetKind,
    source: str | Path,
    *,
    today: date,
    now: datetime,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    stdin: IO[bytes] | None = None,
) -> Sheet:
    """Open an import file, `-` for standard input.

    mapping: heading -> key, before the known headings; the key `-` leaves a column out. now: aware, in the zone of times without offset.
    Raises NotFoundError, RefusedError (unreadable, empty, binary, wrongly encoded, a needed column missing, two columns for one key) and
    UsageError (unknown encoding, unknown key or heading in the mapping).
    """
    chosen = {normal_heading(heading): key for heading, key in (mapping or {}).items()}
    for heading, key in (mapping or {}).items():
        if key != IGNORED and key not in COLUMNS[kind]:
            raise UsageError(
                N_("The column “{heading}” cannot be mapped to “{key}”: {kind} have no such key."),
                near=difflib.get_close_matches(key, COLUMNS[kind]),
                heading=heading,
                key=key,
                kind=kind.value,
            )
    table = open_table(source, known={*headings_of(kind), *chosen}, encoding=encoding, stdin=stdin)
    try:
        return Sheet(kind, table, mapping or {}, Moment(today, now))
    except BaseException:
        table.close()
        raise


def _columns_of(kind: SheetKind, table: Table, mapping: Mapping[str, str]) -> tuple[list[tuple[int, str, Column]], tuple[str, ...]]:
    """Place, heading and column of what is known in a file, and the headings that are not."""
    keys = {**headings_of(kind), **{normal_heading(heading): key for heading, key in mapping.items()}}
    found: dict[str, tuple[int, str, Column]] = {}
    unknown = []
    for place, heading in enumerate(table.headings):
        key = keys.get(normal_heading(heading))
        if key is None:
            unknown.append(heading)
        elif key in found:
            raise RefusedError(
                N_("{file}: the columns “{first}” and “{second}” both mean {key}. Say which one counts."),
                hint=N_('--map "{second}=-" leaves a column out, --map "{second}=KEY" gives it another meaning.'),
                file=table.name,
                first=found[key][1],
                second=heading,
                key=key,
            )
        elif key != IGNORED:
            found[key] = place, heading, COLUMNS[kind][key]
    present = {normal_heading(heading) for heading in table.headings}
    absent = [heading for heading in mapping if normal_heading(heading) not in present]
    if absent:
        raise UsageError(
            N_("{file} has no column “{heading}”."),
            near=difflib.get_close_matches(absent[0], table.headings),
            file=table.name,
            heading=absent[0],
        )
    missing = [need for need in NEEDED[kind] if not any(key in found for key in need)]
    if missing:
        raise RefusedError(
            N_("{file} lacks needed columns: {missing}. Its headings, read as {encoding}, are: {headings}."),
            hint=N_('--map "HEADING=KEY" names a column that is there under another heading; --encoding overrides the encoding.'),
            file=table.name,
            missing="; ".join(_would_do(kind, need) for need in missing),
            encoding=table.encoding,
            headings=", ".join(heading for heading in table.headings if heading),
        )
    return list(found.values()), tuple(filter(None, unknown))


def _would_do(kind: SheetKind, need: tuple[str, ...]) -> str:
    """The key and the headings of a need: `vin (车架号) / plate (车牌号)`."""
    return " / ".join(f"{key} ({', '.join(COLUMNS[kind][key].headings)})" for key in need)


def _lacks(kind: SheetKind, need: tuple[str, ...]) -> RefusedError:
    return RefusedError(N_("The row does not say which record it means: it needs {needed}."), needed=_would_do(kind, need))


def _contradictions(kind: SheetKind, values: Mapping[str, object]) -> Iterator[tuple[str, KcrmError]]:
    """Key and refusal of a value that another in the same row makes impossible."""
    if kind is SheetKind.ORDERS:
        opened, closed = values.get("opened_at"), values.get("closed_at")
        if isinstance(opened, datetime) and isinstance(closed, datetime) and closed < opened:
            yield (
                "closed_at",
                RefusedError(
                    N_("closed_at {closed} lies before opened_at {opened}."),
                    closed=f"{closed:%Y-%m-%d %H:%M}",
                    opened=f"{opened:%Y-%m-%d %H:%M}",
                ),
            )
    if kind is SheetKind.COMPLAINTS:
        yield from _out_of_order(values)
    if kind is SheetKind.STAFF:
        joined, left = values.get("joined_on"), values.get("left_on")
        if isinstance(joined, date) and isinstance(left, date) and left < joined:
            yield "left_on", RefusedError(N_("left_on {left} lies before joined_on {joined}."), left=left, joined=joined)


def _out_of_order(values: Mapping[str, object]) -> Iterator[tuple[str, KcrmError]]:
    """A step of a complaint that lies before the one it follows."""
    before: tuple[str, datetime] | None = None
    for key in ("received_at", "accepted_at", "resolved_at", "closed_at"):
        moment = values.get(key)
        if not isinstance(moment, datetime):
            continue
        if before is not None and moment < before[1]:
            error = RefusedError(
                N_("{key} {moment} lies before {earlier} {earlier_moment}."),
                key=key,
                moment=f"{moment:%Y-%m-%d %H:%M}",
                earlier=before[0],
                earlier_moment=f"{before[1]:%Y-%m-%d %H:%M}",
            )
            yield key, error
        else:
            before = key, moment


def _warnings(line: int, values: Mapping[str, object], texts: Mapping[str, tuple[str, str]]) -> tuple[CellProblem, ...]:
    vin = values.get("vin")
    if not isinstance(vin, str) or vin_check_digit_ok(vin):
        return ()
    error = UsageError(
        N_("The check digit of the VIN {value} does not agree. It is taken as it is; compare it with the vehicle."), value=vin
    )
    return (CellProblem(line, *texts["vin"], error, fatal=False),)
