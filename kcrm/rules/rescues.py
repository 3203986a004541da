"""The clocks of a rescue: by when it is answered, somebody is sent out and is there; day and night (usual practice).

They are judged by the engine that judges a complaint's, all from when help was asked for. A service of 24 hours is asked for by the
Customer-service manager CRM training manual 2012, its minutes are practice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kcrm.model import ClockState
from kcrm.model.rescues import RescueClock, RescueFacts, RescueState, Solved
from kcrm.named import NamedTuple
from kcrm.rules.clocks import Amount, Counting, Judged, Run, judged

_WORST_FIRST = (ClockState.MISSED, ClockState.MET_LATE, ClockState.MET)


class Clock(NamedTuple):
    """One clock of a rescue, and how it stands."""

    kind: RescueClock
    judged: Judged


class Disorder(NamedTuple):
    """That two times contradict each other: the key of the one that is wrong, and of the one that it cannot be before, or must have."""

    key: str
    other: str
    lacks: bool = False


def state_of(rescue: RescueFacts) -> RescueState:
    """How far it is: the latest step counts."""
    if rescue.closed_at is not None:
        return RescueState.CLOSED
    if rescue.arrived_at is not None:
        return RescueState.ARRIVED
    return RescueState.OPEN if rescue.dispatched_at is None else RescueState.DISPATCHED


def clocks(rescue: RescueFacts, at_risk_percent: int, now: datetime) -> tuple[Clock, ...]:
    """Its clocks, as they stand at an instant. Of one that was called off in time nothing more was owed: that clock is none."""
    counting = Counting(at_risk_percent)
    found = ((kind, run, judged(run, counting, now)) for kind, run in _runs(rescue))
    return tuple(Clock(kind, stands) for kind, run, stands in found if run.stopped_at is not None or stands.state is not ClockState.MET)


def _runs(rescue: RescueFacts) -> Iterator[tuple[RescueClock, Run]]:
    """Whoever is on the way was sent out and answered, whether that was written down or not."""
    sent = rescue.dispatched_at or rescue.arrived_at
    for kind, minutes, done in (
        (RescueClock.ANSWER, rescue.answer_within, rescue.answered_at or sent),
        (RescueClock.DISPATCH, rescue.dispatch_within, sent),
        (RescueClock.ARRIVE, rescue.arrive_within, rescue.arrived_at),
    ):
        yield kind, Run(rescue.asked_at, Amount(minutes=minutes), done, passed_on_at=rescue.closed_at)


def pressing(found: Sequence[Clock]) -> Clock | None:
    """The running clock that has the least time left; None where none runs."""
    return min((clock for clock in found if clock.judged.is_open), key=lambda clock: clock.judged.left, default=None)


def standing(found: Sequence[Clock]) -> ClockState | None:
    """How a rescue stands: as the most pressing clock that runs, else as the worst of those decided; None where nothing was owed."""
    running = pressing(found)
    if running is not None:
        return running.judged.state
    states = {clock.judged.state for clock in found}
    return next((state for state in _WORST_FIRST if state in states), None)


def disorder(rescue: RescueFacts) -> Disorder | None:
    """The first contradiction in its times: each step is no earlier than those before it, nobody arrives who was not sent out.

    Whoever was helped was reached, unless it was called off; it is over if it is said how, and only then.
    """
    earlier = "asked_at"
    for key in ("answered_at", "dispatched_at", "arrived_at", "closed_at"):
        at: datetime | None = getattr(rescue, key)
        if at is None:
            continue
        if key == "arrived_at" and rescue.dispatched_at is None:
            return Disorder(key, "dispatched_at", lacks=True)
        if at < getattr(rescue, earlier):
            return Disorder(key, earlier)
        earlier = key
    if (rescue.closed_at is None) != (rescue.solved is None):
        return Disorder("solved", "closed_at", lacks=True) if rescue.closed_at is None else Disorder("closed_at", "solved", lacks=True)
    if rescue.solved not in {None, Solved.CANCELLED} and rescue.arrived_at is None:
        return Disorder("solved", "arrived_at", lacks=True)
    return None


def waited(rescue: RescueFacts) -> int | None:
    """Whole minutes from when help was asked for until it was there, begun ones counted; None while nobody is."""
    if rescue.arrived_at is None:
        return None
    return -((rescue.asked_at - rescue.arrived_at) // timedelta(minutes=1))
