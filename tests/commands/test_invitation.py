"""Who left or complained for what was mended since is invited, once, and told what was changed; before that nobody is."""

from __future__ import annotations

import pytest
from conftest import filled_once

KIND = ("followup", "list", "--all", "--kind", "invitation")


@filled_once
def left(desk):
    """C1 stays away for the waiting, C2 for the price, C3 complained of the waiting's twin, the service; C4 has sold their car."""
    desk.take("customers", *({"客户编号": f"KH{each}", "姓名": f"王{each}", "手机": f"1380013800{each}"} for each in range(1, 6)))
    desk.take(
        "vehicles",
        *({"VIN": f"LSVAB2183E210000{each}", "客户编号": f"KH{each}", "交车日期": "2023-02-01"} for each in range(1, 6)),
    )
    desk.take(
        "orders",
        {
            "工单号": "R0",
            "VIN": "LSVAB2183E2100001",
            "维修类型": "paid_maintenance",
            "进厂时间": "2025-12-10 09:00",
            "出厂时间": "2025-12-10 11:00",
        },
    )
    desk.at("2026-05-04T09:00")
    for who, reason in (("C1", "waiting"), ("C2", "price"), ("C4", "waiting")):
        desk.ok("followup", "add", who, "other", "2026-05-04", "--about", "车况")
        desk.ok("log", who, "answered", "--away", reason)
    desk.ok("vehicle", "edit", "V4", "--sold-on", "2026-05-05")
    desk.ok("complaint", "open", "C3", "--severity", "minor", "--cause", "service", "--description", "没人接待")
    desk.at("2026-05-05T09:00")
    taken(desk, "周六两个顾问", "waiting,service")
    return desk


def taken(desk, title, addresses):
    desk.ok(
        *("--as", "G1", "measure", "add", title, "--owner", "S1", "--due", "2026-06-15", "--check-on", "2026-06-15"),
        *("--addresses", addresses),
    )


def worked(desk, measure="G1", word="yes"):
    desk.at("2026-06-15T09:00")
    desk.ok("measure", "done", measure)
    desk.ok("--as", "G1", "measure", "check", measure, "--worked", word)


def invited(desk):
    return [(row["customer_id"], row["about"], row["due_on"], row["state"]) for row in desk.json(*KIND)]


def test_once_it_is_seen_to_work_whoever_left_for_it_is_invited_and_told_what_was_changed(left):
    assert invited(left) == []
    worked(left)
    assert invited(left) == [("C1", "周六两个顾问", "2026-06-16", "open")]
    assert left.query("SELECT base, base_on, lapses_on, case_no, because FROM followup WHERE kind = 'invitation'") == [
        ("mended_on", "2026-06-15", "2026-08-15", "G1", "mended=waiting")
    ]
    left.at("2026-06-16T09:00")
    assert "was put right since: 周六两个顾问." in left.ok("next").out
    left.speaking("zh")
    assert "我们已经改进了：周六两个顾问。" in left.ok("next").out


def test_until_it_is_mended_the_card_says_to_ask_and_not_to_invite(left):
    left.at("2026-09-10T09:00")  # three months after the maintenance that was expected half a year after the last
    left.ok("plan")
    ((due_on,),) = left.query("SELECT due_on FROM followup WHERE customer_id = 1 AND kind = 'dormant'")
    left.at(f"{due_on}T09:00")
    for name in ("王2", "王3", "王5"):
        left.ok("customer", "edit", name, "--do-not-contact", "yes")
    turn = left.json("next")
    assert (turn["customer_id"], turn["stays_away"], turn["stays_away_on"], turn["mended_by"]) == ("C1", "waiting", "2026-05-04", None)
    assert "long waiting, said on 2026-05-04, not mended yet: ask, do not invite" in left.ok("next").out
    worked(left)
    left.at(f"{due_on}T09:30")
    assert "mended by G1: say so, and invite" in left.ok("next").out


def test_planned_again_or_checked_by_a_file_again_it_is_one_invitation(left):
    worked(left)
    left.ok("plan", "--all")
    assert len(invited(left)) == 1
    left.at("2026-06-16T09:00")
    left.ok("log", "C1", "answered", "--result", "booked", "--at", "2026-06-18")
    left.ok("plan", "--all")
    assert [row[3] for row in invited(left)] == ["done"]


def test_a_measure_that_did_not_work_or_does_away_with_something_else_invites_nobody(left):
    worked(left, word="no")
    assert invited(left) == []
    taken(left, "调价", "parts")
    worked(left, "G2")
    assert invited(left) == []


def test_who_complained_is_invited_once_their_complaint_is_over(left):
    worked(left)
    left.at("2026-06-15T10:00")
    left.ok("complaint", "accept", "K1", "--as", "S1")
    left.ok("complaint", "resolve", "K1", "--finding", "valid", "--as", "A1")
    left.ok("complaint", "recall", "K1", "--satisfied", "yes", "--as", "S1")
    assert [row[0] for row in invited(left)] == ["C1", "C3"]


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (lambda desk: desk.ok("--as", "G1", "measure", "edit", "G1", "--addresses", "parts"), "unmended"),
        (
            lambda desk: desk.take(
                "orders", {"工单号": "R1", "VIN": "LSVAB2183E2100001", "维修类型": "paid_repair", "进厂时间": "2026-06-15 09:00"}
            ),
            "came_back",
        ),
        (lambda desk: desk.ok("customer", "edit", "C1", "--do-not-contact", "yes"), "do_not_contact"),
    ],
)
def test_an_invitation_that_no_longer_holds_is_cancelled_with_its_reason(left, after, reason):
    worked(left)
    left.at("2026-06-16T09:00")
    after(left)
    assert left.query("SELECT state, reason FROM followup WHERE kind = 'invitation'") == [("cancelled", reason)]


def test_undo_of_the_check_takes_the_invitation_back(left):
    worked(left)
    left.ok("undo", "--yes")
    assert left.query("SELECT count(*) FROM followup WHERE kind = 'invitation' AND state = 'open'") == [(0,)]


def test_why_says_what_was_mended(left):
    worked(left)
    number = left.json(*KIND)[0]["id"]
    assert "the waiting" in left.ok("why", number).out


def test_what_a_measure_does_away_with_is_one_of_the_reasons(left):
    result = left.run("measure", "add", "别的", "--owner", "S1", "--due", "2026-05-20", "--addresses", "moved")
    assert result.code == 2
    assert "price" in result.err
