"""Figures of what came of tasks, runs, measures and articles, worked out by hand. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

from conftest import filled_once

STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {"employee_no": "S8", "name": "白小雪", "role": "cs_specialist", "department": "客服部"},
    {"employee_no": "A8", "name": "老马", "role": "service_advisor", "department": "售后部"},
)
JUNE = ("--period", "2026-06")


@filled_once
def house(desk):
    desk.take("staff", *STAFF)
    return desk


def value(desk, key, who=None):
    rows = [row for row in desk.json("kpi", "desk", *JUNE) if row["key"] == key]
    (row,) = [each for each in rows if (each["scope_id"] == who if who else each["scope"] == "whole")]
    return row["value"], row["numerator"], row["denominator"]


def test_tasks_on_time_are_those_done_by_their_day_of_those_that_were_due(house):
    for title, due in (("一", "2026-06-16"), ("二", "2026-06-16"), ("三", "2026-06-17"), ("四", "2026-06-30"), ("五", "2026-06-16")):
        house.ok("--as", "CM", "task", "add", title, "S8", "--due", due)
    house.ok("--as", "CM", "task", "add", "消息", "S8")
    house.ok("--as", "CM", "task", "cancel", "T5", "--reason", "不用了")
    house.at("2026-06-16T09:00")
    house.ok("--as", "S8", "task", "done", "T1")
    house.at("2026-06-17T09:00")
    house.ok("--as", "S8", "task", "done", "T2")
    # due on the 16th: one in time, one late; on the 17th, which is today: not yet known
    assert value(house, "tasks_on_time") == (50, 1, 2)
    house.at("2026-06-18T09:00")
    assert value(house, "tasks_on_time") == (33.33, 1, 3)
    assert value(house, "tasks_on_time", "S8") == (33.33, 1, 3)
    rows = house.json("kpi", "rows", "tasks_on_time", *JUNE, "--side", "denominator")
    assert [row["id"] for row in rows] == ["T1", "T2", "T3"]


def test_the_score_of_checklists_is_weights_in_order_of_complete_runs(house):
    for item, weight in (("地面", 3), ("灯光", 1), ("展车", 1)):
        house.ok("checklist", "add", "展厅5S", item, "--place", "showroom", "--weight", weight)
    house.ok("checklist", "run", "展厅5S", "--by", "CM", "--fail", "灯光", "--na", "展车", "--pass", "地面")  # 3 of 4
    house.ok("checklist", "run", "展厅5S", "--by", "S8", "--rest-pass")  # 5 of 5
    house.ok("checklist", "run", "展厅5S", "--by", "S8", "--fail", "地面")  # not complete: does not count
    assert value(house, "checks_score") == (88.89, 8, 9)
    assert value(house, "checks_score", "S8") == (100, 5, 5)
    report = house.ok("report", "month", "2026-06").out
    assert "## The manager's desk" in report
    assert "| showroom | 88.9% | – |" in report


def test_measures_that_worked_and_articles_that_helped_are_counted(house):
    for number, worked in (("G1", "yes"), ("G2", "yes"), ("G3", "no")):
        house.ok("measure", "add", number, "--owner", "A8", "--due", "2026-06-20")
        house.ok("measure", "done", number)
        house.ok("measure", "check", number, "--worked", worked)
    house.ok("measure", "add", "G4", "--owner", "A8", "--due", "2026-06-20")
    assert value(house, "measures_worked") == (66.67, 2, 3)
    assert value(house, "measures_worked", "售后部") == (66.67, 2, 3)
    house.ok("article", "add", "空调异味", "--owner", "CM", "--text-zh", "先说滤芯。")
    house.ok("--as", "S8", "article", "helpful", "A1", "yes")
    house.ok("--as", "A8", "article", "helpful", "A1", "no")
    assert value(house, "articles_used") == (1, 1, None)
    # few cases are neither judged nor ranked, as elsewhere
    row = next(row for row in house.json("kpi", "desk", *JUNE) if row["key"] == "measures_worked" and row["scope"] == "whole")
    assert row["status"] == "small_sample"
    house.ok("kpi", "close", "2026-05")
