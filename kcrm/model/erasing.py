"""Words of erasing: why a person was erased, and what they would be known by again."""

from __future__ import annotations

from datetime import date

from kcrm.enums import StrEnum
from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class Why(Word):
    """Why a person was erased."""

    ASKED = "asked", N_("the person asked for it"), "本人要求"
    LOST_PROSPECT = "lost_prospect", N_("a prospect lost long ago"), "战败潜客"
    AWAY = "away", N_("no vehicle and no visit for long"), "长期未到店"


class Mark(StrEnum):
    """What a file would know them by."""

    PHONE = "phone"
    NUMBER = "number"
    VIN_NAME = "vin_name"
    VIN_PLATE = "vin_plate"


class Open(Word):
    """What stands in the way of an erasure: something is still owed, by either side."""

    COMPLAINT = "complaint", N_("complaint")
    BILL = "bill", N_("bill")
    PAYMENT = "payment", N_("payment without a bill")
    CONTRACT = "contract", N_("contract")
    RECALL = "recall", N_("recall")
    ORDER = "order", N_("order")
    APPOINTMENT = "appointment", N_("appointment")
    RESCUE = "rescue", N_("rescue")
    JOB = "job", N_("job")
    PART = "part", N_("part on order")
    PROSPECT = "prospect", N_("prospect")
    NEED = "need", N_("need")
    FINDING = "finding", N_("finding")
    VOUCHER = "voucher", N_("voucher")
    FLEET = "fleet", N_("fleet account")


class Tie(NamedTuple):
    """What ties a customer to the store. lost_on: since when their last prospect is lost or put aside, of who was nothing but a prospect.

    has_vehicle: whether they have one today. last_on: the last day on which they were here, or dealt with the store; None where that is
    not known.
    """

    customer_id: int
    lost_on: date | None
    has_vehicle: bool
    last_on: date | None
