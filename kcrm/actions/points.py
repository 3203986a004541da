"""Points and vouchers: what a customer has, what they get for it, and what takes it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kcrm.model.points import Entry, Lot, PointsKind, Tier, Unusable, Voucher, VoucherState
from kcrm.named import NamedTuple
from kcrm.queries import points as queries
from kcrm.queries.customers import customer_by_id
from kcrm.rules import points as rules
from kcrm.rules.calendar import months_after

if TYPE_CHECKING:
    import sqlite3

    from kcrm.actions.session import Session
    from kcrm.model.points import PaidOrder
    from kcrm.policy_campaigns import PointsPolicy

_YEAR = 12
# an earlier maintenance that is entered later does not take a voucher back that was used in good faith
_NO_MORE = frozenset({Unusable.OTHERS, Unusable.NOT_PAID, Unusable.REPAIR, Unusable.BEFORE})


class Standing(NamedTuple):
    """What a customer has today. balance: points, may be below 0. redeemable: of those, in whole steps. spent_fen: within twelve months.

    vouchers: those that are open.
    """

    balance: int
    redeemable: int
    tier: Tier
    percent: int
    spent_fen: int
    vouchers: Sequence[Voucher]


class PointsCard(NamedTuple):
    """A customer's points with what they came from. lots: what holds until when. worth_fen: what the balance is worth, nothing below 0.

    vouchers: all of theirs with how each stands, the latest first.
    """

    customer_id: int
    name: str
    standing: Standing
    worth_fen: int
    lots: Sequence[Lot]
    entries: Sequence[Entry]
    vouchers: Sequence[tuple[Voucher, VoucherState]]


def standing(session: Session, customer_id: int) -> Standing:
    """What a customer has today, as their card and that of the call show it."""
    connection, policy, today = session.connection, session.policy.points, session.today
    has = rules.balance(queries.entries_of(connection, customer_id), today)
    spent = queries.spent_fen(connection, customer_id, months_after(today, -_YEAR), today)
    tier = rules.tier_of(spent, policy)
    open_ones = [each for each, state in vouchers_of(session, customer_id) if state is VoucherState.OPEN]
    return Standing(has, rules.redeemable(has, policy), tier, rules.discount_of(tier, policy), spent, open_ones)


def standing_of_any(session: Session, customer_id: int) -> Standing | None:
    """The same; None of whoever has no points, no tier and no open voucher, of whom nothing is shown."""
    has = standing(session, customer_id)
    return has if has.balance or has.vouchers or has.tier is not Tier.PLAIN else None


def card(session: Session, customer_id: int) -> PointsCard:
    """All there is of a customer's points."""
    connection, policy, today = session.connection, session.policy.points, session.today
    entries, has = queries.entries_of(connection, customer_id), standing(session, customer_id)
    return PointsCard(
        customer_id,
        customer_by_id(connection, customer_id).name,
        has,
        rules.worth_fen(max(0, has.balance), policy),
        [each for each in rules.lots(entries) if each.until >= today],
        entries,
        vouchers_of(session, customer_id),
    )


def settle(connection: sqlite3.Connection, policy: PointsPolicy, today: date) -> None:
    """Say anew what the orders that a write has touched earn; a voucher is open again where its order no longer is one for it."""
    if not queries.is_queued(connection):
        return
    for voucher in queries.used_on_queued(connection):
        assert voucher.order_id is not None, "it was used"
        order = queries.order(connection, voucher.order_id)
        if order is None or rules.unfit(voucher, order, ()) in _NO_MORE:
            queries.open_again(connection, voucher.id)
    queries.settle(connection, policy, today)


def expire_due(connection: sqlite3.Connection, today: date) -> tuple[int, int]:
    """Take what has expired by today; of how many customers, and how many points."""
    customers = queries.with_overdue(connection, today)
    return len(customers), sum(expire_of(connection, customer, today) for customer in customers)


def balances(
    session: Session, words: Sequence[str] | None, limit: int | None
) -> tuple[list[tuple[int, str | None, str, str | None, int, int]], int]:
    """Who has how many points, most first, with what they are worth in fen; and how many there are. Raises as a filter does."""
    theirs: str = "true"
    values: Mapping[str, object] = {}
    if words:
        from kcrm.actions.filters.typed import typed_condition  # noqa: PLC0415 - few ask for some of them only

        found = typed_condition(session, words)
        theirs, values = found.sql, found.values
    rows, total = queries.balances(session.connection, session.today, theirs, values, limit)
    policy = session.policy.points
    return [(*row, rules.worth_fen(max(0, row[-1]), policy)) for row in rows], total


def expire(session: Session, *, dry_run: bool = False) -> tuple[int, int]:
    """The same as a step of its own."""
    with session.write(dry_run=dry_run) as planner:
        return expire_due(planner.connection, session.today)


def vouchers_of(session: Session, customer_id: int) -> list[tuple[Voucher, VoucherState]]:
    """All vouchers of a customer, each with how it stands."""
    return [(each, voucher_state(session, each)) for each in queries.vouchers_of(session.connection, customer_id)]


def voucher_state(session: Session, voucher: Voucher) -> VoucherState:
    """How a voucher stands today."""
    return rules.state_of(voucher, orders_since(session, voucher), session.today, session.policy.points)


def orders_since(session: Session, voucher: Voucher) -> list[PaidOrder]:
    """The orders that it could have been used on, since it was issued."""
    return queries.orders_since(session.connection, voucher.customer_id, voucher.issued_at)


def expire_of(connection: sqlite3.Connection, customer_id: int, today: date) -> int:
    """Take what of a customer's points has expired by today; how many."""
    taken = rules.overdue(queries.entries_of(connection, customer_id), today)
    for each in taken:
        queries.enter(connection, customer_id, Entry(0, PointsKind.EXPIRED, -each.left, today, each.until, each.source))
    return sum(each.left for each in taken)
