"""Which rows of a file may be kept many at a time: those that say nothing out of the ordinary and do not depend on one that does.

What is kept many at a time is what `kcrm.actions.records` would have kept row by row; all others are left to it, in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate, compress, groupby, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from kcrm.actions.forgotten import Forgotten
from kcrm.actions.records import RecordWriter, naming_staff
from kcrm.actions.references import ColumnError, References
from kcrm.actions.told import Names
from kcrm.exchange.blocks import ODD, Block, business_days
from kcrm.exchange.records import Sheet
from kcrm.identifiers import initials_of, pinyin_of
from kcrm.memo import remembering
from kcrm.named import NamedTuple
from kcrm.queries.staging import NEW, OTHER, SAME, WAYS, Staging
from kcrm.records import SheetKind, noun_of

Follows = tuple[str, str, Callable[[str], str]]
"""What follows from a column: the column of the table that holds it, from which key, and how."""

_ALONE: Final[Mapping[SheetKind, tuple[str, ...]]] = {SheetKind.VEHICLES: ("plate",)}
"""By kind the keys, beside its number, of which two rows that say the same are kept one after the other."""
_BESIDE: Final[Mapping[SheetKind, str]] = {SheetKind.VEHICLES: "owner_phone"}
"""By kind the key by which a row that is kept by itself may matter to others: it may bring a customer along."""


_OFTEN: Final = 20
_TOO_OFTEN: Final = 8
"""Where new rows are parted by others more than so many times, and than once in so many, all are kept one by one: it is quicker then."""


class Run(NamedTuple):
    """Rows of a block, by their places in order, that are all SAME, NEW or OTHER."""

    what: int
    places: Sequence[int]


class Many:
    """Tells the rows of a file apart, block by block, and keeps those that it may."""

    def __init__(
        self, sheet: Sheet, references: References, names: Names, staging: Staging, follows: Sequence[Follows], forgotten: Forgotten
    ) -> None:
        self._kind, self._names, self._staging = sheet.kind, names, staging
        self._number = noun_of(sheet.kind).number
        self._follows, self._forgotten = follows, forgotten
        staff = set(naming_staff(sheet.kind)) & sheet.keys
        self._staff = {key: remembering(_member(references, key)) for key in staff}

    def runs(self, block: Block) -> Iterator[Run]:
        """The block's rows: those that change nothing, and the others in their order, as new ones are numbered in it."""
        what = self._told_apart(block)
        same = [place for place, each in enumerate(what) if each == SAME]
        if same:
            yield Run(SAME, same)
        others = [place for place, each in enumerate(what) if each != SAME]
        if NEW not in what:
            if others:
                yield Run(OTHER, others)
            return
        if len(others) < len(what):
            self._staging.leave_out([self._places[place] for place in same])
        for each, run in groupby(others, what.__getitem__):
            yield Run(each, list(run))

    def keep(self, run: Run) -> bool:
        """Store a run of new rows; False where one of them is not permitted, and none is kept."""
        return self._staging.store(self._places[run.places[0]], self._places[run.places[-1]])

    def _told_apart(self, block: Block) -> list[int]:
        count, columns = len(block.rows), dict(block.columns)
        numbers = columns[self._number]
        plain = [True] * count
        for values in columns.values():
            if ODD in values:
                _leave_out(plain, (value is not ODD for value in values))
        if self._forgotten.marks:
            _leave_out(plain, (not told for told in self._forgotten.among(self._kind, columns, count)))
        if self._kind is SheetKind.CUSTOMERS and None in numbers:
            return [OTHER] * count  # who comes without a number may be any of the others
        _leave_out(plain, (number is not None for number in numbers))
        for key in (self._number, *_ALONE.get(self._kind, ())):
            _leave_out_shared(plain, columns.get(key, ()))
        names = self._names.named(numbers)
        if self._names.refused:
            _leave_out(plain, (name not in self._names.refused for name in names))
        contents = list(map(hash, zip(*columns.values(), strict=True)))
        for key, member in self._staff.items():
            columns[key] = [None if value is None or value is ODD else member(value) for value in columns[key]]
            _leave_out(plain, (value is not ODD for value in columns[key]))
        what = self._beside(plain, columns)
        self._leave_out_related(what, columns)
        if NEW in what and sum(each == OTHER != before for before, each in pairwise(what)) > max(_OFTEN, count // _TOO_OFTEN):
            return [OTHER] * count
        kept = [each != OTHER for each in what]
        self._names.note(compress(names, kept), compress(contents, kept), compress((line for line, _cells in block.rows), kept))
        return what

    def _beside(self, plain: Sequence[bool], columns: Mapping[str, Sequence[object]]) -> list[int]:
        """What the rows are that can be laid beside what is stored."""
        said = [values if all(plain) else list(compress(values, plain)) for values in columns.values()]
        by_key = dict(zip(columns, said, strict=True))
        said += [[None if value is None else follow(str(value)) for value in by_key[source]] for _column, source, follow in self._follows]
        told = self._staging.tell_apart(zip(*said, strict=True))
        self._places = list(accumulate(plain))
        return (
            told
            if len(told) == len(plain)
            else [told[place - 1] if each else OTHER for place, each in zip(self._places, plain, strict=True)]
        )

    def _leave_out_related(self, what: list[int], columns: Mapping[str, Sequence[object]]) -> None:
        """Those that name what a row names that is kept by itself, as that may change what they find."""
        values = columns.get(_BESIDE.get(self._kind, ""), ())
        named = {value for value, each in zip(values, what, strict=False) if each == OTHER} - {None}
        if named:
            what[:] = [OTHER if value in named else each for value, each in zip(values, what, strict=True)]


@contextmanager
def many_at_a_time(sheet: Sheet, writer: RecordWriter, names: Names) -> Iterator[Many | None]:
    """What keeps the rows of a file, in one open write; None where each is to be kept by itself."""
    noun = noun_of(sheet.kind)
    if sheet.kind not in WAYS or noun.number not in sheet.keys or "contact_only" in sheet.keys:
        yield None
        return
    follows = [each for each in _follows(sheet.kind, writer.zone) if each[1] in sheet.keys]
    columns = (*sheet.order, *(column for column, _source, _follow in follows))
    with Staging(writer.register.connection, noun, columns, writer.today, writer.source) as staging:
        yield Many(sheet, writer.references, names, staging, follows, writer.forgotten)


def _follows(kind: SheetKind, zone: ZoneInfo) -> tuple[Follows, ...]:
    if kind is SheetKind.CUSTOMERS:
        return ("pinyin", "name", remembering(pinyin_of)), ("initials", "name", remembering(initials_of))
    if kind is SheetKind.ORDERS:
        day = business_days(zone)
        return ("opened_on", "opened_at", day), ("closed_on", "closed_at", day)
    return ()


def _member(references: References, key: str) -> Callable[[object], object]:
    def member(text: object) -> object:
        try:
            return references.staff(text, key)
        except ColumnError:
            return ODD

    return member


def _leave_out(plain: list[bool], stay: Iterator[bool]) -> None:
    plain[:] = [each and stays for each, stays in zip(plain, stay, strict=True)]


def _leave_out_shared(plain: list[bool], values: Sequence[object]) -> None:
    if len(set(values)) < len(values):
        times = Counter(values)
        _leave_out(plain, (value is None or times[value] == 1 for value in values))
