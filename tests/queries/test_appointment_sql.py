"""What SQL says of how an appointment stands is what the rule says, on random courses, in lists and in figures alike."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.db import instant
from kcrm.model import Team
from kcrm.model.appointments import Appointment
from kcrm.queries.appointments import appointment_by_id
from kcrm.queries.kpi.appointments import APPOINTMENTS
from kcrm.queries.sources.declared import source_of
from kcrm.records import SheetKind
from kcrm.rules.appointments import Terms, state_of
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

STARTS = datetime(2026, 3, 1, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
BOOKED = STARTS - timedelta(days=1)
# on the second at which the bay is free again, beside it, and any other
NOW = st.one_of(st.sampled_from([0, -1, 1]), st.integers(-90_000, 90_000))
FREE = st.sampled_from([0, 15, 30, 60])
TIME = st.one_of(st.none(), st.integers(-3600, 3600).map(lambda seconds: STARTS + timedelta(seconds=seconds)))
ENDS = st.sampled_from(["arrived", "order", "both", "moved", "cancelled", "nothing", "nothing"])


@pytest.fixture(scope="module")
def store():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        insert(connection, "customer", [{"id": 1, "name": "x", "pinyin": "x", "initials": "x"}])
        insert(connection, "vehicle", [{"id": 1, "vin": "1" * 17}])
        order = {"id": 5, "order_no": "GD5", "vehicle_id": 1, "type": "paid_repair", "payer": "customer"}
        insert(connection, "repair_order", [order | {"opened_at": instant(STARTS), "opened_on": "2026-03-01"}])
        yield connection


@examples(400)
@example(30, None, "nothing", 0, 60, 0)
@example(30, None, "nothing", 0, 60, 1)
@given(FREE, TIME, ENDS, st.integers(-3600, 7200), st.integers(1, 600), NOW)
def test_how_an_appointment_stands_in_lists_and_figures_is_what_the_rule_says(store, free, confirmed, ends, after, minutes, now):
    at = STARTS + timedelta(seconds=after)
    facts = Appointment(
        number=7,
        vehicle=1,
        team=Team.PAINT,
        booked_at=BOOKED,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(minutes=minutes),
        confirmed_at=confirmed,
        arrived_at=at if ends in {"arrived", "both"} else None,
        moved_at=at if ends == "moved" else None,
        cancelled_at=at if ends == "cancelled" else None,
        order=5 if ends in {"order", "both"} else None,
    )
    looked = STARTS + timedelta(minutes=free, seconds=now)
    given_ = {"free_since": instant(looked - timedelta(minutes=free))}
    values = {key: instant(value) if isinstance(value, datetime) else value for key, value in facts._asdict().items()}
    row = {("id" if key == "number" else f"{key}_id" if key in {"vehicle", "order"} else key): value for key, value in values.items()}
    kept = {"customer_id": 1, "starts_on": date(2026, 3, 1).isoformat(), "clock": "10:00", "minutes": minutes, "what": "x"}
    store.execute("SAVEPOINT before")
    try:
        insert(store, "appointment", [row | kept])
        assert appointment_by_id(store, 7) == facts
        expected = state_of(facts, Terms(15, free, 30, 14), looked)
        (listed,) = store.execute(f"SELECT {source_of(SheetKind.APPOINTMENTS).shown['state']} FROM appointment", given_).fetchone()
        query = f"WITH {APPOINTMENTS} SELECT state, day, hour, team, centihours FROM appointment_row"
        counted = tuple(store.execute(query, given_).fetchone())
        assert (listed, counted[0]) == (expected, expected)
        assert counted[1:4] == ("2026-03-01", 10, "paint")
        assert abs(counted[4] * 60 - minutes * 100) <= 30  # the nearest hundredth of an hour
    finally:
        store.execute("ROLLBACK TO before")
