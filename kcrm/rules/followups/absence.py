"""When somebody who stays away is dormant, and when lost (Customer-care department plan; the months are usual practice).

Dormant: three months past the maintenance that was expected, so nine after the last one, fifteen with an electric car; nine after the last
visit where none was expected, or where they came after it was. Lost: twelve months after the last visit, never before dormant. Maintenance
is expected by time alone: what is estimated from mileage is no fact to judge anybody by. Any visit ends both.
"""

from __future__ import annotations

from datetime import date

from kcrm.model import BaseFact, Kind, VehicleFacts
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.rules.calendar import months_after
from kcrm.rules.followups.intervals import how_often, next_maintenance


class Expected(NamedTuple):
    """A maintenance that is expected so many months after the delivery or the last one."""

    since: BaseFact
    since_on: date
    months: int
    on: date


class Absence(NamedTuple):
    """Since when a vehicle was not here, and what follows.

    since, since_on: the recorded date that both days are counted from, so many months; dormant_by_visit, lost_by_visit: whether that is
    simply the base date and the months are those of the policy. expected_on: see `expected_maintenance`.
    """

    base: BaseFact
    base_on: date
    dormant_on: date
    lost_on: date
    since: BaseFact
    since_on: date
    dormant_months: int
    lost_months: int
    dormant_by_visit: bool
    lost_by_visit: bool
    expected_on: date | None

    @property
    def dormant_because(self) -> str | None:
        """What the day is counted by, as `last_maintenance_on=2026-01-31+9`; None where it is by the last visit."""
        return None if self.dormant_by_visit else f"{self.since}={self.since_on.isoformat()}+{self.dormant_months}"

    @property
    def lost_because(self) -> str | None:
        """Likewise."""
        return None if self.lost_by_visit else f"{self.since}={self.since_on.isoformat()}+{self.lost_months}"


def absence_base(vehicle: VehicleFacts) -> tuple[BaseFact, date] | None:
    """Since when its owner has not come: the last visit, else the delivery; a later owner's time begins with the vehicle's transfer.

    None where the vehicle was neither delivered nor seen here.
    """
    base, on, delivered_on, owned_from = BaseFact.LAST_VISIT_ON, vehicle.last_visit_on, vehicle.delivered_on, vehicle.owned_from
    # of one day the first named: a visit tells most
    if delivered_on is not None and (on is None or delivered_on > on):
        base, on = BaseFact.DELIVERED_ON, delivered_on
    if on is not None and owned_from is not None and owned_from > on:
        base, on = BaseFact.OWNED_FROM, owned_from
    return None if on is None else (base, on)


def absence_of(vehicle: VehicleFacts, policy: Policy) -> Absence | None:
    """When a vehicle's owner is dormant and lost, unless they come; None where it was neither delivered nor seen here.

    Each is stepped from its base date at once: 9 months after 31 August is 31 May, not 28 February and 3 months.
    """
    last = absence_base(vehicle)
    if last is None:
        return None
    base, base_on = last
    dormant, lost = policy.followups[Kind.DORMANT], policy.followups[Kind.LOST]
    since, since_on, months = base, base_on, dormant.months
    expected = _expected(vehicle, policy)
    if expected is not None and base_on <= expected.on:
        since, since_on, months = expected.since, expected.since_on, expected.months + dormant.after_months
    last_on, earliest_on = months_after(base_on, lost.months), months_after(since_on, months + lost.after_months)
    return Absence(
        base,
        base_on,
        dormant_on=months_after(since_on, months),
        lost_on=max(last_on, earliest_on),
        since=since,
        since_on=since_on,
        dormant_months=months,
        lost_months=months + lost.after_months,
        dormant_by_visit=since is base and months == dormant.months,
        lost_by_visit=last_on >= earliest_on,
        expected_on=None if expected is None else expected.on,
    )


def absence_known(vehicle: VehicleFacts, policy: Policy, known: dict[int, Absence | None]) -> Absence | None:
    """The same, looked up by the vehicle's number or else worked out and added."""
    if vehicle.id not in known:
        known[vehicle.id] = absence_of(vehicle, policy)
    return known[vehicle.id]


def expected_maintenance(vehicle: VehicleFacts, policy: Policy) -> date | None:
    """By when the next maintenance is expected, by time; None where neither a delivery nor a maintenance is known."""
    expected = _expected(vehicle, policy)
    return expected.on if expected is not None else None


def _expected(vehicle: VehicleFacts, policy: Policy) -> Expected | None:
    following = next_maintenance(vehicle)
    if following is None:
        return None
    kind, since_on = following
    months = how_often(vehicle, policy.followups[kind]).months
    return Expected(kind.row.base, since_on, months, months_after(since_on, months))
