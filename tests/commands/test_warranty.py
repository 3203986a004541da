"""The watch over the state's warranty duties (三包): listed, on cards, in the morning, in calls, told. It is 2026-06-15, 08:30."""

from __future__ import annotations

import json

import pytest
from conftest import filled_once

ONE, TWO, TAXI = "LSVAA4187E2100001", "LSVAA4187E2100002", "LSVAA4187E2100003"


def order(number, vin, came, left, fault, **more):
    row = {"工单号": number, "车架号": vin, "工单类型": "索赔", "进厂时间": came, "结算时间": left, "故障": fault, "付款方": "厂家"}
    return row | more


@filled_once
def store(desk):
    """V1 was three times in the workshop for 26 days in all, V2 twice for grave faults, V3 is a taxi; A1 and H1 are of 售后部."""
    desk.take("staff", {"employee_no": "A1", "name": "秦大勇", "role": "service_advisor", "department": "售后部"})
    desk.take("staff", {"employee_no": "H1", "name": "郝经理", "role": "department_head", "department": "售后部"})
    desk.take("staff", {"employee_no": "H2", "name": "祝经理", "role": "department_head", "department": "市场部"})
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王小明", "手机": "13800138001"},
        {"客户编号": "KH2", "姓名": "李娜", "手机": "13900139001"},
    )
    desk.take(
        "vehicles",
        {"VIN": ONE, "车牌号": "京A12345", "客户编号": "KH1", "车型": "星悦", "交车日期": "2025-10-01", "保险到期日": "2026-07-10"},
        {"VIN": TWO, "车牌号": "京A22222", "客户编号": "KH2", "使用性质": "私家车", "交车日期": "2024-06-15"},
        {"VIN": TAXI, "车牌号": "京B33333", "客户编号": "KH2", "使用性质": "营运", "交车日期": "2025-10-01"},
    )
    desk.take(
        "orders",
        order("GD1", ONE, "2026-02-01 09:00", "2026-02-11 09:00", "变速箱异响"),  # 10 days
        order("GD2", ONE, "2026-03-01 09:00", "2026-03-10 10:00", "变速箱异响；漏油"),  # 9 and an hour: 10
        order("GD3", ONE, "2026-04-01 09:00", "2026-04-06 18:00", "又响了", 工单类型="返修", 付款方="内部", 返修原单="GD2"),  # 6
        order("GD4", TWO, "2026-01-05 09:00", "2026-01-05 17:00", "刹车失灵"),
        order("GD5", TWO, "2026-06-12 09:00", "2026-06-12 17:00", "安全气囊灯亮"),
        order("GD6", TAXI, "2026-01-05 09:00", "2026-03-05 17:00", "漏油"),
        order("GD7", ONE, "2026-05-05 09:00", "2026-05-25 09:00", "保养", 工单类型="保养", 付款方="客户"),
    )
    return desk


def test_vehicles_near_a_limit_are_listed_the_nearest_first(store):
    assert store.json("vehicle", "watch") == [
        {
            "id": "V2",
            "vin": TWO,
            "plate": "京A22222",
            "model": None,
            "customer_id": "C2",
            "customer": "李娜",
            "phone": "13900139001",
            "delivered_on": "2024-06-15",
            "until_on": "2026-06-15",
            "over_from": None,
            "repairs": 2,
            "days": 2,
            "same_fault": 1,
            "fault": "刹车失灵",
            "grave": 2,
            "percent": 100,
            "state": "passed",
        },
        {
            "id": "V1",
            "vin": ONE,
            "plate": "京A12345",
            "model": "星悦",
            "customer_id": "C1",
            "customer": "王小明",
            "phone": "13800138001",
            "delivered_on": "2025-10-01",
            "until_on": "2027-10-01",
            "over_from": None,
            "repairs": 3,
            "days": 26,
            "same_fault": 3,  # what GD3 redoes is what GD2 repaired
            "fault": "变速箱异响",
            "grave": 0,
            "percent": 86,
            "state": "near",
        },
    ]


def test_a_vehicle_whose_time_is_over_is_listed_with_the_others_only_when_asked_for(store):
    store.at("2026-06-16T08:30")
    assert [row["id"] for row in store.json("vehicle", "watch")] == ["V1"]
    assert [row["id"] for row in store.json("vehicle", "watch", "--all")] == ["V2", "V1"]
    store.ok("vehicle", "edit", "V1", "--scrapped-on", "2026-06-15")
    assert store.json("vehicle", "watch") == []


def test_a_vehicle_above_fifty_thousand_kilometres_is_watched_no_more(store):
    store.ok("vehicle", "edit", "V1", "--mileage-km", "50000")
    assert len(store.json("vehicle", "watch")) == 2
    store.at("2026-06-15T08:40")
    store.ok("vehicle", "edit", "V1", "--mileage-km", "50001")
    assert [row["id"] for row in store.json("vehicle", "watch")] == ["V2"]


def test_the_limits_are_the_policys(store):
    store.ok("policy", "set", "warranty.grave_words", "冒烟")
    store.ok("policy", "set", "warranty.repair_days", "60")
    store.ok("policy", "set", "warranty.same_fault", "6")
    assert store.json("vehicle", "watch") == []
    refused = store.run("policy", "set", "warranty.watched_percent", "90")
    assert refused.code == 2
    assert "warranty.told_percent (80)" in refused.err


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "repaired 3 times, 26 of 30 days, one fault 3 of 4 times, near the limit"),
        ("zh", "已修3次，累计26/30天、同一故障3/4次、临近"),
    ],
)
def test_the_complaints_card_says_how_its_vehicle_stands(store, language, line):
    store.ok("complaint", "open", "KH1", "--vehicle", "V1", "--severity", "minor", "--description", "修了三次还响")
    store.ok("complaint", "open", "KH2", "--vehicle", "V3", "--severity", "minor", "--description", "漏油")
    part = store.json("complaint", "show", "K1")["warranty"]
    assert (part["repairs"], part["days"], part["state"]) == (3, 26, "near")
    assert "warranty" not in store.json("complaint", "show", "K2")
    store.speaking(language)
    for argv in (("complaint", "show", "K1"), ("show", "K1"), ("why", "K1")):
        assert line in " ".join(store.ok(*argv).out.split())


def test_the_vehicles_card_has_it(store):
    card = store.json("vehicle", "show", "V1")
    assert card["warranty"] == {
        "until_on": "2027-10-01",
        "over_from": None,
        "repairs": 3,
        "days": 26,
        "same_fault": 3,
        "fault": "变速箱异响",
        "grave": 0,
        "percent": 86,
        "state": "near",
    }
    assert "warranty" not in store.json("vehicle", "show", "V3")


def test_the_morning_tells_whoever_leads_the_desk_or_heads_service(store):
    assert store.json()["warranty_watched"] == 2
    counted = {number: store.json("--as", number)["warranty_watched"] for number in ("G1", "H1", "H2", "S1")}
    assert counted == {"G1": 2, "H1": 2, "H2": 0, "S1": 0}
    assert "京A22222 2/30 days, 100%, 京A12345 26/30 days, 86%" in " ".join(store.ok("--as", "G1").out.split())
    store.speaking("zh")
    assert "京A22222 2/30天 100%、京A12345 26/30天 86%" in store.ok("--as", "H1").out


def test_the_card_of_a_call_has_it(store):
    turn = store.json("next")
    assert turn["customer"] == "李娜"
    assert [(row["id"], row["days"], row["state"]) for row in turn["warranty"]] == [("V2", 2, "passed")]
    store.speaking("zh")
    assert "京A22222 三包：已修2次，累计2/30天、严重安全故障2/2次、已达到" in "".join(store.ok("next").out.split("\n"))


def test_the_head_of_service_is_told_once_and_again_when_the_limit_is_passed(store):
    def told():
        folder = store.folder / "out"
        known = set(folder.iterdir()) if folder.is_dir() else set()
        store.ok("notify", "export", "--to", folder, "-o", "json")
        rows = [row for path in sorted(set(folder.iterdir()) - known) for row in json.loads(path.read_text(encoding="utf-8"))]
        return [(row["to_no"], row["about"], row["text"]) for row in rows if row["kind"] == "warranty"]

    near = "京A12345 星悦 (V1) is at 86% of a limit of the warranty duties: near the limit"
    assert told() == [
        ("H1", "V2", "京A22222 (V2) is at 100% of a limit of the warranty duties: limit passed"),
        ("H1", "V1", near),
    ]
    assert told() == []
    store.take("orders", order("GD8", ONE, "2026-06-01 09:00", "2026-06-06 09:00", "异响"))  # five days more: 31
    assert told() == [("H1", "V1", "京A12345 星悦 (V1) is at 103% of a limit of the warranty duties: limit passed")]


def test_nobody_is_told_of_what_is_only_to_be_watched(store):
    store.ok("policy", "set", "warranty.told_percent", "90")
    rows = store.json("notify", "export", "-n")
    assert [row["about"] for row in rows if row["kind"] == "warranty"] == ["V2"]


def test_where_nobody_heads_service_whoever_leads_the_house_is_told(store):
    store.ok("staff", "edit", "H1", "--left-on", "2026-06-01")
    store.take("staff", {"employee_no": "BO", "name": "高总", "role": "general_manager"})
    rows = store.json("notify", "export", "-n")
    assert {row["to_no"] for row in rows if row["kind"] == "warranty"} == {"BO"}


def test_the_day_after_migrating_nothing_is_planned(store):
    before = store.query("SELECT count(*) FROM followup")
    store.at("2026-06-16T08:30")
    planned = store.query("SELECT kind FROM followup")
    assert before == [(len(planned),)]
