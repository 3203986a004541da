"""Whose own a customer is: each way by which somebody has them to look after, what ends it, and how far a permission must reach."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.actions.relation import relation
from kcrm.model.access import REACH, Extent
from kcrm.queries.responsible import colleagues, responsible
from kcrm.rules.access import relation_of
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh

ME, COLLEAGUE, STRANGER = 1, 2, 3
THEM, COMPANY = 10, 20
AT = "2026-06-01T01:00:00Z"


@pytest.fixture(scope="module")
def empty():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for number, department in ((ME, "售后"), (COLLEAGUE, "售后"), (STRANGER, "销售"), (4, None)):
            put(connection, "staff", id=number, employee_no=f"E{number}", department=department)
        for number in (THEM, COMPANY):
            put(connection, "customer", id=number)
        yield connection


@pytest.fixture
def store(empty):
    empty.execute("SAVEPOINT clean")
    yield empty
    empty.execute("ROLLBACK TO clean")


def put(connection, table, **values):
    """A row of which only this matters; whatever else it needs is empty or zero."""
    for _cid, name, kind, needed, default, _pk in connection.execute(f"PRAGMA table_info({table})").fetchall():
        if needed and default is None and name not in values and name != "id":
            values[name] = "" if kind == "TEXT" else 0
    names = ", ".join(values)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", [*values.values()])


def set_specialist(store, number, staff_id):
    store.execute("UPDATE customer SET specialist_id = ? WHERE id = ?", (staff_id, number))


def owned(store, *, until=None, **who):
    put(store, "vehicle", id=7, vin="L" * 17, **who)
    put(store, "ownership", vehicle_id=7, customer_id=THEM, until_on=until)


def driven(store, *, until=None):
    """They drive a car of the company's, for which A looks after."""
    put(store, "vehicle", id=7, vin="L" * 17, service_advisor_id=ME)
    put(store, "ownership", vehicle_id=7, customer_id=COMPANY)
    put(store, "member", customer_id=COMPANY, person_id=THEM, vehicle_id=7, until_on=until)


def with_order(store, **order):
    owned(store)
    put(store, "repair_order", order_no="W1", vehicle_id=7, advisor_id=ME, **order)


def of_company(store, *, until=None):
    put(store, "fleet", customer_id=COMPANY, manager_id=ME)
    put(store, "member", customer_id=COMPANY, person_id=THEM, until_on=until)


WAYS = {
    "specialist": lambda store: set_specialist(store, THEM, ME),
    "sales consultant": lambda store: owned(store, sales_consultant_id=ME),
    "service advisor": lambda store: owned(store, service_advisor_id=ME),
    "driver": driven,
    "open order": with_order,
    "appointment": lambda store: put(store, "appointment", customer_id=THEM, advisor_id=ME),
    "follow-up": lambda store: put(store, "followup", customer_id=THEM, assignee_id=ME, state="open"),
    "duty": lambda store: put(store, "followup", customer_id=THEM, duty_id=ME, state="open"),
    "bundled call": lambda store: put(store, "followup", customer_id=THEM, bundle_caller_id=ME, state="open"),
    "prospect": lambda store: put(store, "prospect", customer_id=THEM, consultant_id=ME, stage="quoted"),
    "taker": lambda store: put(store, "prospect", customer_id=THEM, taker_id=ME, stage="registered"),
    "complaint": lambda store: put(store, "complaint", customer_id=THEM, owner_id=ME, state="resolved"),
    "manager of the account": of_company,
    "specialist of the company": lambda store: (set_specialist(store, COMPANY, ME), of_company(store)),
}
ENDED = {
    "sold": lambda store: owned(store, sales_consultant_id=ME, until="2026-01-01"),
    "drives no more": lambda store: driven(store, until="2026-01-01"),
    "closed order": lambda store: with_order(store, closed_on="2026-05-01", closed_at=AT),
    "appointment moved": lambda store: put(store, "appointment", customer_id=THEM, advisor_id=ME, moved_at=AT),
    "appointment cancelled": lambda store: put(store, "appointment", customer_id=THEM, advisor_id=ME, cancelled_at=AT),
    "appointment missed": lambda store: put(store, "appointment", customer_id=THEM, advisor_id=ME, missed_on="2026-05-01"),
    "appointment kept": lambda store: put(store, "appointment", customer_id=THEM, advisor_id=ME, order_id=5),
    "follow-up done": lambda store: put(store, "followup", customer_id=THEM, assignee_id=ME, state="done"),
    **{
        f"prospect {stage}": lambda store, stage=stage: put(store, "prospect", customer_id=THEM, consultant_id=ME, stage=stage)
        for stage in ("delivered", "lost", "invalid")
    },
    "complaint closed": lambda store: put(store, "complaint", customer_id=THEM, owner_id=ME, state="closed"),
    "left the company": lambda store: of_company(store, until="2026-01-01"),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_has_them_to_look_after_is_responsible(store, way):
    assert responsible(store, THEM) == frozenset()
    WAYS[way](store)
    assert responsible(store, THEM) == {ME}
    assert relation(store, ME, THEM) is Extent.OWN
    assert relation(store, COLLEAGUE, THEM) is Extent.DEPARTMENT
    assert relation(store, STRANGER, THEM) is Extent.ALL


@pytest.mark.parametrize("way", ENDED)
def test_what_has_ended_makes_nobody_responsible(store, way):
    ENDED[way](store)
    assert responsible(store, THEM) == frozenset()


def test_of_whom_no_department_is_known_has_no_colleagues(store):
    assert colleagues(store, ME) == {ME, COLLEAGUE}
    assert colleagues(store, 4) == {4}


def test_whom_nobody_looks_after_is_as_is_said(store):
    assert relation(store, STRANGER, THEM) is Extent.OWN
    assert relation(store, STRANGER, THEM, nobodys=Extent.DEPARTMENT) is Extent.DEPARTMENT


IDS = st.frozensets(st.integers(1, 5))


@given(st.integers(1, 5), IDS, IDS, IDS)
def test_a_larger_department_or_more_who_look_after_them_never_ask_for_more(staff_id, responsible_ids, department, more):
    before = relation_of(staff_id, responsible_ids, department, Extent.ALL)
    assert before is not Extent.NONE
    assert REACH[relation_of(staff_id, responsible_ids, department | more, Extent.ALL)] <= REACH[before]
    assert REACH[relation_of(staff_id, responsible_ids | more, department, Extent.ALL)] <= REACH[before]
