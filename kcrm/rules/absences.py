"""Who makes the calls of somebody who is away; whose duty they are does not change (usual practice: a colleague covers)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kcrm.named import NamedTuple
from kcrm.rules.followups.assignment import Roster


class Away(NamedTuple):
    """Somebody is away from `first` to `last`, both included. cover_id: who calls meanwhile; None: colleagues in the role share."""

    staff_id: int
    first: date
    last: date
    cover_id: int | None = None


class StandIns:
    """Who calls in whose place, on any day; never changed once built."""

    __slots__ = ("_away", "_roster")

    def __init__(self, roster: Roster, absences: Iterable[Away] = ()) -> None:
        self._roster = roster
        self._away = tuple(absences)

    @property
    def needed(self) -> bool:
        """Whether anybody is away."""
        return bool(self._away)

    @property
    def away(self) -> frozenset[int]:
        """Whose calls somebody else may have to make, on some day."""
        return frozenset(each.staff_id for each in self._away)

    def caller(self, staff_id: int, customer_id: int, day: date) -> int | None:
        """Who makes a call that is somebody's duty: that person where present, else the cover, else one of the colleagues in the role.

        A cover who is away or has left passes it on to their own cover, and so on. Of colleagues the customer's number picks one, so that a
        customer has the same caller all day. None where nobody of the role is there.
        """
        asked: set[int] = set()
        who: int | None = staff_id
        while who is not None and who not in asked:
            asked.add(who)
            away = self._absence(who, day)
            if away is None:
                if who == staff_id or self._roster.employed(who, day):
                    return who
                break
            who = away.cover_id
        role = self._roster.role_of(staff_id)
        colleagues = [] if role is None else [each for each in self._roster.in_role(role, day) if self._absence(each, day) is None]
        return colleagues[customer_id % len(colleagues)] if colleagues else None

    def _absence(self, staff_id: int, day: date) -> Away | None:
        return next((away for away in self._away if away.staff_id == staff_id and away.first <= day <= away.last), None)
