"""Why a follow-up that was planned no longer holds: the true cause, for the list and for `why`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from kcrm.model import BaseFact, CancelReason, CustomerFacts, FollowUpKey, Of, VehicleFacts, When
from kcrm.policy import Policy
from kcrm.rules.calendar import months_after
from kcrm.rules.followups.absence import absence_base
from kcrm.rules.followups.bases import (
    customer_date,
    has_been_here,
    has_come,
    has_ended,
    is_being_sold_to,
    is_held,
    is_permitted,
    may_be_told,
    took_delivery,
    vehicle_date,
)
from kcrm.rules.followups.cases import awaited_vehicles, settled_by_visit
from kcrm.rules.followups.due_dates import expected_since
from kcrm.rules.followups.intervals import inspections
from kcrm.rules.works import called_of


def gone_reason(key: FollowUpKey, facts: CustomerFacts, today: date) -> CancelReason | None:
    """Why a follow-up is without the customer or vehicle that it was for; None where both are still there.

    A follow-up for no vehicle in particular is asked only whether the customer may be contacted about it.
    """
    if facts.do_not_contact and not key.kind.row.unasked:
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
    row = key.kind.row
    gone = gone_reason(key, facts, today)
    if gone is None and row.of in {Of.CUSTOMER, Of.CALENDAR}:
        gone = _left_without_vehicle(facts, today)
    if gone is None and settled_by_visit(key.kind) and key.vehicle_id in awaited_vehicles(facts, policy, today):
        gone = CancelReason.AWAITED
    if gone is not None:
        return gone
    if not may_be_told(key.kind, key.channel, facts):
        return CancelReason.NO_CONSENT
    if row.of in _OF_CASES:
        return _OF_CASES[row.of](key, facts, policy, today)
    vehicle = None if key.vehicle_id is None else _vehicle(key.vehicle_id, facts)
    if vehicle is None:
        stands = row.of is Of.CALENDAR or customer_date(facts, row.base) == key.base_on
    else:
        if row.ends is not None and has_ended(row.ends, vehicle, row.base, key.base_on):
            return row.ends
        if row.of is Of.DELIVERY and vehicle.delivered_on == key.base_on and not took_delivery(vehicle):
            return CancelReason.NEW_OWNER
        stands = _STANDS[row.of](key, vehicle, policy, today)
    return CancelReason.POLICY if stands else CancelReason.BASE_CHANGED


def _why_no_recall(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    ends, awaited = key.kind.row.ends, any(each.event_id == key.occurrence for each in facts.awaiting_recall)
    return CancelReason.POLICY if awaited or ends is None else ends


def _why_no_need(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """It is ready on another day, for another vehicle, or was dropped; of a part they have an appointment, or it was fitted."""
    part = next((each for each in facts.parts if f"W{each.id}" == key.case), None)
    if part is not None and part.is_booked:
        return CancelReason.BOOKED
    if part is not None:
        return CancelReason.POLICY if (part.arrived_on, part.vehicle_id) == (key.base_on, key.vehicle_id) else CancelReason.BASE_CHANGED
    if key.case is not None and key.case.startswith("W"):
        return CancelReason.DONE_SINCE
    known = next((each for each in facts.needs if f"ND{each.id}" == key.case), None)
    if known is None:
        return CancelReason.DROPPED
    return CancelReason.POLICY if (known.on, known.vehicle_id) == (key.base_on, key.vehicle_id) else CancelReason.BASE_CHANGED


def _why_no_prospect(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """They were talked to, or are at another stage; what has not moved since is as it was, so that the policy asks no more."""
    from kcrm.rules.prospects.calls import start_of  # noqa: PLC0415 - few customers are prospects

    known = next((each for each in facts.prospects if f"L{each.id}" == key.case), None)
    start = None if known is None else start_of(known, key.kind)
    return CancelReason.POLICY if start is not None and start.id == key.occurrence else CancelReason.MOVED_ON


def _why_no_hint(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """They are asked by somebody else already; what was found of a vehicle that has left is gone with it."""
    known = any(each.id == key.occurrence for each in facts.hints)
    return CancelReason.POLICY if known and not is_being_sold_to(facts) else CancelReason.MOVED_ON


def _why_no_invitation(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """They came by themselves; or the measure did not work after all, or something else keeps them away now."""
    known = next((each for each in facts.mended if f"G{each.id}" == key.case), None)
    if known is None:
        return CancelReason.UNMENDED
    if has_been_here(known.done_on, facts):
        return CancelReason.CAME_BACK
    return CancelReason.POLICY if known.on == key.base_on else CancelReason.BASE_CHANGED


def _why_no_campaign(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """They came or answered it, or it is over, closed, or no longer for them."""
    known = next((each for each in facts.approaches if f"M{each.id}" == key.case), None)
    if known is None or key.channel not in known.by or key.kind not in known.kinds:
        return CancelReason.CAMPAIGN_OVER
    if has_come(known, facts):
        return CancelReason.CAME_BACK
    if known.settled:
        return CancelReason.RESPONDED
    return CancelReason.POLICY if known.on == key.base_on else CancelReason.BASE_CHANGED


def _why_no_event(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """They have answered, it was called off or is on another day, or they are no longer on its list."""
    known = next((each for each in facts.events if f"Z{each.id}" == key.case), None)
    if known is None:
        return CancelReason.EVENT_OFF
    if known.on != key.base_on:
        return CancelReason.BASE_CHANGED
    if key.kind.row.when is When.BEFORE:
        return CancelReason.POLICY if known.state == "invited" else CancelReason.ANSWERED
    return CancelReason.POLICY if known.state == "came" else CancelReason.EVENT_OFF


def _why_no_points(key: FollowUpKey, facts: CustomerFacts, policy: Policy, _today: date) -> CancelReason:
    """So many of theirs no longer expire on that day."""
    least = policy.points.told_from
    return CancelReason.POLICY if any(each.until == key.base_on and each.points >= least for each in facts.points) else CancelReason.SPENT


def _why_no_appointment(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """They have said that they will come, or came; or it was moved or called off, or they have another one."""
    ends = key.kind.row.ends
    assert ends is not None
    known = next((each for each in facts.appointments if f"Y{each.id}" == key.case), None)
    if known is None:
        return ends
    if known.on != key.base_on:
        return CancelReason.BASE_CHANGED
    if key.kind.row.when is not When.BEFORE:
        return CancelReason.POLICY
    if known.missed_on is not None:
        return CancelReason.AWAITED
    return ends if known.confirmed else CancelReason.POLICY


def _why_no_rescue(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """It was called off or taken back, or was over on another day."""
    known = next((each for each in facts.rescues if f"E{each.id}" == key.case), None)
    if known is None:
        return CancelReason.NOT_RESCUED
    return CancelReason.POLICY if known.on == key.base_on else CancelReason.BASE_CHANGED


def _why_no_work(key: FollowUpKey, facts: CustomerFacts, policy: Policy, _today: date) -> CancelReason:
    """It was done or called off, or is to be called about on another day."""
    known = next((each for each in facts.works if f"W{each.id}" == key.case), None)
    if known is None:
        return CancelReason.DONE_SINCE
    stands = (known.vehicle_id, called_of(known, policy.work)[1]) == (key.vehicle_id, key.base_on)
    return CancelReason.POLICY if stands else CancelReason.BASE_CHANGED


def _why_no_recall_notice(key: FollowUpKey, facts: CustomerFacts, _policy: Policy, _today: date) -> CancelReason:
    """It was carried out or closed, is no longer about this vehicle, or they want no contact and it is not about safety."""
    known = next((each for each in facts.recalls if (f"X{each.id}", each.vehicle_id) == (key.case, key.vehicle_id)), None)
    if known is None:
        return CancelReason.RECALL_OVER
    if known.service and not is_permitted(key.channel, facts):
        return CancelReason.DO_NOT_CONTACT if facts.do_not_contact else CancelReason.NO_CONSENT
    return CancelReason.POLICY if known.on == key.base_on else CancelReason.BASE_CHANGED


def _why_no_account(key: FollowUpKey, facts: CustomerFacts, policy: Policy, today: date) -> CancelReason:
    from kcrm.rules.fleets.calls import cancel_reason_of  # noqa: PLC0415 - few customers are accounts

    return cancel_reason_of(key, facts.account, policy.fleets, today)


_OF_CASES: Mapping[Of, Callable[[FollowUpKey, CustomerFacts, Policy, date], CancelReason]] = {
    Of.COMPLAINT: _why_no_recall,
    Of.NEED: _why_no_need,
    Of.PROSPECT: _why_no_prospect,
    Of.HINT: _why_no_hint,
    Of.MEASURE: _why_no_invitation,
    Of.CAMPAIGN: _why_no_campaign,
    Of.EVENT: _why_no_event,
    Of.POINTS: _why_no_points,
    Of.APPOINTMENT: _why_no_appointment,
    Of.RESCUE: _why_no_rescue,
    Of.WORK: _why_no_work,
    Of.RECALL: _why_no_recall_notice,
    Of.ACCOUNT: _why_no_account,
}


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


def _vehicle_date_stands(key: FollowUpKey, vehicle: VehicleFacts, policy: Policy, today: date) -> bool:
    base = key.kind.row.base
    if vehicle_date(vehicle, base) == key.base_on:
        return True
    known_on = vehicle_date(vehicle, base)
    if key.kind.row.assumed is not None and known_on is not None:
        years = key.base_on.year - known_on.year
        return years > 0 and months_after(known_on, 12 * years) == key.base_on
    if base is not BaseFact.INSPECTION_DUE_ON or key.base_on < expected_since(vehicle, today, policy.inspection.same_days):
        return False
    expected = next(inspections(vehicle, key.base_on, policy), None)
    return expected is not None and expected.on == key.base_on


def _order_stands(key: FollowUpKey, vehicle: VehicleFacts, policy: Policy, _today: date) -> bool:
    return any(order.closed_on == key.base_on and order.type not in policy.visits.excluded_types for order in vehicle.orders)


def _absence_stands(key: FollowUpKey, vehicle: VehicleFacts, _policy: Policy, _today: date) -> bool:
    last = absence_base(vehicle)
    return last is not None and last[1] == key.base_on


_STANDS: Mapping[Of, Callable[[FollowUpKey, VehicleFacts, Policy, date], bool]] = {
    Of.DELIVERY: lambda key, vehicle, _policy, _today: vehicle.delivered_on == key.base_on,
    Of.VEHICLE: _vehicle_date_stands,
    Of.ORDER: _order_stands,
    Of.ABSENCE: _absence_stands,
}
"""Whether a follow-up could still be reckoned from its base date, were the policy to ask for it."""
