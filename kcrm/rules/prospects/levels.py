"""The level of a buying intention and the day of the next contact (Principles and methods of customer relationship management).

H within 7 days, A within 15, B within 30, C within 90, else N; contacted every 1, 3, 7, 15 or 30 days (usual practice).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from kcrm.model.prospects import OPEN_STAGES, ProspectLevel, ProspectSource, Stage
from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.worktime import WorkCalendar

_PLACE = {level: place for place, level in enumerate(ProspectLevel)}


class Judged(NamedTuple):
    """A level, and why it is that. because: `intended=` the day, `passed=` a day gone by, `by_hand`, or `unknown`."""

    level: ProspectLevel
    because: str


def level(intended_on: date | None, today: date, policy: ProspectsPolicy, floor: ProspectLevel | None = None) -> Judged:
    """How soon they buy, by the day they named; not below the level that somebody set by hand.

    A day gone by counts as H: they may be buying elsewhere today.
    """
    judged = Judged(ProspectLevel.N, "unknown")
    if intended_on is not None:
        days = (intended_on - today).days
        judged = Judged(_within(days, policy), f"passed={intended_on}" if days < 0 else f"intended={intended_on}")
    return Judged(floor, "by_hand") if floor is not None and is_higher(floor, judged.level) else judged


def is_higher(one: ProspectLevel, other: ProspectLevel) -> bool:
    """Whether the first is sooner than the second."""
    return _PLACE[one] < _PLACE[other]


def _within(days: int, policy: ProspectsPolicy) -> ProspectLevel:
    for level_, most in zip(ProspectLevel, (policy.h_days, policy.a_days, policy.b_days, policy.c_days), strict=False):
        if days <= most:
            return level_
    return ProspectLevel.N


def interval(level_: ProspectLevel, policy: ProspectsPolicy) -> int:
    """After how many days without a contact somebody of this level is contacted again."""
    return {
        ProspectLevel.H: policy.h_every,
        ProspectLevel.A: policy.a_every,
        ProspectLevel.B: policy.b_every,
        ProspectLevel.C: policy.c_every,
        ProspectLevel.N: policy.n_every,
    }[level_]


@lru_cache(maxsize=65536)
def next_contact(
    contact_on: date, intended_on: date | None, policy: ProspectsPolicy, floor: ProspectLevel | None = None, edited_on: date | None = None
) -> date:
    """The first day after the last contact on which so many days have passed as the level of that very day asks for.

    The level rises as the day comes nearer, so that the interval is that of the day in question, and the answer is known when the contact
    is written down. edited_on: the day on which the intended day or the floor was changed since; the interval still counts from the
    contact, but nothing is due before the change.
    """
    day = contact_on + ONE_DAY if edited_on is None else max(contact_on + ONE_DAY, edited_on)
    while (day - contact_on).days < interval(level(intended_on, day, policy, floor).level, policy):
        day += ONE_DAY
    return day


def first_contact(source: ProspectSource, registered_at: datetime, calendar: WorkCalendar, policy: ProspectsPolicy) -> datetime:
    """By when somebody new is contacted for the first time: web and telephone within minutes of opening hours, others within hours."""
    if source in {ProspectSource.WEB, ProspectSource.PHONE}:
        return calendar.after(registered_at, timedelta(minutes=policy.first_minutes))
    return registered_at + timedelta(hours=policy.first_hours)


def is_contacted(stage: Stage) -> bool:
    """Whether somebody at this stage is contacted again and again."""
    return stage in OPEN_STAGES
