"""How alive a customer is: their vehicles decide, and they are as alive as the liveliest (months are usual practice).

Customer-care department plan: who has stayed away is asked why before they are invited. Retention is the share of vehicles in use
throughout that came in (Customer-service manager CRM training manual 2012); churn is the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kcrm.model import Energy, Lifecycle, VehicleFacts
from kcrm.policy import Policy
from kcrm.rules.calendar import latest_base
from kcrm.rules.followups.absence import absence_of


@dataclass(frozen=True, slots=True)
class VehicleLife:
    """A vehicle as its owner's. last_visit_on, last_maintenance_on: of the vehicle, whoever owned it.

    from_on: the day it became the owner's, None for the first; until_on: the day it became somebody else's.
    """

    delivered_on: date | None = None
    last_visit_on: date | None = None
    sold_on: date | None = None
    scrapped_on: date | None = None
    until_on: date | None = None
    last_maintenance_on: date | None = None
    from_on: date | None = None
    brand: str | None = None
    model: str | None = None
    energy: Energy | None = None

    def facts(self, on: date) -> VehicleFacts:
        """What was known of it on a day, as absence is told from."""
        return VehicleFacts(
            id=0,
            brand=self.brand,
            model=self.model,
            energy=self.energy,
            owned_from=self.from_on,
            delivered_on=self.delivered_on if self.delivered_on is not None and self.delivered_on <= on else None,
            last_visit_on=self.last_visit_on,
            last_maintenance_on=self.last_maintenance_on,
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """A state, and since when."""

    lifecycle: Lifecycle
    since_on: date


@dataclass(frozen=True, slots=True)
class Retention:
    """Of the vehicles in use throughout a period, how many came in."""

    came: int
    in_use: int

    @property
    def rate(self) -> Fraction | None:
        """None where no vehicle was in use throughout: there is no value, not zero."""
        return Fraction(self.came, self.in_use) if self.in_use else None

    @property
    def churn(self) -> Fraction | None:
        """The share that did not come; None as for `rate`."""
        return None if self.rate is None else 1 - self.rate


_RANK = {state: rank for rank, state in enumerate(Lifecycle)}


def vehicle_stage(life: VehicleLife, on: date, policy: Policy) -> Stage | None:
    """How alive a vehicle is on a day; None where neither a delivery nor a visit is known.

    New: delivered within so many months, no visit since. Dormant and lost as the follow-ups of that name have it.
    """
    gone = _gone(life, on)
    if gone is not None:
        return gone
    known = life.facts(on)
    absence = absence_of(known, policy)
    if absence is None:
        return None
    if absence.lost_on <= on:
        return Stage(Lifecycle.LOST, absence.lost_on)
    if absence.dormant_on <= on:
        return Stage(Lifecycle.DORMANT, absence.dormant_on)
    delivered_on, visit_on = known.delivered_on, known.last_visit_on
    if delivered_on is not None and delivered_on > new_after(on, policy) and (visit_on is None or visit_on < delivered_on):
        return Stage(Lifecycle.NEW, delivered_on)
    return Stage(Lifecycle.ACTIVE, absence.base_on)


def new_after(on: date, policy: Policy) -> date:
    """Whoever took delivery after this day, and never came, is still new."""
    return latest_base(on, policy.lifecycle.new_months)


def _gone(life: VehicleLife, on: date) -> Stage | None:
    if life.scrapped_on is not None and life.scrapped_on <= on:
        return Stage(Lifecycle.SCRAPPED, life.scrapped_on)
    given_up = [day for day in (life.sold_on, life.until_on) if day is not None and day <= on]
    return Stage(Lifecycle.SOLD, min(given_up)) if given_up else None


def customer_stage(lives: Iterable[VehicleLife], on: date, policy: Policy) -> Stage | None:
    """The stage of the liveliest vehicle; of several equally alive the one that came to it last."""
    stages = [stage for life in lives if (stage := vehicle_stage(life, on, policy)) is not None]
    return min(stages, key=lambda stage: (_RANK[stage.lifecycle], -stage.since_on.toordinal()), default=None)
