"""`kcrm cron`: lines that run where cron runs them, with no PATH, no HOME and LANG=C."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

import kcrm

ROOT = Path(kcrm.__file__).parent.parent
VIN = "1M8GDM9AXKP042788"


@pytest.fixture
def insured(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    return desk


def lines(desk, *argv):
    """(minute, hour, command) of each line, as cron reads them: a backslash before % goes."""
    found = []
    for line in desk.ok("cron", *argv).out.splitlines():
        if not line.startswith("#"):
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
    assert (lists.returncode, lists.stdout) == (0, b"")
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
