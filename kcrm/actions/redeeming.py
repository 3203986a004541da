"""Points given and taken by hand, and vouchers: what they are given for, issued, used, cancelled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kcrm.actions.edits import value_of
from kcrm.actions.points import PointsCard, card, expire_of, orders_since, voucher_state, vouchers_of
from kcrm.actions.selecting import shown
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_, _
from kcrm.model.points import Entry, PointsKind, Unusable, VoucherKind, VoucherState
from kcrm.named import NamedTuple
from kcrm.queries import points as queries
from kcrm.queries.lookup import Found, Thing, identifier
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
from kcrm.rules import points as rules

if TYPE_CHECKING:
    from kcrm.actions.session import Session


class Given(NamedTuple):
    """What is typed of a voucher that is given for nothing."""

    value: str
    until_on: str | None = None
    note: str | None = None


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
        expire_of(connection, customer_id, today)
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
        expire_of(planner.connection, customer_id, session.today)
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
        stands = voucher_state(session, voucher)
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
        why = rules.unusable(voucher, order, orders_since(session, voucher), session.today, session.policy.points)
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


def _waiting(session: Session, customer_id: int) -> int | None:
    """The voucher that waits for the maintenance to come: an order of its own has not been opened yet."""
    waiting = (
        voucher.id
        for voucher, stands in vouchers_of(session, customer_id)
        if stands is VoucherState.OPEN
        and voucher.kind is VoucherKind.MAINTENANCE
        and rules.next_order(voucher, orders_since(session, voucher)) is None
    )
    return next(waiting, None)


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
