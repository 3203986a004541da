"""The sample's prospects: what the generator writes, the cases its README lists, what an import and the demonstration make of them."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from kcrm.exchange.sample import moved_sample

SAMPLE = Path(__file__).parent.parent / "sample_data"
ANCHOR = date(2026, 6, 15)
STAGES = {
    "登记": "registered",
    "已联系": "contacted",
    "到店": "visited",
    "试驾": "test_drive",
    "报价": "quoted",
    "订单": "ordered",
    "交车": "delivered",
    "战败": "lost",
    "无效": "invalid",
}


def rows(name, encoding="utf-8"):
    text = (SAMPLE / name).read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


PROSPECTS = {row["线索编号"]: row for row in rows("prospects.csv", "gb18030")}
STEPS = rows("prospect_steps.csv")
VISITORS = rows("visitors.csv")
CUSTOMERS = {row["客户编号"]: row for row in rows("customers.csv", "gb18030")}
VEHICLES = {row["车架号"]: row for row in rows("vehicles.csv", "utf-8-sig")}
STAFF = {row["工号"]: row for row in rows("staff.csv")}


def day(offset):
    return (ANCHOR + timedelta(days=offset)).isoformat()


def steps_of(number, kind):
    return [row for row in STEPS if (row["线索编号"], row["步骤"]) == (number, kind)]


def days_of(kind, *numbers):
    """The day of the last such step of each, counted from the anchor."""
    return [(date.fromisoformat(steps_of(number, kind)[-1]["时间"][:10]) - ANCHOR).days for number in numbers]


def column(name, *numbers):
    return [PROSPECTS[number][name] for number in numbers]


def until(*numbers):
    """The last day of the latest quote of each, counted from the anchor."""
    return [(date.fromisoformat(steps_of(number, "报价")[-1]["有效期"]) - ANCHOR).days for number in numbers]


def phone_of(number):
    return re.sub(r"\D", "", CUSTOMERS[number]["手机"]).removeprefix("86")


# --- the files ---


def test_the_committed_files_are_what_the_generator_writes(tmp_path):
    subprocess.run([sys.executable, "-B", str(SAMPLE / "generate.py"), "--to", str(tmp_path)], check=True, timeout=60)
    for name in ("prospects.csv", "prospect_steps.csv", "visitors.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_the_counts_are_those_of_the_readme():
    assert (len(PROSPECTS), len(STEPS), len(VISITORS)) == (129, 674, 99)
    assert Counter(row["阶段"] for row in PROSPECTS.values()) == {
        "登记": 7,
        "已联系": 20,
        "到店": 11,
        "试驾": 10,
        "报价": 10,
        "订单": 6,
        "交车": 24,
        "战败": 28,
        "无效": 13,
    }
    assert {row["来源"] for row in PROSPECTS.values()} == {"网络", "来店", "来电", "展会", "转介绍"}
    assert {row["平台"] for row in PROSPECTS.values() if row["来源"] == "网络"} == {
        "汽车之家",
        "懂车帝",
        "易车",
        "抖音",
        "官网",
        "厂家下发",
    }
    assert {row["战败原因"] for row in PROSPECTS.values()} - {""} == {
        *("价格", "竞品", "车型", "不买了", "同城他店", "服务不满意", "贷款没批", "无现车", "旧车估价")
    }
    named = Counter(row["战败品牌"] for row in PROSPECTS.values() if row["战败品牌"])
    assert set(named) == {"星牧 L5", "岳骐 S6", "途岭 EV3", "瀚骁 7", "辰帆 Z4"}


def test_every_reference_leads_somewhere_and_nobody_of_another_world_is_named():
    assert {row["销售顾问"] for row in PROSPECTS.values()} == {"YG04", "YG05", "YG06", ""}
    assert {row[key] for row in STEPS for key in ("跟进人", "转给", "审批人")} - {""} <= set(STAFF)
    assert {row["线索编号"] for row in STEPS} <= set(PROSPECTS)
    referrers = [row["介绍人"] for row in PROSPECTS.values() if row["来源"] == "转介绍"]
    assert len(referrers) > 8
    assert set(referrers) <= set(CUSTOMERS)
    known = {phone_of(number) for number in CUSTOMERS}
    assert all(re.fullmatch(r"1990004\d{4}", row["手机"]) or row["手机"] in known for row in PROSPECTS.values())
    phones = [row["手机"] for row in PROSPECTS.values()]
    assert len(set(phones)) == len(phones)


def test_who_bought_owns_the_vehicle_that_was_delivered_after_they_were_registered():
    bought = [row for row in PROSPECTS.values() if row["阶段"] == "交车"]
    for row in bought:
        vehicle = VEHICLES[row["成交车架号"]]
        assert phone_of(vehicle["客户编号"]) == row["手机"]
        assert row["登记日期"] < vehicle["交车日期"] < day(0)
    assert len({row["成交车架号"] for row in bought}) == 24
    registered = {row["线索编号"]: date.fromisoformat(row["登记日期"]) for row in PROSPECTS.values()}
    orders = [(date.fromisoformat(row["时间"][:10]) - registered[row["线索编号"]]).days for row in STEPS if row["步骤"] == "订车"]
    # 24 bought, 6 wait, 2 cancelled; one was lost in between and ordered after 76 days
    assert len(orders) == 32
    assert sorted(orders)[-2:] == [33, 76]
    assert sorted(orders)[:3] == [5, 5, 5]


def test_steps_lie_between_the_registration_and_the_anchor_in_the_order_of_the_log():
    assert [row["时间"] for row in STEPS] == sorted(row["时间"] for row in STEPS)
    for row in STEPS:
        assert PROSPECTS[row["线索编号"]]["登记日期"] <= row["时间"][:10] < day(0)
        assert "09:00" <= row["时间"][11:] <= "18:30"
        if row["跟进人"] == "YG06":
            assert row["时间"][:10] <= STAFF["YG06"]["离职日期"]


def test_the_register_has_every_visit_of_the_last_sixty_days_and_those_who_left_no_phone():
    visits = [(row["线索编号"], row["时间"][:10]) for row in STEPS if row["步骤"] == "到店" and row["时间"][:10] >= day(-60)]
    assert sorted((row["线索编号"], row["来店时间"][:10]) for row in VISITORS if row["线索编号"]) == sorted(visits)
    assert all((row["留资"] == "是") == bool(row["线索编号"]) for row in VISITORS)
    assert len(VISITORS) - len(visits) > 30
    for row in VISITORS:
        assert day(-60) <= row["来店时间"][:10] < day(0)
        assert not row["接待时间"] or row["来店时间"] <= row["接待时间"]
        assert bool(row["接待时间"]) == (row["接待人"] in STAFF)
        assert row["接待人"] != "YG06" or row["来店时间"][:10] <= STAFF["YG06"]["离职日期"]
    assert any(not row["接待时间"] for row in VISITORS)


def test_the_readme_names_no_prospect_that_is_not_there():
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"QK\d{4}", text))
    assert named <= set(PROSPECTS)
    assert len(named) > 30


def test_prospects_with_a_purpose():
    ordered = {row["手机"]: row["线索编号"] for row in PROSPECTS.values() if row["阶段"] == "订单"}
    customers = [f"KH{index:05d}" for index in (102, 103, 104, 105, 106, 108)]
    assert set(ordered) == {phone_of(number) for number in customers}
    promised = [steps_of(ordered[phone_of(number)], "订车")[-1]["承诺交车日期"] for number in customers]
    assert promised == [day(offset) for offset in (-1, 1, 2, 3, 5, 10)]
    for number in ("QK0038", "QK0087", "QK0093", "QK0101", "QK0103", "QK0117"):
        (owner,) = [each for each in CUSTOMERS if phone_of(each) == PROSPECTS[number]["手机"]]
        assert PROSPECTS[number]["置换"] in {row["车牌号"] for row in VEHICLES.values() if row["客户编号"] == owner}
    assert (days_of("战败", "QK0033", "QK0029"), days_of("激活", "QK0033", "QK0029")) == ([-104, -120], [-73, -90])
    assert column("阶段", "QK0033", "QK0029", "QK0015", "QK0069") == ["交车", "试驾", "战败", "报价"]
    assert [steps_of(number, "退订")[0]["原因"] for number in ("QK0015", "QK0069")] == ["贷款没有批下来", "等车太久，还想要有现车的"]
    lost = ("QK0068", "QK0062", "QK0057", "QK0106", "QK0100", "QK0091")
    assert days_of("战败", *lost) == [-31, -30, -29, -3, -2, -1]
    assert [len(steps_of(number, "战败审批")) for number in lost] == [1, 1, 1, 1, 0, 0]
    otherwise = ("QK0005", "QK0014", "QK0057")
    assert [steps_of(number, "战败")[0]["原因"] for number in otherwise] == ["价格"] * 3
    assert list(zip(column("战败原因", *otherwise), column("战败品牌", *otherwise), strict=True)) == [
        *(("竞品", "岳骐 S6"), ("服务不满意", ""), ("竞品", "星牧 L5")),
    ]
    assert days_of("无效", "QK0048", "QK0058", "QK0073") == [-60, -48, -30]
    assert steps_of("QK0058", "无效")[0]["再联系日期"] == day(0)
    assert [steps_of(number, "转派")[0]["转给"] for number in ("QK0053", "QK0067", "QK0071")] == ["YG04", "YG05", "YG05"]
    assert column("销售顾问", "QK0061", "QK0076", "QK0081", "QK0125", "QK0128") == ["YG06", "YG06", "YG06", "", ""]
    assert [row["步骤"] for row in STEPS if row["线索编号"] == "QK0120"] == ["未联系上", "未联系上"]
    walk_ins = ("QK0119", "QK0121", "QK0123", "QK0124")
    assert column("登记日期", *walk_ins) == [day(offset) for offset in (-3, -2, -1, -1)] == [day(at) for at in days_of("到店", *walk_ins)]
    assert (column("预计购车日期", "QK0114"), until("QK0114", "QK0115", "QK0108", "QK0118")) == ([day(-2)], [2, -1, 1, 1])
    agreed = {row["线索编号"]: row["约定"] for row in STEPS if row["约定"][:10] == day(0)}
    assert agreed == {"QK0116": f"{day(0)} 15:00", "QK0117": f"{day(0)} 10:30"}
    assert (column("级别", "QK0097", "QK0111"), column("预计购车日期", "QK0097", "QK0111")) == (["B", "A"], ["", ""])
    (short,) = steps_of("QK0105", "试驾")
    assert (short["公里"], short["驾照"], days_of("试驾", "QK0105")) == ("6", "", [-1])


# --- what becomes of them ---


def test_the_list_alone_is_imported_with_the_stages_that_it_tells(shell):
    shell.at("2026-06-15T08:30")
    shell.init("2026-06-12")
    for kind in ("staff", "customers", "vehicles"):
        shell.ok("import", kind, SAMPLE / f"{kind}.csv")
    report = shell.json("import", "prospects", SAMPLE / "prospects.csv")
    # whoever left has three open ones, which the import leaves to a colleague
    assert (report["new"], report["refused"], report["warnings"]) == (129, 0, 3)
    stored = dict(shell.query("SELECT prospect_no, stage FROM prospect"))
    # of a walk-in of an earlier day the list tells the stage only, and a lead without a consultant gets one
    assert stored == {number: STAGES[row["阶段"]] for number, row in PROSPECTS.items()}
    assert shell.query("SELECT count(*) FROM prospect WHERE consultant_id IS NULL") == [(0,)]


@pytest.fixture
def shown(shell):
    """The demonstration on its anchor day."""
    shell.at("2026-06-15T08:30")
    assert "Prospects 129; 0 refused, 9 warnings." in re.sub(r"\s+", " ", shell.demo().err)
    return shell


def test_the_demonstration_tells_every_stage_with_its_day(shown):
    stored = dict(shown.query("SELECT prospect_no, stage FROM prospect"))
    assert stored == {number: STAGES[row["阶段"]] for number, row in PROSPECTS.items()}
    steps = shown.query(
        "SELECT event.kind, event.day, staff.employee_no FROM prospect_event AS event JOIN prospect ON prospect.id = event.prospect_id"
        " LEFT JOIN staff ON staff.id = event.staff_id WHERE prospect_no = 'QK0015'"
        " AND kind NOT IN ('contacted', 'missed', 'visited', 'test_drive') ORDER BY event.id"
    )
    assert steps == [
        ("registered", "2025-10-21", None),
        ("quoted", day(-205), "YG05"),
        ("ordered", day(-204), "YG05"),
        ("order_cancelled", day(-203), "YG05"),
        ("lost", day(-203), "YG05"),
        ("loss_confirmed", day(-202), "YG03"),
        ("loss_checked", day(-201), "YG12"),
    ]
    # what only the row of the vehicle tells is a delivery, too
    last = shown.query(
        "SELECT event.kind, event.day, vehicle.vin FROM prospect_event AS event JOIN prospect ON prospect.id = event.prospect_id"
        " JOIN vehicle ON vehicle.id = event.vehicle_id WHERE event.day >= ? ORDER BY event.id",
        day(-3),
    )
    assert last == [("delivered", day(-2), "L00AAGY16TY234623")]
    assert {row["check"] for row in shown.json("db", "check")} <= {"backup"}
    assert shown.query(
        "SELECT came_at, met_at, party, again, drive_offered, contact_left, employee_no FROM visitor JOIN staff ON staff.id = staff_id"
        " JOIN prospect ON prospect.id = prospect_id WHERE prospect_no = 'QK0124'"
    ) == [(f"{day(-1)}T06:44:00Z", f"{day(-1)}T06:47:00Z", 1, 0, 0, 1, "YG04")]
    assert shown.query("SELECT count(*) FROM visitor") == [(99,)]


def test_each_consultant_has_contacts_of_every_level_this_morning(shown):
    due = shown.query(
        "SELECT employee_no, because, count(*) FROM followup JOIN staff ON staff.id = assignee_id"
        " WHERE kind = 'prospect_contact' AND state = 'open' AND call_on <= ? GROUP BY 1, 2",
        day(0),
    )
    for consultant in ("YG04", "YG05"):
        assert {because for number, because, _count in due if number == consultant} == {
            *("first", "level=H", "level=A", "level=B", "level=C", "level=N")
        }
    assert {number for number, _because, _count in due} == {"YG04", "YG05"}
    # seven nobody has talked to, of whom one was tried; what was whose left goes to a colleague
    assert sum(count for _number, because, count in due if because == "first") == 6
    expiring = shown.query(
        "SELECT prospect_no FROM followup JOIN prospect ON case_no = 'L' || prospect.id"
        " WHERE kind = 'quote_expiry' AND followup.state = 'open' AND call_on <= ? ORDER BY 1",
        day(0),
    )
    assert expiring == [("QK0108",), ("QK0115",), ("QK0118",)]


def test_months_and_days_of_the_log_move_with_the_rest():
    with moved_sample(date(2026, 11, 21)) as sample, sample.steps.open(encoding="utf-8", newline="") as file:
        moved = list(csv.DictReader(file))
    assert max(row["时间"][:10] for row in moved) == "2026-11-20"
    # 159 days from 15 June
    assert {row["约定"] for row in moved if row["线索编号"] == "QK0117"} - {""} == {"2026-11-21 10:30"}
