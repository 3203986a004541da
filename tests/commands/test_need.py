"""`kcrm need …`: what customers wait for; when it comes, or on the day they named, they are called. Monday 2026-06-15, 09:00."""

from __future__ import annotations

import pytest
from calling import MON, VIN
from conftest import filled_once
from seat import ready, sitting, three_to_call, typed

LAMP = "左前大灯总成"
EMPTY = {"need_no": None, "customer_no": None, "came_on": None, "ended_on": None, "reason": None, "day": None}
WAITS = EMPTY | {
    "id": "ND1",
    "customer_id": "C1",
    "customer": "张伟",
    "vehicle_id": "V1",
    "vin": VIN,
    "plate": "沪A12345",
    "what": "part",
    "text": LAMP,
    "state": "waiting",
    "noted_on": "2026-06-15",
}


@filled_once
def quiet(desk):
    """张伟 (C1) with a vehicle of long ago, to whom nothing is due; 李娜 (C2) without one."""
    desk.take("customers", {"name": "张伟", "phone": "13800138000"}, {"name": "李娜", "phone": "13900139000"})
    desk.take("vehicles", {"vin": VIN, "plate": "沪A12345", "owner_phone": "13800138000"})
    desk.at(MON)
    return desk


def calls(desk):
    """The calls of needs, whatever became of them: number, state, case, words, base date, due date, reason."""
    rows = desk.query(
        "SELECT 'F' || id, state, case_no, base, base_on, due_on, reason FROM followup WHERE kind = 'need_ready' ORDER BY followup.id"
    )
    return [tuple(row) for row in rows]


# --- noted, come, called ---


def test_a_part_waits_until_it_comes_and_then_its_customer_is_called(quiet):
    assert quiet.json("need", "add", "张伟", LAMP, "--part", "--vehicle", "沪A12345", "--as", "S1") == WAITS
    assert quiet.json("need", "list") == [WAITS]
    assert calls(quiet) == []
    quiet.at("2026-06-18T10:00")
    came = WAITS | {"state": "came", "came_on": "2026-06-18"}
    assert quiet.json("need", "came", "ND1") == [came]
    assert quiet.json("need", "show", "ND1") == quiet.json("show", "ND1") == came
    (row,) = [row for row in quiet.json("due") if row["kind"] == "need_ready"]
    assert (row["about"], row["due_on"], row["plate"], row["assignee_no"], row["reasons"]) == (
        *(LAMP, "2026-06-18", "沪A12345", "S1"),
        ["ready_on=2026-06-18"],
    )
    card = quiet.json("next")
    assert f"The part you were waiting for is here: {LAMP}." in card["script"]["purpose"]
    # the need leads to its call
    story = quiet.json("why", "ND1")
    assert (story["id"], story["case"], story["about"], story["because"]) == (row["id"], "ND1", LAMP, "need=part")
    assert [(shift["step"], shift["on"]) for shift in story["shifts"]] == [("base", "2026-06-18"), ("on_the_day", "2026-06-18")]
    assert "ND1 has come: the customer waits for part" in quiet.ok("why", "ND1").out
    quiet.ok("log", row["id"], "answered", "--note", "周六来装")
    assert quiet.json("need", "list") == []
    assert [each["state"] for each in quiet.json("need", "list", "--all")] == ["done"]
    assert [each["id"] for each in quiet.json("need", "list", "--state", "已联系")] == ["ND1"]
    told = [(event["what"], event["detail"], event["by"]) for event in quiet.json("customer", "show", "张伟")["history"]]
    assert told == [
        ("call", f"need_ready {LAMP}: answered, 周六来装", None),
        ("need", f"ND1 part {LAMP}, came", None),
        ("need", f"ND1 part {LAMP}, waiting", "白雪"),
    ]


def test_a_day_calls_by_itself_also_who_has_no_vehicle(quiet):
    added = quiet.json("need", "add", "李娜", "想谈置换", "--day", "2026-06-22")
    assert (added["what"], added["day"], added["state"]) == ("day", "2026-06-22", "waiting")
    assert quiet.run("need", "came", "ND1").code == 5
    quiet.at("2026-06-21T09:00")
    assert [row for row in quiet.json("due") if row["kind"] == "need_ready"] == []
    quiet.at("2026-06-22T09:00")
    (row,) = [row for row in quiet.json("due") if row["kind"] == "need_ready"]
    assert (row["about"], row["customer_id"], row["due_on"]) == ("想谈置换", "C2", "2026-06-22")
    assert "You asked us to call you today. It is about this: 想谈置换." in quiet.json("next")["script"]["purpose"]


def test_another_day_moves_the_call_and_dropping_ends_it_with_the_reason(quiet):
    quiet.ok("need", "add", "李娜", "想谈置换", "--day", "2026-06-16")
    quiet.ok("need", "edit", "ND1", "--day", "2026-06-17")
    assert [row[1:] for row in calls(quiet)] == [
        ("cancelled", "ND1", "ready_on", "2026-06-16", "2026-06-16", "base_changed"),
        ("open", "ND1", "ready_on", "2026-06-17", "2026-06-17", None),
    ]
    dropped = quiet.json("need", "drop", "ND1", "--reason", "换别家了")
    assert (dropped["state"], dropped["ended_on"], dropped["reason"]) == ("dropped", "2026-06-15", "换别家了")
    assert [row[1:] for row in calls(quiet)][1] == ("cancelled", "ND1", "ready_on", "2026-06-17", "2026-06-17", "dropped")
    assert quiet.json("need", "list") == []
    for argv in (("drop", "ND1"), ("edit", "ND1", "--text", "x"), ("came", "ND1")):
        again = quiet.run("need", *argv)
        assert (again.code, "was dropped on 2026-06-15" in again.err) == (5, True)
    quiet.ok("undo", "-y")
    assert [row[1] for row in calls(quiet)] == ["cancelled", "open"]


@pytest.mark.parametrize(
    "refused", [("customer", "edit", "张伟", "--do-not-contact", "yes"), ("customer", "edit", "张伟", "--call-consent", "no")]
)
def test_who_wants_no_calls_is_named_when_their_need_came_as_nobody_calls_them(quiet, refused):
    quiet.ok(*refused)
    quiet.ok("need", "add", "张伟", LAMP, "--part")
    quiet.ok("need", "add", "李娜", "海豚", "--model")
    told = quiet.ok("need", "came", "ND1", "ND2")
    assert "ND1: 张伟 wants no calls about it, so nobody calls." in told.err
    assert "李娜 wants no calls" not in told.err
    assert [row[1] for row in calls(quiet)] == ["open"]


def test_what_came_by_mistake_is_taken_back_and_comes_again_under_the_same_number(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part")
    quiet.ok("need", "came", "ND1")
    again = quiet.run("need", "came", "ND1")
    assert (again.code, "ND1 already came on 2026-06-15" in again.err) == (5, True)
    quiet.ok("undo", "-y")
    assert quiet.json("need", "list")[0]["state"] == "waiting"
    assert calls(quiet) == []
    quiet.ok("need", "came", "ND1")
    assert [row[1:3] for row in calls(quiet)] == [("open", "ND1")]


def test_two_needs_that_come_on_one_day_are_two_matters_of_one_call(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part")
    quiet.ok("need", "add", "张伟", "雨刮片", "--part")
    quiet.ok("need", "came", "ND1", "ND2")
    assert [row[2] for row in calls(quiet)] == ["ND1", "ND2"]
    assert [row["about"] for row in quiet.json("next")["followups"]] == [LAMP, "雨刮片"]
    logged = quiet.json("log", "张伟", "--result", "booked", "--at", "fri 10:00")
    assert [row["state"] for row in logged["followups"]] == ["done", "done"]


def test_nobody_is_called_about_a_vehicle_that_left_them_nor_who_wants_no_contact(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part", "--vehicle", VIN)
    quiet.ok("need", "came", "ND1")
    quiet.ok("vehicle", "transfer", VIN, "李娜")
    assert [(row[1], row[6]) for row in calls(quiet)] == [("cancelled", "new_owner")]
    quiet.ok("need", "add", "李娜", "SUV 到店", "--model")
    quiet.ok("customer", "edit", "李娜", "--do-not-contact", "yes")
    quiet.ok("need", "came", "ND2")
    assert len(calls(quiet)) == 1


def test_a_dry_run_writes_nothing(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part", "--dry-run")
    assert quiet.query("SELECT count(*) FROM need") == [(0,)]
    quiet.ok("need", "add", "张伟", LAMP, "--part")
    quiet.ok("need", "came", "ND1", "--dry-run")
    quiet.ok("need", "drop", "ND1", "--dry-run")
    assert quiet.json("need", "list")[0]["state"] == "waiting"
    assert calls(quiet) == []


# --- what is refused ---


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("张伟", LAMP), 2, "say what they wait for"),
        (("张伟", LAMP, "--part", "--offer"), 2, "say what they wait for"),
        (("张伟", " ", "--part"), 2, "cannot be emptied"),
        (("张伟", LAMP, "--day", "2026-06-14"), 2, "--day: 2026-06-14 is past."),
        (("张伟", LAMP, "--day", "x"), 2, "is not a date"),
        (("王五", LAMP, "--part"), 3, "王五"),
        (("张伟", LAMP, "--part", "--vehicle", "V9"), 3, "V9"),
    ],
)
def test_what_is_not_said_right_is_refused_and_writes_nothing(quiet, argv, code, said):
    result = quiet.run("need", "add", *argv)
    assert (result.code, said in result.err) == (code, True)
    assert quiet.query("SELECT count(*) FROM need") == [(0,)]


def test_a_need_of_a_day_has_one_and_no_other_has(quiet):
    quiet.ok("need", "add", "李娜", "想谈置换", "--day", "2026-06-22")
    quiet.ok("need", "add", "李娜", "SUV", "--model")
    for argv in (("ND1", "--day", ""), ("ND1", "--what", "part"), ("ND2", "--day", "2026-06-22"), ("ND2", "--what", "日期")):
        result = quiet.run("need", "edit", *argv)
        assert (result.code, "--day" in result.err) == (5, True)
    changed = quiet.json("need", "edit", "ND1", "--what", "优惠", "--day", "", "--text", "置换补贴")
    assert (changed["what"], changed["day"], changed["text"]) == ("offer", None, "置换补贴")


def test_the_same_need_twice_is_one(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part")
    again = quiet.run("need", "add", "张伟", LAMP, "--part")
    assert (again.code, "ND1" in again.err, "already exists" in again.err) == (5, True, True)
    quiet.ok("need", "drop", "ND1")
    quiet.ok("need", "add", "张伟", LAMP, "--part")


# --- files, finding, listing ---


def test_a_file_of_arrivals_calls_the_customers_and_the_same_file_twice_changes_nothing(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part", "--need-no", "XQ7")
    path = quiet.sheet("needs", [{"需求编号": "XQ7", "电话": "13800138000", "类别": "配件", "内容": LAMP, "到货日期": "2026-06-15"}])
    assert (quiet.json("import", "needs", path)["changed"], quiet.json("import", "needs", path)["unchanged"]) == (1, 1)
    assert [row[1:3] for row in calls(quiet)] == [("open", "ND1")]
    # what waits is given out, and taken in elsewhere
    assert [(row["need_no"], row["text"], row["came_on"]) for row in quiet.json("export", "needs")] == [("XQ7", LAMP, "2026-06-15")]


def test_a_need_without_a_number_is_known_again_by_what_it_is(quiet):
    row = {"phone": "13800138000", "what": "配件", "text": LAMP, "plate": "沪A12345"}
    for counted in ((1, 0), (0, 1)):
        report = quiet.json("import", "needs", quiet.sheet("needs", [row]))
        assert (report["new"], report["unchanged"]) == counted
    report = quiet.run("import", "needs", quiet.sheet("needs", [row | {"what": "日期"}]), "-o", "json").json
    assert (report["refused"], report["problems"][0]["column"]) == (1, "day")


def test_lists_are_narrowed_and_numbers_and_customers_lead_to_needs(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part", "--need-no", "XQ7")
    quiet.ok("need", "add", "李娜", "SUV", "--model")
    quiet.ok("need", "came", "ND2")
    for argv, numbers in (
        (("--what", "车型"), ["ND2"]),
        (("--state", "waiting"), ["ND1"]),
        (("--customer", "李娜"), ["ND2"]),
        (("name:张伟",), ["ND1"]),
        (("--all",), ["ND1", "ND2"]),
    ):
        assert [row["id"] for row in quiet.json("need", "list", *argv)] == numbers, argv
    assert quiet.run("need", "list", "--all", "--state", "came").code == 2
    assert [quiet.json("need", "show", which)["id"] for which in ("XQ7", "张伟", "nd1")] == ["ND1"] * 3
    assert [(row["id"], row["kind"], row["detail"]) for row in quiet.json("find", "XQ7")] == [("ND1", "need", f"part {LAMP}")]
    assert "No such needs." in quiet.ok("need", "list", "--what", "offer").err


def test_the_operations_log_tells_what_changed(quiet):
    quiet.ok("need", "add", "张伟", LAMP, "--part")
    quiet.ok("need", "edit", "ND1", "--text", "右前大灯")
    latest = quiet.json("operation", "list")[0]["id"]
    shown = quiet.ok("operation", "show", latest).out
    assert "ND1" in shown
    assert "What it is" in shown
    assert "右前大灯" in shown


# --- at the seat ---


def test_what_they_wait_for_is_noted_in_the_call_and_stands_on_the_card(desk):
    three_to_call(desk)
    with sitting(desk, language="zh") as terminal:
        ready(terminal, "zh")
        typed(
            terminal,
            ("y", "客户在等什么：1 配件、2 车型、3 优惠、4 日期"),
            ("1\n", "内容"),
            ("左前大灯\n", "需求 ND1：左前大灯。"),
        )
        assert "安娜" in ready(terminal, "zh")
        typed(
            terminal,
            ("y", "客户在等什么"),
            ("日期\n", "哪天回电"),
            ("2026-06-14\n", "已经过了"),
            ("6月20日\n", "内容"),
            ("\x1b", "哪天回电"),
            ("6月21日\n", "内容"),
            ("想谈置换\n", "需求 ND2：想谈置换。"),
        )
        ready(terminal, "zh")
        typed(terminal, ("u", "要撤销吗"), ("y", "已撤销"))
        assert "ND1 等配件：左前大灯" in ready(terminal, "zh")
        terminal.type("q")
        assert terminal.end() == 0
    assert desk.query("SELECT what, text, vehicle_id, customer_id, staff_id, noted_on FROM need") == [
        ("part", "左前大灯", 1, 1, 4, "2026-06-15"),
    ]
