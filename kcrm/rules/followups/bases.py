"""The recorded dates that follow-ups start from, and what puts an end to one: asked alike when it is planned and when it is cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from kcrm.model import RENEWED, Approach, BaseFact, CancelReason, Channel, CustomerFacts, CustomerKind, Kind, VehicleFacts
from kcrm.model.kinds import ASKED

_OVER = frozenset({"delivered", "lost", "invalid"})  # stages; that module is loaded where there are prospects


def is_held(vehicle: VehicleFacts, today: date) -> bool:
    """Whether a vehicle is still in the customer's hands: neither sold nor scrapped by today."""
    return (vehicle.sold_on is None or vehicle.sold_on > today) and (vehicle.scrapped_on is None or vehicle.scrapped_on > today)


def consent_to(channel: Channel, facts: CustomerFacts) -> bool | None:
    """Whether the customer agreed to be reached on a channel, None where they were never asked; for a visit nobody asks."""
    if channel is Channel.CALL:
        return facts.call_consent
    return facts.message_consent if channel is Channel.MESSAGE else None


def refused_by(facts: CustomerFacts) -> frozenset[Kind]:
    """Which kinds a customer is not to hear of: those that they refused; all but what is about safety, where they want no contact."""
    return facts.refused_kinds | ASKED if facts.do_not_contact else facts.refused_kinds


def may_be_told(kind: Kind, channel: Channel, facts: CustomerFacts) -> bool:
    """Whether a customer may be reached about this on a channel: about safety whatever they consent to."""
    return kind.row.unasked or is_permitted(channel, facts)


def is_permitted(channel: Channel, facts: CustomerFacts) -> bool:
    """Whether the customer may be reached on a channel; never asked permits."""
    return not facts.do_not_contact and consent_to(channel, facts) is not False


def took_delivery(vehicle: VehicleFacts) -> bool:
    """Whether the vehicle was delivered to its present owner and not to one before."""
    return vehicle.delivered_on is not None and (vehicle.owned_from is None or vehicle.owned_from <= vehicle.delivered_on)


def is_being_sold_to(facts: CustomerFacts) -> bool:
    """Whether a buying intention of theirs is open, or ordered."""
    return any(each.stage not in _OVER for each in facts.prospects)


def has_come(approach: Approach, facts: CustomerFacts) -> bool:
    """Whether a customer whom a campaign wants in the workshop was here since it began."""
    return approach.wants_visit and has_been_here(approach.on, facts)


def has_been_here(since: date, facts: CustomerFacts) -> bool:
    """Whether one of their vehicles was in the workshop on that day or later."""
    return any((vehicle.last_visit_on or date.min) >= since for vehicle in facts.vehicles)


def vehicle_date(vehicle: VehicleFacts, base: BaseFact) -> date | None:
    """A date of a vehicle. A maintenance before delivery, of a demonstration car, is none of its owner's."""
    on: date | None = getattr(vehicle, base)
    if base is BaseFact.LAST_MAINTENANCE_ON and on is not None and vehicle.delivered_on is not None and on < vehicle.delivered_on:
        return None
    return on


def customer_date(facts: CustomerFacts, base: BaseFact) -> date | None:
    """A date of a customer. Companies have no birthday."""
    if base is BaseFact.BIRTHDAY and facts.kind is not CustomerKind.PERSON:
        return None
    on: date | None = getattr(facts, base)
    return on


def has_ended(reason: CancelReason, vehicle: VehicleFacts, base: BaseFact, base_on: date) -> bool:
    """Whether what puts an end to a kind has happened since its base date."""
    return _ENDED[reason](vehicle, base, base_on)


def _maintained(vehicle: VehicleFacts, base: BaseFact, base_on: date) -> bool:
    last_on = vehicle.last_maintenance_on
    # the first maintenance may be on the very day of delivery
    return last_on is not None and (last_on > base_on or (base is BaseFact.DELIVERED_ON and last_on == base_on))


def _renewed(vehicle: VehicleFacts, base: BaseFact, base_on: date) -> bool:
    """By what the latest call about that very expiry came to; a new date is another base."""
    return any(known.result in RENEWED and (known.kind.row.base, known.base_on) == (base, base_on) for known in vehicle.results)


_ENDED: Mapping[CancelReason, Callable[[VehicleFacts, BaseFact, date], bool]] = {
    CancelReason.RENEWED: _renewed,
    CancelReason.DELIVERED: lambda vehicle, _base, _on: vehicle.delivered_on is not None,
    CancelReason.MAINTENANCE_DONE: _maintained,
    CancelReason.CAME_BACK: lambda vehicle, _base, on: vehicle.last_visit_on is not None and vehicle.last_visit_on > on,
}
"""Of the kinds that are about a vehicle. A complaint's call is settled with its complaint."""
