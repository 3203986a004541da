"""Which prospect a row of a file is about."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Final

from kcrm.actions.references import References, Values
from kcrm.model.prospects import Stage

ENDS: Final = frozenset({Stage.DELIVERED, Stage.LOST, Stage.INVALID})
"""The stages in which a buying intention is over."""
_SAYS: Final = {
    "lost_reason": Stage.LOST,
    "lost_on": Stage.LOST,
    "invalid_reason": Stage.INVALID,
    "vin": Stage.DELIVERED,
    "delivered_on": Stage.DELIVERED,
}
"""The columns that say how it ended, where none says the stage."""


def told_stage(values: Values) -> Stage | None:
    """The stage that a row says; None where it says none."""
    if values.get("stage") is not None:
        return Stage(str(values["stage"]))
    return next((stage for key, stage in _SAYS.items() if values.get(key) is not None), None)


def known_row(references: References, values: Values) -> sqlite3.Row | None:
    """The prospect that a row is about: by its number; without one, or with one that is new, by phone and open.

    A row of the same phone that was registered on that very day is the same one, open or not; a row that says how it ended before the open
    one was registered is not about that, and one that says no day is about the latest that ended so.
    """
    register = references.register
    number, phone, name = (values.get(key) for key in ("prospect_no", "phone", "name"))
    found = register.find("prospect", "prospect_no", str(number)) if number else ()
    if found or not phone:
        return found[0] if found else None
    customers = references.at_phone(str(phone), None if name is None else str(name))
    customers = [each for each in customers if each["name"] == name] or customers
    same = [
        row
        for customer in customers
        for row in register.find("prospect", "customer_id", customer["id"])
        if not number or row["prospect_no"] is None
    ]
    return _alike(same, told_stage(values), values) if same else None


def _alike(same: Sequence[sqlite3.Row], told: Stage | None, values: Values) -> sqlite3.Row | None:
    registered_on = values.get("registered_on")
    that_day = [row for row in same if registered_on is not None and row["registered_on"] == str(registered_on)]
    going_on = [row for row in same if row["stage"] not in ENDS]
    if told in ENDS:
        ended_on = values.get("lost_on") or values.get("delivered_on") or registered_on
        going_on = [row for row in going_on if not isinstance(ended_on, date) or row["registered_on"] <= str(ended_on)]
    ended_so = [row for row in same if row["stage"] == told] if told in ENDS and registered_on is None else []
    for found in ([row for row in that_day if row in going_on], that_day, going_on, ended_so):
        if found:
            return found[-1]
    return None
