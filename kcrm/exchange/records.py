"""Rows of an import file as typed values, with what is wrong in them; nothing of the file but the present row is kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.blocks import ODD, Block, Column, blocks_of, by_the_day
from kcrm.exchange.columns import EMPTIES, cell_parser, columns_of, decided_in, headings_of, implied, is_reason, missing_identity
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.keyed import (
    IGNORED,
    TO_NAME_THEM,
    TO_PART_THEM,
    CellProblem,
    Place,
    Record,
    Records,
    RowProblems,
    check_keys,
    check_mapped,
    check_needed,
    places_in,
    would_do,
)
from kcrm.exchange.mapped import Words, meaning, with_words
from kcrm.exchange.reading import Row, Table, open_table
from kcrm.exchange.source import AS_IT_IS, Manner
from kcrm.i18n import N_
from kcrm.identifiers import vin_check_digit_ok
from kcrm.memo import remembering
from kcrm.model.cell import Cell
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment, is_plain_number
from kcrm.records.types import NUMBER

_REMEMBERED = 4096
Remark = tuple[str, KcrmError]
"""The key of a value, and what is wrong with it."""


class Sheet(Records):
    """An open import file of a known kind.

    keys: of the columns that it has; order: of all that its rows may say; unknown_columns: headings that are ignored.
    """

    def __init__(self, kind: SheetKind, table: Table, mapping: Mapping[str, str], words: Words, moment: Moment) -> None:
        super().__init__(table)
        self.kind, self.said = kind, (mapping, words)
        moment = moment._replace(serials=table.serials)
        self._moment, self._now = moment, moment.now
        found, self.unknown_columns = _places_of(kind, table, mapping)
        places, known = with_words(kind, table.name, found, words, moment)
        self._types = known.get("type", {})
        self.keys = frozenset(place.column.key for place in places)
        self.order = tuple(place.column.key for place in places)
        if kind is SheetKind.ORDERS and "accident" not in self.keys:
            self.order += ("accident",)  # which a word for the type may say, too
        self._places = {place.column.key: place for place in places}
        self.keys_by_place = {place.index: place.column.key for place in places}
        table.named_by([self._places[key].index for key in _naming(kind) if key in self._places])
        # dates, amounts and words repeat from row to row
        self._columns = tuple(
            (place.index, place.column.key, lru_cache(_REMEMBERED)(cell_parser(place.column, moment))) for place in places
        )
        self._implied = remembering(lambda word: implied(kind, {"type": meaning(self._types, word)}))
        self._type = self._places["type"].index if kind is SheetKind.ORDERS and "type" in self.keys else None
        self._contradictions = _CONTRADICTIONS.get(kind)

    def blocks(self, size: int, keep: Callable[[object], object]) -> Iterator[Block]:
        """The rows that are left, so many at a time, by what their columns keep of them. keep: a value -> what its column keeps."""
        return blocks_of(self._table, [self._column(place, keep) for place in self._places.values()], self.order, size)

    def _column(self, place: Place, keep: Callable[[object], object]) -> Column:
        """How a column's texts are read for a block."""
        noun, key, plain = noun_of(self.kind), place.column.key, self._table.plain
        kind = noun.field(key).type
        read, remarked = self._reader(place, keep)
        if kind.cell is Cell.INSTANT:
            return Column(key, place.index, by_the_day(read), remarked)
        if key == noun.number and kind is NUMBER:  # of each row another
            return Column(key, place.index, lambda text: text if is_plain_number(text) else read(text), remarked)

        def implies(text: str) -> Mapping[str, object]:
            return {implied_key: keep(value) for implied_key, value in self._implied(plain(text)).items()}

        implying = self.kind is SheetKind.ORDERS and key == "type"
        return Column(key, place.index, remembering(read), remarked, remembering(implies) if implying else None)

    def _reader(self, place: Place, keep: Callable[[object], object]) -> tuple[Callable[[str], object], set[str]]:
        """What reads a text of the column as it is kept, and where it puts the texts that are hardly right."""
        key, parse, plain = place.column.key, cell_parser(place.column, self._moment), self._table.plain
        of_instants = noun_of(self.kind).field(key).type.cell is Cell.INSTANT
        remarked: set[str] = set()

        def read(text: str) -> object:
            cell = plain(text)
            if not cell:
                return None
            if cell == EMPTIES:
                return ODD
            try:
                value = parse(cell)
            except KcrmError:
                healed = place.column.healed(cell)
                if healed is None:
                    return ODD
                remarked.add(text)
                return keep(parse(healed[0]))
            if _remarks({key: value}, self._now):
                if of_instants:
                    return ODD
                remarked.add(text)
            return keep(value)

        return read, remarked

    def _record(self, row: Row) -> Record | RowProblems:
        values: dict[str, object] = {}
        problems: list[CellProblem] = []
        healed_cells: list[Remark] = []
        cells = row.cells
        for index, key, parse in self._columns:
            text = cells[index]
            if text:
                try:
                    values[key] = parse(text)
                except KcrmError as error:
                    healed = self._places[key].column.healed(text)
                    if healed is None:
                        problems.append(self._problem(row, key, error))
                    else:
                        values[key] = parse(healed[0])
                        healed_cells.append((key, healed[1]))
        if self._type is not None:
            values |= self._implied(cells[self._type])
        if self._contradictions is not None:
            problems += [self._problem(row, key, refusal) for key, refusal in self._contradictions(values)]
        if problems or missing_identity(self.kind, values):
            said = {key: cells[place.index] for key, place in self._places.items() if cells[place.index] not in {"", EMPTIES}}
            lacking = missing_identity(self.kind, said)
            if lacking:
                problems.append(CellProblem(row.line, None, "", _lacks(self.kind, lacking[0])))
            if problems:
                return RowProblems(row.line, tuple(problems))
        remarks = [*healed_cells, *_remarks(values, self._now)]
        return Record(row.line, values, tuple([self._problem(row, *remark, fatal=False) for remark in remarks]) if remarks else ())

    def _problem(self, row: Row, key: str, error: KcrmError, *, fatal: bool = True) -> CellProblem:
        place = self._places[key]
        return CellProblem(row.line, place.heading, row.cells[place.index], error, fatal)


def _with_words(before: Words, words: Words) -> Words:
    """Of each heading what was said before, and what is said now, which counts where both say something."""
    return {heading: {**before.get(heading, {}), **words.get(heading, {})} for heading in {**before, **words}}


def read_records(
    kind: SheetKind,
    source: str | Path,
    *,
    today: date,
    now: datetime,
    manner: Manner = AS_IT_IS,
    mapping: Mapping[str, str] | None = None,
    words: Words | None = None,
    remembered: Callable[[Sequence[str]], tuple[Mapping[str, str], Words]] | None = None,
    stdin: IO[bytes] | None = None,
) -> Sheet:
    """Open an import file, `-` for standard input.

    mapping: heading -> key, before the known headings; the key `-` leaves a column out. words: what the file means by
    words of its own. remembered: what was said before of files with such headings, to which that is added. now: aware, in the zone of times
    without offset.
    Raises NotFoundError, RefusedError (unreadable, empty, binary, wrongly encoded, a needed column missing, two columns for one key) and
    UsageError (unknown encoding, unknown key or heading in the mapping).
    """
    chosen = {normal_heading(heading): key for heading, key in (mapping or {}).items()}
    check_keys(kind, mapping or {}, columns_of(kind))
    table = open_table(source, known={*headings_of(kind), *chosen}, manner=manner, stdin=stdin)
    try:
        before = remembered([normal_heading(heading) for heading in table.headings]) if remembered is not None else ({}, {})
        return Sheet(kind, table, {**before[0], **(mapping or {})}, _with_words(before[1], words or {}), Moment(today, now))
    except BaseException:
        table.close()
        raise


def _places_of(kind: SheetKind, table: Table, mapping: Mapping[str, str]) -> tuple[list[Place], tuple[str, ...]]:
    """The columns of a file that are known, and the headings that are not."""
    keys = {**headings_of(kind), **{normal_heading(heading): key for heading, key in mapping.items()}}
    decided = decided_in(kind) - set(keys)
    keys |= {name: IGNORED for heading in table.headings if (name := normal_heading(heading)) in decided or is_reason(heading)}
    found, unknown = places_in(table, keys, columns_of(kind), TO_PART_THEM)
    check_mapped(table, mapping)
    check_needed(table, found, columns_of(kind), noun_of(kind).needs, TO_NAME_THEM)
    return list(found.values()), unknown


def _naming(kind: SheetKind) -> Sequence[str]:
    """The keys one of which stands in every row, however little else does."""
    noun = noun_of(kind)
    return list(dict.fromkeys(key for need in (*noun.known_by, *noun.needs[:1]) for key in need))


def _lacks(kind: SheetKind, need: tuple[str, ...]) -> RefusedError:
    return RefusedError(N_("The row does not identify a record: it needs {needed}."), needed=would_do(columns_of(kind), need))


def _closed_first(values: Mapping[str, object]) -> Iterable[Remark]:
    opened, closed = values.get("opened_at"), values.get("closed_at")
    if not isinstance(opened, datetime) or not isinstance(closed, datetime) or closed >= opened:
        return ()
    moments = {"closed": f"{closed:%Y-%m-%d %H:%M}", "opened": f"{opened:%Y-%m-%d %H:%M}"}
    return (("closed_at", RefusedError(N_("closed_at {closed} is before opened_at {opened}."), **moments)),)


def _left_first(values: Mapping[str, object]) -> Iterable[Remark]:
    joined, left = values.get("joined_on"), values.get("left_on")
    if not isinstance(joined, date) or not isinstance(left, date) or left >= joined:
        return ()
    return (("left_on", RefusedError(N_("left_on {left} is before joined_on {joined}."), left=left, joined=joined)),)


def _out_of_order(values: Mapping[str, object]) -> Iterator[Remark]:
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


_CONTRADICTIONS: Final[Mapping[SheetKind, Callable[[Mapping[str, object]], Iterable[Remark]]]] = {
    SheetKind.ORDERS: _closed_first,
    SheetKind.COMPLAINTS: _out_of_order,
    SheetKind.STAFF: _left_first,
}
"""Key and refusal of a value that another in the same row makes impossible."""

_agrees = lru_cache(_REMEMBERED)(vin_check_digit_ok)


def _remarks(values: Mapping[str, object], now: datetime) -> list[Remark]:
    """What is taken as it is, but hardly right."""
    remarks: list[Remark] = []
    vin = values.get("vin")
    if isinstance(vin, str) and not _agrees(vin):
        message = N_("The check digit of VIN {value} is wrong. The VIN was kept; compare it with the vehicle.")
        remarks.append(("vin", UsageError(message, value=vin)))
    for key in ("opened_at", "closed_at"):
        moment = values.get(key)
        if isinstance(moment, datetime) and moment > now:
            message = N_("{key} {moment} is in the future; kept.")
            remarks.append((key, UsageError(message, key=key, moment=f"{moment:%Y-%m-%d %H:%M}")))
    return remarks
