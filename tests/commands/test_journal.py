"""Journals: what was really done on a day, and what a superior says of it. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
from conftest import filled_once

STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {"employee_no": "S7", "name": "王芳", "role": "cs_specialist", "department": "客服部"},
    {"employee_no": "H2", "name": "陆部长", "role": "department_head", "department": "售后部"},
)


@filled_once
def house(desk):
    """S7 opens a complaint and assigns it, enters a customer twice and takes one back; somebody else opens another."""
    desk.take("staff", *STAFF)
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    said = ("--severity", "minor", "--cause", "repair", "--description", "漏油")
    desk.ok("--as", "S7", "complaint", "open", "KH1", *said)
    desk.ok("--as", "S7", "customer", "add", "李娜", "13800138002")
    desk.ok("--as", "S7", "customer", "add", "李娜娜", "13800138003")
    desk.ok("--as", "S7", "undo", "-y")
    desk.ok("--as", "S7", "customer", "edit", "KH1", "--hobby", "钓鱼")
    return desk


def test_what_was_done_is_filled_in_from_the_log_and_linked_to_operations(house):
    house.at("2026-06-15T18:00")
    written = house.json("--as", "S7", "journal", "write", "--hindered", "系统停机", "--tomorrow", "回访", "--besides", "接待")
    operations = {row["id"]: row["command"] for row in house.json("operation", "list") if row["employee_no"] == "S7"}
    opened, added, edited = (next(key for key, said in operations.items() if word in said) for word in ("open", "add", "edit"))
    added = min((key for key, said in operations.items() if "customer add" in said), key=lambda key: int(key[1:]))
    assert {key: value for key, value in written.items() if key != "deeds"} == {
        "id": "JR1",
        "person": "王芳",
        "day": "2026-06-15",
        "done": "step of a complaint, accepted: 1; step of a complaint, received: 1; customer: 1; customer changed: 1",
        "besides": "接待",
        "hindered": "系统停机",
        "tomorrow": "回访",
        "written_on": "2026-06-15",
        "reader": None,
        "read_on": None,
        "remark": None,
    }
    assert written["deeds"] == [
        {"table": "complaint_event", "which": "accepted", "new": True, "rows": 1, "operations": [opened]},
        {"table": "complaint_event", "which": "opened", "new": True, "rows": 1, "operations": [opened]},
        {"table": "customer", "which": None, "new": True, "rows": 1, "operations": [added]},
        {"table": "customer", "which": None, "new": False, "rows": 1, "operations": [edited]},
    ]
    house.ok("--as", "S7", "undo", "-y")
    assert house.json("journal", "list") == []


def test_calls_are_told_by_their_result(house):
    house.take("vehicles", {"vin": "LSVAA4182E2123456", "plate": "沪A12345", "customer_no": "KH1", "delivered_on": "2026-06-12"})
    (first, *_rest) = house.json("due")
    house.ok("--as", "S7", "log", first["id"], "answered", "--note", "满意")
    house.ok("--as", "S7", "journal", "write")
    (row,) = house.json("journal", "list", "--person", "S7", "--period", "2026-06")
    assert row["done"].startswith("call made, answered: 1; ")


def test_a_superior_reads_it_and_then_it_stays(house):
    house.ok("--as", "S7", "journal", "write", "--besides", "接待")
    house.ok("--as", "S7", "journal", "write", "--besides", "接待两组")
    assert [row["id"] for row in house.json("journal", "list", "--unread")] == ["JR1"]
    read = house.json("--as", "CM", "journal", "read", "JR1", "--remark", "继续")
    assert [read[key] for key in ("besides", "reader", "read_on", "remark")] == ["接待两组", "丁主管", "2026-06-15", "继续"]
    assert house.json("journal", "list", "--unread") == []
    refused = house.run("--as", "S7", "journal", "write", "--besides", "接待三组")
    assert (refused.code, "it was read on 2026-06-15, and stays" in refused.err) == (5, True)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (("write", "--day", "tomorrow", "--as", "S7"), 5, "is still to come: a journal tells what was done"),
        (("write", "--day", "2026-06-17", "--as", "S7"), 5, "王芳 is away on 2026-06-17"),
        (("write", "--day", "2026-06-12", "--as", "S7"), 5, "Nothing was recorded of 王芳"),
        (("write", "--besides", "接待"), 2, "Whose journal is it?"),
        (("write", "--day", "soonish", "--as", "S7"), 2, "soonish"),
        (("read", "JR1", "--as", "S7"), 5, "read by a superior of 王芳"),
        (("read", "JR1", "--as", "H2"), 5, "read by a superior of 王芳"),
        (("read", "JR1"), 2, "Who reads it?"),
        (("read", "JR9", "--as", "CM"), 3, "JR9"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(house, line, code, says):
    house.ok("staff", "absent", "S7", "2026-06-16..2026-06-17")
    house.at("2026-06-18T08:30")
    house.ok("--as", "S7", "journal", "write", "--besides", "接待")
    before = house.query("SELECT count(*) FROM operation")
    refused = house.run("journal", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert house.query("SELECT count(*) FROM operation") == before


def test_a_file_of_journals_twice_changes_nothing_and_none_is_of_tomorrow(house):
    rows = [{"员工": "S7", "日期": "2026-06-12", "今日工作": "回访 20", "明日计划": "续保"}]
    house.take("journals", *rows)
    again = house.json("import", "journals", house.sheet("journals", rows))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    (row,) = house.json("export", "journals")
    assert (row["person"], row["day"], row["written_on"], row["done"]) == ("S7", "2026-06-12", "2026-06-15", "回访 20")
    ahead = house.run("import", "journals", house.sheet("ahead", [{"员工": "S7", "日期": "2026-06-16", "今日工作": "回访"}]))
    assert (ahead.code, "still to come" in ahead.out + ahead.err) == (5, True)


def test_a_remark_and_who_read_it_stand_in_files(house):
    house.ok("--as", "S7", "journal", "write", "--besides", "接待")
    house.ok("--as", "CM", "journal", "read", "JR1", "--remark", "继续")
    (row,) = house.json("export", "journals")
    assert list(row)[-3:] == ["reader", "read_on", "remark"]
    assert (row["reader"], row["read_on"], row["remark"]) == ("CM", "2026-06-15", "继续")
    house.speaking("zh")
    house.ok("export", "journals", "--to", house.folder / "out.csv", "--headings", "label")
    assert (house.folder / "out.csv").read_text(encoding="utf-8-sig").splitlines()[0].endswith("批阅人,批阅日期,批语")
    taken = house.json("import", "journals", house.folder / "out.csv")
    assert (taken["unchanged"], taken["unknown_columns"]) == (1, [])
