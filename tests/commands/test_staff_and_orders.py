"""`kcrm staff …` and `kcrm order …`; what the registry refuses in files too."""

from __future__ import annotations

import pytest
from conftest import filled_once

VIN = "1M8GDM9AXKP042788"
OTHER_VIN = "11111111111111111"
MEMBER = {
    "employee_no": "T1",
    "name": "马强",
    "role": "technician",
    "team": "mechanical",
    "department": None,
    "level": "一级",
    "phone": None,
    "birthday": None,
    "joined_on": "2026-06-14",
    "left_on": None,
    "email": None,
}


@filled_once
def workshop(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"})
    desk.take("vehicles", {"vin": VIN, "plate": "皖A12345", "customer_no": "KH1"}, {"vin": OTHER_VIN, "plate": "", "customer_no": ""})
    return desk


ORDER = (
    "order", "add", "GD1", "皖A12345", "有费定保", "--opened-at", "yesterday 9:00", "--closed-at", "昨天 11:30", "--advisor", "秦大勇",
    "--standard-hours", "1.5", "--actual-hours", "100/60", "--labor-amount", "1,200.5", "--parts-amount", "80", "--steps", "5 1,2",
)  # fmt: skip


def test_staff_are_added_changed_and_leave_the_list_when_they_leave(desk):
    added = desk.ok("staff", "add", "T1", "马强", "技师", "--team", "机电", "--level", "一级", "--joined-on", "昨天", "-o", "json")
    assert (added.json, added.err) == (MEMBER, "Added T1 马强.\n")
    left = desk.json("staff", "edit", "maqiang", "--left-on", "yesterday", "--level", "")
    assert left == MEMBER | {"left_on": "2026-06-14", "level": None}
    assert desk.json("staff", "list", "--role", "technician") == []
    assert desk.json("staff", "list", "--role", "维修技师", "--all") == [left]
    assert [row["employee_no"] for row in desk.json("staff", "list")] == ["A1", "G1", "M1", "S1", "S2", "X1"]


def test_who_leaves_today_still_works_today(desk):
    desk.ok("staff", "edit", "A1", "--left-on", "today")
    assert "A1" in [row["employee_no"] for row in desk.json("staff", "list")]


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("add", "A1", "别人", "technician"), 5, "A1 秦大勇 already exists."),
        (("add", "T1", "马强", "cook"), 2, "cook"),
        (("edit", "A1", "--employee-no", "X1"), 5, "--employee-no X1: X1 顾文斌 already has it."),
        (("edit", "A1", "--joined-on", "2026-06-10", "--left-on", "2026-06-09"), 5, "--left-on 2026-06-09: the last working day"),
        (("edit", "A7", "--level", "x"), 3, "No member of staff matches A7."),
    ],
)
def test_impossible_staff_are_refused(desk, argv, code, words):
    before = desk.query("SELECT * FROM staff")
    result = desk.run("staff", *argv)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert desk.query("SELECT * FROM staff") == before


def test_a_later_joining_than_leaving_is_a_refused_line_of_a_file(desk):
    desk.ok("staff", "edit", "A1", "--left-on", "2026-06-10")
    row = {"employee_no": "A1", "name": "秦大勇", "role": "service_advisor", "joined_on": "2026-06-11"}
    result = desk.run("import", "staff", desk.sheet("staff", [row]), "-o", "json")
    assert result.code == 5
    (problem,) = result.json["problems"]
    assert (problem["line"], problem["column"], problem["verdict"]) == (2, "joined_on", "refused")
    assert "staff.csv: 1 row refused; nothing was written." in result.err


def test_an_order_has_hours_amounts_and_who_owned_the_vehicle(workshop):
    argv = [word if word != "100/60" else "1.75" for word in ORDER]
    assert workshop.json(*argv) == {
        "id": "R1",
        "order_no": "GD1",
        "vehicle_id": "V1",
        "vin": VIN,
        "plate": "皖A12345",
        "customer_id": "C1",
        "customer": "张伟",
        "type": "paid_maintenance",
        "opened_at": "2026-06-14T09:00:00+08:00",
        "promised_at": None,
        "closed_at": "2026-06-14T11:30:00+08:00",
        "advisor_no": "A1",
        "advisor": "秦大勇",
        "technician_no": None,
        "technician": None,
        "team": None,
        "brought_by": None,
        "brought_by_phone": None,
        "fault": None,
        "standard_hours": 1.5,
        "actual_hours": 1.75,
        "labor_amount": 1200.50,
        "parts_amount": 80.00,
        "other_amount": 0.00,
        "total_amount": 1280.50,
        "payer": "customer",
        "mileage_km": None,
        "appointment": False,
        "accident": False,
        "overhaul": False,
        "rework_of": None,
        "wish": None,
        "steps": "1,2,5",
    }
    assert workshop.json("show", "GD1") == workshop.json("order", "show", "皖A12345")
    # closed on 14 June: the post-service call is due three days later
    assert workshop.query("SELECT due_on FROM followup WHERE kind = 'post_service'") == [("2026-06-17",)]


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (ORDER, 2, "100/60"),
        (("order", "add", "GD0", "V1", "pdi", "--opened-at", "today 8:00"), 5, "R1 GD0 already exists."),
        (("order", "add", "GD2", "V1", "pdi"), 2, "missing option --opened-at"),
        (("order", "add", "GD2", "V9", "pdi", "--opened-at", "today 8:00"), 3, "No vehicle matches V9."),
        (("order", "edit", "GD0", "--closed-at", "2026-06-14 07:59"), 5, "is before the order was opened (2026-06-14 08:00)"),
        (("order", "edit", "GD0", "--type", ""), 2, "type cannot be emptied."),
    ],
)
def test_impossible_orders_are_refused(workshop, argv, code, words):
    workshop.ok("order", "add", "GD0", "V1", "pdi", "--opened-at", "2026-06-14 08:00")
    before = workshop.query("SELECT * FROM repair_order")
    result = workshop.run(*argv)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert workshop.query("SELECT * FROM repair_order") == before


def test_an_emptied_amount_is_nothing_and_an_emptied_payer_the_customer(workshop):
    workshop.ok(
        "order", "add", "GD1", "V1", "维修", "--opened-at", "today 8:00", "--labor-amount", "9.90", "--payer", "保险", "--accident", "1"
    )
    order = workshop.json("order", "edit", "GD1", "--labor-amount", "", "--payer", "", "--accident", "")
    assert (order["labor_amount"], order["payer"], order["accident"]) == (0, "customer", False)


def test_emptied_fields_of_a_file_fall_back_where_they_cannot_be_empty(workshop):
    workshop.ok("customer", "edit", "KH1", "--kind", "company", "--do-not-contact", "yes", "--hobby", "x")
    workshop.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "", "kind": r"\N", "do_not_contact": r"\N", "hobby": r"\N"})
    assert workshop.query("SELECT kind, do_not_contact, hobby FROM customer") == [("person", 0, None)]


@pytest.mark.parametrize("edited", [{"vin": OTHER_VIN}, {"vin": "", "plate": "皖B99999"}], ids=["by VIN", "by plate"])
def test_an_order_of_a_file_does_not_change_its_vehicle(workshop, edited):
    workshop.ok("vehicle", "edit", "V2", "--plate", "皖B99999")
    workshop.ok("order", "add", "GD1", "V1", "pdi", "--opened-at", "2026-06-14 08:00")
    row = {"order_no": "GD1", "type": "pdi", "opened_at": "2026-06-14 08:00", "plate": "", **edited}
    result = workshop.run("import", "orders", workshop.sheet("orders", [row]), "-o", "json")
    assert result.code == 5
    (problem,) = result.json["problems"]
    assert problem["reason"] == "the order belongs to vehicle V1; an order cannot change its vehicle"
    assert workshop.query("SELECT vehicle_id FROM repair_order") == [(1,)]


def test_orders_are_listed_latest_first_by_vehicle_type_period_and_state(workshop):
    workshop.ok("order", "add", "GD1", "V1", "保养", "--opened-at", "2026-05-31 23:00", "--closed-at", "2026-06-01 10:00")
    workshop.ok("order", "add", "GD2", "V2", "维修", "--opened-at", "2026-06-01 08:00")

    def listed(*options: str) -> list[str]:
        return [row["order_no"] for row in workshop.json("order", "list", *options)]

    assert listed() == ["GD2", "GD1"]
    assert listed("--vehicle", "皖A12345") == ["GD1"]
    assert listed("--type", "维修") == ["GD2"]
    assert listed("--period", "2026-05") == ["GD1"]
    assert listed("--open") == ["GD2"]


def test_who_has_left_can_still_look_but_changes_nothing(desk):
    desk.ok("staff", "edit", "S1", "--left-on", "2026-06-14")  # yesterday
    desk.ok("staff", "edit", "S2", "--left-on", "2026-06-15")  # whose last day is today
    name = desk.json("staff", "show", "S1")["name"]
    desk.ok("due", "--as", "S1")
    refused = desk.run("customer", "add", "王五", "13800138009", "--as", "S1")
    assert (refused.code, refused.err) == (
        5,
        f"kcrm: {name} (S1) no longer works here.\nSet who acts with --as EMPLOYEE_NO or KCRM_STAFF.\n",
    )
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]
    desk.ok("customer", "add", "王五", "13800138009", "--as", "S2")


def test_a_type_that_tells_of_an_accident_says_so_of_the_order(desk):
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "plate": "京A12345"})
    row = {"plate": "京A12345", "opened_at": "2026-06-14 08:00", "accident": ""}
    desk.take("orders", {"order_no": "G1", "type": "事故维修", **row}, {"order_no": "G2", "type": "维修", **row})
    desk.ok("order", "add", "G3", "京A12345", "钣喷", "--opened-at", "2026-06-14 09:00")
    assert desk.query("SELECT order_no, type, accident FROM repair_order ORDER BY order_no") == [
        ("G1", "paid_repair", 1),
        ("G2", "paid_repair", 0),
        ("G3", "paid_repair", 1),
    ]


def test_the_further_posts_of_a_dealership_are_kept_and_get_none_of_the_desks_calls(desk):
    desk.take(
        "staff",
        {"employee_no": "N1", "name": "甲", "role": "网销顾问"},
        {"employee_no": "N2", "name": "乙", "role": "续保专员"},
        {"employee_no": "N3", "name": "丙", "role": "大客户经理"},
        {"employee_no": "N4", "name": "丁", "role": "库管"},
    )
    assert [desk.json("staff", "show", number)["role"] for number in ("N1", "N2", "N3", "N4")] == [
        "dcc_consultant",
        "renewal_specialist",
        "account_manager",
        "other",
    ]
    desk.speaking("zh")
    assert "网销顾问" in desk.ok("staff", "show", "N1").out
    assert "其他岗位" in desk.ok("staff", "show", "N4").out
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"})
    desk.take("vehicles", {"vin": "11111111111111111", "customer_no": "KH1", "delivered_on": "2026-06-08"})
    assert {row["assignee_no"] for row in desk.json("followup", "list")} <= {"M1", "X1", "A1", "S1", "S2"}
