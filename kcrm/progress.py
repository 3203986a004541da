"""How far long work is: whoever does it says so here, and need not know whether anybody looks.

Only on a terminal something is made of it (`kcrm.shell.bars`); elsewhere a step costs a question, and its blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum, auto
from itertools import islice
from typing import Final, Protocol, TypeVar

from kcrm.named import NamedTuple

_T = TypeVar("_T")


class Unit(Enum):
    """What is counted. PARTS are few and of unlike lengths: how many of them are done tells no speed."""

    ROWS = auto()
    CUSTOMERS = auto()
    BYTES = auto()
    PARTS = auto()


class Work(NamedTuple):
    """One piece of it. what: an msgid, with its values in `named`. total: how many there are to do, None where nobody knows."""

    what: str
    named: Mapping[str, object]
    total: int | None
    unit: Unit


class Advance(Protocol):
    """Says that so many more are done. reached: how far of the total that is, where the total counts something else."""

    def __call__(self, count: int, reached: int | None = None) -> None: ...


class Watch(Protocol):
    """Who looks. Pieces of work lie within each other; what `begin` gave names the one that ends."""

    def begin(self, work: Work) -> Advance: ...
    def end(self, advance: Advance) -> None: ...


_watch: ContextVar[Watch | None] = ContextVar("kcrm_watch", default=None)
_FEW: Final = 1_000
"""So few are done before anybody could look."""
_TOGETHER: Final = 500


@contextmanager
def watched_by(watch: Watch | None) -> Iterator[None]:
    """Within the block work is shown to this one, or to nobody."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def work(what: str, total: int | None = None, unit: Unit = Unit.ROWS, **named: object) -> Iterator[Advance]:
    """The block is one piece of work, which says how far it is."""
    watch = _watch.get()
    if watch is None or (total is not None and total < _FEW and unit is not Unit.PARTS):
        yield unseen
        return
    advance = watch.begin(Work(what, named, total, unit))
    try:
        yield advance
    finally:
        watch.end(advance)


def one_by_one(what: str, each: Iterable[_T], total: int | None, **named: object) -> Iterator[_T]:
    """Rows, as one piece of work that is done when the last was taken."""
    with work(what, total, Unit.ROWS, **named) as advance:
        yield from taking(advance, each)


def taking(advance: Advance, each: Iterable[_T]) -> Iterator[_T]:
    """The same as part of a piece of work."""
    remaining = iter(each)
    while some := list(islice(remaining, _TOGETHER)):
        yield from some
        advance(len(some))


def unseen(count: int, reached: int | None = None) -> None:
    """What nobody looks at."""
