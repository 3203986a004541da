"""Costs and plans taken in; profit, break-even and plan out of them: whole payloads, worked out by hand."""

from __future__ import annotations

import pytest
from conftest import filled_once

VIN, OTHER_VIN = "LSVAM4187C2184841", "LSVAM4187C2184842"
MONEY_KEYS = ("labor_income", "parts_income", "other_income", "income", "fixed_cost", "variable_cost", "profit")
KEYS = [
    *("key", "value", "unit", "numerator", "denominator", "period_from", "period_to", "previous", "target", "status", "scope", "scope_id"),
]


def order(number, *, opened, closed, amounts=("0", "0", "0"), type_="paid_repair", payer="customer", vin=VIN):
    labor, parts, other = amounts
    row = {"order_no": number, "vin": vin, "type": type_, "opened_at": opened, "closed_at": closed, "payer": payer}
    return row | {"labor_amount": labor, "parts_amount": parts, "other_amount": other}


@filled_once
def may(desk):
    """What was closed in May: labour 1,000, parts 2,000, other 200; what was not, or was not paid, besides."""
    desk.take("customers", {"customer_no": "K1", "name": "张伟", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "K1"}, {"vin": OTHER_VIN, "customer_no": "K1"})
    desk.take(
        "orders",
        # two paid visits, three orders: two of one car on one day
        order("R1", opened="2026-05-04 09:00", closed="2026-05-04 17:00", amounts=("300.00", "900.00", "50.00")),
        order("R2", opened="2026-05-04 10:00", closed="2026-05-31 23:59", amounts=("100.00", "0", "0"), type_="paid_maintenance"),
        order(
            "R3",
            opened="2026-05-20 09:00",
            closed="2026-05-21 09:00",
            amounts=("500.00", "650.00", "150.00"),
            payer="insurer",
            vin=OTHER_VIN,
        ),
        # the manufacturer pays, but nobody bought a visit
        order(
            "R4",
            opened="2026-05-22 09:00",
            closed="2026-05-22 12:00",
            amounts=("100.00", "450.00", "0"),
            type_="warranty_repair",
            payer="warranty",
        ),
        # no income: paid by the store, done for the store, closed in June, not closed
        order(
            "R5",
            opened="2026-05-23 09:00",
            closed="2026-05-23 12:00",
            amounts=("7.00", "7.00", "7.00"),
            payer="internal",
            type_="free_repair",
        ),
        order("R6", opened="2026-05-24 09:00", closed="2026-05-24 12:00", amounts=("7.00", "7.00", "7.00"), type_="internal"),
        order("R7", opened="2026-06-01 00:00", closed="2026-06-01 00:00", amounts=("90.00", "10.00", "0")),
        order("R8", opened="2026-06-02 09:00", closed="", amounts=("7.00", "7.00", "7.00")),
    )
    return desk


def costs(desk, *rows):
    return desk.sheet("finance", [dict(zip(("month", "kind", "item", "amount"), row, strict=True)) for row in rows])


MAY_COSTS = (("2026-05", "fixed", "rent", "500"), ("2026-05", "fixed", "wages", "700"), ("2026-05", "variable", "parts", "1,280.00"))


def row(key, value, **more):
    """A row of May as JSON; a plain amount, where nothing else is said."""
    found = dict.fromkeys(KEYS) | {"key": key, "value": value, "unit": "yuan", "numerator": value, "status": "no_target", "scope": "whole"}
    return found | {"period_from": "2026-05-01", "period_to": "2026-05-31"} | more


def test_profit_is_income_less_cost_and_each_amount_stands_by_itself(may):
    may.ok("finance", "import", costs(may, *MAY_COSTS))
    found = may.ok("kpi", "profit", "--period", "2026-05", "-o", "json")
    # labour 300 + 100 + 500 + 100; parts 900 + 650 + 450; other 50 + 150; April had neither orders nor costs
    assert found.json == [
        row("labor_income", 1000, previous=0),
        row("parts_income", 2000, previous=0),
        row("other_income", 200, previous=0),
        row("income", 3200, previous=0),
        row("fixed_cost", 1200),
        row("variable_cost", 1280),
        row("profit", 720),
    ]
    assert found.err == ""


def test_amounts_have_two_decimals_in_every_column_of_every_table_of_money(may):
    may.ok("finance", "import", costs(may, *MAY_COSTS, ("2026-05", "plan", "income", "4000")))
    period = ("--period", "2026-05", "-o", "json")
    profit, point, plan, store = (may.ok("kpi", verb, *period).out for verb in ("profit", "breakeven", "plan", "store"))
    assert '"key": "profit", "value": 720.00, "unit": "yuan", "numerator": 720.00, "denominator": null' in profit
    # 1,920 of 3,200 are left once the variable cost is paid; a ratio has as many decimals as it takes to reckon amounts again
    assert '"key": "breakeven_income", "value": 2000.00, "unit": "yuan", "numerator": 1200.00, "denominator": 0.600000' in point
    assert '"key": "margin_of_safety", "value": 37.5, "unit": "percent", "numerator": 1200.00, "denominator": 3200.00' in point
    assert '"unit": "count", "numerator": 2000.00, "denominator": 1325.00' in point
    assert '"key": "income", "value": 3200.00, "unit": "yuan", "numerator": 3200.00, "denominator": null' in plan
    # 2,650 of two paid visits; nobody stated hours
    assert '"key": "average_ticket", "value": 1325.00, "unit": "yuan", "numerator": 2650.00, "denominator": 2,' in store
    assert '"key": "technician_productivity", "value": null, "unit": "percent", "numerator": 0.00, "denominator": 0.00' in store


def test_without_costs_there_is_income_but_no_profit_and_it_is_said_whose_are_missing(may):
    may.ok("finance", "import", costs(may, MAY_COSTS[0]))
    result = may.ok("kpi", "profit", "--period", "2026-05", "-o", "json")
    assert [(each["key"], each["value"], each["status"]) for each in result.json[3:]] == [
        ("income", 3200, "no_target"),
        ("fixed_cost", None, "no_value"),
        ("variable_cost", None, "no_value"),
        ("profit", None, "no_value"),
    ]
    assert result.err == ""
    shown = may.ok("kpi", "profit", "--period", "2026-05")
    assert "No profit without costs: fixed or variable cost of 2026-05 is missing." in shown.err


@pytest.mark.parametrize(
    ("period", "days", "income"),
    [
        ("2026-05-04", "2026-05-04", (300, 900, 50, 1250)),  # R1
        ("2026-W21", "2026-05-18 to 2026-05-24", (600, 1100, 150, 1850)),  # R3 and R4
        ("2026-05-21..2026-06-01", "2026-05-21 to 2026-06-01", (790, 1110, 150, 2050)),  # R2, R3, R4 and R7
    ],
)
def test_a_day_or_a_week_has_income_but_no_cost_and_no_profit(may, period, days, income):
    may.ok("finance", "import", costs(may, *MAY_COSTS))
    found = {each["key"]: each["value"] for each in may.json("kpi", "profit", "--period", period)}
    assert [found[key] for key in MONEY_KEYS] == [*income, None, None, None]
    assert may.ok("kpi", "profit", "--period", period).err == f"Costs are kept by month; {days} has income only.\n"


def test_break_even_in_yuan_and_in_visits(may):
    # contribution 3,200 - 1,280 = 1,920, 0.6 of each yuan: 1,200 / 0.6 = 2,000; 1,200 above it are 37.5 % of 3,200.
    # paid orders 1,250 + 100 + 1,300 = 2,650 in two visits, 1,325 each: 2,000 / 1,325 = 1.51, so two visits
    may.ok("finance", "import", costs(may, *MAY_COSTS))
    result = may.ok("kpi", "breakeven", "--period", "2026-05", "-o", "json")
    assert result.json == [
        row("income", 3200, previous=0),
        row("variable_cost", 1280),
        row("fixed_cost", 1200),
        row("breakeven_income", 2000, numerator=1200, denominator=0.6),
        row("margin_of_safety", 37.5, unit="percent", numerator=1200, denominator=3200),
        row("breakeven_visits", pytest.approx(1.51, abs=0.005), unit="count", numerator=2000, denominator=1325),
    ]
    shown = may.ok("kpi", "breakeven", "--period", "2026-05")
    assert "1,200.00 / 0.6 " in shown.out
    assert shown.err == ("At the average ticket, 2 paid visits alone would cover all cost; there were 2, plus other income.\n")


@pytest.mark.parametrize(
    ("speech", "words"),
    [
        (
            "en",
            "There is no break-even point: the variable cost (3,200.00) takes up all of the income (3,200.00), so more of the same work",
        ),
        ("zh", "没有保本点：变动费用（3,200.00）已占去全部收入（3,200.00）"),
    ],
)
def test_a_mix_that_loses_money_has_no_break_even_point_and_says_so(may, speech, words):
    may.ok("finance", "import", costs(may, ("2026-05", "fixed", "rent", "1"), ("2026-05", "variable", "parts", "3200")))
    may.speaking(speech)
    assert may.ok("kpi", "breakeven", "--period", "2026-05").err.startswith(words)
    found = {each["key"]: (each["value"], each["status"]) for each in may.json("kpi", "breakeven", "--period", "2026-05")}
    assert {found[key] for key in ("breakeven_income", "margin_of_safety", "breakeven_visits")} == {(None, "no_value")}


def test_a_month_that_is_over_stands_against_its_plan(may):
    plan = (("2026-05", "plan", "工时收入", "800"), ("2026-05", "计划", "收入", "4000"), ("2026-05", "plan", "fixed_cost", "1300"))
    may.ok("finance", "import", costs(may, *MAY_COSTS, *plan, ("2026-05", "预算", "利润", "0")))

    def line(key, value, target, variance, percent, status, previous=None):
        return row(key, value, target=target, variance=variance, percent=percent, forecast=value, status=status, previous=previous)

    assert may.json("kpi", "plan", "--period", "2026-05") == [
        line("labor_income", 1000, 800, 200, 125, "met", 0),
        line("parts_income", 2000, None, None, None, "no_target", 0),
        line("other_income", 200, None, None, None, "no_target", 0),
        line("income", 3200, 4000, -800, 80, "missed", 0),
        line("fixed_cost", 1200, 1300, -100, pytest.approx(92.31), "met"),
        line("variable_cost", 1280, None, None, None, "no_target"),
        line("profit", 720, 0, 720, None, "met"),
    ]


def test_a_running_month_is_judged_by_its_forecast(may):
    # by 15 June, the 15th of 30 days, 100.00 came in: 200.00 by the end, which the plan of 150.00 asks for
    may.ok("finance", "import", costs(may, ("2026-06", "plan", "income", "150"), ("2026-06", "plan", "labor_income", "190")))
    result = may.ok("kpi", "plan", "-o", "json")
    found = {each["key"]: [each[key] for key in ("value", "target", "variance", "percent", "forecast", "status")] for each in result.json}
    assert found["labor_income"] == [90, 190, -100, 47.37, 180, "missed"]
    assert found["income"] == [100, 150, -50, 66.67, 200, "met"]
    assert found["profit"] == [None, None, None, None, None, "no_value"]
    assert "15 of 30" in may.ok("kpi", "plan").err


def test_days_on_which_the_store_is_closed_do_not_count_in_the_forecast(may):
    # closed on 20 to 30 June: 15 of 19 open days have come by the 15th; 100.00 / 15 * 19 = 126.67
    may.ok("calendar", "close", "2026-06-20..2026-06-30")
    found = {each["key"]: each["forecast"] for each in may.json("kpi", "plan")}
    assert found["income"] == 126.67
    assert "15 of 19" in may.ok("kpi", "plan").err


def test_a_quarter_adds_up_its_months_and_needs_the_costs_of_each_that_has_begun(may):
    may.ok("finance", "import", costs(may, *MAY_COSTS, ("2026-04", "fixed", "rent", "500"), ("2026-04", "variable", "parts", "0")))
    quarter = {each["key"]: each["value"] for each in may.json("kpi", "profit", "--period", "2026-Q2")}
    assert (quarter["income"], quarter["fixed_cost"], quarter["profit"]) == (3300, None, None)
    more = costs(may, ("2026-06", "fixed", "rent", "100"), ("2026-06", "variable", "parts", "20"))
    may.ok("finance", "import", more)
    quarter = {each["key"]: each["value"] for each in may.json("kpi", "profit", "--period", "2026-Q2")}
    # fixed 500 + 1,200 + 100, variable 0 + 1,280 + 20
    assert [quarter[key] for key in MONEY_KEYS] == [1090, 2010, 200, 3300, 1800, 1300, 200]


@pytest.mark.parametrize(
    ("verb", "period", "words"),
    [
        ("profit", "2026-06-10..2026-06-01", "ends on 2026-06-01, before it begins"),
        ("breakeven", "2026-W20", "Costs are kept by month; 2026-05-11 to 2026-05-17 does not cover whole months."),
        ("breakeven", "2026-07", "begins on 2026-07-01, after today"),
        ("plan", "2026-07", "begins on 2026-07-01, after today"),
        ("plan", "2026-Q2", "A plan covers one month"),
        ("plan", "yesterday", "Costs are kept by month"),
    ],
)
def test_a_period_that_cannot_be_reckoned_is_refused(desk, verb, period, words):
    result = desk.run("kpi", verb, "--period", period)
    assert (result.code, result.out) == (2, "")
    assert words in result.err


@pytest.mark.parametrize("verb", ["profit", "breakeven", "plan"])
def test_an_empty_store_has_no_income_and_no_break_even_point(desk, verb):
    desk.ok("finance", "import", costs(desk, ("2026-05", "fixed", "rent", "5"), ("2026-05", "variable", "x", "0")))
    result = desk.ok("kpi", verb, "--period", "2026-05")
    assert ("nothing came in" in result.err) == (verb == "breakeven")


# --- files ---


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_only_its_amounts(desk):
    file = costs(desk, *MAY_COSTS)
    first = desk.json("finance", "import", file)
    assert (first["kind"], first["new"], first["written"], first["problems"]) == ("finance", 3, True, [])
    again = desk.json("finance", "import", file)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    assert len(desk.json("operation", "list")) == 3  # init, staff, the first import
    corrected = desk.json("finance", "import", costs(desk, MAY_COSTS[0], ("2026/5", "固定费用", "wages", "￥701")))
    assert (corrected["changed"], corrected["unchanged"]) == (1, 1)
    assert desk.json("finance", "list") == [
        {"month": "2026-05", "kind": "fixed", "item": "rent", "amount": 500, "note": None},
        {"month": "2026-05", "kind": "fixed", "item": "wages", "amount": 701, "note": None},
        {"month": "2026-05", "kind": "variable", "item": "parts", "amount": 1280, "note": None},
    ]
    desk.ok("undo", "-y")
    assert desk.query("SELECT amount_fen FROM finance WHERE item = 'wages'") == [(70000,)]


def test_chinese_headings_in_the_encoding_of_a_chinese_excel(desk):
    path = desk.folder / "fin.csv"
    path.write_bytes("月份,类别,项目,金额,备注\n2026年5月,变动费用,配件采购,12.50,含税\n202605,计划,总收入,九万,\n".encode("gb18030"))
    assert "九万" in desk.run("finance", "import", path).out
    path.write_bytes("月份,类别,项目,金额,备注\n2026年5月,变动费用,配件采购,12.50,含税\n202605,计划,总收入,90000,\n".encode("gb18030"))
    desk.ok("finance", "import", path)
    desk.speaking("zh")
    shown = desk.ok("finance", "list").out
    assert "变动费用" in shown
    assert "收入" in shown
    assert [each["item"] for each in desk.json("finance", "list", "--period", "2026-05")] == ["income", "配件采购"]


@pytest.mark.parametrize(
    ("bad", "line", "column", "words"),
    [
        (("2026-05", "fixed", "rent", "1"), 3, None, "Same as line 2"),
        (("2026/05", "固定", "rent", "2"), 3, None, "Same as line 2"),
        (("2026-07", "variable", "oil", "1"), 3, "month", "has not begun"),
        (("2026-13", "fixed", "oil", "1"), 3, "month", "is not a month"),
        (("Mai", "fixed", "oil", "1"), 3, "month", "is not a month"),
        (("2026-05", "fixed", "oil", "-1"), 3, "amount", "is negative"),
        (("2026-05", "fixed", "oil", "NaN"), 3, "amount", "is not an amount"),
        (("2026-05", "fixed", "oil", "1e9"), 3, "amount", "is not an amount"),
        (("2026-05", "rent", "oil", "1"), 3, "kind", "is not one of"),
        (("2026-05", "plan", "oil", "1"), 3, "item", "is not one of"),
        (("2026-05", "fixed", "", "1"), 3, None, "lacks item"),
        (("2026-05", "fixed", "oil", ""), 3, None, "lacks amount"),
    ],
)
def test_a_bad_row_keeps_the_whole_file_out(desk, bad, line, column, words):
    result = desk.run("finance", "import", costs(desk, MAY_COSTS[0], bad), "-o", "json")
    # the first row says rent, 500
    assert (result.code, result.json["refused"], result.json["written"]) == (5, 1, False)
    (problem,) = result.json["problems"]
    assert (problem["line"], problem["column"], problem["verdict"]) == (line, column, "refused")
    assert words in problem["reason"]
    assert desk.query("SELECT count(*) FROM finance") == [(0,)]


def test_a_plan_twice_in_a_file_is_refused_whatever_it_is_called(desk):
    file = costs(desk, ("2026-08", "plan", "income", "1"), ("2026-08", "计划", "总收入", "1"))
    assert "Same as line 2" in desk.run("finance", "import", file).out


def test_a_file_without_amounts_is_refused_by_its_headings(desk):
    path = desk.folder / "fin.csv"
    path.write_text("month,kind,item\n", encoding="utf-8")
    result = desk.run("finance", "import", path)
    assert (result.code, result.out) == (5, "")
    assert "lacks required columns: amount (金额, 金额(元))" in result.err


def test_a_dry_run_says_what_it_would_do_and_does_nothing(desk):
    result = desk.ok("finance", "import", costs(desk, *MAY_COSTS), "-n", "-o", "json")
    assert (result.json["new"], result.json["written"]) == (3, False)
    assert desk.query("SELECT count(*) FROM finance") == [(0,)]


def test_a_closed_month_keeps_its_profit_when_a_cost_is_corrected(may):
    may.ok("finance", "import", costs(may, *MAY_COSTS))
    may.ok("kpi", "close", "2026-05")
    may.ok("finance", "import", costs(may, ("2026-05", "fixed", "rent", "600")))
    found = {each["key"]: (each["value"], each["status"]) for each in may.json("kpi", "profit", "--period", "2026-05")}
    assert found["profit"] == (720, "corrected")
    assert found["income"] == (3200, "no_target")


def test_a_closed_month_keeps_its_plan_and_where_it_broke_even_when_orders_and_plans_are_corrected(may):
    plan = (("2026-05", "plan", "income", "4000"), ("2026-05", "plan", "labor_income", "800"), ("2026-05", "plan", "parts_income", "1900"))
    may.ok("finance", "import", costs(may, *MAY_COSTS, *plan))
    published = may.json("kpi", "plan", "--period", "2026-05")
    said = may.ok("kpi", "breakeven", "--period", "2026-05").err
    may.ok("kpi", "close", "2026-05")
    assert may.json("kpi", "plan", "--period", "2026-05") == published
    # 5,000 more in a third paid visit, and less planned: today income would be 8,200, labour 6,000 of 700 planned
    may.take("orders", order("R9", opened="2026-05-29 09:00", closed="2026-05-29 12:00", amounts=("5000.00", "0", "0")))
    may.ok("finance", "import", costs(may, ("2026-05", "plan", "labor_income", "700"), ("2026-05", "plan", "parts_income", "2100")))
    changed = {"labor_income", "parts_income", "income", "profit"}
    assert may.json("kpi", "plan", "--period", "2026-05") == [
        each | {"status": "corrected" if each["key"] in changed else each["status"]} for each in published
    ]
    assert "its published values stand" in may.ok("kpi", "plan", "--period", "2026-05").err
    assert may.ok("kpi", "breakeven", "--period", "2026-05").err.startswith(said)  # 2 visits of the 2 there were, not 1 of 3
    money = may.ok("report", "month", "2026-05").out.partition("## Money")[2]
    assert "| income | 3,200.00 | 0.00 | 4,000.00 | -800.00 | 80% | corrected since |" in money
    assert said.strip() in money


def test_of_a_planned_loss_no_percentage_is_told(desk):
    # planned: 1000 of income, 1000 fixed and 100 variable cost, so that 100 are lost; an order of 3200 makes a profit of 2100, 2200 more
    desk.take("customers", {"customer_no": "K1", "name": "王伟", "phone": "13800138001"})
    desk.take("vehicles", {"vin": "LSVAA4182E2123456", "customer_no": "K1"})
    order = {"order_no": "R1", "vin": "LSVAA4182E2123456", "type": "paid_repair", "labor_amount": "3200"}
    desk.take("orders", order | {"opened_at": "2026-05-04 09:00", "closed_at": "2026-05-04 11:00"})
    amounts = ("plan,income,1000", "plan,fixed_cost,1000", "plan,variable_cost,100", "fixed,rent,1000", "variable,parts,100")
    costs = desk.folder / "costs.csv"
    costs.write_text("month,kind,item,amount\n" + "".join(f"2026-05,{each}\n" for each in amounts), encoding="utf-8")
    desk.ok("finance", "import", costs)

    def profit():
        (told,) = [each for each in desk.json("kpi", "plan", "--period", "2026-05") if each["key"] == "profit"]
        return told["value"], told["target"], told["variance"], told["percent"], told["status"]

    assert profit() == (2100, -100, 2200, None, "met")
    desk.ok("kpi", "close", "2026-05")
    assert profit() == (2100, -100, 2200, None, "met")
    assert "-2100" not in desk.ok("kpi", "plan", "--period", "2026-05").out
