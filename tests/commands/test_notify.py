"""`notify export`: what staff are to hear, each once. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys

import pytest
from conftest import filled_once
from faults import environment

from kcrm import db

STAFF = (
    {"employee_no": "BO", "name": "高总", "role": "general_manager", "department": "总经办"},
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {
        "employee_no": "S8",
        "name": "白小雪",
        "role": "cs_specialist",
        "department": "客服部",
        "phone": "13800138008",
        "email": "bai@example.com",
        "joined_on": "2026-06-01",
    },
)


@filled_once
def house(desk):
    """Only S8 is scored, and of May there is nothing to score; CM gave S8 a task, a message and one that is late."""
    desk.ok("policy", "set", "crmuse.posts", "renewal_specialist")
    desk.take("staff", *STAFF)
    for number in ("G1", "M1", "S1", "S2"):
        desk.ok("staff", "edit", number, "--left-on", "2026-04-30")
    desk.at("2026-06-10T09:00")
    desk.ok("--as", "CM", "task", "add", "回访补录", "S8", "--due", "2026-06-19")
    desk.ok("--as", "CM", "task", "add", "周五聚餐", "S8")
    desk.ok("--as", "CM", "task", "add", "盘点", "S8", "--due", "2026-06-12")
    desk.at("2026-06-15T08:30")
    return desk


def exported(desk, *argv):
    """What is written into a folder, by file."""
    folder = desk.folder / "out"
    known = set(folder.iterdir()) if folder.is_dir() else set()
    desk.ok("notify", "export", "--to", folder, "-o", "json", *argv)
    new = sorted((set(folder.iterdir()) if folder.is_dir() else set()) - known)
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in new}


def told(rows):
    return [(row["kind"], row["about"], row["to_no"]) for row in rows]


def test_each_message_is_written_once_to_each_who_is_to_hear_of_it(house):
    (file, rows), *others = exported(house).items()
    assert (file, others) == ("notices-1.json", [])
    assert rows[0] == {
        "to_no": "S8",
        "to": "白小雪",
        "phone": "13800138008",
        "email": "bai@example.com",
        "from_no": "CM",
        "from": "丁主管",
        "kind": "task_given",
        "about": "T1",
        "day": "2026-06-10",
        "text": "Task T1 from 丁主管, due on 2026-06-19: 回访补录",
        "key": rows[0]["key"],
    }
    assert [(*which, row["text"]) for which, row in zip(told(rows[1:]), rows[1:], strict=True)] == [
        ("message", "T2", "S8", "丁主管: 周五聚餐 (T2)"),
        ("task_given", "T3", "S8", "Task T3 from 丁主管, due on 2026-06-12: 盘点"),
        ("task_late", "T3", "S8", "Task T3 (白小雪) was due on 2026-06-12: 盘点"),
        ("task_late", "T3", "CM", "Task T3 (白小雪) was due on 2026-06-12: 盘点"),
    ]
    assert (rows[3]["from_no"], rows[3]["from"], rows[4]["phone"]) == (None, None, None)
    assert len({row["key"] for row in rows}) == 5
    before = house.query("SELECT max(id) FROM operation")
    assert exported(house) == {}
    assert "nothing new to tell" in house.ok("notify", "export", "--to", house.folder / "x.csv").err
    assert not (house.folder / "x.csv").exists()
    assert house.query("SELECT max(id) FROM operation") == before
    house.ok("--as", "S8", "task", "done", "T3", "--result", "差 2 件\n已补")
    assert [(*row.values(),)[4:10] for row in exported(house)["notices-2.json"]] == [
        ("S8", "白小雪", "task_done", "T3", "2026-06-15", "白小雪 finished task T3: 盘点. What came of it: 差 2 件 已补")
    ]


def test_done_and_returned_and_done_again_on_one_day_is_told_each_time(house):
    exported(house)
    house.ok("--as", "S8", "task", "done", "T1")
    assert told(exported(house)["notices-2.json"]) == [("task_done", "T1", "CM")]
    house.ok("--as", "CM", "task", "return", "T1", "--reason", "还差 3 条")
    (returned,) = exported(house)["notices-3.json"]
    assert (returned["to_no"], returned["text"]) == ("S8", "丁主管 returned task T1, 回访补录: 还差 3 条")
    house.ok("--as", "S8", "task", "done", "T1")
    assert told(exported(house)["notices-4.json"]) == [("task_done", "T1", "CM")]
    assert exported(house) == {}


def test_plans_journals_measures_and_breaches_are_told_to_whom_they_concern(house):
    exported(house)
    house.ok("workplan", "add", "S8", "2026-07", "--title", "新客户拜访", "--kind", "new_customer", "--aim", "5")
    house.ok("--as", "S8", "journal", "write", "--besides", "整理卡片")
    house.ok("measure", "add", "换座椅", "--owner", "S8", "--due", "2026-06-15")
    house.ok("breach", "add", "S8", "虚报回访", "--evidence", "O5")
    rows = exported(house)["notices-2.json"]
    assert [(*which, row["text"]) for which, row in zip(told(rows), rows, strict=True)] == [
        ("measure_due", "G1", "S8", "Measure G1 was to be taken by 2026-06-15: 换座椅"),
        ("plan_waiting", "WP1", "CM", "The plan of 白小雪 for 2026-07 waits to be approved."),
    ]
    house.ok("--as", "CM", "workplan", "approve", "S8", "2026-07")
    house.ok("--as", "CM", "journal", "read", "JR1", "--remark", "写得好")
    house.ok("measure", "done", "G1")
    house.ok("measure", "edit", "G1", "--check-on", "2026-06-15")
    house.ok("--as", "BO", "breach", "decide", "BR1", "fault_slip", "--reason", "查实")
    house.speaking("zh")
    rows = exported(house)["notices-3.json"]
    assert [(*which, row["text"]) for which, row in zip(told(rows), rows, strict=True)] == [
        ("check_due", "G1", "S8", "整改 G1 自 2026-06-15 起复查是否有效：换座椅"),
        ("plan_approved", "WP1", "S8", "丁主管已审批 2026-07 的计划。"),
        ("journal_remark", "JR1", "S8", "丁主管对 2026-06-15 日志的批注：写得好"),
        ("breach", "BR1", "S8", "违规 BR1（白小雪，2026-06-15）虚报回访：过失单。查实"),
        ("breach", "BR1", "CM", "违规 BR1（白小雪，2026-06-15）虚报回访：过失单。查实"),
    ]
    house.ok("--as", "CM", "journal", "read", "JR1", "--remark", "写得很好")
    assert told(exported(house)["notices-4.json"]) == [("journal_remark", "JR1", "S8")]
    assert "写得" not in str(house.query("SELECT * FROM notice"))


def test_scores_that_wait_are_told_to_each_head_until_their_day(house):
    house.ok("policy", "set", "crmuse.posts", "cs_specialist")
    exported(house)
    house.at("2026-07-14T08:30")
    rows = [row for row in exported(house)["notices-2.json"] if row["kind"] == "scores_waiting"]
    assert [(row["about"], row["to_no"], row["text"]) for row in rows] == [
        ("2026-06", "BO", "Use scores of 2026-06 to be approved by 2026-07-14: 1"),
        ("2026-06", "CM", "Use scores of 2026-06 to be approved by 2026-07-14: 1"),
    ]
    assert exported(house) == {}
    house.ok("undo", "-y")
    (house.folder / "out" / "notices-2.json").unlink()
    house.at("2026-07-15T08:30")
    assert not [row for row in exported(house)["notices-2.json"] if row["kind"] == "scores_waiting"]


def test_a_complaint_past_a_deadline_is_told_to_the_superior_once_whether_or_not_it_went_up(house):
    exported(house)
    house.take("customers", {"name": "王先生", "phone": "13900139001", "customer_no": "KH1"})
    house.ok("--as", "S8", "complaint", "open", "KH1", "--severity", "normal", "--description", "异响")
    assert house.json("complaint", "show", "K1")["owner_no"] == "S8"
    house.at("2026-06-19T08:30")
    rows = [row for row in exported(house)["notices-2.json"] if row["kind"] == "complaint_late"]
    assert {(row["about"], row["to_no"]) for row in rows} == {("K1", "CM")}
    assert "Complaint K1 (白小雪), deadline of 2026-06-18 missed: resolve" in [row["text"] for row in rows]
    house.ok("complaint", "sweep")
    assert house.json("complaint", "show", "K1")["owner_no"] == "CM"
    assert exported(house) == {}


def test_an_undo_takes_the_latest_back_and_they_are_written_again(house):
    first = exported(house)["notices-1.json"]
    house.ok("undo", "-y")
    assert house.query("SELECT count(*) FROM notice") == [(0,)]
    (house.folder / "out" / "notices-1.json").unlink()
    assert exported(house)["notices-1.json"] == first


def test_a_dry_run_shows_them_and_remembers_nothing(house):
    before = house.query("SELECT max(id) FROM operation")
    shown = house.json("notify", "export", "-n", "--to", house.folder / "x.csv")
    assert len(shown) == 5
    assert not (house.folder / "x.csv").exists()
    assert house.query("SELECT max(id) FROM operation") == before
    assert exported(house)["notices-1.json"] == shown


def test_a_file_has_keys_in_chinese_too_and_the_language_of_the_texts_is_chosen(house):
    house.speaking("zh")
    file = house.folder / "x.csv"
    house.ok("notify", "export", "--to", file, "--language", "en")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert list(rows[0]) == ["to_no", "to", "phone", "email", "from_no", "from", "kind", "about", "day", "text", "key"]
    assert (rows[0]["kind"], rows[0]["text"]) == ("task_given", "Task T1 from 丁主管, due on 2026-06-19: 回访补录")
    assert house.query("SELECT what, row_count, file FROM access") == [("notify export", 5, str(file))]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ((), 2, "name a file or folder with --to"),
        (("--to", "there.csv"), 5, "is there already"),
        (("--to", "x.pdf"), 2, "unknown format"),
        (("--to", "missing/x.csv"), 3, "does not exist"),
        (("--to", "x.csv", "--language", "fr"), 2, "--language"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nobody_counts_as_told(house, monkeypatch, line, code, says):
    monkeypatch.chdir(house.folder)
    (house.folder / "there.csv").write_text("kept", encoding="utf-8")
    refused = house.run("notify", "export", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert (house.folder / "there.csv").read_text(encoding="utf-8") == "kept"
    assert house.query("SELECT count(*) FROM notice") == [(0,)]
    assert house.query("SELECT count(*) FROM access") == [(0,)]
    assert len(exported(house)["notices-1.json"]) == 5


def test_power_that_fails_between_file_and_database_loses_none_and_the_next_takes_the_same_number(house):
    """The process ends with the file named and nothing committed."""
    folder = house.folder / "out"
    cut = (
        "import os, sys\nfrom kcrm.cli import main\nfrom kcrm.shell import outbox\nreal = outbox.emit\n"
        "outbox.emit = lambda *given: (real(*given), os._exit(9))\nmain(sys.argv[1:])\n"
    )
    words = ["--db", str(house.db), "notify", "export", "--to", str(folder), "-o", "json"]
    ended = subprocess.run([sys.executable, "-c", cut, *words], env=environment(), check=False)
    assert ended.returncode == 9
    left = (folder / "notices-1.json").read_text(encoding="utf-8")
    assert house.query("SELECT count(*) FROM notice") == [(0,)]
    house.ok("notify", "export", "--to", folder, "-o", "json")
    assert [path.name for path in folder.iterdir()] == ["notices-1.json"]
    assert (folder / "notices-1.json").read_text(encoding="utf-8") == left
    assert house.query("SELECT count(*) FROM notice") == [(5,)]


def test_what_the_database_does_not_keep_leaves_no_file(house, monkeypatch):
    def fails(*_given):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(db, "close_operation", fails)
    refused = house.run("notify", "export", "--to", house.folder / "x.csv")
    assert (refused.code, (house.folder / "x.csv").exists()) == (6, False)
    assert house.query("SELECT count(*) FROM notice") == [(0,)]


def test_a_backup_holds_what_was_told(house):
    exported(house)
    house.ok("db", "backup", "--to", house.folder / "copy.db")
    house.using(house.folder / "copy.db")
    assert exported(house) == {}


def test_a_birthday_of_staff_is_told_once_a_year(house):
    exported(house)
    house.ok("staff", "edit", "S8", "--birthday", "1990-06-15")
    (rows,) = exported(house).values()
    (row,) = rows
    assert (row["kind"], row["about"], row["to_no"], row["day"]) == ("birthday", "2026-06", "S8", "2026-06-15")
    assert row["text"] == f"Happy birthday, {row['to']}! All of us wish you health and joy."
    assert exported(house) == {}
