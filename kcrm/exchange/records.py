"""Rows of an import file as typed values, with what is wrong in them; nothing of the file but the present row is kept in memory."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import IO

from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.columns import EMPTIES, columns_of, headings_of, implied, missing_identity, parse_cell
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.keyed import IGNORED, CellProblem, Place, Record, Records, RowProblems, check_needed, places_in, would_do
from kcrm.exchange.reading import Row, Table, open_table
from kcrm.i18n import N_
from kcrm.identifiers import vin_check_digit_ok
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment

_REMEMBERED = 4096


class Sheet(Records):
    """An open import file of a known kind. keys: of the columns that it has; unknown_columns: headings that are ignored."""

    def __init__(self, kind: SheetKind, table: Table, mapping: Mapping[str, str], moment: Moment) -> None:
        super().__init__(table)
        self.kind = kind
        self._now = moment.now
        places, self.unknown_columns = _places_of(kind, table, mapping)
        self.keys = frozenset(place.column.key for place in places)
        # dates, amounts and words repeat from row to row
        self._columns = tuple(
            (place.index, place.heading, place.column.key, lru_cache(_REMEMBERED)(partial(parse_cell, place.column, moment=moment)))
            for place in places
        )

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
        values |= implied(self.kind, {key: text for key, (_heading, text) in texts.items()})
        problems.extend(CellProblem(row.line, *texts[key], refusal) for key, refusal in _contradictions(self.kind, values))
        lacking = missing_identity(self.kind, texts)
        if lacking:
            problems.append(CellProblem(row.line, None, "", _lacks(self.kind, lacking[0])))
        if problems:
            return RowProblems(row.line, tuple(problems))
        return Record(row.line, values, tuple(_warnings(row.line, values, texts, self._now)))


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
        if key != IGNORED and key not in columns_of(kind):
            raise UsageError(
                N_("Cannot map the column “{heading}” to “{key}”: {kind} have no such key."),
                near=difflib.get_close_matches(key, columns_of(kind)),
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


def _places_of(kind: SheetKind, table: Table, mapping: Mapping[str, str]) -> tuple[list[Place], tuple[str, ...]]:
    """The columns of a file that are known, and the headings that are not."""
    keys = {**headings_of(kind), **{normal_heading(heading): key for heading, key in mapping.items()}}
    found, unknown = places_in(
        table, keys, columns_of(kind), N_('--map "{second}=-" ignores a column; --map "{second}=KEY" maps it to another key.')
    )
    present = {normal_heading(heading) for heading in table.headings}
    absent = [heading for heading in mapping if normal_heading(heading) not in present]
    if absent:
        raise UsageError(
            N_("{file} has no column “{heading}”."),
            near=difflib.get_close_matches(absent[0], table.headings),
            file=table.name,
            heading=absent[0],
        )
    hint = N_('--map "HEADING=KEY" maps a column with another heading; --encoding overrides the encoding.')
    check_needed(table, found, columns_of(kind), noun_of(kind).needs, hint)
    return list(found.values()), unknown


def _lacks(kind: SheetKind, need: tuple[str, ...]) -> RefusedError:
    return RefusedError(N_("The row does not identify a record: it needs {needed}."), needed=would_do(columns_of(kind), need))


def _contradictions(kind: SheetKind, values: Mapping[str, object]) -> Iterator[tuple[str, KcrmError]]:
    """Key and refusal of a value that another in the same row makes impossible."""
    if kind is SheetKind.ORDERS:
        opened, closed = values.get("opened_at"), values.get("closed_at")
        if isinstance(opened, datetime) and isinstance(closed, datetime) and closed < opened:
            yield (
                "closed_at",
                RefusedError(
                    N_("closed_at {closed} is before opened_at {opened}."),
                    closed=f"{closed:%Y-%m-%d %H:%M}",
                    opened=f"{opened:%Y-%m-%d %H:%M}",
                ),
            )
    if kind is SheetKind.COMPLAINTS:
        yield from _out_of_order(values)
    if kind is SheetKind.STAFF:
        joined, left = values.get("joined_on"), values.get("left_on")
        if isinstance(joined, date) and isinstance(left, date) and left < joined:
            yield "left_on", RefusedError(N_("left_on {left} is before joined_on {joined}."), left=left, joined=joined)


def _out_of_order(values: Mapping[str, object]) -> Iterator[tuple[str, KcrmError]]:
    """A step of a complaint that lies before the one it follows."""
    received, contacted = values.get("received_at"), values.get("contacted_at")
    if isinstance(received, datetime) and isinstance(contacted, datetime) and contacted < received:
        yield "contacted_at", _before("contacted_at", contacted, "received_at", received)
    before: tuple[str, datetime] | None = None
    for key in ("received_at", "accepted_at", "resolved_at", "closed_at"):
        moment = values.get(key)
        if not isinstance(moment, datetime):
            continue
        if before is not None and moment < before[1]:
            yield key, _before(key, moment, *before)
        else:
            before = key, moment


def _before(key: str, moment: datetime, earlier: str, earlier_moment: datetime) -> KcrmError:
    return RefusedError(
        N_("{key} {moment} is before {earlier} {earlier_moment}."),
        key=key,
        moment=f"{moment:%Y-%m-%d %H:%M}",
        earlier=earlier,
        earlier_moment=f"{earlier_moment:%Y-%m-%d %H:%M}",
    )


def _warnings(line: int, values: Mapping[str, object], texts: Mapping[str, tuple[str, str]], now: datetime) -> Iterator[CellProblem]:
    """What is taken as it is, but hardly right."""
    vin = values.get("vin")
    if isinstance(vin, str) and not vin_check_digit_ok(vin):
        error = UsageError(
            N_("The check digit of the VIN {value} does not agree. It is taken as it is; compare it with the vehicle."), value=vin
        )
        yield CellProblem(line, *texts["vin"], error, fatal=False)
    for key in ("opened_at", "closed_at"):
        moment = values.get(key)
        if isinstance(moment, datetime) and moment > now:
            error = UsageError(N_("{key} {moment} is in the future; kept as it is."), key=key, moment=f"{moment:%Y-%m-%d %H:%M}")
            yield CellProblem(line, *texts[key], error, fatal=False)
