"""Points and vouchers: what a customer has, since when, until when and for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.points import PointsKind, Tier, VoucherKind, VoucherState
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.values import joined, yuan

if TYPE_CHECKING:
    from kcrm.actions.points import PointsCard, Standing

_HAS = (
    Column("points", N_("Reward points"), Cell.COUNT),
    Column("redeemable", N_("Can be redeemed"), Cell.COUNT),
    Column("tier", N_("Tier"), Cell.ENUM, labels=Tier),
    Column("labor_discount_percent", N_("Off labour, %"), Cell.COUNT),
    Column("spent", N_("Paid in 12 months"), Cell.MONEY),
    Column("open_vouchers", N_("Open vouchers"), Cell.TEXTS),
)
_CARD = (
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("worth", N_("Worth"), Cell.MONEY),
)
_LOTS = (
    Column("until_on", N_("Hold until"), Cell.DATE),
    Column("points", N_("Reward points"), Cell.COUNT),
    Column("source", N_("Where from"), Cell.IDENTIFIER),
)
_ROWS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("booked_on", N_("Booked on"), Cell.DATE),
    Column("kind", N_("Kind"), Cell.ENUM, labels=PointsKind),
    Column("points", N_("Reward points"), Cell.COUNT),
    Column("until_on", N_("Hold until"), Cell.DATE, 1),
    Column("source", N_("Where from"), Cell.IDENTIFIER),
    Column("note", N_("Note"), personal=Personal.NOTE),
)
_VOUCHERS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("Kind"), Cell.ENUM, labels=VoucherKind),
    Column("value", N_("Face value"), Cell.MONEY),
    Column("state", N_("State"), Cell.ENUM, labels=VoucherState),
    Column("issued_on", N_("Issued on"), Cell.DATE, 1),
    Column("until_on", N_("Valid until"), Cell.DATE, 2),
    Column("order_id", N_("Used on order"), Cell.IDENTIFIER),
    Column("used_on", N_("Used on"), Cell.DATE, 2),
)
_BALANCES: Final = (
    Column("id", N_("Customer"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 3),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 2, personal=Personal.PHONE),
    Column("points", N_("Reward points"), Cell.COUNT),
    Column("worth", N_("Worth"), Cell.MONEY),
)
_EXPIRED = (
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("points", N_("Reward points"), Cell.COUNT),
)


def points_view(card: PointsCard) -> View:
    """What a customer has, what holds until when, their vouchers, and the rows that it follows from, latest first."""
    has, number = card.standing, identifier(Thing.CUSTOMER, card.customer_id)
    lots = [(each.until, each.left, each.source) for each in card.lots]
    rows = [
        (identifier(Thing.POINTS, each.id), each.on, each.kind, each.points, each.until, each.source, each.note)
        for each in reversed(card.entries)
    ]
    vouchers = [
        (
            identifier(Thing.VOUCHER, each.id),
            each.kind,
            each.value_fen,
            state,
            each.issued_on,
            each.until_on,
            None if each.order_id is None else identifier(Thing.ORDER, each.order_id),
            each.used_on,
        )
        for each, state in card.vouchers
    ]
    notes = (
        (_("For a voucher: kcrm points redeem {customer} {points}").format(customer=number, points=has.redeemable),)
        if has.redeemable
        else ()
    )
    return View(
        _("Reward points"),
        (*_CARD, *_HAS),
        [(number, card.name, card.worth_fen, *_standing(has))],
        shape=Shape.RECORD,
        parts={
            "holding": View(_("What holds until when"), _LOTS, lots),
            "vouchers": View(_("Vouchers"), _VOUCHERS, vouchers),
            "rows": View(_("Rows of the points"), _ROWS, rows),
        },
        notes=notes,
    )


def points_part(has: Standing) -> View:
    """What a customer has, on their card."""
    return View(_("Reward points"), _HAS, [_standing(has)], shape=Shape.RECORD)


def points_line(has: Standing) -> str:
    """The same in a line of the card of a call: points, tier, what is open."""
    said = [_("{points} points").format(points=has.balance)] if has.balance else []
    if has.tier is not Tier.PLAIN:
        said.append(_("{tier}: {percent} % off labour").format(tier=_(has.tier.label), percent=has.percent))
    said += [
        _("{voucher}: {value} at the next maintenance").format(voucher=identifier(Thing.VOUCHER, each.id), value=yuan(each.value_fen))
        if each.kind is VoucherKind.MAINTENANCE
        else _("{voucher}: {value}").format(voucher=identifier(Thing.VOUCHER, each.id), value=yuan(each.value_fen))
        for each in has.vouchers
    ]
    return joined(said)


def balances_view(rows: Sequence[tuple[int, str | None, str, str | None, int, int]], total: int) -> View:
    """Who has how many points, most first."""
    shown = [(identifier(Thing.CUSTOMER, row[0]), *row[1:]) for row in rows]
    return View(_("Reward points"), _BALANCES, shown, total=total, empty=_("Nobody has points."))


def expired_view(customers: int, points: int) -> View:
    """What has expired."""
    return View(_("Points expired"), _EXPIRED, [(customers, points)], shape=Shape.RECORD)


def _standing(has: Standing) -> tuple[object, ...]:
    open_ones = tuple(f"{identifier(Thing.VOUCHER, each.id)} {yuan(each.value_fen)}" for each in has.vouchers)
    return has.balance, has.redeemable, has.tier, has.percent, has.spent_fen, open_ones
