"""`kcrm event …`: prepared, people invited, answered and thanked, and what became of it."""

from __future__ import annotations

import pytest
from conftest import filled_once

DAY = "2026-06-20"  # a Saturday, five days from now


@filled_once
def club(desk):
    """Six people with a car; C4 wants no contact, C5 no calls, C6 has no phone."""
    desk.take("customers", *({"客户编号": f"KH{number}", "姓名": f"王{number}", "手机": f"1380013800{number}"} for number in range(1, 7)))
    desk.take("vehicles", *({"VIN": f"LSVAB2183E21{number:05d}", "客户编号": f"KH{number}"} for number in range(1, 7)))
    desk.ok("customer", "edit", "C4", "--do-not-contact", "yes")
    desk.ok("customer", "edit", "C5", "--call-consent", "no")
    desk.ok("customer", "edit", "C6", "--phone", "")
    desk.ok("event", "add", "北山采摘", "--on", DAY, "--kind", "采摘", "--place", "北山果园", "--hours", "9:00-16:00", "--cost", "600")
    return desk


def came(desk, *people, day=DAY):
    desk.at(f"{day}T18:00")
    desk.ok("event", "came", "Z1", *people)


def test_who_is_left_out_is_told_with_the_reasons_and_kept(club):
    assert club.json("event", "invite", "Z1", "region:none") == {
        "event": "Z1",
        "name": "北山采摘",
        "held_on": DAY,
        "invited": 3,
        "on_list": 3,
        "seats": None,
        "left_out": 3,
        "reasons": [
            {"reason": "do_not_contact", "people": 1},
            {"reason": "no_consent", "people": 1},
            {"reason": "no_phone", "people": 1},
        ],
    }
    again = club.json("event", "invite", "Z1", "region:none")
    assert (again["invited"], again["on_list"], again["left_out"]) == (0, 3, 6)
    assert again["reasons"][-1] == {"reason": "already_invited", "people": 3}
    assert club.query("SELECT customer_id, reasons FROM event_left_out ORDER BY 1") == [
        (4, "do_not_contact"),
        (5, "no_consent"),
        (6, "no_phone"),
    ]
    club.ok("customer", "edit", "C5", "--call-consent", "yes")
    club.ok("event", "invite", "Z1", "C5")
    assert club.query("SELECT customer_id FROM event_left_out ORDER BY 1") == [(4,), (6,)]


def test_a_dry_run_invites_nobody_and_undo_takes_invitations_back(club):
    assert club.json("event", "invite", "Z1", "C1", "--dry-run")["invited"] == 1
    assert club.query("SELECT count(*) FROM attendance") == [(0,)]
    club.ok("event", "invite", "Z1", "C1")
    club.ok("undo", "--yes")
    assert club.query("SELECT count(*) FROM attendance") == [(0,)]
    assert club.query("SELECT count(*) FROM followup WHERE case_no = 'Z1' AND state = 'open'") == [(0,)]


def test_an_invitation_is_a_call_and_what_is_said_in_it_stands_on_the_list(club):
    club.ok("event", "invite", "Z1", "region:none")
    rows = club.json("followup", "list", "--kind", "event_invitation")
    assert [(row["customer_id"], row["due_on"], row["about"]) for row in rows] == [
        (customer, "2026-06-15", "北山采摘 09:00-16:00 北山果园") for customer in ("C1", "C2", "C3")
    ]
    assert club.query("SELECT DISTINCT base, base_on, lapses_on, case_no FROM followup WHERE kind = 'event_invitation'") == [
        ("event_on", DAY, DAY, "Z1")
    ]
    club.ok("log", "C1", "answered", "--result", "coming")
    club.ok("log", "C2", "answered", "--result", "not_coming")
    assert club.query("SELECT customer_id, state, answer, answered_on FROM attendance ORDER BY 1") == [
        (1, "yes", "yes", "2026-06-15"),
        (2, "no", "no", "2026-06-15"),
        (3, "invited", None, None),
    ]
    assert club.query("SELECT state FROM followup WHERE kind = 'event_invitation' ORDER BY customer_id") == [
        ("done",),
        ("done",),
        ("open",),
    ]
    club.ok("undo", "--yes")
    assert club.query("SELECT state, answer FROM attendance WHERE customer_id = 2") == [("invited", None)]


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (["event", "answer", "Z1", "no", "C1"], "answered"),
        (["event", "edit", "Z1", "--called-off", "today"], "event_off"),
        (["event", "edit", "Z1", "--on", "2026-06-27"], "base_changed"),
    ],
)
def test_a_call_that_nobody_needs_any_more_is_cancelled_with_its_reason(club, after, reason):
    club.ok("event", "invite", "Z1", "C1")
    club.ok(*after)
    assert club.query("SELECT state, reason FROM followup WHERE kind = 'event_invitation' AND base_on = ?", DAY) == [("cancelled", reason)]


def test_who_has_not_answered_is_asked_until_the_day_of_the_event(club):
    club.ok("event", "invite", "Z1", "C1")
    for day, state in ((DAY, "open"), ("2026-06-21", "lapsed")):
        club.at(f"{day}T09:00")
        club.ok("plan")
        assert club.query("SELECT state FROM followup WHERE kind = 'event_invitation'") == [(state,)]


def test_who_came_is_thanked_by_a_message_that_names_the_event(club):
    club.ok("event", "invite", "Z1", "C1", "C1")
    came(club, "C1", "C2")
    club.at("2026-06-21T09:00")
    assert club.query("SELECT customer_id, due_on, lapses_on, channel FROM followup WHERE kind = 'event_thanks' ORDER BY 1") == [
        (1, "2026-06-21", "2026-06-28", "message"),
        (2, "2026-06-21", "2026-06-28", "message"),
    ]
    texts = [row["text"] for row in club.json("message", "list", "--kind", "event_thanks")]
    assert len(texts) == 2
    assert all("北山采摘. " in text for text in texts)


def test_whoever_came_has_come_whatever_is_noted_as_their_answer_later(club):
    club.ok("event", "invite", "Z1", "C1", "C1")
    club.ok("event", "answer", "Z1", "yes", "C1")
    came(club, "C1")
    refused = club.run("event", "answer", "Z1", "no", "C1")
    assert (refused.code, "C1 came to Z1, whatever they had answered." in refused.err) == (5, True)
    assert club.query("SELECT state, answer FROM attendance") == [("came", "yes")]
    club.ok("event", "attendance", "edit", "ZA1", "--state", "no")
    assert club.query("SELECT state FROM attendance") == [("no",)]


def test_the_report_says_who_came_and_what_followed_within_thirty_days(club):
    club.ok("event", "invite", "Z1", "region:none")
    club.ok("event", "answer", "Z1", "yes", "C1", "C2")
    club.ok("event", "answer", "Z1", "不来", "C3")
    came(club, "C1", "C4")
    order = {"维修类型": "paid_maintenance", "工时费": "300"}
    club.at("2026-08-01T09:00")
    club.take("orders", {"工单号": "R1", "VIN": "LSVAB2183E2100001", "进厂时间": "2026-07-20 09:00", **order})
    club.take("orders", {"工单号": "R4", "VIN": "LSVAB2183E2100004", "进厂时间": "2026-07-21 09:00", **order})
    assert club.json("event", "report", "Z1") == {
        "event": "Z1",
        "name": "北山采摘",
        "kind": "picking",
        "held_on": DAY,
        "called_off_on": None,
        "invited": 3,
        "yes": 2,
        "no": 1,
        "waiting": 0,
        "came": 2,
        "uninvited": 1,
        "missing": 1,
        "share_percent": 33.33,
        "booked": 1,
        "cost": 600.0,
        "cost_each": 300.0,
        "reasons": [
            {"reason": "do_not_contact", "people": 1},
            {"reason": "no_consent", "people": 1},
            {"reason": "no_phone", "people": 1},
        ],
    }


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["event", "invite", "Z1"], "Say whom to invite"),
        (["event", "answer", "Z1", "yes", "C1"], "C1 is not invited to Z1."),
        (["event", "answer", "Z1", "came", "C1"], "Say yes or no"),
        (["event", "came", "Z1", "C1"], f"Z1 is only on {DAY}."),
        (["event", "came", "Z7", "C1"], "No event matches Z7."),
        (["event", "add", "北山采摘", "--on", DAY], "already exists"),
        (["event", "add", "自驾"], "--held-on"),
        (["event", "edit", "Z1", "--seats", "0"], "0"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(club, argv, said):
    before = club.query("SELECT max(id) FROM operation")
    refused = club.run(*argv)
    assert refused.code in {2, 3, 5}
    assert said in refused.err
    assert club.query("SELECT max(id) FROM operation") == before


def test_to_what_is_over_or_off_nobody_is_invited_and_nobody_came_to_what_was_off(club):
    club.ok("event", "edit", "Z1", "--called-off", "today")
    assert club.run("event", "invite", "Z1", "C1").code == 5
    club.at("2026-06-22T09:00")
    assert "was called off" in club.run("event", "came", "Z1", "C1").err
    club.ok("event", "edit", "Z1", "--called-off", "")
    assert club.run("event", "invite", "Z1", "C1").err.startswith(f"kcrm: Z1 was on {DAY}.")


def test_a_file_of_who_came_is_taken_and_what_is_exported_is_taken_again(club):
    club.at(f"{DAY}T18:00")
    club.take(
        "attendances",
        {"活动": "北山采摘", "客户编号": "KH1", "状态": "到场", "邀请日期": "2026-06-10"},
        {"活动": "Z1", "手机": "13800138002", "状态": "不参加", "邀请日期": "", "答复日期": "2026-06-12"},
    )
    kept = [(1, "came", None, "2026-06-10", None), (2, "no", "no", DAY, "2026-06-12")]
    statement = "SELECT customer_id, state, answer, invited_on, answered_on FROM attendance ORDER BY 1"
    assert club.query(statement) == kept
    out = club.folder / "attendances.csv"
    club.ok("export", "attendances", "--to", out)
    assert club.json("import", "attendances", out)["unchanged"] == 2
    assert club.query(statement) == kept


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"活动": "南山采摘", "客户编号": "KH1"}, "no such event"),
        ({"活动": "北山采摘", "客户编号": "KH99"}, "no customer has this number"),
        ({"活动": "北山采摘", "客户编号": "KH1", "状态": "到场"}, f"Z1 is only on {DAY}"),
        ({"活动": "北山采摘", "客户编号": "KH1", "状态": "或许"}, "或许"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(club, row, said):
    refused = club.run("import", "attendances", club.sheet("attendances", [row]))
    assert said in refused.out + refused.err
    assert club.query("SELECT count(*) FROM attendance") == [(0,)]


def test_of_two_events_of_one_name_a_file_says_the_day(club):
    club.ok("event", "add", "北山采摘", "--on", "2026-10-01")
    refused = club.run("import", "attendances", club.sheet("attendances", [{"活动": "北山采摘", "客户编号": "KH1"}]))
    assert "several events have this name" in refused.out + refused.err
    club.take("attendances", {"活动": "北山采摘", "活动日期": "2026-10-01", "客户编号": "KH1"})
    assert club.query("SELECT event_id FROM attendance") == [(2,)]


def test_two_records_of_one_person_become_one_on_the_list(club):
    club.ok("event", "invite", "Z1", "C1", "C1")
    club.ok("event", "invite", "Z1", "C2")
    club.ok("event", "answer", "Z1", "yes", "C2")
    club.ok("customer", "merge", "C1", "C2", "--force")
    assert club.query("SELECT customer_id, state FROM attendance") == [(1, "yes")]


def test_when_more_say_yes_than_there_are_seats_it_is_told(club):
    club.ok("event", "edit", "Z1", "--seats", "1")
    club.ok("event", "invite", "Z1", "region:none")
    said = "More said yes than there are seats: 2 for 1."
    assert said not in club.ok("event", "answer", "Z1", "yes", "C1").err
    assert said in club.ok("event", "answer", "Z1", "yes", "C2").err
    assert said in club.ok("event", "report", "Z1").err
