"""A screen that stays free: what reads and writes is done on threads of its own, and shown from there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import Static

from kcrm.db import telling_waits
from kcrm.desk.looks import safe_lines
from kcrm.i18n import _, use_language
from kcrm.views.errors import error_lines, in_words

if TYPE_CHECKING:
    from kcrm.context import AppContext
    from kcrm.errors import DatabaseError, KcrmError

_LATEST = "latest"  # what was begun so before is dropped


class Told(Static):
    """What was just recorded, or why not; hidden where there is nothing to say."""

    _words = ""

    def tell(self, words: str, *, more: bool = False) -> None:
        """Say this. more: beneath what was said, which stays when something else is said so."""
        if not more:
            self._words = words
        shown = "\n".join(filter(None, (self._words, words))) if more else words
        self.update(safe_lines(shown))
        self.display = bool(shown)


class Threaded(App[None]):
    """An app with a line that tells what became of its tasks."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._surroundings = context
        self._laying = False

    @property
    def _stands(self) -> bool:
        """Whether there is still a screen to draw on: timers and threads go on while it is taken down."""
        return bool(self.query(Told))

    @property
    def _reads(self) -> bool:
        """Whether what stands on the screen is of before."""
        return any(each.group == _LATEST and not each.is_finished for each in self.workers)

    @property
    def failure(self) -> Exception | None:
        """What ended it, where it did not end as it should."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual's own prints every local: customers with their phones
        self._close_messages_no_wait()

    def _aside(self, task: Callable[[], None], *, latest: bool = False) -> None:
        """Do it on a thread of its own. latest: what was begun so before is not wanted any more."""

        def speaking() -> None:
            with use_language(self._surroundings.language), telling_waits(partial(self._on_screen, self._waits)):
                task()

        self.run_worker(speaking, thread=True, exclusive=latest, group=_LATEST if latest else "each")

    def _lay(self, task: Callable[[], None]) -> None:
        """Lay something over the desk that has to be read first: keys until then are for nothing else, and agree to nothing unseen."""
        self._laying = True

        def laid() -> None:
            self._laying = False

        def whole() -> None:
            try:
                task()
            finally:
                self._on_screen(laid)

        self._aside(whole)

    def _on_screen(self, show: Callable[..., object], *given: object) -> None:
        """From a thread: show it."""

        def speaking() -> None:
            with use_language(self._surroundings.language):
                if self._stands:
                    show(*given)

        self.call_from_thread(speaking)

    def _tell(self, words: str, *, more: bool = False) -> None:
        self.query_one(Told).tell(words, more=more)

    def _say(self, error: KcrmError, *, more: str = "") -> None:
        self._tell("\n".join(filter(None, (*error_lines(error, keys=False), more))))

    def _waits(self, error: DatabaseError) -> None:
        self._tell(f"{in_words(error)}\n{_('Waiting …')}")  # that nothing was written is not yet true
