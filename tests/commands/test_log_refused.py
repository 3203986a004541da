"""`kcrm log`: what is refused, two at once, interruptions, and what a person at a terminal is asked."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from calling import DC1, DC3, MON, OTHER, PHONE, at_half_past, customer, customer_row, due, items

from kcrm.queries import calls

# --- what is refused ---


def test_a_closed_follow_up_names_who_closed_it_when_and_with_what(busy):
    busy.ok("log", "F1", "answered", "--as", "S2")
    busy.at(at_half_past(MON))
    again = busy.run("log", "F1", "answered")
    assert (again.code, again.out) == (5, "")
    assert again.err == "kcrm: F1 is already done: answered, logged by 林晓, 2026-06-15 09:00.\nTo see what happened: kcrm why F1\n"
    busy.speaking("zh")
    assert busy.run("log", "F1", "接通").err == "kcrm: F1 已完成：接通，林晓 于 2026-06-15 09:00 记录。\n查看经过：kcrm why F1\n"


def test_a_customer_for_whom_nothing_is_due_is_told_what_is_next(busy):
    busy.ok("log", "张伟", "answered", "--as", "S1")
    again = busy.run("log", "张伟", "answered")
    assert again.code == 5
    assert "the last call was answered, logged by 白雪, 2026-06-15 09:00. Next is F3, 7-day delivery call, on 2026-06-19." in again.err


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["张伟", "answered", "--score", "11"], 2, "11 is more than 10"),
        (["张伟", "answered", "--score", "0"], 2, "0 is less than 1"),
        (["张伟", "busy"], 2, "When to call again?"),
        (["张伟", "busy", "--at", "yesterday 15:00"], 5, "is past"),
        (["张伟", "busy", "--at", "today"], 2, "needs a time too"),
        (["张伟", "answered", "--at", "fri"], 2, "kcrm snooze"),
        (["张伟", "no_answer", "--score", "9"], 2, "no one was reached"),
        (["张伟", "wrong_number", "--prospect", "王五, 13700137000"], 2, "no one was reached"),
        (["张伟", "message_sent", "--by", "phone"], 2, "is not an outcome by phone"),
        (["张伟", "no_answer", "--by", "wechat"], 2, "is not an outcome by WeChat"),
        (["张伟", "answered", "--called-at", "yesterday 15:00"], 5, "an earlier call cannot be about it"),
        (["F1", "answered", "--called-at", "2026-06-15 09:01"], 5, "is in the future"),
        (["F1", "answered", "--called-at", "yesterday"], 2, "needs a time too"),
        (["张伟", "answerd"], 2, "Did you mean answered"),
        (["answered"], 2, "say who was called"),
        (["张伟"], 2, "then the outcome"),
        (["F1", "张伟", "answered"], 2, "is neither"),
        (["F99", "answered"], 3, "F99"),
        (["刘备", "answered"], 3, "刘备"),
        (["F3", "answered", "--answers", "colour=red"], 2, "colour"),
        (["F1", "answered", "--answers", "colour=red"], 2, "This call has no questions"),
        (["张伟", "answered", "--prospect", "王五"], 2, "name, phone, model"),
        (["张伟", "answered", "--next-owner", "张伟, 13800138000"], 5, "already owns it"),
        (["张伟", "answered", "--new-phone", "12"], 2, "is not a phone"),
        (["张伟", "answered", "--opportunity", "insurance", "5000", "1.2"], 2, "is not a probability"),
        (["张伟", "answered", "--opportunity", "insurance", "5000", "-5%"], 2, "is not a probability"),
        (["张伟", "answered", "--opportunity", "insurance", "5000", "NaN"], 2, "is not a probability"),
        (["张伟", "answered", "--opportunity", "insurance", "-1", "0.5"], 2, "is negative"),
        (["张伟", "answered", "--opportunity", " ", "5000", "0.5"], 2, "say what it is"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(busy, argv, code, message):
    busy.ok("due")
    before = busy.query("SELECT count(*) FROM operation")
    result = busy.run("log", *argv)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert busy.query("SELECT count(*) FROM operation") == before
    assert busy.query("SELECT count(*) FROM call") == [(0,)]


def test_one_call_is_to_one_customer(busy):
    customer(busy, name="李四", phone=OTHER, vin="LSVAB2A43JN054321")
    busy.at(MON)
    other = busy.json("due", "--all")[-1]["id"]
    result = busy.run("log", "F1", other, "answered")
    assert result.code == 2
    assert "One call is to one customer" in result.err


def test_a_call_may_be_logged_late(busy):
    busy.at(at_half_past(MON))
    payload = busy.json("log", "张伟", "no_answer", "--called-at", "09:05")
    assert payload["called_at"] == "2026-06-15T09:05:00+08:00"


def test_a_dry_run_says_what_would_be_and_writes_nothing(busy):
    result = busy.ok("log", "张伟", "answered", "-n", "-o", "json")
    assert items(result.json) == [("F1", "done", "2026-06-13", 0), ("F2", "done", "2026-06-15", 0)]
    assert "nothing was written" in result.err
    assert busy.query("SELECT count(*) FROM call") == [(0,)]
    assert due(busy, MON) == [(*DC1, 0), (*DC3, 0)]


# --- several at once, and interruptions ---


def test_of_two_people_who_log_the_same_call_at_once_the_second_is_told_of_the_first(busy, monkeypatch):
    """The second has read the list already when the first one's write is through."""
    from kcrm.commands import log

    read = log.due_calls

    def read_and_lose_the_race(session, *given, **more):
        target = read(session, *given, **more)
        monkeypatch.setattr(log, "due_calls", read)
        subprocess.run([sys.executable, "-m", "kcrm", "log", "张伟", "no_answer", "--as", "S1"], check=True, capture_output=True)
        return target

    monkeypatch.setattr(log, "due_calls", read_and_lose_the_race)
    second = busy.run("log", "张伟", "answered", "--as", "S2")
    assert second.code == 5
    assert "F1 was called in the meantime: no answer, logged by 白雪, 2026-06-15 09:00." in second.err
    assert busy.query("SELECT outcome, staff_id FROM call") == [("no_answer", 4)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "白雪 already called about this today at 09:00: no answer."), ("zh", "白雪今天 09:00 已打过这个电话：未接通。")],
)
def test_who_calls_again_where_nothing_was_ended_is_told_of_the_colleague(busy, language, said):
    busy.ok("log", "F1", "no_answer", "--as", "S1")
    busy.at("2026-06-15T09:30")
    busy.speaking(language)
    assert said in busy.ok("log", "F1", "no_answer", "--as", "S2").err.splitlines()


def test_a_colleagues_call_about_one_of_several_is_told(busy):
    busy.ok("log", "F2", "no_answer", "--as", "S1")
    assert "at 09:00: no answer." in busy.ok("log", "F1", "F2", "answered", "--as", "S2").err


def test_a_call_that_nobody_signed_is_told_without_a_name(busy):
    busy.ok("log", "F1", "no_answer")
    assert "Called about today, at 09:00: no answer." in busy.ok("log", "F1", "answered", "--as", "S2").err.splitlines()


def test_of_calls_of_another_day_nobody_is_told(busy):
    busy.ok("log", "F1", "no_answer", "--as", "S1")
    busy.at("2026-06-16T09:00")
    assert "09:00" not in busy.ok("log", "F1", "answered", "--as", "S2").err
    busy.ok("log", "F2", "no_answer", "--as", "S1")
    assert "09:00" not in busy.ok("log", "F2", "answered", "--called-at", "yesterday 10:00", "--as", "S2").err


def test_two_processes_at_once_leave_one_call(busy):
    command = [sys.executable, "-m", "kcrm", "log", "F1", "answered"]
    both = [subprocess.Popen([*command, "--as", who], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for who in ("S1", "S2")]
    said = [process.communicate()[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 5]
    winner = busy.query("SELECT name FROM call JOIN staff ON staff.id = staff_id")
    assert len(winner) == 1
    assert any(f"answered, logged by {winner[0][0]}" in text for text in said)


@pytest.mark.parametrize("broken", ["add_outcome", "add_answers", "call_by_id"])
def test_an_interruption_in_the_middle_leaves_nothing_half_written(busy, monkeypatch, broken):
    busy.ok("due")

    def interrupt(*_given, **_more):
        raise KeyboardInterrupt

    def state():
        with closing(sqlite3.connect(busy.db)) as connection:
            return list(connection.iterdump())

    before = state()
    monkeypatch.setattr(calls, broken, interrupt)
    result = busy.run("log", "张伟", "no_answer", "--new-phone", OTHER)
    assert (result.code, result.out) == (130, "")
    assert state() == before


def test_a_call_is_one_operation_and_undone_as_one(busy):
    busy.ok("due")
    before = busy.query("SELECT count(*) FROM operation")[0][0]
    busy.ok("log", "张伟", "answered", "--prospect", "王五, 13700137000", "--new-phone", OTHER)
    assert busy.query("SELECT count(*) FROM operation")[0][0] == before + 1
    busy.ok("undo", "-y")
    assert due(busy, MON) == [(*DC1, 0), (*DC3, 0)]
    assert busy.query("SELECT (SELECT count(*) FROM call), (SELECT count(*) FROM prospect)") == [(0, 0)]
    assert customer_row(busy) == (PHONE, "ok")


# --- at a terminal, and in Chinese ---


@pytest.fixture
def typing(busy, monkeypatch):
    """What a person at a terminal answers to the questions."""
    import io

    from kcrm.context import Terminal

    def answers(text):
        monkeypatch.setattr(Terminal, "of_process", classmethod(lambda cls, _environ: cls(stdin_tty=True, stderr_tty=True)))
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        return busy

    return answers


@pytest.mark.parametrize(
    ("typed", "kinds", "no_contact"),
    [("k\n", ["1dc", "3dc"], False), ("a\n", [], True), ("\n", [], False), ("", [], False)],
)
def test_a_person_at_the_terminal_is_asked_what_is_wanted_no_more(typing, typed, kinds, no_contact):
    payload = typing(typed).json("log", "张伟", "refused")
    assert (payload["refused_kinds"], payload["do_not_contact"]) == (kinds, no_contact)


@pytest.mark.parametrize(("typed", "phone", "state"), [("139 0013 9000\n", OTHER, "ok"), ("\n", PHONE, "wrong")])
def test_a_person_at_the_terminal_is_asked_for_the_right_number(typing, typed, phone, state):
    desk = typing(typed)
    desk.ok("log", "张伟", "wrong_number")
    assert customer_row(desk) == (phone, state)


def test_a_closed_call_asks_nothing(typing):
    desk = typing("a\n")
    desk.ok("log", "F1", "answered")
    result = desk.run("log", "F1", "refused")
    assert result.code == 5
    assert "no contact" not in result.err


def test_in_chinese_the_record_and_its_parts_are_chinese(busy):
    busy.speaking("zh")
    out = busy.ok("log", "张伟", "另约", "--at", "明天 12:30", "--as", "S1", "-v")
    lines = [line.split() for line in out.out.splitlines()]
    assert ["结果", "另约"] in lines
    assert ["方式", "电话"] in lines
    assert out.err.splitlines()[1:] == ["12:30 不在拨打时段内。"]  # behind which database it was, and who acted
    assert busy.run("log", "张伟", "接通", "--score", "9").err.startswith(
        "kcrm: 张伟 今天没有到期任务；上次拨打：另约，白雪 于 2026-06-15 09:00 记录。"
    )
    assert busy.run("log", "F3", "未接通", "--score", "9").err == "kcrm: --score 不能与“未接通”同用：没有联系上人。\n"
    assert busy.run("log", "F3", "另约").err == "kcrm: 约在什么时候再打？请加 --at，如 --at “明天 15:00”。\n"


def test_a_kill_in_the_middle_leaves_nothing_half_written(busy):
    busy.ok("due")
    script = (
        "import os, signal, sys\n"
        "from kcrm import cli\n"
        "from kcrm.queries import calls\n"
        "calls.add_answers = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.exit(cli.main(['log', '张伟', 'no_answer', '--new-phone', '13900139000']))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == -9
    assert busy.query("SELECT count(*) FROM call") == [(0,)]
    assert customer_row(busy) == (PHONE, "ok")
    assert due(busy, MON) == [(*DC1, 0), (*DC3, 0)]
    assert items(busy.json("log", "张伟", "answered")) == [("F1", "done", "2026-06-13", 0), ("F2", "done", "2026-06-15", 0)]
