"""The clock engine: by when something is due, how pauses move that, and how it stands at an instant.

What is on a clock (complaints, rescue) says from when until when each of its clocks runs and how time is counted; this judges them.
Instants are aware; a deadline is met at its very second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kcrm.model import ClockState
from kcrm.named import NamedTuple
from kcrm.rules.worktime import ONE_DAY, WorkCalendar, days_after

_PERCENT = 100

Pause = tuple[datetime, datetime]
"""From when to when nothing could be done."""


class Counting(NamedTuple):
    """How time is counted. at_risk_percent: with less of the time left a clock is at risk.

    calendar: the hours of work, None where day and night count and nothing pauses. working_time: deadlines count only those, a day
    being `working_minutes_a_day` of them.
    """

    at_risk_percent: int
    calendar: WorkCalendar | None = None
    working_time: bool = False
    working_minutes_a_day: int = 0


class Amount(NamedTuple):
    """How long there is: calendar days to the same second, or hours and minutes."""

    days: int = 0
    hours: int = 0
    minutes: int = 0

    @property
    def _within_days(self) -> timedelta:
        return timedelta(hours=self.hours, minutes=self.minutes)

    def as_work(self, minutes_a_day: int) -> timedelta:
        """The same where only working time counts: 24 hours are a working day too."""
        return (self.days + self._within_days / ONE_DAY) * timedelta(minutes=minutes_a_day)

    def after(self, since: datetime, counting: Counting) -> datetime:
        """When so much time has passed since an instant."""
        calendar = counting.calendar
        if calendar is None:
            return since + timedelta(days=self.days) + self._within_days
        if counting.working_time:
            return calendar.after(since, self.as_work(counting.working_minutes_a_day))
        return days_after(since, self.days, calendar.zone) + self._within_days


class Run(NamedTuple):
    """A clock before it is judged. fixed: the deadline is set by other means than an amount, and no pause moves it.

    passed_on_at: when it ended without what was due being done. in_hours: what is left of it counts the hours of work only, whatever is
    said of deadlines in general.
    """

    started_at: datetime
    amount: Amount
    stopped_at: datetime | None
    fixed: datetime | None = None
    passed_on_at: datetime | None = None
    in_hours: bool = False


class Judged(NamedTuple):
    """How one clock stands. stopped_at: when it was done or passed on, None while it runs.

    left: what is left until the deadline, or was when it was done; negative when over. In working time where the deadline counts that.
    """

    due_at: datetime
    stopped_at: datetime | None
    state: ClockState
    left: timedelta

    @property
    def minutes_left(self) -> int:
        """Whole minutes left, rounded down; negative when over."""
        return self.left // timedelta(minutes=1)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for something to be done."""
        return self.state not in {ClockState.MET, ClockState.MET_LATE} and self.stopped_at is None


def judged(run: Run, counting: Counting, now: datetime, pauses: Sequence[Pause] = (), *, paused: bool = False) -> Judged:
    """How a clock stands at an instant. pauses: in their order. paused: whether the last of them lasts."""
    begun_due = run.fixed if run.fixed is not None else run.amount.after(run.started_at, counting)
    due = begun_due
    if run.fixed is None:
        due = _extended(due, [(begin, end) for begin, end in pauses if end > run.started_at], run.started_at, counting)
    left = _left(run.stopped_at or run.passed_on_at or now, due, run, counting)
    stands = Judged(due, run.stopped_at or run.passed_on_at, ClockState.RUNNING, left)
    if run.stopped_at is not None:
        return stands._replace(state=ClockState.MET if run.stopped_at <= due else ClockState.MET_LATE)
    if run.passed_on_at is not None:  # whoever kept it too long never met its deadline
        return stands._replace(state=ClockState.MET if run.passed_on_at <= due else ClockState.MISSED)
    if paused and run.fixed is None:
        return stands._replace(state=ClockState.PAUSED)
    if now > due:
        return stands._replace(state=ClockState.MISSED)
    whole = _left(run.started_at, begun_due, run, counting)
    at_risk = left * _PERCENT < whole * counting.at_risk_percent
    return stands._replace(state=ClockState.AT_RISK if at_risk else ClockState.RUNNING)


def _extended(due: datetime, pauses: Sequence[Pause], since: datetime, counting: Counting) -> datetime:
    """The deadline moved later by the working time of the pauses before it; a pause after it comes too late to move it."""
    if counting.calendar is None:
        return due
    for begin, end in pauses:
        if begin >= due:
            break
        paused = counting.calendar.between(max(begin, since), end)
        due = counting.calendar.after(due, paused) if counting.working_time else due + paused
    return due


def _left(moment: datetime, due: datetime, run: Run, counting: Counting) -> timedelta:
    calendar = counting.calendar
    if calendar is None or not (run.in_hours or (run.fixed is None and counting.working_time)):
        return due - moment
    return calendar.between(moment, due) if moment <= due else -calendar.between(due, moment)
