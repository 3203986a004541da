"""What SQL says of how a rescue stands, by when what is due and how long was waited, is what the rule says, on random courses."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.db import instant
from kcrm.model.rescues import RescueFacts, Solved
from kcrm.queries.rescues import rescue_facts
from kcrm.queries.sources.declared import source_of
from kcrm.records import SheetKind
from kcrm.rules.rescues import clocks, disorder, pressing, standing, state_of, waited
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

ASKED = datetime(2026, 3, 1, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
RISK = 20
# on the second of a deadline, beside it, where a clock comes to be at risk, and any other
AFTER = st.one_of(st.sampled_from([0, 1, 180, 181, 144, 145, 480, 481, 600, 601, 2880, 2881, 3600, 3601]), st.integers(0, 9000))
WITHIN = st.sampled_from([(3, 10, 60), (1, 1, 1), (30, 10, 5)])


@pytest.fixture(scope="module")
def store():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        insert(connection, "customer", [{"id": 1, "name": "x", "pinyin": "x", "initials": "x"}])
        yield connection


@st.composite
def courses(draw):
    """The seconds after which each step was taken, None for one that was not, how it ended, and when it is looked at."""
    answered, dispatched, arrived, closed, now = sorted(draw(st.lists(AFTER, min_size=5, max_size=5)))
    reached = draw(st.sampled_from(["nobody", "sent", "there"]))
    steps = (
        answered if draw(st.booleans()) else None,
        None if reached == "nobody" else dispatched,
        arrived if reached == "there" else None,
    )
    ends = draw(st.sampled_from([None, *Solved] if reached == "there" else [None, Solved.CANCELLED]))
    return (*steps, None if ends is None else closed), ends, now


@examples(600)
@given(WITHIN, courses())
def test_how_a_rescue_stands_in_a_list_is_what_the_rule_says(store, within, course):
    steps, ends, now = course
    times = (None if after is None else ASKED + timedelta(seconds=after) for after in steps)
    facts = RescueFacts(ASKED, *within, *times, ends)
    assert disorder(facts) is None
    at = ASKED + timedelta(seconds=now)
    values = {key: instant(value) if isinstance(value, datetime) else value for key, value in facts._asdict().items()}
    day = {"asked_on": "2026-03-01", "told_on": "2026-03-01", "solved_on": "2026-03-01" if ends is not None else None}
    store.execute("SAVEPOINT before")
    try:
        insert(store, "rescue", [{"id": 7, "customer_id": 1, "place": "x", "fault": "x", **values, **day}])
        assert rescue_facts(store, 7) == facts
        source = source_of(SheetKind.RESCUES)
        columns = ", ".join(source.shown[key] for key in ("state", "standing", "due_at", "waited"))
        said = store.execute(f"SELECT {columns} FROM rescue", {"now": instant(at), "at_risk_percent": str(RISK)}).fetchone()
        found = clocks(facts, RISK, at)
        most = pressing(found)
        due = instant(most.judged.due_at) if most is not None else None
        assert tuple(said) == (state_of(facts), standing(found), due, waited(facts))
    finally:
        store.execute("ROLLBACK TO before")
