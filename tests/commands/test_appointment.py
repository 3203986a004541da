"""`kcrm appointment …`: made, moved, confirmed, kept and missed; a bay is never given twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import filled_once

CARS = [f"LSVAB2183E210000{number}" for number in range(1, 5)]
SATURDAY = "2026-06-13"


@filled_once
def store(desk):
    """Four customers with a car each, two bays for mechanical work; Friday morning, open from half past eight to five."""
    for number, name in enumerate(["王小明", "李静", "张伟", "赵敏"], start=1):
        desk.take("customers", {"客户编号": f"KH{number}", "姓名": name, "手机": f"1380013800{number}"})
        desk.take("vehicles", {"VIN": CARS[number - 1], "车牌号": f"京A1234{number}", "客户编号": f"KH{number}"})
    desk.take("staff", {"工号": "YG11", "姓名": "叶思琪", "岗位": "客服专员", "入职日期": "2020-01-01"})
    desk.ok("policy", "set", "workshop.mechanical_bays", "2")
    desk.at("2026-06-12T09:00")
    return desk


@filled_once
def booked(store):
    """Y1: the first customer on Saturday at ten, for an hour."""
    store.ok("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    return store


def states(desk):
    return [(row["id"], row["starts_at"][8:16].replace("T", " "), row["state"]) for row in desk.json("appointment", "list", "--all")]


def calls(desk, *kinds):
    marks = ", ".join("?" for _ in kinds)
    return desk.query(
        f"SELECT kind, customer_id, case_no, due_on, lapses_on, state, reason FROM followup WHERE kind IN ({marks}) ORDER BY id",
        *kinds,
    )


def missed(desk):
    return calls(desk, "no_show_call")


# --- made and refused ---


def test_an_appointment_as_it_is_shown(store):
    found = store.json(
        *("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--minutes", "90", "--what", "保养", "--number", "YY001"),
        *("--by", "微信预约", "--note", "自带机油"),
    )
    assert found == {
        "id": "Y1",
        "appointment_no": "YY001",
        "starts_at": "2026-06-13T10:00:00+08:00",
        "ends_at": "2026-06-13T11:30:00+08:00",
        "minutes": 90,
        "state": "booked",
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "王小明",
        "phone": "13800138001",
        "vehicle_id": "V1",
        "vin": CARS[0],
        "plate": "京A12341",
        "what": "保养",
        "team": "mechanical",
        "advisor": None,
        "came_by": "message",
        "booked_at": "2026-06-12T09:00:00+08:00",
        "confirmed_at": None,
        "arrived_at": None,
        "moved_at": None,
        "instead_of": None,
        "cancelled_at": None,
        "order_id": None,
        "order_no": None,
        "note": "自带机油",
    }


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-06-12 08:59", "2026-06-12 08:59 is past."),
        (
            f"{SATURDAY} 17:00",
            "the workshop is closed at that time; free: 2026-06-14 08:30, 2026-06-14 09:00, 2026-06-14 09:30",
        ),
        (f"{SATURDAY} 14:00", "the vehicle is awaited on that day already: Y1; free: 2026-06-14 08:30"),
    ],
)
def test_a_time_that_cannot_be_had_is_refused_with_the_next_that_can(booked, when, said):
    result = booked.run("appointment", "add", "京A12341", "--at", when, "--what", "保养")
    assert (result.code, booked.query("SELECT count(*) FROM appointment")) == (5, [(1,)])
    assert said in result.err


def test_a_full_hour_is_refused_and_another_team_has_bays_of_its_own(booked):
    booked.ok("appointment", "add", "京A12342", "--at", f"{SATURDAY} 10:30", "--what", "换刹车片", "--minutes", "120")
    full = booked.run("appointment", "add", "京A12343", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    assert full.code == 5
    # from half past ten on one bay is taken until half past twelve, the other until eleven
    assert "no bay is free at that time; free: 2026-06-13 11:00, 2026-06-13 11:30, 2026-06-13 12:00" in full.err
    booked.ok("appointment", "add", "京A12343", "--at", f"{SATURDAY} 10:00", "--what", "喷漆", "--team", "paint")


def test_a_holiday_has_no_hours(store):
    store.ok("calendar", "close", SATURDAY, "--name", "盘点")
    result = store.run("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    assert (result.code, "closed at that time; free: 2026-06-14 08:30" in result.err) == (5, True)


def test_who_does_not_come_lets_the_bay_to_others_after_half_an_hour(booked):
    booked.ok("appointment", "add", "京A12342", "--at", f"{SATURDAY} 10:00", "--what", "保养", "--minutes", "240")
    third = ("appointment", "add", "京A12343", "--at", f"{SATURDAY} 10:45", "--what", "补胎", "--minutes", "15")
    booked.at(f"{SATURDAY}T10:30")
    assert booked.run(*third).code == 5
    booked.at(f"{SATURDAY}T10:31")
    booked.ok(*third)


def test_eight_people_at_eight_desks_never_get_more_bays_than_there_are(store):
    for number in range(5, 9):
        store.take("customers", {"客户编号": f"KH{number}", "姓名": f"客户{number}", "手机": f"1380013800{number}"})
        store.take("vehicles", {"VIN": f"LSVAB2183E210000{number}", "车牌号": f"京A1234{number}", "客户编号": f"KH{number}"})
    words = [sys.executable, "-m", "kcrm", "appointment", "add"]
    desks = [
        subprocess.Popen(
            [*words, f"京A1234{number}", "--at", f"{SATURDAY} 10:00", "--what", "保养"],
            env={**os.environ, "KCRM_DB": str(store.db)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(1, 9)
    ]
    ends = [(desk.communicate()[1], desk.returncode) for desk in desks]
    assert sorted(code for _said, code in ends) == [0, 0, 5, 5, 5, 5, 5, 5]
    assert all("no bay is free at that time" in said for said, code in ends if code)
    assert store.query("SELECT count(*) FROM appointment") == [(2,)]


# --- moved, confirmed, called off, here ---


def test_moving_makes_another_in_its_place(booked):
    booked.ok("appointment", "edit", "Y1", "--note", "自带机油", "--advisor", "YG11")
    found = booked.json("appointment", "move", "Y1", "--at", f"{SATURDAY} 15:00")
    wanted = ("id", "instead_of", "state", "minutes", "what", "note", "advisor", "customer_id")
    assert [found[key] for key in wanted] == ["Y2", "Y1", "booked", 60, "保养", "自带机油", "叶思琪", "C1"]
    assert states(booked) == [("Y1", "13 10:00", "moved"), ("Y2", "13 15:00", "booked")]
    again = booked.run("appointment", "move", "Y1", "--at", f"{SATURDAY} 16:00")
    assert (again.code, "Y1 was moved at 2026-06-12 09:00" in again.err) == (5, True)


def test_a_move_that_cannot_be_leaves_all_as_it_was(booked):
    result = booked.run("appointment", "move", "Y1", "--at", f"{SATURDAY} 18:00")
    assert (result.code, states(booked)) == (5, [("Y1", "13 10:00", "booked")])
    booked.ok("appointment", "move", "Y1", "--at", f"{SATURDAY} 15:00", "-n")
    assert states(booked) == [("Y1", "13 10:00", "booked")]


def test_undo_of_a_move_puts_the_first_back(booked):
    booked.ok("appointment", "move", "Y1", "--at", f"{SATURDAY} 15:00")
    booked.ok("undo", "--yes")
    assert states(booked) == [("Y1", "13 10:00", "booked")]


@pytest.mark.parametrize(
    ("step", "state", "after"),
    [("confirm", "confirmed", 0), ("arrive", "arrived", 5), ("cancel", "cancelled", 5)],
)
def test_a_step_says_how_it_stands_and_ends_what_it_ends(booked, step, state, after):
    booked.at(f"{SATURDAY}T09:50")
    booked.ok("appointment", step, "Y1")
    assert states(booked) == [("Y1", "13 10:00", state)]
    assert booked.run("appointment", "cancel", "京A12341" if step == "confirm" else "Y1").code == after


def test_a_step_is_not_to_come(booked):
    result = booked.run("appointment", "arrive", "Y1", "--at", f"{SATURDAY} 10:00")
    assert (result.code, "still to come" in result.err) == (5, True)


def test_who_comes_after_the_slot_was_freed_has_arrived(booked):
    booked.at(f"{SATURDAY}T10:31")
    assert states(booked) == [("Y1", "13 10:00", "no_show")]
    refused = booked.run("appointment", "confirm", "Y1")
    assert (refused.code, "nobody came at 2026-06-13 10:00" in refused.err) == (5, True)
    booked.ok("appointment", "arrive", "Y1")
    assert states(booked) == [("Y1", "13 10:00", "arrived")]


# --- one screen of a day ---


def test_a_day_on_one_screen(booked):
    booked.ok("appointment", "add", "京A12342", "--at", f"{SATURDAY} 10:15", "--what", "喷漆", "--team", "paint", "--minutes", "30")
    booked.ok("appointment", "confirm", "Y1")
    rows = {row["at"][11:16]: row for row in booked.json("appointment", "day", SATURDAY)}
    assert (len(rows), min(rows), max(rows)) == (17, "08:30", "16:30")
    assert rows["10:00"] == {
        "at": "2026-06-13T10:00:00+08:00",
        "mechanical_bays": 2,
        "mechanical_booked": 1,
        "mechanical": "1/2\nY1 王小明 京A12341 保养 (confirmed)",
        "body_bays": 4,
        "body_booked": 0,
        "body": None,
        "paint_bays": 3,
        "paint_booked": 1,
        "paint": "1/3\nY2 李静 京A12342 喷漆",
    }
    assert [rows[at]["mechanical"] for at in ("09:30", "10:30", "11:00")] == [None, "1/2", None]


def test_a_closed_day_says_so(store):
    store.ok("calendar", "close", SATURDAY)
    assert store.json("appointment", "day", SATURDAY) == []


# --- the day before, and who did not come ---


def test_who_booked_before_is_asked_the_day_before_and_who_says_so_is_not(store):
    store.at("2026-06-10T09:00")
    for number in (1, 2):
        store.ok("appointment", "add", f"京A1234{number}", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    store.ok("appointment", "confirm", "Y2")
    store.at("2026-06-12T09:00")
    store.ok("appointment", "add", "京A12343", "--at", f"{SATURDAY} 11:00", "--what", "保养")
    rows = [row for row in store.json("due") if row["kind"] == "appointment_confirm"]
    assert [(row["customer_id"], row["plate"], row["about"], row["reasons"]) for row in rows] == [
        ("C1", "京A12341", f"{SATURDAY} 10:00 保养", [f"awaited_on={SATURDAY}"])
    ]
    assert calls(store, "appointment_confirm") == [
        ("appointment_confirm", 1, "Y1", "2026-06-12", SATURDAY, "open", None),
        ("appointment_confirm", 2, "Y2", "2026-06-12", SATURDAY, "cancelled", "confirmed"),
    ]
    store.ok("log", rows[0]["id"], "answered", "--result", "coming")
    assert states(store)[0] == ("Y1", "13 10:00", "confirmed")


def test_who_says_in_that_call_that_they_do_not_come_has_called_it_off(store):
    store.at("2026-06-10T09:00")
    store.ok("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    store.at("2026-06-12T09:00")
    number = next(row["id"] for row in store.json("due") if row["kind"] == "appointment_confirm")
    store.ok("log", number, "answered", "--result", "not_coming")
    assert states(store) == [("Y1", "13 10:00", "cancelled")]
    store.ok("undo", "--yes")
    assert states(store) == [("Y1", "13 10:00", "booked")]


def test_who_does_not_come_is_called_after_a_quarter_of_an_hour(booked):
    booked.at(f"{SATURDAY}T10:15")
    assert [row["kind"] for row in booked.json("due")] == []
    booked.at(f"{SATURDAY}T10:16")
    rows = booked.json("due")
    assert [(row["kind"], row["customer_id"], row["about"]) for row in rows] == [("no_show_call", "C1", f"{SATURDAY} 10:00 保养")]
    assert missed(booked) == [("no_show_call", 1, "Y1", SATURDAY, "2026-06-20", "open", None)]


@pytest.mark.parametrize("how", ["arrive", "order", "again"])
def test_who_came_after_all_is_not_called(booked, how):
    booked.at(f"{SATURDAY}T10:40")
    booked.ok("due")
    if how == "arrive":
        booked.ok("appointment", "arrive", "Y1")
    elif how == "order":
        booked.take("orders", {"工单号": "GD1", "车架号": CARS[0], "工单类型": "paid_maintenance", "进厂时间": f"{SATURDAY} 10:35"})
    else:
        booked.ok("appointment", "add", "京A12341", "--at", "2026-06-14 10:00", "--what", "保养")
    assert missed(booked) == [("no_show_call", 1, "Y1", SATURDAY, "2026-06-20", "cancelled", "came")]


def test_the_call_of_who_did_not_come_makes_another_appointment(booked):
    booked.at(f"{SATURDAY}T11:00")
    number = booked.json("due")[0]["id"]
    logged = booked.json("log", number, "answered", "--result", "booked", "--at", "2026-06-14 09:00")
    assert (logged["appointment_ids"], missed(booked)[0][5]) == (["Y2"], "done")
    found = booked.json("appointment", "show", "Y2")
    assert [found[key] for key in ("starts_at", "what", "came_by")] == ["2026-06-14T09:00:00+08:00", "保养", "call"]


# --- an order finds its appointment ---


def order(number, car, opened, kind="paid_maintenance"):
    return {"工单号": number, "车架号": car, "工单类型": kind, "进厂时间": opened}


def test_an_order_of_that_day_is_what_became_of_it(booked):
    booked.at("2026-06-15T09:00")
    booked.take(
        "orders",
        order("GD1", CARS[0], "2026-06-12 16:00"),
        order("GD2", CARS[0], f"{SATURDAY} 08:40", "internal"),
        order("GD3", CARS[0], f"{SATURDAY} 11:20"),
        order("GD4", CARS[1], f"{SATURDAY} 10:00"),
    )
    found = booked.json("appointment", "show", "Y1")
    assert (found["state"], found["order_no"]) == ("arrived", "GD3")
    assert booked.query("SELECT count(*) FROM appointment_queue") == [(0,)]


@pytest.mark.parametrize(("changed", "kind"), [("2026-06-14 11:20", "paid_maintenance"), (f"{SATURDAY} 11:20", "internal")])
def test_an_order_that_turns_out_to_be_of_another_day_or_no_visit_is_parted_from_it(booked, changed, kind):
    booked.at("2026-06-15T09:00")
    booked.take("orders", order("GD3", CARS[0], f"{SATURDAY} 11:20"))
    booked.take("orders", order("GD3", CARS[0], changed, kind))
    assert booked.query("SELECT order_id FROM appointment") == [(None,)]
    booked.take("orders", order("GD3", CARS[0], f"{SATURDAY} 11:20"))
    assert booked.query("SELECT order_id FROM appointment") == [(1,)]


def test_an_appointment_that_is_told_after_its_order_finds_it_too(store):
    store.at("2026-06-15T09:00")
    store.take("orders", order("GD3", CARS[0], f"{SATURDAY} 10:20"))
    store.take("appointments", {"车架号": CARS[0], "预约时间": f"{SATURDAY} 10:00", "预约项目": "保养"})
    assert store.json("appointment", "show", "Y1")["order_no"] == "GD3"


# --- reminders ---


def reminders(desk):
    return calls(desk, "scheduled_maintenance")


@filled_once
def reminded(store):
    """The first car was maintained half a year ago, so that its owner is reminded."""
    store.take("orders", order("GD0", CARS[0], "2025-12-01 09:00") | {"结算时间": "2025-12-01 12:00", "进厂里程": "10000"})
    store.ok("plan")
    return store


def test_a_booking_in_the_call_ends_the_reminder_and_who_does_not_come_is_called_about_that_alone(reminded):
    number = next(row["id"] for row in reminded.json("due") if row["kind"] == "scheduled_maintenance")
    logged = reminded.json("log", number, "answered", "--result", "booked", "--at", f"{SATURDAY} 10:00")
    assert logged["appointment_ids"] == ["Y1"]
    assert [row[5] for row in reminders(reminded)] == ["done"]
    reminded.at(f"{SATURDAY}T10:20")
    assert [(row["kind"], row["plate"]) for row in reminded.json("due")] == [("no_show_call", "京A12341")]


def test_a_booking_at_a_full_hour_writes_nothing_and_offers_others(reminded):
    for number in (2, 3):
        reminded.ok("appointment", "add", f"京A1234{number}", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    number = next(row["id"] for row in reminded.json("due") if row["kind"] == "scheduled_maintenance")
    result = reminded.run("log", number, "answered", "--result", "booked", "--at", f"{SATURDAY} 10:00")
    assert (result.code, "free: 2026-06-13 11:00" in result.err, "give the day alone" in result.err) == (5, True, True)
    assert reminded.query("SELECT count(*) FROM call") == [(0,)]
    reminded.ok("log", number, "answered", "--result", "booked", "--at", SATURDAY)
    assert reminded.query("SELECT count(*) FROM appointment") == [(2,)]


def test_whoever_has_an_appointment_is_not_reminded_until_it_is_called_off(reminded):
    reminded.ok("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    assert [row[5:] for row in reminders(reminded)] == [("cancelled", "awaited")]
    reminded.ok("appointment", "cancel", "Y1")
    assert [row[5:] for row in reminders(reminded)] == [("open", None)]


def test_whoever_missed_it_is_reminded_again_once_the_call_about_that_has_lapsed(reminded):
    reminded.ok("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    reminded.at(f"{SATURDAY}T12:00")
    reminded.ok("due")
    reminded.at("2026-06-20T09:00")
    reminded.ok("due")
    assert [row[5:] for row in reminders(reminded)] == [("cancelled", "awaited")]
    reminded.at("2026-06-21T09:00")
    reminded.ok("due")
    assert ([row[5:] for row in reminders(reminded)], missed(reminded)[0][5]) == ([("open", None)], "lapsed")


# --- files ---


def test_the_same_file_twice_is_a_no_op_and_one_of_the_past_brings_no_call(store):
    rows = (
        {"车架号": CARS[0], "预约时间": "2026-05-02 10:00", "预约项目": "保养", "到店时间": "2026-05-02 10:05"},
        {"车架号": CARS[1], "预约时间": "2026-05-02 10:00", "预约项目": "保养"},
        {"车架号": CARS[2], "预约时间": f"{SATURDAY} 10:00", "预约项目": "钣金", "班组": "钣金", "预计时长": "240"},
    )
    for _again in range(2):
        store.take("appointments", *rows)
        assert states(store) == [("Y1", "02 10:00", "arrived"), ("Y2", "02 10:00", "no_show"), ("Y3", "13 10:00", "booked")]
    store.ok("due")
    assert missed(store) == []


def test_a_file_is_not_let_into_a_full_hour(store):
    rows = [{"车架号": car, "预约时间": f"{SATURDAY} 10:00", "预约项目": "保养"} for car in CARS[:3]]
    result = store.run("import", "appointments", store.sheet("appointments", rows))
    assert (result.code, "no bay is free at that time" in result.out + result.err) == (5, True)
    assert store.run("import", "appointments", store.sheet("appointments", rows), "--skip-bad").code == 5
    assert store.query("SELECT count(*) FROM appointment") == [(2,)]


def test_what_was_written_is_read_back_the_same(booked):
    booked.ok("appointment", "confirm", "Y1")
    path = booked.folder / "out.csv"
    booked.ok("export", "appointments", "--to", path)
    before = booked.query("SELECT * FROM appointment")
    booked.ok("import", "appointments", path)
    assert booked.query("SELECT * FROM appointment") == before


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"车架号": "LSVAB2183E2199999"}, "no vehicle has this VIN"),
        ({"预约项目": ""}, "a new appointment must have it"),
        ({"到店时间": "2026-06-20 10:00"}, "that time is still to come"),
        ({"工单号": "GD9"}, "no order has this number"),
        ({"取消时间": "2026-06-10 10:00", "到店时间": "2026-06-10 10:00"}, "they came"),
        ({"班组": "美容"}, "美容"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_says_why(store, cells, said):
    row = {"车架号": CARS[0], "预约时间": f"{SATURDAY} 10:00", "预约项目": "保养"} | cells
    result = store.run("import", "appointments", store.sheet("appointments", [row]))
    assert (result.code, store.query("SELECT count(*) FROM appointment")) == (5, [(0,)])
    assert said in result.out + result.err


def test_in_chinese(booked):
    booked.speaking("zh")
    assert "预约" in booked.ok("appointment", "list", "-o", "plain").out
    full = booked.run("appointment", "add", "京A12341", "--at", f"{SATURDAY} 18:00", "--what", "保养")
    assert "此时车间不营业" in full.err


def test_a_time_that_was_called_off_is_booked_again_as_another_and_a_file_knows_both(booked):
    booked.ok("appointment", "cancel", "Y1")
    booked.ok("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    booked.ok("appointment", "move", "Y2", "--at", f"{SATURDAY} 15:00")
    assert states(booked) == [("Y1", "13 10:00", "cancelled"), ("Y2", "13 10:00", "moved"), ("Y3", "13 15:00", "booked")]


# --- cards, the desk, filters, completion ---


def test_cards_tell_what_is_to_come_and_what_became_of_the_latest(booked):
    booked.ok("appointment", "move", "Y1", "--at", f"{SATURDAY} 15:00")
    told = [{"id": "Y2", "starts_at": "2026-06-13T15:00:00+08:00", "state": "booked", "plate": "京A12341", "what": "保养"}]
    for card in (booked.json("customer", "show", "KH1"), booked.json("vehicle", "show", "京A12341")):
        assert [{key: row[key] for key in told[0]} for row in card["appointments"]] == told
    booked.at("2026-07-14T09:00")
    assert "appointments" not in booked.json("customer", "show", "KH1")


def test_who_calls_about_a_reminder_sees_the_next_free_times(reminded):
    reminded.at("2026-06-12T16:10")
    # it is ten past four; what begins at half past goes on until Saturday
    assert "free: 06-12 16:30, 06-13 08:30, 06-13 09:00" in reminded.ok("next", "-o", "plain").out
    reminded.ok("policy", "set", "workshop.mechanical_bays", "0")
    reminded.ok("policy", "set", "workshop.body_bays", "0")
    reminded.ok("policy", "set", "workshop.paint_bays", "0")
    assert "free:" not in reminded.ok("next", "-o", "plain").out


def test_who_speaks_to_the_customer_sees_the_appointment(booked):
    booked.ok("followup", "add", "KH1", "other", "2026-06-12", "--about", "送钥匙")
    assert "appointment: Y1 06-13 10:00 京A12341 保养" in booked.ok("next", "-o", "plain").out
    booked.at(f"{SATURDAY}T10:20")
    assert "did not come: Y1 06-13 10:00 京A12341 保养" in booked.ok("next", "-o", "plain").out
    booked.at("2026-06-21T09:00")
    assert "Y1" not in booked.ok("next", "-o", "plain").out


def test_a_filter_finds_who_comes_when(booked):
    booked.at(f"{SATURDAY}T09:00")
    booked.ok("appointment", "add", "京A12342", "--at", "2026-06-14 10:00", "--what", "保养")
    for words, found in (("appointment:today", ["C1"]), ("appointment:2026-06-14..", ["C2"]), ("预约:none", ["C3", "C4"])):
        assert [row["id"] for row in booked.json("customer", "list", words)] == found
    booked.ok("appointment", "cancel", "Y2")
    assert booked.json("customer", "list", "appointment:2026-06-14..") == []
