"""`kcrm segment …` and filters on lists."""

from __future__ import annotations

import pytest
from conftest import filled_once

VINS = [f"LVVDB11B0XD{number:06}" for number in range(1, 6)]


@filled_once
def five(desk):
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138001", "region": "城东", "hobby": "钓鱼", "birthday": "1990-05-01"},
        {"customer_no": "KH2", "name": "李娜", "phone": "13800138002", "region": "城西"},
        {"customer_no": "KH3", "name": "云汐_物流", "phone": "", "kind": "公司", "do_not_contact": "是"},
        {"customer_no": "KH4", "name": "王芳", "phone": "13800138004", "region": "100%"},
        {"customer_no": "KH5", "name": "赵敏", "phone": "13800138005"},
    )
    desk.take(
        "vehicles",
        {
            "vin": VINS[0],
            "customer_no": "KH1",
            "model": "瑞虎 8",
            "use": "私家车",
            "delivered_on": "2024-06-15",
            "warranty_until": "2026-06-15",
        },
        {
            "vin": VINS[1],
            "customer_no": "KH2",
            "model": "瑞虎 5",
            "use": "私家车",
            "delivered_on": "2024-06-16",
            "warranty_until": "2026-06-14",
        },
        {"vin": VINS[2], "customer_no": "KH3", "model": "艾瑞泽", "use": "营运车"},
        {"vin": VINS[3], "customer_no": "KH4", "model": "瑞虎 8", "use": "私家车", "sold_on": "2026-01-01"},
    )
    desk.take(
        "orders",
        *(
            {
                "order_no": f"GD{n}", "vin": VINS[n - 1], "type": "paid_repair", "opened_at": f"{day} 09:00", "closed_at": f"{day} 16:00",
                "labor_amount": yuan,
            }
            for n, day, yuan in ((1, "2026-06-01", "6000"), (2, "2025-09-15", "5000"), (3, "2025-12-16", "100"))
        ),
    )  # fmt: skip
    desk.ok("classify", "run")
    return desk


def listed(desk, *filters):
    return [row["customer_no"] for row in desk.json("customer", "list", *filters)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((), ["KH1", "KH2", "KH3", "KH4", "KH5"]),
        (("class:A",), ["KH1"]),  # four are classified: ceil(0.6) is 1, ceil(1.4) is 2
        (("class:A,B",), ["KH1", "KH2"]),
        (("-class:A,B",), ["KH3", "KH4", "KH5"]),  # who has no class is not A or B either
        (("class:none",), ["KH5"]),
        (("model:瑞虎*",), ["KH1", "KH2"]),  # that of KH4 is sold
        (("model:瑞虎 8",), ["KH1"]),
        (("use:private", "-model:*5"), ["KH1"]),
        (("use:none",), ["KH4", "KH5"]),
        (("warranty:in",), ["KH1"]),
        (("warranty:out",), ["KH2"]),
        (("vehicle_age:2..",), ["KH1"]),  # two years on the day; the other a day short
        (("vehicle_age:1",), ["KH2"]),
        (("delivered:2024-06-16..",), ["KH2"]),
        (("last_visit:..-6m",), ["KH2"]),  # six months ago was 15 December
        (("last_visit:none",), ["KH4", "KH5"]),
        (("ev:5000..",), ["KH1", "KH2"]),
        (("ev:5000..5999.99",), ["KH2"]),
        (("visits:1",), ["KH1", "KH2", "KH3"]),
        (("lifecycle:dormant",), ["KH2"]),  # delivered 2024, seen exactly nine months ago
        (("lifecycle:active",), ["KH1", "KH3"]),
        (("lifecycle:sold",), ["KH4"]),
        (("phone:none",), ["KH3"]),
        (("-phone:none", "region:none"), ["KH5"]),
        (("phone:*8002",), ["KH2"]),
        (("region:城*",), ["KH1", "KH2"]),
        (("region:100%",), ["KH4"]),  # a percent sign is no wildcard
        (("name:云汐_*",), ["KH3"]),
        (("name:云汐?物流",), []),
        (("kind:单位",), ["KH3"]),
        (("do_not_contact:yes",), ["KH3"]),
        (("birthday:1990",), ["KH1"]),
        (("specialist:S1,林晓",), ["KH1", "KH2", "KH3", "KH4", "KH5"]),
        (("--kind", "person", "region:城东"), ["KH1"]),
        (("客户类型:个人 地区:城西",), ["KH2"]),
    ],
)
def test_a_filter_leaves_those_of_whom_all_its_terms_hold(five, filters, expected):
    assert listed(five, *filters) == expected


def test_judged_fields_are_entered_with_their_words_and_filtered_by(five):
    card = five.json(
        "customer", "edit", "KH1", "--relation-type", "伙伴型", "--relationship-level", "proactive", "--grade", "重要",
        "--loyalty", "loyal", "--value-type", "time",
    )  # fmt: skip
    assert {key: card[key] for key in ("value_type", "relation_type", "relationship_level", "grade", "loyalty")} == {
        "value_type": "time", "relation_type": "partner", "relationship_level": "proactive", "grade": "important", "loyalty": "loyal",
    }  # fmt: skip
    assert listed(five, "grade:重要", "relation:partner", "values:time", "relationship:proactive", "loyalty:loyal") == ["KH1"]
    assert five.json("vehicle", "edit", VINS[0], "--model-class", "高端")["model_class"] == "premium"
    assert listed(five, "model_class:premium") == ["KH1"]
    assert five.run("customer", "edit", "KH1", "--grade", "best").code == 2
    five.ok("customer", "edit", "KH1", "--grade", "")
    assert listed(five, "grade:none") == []  # whom staff did not grade the rule does


def test_a_judgement_is_taken_from_a_file_only_where_it_is_mapped(five):
    path = five.sheet("customers", [{"customer_no": "KH1", "name": "张伟", "phone": "13800138001", "grade": "重要"}])
    assert five.json("import", "customers", path)["unchanged"] == 1
    assert five.json("import", "customers", path, "--map", "grade=grade")["changed"] == 1


def test_an_error_shows_the_filter_with_a_mark_under_the_place(five):
    result = five.run("customer", "list", "class:A", "last_visit:soon")
    assert result.code == 2
    assert result.err.splitlines() == [
        "kcrm: Cannot read the filter at the mark. Expected: a day or period, A.., ..B or A..B, as in ..-6m, or none.",
        "  class:A last_visit:soon",
        "                     ^",
    ]


def test_the_mark_stands_under_wide_characters_too_and_near_fields_are_named(five):
    five.speaking("zh")
    result = five.run("customer", "list", "地区:城东 modle:x")
    assert result.code == 2
    # four Chinese characters take two cells each, the colon and the blank one
    assert result.err.splitlines()[1:3] == ["  地区:城东 modle:x", "  " + " " * 10 + "^"]
    assert "model" in result.err.splitlines()[3]


def test_a_saved_segment_is_listed_counted_shown_replaced_and_deleted(five):
    saved = five.json("segment", "save", "城东老客户", "region:城*", "-class:A")
    assert saved == {"name": "城东老客户", "filter": "region:城* -class:A", "customers": 1, "built_in": False, "saved_on": "2026-06-15"}
    assert five.json("segment", "list")[0] == saved
    assert [row["customer_no"] for row in five.json("segment", "show", "城东老客户")] == ["KH2"]
    assert five.json("segment", "save", "城东老客户", 'model:"瑞虎 8"')["customers"] == 1
    five.at("2026-06-20T08:30")
    assert five.json("segment", "list")[0]["saved_on"] == "2026-06-15"
    assert five.ok("segment", "delete", "城东老客户").err == "Deleted the segment 城东老客户.\n"
    assert five.query("SELECT count(*) FROM segment") == [(0,)]
    five.ok("undo", "--yes")
    assert five.query("SELECT filter FROM segment") == [('model:"瑞虎 8"',)]


def test_a_relative_date_in_a_segment_stays_relative(five):
    five.ok("segment", "save", "quiet", "last_visit:..-6m")
    assert [row["customer_no"] for row in five.json("segment", "show", "quiet")] == ["KH2"]
    five.at("2026-06-16T08:30")
    assert [row["customer_no"] for row in five.json("segment", "show", "quiet")] == ["KH2", "KH3"]


def test_every_store_has_segments_that_facts_decide(five):
    counts = {row["name"]: row["customers"] for row in five.json("segment", "list") if row["built_in"]}
    assert {name: counts[name] for name in ("key", "in_warranty", "out_of_warranty", "private", "commercial", "dormant")} == {
        "key": 2, "in_warranty": 1, "out_of_warranty": 1, "private": 2, "commercial": 1, "dormant": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("show", "quiett"), 3, "Did you mean quiet?"),
        (("delete", "nothing"), 3, "There is no segment named nothing."),
        (("delete", "key"), 5, "is a built-in segment and cannot be deleted"),
        (("save", "key", "class:A"), 5, "choose another name"),
        (("save", "x", "class:"), 2, "A, B, C or none"),
        (("save", " ", "class:A"), 2, "A segment needs a name."),
        (("save", "x", " "), 2, "A segment needs a filter."),
    ],
)
def test_what_cannot_be_is_refused(five, argv, code, words):
    five.ok("segment", "save", "quiet", "last_visit:..-6m")
    result = five.run("segment", *argv)
    assert result.code == code
    assert words in result.err


def test_classify_list_takes_the_same_filters(five):
    assert [row["customer_no"] for row in five.json("classify", "list", "-use:commercial", "--class", "c")] == ["KH4"]


def test_the_list_of_the_day_takes_them_too(five):
    everybody = {row["customer_no"] for row in five.json("due", "--all")}
    assert {"KH1", "KH2"} <= everybody
    assert {row["customer_no"] for row in five.json("due", "--all", "class:A")} == {"KH1"}
    assert five.json("due", "--all", "-class:A,B,C") == []


def test_a_segment_has_no_persons_name_for_a_heading_in_chinese(desk):
    desk.ok("segment", "save", "A级", "class:A")
    desk.speaking("zh")
    assert desk.ok("segment", "list").out.splitlines()[0].split()[0] == "分组"


def test_every_list_of_what_customers_have_takes_the_same_filter(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001", "region": "城东"})
    desk.take("customers", {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002", "region": "城西"})
    for number, vin in (("KH1", "1M8GDM9AXKP042788"), ("KH2", "11111111111111111")):
        desk.take("vehicles", {"vin": vin, "customer_no": number, "insurance_expires_on": "2026-07-10"})
        desk.take("orders", {"order_no": f"R-{number}", "vin": vin, "type": "paid_repair", "opened_at": "2026-06-10 09:00"})
        desk.ok("opportunity", "add", number, "insurance", "3000", "0.5")
        desk.ok("complaint", "open", number, "--severity", "minor", "--description", "等候太久")
    desk.at("2026-06-19T08:30")  # the Dragon Boat Festival: each gets a message
    for noun in ("customer", "vehicle", "order", "followup", "message", "opportunity", "complaint"):
        everything, east = desk.json(noun, "list"), desk.json(noun, "list", "region:城东")
        assert len(everything) == 2 * len(east) > 0, noun
        key = "id" if noun == "customer" else "customer_id"
        assert {row[key] for row in east} == {"C1"}, noun
        assert desk.run(noun, "list", "regoin:城东").code == 2, noun
