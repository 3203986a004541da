"""`kcrm vehicle …`: add, edit, show, list, transfer, expiring."""

from __future__ import annotations

import pytest
from conftest import filled_once

VIN = "1M8GDM9AXKP042788"  # the check digit's example of ISO 3779
OTHER_VIN = "11111111111111111"  # 1 x (8+7+6+5+4+3+2+10+0+9+8+7+6+5+4+3+2) = 89 = 8 x 11 + 1: the ninth is 1
RECORD = {
    "id": "V1",
    "vin": VIN,
    "plate": "皖A12345",
    "brand": None,
    "model": "青屿",
    "energy": "electric",
    "use": "private",
    "registered_on": "2026-06-14",
    "customer_id": "C1",
    "customer_no": "KH1",
    "customer": "张伟",
    "phone": "13800138000",
    "planned_delivery_on": None,
    "delivered_on": "2026-06-14",
    "sales_consultant_no": "X1",
    "sales_consultant": "顾文斌",
    "service_advisor_no": "A1",
    "service_advisor": "秦大勇",
    "mileage_km": 12,
    "warranty_until": None,
    "loan_until": None,
    "insurance_expires_on": None,
    "commercial_insurer": None,
    "compulsory_expires_on": None,
    "compulsory_insurer": None,
    "inspection_due_on": None,
    "workshop_note": None,
    "trim": None,
    "model_year": None,
    "colour": None,
    "interior": None,
    "engine_no": None,
    "displacement": None,
    "manufactured_on": None,
    "certificate_no": None,
    "registered_at": None,
    "contract_no": None,
    "ordered_on": None,
    "purchase_kind": None,
    "purpose": None,
    "accessories": None,
    "trade_in_model": None,
    "commercial_policy_no": None,
    "compulsory_policy_no": None,
    "list_price": None,
    "price": None,
    "payment": None,
    "deposit": None,
    "deposit_on": None,
    "paid_on": None,
    "invoice_no": None,
    "invoiced_on": None,
    "invoice_title": None,
    "down_payment": None,
    "loan_amount": None,
    "loan_bank": None,
    "loan_months": None,
    "trade_in_value": None,
    "sold_on": None,
    "scrapped_on": None,
    "model_class": None,
    "owners": [{"customer_id": "C1", "customer_no": "KH1", "customer": "张伟", "from_on": None, "until_on": None}],
    "orders": [],
    "merged": [],
    "asked": [],
    "conflicts": [],
}


@filled_once
def garage(desk):
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"},
        {"customer_no": "KH2", "name": "李娜", "phone": "13900139000"},
    )
    return desk


@filled_once
def with_car(garage):
    garage.ok(*ADD)
    return garage


ADD = (
    "vehicle", "add", VIN, "--customer", "张伟", "--plate", "皖a·12345", "--model", "青屿", "--use", "私家车", "--energy", "纯电",
    "--registered-on", "昨天", "--delivered-on", "昨天",
    "--sales-consultant", "顾文斌", "--service-advisor", "A1", "--mileage-km", "12",
)  # fmt: skip


def test_an_added_vehicle_has_its_owner_and_the_calls_after_its_delivery(garage):
    assert garage.json(*ADD) == RECORD
    items = garage.query(
        "SELECT kind, due_on FROM followup WHERE vehicle_id = 1 AND state = 'open' AND channel = 'call' ORDER BY due_on, id"
    )
    # within 24 hours, +3 days, +7 days, +1 month of the delivery on 14 June
    assert items[:4] == [("1dc", "2026-06-15"), ("3dc", "2026-06-17"), ("7dc", "2026-06-21"), ("30dc", "2026-07-14")]


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        ((VIN,), 5, "V1 皖A12345 already exists."),
        (("123",), 2, "123"),
        ((OTHER_VIN, "--customer", "王五"), 3, "No customer matches 王五."),
        ((OTHER_VIN, "--service-advisor", "A9"), 3, "No member of staff matches A9."),
    ],
)
def test_what_cannot_be_added_is_refused(with_car, argv, code, words):
    result = with_car.run("vehicle", "add", *argv)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert with_car.query("SELECT count(*) FROM vehicle") == [(1,)]


def test_a_wrong_check_digit_is_told_and_taken(garage):
    result = garage.ok("vehicle", "add", "1M8GDM9A1KP042788")
    assert "The check digit of VIN 1M8GDM9A1KP042788 is wrong." in result.err


def test_a_lower_mileage_is_left_out_with_a_reason(with_car):
    result = with_car.ok("vehicle", "edit", "V1", "--mileage-km", "11", "--brand", "澜岳", "-o", "json")
    assert (result.json["mileage_km"], result.json["brand"]) == (12, "澜岳")
    assert "--mileage-km 11: is less than the 12 km read on 2026-06-15; left out." in result.err


def test_another_vehicles_vin_is_refused_by_edit(with_car):
    with_car.ok("vehicle", "add", OTHER_VIN)
    result = with_car.run("vehicle", "edit", "V2", "--vin", VIN)
    assert result.code == 5
    assert f"--vin {VIN}: V1 皖A12345 already has it." in result.err


def test_a_transfer_ends_what_was_planned_for_the_old_owner(with_car):
    with_car.at("2026-06-20T09:00")
    record = with_car.json("vehicle", "transfer", "皖A12345", "lina", "--on", "2026-06-18")
    assert (record["customer_no"], record["phone"]) == ("KH2", "13900139000")
    assert record["owners"] == [
        {"customer_id": "C1", "customer_no": "KH1", "customer": "张伟", "from_on": None, "until_on": "2026-06-18"},
        {"customer_id": "C2", "customer_no": "KH2", "customer": "李娜", "from_on": "2026-06-18", "until_on": None},
    ]
    assert with_car.query("SELECT DISTINCT state, reason FROM followup WHERE vehicle_id = 1 AND customer_id = 1") == [
        ("cancelled", "new_owner")
    ]
    # a delivery before her time is not hers
    assert with_car.query("SELECT kind FROM followup WHERE vehicle_id = 1 AND customer_id = 2 AND kind LIKE '%dc'") == []


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("李娜", "--on", "2026-06-16"), "Choose a day up to 2026-06-15."),
        (("李娜", "--on", "2026-06-13"), "Choose a day from 2026-06-14 to 2026-06-15."),
        (("张伟",), "V1 already belongs to 张伟."),
    ],
    ids=["in the future", "before the delivery", "to the same owner"],
)
def test_an_impossible_transfer_is_refused_with_what_is_possible(with_car, argv, words):
    result = with_car.run("vehicle", "transfer", "V1", *argv)
    assert (result.code, result.out) == (5, "")
    assert words in result.err
    assert with_car.query("SELECT count(*) FROM ownership") == [(1,)]


def test_a_transfer_in_a_dry_run_writes_nothing(with_car):
    assert with_car.json("vehicle", "transfer", "V1", "KH2", "-n")["customer"] == "李娜"
    assert with_car.query("SELECT customer_id, until_on FROM ownership") == [(1, None)]


def test_a_vehicle_without_owner_gets_its_first_who_had_it_from_the_beginning(garage):
    garage.ok("vehicle", "add", VIN, "--delivered-on", "2026-06-14")
    record = garage.json("vehicle", "transfer", "V1", "KH1")
    assert record["owners"] == [{"customer_id": "C1", "customer_no": "KH1", "customer": "张伟", "from_on": None, "until_on": None}]


def test_a_known_new_owner_brings_a_sold_vehicle_back_and_a_scrapped_one_has_none(with_car):
    with_car.ok("vehicle", "edit", "V1", "--sold-on", "today")
    assert with_car.json("vehicle", "transfer", "V1", "KH2")["sold_on"] is None
    with_car.ok("vehicle", "edit", "V1", "--scrapped-on", "today")
    result = with_car.run("vehicle", "transfer", "V1", "KH1")
    assert result.code == 5
    assert "V1 was scrapped on 2026-06-15." in result.err


def test_list_by_owner_use_and_delivery(with_car):
    with_car.ok("vehicle", "add", OTHER_VIN, "--customer", "KH2", "--use", "commercial", "--delivered-on", "2025-03-01")

    def listed(*options: str) -> list[str]:
        return [row["id"] for row in with_car.json("vehicle", "list", *options)]

    assert listed() == ["V1", "V2"]
    assert listed("--owner", "KH2") == ["V2"]
    assert listed("--use", "营运") == ["V2"]
    assert listed("--delivered", "2026-06") == ["V1"]


def test_the_monthly_list_has_the_columns_of_the_training_manual(garage):
    garage.ok("customer", "edit", "KH1", "--note", "下午打")
    garage.ok(
        "vehicle", "add", VIN, "--customer", "KH1", "--plate", "皖A12345", "--service-advisor", "A1",
        "--insurance-expires-on", "2026-07-20", "--inspection-due-on", "2027-07-01",
    )  # fmt: skip
    garage.ok("vehicle", "add", OTHER_VIN, "--customer", "KH2", "--inspection-due-on", "2026-07-31", "--sold-on", "2026-06-01")
    garage.at("2026-06-25T09:00")
    garage.ok("order", "add", "GD1", "V1", "内部", "--opened-at", "2026-06-21 10:00")  # no visit
    garage.ok("order", "add", "GD2", "V1", "保养", "--opened-at", "2026-06-22 10:00")
    expected = [
        {
            "no": 1,
            "plate": "皖A12345",
            "customer": "张伟",
            "phone": "13800138000",
            "service_advisor": "秦大勇",
            "inspection_due_on": "2027-07-01",
            "insurance_expires_on": "2026-07-20",
            "call_on": "2026-06-20",  # 30 days before 20 July
            "back_on": "2026-06-22",
            "station": "云汐店",
            "remarks": "下午打",
            "result": None,
        }
    ]
    assert garage.json("vehicle", "expiring", "--month", "2026-07") == expected
    assert garage.json("vehicle", "expiring") == expected  # next month, if not said
    assert garage.json("vehicle", "expiring", "--month", "2026-08") == []
    garage.speaking("zh")
    heading = garage.ok("vehicle", "expiring", "-o", "plain").out.splitlines()[0].split()
    assert heading == [
        "序号",
        "车牌号",
        "客户",
        "电话",
        "服务顾问",
        "年审日期",
        "保险到期日",
        "致电日期",
        "回站日期",
        "站点",
        "备注",
        "结果",
    ]
