"""Own customers who are likely to buy again, each vehicle with its reasons (Customer-care department plan)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date, timedelta
from itertools import groupby

from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.queries.hints import OwnedVehicle, Since, note, noted_since, owned_vehicles
from kcrm.rules.calendar import months_after
from kcrm.rules.prospects.hints import Owned, Reason, hint_of, to_call

_LONGEST_STEP = timedelta(days=3)  # between 28 February and a month's last day, which the rule reckons exactly


class Hinted(NamedTuple):
    """A vehicle of somebody likely to buy again. reasons: never empty."""

    vehicle: OwnedVehicle
    reasons: tuple[Reason, ...]


def hints(connection: sqlite3.Connection, policy: ProspectsPolicy, today: date, among: Collection[int] | None = None) -> list[Hinted]:
    """For whom most is said first. among: of these customers, None for any."""
    since = Since(
        months_after(today, -policy.hint_age_months) + _LONGEST_STEP,
        months_after(today, -policy.hint_repair_months),
        months_after(today, -policy.hint_sold_months),
    )
    found: list[Hinted] = []
    for customer_id, vehicles in groupby(owned_vehicles(connection, today, since, policy), key=lambda each: each.customer_id):
        if among is not None and customer_id not in among:
            continue
        theirs = {each.vehicle_id: each for each in vehicles}  # what somebody had twice counts as they had it last
        hint = hint_of(customer_id, (_owned(each) for each in theirs.values()), today, policy)
        if hint is not None:
            found += (
                Hinted(vehicle, reasons)
                for number, vehicle in theirs.items()
                if (reasons := tuple(each for each in hint.reasons if each.vehicle_id == number))
            )
    return sorted(found, key=lambda each: (-len(each.reasons), each.vehicle.customer_id, each.vehicle.vehicle_id))


def note_hints(connection: sqlite3.Connection, policy: ProspectsPolicy, today: date) -> None:
    """In an open write: whoever is likely to buy again, and was not called about it for long, is to be called."""
    called = noted_since(connection, months_after(today, -policy.hint_again_months))
    firsts = {each.vehicle.customer_id: each for each in reversed(hints(connection, policy, today))}
    noted = sum(day == today for day in called.values())
    for customer_id in to_call(reversed(firsts), called, today, policy, noted):
        first = firsts[customer_id]
        note(connection, first.vehicle, first.reasons[0].because, today)


def _owned(vehicle: OwnedVehicle) -> Owned:
    return Owned(**{name: getattr(vehicle, name) for name in Owned._fields})
