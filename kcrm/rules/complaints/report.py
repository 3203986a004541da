"""What complaints say of a house over a period: how many, how fast, how lastingly they were settled.

What is measured: Customer-care department plan (every complainant is called again), Customer callbacks and complaint handling; how it is
reckoned is usual practice, said here. Every share keeps what it was made of; what nothing was counted for has no value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from kcrm.model import Cause, ClockKind, ClockState, Complaint, ComplaintEvent, ComplaintState, EventKind, Repeated
from kcrm.rules.complaints.deadlines import Clock
from kcrm.rules.complaints.standing import Standing

_ENDS = frozenset({EventKind.RESOLVED, EventKind.CLOSED})
_SETTLED = frozenset({ComplaintState.RESOLVED, ComplaintState.RECALLED, ComplaintState.CLOSED})
_DECIDED = frozenset({ClockState.MET, ClockState.MET_LATE, ClockState.MISSED})
_ALWAYS = (ClockKind.ACCEPT, ClockKind.RESOLVE, ClockKind.ESCALATION)
_HUNDRED = 100
_NINETIETH = 90


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many. value: per hundred, exactly; None where there was nothing to count."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator * _HUNDRED, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Course:
    """What the report needs of one complaint.

    took: from its receipt until it was settled, for good as far as is known; None while it is not. ended: whether it ever was. satisfied:
    as the customer said last, None where they were not asked.
    """

    cause: Cause | None
    department: str | None
    clocks: tuple[Clock, ...]
    took: timedelta | None
    ended: bool
    reopened: bool
    satisfied: bool | None
    repeated: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all complaints have this cause and department at fault; None where that is not known."""

    cause: Cause | None
    department: str | None
    ratio: Ratio


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers of a period. visits: of vehicles, to which the complaints are held.

    on_time: of the clocks that are decided, how many were met; those that still run are not counted. median, ninetieth: of the time until
    a complaint was settled, over `settled` complaints. shares: most first.
    """

    per_visits: Ratio
    on_time: Mapping[ClockKind, Ratio]
    settled: int
    median: timedelta | None
    ninetieth: timedelta | None
    recalled: Ratio
    satisfied: Ratio
    reopened: Ratio
    repeated: Ratio
    shares: tuple[Share, ...]


def course(complaint: Complaint, events: Sequence[ComplaintEvent], found: Standing, repeats: Sequence[Repeated]) -> Course:
    """What the report needs of a complaint, from its events and where it stands."""
    said = [event.satisfied for event in events if event.kind is EventKind.RECALLED]
    return Course(
        complaint.cause,
        complaint.department,
        found.clocks,
        _took(complaint.received_at, events) if found.state in _SETTLED else None,
        any(event.kind in _ENDS for event in events),
        found.reopened > 0,
        said[-1] if said else None,
        bool(repeats),
    )


def report(courses: Sequence[Course], visits: int) -> Report:
    """The numbers of these complaints, which were received in a period with so many visits."""
    total = len(courses)
    ended = [each for each in courses if each.ended]
    asked = [each for each in courses if each.satisfied is not None]
    times = sorted(each.took for each in courses if each.took is not None)
    counted = Counter((each.cause, each.department) for each in courses)
    ordered = sorted(counted, key=lambda pair: (-counted[pair], _place(pair[0]), pair[1] or ""))
    return Report(
        per_visits=Ratio(total, visits),
        on_time=_on_time(courses),
        settled=len(times),
        median=median(times),
        ninetieth=percentile(times, _NINETIETH),
        recalled=Ratio(sum(each.satisfied is not None for each in ended), len(ended)),
        satisfied=Ratio(sum(bool(each.satisfied) for each in asked), len(asked)),
        reopened=Ratio(sum(each.reopened for each in ended), len(ended)),
        repeated=Ratio(sum(each.repeated for each in courses), total),
        shares=tuple(Share(cause, department, Ratio(counted[cause, department], total)) for cause, department in ordered),
    )


def median(times: Sequence[timedelta]) -> timedelta | None:
    """The middle one of sorted times, or the mean of the middle two."""
    if not times:
        return None
    middle = len(times) // 2
    return times[middle] if len(times) % 2 else (times[middle - 1] + times[middle]) / 2


def percentile(times: Sequence[timedelta], percent: int) -> timedelta | None:
    """The shortest of sorted times within which so many percent of them lie: a time that really occurred (nearest rank)."""
    return times[-(-len(times) * percent // _HUNDRED) - 1] if times else None


def _on_time(courses: Sequence[Course]) -> dict[ClockKind, Ratio]:
    """By clock; those that a policy turns on only where they ran."""
    decided = Counter[ClockKind]()
    met = Counter[ClockKind]()
    ran = set(_ALWAYS)
    for each in courses:
        for clock in each.clocks:
            ran.add(clock.kind)
            decided[clock.kind] += clock.state in _DECIDED
            met[clock.kind] += clock.state is ClockState.MET
    return {kind: Ratio(met[kind], decided[kind]) for kind in ClockKind if kind in ran}


def _took(received_at: datetime, events: Sequence[ComplaintEvent]) -> timedelta | None:
    """Until the first end after it was last taken up again."""
    since = max((place for place, event in enumerate(events) if event.kind is EventKind.REOPENED), default=0)
    return next((event.at - received_at for event in events[since:] if event.kind in _ENDS), None)


def _place(cause: Cause | None) -> int:
    return list(Cause).index(cause) if cause is not None else len(Cause)
