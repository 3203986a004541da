"""`kcrm appraisal sheet`: what the figures of a month give each. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
from conftest import filled_once

from kcrm.actions.manager import appraisals

VIN = "LSVAB2A43JN0123{:02}"


@filled_once
def visited(desk):
    """In May A1 had eleven visits, seven of them by appointment, and A2 nine."""
    desk.take("staff", {"employee_no": "A2", "name": "邹敏", "role": "service_advisor"})
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    desk.take("vehicles", *({"vin": VIN.format(n), "customer_no": "KH1"} for n in range(20)))
    desk.take(
        "orders",
        *(
            {
                "order_no": f"W{n}",
                "vin": VIN.format(n),
                "type": "paid_repair",
                "opened_at": "2026-05-12 09:00",
                "closed_at": "2026-05-12 11:00",
                "advisor": "A1" if n < 11 else "A2",
                "appointment": "yes" if n < 7 else "no",
            }
            for n in range(20)
        ),
    )
    desk.ok("policy", "set", "appraisal.rows", "total_visits/each=2.50y,appointment_rate/50=3p,appointment_rate/60=5p")
    return desk


def test_the_sums_and_the_lines_that_make_them(visited):
    assert visited.json("appraisal", "sheet", "--period", "2026-05") == [
        {"person_no": "A1", "person": "秦大勇", "role": "service_advisor", "figures": 2, "given": 2, "points": 5, "amount": 27.5},
        {"person_no": "A2", "person": "邹敏", "role": "service_advisor", "figures": 2, "given": 0, "points": 0, "amount": 0.0},
    ]
    told = ("person_no", "kpi", "value", "cases", "why", "row", "points", "amount")
    assert [tuple(row[key] for key in told) for row in visited.json("appraisal", "sheet", "--period", "last-month", "--explain")] == [
        ("A1", "appointment_rate", 63.64, 11, "given", "appointment_rate/60=5p", 5, 0.0),
        ("A1", "total_visits", 11, 11, "given", "total_visits/each=2.50y", 0, 27.5),
        ("A2", "appointment_rate", 0.0, 9, "few_cases", None, 0, 0.0),
        ("A2", "total_visits", 9, 9, "few_cases", None, 0, 0.0),
    ]
    assert [row["person_no"] for row in visited.json("appraisal", "sheet", "--staff", "邹敏")] == ["A2"]
    told = visited.ok("appraisal", "sheet", "--period", "this-month")
    assert "so far" in told.out + told.err


def test_a_closed_month_gives_by_what_was_published(visited):
    visited.ok("kpi", "close", "2026-05")
    visited.take(
        "orders", {"order_no": "W30", "vin": VIN.format(0), "type": "paid_repair", "opened_at": "2026-05-20 09:00", "advisor": "A1"}
    )
    assert visited.json("appraisal", "sheet")[0]["amount"] == 27.5


def test_it_leaves_as_csv_and_as_a_workbook(visited):
    for ending in ("csv", "xlsx"):
        file = visited.folder / f"sheet.{ending}"
        visited.ok("appraisal", "sheet", "--to", file)
        assert file.stat().st_size > 0
    text = (visited.folder / "sheet.csv").read_text(encoding="utf-8-sig").splitlines()
    assert text[1] == "A1,秦大勇,service_advisor,2,2,5,27.50"


@pytest.mark.parametrize(
    ("rows", "line", "code", "says"),
    [
        ("none", (), 5, "No figure gives anything"),
        ("total_visits/5=1p", ("--period", "2027"), 2, "nothing to count yet"),
        ("total_visits/5=1p", ("--staff", "S99"), 3, "S99"),
    ],
)
def test_what_cannot_be_told_is_refused(visited, rows, line, code, says):
    visited.ok("policy", "set", "appraisal.rows", rows)
    refused = visited.run("appraisal", "sheet", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("gibt_es_nicht/5=1p", "gibt_es_nicht/5=1p: that is no figure of people"),
        ("csi/80=1p", "no figure of people"),  # one of the store
        ("calls_on_tme/95=5p", "calls_on_time"),  # a near name
    ],
)
def test_a_table_with_a_figure_that_people_have_not_is_refused_where_it_is_set(visited, monkeypatch, row, says):
    before = visited.query("SELECT max(id) FROM policy_version")
    refused = visited.run("policy", "set", "appraisal.rows", f"total_visits/5=1p,{row}")
    assert (refused.code, says in refused.err) == (5, True), refused.err
    assert visited.query("SELECT max(id) FROM policy_version") == before
    # a policy from before may hold one
    with monkeypatch.context() as unchecked:
        unchecked.setattr(appraisals, "check_figures", lambda _rows: None)
        visited.ok("policy", "set", "appraisal.rows", row)
    refused = visited.run("appraisal", "sheet")
    assert (refused.code, says in refused.err) == (5, True), refused.err
    visited.ok("policy", "set", "appraisal.rows", "total_visits/5=1p")
