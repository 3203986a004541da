"""What an order earns, what holds until when, and on which order a voucher is good; worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import OrderType
from kcrm.model.points import Entry, Lot, PaidOrder, PointsKind, Tier, Unusable, Voucher, VoucherKind, VoucherState
from kcrm.policy import Policy
from kcrm.rules.points import (
    balance,
    discount_of,
    earned,
    holds_until,
    in_steps,
    lots,
    next_order,
    overdue,
    redeemable,
    state_of,
    tier_of,
    unfit,
    unusable,
    worth_fen,
)

POLICY = Policy.default().points
ISSUED = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)
MAINTENANCE, REPAIR = OrderType.PAID_MAINTENANCE, OrderType.PAID_REPAIR


def day(text):
    return date.fromisoformat(text)


def row(points, until=None, source=None, kind=PointsKind.EARNED, number=1):
    return Entry(number, kind, points, day("2026-01-01"), until and day(until), source)


def voucher(**fields):
    return Voucher(
        **{
            "id": 3,
            "customer_id": 1,
            "kind": VoucherKind.MAINTENANCE,
            "value_fen": 5000,
            "points": 5000,
            "issued_at": ISSUED,
            "issued_on": day("2026-06-01"),
            **fields,
        }
    )


def order(number=7, *, opened="2026-06-05T02:00", **fields):
    return PaidOrder(
        **{"id": number, "customer_id": 1, "type": MAINTENANCE, "opened_at": datetime.fromisoformat(opened).replace(tzinfo=UTC), **fields}
    )


@pytest.mark.parametrize(
    ("labor", "parts", "paid", "points"),
    [
        (0, 0, 0, 0),
        (99, 0, 0, 0),
        (50, 50, 0, 1),
        (19_999, 0, 0, 199),
        (20_000, 30_050, 0, 500),
        (20_000, 30_050, 5_000, 450),
        (3_000, 0, 5_000, 0),
    ],
)
def test_each_whole_yuan_of_labour_and_parts_is_a_point_without_what_a_voucher_paid(labor, parts, paid, points):
    assert earned(labor, parts, paid, POLICY) == points
    assert earned(labor, parts, paid, POLICY._replace(per_yuan=3)) == points * 3


@pytest.mark.parametrize(("on", "until"), [("2026-06-15", "2028-06-15"), ("2024-02-29", "2026-02-28"), ("2026-02-28", "2028-02-28")])
def test_points_hold_for_24_months_and_on_the_last_day_still(on, until):
    assert holds_until(day(on), POLICY) == day(until)
    rows = [row(100, until, "R1")]
    assert (balance(rows, day(until)), overdue(rows, day(until))) == (100, [])
    after = date.fromordinal(day(until).toordinal() + 1)
    assert (balance(rows, after), overdue(rows, after)) == (0, [Lot(day(until), "R1", 100)])


def test_what_is_spent_is_taken_from_what_expires_first():
    rows = [row(300, "2027-05-01", "R2"), row(200, "2027-01-01", "R1"), row(-250, kind=PointsKind.REDEEMED, source="U1")]
    assert lots(rows) == [Lot(day("2027-05-01"), "R2", 250)]
    assert balance(rows, day("2027-01-02")) == 250  # nothing of the first was left to expire


def test_what_a_cancelled_voucher_gives_back_goes_where_it_came_from():
    rows = [
        row(300, "2027-05-01", "R2"),
        row(200, "2027-01-01", "R1"),
        row(-250, source="U1"),
        row(250, source="U1", kind=PointsKind.REVERSED),
    ]
    assert lots(rows) == [Lot(day("2027-01-01"), "R1", 200), Lot(day("2027-05-01"), "R2", 300)]


def test_an_order_taken_back_after_its_points_were_spent_is_taken_from_the_others_and_then_owed():
    spent = [row(300, "2027-01-01", "R1"), row(-250, source="U1"), row(-300, "2027-01-01", "R1", PointsKind.REVERSED)]
    assert (balance(spent, TODAY), lots(spent)) == (-250, [])
    assert (balance([*spent, row(400, "2027-06-01", "R3")], TODAY), lots([*spent, row(400, "2027-06-01", "R3")])) == (
        150,
        [Lot(day("2027-06-01"), "R3", 150)],
    )


@pytest.mark.parametrize(("points", "whole", "fen"), [(-300, 0, None), (4_999, 0, None), (5_000, 5_000, 5_000), (14_999, 10_000, 10_000)])
def test_points_are_redeemed_in_whole_steps_a_hundred_for_a_yuan(points, whole, fen):
    assert redeemable(points, POLICY) == whole
    assert not in_steps(points, POLICY) or points == whole
    assert fen is None or worth_fen(whole, POLICY) == fen


@pytest.mark.parametrize(("points", "whole"), [(0, False), (-5_000, False), (4_999, False), (5_000, True), (5_001, False), (15_000, True)])
def test_only_one_or_more_whole_steps_are_redeemed(points, whole):
    assert in_steps(points, POLICY) is whole


def test_a_voucher_is_good_at_the_first_maintenance_opened_after_it_and_nowhere_else():
    first, second, repair = order(7), order(8, opened="2026-06-09T02:00"), order(6, opened="2026-06-02T02:00", type=REPAIR)
    before = order(5, opened="2026-06-01T02:00")  # to the second when it was issued
    orders = [second, repair, first, before]
    assert next_order(voucher(), orders) == first
    found = {each.id: unusable(voucher(), each, orders, TODAY, POLICY) for each in orders}
    assert found == {7: None, 8: Unusable.SECOND, 6: Unusable.REPAIR, 5: Unusable.BEFORE}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"customer_id": 2}, Unusable.OTHERS),
        ({"customer_id": None}, Unusable.OTHERS),
        ({"paid": False}, Unusable.NOT_PAID),
        ({"type": OrderType.FREE_INSPECTION}, Unusable.REPAIR),
    ],
)
def test_a_voucher_is_its_owners_and_for_what_they_pay(fields, why):
    assert unfit(voucher(), order(**fields), []) is why


def test_a_gift_voucher_is_good_at_any_order_that_its_owner_pays_after_it():
    gift = voucher(kind=VoucherKind.PREMIUM)
    orders = [order(7), order(8, opened="2026-06-09T02:00", type=REPAIR)]
    assert [unusable(gift, each, orders, TODAY, POLICY) for each in orders] == [None, None]
    assert unusable(gift, order(5, opened="2026-05-30T02:00"), orders, TODAY, POLICY) is Unusable.BEFORE


@pytest.mark.parametrize(
    ("fields", "closed", "state"),
    [
        ({}, None, VoucherState.OPEN),
        ({}, "2026-06-08", VoucherState.OPEN),  # the seventh day after it: it can still be noted
        ({}, "2026-06-07", VoucherState.LAPSED),
        ({"kind": VoucherKind.PREMIUM}, "2026-06-07", VoucherState.OPEN),
        ({"until_on": date(2026, 6, 15)}, None, VoucherState.OPEN),
        ({"until_on": date(2026, 6, 14)}, None, VoucherState.LAPSED),
        ({"order_id": 7, "used_on": date(2026, 6, 7)}, "2026-06-07", VoucherState.USED),
        ({"cancelled_on": date(2026, 6, 2)}, "2026-06-07", VoucherState.CANCELLED),
    ],
)
def test_a_voucher_lapses_unused_some_days_after_the_maintenance_that_it_was_for(fields, closed, state):
    assert state_of(voucher(**fields), [order(closed_on=closed and day(closed))], TODAY, POLICY) is state


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"order_id": 9, "used_on": TODAY}, Unusable.USED),
        ({"cancelled_on": TODAY}, Unusable.CANCELLED),
        ({"until_on": date(2026, 6, 14)}, Unusable.LAPSED),
    ],
)
def test_a_voucher_that_is_not_open_cannot_be_used(fields, why):
    assert unusable(voucher(**fields), order(), [order()], TODAY, POLICY) is why


@pytest.mark.parametrize(
    ("fen", "tier", "percent"),
    [
        (0, Tier.PLAIN, 0),
        (299_999, Tier.PLAIN, 0),
        (300_000, Tier.SILVER, 5),
        (800_000, Tier.GOLD, 10),
        (1_999_999, Tier.GOLD, 10),
        (2_000_000, Tier.PLATINUM, 15),
    ],
)
def test_a_tier_follows_from_what_was_paid_in_twelve_months(fen, tier, percent):
    assert (tier_of(fen, POLICY), discount_of(tier, POLICY)) == (tier, percent)


# --- laws ---

_CREDITS = st.tuples(st.integers(1, 900), st.integers(0, 20), st.integers(1, 5))
_ROWS = st.lists(
    st.one_of(
        _CREDITS.map(lambda it: row(it[0], str(date(2026, 6, 5 + it[1])), f"R{it[2]}")),
        st.integers(1, 900).map(lambda points: row(-points, kind=PointsKind.REDEEMED, source="U1")),
    ),
    max_size=12,
)


@given(_ROWS)
def test_what_is_left_or_owed_is_the_sum_of_the_rows(rows):
    left = sum(each.left for each in lots(rows))
    total = sum(each.points for each in rows)
    assert left == max(0, total)  # nothing is spent twice, and nothing is lost


@given(_ROWS, st.integers(0, 25))
def test_once_what_expired_is_taken_the_balance_is_the_sum_and_nothing_is_taken_twice(rows, days):
    today = date(2026, 6, 5 + days)
    taken = [row(-each.left, str(each.until), each.source, PointsKind.EXPIRED) for each in overdue(rows, today)]
    after = [*rows, *taken]
    assert balance(after, today) == balance(rows, today) == sum(each.points for each in after)
    assert overdue(after, today) == []
    assert all(each.until >= today for each in lots(after))


@given(_ROWS, st.integers(1, 900))
def test_spending_takes_the_oldest_first(rows, points):
    before, after = lots(rows), lots([*rows, row(-points, source="U2")])
    kept = {(each.until, each.source): each.left for each in after}
    spent = [each.left - kept.get((each.until, each.source), 0) for each in before]
    assert sum(spent) == min(points, sum(each.left for each in before))
    untouched = next((place for place, one in enumerate(zip(spent, before, strict=True)) if one[0] < one[1].left), len(before))
    assert not any(spent[untouched + 1 :])
