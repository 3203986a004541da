"""What is said of a complaint once and for all after each of its steps: its deadlines, and whether the customer was satisfied.

A deadline that still runs is missed once its time is over, so that counting needs the hour of counting and no rule. One that a pause
holds up is not decided. Documents: Customer-care department plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kcrm.model import ClockKind, ClockState, ComplaintEvent, EventKind
from kcrm.named import NamedTuple
from kcrm.rules.complaints.standing import Standing


class Deadline(NamedTuple):
    """One deadline. state: running where it is neither over nor held up as far as the steps say."""

    kind: ClockKind
    due_at: datetime
    stopped_at: datetime | None
    state: ClockState


class Verdict(NamedTuple):
    """satisfied: as the customer said when last called again; None where they were not asked."""

    satisfied: bool | None
    deadlines: tuple[Deadline, ...]


def verdict(events: Sequence[ComplaintEvent], found: Standing) -> Verdict:
    """The verdict after these steps, whenever it is asked for."""
    said = [event.satisfied for event in events if event.kind is EventKind.RECALLED]
    return Verdict(
        said[-1] if said else None,
        tuple(Deadline(clock.kind, clock.due_at, clock.stopped_at, _lasting(clock.state, clock.stopped_at)) for clock in found.clocks),
    )


def _lasting(state: ClockState, stopped_at: datetime | None) -> ClockState:
    """What time alone does not change: at risk, or missed while it is still open, is running."""
    open_ = stopped_at is None and state in {ClockState.AT_RISK, ClockState.MISSED}
    return ClockState.RUNNING if open_ else state
