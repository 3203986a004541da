"""Appointments of the workshop: which bays are taken and which times are free, who did not come, whose order an appointment became.

Visits by appointment are asked for by the Customer-service manager CRM training manual 2012; that a bay is kept for so many minutes, who is
called then and what is offered instead is usual practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from kcrm.enums import StrEnum
from kcrm.model import Team
from kcrm.model.appointments import Appointment, AppointmentState, Visit
from kcrm.named import NamedTuple
from kcrm.rules.worktime import ONE_DAY, WorkCalendar, at

OFFERED: Final = 3
"""Times that are offered in place of one that is refused."""


OPEN: Final = frozenset({AppointmentState.BOOKED, AppointmentState.CONFIRMED})
"""Somebody is still awaited."""
HOLDING: Final = OPEN | {AppointmentState.ARRIVED}
"""The bay is kept."""


class Obstacle(StrEnum):
    """Why there is no appointment at a time."""

    PAST = "past"
    CLOSED = "closed"
    TWICE = "twice"
    FULL = "full"


class Terms(NamedTuple):
    """The policy's numbers. call_minutes, free_minutes: so long after its time who has not come is called, and the bay is free again.

    slot_minutes: how finely a day is divided from each opening on; search_days: how far ahead free times are looked for, the day asked for
    included.
    """

    call_minutes: int
    free_minutes: int
    slot_minutes: int
    search_days: int


class Bays(NamedTuple):
    """What a team can take in at once, and when it works."""

    team: Team
    number: int
    calendar: WorkCalendar


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


def is_missed(appointment: Appointment, terms: Terms, now: datetime) -> bool:
    """Whether who is awaited is so late that they are called."""
    awaited = state_of(appointment, terms, now) in {*OPEN, AppointmentState.NO_SHOW}
    return awaited and now > call_at(appointment, terms)


def end_of(asked: Asked, calendar: WorkCalendar) -> datetime:
    """When the bay is free again, in UTC. Work stands still over closed hours and goes on at the next opening, but the car stays."""
    return calendar.after(asked.starts_at, timedelta(minutes=asked.minutes))


def capacity(day: date, bays: Bays, appointments: Iterable[Appointment], terms: Terms, now: datetime) -> tuple[Slot, ...]:
    """A team's day, piece by piece; empty where it is closed. appointments: of any day, any team."""
    held = _held(bays, appointments, terms, now)
    return tuple(Slot(first, last, bays.number, _most(held, first, last)) for first, last in _pieces(day, bays.calendar, terms))


def refusal(asked: Asked, bays: Bays, appointments: Sequence[Appointment], terms: Terms, now: datetime) -> Refusal | None:
    """Why a time cannot be had, with the next ones that can; None where it can. appointments: of all teams."""
    book = _Book(bays, appointments, terms, now, asked)
    obstacle = book.obstacle(asked.starts_at)
    if obstacle is None:
        return None
    other = book.days.get(_day(asked.starts_at, bays.calendar.zone)) if obstacle is Obstacle.TWICE else None
    return Refusal(obstacle, other, tuple(islice(book.free(), OFFERED)))


def free_slots(asked: Asked, bays: Bays, appointments: Sequence[Appointment], terms: Terms, now: datetime) -> tuple[datetime, ...]:
    """The next times, in UTC, that would be accepted, at most `OFFERED`: from the one asked for on, from now where that is past."""
    return tuple(islice(_Book(bays, appointments, terms, now, asked).free(), OFFERED))


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


class _Book:
    """What stands in the way of one who asks, looked through once for all the times that are tried."""

    def __init__(self, bays: Bays, appointments: Sequence[Appointment], terms: Terms, now: datetime, asked: Asked) -> None:
        """Without the appointment that is moved, which stands in nobody's way."""
        others = [each for each in appointments if each.number != asked.instead_of]
        zone = bays.calendar.zone
        self._bays, self._terms, self._now, self._asked = bays, terms, now, asked
        self._held = _held(bays, others, terms, now)
        self.days = {
            _day(each.starts_at, zone): each.number
            for each in others
            if each.vehicle == asked.vehicle and state_of(each, terms, now) in OPEN
        }

    def obstacle(self, moment: datetime) -> Obstacle | None:
        """The first thing that stands in the way of a time."""
        calendar = self._bays.calendar
        if moment < self._now:
            return Obstacle.PAST
        day = _day(moment, calendar.zone)
        if not any(first <= moment < last for first, last in _opening(day, calendar)):
            return Obstacle.CLOSED
        if day in self.days:
            return Obstacle.TWICE
        until = end_of(self._asked._replace(starts_at=moment), calendar)
        return None if _most(self._held, moment, until) < self._bays.number else Obstacle.FULL

    def free(self) -> Iterator[datetime]:
        """The beginnings of pieces that would be accepted, in order."""
        since = max(self._asked.starts_at, self._now)
        day = _day(since, self._bays.calendar.zone)
        for ahead in range(self._terms.search_days):
            for moment, _ in _pieces(day + ahead * ONE_DAY, self._bays.calendar, self._terms):
                if moment >= since and self.obstacle(moment) is None:
                    yield moment


def _held(bays: Bays, appointments: Iterable[Appointment], terms: Terms, now: datetime) -> list[Appointment]:
    return [each for each in appointments if each.team == bays.team and state_of(each, terms, now) in HOLDING]


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
