"""Who gets the leads of a file: what each consultant has is counted once, and kept up row by row."""

from __future__ import annotations

from datetime import date

from kcrm.actions.prospects.loop import ProspectDesk
from kcrm.model.prospects import OPEN_STAGES, Prospect, ProspectLevel
from kcrm.rules.prospects.sharing import Load, pick_consultant


class Shares:
    """What is shared out in one open write; as long as nobody asks, nothing is counted."""

    def __init__(self, desk: ProspectDesk) -> None:
        self._desk = desk
        self._loads: dict[ProspectLevel, dict[int, Load]] = {}

    def consultant_for(self, of_level: ProspectLevel) -> int | None:
        """As `ProspectDesk.consultant_for` says it."""
        if not self._loads:
            self._loads = {each: {load.staff_id: load for load in self._desk.loads(each)} for each in ProspectLevel}
        return pick_consultant(self._loads[of_level].values())

    def note(self, prospect: Prospect, times: int = 1, new_on: date | None = None) -> None:
        """Somebody has this prospect now, or with times -1 no more. new_on: the day on which they got it."""
        if not self._loads or prospect.consultant_id is None:
            return
        level, counts = self._desk.level_of({"intended_on": prospect.intended_on, "level": prospect.floor}), prospect.stage in OPEN_STAGES
        for each, loads in self._loads.items():
            has = loads.get(prospect.consultant_id)
            if has is not None:
                loads[has.staff_id] = has._replace(
                    open=has.open + times * counts,
                    of_level=has.of_level + times * (counts and each is level),
                    last_new_on=max(filter(None, (has.last_new_on, new_on)), default=None),
                )
