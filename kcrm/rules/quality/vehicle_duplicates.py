"""Which vehicle may be entered twice: points for what two records have in common (usual practice).

A VIN is mistyped in one character, or in two that changed places. A plate alone says little: it goes along to the owner's next car. Points
and bounds are the policy's (`vehicle_duplicates`).
"""

from __future__ import annotations

from kcrm.model.quality import Machine, Sameness, VehicleLikeness
from kcrm.named import NamedTuple
from kcrm.policy_sections import VehicleDuplicatesPolicy

_AGAINST = frozenset({VehicleLikeness.OTHER_MODEL, VehicleLikeness.OTHER_DELIVERY})


class VehicleVerdict(NamedTuple):
    """points: the sum, not below 0. reasons: in the order of their words."""

    sameness: Sameness
    points: int
    reasons: tuple[VehicleLikeness, ...]


def compared_vehicles(one: Machine, other: Machine, policy: VehicleDuplicatesPolicy) -> VehicleVerdict:
    """Whether two records are of one vehicle; the same whichever is named first."""
    holds = {
        VehicleLikeness.VIN: nearly_same(one.vin, other.vin),
        VehicleLikeness.PLATE: one.plate is not None and one.plate == other.plate,
        VehicleLikeness.OWNER: not one.owners.isdisjoint(other.owners),
        VehicleLikeness.OTHER_MODEL: None not in {one.model, other.model} and one.model != other.model,
        VehicleLikeness.OTHER_DELIVERY: None not in {one.delivered_on, other.delivered_on} and one.delivered_on != other.delivered_on,
    }
    reasons = tuple(reason for reason, holding in holds.items() if holding)
    points = max(0, sum(-getattr(policy, reason) if reason in _AGAINST else getattr(policy, reason) for reason in reasons))
    if points >= policy.certain:
        return VehicleVerdict(Sameness.CERTAIN, points, reasons)
    return VehicleVerdict(Sameness.PERHAPS if points >= policy.perhaps else Sameness.OTHER, points, reasons)


def nearly_same(one: str, other: str) -> bool:
    """Whether two VINs differ in one character only, or in two neighbours that changed places."""
    if len(one) != len(other):
        return False
    apart = [place for place, (first, second) in enumerate(zip(one, other, strict=True)) if first != second]
    if len(apart) == len("XY") and apart[1] - apart[0] == 1:
        return one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
    return len(apart) == 1
