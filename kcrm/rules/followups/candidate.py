"""A follow-up that facts call for, before anybody asks whether it is stored or due; and which of them planning can do something about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kcrm.model import BaseFact, ClosedOrder, DueBy, FollowUpKey, PlannedItem, State
from kcrm.named import NamedTuple
from kcrm.rules.followups.assignment import Desk


class Candidate(NamedTuple):
    """A follow-up that the facts call for.

    due_on: by the rule alone, before go-live is looked at. event_on: the day that the customer is to be reminded of; None where the call
    looks back. order: the repair order that a post-service call asks about. because: what particular rule calls for it.
    call_on, call_time: what was agreed for the call.
    """

    key: FollowUpKey
    base: BaseFact
    due_on: date
    due_by: DueBy = DueBy.INTERVAL
    lapses_on: date | None = None
    event_on: date | None = None
    order: ClosedOrder | None = None
    because: str | None = None
    call_on: date | None = None
    call_time: str | None = None


class Window(NamedTuple):
    """Which due dates planning can still do something about; the rest is spared, as a whole plan visits every customer.

    since, bases: what was due before, and from none of these base dates, is spared: the policy may have moved its due date, while a stored
    item keeps its own.
    first, last: of kinds whose due date follows from their key alone (monthly care and the yearly kinds). The first one after `last` is
    generated too, as the day on which it enters the horizon is wanted.
    """

    since: date = date.min
    bases: frozenset[date] = frozenset()
    first: date = date.min
    last: date = date.max

    @classmethod
    def around(cls, items: Sequence[PlannedItem], desk: Desk, today: date) -> Window:
        """Enough for what the planner may still change among the stored items, for what it may create, and for when to plan again."""
        live = [item for item in items if item.state in _LIVE]
        horizon = today + timedelta(days=desk.policy.planning.horizon_days)
        return cls(
            desk.go_live_on,
            frozenset([item.key.base_on for item in live]),
            min([item.due_on for item in live] + [today - _LONGEST_LAPSE]),
            # what is stored or was due before go-live is no future creation: the first one after must be beyond these, too
            max([item.due_on for item in items] + [horizon, desk.go_live_on]),
        )

    def spares(self, due_on: date, base_on: date) -> bool:
        """Whether nothing can come of a call due then that has no day it reminds of."""
        return due_on < self.since and base_on not in self.bases


EVERYTHING = Window()
_LIVE = (State.OPEN, State.CANCELLED)
_LONGEST_LAPSE = timedelta(days=62)
"""No monthly or yearly kind makes sense longer than this after it was due: a month, or the most that the policy allows."""
