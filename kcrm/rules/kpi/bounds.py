"""Which days a period's figures look at; reckoned here, so that counting compares days and never steps from one to another.

Return and first maintenance: Customer-service manager CRM training manual 2012; their formulas are usual practice.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from kcrm.dates import Period, add_months
from kcrm.model.kpi import Bounds
from kcrm.policy import Policy

_DAY = timedelta(days=1)
_YEAR = 12  # months
_MINUTE = 60  # seconds


def bounds_of(period: Period, policy: Policy, version: int | str, now: datetime) -> Bounds:
    """The bounds of a period. now: aware, in the policy's zone."""
    kpi, prospects, today = policy.kpi, policy.prospects, now.date()
    return Bounds(
        period.first,
        period.last,
        version,
        today,
        now,
        return_window(period, kpi.return_months).first,
        add_months(period.last, -policy.club.active_months),
        return_window(period, _YEAR).first - _DAY,
        today + timedelta(days=prospects.h_days),
        today + timedelta(days=prospects.a_days),
        today + timedelta(days=prospects.b_days),
        today + timedelta(days=prospects.c_days),
        prospects.received_minutes * _MINUTE,
        _due_days(period, kpi.first_maintenance_months, today),
        _verify_days(period, policy.evidence.verify_days, today),
    )


@lru_cache(maxsize=64)
def _due_days(period: Period, months: int, today: date) -> tuple[tuple[date, date], ...]:
    """Remembered, as each table of a report asks for the same months."""
    delivered = delivered_for_first(period, months)
    if delivered is None:
        return ()
    days = (delivered.first + step * _DAY for step in range((delivered.last - delivered.first).days + 1))
    return tuple((day, due) for day in days if (due := add_months(day, months)) <= today)


@lru_cache(maxsize=64)
def _verify_days(period: Period, days: int, today: date) -> tuple[tuple[date, date], ...]:
    """A day that is not over yet may still be in time. Remembered, as above."""
    steps = range((min(period.last, today - _DAY) - period.first).days + 1)
    return tuple((last - timedelta(days=days), last) for last in (period.first + step * _DAY for step in steps))


def return_window(period: Period, months: int) -> Period:
    """The so many months that end with the period's last day."""
    return Period(add_months(period.last, -months) + _DAY, period.last)


def delivered_for_first(period: Period, months: int) -> Period | None:
    """The days of delivery of the vehicles whose time for the first maintenance, so many months, ran out in the period; None for no day."""
    first = first_reaching(period.first, months)
    last = first_reaching(period.last + _DAY, months) - _DAY
    return Period(first, last) if first <= last else None


def first_reaching(day: date, months: int) -> date:
    """The first day from which so many months last until this day or longer; as months differ in length it is more than subtraction."""
    found = add_months(day, -months)
    while add_months(found, months) < day:
        found += _DAY
    return found
