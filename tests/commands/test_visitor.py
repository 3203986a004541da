"""`kcrm visitor …`: the showroom register, and the prospects that come of it."""

from __future__ import annotations

import pytest
from conftest import filled_once

from kcrm.context import Terminal
from kcrm.text import cells

NOBODY = {
    "came_at": "2026-06-15T08:30:00+08:00",
    "name": None,
    "phone": None,
    "prospect_id": None,
    "customer_id": None,
    "met_at": "2026-06-15T08:30:00+08:00",
    "in_time": True,
    "staff_no": None,
    "staff": None,
    "party": 1,
    "again": False,
    "drive_offered": False,
    "contact_left": False,
    "note": None,
}


@filled_once
def sales(desk):
    """A sales manager, two consultants and a specialist; Monday 15 June 2026, 08:30."""
    desk.take(
        "staff",
        {"employee_no": "M1", "name": "蒋丽", "role": "sales_manager"},
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
        {"employee_no": "S1", "name": "叶琪", "role": "cs_specialist"},
    )
    return desk


def steps(desk, number):
    return [(row["at"], row["step"], row["staff"]) for row in desk.json("prospect", "show", number)["history"]]


def test_somebody_without_a_name_counts(sales):
    assert sales.json("visitor", "add") == NOBODY
    said = sales.json("visitor", "add", "李先生", "--party", "3", "--test-drive", "--contact", "--note", "看了瑞虎8", "--as", "X1")
    assert said == NOBODY | {
        "name": "李先生",
        "party": 3,
        "drive_offered": True,
        "contact_left": True,
        "note": "看了瑞虎8",
        "staff_no": "X1",
        "staff": "方东",
    }
    assert sales.query("SELECT count(*) FROM prospect") == [(0,)]
    assert sales.query("SELECT count(*) FROM customer") == [(0,)]
    assert sales.query("SELECT day FROM visitor") == [("2026-06-15",)] * 2


def test_with_a_phone_they_are_a_prospect_of_who_received_them(sales):
    done = sales.run("visitor", "add", "张伟", "13800138001", "--model", "瑞虎8", "--as", "X2", "-o", "json")
    of = {"name": "张伟", "phone": "13800138001", "prospect_id": "L1", "customer_id": "C1", "contact_left": True}
    assert done.json == NOBODY | of | {"staff_no": "X2", "staff": "纪雨"}
    assert done.err == "L1 张伟: a new prospect of 纪雨.\n"
    (row,) = sales.json("prospect", "list")
    told = ("source", "stage", "model", "consultant_no", "registered_on", "contacted_on")
    assert tuple(row[key] for key in told) == ("walk_in", "visited", "瑞虎8", "X2", "2026-06-15", "2026-06-15")
    at = "2026-06-15T08:30:00+08:00"
    assert steps(sales, "L1") == [(at, "registered", "X2 纪雨"), (at, "visited", "X2 纪雨")]
    # the name stands once: with the customer
    assert sales.query("SELECT name, prospect_id FROM visitor") == [(None, 1)]


def test_whose_prospect_is_open_has_come_again(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web", "--consultant", "X1")
    sales.at("2026-06-16T10:00")
    done = sales.run("visitor", "add", "13800138001", "--staff", "X2", "-o", "json")
    row = done.json
    assert (row["name"], row["prospect_id"], row["again"], row["staff_no"]) == ("张伟", "L1", True, "X2")
    assert done.err == "L1 张伟: a visit; prospect of 方东.\n"
    assert steps(sales, "L1")[1:] == [("2026-06-16T10:00:00+08:00", "visited", "X2 纪雨")]
    # what was due is done by their coming
    assert [(each["due_on"], each["state"]) for each in sales.json("followup", "list", "--all", "--kind", "prospect_contact")] == [
        ("2026-06-15", "done"),
        ("2026-07-16", "open"),
    ]
    # an order stays one, and who was lost and comes is a prospect anew
    sales.ok("prospect", "order", "L1")
    assert sales.json("visitor", "add", "13800138001")["prospect_id"] == "L1"
    assert sales.json("prospect", "show", "L1")["stage"] == "ordered"
    sales.ok("prospect", "cancel-order", "L1", "太贵")
    sales.ok("prospect", "lose", "L1", "price")
    assert sales.json("visitor", "add", "13800138001")["prospect_id"] == "L2"


def test_an_owner_has_been_here_unless_somebody_says_otherwise(sales):
    sales.take("customers", {"customer_no": "K1", "name": "李娜", "phone": "13800138002"})
    sales.take("vehicles", {"vin": "LSVAA4182E2123456", "customer_no": "K1"})
    told = [sales.json("visitor", "add", "13800138002", *argv, "-n")["again"] for argv in ((), ("--first",))]
    assert told == [True, False]
    assert sales.json("visitor", "add", "王女士", "--again")["again"] is True


@pytest.mark.parametrize(
    ("argv", "came", "met", "in_time"),
    [
        ((), "08:30", "08:30", True),
        (("--met-after", "3"), "08:27", "08:30", True),  # the third minute is within
        (("--met-after", "4"), "08:26", "08:30", False),
        (("--not-met",), "08:30", None, False),
        (("--came", "10分钟前", "--met-after", "2"), "08:20", "08:22", True),
        (("--came", "08:00", "--met-at", "08:04"), "08:00", "08:04", False),
        (("--came", "08:00", "--not-met"), "08:00", None, False),
    ],
)
def test_when_they_came_and_were_received(sales, argv, came, met, in_time):
    row = sales.json("visitor", "add", "张伟", "13800138001", *argv)
    day = "2026-06-15T{}:00+08:00"
    assert (row["came_at"], row["met_at"], row["in_time"]) == (day.format(came), met and day.format(met), in_time)
    assert [at for at, _step, _staff in steps(sales, "L1")] == [day.format(came)] * 2


def test_what_is_written_down_the_day_after_happened_the_day_before(sales):
    sales.ok("visitor", "add", "张伟", "13800138001", "--came", "昨天 15:00", "--met-after", "1")
    row = sales.json("prospect", "show", "L1")
    assert (row["registered_on"], row["contacted_on"], row["stage"]) == ("2026-06-14", "2026-06-14", "visited")
    assert sales.query("SELECT day, recorded_at FROM prospect_event") == [("2026-06-14", "2026-06-15T00:30:00Z")] * 2


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("13900139000",), 2, "Nobody has the phone 13900139000 yet: give the name too."),
        (("张伟", "1380013"), 2, "1380013"),
        (("张伟", "13800138001", "--phone", "13800138001"), 2, "[PHONE] and --phone cannot be used together."),
        (("--came", "08:00"), 2, "say too when they were received"),
        (("--met-at", "08:00"), 2, "say too when they came"),
        (("--met-after", "1", "--not-met"), 2, "--met-after and --not-met cannot be used together."),
        (("--came", "08:20", "--met-at", "08:10"), 5, "They came at 2026-06-15 08:20: they cannot have been received at 2026-06-15 08:10."),
        (("--came", "08:20", "--met-after", "11"), 5, "2026-06-15 08:31"),
        (("--came", "2026-06-16", "--not-met"), 5, "--came: 2026-06-16 is in the future."),
        (("--party", "0"), 2, "“0” is not a number from 1 to 999."),
        (("--met-after", "soon"), 2, "“soon” is not a number from 0 to 999."),
        (("--first", "--again"), 2, "--first and --again cannot be used together."),
    ],
)
def test_bad_input_is_refused_and_writes_nothing(sales, argv, code, said):
    result = sales.run("visitor", "add", *argv)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert sales.query("SELECT count(*) FROM visitor") == [(0,)]
    assert sales.query("SELECT count(*) FROM customer") == [(0,)]


def test_a_phone_of_two_customers_is_asked_back_unless_the_name_tells_them_apart(sales):
    customers = [{"customer_no": f"K{number}", "name": name, "phone": "13800138001"} for number, name in ((1, "张伟"), (2, "李娜"))]
    sales.take("customers", *customers)
    assert sales.run("visitor", "add", "王五", "13800138001").code == 4
    assert sales.json("visitor", "add", "李娜", "13800138001")["customer_id"] == "C2"
    # who of them has an open prospect is meant
    assert sales.json("visitor", "add", "13800138001")["customer_id"] == "C2"


def test_undo_and_dry_run_leave_nothing(sales):
    sales.ok("visitor", "add", "张伟", "13800138001", "-n")
    assert sales.query("SELECT count(*) FROM visitor") == [(0,)]
    sales.ok("visitor", "add", "张伟", "13800138001")
    assert sales.json("operation", "list")[0]["label"] == "张伟"
    sales.ok("undo", "-y")
    counts = "SELECT (SELECT count(*) FROM visitor), (SELECT count(*) FROM prospect), (SELECT count(*) FROM customer)"
    assert sales.query(counts) == [(0, 0, 0)]


def test_the_register_is_listed_by_period_by_who_received_them_and_by_first_or_again(sales):
    sales.ok("visitor", "add", "甲", "--came", "昨天 15:00", "--met-after", "1", "--staff", "X1")
    sales.ok("visitor", "add", "乙", "--staff", "X2", "--again")
    sales.ok("visitor", "add", "丙", "--staff", "X1", "--note", "要看七座")

    def names(*argv):
        return [row["name"] for row in sales.json("visitor", "list", *argv)]

    assert names() == ["丙", "乙", "甲"]
    assert names("--period", "today") == ["丙", "乙"]
    assert names("--staff", "方东") == ["丙", "甲"]
    assert names("--again") == ["乙"]
    assert names("--first") == ["丙", "甲"]
    assert names("--limit", "1", "--sort", "came_at") == ["甲"]
    assert sales.run("visitor", "list", "--first", "--again").code == 2
    assert sales.run("visitor", "list", "--period", "").code == 2
    (found,) = sales.json("find", "--text", "七座")
    assert (found["id"], found["kind"], found["text"], found["staff_no"]) == (None, "visitor", "要看七座", "X1")
    sales.speaking("zh")
    assert "再次到店" in sales.ok("visitor", "list").out
    assert sales.ok("visitor", "list", "--period", "2026-05").err.strip() == "没有人到店。"


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_terminal_the_list_fits(sales, monkeypatch, width, language):
    sales.ok("visitor", "add", "张伟", "13800138001", "--as", "X1", "--note", "和家人一起来，看了瑞虎8和探界者，想要七座")
    seen = Terminal(stdout_tty=True, width=width, height=50)
    monkeypatch.setattr(Terminal, "of_process", classmethod(lambda _cls, _environ: seen))
    sales.speaking(language)
    out = sales.ok("visitor", "list").out
    assert max(cells(line) for line in out.splitlines()) <= width
    assert "张伟" in out
    assert "L1" in out


def test_a_walk_in_is_registered_in_under_forty_keys(sales):
    assert len("kcrm visitor add 张伟 13800138001\n") < 40
    sales.ok("visitor", "add", "张伟", "13800138001")
    assert sales.query("SELECT stage FROM prospect") == [("visited",)]


def test_a_name_of_blanks_is_none_and_writes_nothing(desk):
    refused = desk.run("visitor", "add", " \u3000")
    assert (refused.code, refused.err.splitlines()[0]) == (2, "kcrm: NAME: the text is empty.")
    assert desk.query("SELECT count(*) FROM visitor") == [(0,)]
