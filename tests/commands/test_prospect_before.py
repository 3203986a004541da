"""Prospects from before the day: registered or talked to earlier than today, or before the store began with kcrm."""

from __future__ import annotations

from conftest import filled_once


@filled_once
def sales(shell):
    """Two consultants since Friday 12 June 2026; it is Monday 15 June, 08:30."""
    shell.at("2026-06-15T08:30")
    shell.init("2026-06-12")
    shell.take(
        "staff",
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
    )
    return shell


def contacts(shell):
    rows = shell.json("followup", "list", "--all", "--kind", "prospect_contact")
    return [(row["customer"], row["due_on"], row["state"]) for row in rows]


def test_who_was_registered_on_an_earlier_day_stands_in_the_history_on_that_day_and_is_first_contacted_the_day_after(sales):
    sales.take(
        "prospects",
        {"姓名": "张伟", "电话": "13800138001", "来源": "网络", "登记日期": "2026-06-13", "销售顾问": "X1"},
        {"姓名": "王丽", "电话": "13800138002", "来源": "来店", "登记日期": "2026-06-15", "销售顾问": "X1"},
    )
    # whose time is not known may have come late in the evening
    assert contacts(sales) == [("张伟", "2026-06-14", "open"), ("王丽", "2026-07-15", "open")]
    assert [(row["at"], row["step"]) for row in sales.json("prospect", "show", "L1")["history"]] == [
        ("2026-06-13T12:00:00+08:00", "registered")
    ]
    assert [(row["at"], row["step"]) for row in sales.json("prospect", "show", "L2")["history"]] == [
        ("2026-06-15T08:30:00+08:00", "registered"),
        ("2026-06-15T08:30:00+08:00", "visited"),
    ]
    assert sales.query("SELECT first_due_at FROM prospect ORDER BY id") == [(None,), ("2026-06-16T00:30:00Z",)]


def test_who_walked_in_on_an_earlier_day_came_on_that_day_and_is_asked_for_no_first_contact(sales):
    sales.ok("prospect", "add", "王丽", "13800138002", "--source", "walk_in", "--registered-on", "2026-06-13", "--consultant", "X1")
    shown = sales.json("prospect", "show", "L1")
    assert (shown["stage"], shown["contacted_on"]) == ("visited", "2026-06-13")
    assert [(row["at"], row["step"]) for row in shown["history"]] == [
        ("2026-06-13T12:00:00+08:00", "registered"),
        ("2026-06-13T12:00:00+08:00", "visited"),
    ]
    assert contacts(sales) == [("王丽", "2026-07-13", "open")]
    # who called did not come
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "phone", "--registered-on", "2026-06-13", "--consultant", "X1")
    assert sales.json("prospect", "show", "L2")["stage"] == "registered"


def test_a_contact_that_fell_due_before_the_store_began_is_made_from_that_day_on(sales):
    sales.take("prospects", {"姓名": "张伟", "电话": "13800138001", "来源": "电话", "登记日期": "2026-05-20", "购车时间(天)": "30"})
    assert contacts(sales) == [("张伟", "2026-06-12", "open")]
    # to buy on 19 June was level B on 1 June and A from 4 June on: three days without a contact on that day, eight before the store began
    sales.ok("prospect", "drive", "L1", "--at", "2026-06-01 10:00", "--licence", "--agreement")
    assert contacts(sales) == [("张伟", "2026-06-12", "done"), ("张伟", "2026-06-12", "open")]
    why = sales.json("why", "F2")
    assert (why["due_on"], why["base_on"], [(row["step"], row["on"]) for row in why["shifts"]][-1]) == (
        *("2026-06-12", "2026-06-01"),
        ("go_live", "2026-06-12"),
    )
