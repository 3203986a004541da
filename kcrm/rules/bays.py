"""How far the bays of the workshop are used (Customer-service manager CRM training manual 2012): hours of orders ÷ (bays × open hours).

When an order stood in a bay nobody writes down, so it is reckoned (practice): from when it came in for its actual hours of working time,
else its standard hours, else the usual minutes of the policy, and never after it was closed. Work goes on in open hours only. Teams without
bays are not counted, nor orders without a team.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from kcrm.model.vocabulary import Team
from kcrm.named import NamedTuple
from kcrm.rules.worktime import ONE_DAY, WorkCalendar, at

_HUNDREDTH: Final = 36
"""Seconds in a hundredth of an hour."""
_HOUR: Final = timedelta(hours=1)


class BayOrder(NamedTuple):
    """An order of a team. *_centihours: in hundredths of an hour, None where they are not known."""

    order_id: int
    team: Team
    opened_at: datetime
    closed_at: datetime | None = None
    standard_centihours: int | None = None
    actual_centihours: int | None = None


class BayHours(NamedTuple):
    """Hundredths of an hour within an hour of a day, which are held or open."""

    day: date
    hour: int
    centihours: int


def held(order: BayOrder, calendar: WorkCalendar, usual_minutes: int, now: datetime) -> list[BayHours]:
    """The hours for which an order held its bay, until now."""
    centihours = order.actual_centihours or order.standard_centihours
    work = timedelta(minutes=usual_minutes) if not centihours else timedelta(seconds=centihours * _HUNDREDTH)
    until = min(calendar.after(order.opened_at, work), now, *([order.closed_at] if order.closed_at is not None else []))
    return list(_in_hundredths(_open_between(calendar, order.opened_at.astimezone(UTC), until), calendar))


def open_hours(calendar: WorkCalendar, day: date, now: datetime) -> list[BayHours]:
    """The open hours of a day, until now, of one bay."""
    begins, ends = at(day, time(), calendar.zone), min(at(day + ONE_DAY, time(), calendar.zone), now.astimezone(UTC))
    return list(_in_hundredths(_open_between(calendar, begins, ends), calendar))


def _open_between(calendar: WorkCalendar, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    if since < until:
        for first, last in calendar.stretches(since):
            if first >= until:
                break
            found.append((max(first, since), min(last, until)))
    return found


def bays_of(bays: Mapping[Team, int]) -> dict[Team, int]:
    """The teams that have any."""
    return {team: count for team, count in bays.items() if count}


def _in_hundredths(pieces: list[tuple[datetime, datetime]], calendar: WorkCalendar) -> Iterator[BayHours]:
    """What of them lies in each hour; what is lost by rounding in one is told with the next, so that they add up."""
    passed = told = 0
    for first, last in pieces:
        moment = first
        while moment < last:
            local = moment.astimezone(calendar.zone)
            end = min(last, moment + _HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond))
            passed += round((end - moment).total_seconds())
            whole = passed // _HUNDREDTH
            if whole > told:
                yield BayHours(local.date(), local.hour, whole - told)
            told, moment = whole, end
