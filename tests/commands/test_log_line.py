"""`kcrm log` and `kcrm call in` tell in a line what was recorded and what is next, and all of it when asked."""

import pytest
from calling import WED, customer


def test_a_logged_call_is_a_line_with_the_score_and_what_is_next(busy):
    # F1 (1DC) and F2 (3DC) are done by it; the 7DC of the delivery of 12 June is next
    result = busy.ok("log", "张伟", "answered", "--score", "9", "--note", "很满意")
    assert (result.out, result.err) == ("C1 张伟: answered, 9; next: 2026-06-19 7-day delivery call\n", "")


def test_in_chinese_it_is_a_line_too(busy):
    busy.speaking("zh")
    assert busy.ok("log", "张伟", "接通", "--score", "9").out == "C1 张伟：接通、9 分；下次：2026-06-19 交车7日回访\n"


def test_a_time_agreed_is_part_of_what_is_next(busy):
    assert busy.ok("log", "张伟", "busy", "--at", "thu 15:30").out == "C1 张伟: busy; next: 2026-06-18 15:30 next-day delivery call\n"


def test_what_they_want_no_more_of_and_what_came_of_the_call_is_named(busy):
    argv = ("--no-more", "kind", "--complaint", "噪音", "--opportunity", "insurance", "5000", "0.3")
    assert busy.ok("log", "F1", "refused", *argv).out == (
        "C1 张伟: refused to talk, no more: next-day delivery call, new: K1 P1; next: 2026-06-15 3-day delivery call\n"
    )


def test_nothing_planned_is_said(busy):
    said = "C1 张伟: refused to talk, wants no contact; nothing is planned\n"
    assert busy.ok("log", "张伟", "refused", "--no-more", "all").out == said


def test_a_message_that_takes_a_calls_place_is_what_is_next(desk):
    customer(desk)
    for day in (15, 16):
        desk.at(f"2026-06-{day}T09:00")
        desk.ok("log", "张伟", "no_answer")
    desk.at(WED)
    assert desk.ok("log", "张伟", "no_answer").out == "C1 张伟: no answer; next: 2026-06-17 next-day delivery call, by message\n"


def test_a_call_that_came_in_is_a_line_with_its_matter_and_what_it_settled(busy):
    assert busy.ok("call", "in", "张伟", "--about", "price", "--settle", "F1").out == (
        "C1 张伟: called us, price, settled: F1; next: 2026-06-15 3-day delivery call\n"
    )


def test_a_dry_run_tells_the_same_line_and_writes_nothing(busy):
    result = busy.ok("log", "张伟", "answered", "-n")
    assert result.out == "C1 张伟: answered; next: 2026-06-19 7-day delivery call\n"
    assert busy.query("SELECT count(*) FROM call") == [(0,)]


@pytest.mark.parametrize("argv", [["-v"], ["--verbose"], ["-o", "plain"], ["-o", "table"]])
def test_who_asks_for_more_or_for_a_format_gets_the_record(busy, argv):
    lines = busy.ok("log", "张伟", "answered", "--score", "9", *argv).out.splitlines()
    assert {("Outcome", "answered"), ("Score", "9")} <= {tuple(line.split()) for line in lines}
    assert "Ended as" in lines


def test_a_format_of_the_environment_for_people_is_no_request_for_more_but_one_for_machines_is(busy, monkeypatch):
    monkeypatch.setenv("KCRM_FORMAT", "plain")
    assert busy.ok("log", "F1", "no_answer").out == "C1 张伟: no answer; next: 2026-06-16 next-day delivery call\n"
    monkeypatch.setenv("KCRM_FORMAT", "json")
    assert busy.ok("log", "F3", "answered").json["customer_id"] == "C1"


def test_a_file_holds_the_record(busy):
    path = busy.folder / "call.txt"
    assert busy.ok("log", "张伟", "answered", "--to", path).out == ""
    assert "Ended as" in path.read_text(encoding="utf-8")
