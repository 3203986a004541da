"""Figures of the workshop's appointments: who came by appointment, who kept theirs, what no-shows cost; every value worked out by hand."""

from __future__ import annotations

import pytest
from conftest import filled_once
from report_figures import figures_of, hold_against_cli

from kcrm.kpis import KPIS

CARS = [f"LSVAB2183E210000{number}" for number in range(1, 5)]
SATURDAY = "2026-06-13"


def order(number, car, opened, **more):
    return {"工单号": number, "车架号": car, "工单类型": "保养", "进厂时间": opened} | more


@filled_once
def store(desk):
    """Four customers with a car each and two advisors; Friday morning, open from half past eight to five."""
    for number, name in enumerate(["王小明", "李静", "张伟", "赵敏"], start=1):
        desk.take("customers", {"客户编号": f"KH{number}", "姓名": name, "手机": f"1380013800{number}"})
        desk.take("vehicles", {"VIN": CARS[number - 1], "车牌号": f"京A1234{number}", "客户编号": f"KH{number}"})
    for number, name in (("FW1", "叶思琪"), ("FW2", "周海")):
        desk.take("staff", {"工号": number, "姓名": name, "岗位": "服务顾问", "入职日期": "2020-01-01"})
    desk.at("2026-06-12T09:00")
    return desk


@filled_once
def came(store):
    """On Saturday one vehicle comes by an appointment that is written here, one by its order's word alone, one by neither."""
    store.ok("appointment", "add", "京A12341", "--at", f"{SATURDAY} 10:00", "--what", "保养")
    store.at(f"{SATURDAY}T16:00")
    store.take(
        "orders",
        order("GD1", CARS[0], f"{SATURDAY} 10:05", 服务顾问="FW1"),
        order("GD2", CARS[1], f"{SATURDAY} 11:00", 服务顾问="FW2", 预约="是"),
        order("GD3", CARS[2], f"{SATURDAY} 12:00", 服务顾问="FW2"),
    )
    store.ok("plan")
    return store


def test_a_visit_is_by_appointment_where_its_order_came_of_one_though_no_sheet_says_so(came):
    (rate,) = [each for each in came.json("kpi", "store", "--period", SATURDAY) if each["key"] == "appointment_rate"]
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (2, 3, pytest.approx(200 / 3, abs=0.1))
    rows = came.json("kpi", "rows", "appointment_rate", "--period", SATURDAY)
    assert [(row["id"], row["in_numerator"], row["in_denominator"]) for row in rows] == [("R1", 1, 1), ("R2", 1, 1), ("R3", 0, 1)]


# --- kept and missed ---


@filled_once
def missed(store):
    """Saturday at four: one came an hour late, two did not, one called it off, one comes on Sunday, one awaited since half past three."""
    for car, when, minutes, team, advisor in (
        ("京A12341", "10:00", "90", "mechanical", "FW1"),
        ("京A12342", "10:00", "90", "mechanical", "FW1"),
        ("京A12343", "11:00", "25", "paint", "FW2"),
        ("京A12344", "11:00", "60", "mechanical", "FW2"),
    ):
        booked = ("--at", f"{SATURDAY} {when}", "--minutes", minutes, "--team", team, "--advisor", advisor, "--what", "保养")
        store.ok("appointment", "add", car, *booked)
    store.ok("appointment", "cancel", "Y4")
    store.ok("appointment", "add", "京A12344", "--at", f"{SATURDAY} 14:00", "--what", "保养")
    store.ok("appointment", "move", "Y5", "--at", "2026-06-14 10:00")
    store.ok("appointment", "add", "京A12344", "--at", f"{SATURDAY} 15:30", "--what", "保养", "--advisor", "FW2")
    store.at(f"{SATURDAY}T11:00")
    store.ok("appointment", "arrive", "Y1")
    store.at(f"{SATURDAY}T16:00")
    return store


def told(desk, period=SATURDAY):
    """By scope kept, no-shows and hours, each as numerator, denominator and value."""
    found = {}
    for row in desk.json("kpi", "bays", "--period", period):
        if row["key"] != "bay_use":
            found.setdefault((row["scope"], row["scope_id"]), {})[row["key"]] = (row["numerator"], row["denominator"], row["value"])
    return {scope: tuple(several.get(key) for key in KEYS) for scope, several in found.items()}


KEYS = ("kept_appointments", "no_shows", "no_show_hours")


def test_who_came_and_who_did_not_in_all_by_team_by_hour_and_by_advisor(missed):
    assert told(missed) == {
        ("whole", None): ((1, 3, 33.33), (2, None, 2), (1.92, None, 1.92)),  # an hour and a half, and 25 minutes
        ("team", "mechanical"): ((1, 2, 50), (1, None, 1), (1.5, None, 1.5)),
        ("team", "paint"): ((0, 1, 0), (1, None, 1), (0.42, None, 0.42)),
        ("hour", "10"): ((1, 2, 50), (1, None, 1), (1.5, None, 1.5)),
        ("hour", "11"): ((0, 1, 0), (1, None, 1), (0.42, None, 0.42)),
        ("person", "FW1"): ((1, 2, 50), (1, None, 1), (1.5, None, 1.5)),
        ("person", "FW2"): ((0, 1, 0), (1, None, 1), (0.42, None, 0.42)),
    }


def test_whoever_is_awaited_counts_from_when_the_bay_is_free_and_not_a_second_before(missed):
    assert told(missed)["whole", None][1] == (2, None, 2)
    missed.at(f"{SATURDAY}T16:00:01")
    assert told(missed)["whole", None] == ((1, 4, 25), (3, None, 3), (2.92, None, 2.92))
    missed.take("orders", order("GD9", CARS[3], f"{SATURDAY} 16:30"))
    missed.at(f"{SATURDAY}T17:00")
    missed.ok("plan")
    assert told(missed)["whole", None][:2] == ((2, 4, 50), (2, None, 2))


def test_a_day_of_which_nobody_knows_yet_has_no_rate(missed):
    missed.at("2026-06-14T09:00")
    assert told(missed, "2026-06-14")["whole", None] == ((0, 0, None), (0, None, 0), (0, None, 0))


def test_the_appointments_behind_them(missed):
    rows = missed.json("kpi", "rows", "kept_appointments", "--period", SATURDAY)
    assert [(row["id"], row["name"], row["detail"], row["in_numerator"], row["in_denominator"]) for row in rows] == [
        ("Y1", "王小明", "arrived", 1, 1),
        ("Y2", "李静", "no_show", 0, 1),
        ("Y3", "张伟", "no_show", 0, 1),
    ]
    rows = missed.json("kpi", "rows", "no_show_hours", "--period", SATURDAY)
    assert [(row["id"], row["in_numerator"]) for row in rows] == [("Y2", 1.5), ("Y3", 0.42)]


def test_what_to_look_at_is_a_list_of_them(missed):
    listed = missed.json(*KPIS["no_shows"].look.format(period=SATURDAY).split())
    assert [row["id"] for row in listed] == ["Y2", "Y3"]


def test_they_are_shown_in_chinese(missed):
    missed.speaking("zh")
    shown = missed.ok("kpi", "bays", "--period", SATURDAY).out
    for words in ("预约履约率", "爽约次数", "爽约占用工时", "叶思琪"):
        assert words in shown


# --- in the report of the month ---


def test_the_months_report_has_a_short_section_of_the_workshop(missed):
    missed.ok("rescue", "open", "京A12341", "--place", "机场高速", "--fault", "爆胎")
    missed.at("2026-07-01T09:00")
    text = missed.ok("report", "month", "2026-06").out
    workshop = text.partition("\n## Workshop\n")[2].partition("\n## ")[0]
    # Y1 came; Y2, Y3, Y6 on Sunday and Y7 did not: an hour and a half, 25 minutes and twice the usual hour
    assert "| appointments kept | 20% (1 / 5) |" in workshop
    assert "| no-shows | 4 |" in workshop
    assert "| hours lost to no-shows | 3.9 |" in workshop
    assert "| mechanical-electrical | 25% (1 / 4; small sample) | 3 | 3.5 |" in workshop
    assert "| rescues | 1 |" in workshop
    assert "FW1" not in text
    assert "kcrm kpi bays --period 2026-06" in workshop
    assert "kcrm kpi rescues --period 2026-06" in workshop
    path = missed.folder / "report.html"
    missed.ok("report", "month", "2026-06", "--html", path)
    hold_against_cli(missed, figures_of(path.read_text(encoding="utf-8")))


def test_where_no_appointment_and_no_rescue_is_known_the_report_says_nothing_of_them(store):
    assert "## Workshop" not in store.ok("report", "month", "2026-06").out
