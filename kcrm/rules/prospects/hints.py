"""Own customers who are likely to buy again, each with the reason (Customer-care department plan; the numbers are usual practice).

An old car, a warranty or a loan that ends soon, a dear repair that no warranty paid for, a car that was sold and not replaced here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.rules.calendar import months_after

_FEN = 100


class Owned(NamedTuple):
    """A vehicle that a customer has or sold, as far as it tells whether they buy again; one that was scrapped is none.

    dear_*: the dearest repair order closed after the warranty ended and within the months that count; amount: what the customer paid of it.
    """

    vehicle_id: int
    delivered_on: date | None = None
    warranty_until: date | None = None
    loan_until: date | None = None
    sold_on: date | None = None
    dear_order_id: int | None = None
    dear_amount_fen: int = 0
    dear_closed_on: date | None = None


class Reason(NamedTuple):
    """Why somebody may buy again. order_id: of a repair.

    because: `age=` the car's in whole months, `warranty=` or `loan=` its last day, `repair=` what was paid in fen, `sold=` the day.
    """

    vehicle_id: int
    because: str
    order_id: int | None = None


class Hint(NamedTuple):
    """A customer likely to buy again. reasons: never empty; age, warranty, loan, repair, sale, and of each by the vehicle's number."""

    customer_id: int
    reasons: tuple[Reason, ...]


def hint_of(customer_id: int, vehicles: Iterable[Owned], today: date, policy: ProspectsPolicy) -> Hint | None:
    """Why a customer is likely to buy again, by all their vehicles; None where nothing says so."""
    owned = sorted(vehicles, key=lambda vehicle: vehicle.vehicle_id)
    held = [vehicle for vehicle in owned if vehicle.sold_on is None or vehicle.sold_on > today]
    reasons = [found for why in _OF_HELD for vehicle in held if (found := why(vehicle, today, policy)) is not None]
    reasons += (found for vehicle in owned if (found := _sold(vehicle, held, today, policy)) is not None)
    return Hint(customer_id, tuple(reasons)) if reasons else None


def to_call(found: Iterable[int], called: Mapping[int, date], today: date, policy: ProspectsPolicy, noted: int = 0) -> list[int]:
    """Which of these customers are called about it from today on: nobody twice in so many months, and only so many a day.

    found: customers in the order in which they are wanted. called: on which day each was found the last time. noted: how many today.
    """
    since = months_after(today, -policy.hint_again_months)
    return [each for each in dict.fromkeys(found) if called.get(each, date.min) <= since][: max(0, policy.hints_per_day - noted)]


def _aged(vehicle: Owned, today: date, policy: ProspectsPolicy) -> Reason | None:
    if vehicle.delivered_on is None:
        return None
    age = _whole_months(vehicle.delivered_on, today)
    return Reason(vehicle.vehicle_id, f"age={age}") if age >= policy.hint_age_months else None


def _warranty_ends(vehicle: Owned, today: date, policy: ProspectsPolicy) -> Reason | None:
    return Reason(vehicle.vehicle_id, f"warranty={vehicle.warranty_until}") if _soon(vehicle.warranty_until, today, policy) else None


def _loan_ends(vehicle: Owned, today: date, policy: ProspectsPolicy) -> Reason | None:
    return Reason(vehicle.vehicle_id, f"loan={vehicle.loan_until}") if _soon(vehicle.loan_until, today, policy) else None


def _repaired(vehicle: Owned, today: date, policy: ProspectsPolicy) -> Reason | None:
    """Nothing where the end of the warranty is not known: then nobody knows whether the order was out of it."""
    closed_on, warranty_until = vehicle.dear_closed_on, vehicle.warranty_until
    if closed_on is None or warranty_until is None or closed_on <= warranty_until:
        return None
    dear = vehicle.dear_amount_fen > policy.hint_repair * _FEN and _recent(closed_on, today, policy.hint_repair_months)
    return Reason(vehicle.vehicle_id, f"repair={vehicle.dear_amount_fen}", vehicle.dear_order_id) if dear else None


def _sold(vehicle: Owned, held: Iterable[Owned], today: date, policy: ProspectsPolicy) -> Reason | None:
    """Nothing where another one was delivered within as many months before the sale, or since: then they bought again already."""
    if vehicle.sold_on is None or not _recent(vehicle.sold_on, today, policy.hint_sold_months):
        return None
    since = months_after(vehicle.sold_on, -policy.hint_sold_months)
    replaced = any(other.delivered_on is not None and other.delivered_on > since for other in held)
    return None if replaced else Reason(vehicle.vehicle_id, f"sold={vehicle.sold_on}")


_OF_HELD: tuple[Callable[[Owned, date, ProspectsPolicy], Reason | None], ...] = (_aged, _warranty_ends, _loan_ends, _repaired)


def _soon(last_on: date | None, today: date, policy: ProspectsPolicy) -> bool:
    return last_on is not None and today <= last_on <= today + timedelta(days=policy.hint_end_days)


def _recent(day: date, today: date, months: int) -> bool:
    return months_after(today, -months) < day <= today


def _whole_months(since: date, today: date) -> int:
    """How many months have passed, as `months_after` steps them: one from 31 January to 28 February."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return months if months_after(since, months) <= today else months - 1
