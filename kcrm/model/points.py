"""Points (积分), vouchers (代金券) and tiers (会员等级), in the words of the desk."""

from __future__ import annotations

from datetime import date, datetime

from kcrm.i18n import N_
from kcrm.model.vocabulary import OrderType
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class PointsKind(Word):
    """What a row of the ledger is. The rows are never changed: what was wrong is reversed by another."""

    OPENING = "opening", N_("opening balance"), "期初/期初积分/原有积分"
    EARNED = "earned", N_("earned"), "获得/获取/消费积分"
    REDEEMED = "redeemed", N_("redeemed"), "兑换"
    EXPIRED = "expired", N_("expired"), "过期/失效"
    CORRECTED = "corrected", N_("corrected"), "调整/更正"
    REVERSED = "reversed", N_("reversed"), "冲回/冲销"


class VoucherKind(Word):
    """What a voucher is good for: the next paid maintenance, or any order that the customer pays."""

    MAINTENANCE = "maintenance", N_("maintenance voucher"), "保养券/保养抵用券/代金券/抵用券"
    PREMIUM = "premium", N_("gift voucher"), "礼品券/赠券"


class VoucherState(Word):
    """How a voucher stands; it follows from its days and from the orders of its owner, and is not stored."""

    OPEN = "open", N_("voucher open"), "未使用/有效"
    USED = "used", N_("voucher used"), "已使用"
    LAPSED = "lapsed", N_("voucher lapsed"), "已失效/已过期"
    CANCELLED = "cancelled", N_("voucher cancelled"), "已作废"


class Tier(Word):
    """What a customer is by what they paid in twelve months (会员等级)."""

    PLAIN = "plain", N_("no tier"), "普通会员/普通"
    SILVER = "silver", N_("silver"), "银卡/银卡会员"
    GOLD = "gold", N_("gold"), "金卡/金卡会员"
    PLATINUM = "platinum", N_("platinum"), "白金卡/白金会员/铂金卡"


class Unusable(Word):
    """Why a voucher cannot be used on an order."""

    USED = "used", N_("it is used already")
    CANCELLED = "cancelled", N_("it was cancelled")
    LAPSED = "lapsed", N_("it has lapsed")
    OTHERS = "others", N_("the order is of another customer's vehicle")
    NOT_PAID = "not_paid", N_("it is not the customer who pays the order")
    REPAIR = "repair", N_("it holds for paid maintenance only")
    BEFORE = "before", N_("the order was opened before the voucher was issued")
    SECOND = "second", N_("it holds for the next maintenance only, and another came before")


class Entry(NamedTuple):
    """A row of the ledger. until: the last day on which these hold, None of what is taken from whatever holds."""

    id: int
    kind: PointsKind
    points: int
    on: date
    until: date | None = None
    source: str | None = None
    note: str | None = None


class Lot(NamedTuple):
    """Points that hold until one day, from one source. left: how many are neither spent nor expired."""

    until: date
    source: str | None
    left: int


class Voucher(NamedTuple):
    """A voucher as rules see it. order_id, used_on: the order that it was used on, and when."""

    id: int
    customer_id: int
    kind: VoucherKind
    value_fen: int
    points: int
    issued_at: datetime
    issued_on: date
    until_on: date | None = None
    order_id: int | None = None
    used_on: date | None = None
    cancelled_on: date | None = None


class PaidOrder(NamedTuple):
    """An order on which a voucher may be used. customer_id: whose the vehicle was then. paid: whether it is the customer who pays."""

    id: int
    customer_id: int | None
    type: OrderType
    opened_at: datetime
    paid: bool = True
    closed_on: date | None = None
