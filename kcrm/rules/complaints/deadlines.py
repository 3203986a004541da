"""The clocks of a complaint: by when it is accepted, whoever complained spoken with, resolved, dealt with at its level; how each stands.

Deadlines: Customer-service manager CRM training manual 2012; the first contact is usual practice. All is reckoned from the complaint's
events; nothing of it is stored. Instants are aware; a deadline is met at its very second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import assert_never

from kcrm.model import ClockKind, ClockState, Complaint, ComplaintEvent, EventKind, Level, Severity, Work
from kcrm.named import NamedTuple
from kcrm.policy_sections import ComplaintsPolicy
from kcrm.rules.worktime import ONE_DAY, WorkCalendar, at, days_after

_RESOLVES = frozenset({EventKind.RESOLVED, EventKind.CLOSED})
_CONTACTS = _RESOLVES | {EventKind.CONTACTED, EventKind.RESPONDED, EventKind.RECALLED}
_ACCEPTS = _CONTACTS | {EventKind.ACCEPTED, EventKind.ASSIGNED}
STOPS: Mapping[ClockKind, frozenset[EventKind]] = {
    ClockKind.ACCEPT: _ACCEPTS,
    ClockKind.CONTACT: _CONTACTS,
    ClockKind.ESCALATION: _RESOLVES | {EventKind.ESCALATED},
    **dict.fromkeys((ClockKind.RESOLVE, ClockKind.FIELD_REQUEST, ClockKind.JOB, ClockKind.REPLY), _RESOLVES),
}
"""The steps of which the first stops a clock."""
_PERCENT = 100


class Terms(NamedTuple):
    """What a complaint is judged by: the policy in force when it was opened, and the days as they were set by then."""

    policy: ComplaintsPolicy
    calendar: WorkCalendar


class Clock(NamedTuple):
    """One deadline. level: of an escalation, at which it runs. stopped_at: when it was done, None while it runs.

    left: what is left until the deadline, or was when it was done; negative when over. In working time where the deadline counts that.
    """

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    state: ClockState
    left: timedelta
    level: Level | None = None

    @property
    def minutes_left(self) -> int:
        """Whole minutes left, rounded down; negative when over."""
        return self.left // timedelta(minutes=1)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for something to be done."""
        return self.state not in {ClockState.MET, ClockState.MET_LATE} and self.stopped_at is None


class _Amount(NamedTuple):
    """How long there is: calendar days to the same second, or hours."""

    days: int = 0
    hours: int = 0

    def as_work(self, minutes_a_day: int) -> timedelta:
        """The same where only working time counts: 24 hours are a working day too."""
        return (self.days + timedelta(hours=self.hours) / ONE_DAY) * timedelta(minutes=minutes_a_day)


class _Run(NamedTuple):
    """A clock before it is judged. fixed: the deadline is set by other means than an amount, and no pause moves it.

    in_hours: what is left of it counts the hours of work only, whatever the policy says of deadlines in general.
    """

    kind: ClockKind
    started_at: datetime
    amount: _Amount
    stopped_at: datetime | None
    level: Level | None = None
    fixed: datetime | None = None
    passed_on_at: datetime | None = None
    in_hours: bool = False


def accept_due(received_at: datetime, terms: Terms) -> datetime:
    """By when a complaint is accepted: minutes later within the hours, else in the morning.

    Received at closing time or after: the next morning; before opening: the same one. Where deadlines count working time, a morning on
    which nobody works is none.
    """
    policy, calendar = terms.policy, terms.calendar
    local = received_at.astimezone(calendar.zone)
    day, clock = local.date(), local.time()
    at_work = not policy.working_time or calendar.is_open(day)
    if at_work and policy.hours.holds(clock):
        return received_at.astimezone(UTC) + timedelta(minutes=policy.accept_minutes)
    if clock >= policy.hours.first:
        day += ONE_DAY
    while policy.working_time and not calendar.is_open(day):
        day += ONE_DAY
    return at(day, policy.accept_by, calendar.zone)


def contact_due(complaint: Complaint, terms: Terms) -> datetime:
    """By when whoever complained is spoken with: so many minutes of opening hours after it was received, fewer if major or public."""
    policy = terms.policy
    minutes = policy.urgent_contact_minutes if _is_urgent(complaint, policy) else policy.contact_minutes
    return terms.calendar.after(complaint.received_at, timedelta(minutes=minutes))


def _is_urgent(complaint: Complaint, policy: ComplaintsPolicy) -> bool:
    return complaint.severity is Severity.MAJOR or complaint.channel in policy.public_channels


def resolve_due(since: datetime, severity: Severity, terms: Terms) -> datetime:
    """By when a complaint is resolved, before any pause. since: when it was received, or taken up again."""
    return _due(since, _Amount(days=_resolve_days(severity, terms.policy)), terms)


def clocks(complaint: Complaint, events: Sequence[ComplaintEvent], terms: Terms, now: datetime) -> tuple[Clock, ...]:
    """Every clock that ever ran for a complaint, by kind and start. events: in the order in which they happened."""
    pauses = _pauses(events, now)
    paused = bool(pauses) and _is_pausing(events)
    return tuple(_judged(run, pauses, terms, now, paused=paused) for run in _runs(complaint, events, terms))


def rests_on(kind: ClockKind, complaint: Complaint, policy: ComplaintsPolicy) -> tuple[str, ...]:
    """The keys of the policy that a deadline of this kind follows from; the first names the document that asks for it."""
    keys: tuple[str, ...]
    match kind:
        case ClockKind.ACCEPT:
            keys = ("accept_minutes", "hours", "accept_by")
        case ClockKind.CONTACT if _is_urgent(complaint, policy):
            return ("complaints.urgent_contact_minutes", "complaints.public_channels", "complaints.week")
        case ClockKind.CONTACT:
            return ("complaints.contact_minutes", "complaints.week")
        case ClockKind.RESOLVE:
            keys = (f"{complaint.severity}_days",)
        case ClockKind.ESCALATION:
            keys = ("escalation_hours",)
        case ClockKind.FIELD_REQUEST:
            keys = ("field_request_hours",)
        case ClockKind.JOB:
            keys = ("small_job_days", "medium_job_days", "large_job_days")
        case ClockKind.REPLY:
            keys = ("reply_by",)
        case _:
            assert_never(kind)
    counted = ("working_time", "working_minutes_a_day", "week") if policy.working_time and kind is not ClockKind.REPLY else ()
    return tuple(f"complaints.{key}" for key in (*keys, *counted))


def _runs(complaint: Complaint, events: Sequence[ComplaintEvent], terms: Terms) -> Iterator[_Run]:
    policy = terms.policy
    accepted = _first(events, _ACCEPTS)
    yield _Run(ClockKind.ACCEPT, complaint.received_at, _Amount(), accepted, fixed=accept_due(complaint.received_at, terms))
    if complaint.first_contact:
        spoken = _first(events, _CONTACTS)
        yield _Run(ClockKind.CONTACT, complaint.received_at, _Amount(), spoken, fixed=contact_due(complaint, terms), in_hours=True)
    rounds = list(_rounds(complaint, events))
    days = _Amount(days=_resolve_days(complaint.severity, policy))
    yield from (_Run(ClockKind.RESOLVE, since, days, _first(within, _RESOLVES)) for since, within in rounds)
    for _since, within in rounds:
        yield from _escalations(within, policy)
        yield from _works(within, policy)
    if policy.reply_by and complaint.reply_by_on is not None:
        until = at(complaint.reply_by_on + ONE_DAY, datetime.min.time(), terms.calendar.zone)
        # a date is kept until its last second
        yield _Run(
            ClockKind.REPLY,
            complaint.received_at,
            _Amount(),
            _first(events, _RESOLVES),
            fixed=max(until - timedelta(seconds=1), complaint.received_at),
        )


def _escalations(events: Sequence[ComplaintEvent], policy: ComplaintsPolicy) -> Iterator[_Run]:
    """One at each level that a complaint was moved up to; it ends there when it is resolved or passed on."""
    raised = [event for event in events if event.kind is EventKind.ESCALATED]
    for place, event in enumerate(raised):
        following = raised[place + 1].at if place + 1 < len(raised) else None
        resolved = None if following is not None else _first(events[events.index(event) :], _RESOLVES)
        yield _Run(ClockKind.ESCALATION, event.at, _Amount(hours=policy.escalation_hours), resolved, event.level, passed_on_at=following)


def _works(events: Sequence[ComplaintEvent], policy: ComplaintsPolicy) -> Iterator[_Run]:
    """Field requests and repair jobs, where the policy wants them on a clock; done when the complaint is resolved."""
    days = {Work.SMALL_JOB: policy.small_job_days, Work.MEDIUM_JOB: policy.medium_job_days, Work.LARGE_JOB: policy.large_job_days}
    for place, event in enumerate(events):
        done = _first(events[place:], _RESOLVES)
        if event.work is None or not has_deadline(event.work, policy):
            continue
        if event.work is Work.FIELD_REQUEST:
            yield _Run(ClockKind.FIELD_REQUEST, event.at, _Amount(hours=policy.field_request_hours), done)
        else:
            yield _Run(ClockKind.JOB, event.at, _Amount(days=days[event.work]), done)


def has_deadline(work: Work, policy: ComplaintsPolicy) -> bool:
    """Whether such work is on a clock."""
    return policy.field_request if work is Work.FIELD_REQUEST else policy.jobs


def _judged(run: _Run, pauses: Sequence[tuple[datetime, datetime]], terms: Terms, now: datetime, *, paused: bool) -> Clock:
    begun_due = run.fixed if run.fixed is not None else _due(run.started_at, run.amount, terms)
    due = begun_due
    if run.fixed is None:
        due = _extended(due, [(begin, end) for begin, end in pauses if end > run.started_at], run.started_at, terms)
    measured_at = run.stopped_at or run.passed_on_at or now
    left = _left(measured_at, due, run, terms)
    clock = Clock(run.kind, run.started_at, due, run.stopped_at or run.passed_on_at, ClockState.RUNNING, left, run.level)
    if run.stopped_at is not None:
        return clock._replace(state=ClockState.MET if run.stopped_at <= due else ClockState.MET_LATE)
    if run.passed_on_at is not None:  # a level that kept it too long never met its deadline
        return clock._replace(state=ClockState.MET if run.passed_on_at <= due else ClockState.MISSED)
    if paused and run.fixed is None:
        return clock._replace(state=ClockState.PAUSED)
    if now > due:
        return clock._replace(state=ClockState.MISSED)
    whole = _left(run.started_at, begun_due, run, terms)
    at_risk = left * _PERCENT < whole * terms.policy.at_risk_percent
    return clock._replace(state=ClockState.AT_RISK if at_risk else ClockState.RUNNING)


def _due(since: datetime, amount: _Amount, terms: Terms) -> datetime:
    policy, calendar = terms.policy, terms.calendar
    if policy.working_time:
        return calendar.after(since, amount.as_work(policy.working_minutes_a_day))
    return days_after(since, amount.days, calendar.zone) + timedelta(hours=amount.hours)


def _extended(due: datetime, pauses: Sequence[tuple[datetime, datetime]], since: datetime, terms: Terms) -> datetime:
    """The deadline moved later by the working time of the pauses before it; a pause after it comes too late to move it."""
    for begin, end in pauses:
        if begin >= due:
            break
        paused = terms.calendar.between(max(begin, since), end)
        due = terms.calendar.after(due, paused) if terms.policy.working_time else due + paused
    return due


def _left(moment: datetime, due: datetime, run: _Run, terms: Terms) -> timedelta:
    if not (run.in_hours or (run.fixed is None and terms.policy.working_time)):
        return due - moment
    return terms.calendar.between(moment, due) if moment <= due else -terms.calendar.between(due, moment)


def _pauses(events: Sequence[ComplaintEvent], now: datetime) -> list[tuple[datetime, datetime]]:
    """From when to when nothing could be done; a pause that still lasts until now."""
    pauses: list[tuple[datetime, datetime]] = []
    begin: datetime | None = None
    for event in events:
        if event.kind is EventKind.PAUSED:
            begin = event.at
        elif begin is not None and ends_pause(event.kind):
            pauses.append((begin, event.at))
            begin = None
    if begin is not None and begin <= now:
        pauses.append((begin, now))
    return pauses


def _is_pausing(events: Sequence[ComplaintEvent]) -> bool:
    last = next((event.kind for event in reversed(events) if event.kind is EventKind.PAUSED or ends_pause(event.kind)), None)
    return last is EventKind.PAUSED


def ends_pause(kind: EventKind) -> bool:
    """Whether the clocks go on after such an event."""
    return kind in {EventKind.RESUMED, EventKind.RESOLVED, EventKind.CLOSED, EventKind.REOPENED}


def _rounds(complaint: Complaint, events: Sequence[ComplaintEvent]) -> Iterator[tuple[datetime, list[ComplaintEvent]]]:
    """The first time and each time that the complaint was taken up again: since when, and the events until the next time."""
    since, within = complaint.received_at, list[ComplaintEvent]()
    for event in events:
        if event.kind is EventKind.REOPENED:
            yield since, within
            since, within = event.at, []
        within.append(event)
    yield since, within


def _first(events: Sequence[ComplaintEvent], kinds: frozenset[EventKind]) -> datetime | None:
    return next((event.at for event in events if event.kind in kinds), None)


def _resolve_days(severity: Severity, policy: ComplaintsPolicy) -> int:
    return {Severity.MINOR: policy.minor_days, Severity.NORMAL: policy.normal_days, Severity.MAJOR: policy.major_days}[severity]
