"""The company accounts of the sample: their files, and how they stand in the demonstration. Days are counted from the anchor."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import pytest
from test_sample_data import ANCHOR, CUSTOMERS, ORDERS, SAMPLE, STAFF, VEHICLES, vin_digit

FOLDER = SAMPLE / "companies"
CARS = {"KH00311": 60, "KH00312": 40, "KH00313": 25, "KH00314": 18, "KH00315": 12, "KH00316": 8, "KH00317": 6, "KH00318": 5}
KINDS = [
    *("staff", "customers", "vehicles", "orders", "fleets", "members", "relations", "products", "anniversaries", "contracts", "bills"),
    "payments",
]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def after(offset: int) -> str:
    return (ANCHOR + timedelta(days=offset)).isoformat()


def fen(text: str) -> int:
    whole, _point, part = text.partition(".")
    return int(whole) * 100 + int(part)


def test_the_committed_files_are_what_the_generator_writes(tmp_path):
    subprocess.run([sys.executable, "-B", str(SAMPLE / "generate.py"), "--to", str(tmp_path)], check=True, timeout=60)
    written = {file.name: file.read_bytes() for file in (tmp_path / "companies").iterdir()}
    assert written == {file.name: file.read_bytes() for file in FOLDER.iterdir()}
    assert {*written} == {f"{kind}.csv" for kind in KINDS}


def test_eight_companies_have_from_five_to_sixty_cars_of_their_own():
    vehicles = rows("vehicles")
    assert Counter(row["客户编号"] for row in vehicles) == CARS
    assert [row["客户编号"] for row in rows("fleets")] == [row["客户编号"] for row in rows("customers")] == [*CARS]
    assert not {*CARS} & {*CUSTOMERS}
    plates = [row["车牌号"] for row in [*VEHICLES.values(), *vehicles] if row["车牌号"]]
    assert len(plates) == len({*plates})
    assert len({row["车架号"] for row in vehicles} - {*VEHICLES}) == len(vehicles)
    assert all(vin_digit(row["车架号"]) == row["车架号"][8] for row in vehicles)
    assert not {row["工单号"] for row in rows("orders")} & {*ORDERS}
    assert not {row["工号"] for row in rows("staff")} & {*STAFF}


def test_phones_are_not_anybodys():
    phones = [row[key] for row in rows("customers") for key in ("手机", "备用电话")] + [row["电话"] for row in rows("members")]
    phones += [row["电话"] for row in rows("staff")] + [row["送修人电话"] for row in rows("orders")]
    digits = {re.sub(r"\D", "", phone) for phone in phones} - {""}
    assert all(re.fullmatch(r"199000[0-5]\d{4}|0500238\d{4}", phone) for phone in digits)


def test_each_bill_is_the_sum_of_its_orders_and_no_order_is_on_two():
    orders = {row["工单号"]: row for row in rows("orders")}
    owner = {row["车架号"]: row["客户编号"] for row in rows("vehicles")}
    plates = {row["车牌号"]: row["客户编号"] for row in rows("vehicles") if row["车牌号"]}
    billed = []
    for bill in rows("bills"):
        on_it = [orders[number] for number in bill["工单号"].split(",")]
        billed += on_it
        assert fen(bill["金额"]) == sum(fen(row[key]) for row in on_it for key in ("工时费", "配件费", "其他费用"))
        assert {owner.get(row["车架号"]) or plates[row["车牌号"]] for row in on_it} == {bill["客户编号"]}
        assert {row["付款方"] for row in on_it} == {"客户"}
        assert bill["开票日期"] <= after(-28)
    assert len(billed) == len({row["工单号"] for row in billed})


def test_what_is_paid_of_a_bill_is_all_of_it_and_no_day_is_to_come():
    bills = {row["单据号"]: row for row in rows("bills")}
    named = [row for row in rows("payments") if row["单据号"]]
    assert all(row["金额"] == bills[row["单据号"]]["金额"] for row in named)
    assert len(named) == len({row["单据号"] for row in named})
    assert all(bills[row["单据号"]]["开票日期"] <= row["收款日期"] < ANCHOR.isoformat() for row in named)
    (ahead,) = [row for row in rows("payments") if not row["单据号"]]
    assert (ahead["客户编号"], ahead["收款日期"]) == ("KH00315", after(-4))


def test_the_folder_is_imported_behind_the_sample_and_twice_changes_nothing(shell):
    shell.at("2026-06-15T08:30")
    shell.init("2026-06-12")
    shell.ok("import", "staff", SAMPLE / "staff.csv")
    told = shell.json("import", FOLDER)
    assert [row["kind"] for row in told] == KINDS
    assert {row["kind"]: row["new"] for row in told} == {kind: len(rows(kind)) for kind in KINDS}
    assert {(row["refused"], row["warnings"]) for row in told} == {(0, 0)}
    again = shell.json("import", FOLDER)
    assert {(row["new"], row["changed"], row["refused"]) for row in again} == {(0, 0, 0)}


@pytest.fixture(params=["2026-06-15T08:30", "2027-03-01T00:05"])
def shown(shell, request):
    """The demonstration on its anchor day, and on one to which everything is moved."""
    shell.at(request.param)
    shell.demo()
    return shell


def moved(shell, offset: int) -> str:
    return (date.fromisoformat(shell.json()["date"]) + timedelta(days=offset)).isoformat()


def test_in_the_demonstration_two_are_in_arrears_one_is_on_hold_and_one_is_graded_d(shown):
    stands = {row["customer_no"]: row for row in shown.json("credit", "list")}
    assert {number: (row["grade"], row["credit_days"], row["measure"]) for number, row in stands.items()} == {
        "KH00311": ("A", 60, "ok"),
        "KH00312": ("B", 30, "ok"),
        "KH00313": ("B", 45, "warn"),
        "KH00314": ("B", 15, "hold"),
        "KH00315": ("A", 30, "ok"),
        "KH00316": ("D", 0, "ok"),
        "KH00317": ("C", 15, "ok"),
        "KH00318": ("B", 30, "ok"),
    }
    late = {row["customer_no"]: row["days_late"] for row in shown.json("bill", "ageing") if row["days_late"]}
    assert late == {"KH00313": 13, "KH00314": 43}  # bills 58 days old, to be paid within 45 and within 15
    (ahead,) = [row for row in shown.json("bill", "ageing") if row["credit"]]
    assert (ahead["customer_no"], ahead["open"]) == ("KH00315", 0.0)
    assert {number: row["open_orders"] > 0 for number, row in stands.items() if row["open_orders"]} == {"KH00311": True, "KH00312": True}
    for number in stands:
        (made,) = shown.json("credit", "show", number)["history"]
        assert made["assessor_no"] == ("YG14" if number < "KH00316" else "YG15")
        assert made["approver_no"] == "YG01"
        assert (made["size"] is None) is (made["grade"] == "D")
    assert shown.json("why", "CA3")["points"] == 66.25  # 70, 65, 60 and 70


def test_in_the_demonstration_contracts_are_executed_one_ends_soon_and_one_has_ended(shown):
    contracts = {row["contract_no"]: row for row in shown.json("contract", "list", "--all")}
    assert {number: row["state"] for number, row in contracts.items() if row["state"] != "active"} == {"HT005": "ended"}
    assert contracts["HT001"]["until_on"] == moved(shown, 40)
    assert {row["kind"] for row in contracts.values()} == {"framework", "maintenance", "purchase"}
    for number in contracts:
        assert shown.json("contract", "show", number)["executed"] > 0, number


def test_in_the_demonstration_a_manager_sees_the_hold_in_the_morning(shown):
    told = shown.ok("-o", "json", "--as", "YG14").json
    keys = ("accounts_late", "accounts_warned", "accounts_held", "contracts_ending", "credit_to_assess")
    assert [told[key] for key in keys] == [2, 1, 1, 1, 1]
    open_bills = [row["open"] for number in ("KH00313", "KH00314") for row in shown.json("bill", "open", number) if row["days_late"] > 0]
    assert told["arrears"] == sum(open_bills)
    assert "云汐市鸿基建设工程有限公司 credit on hold" in shown.ok("--as", "YG14").out
    whole = shown.ok()
    assert "on hold 1" in whole.out
    assert len(whole.out.splitlines()) + len(whole.err.splitlines()) <= 23
    assert [shown.ok("-o", "json", "--as", "YG15").json[key] for key in keys] == [0, 0, 0, 0, 0]
