"""The hours in which the store works, with the single days that were set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from kcrm.policy_values import Hours
from kcrm.queries.complaints import work_days
from kcrm.rules.worktime import WorkCalendar

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.model import WorkDay
    from kcrm.policy import Policy


def hours_of(text: str) -> tuple[Hours, ...]:
    """Stored hours of a day: `09:00-12:00,13:00-17:00`, empty for none."""
    return tuple(Hours.parse(part) for part in text.split(",")) if text else ()


def calendar_at(set_days: Iterable[WorkDay], policy: Policy, at: datetime) -> WorkCalendar:
    """The working hours by a policy, with those of the single days that were set by an instant."""
    days: dict[date, tuple[Hours, ...]] = {}
    for each in set_days:
        if each.set_at <= at:
            days[each.day] = hours_of(each.hours)
    return WorkCalendar(policy.zone, policy.complaints.week.days, days)


def calendar_of(session: Session) -> WorkCalendar:
    """The days and hours of work, as they are set now."""
    return calendar_at(work_days(session.connection), session.policy, session.now)
