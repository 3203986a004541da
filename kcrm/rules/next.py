"""Working the list in one sitting: who is next, and who stands back until the time that suits them.

Customer-care department plan: those rarely at home are called at their own preferred time; Customer callbacks and complaint handling: who
is busy is called at the time agreed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import time

from kcrm.named import NamedTuple


class Window(NamedTuple):
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


class Waiting(NamedTuple):
    """A customer on the list. ready_at: they stand back until then; None for at once."""

    customer_id: int
    ready_at: time | None = None


class Pick(NamedTuple):
    """Who is next; None where nobody is. later: where nobody is, those who stand back, the earliest first."""

    customer_id: int | None
    later: tuple[Waiting, ...] = ()


def ready_at(liked: time | None, agreed: Iterable[time]) -> time | None:
    """From when a customer is to be called today: the time agreed goes before the one from which they like it in general."""
    return min(agreed, default=liked)


def pick(order: Iterable[Waiting], settled: Collection[int], clock: time) -> Pick:
    """The first in the order of the day who is ready; nobody after them is looked at. settled: worked or left out in this sitting."""
    later = []
    for each in order:
        if each.customer_id in settled:
            continue
        if each.ready_at is None or each.ready_at <= clock:
            return Pick(each.customer_id)
        later.append(each)
    return Pick(None, tuple(sorted(later, key=lambda each: each.ready_at or time.min)))
