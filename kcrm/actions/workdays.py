"""Days on which the store does not keep its weekly hours: public holidays, make-up days, closures of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kcrm.actions.session import Session
from kcrm.actions.workhours import calendar_of
from kcrm.dates import Period
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import WorkDay
from kcrm.policy_values import Hours
from kcrm.queries import complaints as queries
from kcrm.rules.worktime import ONE_DAY, WorkCalendar

_COUNTRY = "CN"
_MONDAY, _SATURDAY = 0, 5


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was set. hours: of work, none for closed. name: of the holiday, or why."""

    day: date
    hours: tuple[Hours, ...]
    name: str | None


def calendar_days(session: Session, year: int | None = None) -> list[Day]:
    """The days that differ from their weekday, as they are set now; of one year or of all."""
    names = {each.day: each.name for each in queries.work_days(session.connection)}
    calendar = calendar_of(session)
    return [Day(day, hours, names[day]) for day, hours in sorted(calendar.days.items()) if year in (None, day.year)]


def load_year(session: Session, year: int, *, dry_run: bool = False) -> list[Day]:
    """Set China's public holidays and make-up days of a year; those that are set so already are left alone.

    Raises RefusedError for a year whose days were not known when the library was made: they are announced each autumn.
    """
    from importlib.metadata import version  # noqa: PLC0415 - these take 10 and 190 ms

    import holidays  # noqa: PLC0415

    found = holidays.country_holidays(_COUNTRY, years=year, language="zh_CN")
    made_up = {day for day in found.weekend_workdays if day.year == year}
    if not made_up:
        raise RefusedError(
            N_("holidays {version} does not know the public holidays and make-up days of {year}; nothing was set."),
            hint=N_("Update it (pip install --upgrade holidays), or set days by hand: kcrm calendar close DATE, kcrm calendar open DATE"),
            year=year,
            version=version("holidays"),
        )
    calendar = calendar_of(session)
    off = {day: name for day, name in found.items() if day.year == year and day not in made_up}
    days = [Day(day, (), name) for day, name in _with_weekends(off, made_up).items()]
    days += [Day(day, _usual(calendar, day), None) for day in made_up]
    return _set(session, sorted(days, key=lambda each: each.day), dry_run=dry_run)


def close_days(session: Session, period: Period, name: str | None = None, *, dry_run: bool = False) -> list[Day]:
    """Close the store on these days."""
    return _set(session, [Day(day, (), name) for day in _days(period)], dry_run=dry_run)


def open_days(
    session: Session, period: Period, hours: tuple[Hours, ...] = (), name: str | None = None, *, dry_run: bool = False
) -> list[Day]:
    """Open it on these days, for these hours, else for those of the weekday, or of the first day of the week that has any."""
    calendar = calendar_of(session)
    return _set(session, [Day(day, hours or _usual(calendar, day), name) for day in _days(period)], dry_run=dry_run)


def as_text(hours: Iterable[Hours]) -> str:
    """Hours as they are stored and typed."""
    return ",".join(map(str, hours))


def _with_weekends(off: Mapping[date, str], made_up: Collection[date]) -> dict[date, str]:
    """The holidays with the weekends that belong to them, also where the store is open on weekends.

    The State Council's notices count a holiday's days through its weekends (“放假调休，共5天”). A Monday that is a holiday by itself is one
    day off beside an ordinary weekend (“6月10日放假，与周末连休”), which keeps its hours.
    """
    whole = dict(off)
    for first, name in off.items():
        alone = first.weekday() == _MONDAY and not any(first + step in off for step in (ONE_DAY, -ONE_DAY, -2 * ONE_DAY))
        for step in (ONE_DAY,) if alone else (ONE_DAY, -ONE_DAY):
            day = first + step
            while day.weekday() >= _SATURDAY and day.year == first.year and day not in made_up:
                whole.setdefault(day, name)
                day += step
    return whole


def _set(session: Session, days: list[Day], *, dry_run: bool) -> list[Day]:
    before = {each.day: (each.hours, each.name) for each in calendar_days(session)}
    new = [day for day in days if before.get(day.day) != (day.hours, day.name)]
    with session.write(dry_run=dry_run) as planner:
        queries.add_work_days(planner.connection, (WorkDay(day.day, as_text(day.hours), day.name, session.now) for day in new))
    return new


def _usual(calendar: WorkCalendar, day: date) -> tuple[Hours, ...]:
    return calendar.week[day.weekday()] or next(hours for hours in calendar.week if hours)


def _days(period: Period) -> list[date]:
    return [period.first + ONE_DAY * place for place in range((period.last - period.first).days + 1)]
