"""`kcrm prospect board` and `funnel`: whole payloads, and what a terminal shows."""

from __future__ import annotations

from conftest import filled_once


@filled_once
def sales(desk):
    """Two consultants and five prospects of June, one of May; Monday 15 June 2026, 08:30."""
    desk.take(
        "staff",
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
    )

    def add(number, *argv):
        desk.ok("prospect", "add", f"客户{number}", f"1380013{8000 + number}", *argv)

    desk.at("2026-05-20T10:00")
    add(1, "--source", "web", "--consultant", "X1", "--model", "瑞虎8", "--level", "C")
    desk.at("2026-06-10T10:00")
    add(2, "--source", "web", "--consultant", "X1", "--model", "瑞虎8", "--level", "A")
    add(3, "--source", "web", "--consultant", "X2")
    add(4, "--source", "walk_in", "--consultant", "X2", "--model", "艾瑞泽", "--level", "H")
    add(5, "--source", "walk_in", "--consultant", "X2", "--model", "瑞虎8")
    add(6, "--source", "web", "--consultant", "X1", "--model", "艾瑞泽")
    # 2 is contacted and drives; 3 is lost at once; 4 orders, takes it back, is lost; 5 buys, no test drive; 6 does not want to drive
    desk.ok("prospect", "drive", "L2", "--km", "12", "--licence", "--agreement")
    desk.ok("prospect", "lose", "L3", "price")
    desk.ok("prospect", "order", "L4")
    desk.ok("prospect", "cancel-order", "L4", "贷款没批")
    desk.ok("prospect", "lose", "L4", "finance")
    desk.ok("prospect", "deliver", "L5", "--vin", "LSVAA4182E2123451")
    desk.ok("prospect", "drive", "L6", "--declined")
    desk.at("2026-06-15T08:30")
    return desk


def test_the_board_has_who_buys_soonest_first(sales):
    rows = sales.json("prospect", "board")
    assert [(row["id"], row["level"], row["stage"], row["next_on"]) for row in rows] == [
        ("L2", "A", "test_drive", "2026-06-13"),
        ("L1", "C", "registered", "2026-05-20"),
        ("L6", "N", "contacted", "2026-07-10"),
    ]
    assert rows[0] == {
        "id": "L2",
        "level": "A",
        "stage": "test_drive",
        "customer_id": "C2",
        "name": "客户2",
        "model": "瑞虎8",
        "consultant_no": "X1",
        "consultant": "方东",
        "next_on": "2026-06-13",
    }
    assert [row["id"] for row in sales.json("prospect", "board", "--consultant", "X2")] == []
    assert [row["id"] for row in sales.json("prospect", "board", "phone:13800138001")] == ["L1"]


BOARD = """\
registered 1 contacted 1  visited 0    test-driven  quoted 0     ordered 0
                                       1
──────────── ──────────── ──────────── ──────────── ──────────── ────────────
L1 C         L6 N                      L2 A
客户1        客户6                     客户2
方东         方东                      方东
call 05-20   call 07-10                call 06-13
"""


def test_on_a_terminal_each_stage_is_a_lane(sales, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert sales.ok("prospect", "board", "-o", "table").out == BOARD


def test_a_lane_says_how_many_it_does_not_show(sales, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    for number in range(10, 20):
        sales.ok("prospect", "add", f"客户{number}", f"1390013{8000 + number}", "--source", "web", "--level", "H")
    lines = [line.split("  ")[0] for line in sales.ok("prospect", "board", "-o", "table").out.splitlines()]
    # eight of the ten H; the C stands behind them
    assert [line for line in lines if line.startswith("L")] == [f"L{number} H" for number in range(7, 15)]
    assert lines[-1] == "+ 3 more"


def test_the_funnel_counts_who_came_at_least_so_far(sales):
    assert sales.json("prospect", "funnel", "--period", "2026-06") == [
        {"stage": "registered", "count": 5, "of_before": None, "of_all": 100.0},
        {"stage": "contacted", "count": 4, "of_before": 80.0, "of_all": 80.0},
        # 2, 4 and 5; 6 was only asked
        {"stage": "visited", "count": 3, "of_before": 75.0, "of_all": 60.0},
        {"stage": "test_drive", "count": 3, "of_before": 100.0, "of_all": 60.0},
        {"stage": "quoted", "count": 2, "of_before": 66.7, "of_all": 40.0},
        {"stage": "ordered", "count": 2, "of_before": 100.0, "of_all": 40.0},
        {"stage": "delivered", "count": 1, "of_before": 50.0, "of_all": 20.0},
        {"stage": "lost", "count": 2, "of_before": None, "of_all": 40.0},
        {"stage": "invalid", "count": 0, "of_before": None, "of_all": 0.0},
    ]
    empty = sales.json("prospect", "funnel", "--period", "2026-04")
    assert {(row["count"], row["of_before"], row["of_all"]) for row in empty} == {(0, None, None)}


def test_the_funnel_by_source_consultant_or_model(sales):
    web, walk_in = sales.json("prospect", "funnel", "--period", "2026-06", "--by", "渠道")
    assert web == {
        "source": "web",
        "registered": 3,
        "contacted": 2,
        "contacted_of_before": 66.7,
        "contacted_of_all": 66.7,
        "visited": 1,
        "visited_of_before": 50.0,
        "visited_of_all": 33.3,
        "test_drive": 1,
        "test_drive_of_before": 100.0,
        "test_drive_of_all": 33.3,
        "quoted": 0,
        "quoted_of_before": 0.0,
        "quoted_of_all": 0.0,
        "ordered": 0,
        "ordered_of_before": None,
        "ordered_of_all": 0.0,
        "delivered": 0,
        "delivered_of_before": None,
        "delivered_of_all": 0.0,
        "lost": 1,
        "invalid": 0,
    }
    assert [walk_in[key] for key in ("source", "registered", "test_drive", "ordered", "delivered", "lost")] == ["walk_in", 2, 2, 2, 1, 1]
    rows = sales.json("prospect", "funnel", "--period", "2026-06", "--by", "consultant")
    assert [(row["consultant"], row["registered"], row["delivered"]) for row in rows] == [("X2 纪雨", 3, 1), ("X1 方东", 2, 0)]
    rows = sales.json("prospect", "funnel", "--period", "2026-06", "--by", "model")
    assert [(row["model"], row["registered"], row["delivered"]) for row in rows] == [("瑞虎8", 2, 1), ("艾瑞泽", 2, 0), (None, 1, 0)]
    assert sales.json("prospect", "funnel", "--period", "2026-04", "--by", "model") == []
    assert sales.run("prospect", "funnel", "--period", "2026-07").code == 2
    assert sales.run("prospect", "funnel", "--period", "2026-06", "--by", "colour").code == 2
