"""What left the desk of people's data: recorded before it does, or it does not leave; for good, and in nobody's way."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import report_month
from conftest import filled_once

from kcrm.actions import access
from kcrm.storage import dbfile

VIN = "1M8GDM9AXKP042788"
ANNA = {"name": "安娜", "phone": "13800138000", "customer_no": "KH1", "region": "汀北"}
BERT = {"name": "贝特", "phone": "13800138001", "customer_no": "KH2", "region": "汀南"}


@filled_once
def two(desk):
    desk.take("customers", ANNA, BERT)
    return desk


def recorded(desk):
    """What, how many and where to, earliest first."""
    return desk.query("SELECT what, row_count, file FROM access ORDER BY id")


# --- what is recorded ---


def test_a_file_is_recorded_with_who_when_what_how_many_which_filter_and_where_to(two, monkeypatch):
    monkeypatch.setenv("LOGNAME", "reception")
    monkeypatch.chdir(two.folder)
    two.ok("--as", "S1", "export", "customers", "region:汀北", "--to", "a.csv")
    (row,) = two.json("access", "list")
    assert row.pop("recorded_at").endswith("+08:00")  # of the real clock
    assert row == {
        "id": 1,
        "at": "2026-06-15T08:30:00+08:00",
        "employee_no": "S1",
        "employee": "白雪",
        "system_user": "reception",
        "what": "export customers",
        "filter": "region:汀北",
        "reason": None,
        "rows": 1,
        "personal": ["name", "phone", "address", "contact", "birthday", "note"],
        "file": str(two.folder / "a.csv"),
        "command": "kcrm --as S1 export customers region:汀北 --to a.csv",
    }


def test_the_filter_is_kept_without_what_may_be_somebodys(two):
    two.ok("customer", "list", "name:安娜", "-region:汀南", "8000", "--kind", "person", "--to", two.folder / "a.json")
    (row,) = two.json("access", "list")
    assert (row["what"], row["filter"]) == ("customer list", "… -region:汀南 … --kind person")
    for file in two.folder.glob("desk.db*"):
        with closing(sqlite3.connect(two.db)) as connection:
            assert "安娜" not in "".join(map(str, connection.execute("SELECT * FROM access").fetchone())), file


def test_export_is_recorded_wherever_it_goes(two):
    assert two.ok("export", "customers").out.count("\n") == 3
    two.ok("export", "customers", "-o", "json", "--limit", "1")
    assert recorded(two) == [("export customers", 2, "stdout"), ("export customers", 1, "stdout")]


def test_each_file_of_a_folder_has_its_own_record_and_an_empty_one_has_none(two):
    two.ok("export", "all", "--to", two.folder / "all")
    assert recorded(two) == [
        ("export all", 6, str(two.folder / "all" / "staff.csv")),
        ("export all", 2, str(two.folder / "all" / "customers.csv")),
    ]


def test_a_list_for_each_caller_is_recorded_by_its_rows(two):
    two.take("customers", {**ANNA, "birthday": "1990-06-15"})
    two.ok("followup", "add", "KH1", "other", "today", "--about", "问候")
    two.ok("followup", "add", "KH2", "other", "today", "--about", "问候", "--to", "S2")
    two.ok("due", "--split", "caller", "--to", two.folder / "lists")
    assert [(what, rows) for what, rows, _file in recorded(two)] == [("due", 1), ("due", 1)]
    assert {file for _what, _rows, file in recorded(two)} == {str(file) for file in (two.folder / "lists").iterdir()}


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.html", "a.md", "a.txt", "a.jsonl"])
def test_every_kind_of_file_is_recorded(two, name):
    two.ok("customer", "list", "--to", two.folder / name)
    assert recorded(two) == [("customer list", 2, str(two.folder / name))]


def test_one_record_and_a_form_on_paper_are_recorded_as_one(two):
    two.ok("complaint", "open", "KH1", "--severity", "minor", "--description", "等待太久")
    two.ok("customer", "show", "KH1", "--to", two.folder / "c.json")
    two.ok("complaint", "form", "K1", "--to", two.folder / "k.html")
    assert [(what, rows) for what, rows, _file in recorded(two)] == [("customer show", 1), ("complaint form", 1)]


def test_of_people_only_what_the_columns_tell_is_said_and_what_tells_nothing_is_not_recorded(two):
    two.ok("customer", "list", "--columns", "id,phone", "--to", two.folder / "a.csv")
    two.ok("customer", "list", "--columns", "id,region", "--to", two.folder / "b.csv")
    two.ok("customer", "list", "region:无", "--to", two.folder / "c.csv")
    two.ok("kpi", "list", "--to", two.folder / "d.csv")
    assert [(row["personal"], row["rows"]) for row in two.json("access", "list")] == [(["phone"], 2)]


def test_what_is_shown_or_piped_is_work_and_not_recorded(two):
    for format_ in ("table", "plain", "csv", "json", "jsonl", "html", "md"):
        two.ok("customer", "list", "-o", format_)
    two.ok("customer", "show", "KH1")
    two.ok("due")
    assert recorded(two) == []


@pytest.mark.parametrize(("format_", "kept"), [("csv", True), ("json", True), ("html", True), ("plain", False)])
def test_a_list_that_a_shell_writes_into_a_file_is_recorded_unless_it_is_people_who_read_it(two, format_, kept):
    with (two.folder / "out").open("wb") as file:
        words = [sys.executable, "-m", "kcrm", "customer", "list", "-o", format_]
        subprocess.run(words, stdout=file, check=True, timeout=60)
    assert "安娜" in (two.folder / "out").read_text(encoding="utf-8")
    assert recorded(two) == ([("customer list", 2, "stdout")] if kept else [])


def test_a_form_that_a_shell_writes_into_a_file_is_recorded(two):
    two.ok("complaint", "open", "KH1", "--severity", "minor", "--description", "等待太久")
    with (two.folder / "form.md").open("wb") as file:
        subprocess.run([sys.executable, "-m", "kcrm", "complaint", "form", "K1"], stdout=file, check=True, timeout=60)
    assert recorded(two) == [("complaint form", 1, "stdout")]


def test_a_report_is_recorded_where_it_names_people(desk):
    report_month.fill(desk)
    desk.ok("policy", "set", "kpi.small_sample", "1")
    desk.ok("report", "month", "2026-05", "--html", desk.folder / "page.html")
    desk.ok("report", "month", "2026-05", "--to", desk.folder / "page.md")
    assert recorded(desk) == []
    desk.ok("policy", "set", "kpi.names_in_reports", "yes")
    desk.ok("report", "month", "2026-05", "--html", desk.folder / "page.html")
    desk.ok("report", "month", "2026-05", "--to", desk.folder / "page.md")
    text = (desk.folder / "page.md").read_text(encoding="utf-8")
    named = [name for name in ("沈国栋", "顾文斌", "秦大勇", "白雪", "林晓", "何总", "许机电", "武钣金") if name in text]
    assert named == ["秦大勇", "白雪", "武钣金"]
    assert recorded(desk) == [("report month", 3, str(desk.folder / name)) for name in ("page.html", "page.md")]
    assert desk.json("access", "list", "--limit", "1")[0]["personal"] == ["name"]


# --- or it does not leave ---


def refused_here(desk, *words):
    result = desk.run(*words)
    assert (result.code, result.out) == (6, "")
    assert sorted(desk.folder.rglob("a.*")) == sorted(desk.folder.glob(".a.*")) == []
    assert desk.query("SELECT count(*) FROM access") == [(0,)]
    return result.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_it_cannot_be_recorded_nothing_leaves_and_lists_are_shown_all_the_same(two, monkeypatch, language):
    two.speaking(language)
    two.ok("plan")
    monkeypatch.setattr(os, "access", lambda _path, mode: mode == os.R_OK)
    said = {"en": ("cannot record that personal data leave", "Export where"), "zh": ("无法登记个人信息的导出", "请在数据库可写的地方导出")}
    for words in (
        ["export", "customers", "--to", two.folder / "a.csv"],
        ["export", "customers"],
        ["customer", "list", "--to", two.folder / "a.xlsx"],
        ["customer", "show", "KH1", "--to", two.folder / "a.json"],
    ):
        err = refused_here(two, *words)
        assert all(part in err for part in said[language]), err
    assert len(two.json("customer", "list")) == 2
    assert "安娜" in two.ok("customer", "list").out
    two.ok("customer", "list", "--columns", "id", "--to", two.folder / "numbers.csv")  # tells of nobody
    assert two.json("access", "list") == []


def test_a_database_whose_mode_permits_no_writing_refuses_too(two):
    if os.geteuid() == 0:
        pytest.skip("root writes whatever the mode says")
    two.db.chmod(0o400)
    assert "read-only" in refused_here(two, "export", "customers", "--to", two.folder / "a.csv")


def test_while_another_writes_nothing_leaves(two, monkeypatch):
    monkeypatch.setattr(dbfile, "BUSY_TIMEOUT_MS", 10)
    with closing(sqlite3.connect(two.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for words in (["export", "customers", "--to", two.folder / "a.csv"], ["export", "customers"]):
            assert "busy" in refused_here(two, *words)


def test_a_record_that_fails_keeps_the_file_that_was_there(two, monkeypatch):
    (two.folder / "old.csv").write_text("before", encoding="utf-8")

    def fails(*_args):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(access, "add_access", fails)
    result = two.run("export", "customers", "--to", two.folder / "old.csv")
    assert (result.code, (two.folder / "old.csv").read_text(encoding="utf-8")) == (6, "before")
    assert recorded(two) == []


def test_a_file_that_cannot_be_written_is_not_recorded(two):
    assert two.run("export", "customers", "--to", two.folder / "none" / "a.csv").code == 3
    (two.folder / "link.csv").symlink_to(two.folder / "b.csv")
    assert two.run("export", "customers", "--to", two.folder / "link.csv").code == 5
    assert recorded(two) == []


# --- for good ---


def test_nothing_that_left_is_changed_or_forgotten(two):
    two.ok("export", "customers")
    with closing(sqlite3.connect(two.db)) as connection:
        for statement in ("UPDATE access SET row_count = 1", "DELETE FROM access", "DELETE FROM access WHERE id = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="recorded for good"):
                connection.execute(statement)


def test_it_is_no_operation_and_undo_does_not_reach_it(two):
    before = two.query("SELECT (SELECT max(id) FROM operation), count(*) FROM operation_row")
    two.ok("--as", "S1", "export", "customers", "--to", two.folder / "a.csv")
    assert two.query("SELECT (SELECT max(id) FROM operation), count(*) FROM operation_row") == before
    two.ok("undo", "-y")
    assert two.json("customer", "list") == []
    assert [row["rows"] for row in two.json("access", "list")] == [2]


def test_who_acted_may_be_gone_again(two):
    two.take("staff", {"employee_no": "S9", "name": "丁一", "role": "cs_specialist"})
    two.ok("--as", "S9", "export", "customers", "--to", two.folder / "a.csv")
    two.ok("undo", "-y")
    assert [(row["employee_no"], row["rows"]) for row in two.json("access", "list")] == [(None, 2)]
    assert [row for row in two.json("db", "check") if row["severity"] == "error"] == []


def test_compacting_the_log_keeps_it_and_a_backup_has_it(two):
    two.ok("export", "customers")
    two.at("2026-07-01T09:00")
    two.ok("db", "compact", "--operations-before", "today", "-y")
    two.ok("db", "backup", "--to", two.folder / "copy.db")
    two.ok("export", "customers")
    assert len(two.json("access", "list")) == 2
    two.ok("db", "restore", two.folder / "copy.db", "--confirm", "云汐店")
    assert [row["what"] for row in two.json("access", "list")] == ["export customers"]


def test_records_that_were_removed_are_found(two):
    for _time in range(3):
        two.ok("export", "customers")
    assert not [row for row in two.json("db", "check") if row["check"] == "access"]
    with closing(sqlite3.connect(two.db)) as connection:
        ((trigger,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'access_is_kept_deleted'").fetchall()
        connection.execute("DROP TRIGGER access_is_kept_deleted")
        connection.execute("DELETE FROM access WHERE id > 1")
        connection.execute(trigger)
        connection.commit()
    result = two.run("db", "check", "-o", "json")
    assert result.code == 6
    assert [row["detail"] for row in result.json if row["check"] == "access"] == ["Records of what left the desk are missing: 2"]


# --- the list ---


def test_the_list_is_narrowed_by_who_when_and_what(two):
    two.ok("--as", "S1", "customer", "list", "--to", two.folder / "a.csv")
    two.at("2026-06-16T23:59:59")
    two.ok("--as", "S2", "export", "customers")
    two.at("2026-06-17T00:00")
    two.ok("export", "staff")

    def listed(*words):
        return [row["what"] for row in two.json("access", "list", *words)]

    assert listed() == ["export staff", "export customers", "customer list"]
    assert listed("--limit", "1") == ["export staff"]
    assert listed("--sort", "rows") == ["export customers", "customer list", "export staff"]
    assert listed("--by", "S1") == ["customer list"]
    assert listed("--period", "2026-06-16") == ["export customers"]
    assert listed("--period", "2026-06-15..2026-06-16") == ["export customers", "customer list"]
    assert listed("--what", "export") == ["export staff", "export customers"]
    assert listed("--what", "export customers") == ["export customers"]
    assert listed("--what", "cust") == []
    assert two.run("access", "list", "--by", "X9").code == 3


def test_both_languages_say_it(two):
    assert two.ok("access", "list").err == "No personal data have left.\n"
    two.ok("export", "customers", "--columns", "phone", "--to", two.folder / "a.csv")
    two.speaking("zh")
    two.ok("export", "customers", "--columns", "phone", "--limit", "1")
    out = two.ok("access", "list", "--columns", "what,rows,personal,file").out
    assert [line.split() for line in out.splitlines()] == [
        ["事项", "行数", "个人信息", "去向"],
        ["export", "customers", "1", "电话", "标准输出"],
        ["export", "customers", "2", "电话", str(two.folder / "a.csv")],
    ]
