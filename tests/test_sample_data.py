"""The sample dealership is what its generator makes, imports without refusal by the contract, and holds the cases its README lists."""

import csv
import io
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent.parent / "sample_data"
ENCODINGS = {
    "staff.csv": "utf-8",
    "customers.csv": "gb18030",
    "vehicles.csv": "utf-8-sig",
    "orders.csv": "utf-8",
    "complaints.csv": "gb18030",
}
ANCHOR = date(2026, 6, 15)


def rows(name: str) -> list[dict[str, str]]:
    text = (SAMPLE / name).read_bytes().decode(ENCODINGS[name])
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


STAFF = {row["工号"]: row for row in rows("staff.csv")}
CUSTOMERS = {row["客户编号"]: row for row in rows("customers.csv")}
VEHICLES = {row["车架号"]: row for row in rows("vehicles.csv")}
ORDERS = {row["工单号"]: row for row in rows("orders.csv")}
COMPLAINTS = {row["投诉编号"]: row for row in rows("complaints.csv")}
BY_PLATE = {row["车牌号"]: row for row in VEHICLES.values() if row["车牌号"]}


def day(offset: int) -> str:
    return (ANCHOR + timedelta(days=offset)).isoformat()


def instant(text: str) -> datetime:
    return datetime(*map(int, re.split(r"[/ :]", text)))


def vehicle_of(order: dict[str, str]) -> dict[str, str]:
    return VEHICLES[order["车架号"]] if order["车架号"] else BY_PLATE[order["车牌号"]]


def vehicles_of(number: str) -> list[dict[str, str]]:
    return [row for row in VEHICLES.values() if row["客户编号"] == number]


def numbers(first: int, last: int) -> list[str]:
    return [f"KH{index:05d}" for index in range(first, last + 1)]


def column(name: str, first: int, last: int) -> list[str]:
    """That column of the vehicles of these customers, who have one each."""
    return [row[name] for number in numbers(first, last) for row in vehicles_of(number)]


def days(*offsets: int) -> list[str]:
    return [day(offset) for offset in offsets]


def days_after_anchor(text: str) -> int:
    return (instant(text).date() - ANCHOR).days


def vin_digit(vin: str) -> str:
    """GB 16735: letters count 1-9 along the alphabet as on the typewriter table, weights 8…2, 10, 0, 9…2, modulo 11."""
    letters = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    return "0123456789X"[sum(int(letters.get(sign, sign)) * weight for sign, weight in zip(vin, weights, strict=True)) % 11]


# --- the files ---


def test_the_committed_files_are_what_the_generator_writes(tmp_path):
    subprocess.run([sys.executable, "-B", str(SAMPLE / "generate.py"), "--to", str(tmp_path)], check=True, timeout=60)
    assert {name: (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes() for name in ENCODINGS} == dict.fromkeys(ENCODINGS, True)


def test_the_counts_are_those_of_the_readme():
    assert (len(STAFF), len(CUSTOMERS), len(VEHICLES), len(ORDERS), len(COMPLAINTS)) == (13, 300, 360, 1500, 41)
    new_by_sheet = {(row["车主电话"], row["车主姓名"]) for row in VEHICLES.values() if not row["客户编号"]}
    assert len(CUSTOMERS) + len(new_by_sheet) == 303
    assert all(phone and name for phone, name in new_by_sheet)


def test_no_two_rows_share_their_number():
    assert [len(rows(name)) for name in ENCODINGS] == [len(STAFF), len(CUSTOMERS), len(VEHICLES), len(ORDERS), len(COMPLAINTS)]
    plates = [row["车牌号"] for row in VEHICLES.values() if row["车牌号"]]
    assert len(plates) == len(set(plates))


def test_each_file_has_its_encoding():
    with pytest.raises(UnicodeDecodeError):
        (SAMPLE / "customers.csv").read_bytes().decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        (SAMPLE / "customers.csv").read_bytes().decode("gbk")
    assert (SAMPLE / "vehicles.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (SAMPLE / "orders.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_anchor_is_one_iso_day():
    assert (SAMPLE / "anchor.txt").read_text(encoding="ascii") == "2026-06-15\n"


# --- what an import would refuse or drop ---


def test_every_reference_leads_somewhere():
    people = set(STAFF) | {row["姓名"] for row in STAFF.values()}
    assert len(people) == 2 * len(STAFF)  # names are unique, so a name is as good as a number
    assert {row["客户编号"] for row in VEHICLES.values()} - {""} <= set(CUSTOMERS)
    assert {row[key] for row in VEHICLES.values() for key in ("销售顾问", "服务顾问")} - {""} <= people
    assert {row[key] for row in ORDERS.values() for key in ("服务顾问", "维修技师")} <= people
    assert all(vehicle_of(order) for order in ORDERS.values())
    assert {row["返修原单"] for row in ORDERS.values()} - {""} <= set(ORDERS)
    owners = {row["车主电话"] for row in VEHICLES.values() if not row["客户编号"]}
    for row in COMPLAINTS.values():
        assert (row["客户编号"] in CUSTOMERS) != (row["电话"] in owners)
        assert not row["车架号"] or row["车架号"] in VEHICLES
        assert not row["工单号"] or vehicle_of(ORDERS[row["工单号"]])["车架号"] == row["车架号"]


def test_values_are_those_of_the_contract():
    assert {row["岗位"] for row in STAFF.values()} == {
        *("销售经理", "销售顾问", "服务顾问", "维修技师", "技师", "客服专员", "电访员", "客服经理", "部门经理", "总经理")
    }
    assert {row["类型"] for row in CUSTOMERS.values()} == {"个人", "公司", "单位"}
    assert {row["使用性质"] for row in VEHICLES.values()} == {"私家车", "非营运", "公务车", "营运车", "营运"}
    kinds = {"有费定保", "有费修理", "首保", "免费定检", "免费修理", "索赔", "内部", "PDI", "精品"}
    assert {row["工单类型"] for row in ORDERS.values()} == kinds
    assert {row["付款方"] for row in ORDERS.values()} == {"客户", "厂家", "保险", "内部"}
    assert {row["班组"] for row in ORDERS.values()} == {"机电", "钣金", "喷漆"}
    assert {step for row in ORDERS.values() for step in row["流程步骤"].split(",")} == set("12345678")
    windows = {row["方便时间"] for row in CUSTOMERS.values()} - {""}
    assert windows
    assert all(re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", window) for window in windows)


def test_every_date_is_a_day_of_the_calendar_in_the_one_form_of_its_file():
    for row in [*STAFF.values(), *CUSTOMERS.values(), *VEHICLES.values()]:
        for key, value in row.items():
            if value and (key.endswith(("日期", "到期", "到期日")) or key == "生日"):
                assert date.fromisoformat(value).isoformat() == value
    for row in ORDERS.values():
        for key in ("进厂时间", "预计交车时间", "结算时间"):
            moment = instant(row[key]) if row[key] else None
            assert moment is None or f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M}" == row[key]


def test_orders_lie_in_three_years_and_open_in_opening_hours():
    for row in ORDERS.values():
        opened = instant(row["进厂时间"])
        assert -1095 <= (opened.date() - ANCHOR).days <= -1
        assert "08:30" <= f"{opened:%H:%M}" <= "17:00"
        assert opened < instant(row["预计交车时间"])
        if row["结算时间"]:
            assert opened < instant(row["结算时间"]) < datetime(2026, 6, 15)


def test_the_odometer_never_runs_backwards():
    last: dict[str, int] = {}
    for row in sorted(ORDERS.values(), key=lambda row: instant(row["进厂时间"])):
        vin = vehicle_of(row)["车架号"]
        assert int(row["进厂里程"]) >= last.get(vin, 0), row["工单号"]
        last[vin] = int(row["进厂里程"])
    assert all(int(row["里程"]) >= last.get(vin, 0) for vin, row in VEHICLES.items() if row["里程"])


def test_all_vins_but_one_have_the_right_check_digit():
    assert vin_digit("1M8GDM9AXKP042788") == "X"  # the well-known example
    assert [row["客户编号"] for vin, row in VEHICLES.items() if vin_digit(vin) != vin[8]] == ["KH00046"]


def test_phones_are_not_anybodys():
    phones = [row[key] for row in CUSTOMERS.values() for key in ("手机", "备用电话")] + [row["送修人电话"] for row in ORDERS.values()]
    digits = {re.sub(r"[^\d+]", "", phone).removeprefix("+86") for phone in phones} - {""}
    assert all(re.fullmatch(r"199000[0-3]\d{4}|0500238\d{4}|4000000126", phone) for phone in digits)


# --- the cases of the README ---


def test_the_readme_names_no_record_that_is_not_there():
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    companies = {line.partition(",")[0] for line in (SAMPLE / "companies" / "customers.csv").read_text(encoding="utf-8").splitlines()}
    assert set(re.findall(r"KH\d{5}", text)) <= {*CUSTOMERS, *companies}
    assert set(re.findall(r"GD\d{5}", text)) <= set(ORDERS)
    assert set(re.findall(r"L00[0-9A-Z]{14}", text)) <= set(VEHICLES)
    assert set(re.findall(r"TS\d{4}", text)) <= set(COMPLAINTS)
    assert len(set(re.findall(r"KH\d{5}", text))) > 50


def test_customers_with_a_purpose():
    def has(key: str, *wanted: int) -> list[str]:
        return [CUSTOMERS[f"KH{index:05d}"][key] for index in wanted]

    assert {number for number, row in CUSTOMERS.items() if row["生日"].endswith("-02-29")} == {"KH00001", "KH00002"}
    assert has("姓名", 3, 4, 7) == ["龚䶮", "李㛃𬭎", "周[/b]远"]
    assert "<b>" in CUSTOMERS["KH00285"]["姓名"]
    shared = Counter(row["手机"] for row in CUSTOMERS.values())
    assert [phone for phone, times in shared.items() if times > 1] == ["19900001005", "19900001297"]
    assert has("手机", 5, 6) == ["19900001005", "19900001005"]
    assert {number for number, row in CUSTOMERS.items() if row["免打扰"] == "是"} == {"KH00008", "KH00009"}
    assert has("手机", 14, 19, 39, 282) == ["0500-2386611", "+86 199 0000 1019", "199-0000-1039", "4000000126"]
    assert CUSTOMERS["KH00014"]["备用电话"] == ""
    assert CUSTOMERS["KH00015"]["方便时间"] == "18:00-20:00"
    assert [CUSTOMERS["KH00016"]["同意电话"], CUSTOMERS["KH00017"]["同意短信"]] == ["否", "否"]
    assert CUSTOMERS["KH00019"]["备注"].startswith("+")
    assert [CUSTOMERS["KH00022"][key] for key in ("免打扰", "同意电话", "同意短信")] == ["", "", ""]
    assert has("姓名", 23, 24, 25, 27) == ["王伟", "王伟", "单晓燕", "阿依古丽·买买提"]
    assert [text[5:] for text in has("生日", 8, 17, 18, 28, 29)] == ["06-15"] * 5
    assert [text[5:] for text in has("生日", 30, 31, 32, 33, 34)] == ["06-16", "06-16", "06-14", "06-13", "06-18"]
    assert has("驾照到期日", 18, 21, 35, 36, 37, 38) == days(30, 30, 29, 31, 12, -4)


def test_the_vehicle_whose_owner_changed():
    vehicle = VEHICLES["L00AAGY19PY107919"]
    assert (vehicle["客户编号"], CUSTOMERS["KH00010"]["姓名"], CUSTOMERS["KH00011"]["姓名"]) == ("KH00010", "莫少峰", "罗佩文")
    assert vehicles_of("KH00011") == vehicles_of("KH00020") == []
    visits = [row for row in ORDERS.values() if vehicle_of(row) is vehicle]
    after = [row["工单号"] for row in visits if days_after_anchor(row["进厂时间"]) >= -40]
    assert after == ["GD01477"]
    assert len(visits) > 1
    last = ORDERS["GD01477"]
    assert (last["送修人"], last["送修人电话"], days_after_anchor(last["结算时间"])) == ("罗佩文", CUSTOMERS["KH00011"]["手机"], -3)


def test_vehicles_sold_and_scrapped_still_have_dates_ahead():
    assert column("卖出日期", 12, 12) == days(-20)
    assert column("保险到期日", 12, 12) == days(30)
    assert column("报废日期", 13, 13) == days(-35)
    assert column("年审日期", 13, 13) == days(30)
    for order in ORDERS.values():
        gone = vehicle_of(order)["卖出日期"] or vehicle_of(order)["报废日期"]
        assert not gone or instant(order["进厂时间"]).date() <= date.fromisoformat(gone)


def test_do_not_contact_and_much_at_once():
    for number in ("KH00008", "KH00018"):
        (vehicle,) = vehicles_of(number)
        assert vehicle["保险到期日"] == day(30)
        closed = [row["结算时间"] for row in ORDERS.values() if vehicle_of(row) is vehicle and row["结算时间"]]
        assert -3 in [days_after_anchor(text) for text in closed]
    assert column("交车日期", 18, 18) == ["2024-06-15"]


def test_a_consultant_left_and_the_vehicles_have_advisors_who_did_not():
    assert {number: row["离职日期"] for number, row in STAFF.items() if row["离职日期"]} == {"YG06": day(-26)}
    assert column("销售顾问", 42, 45) == ["YG06", "贺凯", "YG06", "YG06"]
    assert column("交车日期", 42, 45) == days(-365, -366, -31, -40)
    theirs = [row for row in VEHICLES.values() if row["销售顾问"] in ("YG06", "贺凯")]
    assert all(row["服务顾问"] in ("YG07", "YG08", "顾文斌", "邹敏") and row["交车日期"] <= day(-26) for row in theirs)


def test_fleets_and_special_plates():
    use = {number: Counter(row["使用性质"] for row in vehicles_of(number)) for number in numbers(281, 284)}
    assert use == {"KH00281": {"公务车": 4}, "KH00282": {"营运车": 10}, "KH00283": {"营运": 5}, "KH00284": {"公务车": 4, "营运车": 3}}
    assert "皖T0316警" in column("车牌号", 281, 281)
    assert all(plate.endswith("学") for plate in column("车牌号", 283, 283))
    assert column("车牌号", 47, 47) == ["粤Z1234港"]
    assert any(re.fullmatch(r"皖T[DF]\d{5}", plate) for plate in BY_PLATE)


def test_deliveries_fall_where_calls_are_due():
    around = days(0, -1, -1, -2, -3, -3, -4, -6, -7, -7, -8, -10, -14, -20, -25, -29, -30, -31, -31)
    assert column("交车日期", 48, 101)[: len(around)] == around
    assert set(days(-61, -91, -122, -183, -334, -365, -366, -730, -1095, -1096, -1461)) <= set(column("交车日期", 48, 101))
    assert column("预计交车日期", 102, 109) == days(1, 1, 2, 3, 5, 7, 10, 20)
    assert set(column("交车日期", 102, 109)) == {""}
    assert column("交车日期", 110, 115) == ["2024-02-29", "2024-12-31", "2025-08-31", "2025-11-30", "2026-01-31", "2026-03-31"]


def test_some_reach_the_kilometres_before_the_months():
    assert column("交车日期", 40, 41) == days(-50, -53)
    # Nothing but pre-delivery and accessories so far, and past 4,500 of the 5,000 km.
    for vehicle in vehicles_of("KH00040") + vehicles_of("KH00041"):
        assert [row["工单类型"] for row in ORDERS.values() if vehicle_of(row) is vehicle] == ["PDI", "精品"]
        assert 4500 < int(vehicle["里程"]) < 5000


def test_some_have_just_become_dormant_or_lost():
    last: dict[str, int] = {}
    for row in ORDERS.values():
        owner = vehicle_of(row)["客户编号"]
        last[owner] = max(last.get(owner, -9999), days_after_anchor(row["进厂时间"]))
    assert [last[number] for number in numbers(116, 129)] == [
        *(-180, -181, -182, -183, -184, -185, -187),
        *(-362, -363, -364, -365, -366, -367, -370),
    ]


def test_expiries_around_the_anchor():
    assert column("保险到期日", 130, 141) == days(30, 30, 29, 31, 32, 35, 0, 1, -1, 8, 15, 22)
    assert column("年审日期", 142, 151) == days(30, 30, 29, 31, 33, 35, 2, -1, 10, 18)
    assert column("质保到期", 152, 155) == days(30, 29, 31, 6)
    soon = [row for row in VEHICLES.values() if day(0) <= row["保险到期日"] <= day(35)]
    assert len(soon) >= 40


def test_orders_with_a_purpose():
    one_day = [ORDERS["GD01167"], ORDERS["GD01169"]]
    assert len({(vehicle_of(row)["车架号"], days_after_anchor(row["进厂时间"])) for row in one_day}) == 1
    came_back, found = ORDERS["GD01458"], ORDERS["GD01445"]
    assert (came_back["返修原单"], came_back["工单类型"]) == ("GD01414", "免费修理")
    assert days_after_anchor(ORDERS["GD01414"]["结算时间"]) < days_after_anchor(came_back["进厂时间"])
    first = ORDERS["GD01429"]
    assert (found["返修原单"], found["工单类型"], first["事故车"], first["付款方"]) == ("GD01429", "内部", "是", "保险")
    assert instant(first["进厂时间"]) < instant(found["进厂时间"]) < instant(first["结算时间"])
    assert all(vehicle_of(ORDERS[row["返修原单"]]) is vehicle_of(row) for row in ORDERS.values() if row["返修原单"])
    assert (ORDERS["GD01398"]["大修"], days_after_anchor(ORDERS["GD01398"]["结算时间"])) == ("是", -4)
    for number in ("GD01468", "GD01472", "GD01474", "GD01475"):
        assert ORDERS[number]["送修人"].startswith("家属 ")
        assert ORDERS[number]["送修人电话"].startswith("1990003")
        assert days_after_anchor(ORDERS[number]["结算时间"]) == -3
    waiting = {number for number, row in ORDERS.items() if not row["结算时间"]}
    assert len(waiting) == 14
    assert waiting & {number for number, row in ORDERS.items() if row["事故车"] == "是"} == {"GD01431", "GD01442", "GD01456"}
    assert [ORDERS[number]["工单类型"] for number in ("GD01491", "GD01493", "GD01450", "GD01418")] == ["PDI", "PDI", "内部", "精品"]
    assert not any(vehicle_of(ORDERS[number])["交车日期"] for number in ("GD01491", "GD01493"))
    assert [ORDERS[number]["车架号"] for number in ("GD00001", "GD00024")] == ["", ""]


# --- complaints ---

STEPS = ("投诉时间", "接单时间", "解决时间", "结案时间")


def minutes(number: str, step: str) -> int:
    """From the receipt of a complaint to a step."""
    row = COMPLAINTS[number]
    return (instant(row[step]) - instant(row["投诉时间"])) // timedelta(minutes=1)


def column_of(key: str, *numbers: int) -> list[str]:
    return [COMPLAINTS[f"TS{number:04d}"][key] for number in numbers]


def test_complaints_use_every_word_of_the_contract():
    def words(key: str) -> set[str]:
        return {row[key] for row in COMPLAINTS.values()}

    assert words("投诉等级") == {"轻微", "一般", "重大"}
    assert words("投诉原因") == {"产品质量", "服务质量", "维修技术", "配件质量", "价格", "恶意"}
    assert words("渠道") == {"当面", "电话", "网络", "信函", "主管部门", "消协", "媒体", "互联网"}
    assert words("来源") == {"当场", "回访", "厂家", "热线", "意见箱"}


def test_complaints_stand_at_every_step_that_a_file_can_tell_of_and_in_its_order():
    last = Counter(max(step for step, key in enumerate(STEPS) if row[key]) for row in COMPLAINTS.values())
    assert last == {0: 4, 1: 8, 2: 5, 3: 24}
    for row in COMPLAINTS.values():
        moments = [instant(row[key]) for key in STEPS if row[key]]
        assert moments == sorted(moments)
        assert moments[-1] < datetime(2026, 6, 15)


def test_complaints_with_a_purpose():
    times = [text.split()[1] for text in column_of("投诉时间", 1, 2, 3, 4, 5)]
    assert times == ["23:59", "16:59", "17:00", "08:29", "08:30"]
    assert column_of("接单时间", 1, 3, 4) == ["2026/1/1 09:05", "2026/1/9 09:10", "2026/1/15 09:10"]
    assert [minutes("TS0002", "接单时间"), minutes("TS0005", "接单时间")] == [2, 3]
    assert [minutes("TS0006", "解决时间"), minutes("TS0007", "解决时间")] == [2 * 1440, 2 * 1440 + 1]
    assert column_of("渠道", 11, 17, 20, 26, 41) == ["主管部门", "互联网", "消协", "媒体", "互联网"]
    assert column_of("投诉原因", 13) == ["恶意"]
    assert column_of("客户编号", 14, 19, 33) == ["KH00010", "KH00010", "KH00011"]
    assert set(column_of("车架号", 14, 19, 33)) == {"L00AAGY19PY107919"}
    assert set(column_of("投诉原因", 14, 19, 33)) == {"维修技术"}
    assert set(column_of("客户编号", 18, 23, 31)) == {"KH00160"}
    for first, third in (("TS0014", "TS0033"), ("TS0018", "TS0031")):
        assert instant(COMPLAINTS[third]["投诉时间"]) - instant(COMPLAINTS[first]["投诉时间"]) < timedelta(days=90)
    assert (column_of("接单时间", 16), column_of("解决时间", 25)) == ([""], [""])
    assert column_of("投诉内容", 25)[0].startswith("=")
    assert column_of("电话", 22) == ["19900001298"]
    assert (column_of("客户编号", 27), column_of("客户编号", 21)) == (["KH00008"], ["KH00282"])
    # major: five days after 10 June 09:10
    assert column_of("投诉时间", 30) == ["2026/6/10 09:10"]
    assert column_of("投诉内容", 35)[0].count("\n") == 2
    assert column_of("投诉时间", 37, 39, 40, 41) == ["2026/6/13 14:30", "2026/6/14 14:00", "2026/6/14 16:59", "2026/6/14 20:15"]
    assert set(column_of("接单时间", 37, 39, 40, 41)) == {""}
    assert (column_of("责任部门", 40), column_of("来源", 38)) == ([""], ["厂家"])
