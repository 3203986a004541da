"""Figures cut by model, use, class, source and type: SQL against plain Python on random orders, and parts that make the whole."""

import json
import sqlite3
from collections import defaultdict
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kpi_rules import OrderDay, visit_types
from kpi_store import EXCLUDED, FIRST, PERIOD, STAFF, insert, orders, store

from kcrm.actions.kpi.show import ways_of
from kcrm.kpis import KPIS
from kcrm.model.kpi import Counted
from kcrm.model.parts import By
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import counted
from kcrm.queries.kpi.deliveries import DELIVERIES
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.shape import Part
from kcrm.rules.kpi.bounds import bounds_of
from kcrm.rules.kpi.spans import Step, spans
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh

LAWS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
POLICY = Policy.default()
NOW = datetime(2026, 6, 15, 1, tzinfo=UTC)
# of what is not found by counting alone
GIVEN = {"deliveries": (DELIVERIES, {})}
MODELS = {1: "远景", 2: "远景", 3: None}
USES = {1: "private", 2: "commercial", 3: None}
# the first vehicle goes from the first customer to the second within the period
SOLD = FIRST.replace(day=FIRST.day + 2)
CLASSES, SOURCES = {1: "A", 2: "C", 3: None}, {1: "车展", 2: None, 3: "车展"}
PARTS = (Part.MODEL, Part.USE, Part.CLASS, Part.ORIGIN)
INCOME = ("labor_income", "parts_income", "other_income", "income")


@pytest.fixture(scope="module")
def connection():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        connection.execute("BEGIN")
        drop_log_triggers(connection)
        insert(connection, "policy_version", [{"id": 1, "snapshot": json.dumps(POLICY.to_snapshot()), "note": ""}])
        for number, (joined, left) in STAFF.items():
            row = {"id": number, "employee_no": f"T{number}", "name": "x", "role": "technician", "pinyin": "x", "initials": "x"}
            insert(connection, "staff", [row | {"joined_on": joined and joined.isoformat(), "left_on": left and left.isoformat()}])
        for number, source in SOURCES.items():
            row = {"id": number, "name": "x", "pinyin": "x", "initials": "x", "source": source}
            insert(connection, "customer", [row])
            if CLASSES[number] is not None:
                numbers = dict.fromkeys(("ev_e4", "cb_fen", "paid_fen", "visits"), 0)
                days_ = dict.fromkeys(("since_on", "judged_on"), "2026-01-01")
                insert(connection, "classification", [{"id": number, "class": CLASSES[number], "policy_version_id": 1} | numbers | days_])
        for number, model in MODELS.items():
            insert(connection, "vehicle", [{"id": number, "vin": f"{number:017d}", "model": model, "use": USES[number]}])
        sold = SOLD.isoformat()
        owned = [(1, 1, None, sold), (1, 2, sold, None), (2, 2, None, None), (3, 3, None, None)]
        insert(
            connection,
            "ownership",
            [dict(zip(("vehicle_id", "customer_id", "from_on", "until_on"), each, strict=True)) for each in owned],
        )
        connection.execute("COMMIT")
        yield connection


@contextmanager
def scratch(connection):
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def as_days(found):
    return [OrderDay(one["vehicle_id"], one["opened"].date(), one["type"]) for one in found]


def told(connection, keys, part=Part.WHOLE, period=PERIOD):
    return counted(connection, keys, [bounds_of(period, POLICY, 1, NOW)], part, lambda name, _first, _last: GIVEN[name], of_none=True)[0]


def part_of(part, vehicle, day):
    """Of what a vehicle that was here on a day is."""
    owner = (1 if day < SOLD else 2) if vehicle == 1 else vehicle
    return {Part.MODEL: MODELS[vehicle], Part.USE: USES[vehicle], Part.CLASS: CLASSES[owner], Part.ORIGIN: SOURCES[owner]}[part]


@LAWS
@given(orders)
def test_sql_parts_visits_and_income_as_plain_python_does(connection, everything):
    with scratch(connection):
        store(connection, everything)
        for part in PARTS:
            visits, income = defaultdict(set), defaultdict(int)
            within = as_days([one for one in everything if one["opened"].date() in PERIOD])
            for vehicle, day in visit_types(within, EXCLUDED):
                visits[part_of(part, vehicle, day)].add((vehicle, day))
            for one in everything:
                if one["closed"] and one["closed"].date() in PERIOD and one["payer"] != "internal" and one["type"] != "internal":
                    income[part_of(part, one["vehicle_id"], one["opened"].date())] += sum(one["fen"])
            found = told(connection, ("total_visits", "income"), part)
            assert {own: each["total_visits"].numerator for own, each in found.items() if each["total_visits"].numerator} == {
                own: len(each) for own, each in visits.items()
            }
            assert {own: each["income"].numerator for own, each in found.items() if each["income"].numerator} == {
                own: fen for own, fen in income.items() if fen
            }


@LAWS
@given(orders)
def test_sql_parts_income_by_type_of_order_as_plain_python_does(connection, everything):
    with scratch(connection):
        store(connection, everything)
        income = defaultdict(int)
        for one in everything:
            if one["closed"] and one["closed"].date() in PERIOD and one["payer"] != "internal" and one["type"] != "internal":
                income[str(one["type"])] += sum(one["fen"])
        found = told(connection, ("income",), Part.TYPE)
        assert {own: each["income"].numerator for own, each in found.items()} == income


def is_sum(key):
    """Whether each row stands on one side only once: no median, and nothing that was counted by part."""
    return all(side is None or side.facts is None or not FACTS[side.facts].ranked for side in KPIS[key].sides)


@LAWS
@given(orders, st.sampled_from([*PARTS, Part.TYPE]))
def test_the_parts_make_the_whole_numerator_and_denominator(connection, everything, part):
    keys = [
        key
        for key, one in KPIS.items()
        if is_sum(key)
        and all(side.facts is not None and part in FACTS[side.facts].parts for side in one.sides if side is not None)
        and all(FACTS[side.facts].given in {"", *GIVEN} for side in one.sides if side is not None)
    ]
    assert {"income"} <= set(keys)
    with scratch(connection):
        store(connection, everything)
        whole, parts = told(connection, keys)[None], told(connection, keys, part)
        for key in keys:
            each = [several[key] for several in parts.values()]
            sums = [
                None if getattr(whole[key], side) is None else sum(getattr(one, side) for one in each)
                for side in ("numerator", "denominator", "cases")
            ]
            assert Counted(*sums) == whole[key], key


@LAWS
@given(orders, st.sampled_from([Step.DAY, Step.WEEK]))
def test_the_days_of_what_is_added_up_make_the_period(connection, everything, step):
    keys = ("total_visits", "paid_visits", "appointment_rate", "technician_productivity", "complaint_rate", *INCOME)
    with scratch(connection):
        store(connection, everything)
        whole = told(connection, keys)[None]
        pieces = [told(connection, keys, period=each.days)[None] for each in spans(PERIOD, step)]
        for key in keys:
            sums = [
                None if getattr(whole[key], side) is None else sum(getattr(piece[key], side) for piece in pieces)
                for side in ("numerator", "denominator", "cases")
            ]
            assert Counted(*sums) == whole[key], key


def test_every_kpi_says_by_what_it_can_be_shown():
    ways = {key: set(ways_of(key)) for key in KPIS}
    steps = {By.DAY, By.WEEK, By.MONTH, By.QUARTER}
    assert ways["income"] == steps | {By.TEAM, By.PERSON, By.MODEL, By.CLASS, By.USE, By.SOURCE, By.TYPE}
    assert ways["fixed_cost"] == ways["profit"] == ways["breakeven_visits"] == {By.MONTH, By.QUARTER}
    assert ways["complaint_rate"] == steps | {By.TEAM, By.PERSON, By.MODEL, By.CLASS, By.USE, By.SOURCE}
    assert ways["complaints"] == ways["complaint_rate"] | {By.CAUSE, By.DEPARTMENT}
    assert ways["completeness"] == {By.PERSON, By.CLASS, By.SOURCE, By.SECTION}
    assert ways["deliveries"] == steps | {By.PERSON, By.MODEL, By.CLASS, By.USE, By.SOURCE}
    assert ways["prospects"] == steps | {By.PERSON, By.MODEL, By.SOURCE, By.PLATFORM}
    # what is of today only, or told of items only, or not recorded, cannot be cut at all
    assert {key for key, each in ways.items() if not each} == {
        *("plan_attainment", "plan_variance"),
        *("duplicates_certain", "duplicates_perhaps"),
    }
