"""`kcrm cron`: lines that run where cron runs them, with no PATH, no HOME and LANG=C."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import filled_once

import kcrm

ROOT = Path(kcrm.__file__).parent.parent
VIN = "1M8GDM9AXKP042788"


@filled_once
def insured(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    return desk


def lines(desk, *argv):
    """(minute, hour, command) of each line, as cron reads them: a backslash before % goes."""
    found = []
    for line in desk.ok("cron", *argv).out.splitlines():
        if not line.startswith(("#", "CONTENT_TYPE=", "MAILTO=")):
            minute, hour, *stars, command = line.split(" ", 5)
            assert stars == (["1", "*", "*"] if "classify" in command else ["*", "*", "*"])
            assert "%" not in line.replace("\\%", "")
            found.append((minute, hour, command.replace("\\%", "%")))
    return found


def as_cron(command):
    """Run it with nothing but what a checkout needs to find itself."""
    words = ["env", "-i", "LANG=C", f"PYTHONPATH={ROOT}", "KCRM_NOW=2026-06-15T08:30", "/bin/sh", "-c", command]
    return subprocess.run(words, capture_output=True, cwd=ROOT, check=False, timeout=60)


def test_the_lines_follow_each_other_across_midnight(insured):
    assert [line[:2] for line in lines(insured, "--at", "7:30")] == [
        ("30", "7"),
        ("35", "7"),
        ("40", "7"),
        ("30", "*"),
        ("45", "7"),
        ("50", "7"),
    ]
    assert [line[:2] for line in lines(insured, "--at", "23:52")] == [
        ("52", "23"),
        ("57", "23"),
        ("2", "0"),
        ("52", "*"),
        ("7", "0"),
        ("12", "0"),
    ]


def test_every_line_names_database_language_and_program_in_full(insured, monkeypatch):
    monkeypatch.chdir(insured.folder)
    for _minute, _hour, command in lines(insured, "--db", "desk.db", "--lang", "zh"):
        database, language, program, *_rest = shlex.split(command)
        assert database == f"KCRM_DB={insured.db}"
        assert language == "KCRM_LANG=zh"
        assert Path(program).is_absolute()


def test_the_lines_run_under_an_empty_environment_and_write_readable_chinese(insured):
    insured.speaking("zh")
    folder = insured.folder / "每日 100%"
    plan, lists, check, sweep, backup, classes = (as_cron(command) for _minute, _hour, command in lines(insured, "--dir", folder))
    assert (plan.returncode, plan.stdout, plan.stderr) == (0, b"", b"")
    assert (lists.returncode, lists.stdout, lists.stderr) == (0, b"", b"")  # a word would be a mail each morning
    assert "安娜" in (folder / "白雪-S1-2026-06-15.csv").read_text(encoding="utf-8-sig")
    assert check.returncode == 10
    assert "2026-06-15 星期一待办：1 项" in check.stdout.decode()
    assert "续保提醒" in check.stdout.decode()
    assert (sweep.returncode, sweep.stdout, sweep.stderr) == (0, b"", b"")
    assert (backup.returncode, backup.stdout, backup.stderr) == (0, b"", b"")
    assert len(list((insured.folder / "backups").glob("desk-*.db"))) == 1
    assert (classes.returncode, classes.stdout, classes.stderr) == (0, b"", b"")
    assert insured.json("classify", "list")[0]["class"] == "C"


def test_nothing_overdue_is_no_mail(desk):
    (_minute, _hour, command) = lines(desk)[2]
    check = as_cron(command)
    assert (check.returncode, check.stdout, check.stderr) == (0, b"", b"")


@pytest.mark.parametrize(("argv", "code"), [(("--at", "25:00"), 2), (("--at", "soon"), 2), (("--dir", "a\nb"), 5)])
def test_what_no_crontab_can_hold_is_refused(desk, argv, code):
    assert desk.run("cron", *argv).code == code


@pytest.mark.parametrize("name", ["a\x1bb", "a\u202eb", "a\udcffb"])
def test_a_path_that_cannot_be_printed_as_it_is_is_refused(desk, name):
    result = desk.run("cron", "--dir", name)
    assert (result.code, result.out) == (5, "")
    assert "A crontab cannot hold a path" in result.err


def test_cron_is_told_the_encoding_of_its_mails_and_who_gets_them(desk):
    unsaid, said = (desk.ok("cron", *argv).out.splitlines() for argv in ((), ("--mail-to", "Kf@Example.com")))
    assert 'CONTENT_TYPE="text/plain; charset=utf-8"' in unsaid
    assert "# MAILTO=name@example.com" in unsaid
    assert "MAILTO=Kf@example.com" in said
    assert not any(line.startswith("# MAILTO") for line in said)
    assert desk.run("cron", "--mail-to", "kf").code == 2


def test_with_mail_the_lists_are_sent_by_a_line_that_runs_as_cron_runs_it(insured, tmp_path):
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\ncat > "{tmp_path}/letter"\n', encoding="utf-8")
    program.chmod(0o755)
    insured.ok("staff", "edit", "S1", "--email", "baixue@example.com")
    plan, lists = (command for _minute, _hour, command in lines(insured, "--mail")[:2])
    assert shlex.split(lists)[-5:] == ["due", "--mail", "--quiet-if-empty", ">", "/dev/null"]
    assert as_cron(plan).returncode == 0
    settings = f"KCRM_SENDMAIL={program} KCRM_MAIL_FROM=kf@example.com"
    done = as_cron(f"{settings} {lists}")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert b"To: =?utf-8?" in (tmp_path / "letter").read_bytes()


def scheduled(desk, *argv):
    """(name, schedule, time, words) of each task, as cmd.exe and schtasks read them: between the outer quotes \\" is a quote."""
    found = []
    for line in desk.ok("cron", "--windows", *argv).out.splitlines():
        if not line.startswith("rem "):
            match = re.fullmatch(r'schtasks /Create /F /TN "kcrm\\(\w+)" /SC (\w+(?: /D 1)?) /ST (\d\d:\d\d) /TR "(.*)"', line)
            assert match is not None, line
            command = match[4].replace('\\"', '"')
            found.append((match[1], match[2], match[3], [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)]))
    return found


def test_on_windows_task_scheduler_has_lines_with_all_that_they_need(desk, monkeypatch):
    folder = desk.folder / "客服 部"
    folder.mkdir()
    monkeypatch.setattr(sys, "argv", ["pytest"])
    monkeypatch.setattr(sys, "executable", "/Py 3/python.exe")
    database = folder / "店.db"
    found = scheduled(desk, "--db", database, "--lang", "zh", "--at", "23:50", "--dir", "/名 单")
    begin = ["/Py 3/python.exe", "-m", "kcrm", "--db", str(database), "--lang", "zh"]
    assert found == [
        ("plan", "DAILY", "23:50", [*begin, "plan", "-o", "json"]),
        ("lists", "DAILY", "23:55", [*begin, "due", "--split", "caller", "--to", "/名 单", "--quiet-if-empty"]),
        ("overdue", "DAILY", "00:00", [*begin, "due", "--overdue", "-o", "plain", "--to", str(folder / "overdue.txt")]),
        ("sweep", "HOURLY", "23:50", [*begin, "complaint", "sweep", "-o", "json"]),
        ("backup", "DAILY", "00:05", [*begin, "db", "backup", "-o", "json"]),
        ("classes", "MONTHLY /D 1", "00:10", [*begin, "classify", "run", "-o", "json"]),
    ]
    assert scheduled(desk, "--db", database, "--lang", "zh", "--mail")[1][3] == [*begin, "due", "--mail", "--quiet-if-empty"]


def test_the_commands_of_the_tasks_run(insured):
    insured.ok("init", "--db", insured.folder / "店 2.db", "--store", "店", "--go-live", "2026-01-01")
    for _name, _often, _at, words in scheduled(insured, "--db", insured.folder / "店 2.db", "--dir", insured.folder):
        assert insured.run(*words[words.index("--db") :]).code == 0


@pytest.mark.parametrize("folder", ["a&b", "100%", "a^b", "x" * 260, "a\nb"])
def test_what_task_scheduler_cannot_be_given_is_refused(desk, folder):
    refused = desk.run("cron", "--windows", "--dir", f"/{folder}")
    assert (refused.code, refused.out) == (5, "")


def test_task_scheduler_mails_nothing(desk):
    assert desk.run("cron", "--windows", "--mail-to", "kf@example.com").code == 2


def test_a_store_of_a_group_publishes_each_night(desk):
    desk.ok("store", "edit", "--code", "S01")
    key, folder = desk.folder / "group.key", desk.folder / "the group's"
    desk.ok("group", "key", key)
    (line,) = [each for each in lines(desk, "--group", folder, "--key-file", key) if "group publish" in each[2]]
    assert line[:2] == ("55", "7")
    assert as_cron(line[2]).returncode == 0
    assert (folder / "manifest" / "store=S01.json").is_file()
    assert "group publish" not in desk.ok("cron").out


def test_messages_to_staff_are_written_into_a_folder_each_morning(desk):
    desk.ok("--as", "G1", "task", "add", "盘点", "S1")
    folder = desk.folder / "the notices"
    (line,) = [each for each in lines(desk, "--notices", folder) if "notify export" in each[2]]
    assert line[:2] == ("0", "8")
    assert as_cron(line[2]).returncode == 0
    assert [path.name for path in folder.iterdir()] == ["notices-1.csv"]
    assert "notify export" not in desk.ok("cron").out


@pytest.mark.parametrize("option", [("--group", "folder"), ("--key-file", "key")])
def test_a_groups_folder_needs_its_key(desk, option):
    result = desk.run("cron", *option)
    assert (result.code, "--group and --key-file go together." in result.err) == (2, True)


REPORT = 'title = "周报"\n[[section]]\ntitle = "进厂"\nkpis = ["total_visits"]\n'


def test_a_report_of_ones_own_is_written_each_monday_or_first_of_the_month_beside_the_lists(desk):
    (desk.folder / "own.toml").write_text(REPORT, encoding="utf-8")
    desk.ok("report", "new", "周报/50%", desk.folder / "own.toml")
    out = desk.ok("cron", "--dir", desk.folder, "--report", "week:周报/50%", "--report", "month:周报/50%", "--report", "DAY: 周报/50%").out
    told = [line for line in out.splitlines() if " report run " in line]
    # the lists follow the plan of 07:30 by five minutes, these all others
    assert [line.split(" ", 5)[:5] for line in told] == [
        ["5", "8", "*", "*", "1"],
        ["10", "8", "1", "*", "*"],
        ["15", "8", "*", "*", "*"],
    ]
    commands = [line.split(" ", 5)[5].replace("\\%", "%") for line in told]
    for command, period, every in zip(commands, ("last-week", "last-month", "yesterday"), ("week", "month", "day"), strict=True):
        words = shlex.split(command.removesuffix(" > /dev/null"))
        assert words[-7:] == ["run", "--period", period, "--to", str(desk.folder / f"周报_50%-{every}.html"), "--", "周报/50%"]
    done = as_cron(commands[0])
    assert done.returncode == 0, done.stderr
    assert "<title>周报</title>" in (desk.folder / "周报_50%-week.html").read_text(encoding="utf-8")


def test_reports_stand_beside_the_database_where_lists_are_mailed(desk):
    out = desk.ok("cron", "--mail", "--report", "week:周报").out
    assert str(desk.folder / "周报.html") in out
    assert str(desk.folder / "lists" / "周报.html") in desk.ok("cron", "--report", "week:周报").out


@pytest.mark.parametrize("text", ["周报", "year:周报", "week:", ":周报"])
def test_a_report_without_its_rhythm_or_name_is_refused(desk, text):
    refused = desk.run("cron", "--report", text)
    assert (refused.code, refused.out) == (2, "")
    assert "write day:NAME, week:NAME or month:NAME." in refused.err


def files_of(desk, *asked):
    out = desk.ok("cron", "--dir", desk.folder, *(word for each in asked for word in ("--report", each))).out
    told = [line.split(" ", 5)[5].replace("\\%", "%").removesuffix(" > /dev/null") for line in out.splitlines() if " report run " in line]
    return [Path(shlex.split(each)[-3]).name for each in told]


def test_no_two_reports_are_written_to_one_file(desk):
    assert files_of(desk, "month:empt", "day:empt", "week:other") == ["empt-month.html", "empt-day.html", "other.html"]
    assert files_of(desk, "week:a/b", "week:a:b", "day:A_b") == ["a_b-week.html", "a_b-week-2.html", "A_b-day.html"]
    assert files_of(desk, "day:a", "month:a", "week:a-day") == ["a-day.html", "a-month.html", "a-day-2.html"]
    assert files_of(desk, "day:a", "DAY:a") == ["a.html"]


@pytest.mark.parametrize(("language", "words"), [("en", "There is no report named nope.\n"), ("zh", "没有名为 nope 的报告。\n")])
def test_a_report_that_there_is_none_of_is_told(desk, language, words):
    (desk.folder / "own.toml").write_text(REPORT, encoding="utf-8")
    desk.ok("report", "new", "w", desk.folder / "own.toml")
    desk.speaking(language)
    assert desk.ok("cron", "--report", "week:w").err == ""
    assert desk.ok("cron", "--report", "week:nope", "--report", "day:w").err == words


def test_task_scheduler_is_told_to_be_unable_of_the_reports_name(desk):
    refused = desk.run("cron", "--windows", "--dir", "/d", "--report", "week:100% 好")
    assert (refused.code, refused.out) == (5, "")
    assert "the report's name" in refused.err
    assert "100% 好" in refused.err
    assert str(desk.db) not in refused.err


def test_windows_writes_reports_on_mondays(desk):
    (line,) = [line for line in desk.ok("cron", "--windows", "--dir", "/d", "--report", "week:w").out.splitlines() if "report run" in line]
    assert '"kcrm\\report1" /SC WEEKLY /D MON /ST 08:05' in line
    refused = desk.run("cron", "--windows", "--dir", "/d", "--report", "week:a&b")
    assert refused.code == 5
