"""Tasks, measures and meetings: who does what until when, and what came of it. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
from conftest import filled_once

STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {"employee_no": "S8", "name": "白小雪", "role": "cs_specialist", "department": "客服部"},
    {"employee_no": "H2", "name": "钱经理", "role": "department_head", "department": "售后部"},
    {"employee_no": "A8", "name": "老马", "role": "service_advisor", "department": "售后部"},
)


@filled_once
def house(desk):
    desk.take("staff", *STAFF)
    return desk


def task(desk, number="T1"):
    row = desk.json("task", "show", number)
    return row["state"], row["receiver"], row["meant_for"]


def test_a_task_within_the_department_is_given_accepted_done_returned_and_done_again(house):
    added = house.json("--as", "CM", "task", "add", "回访补录", "S8", "--due", "fri", "--about", "K5")
    assert {key: added[key] for key in ("id", "title", "giver", "receiver", "about", "given_on", "due_on", "state")} == {
        "id": "T1",
        "title": "回访补录",
        "giver": "丁主管",
        "receiver": "白小雪",
        "about": "K5",
        "given_on": "2026-06-15",
        "due_on": "2026-06-19",
        "state": "open",
    }
    house.ok("--as", "S8", "task", "accept", "T1")
    house.at("2026-06-17T09:00")
    done = house.json("--as", "S8", "task", "done", "T1", "--result", "已补录 12 条")
    assert (done["state"], done["accepted_on"], done["done_on"], done["result"]) == ("done", "2026-06-15", "2026-06-17", "已补录 12 条")
    again = house.json("--as", "CM", "task", "return", "T1", "--reason", "还差 3 条")
    assert (again["state"], again["done_on"], again["reason"]) == ("returned", None, "还差 3 条")
    house.ok("--as", "S8", "task", "done", "T1")
    assert task(house)[0] == "done"
    house.ok("undo", "-y")
    assert task(house)[0] == "returned"


def test_to_another_department_it_goes_by_way_of_its_head_who_hands_it_on(house):
    house.ok("--as", "S8", "task", "add", "提供工时数据", "A8", "--due", "2026-06-20")
    assert task(house) == ("open", "钱经理", "老马")
    refused = house.run("--as", "A8", "task", "accept", "T1")
    assert (refused.code, "钱经理, who alone can say so" in refused.err) == (5, True)
    house.ok("--as", "H2", "task", "hand", "T1")
    assert task(house) == ("open", "老马", None)
    house.ok("--as", "A8", "task", "accept", "T1")
    assert task(house) == ("accepted", "老马", None)


def test_what_a_meeting_decides_is_a_task_of_the_head_and_the_meeting_shows_what_came_of_it(house):
    house.ok("--as", "CM", "meeting", "add", "2026-06-15", "--kind", "monthly", "--topic", "六月例会", "--present", "CM、S8、H2")
    house.ok("--as", "CM", "meeting", "decide", "D1", "整改休息区", "A8", "--due", "2026-06-30")
    house.ok("--as", "CM", "meeting", "decide", "D1", "周报", "S8", "--due", "2026-06-19")
    shown = house.json("meeting", "show", "D1")
    assert (shown["kind"], shown["held_on"], shown["chair"], shown["topic"]) == ("monthly", "2026-06-15", "丁主管", "六月例会")
    assert [(row["title"], row["receiver"], row["meant_for"]) for row in shown["decisions"]] == [
        ("周报", "白小雪", None),
        ("整改休息区", "钱经理", "老马"),
    ]


@pytest.mark.parametrize(
    ("who", "line", "code", "says"),
    [
        ("S8", ("task", "done", "T1"), 5, "who alone can say so"),
        ("S8", ("task", "return", "T1", "--reason", "x"), 5, "who alone can say so"),
        ("CM", ("task", "return", "T1", "--reason", "x"), 5, "task given"),
        ("CM", ("task", "cancel", "T1", "--reason", " "), 2, "the text is empty"),
        ("S8", ("task", "hand", "T1", "S8"), 5, "not yours to hand on"),
        (None, ("task", "accept", "T1"), 2, "Whose word is it?"),
        ("CM", ("task", "add", "盘点", "A8", "--due", "2026-06-14"), 5, "before it is given"),
        ("CM", ("task", "add", "盘点", "L9", "--due", "2026-06-20"), 5, "does not work here"),
        ("CM", ("task", "accept", "T9"), 3, "No task matches T9"),
        ("CM", ("task", "list", "--state", "open", "--all"), 2, "--all and --state"),
        (None, ("task", "list", "--for", "me"), 2, "Whose word is it?"),
    ],
)
def test_what_is_not_permitted_says_why_and_writes_nothing(house, who, line, code, says):
    house.take("staff", {"employee_no": "L9", "name": "离职人", "role": "cs_specialist", "left_on": "2026-05-31"})
    house.ok("--as", "CM", "task", "add", "回访补录", "CM", "--due", "fri")
    before = house.query("SELECT count(*) FROM operation")
    refused = house.run(*(("--as", who) if who else ()), *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert house.query("SELECT count(*) FROM operation") == before


def test_the_list_shows_what_is_to_do_and_may_be_narrowed(house):
    house.ok("--as", "CM", "task", "add", "一", "S8", "--due", "2026-06-16")
    house.ok("--as", "CM", "task", "add", "二", "CM", "--due", "2026-06-19")
    house.ok("--as", "CM", "task", "add", "消息：周五团建", "S8")
    house.ok("--as", "CM", "task", "cancel", "T2", "--reason", "不用了")

    def titles(*argv):
        return [row["title"] for row in house.json("task", "list", *argv)]

    assert titles() == ["一", "消息：周五团建"]
    assert titles("--all") == ["一", "二", "消息：周五团建"]
    assert titles("--state", "cancelled") == ["二"]
    assert titles("--for", "me", "--as", "S8") == ["一", "消息：周五团建"]
    assert titles("--from", "me", "--all", "--as", "S8") == []
    assert titles("--due", "2026-06-16") == ["一"]
    house.at("2026-06-17T08:30")
    assert titles("--late") == ["一"]


def test_a_file_of_tasks_twice_changes_nothing_and_comes_back_as_it_went(house):
    rows = [{"任务": "盘点配件", "下达人": "S8", "接收人": "A8", "期限": "2026-06-30"}, {"任务": "周报", "接收人": "S8"}]
    house.take("tasks", *rows)
    assert house.query("SELECT title, receiver.employee_no, meant.employee_no FROM task"
                       " JOIN staff AS receiver ON receiver.id = receiver_id LEFT JOIN staff AS meant ON meant.id = meant_id") == [
        ("盘点配件", "H2", "A8"),
        ("周报", "S8", None),
    ]  # fmt: skip
    again = house.json("import", "tasks", house.sheet("tasks", rows))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    given = [(row["title"], row["receiver"], row["due_on"]) for row in house.json("export", "tasks")]
    assert given == [("盘点配件", "A8", "2026-06-30"), ("周报", "S8", None)]


def test_a_measure_is_taken_done_and_looked_at_again(house):
    line = ("measure", "add", "周末双班", "--owner", "H2", "--due", "2026-06-30", "--check-on", "2026-07-31", "--source", "complaint")
    taken = house.json("--as", "CM", *line, "--about", "K5")
    assert (taken["id"], taken["owner"], taken["taken_on"], taken["state"]) == ("G1", "钱经理", "2026-06-15", "open")
    early = house.run("measure", "check", "G1", "--worked", "yes")
    assert (early.code, "G1: measure under way." in early.err) == (5, True)
    house.ok("measure", "done", "G1", "--result", "已排班")
    house.at("2026-08-01T08:30")
    assert [row["id"] for row in house.json("measure", "list", "--late")] == ["G1"]
    checked = house.json("--as", "CM", "measure", "check", "G1", "--worked", "no", "--result", "周日仍排队")
    assert (checked["state"], checked["checked_on"], checked["checker"], checked["result"]) == (
        "failed",
        "2026-08-01",
        "丁主管",
        "周日仍排队",
    )
    assert house.json("measure", "list") == []
    assert [row["id"] for row in house.json("measure", "list", "--state", "failed")] == ["G1"]


def test_a_measure_is_not_checked_before_it_is_due_and_has_an_owner(house):
    refused = house.run("measure", "add", "双班", "--owner", "H2", "--due", "2026-06-30", "--check-on", "2026-06-29")
    assert (refused.code, "before it is due (2026-06-30)" in refused.err) == (5, True)
    assert house.run("measure", "add", "双班", "--due", "2026-06-30", "--check-on", "2026-07-29").code == 2
    assert house.query("SELECT count(*) FROM measure") == [(0,)]


def test_the_morning_tells_of_tasks_and_measures_by_their_days(house):
    house.ok("--as", "CM", "task", "add", "回访补录", "S8", "--due", "2026-06-19")
    house.ok("--as", "CM", "task", "add", "周五团建", "S8")
    house.ok("--as", "CM", "measure", "add", "周末双班", "--owner", "S8", "--due", "2026-06-18", "--check-on", "2026-07-10")
    house.at("2026-06-19T08:30")
    day = house.json("--as", "S8")
    assert (day["tasks"], day["tasks_late"]) == (3, 1)
    assert "G1 周末双班 06-18, T1 回访补录 06-19, T2 周五团建" in house.ok("--as", "S8").out
    house.ok("measure", "done", "G1")
    house.ok("--as", "S8", "task", "done", "T1")
    assert (house.json("--as", "S8")["tasks"], house.json("--as", "CM")["tasks"]) == (1, 0)
    house.at("2026-07-10T08:30")  # it is to be looked at
    assert "G1 周末双班 07-10" in house.ok("--as", "S8").out


def test_the_report_of_the_month_says_what_was_decided_and_what_came_of_it(house):
    house.at("2026-05-04T09:00")
    house.ok("--as", "CM", "meeting", "add", "2026-05-04", "--kind", "monthly")
    house.ok("--as", "CM", "meeting", "decide", "D1", "五月做完的", "S8", "--due", "2026-05-20")
    house.ok("--as", "CM", "meeting", "decide", "D1", "拖到六月的", "S8", "--due", "2026-05-25")
    house.ok("--as", "CM", "task", "add", "与会议无关", "S8", "--due", "2026-05-25")
    house.ok("--as", "CM", "measure", "add", "周末双班", "--owner", "H2", "--due", "2026-05-20", "--check-on", "2026-06-20")
    house.at("2026-05-20T09:00")
    house.ok("--as", "S8", "task", "done", "T1", "--result", "已上墙")
    house.at("2026-07-01T08:30")
    may, june = (house.ok("report", "month", month).out for month in ("2026-05", "2026-06"))
    assert "## What was decided, and what came of it" in june
    assert "| 拖到六月的 | 2026-05-25 | task given (late) | – |" in june
    assert "五月做完的" in may
    assert "已上墙" in may
    assert "五月做完的" not in june  # done before it began
    assert "五月做完的 | 2026-05-20 | task done | 已上墙" in may  # on its day
    house.ok("--as", "S8", "task", "done", "T2")
    assert "| 拖到六月的 | 2026-05-25 | task done (late) | – |" in house.ok("report", "month", "2026-06").out
    assert "与会议无关" not in may
    assert "周末双班" in june
    assert "钱经理" not in june  # nobody is named unless policy lets them be
    house.ok("policy", "set", "kpi.names_in_reports", "true")
    assert "钱经理" in house.ok("report", "month", "2026-06").out
    assert "What was decided" not in house.ok("report", "month", "2026-03").out


def test_the_words_of_the_managers_desk_are_found(house):
    house.ok("--as", "CM", "task", "add", "休息区换空调滤芯", "S8", "--due", "fri")
    house.ok("--as", "S8", "task", "done", "T1", "--result", "滤芯已换，异味没有了")
    house.ok("--as", "CM", "meeting", "add", "2026-06-14", "--topic", "六月例会", "--minutes", "说到休息区异味")
    house.ok("--as", "CM", "meeting", "decide", "D1", "异味每周查一次", "S8", "--due", "2026-06-30")
    house.ok("measure", "add", "异味源头封堵", "--owner", "H2", "--due", "2026-06-30")
    house.ok("article", "add", "空调异味怎么解释", "--owner", "CM", "--text-zh", "先说滤芯。")
    found = house.json("find", "--text", "异味")
    assert {(row["kind"], row["id"], row["text"], row["staff_no"]) for row in found} == {
        ("task", "T1", "滤芯已换，异味没有了", "CM"),
        ("task", "T2", "异味每周查一次", "CM"),
        ("meeting", "D1", "说到休息区异味", "CM"),
        ("measure", "G1", "异味源头封堵", "H2"),
        ("article", "A1", "空调异味怎么解释", "CM"),
    }
    house.ok("article", "withdraw", "A1")
    assert "article" not in {row["kind"] for row in house.json("find", "--text", "异味")}


def test_the_morning_names_a_few_of_many_measures_and_the_beginning_of_their_titles(house):
    for place in range(5):
        house.ok("measure", "add", f"每天早会通报前一天的回访差错并当场改正第{place}条", "--owner", "S8", "--due", "2026-06-15")
    told = house.ok("--as", "S8").out
    assert "G1 每天早会通报前一天的回… 06-15, G2 每天早会通报前一天的回… 06-15, G3 每天早会通报前一天的回… 06-15, 2 more" in told
    assert "G4" not in told
