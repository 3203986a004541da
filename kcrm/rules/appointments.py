"""Appointments of the workshop: which bays are taken and which times are free, who did not come, whose order an appointment became.

Visits by appointment are asked for by the Customer-service manager CRM training manual 2012; that a bay is kept for so many minutes, who is
called then and what is offered instead is usual practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from kcrm.named import NamedTuple
from kcrm.rules.worktime import ONE_DAY, WorkCalendar, at

OFFERED: Final = 3
"""Times that are offered in place of one that is refused."""


class AppointmentState(StrEnum):
    """How an appointment stands; it follows from its times and is not stored."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"
    MOVED = "moved"
    CANCELLED = "cancelled"


OPEN: Final = frozenset({AppointmentState.BOOKED, AppointmentState.CONFIRMED})
"""Somebody is still awaited."""
HOLDING: Final = OPEN | {AppointmentState.ARRIVED}
"""The bay is kept."""


class Missing(StrEnum):
    """What follows from somebody not having come."""

    CALL = "call"
    FREED = "freed"


class Obstacle(StrEnum):
    """Why there is no appointment at a time."""

    PAST = "past"
    CLOSED = "closed"
    TWICE = "twice"
    FULL = "full"


class Terms(NamedTuple):
    """The policy's numbers. call_minutes, free_minutes: so long after its time who has not come is called, and the bay is free again.

    slot_minutes: how finely a day is divided from each opening on; search_days: how far ahead free times are looked for, the day asked for
    included; confirm_days: so long before its day an appointment is confirmed.
    """

    call_minutes: int
    free_minutes: int
    slot_minutes: int
    search_days: int
    confirm_days: int


class Team(NamedTuple):
    """What a team can take in at once, and when it works."""

    name: str
    bays: int
    calendar: WorkCalendar


class Appointment(NamedTuple):
    """What is decided from. ends_at: as reckoned when it was booked, so that other opening hours move nothing. order: what it became."""

    number: int
    vehicle: int
    team: str
    booked_at: datetime
    starts_at: datetime
    ends_at: datetime
    confirmed_at: datetime | None = None
    arrived_at: datetime | None = None
    moved_at: datetime | None = None
    cancelled_at: datetime | None = None
    order: int | None = None


class Asked(NamedTuple):
    """A time that somebody would like, and for how many minutes of work, at least one. instead_of: the appointment that is moved there."""

    vehicle: int
    starts_at: datetime
    minutes: int
    instead_of: int | None = None


class Slot(NamedTuple):
    """A piece of a day: how many of the bays are taken at its fullest moment. More than there are where somebody came after all."""

    starts_at: datetime
    ends_at: datetime
    bays: int
    booked: int

    @property
    def free(self) -> int:
        """How many more can be taken in for the whole of it."""
        return max(0, self.bays - self.booked)


class Refusal(NamedTuple):
    """Why not, the appointment that stands in the way, if it is a single one, and the next times that would be accepted."""

    obstacle: Obstacle
    other: int | None
    free: tuple[datetime, ...]


class Visit(NamedTuple):
    """A repair order that is a visit. flagged: a file or a person said that it came by appointment."""

    vehicle: int
    opened_at: datetime
    flagged: bool = False
    appointment: int | None = None


def state_of(appointment: Appointment, terms: Terms, now: datetime) -> AppointmentState:
    """How it stands at an instant. Whoever came has come, however late; nobody types that somebody did not."""
    if appointment.order is not None or appointment.arrived_at is not None:
        return AppointmentState.ARRIVED
    if appointment.cancelled_at is not None:
        return AppointmentState.CANCELLED
    if appointment.moved_at is not None:
        return AppointmentState.MOVED
    if now > freed_at(appointment, terms):
        return AppointmentState.NO_SHOW
    return AppointmentState.BOOKED if appointment.confirmed_at is None else AppointmentState.CONFIRMED


def call_at(appointment: Appointment, terms: Terms) -> datetime:
    """Until when nobody asks where they are; at that very second they are still in time."""
    return appointment.starts_at + timedelta(minutes=terms.call_minutes)


def freed_at(appointment: Appointment, terms: Terms) -> datetime:
    """Until when the bay is kept for who has not come; at that very second it still is."""
    return appointment.starts_at + timedelta(minutes=terms.free_minutes)


def no_show(appointment: Appointment, terms: Terms, now: datetime) -> Missing | None:
    """Whether who is late is to be called, or the bay is free again; None for who is in time, has come or is not awaited."""
    state = state_of(appointment, terms, now)
    if state is AppointmentState.NO_SHOW:
        return Missing.FREED
    return Missing.CALL if state in OPEN and now > call_at(appointment, terms) else None


def confirm_on(appointment: Appointment, terms: Terms, zone: ZoneInfo) -> date | None:
    """On which day of the store it is confirmed; None where it was not yet booked by the day before, or has been confirmed."""
    day = _day(appointment.starts_at, zone) - timedelta(days=terms.confirm_days)
    return day if appointment.confirmed_at is None and _day(appointment.booked_at, zone) < day else None


def end_of(asked: Asked, calendar: WorkCalendar) -> datetime:
    """When the bay is free again, in UTC. Work stands still over closed hours and goes on at the next opening, but the car stays."""
    return calendar.after(asked.starts_at, timedelta(minutes=asked.minutes))


def capacity(day: date, team: Team, appointments: Iterable[Appointment], terms: Terms, now: datetime) -> tuple[Slot, ...]:
    """A team's day, piece by piece; empty where it is closed. appointments: of any day, any team."""
    held = _held(team, appointments, terms, now)
    return tuple(Slot(first, last, team.bays, _most(held, first, last)) for first, last in _pieces(day, team.calendar, terms))


def refusal(asked: Asked, team: Team, appointments: Sequence[Appointment], terms: Terms, now: datetime) -> Refusal | None:
    """Why a time cannot be had, with the next ones that can; None where it can. appointments: of all teams."""
    book = _Book(team, appointments, terms, now, asked)
    obstacle = book.obstacle(asked.starts_at)
    if obstacle is None:
        return None
    other = book.days.get(_day(asked.starts_at, team.calendar.zone)) if obstacle is Obstacle.TWICE else None
    return Refusal(obstacle, other, tuple(islice(book.free(), OFFERED)))


def free_slots(asked: Asked, team: Team, appointments: Sequence[Appointment], terms: Terms, now: datetime) -> tuple[datetime, ...]:
    """The next times, in UTC, that would be accepted, at most `OFFERED`: from the one asked for on, from now where that is past."""
    return tuple(islice(_Book(team, appointments, terms, now, asked).free(), OFFERED))


def match(visit: Visit, appointments: Iterable[Appointment], zone: ZoneInfo) -> Appointment | None:
    """Which appointment became this order: the vehicle's of that day of the store, the nearest to it in time, of two the earlier.

    One that was called off or moved, or became another order, is none; one whose bay was given away is.
    """
    day = _day(visit.opened_at, zone)
    return min(
        (
            each
            for each in appointments
            if each.vehicle == visit.vehicle
            and _day(each.starts_at, zone) == day
            and each.order is None
            and each.cancelled_at is None
            and each.moved_at is None
        ),
        key=lambda each: (abs(each.starts_at - visit.opened_at), each.starts_at, each.number),
        default=None,
    )


def appointment_rate(visits: Iterable[Visit]) -> Fraction | None:
    """Which share of the visits, 0 to 1, came by appointment, kept here or told by a file; None without visits."""
    came = [visit.flagged or visit.appointment is not None for visit in visits]
    return Fraction(sum(came), len(came)) if came else None


def kept_rate(states: Iterable[AppointmentState]) -> Fraction | None:
    """Which share, 0 to 1, of those who were awaited to the end came: arrived ÷ (arrived + not shown up); None of nobody."""
    ended = [state for state in states if state in {AppointmentState.ARRIVED, AppointmentState.NO_SHOW}]
    return Fraction(ended.count(AppointmentState.ARRIVED), len(ended)) if ended else None


class _Book:
    """What stands in the way of one who asks, looked through once for all the times that are tried."""

    def __init__(self, team: Team, appointments: Sequence[Appointment], terms: Terms, now: datetime, asked: Asked) -> None:
        """Without the appointment that is moved, which stands in nobody's way."""
        others = [each for each in appointments if each.number != asked.instead_of]
        zone = team.calendar.zone
        self._team, self._terms, self._now, self._asked = team, terms, now, asked
        self._held = _held(team, others, terms, now)
        self.days = {
            _day(each.starts_at, zone): each.number
            for each in others
            if each.vehicle == asked.vehicle and state_of(each, terms, now) in OPEN
        }

    def obstacle(self, moment: datetime) -> Obstacle | None:
        """The first thing that stands in the way of a time."""
        calendar = self._team.calendar
        if moment < self._now:
            return Obstacle.PAST
        day = _day(moment, calendar.zone)
        if not any(first <= moment < last for first, last in _opening(day, calendar)):
            return Obstacle.CLOSED
        if day in self.days:
            return Obstacle.TWICE
        until = end_of(self._asked._replace(starts_at=moment), calendar)
        return None if _most(self._held, moment, until) < self._team.bays else Obstacle.FULL

    def free(self) -> Iterator[datetime]:
        """The beginnings of pieces that would be accepted, in order."""
        since = max(self._asked.starts_at, self._now)
        day = _day(since, self._team.calendar.zone)
        for ahead in range(self._terms.search_days):
            for moment, _ in _pieces(day + ahead * ONE_DAY, self._team.calendar, self._terms):
                if moment >= since and self.obstacle(moment) is None:
                    yield moment


def _held(team: Team, appointments: Iterable[Appointment], terms: Terms, now: datetime) -> list[Appointment]:
    return [each for each in appointments if each.team == team.name and state_of(each, terms, now) in HOLDING]


def _most(held: Iterable[Appointment], first: datetime, last: datetime) -> int:
    """How many bays are taken at the fullest moment between two instants, the second not included: it is one at which something begins."""
    within = [each for each in held if each.starts_at < last and each.ends_at > first]
    moments = {max(first, each.starts_at) for each in within}
    return max((sum(each.starts_at <= moment < each.ends_at for each in within) for moment in moments), default=0)


def _opening(day: date, calendar: WorkCalendar) -> Iterator[tuple[datetime, datetime]]:
    """When there is work on a day, as instants; never, where no week has any."""
    if not any(calendar.week):
        return
    midnight = at(day + ONE_DAY, time(), calendar.zone)
    for first, last in calendar.stretches(at(day, time(), calendar.zone)):
        if first >= midnight:
            return
        yield first, last


def _pieces(day: date, calendar: WorkCalendar, terms: Terms) -> Iterator[tuple[datetime, datetime]]:
    """A day's work in pieces; the last before a break may be shorter."""
    step = timedelta(minutes=terms.slot_minutes)
    for first, last in _opening(day, calendar):
        begin = first
        while begin < last:
            yield begin, min(begin + step, last)
            begin += step


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
