"""`kcrm rescue …`: from the call for help until it is over, by its clocks, which run day and night."""

from __future__ import annotations

import pytest
from conftest import filled_once

CAR = "LSVAB2183E2100001"
NIGHT = "2026-06-13T23:50"  # a Saturday


@filled_once
def store(desk):
    """Two customers, the first with a car that has an order; it is night."""
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王小明", "手机": "13800138001"},
        {"客户编号": "KH2", "姓名": "李静", "手机": "13800138002"},
    )
    desk.take("vehicles", {"VIN": CAR, "车牌号": "京A12345", "客户编号": "KH1"})
    desk.take("orders", {"工单号": "GD1", "车架号": CAR, "工单类型": "paid_repair", "进厂时间": "2026-06-01 09:00"})
    desk.at(NIGHT)
    return desk


@filled_once
def opened(store):
    """E1 of the first customer, asked for at ten to midnight."""
    store.ok("rescue", "open", "KH1", "--vehicle", "京A12345", "--place", "机场高速", "--fault", "爆胎")
    return store


def clocks(desk, which="E1"):
    return [(row["clock"], row["due_at"][11:16], row["state"]) for row in desk.json("rescue", "show", which)["clocks"]]


def test_whoever_writes_it_down_has_answered_and_its_clocks_run_by_night(store):
    found = store.json(
        *("rescue", "open", "KH1", "--vehicle", "京A12345", "--place", "机场高速12公里", "--fault", "爆胎", "--caller", "刘芳"),
        *("--number", "JY001", "--note", "带两个孩子"),
    )
    assert found == {
        "id": "E1",
        "rescue_no": "JY001",
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "王小明",
        "phone": "13800138001",
        "caller": "刘芳",
        "vehicle_id": "V1",
        "vin": CAR,
        "plate": "京A12345",
        "car": None,
        "place": "机场高速12公里",
        "fault": "爆胎",
        "state": "open",
        "standing": "running",
        "due_at": "2026-06-14T00:00:00+08:00",
        "asked_at": "2026-06-13T23:50:00+08:00",
        "answered_at": "2026-06-13T23:50:00+08:00",
        "dispatched_at": None,
        "arrived_at": None,
        "waited": None,
        "closed_at": None,
        "solved": None,
        "rescuer": None,
        "cost": None,
        "payer": None,
        "order_id": None,
        "told_on": "2026-06-13",
        "note": "带两个孩子",
        "clocks": [
            {
                "clock": "answer",
                "due_at": "2026-06-13T23:53:00+08:00",
                "stopped_at": "2026-06-13T23:50:00+08:00",
                "state": "met",
                "minutes_left": 3,
            },
            {"clock": "dispatch", "due_at": "2026-06-14T00:00:00+08:00", "stopped_at": None, "state": "running", "minutes_left": 10},
            {"clock": "arrive", "due_at": "2026-06-14T00:50:00+08:00", "stopped_at": None, "state": "running", "minutes_left": 60},
        ],
    }


def test_from_the_call_to_the_end(opened):
    opened.at("2026-06-14T00:01")
    assert clocks(opened)[1] == ("dispatch", "00:00", "missed")
    opened.ok("rescue", "dispatch", "京A12345", "--staff", "A1")
    opened.at("2026-06-14T00:50")
    assert clocks(opened) == [("answer", "23:53", "met"), ("dispatch", "00:00", "met_late"), ("arrive", "00:50", "at_risk")]
    opened.ok("rescue", "arrive", "E1")
    opened.at("2026-06-14T01:30")
    found = opened.json("rescue", "close", "E1", "towed_in", "--cost", "300", "--payer", "insurer", "--order", "GD1", "--note", "拖回")
    assert {key: found[key] for key in ("state", "standing", "waited", "solved", "rescuer", "cost", "payer", "order_id", "note")} == {
        "state": "closed",
        "standing": "met_late",
        "waited": 60,
        "solved": "towed_in",
        "rescuer": "秦大勇",
        "cost": 300.0,
        "payer": "insurer",
        "order_id": "R1",
        "note": "拖回",
    }
    assert opened.query("SELECT asked_on, solved_on FROM rescue") == [("2026-06-13", "2026-06-14")]


def test_a_list_has_those_that_are_not_over_and_the_late_ones_where_asked(opened):
    opened.ok("rescue", "open", "KH2", "--place", "东门", "--fault", "没电")
    opened.ok("rescue", "close", "E2", "cancelled")
    assert [row["id"] for row in opened.json("rescue", "list")] == ["E1"]
    assert [row["id"] for row in opened.json("rescue", "list", "--solved", "取消")] == ["E2"]
    assert [row["id"] for row in opened.json("rescue", "list", "--period", "2026-06")] == ["E1", "E2"]
    assert [row["id"] for row in opened.json("rescue", "list", "--vehicle", "京A12345", "--all")] == ["E1"]
    assert opened.json("rescue", "list", "--late", "--all") == []
    opened.at("2026-06-14T00:01")
    assert [row["id"] for row in opened.json("rescue", "list", "--late", "--all")] == ["E1"]
    assert [row["id"] for row in opened.json("rescue", "list", "李静", "--all")] == ["E2"]


def test_the_board_has_a_lane_for_each_step_and_those_over_for_a_day(opened):
    opened.ok("rescue", "open", "KH2", "--place", "东门", "--fault", "没电", "--car", "红色捷达")
    opened.ok("rescue", "close", "E2", "cancelled")
    opened.at("2026-06-14T00:05")
    assert opened.json("rescue", "board") == [
        {
            "id": "E2",
            "state": "closed",
            "customer": "李静",
            "car": "红色捷达",
            "place": "东门",
            "rescuer": None,
            "clock": None,
            "due_at": None,
            "minutes_left": None,
            "standing": "met",
        },
        {
            "id": "E1",
            "state": "open",
            "customer": "王小明",
            "car": "京A12345",
            "place": "机场高速",
            "rescuer": None,
            "clock": "dispatch",
            "due_at": "2026-06-14T00:00:00+08:00",
            "minutes_left": -5,
            "standing": "missed",
        },
    ]
    opened.at("2026-06-14T23:51")
    assert [row["id"] for row in opened.json("rescue", "board")] == ["E1"]


def test_a_stranger_with_an_unknown_car_becomes_a_contact_who_can_be_called(store):
    found = store.json(
        *(
            "rescue",
            "open",
            "--name",
            "赵路人",
            "--phone",
            "13712345678",
            "--car",
            "沪B99999 白色途观",
            "--place",
            "解放路",
            "--fault",
            "没油",
        )
    )
    assert (found["customer_id"], found["customer"], found["caller"], found["car"]) == ("C3", "赵路人", None, "沪B99999 白色途观")
    assert store.query("SELECT contact_only, source FROM customer WHERE id = 3") == [(1, "rescue")]
    result = store.run("rescue", "open", "--name", "别人", "--phone", "13800138001", "--place", "解放路", "--fault", "没油")
    assert result.code == 5
    assert "13800138001 is the phone of C1 王小明." in result.err


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("arrive", "E1"), 5, "E1: nobody was sent out yet.\nFirst: kcrm rescue dispatch E1 --at TIME"),
        (("close", "E1", "on_spot"), 5, "E1: nobody has arrived yet.\nFirst: kcrm rescue arrive E1 --at TIME; if it was called off: "),
        (("close", "E1", "fled"), 2, "fled"),
        (("close", "E1"), 2, "HOW"),
        (("dispatch", "E1", "--at", "2026-06-13 23:40"), 5, "E1: 2026-06-13 23:40 is before “Answered” at 2026-06-13 23:50."),
        (("dispatch", "E1", "--at", "2026-06-14 03:00"), 5, "2026-06-14 03:00 is still to come."),
        (("dispatch", "E9"), 3, "No rescue matches E9."),
        (("dispatch", "E1", "--staff", "ZZ"), 3, "No member of staff matches ZZ."),
        (("edit", "E1", "--arrived", "2026-06-13 23:50"), 5, "--arrived 2026-06-13 23:50: nobody was sent out yet"),
        (("edit", "E1", "--answered", "2026-06-13 23:49"), 5, "--answered 2026-06-13 23:49: is before asked_at (2026-06-13 23:50)."),
        (("edit", "E1", "--dispatched", "2026-06-15 10:00"), 5, "--dispatched 2026-06-15 10:00: that time is still to come."),
        (("edit", "E1", "--solved", "on_spot"), 5, "--solved mended on the spot: when it was over is not said."),
        (("edit", "E1"), 2, "Nothing to change."),
        (("open", "无名氏", "--place", "x", "--fault", "y"), 3, "For somebody who is not a customer: --name NAME --phone PHONE"),
        (("open", "KH1", "--vehicle", "沪B99999", "--place", "x", "--fault", "y"), 3, "For a car that is not known here: --car TEXT"),
        (("open", "KH1", "--place", "x"), 2, "--fault"),
        (("open", "--place", "x", "--fault", "y"), 2, "give either WHO, or --name and --phone"),
        (("open", "KH1", "--name", "x", "--place", "x", "--fault", "y"), 2, "give either WHO, or --name and --phone"),
        (("open", "--name", "x", "--place", "x", "--fault", "y"), 2, "give either WHO, or --name and --phone"),
        (("open", "KH1", "--place", "x", "--fault", "y", "--asked", "2026-06-14 08:00"), 5, "2026-06-14 08:00 is still to come."),
        (("open", "KH1", "--place", "x", "--fault", "y", "--asked", "2026-06-13 23:50"), 5, "E1 王小明 already exists."),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(opened, argv, code, said):
    before = opened.query("SELECT * FROM rescue")
    result = opened.run("rescue", *argv)
    assert (result.code, opened.query("SELECT * FROM rescue")) == (code, before)
    assert said in result.err


def test_a_step_is_taken_once_and_corrected_by_edit(opened):
    opened.at("2026-06-14T00:10")
    opened.ok("rescue", "dispatch", "E1")
    result = opened.run("rescue", "dispatch", "E1")
    assert result.err == "kcrm: E1: somebody was sent out at 2026-06-14 00:10.\nTo correct it: kcrm rescue edit E1\n"
    opened.ok("rescue", "edit", "E1", "--dispatched", "2026-06-13 23:58")
    assert clocks(opened)[1] == ("dispatch", "00:00", "met")
    opened.ok("rescue", "close", "E1", "cancelled")
    assert opened.run("rescue", "arrive", "E1").err.startswith("kcrm: E1 was over at 2026-06-14 00:10.")


def test_what_is_owed_stays_as_the_policy_asked_when_it_was_written_down(opened):
    opened.ok("policy", "set", "rescue.arrive_minutes", "30")
    assert clocks(opened)[2] == ("arrive", "00:50", "running")
    opened.ok("rescue", "open", "KH2", "--place", "东门", "--fault", "没电")
    assert clocks(opened, "E2")[2] == ("arrive", "00:20", "running")


def test_an_order_is_of_the_vehicle_that_was_helped_and_tells_it_where_nobody_did(opened):
    opened.take("vehicles", {"VIN": "LSVAB2183E2100002", "客户编号": "KH2"})
    opened.take("orders", {"工单号": "GD2", "车架号": "LSVAB2183E2100002", "工单类型": "paid_repair", "进厂时间": "2026-06-02 09:00"})
    result = opened.run("rescue", "edit", "E1", "--order", "GD2")
    assert (result.code, result.err) == (5, "kcrm: --order R2: that order is of V2.\n")
    opened.ok("rescue", "open", "KH2", "--place", "东门", "--fault", "没电")
    assert opened.json("rescue", "edit", "E2", "--order", "GD2")["vehicle_id"] == "V2"


def test_a_dry_run_writes_nothing_and_undo_takes_the_latest_step_back(opened):
    opened.ok("rescue", "dispatch", "E1", "-n")
    assert opened.json("rescue", "show", "E1")["state"] == "open"
    opened.ok("rescue", "dispatch", "E1")
    opened.ok("undo", "--yes")
    assert opened.json("rescue", "show", "E1")["state"] == "open"


def test_in_chinese(opened):
    opened.speaking("zh")
    out = opened.ok("rescue", "list").out
    assert "待派车" in out
    assert "未派人" not in opened.run("rescue", "arrive", "E1").out
    assert opened.run("rescue", "arrive", "E1").err.startswith("kcrm: E1：还没有派人出发。")


# --- the call the day after ---


def helped(desk, which="E1", how="on_spot"):
    desk.ok("rescue", "dispatch", which)
    desk.ok("rescue", "arrive", which)
    desk.ok("rescue", "close", which, how)


def calls(desk):
    return desk.query("SELECT customer_id, case_no, due_on, lapses_on, state, reason FROM followup WHERE kind = 'rescue_call' ORDER BY id")


@pytest.mark.parametrize("how", ["on_spot", "towed_in"])
def test_whoever_was_helped_is_called_the_day_after(opened, how):
    opened.at("2026-06-14T00:40")
    assert calls(opened) == []
    helped(opened, how=how)
    assert calls(opened) == [(1, "E1", "2026-06-15", None, "open", None)]
    opened.at("2026-06-15T09:00")
    found = [row for row in opened.json("due") if row["kind"] == "rescue_call"]
    assert [(row["about"], row["reasons"], row["days_overdue"]) for row in found] == [("机场高速 爆胎", ["rescued_on=2026-06-14"], 0)]
    why = opened.json("why", found[0]["id"])
    assert why == opened.json("why", "E1")
    assert why["case"] == "E1"


def test_a_stranger_is_called_too_and_nobody_whose_rescue_was_called_off(opened):
    opened.ok("rescue", "open", "--name", "赵路人", "--phone", "13712345678", "--place", "解放路", "--fault", "没油")
    helped(opened, "E2")
    opened.ok("rescue", "close", "E1", "cancelled")
    assert calls(opened) == [(3, "E2", "2026-06-14", None, "open", None)]


def test_what_was_not_so_ends_the_call_and_another_day_moves_it(opened):
    opened.at("2026-06-14T00:40")
    helped(opened)
    opened.ok("rescue", "edit", "E1", "--dispatched", "2026-06-13 23:55", "--arrived", "2026-06-13 23:57", "--closed", "2026-06-13 23:59")
    assert calls(opened) == [(1, "E1", "2026-06-15", None, "cancelled", "base_changed"), (1, "E1", "2026-06-14", None, "open", None)]
    opened.ok("rescue", "edit", "E1", "--solved", "cancelled")
    assert calls(opened)[1] == (1, "E1", "2026-06-14", None, "cancelled", "not_rescued")


def test_a_rescue_of_long_ago_from_a_file_brings_no_call_and_one_of_the_last_days_does(store):
    row = {"客户编号": "KH1", "救援地点": "东门", "故障现象": "没电", "救援结果": "现场解决"}
    for day, number in (("05", "JY1"), ("06", "JY2")):
        times = {"报救时间": f"2026-06-{day} 09:00", "派车时间": f"2026-06-{day} 09:05", "到达时间": f"2026-06-{day} 09:30"}
        store.take("rescues", {**row, **times, "完成时间": f"2026-06-{day} 10:00", "救援编号": number})
    assert calls(store) == [(1, "E2", "2026-06-07", None, "open", None)]


# --- files ---


def test_a_file_makes_contacts_keeps_unknown_cars_in_words_and_is_known_again(store):
    rows = (
        {
            "电话": "13800138001",
            "报救人": "刘芳",
            "车牌号": "京A12345",
            "救援地点": "东门",
            "故障现象": "没电",
            "报救时间": "2026-06-10 09:00",
        },
        {
            "电话": "13912345678",
            "报救人": "钱多",
            "车牌号": "沪B99999",
            "救援地点": "西门",
            "故障现象": "爆胎",
            "报救时间": "2026-06-10 22:00",
        },
    )
    for _again in range(2):
        store.take("rescues", *rows)
        assert store.query("SELECT customer_id, caller, vehicle_id, car, asked_on FROM rescue ORDER BY id") == [
            (1, "刘芳", 1, None, "2026-06-10"),
            (3, None, None, "沪B99999", "2026-06-10"),
        ]
    assert store.query("SELECT name, phone, contact_only FROM customer WHERE id = 3") == [("钱多", "13912345678", 1)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"到达时间": "2026-06-10 10:00"}, "nobody was sent out yet"),
        ({"派车时间": "2026-06-10 08:00"}, "is before asked_at (2026-06-10 09:00)"),
        ({"完成时间": "2026-06-10 10:00"}, "how it ended is not said"),
        ({"救援结果": "拖车回店"}, "when it was over is not said"),
        ({"完成时间": "2026-06-10 10:00", "救援结果": "拖车回店"}, "nobody has arrived yet"),
        ({"电话": "13912345678"}, "no customer has this phone"),
        ({"工单号": "GD9"}, "no order has this number"),
        ({"故障现象": ""}, "a new rescue must have it"),
        ({"报救时间": "2026-06-20 10:00"}, "that time is still to come"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_says_why(store, cells, said):
    row = {"电话": "13800138001", "救援地点": "东门", "故障现象": "没电", "报救时间": "2026-06-10 09:00"} | cells
    result = store.run("import", "rescues", store.sheet("rescues", [row]))
    assert (result.code, store.query("SELECT count(*) FROM rescue")) == (5, [(0,)])
    assert said in result.out + result.err


# --- figures ---


def test_how_many_how_long_and_how_many_in_time_down_to_their_rows(store):
    row = {"客户编号": "KH1", "救援地点": "东门", "故障现象": "没电"}
    for number, arrived in (("JY1", "10:00"), ("JY2", "09:41"), ("JY3", "10:01"), ("JY4", "09:20")):
        day = f"2026-06-0{number[2]}"
        done = {"派车时间": f"{day} 09:05", "到达时间": f"{day} {arrived}", "完成时间": f"{day} 11:00", "救援结果": "现场解决"}
        store.take("rescues", {**row, "报救时间": f"{day} 09:00", "救援编号": number, **done})
    store.take("rescues", {**row, "报救时间": "2026-06-13 22:40", "救援编号": "JY5"})  # nobody came within the hour
    store.take("rescues", {**row, "报救时间": "2026-06-13 23:00", "救援编号": "JY6"})  # which is not over
    for number, closed in (("JY7", "09:10"), ("JY8", "10:30")):  # called off in time, and too late
        ended = {"完成时间": f"2026-06-08 {closed}", "救援结果": "取消"}
        store.take("rescues", {**row, "报救时间": f"2026-06-08 09:00:0{number[2]}", "救援编号": number, **ended})
    found = {each["key"]: (each["value"], each["numerator"], each["denominator"]) for each in store.json("kpi", "rescues")}
    assert found == {"rescues": (8, 8, None), "rescue_minutes": (50.5, 50.5, None), "rescues_on_time": (50, 3, 6)}  # of 41 and 60 minutes
    rows = store.json("kpi", "rows", "rescues_on_time", "--side", "numerator")
    assert [(each["id"], each["number"], each["customer_id"]) for each in rows] == [
        ("E1", "JY1", "C1"),
        ("E2", "JY2", "C1"),
        ("E4", "JY4", "C1"),
    ]
    assert [each["id"] for each in store.json("kpi", "rows", "rescue_minutes")] == ["E1", "E2"]
    assert store.json("kpi", "rescues", "--period", "2026-05")[1]["value"] is None


# --- where else it is told ---


def test_the_cards_of_customer_and_vehicle_tell_it_and_the_history_too(opened):
    opened.at("2026-06-14T00:20")
    helped(opened)
    part = {
        "id": "E1",
        "plate": "京A12345",
        "car": None,
        "place": "机场高速",
        "fault": "爆胎",
        "state": "closed",
        "standing": "met_late",
        "asked_at": "2026-06-13T23:50:00+08:00",
        "waited": 30,
        "solved": "on_spot",
    }
    card = opened.json("show", "KH1")
    assert card["rescues"] == opened.json("show", "京A12345")["rescues"] == [part]
    assert card["history"][0] == {
        "at": "2026-06-13T23:50:00+08:00",
        "what": "rescue",
        "detail": "E1 机场高速, 爆胎, on_spot, 30",
        "by": None,
    }
    opened.speaking("zh")
    assert "E1 机场高速、爆胎、现场解决、等待 30 分钟" in opened.ok("show", "KH1").out
    assert "rescues" not in opened.json("show", "KH2")


@pytest.mark.parametrize(
    ("words", "found"),
    [(("rescue:2026-06",), ["C1"]), (("rescue:none",), ["C2"]), (("救援:..2026-05",), []), (("-rescue:2026-06-13",), ["C2"])],
)
def test_a_filter_chooses_by_when_they_asked_for_help_last(opened, words, found):
    assert [row["id"] for row in opened.json("customer", "list", *words)] == found


def test_two_customers_made_one_have_the_rescues_of_both(opened):
    opened.ok("rescue", "open", "KH2", "--place", "东门", "--fault", "没电")
    opened.ok("customer", "merge", "KH1", "KH2", "--force")
    assert [row["customer_id"] for row in opened.json("rescue", "list")] == ["C1", "C1"]
