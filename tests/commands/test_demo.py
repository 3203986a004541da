"""`kcrm demo`: the made-up dealership, worked on until there is something to see at every step."""

from __future__ import annotations

import shlex

import pytest
from terminal import at_terminal

from kcrm.text import cells

STATES = ["received", "accepted", "assigned", "responded", "reopened", "resolved", "recalled", "closed"]


@pytest.mark.parametrize("now", ["2026-11-21T08:30", "2027-03-01T00:05"])
def test_the_demonstration_has_a_complaint_at_every_step_whenever_it_is_shown(shell, now):
    shell.at(now)
    result = shell.ok("demo")
    assert "Complaints 41" in result.err
    assert "0 refused, 9 warnings." in result.err
    rows = shell.json("complaint", "board")
    assert [state for state in STATES if state not in {row["state"] for row in rows}] == []
    states = {row["complaint_no"]: row for row in rows}
    # received the day before at 14:00 and not accepted: one level up by the sweep
    assert (states["TS0039"]["accept_state"], states["TS0039"]["level"], states["TS0039"]["escalation_state"]) == (
        *("missed", "cs_manager", "running"),
    )
    assert states["TS0028"]["resolve_state"] == "paused"
    assert states["TS0041"]["level"] == "general_manager"
    assert [states[number]["repeated"] for number in ("TS0031", "TS0033")] == [["customer"], ["cause"]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_demonstration_is_told_in_forty_lines_and_says_how_to_go_on(shell, language):
    shell.speaking(language)
    result = shell.ok("demo")
    assert len((result.out + result.err).splitlines()) <= 40
    *_, alias, first = result.err.splitlines()
    assert f"--db ~/{shell.db.name}" in alias  # a shell knows where the home folder is
    words = shlex.split(first)
    assert (words[0], words[-2:]) == ("kcrm", ["next", "--mine"])
    assert shell.json("due", "--mine", *words[1:3])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_terminal_of_eighty_columns_it_takes_forty_lines_with_what_is_wrapped_and_asks_whether_to_begin(shell, language):
    environ = {"HOME": str(shell.folder), "KCRM_LANG": language, "XDG_DATA_HOME": str(shell.folder / ".local" / "share")}
    with at_terminal(["demo"], environ) as terminal:
        terminal.expect("[y/N]")
        terminal.type("n\n")
        assert terminal.end() == 0
        lines = terminal.screen
    assert "%" not in "".join(lines)  # how far it was, was told on the way, and is gone
    assert sum(max(1, -(-cells(line) // 80)) for line in lines) <= 40
    assert "~/.local/share/kcrm/kcrm-demo.db" in terminal.shown


def test_the_demonstration_is_whole_and_planned(shell):
    shell.ok("demo")
    assert {row["check"] for row in shell.json("db", "check")} <= {"backup"}


def test_the_demonstration_speaks_chinese(shell):
    shell.speaking("zh")
    result = shell.ok("demo")
    assert "今早的回访清单：" in result.err
    assert "续保提醒" in result.out
    assert shell.query("SELECT note FROM complaint_event WHERE kind = 'recalled' ORDER BY note LIMIT 1") == [("卡已收到，也收到了道歉。",)]
