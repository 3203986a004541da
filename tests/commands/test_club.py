"""`kcrm club …` and `kcrm ad …`: members, whether they come back, and what advertisements brought."""

from __future__ import annotations

import pytest
from conftest import filled_once


@filled_once
def members(desk):
    """Four people with a car of 2024; C1 came twelve months ago, C2 a day later, C3 yesterday; the first two are members."""
    desk.take("customers", *({"客户编号": f"KH{number}", "姓名": f"王{number}", "手机": f"1380013800{number}"} for number in range(1, 5)))
    desk.take(
        "vehicles",
        *({"VIN": f"LSVAB2183E21{number:05d}", "客户编号": f"KH{number}", "交车日期": "2024-02-01"} for number in range(1, 5)),
    )
    for number, day in ((1, "2025-06-15"), (2, "2025-06-16"), (3, "2026-06-14")):
        row = {"工单号": f"R{number}", "VIN": f"LSVAB2183E21{number:05d}", "维修类型": "paid_maintenance", "进厂时间": f"{day} 09:00"}
        desk.take("orders", row)
    desk.take("orders", {"工单号": "R4", "VIN": "LSVAB2183E2100004", "维修类型": "internal", "进厂时间": "2026-06-14 09:00"})
    desk.ok("club", "join", "C1", "--on", "2026-01-05", "--number", "CYH-1")
    desk.ok("club", "join", "C2")
    return desk


def test_a_member_is_active_who_came_within_twelve_months(members):
    rows = members.json("club", "list")
    assert [(row["customer_id"], row["from_on"], row["last_visit"], row["state"]) for row in rows] == [
        ("C2", "2026-06-15", "2025-06-16", "active"),
        ("C1", "2026-01-05", "2025-06-15", "quiet"),
    ]
    assert [row["id"] for row in members.json("club", "list", "--state", "沉默会员")] == ["MB1"]
    assert [row["id"] for row in members.json("club", "list", "--since", "2026-01")] == ["MB1"]
    assert [row["id"] for row in members.json("club", "list", "name:王2")] == ["MB2"]


def test_whoever_leaves_is_told_apart_and_may_join_again(members):
    members.ok("club", "leave", "KH1", "--on", "2026-06-01")
    assert [row["id"] for row in members.json("club", "list", "--state", "left")] == ["MB1"]
    members.ok("club", "join", "C1")
    assert members.query("SELECT id, from_on, until_on FROM club WHERE customer_id = 1 ORDER BY id") == [
        (1, "2026-01-05", "2026-06-01"),
        (3, "2026-06-15", None),
    ]
    members.ok("undo", "--yes")
    assert members.query("SELECT count(*) FROM club") == [(2,)]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["club", "join", "C1"], "MB1 王1 already exists"),
        (["club", "join", "C3", "--number", "CYH-1"], "MB1 王1 already exists"),
        (["club", "join", "C3", "--on", "2026-07-01"], "2026-07-01"),
        (["club", "leave", "C3"], "C3 is no member of the club."),
        (["club", "leave", "C1", "--on", "2026-01-04"], "before its first"),
        (["ad", "add", "web", "汽车之家", "--from", "2026-06-10", "--until", "2026-06-01"], "before its first"),
        (["ad", "add", "radar", "汽车之家", "--from", "2026-06-01", "--until", "2026-06-10"], "radar"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(members, argv, said):
    before = members.query("SELECT max(id) FROM operation")
    refused = members.run(*argv)
    assert refused.code in {2, 3, 5}
    assert said in refused.err
    assert members.query("SELECT max(id) FROM operation") == before


def test_the_report_sets_members_beside_others(members):
    members.ok("club", "join", "C4", "--on", "2025-01-01")
    members.ok("club", "leave", "C4", "--on", "2025-12-31")
    assert members.json("club", "report") == {
        "members": 2,
        "active": 1,
        "joined": 2,
        "left": 1,
        "vehicles": 2,
        "return_percent": 100,
        "other_vehicles": 2,
        "other_return_percent": 50,
    }


def test_the_figures_of_the_club_are_those_of_its_report_and_of_the_days_asked_for(members):
    members.ok("club", "join", "C4", "--on", "2025-01-01")
    members.ok("club", "leave", "C4", "--on", "2025-12-31")

    def told(period):
        return {row["key"]: (row["value"], row["numerator"], row["denominator"]) for row in members.json("kpi", "club", "--period", period)}

    assert told("2026-06") == {  # the twelve months end with June, when nobody of them came but C3
        "club_members": (2, 2, None),
        "club_active": (0, 0, 2),
        "club_return_rate": (0, 0, 2),
        "others_return_rate": (50, 1, 2),
    }
    assert told("2026-05") == {  # C2 is none yet, and C3 has not come yet
        "club_members": (1, 1, None),
        "club_active": (100, 1, 1),
        "club_return_rate": (100, 1, 1),
        "others_return_rate": (33.33, 1, 3),
    }
    assert told("2025-11")["club_members"] == (1, 1, None)  # C4, who left on the last day of December
    assert {row["id"] for row in members.json("kpi", "rows", "club_members", "--period", "2025-11")} == {"MB3"}
    page = members.ok("report", "month", "2026-05").out
    assert "## The owners' club" in page
    assert "kcrm kpi club --period 2026-05" in page
    assert "club" not in members.ok("report", "month", "2024-05").out


def test_without_members_nothing_is_said_of_their_return(desk):
    found = desk.json("club", "report")
    assert (found["members"], found["return_percent"], found["other_return_percent"]) == (0, None, None)


def test_two_records_of_one_person_have_one_membership(members):
    members.ok("customer", "merge", "C2", "C1", "--force")
    assert members.query("SELECT customer_id, from_on FROM club") == [(1, "2026-01-05")]


def test_what_a_medium_brought_is_told_by_prospects_levels_and_cost(desk):
    desk.ok("ad", "add", "网络", "汽车之家", "--from", "2026-06-11", "--until", "2026-07-10", "--cost", "300")
    said = ("--source", "web", "--platform", "汽车之家")
    desk.ok("prospect", "add", "李娜", "13800138001", *said, "--intended", "2026-06-20")
    desk.ok("prospect", "add", "王芳", "13800138002", *said)
    desk.ok("prospect", "add", "赵强", "13800138003", "--source", "walk_in")
    assert desk.json("ad", "quality", "--period", "2026-06") == [
        {
            "medium": "web",
            "ads": 1,
            "prospects": 2,
            "soon": 1,
            "soon_percent": 50,
            "bought": 0,
            "conversion_percent": 0,
            "cost": 200.0,
            "cost_per_prospect": 100.0,
            "cost_per_sale": None,
        },
        {
            "medium": None,
            "ads": 0,
            "prospects": 1,
            "soon": 0,
            "soon_percent": 0,
            "bought": 0,
            "conversion_percent": 0,
            "cost": None,
            "cost_per_prospect": None,
            "cost_per_sale": None,
        },
    ]
    assert [row["code"] for row in desk.json("ad", "quality", "--by-code")] == ["汽车之家", None]


def test_the_card_says_since_when_somebody_is_a_member_and_at_which_event_they_were_last(members):
    members.ok("event", "add", "北山采摘", "--held-on", "2026-06-10")
    members.ok("event", "add", "自驾", "--held-on", "2026-06-14")
    members.ok("event", "came", "Z1", "C1", "C3")
    members.ok("event", "came", "Z2", "C1")
    said = ("member_since", "last_event", "last_event_on")
    assert [tuple(members.json("show", each)[key] for key in said) for each in ("C1", "C3", "C4")] == [
        ("2026-01-05", "自驾", "2026-06-14"),
        (None, "北山采摘", "2026-06-10"),
        (None, None, None),
    ]
    members.ok("club", "leave", "C1")
    assert members.json("show", "C1")["member_since"] is None
