"""`kcrm call audit`: which calls are rung again, and what becomes of one that was not so. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
from conftest import filled_once
from terminal import at_terminal

STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {"employee_no": "GM", "name": "何总经理", "role": "general_manager"},
)


@filled_once
def called(desk):
    """Three calls that S1 had answered, one that reached nobody, and one of the manager's own."""
    desk.take("staff", *STAFF)
    desk.take("customers", *({"customer_no": f"KH{n}", "name": f"客户{n}", "phone": f"1380013800{n}"} for n in range(1, 6)))
    for n in range(1, 6):
        desk.ok("followup", "add", f"KH{n}", "other", "today", "--about", "回访")
    for n in range(1, 4):
        desk.at(f"2026-06-15T{8 + n:02}:00")
        desk.ok("--as", "S1", "log", f"F{n}", "answered", "--score", "9", "--note", f"都好{n}")
    desk.ok("--as", "S1", "log", "F4", "no_answer")
    desk.ok("--as", "CM", "log", "F5", "answered")
    return desk


def test_the_sample_tells_what_was_logged_and_whom_to_ring(called):
    assert called.json("call", "audit")[1] == {
        "id": "CL1",
        "person_no": "S1",
        "person": "白雪",
        "reasons": ["sample"],
        "called_at": "2026-06-15T09:00:00+08:00",
        "customer_id": "C1",
        "customer": "客户1",
        "phone": "13800138001",
        "score": 9,
        "words": "都好1",
        "was_so": None,
        "auditor": None,
        "audited_on": None,
        "breach": None,
        "remark": None,
    }
    # what reached nobody is nobody's to be asked about, and a head's own calls are another's to ask about
    assert [row["id"] for row in called.json("call", "audit")] == ["CL5", "CL1", "CL2", "CL3"]
    own = called.ok("--as", "CM", "call", "audit")
    assert "CL5" not in own.out
    assert "1 calls of your own" in own.err
    assert [row["id"] for row in called.json("call", "audit", "--staff", "白雪")] == ["CL1", "CL2", "CL3"]
    assert called.json("call", "audit", "--period", "2026-05") == []
    called.ok("customer", "edit", "C1", "--do-not-contact", "yes")
    assert [row["id"] for row in called.json("call", "audit", "--staff", "S1")] == ["CL2", "CL3"]


def test_what_was_not_so_becomes_a_breach_with_the_operation_that_wrote_it(called):
    rows = called.json("--as", "CM", "call", "audit", "--so", "CL1", "--not-so", "cl2=没有接到电话")
    assert [(row["id"], row["was_so"], row["auditor"], row["audited_on"], row["breach"], row["remark"]) for row in rows] == [
        ("CL1", True, "丁主管", "2026-06-15", None, None),
        ("CL2", False, "丁主管", "2026-06-15", "BR1", "没有接到电话"),
    ]
    (operation,) = called.query("SELECT operation.id FROM operation WHERE command LIKE '%log F2 answered%'")[0]
    breach = called.json("breach", "show", "BR1")
    assert [breach[key] for key in ("person", "what", "day", "evidence", "operation_id", "finder", "note", "proposed")] == [
        "白雪",
        "CL2 was not as it was logged",
        "2026-06-15",
        f"O{operation}",
        f"O{operation}",
        "丁主管",
        "没有接到电话",
        "public_criticism",
    ]
    called.ok("policy", "set", "crmuse.posts", "cs_specialist")
    assert of_score(called, "S1") == {"weight": 10, "done": 1, "cases": 2, "points": 5.0, "excused": 0, "missing": ["CL2"]}
    assert of_score(called, "S2")["cases"] == 0
    # what a head decides to be none after all was so
    called.ok("--as", "GM", "breach", "decide", "BR1", "unfounded", "--reason", "系统延迟")
    assert of_score(called, "S1") == {"weight": 10, "done": 2, "cases": 2, "points": 10.0, "excused": 0, "missing": []}


def of_score(desk, person):
    """The part of the month's use score."""
    (part,) = (row for row in desk.json("crmuse", "show", person, "--period", "2026-06")["parts"] if row["part"] == "audit")
    return {key: value for key, value in part.items() if key != "part"}


def test_it_is_taken_back_with_its_breach(called):
    called.ok("--as", "CM", "call", "audit", "--not-so", "CL2")
    called.ok("--as", "CM", "undo", "-y")
    assert called.json("breach", "list") == []
    assert {row["was_so"] for row in called.json("call", "audit")} == {None}


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (("--so", "CL1"), 2, "Who rang again?"),
        (("--as", "S2", "--so", "CL1"), 5, "heads nobody"),
        (("--as", "CM", "--so", "CL5"), 5, "a call of your own"),
        (("--as", "CM", "--so", "CL4"), 5, "no call of ours that somebody answered"),
        (("--as", "CM", "--so", "CL9"), 3, "CL9"),
        (("--as", "CM", "--so", "CL3"), 5, "asked about CL3 on 2026-06-15"),
        (("--as", "CM", "--so", "CL1", "--not-so", "CL1=没有"), 2, "named twice"),
        (("--as", "CM", "--so", "CL1", "--so", "CL4"), 5, "CL4"),
        (("--as", "CM", "--ask", "--so", "CL1"), 2, "--ask"),
        (("--as", "CM", "--ask"), 4, "No terminal"),
        (("--as", "S2", "--ask"), 5, "heads nobody"),
        (("--period", "neulich"), 2, "neulich"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(called, line, code, says):
    called.ok("--as", "CM", "call", "audit", "--so", "CL3")
    before = called.query("SELECT count(*) FROM operation")
    refused = called.run("call", "audit", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert called.query("SELECT count(*) FROM operation") == before


def test_an_answer_on_a_number_that_is_wrong_since_is_told(called):
    called.ok("followup", "add", "KH1", "other", "2026-06-20", "--about", "再访")
    called.at("2026-06-20T10:00")
    called.ok("--as", "S2", "log", "F6", "wrong_number")
    rows = {row["id"]: row["reasons"] for row in called.json("call", "audit")}
    assert rows["CL1"] == ["sample", "wrong_number"]
    # what was wrong before it tells nothing against an answer
    called.ok("followup", "add", "KH1", "other", "2026-06-21", "--about", "三访")
    called.at("2026-06-21T10:00")
    for phone in ("13900139000", "13800138001"):
        called.ok("customer", "edit", "C1", "--phone", phone)
    called.ok("--as", "S2", "log", "F7", "answered")
    assert {row["id"]: row["reasons"] for row in called.json("call", "audit")}["CL7"] == ["sample"]


def test_a_call_is_shown_by_its_number_and_is_evidence(called):
    shown = called.json("show", "CL1")
    assert [shown[key] for key in ("id", "customer", "outcome", "score", "staff")] == ["CL1", "客户1", "answered", 9, "白雪"]
    assert called.json("call", "list")[-1]["id"] == "CL1"
    assert [(row["id"], row["kind"]) for row in called.json("find", "CL1")] == [("CL1", "call")]
    called.ok("--as", "CM", "breach", "add", "S1", "虚报", "--evidence", "CL1")
    assert called.json("breach", "show", "BR1")["evidence"] == "CL1"


def test_one_key_a_call_says_whether_it_was_so_and_each_answer_is_kept_at_once(called):
    environ = {"KCRM_DB": str(called.db), "KCRM_NOW": "2026-06-15T14:00", "KCRM_LANG": "zh", "HOME": str(called.folder)}
    with at_terminal(["--as", "CM", "call", "audit", "--ask"], environ, width=160) as terminal:
        assert "CL1" in terminal.expect("都好1")
        terminal.type("x1")
        terminal.expect("都好2")
        terminal.type("2")
        terminal.expect("：")
        terminal.type("没有接到电话\r")
        terminal.expect("都好3")
        terminal.type("\x1b")
        assert terminal.end() == 0
    rows = called.json("call", "audit", "--staff", "S1")
    assert [(row["id"], row["was_so"], row["breach"], row["remark"]) for row in rows] == [
        ("CL1", True, None, None),
        ("CL2", False, "BR1", "没有接到电话"),
        ("CL3", None, None, None),
    ]
    assert called.json("breach", "show", "BR1")["what"] == "CL2 回访记录不实"


def test_calls_to_ask_about_are_completed_by_number(called, monkeypatch):
    called.ok("--as", "CM", "call", "audit", "--so", "CL2")
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    for start in ("", "c", "CL"):
        assert called.ok("call", "audit", "--so", start).out == "CL5\t客户5 2026-06-15\nCL3\t客户3 2026-06-15\nCL1\t客户1 2026-06-15\n"
    assert called.ok("call", "audit", "--not-so", "CL1").out == "CL1\t客户1 2026-06-15\n"
    assert called.ok("call", "audit", "--so", "id:CL1").out == "id:CL1\t客户1 2026-06-15\n"
    for start in ("CL4", "CL2", "no:CL", "K"):  # nobody answered; asked about already
        assert called.ok("call", "audit", "--so", start).out == ""
