"""Why a follow-up that was planned no longer holds: the true cause, for the list and for `why`."""

from __future__ import annotations

from datetime import date

from kcrm.model import BaseFact, CancelReason, CustomerFacts, CustomerKind, FollowUpKey, Kind, VehicleFacts
from kcrm.policy import Policy
from kcrm.rules.followups.due_dates import absence_base, is_held, is_permitted, took_delivery

_OF_DELIVERY = frozenset({Kind.DC1, Kind.DC3, Kind.DC7, Kind.DC30, Kind.MONTHLY_CARE, Kind.NEW_OWNER_SURVEY, Kind.PURCHASE_ANNIVERSARY})
_MAINTENANCE = frozenset({Kind.FIRST_MAINTENANCE, Kind.SCHEDULED_MAINTENANCE})
_ABSENCE = frozenset({Kind.DORMANT, Kind.LOST})
# where it is not the delivery; named as the vehicle's field
_BASES = {
    Kind.SCHEDULED_MAINTENANCE: BaseFact.LAST_MAINTENANCE_ON,
    Kind.INSURANCE_EXPIRY: BaseFact.INSURANCE_EXPIRES_ON,
    Kind.ANNUAL_INSPECTION: BaseFact.INSPECTION_DUE_ON,
    Kind.WARRANTY_EXPIRY: BaseFact.WARRANTY_UNTIL,
    Kind.PRE_DELIVERY: BaseFact.PLANNED_DELIVERY_ON,
}


def gone_reason(key: FollowUpKey, facts: CustomerFacts, today: date) -> CancelReason | None:
    """Why a follow-up is without the customer or vehicle that it was for; None where both are still there.

    A follow-up for no vehicle in particular is asked only whether the customer may be contacted about it.
    """
    if facts.do_not_contact:
        return CancelReason.DO_NOT_CONTACT
    if key.kind in facts.refused_kinds:
        return CancelReason.REFUSED
    if key.vehicle_id is None:
        return None
    vehicle = _vehicle(key.vehicle_id, facts)
    if vehicle is None:
        return CancelReason.NEW_OWNER
    return _end_of(vehicle, today)


def cancel_reason(key: FollowUpKey, facts: CustomerFacts, policy: Policy, today: date) -> CancelReason:
    """Why the facts no longer call for a follow-up that a rule once planned."""
    if key.kind is Kind.COMPLAINT_RECALL:
        return _recall_reason(key, facts, today)
    gone = gone_reason(key, facts, today) or (_left_without_vehicle(facts, today) if key.vehicle_id is None else None)
    if gone is not None:
        return gone
    vehicle = None if key.vehicle_id is None else _vehicle(key.vehicle_id, facts)
    if not is_permitted(key.channel, facts):
        return CancelReason.NO_CONSENT
    if vehicle is not None:
        ended = _ended_by_event(key, vehicle)
        if ended is not None:
            return ended
    return CancelReason.POLICY if _base_stands(key, facts, vehicle, policy) else CancelReason.BASE_CHANGED


def _recall_reason(key: FollowUpKey, facts: CustomerFacts, today: date) -> CancelReason:
    gone = gone_reason(key, facts, today)
    if gone is not None:
        return gone
    if not is_permitted(key.channel, facts):
        return CancelReason.NO_CONSENT
    awaited = any(each.event_id == key.occurrence for each in facts.awaiting_recall)
    return CancelReason.POLICY if awaited else CancelReason.SETTLED


def _vehicle(vehicle_id: int, facts: CustomerFacts) -> VehicleFacts | None:
    return next((vehicle for vehicle in facts.vehicles if vehicle.id == vehicle_id), None)


def _end_of(vehicle: VehicleFacts, today: date) -> CancelReason | None:
    if is_held(vehicle, today):
        return None
    return CancelReason.SCRAPPED if vehicle.scrapped_on is not None and vehicle.scrapped_on <= today else CancelReason.SOLD


def _left_without_vehicle(facts: CustomerFacts, today: date) -> CancelReason | None:
    """Birthdays, festivals and licences are the business of whoever has a vehicle: how the last one went."""
    ends = [_end_of(vehicle, today) for vehicle in facts.vehicles]
    if not ends:
        return CancelReason.NEW_OWNER
    if None in ends:
        return None
    return CancelReason.SOLD if CancelReason.SOLD in ends else CancelReason.SCRAPPED


def _ended_by_event(key: FollowUpKey, vehicle: VehicleFacts) -> CancelReason | None:
    if key.kind in _OF_DELIVERY and vehicle.delivered_on == key.base_on and not took_delivery(vehicle):
        return CancelReason.NEW_OWNER
    if key.kind is Kind.PRE_DELIVERY and vehicle.delivered_on is not None:
        return CancelReason.DELIVERED
    if key.kind in _MAINTENANCE and _later(vehicle.last_maintenance_on, key):
        return CancelReason.MAINTENANCE_DONE
    if key.kind in _ABSENCE and _later(vehicle.last_visit_on, key):
        return CancelReason.CAME_BACK
    return None


def _later(day: date | None, key: FollowUpKey) -> bool:
    """Whether something happened after the base date; a first maintenance on the very day of delivery counts."""
    return day is not None and (day > key.base_on or (key.kind is Kind.FIRST_MAINTENANCE and day == key.base_on))


def _base_stands(key: FollowUpKey, facts: CustomerFacts, vehicle: VehicleFacts | None, policy: Policy) -> bool:
    """Whether the follow-up could still be reckoned from its base date, were the policy to ask for it."""
    if vehicle is None:
        if key.kind is Kind.BIRTHDAY:
            return facts.birthday == key.base_on and facts.kind is CustomerKind.PERSON
        return key.kind is not Kind.LICENCE_EXPIRY or facts.licence_expires_on == key.base_on
    if key.kind is Kind.POST_SERVICE:
        return any(order.closed_on == key.base_on and order.type not in policy.visits.excluded_types for order in vehicle.orders)
    if key.kind in _ABSENCE:
        last = absence_base(vehicle)
        return last is not None and last[1] == key.base_on
    return bool(getattr(vehicle, _BASES.get(key.kind, BaseFact.DELIVERED_ON)) == key.base_on)
