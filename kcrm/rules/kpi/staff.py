"""The workshop's people: how many leave, and how skilled the technicians are (Customer-service manager CRM training manual 2012).

Turnover is reckoned over the mean of the staff at the beginning and at the end, as textbooks of personnel management do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from fractions import Fraction

from kcrm.dates import Period
from kcrm.model import Role, Staff
from kcrm.rules.kpi.values import KpiValue, kpi_value
from kcrm.rules.staff import employed

_LEVELS = {1: frozenset("1一Ⅰ"), 2: frozenset("2二Ⅱ")}


def days_worked(person: Staff, period: Period) -> Period | None:
    """The days of a period from a person's first to their last working day; None where there is none."""
    first = max(period.first, person.joined_on or period.first)
    last = min(period.last, person.left_on or period.last)
    return Period(first, last) if first <= last else None


def turnover(staff: Iterable[Staff], roles: Collection[Role], window: Period, period: Period) -> KpiValue:
    """Leavers of a year ÷ workshop staff. window: the year; roles: who belongs to the workshop."""
    workshop = [person for person in staff if person.role in roles]
    leavers = sum(person.left_on is not None and person.left_on in window for person in workshop)
    # who leaves on a day is still there on it, and no more at its end
    eve = window.first - timedelta(days=1)
    before = sum(employed(person, eve) and person.left_on != eve for person in workshop)
    after = sum(employed(person, window.last) and person.left_on != window.last for person in workshop)
    return kpi_value("staff_turnover", period, leavers, Fraction(before + after, 2))


def level_shares(staff: Iterable[Staff], period: Period) -> tuple[KpiValue, KpiValue]:
    """The shares of level-1 and level-2 technicians among those employed on the period's last day."""
    technicians = [person for person in staff if person.role is Role.TECHNICIAN and employed(person, period.last)]
    first, second = (sum(level_of(person.level) == level for person in technicians) for level in (1, 2))
    return kpi_value("level1_share", period, first, len(technicians)), kpi_value("level2_share", period, second, len(technicians))


def level_of(text: str | None) -> int | None:
    """Level 1 or 2 as a staff sheet writes it: `一级`, `1`, `level 1`; None for any other."""
    letters = set(text or "")
    return next((level for level, signs in _LEVELS.items() if letters & signs and not letters & _LEVELS[3 - level]), None)
