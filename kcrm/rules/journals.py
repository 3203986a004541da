"""On which days a journal is wanted, when it is in time, and who reads it (Customer-service manager CRM training manual 2012).

How late is late is practice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.tasks import Colleague


def days_wanted(first: date, last: date, works: Callable[[date], bool], is_away: Callable[[date], bool]) -> list[date]:
    """The days of work between two, both included, on which somebody is there. works: whether a day is one of work."""
    days = (first + ONE_DAY * place for place in range((last - first).days + 1))
    return [day for day in days if works(day) and not is_away(day)]


def in_time(day: date, written_on: date, late_after_days: int) -> bool:
    """Whether a journal was written on its day, or not more than so many days after."""
    return written_on - day <= timedelta(days=late_after_days)


def may_read(actor: Colleague, writer: Colleague) -> bool:
    """A superior: the head of the same department, or of any where they are not known, or who leads the house. Nobody reads their own.

    Who was made the head of departments reads what is written in them and below.
    """
    if actor.id == writer.id:
        return False
    same = actor.department == writer.department or None in {actor.department, writer.department}
    return actor.heads_all or (actor.heads and same) or writer.department in actor.answers_for
