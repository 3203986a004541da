"""How a stored follow-up came to its due date: from the base date, step by step, as `why` tells it.

The steps are reckoned anew from what is stored, so that an old follow-up can be explained by the policy that it was planned under.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kcrm.model import BaseFact, DueBy, FollowUpKey, Kind, MileageReading, VehicleFacts
from kcrm.policy import Policy
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import in_year, months_after
from kcrm.rules.followups.mileage import day_reaching, usable_readings


class Step(StrEnum):
    """What moved the date."""

    MONTHS = "months"  # so many months after the base date
    DAYS = "days"  # so many days after it
    DAYS_BEFORE = "days_before"  # so many days before it
    YEARLY = "yearly"  # its day in a later year
    ON_THE_DAY = "on_the_day"
    MILEAGE = "mileage"  # the estimated mileage reaches the limit earlier
    GO_LIVE = "go_live"
    BACKLOG = "backlog"
    UNREACHED = "unreached"  # a message in place of calls that reached nobody
    BY_HAND = "by_hand"
    MOVED = "moved"  # the call, not the deadline, was put off


@dataclass(frozen=True, slots=True)
class Shift:
    """One step. amount: months, days, the year, km. on: the date after it.

    readings: of an estimate, the two that the line goes through; empty where the facts of today give another day.
    """

    step: Step
    amount: int | None
    on: date
    readings: tuple[MileageReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A follow-up as far as its dates go. opened_on: the day on which it was planned; later readings were not known then."""

    key: FollowUpKey
    base: BaseFact
    due_on: date
    due_by: DueBy
    call_on: date
    opened_on: date


def shifts(stored: Stored, policy: Policy, vehicle: VehicleFacts | None) -> tuple[Shift, ...]:
    """Every step from the base date to the day of the call.

    policy: the version that it was planned under. vehicle: its present facts, None where the customer no longer has it.
    """
    key, rule = stored.key, policy.followups[stored.key.kind]
    by_hand = stored.due_by is DueBy.BY_HAND or stored.base is BaseFact.BY_HAND
    set_on = stored.due_on if stored.due_by is DueBy.BY_HAND else key.base_on
    steps = [Shift(Step.BY_HAND, None, set_on)] if by_hand else list(by_interval(key, rule))
    match stored.due_by:
        case DueBy.MILEAGE:
            steps.append(_by_mileage(stored, rule, policy.maintenance.reading_gap_days, vehicle))
        case DueBy.GO_LIVE:
            steps.append(Shift(Step.GO_LIVE, None, stored.due_on))
        case DueBy.BACKLOG:
            steps.append(Shift(Step.BACKLOG, None, stored.due_on))
        case DueBy.UNREACHED:
            steps.append(Shift(Step.UNREACHED, None, stored.due_on))
    if stored.call_on != stored.due_on:
        steps.append(Shift(Step.MOVED, None, stored.call_on))
    return tuple(steps)


def by_interval(key: FollowUpKey, rule: KindPolicy) -> tuple[Shift, ...]:
    """The steps that the interval of a kind makes from the base date; the same as planning makes them."""
    base_on = key.base_on
    match key.kind:
        case Kind.MONTHLY_CARE:
            steps = [Shift(Step.MONTHS, key.occurrence, months_after(base_on, key.occurrence))]
        case Kind.PURCHASE_ANNIVERSARY:
            steps = [Shift(Step.YEARLY, base_on.year + key.occurrence, in_year(base_on, base_on.year + key.occurrence))]
        case Kind.BIRTHDAY:
            steps = [Shift(Step.YEARLY, key.occurrence, in_year(base_on, key.occurrence))]
        case Kind.FESTIVAL:
            steps = [Shift(Step.ON_THE_DAY, None, base_on)]
        case Kind.INSURANCE_EXPIRY | Kind.ANNUAL_INSPECTION | Kind.LICENCE_EXPIRY | Kind.WARRANTY_EXPIRY:
            steps = [Shift(Step.DAYS_BEFORE, key.occurrence, base_on - timedelta(days=key.occurrence))]
        case Kind.PRE_DELIVERY:
            steps = [Shift(Step.DAYS_BEFORE, rule.days, base_on - timedelta(days=rule.days))]
        case _:
            steps = [Shift(Step.MONTHS, rule.months, months_after(base_on, rule.months))] if rule.months else []
            if rule.days or not steps:
                steps.append(Shift(Step.DAYS, rule.days, (steps[-1].on if steps else base_on) + timedelta(days=rule.days)))
    return tuple(steps)


def _by_mileage(stored: Stored, rule: KindPolicy, gap_days: int, vehicle: VehicleFacts | None) -> Shift:
    """The estimate, with the readings that it came from where they still lead to the stored day."""
    base_km = 0 if stored.base is BaseFact.DELIVERED_ON else None
    if vehicle is not None and base_km is None and vehicle.last_maintenance_on == stored.key.base_on:
        base_km = vehicle.last_maintenance_km
    limit = None if base_km is None else base_km + rule.km
    readings: Sequence[MileageReading] = ()
    if vehicle is not None and limit is not None:
        known = _known_on(vehicle, stored.opened_on)
        reached = day_reaching(limit, known, gap_days, before=months_after(stored.key.base_on, rule.months))
        if reached is not None and max(reached, stored.key.base_on) == stored.due_on:
            readings = usable_readings(known, gap_days) or ()
    return Shift(Step.MILEAGE, limit, stored.due_on, tuple(readings))


def _known_on(vehicle: VehicleFacts, day: date) -> VehicleFacts:
    return vehicle._replace(readings=tuple(reading for reading in vehicle.readings if reading.read_on <= day))
