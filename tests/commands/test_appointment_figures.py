"""Figures of the workshop's appointments: who came by appointment, who kept theirs, what no-shows cost; every value worked out by hand."""

from __future__ import annotations

import pytest
from conftest import filled_once

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
