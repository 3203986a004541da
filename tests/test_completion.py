"""The Tab key: what it offers, in bash itself too, and that it never says anything else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from kcrm.shell.completion import SHELLS, script


@pytest.fixture
def people(desk, monkeypatch):
    """A desk with two customers who share a name, one who does not, and one whose name a shell would run."""
    for number, name in enumerate(("张伟", "张伟", "张敏", "$(reboot)")):
        desk.take("customers", {"customer_no": f"KH{number}", "name": name, "phone": f"1380013800{number}"})
    desk.take("vehicles", {"vin": "11111111111111111", "customer_no": "KH2", "insurance_expires_on": "2026-07-10"})
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    return desk


def offered(desk, *words):
    """What is offered for the last word, without what each is."""
    result = desk.ok(*words)
    assert result.err == ""
    return [line.partition("\t")[0] for line in result.out.splitlines()]


def test_commands_and_options_are_completed(people):
    assert offered(people, "cus") == ["customer"]
    assert "--mine" in offered(people, "next", "--m")


def test_rescues_and_jobs_that_are_not_over_are_offered(people, monkeypatch):
    monkeypatch.delenv("_KCRM_COMPLETE")
    for fault in ("爆胎", "没电"):
        people.ok(
            "rescue",
            "open",
            "KH2",
            "--place",
            "东门",
            "--fault",
            fault,
            "--asked",
            "2026-06-15 08:29" if fault == "没电" else "2026-06-15 08:28",
        )
        people.ok("job", "add", fault, "--kind", "small")
    people.ok("rescue", "close", "E1", "cancelled")
    people.ok("job", "done", "J1")
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    assert offered(people, "rescue", "dispatch", "") == ["E2"]
    assert offered(people, "rescue", "close", "E") == ["E2"]
    assert offered(people, "job", "done", "") == ["J2"]


def test_behind_help_commands_are_completed_and_a_list_offers_names(people):
    assert "complaint" in offered(people, "help", "compl")
    assert "open" in offered(people, "help", "complaint", "op")
    assert offered(people, "due", "张") == offered(people, "show", "张")


def test_a_customer_is_offered_by_name_where_the_name_says_who_it_is_else_by_identifier(people):
    assert sorted(offered(people, "log", "张")) == ["C1", "C2", "张敏"]
    assert offered(people, "customer", "show", "zhangm") == ["张敏"]
    assert offered(people, "show", "KH3") == ["C4"]  # never text that a shell would run


def test_marked_numbers_are_completed_and_identifiers_are_marked_where_a_number_reads_like_one(people, monkeypatch):
    assert offered(people, "customer", "show", "id:C") == ["id:C1", "id:C2", "id:C3", "id:C4"]
    assert offered(people, "customer", "show", "no:KH1") == ["no:KH1"]
    assert offered(people, "why", "id:F1")[0] == "id:F1"
    assert offered(people, "why", "no:F1") == []
    assert offered(people, "staff", "show", "no:S") == ["no:S1", "no:S2"]
    monkeypatch.delenv("_KCRM_COMPLETE")
    people.take("customers", {"customer_no": "C1", "name": "张伟", "phone": "13800138009"})
    complaint = {"received_at": "2026-06-14", "severity": "minor", "description": "等太久"}
    people.take("complaints", {"complaint_no": "TS1", "customer_no": "KH2", **complaint})
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    assert sorted(offered(people, "log", "张")) == ["id:C1", "id:C2", "id:C5", "张敏"]
    assert offered(people, "complaint", "show", "K") == ["K1"]  # the customer's number reads like a customer's identifier only
    monkeypatch.delenv("_KCRM_COMPLETE")
    people.take("complaints", {"complaint_no": "K9", "customer_no": "KH2", **complaint})
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    assert offered(people, "complaint", "show", "K") == ["id:K1", "id:K2"]
    assert offered(people, "complaint", "show", "no:T") == ["no:TS1"]


def test_the_words_of_a_declared_field_are_completed_where_it_is_filled_and_where_a_list_is_narrowed_by_it(people):
    assert offered(people, "vehicle", "edit", "V1", "--energy", "e") == ["electric"]
    assert offered(people, "customer", "list", "--kind", "c") == ["company"]
    assert offered(people, "order", "list", "--type", "paid_m") == ["paid_maintenance"]
    assert offered(people, "opportunity", "list", "--state", "w") == ["won"]
    assert offered(people, "followup", "list", "--kind", "bir") == ["birthday"]


def test_staff_kinds_and_outcomes_are_completed(people):
    assert offered(people, "next", "--staff", "S2") == ["S2"]
    assert offered(people, "next", "--staff", "sh") == ["M1"]  # 沈国栋, shenguodong
    assert offered(people, "staff", "handover", "林") == ["S2"]
    assert offered(people, "due", "--kind", "insu") == ["insurance_expiry"]
    assert offered(people, "log", "C1", "no") == ["no_answer"]
    people.speaking("zh")
    assert offered(people, "due", "--kind", "首") == ["首保提醒"]


def test_open_follow_ups_are_completed_by_number(people):
    assert "F1" in offered(people, "why", "F")


def test_open_conflicts_are_completed_by_number_where_one_is_decided_or_explained(people, monkeypatch):
    monkeypatch.delenv("_KCRM_COMPLETE")
    for day in ("1990-05-01", "1990-06-01"):
        people.take("customers", {"customer_no": "KH2", "name": "张敏", "phone": "13800138002", "birthday": day})
    people.take("customers", {"customer_no": "KH0", "name": "张三", "phone": "13800138000"})
    people.ok("customer", "settle", "CF2", "--keep")
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    for start in ("", "C", "cf", "CF", "CF1"):
        assert people.ok("customer", "settle", start).out == "CF1\t张敏 Birthday\n"
    assert offered(people, "customer", "settle", "id:CF") == ["id:CF1"]
    for start in ("no:CF", "CF2", "K", "CF1x", "C1"):
        assert offered(people, "customer", "settle", start) == []
    assert offered(people, "why", "CF") == ["CF1"]
    assert "CF1" not in offered(people, "followup", "show", "CF")


def test_assessments_of_credit_are_completed_by_number_and_where_one_is_approved_only_those_that_wait(people, monkeypatch):
    monkeypatch.delenv("_KCRM_COMPLETE")
    people.take("customers", {"customer_no": "KG", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"})
    people.ok("fleet", "add", "KG")
    for _ in range(4):
        people.ok("credit", "assess", "KG", "--informal", "--as", "S1")
    people.ok("credit", "approve", "CA2", "--as", "M1")
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    for start in ("CA", "ca", "C"):
        assert offered(people, "credit", "approve", start) == ["CA4", "CA3"]  # CA1 was overtaken
    assert people.ok("credit", "approve", "CA4").out == "CA4\t云汐物流有限公司 D 2026-06-15\n"
    assert offered(people, "credit", "approve", "id:CA3") == ["id:CA3"]
    for start in ("no:CA", "CA2", "CF", "CA3x"):
        assert offered(people, "credit", "approve", start) == []
    assert offered(people, "why", "CA") == ["CA4", "CA3", "CA2", "CA1"]
    assert offered(people, "why", "CA2") == ["CA2"]
    assert offered(people, "followup", "show", "CA") == []


def test_without_a_database_nothing_is_said_on_stderr(shell, monkeypatch):
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    result = shell.run("log", "张")
    assert (result.code, result.out, result.err) == (0, "", "")


@pytest.mark.parametrize("words", [("no-such-verb", "x"), ("--lang", "xx", "l"), ("--db", "", "l")])
def test_a_command_line_that_makes_no_sense_is_offered_nothing_and_told_nothing(people, words):
    result = people.run(*words)
    assert (result.code, result.err) == (0, "")


def test_the_script_is_printed_for_each_shell(desk):
    for shell in SHELLS:
        assert desk.ok("completion", shell).out == script(shell)
    assert desk.run("completion", "csh").code == 2


# what each shell does on Tab behind `kcrm log 张`: the words so far are handed to the script's function, which says what is offered
ON_TAB = {
    "bash": 'COMP_WORDS=(kcrm log 张); COMP_CWORD=2; _kcrm_completion kcrm; printf "%s\\n" "${COMPREPLY[@]}"',
    "zsh": "compadd() { print -l -- $candidates }; words=(kcrm log 张); CURRENT=3; _kcrm_completion",
    "fish": 'complete -C "kcrm log 张" | string split --fields 1 \\t',
}


@pytest.mark.parametrize("name", ON_TAB)
def test_the_shell_completes_with_the_script(desk, tmp_path, name):
    assert completed(desk, tmp_path, name, ON_TAB[name]) == ("张慧\n张敏\n", "")


def test_bash_completes_behind_the_colon_that_parts_words_for_it(desk, tmp_path):
    on_tab = 'COMP_WORDS=(kcrm customer show no : KH); COMP_CWORD=5; _kcrm_completion kcrm; printf "%s\\n" "${COMPREPLY[@]}"'
    assert completed(desk, tmp_path, "bash", on_tab) == ("KH0\nKH1\n", "")
    on_tab = 'COMP_WORDS=(kcrm customer show id :); COMP_CWORD=4; _kcrm_completion kcrm; printf "%s\\n" "${COMPREPLY[@]}"'
    assert completed(desk, tmp_path, "bash", on_tab) == ("C1\nC2\n", "")


def test_powershell_hands_over_quotes_for_a_word_that_is_not_begun(people, monkeypatch):
    monkeypatch.setenv("_KCRM_COMPLETE", "powershell")
    assert offered(people, "customer", "sh") == ["show"]
    assert "show" in offered(people, "customer", '""')


def test_powershell_completes_with_the_script(desk, tmp_path):
    if shutil.which("pwsh") is None:
        pytest.skip("pwsh is not installed here")
    desk.take("customers", {"customer_no": "KH0", "name": "张敏", "phone": "13800138000"})
    command = tmp_path / "kcrm"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kcrm "$@"\n')
    command.chmod(0o755)
    on_tab = "[Management.Automation.CommandCompletion]::CompleteInput('kcrm log 张', 10, $null).CompletionMatches.CompletionText"
    environ = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = ["pwsh", "-NoProfile", "-Command", f"{script('powershell')}\n{on_tab}"]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["张敏"]


def completed(desk, tmp_path, name, on_tab):
    """Both streams of a shell in which the Tab key was pressed at a desk with two customers."""
    if shutil.which(name) is None:
        if os.environ.get("KCRM_SHELLS") == "required":
            pytest.fail(f"KCRM_SHELLS=required, but there is no {name} here")
        pytest.skip(f"{name} is not installed here")
    for number in range(2):
        desk.take("customers", {"customer_no": f"KH{number}", "name": "张敏张慧"[2 * number :][:2], "phone": f"1380013800{number}"})
    command = tmp_path / "kcrm"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kcrm "$@"\n')
    command.chmod(0o755)
    (tmp_path / "script").write_text(script(name))
    environ = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "LC_ALL": "C.UTF-8",
    }
    # of compinit nothing but the function that the script registers with
    program = f'{"compdef() {{ :; }}; " if name == "zsh" else ""}source "{tmp_path}/script"; {on_tab}'
    plainly = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[name]
    done = subprocess.run([name, *plainly, "-c", program], env=environ, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout, done.stderr
