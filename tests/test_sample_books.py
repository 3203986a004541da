"""The sample's costs, plans and questionnaires: what the generator writes, whole months worked out by hand, moved with the rest."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from conftest import filled_once

from kcrm.exchange.sample import moved_sample

SAMPLE = Path(__file__).parent.parent / "sample_data"
ENCODINGS = {"finance.csv": "gb18030", "surveys.csv": "utf-8-sig", "staff.csv": "utf-8", "customers.csv": "gb18030"}


def rows(name, folder=SAMPLE):
    return list(csv.DictReader(io.StringIO((folder / name).read_bytes().decode(ENCODINGS[name]), newline=""), strict=True))


@filled_once
def dealership(shell):
    """The whole sample as it is committed, on its anchor day."""
    shell.at("2026-06-15T08:30")
    shell.init("2026-06-12")
    for kind in ("staff", "customers", "vehicles", "orders"):
        shell.ok("import", kind, SAMPLE / f"{kind}.csv")
    assert shell.json("finance", "import", SAMPLE / "finance.csv")["new"] == 223
    assert shell.json("survey", "import", SAMPLE / "surveys.csv")["new"] == 77
    return shell


def test_the_committed_files_are_what_the_generator_writes(tmp_path):
    subprocess.run([sys.executable, "-B", str(SAMPLE / "generate.py"), "--to", str(tmp_path)], check=True, timeout=60)
    for name in ("finance.csv", "surveys.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_costs_are_of_the_seventeen_months_before_the_anchor_and_plans_of_its_year():
    found = Counter((row["类别"], row["月份"]) for row in rows("finance.csv"))
    months = [f"2025-{month:02d}" for month in range(1, 13)] + [f"2026-{month:02d}" for month in range(1, 6)]
    year = [f"2026-{month:02d}" for month in range(1, 13)]
    # rent, wages, depreciation, power, since July four platforms; parts, commission, sundries; three incomes and two costs
    expected = (
        {("固定费用", month): 8 if month >= "2025-07" else 4 for month in months}
        | {("变动费用", month): 3 for month in months}
        | {("计划", month): 5 for month in year}
    )
    assert found == expected


def test_every_questionnaire_is_of_a_known_customer_and_taken_by_somebody_who_works_here():
    customers, staff = {row["客户编号"] for row in rows("customers.csv")}, {row["工号"] for row in rows("staff.csv")}
    forms = rows("surveys.csv")
    assert {row["客户编号"] for row in forms} <= customers
    assert {row["调查人"] for row in forms} <= staff
    assert len({(row["客户编号"], row["问卷"], row["调查日期"]) for row in forms}) == len(forms) == 77
    assert {row["调查日期"] for row in forms} <= {f"2026-0{month}-{day:02d}" for month in (3, 4, 5, 6) for day in range(1, 32)}
    assert max(row["调查日期"] for row in forms) < "2026-06-15"


def test_may_is_worked_out_by_hand(dealership):
    # orders.csv, closed in May 2026, by payer (not those of the 18 orders that the store paid for itself):
    #   customers (60 orders)   labour 24,480.00   parts 59,218.50   other 888.50
    #   manufacturer (8)                2,114.00         12,004.50           0
    #   insurer (1)                     2,765.00          5,107.50           0
    #   together                       29,359.00         76,330.50         888.50   = 106,578.00
    # finance.csv: fixed 9,000 + 15,500 + 2,600 + 1,444 and for platforms 1,500 + 1,200 + 800 + 600 = 32,644;
    # variable 47,324.91 + 3,523.08 + 1,174.36 = 52,022.35
    profit = {row["key"]: row["value"] for row in dealership.json("kpi", "profit", "--period", "2026-05")}
    assert profit == {
        "labor_income": 29359,
        "parts_income": 76330.5,
        "other_income": 888.5,
        "income": 106578,
        "fixed_cost": 32644,
        "variable_cost": 52022.35,
        "profit": 21911.65,  # 106,578 - 32,644 - 52,022.35
    }
    # contribution 106,578 - 52,022.35 = 54,555.65; 32,644 × 106,578 / 54,555.65 = 63,772.17; 42,805.83 above it, 40.16 %.
    # the 58 visits of paid orders closed in May brought 87,537.50 that somebody outside the store paid, 1,509.27 each;
    # 63,772.17 / 1,509.27 = 42.25
    point = {row["key"]: row["value"] for row in dealership.json("kpi", "breakeven", "--period", "2026-05")}
    assert point["breakeven_income"] == pytest.approx(63772.17, abs=0.005)
    assert point["margin_of_safety"] == pytest.approx(40.16, abs=0.05)
    assert point["breakeven_visits"] == pytest.approx(42.25, abs=0.05)
    # planned: 24,400 + 68,000 + 600 = 93,000 less 33,100 and 46,500 are 13,400
    plan = {row["key"]: (row["target"], row["variance"], row["status"]) for row in dealership.json("kpi", "plan", "--period", "2026-05")}
    assert plan["income"] == (93000, 13578, "met")
    assert plan["profit"] == (13400, 8511.65, "met")
    assert plan["variable_cost"] == (46500, 5522.35, "missed")


def test_may_s_questionnaires_are_worked_out_by_hand(dealership):
    # surveys.csv, May 2026, 29 forms, none taken by an advisor. Would recommend: 15 nines and tens, 4 of 6 or less (5, 5, 6, 3).
    # The advisor: 17 with an expectation, 130 to 142 in all, 4 above it (10/9, 9/8, 8/7, 10/9), 8 below; 10 and 8 without: 148 of 19
    found = {(row["key"], row["scope_id"]): row for row in dealership.json("survey", "report", "--period", "2026-05")}
    nps = found["nps", None]
    assert (nps["promoters"], nps["passives"], nps["detractors"], nps["numerator"], nps["denominator"]) == (15, 10, 4, 11, 29)
    advisor = found["csi", "csi.advisor"]
    assert (advisor["numerator"], advisor["denominator"], advisor["rating_sum"], advisor["answers"]) == (130, 142, 148, 19)
    assert (advisor["delighted"], advisor["satisfied"], advisor["disappointed"], advisor["verdict"]) == (4, 5, 8, "disappointed")


def test_some_questionnaires_were_taken_by_the_advisor_whom_they_judge(dealership):
    rows_of = dealership.json("survey", "report", "--period", "2026-03-15..2026-06-14")
    assert sum(row["left_out"] for row in rows_of if row["scope"] == "whole") == 5


def test_months_move_by_months_and_days_by_days():
    with moved_sample(date(2026, 11, 21)) as sample:
        finance, surveys = rows("finance.csv", sample.finance.parent), rows("surveys.csv", sample.surveys.parent)
    # five months from June to November, 159 days from 15 June
    assert [finance[0]["月份"], finance[-1]["月份"]] == ["2025-06", "2027-05"]
    assert max(row["调查日期"] for row in surveys) == "2026-11-20"
