"""The manager's desk of the sample: its files, and what the demonstration enters beside them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent.parent / "sample_data"
FILES = ("articles.csv", "checklists.csv", "trainings.csv")
TABLES = {
    "checklist": 3,
    "checklist_item": 16,
    "checklist_run": 39,
    "run_item": 13 * 16,
    "meeting": 1,
    "task": 8,
    "measure": 3,
    "workplan": 14,
    "journal": 4,
    "breach": 1,
    "article": 6,
    "article_vote": 4,
    "training": 6,
}


@pytest.fixture
def desk(shell):
    """The demonstration of a Saturday in the middle of a quarter."""
    shell.at("2026-11-21T08:30")
    shell.demo()
    return shell


def test_the_committed_files_are_what_the_generator_writes(tmp_path):
    subprocess.run([sys.executable, "-B", str(SAMPLE / "generate.py"), "--to", str(tmp_path)], check=True, timeout=60)
    for language in ("zh", "en"):
        written, kept = (folder / "desk" / language for folder in (tmp_path, SAMPLE))
        assert sorted(file.name for file in kept.iterdir()) == list(FILES)
        assert {name: (written / name).read_bytes() == (kept / name).read_bytes() for name in FILES} == dict.fromkeys(FILES, True)


def test_the_files_can_be_imported_as_a_folder(shell):
    shell.at("2026-06-15T08:30")
    shell.ok("init", "--store", "云汐")
    shell.ok("import", "staff", str(SAMPLE / "staff.csv"))
    shell.ok("import", str(SAMPLE / "desk" / "zh"))
    assert [row["checklist"] for row in shell.json("checklist", "list")] == ["客休区", "展厅5S", "车间5S"]


@pytest.mark.parametrize("now", ["2026-11-21T08:30", "2027-03-01T00:05", "2027-01-01T12:00", "2028-02-29T23:59", "2030-03-01T09:00"])
def test_there_is_as_much_of_it_whenever_it_is_shown(shell, now):
    shell.at(now)
    shell.demo()
    assert {table: shell.query(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES} == TABLES
    today = now[:10]
    days = "SELECT held_on FROM meeting UNION ALL SELECT done_on FROM task UNION ALL SELECT checked_on FROM measure"
    assert [day for (day,) in shell.query(f"{days} UNION ALL SELECT ran_on FROM checklist_run") if day is not None and day > today] == []
    assert {row["check"] for row in shell.json("db", "check")} <= {"backup"}


def test_the_scores_of_the_checklists_rise_and_one_required_item_failed_the_latest_run(desk):
    for place in ("showroom", "lounge"):
        scores = [row["score"] for row in desk.json("checklist", "report") if row["place"] == place]
        assert scores == sorted(scores)
    latest = {row["checklist"]: (row["due_on"], row["last_verdict"]) for row in desk.json("checklist", "list")}
    # the last runs were 8, 2 and 1 days ago, each is due a week later
    assert latest == {
        "Showroom 5S": ("2026-11-20", "passed"),
        "Workshop 5S": ("2026-11-26", "failed"),
        "Customer lounge": ("2026-11-27", "passed"),
    }


def test_the_meeting_of_last_month_led_to_tasks_done_in_time_late_returned_and_to_be_handed_on(desk):
    meeting = desk.json("meeting", "show", "D1")
    assert meeting["held_on"] == "2026-10-03"
    standing = {row["id"]: (row["state"], row["standing"]) for row in desk.json("task", "list", "--all")}
    assert standing == {
        **dict.fromkeys(("T1", "T3"), ("done", "late")),
        **dict.fromkeys(("T2", "T4", "T5", "T8"), ("done", "on_time")),
        "T6": ("returned", "late"),
        "T7": ("open", "late"),
    }


def test_one_measure_has_worked_one_is_to_be_looked_at_and_one_is_under_way(desk):
    found = {row["id"]: (row["source"], row["about"], row["state"]) for row in desk.json("measure", "list", "--all")}
    assert found == {
        "G1": ("kpi", "on_time_handover@2026-09", "done"),
        "G2": ("complaint", "K5", "worked"),
        "G3": ("checklist", "H38", "open"),
    }
    assert desk.query("SELECT checked_on FROM measure WHERE state = 'worked'") == [("2026-10-24",)]


def test_plans_are_approved_in_time_but_one(desk):
    late = desk.json("workplan", "show", "YG05", "this-month")
    own = desk.json("workplan", "show", "YG12", "last-month")
    assert (late["in_time"], late["approved"], own["in_time"], own["approved"]) == (False, False, True, True)
    # 13 of 12 renewals
    assert [line["reached"] for line in own["lines"]] == [108.33]


def test_the_journals_know_what_was_done_on_their_day(desk):
    journal = desk.json("journal", "show", "JR4")
    assert [(deed["table"], deed["new"]) for deed in journal["deeds"]] == [("task", False), ("checklist_run", True)]
    remarks = [(row["id"], row["remark"]) for row in desk.json("journal", "list") if row["read_on"]]
    assert sorted(remarks) == [("JR1", "Good. Send such numbers a message, too."), ("JR2", None)]


def test_the_breach_names_the_operation_that_wrote_the_drive(desk):
    breach = desk.json("breach", "show", "BR1")
    assert (breach["evidence"], breach["sanction"], breach["proposed"]) == ("L105", None, "public_criticism")
    wrote = "SELECT s.employee_no FROM operation AS o JOIN staff AS s ON s.id = o.staff_id WHERE o.id = :id"
    assert desk.query(wrote.replace(":id", breach["operation_id"].lstrip("O"))) == [("YG05",)]


def test_the_desk_speaks_the_language_of_who_asked(shell):
    shell.at("2026-11-21T08:30")
    shell.speaking("zh")
    shell.demo()
    tables = ("task", "measure", "workplan", "article", "training", "breach", "checklist")
    words = {"training": "topic", "breach": "what", "checklist": "name"}
    found = [text for table in tables for (text,) in shell.query(f"SELECT {words.get(table, 'title')} FROM {table}") if text]
    assert [text for text in found if not any("\u4e00" <= sign <= "\u9fff" for sign in text)] == []
