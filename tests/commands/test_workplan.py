"""Work plans: what each means to reach in a month, filled by the figures. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
from conftest import filled_once

STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {"employee_no": "S8", "name": "白小雪", "role": "cs_specialist", "department": "客服部"},
)


@filled_once
def house(desk):
    """Two orders of 100 yuan each were closed in May, for a vehicle that came twice."""
    desk.take("staff", *STAFF)
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    desk.take("vehicles", {"vin": "LSVAA4182E2123456", "plate": "沪A12345", "customer_no": "KH1", "delivered_on": "2024-01-01"})
    desk.take(
        "orders",
        *(
            {"order_no": f"W{day}", "vin": "LSVAA4182E2123456", "type": "paid_repair", "opened_at": f"2026-05-{day} 09:00"}
            | {"closed_at": f"2026-05-{day} 16:00", "labor_amount": "100"}
            for day in (12, 20)
        ),
    )
    return desk


def lines(desk, *argv):
    return [
        (row["id"], row["kpi"], row["what"], row["aim"], row["actual"], row["reached"])
        for row in desk.json("workplan", "show", *argv)["lines"]
    ]


def test_a_plan_is_handed_in_approved_filled_by_its_figures_and_judged(house):
    house.at("2026-04-29T09:00")
    house.ok("workplan", "add", "S8", "next-month", "--kpi", "paid_visits", "--aim", "4", "--kind", "sales")
    house.ok("workplan", "add", "S8", "2026-05", "--title", "唤醒沉睡客户", "--aim", "20", "--kind", "wake_dormant")
    before = house.json("workplan", "show", "S8", "2026-05")
    assert {key: before[key] for key in ("person_no", "month", "due_on", "in_time", "approved")} == {
        "person_no": "S8",
        "month": "2026-05",
        "due_on": "2026-04-30",
        "in_time": True,
        "approved": False,
    }
    assert [row["actual"] for row in before["lines"]] == [None, None]  # the month has not begun
    house.ok("workplan", "approve", "S8", "2026-05", "--as", "CM")
    house.at("2026-06-01T09:00")
    house.ok("workplan", "edit", "WP2", "--actual", "25", "--comment", "含老客户介绍")
    # two visits of four, 25 of 20
    assert lines(house, "S8", "last-month") == [
        ("WP1", "paid_visits", "paid visits", 4, 2, 50),
        ("WP2", None, "唤醒沉睡客户", 20, 25, 125),
    ]
    shown = house.json("workplan", "show", "S8", "2026-05")
    assert (shown["approved"], shown["in_time"]) == (True, True)


def test_what_is_handed_in_after_the_last_working_day_is_late(house):
    house.at("2026-05-02T09:00")
    house.ok("workplan", "add", "S8", "2026-05", "--title", "周报")
    assert house.json("workplan", "show", "S8", "2026-05")["in_time"] is False
    said = house.ok("workplan", "show", "S8", "2026-05")
    assert "The month is not over" in said.out + said.err


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (("approve", "S8", "2026-07", "--as", "S8"), 5, "Nobody approves a plan of their own"),
        (("approve", "CM", "2026-07", "--as", "S8"), 5, "heads nobody"),
        (("approve", "S8", "2026-07"), 2, "Who agrees to the plan?"),
        (("approve", "S8", "2026-08", "--as", "CM"), 3, "has no plan for 2026-08"),
        (("show", "S8", "soonish"), 2, "is not a period"),
        (("show", "S8", "2026"), 2, "is not a month"),
        (("add", "S8", "2026-07", "--kpi", "nonsense", "--aim", "1"), 5, "no such figure"),
        (("add", "S8", "2026-07", "--aim", "1"), 2, "needs"),
        (("add", "S8", "2026-07", "--title", "唤醒", "--aim", "viel"), 2, "is not a number"),
        (("edit", "WP1", "--actual", "3"), 5, "the figure paid_visits tells it"),
        (("edit", "WP2", "--aim", "3"), 5, "the plan was approved on 2026-06-15"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(house, line, code, says):
    house.ok("workplan", "add", "S8", "2026-07", "--kpi", "paid_visits", "--aim", "4")
    house.ok("workplan", "add", "CM", "2026-09", "--title", "周报", "--aim", "4")
    house.take("staff", {"employee_no": "GM", "name": "何总", "role": "general_manager"})
    house.ok("workplan", "approve", "CM", "2026-09", "--as", "GM")
    before = house.query("SELECT count(*) FROM operation")
    refused = house.run("workplan", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert house.query("SELECT count(*) FROM operation") == before


def test_a_file_of_plans_twice_changes_nothing_and_an_undo_takes_the_approval_back(house):
    rows = [
        {"员工": "S8", "月份": "2026年7月", "计划类型": "唤醒沉睡客户", "计划内容": "唤醒", "目标": "20"},
        {"员工": "白小雪", "月份": "2026-07", "指标": "paid_visits", "目标": "4.5"},
    ]
    house.take("workplans", *rows)
    again = house.json("import", "workplans", house.sheet("workplans", rows))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert [(row["month"], row["kind"], row["aim"]) for row in house.json("export", "workplans")] == [
        ("2026-07", "wake_dormant", 20),
        ("2026-07", "other", 4.5),
    ]
    house.ok("workplan", "approve", "S8", "2026-07", "--as", "CM")
    assert house.json("workplan", "list", "--unapproved") == []
    house.ok("undo", "-y")
    assert len(house.json("workplan", "list", "--unapproved", "--person", "S8", "--month", "2026-07")) == 2
