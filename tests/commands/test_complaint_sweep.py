"""Complaints past a deadline go up; those raised in calls; and what the day's list makes of complainants."""

from complaining import OPEN, part


def test_the_sweep_moves_up_what_is_late_and_again_does_nothing(house):
    house.ok(*OPEN)
    house.at("2026-06-15T08:32:00")
    assert house.json("complaint", "sweep") == []
    house.at("2026-06-15T08:32:01")
    moved = house.run("complaint", "sweep", "--check", "-o", "json")
    assert moved.code == 10
    assert moved.json == [
        {
            "id": "K1",
            "severity": "minor",
            "customer": "张伟",
            "clock": "accept",
            "level_before": "specialist",
            "level": "cs_manager",
            "owner": "何总",
            "owner_no": "G1",
        }
    ]
    assert house.query("SELECT at, staff_id, clock FROM complaint_event WHERE kind = 'escalated'") == [
        ("2026-06-15T00:32:01Z", None, "accept")
    ]
    operations = house.query("SELECT max(id) FROM operation")
    assert house.json("complaint", "sweep") == []
    assert house.query("SELECT max(id) FROM operation") == operations
    shown = house.json("show", "K1")
    assert part(shown, "level", "escalation_due", "escalation_state", "resolve_due") == (
        "cs_manager",
        "2026-06-16T08:32:01+08:00",
        "running",
        "2026-06-17T08:30:00+08:00",
    )


def swept(house):
    return [(row["clock"], row["level"], row["owner_no"]) for row in house.json("complaint", "sweep")]


def test_a_sweep_moves_one_level_up_to_the_general_manager_and_no_further(house):
    house.ok(*OPEN)
    house.at("2026-06-17T08:30:01")  # neither accepted nor resolved: one step for both
    assert swept(house) == [("accept", "cs_manager", "G1")]
    levels = []
    for day in (18, 19, 20, 21):
        house.at(f"2026-06-{day}T08:30:{day - 16:02d}")
        levels += swept(house)
    assert levels == [("escalation", "department_head", "D1"), ("escalation", "general_manager", "B1")]
    late = house.run("complaint", "sweep", "--check")
    assert (late.code, house.json("show", "K1")["level"]) == (10, "general_manager")


def test_a_public_complaint_that_nobody_accepts_stays_with_the_general_manager(house):
    # a minor web review; five minutes later the two minutes of accepting are over
    house.ok(*OPEN, "--channel", "车质网")
    house.at("2026-06-15T08:35")
    assert swept(house) == []
    assert part(house.json("show", "K1"), "level", "owner_no", "accept_state") == ("general_manager", "B1", "missed")


def test_a_missed_first_contact_is_late_everywhere_and_raises_one_level(house):
    house.ok(*OPEN, "--as", "S1")
    house.at("2026-06-15T10:30:01")
    assert [row["id"] for row in house.json("complaint", "list", "--late")] == ["K1"]
    assert house.run("complaint", "board", "--check").code == 10
    morning = house.ok("-o", "json").json
    assert morning["complaints_late"] == 1
    lines = [" ".join(line.split()) for line in house.ok().out.splitlines()]
    assert "Complaints K1 张伟 first contact: 1 min late" in lines
    assert swept(house) == [("contact", "cs_manager", "G1")]
    house.ok("complaint", "contact", "K1")
    assert house.json("complaint", "list", "--late") == []
    assert house.ok("-o", "json").json["complaints_late"] == 0


def test_who_acts_sees_their_own_late_complaints_in_the_morning(house):
    house.ok(*OPEN, "--as", "S1")
    house.at("2026-06-15T10:31")
    assert [house.ok("-o", "json", "--as", number).json["complaints_late"] for number in ("S1", "S2")] == [1, 0]


def test_the_manufacturer_is_told_by_hand_of_what_the_general_manager_cannot_solve(house):
    house.ok(*OPEN)
    refused = house.run("complaint", "escalate", "K1", "--to", "manufacturer")
    assert (refused.code, refused.err) == (
        5,
        (
            "kcrm: K1 is with the specialist; only the general manager passes a complaint on to the manufacturer.\n"
            "First: kcrm complaint escalate K1 --to general_manager\n"
        ),
    )
    house.ok("complaint", "escalate", "K1", "--to", "general_manager")
    assert part(house.json("complaint", "escalate", "K1"), "level", "owner_no") == ("manufacturer", "B1")


def test_work_that_the_policy_of_a_complaint_has_no_deadline_for_is_refused(house):
    house.ok(*OPEN)
    house.ok("policy", "set", "complaints.field_request", "yes")
    house.ok(*OPEN)
    for number in ("K1", "K2"):
        house.ok("complaint", "accept", number)
    work = ("--department", "维修部", "--work", "field_request")
    refused = house.run("complaint", "assign", "K1", *work)
    assert (refused.code, refused.err) == (
        5,
        (
            "kcrm: K1 is judged by version 1 of the policy, which has no deadline for “field request”: --work would have no effect.\n"
            "For complaints opened from then on: kcrm policy set complaints.field_request yes\n"
        ),
    )
    assert house.json("show", "K1")["state"] == "accepted"
    house.ok("complaint", "assign", "K2", *work)
    assert [clock["due_at"] for clock in house.json("show", "K2")["clocks"] if clock["clock"] == "field_request"] == [
        "2026-06-18T08:30:00+08:00"
    ]
    job = house.run("complaint", "assign", "K2", "--department", "维修部", "--work", "small_job")
    assert (job.code, job.err.splitlines()[1]) == (5, "For complaints opened from then on: kcrm policy set complaints.jobs yes")


def test_a_dry_sweep_and_complaints_from_before_go_live_move_nothing(house):
    house.ok(*OPEN, "--received-at", "2025-12-31 10:00")
    assert house.json("complaint", "sweep", "--check") == []
    assert part(house.json("show", "K1"), "accept_state", "resolve_state", "minutes_left")[:2] == ("missed", "missed")
    house.ok(*OPEN, "--received-at", "2026-06-01 10:00")
    assert [row["id"] for row in house.json("complaint", "sweep", "--dry-run")] == ["K2"]
    assert house.query("SELECT count(*) FROM complaint_event WHERE kind = 'escalated'") == [(0,)]


def test_a_sweep_under_a_clock_that_was_set_back_leaves_alone_what_it_cannot_judge(house):
    house.ok(*OPEN)
    house.at("2026-06-15T08:40")
    house.ok("complaint", "open", "李娜", "--severity", "minor", "--description", "x")
    house.at("2026-06-15T08:35")
    assert [row["id"] for row in house.json("complaint", "sweep")] == ["K1"]


def test_in_a_zone_with_summer_time_a_time_that_never_was_is_refused_and_one_that_was_twice_is_the_first(house):
    house.ok("policy", "set", "desk.zone", "Europe/Berlin")
    skipped = house.run(*OPEN, "--received-at", "2026-03-29 02:30")
    assert (skipped.code, skipped.err) == (5, "kcrm: 2026-03-29 02:30 did not exist in Europe/Berlin: clocks went forward then.\n")
    house.at("2026-11-01T10:00")
    first, second = (house.json(*OPEN, "--received-at", when) for when in ("2026-10-25 02:30", "2026-10-25T02:30+01:00"))
    assert part(first, "received_at", "resolve_due") == ("2026-10-25T02:30:00+02:00", "2026-10-27T02:30:00+01:00")
    # the hour that came twice counts as over, lest it be due before what was received an hour earlier
    assert part(second, "received_at", "resolve_due") == ("2026-10-25T02:30:00+01:00", "2026-10-27T03:00:00+01:00")


def test_the_sweep_finds_a_new_owner_for_what_somebody_left_behind(house):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1", "--as", "S1")
    house.ok("staff", "edit", "S1", "--left-on", "2026-06-14")
    assert [part(row, "id", "clock", "level", "owner_no") for row in house.json("complaint", "sweep")] == [("K1", None, "specialist", "S2")]
    assert house.json("complaint", "sweep") == []


def test_public_and_repeated_complaints_start_higher(house):
    public = house.json(*OPEN, "--channel", "消协")
    assert part(public, "level", "owner_no", "escalation_due") == ("general_manager", "B1", None)
    assert house.json(*OPEN)["repeated"] == []
    third = house.json(*OPEN)
    assert part(third, "repeated", "level", "owner_no") == (["customer"], "cs_manager", "G1")
    assert house.query("SELECT reason FROM complaint_event ORDER BY id") == [("public_channel",), (None,), ("repeated",)]


def test_an_escalation_by_hand_names_the_level_and_tells_the_department_at_fault(house):
    house.ok(*OPEN)
    house.ok("complaint", "accept", "K1")
    house.ok("complaint", "assign", "K1", "--department", "维修部")
    up = house.json("complaint", "escalate", "K1", "--to", "总经理", "--as", "S1")
    assert part(up, "level", "owner_no", "escalation_due") == ("general_manager", "B1", "2026-06-16T08:30:00+08:00")
    told = "SELECT employee_no FROM complaint_event JOIN staff ON staff.id = informed_id"
    assert house.query(told) == [("D1",)]


def test_a_later_policy_moves_no_running_deadline(house):
    house.ok(*OPEN)
    house.ok("policy", "set", "complaints.minor_days", "9")
    assert house.json("show", "K1")["resolve_due"] == "2026-06-17T08:30:00+08:00"
    assert house.json(*OPEN)["resolve_due"] == "2026-06-24T08:30:00+08:00"


def test_a_closure_that_is_set_later_moves_no_running_deadline(house):
    house.ok("policy", "set", "complaints.working_time", "yes")
    assert house.json(*OPEN)["resolve_due"] == "2026-06-16T17:00:00+08:00"  # two whole days from opening time: the 15th and 16th
    house.at("2026-06-15T08:31")
    house.ok("calendar", "close", "2026-06-16", "--name", "停电")
    assert house.json("show", "K1")["resolve_due"] == "2026-06-16T17:00:00+08:00"
    # 8 h 29 min on the 15th, the 17th whole, a minute of the 18th
    assert house.json(*OPEN)["resolve_due"] == "2026-06-18T08:31:00+08:00"


def test_a_complaint_raised_in_a_call_is_opened_at_once(driven):
    driven.take(
        "orders",
        {
            "order_no": "R-1",
            "vin": "LSVAA4187E2100001",
            "type": "paid_repair",
            "opened_at": "2026-06-10 09:00",
            "closed_at": "2026-06-12 10:00",
            "accident": "1",
        },
    )
    called = driven.json("log", "张伟", "answered", "--complaint", "等太久", "--severity", "一般", "--cause", "service", "--as", "S1")
    assert called["complaint_id"] == "K1"
    assert part(driven.json("show", "K1"), "description", "severity", "cause", "channel", "source", "plate", "received_at") == (
        "等太久",
        "normal",
        "service",
        "phone",
        "call",
        "沪A12345",
        "2026-06-15T08:30:00+08:00",
    )
    # it was heard from the customer: accepted, and the first contact is made
    assert part(driven.json("show", "K1"), "state", "accept_state", "contact_state") == ("accepted", "met", "met")
    assert driven.query("SELECT call_id, order_no FROM complaint JOIN repair_order ON repair_order.id = order_id") == [(1, "R-1")]
    alone = driven.run("log", "李娜", "answered", "--severity", "minor")
    assert (alone.code, alone.err) == (2, "kcrm: --severity requires --complaint TEXT.\n")


def test_complainants_head_the_list_and_their_card_shows_the_matter(house):
    house.ok("followup", "add", "李娜", "birthday", "2026-06-15", "--reason", "x")
    house.ok("followup", "add", "张伟", "birthday", "2026-06-16", "--reason", "x")
    house.at("2026-06-16T09:00")
    assert [part(row, "customer", "priority") for row in house.json("due")] == [("李娜", "overdue"), ("张伟", "today")]
    house.ok(*OPEN)
    rows = house.json("due")
    assert [part(row, "customer", "priority") for row in rows] == [("张伟", "urgent"), ("李娜", "overdue")]
    assert rows[0]["reasons"][-1] == "open_complaint=K1"
    assert [part(row, "customer") for row in house.json("due", "--overdue")] == [("李娜",)]
    assert [part(row, "id", "state", "resolve_state") for row in house.json("show", "张伟")["complaints"]] == [
        ("K1", "received", "running")
    ]


def test_who_has_complained_is_called_after_every_service_from_then_on(driven):
    # a commercial vehicle is called by sample only; of these 30 orders some are drawn and some not
    def order(number, day):
        return {
            "order_no": f"R-{number}",
            "vin": "LSVAA4187E2100001",
            "type": "paid_repair",
            "opened_at": f"{day} 08:00",
            "closed_at": f"{day} 08:20",
        }

    driven.take("orders", *(order(number, f"2026-05-{number:02d}") for number in range(1, 31)))
    count = "SELECT count(*) FROM followup WHERE kind = 'post_service'"
    (before,) = driven.query(count)
    assert before[0] < 30
    driven.ok(*OPEN)
    # nobody is called now about what was closed before: months that are over do not change
    assert driven.query(count) == [before]
    today = driven.query("SELECT max(date(opened_at, '+8 hours')) FROM complaint")[0][0]
    driven.take("orders", order("after", today))
    assert driven.query(count) == [(before[0] + 1,)]
    assert driven.query("SELECT because FROM followup WHERE kind = 'post_service' ORDER BY id DESC LIMIT 1") == [("complaint=K1",)]


def test_the_order_complained_of_is_called_about_from_the_day_of_the_complaint(driven):
    orders = [
        {
            "order_no": f"R-{number}",
            "vin": "LSVAA4187E2100001",
            "type": "paid_repair",
            "opened_at": f"2026-05-{number:02d} 09:00",
            "closed_at": f"2026-05-{number:02d} 10:00",
        }
        for number in range(1, 31)
    ]
    driven.take("orders", *orders)
    ((quiet,),) = driven.query(
        "SELECT min(order_no) FROM repair_order WHERE id NOT IN (SELECT order_id FROM followup WHERE order_id IS NOT NULL)"
    )
    ((before,),) = driven.query("SELECT count(*) FROM followup")
    driven.ok(*OPEN, "--order", quiet)
    today = driven.query("SELECT date(opened_at, '+8 hours') FROM complaint")[0][0]
    planned = "SELECT kind, due_on, because FROM followup WHERE id > ?"
    assert driven.query(planned, before) == [("post_service", today, "complained_of=K1")]


def test_who_complains_often_is_urgent_even_with_nothing_open(house):
    house.ok("followup", "add", "李娜", "birthday", "2026-06-16", "--reason", "x")
    for number in (1, 2, 3):
        house.ok("complaint", "open", "李娜", "--severity", "minor", "--description", "x")
        house.ok("complaint", "accept", f"K{number}", "--as", "S1")
        house.ok("complaint", "resolve", f"K{number}", "--cause", "price", "--finding", "communication", "--as", "A1")
        house.ok("complaint", "recall", f"K{number}", "--satisfied", "yes")
    house.at("2026-06-16T09:00")
    assert [(row["customer"], row["priority"], row["reasons"][1:]) for row in house.json("due")] == [
        ("李娜", "urgent", ["by_hand", "frequent_complainer"])
    ]


def test_the_loop_speaks_chinese(house):
    house.speaking("zh")
    shown = dict(line.split(maxsplit=1) for line in house.ok(*OPEN, "--channel", "电话").out.splitlines())
    assert part(shown, "状态", "投诉等级", "负责人", "接单", "投诉") == ("已受理", "轻微", "白雪", "进行中", "异响没修好")
    late = house.run("complaint", "resolve", "K1", "--at", "2026-06-14 10:00")
    assert late.err == "kcrm: K1 于 2026-06-15 08:30:00 才受理，2026-06-14 10:00:00 不可能已有处理。\n"
    house.at("2026-06-15T09:00")
    swept = house.run("complaint", "sweep", "--check")
    assert (swept.code, swept.err) == (10, "K1 已超期。\n")
