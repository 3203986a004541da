"""The state's warranty duties (三包), watched by the repair orders that are imported anyway: the facts, and how a vehicle stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from kcrm.i18n import N_
from kcrm.model.vocabulary import OrderType, Payer, Use
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class WarrantyState(Word):
    """How near a vehicle is to what gives its owner the right to another one or the money back."""

    CLEAR = "clear", N_("far from it"), "正常"
    WATCHED = "watched", N_("to be watched"), "关注"
    NEAR = "near", N_("near the limit"), "临近/预警"
    PASSED = "passed", N_("limit passed"), "已达到/超限"


class Stay(NamedTuple):
    """A repair order as the duties see it. opened_on: in the policy's zone. fault: as the customer told it; closed_at: None while open."""

    order_id: int
    order_no: str
    type: OrderType
    payer: Payer
    opened_at: datetime
    opened_on: date
    closed_at: datetime | None = None
    fault: str | None = None
    mileage_km: int | None = None
    rework_of: str | None = None
    accident: bool = False


class Reading(NamedTuple):
    """What the odometer said on a day."""

    on: date
    km: int


class Covered(NamedTuple):
    """A vehicle with all of its orders and readings. delivered_on, use: None where they are not known."""

    vehicle_id: int
    delivered_on: date | None
    use: Use | None
    stays: Sequence[Stay] = ()
    readings: Sequence[Reading] = ()
