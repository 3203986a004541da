"""In which order a sales consultant works one day's list (usual practice)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kcrm.model import Priority
from kcrm.model.prospects import ProspectLevel
from kcrm.rules.daylist import Placed

_PHASE = {Priority.URGENT: 0, Priority.AGREED: 0, Priority.OVERDUE: 1, Priority.TODAY: 1, Priority.UPCOMING: 2}
_WITHOUT = 1
_RANK = {level: place + (place >= _WITHOUT) for place, level in enumerate(ProspectLevel)}


def by_level(groups: Iterable[Sequence[Placed]], contacts: Mapping[int, tuple[ProspectLevel, bool]]) -> list[Sequence[Placed]]:
    """One caller's list: of what is late or due today the highest level first, and at one level as on any list.

    groups: each customer's items, in the order of the day. contacts: the level of the next contacts of prospects, by item, and whether it
    is the first one, which goes with the highest level: it was promised within minutes or a day. What has no level, such as a call after a
    delivery or a test drive, follows right after the highest. Grave and agreed ones stay ahead, what is not due yet stays last.
    """

    def rank(item_id: int) -> int:
        level, is_first = contacts.get(item_id, (None, False))
        return 0 if is_first else _WITHOUT if level is None else _RANK[level]

    def place(group: Sequence[Placed]) -> tuple[int, int]:
        phase = _PHASE[group[0].priority]
        return phase, min(rank(each.item.id) for each in group) if phase == _PHASE[Priority.TODAY] else 0

    return sorted(groups, key=place)
