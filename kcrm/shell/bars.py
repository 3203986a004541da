"""How far long work is, as a terminal shows it: a bar on stderr, which vanishes when the work is done.

It comes after a second, as what is quick needs none; then only is Rich loaded. It has no colours, is drawn anew by Rich's own thread, as
SQLite may take seconds for a single statement, and that thread knows no language: words are put in it where the work begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock, Timer
from time import monotonic
from typing import TYPE_CHECKING, Final, TextIO

from kcrm.i18n import N_, _
from kcrm.progress import Advance, Unit, Work, unseen, watched_by
from kcrm.shell.console import quiet
from kcrm.text import cells, cut, safe

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE: Final = 1.0
"""So many seconds nobody asks what is going on."""
_ROOM: Final = 72
"""Cells of a line: with fewer there is neither bar nor speed, but the name, the share and the time left."""
_SPINNER: Final = 2
"""Cells of what turns round, and behind it."""
_BAR: Final = 16
"""Cells that it fills; its signs are one cell wide in every terminal, and known to every encoding."""
_REDRAWN: Final = 5
"""Times a second."""
_SHARE, _RATE, _LEFT = 4, 17, 10
"""Cells that these take at least, so that nothing moves to and fro."""
_MEGABYTE: Final = 1_000_000
_MINUTE, _HOUR = 60, 3_600

_RATES: Final = {Unit.ROWS: N_("{rate} rows/s"), Unit.CUSTOMERS: N_("{rate} customers/s"), Unit.BYTES: N_("{rate} MB/s")}

Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Have something done in so many seconds; what is returned calls it off."""


def _later(seconds: float, act: Callable[[], None]) -> Callable[[], None]:
    timer = Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer.cancel


class _Shown:
    """A piece of work that is under way. name, rate, left: its words, in the language of the command."""

    def __init__(self, bars: Bars, work: Work, began: float) -> None:
        self.bars, self.work, self.began = bars, work, began
        self.name = safe(_(work.what).format(**work.named))
        self.rate = _(_RATES[work.unit]) if work.unit in _RATES else ""
        self.left = _("{time} left")
        self.count = self.reached = 0

    def __call__(self, count: int, reached: int | None = None) -> None:
        self.count += count
        self.reached = self.count if reached is None else max(reached, self.reached)
        self.bars.moved(self)

    def told(self, now: float, *, wide: bool) -> str:
        """What stands behind its name. wide: there is room for a bar and the speed."""
        total, took = self.work.total, now - self.began
        done = self.reached if total is None else min(self.reached, total)
        bar = [f"[{'#' * (done * _BAR // total):<{_BAR}}]"] if wide and total else []
        if self.work.unit is Unit.PARTS:
            return " ".join([*bar, f"{done}/{total}" if total else ""])
        share = f"{done * 100 // total}%" if total else ""
        rate = self.rate.format(rate=self._rate(took)) if took > 0 and done else ""
        left = self.left.format(time=clock_time(took * (total - done) / done)) if total and took > 0 and done else ""
        return " ".join([*bar, _to_the_right(share, _SHARE), *([_to_the_right(rate, _RATE)] if wide else []), _to_the_right(left, _LEFT)])

    def _rate(self, took: float) -> str:
        return f"{self.reached / took / _MEGABYTE:,.1f}" if self.work.unit is Unit.BYTES else f"{self.count / took:,.0f}"


def _to_the_right(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def clock_time(seconds: float) -> str:
    """`0:07`, `12:30`, `1:02:03`."""
    whole = round(seconds)
    hours, minutes = divmod(whole // _MINUTE, _MINUTE)
    return f"{hours}:{minutes:02}:{whole % _MINUTE:02}" if hours else f"{minutes}:{whole % _MINUTE:02}"


class Bars:
    """Shows the innermost piece of a command's work whose end is known, else the innermost.

    stream: stderr. live: drawn anew by itself, and not only when something is told.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = monotonic, later: Later = _later, *, live: bool = True) -> None:
        self.stream, self.clock, self.later, self.live = stream, clock, later, live
        self._under_way: list[_Shown] = []
        self._lock = RLock()
        self._call_off: Callable[[], None] | None = None
        self._is_due = False
        self._shown: _Shown | None = None
        self._progress: Progress | None = None

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Within the block work is shown; whatever happens there, nothing of it is left on the screen."""
        with watched_by(self):
            try:
                yield
            finally:
                self._close()

    def _close(self) -> None:
        with self._lock:
            if self._call_off is not None:
                self._call_off()
            self._under_way.clear()
            self._show()

    def begin(self, work: Work) -> Advance:
        if quiet.get():
            return unseen
        shown = _Shown(self, work, self.clock())
        with self._lock:
            self._under_way.append(shown)
            if self._call_off is None:
                self._call_off = self.later(_PATIENCE, self._become_due)
            self._show()
        return shown

    def end(self, advance: Advance) -> None:
        with self._lock:
            self._under_way = [shown for shown in self._under_way if shown is not advance]
            self._show()

    def moved(self, shown: _Shown) -> None:
        """Tell how far it is now."""
        with self._lock:
            if self._progress is not None and self._shown is shown:
                line = self._line(shown, self._progress.console.width)
                self._progress.update(self._progress.task_ids[0], refresh=not self.live, description=line)

    def _line(self, shown: _Shown, width: int) -> str:
        """Its name, of which is left off what there is no room for, and how far it is."""
        told = shown.told(self.clock(), wide=width >= _ROOM)
        return f"{cut(shown.name, max(1, width - _SPINNER - 1 - cells(told)))} {told}"

    def _become_due(self) -> None:
        import rich.progress  # noqa: F401 - takes long, and nobody is to wait for it

        with self._lock:
            self._is_due = True
            self._show()

    def _show(self) -> None:
        """What is on the screen follows from what is under way."""
        if not self._is_due:
            return
        ends = (shown for shown in reversed(self._under_way) if shown.work.total is not None)
        wanted = next(ends, self._under_way[-1] if self._under_way else None)
        if wanted is None:
            if self._progress is not None:
                self._progress.stop()
            self._progress = self._shown = None
            return
        if wanted is self._shown:
            return
        self._shown = wanted
        if self._progress is None:
            self._progress = _progress(self.stream, live=self.live)
            self._progress.start()
        for task in self._progress.task_ids:
            self._progress.remove_task(task)
        self._progress.add_task(self._line(wanted, self._progress.console.width))
        if not self.live:
            self._progress.refresh()


def _progress(stream: TextIO, *, live: bool) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn
    from rich.table import Column

    # it finds the width by itself, of whichever stream is a terminal, and anew whenever it draws
    console = Console(file=stream, force_terminal=True, color_system=None, markup=False, highlight=False, emoji=False)

    return Progress(
        SpinnerColumn("line"),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="crop")),
        console=console,
        auto_refresh=live,
        refresh_per_second=_REDRAWN,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
