"""`finding` and `log --finding`: what is no complaint goes to the head of a department, until it is answered."""

import pytest
from calling import OTHER, VIN
from conftest import filled_once

D = "售后服务部"


@filled_once
def heads(busy):
    busy.take("staff", {"employee_no": "D1", "name": "丁一", "role": "department_head", "department": D})
    return busy


def test_a_finding_of_a_call_goes_to_the_head_with_a_day_and_stands_until_answered(heads):
    payload = heads.json("log", "张伟", "answered", "--finding", "休息区没有茶水", "--department", D, "--as", "S1")
    assert payload["finding_id"] == "FD1"
    (row,) = heads.json("finding", "list")
    assert row == {
        "id": "FD1",
        "found_on": "2026-06-15",
        "department": D,
        "head_no": "D1",
        "head": "丁一",
        "finding": "休息区没有茶水",
        "customer_id": "C1",
        "customer": "张伟",
        "plate": "沪A12345",
        "due_on": "2026-06-18",
        "late": False,
        "answered_at": None,
        "answer": None,
        "answered_by": None,
        "found_by": "白雪",
    }
    # on the morning screen of the desk and of the head, not of anybody else
    assert [len_of(heads, as_) for as_ in ((), ("--as", "D1"), ("--as", "S2"))] == [1, 1, 0]
    assert "FD1" in heads.ok().out
    for day, late in (("2026-06-18T23:59", False), ("2026-06-19T00:00", True)):
        heads.at(day)
        assert heads.json("finding", "list", "--mine", "--as", "D1")[0]["late"] is late
    answered = heads.json("finding", "answer", "FD1", "已补茶水", "--as", "D1")
    assert (answered["answer"], answered["answered_by"], answered["late"]) == ("已补茶水", "丁一", False)
    assert heads.json("finding", "list") == []
    assert len(heads.json("finding", "list", "--all")) == 1
    assert len_of(heads, ()) == 0
    again = heads.run("finding", "answer", "FD1", "又一次")
    assert again.code == 5
    assert "已补茶水" in again.err


def len_of(desk, as_):
    return desk.json(*as_)["findings"]


def test_a_cars_condition_is_a_finding_too_and_undo_takes_it_back(heads):
    added = heads.json("finding", "add", "前轮偏磨", "--department", D, "--vehicle", VIN)
    assert (added["id"], added["customer_id"], added["plate"]) == ("FD1", "C1", "沪A12345")
    assert heads.json("show", "FD1")["finding"] == "前轮偏磨"
    heads.ok("undo", "-y")
    assert heads.query("SELECT count(*) FROM finding") == [(0,)]


def test_a_call_in_brings_findings_too_and_the_month_counts_them_by_department(heads):
    heads.ok("call", "in", OTHER, "--finding", "总机没人接", "--department", "客服部")
    heads.ok("finding", "add", "前轮偏磨", "--department", D)
    heads.ok("finding", "answer", "FD2", "已通知车主")
    found = {
        (row["scope_id"], row["key"]): row["value"]
        for row in heads.json("kpi", "complaints", "--period", "2026-06")
        if row["key"].startswith("findings")
    }
    assert found == {
        (None, "findings"): 2,
        (None, "findings_answered"): 50,
        ("客服部", "findings"): 1,
        ("客服部", "findings_answered"): 0,
        (D, "findings"): 1,
        (D, "findings_answered"): 100,
    }
    assert "Findings by department" in heads.ok("report", "month", "2026-06").out
    assert heads.json("finding", "list")[0]["head"] is None  # nobody heads it


@pytest.mark.parametrize("words", [("--finding", "x"), ("--department", "x"), ("--finding", " ", "--department", "x")])
def test_a_finding_lacks_neither_words_nor_department(heads, words):
    assert heads.run("log", "张伟", "answered", *words).code == 2
    assert heads.query("SELECT count(*) FROM call") == [(0,)]


def test_nobody_reached_says_nothing_that_could_be_found(heads):
    assert heads.run("log", "张伟", "no_answer", "--finding", "x", "--department", "y").code == 2
