"""Points and vouchers: what an order earns, what holds until when, what may be redeemed, and on which order a voucher is good.

Points are whole; yuan are fen. A customer's points are the sum of their rows; what was earned is spent and expires from the oldest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from kcrm.model import OrderType
from kcrm.model.points import Entry, Lot, PaidOrder, Tier, Unusable, Voucher, VoucherKind, VoucherState
from kcrm.policy_campaigns import PointsPolicy
from kcrm.rules.calendar import months_after

_FEN: Final = 100


def earned(labor_fen: int, parts_fen: int, voucher_fen: int, policy: PointsPolicy) -> int:
    """What a closed order earns that the customer pays: for each whole yuan of labour and parts, without what a voucher paid."""
    return max(0, labor_fen + parts_fen - voucher_fen) // _FEN * policy.per_yuan


def holds_until(on: date, policy: PointsPolicy) -> date:
    """The last day on which points of this day hold; it still does."""
    return months_after(on, policy.valid_months)


def lots(entries: Iterable[Entry]) -> list[Lot]:
    """What is left of each source, first what expires first; spending takes from the front.

    What is spent beyond all of it is a debt: nothing is left then, and the sum of the rows is below 0.
    """
    held: dict[tuple[date, str], tuple[str | None, int]] = {}
    spent = 0
    for each in entries:
        if each.until is None:
            spent -= each.points
        else:
            key = (each.until, each.source or "")
            held[key] = (each.source, held.get(key, (None, 0))[1] + each.points)
    found = []
    for (until, _), (source, points) in sorted(held.items(), key=lambda item: item[0]):
        taken = min(max(spent, 0), max(points, 0))
        spent -= taken if points > 0 else points
        left = points - taken
        if left > 0:
            found.append(Lot(until, source, left))
    return found


def overdue(entries: Iterable[Entry], today: date) -> list[Lot]:
    """What has expired by today and is not taken yet: its last day is past."""
    return [each for each in lots(entries) if each.until < today]


def balance(entries: Sequence[Entry], today: date) -> int:
    """What a customer has today: the sum of the rows, without what has expired and is not taken yet. May be below 0."""
    return sum(each.points for each in entries) - sum(each.left for each in overdue(entries, today))


def redeemable(points: int, policy: PointsPolicy) -> int:
    """How many of so many points may be redeemed: whole steps."""
    return max(0, points) // policy.step * policy.step


def in_steps(points: int, policy: PointsPolicy) -> bool:
    """Whether so many points are one or more whole steps."""
    return points > 0 and points % policy.step == 0


def worth_fen(points: int, policy: PointsPolicy) -> int:
    """What so many points are worth, in fen, whole ones."""
    return points * _FEN // policy.per_voucher_yuan


def next_order(voucher: Voucher, orders: Iterable[PaidOrder]) -> PaidOrder | None:
    """The maintenance that a voucher is for: the first its owner pays that was opened after it was issued."""
    after = (
        each
        for each in orders
        if each.customer_id == voucher.customer_id
        and each.type is OrderType.PAID_MAINTENANCE
        and each.paid
        and each.opened_at > voucher.issued_at
    )
    return min(after, key=lambda each: (each.opened_at, each.id), default=None)


def state_of(voucher: Voucher, orders: Iterable[PaidOrder], today: date, policy: PointsPolicy) -> VoucherState:
    """How a voucher stands today.

    It lapses after its last day, and some days after the maintenance that it was for was closed without it: until then it can be noted.
    """
    if voucher.cancelled_on is not None:
        return VoucherState.CANCELLED
    if voucher.order_id is not None:
        return VoucherState.USED
    if voucher.until_on is not None and voucher.until_on < today:
        return VoucherState.LAPSED
    if voucher.kind is VoucherKind.MAINTENANCE:
        order = next_order(voucher, orders)
        if order is not None and order.closed_on is not None and order.closed_on + timedelta(days=policy.note_days) < today:
            return VoucherState.LAPSED
    return VoucherState.OPEN


def unusable(voucher: Voucher, order: PaidOrder, orders: Sequence[PaidOrder], today: date, policy: PointsPolicy) -> Unusable | None:
    """Why a voucher cannot be used on an order; None where it can. orders: all that its owner has had since it was issued."""
    if order.customer_id != voucher.customer_id:
        return Unusable.OTHERS
    stands = state_of(voucher, orders, today, policy)
    if stands is not VoucherState.OPEN:
        return Unusable(stands)
    return unfit(voucher, order, orders)


def unfit(voucher: Voucher, order: PaidOrder, orders: Sequence[PaidOrder]) -> Unusable | None:
    """Why an order is none that the voucher is good for, whatever became of the voucher."""
    if order.customer_id != voucher.customer_id:
        return Unusable.OTHERS
    if not order.paid:
        return Unusable.NOT_PAID
    if voucher.kind is VoucherKind.MAINTENANCE and order.type is not OrderType.PAID_MAINTENANCE:
        return Unusable.REPAIR
    if order.opened_at <= voucher.issued_at:
        return Unusable.BEFORE
    if voucher.kind is VoucherKind.MAINTENANCE:
        first = next_order(voucher, orders)
        if first is not None and first.id != order.id:
            return Unusable.SECOND
    return None


def tier_of(spent_fen: int, policy: PointsPolicy) -> Tier:
    """What a customer is who has paid so much in twelve months."""
    steps = ((Tier.PLATINUM, policy.platinum_yuan), (Tier.GOLD, policy.gold_yuan), (Tier.SILVER, policy.silver_yuan))
    return next((tier for tier, yuan in steps if spent_fen >= yuan * _FEN), Tier.PLAIN)


def discount_of(tier: Tier, policy: PointsPolicy) -> int:
    """By how many percent labour is cheaper for them."""
    percents = {Tier.SILVER: policy.silver_percent, Tier.GOLD: policy.gold_percent, Tier.PLATINUM: policy.platinum_percent}
    return percents.get(tier, 0)
