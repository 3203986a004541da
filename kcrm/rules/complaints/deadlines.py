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
from kcrm.rules.clocks import Amount, Counting, Judged, Pause, Run, judged
from kcrm.rules.worktime import ONE_DAY, WorkCalendar, at

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


class Terms(NamedTuple):
    """What a complaint is judged by: the policy in force when it was opened, and the days as they were set by then."""

    policy: ComplaintsPolicy
    calendar: WorkCalendar


class Clock(NamedTuple):
    """One deadline, as `kcrm.rules.clocks` judges it. level: of an escalation, at which it runs."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    state: ClockState
    left: timedelta
    level: Level | None = None

    @property
    def _judged(self) -> Judged:
        return Judged(self.due_at, self.stopped_at, self.state, self.left)

    @property
    def minutes_left(self) -> int:
        """Whole minutes left, rounded down; negative when over."""
        return self._judged.minutes_left

    @property
    def is_open(self) -> bool:
        """Whether it still waits for something to be done."""
        return self._judged.is_open


class _Run(NamedTuple):
    """A clock before it is judged, and of an escalation at which level it runs."""

    kind: ClockKind
    run: Run
    level: Level | None = None


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
    return Amount(days=_resolve_days(severity, terms.policy)).after(since, _counting(terms))


def clocks(complaint: Complaint, events: Sequence[ComplaintEvent], terms: Terms, now: datetime) -> tuple[Clock, ...]:
    """Every clock that ever ran for a complaint, by kind and start. events: in the order in which they happened."""
    pauses = _pauses(events, now)
    paused = bool(pauses) and _is_pausing(events)
    counting = _counting(terms)
    return tuple(
        Clock(kind, run.started_at, *judged(run, counting, now, pauses, paused=paused), level)
        for kind, run, level in _runs(complaint, events, terms)
    )


def _counting(terms: Terms) -> Counting:
    policy = terms.policy
    return Counting(policy.at_risk_percent, terms.calendar, policy.working_time, policy.working_minutes_a_day)


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
    yield _Run(ClockKind.ACCEPT, Run(complaint.received_at, Amount(), accepted, fixed=accept_due(complaint.received_at, terms)))
    if complaint.first_contact:
        spoken = _first(events, _CONTACTS)
        yield _Run(ClockKind.CONTACT, Run(complaint.received_at, Amount(), spoken, fixed=contact_due(complaint, terms), in_hours=True))
    rounds = list(_rounds(complaint, events))
    days = Amount(days=_resolve_days(complaint.severity, policy))
    yield from (_Run(ClockKind.RESOLVE, Run(since, days, _first(within, _RESOLVES))) for since, within in rounds)
    for _since, within in rounds:
        yield from _escalations(within, policy)
        yield from _works(within, policy)
    if policy.reply_by and complaint.reply_by_on is not None:
        until = at(complaint.reply_by_on + ONE_DAY, datetime.min.time(), terms.calendar.zone)
        # a date is kept until its last second
        reply_by = max(until - timedelta(seconds=1), complaint.received_at)
        yield _Run(ClockKind.REPLY, Run(complaint.received_at, Amount(), _first(events, _RESOLVES), fixed=reply_by))


def _escalations(events: Sequence[ComplaintEvent], policy: ComplaintsPolicy) -> Iterator[_Run]:
    """One at each level that a complaint was moved up to; it ends there when it is resolved or passed on."""
    raised = [event for event in events if event.kind is EventKind.ESCALATED]
    for place, event in enumerate(raised):
        following = raised[place + 1].at if place + 1 < len(raised) else None
        resolved = None if following is not None else _first(events[events.index(event) :], _RESOLVES)
        hours = Amount(hours=policy.escalation_hours)
        yield _Run(ClockKind.ESCALATION, Run(event.at, hours, resolved, passed_on_at=following), event.level)


def _works(events: Sequence[ComplaintEvent], policy: ComplaintsPolicy) -> Iterator[_Run]:
    """Field requests and repair jobs, where the policy wants them on a clock; done when the complaint is resolved."""
    days = {Work.SMALL_JOB: policy.small_job_days, Work.MEDIUM_JOB: policy.medium_job_days, Work.LARGE_JOB: policy.large_job_days}
    for place, event in enumerate(events):
        done = _first(events[place:], _RESOLVES)
        if event.work is None or not has_deadline(event.work, policy):
            continue
        if event.work is Work.FIELD_REQUEST:
            yield _Run(ClockKind.FIELD_REQUEST, Run(event.at, Amount(hours=policy.field_request_hours), done))
        else:
            yield _Run(ClockKind.JOB, Run(event.at, Amount(days=days[event.work]), done))


def has_deadline(work: Work, policy: ComplaintsPolicy) -> bool:
    """Whether such work is on a clock."""
    return policy.field_request if work is Work.FIELD_REQUEST else policy.jobs


def _pauses(events: Sequence[ComplaintEvent], now: datetime) -> list[Pause]:
    """From when to when nothing could be done; a pause that still lasts until now."""
    pauses: list[Pause] = []
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
