"""`kcrm staff absent`, `absences`, `handover`: who calls when somebody is away, and for good."""

import pytest
from conftest import filled_once

VINS = ("LSVAB2A43JN012345", "LSVAB2A43JN054321")


@filled_once
def busy(desk):
    """Two customers, one of each specialist, each with an insurance reminder due on Monday 15 June."""
    for vin, name, phone in zip(VINS, ("张伟", "李四"), ("13800138000", "13900139000"), strict=True):
        desk.take("vehicles", {"vin": vin, "owner_phone": phone, "owner_name": name, "insurance_expires_on": "2026-07-15"})
    desk.at("2026-06-15T09:00")
    assert desk.query("SELECT name, specialist_id FROM customer ORDER BY id") == [("张伟", 4), ("李四", 5)]  # 白雪, 林晓
    return desk


def callers(desk, now):
    desk.at(now)
    return [(row["customer"], row["assignee_no"], row["caller_no"]) for row in desk.json("due")]


OWN = [("张伟", "S1", "S1"), ("李四", "S2", "S2")]
COVERED = [("张伟", "S1", "S2"), ("李四", "S2", "S2")]


def test_the_cover_calls_on_those_days_only_and_the_duty_stays(busy):
    payload = busy.json("staff", "absent", "S1", "2026-06-16..2026-06-17", "--cover", "林晓")
    assert payload == {
        "staff_no": "S1",
        "staff": "白雪",
        "from_on": "2026-06-16",
        "until_on": "2026-06-17",
        "cover_no": "S2",
        "cover": "林晓",
    }
    assert callers(busy, "2026-06-15T09:00") == OWN
    assert callers(busy, "2026-06-16T09:00") == callers(busy, "2026-06-17T09:00") == COVERED
    assert callers(busy, "2026-06-18T09:00") == OWN
    busy.at("2026-06-16T09:00")
    assert [row["customer"] for row in busy.json("due", "--staff", "S2")] == ["张伟", "李四"]
    assert busy.json("due", "--mine", "--as", "S1") == []


def test_without_a_cover_colleagues_in_the_same_post_share(busy):
    result = busy.ok("staff", "absent", "S1", "2026-06-16")
    assert "Colleagues in the same post share the calls meanwhile." in result.err
    assert callers(busy, "2026-06-16T09:00") == COVERED


def test_where_all_of_a_post_are_away_nobody_is_the_caller(busy):
    busy.ok("staff", "absent", "S1", "2026-06-16")
    busy.ok("staff", "absent", "S2", "2026-06-16")
    assert callers(busy, "2026-06-16T09:00") == [("张伟", "S1", None), ("李四", "S2", None)]


def test_a_cover_who_is_away_later_on_passes_it_to_colleagues(busy):
    busy.ok("staff", "add", "S3", "高远", "cs_specialist")
    busy.ok("staff", "absent", "S1", "2026-06-16..2026-06-18", "--cover", "S2")
    busy.ok("staff", "absent", "S2", "2026-06-17", "--cover", "S3")
    assert callers(busy, "2026-06-17T09:00") == [("张伟", "S1", "S3"), ("李四", "S2", "S3")]
    assert callers(busy, "2026-06-18T09:00") == COVERED


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["S1", "2026-06-14"], 5, "is past"),
        (["S1", "2026-06-20..2026-06-19"], 2, ""),
        (["S1", "2026-06-17", "--cover", "S1"], 5, "cannot cover for themselves"),
        (["S1", "2026-06-17", "--cover", "Z9"], 3, "Z9"),
        (["S1", "2026-06-22..2026-06-30"], 5, "S1 白雪 is already away from 2026-06-20 to 2026-06-22."),
        (["S2", "2026-06-22", "--cover", "S1"], 5, "S1 白雪 is already away from 2026-06-20 to 2026-06-22."),
        (["A1", "2026-06-17"], 5, "A1 秦大勇 left on 2026-06-16."),
        (["S2", "2026-06-16..2026-06-17", "--cover", "A1"], 5, "A1 秦大勇 left on 2026-06-16."),
    ],
)
def test_an_absence_that_cannot_be_is_refused(busy, argv, code, message):
    busy.ok("staff", "absent", "S1", "2026-06-20..2026-06-22")
    busy.ok("staff", "edit", "A1", "--left-on", "2026-06-16")
    result = busy.run("staff", "absent", *argv)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert busy.query("SELECT count(*) FROM absence") == [(1,)]


def test_the_list_names_who_is_away_today_and_later(busy):
    busy.ok("staff", "absent", "S2", "2026-07-01..2026-07-03")
    busy.ok("staff", "absent", "S1", "2026-06-16", "--cover", "S2")
    assert [(row["staff"], row["from_on"], row["until_on"], row["cover"]) for row in busy.json("staff", "absences")] == [
        ("白雪", "2026-06-16", "2026-06-16", "林晓"),
        ("林晓", "2026-07-01", "2026-07-03", None),
    ]
    busy.at("2026-06-17T09:00")
    assert [row["staff"] for row in busy.json("staff", "absences")] == ["林晓"]


def test_a_handover_moves_what_is_open_and_the_customers_for_good(busy):
    open_items = busy.query("SELECT count(*) FROM followup WHERE assignee_id = 4 AND state = 'open'")[0][0]
    done = busy.json("followup", "list", "--staff", "S1", "--kind", "insurance_expiry")[0]["id"]
    busy.ok("log", done, "answered")
    payload = busy.json("staff", "handover", "S1", "S2", "--reason", "转岗", "--as", "G1")
    assert payload == {
        "old_no": "S1",
        "old": "白雪",
        "new_no": "S2",
        "new": "林晓",
        "followups": open_items - 1,
        "customers": 1,
        "vehicles": 0,
    }
    assert busy.query("SELECT DISTINCT specialist_id FROM customer") == [(5,)]
    assert busy.query("SELECT count(*) FROM followup WHERE assignee_id = 4") == [(1,)]  # what is done stays whose it was
    busy.ok("plan")
    assert busy.query("SELECT count(*) FROM followup WHERE assignee_id = 4 AND state = 'open'") == [(0,)]
    moved = busy.json("followup", "list", "--customer", "张伟")[0]["id"]
    assert [(row["action"], row["reason"], row["staff"], row["assignee"]) for row in busy.json("why", moved)["events"]] == [
        ("assigned", "转岗", "何总", "林晓")
    ]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["S1", "S1"], "cannot hand over to themselves"),
        (["S1", "X1"], "hand over to somebody in the same post"),
        (["S1", "S2"], "S2 林晓 left on 2026-06-14."),
    ],
)
def test_a_handover_that_cannot_be_is_refused(busy, argv, message):
    busy.ok("staff", "edit", "S2", "--left-on", "2026-06-14")
    result = busy.run("staff", "handover", *argv)
    assert (result.code, message in result.err) == (5, True)


def test_dry_runs_write_nothing(busy):
    busy.ok("staff", "absent", "S1", "2026-06-16", "-n")
    busy.ok("staff", "handover", "S1", "S2", "-n")
    assert busy.query("SELECT (SELECT count(*) FROM absence), (SELECT count(*) FROM followup_event)") == [(0, 0)]
    assert callers(busy, "2026-06-16T09:00") == OWN


# --- who begins, and who has left ---


def test_who_begins_later_gets_nothing_before_their_first_day(busy):
    """高远 begins on 1 July. On 16 June 赵六 comes with an expiry of his own: both specialists have one customer, the third none."""
    busy.ok("staff", "add", "S9", "高远", "cs_specialist", "--joined-on", "2026-07-01")
    busy.at("2026-06-16T09:00")
    vehicle = {"vin": "LSVAB2A43JN077777", "owner_phone": "13700137000", "owner_name": "赵六", "insurance_expires_on": "2026-07-16"}
    busy.take("vehicles", vehicle)
    assert [(row["assignee_no"], row["caller_no"]) for row in busy.json("due") if row["customer"] == "赵六"] == [("S1", "S1")]
    assert busy.query("SELECT count(*) FROM customer WHERE specialist_id = 7") == [(0,)]
    refused = busy.run("followup", "assign", "F1", "S9", "--reason", "新人")
    assert (refused.code, "S9 高远 starts on 2026-07-01." in refused.err) == (5, True)
    refused = busy.run("followup", "skip", "F1", "--reason", "不急", "--as", "S9")
    assert (refused.code, "高远 (S9) does not work here yet." in refused.err) == (5, True)
    assert "S9" in [row["employee_no"] for row in busy.json("staff", "list")]  # who is to come has not left


def test_who_was_given_calls_before_their_first_day_gives_them_back_with_the_next_plan(busy):
    busy.ok("staff", "edit", "S2", "--joined-on", "2026-07-01")
    assert callers(busy, "2026-06-16T09:00") == [("张伟", "S1", "S1"), ("李四", "S1", "S1")]
    assert busy.query("SELECT DISTINCT specialist_id FROM customer") == [(4,)]


def test_what_is_nobodys_finds_who_begins_on_their_first_day(busy):
    """Both specialists leave on 16 June; 高远 begins on the 22nd, and nothing else happens meanwhile."""
    busy.take("customers", {"name": "王五", "phone": "13600136000", "do_not_contact": "yes"})  # nothing is open with them
    for gone in ("S1", "S2"):
        busy.ok("staff", "edit", gone, "--left-on", "2026-06-16")
    busy.ok("staff", "add", "S9", "高远", "cs_specialist", "--joined-on", "2026-06-22")
    busy.at("2026-06-17T09:00")
    assert [row["assignee_no"] for row in busy.json("due")] == [None, None]
    busy.at("2026-06-21T09:00")
    busy.ok("due")
    assert busy.query("SELECT DISTINCT specialist_id FROM customer") == [(None,)]
    busy.at("2026-06-22T09:00")
    assert [row["assignee_no"] for row in busy.json("due")] == ["S9", "S9"]
    assert busy.query("SELECT DISTINCT specialist_id FROM customer") == [(7,)]


def on_time(desk, number):
    rows = desk.json("kpi", "calls", "--period", "2026-06")
    return next(
        ((row["numerator"], row["denominator"]) for row in rows if (row["key"], row["scope_id"]) == ("calls_on_time", number)), None
    )


def test_what_was_late_when_somebody_left_stays_in_their_figures(busy):
    """白雪's call to 张伟 was due on Monday 15 June and not made when she left on Wednesday; 林晓 makes it on Friday.

    Of the calls of June 白雪 had one, and made none in time; 林晓 had 李四, whom she called on the 15th.
    """
    other = busy.json("followup", "list", "--staff", "S2", "--kind", "insurance_expiry")[0]["id"]
    busy.ok("log", other, "answered")
    busy.ok("staff", "edit", "S1", "--left-on", "2026-06-17")
    busy.at("2026-06-19T09:00")
    busy.ok("plan")
    late = busy.json("followup", "list", "--customer", "张伟", "--kind", "insurance_expiry")[0]
    assert late["assignee_no"] == "S2"
    busy.ok("log", late["id"], "answered")
    assert {number: on_time(busy, number) for number in ("S1", "S2")} == {"S1": (0, 1), "S2": (1, 1)}


@pytest.mark.parametrize(
    ("day", "whose"),
    [
        ("2026-06-15", "S2"),  # on its due day it becomes another's duty
        ("2026-06-16", "S1"),  # a day later it is late, and stays whose it was
    ],
)
def test_a_call_counts_as_whose_it_was_on_its_due_day(busy, day, whose):
    late = busy.json("followup", "list", "--customer", "张伟", "--kind", "insurance_expiry")[0]["id"]
    busy.at(f"{day}T10:00")
    busy.ok("followup", "assign", late, "S2", "--reason", "换人")
    busy.ok("undo", "--yes")
    busy.ok("followup", "assign", late, "S2", "--reason", "换人")
    assert busy.query("SELECT employee_no FROM staff JOIN followup ON duty_id = staff.id WHERE followup.id = ?", late[1:]) == [(whose,)]
    busy.at("2026-07-01T09:00")
    counts = {number: (on_time(busy, number) or (0, 0))[1] for number in ("S1", "S2")}
    assert counts == ({"S1": 0, "S2": 2} if whose == "S2" else {"S1": 1, "S2": 1})


def test_a_handover_after_leaving_takes_back_what_was_shared_out(busy):
    """白雪 leaves on Tuesday; with Wednesday's plan 林晓 has 张伟 too. 高远 begins on Thursday and takes 白雪's place."""
    before = busy.query("SELECT count(*) FROM followup WHERE assignee_id = 4 AND state = 'open'")[0][0]
    busy.ok("staff", "edit", "S1", "--left-on", "2026-06-16")
    busy.at("2026-06-17T09:00")
    busy.ok("plan")
    assert busy.query("SELECT name, specialist_id FROM customer ORDER BY id") == [("张伟", 5), ("李四", 5)]
    busy.ok("staff", "add", "S9", "高远", "cs_specialist", "--joined-on", "2026-06-18")
    busy.at("2026-06-18T09:00")
    payload = busy.json("staff", "handover", "S1", "S9")
    assert payload == {"old_no": "S1", "old": "白雪", "new_no": "S9", "new": "高远", "followups": before, "customers": 1, "vehicles": 0}
    assert busy.query("SELECT name, specialist_id FROM customer ORDER BY id") == [("张伟", 7), ("李四", 5)]
    assert [(row["customer"], row["assignee_no"]) for row in busy.json("due")] == [("张伟", "S9"), ("李四", "S2")]
    # the call that fell due on the 15th, before 高远 began, stays 白雪's
    assert (on_time(busy, "S1"), on_time(busy, "S9")) == ((0, 1), None)
    # nothing is left to be handed over a second time
    assert busy.json("staff", "handover", "S1", "S9")["customers"] == 0
    busy.ok("undo", "--yes")
    assert busy.query("SELECT name, specialist_id FROM customer ORDER BY id") == [("张伟", 5), ("李四", 5)]
    assert [(row["customer"], row["assignee_no"]) for row in busy.json("due")] == [("张伟", "S2"), ("李四", "S2")]


def test_a_customer_given_to_a_specialist_by_hand_is_no_longer_the_leavers(busy):
    busy.ok("staff", "edit", "S1", "--left-on", "2026-06-16")
    busy.at("2026-06-17T09:00")
    busy.ok("plan")
    busy.ok("customer", "edit", "张伟", "--specialist", "S2")
    busy.ok("staff", "add", "S9", "高远", "cs_specialist")
    assert busy.json("staff", "handover", "S1", "S9")["customers"] == 0


@pytest.mark.parametrize("left", [False, True])
def test_a_handover_moves_the_vehicles_of_a_consultant_and_their_calls(desk, left):
    """Sold by 顾文斌 on Friday 12 June: the call after three days is due on Monday. After he left it is the sales manager's."""
    desk.ok("staff", "add", "X2", "孟浩", "sales_consultant")
    desk.at("2026-06-12T18:00")
    car = {"vin": VINS[0], "owner_phone": "13800138000", "owner_name": "张伟", "delivered_on": "2026-06-12", "sales_consultant": "X1"}
    desk.take("vehicles", car, car | {"vin": VINS[1], "sales_consultant": "X2"})
    desk.at("2026-06-15T08:30")
    if left:
        desk.ok("staff", "edit", "X1", "--left-on", "2026-06-14")
    desk.ok("plan")

    def calls():
        rows = desk.json("followup", "list", "--state", "open")
        return [(row["kind"], row["id"], row["assignee_no"]) for row in rows if row["kind"] in {"3dc", "7dc"}]

    before = calls()
    assert [row[2] for row in before] == (["M1", "X2", "M1", "X2"] if left else ["X1", "X2", "X1", "X2"])
    payload = desk.json("staff", "handover", "X1", "X2")
    assert {key: payload[key] for key in ("customers", "vehicles")} == {"customers": 0, "vehicles": 1}
    assert [row[2] for row in calls()] == ["X2"] * 4
    assert desk.query("SELECT DISTINCT sales_consultant_id FROM vehicle") == desk.query("SELECT id FROM staff WHERE employee_no = 'X2'")
    desk.ok("undo", "--yes")
    assert calls() == before
    desk.ok("db", "check")
