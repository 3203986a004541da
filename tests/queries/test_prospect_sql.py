"""What lists of prospects reckon in SQL is what the rules say."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.prospects import ProspectLevel
from kcrm.policy import Policy
from kcrm.queries.prospects import deliveries
from kcrm.queries.sources.prospects import LEVEL, RELEASED_ON, level_days
from kcrm.rules.prospects.levels import level
from kcrm.rules.prospects.sharing import released_on
from kcrm.storage.migration import make_fresh

_TABLES = """
CREATE TABLE prospect (id, consultant_id, stage, floor, intended_on, contacted_on);
CREATE TABLE prospect_event (prospect_id, kind, day);
"""
POLICY = Policy.default().prospects._replace(idle_release=True, h_idle=2, a_idle=2, b_idle=9, c_days=40)
DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
FLOORS = st.none() | st.sampled_from(ProspectLevel)
KINDS = st.sampled_from(("registered", "contacted", "missed", "reassigned", "reopened", "level_changed"))


def reckoned(today, policy, intended_on, floor, contacted_on=None, events=(), *, consultant_id=1, stage="quoted"):
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(_TABLES)
        row = (consultant_id, stage, floor, *(day and day.isoformat() for day in (intended_on, contacted_on)))
        connection.execute("INSERT INTO prospect VALUES (1, ?, ?, ?, ?, ?)", row)
        connection.executemany("INSERT INTO prospect_event VALUES (1, ?, ?)", [(kind, day.isoformat()) for kind, day in events])
        found = connection.execute(f"SELECT {LEVEL}, {RELEASED_ON} FROM prospect", level_days(today, policy)).fetchone()
    connection.close()
    return found[0], found[1] and date.fromisoformat(found[1])


@given(DAYS, st.none() | DAYS, FLOORS)
def test_the_level_is_that_of_the_rule(today, intended_on, floor):
    assert reckoned(today, POLICY, intended_on, floor)[0] == level(intended_on, today, POLICY, floor).level


@given(st.none() | DAYS, FLOORS, st.none() | DAYS, st.lists(st.tuples(KINDS, DAYS), max_size=4), DAYS)
def test_the_day_back_to_the_pool_is_that_of_the_rule(intended_on, floor, contacted_on, events, registered_on):
    events = [("registered", registered_on), *events]
    held = [day for kind, day in events if kind in {"registered", "reassigned", "reopened"}]
    since = max([*held, *([contacted_on] if contacted_on else [])])
    expected = released_on(since, intended_on, floor, POLICY)
    assert reckoned(date(2026, 3, 1), POLICY, intended_on, floor, contacted_on, events)[1] == expected


@given(st.none() | DAYS, FLOORS)
def test_what_is_nobodys_or_over_or_of_a_store_without_a_pool_is_never_taken_away(intended_on, floor):
    today, events = date(2026, 3, 1), [("registered", date(2026, 1, 1))]
    off = POLICY._replace(idle_release=False)
    assert reckoned(today, off, intended_on, floor, events=events)[1] is None
    assert reckoned(today, POLICY, intended_on, floor, events=events, consultant_id=None)[1] is None
    for stage in ("ordered", "delivered", "lost", "invalid"):
        assert reckoned(today, POLICY, intended_on, floor, events=events, stage=stage)[1] is None


def test_deliveries_to_prospects_are_looked_for_from_the_prospects_not_from_every_vehicle_of_the_customers():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        make_fresh(connection)
        asked = []
        connection.set_trace_callback(asked.append)
        assert deliveries(connection, range(3000), date(2026, 6, 15)) == []
        connection.set_trace_callback(None)
        tables = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[-1]}") if row[3].startswith("SEARCH")]
    assert [each.split()[1] for each in tables] == ["prospect", "ownership", "vehicle"]
