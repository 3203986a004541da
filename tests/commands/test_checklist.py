"""`kcrm checklist`: lists made, gone through, scored, due again, and what is done about what failed."""

import pytest
from conftest import filled_once
from terminal import at_terminal


@filled_once
def showroom(desk):
    desk.at("2026-06-12T10:00")  # a Friday
    desk.ok("checklist", "add", "展厅5S", "地面", "--place", "展厅", "--weight", "3", "--required", "yes", "--every", "1")
    desk.ok("checklist", "add", "展厅5S", "空调=26度", "--weight", "2")
    desk.ok("checklist", "add", "展厅5S", "灯光")
    return desk


def run(desk, *words):
    return desk.json("checklist", "run", "展厅5S", "--by", "S1", *words)


def test_a_run_is_scored_by_weights_and_a_failed_required_item_fails_it(showroom):
    assert run(showroom, "--fail", "1=有烟头", "--pass", "空调=26度", "--na", "灯") == {
        "id": "H1",
        "ran_on": "2026-06-12",
        "checklist": "展厅5S",
        "place": "showroom",
        "spot": None,
        "checker": "白雪",
        "checked": None,
        "verdict": "failed",
        "score": 40.0,
        "passed": 2,
        "answered": 5,
        "unanswered": 0,
        "note": None,
        "failed_required": ["地面"],
        "items": [
            {"item_no": 1, "item": "地面", "weight": 3, "required": True, "result": "fail", "note": "有烟头"},
            {"item_no": 2, "item": "空调=26度", "weight": 2, "required": False, "result": "pass", "note": None},
            {"item_no": 3, "item": "灯光", "weight": 1, "required": False, "result": "na", "note": None},
        ],
    }
    again = [showroom.json("show", "H1"), showroom.json("checklist", "show", "H1"), showroom.json("why", "H1")]
    assert [each["failed_required"] for each in again] == [["地面"]] * 3


def test_what_is_not_answered_stays_open_and_the_list_stays_due(showroom):
    assert run(showroom, "--pass", "地面")["verdict"] == "incomplete"
    assert [row["last_on"] for row in showroom.json("checklist", "due")] == [None]
    assert showroom.run("checklist", "due", "--check").code == 10
    assert showroom.json("checklist", "answer", "H1", "--rest-pass")["verdict"] == "passed"
    assert showroom.json("checklist", "due") == []
    assert showroom.run("checklist", "due", "--check").code == 0


def test_the_next_run_waits_for_the_next_open_day(showroom):
    run(showroom, "--rest-pass")
    showroom.ok("calendar", "close", "2026-06-13..2026-06-14")
    (row,) = showroom.json("checklist", "list")
    assert (row["due_on"], row["days_late"]) == ("2026-06-15", None)
    showroom.at("2026-06-17T10:00")
    (row,) = showroom.json("checklist", "list")
    assert (row["due_on"], row["days_late"]) == ("2026-06-15", 2)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 4, "--rest-pass"),
        (("--fail", "9"), 3, "no item 9"),
        (("--fail", "灯", "--pass", "3"), 2, "named twice"),
        (("--na", "地面", "--rest-pass"), 5, "say why"),
        (("--rest-pass", "--of", "S1"), 5, "Nobody checks themselves"),
        (("--rest-pass", "--on", "2026-06-13"), 5, "future"),
        (("--fail", "灯", "--owner", "S2", "--due", "2026-06-11"), 5, "passed"),
        (("--fail", "灯", "--due", "2026-06-19"), 2, "--owner"),
    ],
)
def test_what_is_refused_writes_nothing(showroom, words, code, said):
    result = showroom.run("checklist", "run", "展厅5S", "--by", "S1", *words)
    assert (result.code, said in result.err) == (code, True), result.err
    assert showroom.query("SELECT count(*) FROM checklist_run")[0][0] == 0


def test_nobody_writes_down_their_own_check_under_another_name(showroom):
    result = showroom.run("--as", "S2", "checklist", "run", "展厅5S", "--by", "S1", "--of", "S2", "--rest-pass")
    assert (result.code, "Nobody checks themselves" in result.err) == (5, True)
    run(showroom, "--of", "S2", "--pass", "1")
    assert showroom.run("--as", "S2", "checklist", "answer", "H1", "--rest-pass").code == 5


def test_appearance_is_always_somebodys(showroom):
    showroom.ok("checklist", "add", "仪容", "工牌", "--place", "仪容仪表")
    assert showroom.run("checklist", "run", "仪容", "--by", "S1", "--rest-pass").code == 5
    assert showroom.json("checklist", "run", "仪容", "--by", "S1", "--of", "S2", "--rest-pass")["verdict"] == "passed"


def test_what_failed_becomes_a_measure_once(showroom):
    words = ("--fail", "地面=有烟头", "--rest-pass", "--owner", "S2", "--due", "2026-06-19")
    (taken,) = run(showroom, *words)["measures"]
    assert (taken["title"], taken["due_on"], taken["check_on"], taken["state"]) == ("地面: 有烟头", "2026-06-19", "2026-06-19", "open")
    assert [row["source"] for row in showroom.json("measure", "list")] == ["checklist"]
    again = showroom.run("checklist", "run", "展厅5S", "--by", "S1", *words)
    assert "G1 is under way" in again.err
    assert len(showroom.json("measure", "list")) == 1
    told = showroom.run("checklist", "run", "展厅5S", "--by", "S1", "--fail", "灯光", "--rest-pass").err
    assert "kcrm measure add 灯光 --from H3 --owner NO --due DATE" in told.replace("'", "")


def test_scores_by_place_and_month_with_the_change(showroom):
    run(showroom, "--on", "2026-04-30", "--rest-pass")
    run(showroom, "--on", "2026-06-01", "--fail", "空调=26度", "--rest-pass")  # 4 of 6
    run(showroom, "--on", "2026-06-12", "--fail", "地面", "--rest-pass")  # 3 of 6
    run(showroom, "--on", "2026-06-12", "--fail", "地面")  # is not complete, and counts in no score
    assert showroom.json("checklist", "report", "--period", "2026-06") == [
        {"place": "showroom", "month": "2026-06", "runs": 2, "failed": 1, "incomplete": 1, "score": 58.3, "change": -41.7}
    ]
    assert [row["month"] for row in showroom.json("checklist", "report")] == ["2026-04", "2026-06"]


def test_a_run_is_undone(showroom):
    run(showroom, "--rest-pass")
    showroom.ok("undo", "--yes")
    assert showroom.json("checklist", "runs") == []


def test_a_run_keeps_its_items_as_they_read(showroom):
    run(showroom, "--rest-pass")
    showroom.ok("checklist", "edit", "CI1", "--item", "地面和墙面", "--weight", "9", "--every", "14")
    assert [each["weight"] for each in showroom.json("checklist", "show", "H1")["items"]] == [3, 2, 1]
    assert [row["rhythm"] for row in showroom.json("checklist", "item", "list")] == [14, 14, 14]
    assert showroom.run("checklist", "edit", "CI1", "--item", "灯光").code == 5


def test_a_list_on_paper_has_every_item(showroom):
    text = showroom.ok("checklist", "form", "展厅").out
    assert "1. 地面 (3, required)" in text
    assert "3. 灯光 (1)" in text
    assert showroom.run("checklist", "form", "车间").code == 3


def environ_of(desk):
    return {"KCRM_DB": str(desk.db), "KCRM_NOW": "2026-06-15T09:00", "KCRM_LANG": "zh", "KCRM_STAFF": "S1", "HOME": str(desk.folder)}


def test_at_a_terminal_one_key_answers_an_item_and_esc_goes_back(showroom):
    items = [row["item"] for row in showroom.json("checklist", "item", "list")]
    with at_terminal(["checklist", "run", "展厅5S"], environ_of(showroom)) as terminal:
        terminal.expect(f"1/{len(items)}  1. ")
        terminal.type("1")
        terminal.expect(f"2/{len(items)}  2. ")
        terminal.type("\x1b")
        terminal.expect(f"1/{len(items)}  1. ")
        terminal.type("2")
        terminal.expect("备注")
        terminal.type("有烟头\n")
        terminal.expect(f"2/{len(items)}  2. ")
        terminal.type("9")  # no key of these: nothing happens
        terminal.type("1")
        for place in range(3, len(items) + 1):
            terminal.expect(f"{place}/{len(items)}  {place}. ")
            terminal.type("\r")
        assert terminal.end() == 0
    (found,) = (showroom.json("checklist", "show", "H1")["items"],)
    assert [(row["result"], row["note"]) for row in found] == [("fail", "有烟头"), ("pass", None), *[(None, None)] * (len(items) - 2)]


def test_who_leaves_in_the_middle_of_a_run_has_written_nothing(showroom):
    with at_terminal(["checklist", "run", "展厅5S"], environ_of(showroom)) as terminal:
        terminal.expect("  1. ")
        terminal.type("1")
        terminal.expect("  2. ")
        terminal.type("\x04")
        assert terminal.end() == 5
    assert showroom.query("SELECT count(*) FROM checklist_run") == [(0,)]
