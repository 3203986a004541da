"""`kcrm due`: who stands on the list, in which words and formats. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import csv
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import filled_once

import kcrm
from kcrm import db
from kcrm.storage import dbfile

ROOT = Path(kcrm.__file__).parent.parent
VIN, VIN2, VIN3 = "1M8GDM9AXKP042788", "11111111111111111", "LSVAA49J132047371"
ANNA = {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"}
BORIS = {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002"}
WHO = ["customer_id", "customer_no", "customer", "phone", "plate", "model", "assignee", "assignee_no", "caller", "caller_no"]
KEYS = ["id", "kind", "channel", "due_on", "call_on", "days_overdue", "priority", *WHO, "attempts", "reasons", "about", "place"]


@filled_once
def insured(desk):
    """One customer whose insurance ends on 10 July: with 30 days' lead the call was due on 10 June, five days ago."""
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "plate": "京A12345", "model": "远麓", "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    return desk


def add_delivered(desk):
    """Delivered on Friday 12 June: the manager's call was due on the 13th, the consultant's is due on the 15th, today."""
    desk.take("customers", BORIS)
    desk.take(
        "vehicles", {"vin": VIN2, "customer_no": "KH2", "delivered_on": "2026-06-12", "sales_consultant": "X1", "service_advisor": "A1"}
    )


def kinds(rows):
    return [row["kind"] for row in rows]


# --- the rows ---


def test_a_row_has_exactly_the_agreed_keys_in_their_order(insured):
    rows = insured.json("due")
    assert rows == [
        {
            "id": "F1",
            "kind": "insurance_expiry",
            "channel": "call",
            "due_on": "2026-06-10",
            "call_on": "2026-06-10",
            "days_overdue": 5,
            "priority": "overdue",
            "customer_id": "C1",
            "customer_no": "KH1",
            "customer": "安娜",
            "phone": "13800138001",
            "plate": "京A12345",
            "model": "远麓",
            "assignee": "白雪",
            "assignee_no": "S1",
            "caller": "白雪",
            "caller_no": "S1",
            "attempts": 0,
            "reasons": ["insurance_expires_on=2026-07-10"],
            "about": None,
            "place": None,
        }
    ]
    assert list(rows[0]) == KEYS


def test_one_customers_items_are_one_persons_call_whoever_they_belong_to(insured):
    add_delivered(insured)
    rows = [(row["kind"], row["customer_no"], row["assignee_no"], row["caller_no"]) for row in insured.json("due")]
    # the insurance is five days late, the manager's call two days; the consultant's stands with the manager's
    assert rows == [("insurance_expiry", "KH1", "S1", "S1"), ("1dc", "KH2", "M1", "M1"), ("3dc", "KH2", "X1", "M1")]


def test_staff_selects_by_who_calls_and_takes_a_name_as_well(insured):
    add_delivered(insured)
    assert kinds(insured.json("due", "--staff", "M1")) == ["1dc", "3dc"]
    assert kinds(insured.json("due", "--staff", "沈国栋")) == ["1dc", "3dc"]
    assert insured.json("due", "--staff", "X1") == []
    assert kinds(insured.json("--as", "M1", "due", "--mine")) == ["1dc", "3dc"]


def test_until_adds_what_comes_and_on_reckons_another_day(insured):
    add_delivered(insured)
    # the week call is due on 19 June: within four days, not within three
    assert "7dc" not in kinds(insured.json("due", "--until", "3d"))
    rows = insured.json("due", "--until", "4d")
    assert [(row["kind"], row["priority"], row["days_overdue"]) for row in rows if row["customer_no"] == "KH2"] == [
        ("1dc", "overdue", 2),
        ("3dc", "today", 0),
        ("7dc", "upcoming", 0),
    ]
    later = {row["kind"]: (row["priority"], row["days_overdue"]) for row in insured.json("due", "--on", "2026-06-19")}
    assert later == {"insurance_expiry": ("overdue", 9), "1dc": ("overdue", 6), "3dc": ("overdue", 4), "7dc": ("today", 0)}


def test_overdue_kind_and_channel_narrow_the_list(insured):
    add_delivered(insured)
    assert kinds(insured.json("due", "--overdue")) == ["insurance_expiry", "1dc"]
    assert kinds(insured.json("due", "--kind", "3dc")) == ["3dc"]
    assert kinds(insured.json("due", "--kind", "续保", "--kind", "3-day delivery call")) == ["insurance_expiry", "3dc"]
    # the Dragon Boat Festival of 2026 is on 19 June; each of the two customers gets a message
    assert kinds(insured.json("due", "--on", "2026-06-19", "--channel", "message")) == ["festival", "festival"]
    assert len(insured.json("due", "--on", "2026-06-19", "--all")) == 4 + 2


def test_a_customer_without_a_usable_phone_is_listed_as_such(desk):
    desk.take("customers", {"customer_no": "KH9", "name": "无话", "phone": ""})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH9", "insurance_expires_on": "2026-07-15"})
    (row,) = desk.json("due")
    assert (row["phone"], row["reasons"]) == (None, ["insurance_expires_on=2026-07-15", "no_usable_phone"])
    out = desk.ok("due").out
    assert "no usable phone" in out
    assert "insured to 2026-07-15, no usable phone" in out
    assert "1 without a usable phone" in out


def test_a_call_that_nobody_is_there_for_is_shown_as_unassigned(shell):
    shell.init()
    shell.take("staff", {"employee_no": "M1", "name": "沈国栋", "role": "sales_manager"})
    shell.take("customers", ANNA)
    shell.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-15"})
    (row,) = shell.json("due")
    assert (row["assignee"], row["caller"], row["caller_no"]) == (None, None, None)
    assert row["reasons"] == ["insurance_expires_on=2026-07-15", "unassigned"]
    assert "1 assigned to nobody" in shell.ok("due").out
    shell.ok("due", "--split", "caller", "--to", shell.folder / "lists")
    assert [path.name for path in (shell.folder / "lists").iterdir()] == ["unassigned.csv"]


def test_what_will_have_lapsed_by_that_day_is_not_on_its_list(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    # the greeting of the Dragon Boat Festival, 19 June, lapses after two days
    assert kinds(desk.json("due", "--on", "2026-06-21", "--all")) == ["festival"]
    assert desk.json("due", "--on", "2026-06-22", "--all") == []


# --- words ---


def test_the_list_speaks_english_and_chinese(insured):
    add_delivered(insured)
    out = insured.ok("due").out
    assert out.splitlines()[0] == "To do on Monday 2026-06-15: 3 follow-ups, 2 customers, 2 overdue"
    assert "as above" in out.splitlines()[-1]  # the second item of the same customer
    insured.speaking("zh")
    out = insured.ok("due").out
    assert out.splitlines()[0] == "2026-06-15 星期一待办：3 项、2 位客户、逾期 2 项"
    assert "保险 2026-07-10 到期" in out
    assert "同上" in out


def test_sorted_rows_repeat_the_phone_as_neighbours_may_be_strangers(insured):
    add_delivered(insured)
    assert "as above" not in insured.ok("due", "--sort", "due_on").out


def test_an_empty_list_is_a_friendly_notice_and_exit_0(desk):
    result = desk.ok("due")
    assert (result.out, result.err) == ("", "Nothing to do on Monday 2026-06-15.\n")
    assert desk.ok("due", "-o", "json").out == "[]\n"
    desk.speaking("zh")
    assert desk.ok("due").err == "2026-06-15 星期一没有待办事项。\n"


@pytest.mark.parametrize("chosen", ["table", "plain", "md", "html", "csv", "jsonl"])
def test_what_a_customer_is_called_is_never_obeyed(insured, chosen):
    operation = db.NewOperation(at=datetime(2026, 6, 15, tzinfo=UTC), command="test")
    with db.opened(insured.db) as connection, db.write(connection, operation):
        connection.execute("UPDATE customer SET name = ?", ("[/b]\x1b[31m=1+1\u202e\n",))
    result = insured.ok("due", "-o", chosen)
    assert "[31m" in result.out.replace("\\", "")
    if chosen != "csv":  # a file's data is not changed, but on a terminal it is shown too
        assert "\x1b" not in result.out
        assert "\u202e" not in result.out


# --- exit codes ---


def test_check_says_10_only_where_something_is_listed(insured):
    assert insured.run("due", "--check").code == 10
    assert insured.run("due", "--check", "--kind", "birthday").code == 0


def test_quiet_if_empty_says_nothing_at_all(desk):
    for chosen in ("plain", "json", "csv"):
        result = desk.ok("due", "--quiet-if-empty", "--check", "-o", chosen)
        assert (result.out, result.err) == ("", "")
    result = desk.ok("due", "--quiet-if-empty", "--split", "caller", "--to", desk.folder / "lists")
    assert (result.out, result.err) == ("", "")


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("--mine",), 2, ("--as", "KCRM_STAFF")),
        (("--mine", "--staff", "M1"), 2, ("--mine", "--staff")),
        (("--kind", "insurance_expry"), 2, ("insurance_expiry",)),
        (("--channel", "fax"), 2, ("call", "message")),
        (("--until", "yesterday"), 2, ("2026-06-14", "--on")),
        (("--on", "3/4/2026"), 2, ("2026-03-04", "2026-04-03")),
        (("--split", "caller"), 2, ("--to",)),
        (("--sort", "customr"), 2, ("customer",)),
        (("--staff", "Z9"), 3, ("Z9",)),
    ],
)
def test_a_mistake_says_what_to_type(desk, argv, code, words):
    result = desk.run("due", *argv)
    assert (result.code, result.out) == (code, "")
    assert all(word in result.err for word in words), result.err


def test_near_kinds_are_named_in_the_language_they_were_asked_in(desk):
    desk.speaking("zh")
    result = desk.run("due", "--kind", "首包提醒")
    assert result.code == 2
    assert "首保提醒" in result.err.splitlines()[1]


def test_a_missing_database_is_exit_3_and_names_init(shell):
    result = shell.run("due")
    assert result.code == 3
    assert "kcrm init" in result.err


# --- the plan of the day ---


def test_the_list_is_right_in_the_morning_though_no_cron_ran(desk):
    desk.take("customers", {**ANNA, "birthday": "1990-07-25"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    assert desk.json("due", "--on", "2026-07-25", "--channel", "message") == []  # beyond the 35 days that are planned
    desk.at("2026-07-25T08:00")
    assert kinds(desk.json("due", "--channel", "message")) == ["birthday"]
    assert desk.query("SELECT command, automatic FROM operation ORDER BY id DESC LIMIT 1") == [("kcrm due --channel message -o json", 1)]


def test_days_beyond_the_horizon_are_said_to_be_incomplete(desk):
    assert "2026-07-20" in desk.ok("due", "--on", "2026-08-01").err  # 15 June and 35 days


def test_on_a_read_only_medium_it_shows_the_list_and_says_that_it_could_not_plan(insured, monkeypatch):
    insured.at("2026-06-16T08:00")
    monkeypatch.setattr(os, "access", lambda _path, mode: mode == os.R_OK)
    result = insured.ok("due", "-o", "json")
    assert kinds(result.json) == ["insurance_expiry"]
    assert "read-only" in result.err
    insured.speaking("zh")
    assert "只读" in insured.ok("due").err


def test_a_busy_database_shows_the_list_all_the_same(insured, monkeypatch):
    insured.at("2026-06-16T08:00")
    monkeypatch.setattr(dbfile, "BUSY_TIMEOUT_MS", 10)
    other = sqlite3.connect(insured.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    result = insured.ok("due", "-o", "json")
    other.close()
    assert kinds(result.json) == ["insurance_expiry"]
    assert "busy" in result.err


# --- one file a person ---


def lists_of(folder):
    return {
        path.name: [row["No."] for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())]
        for path in sorted(folder.iterdir())
    }


def test_split_writes_each_caller_a_file_with_other_peoples_items_for_the_same_customer(insured):
    add_delivered(insured)
    folder = insured.folder / "new" / "lists"
    result = insured.ok("due", "--split", "caller", "--to", folder)
    assert result.out == ""
    rows = {row["kind"]: row["id"] for row in insured.json("due")}
    assert lists_of(folder) == {"M1.csv": [rows["1dc"], rows["3dc"]], "S1.csv": [rows["insurance_expiry"]]}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "S1.csv").read_bytes().startswith(b"\xef\xbb\xbfNo.,When,Late,What,")
    insured.ok("due", "--split", "caller", "--to", folder, "--headings", "key")
    assert (folder / "S1.csv").read_bytes().startswith(b"\xef\xbb\xbfid,kind,")


def test_yesterdays_file_of_who_has_nothing_today_goes_and_others_files_stay(insured):
    add_delivered(insured)
    folder = insured.folder / "lists"
    insured.ok("due", "--split", "caller", "--to", folder)
    (folder / "notes.csv").write_text("mine")
    assert insured.ok("due", "--split", "caller", "--to", folder).err == ""  # cron would mail it
    result = insured.ok("due", "--split", "caller", "--to", folder, "--kind", "insurance_expiry", "-v")
    assert sorted(path.name for path in folder.iterdir()) == ["S1.csv", "notes.csv"]
    assert "M1.csv: removed, as there is nothing to do." in result.err
    assert "S1.csv: 1 row written." in result.err


def test_a_split_for_one_person_touches_nobody_elses_file(insured):
    add_delivered(insured)
    folder = insured.folder / "lists"
    insured.ok("due", "--split", "caller", "--to", folder)
    insured.ok("due", "--split", "caller", "--to", folder, "--staff", "M1", "--kind", "birthday")
    assert sorted(path.name for path in folder.iterdir()) == ["S1.csv"]


def test_an_employee_number_cannot_name_a_file_elsewhere(shell):
    shell.init()
    shell.take("staff", {"employee_no": "../unassigned", "name": "白雪", "role": "cs_specialist"})
    shell.take("customers", ANNA)
    shell.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-15"})
    folder = shell.folder / "lists"
    shell.ok("due", "--split", "caller", "--to", folder, "-o", "plain")
    # a leading dot and the slash become their bytes: 2E and 2F
    assert [path.name for path in folder.iterdir()] == ["%2E.%2Funassigned.txt"]


def test_split_files_need_a_folder_and_leave_a_file_of_its_name_alone(insured):
    place = insured.folder / "lists"
    place.write_text("mine")
    result = insured.run("due", "--split", "caller", "--to", place)
    assert (result.code, result.out) == (2, "")
    assert f"--to {place} is a file" in result.err
    assert place.read_text() == "mine"


def test_the_format_of_split_files_is_that_of_o(insured):
    folder = insured.folder / "lists"
    insured.ok("due", "--split", "caller", "--to", folder, "-o", "html")
    assert "安娜" in (folder / "S1.html").read_text(encoding="utf-8")


# --- whom to dial ---


@pytest.mark.parametrize(("refuses", "phone"), [("否", "13800138002"), ("是", "13800138001")])
def test_whoever_brought_the_car_is_called_unless_they_want_no_contact(desk, refuses, phone):
    desk.take("customers", ANNA, BORIS)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    order = {"order_no": "R1", "vin": VIN, "type": "paid_repair", "opened_at": "2026-06-11 09:00", "closed_at": "2026-06-12 15:00"}
    desk.take("orders", {**order, "brought_by": "鲍里", "brought_by_phone": "13800138002"})
    desk.take("customers", {**BORIS, "do_not_contact": refuses})  # said after the call was planned
    assert [(row["customer_no"], row["phone"]) for row in desk.json("due")] == [("KH1", phone)]


# --- as a process ---


def test_a_reader_that_goes_away_ends_the_list_silently(insured):
    environ = {"PYTHONPATH": str(ROOT), "KCRM_DB": str(insured.db), "KCRM_NOW": "2026-06-15T08:30"}
    with subprocess.Popen(
        [sys.executable, "-m", "kcrm", "due"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, cwd=ROOT
    ) as process:
        process.stdout.close()
        assert process.wait(timeout=30) == 141
        assert process.stderr.read() == b""
