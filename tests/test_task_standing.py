"""How tasks stand by their day, as SQL says it for lists, is what the rule says; and what goes out each morning tells it.

The clock stands at Monday 2026-06-15, 08:30; policy wants a task that is not done to be told of two days before.
"""

from __future__ import annotations

import itertools
import sqlite3
from datetime import date, timedelta

import pytest

from kcrm.model.manager import TaskFacts, TaskState
from kcrm.queries.tasks import STANDING
from kcrm.rules.tasks import punctual

TODAY = date(2026, 6, 15)
DAYS = [None, *(TODAY + timedelta(days=days) for days in range(-2, 5))]
STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部", "email": "ding@example.com"},
    {"employee_no": "S8", "name": "白小雪", "role": "cs_specialist", "department": "客服部", "email": "bai@example.com"},
)


@pytest.fixture
def house(desk):
    desk.take("staff", *STAFF)
    for title, due in (("盘点", "2026-06-17"), ("周报", "2026-06-18"), ("团建", None)):
        desk.ok("--as", "CM", "task", "add", title, "S8", *(("--due", due) if due else ()))
    return desk


@pytest.mark.parametrize("at_risk_days", [0, 2])
def test_the_sql_of_lists_says_what_the_rule_says(at_risk_days):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE task (state TEXT, due_on TEXT, done_on TEXT)")
    soon = (TODAY + timedelta(days=at_risk_days)).isoformat()
    for state, due, done in itertools.product(TaskState, DAYS, DAYS):
        if (state is TaskState.DONE) is not (done is not None):
            continue
        row = [each.isoformat() if each is not None else None for each in (due, done)]
        connection.execute("DELETE FROM task")
        connection.execute("INSERT INTO task VALUES (?, ?, ?)", [str(state), *row])
        given = {"today": TODAY.isoformat(), "at_risk_until": soon}
        (said,) = connection.execute(f"SELECT {STANDING} FROM task", given).fetchone()
        assert said == punctual(TaskFacts(state, due, done), TODAY, at_risk_days), (state, due, done)


def test_lists_and_cards_say_what_is_at_risk(house):
    def standing(*argv):
        return {row["title"]: row["standing"] for row in house.json("task", "list", *argv)}

    # two days before its day and no sooner
    assert standing() == {"盘点": "at_risk", "周报": "on_time", "团建": "undated"}
    assert standing("--at-risk") == {"盘点": "at_risk"}
    assert house.json("task", "show", "T1")["standing"] == "at_risk"
    house.ok("policy", "set", "tasks.at_risk_days", "1")
    assert standing("--at-risk") == {}
    house.at("2026-06-18T08:30")
    assert standing() == {"盘点": "late", "周报": "at_risk", "团建": "undated"}
    house.ok("--as", "S8", "task", "done", "T1")
    assert house.json("task", "show", "T1")["standing"] == "late"


def test_a_checklist_that_is_due_stands_with_whoever_goes_through_it(house):
    house.ok("checklist", "add", "展厅5S", "地面干净", "--place", "showroom", "--every", "1", "--checker", "S8")
    house.ok("checklist", "add", "车间5S", "工具归位", "--place", "workshop")
    assert house.json("checklist", "item", "list", "--place", "showroom")[0]["checker"] == "白小雪"

    def tasks(who):
        return house.json("--as", who)["tasks"], house.ok("--as", who).out

    # three tasks and the showroom; the manager has what is nobody's in particular
    count, screen = tasks("S8")
    assert (count, "CI1 展厅5S" in screen) == (4, True)
    count, screen = tasks("CM")
    assert (count, "CI2 车间5S" in screen, "展厅5S" in screen) == (1, True, False)
    house.ok("checklist", "run", "展厅5S", "--rest-pass", "--by", "S8")
    assert tasks("S8")[0] == 3
    house.at("2026-06-16T08:30")
    assert tasks("S8")[0] == 4
    house.ok("checklist", "edit", "CI1", "--checker", "")
    assert (tasks("S8")[0], tasks("CM")[0]) == (3, 2)


def test_a_list_of_whoever_has_left_is_the_managers(house):
    house.ok("checklist", "add", "展厅5S", "地面干净", "--place", "showroom", "--checker", "S8")
    house.ok("staff", "edit", "S8", "--left-on", "2026-06-14")
    assert house.json("--as", "CM")["tasks"] == 1


def test_everybody_with_something_to_do_finds_it_in_a_file_of_their_own(house, tmp_path):
    house.ok("checklist", "add", "展厅5S", "地面干净", "--place", "showroom")
    house.ok("due", "--split", "caller", "--to", tmp_path)
    assert sorted(path.name for path in (tmp_path / "tasks").iterdir()) == ["CM.csv", "G1.csv", "S8.csv"]
    text = (tmp_path / "tasks" / "S8.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines() == [
        "No.,What is to be done,Due,In time",
        "T1,盘点,2026-06-17,due soon",
        "T2,周报,2026-06-18,on time",
        "T3,团建,,without a day",
    ]
    assert "CI1,展厅5S,2026-06-15,due soon" in (tmp_path / "tasks" / "CM.csv").read_text(encoding="utf-8-sig")
    # who has nothing to do any more must not find the file of another day
    house.ok("checklist", "run", "展厅5S", "--rest-pass", "--by", "CM")
    house.ok("due", "--split", "caller", "--to", tmp_path)
    assert [path.name for path in (tmp_path / "tasks").iterdir()] == ["S8.csv"]
    house.ok("due", "--split", "caller", "--to", tmp_path, "--overdue")
    assert not list((tmp_path / "tasks").iterdir())


def test_a_letter_tells_of_them_beneath_the_calls_and_comes_where_there_are_no_calls(house):
    mailed = house.json("due", "--mail", "--dry-run")
    assert [(row["employee_no"], row["state"]) for row in mailed] == [("S8", "to_be_sent")]
    assert house.json("due", "--mail", "--dry-run", "--overdue") == []
