"""How loyal a customer is and how important, as far as their visits say it; what staff judge by hand stands above it.

The words: Principles and methods of customer relationship management; Evaluating customers and prospects. When which holds is usual
practice: loyal is who made so many visits in so many months and has missed no maintenance, lost as the follow-up of that name has it,
flexible anybody else; whoever never had a vehicle here is a potential customer, one of class A or B an important one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kcrm.model import CustomerClass, CustomerFacts, Grade, Loyalty
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.rules.calendar import ONE_DAY, months_after
from kcrm.rules.followups.absence import Absence, absence_of, expected_maintenance
from kcrm.rules.followups.bases import is_held

KEY_CLASSES = frozenset({CustomerClass.A, CustomerClass.B})


class Judged(NamedTuple):
    """A loyalty and why. visits: in the months that count. missed_on: the earliest maintenance that was expected and is missed.

    lost_on: since when every vehicle stays away. next_on: when time alone may change it, None where it cannot.
    """

    loyalty: Loyalty
    visits: int
    missed_on: date | None
    lost_on: date | None
    next_on: date | None


def loyalty_of(
    facts: CustomerFacts, visits: Sequence[date], policy: Policy, today: date, absences: Mapping[int, Absence | None] | None = None
) -> Judged | None:
    """How loyal the owner of these vehicles is; None for whoever owns none.

    visits: the days of their visits, one for each vehicle. absences: of the vehicles by number, as far as they were worked out already.
    """
    if not facts.vehicles:
        return None
    rule = policy.lifecycle
    lost, expected = [], []
    for vehicle in facts.vehicles:
        if is_held(vehicle, today):
            absence = absences[vehicle.id] if absences and vehicle.id in absences else absence_of(vehicle, policy)
            expected_on = expected_maintenance(vehicle, policy) if absence is None else absence.expected_on
            if absence is not None:
                lost.append(absence.lost_on)
            if expected_on is not None:
                expected.append(expected_on)
    grace = timedelta(days=rule.missed_days)
    over = [on + grace for on in expected]
    missed_on = min([on for on, until in zip(expected, over, strict=True) if until < today], default=None)
    since = months_after(today, -rule.loyal_months) if visits else today
    counted = [day for day in visits if since < day <= today]
    lost_on = max(lost) if lost and max(lost) <= today else None
    turns = lost + [until + ONE_DAY for until in over] + [months_after(day, rule.loyal_months) for day in counted]
    if lost_on is not None:
        loyalty = Loyalty.LOST
    else:
        loyalty = Loyalty.LOYAL if len(counted) >= rule.loyal_visits and missed_on is None else Loyalty.FLEXIBLE
    return Judged(loyalty, len(counted), missed_on, lost_on, min([day for day in turns if day > today], default=None))


def grade_of(customer_class: CustomerClass | None, *, bought: bool) -> Grade:
    """How important a customer is. bought: whether they ever had a vehicle that is known here."""
    if customer_class in KEY_CLASSES:
        return Grade.IMPORTANT
    return Grade.ORDINARY if bought else Grade.POTENTIAL
