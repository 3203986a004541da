"""Whose a prospect is: at once, after the consultant left, and when nobody talks to them (usual practice)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from kcrm.model.prospects import Concerns, ProspectLevel
from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.rules.prospects.levels import is_higher


class Load(NamedTuple):
    """A consultant at work and what they have. open: prospects in all; of_level: of the level in question. last_new_on: None for never."""

    staff_id: int
    employee_no: str
    open: int = 0
    of_level: int = 0
    last_new_on: date | None = None


class Unshared(NamedTuple):
    """A prospect that somebody is to get. consultant_id: whose it was, who does not get it again; None for nobody's."""

    id: int
    level: ProspectLevel
    consultant_id: int | None = None


def pick_consultant(loads: Iterable[Load]) -> int | None:
    """Who gets a lead: fewest open ones of its level, then fewest at all, then longest without a new one, then by employee number.

    loads: of those who are at work. None where nobody is; then it is the sales manager's.
    """
    chosen = min(loads, key=lambda load: (load.of_level, load.open, load.last_new_on or date.min, load.employee_no), default=None)
    return None if chosen is None else chosen.staff_id


def share_out(prospects: Iterable[Unshared], loads: Mapping[ProspectLevel, Sequence[Load]], today: date) -> dict[int, int]:
    """Who gets each of several, by its number, one after the other; each counts with whom it was given to. Left out: whom nobody can take.

    loads: by level, of those who are at work. So whoever left is followed by all colleagues, and not by the sales manager for good.
    """
    given: dict[int, int] = {}
    of_level: Counter[tuple[int, ProspectLevel]] = Counter()
    in_all: Counter[int] = Counter()
    for each in prospects:
        chosen = pick_consultant(
            load._replace(
                open=load.open + in_all[load.staff_id],
                of_level=load.of_level + of_level[load.staff_id, each.level],
                last_new_on=today if in_all[load.staff_id] else load.last_new_on,
            )
            for load in loads[each.level]
            if load.staff_id != each.consultant_id
        )
        if chosen is not None:
            given[each.id] = chosen
            of_level[chosen, each.level] += 1
            in_all[chosen] += 1
    return given


def released_on(since: date, intended_on: date | None, floor: ProspectLevel | None, policy: ProspectsPolicy) -> date | None:
    """The day on which a prospect goes back to the pool unless somebody is in contact before; None for never.

    It is known, and told, ahead: on that day so many days have passed as its level of that very day allows. since: of the last contact, or
    of when the consultant got it, whichever is later.
    """
    if not policy.idle_release:
        return None
    found: list[date] = []
    for level, near, idle in _limits(policy):
        passed_on = since + timedelta(days=idle)
        if floor is not None and not is_higher(level, floor):
            found.append(passed_on)
        elif intended_on is not None:
            found.append(max(passed_on, intended_on - timedelta(days=near)))
    return min(found, default=None)


def concerned(days_late: int, policy: ProspectsPolicy) -> Concerns:
    """Whose matter a contact is that is so many days late."""
    return Concerns.MANAGER if days_late >= policy.overdue_manager_days else Concerns.CONSULTANT


def reassigned_on(due_on: date, had_since: date | None, policy: ProspectsPolicy) -> date | None:
    """The day on which a colleague gets a prospect whose contact was due on that day and is not made; None for never.

    had_since: when the consultant got it, who has as long as anybody.
    """
    since = due_on if had_since is None else max(due_on, had_since)
    return since + timedelta(days=policy.overdue_reassign_days) if policy.overdue_reassign else None


def _limits(policy: ProspectsPolicy) -> tuple[tuple[ProspectLevel, int, int], ...]:
    """Each level with how near the day of purchase is, and how long nobody may be in contact; the higher, the shorter (see the policy)."""
    return (
        (ProspectLevel.H, policy.h_days, policy.h_idle),
        (ProspectLevel.A, policy.a_days, policy.a_idle),
        (ProspectLevel.B, policy.b_days, policy.b_idle),
        (ProspectLevel.C, policy.c_days, policy.c_idle),
    )
