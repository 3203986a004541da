"""Working the list in one sitting: who is next, and who stands back until the time that suits them.

Customer-care department plan: those rarely at home are called at their own preferred time; Customer callbacks and complaint handling: who
is busy is called at the time agreed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Window:
    """When a customer likes to be called; the end does not belong to it."""

    first: time
    last: time

    @classmethod
    def read(cls, text: str | None) -> Window | None:
        """`HH:MM-HH:MM` as it is stored; None where nothing is known."""
        return cls(time.fromisoformat(text[:5]), time.fromisoformat(text[6:])) if text else None

    def holds(self, clock: time) -> bool:
        """Whether it suits now; a window may reach over midnight."""
        if self.first <= self.last:
            return self.first <= clock < self.last
        return clock >= self.first or clock < self.last


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer on the list. ready_at: they stand back until then; None for at once."""

    customer_id: int
    ready_at: time | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """Who is next; None where nobody is. left: all who are still to be called, later: those of them who stand back, the earliest first."""

    customer_id: int | None
    left: int
    later: tuple[Waiting, ...]


def ready_at(window: Window | None, agreed: Iterable[time]) -> time | None:
    """From when a customer is to be called today: the time agreed goes before the one they like in general."""
    first = min(agreed, default=None)
    return first if first is not None else window.first if window is not None else None


def pick(order: Sequence[Waiting], settled: Collection[int], clock: time) -> Pick:
    """The first in the order of the day who is ready. settled: worked or left out in this sitting."""
    left = [each for each in order if each.customer_id not in settled]
    later = [each for each in left if each.ready_at is not None and each.ready_at > clock]
    ready = next((each.customer_id for each in left if each not in later), None)
    return Pick(ready, len(left), tuple(sorted(later, key=lambda each: each.ready_at or time.min)))
