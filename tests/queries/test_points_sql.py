"""What SQL writes of the points that orders earn is what the rule says of each, on random orders, owners, vouchers and expiries."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.actions.points import expire_due, settle
from kcrm.model import OrderType
from kcrm.policy import Policy
from kcrm.queries import points as queries
from kcrm.queries.sources.declared import source_of
from kcrm.records import SheetKind
from kcrm.rules.points import balance, earned, holds_until, lots, overdue, state_of
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

POLICY = Policy.default().points._replace(valid_months=1)
START, TODAY = date(2026, 3, 1), date(2026, 5, 31)
CUSTOMERS, VEHICLES, ORDERS = (1, 2), (1, 2), (1, 2, 3, 4)
DAYS = st.integers(-10, 91).map(lambda step: START + timedelta(days=step))
FEN = st.sampled_from([0, 99, 100, 12_345, 50_000])
MAINTENANCE, REPAIR = OrderType.PAID_MAINTENANCE, OrderType.PAID_REPAIR
ORDER = st.fixed_dictionaries(
    {
        "vehicle_id": st.sampled_from(VEHICLES),
        "type": st.sampled_from([MAINTENANCE, REPAIR]),
        "day": DAYS,
        "closed": st.booleans(),
        "labor_fen": FEN,
        "parts_fen": FEN,
        "payer": st.sampled_from(["customer", "customer", "insurer"]),
    }
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.sampled_from(ORDERS), ORDER),
        st.tuples(st.just("gone"), st.sampled_from(ORDERS), st.none()),
        st.tuples(st.just("sold"), st.sampled_from(VEHICLES), DAYS),
        st.tuples(st.just("used"), st.sampled_from(ORDERS), st.none()),
        st.tuples(st.just("day"), st.integers(0, 40), st.none()),
        st.tuples(st.just("expire"), st.just(0), st.none()),
        st.tuples(st.just("spent"), st.sampled_from(CUSTOMERS), st.integers(1, 900)),
    ),
    max_size=14,
)


@pytest.fixture(scope="module")
def store():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        insert(connection, "policy_version", [{"id": 1, "snapshot": json.dumps(Policy.default().to_snapshot()), "note": ""}])
        insert(connection, "store", [{"id": 1, "name": "x", "go_live_on": START.isoformat()}])
        for number in CUSTOMERS:
            insert(connection, "customer", [{"id": number, "name": "x", "pinyin": "x", "initials": "x"}])
        for number in VEHICLES:
            insert(connection, "vehicle", [{"id": number, "vin": f"LSVAB2183E210000{number}"}])
            insert(connection, "ownership", [{"vehicle_id": number, "customer_id": 1}])
        yield connection


def put(connection, number, order):
    """An order as it is now said to be; a voucher stays where it was used."""
    closed = order["day"].isoformat() if order["closed"] else None
    row = {
        "id": number,
        "order_no": f"W{number}",
        **{key: order[key] for key in ("vehicle_id", "type", "labor_fen", "parts_fen", "payer")},
        "opened_at": f"{order['day']}T02:00:00Z",
        "opened_on": order["day"].isoformat(),
        "closed_at": closed and f"{closed}T08:00:00Z",
        "closed_on": closed,
    }
    if connection.execute("SELECT 1 FROM repair_order WHERE id = ?", (number,)).fetchone() is None:
        insert(connection, "repair_order", [row])
    else:
        columns = ", ".join(f"{column} = :{column}" for column in row)
        connection.execute(f"UPDATE repair_order SET {columns} WHERE id = :id", row)


def take(connection, step, today):
    what, number, said = step
    if what == "order":
        put(connection, number, said)
    elif what == "gone":
        connection.execute("DELETE FROM repair_order WHERE id = ?", (number,))
    elif what == "sold":
        connection.execute("DELETE FROM ownership WHERE vehicle_id = ?", (number,))
        insert(connection, "ownership", [{"vehicle_id": number, "customer_id": 1, "until_on": said.isoformat()}])
        insert(connection, "ownership", [{"vehicle_id": number, "customer_id": 2, "from_on": said.isoformat()}])
    elif what == "used":
        order = queries.order(connection, number)
        if order is not None and order.customer_id is not None and queries.used_on(connection, number) is None:
            issued = {"issued_at": "2026-02-01T00:00:00Z", "issued_on": "2026-02-01", "used_on": "2026-05-01", "order_id": number}
            insert(connection, "voucher", [{"customer_id": order.customer_id, "kind": "premium", "value_fen": 5_000, **issued}])
    elif what == "expire":
        expire_due(connection, today)
    elif what == "spent":
        row = {"customer_id": number, "kind": "redeemed", "points": -said, "booked_on": today.isoformat(), "source": "U999"}
        insert(connection, "points", [row])
    settle(connection, POLICY, today)


def by_rule(connection, number, today):
    """Whose points an order's are by the rule, how many, and until when; without what has expired of them."""
    row = connection.execute("SELECT * FROM repair_order WHERE id = ?", (number,)).fetchone()
    owner = None if row is None else queries.order(connection, number).customer_id
    if row is None or owner is None or row["payer"] != "customer" or (row["closed_on"] or "") < START.isoformat():
        return None
    voucher = connection.execute("SELECT coalesce(sum(value_fen), 0) FROM voucher WHERE order_id = ?", (number,)).fetchone()[0]
    until = holds_until(date.fromisoformat(row["closed_on"]), POLICY)
    return owner, earned(row["labor_fen"], row["parts_fen"], voucher, POLICY), until


BOUGHT = {
    "vehicle_id": 1,
    "type": MAINTENANCE,
    "day": date(2026, 4, 1),
    "closed": True,
    "labor_fen": 50_000,
    "parts_fen": 0,
    "payer": "customer",
}
EXPIRED = [("order", 1, BOUGHT), ("day", 20, None), ("expire", 0, None)]


@examples(1_000)
@given(STEPS)
@example([*EXPIRED, ("order", 1, {**BOUGHT, "labor_fen": 12_345})])  # what has expired is not taken twice
@example([*EXPIRED, ("gone", 1, None)])
@example([*EXPIRED, ("order", 1, {**BOUGHT, "day": date(2026, 5, 1), "labor_fen": 60_000})])
@example([*EXPIRED, ("sold", 1, date(2026, 3, 1))])
def test_what_stands_of_an_order_is_what_the_rule_says_and_no_more_than_is_left_of_it(store, steps):
    store.execute("SAVEPOINT before")
    try:
        today = TODAY - timedelta(days=40)
        for step in steps:
            today = today + timedelta(days=step[1]) if step[0] == "day" else today
            take(store, step, min(today, TODAY))
        today = min(today, TODAY)
        for number in ORDERS:
            rows = [row for each in CUSTOMERS for row in queries.entries_of(store, each) if row.source == f"R{number}"]
            stands = sum(row.points for row in rows)
            said, expired = by_rule(store, number, today), -sum(row.points for row in rows if row.kind == "expired")
            if said is None:
                assert stands == 0
                continue
            owner, points, until = said
            theirs = sum(row.points for row in queries.entries_of(store, owner) if row.source == f"R{number}" and row.until == until)
            assert theirs == stands  # nobody else has any of it, and none of another day
            assert 0 <= stands <= max(0, points - expired)
            if until >= today:
                assert stands == max(0, points - expired)
    finally:
        store.execute("ROLLBACK TO before")


@examples(400)
@given(STEPS)
def test_settling_twice_changes_nothing_and_what_sql_holds_or_expires_is_what_the_rule_does(store, steps):
    store.execute("SAVEPOINT before")
    try:
        for step in steps:
            take(store, step, TODAY - timedelta(days=20))
        count = store.execute("SELECT count(*) FROM points").fetchone()[0]
        store.execute("INSERT INTO points_queue SELECT id FROM repair_order")
        settle(store, POLICY, TODAY - timedelta(days=20))
        assert store.execute("SELECT count(*) FROM points").fetchone()[0] == count
        entries = {each: queries.entries_of(store, each) for each in CUSTOMERS}
        held = queries.holding(store, {"ids": json.dumps(CUSTOMERS)})
        for each in CUSTOMERS:
            days = {}
            for lot in lots(entries[each]):
                days[str(lot.until)] = days.get(str(lot.until), 0) + lot.left
            assert dict(held.get(each, [])) == days
        assert queries.with_overdue(store, TODAY) == [each for each in CUSTOMERS if overdue(entries[each], TODAY)]
        listed, _total = queries.balances(store, TODAY, "true", {}, None)
        assert {row[0]: row[-1] for row in listed} == {each: has for each in CUSTOMERS if (has := balance(entries[each], TODAY))}
    finally:
        store.execute("ROLLBACK TO before")


@examples(400)
@given(st.lists(st.tuples(st.sampled_from(ORDERS), ORDER), max_size=5), st.sampled_from(["maintenance", "premium"]), DAYS, st.none() | DAYS)
def test_how_a_voucher_stands_in_a_list_is_what_the_rule_says(store, orders, kind, issued, until):
    store.execute("SAVEPOINT before")
    try:
        for number, order in orders:
            put(store, number, order)
        row = {"id": 7, "customer_id": 1, "kind": kind, "value_fen": 5_000, "issued_at": f"{issued}T03:00:00Z"}
        insert(store, "voucher", [{**row, "issued_on": issued.isoformat(), "until_on": until and until.isoformat()}])
        voucher = queries.voucher(store, 7)
        said = state_of(voucher, queries.orders_since(store, 1, voucher.issued_at), TODAY, POLICY)
        given_ = {"today": TODAY.isoformat(), "voucher_noted_from": (TODAY - timedelta(days=POLICY.note_days)).isoformat()}
        listed = store.execute(f"SELECT {source_of(SheetKind.VOUCHERS).state} FROM voucher WHERE id = 7", given_).fetchone()[0]
        assert listed == said
    finally:
        store.execute("ROLLBACK TO before")
