"""Whose a prospect is: at once, after the consultant left, and when nobody talks to them (usual practice)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kcrm.model.prospects import ProspectLevel
from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy


class Load(NamedTuple):
    """A consultant at work and what they have. open: prospects in all; of_level: of the level in question. last_new_on: None for never."""

    staff_id: int
    employee_no: str
    open: int = 0
    of_level: int = 0
    last_new_on: date | None = None


def pick_consultant(loads: Iterable[Load]) -> int | None:
    """Who gets a lead: fewest open ones of its level, then fewest at all, then longest without a new one, then by employee number.

    loads: of those who are at work. None where nobody is; then it is the sales manager's.
    """
    chosen = min(loads, key=lambda load: (load.of_level, load.open, load.last_new_on or date.min, load.employee_no), default=None)
    return None if chosen is None else chosen.staff_id


def owner_after_leaving(loads: Iterable[Load], left_id: int) -> int | None:
    """Who takes over from a consultant who left: the colleague with fewest of that level, not the sales manager for good."""
    return pick_consultant(load for load in loads if load.staff_id != left_id)


def idle_days(level: ProspectLevel, policy: ProspectsPolicy) -> int | None:
    """After how many days without a contact a prospect goes back to the pool; None for never."""
    days = {
        ProspectLevel.H: policy.h_idle,
        ProspectLevel.A: policy.a_idle,
        ProspectLevel.B: policy.b_idle,
        ProspectLevel.C: policy.c_idle,
    }.get(level)
    return days if policy.idle_release and days else None


def is_idle(level: ProspectLevel, last_contact_on: date, today: date, policy: ProspectsPolicy) -> bool:
    """Whether it is released today: on the day on which so many days have passed without a contact."""
    days = idle_days(level, policy)
    return days is not None and (today - last_contact_on).days >= days


def released_on(level: ProspectLevel, last_contact_on: date, policy: ProspectsPolicy) -> date | None:
    """The day on which it is released unless somebody is in contact before; None for never. Told ahead, on the list."""
    days = idle_days(level, policy)
    return None if days is None else date.fromordinal(last_contact_on.toordinal() + days)
