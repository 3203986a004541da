"""Keys that may have been one answer too many.

Who answers a row of questions by numbers does not look up after each, and types the next one although there is none: as a key it would end
the call of another customer. So such a key asks for itself again first; nothing else does, and no clock is looked at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from kcrm.text import as_digits, yes_or_no


class Overrun:
    """What the answers before were like, until a key shows that the caller has looked up: one that could be none of them."""

    def __init__(self) -> None:
        self._numbers = self._words = False
        self._once: str | None = None  # was pressed, and waits to be pressed again

    def ended(self, typed: Sequence[str]) -> None:
        """A key's questions have ended. typed: its answers, each as it was typed."""
        self._numbers = any(as_digits(each) is not None for each in typed)
        self._words = any(as_digits(each) is None and yes_or_no(each) is not None for each in typed)
        self._once = None

    def holds(self, pressed: str) -> bool:
        """Whether this key is to be pressed again before it counts. Enter and blanks change nothing; any other key ends the doubt."""
        key = unicodedata.normalize("NFKC", pressed).strip().lower()
        once, self._once = self._once, None
        if not key:
            return False
        doubtful = self._numbers if as_digits(key) is not None else self._words and yes_or_no(key) is not None
        if doubtful and key != once:
            self._once = key
            return True
        self.seen()
        return False

    def seen(self) -> None:
        """The caller has looked up."""
        self._numbers = self._words = False
