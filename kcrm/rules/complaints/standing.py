"""The loop that a complaint goes through: where it stands after its steps, and which step is possible then.

Steps: Customer-care department plan; Customer callbacks and complaint handling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kcrm.model import ClockKind, ClockState, Complaint, ComplaintEvent, ComplaintState, EventKind, Level, Reason, Repeated
from kcrm.named import NamedTuple
from kcrm.rules.complaints.deadlines import Clock, Terms, clocks, ends_pause

_ALWAYS = frozenset({EventKind.NOTED})
_WORKING = _ALWAYS | {
    EventKind.CONTACTED,
    EventKind.ASSIGNED,
    EventKind.RESPONDED,
    EventKind.RESOLVED,
    EventKind.ESCALATED,
    EventKind.PAUSED,
    EventKind.HANDED_OVER,
}
_POSSIBLE: Mapping[ComplaintState, frozenset[EventKind]] = {
    ComplaintState.RECEIVED: _ALWAYS | {EventKind.ACCEPTED, EventKind.CONTACTED, EventKind.ESCALATED, EventKind.HANDED_OVER},
    ComplaintState.ACCEPTED: _WORKING,
    ComplaintState.ASSIGNED: _WORKING,
    ComplaintState.RESPONDED: _WORKING,
    ComplaintState.REOPENED: _WORKING,
    ComplaintState.RESOLVED: _ALWAYS | {EventKind.RECALLED, EventKind.REOPENED, EventKind.CLOSED, EventKind.HANDED_OVER},
    ComplaintState.RECALLED: _ALWAYS | {EventKind.CLOSED, EventKind.REOPENED, EventKind.HANDED_OVER},
    ComplaintState.CLOSED: _ALWAYS | {EventKind.REOPENED},
}
_WHILE_PAUSED = _ALWAYS | {EventKind.CONTACTED, EventKind.RESUMED, EventKind.ESCALATED, EventKind.HANDED_OVER}
_STATE_AFTER = {
    EventKind.OPENED: ComplaintState.RECEIVED,
    EventKind.ACCEPTED: ComplaintState.ACCEPTED,
    EventKind.ASSIGNED: ComplaintState.ASSIGNED,
    EventKind.RESPONDED: ComplaintState.RESPONDED,
    EventKind.RESOLVED: ComplaintState.RESOLVED,
    EventKind.REOPENED: ComplaintState.REOPENED,
    EventKind.CLOSED: ComplaintState.CLOSED,
}


class Standing(NamedTuple):
    """Where a complaint stands, rebuilt from its events.

    paused: why its clocks pause, None where they run. reopened: how often. clocks: every one that ever ran.
    """

    state: ComplaintState
    level: Level
    owner_id: int | None
    paused: Reason | None
    reopened: int
    clocks: tuple[Clock, ...]

    def clock(self, kind: ClockKind) -> Clock | None:
        """The latest of a kind: the one that is shown."""
        return next((clock for clock in reversed(self.clocks) if clock.kind is kind), None)

    @property
    def running(self) -> tuple[Clock, ...]:
        """The clocks that wait for something to be done."""
        return tuple(clock for clock in self.clocks if clock.is_open)

    @property
    def is_late(self) -> bool:
        """Whether a deadline is past and what was due by it is not done."""
        return any(clock.state is ClockState.MISSED for clock in self.running)

    @property
    def pressing(self) -> Clock | None:
        """The running clock that has the least time left; None where none runs."""
        return min(self.running, key=lambda clock: clock.left, default=None)


def standing(complaint: Complaint, events: Sequence[ComplaintEvent], terms: Terms, now: datetime) -> Standing:
    """Where a complaint stands at an instant. events: in the order in which they happened, later ones than `now` left out."""
    state, level, owner_id = ComplaintState.RECEIVED, Level.SPECIALIST, None
    paused: Reason | None = None
    for event in events:
        state = _STATE_AFTER.get(event.kind, state)
        level = event.level or level
        owner_id = event.owner_id or owner_id
        if event.kind is EventKind.RECALLED and event.satisfied:
            state = ComplaintState.RECALLED
        if event.kind is EventKind.CONTACTED and state is ComplaintState.RECEIVED:
            state = ComplaintState.ACCEPTED  # who has spoken with the customer has taken it up
        if event.kind is EventKind.PAUSED:
            paused = event.reason
        elif ends_pause(event.kind):
            paused = None
    reopened = sum(event.kind is EventKind.REOPENED for event in events)
    return Standing(state, level, owner_id, paused, reopened, clocks(complaint, events, terms, now))


def list_order(found: Standing, repeats: Sequence[Repeated]) -> tuple[bool, bool, bool, timedelta]:
    """Sort key of a list: late first, then repeated ones, then by time left; at last those for which no clock runs."""
    pressing = found.pressing
    return (not found.is_late, pressing is None, not repeats, pressing.left if pressing else timedelta())


def possible(state: ComplaintState, *, paused: bool) -> frozenset[EventKind]:
    """The steps that a complaint may take now."""
    return _WHILE_PAUSED if paused else _POSSIBLE[state]


def overdue(found: Standing, events: Sequence[ComplaintEvent]) -> tuple[ClockKind, ...]:
    """The missed clocks for which a complaint has yet to be moved up: one step answers all that are missed by then."""
    moved_at = max((event.at for event in events if event.kind is EventKind.ESCALATED), default=None)
    return tuple(
        clock.kind for clock in found.running if clock.state is ClockState.MISSED and (moved_at is None or moved_at <= clock.due_at)
    )
