"""`kcrm snooze` and `kcrm followup …`: what is done by hand, and why."""

import pytest
from conftest import filled_once

PHONE = "13800138000"
VIN = "LSVAB2A43JN012345"


@filled_once
def busy(desk):
    """On Monday 15 June F1 (1DC) is overdue, F2 (3DC) due, F3 (7DC) to come; M1 has the first, X1 the others."""
    desk.take(
        "vehicles",
        {
            "vin": VIN,
            "plate": "沪A12345",
            "owner_phone": PHONE,
            "owner_name": "张伟",
            "delivered_on": "2026-06-12",
            "sales_consultant": "X1",
            "insurance_expires_on": "2026-07-10",
        },
    )
    desk.at("2026-06-15T09:00")
    return desk


def insurance(desk):
    return next(row["id"] for row in desk.json("followup", "list", "--kind", "续保"))


def listed(desk, now):
    desk.at(now)
    return [row["id"] for row in desk.json("due")]


def reasons(desk, number):
    return [(row["action"], row["reason"], row["staff"]) for row in desk.json("why", number)["events"]]


def test_what_is_put_off_is_called_later_and_keeps_its_deadline(busy):
    payload = busy.json("snooze", "F1", "F2", "thu 10:00", "--reason", "出差", "--as", "S1")
    assert [(row["id"], row["due_on"], row["call_on"], row["call_time"]) for row in payload] == [
        ("F1", "2026-06-13", "2026-06-18", "10:00"),
        ("F2", "2026-06-15", "2026-06-18", "10:00"),
    ]
    assert "F1" not in listed(busy, "2026-06-17T09:00")
    assert {"F1", "F2"} <= set(listed(busy, "2026-06-18T09:00"))
    assert reasons(busy, "F1") == [("snoozed", "出差", "白雪")]


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["F1", "yesterday 10:00"], 5, "is past"),
        (["F1", "2026-06-14"], 5, "is past"),
        (["F1", "fri", "--reason", " "], 2, "must not be empty"),
        (["fri"], 2, "say which follow-ups"),
        (["F1", "nonsense"], 2, "is not a date"),
    ],
)
def test_putting_off_wants_a_day_to_come_and_a_reason(busy, argv, code, message):
    given = argv if "--reason" in argv else [*argv, "--reason", "x"]
    result = busy.run("snooze", *given)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert busy.query("SELECT count(*) FROM followup_event") == [(0,)]


def test_nothing_is_put_off_to_a_day_on_which_it_makes_no_sense(busy):
    number = insurance(busy)
    refused = busy.run("snooze", number, "2026-07-11", "--reason", "x")
    assert refused.code == 5
    assert f"{number} lapses after 2026-07-10" in refused.err
    busy.ok("snooze", number, "2026-07-10", "--reason", "x")


def test_what_is_closed_is_neither_put_off_nor_skipped_nor_given_away(busy):
    busy.ok("followup", "skip", "F1", "--reason", "已面谈", "--as", "S1")
    said = "F1 was skipped by 白雪, 2026-06-15 09:00: 已面谈"
    for argv in (["snooze", "F1", "fri"], ["followup", "skip", "F1"], ["followup", "assign", "F1", "S2"]):
        result = busy.run(*argv, "--reason", "x")
        assert (result.code, said in result.err) == (5, True)
    assert said in busy.run("log", "F1", "answered").err


def test_one_bad_number_among_several_leaves_all_as_they_were(busy):
    busy.ok("followup", "skip", "F2", "--reason", "x")
    assert busy.run("followup", "skip", "F1", "F2", "--reason", "y").code == 5
    assert busy.query("SELECT state FROM followup WHERE id = 1") == [("open",)]


def test_what_is_skipped_is_off_the_list_and_never_comes_back(busy):
    busy.ok("followup", "skip", "F1", "--reason", "已面谈")
    busy.ok("plan")
    assert "F1" not in listed(busy, "2026-06-16T09:00")
    assert busy.query("SELECT state, reason FROM followup WHERE id = 1") == [("skipped", "已面谈")]
    assert busy.query("SELECT count(*) FROM followup WHERE kind = '1dc'") == [(1,)]


def test_what_is_given_to_somebody_is_theirs_and_stays_so(busy):
    [row] = busy.json("followup", "assign", "F2", "林晓", "--reason", "顾文斌休假")
    assert (row["assignee_no"], row["assignee"]) == ("S2", "林晓")
    busy.ok("plan")
    assert busy.query("SELECT staff.employee_no, assigned_by FROM followup JOIN staff ON staff.id = assignee_id WHERE followup.id = 2") == [
        ("S2", "by_hand")
    ]
    assert reasons(busy, "F2") == [("assigned", "顾文斌休假", None)]


def test_nothing_is_given_to_somebody_who_has_left(busy):
    busy.ok("staff", "edit", "S2", "--left-on", "2026-06-14")
    result = busy.run("followup", "assign", "F2", "S2", "--reason", "x")
    assert (result.code, "S2 林晓 left on 2026-06-14." in result.err) == (5, True)


def test_a_follow_up_added_by_hand_is_whose_the_policy_says_and_no_plan_takes_it_away(busy):
    [row] = busy.json("followup", "add", "张伟", "续保", "2026-06-16", "--reason", "客户要求报价")
    assert (row["kind"], row["channel"], row["due_on"], row["state"]) == ("insurance_expiry", "call", "2026-06-16", "open")
    specialist = busy.query("SELECT employee_no FROM customer JOIN staff ON staff.id = specialist_id")[0][0]
    assert row["assignee_no"] == specialist
    busy.ok("plan")
    assert row["id"] in listed(busy, "2026-06-16T09:00")
    assert "for 2026-06-16" in busy.ok("due").out
    assert reasons(busy, row["id"]) == [("added", "客户要求报价", None)]


def test_one_added_by_hand_takes_no_planned_ones_place(busy):
    # the 1DC of a delivery on that very day would have the same key, but for its occurrence
    [row] = busy.json("followup", "add", "张伟", "1dc", "2026-06-20", "--vehicle", "沪A12345", "--to", "S1", "--reason", "x")
    busy.ok("vehicle", "edit", "V1", "--delivered-on", "2026-06-15")
    assert busy.query("SELECT due_on, due_by FROM followup WHERE kind = '1dc' AND state = 'open' ORDER BY due_on") == [
        ("2026-06-16", "interval"),
        ("2026-06-20", "by_hand"),
    ]
    assert row["assignee_no"] == "S1"


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["张伟", "续保", "2026-06-14"], 5, "is past"),
        (["张伟", "lateness", "fri"], 2, "is not one of"),
        (["刘备", "续保", "fri"], 3, "刘备"),
        (["张伟", "续保", "fri", "--to", "Z9"], 3, "Z9"),
        (["张伟", "续保", "fri", "--vehicle", "京B99999"], 3, "京B99999"),
    ],
)
def test_adding_wants_a_customer_a_kind_and_a_day_to_come(busy, argv, code, message):
    result = busy.run("followup", "add", *argv, "--reason", "x")
    assert (result.code, result.out) == (code, "")
    assert message in result.err


def test_the_same_is_not_added_twice_nor_for_anothers_vehicle_nor_for_who_wants_no_contact(busy):
    busy.take("customers", {"name": "李四", "phone": "13900139000"})
    number = busy.json("followup", "add", "张伟", "续保", "fri", "--reason", "x")[0]["id"]
    again = busy.run("followup", "add", "张伟", "续保", "fri", "--reason", "y")
    assert (again.code, f"{number} already exists" in again.err) == (5, True)
    others = busy.run("followup", "add", "李四", "续保", "fri", "--vehicle", "V1", "--reason", "y")
    assert (others.code, "V1 does not belong to 李四." in others.err) == (5, True)
    busy.ok("customer", "edit", "李四", "--call-consent", "no")
    silent = busy.run("followup", "add", "李四", "续保", "fri", "--reason", "y")
    assert (silent.code, "李四 does not consent to a call." in silent.err) == (5, True)
    busy.ok("customer", "edit", "李四", "--do-not-contact", "yes")
    assert "李四 wants no contact." in busy.run("followup", "add", "李四", "续保", "fri", "--reason", "y").err


def test_the_list_shows_what_is_asked_for(busy):
    busy.ok("followup", "skip", "F1", "--reason", "x")

    def numbers(*options):
        return [row["id"] for row in busy.json("followup", "list", *options)]

    assert numbers("--state", "skipped") == numbers("--state", "已跳过") == ["F1"]
    assert numbers("--due", "2026-06-15..2026-06-19", "--channel", "call") == ["F2", "F3"]
    assert numbers("--staff", "X1", "--kind", "3dc") == ["F2"]
    assert numbers("--customer", "张伟", "--kind", "1dc", "--kind", "3dc", "--all") == ["F1", "F2"]
    assert numbers("--kind", "1dc") == []
    assert len(busy.json("followup", "list", "--limit", "2")) == 2
    assert busy.run("followup", "list", "--all", "--state", "done").code == 2


def test_show_tells_of_the_calls_and_of_what_was_done_by_hand(busy):
    busy.ok("log", "F1", "no_answer", "--note", "关机", "--as", "S1")
    busy.ok("snooze", "F1", "fri", "--reason", "等通知")
    payload = busy.json("followup", "show", "F1")
    assert (payload["id"], payload["attempts"], payload["call_on"]) == ("F1", 1, "2026-06-19")
    assert [(row["outcome"], row["note"], row["staff_no"]) for row in payload["calls"]] == [("no_answer", "关机", "S1")]
    assert [(row["action"], row["reason"], row["call_on"]) for row in payload["events"]] == [("snoozed", "等通知", "2026-06-19")]


def test_a_dry_run_changes_nothing(busy):
    for argv in (
        ["snooze", "F1", "fri"],
        ["followup", "skip", "F1"],
        ["followup", "assign", "F1", "S1"],
        ["followup", "add", "张伟", "续保", "fri"],
    ):
        assert "nothing was written" in busy.ok(*argv, "--reason", "x", "-n").err
    assert busy.query("SELECT count(*) FROM followup_event") == [(0,)]
    assert busy.query("SELECT state, call_on FROM followup WHERE id = 1") == [("open", "2026-06-13")]
