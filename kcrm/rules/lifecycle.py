"""How alive a customer is: their vehicles decide, and they are as alive as the liveliest (months are usual practice).

Customer-care department plan: who has stayed away is asked why before they are invited. Retention is the share of vehicles in use
throughout that came in (Customer-service manager CRM training manual 2012); churn is the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kcrm.model import Kind, Lifecycle
from kcrm.policy import Policy
from kcrm.rules.calendar import latest_base, months_after


@dataclass(frozen=True, slots=True)
class VehicleLife:
    """A vehicle as its owner's. last_visit_on: of the vehicle, whoever owned it; until_on: the day it became somebody else's."""

    delivered_on: date | None = None
    last_visit_on: date | None = None
    sold_on: date | None = None
    scrapped_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Whoever was last seen on this day or before is dormant, is lost; whoever took delivery after `new_after` is still new."""

    dormant_by: date
    lost_by: date
    new_after: date

    @classmethod
    def on(cls, day: date, policy: Policy) -> Limits:
        """The limits that hold on a day."""
        return cls(
            dormant_by=latest_base(day, policy.followups[Kind.DORMANT].months),
            lost_by=latest_base(day, policy.followups[Kind.LOST].months),
            new_after=latest_base(day, policy.lifecycle.new_months),
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

    New: delivered within so many months, no visit since. Dormant and lost: so many months since the later of delivery and last visit.
    """
    gone = _gone(life, on)
    if gone is not None:
        return gone
    delivered = life.delivered_on if life.delivered_on is not None and life.delivered_on <= on else None
    seen = [day for day in (delivered, life.last_visit_on) if day is not None]
    if not seen:
        return None
    base, limits = max(seen), Limits.on(on, policy)
    if base <= limits.lost_by:
        return Stage(Lifecycle.LOST, months_after(base, policy.followups[Kind.LOST].months))
    if base <= limits.dormant_by:
        return Stage(Lifecycle.DORMANT, months_after(base, policy.followups[Kind.DORMANT].months))
    visited = life.last_visit_on is not None and (delivered is None or life.last_visit_on >= delivered)
    if delivered is not None and not visited and delivered > limits.new_after:
        return Stage(Lifecycle.NEW, delivered)
    return Stage(Lifecycle.ACTIVE, base)


def _gone(life: VehicleLife, on: date) -> Stage | None:
    if life.scrapped_on is not None and life.scrapped_on <= on:
        return Stage(Lifecycle.SCRAPPED, life.scrapped_on)
    given_up = [day for day in (life.sold_on, life.until_on) if day is not None and day <= on]
    return Stage(Lifecycle.SOLD, min(given_up)) if given_up else None


def customer_stage(lives: Iterable[VehicleLife], on: date, policy: Policy) -> Stage | None:
    """The stage of the liveliest vehicle; of several equally alive the one that came to it last."""
    stages = [stage for life in lives if (stage := vehicle_stage(life, on, policy)) is not None]
    return min(stages, key=lambda stage: (_RANK[stage.lifecycle], -stage.since_on.toordinal()), default=None)
