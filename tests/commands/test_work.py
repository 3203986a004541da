"""`kcrm work …` and `kcrm part …`: what customers declined, and the parts that they or their complaints wait for."""

from __future__ import annotations

import pytest
from conftest import filled_once

CAR = "LSVAB2183E2100001"
OTHER = "LSVAB2183E2100002"
BRAKES = (
    *("work", "add", "京A12345", "前刹车片更换", "--urgency", "urgent", "--estimate", "1800"),
    *("--why", "price", "--safe", "no", "--order", "GD1"),
)


@filled_once
def store(desk):
    """Two customers, the first with a car that was in the workshop on 15 June; it is the evening of that day."""
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王小明", "手机": "13800138001"},
        {"客户编号": "KH2", "姓名": "李静", "手机": "13800138002"},
    )
    desk.take(
        "vehicles",
        {"VIN": CAR, "车牌号": "京A12345", "客户编号": "KH1"},
        {"VIN": OTHER, "车牌号": "京B12345", "客户编号": "KH2"},
    )
    desk.take(
        "orders",
        {"工单号": "GD1", "车架号": CAR, "工单类型": "paid_repair", "进厂时间": "2026-06-15 09:00", "结算时间": "2026-06-15 16:00"},
    )
    desk.at("2026-06-15T17:00")
    return desk


@filled_once
def declined(store):
    """W1: the brakes of the first customer, on the order of that day."""
    store.ok(*BRAKES)
    return store


@filled_once
def ordered(store):
    """W1: a pump for the second customer, expected on the 19th."""
    store.ok("part", "order", "KH2", "水泵总成", "--vehicle", "京B12345", "--expected", "2026-06-19", "--number", "DH1")
    return store


@filled_once
def complained(store):
    """K1 of the second customer, accepted, which a part is needed for."""
    store.ok("complaint", "open", "KH2", "--severity", "normal", "--description", "异响未修好", "--vehicle", "京B12345", "--as", "S1")
    return store


def calls(desk):
    return [
        tuple(row.values())
        for row in desk.json("sql", "SELECT kind, state, case_no, due_on, reason FROM followup WHERE case_no GLOB 'W*' ORDER BY id")
    ]


# --- work that was declined ---


def test_work_is_found_on_an_order_and_called_about_after_seven_days(store):
    found = store.json(*BRAKES)
    assert {key: value for key, value in found.items() if value is not None} == {
        "id": "W1",
        "work_kind": "work",
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "王小明",
        "vehicle_id": "V1",
        "vin": CAR,
        "plate": "京A12345",
        "what": "前刹车片更换",
        "urgency": "urgent",
        "state": "open",
        "estimate": 1800.0,
        "declined_for": "price",
        "safe": False,
        "declined_on": "2026-06-15",
        "order_id": "R1",
        "called_on": "2026-06-22",
    }
    assert calls(store) == [("declined_work", "open", "W1", "2026-06-22", None)]
    store.at("2026-06-22T09:00")
    (row,) = [row for row in store.json("due") if row["kind"] == "declined_work"]
    assert (row["customer"], row["about"], row["plate"]) == ("王小明", "前刹车片更换", "京A12345")


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (("urgent",), "2026-06-22"),
        (("soon",), "2026-07-15"),
        (("watch",), "2026-09-13"),
        (("watch", "--remind", "2026-07-04"), "2026-07-04"),
    ],
)
def test_when_it_is_called_about_follows_from_how_soon_or_from_the_day_they_named(store, said, due):
    store.ok("work", "add", "京A12345", "轮胎", "--urgency", *said)
    store.at(f"{due}T09:00")
    store.ok("plan")
    assert calls(store) == [("declined_work", "open", "W1", due, None)]


def test_a_brake_job_declined_for_its_price_is_won_back_by_the_call_after_a_week(declined):
    declined.at("2026-06-22T09:00")
    declined.ok("log", "KH1", "answered", "--result", "booked", "--at", "2026-06-24", "--note", "周三来")
    declined.at("2026-06-24T17:00")
    declined.take(
        "orders",
        {"工单号": "GD2", "车架号": CAR, "工单类型": "paid_repair", "进厂时间": "2026-06-24 09:00", "结算时间": "2026-06-24 15:00"},
    )
    found = declined.json("work", "settle", "W1", "--order", "GD2", "--paid", "1650")
    assert (found["state"], found["settled_on"], found["settled_order_id"], found["paid"]) == ("settled", "2026-06-24", "R2", 1650.0)
    assert calls(declined) == [("declined_work", "done", "W1", "2026-06-22", None)]
    declined.at("2026-12-15T09:00")
    declined.ok("plan")
    assert len(calls(declined)) == 1


def test_an_order_that_does_it_before_ends_the_call_and_what_was_paid_is_the_estimate(declined):
    found = declined.json("work", "settle", "W1")
    assert (found["settled_on"], found["paid"], found["called_on"]) == ("2026-06-15", 1800.0, None)
    assert calls(declined) == [("declined_work", "cancelled", "W1", "2026-06-22", "done_since")]
    assert declined.run("work", "settle", "W1").code == 5
    declined.ok("undo", "--yes")
    assert declined.json("work", "show", "W1")["state"] == "open"
    assert calls(declined)[0][1] == "open"


def test_what_is_dropped_is_not_called_about(declined):
    found = declined.json("work", "drop", "W1", "--reason", "已换车")
    assert (found["state"], found["dropped_on"], found["drop_reason"]) == ("dropped", "2026-06-15", "已换车")
    assert calls(declined)[0][4] == "done_since"
    assert declined.json("work", "list") == []
    assert [row["id"] for row in declined.json("work", "list", "--all")] == ["W1"]


@pytest.mark.parametrize("left", ["--sold-on", "--scrapped-on"])
def test_a_vehicle_that_has_left_ends_the_call(declined, left):
    declined.ok("vehicle", "edit", "京A12345", left, "2026-06-15")
    assert calls(declined)[0][4] == {"--sold-on": "sold", "--scrapped-on": "scrapped"}[left]
    assert declined.json("work", "show", "W1")["state"] == "gone"


def test_a_new_owner_is_not_called_about_what_the_former_one_declined(declined):
    declined.ok("vehicle", "transfer", "京A12345", "KH2")
    assert calls(declined)[0][4] == "new_owner"
    assert declined.json("work", "list", "--state", "gone")[0]["customer"] == "王小明"


def test_another_day_to_be_reminded_moves_the_call(declined):
    assert declined.json("work", "edit", "W1", "--remind", "2026-06-17")["called_on"] == "2026-06-17"
    assert [row[1:] for row in calls(declined)] == [("cancelled", "W1", "2026-06-22", "base_changed"), ("open", "W1", "2026-06-17", None)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("work", "add", "京A12345", "轮胎"), "--urgency"),
        (("work", "add", "京A12345", "轮胎", "--urgency", "soon", "--on", "2026-06-16"), "still to come"),
        (("work", "add", "京B12345", "轮胎", "--urgency", "soon", "--order", "GD1"), "that order is of V1"),
        (("work", "add", "京A12345", "前刹车片更换", "--urgency", "soon"), "already exists"),
        (("work", "settle", "W1", "--on", "2026-06-13"), "is before declined_on (2026-06-15)"),
        (("work", "edit", "W1", "--paid", "5"), "it is not done yet"),
        (("work", "edit", "W1", "--urgency", ""), "cannot be emptied"),
        (("work", "settle", "W9"), "W9"),
        (("part", "arrive", "W1"), "no part"),
        (("part", "order", "KH2", "水泵", "--expected", "2026-06-14"), "is before ordered_on (2026-06-15)"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(declined, words, said):
    before = declined.json("work", "list", "--all")
    found = declined.run(*words)
    assert found.code != 0
    assert said in found.err
    assert declined.json("work", "list", "--all") == before


def test_without_an_estimate_what_was_paid_is_asked_for(store):
    store.ok("work", "add", "京A12345", "轮胎", "--urgency", "soon")
    assert "there is no estimate, so say what was paid" in store.run("work", "settle", "W1").err
    assert store.json("work", "settle", "W1", "--paid", "0")["paid"] == 0.0


def test_the_list_has_the_most_urgent_first_and_is_narrowed(declined):
    declined.ok("work", "add", "京A12345", "雨刮", "--urgency", "watch", "--estimate", "80", "--why", "time")
    declined.ok("work", "add", "京B12345", "轮胎", "--urgency", "soon")

    def listed(*words):
        return [row["id"] for row in declined.json("work", "list", *words)]

    assert listed() == ["W1", "W3", "W2"]
    assert listed("--unsafe") == ["W1"]
    assert listed("--why", "time") == ["W2"]
    assert listed("--urgency", "soon") == ["W3"]
    assert listed("--customer", "KH1") == ["W1", "W2"]
    assert listed("--vehicle", "京B12345") == ["W3"]
    assert listed("--period", "2026-05") == []
    assert declined.json("part", "list") == []
    declined.speaking("zh")
    shown = declined.ok("work", "list").out
    assert "紧急" in shown
    assert "订货日期" not in shown


# --- parts ---


def test_a_part_that_comes_is_called_about_the_same_day(ordered):
    assert ordered.json("part", "show", "W1")["work_no"] == "DH1"
    assert ordered.json("part", "show", "W1")["state"] == "open"
    assert calls(ordered) == []
    ordered.at("2026-06-18T11:00")
    found = ordered.json("part", "arrive", "W1")
    assert (found["state"], found["arrived_on"], found["called_on"]) == ("arrived", "2026-06-18", "2026-06-18")
    assert calls(ordered) == [("need_ready", "open", "W1", "2026-06-18", None)]
    (row,) = [row for row in ordered.json("due") if row["kind"] == "need_ready"]
    assert (row["customer"], row["about"]) == ("李静", "水泵总成")
    ordered.ok("log", "KH1", "answered")
    assert "The part you were waiting for is here: 水泵总成." in ordered.ok("next").out


def test_again_after_three_days_without_an_appointment_and_back_to_stock_after_thirty(ordered):
    ordered.at("2026-06-18T11:00")
    ordered.ok("part", "arrive", "W1")
    ordered.at("2026-06-19T11:00")
    ordered.ok("log", "KH2", "answered")
    ordered.at("2026-06-22T11:00")
    ordered.ok("plan")
    assert [row[1:4] for row in calls(ordered)] == [("done", "W1", "2026-06-18"), ("open", "W1", "2026-06-22")]
    ordered.at("2026-07-17T11:00")
    ordered.ok("plan")
    assert ordered.json("part", "list")[0]["state"] == "arrived"
    assert calls(ordered)[1][1] == "open"
    ordered.at("2026-07-18T11:00")
    ordered.ok("plan")
    assert ordered.json("part", "list") == []
    assert ordered.json("part", "list", "--state", "stocked")[0]["id"] == "W1"
    assert calls(ordered)[1][1] == "lapsed"


def test_who_wants_to_be_called_later_is_called_then_and_not_before(ordered):
    ordered.at("2026-06-18T11:00")
    ordered.ok("part", "arrive", "W1")
    ordered.ok("log", "KH2", "answered", "--result", "later", "--until", "2026-07-04")
    ordered.at("2026-06-28T11:00")
    ordered.ok("plan")
    assert ordered.json("part", "show", "W1")["called_on"] == "2026-07-04"
    assert len(calls(ordered)) == 1


def test_who_has_an_appointment_is_not_called_again_and_keeps_the_part(ordered):
    ordered.at("2026-06-18T11:00")
    ordered.ok("part", "arrive", "W1")
    ordered.ok("log", "KH2", "answered", "--result", "booked", "--at", "2026-07-24")
    assert [row[1] for row in calls(ordered)] == ["done"]
    ordered.at("2026-07-24T11:00")
    assert ordered.json("part", "list")[0]["state"] == "arrived"
    found = ordered.json("part", "fit", "W1")
    assert (found["state"], found["settled_on"]) == ("settled", "2026-07-24")


def test_an_appointment_ends_the_call_about_a_part_and_one_that_is_called_off_brings_it_back(ordered):
    ordered.at("2026-06-18T11:00")
    ordered.ok("part", "arrive", "W1")
    ordered.ok("appointment", "add", "京B12345", "--at", "2026-06-22 10:00", "--what", "装水泵")
    assert [row[1:] for row in calls(ordered)] == [("cancelled", "W1", "2026-06-18", "booked")]
    ordered.ok("appointment", "cancel", "Y1")
    assert [row[1:] for row in calls(ordered)] == [("open", "W1", "2026-06-18", None)]


def test_a_part_of_who_did_not_come_goes_back_to_stock(ordered):
    ordered.at("2026-06-18T11:00")
    ordered.ok("part", "arrive", "W1")
    ordered.ok("appointment", "add", "京B12345", "--at", "2026-06-22 10:00", "--what", "装水泵")
    ordered.at("2026-06-22T12:00")
    ordered.ok("plan")
    assert "need_ready" not in [row["kind"] for row in ordered.json("due")]
    ordered.at("2026-07-17T12:00")
    assert [row["state"] for row in ordered.json("part", "list")] == ["arrived"]
    ordered.at("2026-07-18T12:00")
    assert [row["state"] for row in ordered.json("part", "list", "--all")] == ["stocked"]


def test_a_part_that_is_fitted_or_called_off_is_not_called_about(ordered):
    ordered.ok("part", "arrive", "W1")
    ordered.ok("part", "fit", "W1")
    assert calls(ordered)[0][4] == "done_since"
    ordered.ok("undo", "--yes")
    assert calls(ordered)[0][1] == "open"
    ordered.ok("part", "drop", "W1")
    assert calls(ordered)[0][4] == "done_since"


def test_who_wants_no_calls_is_told_when_they_are_here(ordered):
    ordered.ok("customer", "edit", "KH2", "--do-not-contact", "yes")
    assert "W1: 李静 wants no calls about it, so nobody calls." in ordered.ok("part", "arrive", "W1").err
    assert calls(ordered) == []


def test_a_part_without_a_vehicle_is_called_about_too(store):
    store.ok("part", "order", "KH2", "车载充电器")
    store.ok("part", "arrive", "W1")
    assert calls(store) == [("need_ready", "open", "W1", "2026-06-15", None)]
    assert store.run("part", "arrive", "W1").code == 5


def test_the_same_part_may_be_ordered_again_on_another_day(ordered):
    again = ("part", "order", "KH2", "水泵总成", "--vehicle", "京B12345")
    assert "already exists" in ordered.run(*again).err
    ordered.at("2026-06-16T09:00")
    assert ordered.json(*again)["id"] == "W2"


def test_a_part_that_is_late_is_listed(ordered):
    assert ordered.json("part", "list", "--late") == []
    ordered.at("2026-06-20T09:00")
    assert [row["id"] for row in ordered.json("part", "list", "--late")] == ["W1"]


# --- a complaint that waits for a part ---


def paused(desk, which="K1"):
    return desk.json("complaint", "show", which)["paused"]


def test_a_part_pauses_the_complaint_that_waits_for_it_and_resumes_it_when_it_comes(complained):
    complained.ok("part", "order", "KH2", "减振器", "--complaint", "K1", "--vehicle", "京B12345", "--as", "S1")
    assert paused(complained) is not None
    complained.at("2026-06-17T10:00")
    complained.ok("part", "arrive", "W1", "--as", "S1")
    assert paused(complained) is None
    steps = [(row["step"], row["note"]) for row in complained.json("complaint", "show", "K1")["timeline"]][-2:]
    assert steps == [("paused", "W1 减振器"), ("resumed", "W1 减振器")]
    assert ("need_ready", "open", "W1", "2026-06-17", None) in calls(complained)
    complained.ok("undo", "--yes")
    assert paused(complained) is not None


def test_of_two_parts_the_last_to_come_resumes_it(complained):
    complained.ok("part", "order", "KH2", "减振器", "--complaint", "K1")
    complained.ok("part", "order", "KH2", "顶胶", "--complaint", "K1")
    complained.ok("part", "arrive", "W1")
    assert paused(complained) is not None
    complained.ok("part", "drop", "W2")
    assert paused(complained) is None


def test_what_waits_for_the_customer_is_not_resumed_by_a_part(complained):
    complained.ok("complaint", "pause", "K1", "--reason", "waiting_customer")
    complained.ok("part", "order", "KH2", "减振器", "--complaint", "K1")
    complained.ok("part", "arrive", "W1")
    assert paused(complained) is not None


def test_a_complaint_of_somebody_else_or_that_is_resolved_waits_for_no_part(complained):
    assert "that complaint is of C2" in complained.run("part", "order", "KH1", "减振器", "--complaint", "K1").err
    complained.ok("complaint", "resolve", "K1", "--note", "已处理")
    found = complained.run("part", "order", "KH2", "减振器", "--complaint", "K1")
    assert found.code == 5
    assert "pause" in found.err
    assert complained.json("part", "list", "--all") == []


# --- files ---


def test_a_file_twice_is_a_no_op_and_a_part_in_it_resumes_its_complaint(complained):
    complained.take(
        "complaints", {"投诉编号": "TS1", "客户编号": "KH2", "等级": "一般", "投诉内容": "异响", "受理时间": "2026-06-15 10:00"}
    )
    complained.ok("complaint", "accept", "K2")
    rows = (
        {
            "类别": "未修项目",
            "车牌号": "京A12345",
            "项目": "轮胎",
            "紧急程度": "近期",
            "预估金额": "900",
            "拒绝原因": "价格",
            "拒绝日期": "2026-06-13",
        },
        {"类别": "配件", "客户编号": "KH2", "项目": "减振器", "订货日期": "2026-06-15", "投诉编号": "TS1"},
    )
    assert complained.take("works", *rows).code == 0
    assert [(row["id"], row["state"]) for row in complained.json("work", "list")] == [("W1", "open")]
    assert paused(complained, "K2") is not None
    again = complained.take("works", *rows)
    assert "2" in again.out or "2" in again.err
    assert len(complained.json("part", "list", "--all") + complained.json("work", "list", "--all")) == 2
    complained.take("works", {**rows[1], "到货日期": "2026-06-15"})
    assert paused(complained, "K2") is None


# --- where else it is told ---


def test_cards_of_customer_vehicle_and_order_and_the_history_tell_it(declined):
    declined.take("orders", {"工单号": "GD2", "车架号": CAR, "工单类型": "paid_repair", "进厂时间": "2026-06-15 16:30"})
    part = {
        "id": "W1",
        "plate": "京A12345",
        "what": "前刹车片更换",
        "urgency": "urgent",
        "state": "open",
        "estimate": 1800.0,
        "safe": False,
        "declined_on": "2026-06-15",
        "expected_on": None,
        "arrived_on": None,
    }
    card = declined.json("show", "KH1")
    assert card["works"] == declined.json("show", "京A12345")["works"] == declined.json("show", "GD2")["works"] == [part]
    assert declined.json("show", "GD1")["works"] == [part]  # where it was found
    assert {"at": "2026-06-15", "what": "work", "detail": "W1 前刹车片更换, open, 1,800.00", "by": None} in card["history"]
    declined.ok("work", "settle", "W1", "--order", "GD2")
    card = declined.json("show", "KH1")
    assert "works" not in card
    assert "works" not in declined.json("show", "GD2")
    declined.take(
        "orders",
        {"工单号": "GD2", "车架号": CAR, "工单类型": "paid_repair", "进厂时间": "2026-06-15 16:30", "结算时间": "2026-06-15 16:45"},
    )
    assert [row["state"] for row in declined.json("show", "GD2")["works"]] == ["settled"]
    assert "W1 前刹车片更换, settled, 1,800.00" in [row["detail"] for row in card["history"]]


def test_an_appointment_tells_what_is_left_of_its_vehicle(declined):
    found = declined.json("appointment", "add", "京A12345", "--at", "2026-06-22 10:00", "--what", "保养")
    assert [(row["id"], row["what"], row["safe"]) for row in found["works"]] == [("W1", "前刹车片更换", False)]
    assert "works" not in declined.json("appointment", "add", "京B12345", "--at", "2026-06-22 10:00", "--what", "保养")


def test_who_calls_sees_what_is_left(declined):
    declined.at("2026-06-22T09:00")
    shown = declined.ok("next").out
    assert "W1 declined: 前刹车片更换, 1,800.00 yuan, at once, too dear, 06-15, not safe to drive" in " ".join(shown.split())
    declined.speaking("zh")
    assert "W1 未修：前刹车片更换" in declined.ok("next").out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("declined:urgent",), ["C1"]),
        (("declined:none",), ["C2"]),
        (("未修:紧急",), ["C1"]),
        (("part:ordered",), ["C2"]),
        (("part:here",), []),
        (("待件:none",), ["C1"]),
    ],
)
def test_filters_choose_by_what_is_left(declined, words, found):
    declined.ok("part", "order", "KH2", "水泵总成")
    assert [row["id"] for row in declined.json("customer", "list", *words)] == found


def test_two_customers_made_one_have_the_work_of_both(declined):
    declined.ok("part", "order", "KH2", "水泵总成")
    declined.ok("customer", "merge", "KH1", "KH2", "--force")
    assert [row["customer_id"] for row in declined.json("work", "list", "--all") + declined.json("part", "list", "--all")] == ["C1", "C1"]


# --- figures ---


def test_what_was_recovered_of_what_was_declined_down_to_its_rows(declined):
    declined.ok("work", "add", "京B12345", "轮胎", "--urgency", "soon", "--estimate", "1200")
    declined.ok("work", "add", "京B12345", "雨刮", "--urgency", "watch")
    declined.ok("work", "settle", "W1", "--paid", "1650")
    declined.ok("part", "order", "KH2", "水泵总成", "--estimate", "560")
    found = {row["key"]: (row["numerator"], row["denominator"], row["value"]) for row in declined.json("kpi", "work")}
    assert found == {"work_declined": (3, None, 3), "work_settled": (1, 3, 33.33), "work_recovered": (1650.0, 3000.0, 55.0)}
    assert [row["id"] for row in declined.json("kpi", "rows", "work_recovered")] == ["W1", "W2"]
    assert declined.json("kpi", "work", "--period", "2026-05")[2]["value"] is None


def test_the_demonstration_has_work_that_was_won_back_and_parts_on_order(shell):
    shell.ok("demo")
    assert [row["what"] for row in shell.json("work", "list")] == ["更换四条轮胎", "雨刮片更换"]
    assert {row["what"]: row["state"] for row in shell.json("work", "list", "--all")}["前刹车片更换"] == "settled"
    assert [(row["what"], row["state"]) for row in shell.json("part", "list")] == [("水泵总成", "open")]


def test_the_report_of_the_month_tells_what_was_won_back(declined):
    declined.ok("work", "settle", "W1", "--paid", "1650")
    declined.at("2026-07-01T09:00")
    page = declined.ok("report", "month", "2026-06").out
    assert "91.7% (1,650.00 / 1,800.00)" in page
    assert "kcrm kpi work --period 2026-06" in page
    assert "kcrm kpi work" not in declined.ok("report", "month", "2026-05").out
