"""`kcrm operation list` says of each step whom it was about and what was done; its headings alone name nobody."""

import pytest
from calling import FRI
from released_desk import dumped
from seat import ready, sitting, three_to_call, typed


def told(desk, limit):
    """The latest operations: whom they were about and what they were, latest first."""
    rows = desk.json("operation", "list", "--limit", limit)
    return [(row["record"], row["label"], row["happened"], row["detail"]) for row in rows]


def test_each_step_of_a_sitting_says_whom_and_what(desk):
    three_to_call(desk)
    with sitting(desk) as terminal:
        ready(terminal)
        typed(
            terminal,
            ("l", "Who wants a car"),
            ("张三，13900000001，青屿\n", "Prospect L1"),
            ("p", "Their new number"),
            ("13900139000\n", "Phone is now"),
            ("g", "What the workshop should know"),
            ("右前轮异响\n", "Note for the workshop"),
            ("a", "Score"),
            ("9\n", "Note"),
            ("\n", "F1: done"),
        )
        ready(terminal)
        typed(terminal, ("s", "Postpone until"), ("tomorrow\n", "Why"), ("在开会\n", "F3: call on 2026-06-16"))
        ready(terminal)
        typed(terminal, ("n", "F5: call on 2026-06-16"))
        terminal.end()
    commands = {row["command"] for row in desk.json("operation", "list", "--limit", "6")}
    assert commands == {"kcrm next"}
    assert told(desk, 6) == [
        ("C3", "车明", "call", ["no_answer"]),
        ("C2", "鲍里", "followup", ["F3", "snoozed"]),
        ("C1", "安娜", "call", ["answered", "9"]),
        ("V1", "皖A12340", "changed", ["workshop_note"]),
        ("C1", "安娜", "changed", ["phone"]),
        ("C1", "安娜", "lead", ["L1"]),
    ]
    lines = desk.ok("operation", "list", "--limit", "6").out.splitlines()[1:]
    for line, words in zip(
        lines,
        (
            "C3 车明: no answer",
            "C2 鲍里: follow-up, F3, postponed",
            "C1 安娜: answered, 9",
            "V1 皖A12340: changed, Note for the workshop",
            "C1 安娜: changed, Phone",
            "C1 安娜: prospect, L1",
        ),
        strict=True,
    ):
        assert f"  {words}  " in line
    desk.speaking("zh")
    assert "C1 安娜：接通、9 分" in desk.ok("operation", "list").out


def test_calls_in_complaints_findings_and_refusals_taken_back(busy):
    busy.ok("call", "in", "张伟", "--about", "price")
    busy.ok("complaint", "open", "C1", "--severity", "major", "--description", "漏油")
    busy.ok("complaint", "note", "K1", "已看车")
    busy.ok("finding", "add", "灯不亮", "--department", "售后服务部", "--customer", "C1")
    busy.ok("opportunity", "add", "C1", "换车", "30000", "0.5")
    busy.ok("need", "add", "C1", "大灯", "--part")
    busy.at(FRI)
    busy.ok("log", "F3", "refused", "--no-more", "kind", "--complaint", "吵")
    busy.ok("customer", "allow", "C1", "7dc")
    busy.ok("customer", "add", "李娜", "13900139000")
    assert told(busy, 9) == [
        ("C2", "李娜", "added", []),
        ("C1", "张伟", "allowed", ["7dc"]),
        ("C1", "张伟", "call", ["refused", "K2"]),
        ("C1", "张伟", "need", ["ND1"]),
        ("C1", "张伟", "opportunity", ["P1"]),
        ("C1", "张伟", "finding", ["FD1"]),
        ("C1", "张伟", "complaint_step", ["K1", "noted"]),
        ("C1", "张伟", "complaint", ["K1", "major"]),
        ("C1", "张伟", "call_in", ["price"]),
    ]
    assert "  C1 张伟: K1, note  " in busy.ok("operation", "list").out
    number = busy.json("operation", "list", "--limit", "1")[0]["id"]
    shown = busy.json("operation", "show", number)
    assert (shown["record"], shown["label"], shown["happened"], shown["detail"]) == ("C2", "李娜", "added", [])
    assert busy.json("show", number) == shown


def test_what_was_undone_is_still_told_and_the_undo_is_about_the_operation(busy):
    busy.ok("customer", "add", "李娜", "13900139000")
    busy.ok("log", "张伟", "answered", "--score", "7")
    busy.ok("undo", "--yes")
    assert told(busy, 3) == [(None, None, None, None), ("C1", "张伟", "call", ["answered", "7"]), ("C2", "李娜", "added", [])]


def test_an_undo_that_takes_a_refusal_away_is_not_told_as_one_taken_back(busy):
    busy.ok("log", "F1", "refused", "--no-more", "kind")
    busy.ok("undo", "--yes")
    assert told(busy, 1) == [(None, None, None, None)]


def test_a_field_changed_again_is_told_with_each_change_and_what_is_no_change_with_none(busy):
    busy.ok("customer", "edit", "C1", "--note", "一")
    busy.ok("customer", "edit", "C1", "--note", "二", "--hobby", "钓鱼")
    busy.ok("customer", "edit", "C1", "--name", "张炜")
    # the name is theirs as it is now
    assert told(busy, 3) == [
        ("C1", "张炜", "changed", ["name"]),
        ("C1", "张炜", "changed", ["hobby", "note"]),
        ("C1", "张炜", "changed", ["note"]),
    ]


@pytest.mark.parametrize("argv", [["staff", "add", "T1", "张三", "technician"], ["policy", "set", "complaints.reply_by", "no"]])
def test_what_concerns_no_customer_and_no_vehicle_is_about_nobody(busy, argv):
    busy.ok(*argv)
    assert told(busy, 1) == [(None, None, None, None)]


def test_an_import_is_about_nobody(busy):
    busy.take("customers", *({"customer_no": f"KH{number}", "name": "王芳", "phone": f"1390013900{number}"} for number in range(3)))
    assert told(busy, 1) == [(None, None, None, None)]


def test_what_a_migration_filled_in_is_no_change_of_an_older_operation(shell):
    # under schema 7 the grade and the loyalty of C1 were judged; contact_only came with schema 22
    dumped(shell.db)
    (judged,) = [row for row in shell.json("operation", "list") if row["id"] == "O4"]
    assert (judged["record"], judged["happened"], judged["detail"]) == ("C1", "changed", ["grade", "loyalty"])
