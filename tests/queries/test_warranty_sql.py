"""Which vehicles SQL leaves to the rule of the state's warranty duties: on random orders it never leaves out one that is near a limit."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.actions.warranty import least
from kcrm.db import instant
from kcrm.model.vocabulary import OrderType, Payer, Use
from kcrm.model.warranty import WarrantyState
from kcrm.policy import Policy
from kcrm.queries.warranty import candidates, covered
from kcrm.rules.warranty import standing
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
POLICY = Policy.default().warranty
DAYS_AGO = st.one_of(st.sampled_from([729, 730, 731, 100, 99]), st.integers(0, 800))
HOURS = st.one_of(st.none(), st.sampled_from([0, 24, 25, 18 * 24, 17 * 24, 30 * 24 + 1]), st.integers(0, 800))
TOLD = st.sampled_from([None, "异响", "刹车失灵；异响", "漏水"])
LIMITS = st.sampled_from([POLICY, POLICY._replace(repair_days=3, same_fault=2, grave_repairs=1), POLICY._replace(watched_percent=100)])
# mostly what counts, so that limits are reached at all
TYPES = st.sampled_from([*[OrderType.WARRANTY_REPAIR] * 6, *OrderType])


@pytest.fixture(scope="module")
def store():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        yield connection


@st.composite
def orders(draw):
    rows = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        opened_at = NOW - timedelta(days=draw(DAYS_AGO), hours=draw(st.integers(0, 9)))
        hours = draw(HOURS)
        closed_at = None if hours is None else opened_at + timedelta(hours=hours)
        rows.append(
            {
                "id": number,
                "order_no": f"GD{number}",
                "vehicle_id": draw(st.integers(1, 2)),
                "type": draw(TYPES),
                "payer": draw(st.sampled_from(list(Payer))),
                "opened_at": instant(opened_at),
                "opened_on": opened_at.date().isoformat(),
                "closed_at": None if closed_at is None else instant(closed_at),
                "closed_on": None if closed_at is None else closed_at.date().isoformat(),
                "fault": draw(TOLD),
                "mileage_km": draw(st.sampled_from([None, 9_000, 50_000, 50_001])),
                "rework_of": draw(st.sampled_from([None, None, "GD1", "GD2"])),
                "accident": int(draw(st.integers(0, 5)) == 0),
            }
        )
    return rows


@examples(400)
@given(orders(), LIMITS, st.lists(DAYS_AGO, min_size=2, max_size=2), st.sampled_from([None, *Use]), st.booleans())
def test_none_is_left_out(store, rows, policy, delivered, use, over):
    store.execute("DELETE FROM repair_order")
    store.execute("DELETE FROM vehicle")
    vehicles = [
        {
            "id": number,
            "vin": f"LSVAA00000000000{number}",
            "delivered_on": (TODAY - timedelta(days=ago)).isoformat(),
            "use": use,
        }
        for number, ago in enumerate(delivered, start=1)
    ]
    insert(store, "vehicle", vehicles)
    if rows:
        insert(store, "repair_order", rows)
    near = {
        whose.vehicle_id
        for whose, car in covered(store, [1, 2])
        if (stands := standing(car, policy, NOW)) is not None
        and stands.state is not WarrantyState.CLEAR
        and (over or not stands.is_over(TODAY))
    }
    narrowed = candidates(store, least(policy, TODAY, over=over), TODAY, instant(NOW))
    assert near <= set(narrowed)
    if use in {Use.OFFICIAL, Use.COMMERCIAL} or not rows:
        assert not narrowed


def test_the_orders_are_found_by_their_index(store):
    from kcrm.queries.warranty import _CANDIDATES

    plan = store.execute(f"EXPLAIN QUERY PLAN {_CANDIDATES}", {"repairs": 1, "days": 1, "since": "", "today": "", "now": ""})
    assert any("repair_order_quality" in row["detail"] for row in plan), [row["detail"] for row in plan]


def test_of_a_vehicle_that_is_too_old_no_order_is_looked_up(store):
    def steps(each):
        store.execute("DELETE FROM repair_order")
        store.execute("DELETE FROM vehicle")
        insert(store, "vehicle", [{"id": 1, "vin": "LSVAA000000000001", "delivered_on": (TODAY - timedelta(days=3_000)).isoformat()}])
        opened_at = NOW - timedelta(days=10)
        row = {"vehicle_id": 1, "type": "warranty_repair", "payer": "warranty", "opened_at": instant(opened_at), "opened_on": "2026-11-19"}
        insert(store, "repair_order", [{**row, "order_no": f"GD{number}"} for number in range(each)])
        counted = [0]
        store.set_progress_handler(lambda: counted.__setitem__(0, counted[0] + 1), 1)
        assert candidates(store, least(POLICY, TODAY), TODAY, instant(NOW)) == []
        store.set_progress_handler(None, 0)
        return counted[0]

    assert steps(200) == steps(1)
