"""`kpi fleet`: company accounts in figures worked out by hand, the rows behind them, a closed month; and all tables of some customers."""

from __future__ import annotations

import pytest
from complaining import HEADS
from conftest import filled_once
from kpi_desk import by_key

MAY = ("--period", "2026-05")
CARS = {"KH1": ("1M8GDM9AXKP042788", "皖A12345"), "KH3": ("1M8GDM8AXKP042788", "皖A54321")}
SCORES = ("--size", "80", "--finance", "80", "--cooperation", "80", "--stability")


@filled_once
def fleet(desk):
    """Two accounts, the first with a contract, a car and a grade; a person with a car. Today is 25 June."""
    desk.at("2026-04-10T09:00")
    desk.take("staff", *HEADS)
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"},
        {"customer_no": "KH2", "name": "顺汐出行有限公司", "phone": "05002380002", "kind": "company"},
        {"customer_no": "KH3", "name": "张伟", "phone": "13800138001"},
    )
    for owner, (vin, plate) in CARS.items():
        desk.take("vehicles", {"vin": vin, "plate": plate, "customer_no": owner, "delivered_on": "2024-01-01"})
    desk.ok("fleet", "add", "KH1", "--since-on", "2026-01-01")
    desk.ok("fleet", "add", "KH2", "--since-on", "2026-05-01")
    desk.ok("contract", "add", "KH1", "5000", "--from", "2026-01-01", "--until", "2026-12-31", "--number", "HT1")
    graded(desk, "KH1", "80")
    desk.at("2026-05-10T09:00")
    graded(desk, "KH1", "70")
    desk.at("2026-06-25T09:00")
    for number, (plate, closed, amount) in {"W1": ("皖A12345", "2026-05-12", "300"), "W2": ("皖A54321", "2026-05-20", "700")}.items():
        order = {"order_no": number, "plate": plate, "type": "paid_repair", "opened_at": f"{closed} 09:00", "closed_at": f"{closed} 11:00"}
        desk.take("orders", order | {"parts_amount": amount})
    desk.take(
        "bills",
        {"bill_no": "FP1", "customer_no": "KH1", "amount": "1200", "issued_on": "2026-03-01", "due_on": "2026-03-31"},
        {"bill_no": "FP2", "customer_no": "KH1", "amount": "800", "issued_on": "2026-05-01", "due_on": "2026-05-20"},
        {"bill_no": "FP3", "customer_no": "KH2", "amount": "400", "issued_on": "2026-05-10", "due_on": "2026-05-30"},
        {"bill_no": "FP4", "customer_no": "KH2", "amount": "1000", "issued_on": "2026-02-01", "due_on": "2026-02-28"},
    )
    desk.take(
        "payments",
        {"bill_no": "FP1", "paid_on": "2026-04-02", "amount": "500"},
        {"bill_no": "FP2", "paid_on": "2026-05-20", "amount": "800"},
    )
    return desk


def graded(desk, who, stability):
    number = desk.json("credit", "assess", who, *SCORES, stability, "--as", "S1")["id"]
    desk.ok("credit", "approve", number, "--as", "G1")


def row(key, value, numerator, denominator=None, previous=None, unit="percent", **more):
    return {
        "key": key,
        "value": value,
        "unit": unit,
        "numerator": numerator,
        "denominator": denominator,
        "period_from": "2026-05-01",
        "period_to": "2026-05-31",
        "previous": previous,
        "target": None,
        "status": "no_value" if value is None else "no_target",
        "scope": "whole",
        "scope_id": None,
        **more,
    }


SMALL = {"status": "small_sample"}
# At the end of May FP1 is 61 days late with 700, FP3 one day with 400, FP4 92 days with 1,000; at the end of April 30 days, and 61.
BY_HAND = [
    row("contract_execution", 6, 300, 5000, 0),
    row("contract_revenue", 30, 300, 1000),
    row("arrears", 2100, 2100, None, 1700, "yuan"),
    row("arrears_30", 1700, 1700, None, 1000, "yuan"),
    row("arrears_90", 1000, 1000, None, 0, "yuan"),
    # billed since 3 March: FP2 and FP3; in April 1,700 × 90 ÷ 2,200, FP1 and FP4
    row("days_sales_outstanding", 157.5, 189_000, 1200, 69.55, "days"),
    row("collected_in_time", 50, 1, 2, None, **SMALL),
    row("fleet_accounts", 2, 2, None, 1, "count"),
    row("grades_up", 0, 0, None, 0, "count"),
    row("grades_down", 1, 1, None, 0, "count"),
    row("account_visits_on_time", None, 0, 0),
    row("fleet_return_rate", 100, 1, 1, 0, **SMALL),
    row("fleet_accounts", 1, 1, None, None, "count", scope="grade", scope_id="B"),
    row("fleet_accounts", 1, 1, None, None, "count", scope="grade", scope_id=None),
]


def test_accounts_are_told_in_figures_worked_out_by_hand(fleet):
    assert fleet.json("kpi", "fleet", *MAY) == BY_HAND


def told(fleet, key, *more):
    """The rows behind a figure: what, number, day, whose, what it adds."""
    rows = fleet.json("kpi", "rows", key, *more, *MAY)
    return [(one["what"], one["id"], one["number"], one["day"], one["name"], one["in_numerator"], one["in_denominator"]) for one in rows]


def test_the_rows_behind_go_down_to_bills_contracts_orders_grades_and_vehicles(fleet):
    first, other = "云汐物流有限公司", "顺汐出行有限公司"
    assert told(fleet, "contract_execution") == [
        ("contract", "N1", "HT1", "2026-01-01", first, 0, 5000),
        ("contract_order", "R1", "W1", "2026-05-12", first, 300, 0),
    ]
    assert told(fleet, "contract_revenue") == [
        ("contract_income", "R1", "W1", "2026-05-12", first, 300, 0),
        ("income", "R1", "W1", "2026-05-12", first, 0, 300),
        ("income", "R2", "W2", "2026-05-20", "张伟", 0, 700),
    ]
    assert told(fleet, "arrears") == [
        ("open_bill", "B4", "FP4", "2026-02-28", other, 1000, 0),
        ("open_bill", "B1", "FP1", "2026-03-31", first, 700, 0),
        ("open_bill", "B3", "FP3", "2026-05-30", other, 400, 0),
    ]
    assert told(fleet, "collected_in_time") == [
        ("due_bill", "B2", "FP2", "2026-05-20", first, 1, 1),
        ("due_bill", "B3", "FP3", "2026-05-30", other, 0, 1),
    ]
    assert [one[:2] for one in told(fleet, "days_sales_outstanding", "--side", "denominator")] == [
        ("issued_bill", "B2"),
        ("issued_bill", "B3"),
    ]
    assert told(fleet, "fleet_accounts") == [
        ("account", "C1", "KH1", "2026-01-01", first, 1, 0),
        ("account", "C2", "KH2", "2026-05-01", other, 1, 0),
    ]
    assert told(fleet, "grades_down") == [("grade_move", "CA2", None, "2026-05-10", first, 1, 0)]
    assert told(fleet, "fleet_return_rate") == [("account_vehicle", "V1", CARS["KH1"][0], "2024-01-01", first, 1, 1)]
    assert told(fleet, "arrears", "KH2") == [one for one in told(fleet, "arrears") if one[4] == other]


def test_a_closed_month_keeps_what_was_published_and_tells_what_would_be_another_today(fleet):
    fleet.ok("kpi", "close", "2026-05")
    fleet.take("payments", {"bill_no": "FP3", "paid_on": "2026-05-30", "amount": "400"})
    published = {one["key"]: one for one in fleet.json("kpi", "fleet", *MAY)}
    assert (published["arrears"]["value"], published["arrears"]["status"]) == (2100, "corrected")
    assert (published["collected_in_time"]["value"], published["collected_in_time"]["status"]) == (50, "corrected")
    assert published["arrears_90"]["status"] == "no_target"
    corrected = {one["key"]: (one["frozen"], one["present"]) for one in fleet.json("kpi", "closed", "2026-05")}
    assert corrected == {"arrears": (2100, 1700), "days_sales_outstanding": (157.5, 127.5), "collected_in_time": (50, 100)}


def test_of_a_store_without_accounts_nothing_is_told_but_zeros(desk):
    rows = desk.json("kpi", "fleet", *MAY)
    assert {one["value"] for one in rows} == {0, None}
    assert {one["scope"] for one in rows} == {"whole"}


def test_days_sales_outstanding_follow_the_policy(fleet):
    explained = fleet.json("kpi", "explain", "days_sales_outstanding", *MAY)
    assert (explained["value"], explained["policy"][0]) == (157.5, "fleets.sales_days = 90")
    for days, value in (("31", 54.25), ("30", 157.5)):  # FP2 was billed 31 days before June: 2,100 × 31 ÷ 1,200, and × 30 ÷ 400
        fleet.ok("policy", "set", "fleets.sales_days", days)
        assert by_key(fleet.json("kpi", "fleet", *MAY))["days_sales_outstanding"]["value"] == value


# --- of some customers only ---


def test_a_filter_leaves_what_belongs_to_the_customers_that_it_means(fleet):
    found = {one["key"]: one for one in fleet.json("kpi", "fleet", "KH2", *MAY) if one["scope"] == "whole"}
    assert {key: (found[key]["value"], found[key]["previous"]) for key in ("arrears", "arrears_30", "fleet_accounts", "grades_down")} == {
        "arrears": (1400, 1000),
        "arrears_30": (1000, 1000),
        "fleet_accounts": (1, 0),
        "grades_down": (0, 0),
    }
    assert {one["recounted"] for one in found.values()} == {False}
    assert by_key(fleet.json("kpi", "service", "kind:company", *MAY))["total_visits"]["value"] == 1
    assert by_key(fleet.json("kpi", "service", *MAY))["total_visits"]["value"] == 2
    assert by_key(fleet.json("kpi", "radar", "KH1", *MAY))["return_rate"]["numerator"] == 1
    (average,) = (one for one in fleet.json("kpi", "store", "KH3", *MAY) if one["key"] == "average_ticket")
    assert (average["value"], average["numerator"]) == (700, 700)
    # without a filter nothing is said of one
    assert "recounted" not in fleet.json("kpi", "service", *MAY)[0]


@pytest.mark.parametrize("table", ["service", "radar", "store", "team", "person", "calls", "complaints", "sales", "fleet", "quality"])
def test_every_table_takes_a_filter_and_says_whose_records_count(fleet, table):
    said = fleet.ok("kpi", table, "kind:company", *MAY).err
    assert "Only records of 2 customers count." in said


def test_what_counts_no_records_of_customers_is_left_out_and_named(fleet):
    result = fleet.ok("kpi", "store", "KH1", *MAY, "-o", "json")
    keys = {one["key"] for one in fleet.json("kpi", "store", "KH1", *MAY)}
    gone = {"staff_turnover", "level1_share", "level2_share"}
    assert {one["key"] for one in fleet.json("kpi", "store", *MAY)} - keys == gone
    assert (
        "Left out, as they count no records of customers: staff turnover, level-1 technician share, level-2 technician share." in result.err
    )


def test_a_closed_month_is_counted_anew_for_some_customers_and_says_so(fleet):
    fleet.ok("kpi", "close", "2026-05")
    fleet.take("payments", {"bill_no": "FP3", "paid_on": "2026-05-30", "amount": "400"})
    result = fleet.ok("kpi", "fleet", "KH2", *MAY)
    assert "Closed, and counted anew for these customers, by the policy of then: 2026-05. What was published is of everybody." in result.err
    arrears = by_key(fleet.json("kpi", "fleet", "KH2", *MAY))["arrears"]
    assert (arrears["value"], arrears["status"], arrears["recounted"]) == (1000, "no_target", True)
    assert by_key(fleet.json("kpi", "fleet", *MAY))["arrears"]["value"] == 2100
    # that what was before is of a closed month is said too, and the rows are of one that is not
    june = fleet.ok("kpi", "fleet", "KH2", "--period", "2026-06")
    assert "by the policy of then: 2026-05." in june.err
    assert {one["recounted"] for one in fleet.json("kpi", "fleet", "KH2", "--period", "2026-06")} == {False}


def test_a_closed_month_is_counted_anew_by_the_policy_of_then(fleet):
    fleet.ok("kpi", "close", "2026-05")
    fleet.ok("policy", "set", "fleets.sales_days", "31")
    days = {one["key"]: one["value"] for one in fleet.json("kpi", "fleet", "kind:company", *MAY)}["days_sales_outstanding"]
    assert days == 157.5


def test_explain_and_rows_are_of_the_same_customers(fleet):
    explained = fleet.json("kpi", "explain", "arrears", "KH2", *MAY)
    assert (explained["value"], explained["rows"]) == (1400, "kcrm kpi rows arrears --period 2026-05 KH2")
    assert sum(one[5] for one in told(fleet, "arrears", "KH2")) == 1400
    refused = fleet.run("kpi", "explain", "arrears", "KH2")
    assert (refused.code, refused.err) == (
        2,
        "kcrm: A filter says whose records count in a period: add --period, such as --period last-month.\n",
    )
    nothing = fleet.ok("kpi", "explain", "staff_turnover", "KH2", *MAY)
    assert "Left out, as they count no records of customers: staff turnover." in nothing.err
    said = "staff turnover does not count records of customers alone; what is not a customer's is left out."
    assert said in fleet.ok("kpi", "rows", "staff_turnover", "KH2", *MAY).err


def test_a_filter_that_means_nobody_is_refused_and_one_that_chooses_nobody_counts_nothing(fleet):
    assert fleet.run("kpi", "fleet", "KH9").code == 3
    assert fleet.run("kpi", "fleet", "clas:A").code == 2
    assert {one["value"] for one in fleet.json("kpi", "service", "region:火星", *MAY)} == {0}


# --- the month's report ---


def test_the_report_of_a_month_tells_of_accounts_where_there_are_any(fleet):
    text = fleet.ok("report", "month", "2026-05").out
    section = text[text.index("Company accounts") :]
    assert "| arrears | 2,100.00 " in section
    assert "| collected in time | 50%" in section
    assert "| credit B | 1 " in section
    assert "Credit on hold or stopped on 2026-05-31: 顺汐出行有限公司, 云汐物流有限公司." in section.replace("\n", " ")


def noted(fleet, month):
    """What a report says of accounts beside the figures."""
    text = fleet.ok("report", "month", month).out.replace("\n", " ")
    return [said in text for said in ("Credit on hold or stopped", "Contracts that end and are to be renewed")], text


def test_the_report_of_a_month_that_is_over_tells_who_was_on_hold_on_its_last_day(fleet):
    """In June all is paid, and one account is closed: it was none before May. Before it had paid anything, the limit of the other was 0."""
    fleet.take(
        "payments",
        {"bill_no": "FP1", "paid_on": "2026-06-01", "amount": "700"},
        {"bill_no": "FP4", "paid_on": "2026-06-02", "amount": "1000"},
        {"bill_no": "FP3", "paid_on": "2026-06-03", "amount": "400"},
    )
    fleet.ok("fleet", "close", "KH2", "--reason", "停止合作")
    assert "Credit on hold or stopped on 2026-05-31: 顺汐出行有限公司, 云汐物流有限公司." in noted(fleet, "2026-05")[1]
    assert "Credit on hold or stopped on 2026-04-30: 云汐物流有限公司." in noted(fleet, "2026-04")[1]
    assert noted(fleet, "2026-06")[0] == [False, False]


def test_an_order_and_a_contract_of_a_month_that_is_over_count_as_they_stood_then(fleet):
    """600 in the workshop on 31 May, of an account with a limit of 0; two contracts until 30 June, one of which is ended before that."""
    fleet.take("payments", {"bill_no": "FP1", "paid_on": "2026-05-02", "amount": "700"})
    fleet.take("payments", {"bill_no": "FP4", "paid_on": "2026-05-02", "amount": "1000"})
    contract = ("contract", "add", "KH2", "100", "--kind", "maintenance", "--from", "2026-01-01", "--until", "2026-06-30")
    fleet.ok(*contract, "--number", "HT2")
    fleet.ok(*contract[:2], "KH1", "100", *contract[4:], "--number", "HT3")
    order = {"order_no": "W3", "plate": "皖A12345", "type": "paid_repair", "opened_at": "2026-05-31 09:00", "parts_amount": "600"}
    fleet.take("orders", order | {"payer": "customer"})
    assert "Credit on hold or stopped on 2026-06-25: 云汐物流有限公司." in noted(fleet, "2026-06")[1]
    both = [f"{name} on 2026-06-30" for name in ("顺汐出行有限公司", "云汐物流有限公司")]
    assert all(each in noted(fleet, "2026-06")[1] for each in both)
    fleet.take("orders", order | {"closed_at": "2026-06-02 10:00"})
    fleet.ok("contract", "end", "HT2", "--reason", "换约")
    fleet.ok("bill", "add", "KH1", "600", "--issued-on", "2026-06-02", "--orders", "W3", "--number", "FP9")
    fleet.ok("bill", "pay", "FP9", "600")
    assert noted(fleet, "2026-06")[0] == [False, True]
    told = noted(fleet, "2026-05")[1]
    assert "Credit on hold or stopped on 2026-05-31: 云汐物流有限公司." in told
    assert "Contracts that end and are to be renewed, as of 2026-05-31: " in told
    assert all(each in told for each in both)
    assert both[0] not in noted(fleet, "2026-06")[1]
    # by then nothing was late for a month, and neither contract was to be renewed
    assert noted(fleet, "2026-04")[0] == [True, False]


def test_the_report_of_a_closed_month_tells_what_was_published(fleet):
    fleet.ok("kpi", "close", "2026-05")
    fleet.take("payments", {"bill_no": "FP3", "paid_on": "2026-05-30", "amount": "400"})
    text = fleet.ok("report", "month", "2026-05").out
    assert "| arrears | 2,100.00 " in text[text.index("Company accounts") :]


def test_the_report_is_silent_on_accounts_where_there_are_none(desk):
    assert "Company accounts" not in desk.ok("report", "month", "2026-05").out


def test_of_some_customers_counts_what_came_while_the_vehicle_was_theirs(fleet):
    """The company's car came on 12 May, and is somebody else's since 1 June, when it came again."""
    fleet.at("2026-06-01T09:00")
    fleet.take("vehicles", {"vin": CARS["KH1"][0], "customer_no": "KH3"})
    fleet.at("2026-06-25T09:00")
    order = {"order_no": "W5", "plate": "皖A12345", "type": "paid_repair", "opened_at": "2026-06-01 09:00", "closed_at": "2026-06-02 11:00"}
    fleet.take("orders", order | {"parts_amount": "90"})
    for month, whose in (("2026-05", {"KH1": (1, 300.0), "KH3": (1, 700.0)}), ("2026-06", {"KH1": (0, 0.0), "KH3": (1, 90.0)})):
        for who, (visits, income) in whose.items():
            told = by_key(fleet.json("kpi", "service", who, "--period", month))
            assert told["total_visits"]["value"] == visits, (month, who)
            behind = fleet.json("kpi", "rows", "total_visits", who, "--period", month)
            assert len(behind) == visits
            assert fleet.json("kpi", "explain", "income", who, "--period", month)["value"] == income
    for month, cars in (("2026-05", 1), ("2026-06", 0)):
        assert fleet.json("kpi", "explain", "vehicles_in_use", "KH1", "--period", month)["value"] == cars
        assert len(fleet.json("kpi", "rows", "vehicles_in_use", "KH1", "--period", month)) == cars
