"""Measures taken for what the desk shows, in one command, and looked at again. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
import report_month
from conftest import filled_once

STAFF = ({"employee_no": "CM", "name": "丁主管", "role": "cs_manager"}, {"employee_no": "S8", "name": "白小雪", "role": "cs_specialist"})
VIN = "LSVAA4182E2123456"
TAKEN = ("--owner", "S8", "--due", "2026-06-30")


def visits(desk, month, count, appointments):
    """So many paid repairs of one day each, the first few by appointment."""
    order = {"vin": VIN, "type": "paid_repair", "advisor": "A1", "team": "mechanical"}
    desk.take(
        "orders",
        *(
            order
            | {"order_no": f"{month}{day}", "opened_at": f"{month}-{day:02} 09:00", "closed_at": f"{month}-{day:02} 12:00"}
            | {"appointment": "yes" if day <= appointments else "no"}
            for day in range(1, count + 1)
        ),
    )


@filled_once
def house(desk):
    report_month.fill(desk)
    desk.take("staff", *STAFF)
    # of the 40 % that policy wants: in March 1 of 12, in April 2 of 12, in May 6 of 12
    for month, appointments in (("2026-03", 1), ("2026-04", 2)):
        visits(desk, month, 12, appointments)
    desk.at("2026-05-04T08:30")
    return desk


def test_what_is_below_target_is_listed_and_becomes_a_measure_in_one_command(house):
    listed = house.run("measure", "below", "appointment_rate", "--period", "2026-04", "-o", "json")
    assert listed.json == [{"key": "appointment_rate", "value": 16.67, "target": 40, "measures": None}]
    assert "kcrm measure add WHAT --from appointment_rate@2026-04 --owner NO --due DATE" in listed.err
    taken = house.json("measure", "add", "每单先约时间", "--from", "appointment_rate", "--as", "CM", "--owner", "S8", "--due", "2026-05-20")
    assert {key: taken[key] for key in ("id", "source", "about", "owner", "due_on", "check_on", "state")} == {
        "id": "G1",
        "source": "kpi",
        "about": "appointment_rate@2026-04",  # the last month
        "owner": "白小雪",
        "due_on": "2026-05-20",
        "check_on": "2026-06-19",  # 30 days after
        "state": "open",
    }
    assert house.json("measure", "below", "appointment_rate")[0]["measures"] == ["G1"]


def test_whoever_takes_one_is_told_what_is_under_way_about_the_same(house):
    add = ("measure", "add", "--owner", "S8", "--due", "2026-05-20", "--from")
    assert "Under way" not in house.ok(*add, "appointment_rate", "每单先约时间").err
    house.ok(*add, "appointment_rate@2026-03", "上月的")
    assert "Under way about appointment_rate@2026-04, too: G1.\n" in house.ok(*add, "appointment_rate", "两个时间任选").err
    house.ok("measure", "done", "G1")
    # what is taken is waited for, not under way
    assert "Under way about appointment_rate@2026-04, too: G3.\n" in house.ok(*add, "appointment_rate", "加派人手").err


def test_one_command_takes_a_measure_against_each_line_that_has_none(house):
    lines = [row["key"] for row in house.json("measure", "below")]
    assert len(lines) > 1
    house.ok("measure", "add", "每单先约时间", "--from", "appointment_rate", "--owner", "S8", "--due", "2026-05-20")
    taken = house.run("--as", "CM", "measure", "below", "--owner", "S8", "--due", "2026-05-20", "--check-on", "2026-06-01")
    assert taken.code == 0
    rows = house.json("measure", "list")
    assert sorted(row["about"] for row in rows) == sorted(f"{key}@2026-04" for key in lines)
    assert {(row["owner"], row["due_on"]) for row in rows} == {("白小雪", "2026-05-20")}
    assert [row["check_on"] for row in rows].count("2026-06-01") == len(lines) - 1
    again = house.run("measure", "below", "--owner", "S8", "--due", "2026-05-20")
    assert "a measure is under way" in again.err
    assert len(house.json("measure", "list")) == len(lines)
    house.ok("undo", "-y")
    assert [row["title"] for row in house.json("measure", "list")] == ["每单先约时间"]


def test_the_next_report_looks_at_the_figure_again_and_the_measure_shows_its_way(house):
    house.ok("measure", "add", "每单先约时间", "--from", "appointment_rate@2026-03", "--owner", "S8", "--due", "2026-05-20")
    report = house.ok("report", "month", "2026-04").out
    assert "Measures under way: G1 by 2026-05-20." in report
    assert "`kcrm measure below appointment_rate --period 2026-04`" in report
    visits(house, "2026-05", 12, 6)
    house.at("2026-06-01T08:30")
    report = house.ok("report", "month", "2026-05").out
    # published of May: 6 of its 12 visits and none of the 2 that the month had already
    assert "appointment rate: 8.3% in 2026-03, " in report
    months = house.json("measure", "show", "G1")["figure"]
    assert [row["month"] for row in months] == ["2026-03", "2026-04", "2026-05"]
    assert [row["value"] for row in months][:2] == [8.33, 16.67]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("K1", {"source": "complaint", "about": "K1", "addresses": ["service"]}),
        ("D1", {"source": "meeting", "about": "D1", "addresses": None}),
        ("H1", {"source": "checklist", "about": "H1", "addresses": None}),
    ],
)
def test_a_complaint_a_meeting_and_a_run_are_named_by_their_number(house, what, expected):
    house.ok("--as", "CM", "meeting", "add", "today")
    house.ok("checklist", "add", "展厅5S", "地面干净", "--place", "showroom")
    run = house.run("--as", "CM", "checklist", "run", "展厅5S", "--fail", "1=烟头")
    assert "kcrm measure add '地面干净: 烟头' --from H1 --owner NO --due DATE" in run.err
    taken = house.json("measure", "add", "加派人手", "--from", what, "--owner", "S8", "--due", "2026-05-20")
    assert {key: taken[key] for key in expected} == expected


def test_after_a_complaint_is_reviewed_the_command_for_a_measure_is_told(house):
    house.take("customers", {"customer_no": "9001", "name": "张伟", "phone": "13800138009"})
    number = house.json("complaint", "open", "9001", "--severity", "normal", "--description", "等太久", "--cause", "service")["id"]
    told = house.run("complaint", "note", number, "周六缺人").err
    assert f"kcrm measure add WHAT --from {number} --owner NO --due DATE" in told
    assert "measure add" not in house.run("complaint", "contact", number).err


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (("measure", "add", "x", "--from", "appointment_rat", *TAKEN), 3, "appointment_rate"),
        (("measure", "add", "x", "--from", "C1", *TAKEN), 2, "no measure is taken for that"),
        (("measure", "add", "x", "--from", "K99", *TAKEN), 3, "No complaint matches K99"),
        (("measure", "add", "x", "--from", "csi@morgen", *TAKEN), 2, "morgen"),
        (("measure", "below", "--owner", "S8"), 2, "--owner needs --due"),
        (("measure", "below", "--due", "fri"), 2, "need --owner"),
        (("measure", "below", "total_visits"), 3, "not below its target in 2026-04"),
        (("measure", "below", "--period", "2026-09"), 2, "nothing to count yet"),
        (("measure", "below", "--owner", "S8", "--due", "2026-01-01"), 5, "2026-01-01 has already passed"),
        (("measure", "add", "x", "--owner", "S8", "--due", "2026-05-03"), 5, "2026-05-03 has already passed"),
    ],
)
def test_what_is_not_understood_says_why_and_writes_nothing(house, line, code, says):
    before = house.query("SELECT count(*) FROM operation")
    refused = house.run(*line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert house.query("SELECT count(*) FROM measure") == [(0,)]
    assert house.query("SELECT count(*) FROM operation") == before
