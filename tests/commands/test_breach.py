"""Breaches of rules: what shows them, and what a manager decides. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from conftest import filled_once

from kcrm.actions.manager.breaches import Proven, note_breach
from kcrm.db import opened, write
from kcrm.storage.oplog import NewOperation

STAFF = (
    {"employee_no": "CM", "name": "丁主管", "role": "cs_manager", "department": "客服部"},
    {"employee_no": "S7", "name": "王芳", "role": "cs_specialist", "department": "客服部"},
    {"employee_no": "S8", "name": "白小雪", "role": "cs_specialist", "department": "客服部"},
)


@filled_once
def house(desk):
    """A customer whose complaint S7 records; the manager looks at it after that."""
    desk.take("staff", *STAFF)
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    said = ("--severity", "minor", "--cause", "repair", "--description", "漏油")
    desk.ok("--as", "S7", "complaint", "open", "KH1", *said)
    desk.ok("--as", "CM", "complaint", "edit", "K1", "--severity", "normal", "--note", "返修")
    return desk


def test_a_breach_names_the_operation_of_the_person_that_wrote_what_is_false(house):
    house.ok("--as", "CM", "breach", "add", "S7", "虚报投诉", "--evidence", "k1", "--note", "客户未投诉")
    operation = house.query("SELECT operation.id FROM operation JOIN staff ON staff.id = staff_id WHERE employee_no = 'S7'")[0][0]
    assert house.json("breach", "show", "BR1") == {
        "id": "BR1",
        "person": "王芳",
        "what": "虚报投诉",
        "day": "2026-06-15",
        "grave": False,
        "evidence": "K1",
        "operation_id": f"O{operation}",
        "finder": "丁主管",
        "measure": None,
        "note": "客户未投诉",
        "proposed": "public_criticism",
        "sanction": None,
        "reason": None,
        "decider": None,
        "decided_on": None,
    }
    # of whoever never wrote it, it is what anybody wrote last
    house.ok("breach", "add", "S8", "虚报投诉", "--evidence", "K1")
    assert house.json("breach", "show", "BR2")["operation_id"] == f"O{operation + 1}"


def test_what_follows_is_proposed_by_rule_and_decided_by_a_head(house):
    for words in (("虚报一",), ("虚报二",), ("虚报三", "--grave", "yes")):
        house.ok("breach", "add", "S7", *words, "--evidence", "O1")
    house.ok("breach", "add", "S8", "虚报一", "--evidence", "O1")
    listed = {row["id"]: (row["proposed"], row["sanction"]) for row in house.json("breach", "list")}
    assert listed == {
        "BR1": ("public_criticism", None),
        "BR2": ("fault_slip", None),
        "BR3": ("demotion", None),
        "BR4": ("public_criticism", None),
    }
    decided = house.json("--as", "CM", "breach", "decide", "BR1", "不成立", "--reason", "系统时间错误")
    assert [decided[key] for key in ("sanction", "reason", "decider", "decided_on")] == [
        "unfounded",
        "系统时间错误",
        "丁主管",
        "2026-06-15",
    ]
    # the first turned out to be none, so that the second is the first
    assert [row["proposed"] for row in house.json("breach", "list", "--person", "S7", "--undecided")] == ["demotion", "public_criticism"]
    assert [row["id"] for row in house.json("breach", "list", "--grave", "--period", "2026-06")] == ["BR3"]
    house.ok("undo", "-y", "--as", "CM")
    assert [row["proposed"] for row in house.json("breach", "list", "--person", "S7")] == ["demotion", "fault_slip", "public_criticism"]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (("add", "S7", "虚报"), 5, "it needs a named operation"),
        (("add", "S7", "虚报", "--evidence", "听说"), 5, "is no operation or record"),
        (("add", "S7", "虚报", "--evidence", "O999"), 5, "no such record"),
        (("add", "S7", "虚报", "--evidence", "F999"), 5, "no such record"),
        (("add", "S7", "虚报", "--evidence", "O1", "--day", "tomorrow"), 5, "still to come"),
        (("add", "S9", "虚报", "--evidence", "O1"), 3, "S9"),
        (("add", "CM", "旧事", "--evidence", "O1"), 5, "already exists"),
        (("edit", "BR2", "--what", "另一件"), 5, "decided on 2026-06-15, and stays"),
        (("decide", "BR2", "none", "--reason", "再议", "--as", "CM"), 5, "was decided by 丁主管"),
        (("decide", "BR1", "fault_slip", "--reason", "核实", "--as", "CM"), 5, "Nobody decides on a breach of their own"),
        (("decide", "BR1", "fault_slip", "--reason", "核实", "--as", "S8"), 5, "heads nobody"),
        (("decide", "BR1", "fault_slip", "--reason", "核实"), 2, "Who decides?"),
        (("decide", "BR1", "罚款", "--reason", "核实", "--as", "CM"), 2, "罚款"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(house, line, code, says):
    house.ok("breach", "add", "CM", "旧事", "--evidence", "O1")
    house.ok("breach", "add", "S8", "旧事", "--evidence", "O1")
    house.ok("--as", "CM", "breach", "decide", "BR2", "fault_slip", "--reason", "本人承认")
    before = house.query("SELECT count(*) FROM operation")
    refused = house.run("breach", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert house.query("SELECT count(*) FROM operation") == before


def test_a_file_of_breaches_twice_changes_nothing_and_names_its_operations(house):
    rows = [{"员工": "S7", "违规日期": "2026-06-12", "违规内容": "虚报回访", "证据": "O1", "严重": "是", "发现人": "丁主管"}]
    house.take("breaches", *rows)
    again = house.json("import", "breaches", house.sheet("breaches", rows))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    without = house.run("import", "breaches", house.sheet("without", [{"员工": "S8", "违规内容": "虚报"}]))
    assert (without.code, "it needs a named operation" in without.out + without.err) == (5, True)
    assert house.json("find", "BR1")[0]["kind"] == "breach"
    assert [row["evidence"] for row in house.json("export", "breaches")] == ["O1"]


def test_what_was_decided_stands_in_files_and_is_not_taken_from_them(house):
    house.ok("breach", "add", "S7", "虚报", "--evidence", "O1", "--day", "2026-06-12")
    house.ok("breach", "add", "S8", "虚报", "--evidence", "O1", "--day", "2026-06-12")
    house.ok("--as", "CM", "breach", "decide", "BR1", "fault_slip", "--reason", "查实")
    rows = house.json("export", "breaches")
    decided = [[row[key] for key in ("person", "sanction", "reason", "decider", "decided_on")] for row in rows]
    assert decided == [["S7", "fault_slip", "查实", "CM", "2026-06-15"], ["S8", None, None, None, None]]
    house.ok("import", "breaches", house.sheet("other", [{"员工": "S8", "违规内容": "另一件", "证据": "O1", "sanction": "demotion"}]))
    assert house.json("breach", "show", "BR3")["sanction"] is None


def test_what_the_program_finds_is_kept_once(house):
    (person,) = house.query("SELECT id FROM staff WHERE employee_no = 'S7'")[0]
    found, now = Proven(person, date(2026, 6, 12), "回访虚报", 1), datetime(2026, 6, 15, tzinfo=UTC)
    with opened(house.db) as connection, write(connection, NewOperation(now, "call audit")):
        assert note_breach(connection, found) == 1
        assert note_breach(connection, found) is None
    assert [(row["id"], row["day"], row["evidence"]) for row in house.json("breach", "list")] == [("BR1", "2026-06-12", "O1")]
