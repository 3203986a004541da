"""`kpi rows` and `kpi explain`: every figure to the rows that it was counted from."""

import shlex

import pytest
import report_month
from conftest import filled_once
from kpi_desk import MARCH, workshop
from report_month import MONTH

from kcrm.kpis import KPIS
from kcrm.policy import Policy

MAY = ("--period", MONTH)
HALVES = {"staff_turnover"}  # who is here at one end of the year counts a half


@filled_once
def may(desk):
    """The worked-out month, with an opportunity lost, a prospect, a grade, and a delivery of half a year before."""
    desk.at("2026-05-01T09:00")
    desk.take("customers", {"customer_no": "K3", "name": "王伟", "phone": "13800138003"})
    desk.take("vehicles", {"vin": "LSVAA4182E2123459", "customer_no": "K3", "insurance_expires_on": "2026-06-20"})
    desk.at("2026-05-30T09:00")
    desk.ok("log", "K3", "answered", "--score", "9", "--prospect", "李一, 13800138009")
    desk.at("2026-06-15T08:30")
    report_month.fill(desk)
    desk.take("vehicles", {"vin": "LSVAA4182E2123458", "customer_no": "K2", "delivered_on": "2025-11-10"})
    desk.ok("customer", "edit", "K1", "--grade", "ordinary", "--loyalty", "loyal")
    desk.ok("survey", "add", "K2", "ssi", "delivery=8/9", "--on", "2026-05-24", "--staff", "S1")
    desk.at("2026-05-30T09:00")
    desk.ok("opportunity", "add", "K1", "insurance", "100", "0.5")
    desk.ok("opportunity", "lose", "P1", "--reason", "价格")
    desk.at("2026-06-15T08:30")
    return desk


def test_every_kpi_is_explained_to_the_rows_behind_it(may):
    tables = [may.json("kpi", verb, *MAY) for verb in ("store", "service", "calls", "complaints", "profit", "breakeven")]
    whole = {row["key"]: row for rows in tables for row in rows if row["scope"] == "whole"}
    told = [is_explained(may, key, whole.get(key)) for key in KPIS]
    # of all but the 15 that add up to nothing here, or are not recorded, there are rows
    assert sum(map(bool, told)) >= 54 - 15


def is_explained(may, key, whole):
    """Whether a KPI has rows; its explanation and they agree with its figure of the whole store."""
    told = may.json("kpi", "explain", key, *MAY)
    of = KPIS[key]
    assert (told["formula"], told["source"], told["numerator"]) == (of.formula, of.source, of.numerator.words)
    assert (told["policy_version"], told["period_from"], told["period_to"]) == (1, "2026-05-01", "2026-05-31")
    assert [each.split(" = ")[0] for each in told["policy"]][: len(of.policy)] == list(of.policy)
    assert set(of.policy) <= set(Policy.default().values)
    program, *argv = shlex.split(told["rows"])
    assert program == "kcrm"
    rows = may.json(*argv)
    # a share that has a value was counted from something, a count may be nothing
    assert rows or told["value"] is None or (told["value"] == 0 and of.denominator is None), key
    sums = [sum(row[side] for row in rows) for side in ("in_numerator", "in_denominator")]
    if whole and not of.numerator.of:
        assert sums[0] == pytest.approx(whole["numerator"] or 0), key
        assert sums[1] == pytest.approx((whole["denominator"] or 0) * (2 if key in HALVES else 1)), key
    return rows


def test_the_rows_of_a_rate_say_what_counts_where(desk):
    workshop(desk)
    rows = desk.json("kpi", "rows", "appointment_rate", *MARCH)
    assert rows == [
        visit("R1", "2026-03-03", "皖A10001", "paid_repair", 0),
        visit("R2", "2026-03-10", "皖A10001", "free_repair", 0),
        visit("R3", "2026-03-20", "皖A10002", "free_inspection", 1),
    ]
    assert desk.json("kpi", "rows", "appointment_rate", *MARCH, "--side", "numerator") == [
        visit("R3", "2026-03-20", "皖A10002", "free_inspection", 1) | {"in_denominator": 0}
    ]
    assert "appointment rate: 1 / 3 = 33.3%" in desk.ok("kpi", "rows", "appointment_rate", *MARCH).err


def visit(number, day, plate, kind, in_numerator):
    return {
        "key": "appointment_rate",
        "what": "visit",
        "id": number,  # its identifier is like its number here
        "number": number,
        "day": day,
        "customer_id": "C1",
        "name": "王伟",
        "plate": plate,
        "detail": kind,
        "in_numerator": in_numerator,
        "in_denominator": 1,
    }


def test_rows_are_a_list_like_any_other(desk):
    workshop(desk)
    desk.take("customers", {"customer_no": "K2", "name": "李娜", "phone": "13800138002"})
    desk.ok("vehicle", "transfer", "皖A10002", "K2", "--on", "2026-04-01")
    # what came before that was its owner's of then
    assert desk.json("kpi", "rows", "total_visits", "name:李娜", *MARCH) == []
    assert "R3" in {row["id"] for row in desk.json("kpi", "rows", "total_visits", "name:王伟", *MARCH)}
    desk.ok("undo", "--yes")
    desk.ok("vehicle", "transfer", "皖A10002", "K2", "--on", "2026-03-02")
    assert [row["id"] for row in desk.json("kpi", "rows", "total_visits", "name:李娜", *MARCH)] == ["R3"]
    assert desk.json("kpi", "rows", "total_visits", "name:张三", *MARCH) == []
    assert [row["id"] for row in desk.json("kpi", "rows", "total_visits", *MARCH, "--sort", "-day", "--limit", "2")] == ["R3", "R2"]
    lines = desk.ok("kpi", "rows", "进厂台次", *MARCH, "-o", "csv").out.splitlines()
    assert lines[0] == "key,what,id,number,day,customer_id,name,plate,detail,in_numerator,in_denominator"
    assert len(lines) == 4
    assert desk.run("kpi", "rows", "total_visit", *MARCH).code == 3
    assert desk.run("kpi", "rows", "total_visits", *MARCH, "--side", "middle").code == 2


def test_of_a_closed_month_the_rows_are_todays_and_it_says_so(desk):
    workshop(desk)
    desk.ok("kpi", "close", "2026-03")
    desk.ok("order", "edit", "R1", "--type", "pdi")
    found = desk.ok("kpi", "rows", "total_visits", *MARCH)
    assert "2026-03 is closed: these are its rows as they are now." in found.err
    assert "kcrm kpi closed 2026-03" in found.err
    assert [row["id"] for row in desk.json("kpi", "rows", "total_visits", *MARCH)] == ["R2", "R3"]


def test_rows_of_a_closed_month_are_judged_by_the_policy_that_it_was_closed_by(desk):
    workshop(desk)
    desk.ok("kpi", "close", "2026-03")
    desk.ok("policy", "set", "visits.excluded_types", "internal,pdi,accessory,free_inspection")
    assert len(desk.json("kpi", "rows", "total_visits", *MARCH)) == 3
    assert len(desk.json("kpi", "rows", "total_visits", "--period", "2026-03-01..2026-03-30")) == 2
    assert desk.json("kpi", "explain", "total_visits", *MARCH)["policy_version"] == 1
    assert desk.json("kpi", "explain", "total_visits")["policy_version"] == 2


def test_the_questionnaires_behind_a_satisfaction_are_listed(may):
    rows = may.json("kpi", "rows", "csi", *MAY)
    # 6/8 and 9/9 by one customer, who gave no expectation for the time on site; 8/8 by another
    assert [(row["what"], row["id"], row["name"], row["in_numerator"], row["in_denominator"]) for row in rows] == [
        ("questionnaire", "Q1", "张伟", 15, 17),
        ("questionnaire", "Q2", "李娜", 8, 8),
    ]


def test_an_amount_that_is_made_of_others_lists_theirs(may):
    rows = may.json("kpi", "rows", "profit", *MAY)
    # three orders of 500, 1500 and 300, less 1000 and 800
    assert sorted((row["key"], row["in_numerator"]) for row in rows) == [
        ("fixed_cost", -1000),
        ("income", 300),
        ("income", 500),
        ("income", 1500),
        ("variable_cost", -800),
    ]
    assert "profit is made of other figures" in may.ok("kpi", "rows", "profit", *MAY).err


def test_the_rows_of_points_are_those_of_the_ledger_and_add_up_to_the_figure(may):
    rows = may.json("kpi", "rows", "points", *MAY)
    (figure,) = (row for row in may.json("kpi", "points", *MAY) if row["key"] == "points")
    assert sum(row["in_numerator"] for row in rows) == figure["value"] > 0
    assert {row["id"][:2] for row in rows} == {"PT"}


# --- what rules say of complaints, kept beside them ---


def on_time(desk):
    (told,) = [row for row in desk.json("kpi", "complaints", "--period", "2026-06") if row["key"] == "complaints_on_time"][:1]
    return told["numerator"], told["denominator"]


def reported(desk):
    """The same of the report of complaints, which asks the rules; whether the first word came in time is an indicator of its own."""
    told = [
        row
        for row in desk.json("complaint", "report", "--period", "2026-06")
        if row["indicator"].endswith("_on_time") and row["indicator"] != "contact_on_time"
    ]
    return sum(row["numerator"] for row in told), sum(row["denominator"] for row in told)


def test_deadlines_are_counted_as_the_rules_judge_them_at_any_hour(desk):
    desk.take("customers", {"customer_no": "K1", "name": "王伟", "phone": "13800138001"})
    desk.at("2026-06-15T09:00")
    desk.ok("complaint", "open", "K1", "--severity", "minor", "--description", "异响")
    desk.ok("complaint", "open", "K1", "--severity", "major", "--description", "漏油")
    seen = set()
    for hour in ("2026-06-15T09:02", "2026-06-15T09:30", "2026-06-17T08:59", "2026-06-17T09:01", "2026-06-25T09:00"):
        desk.at(hour)
        assert on_time(desk) == reported(desk)
        seen.add(on_time(desk))
    assert seen == {(0, 0), (0, 2), (0, 3), (0, 4)}
    desk.at("2026-06-16T09:00")
    for complaint in ("id:K1", "id:K2"):
        desk.ok("complaint", "accept", complaint)
    desk.ok("complaint", "resolve", "id:K1", "--note", "换件")
    assert on_time(desk) == reported(desk)
    desk.ok("undo", "-y")
    assert on_time(desk) == reported(desk)
    desk.ok("complaint", "resolve", "id:K2", "--note", "换件")
    desk.ok("complaint", "recall", "id:K2", "--satisfied", "yes")
    desk.at("2026-06-30T09:00")
    assert on_time(desk) == reported(desk)
    (satisfied,) = [row for row in desk.json("kpi", "complaints", "--period", "2026-06") if row["key"] == "complaints_satisfied"][:1]
    assert (satisfied["numerator"], satisfied["denominator"]) == (1, 1)
    assert desk.query("SELECT count(*) FROM complaint_queue") == [(0,)]
