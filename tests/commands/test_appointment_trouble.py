"""`kcrm appointment …` where plans come to nothing: another driver, a sold car, a bay that is nowhere, files that contradict."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import filled_once

from kcrm import db
from kcrm.queries import appointments as queries

CARS = [f"LSVAB2183E210000{number}" for number in range(1, 4)]
SATURDAY = "2026-06-13"


@filled_once
def store(desk):
    """Three customers with a car each, of whom the first is reminded of maintenance; Friday morning."""
    for number, name in enumerate(["王小明", "李静", "张伟"], start=1):
        desk.take("customers", {"客户编号": f"KH{number}", "姓名": name, "手机": f"1380013800{number}"})
        desk.take("vehicles", {"VIN": CARS[number - 1], "车牌号": f"京A1234{number}", "客户编号": f"KH{number}"})
    done = {"进厂时间": "2025-12-01 09:00", "结算时间": "2025-12-01 12:00", "进厂里程": "10000"}
    desk.take("orders", {"工单号": "GD0", "车架号": CARS[0], "工单类型": "paid_maintenance", **done})
    desk.at("2026-06-12T09:00")
    desk.ok("plan")
    return desk


@filled_once
def lent(store):
    """Y1: the first car is to come on Saturday at ten, for four hours of body work, and the second customer brings it."""
    store.ok(
        *("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "钣金", "--who", "KH2"),
        *("--minutes", "240", "--team", "body", "--note", "自带漆"),
    )
    return store


def due(desk):
    return [(row["kind"], row["customer_id"]) for row in desk.json("due")]


def reminders(desk):
    return desk.query("SELECT customer_id, state, reason FROM followup WHERE kind = 'scheduled_maintenance' ORDER BY id")


# --- who is called ---


def test_the_owner_is_not_reminded_of_a_car_that_somebody_else_brings(lent):
    assert (due(lent), reminders(lent)) == ([], [(1, "cancelled", "awaited")])
    lent.ok("appointment", "cancel", "Y1")
    assert (due(lent), reminders(lent)) == ([("scheduled_maintenance", "C1")], [(1, "open", None)])


def test_who_was_to_bring_it_is_called_alone_and_a_bay_is_kept_for_that_car_again(lent):
    lent.at(f"{SATURDAY}T10:16")
    assert due(lent) == [("no_show_call", "C2")]
    number = lent.json("due")[0]["id"]
    logged = lent.json("log", number, "answered", "--result", "booked", "--at", "2026-06-14 09:00")
    assert logged["appointment_ids"] == ["Y2"]
    found = lent.json("appointment", "show", "Y2")
    wanted = ("plate", "customer_id", "starts_at", "minutes", "team", "what", "note", "came_by")
    assert [found[key] for key in wanted] == ["京A12341", "C2", "2026-06-14T09:00:00+08:00", 240, "body", "钣金", "自带漆", "call"]
    assert due(lent) == []


def test_the_call_ends_where_the_owner_makes_another_appointment(lent):
    lent.at(f"{SATURDAY}T10:16")
    lent.ok("due")
    lent.ok("appointment", "add", "京A12341", "--at", "2026-06-14 09:00", "--what", "钣金")
    assert due(lent) == []


def test_who_sold_the_car_is_not_called_and_its_new_owner_is_reminded_after_the_day(store):
    store.ok("appointment", "add", "京A12341", "--at", "2026-06-20 10:00", "--what", "保养")
    store.at("2026-06-17T09:00")
    store.ok("vehicle", "transfer", "京A12341", "KH2")
    store.at("2026-06-19T09:00")
    assert due(store) == []
    store.at("2026-06-20T10:16")
    assert due(store) == [("scheduled_maintenance", "C2")]


def test_nobody_is_asked_again_for_a_car_that_is_gone(store):
    store.ok("appointment", "add", "京A12341", "--at", "2026-06-20 10:00", "--what", "保养")
    store.at("2026-06-19T09:00")
    assert due(store) == [("appointment_confirm", "C1")]
    store.ok("log", store.json("due")[0]["id"], "answered")
    store.ok("vehicle", "edit", "京A12341", "--sold-on", "2026-06-19")
    assert due(store) == []


def test_a_call_to_confirm_what_was_missed_says_so(store):
    store.ok("appointment", "add", "京A12341", "--at", "2026-06-20 10:00", "--what", "保养")
    store.at("2026-06-19T09:00")
    store.ok("due")
    store.at("2026-06-20T10:16")
    store.ok("due")
    assert store.query("SELECT state, reason FROM followup WHERE kind = 'appointment_confirm'") == [("cancelled", "awaited")]


# --- what is said ---


def test_the_way_on_for_who_did_not_come_is_a_whole_command(lent):
    lent.at(f"{SATURDAY}T10:31")
    result = lent.run("appointment", "move", "Y1", "--at", "2026-06-14 09:00")
    assert (result.code, "kcrm appointment add VEHICLE --at WHEN --what TEXT" in result.err) == (5, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("move", "Y1", "--at", f"{SATURDAY} 11:00"), f"--at {SATURDAY} 11:00: no bay is free at that time."),
        (("edit", "Y1", "--minutes", "300"), "--minutes 300: no bay is free at that time."),
        (("edit", "Y1", "--team", "paint"), "--team paint: no bay is free at that time."),
        (("add", "京A12342", "--at", f"{SATURDAY} 11:00", "--what", "钣金"), f"--at {SATURDAY} 11:00: no bay is free at that time."),
    ],
)
def test_no_bays_at_all_are_told_by_the_option_and_where_they_are_set(lent, words, said):
    for team in ("mechanical", "body", "paint"):
        lent.ok("policy", "set", f"workshop.{team}_bays", "0")
    result = lent.run("appointment", *words)
    assert (result.code, said in result.err, "kcrm policy show workshop" in result.err) == (5, True, True)


CALLED_OFF, MOVED = {"取消时间": "2026-06-11 10:00"}, {"改期时间": "2026-06-11 09:00"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({**MOVED, "到店时间": "2026-06-11 10:00"}, ("Moved at", "they came")),
        ({**MOVED, **CALLED_OFF}, ("Called off at", "it was called off, so that it was not moved")),
    ],
)
def test_steps_that_contradict_each_other_are_refused_in_words(store, cells, said):
    row = {"车架号": CARS[1], "预约时间": "2026-06-11 10:00", "预约项目": "保养", **cells}
    result = store.run("import", "appointments", store.sheet("appointments", [row]))
    assert (result.code, [word in result.out for word in said]) == (5, [True, True])


@pytest.mark.parametrize("cells", [CALLED_OFF, MOVED])
def test_what_became_an_order_is_not_called_off_by_a_file(store, cells):
    row = {"车架号": CARS[1], "预约时间": "2026-06-11 10:00", "预约项目": "保养"}
    store.take("orders", {"工单号": "GD1", "车架号": CARS[1], "工单类型": "paid_maintenance", "进厂时间": "2026-06-11 10:05"})
    store.take("appointments", row)
    result = store.run("import", "appointments", store.sheet("appointments", [row | cells]))
    assert (result.code, "they came" in result.out) == (5, True)


def test_whether_a_bay_is_free_is_not_asked_of_all_that_ever_was(store):
    connection = db.connect(store.db)
    seen = []
    connection.set_trace_callback(seen.append)
    moment = datetime(2026, 6, 13, 10, 0, tzinfo=UTC)
    queries.held_between(connection, moment, moment)
    connection.set_trace_callback(None)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {seen[-1]}")]
    connection.close()
    assert any("USING INDEX appointment_held (ends_at>?" in step for step in plan), plan
