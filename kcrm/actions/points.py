"""Points and vouchers: what a customer has, what they get for it, and what takes it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kcrm.actions.edits import value_of
from kcrm.actions.selecting import shown
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_, _
from kcrm.model.points import Entry, Lot, PointsKind, Tier, Unusable, Voucher, VoucherKind, VoucherState
from kcrm.named import NamedTuple
from kcrm.queries import points as queries
from kcrm.queries.customers import customer_by_id
from kcrm.queries.lookup import Found, Thing, identifier
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
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


class Given(NamedTuple):
    """What is typed of a voucher that is given for nothing."""

    value: str
    until_on: str | None = None
    note: str | None = None


def standing(session: Session, customer_id: int) -> Standing:
    """What a customer has today, as their card and that of the call show it."""
    connection, policy, today = session.connection, session.policy.points, session.today
    has = rules.balance(queries.entries_of(connection, customer_id), today)
    spent = queries.spent_fen(connection, customer_id, months_after(today, -_YEAR), today)
    tier = rules.tier_of(spent, policy)
    open_ones = [each for each, state in _vouchers(session, customer_id) if state is VoucherState.OPEN]
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
        _vouchers(session, customer_id),
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
    return len(customers), sum(_expire(connection, customer, today) for customer in customers)


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


def earn(session: Session, customer_id: int, found: Found, *, dry_run: bool = False) -> PointsCard:
    """Give points for somebody whom the customer referred and who bought, or for a complaint of theirs that helped; once for each.

    Raises RefusedError where it is not theirs, is not as far, or has earned already.
    """
    policy, named = session.policy.points, found.identifier
    row = queries.case(session.connection, found.thing, found.id)
    customer = identifier(Thing.CUSTOMER, customer_id)
    if row.customer_id != customer_id:
        raise RefusedError(
            N_("{customer} did not refer {case}.") if found.thing is Thing.PROSPECT else N_("{case} is not a complaint of {customer}."),
            customer=customer,
            case=named,
        )
    if not row.done:
        raise RefusedError(
            N_("{case} has not bought yet.") if found.thing is Thing.PROSPECT else N_("{case} was found to be malicious."), case=named
        )
    points = policy.referral if found.thing is Thing.PROSPECT else policy.complaint
    if not points:
        raise RefusedError(N_("Nothing is earned by that: see kcrm policy show points."))
    with session.write(dry_run=dry_run) as planner:
        connection, today = planner.connection, session.today
        if queries.has_earned(connection, named):
            raise RefusedError(N_("{case} has earned its points already."), case=named)
        entry = Entry(0, PointsKind.EARNED, points, today, rules.holds_until(today, policy), named)
        queries.enter(connection, customer_id, entry, _by(session))
        return card(session, customer_id)


def redeem(session: Session, customer_id: int, typed: str, until: str | None = None, *, dry_run: bool = False) -> tuple[int, PointsCard]:
    """Give points for a voucher that is good at the next maintenance; its number, and what is left.

    Raises RefusedError for other than whole steps, for more than the balance, and where another voucher waits for the same maintenance, as
    an order takes one.
    """
    policy, points, last = session.policy.points, _points(session, typed), _to_come(session, until)
    if not rules.in_steps(points, policy):
        raise RefusedError(N_("Points are redeemed in steps of {step}."), step=policy.step)
    with session.write(dry_run=dry_run) as planner:
        connection, today = planner.connection, session.today
        _expire(connection, customer_id, today)
        has = rules.balance(queries.entries_of(connection, customer_id), today)
        if points > has:
            raise RefusedError(
                N_("{customer} has {balance} points, less than {points}."),
                hint=N_("To see where they come from: kcrm points show {customer}"),
                customer=identifier(Thing.CUSTOMER, customer_id),
                balance=has,
                points=points,
            )
        waiting = _waiting(session, customer_id)
        if waiting is not None:
            raise RefusedError(
                N_("{voucher} is for the next maintenance already, and an order takes one voucher."),
                hint=N_("To have one of both: kcrm voucher cancel {voucher} --reason …, then redeem the points of both."),
                voucher=identifier(Thing.VOUCHER, waiting),
            )
        issued = queries.Issued(VoucherKind.MAINTENANCE, rules.worth_fen(points, policy), points, session.now, last)
        number = queries.issue(connection, customer_id, issued)
        source = identifier(Thing.VOUCHER, number)
        queries.enter(connection, customer_id, Entry(0, PointsKind.REDEEMED, -points, today, source=source), _by(session))
        return number, card(session, customer_id)


def correct(session: Session, customer_id: int, typed: str, reason: str, *, dry_run: bool = False) -> PointsCard:
    """Give or take points by hand. Raises UsageError for none of them, or without a reason."""
    points, note = _points(session, typed), value_of(session, SheetKind.POINTS, "note", reason) if reason.strip() else None
    if points == 0:
        raise UsageError(N_("Say how many points, and why."))
    if not isinstance(note, str):
        raise UsageError(N_("Say why: --reason."))
    until = rules.holds_until(session.today, session.policy.points) if points > 0 else None
    entry = Entry(0, PointsKind.CORRECTED, points, session.today, until, note=note)
    with session.write(dry_run=dry_run) as planner:
        # else what is taken would be taken from what has expired
        _expire(planner.connection, customer_id, session.today)
        queries.enter(planner.connection, customer_id, entry, _by(session))
        return card(session, customer_id)


def issue(session: Session, customer_id: int, kind: VoucherKind, given: Given, *, dry_run: bool = False) -> Shown:
    """Give a voucher for nothing. Raises UsageError for one that is worth nothing, or whose last day is past."""
    value = value_of(session, SheetKind.VOUCHERS, "value", given.value)
    note = value_of(session, SheetKind.VOUCHERS, "note", given.note) if given.note else None
    if not isinstance(value, int) or not value:
        raise UsageError(N_("A voucher is worth more than 0."))
    last = _to_come(session, given.until_on)
    with session.write(dry_run=dry_run) as planner:
        issued = queries.Issued(kind, value, 0, session.now, last, str(note) if note else None)
        number = queries.issue(planner.connection, customer_id, issued)
        return shown(session, SheetKind.VOUCHERS, number)


def cancel(session: Session, number: int, reason: str, *, dry_run: bool = False) -> Shown:
    """Make a voucher good for nothing; the points that were given for it come back. Raises RefusedError for one that is not open."""
    if not reason.strip():
        raise UsageError(N_("Say why: --reason."))
    with session.write(dry_run=dry_run) as planner:
        connection, voucher = planner.connection, queries.voucher(planner.connection, number)
        stands = _state(session, voucher)
        if stands is not VoucherState.OPEN:
            raise _cannot(number, Unusable(stands), N_("{voucher} cannot be cancelled: {reason}."))
        queries.cancel(connection, number, session.today, reason.strip())
        if voucher.points:
            source = identifier(Thing.VOUCHER, number)
            back = Entry(0, PointsKind.REVERSED, voucher.points, session.today, source=source, note=reason.strip())
            queries.enter(connection, voucher.customer_id, back, _by(session))
        return shown(session, SheetKind.VOUCHERS, number)


def use(session: Session, number: int, order_id: int, *, dry_run: bool = False) -> Shown:
    """Note on which order a voucher was used. Raises RefusedError, saying why, where it is not good for that one."""
    with session.write(dry_run=dry_run) as planner:
        connection, voucher = planner.connection, queries.voucher(planner.connection, number)
        order = queries.order(connection, order_id)
        assert order is not None, "it was selected"
        why = rules.unusable(voucher, order, _orders(session, voucher), session.today, session.policy.points)
        if why is not None:
            raise _cannot(number, why, N_("{voucher} cannot be used on {order}: {reason}."), order=identifier(Thing.ORDER, order_id))
        other = queries.used_on(connection, order_id)
        if other is not None:
            raise RefusedError(
                N_("{order} was paid with {voucher} already."),
                order=identifier(Thing.ORDER, order_id),
                voucher=identifier(Thing.VOUCHER, other),
            )
        queries.use(connection, number, order_id, session.today)
        return shown(session, SheetKind.VOUCHERS, number)


def _vouchers(session: Session, customer_id: int) -> list[tuple[Voucher, VoucherState]]:
    return [(each, _state(session, each)) for each in queries.vouchers_of(session.connection, customer_id)]


def _waiting(session: Session, customer_id: int) -> int | None:
    """The voucher that waits for the maintenance to come: an order of its own has not been opened yet."""
    waiting = (
        voucher.id
        for voucher, stands in _vouchers(session, customer_id)
        if stands is VoucherState.OPEN
        and voucher.kind is VoucherKind.MAINTENANCE
        and rules.next_order(voucher, _orders(session, voucher)) is None
    )
    return next(waiting, None)


def _state(session: Session, voucher: Voucher) -> VoucherState:
    return rules.state_of(voucher, _orders(session, voucher), session.today, session.policy.points)


def _orders(session: Session, voucher: Voucher) -> list[PaidOrder]:
    return queries.orders_since(session.connection, voucher.customer_id, voucher.issued_at)


def _expire(connection: sqlite3.Connection, customer_id: int, today: date) -> int:
    taken = rules.overdue(queries.entries_of(connection, customer_id), today)
    for each in taken:
        queries.enter(connection, customer_id, Entry(0, PointsKind.EXPIRED, -each.left, today, each.until, each.source))
    return sum(each.left for each in taken)


def _by(session: Session) -> int | None:
    return session.actor.id if session.actor is not None else None


def _points(session: Session, text: str) -> int:
    points = value_of(session, SheetKind.POINTS, "points", text)
    assert isinstance(points, int), "a whole number was read"
    return points


def _to_come(session: Session, text: str | None) -> date | None:
    """The last day of a voucher. Raises UsageError where it is past."""
    day = None if not text else value_of(session, SheetKind.VOUCHERS, "until_on", text)
    assert day is None or isinstance(day, date), "a day was read"
    if day is not None and day < session.today:
        raise UsageError(N_("The last day ({day}) is past."), day=day)
    return day


def _cannot(number: int, why: Unusable, message: str, **named: str) -> RefusedError:
    return RefusedError(message, voucher=identifier(Thing.VOUCHER, number), reason=_(why.label), **named)
