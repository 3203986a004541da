"""`kpi bays`: how far the bays of the workshop are used. It is Monday 2026-06-15, 08:30; the workshop is open from 8:30 to 17:00."""

from __future__ import annotations

import pytest
from conftest import filled_once

from kcrm.rules import bays

CAR = "LSVAB2183E2100001"


def order(number, came, left, team, **more):
    row = {"工单号": number, "车架号": CAR, "工单类型": "维修", "进厂时间": came, "结算时间": left, "班组": team}
    return row | more


@filled_once
def store(desk):
    """On Friday the 12th two bays of mechanics are open for 17 hours in all, one of painters for 8.5; of body work there is none."""
    desk.ok("policy", "set", "workshop.mechanical_bays", "2")
    desk.ok("policy", "set", "workshop.paint_bays", "1")
    desk.ok("policy", "set", "workshop.body_bays", "0")
    desk.take("customers", {"客户编号": "KH1", "姓名": "王小明", "手机": "13800138001"})
    desk.take("vehicles", {"VIN": CAR, "车牌号": "京A12345", "客户编号": "KH1"})
    desk.take(
        "orders",
        order("GD1", "2026-06-12 09:00", "2026-06-12 16:00", "机电", 实际工时="1.5", 标准工时="2"),  # 9 to half past 10
        order("GD2", "2026-06-12 09:30", "2026-06-12 16:00", "机电", 标准工时="1"),  # to half past 10
        order("GD3", "2026-06-12 16:00", "2026-06-13 17:00", "喷漆", 实际工时="4"),  # an hour, and 3 on Saturday
        order("GD4", "2026-06-12 10:00", "2026-06-12 12:00", "钣金", 实际工时="2"),  # a team without bays
        order("GD5", "2026-06-12 10:00", "2026-06-12 12:00", "", 实际工时="2"),  # nobody knows whose
        order("GD6", "2026-06-12 11:00", "2026-06-12 12:00", "机电"),  # the usual hour
    )
    return desk


def told(rows):
    return {
        (row["scope"], row["scope_id"]): (row["numerator"], row["denominator"], row["value"]) for row in rows if row["key"] == "bay_use"
    }


def test_bays_are_used_in_all_by_team_and_by_hour(store):
    found = told(store.json("kpi", "bays", "--period", "2026-06-12"))
    assert found[("whole", None)] == (4.5, 25.5, pytest.approx(17.6, abs=0.1))  # 1.5 + 1 + 1 + 1
    assert found[("team", "mechanical")][:2] == (3.5, 17)
    assert found[("team", "paint")][:2] == (1, 8.5)
    assert ("team", "body") not in found
    assert found[("hour", "9")][:2] == (1.5, 3)
    assert found[("hour", "10")][:2] == (1, 3)
    assert found[("hour", "11")][:2] == (1, 3)
    assert found[("hour", "16")][:2] == (1, 3)
    assert found[("hour", "8")][:2] == (0, 1.5)
    assert [key for scope, key in found if scope == "hour"] == [str(hour) for hour in range(8, 17)]


def test_a_closed_day_has_no_open_hours_and_work_goes_on_the_day_after(store):
    store.ok("calendar", "close", "2026-06-13")
    found = told(store.json("kpi", "bays", "--period", "2026-06-13..2026-06-14"))
    assert found[("whole", None)][1] == 25.5  # Sunday alone
    # GD3 was closed on Saturday, so that it held no bay after that
    assert found[("whole", None)][0] == 0


def test_the_orders_behind_it(store):
    rows = store.json("kpi", "rows", "bay_use", "--period", "2026-06-12", "--side", "numerator")
    hours = {}
    for row in rows:
        hours[row["id"]] = hours.get(row["id"], 0) + row["in_numerator"]
    assert hours == {"R1": 1.5, "R2": 1, "R3": 1, "R6": 1}
    assert {row["customer"] for row in rows if "customer" in row} <= {"王小明"}


def test_it_is_explained_and_shown_in_both_languages(store):
    assert "bays × open hours" in store.ok("kpi", "explain", "bay_use").out
    store.speaking("zh")
    shown = store.ok("kpi", "bays", "--period", "2026-06-12").out
    assert "工位利用率" in shown
    assert "09:00-09:59" in shown
    assert "机电" in shown


def test_where_there_is_no_order_there_is_no_value(desk):
    rows = desk.json("kpi", "bays", "--period", "2026-05")
    assert [(row["scope"], row["key"], row["value"]) for row in rows] == [
        *(("whole", key, None) for key in ("bay_use", "kept_appointments")),
        *(("whole", key, 0) for key in ("no_shows", "no_show_hours")),
    ]


def test_open_hours_are_reckoned_for_the_days_that_are_counted_not_for_those_between(store, monkeypatch):
    store.take(
        "orders", order("GD0", "2025-01-10 09:00", "2025-01-10 16:00", "机电", 实际工时="1")
    )  # so that the year before is counted, too
    asked, reckoned = [], bays.open_hours
    monkeypatch.setattr(bays, "open_hours", lambda calendar, day, now: asked.append(day) or reckoned(calendar, day, now))
    store.json("kpi", "bays", "--period", "2026-05")
    assert {day.strftime("%Y-%m") for day in asked} == {"2026-05", "2026-04", "2025-05"}
