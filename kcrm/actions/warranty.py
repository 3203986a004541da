"""The watch over the state's warranty duties (三包): which vehicles are near a limit, and how one stands."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kcrm.db import instant
from kcrm.model.warranty import WarrantyState
from kcrm.named import NamedTuple
from kcrm.queries.warranty import Least, Whose, candidates, covered
from kcrm.rules.calendar import months_after

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.policy_workshop import WarrantyPolicy
    from kcrm.rules.warranty import Warranty

_YEAR = 12


class Watched(NamedTuple):
    """A vehicle near a limit of the duties, and whose it is."""

    whose: Whose
    stands: Warranty


def watched(session: Session, *, over: bool = False) -> list[Watched]:
    """The vehicles that are near a limit or past it, the nearest first. over: also those for which the duties have run out."""
    found = candidates(session.connection, least(session.policy.warranty, session.today, over=over), session.today, instant(session.now))
    judged = [each for each in _judged(session, found) if each.stands.state is not WarrantyState.CLEAR]
    kept = [each for each in judged if over or not each.stands.is_over(session.today)]
    return sorted(kept, key=lambda each: (-each.stands.percent, each.whose.vehicle_id))


def standings(session: Session, vehicle_ids: Collection[int]) -> Mapping[int, Warranty]:
    """How these vehicles stand, by id: those that were repaired for a quality fault, unless the duties for them have run out."""
    found = _judged(session, vehicle_ids)
    return {each.whose.vehicle_id: each.stands for each in found if each.stands.repairs and not each.stands.is_over(session.today)}


def standings_near(session: Session, vehicle_ids: Collection[int]) -> Mapping[int, Warranty]:
    """The same of those that are near a limit."""
    found = standings(session, vehicle_ids)
    return {number: stands for number, stands in found.items() if stands.state is not WarrantyState.CLEAR}


def least(policy: WarrantyPolicy, today: date, *, over: bool = False) -> Least:
    """What a vehicle has at least, so that it can be near a limit."""
    repairs = min(_share(policy.same_fault, policy), _share(policy.grave_repairs, policy))
    since = date.min if over else months_after(today, -_YEAR * policy.years)
    return Least(since, repairs, _share(policy.repair_days, policy))


def _share(limit: int, policy: WarrantyPolicy) -> int:
    # also what passes a limit may be less than the share from which on a vehicle is watched, never more
    return min(limit, math.ceil(limit * policy.watched_percent / 100))


def _judged(session: Session, vehicle_ids: Collection[int]) -> list[Watched]:
    if not vehicle_ids:
        return []
    from kcrm.rules.warranty import standing  # noqa: PLC0415 - on most mornings no vehicle is near a limit

    return [
        Watched(whose, stands)
        for whose, car in covered(session.connection, vehicle_ids)
        if (stands := standing(car, session.policy.warranty, session.now)) is not None
    ]
