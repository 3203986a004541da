"""How well each uses the CRM, month by month. The clock stands at 2026-06-10, 08:30; May has 31 days, on each of which work is done."""

from __future__ import annotations

import pytest
from conftest import filled_once

STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {"employee_no": "S8", "name": "白小雪", "role": "cs_specialist", "department": "客服部", "joined_on": "2026-05-01"},
)
NOTHING = {"done": 0, "cases": 0, "points": None, "excused": 0, "missing": []}


@filled_once
def house(desk):
    """S8 has three tasks for May, two of them done in time; no plan; three journals, one of them late. The others are not scored."""
    desk.ok("policy", "set", "crmuse.posts", "cs_specialist")
    desk.take("staff", *STAFF)
    for number in ("S1", "S2"):
        desk.ok("staff", "edit", number, "--left-on", "2026-04-30")
    desk.at("2026-05-11T09:00")
    for title, due in (("盘点", "2026-05-12"), ("周报", "2026-05-13"), ("月报", "2026-05-30")):
        desk.ok("--as", "CM", "task", "add", title, "S8", "--due", due)
    desk.ok("--as", "S8", "task", "done", "T1")
    desk.ok("--as", "S8", "journal", "write", "--besides", "接待")
    desk.at("2026-05-14T09:00")
    desk.ok("--as", "S8", "task", "done", "T2")
    desk.ok("--as", "S8", "journal", "write", "--day", "2026-05-13", "--besides", "接待")
    desk.ok("--as", "S8", "journal", "write", "--day", "2026-05-12", "--besides", "接待")
    desk.at("2026-05-29T09:00")
    desk.ok("--as", "S8", "task", "done", "T3")
    desk.at("2026-06-10T08:30")
    return desk


def test_a_score_is_reckoned_from_facts_and_explained_to_its_rows(house):
    """Tasks 2 of 3 of 15, journals 2 of 31 of 5: 10.32 of 20 is 51.6. The plan of May was due before S8 came."""
    shown = house.json("crmuse", "show", "S8", "--period", "2026-05")
    parts = {row.pop("part"): row for row in shown.pop("parts")}
    assert parts["tasks"] == {"weight": 15, "done": 2, "cases": 3, "points": 10.0, "excused": 0, "missing": ["T2"]}
    journals = parts["journals"]
    assert (journals["done"], journals["cases"], journals["points"], len(journals["missing"])) == (2, 31, 0.3, 29)
    assert "2026-05-12" in journals["missing"]
    assert not {"2026-05-11", "2026-05-13"} & set(journals["missing"])
    for part in ("followups", "answers", "completeness", "plan", "audit"):
        assert {key: value for key, value in parts[part].items() if key != "weight"} == NOTHING, part
    assert shown == {
        "person_no": "S8",
        "person": "白小雪",
        "department": "客服部",
        "post": "cs_specialist",
        "month": "2026-05",
        "score": 51.6,
        "state": "open",
        "due_on": "2026-06-14",
        "approver": None,
        "approved_on": None,
        "broken": [],
        "taken_off": 0,
        "excuses": [],
    }
    (sheet,) = house.json("crmuse", "score")
    assert [sheet[key] for key in ("person_no", "tasks", "journals", "plan", "breaches", "score")] == ["S8", 10.0, 0.3, None, 0, 51.6]


def test_absence_and_excuses_leave_the_denominator_and_a_breach_takes_ten_off(house):
    house.ok("--as", "CM", "breach", "add", "S8", "虚报", "--day", "2026-05-20", "--evidence", "T1")
    assert house.json("crmuse", "show", "S8")["score"] == 41.6
    excused = house.json("--as", "CM", "crmuse", "excuse", "S8", "--part", "journals", "--reason", "系统停用")
    assert excused["score"] == 56.7  # tasks alone, 66.67, less the breach
    assert excused["excuses"] == [
        {"part": "journals", "first": None, "last": None, "reason": "系统停用", "noter": "丁主管", "noted_on": "2026-06-10"}
    ]
    house.ok("--as", "CM", "crmuse", "excuse", "S8", "--days", "2026-05-13", "--reason", "外出培训")
    assert house.json("crmuse", "show", "S8")["score"] == 90.0  # and without the task of the 13th, which was late
    house.ok("--as", "CM", "breach", "decide", "BR1", "unfounded", "--reason", "核实无误")
    assert house.json("crmuse", "show", "S8")["score"] == 100.0
    house.ok("undo", "-y", "--as", "CM")
    assert house.json("crmuse", "show", "S8")["score"] == 90.0


def test_an_approved_score_stays(house):
    house.ok("--as", "CM", "crmuse", "excuse", "S8", "--days", "2026-05-20", "--part", "journals", "--reason", "停电")
    before = house.json("crmuse", "show", "S8", "--explain")["parts"]
    assert house.json("--as", "CM")["scores_to_approve"] == 1
    assert house.json("--as", "S8")["scores_to_approve"] == 0
    (row,) = house.json("--as", "CM", "crmuse", "approve")
    assert [row[key] for key in ("score", "state", "approver", "approved_on")] == [51.7, "approved", "丁主管", "2026-06-10"]
    house.ok("--as", "CM", "breach", "add", "S8", "虚报", "--day", "2026-05-20", "--evidence", "T1")
    shown = house.json("crmuse", "show", "S8", "--explain")
    assert (shown["score"], shown["state"], shown["taken_off"]) == (51.7, "approved", 0)
    assert shown["parts"] == before
    assert house.json("--as", "CM")["scores_to_approve"] == 0
    assert house.json("crmuse", "list", "--unapproved", "--period", "2026-05") == []
    (approved,) = house.query("SELECT max(id) FROM operation WHERE command LIKE '%approve%'")[0]
    house.ok("undo", f"O{approved}", "-y", "--as", "CM")
    assert house.json("crmuse", "list", "--unapproved", "--period", "2026-05")[0]["state"] == "open"


def test_after_the_fourteenth_it_is_late_and_the_morning_tells_no_more(house):
    house.at("2026-06-15T08:30")
    assert house.json("crmuse", "show", "S8")["state"] == "late"
    assert house.json("--as", "CM")["scores_to_approve"] == 0


def test_a_quarter_is_the_mean_of_the_months_that_have_a_score(house):
    """Until 10 June there are eight days of which a journal is late, and the plan of June: June is 0, and May 51.6."""
    (row,) = house.json("crmuse", "score", "--period", "2026-05..2026-06")
    assert [row[key] for key in ("person_no", "months", "approved", "score")] == ["S8", 2, 0, 25.8]
    assert "preliminary" in house.ok("crmuse", "show", "S8", "--period", "this-month").err
    listed = house.json("crmuse", "list", "--period", "2026-Q2", "--person", "S8")
    assert [(row["month"], row["score"], row["state"]) for row in listed] == [("2026-06", 0.0, "preliminary"), ("2026-05", 51.6, "open")]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (("approve", "--as", "S8"), 5, "heads nobody"),
        (("approve",), 2, "Who decides?"),
        (("approve", "S8", "--period", "2026-06", "--as", "CM"), 5, "2026-06 is not over"),
        (("approve", "CM", "--as", "CM"), 5, "丁主管 is not scored in 2026-05"),
        (("show", "S8", "--period", "2026-07"), 5, "2026-07 has not begun"),
        (("show", "S8", "--period", "2026-W20"), 2, "whole months"),
        (("show", "S8", "--period", "2026-Q2"), 2, "is not a month"),
        (("excuse", "S8", "--reason", "停用", "--as", "CM"), 2, "What is left out?"),
        (("excuse", "S8", "--part", "luck", "--reason", "停用", "--as", "CM"), 2, "luck"),
        (("excuse", "S8", "--days", "2026-06-01", "--reason", "停用", "--as", "CM"), 5, "not in 2026-05"),
        (("excuse", "S8", "--part", "plan", "--reason", " ", "--as", "CM"), 2, "the text is empty"),
        (("excuse", "S8", "--part", "plan", "--reason", "停用", "--as", "S8"), 5, "heads nobody"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(house, line, code, says):
    before = house.query("SELECT count(*) FROM operation")
    refused = house.run("crmuse", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert house.query("SELECT count(*) FROM operation") == before


def test_an_approved_score_is_neither_excused_nor_approved_again(house):
    house.ok("--as", "CM", "crmuse", "approve", "S8")
    for line in (("approve", "S8"), ("excuse", "S8", "--part", "plan", "--reason", "停用")):
        refused = house.run("--as", "CM", "crmuse", *line)
        assert (refused.code, "was approved by 丁主管 on 2026-06-10, and stays" in refused.err) == (5, True)


def test_the_sheet_is_written_to_files_and_printed_to_be_signed(house):
    file = house.folder / "score.csv"
    house.ok("crmuse", "score", "--to", file)
    assert file.read_text(encoding="utf-8-sig").splitlines()[0].startswith("person_no,person,department,post,month,followups,")
    paper = house.ok("crmuse", "form", "S8").out
    assert "tasks on time (2 of 3, weight 15)" in paper
    assert "51.6" in paper


def test_calls_in_time_and_what_was_written_of_them_count(house):
    """Two calls after service are due on 11 June: one is made on that day and written down, the other never; a third is not due yet."""
    house.at("2026-06-09T09:00")
    for place in range(3):
        number, vin = f"KH{place}", f"LSVAA4182E212345{place}"
        house.take("customers", {"customer_no": number, "name": f"张{place}", "phone": f"1380013800{place}"})
        house.take(
            "vehicles", {"vin": vin, "plate": f"沪A1234{place}", "use": "private", "customer_no": number, "delivered_on": "2020-01-01"}
        )
        order = {"order_no": f"W{place}", "vin": vin, "type": "paid_repair", "opened_at": "2026-06-08 08:00"}
        house.take("orders", order | {"closed_at": f"2026-06-{'08' if place < 2 else '09'} 08:30"})
    house.at("2026-06-11T10:00")
    calls = [row for row in house.json("due", "--all") if row["kind"] == "post_service"]
    house.ok("--as", "S8", "log", calls[0]["id"], "answered", "--note", "满意")
    house.at("2026-06-12T10:00")
    parts = {row["part"]: row for row in house.json("crmuse", "show", "S8", "--period", "2026-06")["parts"]}
    assert [parts["followups"][key] for key in ("done", "cases", "missing")] == [1, 2, [calls[1]["id"]]]
    assert [parts["answers"][key] for key in ("done", "cases", "missing")] == [1, 1, []]


def test_figures_tell_what_came_in_time_and_what_was_approved_by_department_and_person(house):
    """Of May two journals of 31 are in time; the plan of June is not there; the score of May, once approved, is that of the quarter."""
    journals = [row for row in house.json("kpi", "desk", "--period", "2026-05") if row["key"] == "journals_in_time"]
    assert [(row["scope"], row["scope_id"], row["numerator"], row["denominator"]) for row in journals] == [
        ("whole", None, 2, 31),
        ("department", "客服部", 2, 31),
        ("person", "S8", 2, 31),
    ]
    plans = {
        row["scope"]: (row["numerator"], row["denominator"])
        for row in house.json("kpi", "desk", "--period", "2026-06")
        if row["key"] == "plans_in_time"
    }
    assert plans == {"whole": (0, 1), "department": (0, 1), "person": (0, 1)}
    whole = {row["key"]: row["value"] for row in house.json("kpi", "desk", "--period", "2026-Q2") if row["scope"] == "whole"}
    assert whole["use_score"] is None
    house.ok("--as", "CM", "crmuse", "approve")
    found = {row["scope"]: row["value"] for row in house.json("kpi", "desk", "--period", "2026-Q2") if row["key"] == "use_score"}
    assert found == {"whole": 51.6, "department": 51.6, "person": 51.6}
    rows = house.json("kpi", "rows", "journals_in_time", "--period", "2026-05", "--side", "numerator")
    assert [(row["id"], row["day"]) for row in rows] == [("S8", "2026-05-11"), ("S8", "2026-05-13")]
    (row,) = house.json("kpi", "rows", "use_score", "--period", "2026-05", "--side", "numerator")
    assert (row["id"], row["day"], row["in_numerator"]) == ("S8", "2026-05-01", 516)
    house.ok("--as", "CM", "crmuse", "excuse", "S8", "--period", "2026-06", "--part", "plan", "--reason", "新人")
    assert [row["denominator"] for row in house.json("kpi", "desk", "--period", "2026-06") if row["key"] == "plans_in_time"] == [0]
    assert house.json("kpi", "explain", "use_score", "--period", "2026-05")["value"] == 51.6
