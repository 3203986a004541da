"""`kcrm job …`: jobs on a clock, until they are done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from conftest import filled_once
from hypothesis import given
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.db import instant
from kcrm.model.jobs import JobFacts
from kcrm.queries.sources.declared import source_of
from kcrm.records import SheetKind
from kcrm.rules.jobs import clock
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

CAR = "LSVAB2183E2100001"


@filled_once
def store(desk):
    """A customer with a car; jobs are on a clock."""
    desk.take("customers", {"客户编号": "KH1", "姓名": "王小明", "手机": "13800138001"})
    desk.take("vehicles", {"VIN": CAR, "车牌号": "京A12345", "客户编号": "KH1"})
    desk.ok("policy", "set", "jobs.enabled", "yes")
    return desk


def test_a_job_has_its_time_by_its_kind(store):
    found = store.json(
        *("job", "add", "换洗车房水泵", "--kind", "small", "--owner", "A1", "--who", "KH1", "--vehicle", "京A12345"),
        *("--number", "ZY1", "--note", "下周供货"),
    )
    assert found == {
        "id": "J1",
        "job_no": "ZY1",
        "title": "换洗车房水泵",
        "job_kind": "small",
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "王小明",
        "vehicle_id": "V1",
        "vin": CAR,
        "plate": "京A12345",
        "owner": "秦大勇",
        "state": "open",
        "standing": "running",
        "asked_at": "2026-06-15T08:30:00+08:00",
        "due_at": "2026-06-20T08:30:00+08:00",
        "done_at": None,
        "note": "下周供货",
        "minutes_left": 7200,
    }


def test_what_is_late_is_listed_and_ends_with_its_code_until_it_is_done(store):
    store.ok("job", "add", "修门禁", "--kind", "urgent")
    store.ok("job", "add", "刷墙", "--kind", "large")
    assert store.run("job", "list", "--late", "--check").code == 0
    store.at("2026-06-18T08:31")
    result = store.run("job", "list", "--late", "--check")
    assert (result.code, result.err) == (10, "J1 is late.\n")
    assert [row["id"] for row in store.json("job", "list")] == ["J1", "J2"]
    assert store.json("job", "done", "J1")["standing"] == "met_late"
    assert store.run("job", "list", "--check").code == 0
    assert [row["id"] for row in store.json("job", "list", "--state", "done")] == ["J1"]


def test_off_as_the_policy_comes_a_job_has_no_clock(desk):
    assert desk.json("job", "add", "刷墙", "--kind", "large")["due_at"] is None
    desk.at("2027-06-18T08:31")
    assert desk.run("job", "list", "--check").code == 0
    found = desk.json("job", "done", "J1")
    assert (found["standing"], found["minutes_left"]) == (None, None)


def test_its_time_follows_from_kind_and_day_and_stays_where_these_do(store):
    store.ok("job", "add", "刷墙", "--kind", "small")
    store.ok("policy", "set", "complaints.small_job_days", "6")
    assert store.json("job", "edit", "J1", "--note", "白色", "--kind", "small")["due_at"] == "2026-06-20T08:30:00+08:00"
    assert store.json("job", "edit", "J1", "--kind", "medium")["due_at"] == "2026-06-30T08:30:00+08:00"
    assert store.json("job", "edit", "J1", "--at", "2026-06-14 08:30")["due_at"] == "2026-06-29T08:30:00+08:00"


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("add", "x"), 2, "--job-kind"),
        (("add", "x", "--kind", "huge"), 2, "huge"),
        (("add", "x", "--kind", "small", "--at", "2026-06-16 08:00"), 5, "2026-06-16 08:00 is still to come."),
        (("add", "刷墙", "--kind", "small", "--at", "2026-06-15 08:30"), 5, "J1 刷墙 already exists."),
        (("done", "J9"), 3, "No job matches J9."),
        (("done", "J1", "--at", "2026-06-15 08:29"), 5, "J1 waits only since 2026-06-15 08:30."),
        (("done", "J1", "--at", "2026-06-15 08:31"), 5, "2026-06-15 08:31 is still to come."),
        (("edit", "J1", "--done", "2026-06-14 09:00"), 5, "--done 2026-06-14 09:00: is before asked_at (2026-06-15 08:30)."),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(store, argv, code, said):
    store.ok("job", "add", "刷墙", "--kind", "small")
    before = store.query("SELECT * FROM job")
    result = store.run("job", *argv)
    assert (result.code, store.query("SELECT * FROM job")) == (code, before)
    assert said in result.err


def test_a_job_is_done_once(store):
    store.ok("job", "add", "刷墙", "--kind", "small")
    store.ok("job", "done", "J1", "--note", "好了")
    assert store.run("job", "done", "J1").err == "kcrm: J1 was done at 2026-06-15 08:30.\nTo correct it: kcrm job edit J1\n"


def test_a_file_is_known_again(store):
    row = {
        "作业内容": "刷墙",
        "作业类型": "大修",
        "受理时间": "2026-06-01 09:00",
        "负责人": "A1",
        "车牌号": "京A12345",
        "电话": "13800138001",
    }
    for _again in range(2):
        store.take("jobs", row)
        assert store.query("SELECT title, kind, customer_id, vehicle_id, asked_on, due_at FROM job") == [
            ("刷墙", "large", 1, 1, "2026-06-01", "2026-07-01T01:00:00Z")
        ]


@pytest.fixture(scope="module")
def table():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        yield connection


@examples(200)
@given(
    st.none() | st.sampled_from([0, 1, 3600]) | st.integers(0, 9_000),
    st.none() | st.sampled_from([0, 3599, 3600, 3601]) | st.integers(0, 9_000),
    st.sampled_from([0, 2880, 2881, 3600, 3601]) | st.integers(0, 9_000),
)
def test_how_a_job_stands_in_a_list_is_what_the_rule_says(table, due, done, now):
    asked = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    due_at, done_at = (None if after is None else asked + timedelta(seconds=after) for after in (due, done))
    at = asked + timedelta(seconds=now)
    stands = clock(JobFacts(asked, due_at, done_at), 20, at)
    values = {"asked_at": instant(asked), "due_at": due_at and instant(due_at), "done_at": done_at and instant(done_at)}
    table.execute("SAVEPOINT before")
    try:
        insert(table, "job", [{"id": 7, "title": "x", "kind": "small", "asked_on": "2026-03-01", **values}])
        standing = source_of(SheetKind.JOBS).shown["standing"]
        said = table.execute(f"SELECT {standing} FROM job", {"now": instant(at), "at_risk_percent": "20"}).fetchone()[0]
        assert said == (stands.state if stands is not None else None)
    finally:
        table.execute("ROLLBACK TO before")


def test_jobs_on_time_are_those_done_by_their_deadline_of_those_that_are_done_or_past_it(store):
    for title, kind in (("一", "urgent"), ("二", "urgent"), ("三", "urgent"), ("四", "large")):
        store.ok("job", "add", title, "--kind", kind, "--owner", "A1")
    store.ok("policy", "set", "jobs.enabled", "no")
    store.ok("job", "add", "五", "--kind", "urgent")  # on no clock
    store.at("2026-06-18T08:30")
    store.ok("job", "done", "J1")
    store.ok("job", "done", "J5")

    def figure(scope):
        found = (
            row for row in store.json("kpi", "desk", "--period", "2026-06") if (row["key"], row["scope_id"]) == ("jobs_on_time", scope)
        )
        return next(((row["value"], row["numerator"], row["denominator"]) for row in found), None)

    assert figure(None) == (100, 1, 1)
    store.at("2026-06-18T08:31")
    store.ok("job", "done", "J2")
    assert figure(None) == (33.33, 1, 3)  # one in time, one late, one past it and not done
    assert figure("A1") == (33.33, 1, 3)
    rows = store.json("kpi", "rows", "jobs_on_time", "--period", "2026-06", "--side", "denominator")
    assert [row["id"] for row in rows] == ["J1", "J2", "J3"]
