"""Working time: a weekly pattern of several stretches a day, and single days that differ from it in either direction.

Instants are aware. Days and clock times are those of the store's zone, reckoned there and compared in UTC, so that a zone with summer time
gains or loses nothing but the hour that it really gains or loses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kcrm.named import NamedTuple
from kcrm.policy_values import MIDNIGHT, Hours

ONE_DAY = timedelta(days=1)
NOTHING = timedelta()


class WorkCalendar(NamedTuple):
    """When work is done. week: Monday first; days: single days with hours of their own, none for a closure."""

    zone: ZoneInfo
    week: tuple[tuple[Hours, ...], ...]
    days: Mapping[date, tuple[Hours, ...]] = MappingProxyType({})

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The stretches of work on a day, in order."""
        own = self.days.get(day)
        return self.week[day.weekday()] if own is None else own

    def is_open(self, day: date) -> bool:
        """Whether any work is done on a day."""
        return bool(self.hours_on(day))

    def stretches(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch of work that ends after an instant, as instants in UTC; without end, where the week has any work at all."""
        assert any(self.week), "a calendar without working time"
        day = since.astimezone(self.zone).date()
        while True:
            for hours in self.hours_on(day):
                first = at(day, hours.first, self.zone)
                last = at(day + ONE_DAY, time(), self.zone) if hours.last == MIDNIGHT else at(day, hours.last, self.zone)
                if last > since and last > first:
                    yield first, last
            day += ONE_DAY

    def after(self, since: datetime, amount: timedelta) -> datetime:
        """The instant at which so much working time has passed since `since`; that instant itself for none."""
        moment = since.astimezone(UTC)
        if amount <= NOTHING:
            return moment
        left = amount
        for first, last in self.stretches(moment):
            begin = max(first, moment)
            if last - begin >= left:
                return begin + left
            left -= last - begin
        raise AssertionError("stretches have no end")

    def between(self, since: datetime, until: datetime) -> timedelta:
        """How much working time lies between two instants; nothing where the second is not later."""
        total = NOTHING
        if until <= since:
            return total
        for first, last in self.stretches(since):
            if first >= until:
                break
            total += min(last, until) - max(first, since)
        return total


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """That time of that day, in UTC: the first of two where the clock is put back, the moment of the leap where it is put forward."""
    local = datetime.combine(day, clock.replace(fold=0), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # the clock never showed that time: step back to the leap, which every zone makes on a whole minute
    probe = moment.replace(second=0, microsecond=0)
    offset = moment.astimezone(zone).utcoffset()
    while (probe - timedelta(minutes=1)).astimezone(zone).utcoffset() == offset:
        probe -= timedelta(minutes=1)
    return probe


def days_after(since: datetime, days: int, zone: ZoneInfo) -> datetime:
    """So many calendar days later at the same time of the day, to the second, in UTC; never earlier for a later instant."""
    local = since.astimezone(zone)
    clock = local.replace(tzinfo=None, fold=0)
    if local.fold:  # the hour that the clock shows twice: its second showing counts as its end, lest it come before the first
        while _shown_twice(clock, zone):
            clock = clock.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return at((clock + timedelta(days=days)).date(), clock.time(), zone)


def is_shown(clock: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone's clock shows this time at all: not where it is put forward over it. clock: naive."""
    return clock.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == clock


def _shown_twice(clock: datetime, zone: ZoneInfo) -> bool:
    return clock.replace(tzinfo=zone).utcoffset() != clock.replace(tzinfo=zone, fold=1).utcoffset()
