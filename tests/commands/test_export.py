"""`kcrm export`: what import takes is given back, and taken in again it is the same."""

import csv
import io
import re
import zipfile

import pytest
from conftest import filled_once

from kcrm.exchange.columns import columns_of
from kcrm.records import SheetKind, noun_of

VIN = "1M8GDM9AXKP042788"
STAFF = {
    "employee_no": "E1",
    "name": "秦大勇",
    "role": "technician",
    "team": "body",
    "department": "维修部",
    "level": "一级",
    "phone": "13800138001",
    "birthday": "1984-02-29",
    "joined_on": "2020-02-29",
    "left_on": "2026-12-31",
    "email": "qin@example.com",
}
DEPARTMENT = {
    "code": "B03",
    "name": "维修部",
    "head": "E1",
    "above": "售后服务部",
    "closed_on": None,
    "note": "含钣喷",
}
CUSTOMER = {
    "name": "安娜",
    "phone": "13800138000",
    "customer_no": "KH001",
    "kind": "company",
    "phone2": "13800138009",
    "gender": "female",
    "birthday": "1988-02-29",
    "email": "anna@example.com",
    "region": "汀北区",
    "address": "解放路1号\n二楼",
    "wechat": "wx_1",
    "licence_expires_on": "2030-01-31",
    "source": "=1+1",
    "contact_window": "18:00-20:00",
    "do_not_contact": True,
    "call_consent": False,
    "message_consent": True,
    "key_person": "母亲",
    "hobby": "'=钓鱼",
    "wish": "旧件带走",
    "postal_code": "239000",
    "id_kind": "id_card",
    "occupation": "教师",
    "employer": "第一中学",
    "industry": "教育",
    "education": "本科",
    "family_size": 4,
    "licence_since": "2009-07-01",
    "contact_name": "周涛",
    "contact_phone": "13900139007",
    "contact_relation": "丈夫",
    "note": 'a,"b"',
    "contact_only": False,
}
VEHICLE = {
    "vin": VIN,
    "plate": "京A12345",
    "brand": "云汐",
    "model": "澜 7",
    "energy": "range_extended",
    "use": "private",
    "registered_on": "2024-01-05",
    "customer_no": "KH001",
    "owner_phone": "13800138000",
    "owner_name": "安娜",
    "planned_delivery_on": "2024-01-02",
    "delivered_on": "2024-01-03",
    "sales_consultant": "X1",
    "service_advisor": "A1",
    "mileage_km": 12345,
    "warranty_until": "2027-01-02",
    "loan_until": "2027-01-02",
    "insurance_expires_on": "2027-01-03",
    "commercial_insurer": "人保",
    "compulsory_expires_on": "2027-01-04",
    "compulsory_insurer": "太保",
    "inspection_due_on": "2028-01-31",
    "workshop_note": "右前轮异响",
    "trim": "豪华型",
    "model_year": "2024款",
    "colour": "珍珠白",
    "interior": "米色",
    "engine_no": "E15T0001",
    "displacement": "1.5T",
    "manufactured_on": "2023-11-20",
    "certificate_no": "HG0001",
    "registered_at": "汀北区",
    "contract_no": "HT0001",
    "ordered_on": "2023-12-20",
    "purchase_kind": "trade_in",
    "purpose": "接送孩子",
    "accessories": "行车记录仪/脚垫",
    "trade_in_model": "旧捷达",
    "commercial_policy_no": "SY0001",
    "compulsory_policy_no": "JQ0001",
    "list_price": 159800.0,
    "price": 149800.5,
    "payment": "loan",
    "deposit": 5000.0,
    "deposit_on": "2023-12-20",
    "paid_on": "2024-01-03",
    "invoice_no": "00012345",
    "invoiced_on": "2024-01-03",
    "invoice_title": "安娜",
    "down_payment": 50000.0,
    "loan_amount": 99800.5,
    "loan_bank": "工商银行",
    "loan_months": 36,
    "trade_in_value": 18000.0,
    "sold_on": None,
    "scrapped_on": None,
}
ORDER = {
    "order_no": "GD1",
    "vin": VIN,
    "plate": "京A12345",
    "type": "paid_repair",
    "opened_at": "2026-06-01T09:00:00+08:00",
    "promised_at": "2026-06-01T17:00:00+08:00",
    "closed_at": "2026-06-01T16:59:30+08:00",
    "advisor": "A1",
    "technician": "E1",
    "team": "body",
    "brought_by": "司机",
    "brought_by_phone": "13900139000",
    "fault": "右前轮异响",
    "standard_hours": 1.67,
    "actual_hours": 2.5,
    "labor_amount": 1234.5,
    "parts_amount": 0.01,
    "other_amount": 0.0,
    "payer": "insurer",
    "mileage_km": 12000,
    "appointment": True,
    "accident": True,
    "overhaul": False,
    "rework_of": "GD0",
    "steps": "1,2,3",
}
COMPLAINT = {
    "complaint_no": "TS1",
    "customer_no": "KH001",
    "phone": "13800138000",
    "received_at": "2026-06-02T10:00:00+08:00",
    "severity": "major",
    "description": "刹车异响",
    "vin": VIN,
    "order_no": "GD1",
    "cause": "repair",
    "channel": "phone",
    "source": "hotline",
    "department": "维修部",
    "outside_no": "400-7",
    "reply_by_on": "2026-06-20",
    "platform": "车质网",
    "contacted_at": "2026-06-02T10:25:00+08:00",
    "accepted_at": "2026-06-02T10:20:00+08:00",
    "resolved_at": "2026-06-03T10:00:00+08:00",
    "closed_at": None,
}
OPPORTUNITY = {
    "opportunity_no": "SJ-1",
    "customer_no": "KH001",
    "phone": "13800138000",
    "amount": 99999.99,
    "probability": "12.34%",
    "kind": "置换",
    "expected_on": "2026-09-30",
    "note": "想换大车",
}
NEED = {
    "need_no": "XQ-1",
    "customer_no": "KH001",
    "phone": "13800138000",
    "what": "part",
    "text": "左前大灯总成",
    "vin": VIN,
    "plate": "京A12345",
    "day": None,
    "came_on": "2026-06-10",
}
PROSPECT = {
    "prospect_no": "XS-1",
    "name": CUSTOMER["name"],
    "phone": "13800138000",
    "source": "event",
    "level": "A",
    "stage": "lost",
    "model": "途昂",
    "intended_on": "2026-09-30",
    "within_days": None,
    "consultant": "E1",
    "taker": "E1",
    "platform": "春季车展",
    "referred_by": "KH001",
    "registered_on": "2026-06-01",
    "need": "接送孩子",
    "rival": "汉兰达",
    "budget": 300000.0,
    "payment": "loan",
    "trade_in": "京A12345",
    "test_drive": True,
    "lost_on": "2026-06-10",
    "lost_reason": "price",
    "lost_to": "汉兰达",
    "invalid_reason": None,
    "vin": None,
    "delivered_on": None,
    "note": "下次车展再约",
}
FLEET = {
    "customer_no": "KH001",
    "phone": "13800138000",
    "kind": "insurer",
    "state": "dormant",
    "since_on": "2026-01-02",
    "manager": "E1",
    "fleet_size": 60,
    "staff_count": 1200,
    "trade": "保险",
    "market_share": "20%",
    "rivals": "平安",
    "rival_share": "12.5%",
    "problems": "结算慢",
    "chances": "定损合作",
    "policy_note": "工时九折",
    "bundled": False,
}
MEMBER = {
    "customer_no": "KH001",
    "account_phone": "13800138000",
    "name": "周琳",
    "phone": "13800138010",
    "post": "车管",
    "key": True,
    "role": "finance",
    "plate": "京A12345",
    "decides": False,
    "from_on": "2026-01-03",
    "until_on": "2027-01-03",
}
RELATION = {
    "customer_no": "KH001",
    "phone": "13800138000",
    "tie": "subsidiary",
    "other_no": "KH009",
    "other_phone": "13800138011",
    "note": "全资",
    "from_on": "2026-01-03",
    "until_on": None,
}
PRODUCT = {
    "customer_no": "KH001",
    "phone": "13800138000",
    "product": "rescue",
    "from_on": "2026-01-01",
    "until_on": "2026-12-31",
    "amount": 1200.0,
    "note": "每年两次",
}
ANNIVERSARY = {"customer_no": "KH001", "phone": "13800138000", "title": "成立日", "day": "2010-06-20", "yearly": True}
CONTRACT = {
    "contract_no": "HT-1",
    "customer_no": "KH001",
    "phone": "13800138000",
    "from_on": "2026-01-01",
    "until_on": "2026-12-31",
    "amount": 500000.0,
    "kind": "maintenance",
    "state": "active",
    "signed_on": "2025-12-20",
    "discount": "10%",
    "services": "保养、钣喷",
    "credit_days": 30,
    "credit_limit": 80000.0,
    "approver": "E1",
}
BILL = {
    "bill_no": "FP-1",
    "customer_no": "KH001",
    "phone": "13800138000",
    "amount": 1200.5,
    "issued_on": "2026-06-01",
    "due_on": "2026-06-30",
    "contract_no": "HT-1",
    "orders": ORDER["order_no"],
    "note": "五月",
}
PAYMENT = {
    "payment_no": "SK-1",
    "bill_no": "FP-1",
    "customer_no": "KH001",
    "phone": "13800138000",
    "paid_on": "2026-06-05",
    "amount": 200.5,
    "note": "转账",
}
MEETING = {
    "kind": "quality",
    "held_on": "2026-06-10",
    "topic": "投诉分析",
    "chair": "E1",
    "present": "E1、S1",
    "agenda": "等待时间",
    "figures": "投诉率 3.1%",
    "minutes": "周末加派",
}
TASK = {
    "title": "周末加派一名顾问",
    "giver": "S1",
    "receiver": "E1",
    "due_on": "2026-06-30",
    "state": "done",
    "about": "K1",
    "given_on": "2026-06-10",
    "done_on": "2026-06-14",
    "result": "已排班",
    "reason": "上次没排",
}
MEASURE = {
    "title": "周末双班",
    "source": "complaint",
    "owner": "E1",
    "due_on": "2026-06-30",
    "check_on": "2026-07-31",
    "about": "K1",
    "addresses": ["waiting"],
    "taken_on": "2026-06-10",
    "state": "done",
    "done_on": "2026-06-14",
    "result": "已执行",
}
ARTICLE = {
    "title": "续保异议",
    "kind": "rival",
    "owner": "E1",
    "text_zh": "先问三者险额度。\n再比。",
    "text_en": "Ask first.",
    "kinds": ["insurance_expiry", "compulsory_expiry"],
    "causes": ["service", "price"],
    "models": ["青屿", "衡川 2.0T"],
    "written_on": "2026-06-10",
    "confirmed_on": "2026-06-12",
    "valid_until": "2026-12-31",
    "withdrawn_on": "2026-06-14",
}
CHECKLIST = {
    "checklist": "展厅5S",
    "place": "showroom",
    "item_no": 3,
    "item": "地面无杂物",
    "weight": 2,
    "required": True,
    "rhythm": 1,
    "checker": "E1",
    "active": False,
}
RECORDS = (STAFF, DEPARTMENT, CUSTOMER, VEHICLE, ORDER, COMPLAINT, OPPORTUNITY, NEED, PROSPECT)
OF_ACCOUNTS = (FLEET, MEMBER, RELATION, PRODUCT, ANNIVERSARY, CONTRACT, BILL, PAYMENT)
WORKPLAN = {
    "person": "E1",
    "month": "2026-07",
    "kind": "wake_dormant",
    "kpi": None,
    "title": "唤醒沉睡客户",
    "aim": 20.0,
    "actual": 18.5,
    "comment": "有人出差",
}
BREACH = {
    "person": "E1",
    "day": "2026-06-14",
    "what": "虚报回访",
    "evidence": "O1",
    "grave": True,
    "finder": "E1",
    "note": "客户说没有接到电话",
}
JOURNAL = {
    "person": "E1",
    "day": "2026-06-12",
    "done": "回访，接通：3",
    "besides": "接待到店客户",
    "hindered": "系统停机",
    "tomorrow": "回访沉睡客户",
    "written_on": "2026-06-13",
}
TRAINING = {
    "topic": "续保话术",
    "held_on": "2026-06-10",
    "person": "E1",
    "trainer": "外聘讲师",
    "mark": 92.5,
    "kinds": ["insurance_expiry"],
    "causes": ["price"],
    "models": ["青屿"],
    "note": "现场演练",
}
CAMPAIGN = {
    "name": "夏季空调检测",
    "kind": "care",
    "aim": "maintenance",
    "channels": ["call", "message"],
    "from_on": "2026-07-01",
    "until_on": "2026-08-31",
    "responsible": "E1",
    "budget": 5000.5,
    "offer": "空调免费检测\n清洗八折",
    "result": "=1+1",
}
MEMBERSHIP = {
    "club_no": "CYH-1",
    "customer_no": "KH001",
    "from_on": "2026-01-03",
    "phone": "13800138000",
    "until_on": "2026-06-10",
    "note": "自驾队",
}
EVENT = {
    "name": "北山采摘",
    "kind": "picking",
    "held_on": "2026-06-13",
    "hours": "09:00-16:00",
    "place": "北山果园",
    "responsible": "E1",
    "seats": 40,
    "cost": 600.5,
    "called_off_on": None,
    "note": "带孩子",
}
ATTENDANCE = {
    "event": "北山采摘",
    "held_on": "2026-06-13",
    "customer_no": "KH001",
    "state": "came",
    "phone": "13800138000",
    "answer": "yes",
    "invited_on": "2026-06-01",
    "answered_on": "2026-06-05",
    "note": "两大一小",
}
AD = {
    "medium": "web",
    "code": "汽车之家",
    "from_on": "2026-06-01",
    "until_on": "2026-08-31",
    "cost": 8000.0,
    "note": "首页",
}
POINTS = {
    "customer_no": "KH001",
    "points": 12000,
    "expires_on": "2027-12-31",
    "phone": "13800138000",
    "kind": "opening",
    "booked_on": "2026-06-01",
    "source": None,
    "note": "旧系统",
}
VOUCHER = {
    "voucher_no": "DJ-001",
    "customer_no": "KH001",
    "kind": "maintenance",
    "value": 50.0,
    "phone": "13800138000",
    "points": 5000,
    "issued_at": "2026-01-02T09:30:00+08:00",
    "until_on": "2027-06-30",
    "order_no": None,
    "used_on": None,
    "cancelled_on": None,
    "note": "周年庆",
}
RESCUE = {
    "rescue_no": "JY-001",
    "customer_no": "KH001",
    "phone": "13800138000",
    "place": "机场高速12公里",
    "fault": "爆胎",
    "asked_at": "2026-06-10T22:00:00+08:00",
    "caller": "刘芳",
    "vin": None,
    "plate": None,
    "car": "沪B99999",
    "answered_at": "2026-06-10T22:01:00+08:00",
    "dispatched_at": "2026-06-10T22:05:00+08:00",
    "arrived_at": "2026-06-10T22:40:00+08:00",
    "closed_at": "2026-06-10T23:10:00+08:00",
    "solved": "on_spot",
    "rescuer": "E1",
    "cost": 200.0,
    "payer": "customer",
    "order_no": None,
    "note": "换备胎",
}
APPOINTMENT = {
    "appointment_no": "YY-001",
    "vin": VIN,
    "plate": "京A12345",
    "starts_at": "2026-06-10T10:00:00+08:00",
    "minutes": 90,
    "what": "保养，换雨刮",
    "customer_no": "KH001",
    "phone": "13800138000",
    "team": "mechanical",
    "advisor": "E1",
    "came_by": "phone",
    "booked_at": "2026-06-08T09:00:00+08:00",
    "confirmed_at": "2026-06-09T16:00:00+08:00",
    "arrived_at": "2026-06-10T09:55:00+08:00",
    "moved_at": None,
    "cancelled_at": None,
    "order_no": None,
    "note": "要代步车",
}
JOB = {
    "job_no": "ZY-001",
    "title": "换洗车房水泵",
    "job_kind": "small",
    "asked_at": "2026-06-10T09:00:00+08:00",
    "customer_no": "KH001",
    "phone": "13800138000",
    "vin": None,
    "plate": None,
    "owner": "E1",
    "done_at": "2026-06-12T16:00:00+08:00",
    "note": "厂家到货",
}
WORK = {
    "work_no": "WX-001",
    "work_kind": "work",
    "what": "前刹车片更换",
    "customer_no": "KH001",
    "phone": "13800138000",
    "vin": VIN,
    "plate": "京A12345",
    "urgency": "urgent",
    "estimate": 1800.0,
    "declined_for": "price",
    "safe": False,
    "declined_on": "2026-06-01",
    "remind_on": "2026-06-20",
    "ordered_on": None,
    "expected_on": None,
    "arrived_on": None,
    "complaint_no": None,
    "order_no": "GD1",
    "settled_on": None,
    "settled_order_no": None,
    "paid": None,
    "dropped_on": None,
    "drop_reason": None,
    "note": "下月发工资再修",
}
RECALL = {
    "recall_no": "ZH-001",
    "title": "转向助力",
    "risk": "safety",
    "opened_on": "2026-05-01",
    "remedy": "升级软件",
    "closed_on": "2026-06-10",
    "note": "厂家通知",
}
RECALL_VIN = {
    "vin": VIN,
    "recall_no": "ZH-001",
    "state": "done",
    "done_on": "2026-06-02",
    "order_no": "GD1",
    "letter_on": "2026-05-20",
    "note": "换件",
}
CONSENT = {
    "customer_no": "KH001",
    "kind": "call",
    "answer": "refused",
    "given_on": "2026-05-02",
    "origin": "paper",
    "phone": "13800138000",
    "text_version": "2026-01",
    "told_on": "2026-06-09",
    "taken_by": "E1",
    "note": "交车时签字",
}
OF_THE_HOUSE = (MEETING, TASK, MEASURE, WORKPLAN, ARTICLE, CHECKLIST, BREACH, JOURNAL, TRAINING, CAMPAIGN)
OF_THE_CLUB = (MEMBERSHIP, EVENT, ATTENDANCE, AD, POINTS, VOUCHER, RESCUE, APPOINTMENT, RECALL, RECALL_VIN, JOB, WORK, CONSENT)
ROWS = dict(zip(SheetKind, (*RECORDS, *OF_ACCOUNTS, *OF_THE_HOUSE, *OF_THE_CLUB), strict=True))


@filled_once
def full(desk):
    """A desk with one record of each kind, every column of it filled that can be; another customer for it to be related to."""
    for kind, row in ROWS.items():
        if kind is SheetKind.RELATIONS:
            desk.take(SheetKind.CUSTOMERS, {"name": "安娜物流", "phone": "13800138011", "customer_no": "KH009"})
        cells = {key: "" if value is None else ",".join(value) if isinstance(value, list) else str(value) for key, value in row.items()}
        # import takes one mark off a cell that a spreadsheet would run without it
        desk.take(kind, {key: f"'{cell}" if cell.startswith(("=", "'=")) else cell for key, cell in cells.items()})
    return desk


def in_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("kind", SheetKind)
def test_every_column_of_every_kind_comes_back_as_it_was_taken(full, kind):
    rows = [row for row in full.json("export", kind) if kind is not SheetKind.STAFF or row["employee_no"] == "E1"]
    row = rows.pop(-1 if kind is SheetKind.CONSENTS else 0)
    # whom the account knows, and what their rows say of consents, and what a department belongs to
    assert len(rows) == {SheetKind.CUSTOMERS: 2, SheetKind.CONSENTS: 3, SheetKind.DEPARTMENTS: 1}.get(kind, 0)
    taken = [key for key, column in columns_of(kind).items() if column.in_files]
    assert list(row) == [*taken, *noun_of(kind).decided]
    assert {key: row[key] for key in taken} == ROWS[kind]


def test_taken_in_elsewhere_an_export_is_the_same_again_and_here_it_changes_nothing(full):
    first = {kind: full.folder / f"first-{kind}.csv" for kind in SheetKind}
    for kind, path in first.items():
        full.ok("export", kind, "--to", path)
        report = full.json("import", kind, path)
        assert (report["new"], report["changed"], report["unknown_columns"]) == (0, 0, [])
    elsewhere = ("--db", full.folder / "elsewhere.db")
    full.ok("init", "--go-live", "2026-01-01", *elsewhere)
    for kind, path in first.items():
        assert full.json("import", kind, path, *elsewhere)["refused"] == 0
        assert full.ok("export", kind, *elsewhere).out.encode() == path.read_bytes().removeprefix(b"\xef\xbb\xbf")


def test_to_stdout_it_is_csv_without_a_mark_and_to_a_file_with_one(full):
    out = full.ok("export", "customers").out
    assert out.startswith("name,phone,customer_no,")
    # a spreadsheet would run the one, and take the mark off the other
    assert next((row["source"], row["hobby"]) for row in in_csv(out)) == ("'=1+1", "''=钓鱼")
    path = full.folder / "customers.csv"
    assert full.ok("export", "customers", "--to", path).out == ""
    assert path.read_text(encoding="utf-8") == "\ufeff" + out


def test_people_read_the_headings_and_words_of_the_import_file(full):
    full.speaking("zh")
    heading, row = full.ok("export", "vehicles", "-o", "plain").out.splitlines()
    assert heading.split()[:5] == ["车架号", "车牌", "品牌", "车型", "能源类型"]
    assert "增程" in row
    assert "私家车" in row


def test_a_filter_chooses_whose_things_are_given_out(full):
    full.take("customers", {"name": "李四", "phone": "13900139001", "customer_no": "KH002"})
    full.take("vehicles", {"vin": "11111111111111111", "customer_no": "KH002"})
    for kind, count in (("customers", 1), ("vehicles", 1), ("orders", 1), ("complaints", 1), ("opportunities", 1), ("needs", 1)):
        assert len(full.json("export", kind, "name:安娜")) == count, kind
    assert [row["vin"] for row in full.json("export", "vehicles", "name:李四")] == ["11111111111111111"]
    assert [full.json("export", kind, "name:李四") for kind in ("orders", "complaints", "opportunities", "needs")] == [[], [], [], []]
    refused = full.run("export", "staff", "name:安娜")
    assert (refused.code, refused.err) == (2, "kcrm: A customer filter does not apply to staff.\n")


def test_steps_that_were_taken_back_and_opportunities_that_have_ended_are_not_given_out(full):
    full.ok("complaint", "recall", "K1", "--satisfied", "no")  # which reopens it
    (row,) = full.json("export", "complaints")
    assert (row["accepted_at"], row["resolved_at"], row["closed_at"]) == ("2026-06-02T10:20:00+08:00", None, None)
    full.ok("opportunity", "win", "P1")
    assert full.json("export", "opportunities") == []
    full.ok("need", "drop", "ND1")
    assert full.json("export", "needs") == []


def test_what_an_earlier_owner_has_sold_goes_with_the_present_one(full):
    full.take("customers", {"name": "李四", "phone": "13900139001"})
    full.ok("vehicle", "transfer", "V1", "13900139001")
    (row,) = full.json("export", "vehicles")
    assert (row["customer_no"], row["owner_phone"], row["owner_name"]) == (None, "13900139001", "李四")


def test_nothing_yet_is_headings_alone_and_an_unknown_kind_is_named(desk):
    assert desk.ok("export", "opportunities").out == "opportunity_no,customer_no,phone,amount,probability,kind,expected_on,note\n"
    assert desk.run("export", "cars").code == 2


def test_who_has_neither_number_nor_phone_of_their_own_is_named_as_import_cannot_tell_them(desk):
    desk.take(
        "customers",
        {"name": "李四", "phone": "13900139001"},
        {"name": "王五", "phone": "13900139001"},
        {"name": "赵六", "phone": "13900139003"},
    )
    desk.ok("customer", "edit", "C3", "--phone", "")
    for number in (1, 2, 3):
        desk.ok("opportunity", "add", f"C{number}", "换车", "1000", "0.3")
    # in a list of customers the name tells who shares a phone
    assert desk.ok("export", "customers").err.splitlines() == [
        "Import cannot identify these customers without a customer number or a phone of their own: C3",
        "Give each a number first: kcrm customer edit C3 --customer-no NUMBER",
    ]
    assert desk.ok("export", "opportunities").err.splitlines()[0].endswith(": C1, C2, C3")
    assert desk.ok("export", "orders").err == ""
    for number in (1, 3):
        desk.ok("customer", "edit", f"C{number}", "--customer-no", f"KH{number}")
    # the second has the phone of the first as well, who may be meant by it
    assert desk.ok("export", "opportunities").err.splitlines()[0].endswith(": C2")
    assert desk.ok("export", "opportunities", "name:李四").err == ""
    desk.ok("customer", "edit", "C2", "--customer-no", "KH2")
    path = desk.folder / "opportunities.csv"
    assert desk.ok("export", "opportunities", "--to", path).err == f"{path}: 3 rows written.\n"
    assert desk.json("import", "opportunities", path)["unchanged"] == 3


def test_a_mileage_that_an_order_has_overtaken_is_left_to_the_order(full):
    (row,) = full.json("export", "vehicles")
    assert row["mileage_km"] == 12345  # read today, the order was on 1 June
    full.at("2026-06-20T09:00")
    full.take(
        "orders", {**{key: ORDER[key] for key in ("vin", "type")}, "order_no": "GD2", "opened_at": "2026-06-19", "mileage_km": "13000"}
    )
    (row,) = full.json("export", "vehicles")
    assert row["mileage_km"] is None


def test_a_complaint_taken_up_again_is_no_longer_given_out_as_malicious(full):
    full.ok("complaint", "recall", "K1", "--satisfied", "yes")
    full.ok("complaint", "close", "K1", "--cause", "malicious", "--finding", "malicious", "--as", "G1")
    (row,) = full.json("export", "complaints")
    assert row["cause"] == "malicious"
    full.ok("complaint", "reopen", "K1", "--note", "again", "--as", "G1")
    (row,) = full.json("export", "complaints")
    assert (row["cause"], row["closed_at"]) == (None, None)


def test_follow_ups_calls_and_costs_are_given_out_too_and_costs_taken_in_again_change_nothing(desk):
    desk.take("customers", {"name": "李四", "phone": "13900139001"}, {"name": "王五", "phone": "13900139002"})
    desk.ok("followup", "add", "C1", "other", "2026-06-18", "--about", "送钥匙")
    desk.ok("followup", "add", "C2", "other", "2026-06-19", "--about", "补资料")
    desk.ok("followup", "skip", "F2", "--reason", "自己来拿")
    desk.ok("log", "F1", "answered", "--note", "明天来")
    items = desk.json("export", "followups")
    assert [(row["id"], row["state"], row["customer"], row["due_on"], row["call_time"], row["about"]) for row in items] == [
        ("F1", "done", "李四", "2026-06-18", None, "送钥匙"),
        ("F2", "skipped", "王五", "2026-06-19", None, "补资料"),
    ]
    assert [row["id"] for row in desk.json("export", "followups", "name:王五")] == ["F2"]
    (call,) = desk.json("export", "calls")
    assert {key: call[key] for key in ("customer_id", "customer", "phone", "outcome", "note", "kinds", "topics")} == {
        "customer_id": "C1",
        "customer": "李四",
        "phone": "13900139001",
        "outcome": "answered",
        "note": "明天来",
        "kinds": ["other"],
        "topics": [],
    }
    assert desk.json("export", "calls", "name:王五") == []
    rows = [
        ("2026-05", "fixed", "房租", "12000.5", "二期"),
        ("2026-06", "plan", "profit", "9", ""),
        ("2026-05", "variable", "=油漆", "1", ""),
    ]
    costs = [dict(zip(("month", "kind", "item", "amount", "note"), row, strict=True)) for row in rows]
    costs[2]["item"] = "'=油漆"
    desk.ok("finance", "import", desk.sheet("costs", costs))
    given = desk.ok("export", "finance").out
    assert (
        given == "month,kind,item,amount,note\n2026-05,fixed,房租,12000.50,二期\n2026-05,variable,'=油漆,1.00,\n2026-06,plan,profit,9.00,\n"
    )
    path = desk.folder / "finance.csv"
    for language, headings in (("en", "key"), ("en", "label"), ("zh", "label")):
        desk.speaking(language)
        desk.ok("export", "finance", "--to", path, "--headings", headings)
        report = desk.json("finance", "import", path)
        assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 3), (language, headings)
    desk.speaking("en")
    assert desk.run("export", "finance", "name:李四").err == "kcrm: A customer filter does not apply to finance.\n"


def test_what_only_leaves_takes_columns_and_headings_and_a_wrong_word_is_told_all_there_are(desk):
    desk.take("customers", {"name": "李四", "phone": "13900139001"})
    desk.ok("followup", "add", "C1", "other", "2026-06-18", "--about", "送钥匙")
    assert desk.ok("export", "followups", "--columns", "id,state").out == "id,state\nF1,open\n"
    desk.speaking("zh")
    assert desk.ok("export", "followups", "--columns", "id,state", "--headings", "label").out == "编号,状态\nF1,待办\n"
    desk.speaking("en")
    refused = desk.run("export", "call")
    assert refused.code == 2
    assert "followups, calls, answers, finance, all" in refused.err
    assert "calls" in refused.err.splitlines()[1]


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "jsonl", "xlsx"])
def test_every_kind_goes_into_a_folder_and_comes_back_from_it(full, ending):
    dms = full.folder / "dms"
    full.ok("export", "all", "--to", dms, "-o", ending)
    assert sorted(file.name for file in dms.iterdir()) == sorted(f"{kind}.{ending}" for kind in SheetKind)
    again = full.json("import", dms)
    assert [(row["kind"], row["new"], row["changed"], row["refused"]) for row in again] == [(kind, 0, 0, 0) for kind in SheetKind]
    elsewhere = ("--db", full.folder / "elsewhere.db")
    full.ok("init", "--go-live", "2026-01-01", *elsewhere)
    assert [row["refused"] for row in full.json("import", dms, *elsewhere)] == [0] * len(SheetKind)
    for kind in SheetKind:
        assert full.json("export", kind, *elsewhere) == full.json("export", kind), kind


def test_a_workbook_has_times_as_such_a_filter_and_widths_for_chinese(full):
    path = full.folder / "orders.xlsx"
    full.ok("export", "orders", "--to", path)
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    # 1 June 2026 is day 46174 of spreadsheets, nine o'clock three eighths of a day
    assert "<v>46174.375</v>" in sheet
    assert "yyyy\\-mm\\-dd\\ hh:mm" in styles or "yyyy-mm-dd hh:mm" in styles
    assert '<autoFilter ref="A1:Y2"/>' in sheet
    # five Chinese characters of the fault are ten wide and a button of the filter three; a VIN is 17 long
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert [round(widths[list(ORDER).index(key)]) for key in ("vin", "fault")] == [21, 14]


def test_a_workbook_is_no_text_and_a_command_that_cannot_write_one_does_nothing(full):
    for argv in (["export", "orders"], ["customer", "list"], ["customer", "edit", "C1", "--hobby", "x"]):
        refused = full.run(*argv, "-o", "xlsx")
        assert (refused.code, refused.out) == (2, ""), argv
        assert "--to" in refused.err
    assert full.json("export", "customers")[0]["hobby"] == CUSTOMER["hobby"]
    path = full.folder / "list.txt"
    full.ok("customer", "list", "-o", "xlsx", "--to", path)
    assert path.read_bytes().startswith(b"PK")


def test_each_persons_list_is_a_workbook_of_their_own(desk):
    desk.take("customers", {"name": "李四", "phone": "13900139001"})
    desk.ok("followup", "add", "C1", "other", "today", "--about", "送钥匙", "--to", "S1")
    lists = desk.folder / "lists"
    desk.ok("due", "--split", "caller", "--to", lists, "-o", "xlsx", "--headings", "key")
    assert [file.name for file in lists.iterdir()] == ["S1.xlsx"]
    with zipfile.ZipFile(lists / "S1.xlsx") as book:
        assert "13900139001" in book.read("xl/worksheets/sheet1.xml").decode()
    desk.ok("followup", "skip", "F1", "--reason", "自己来拿")
    desk.ok("due", "--split", "caller", "--to", lists, "-o", "xlsx", "--headings", "key")
    assert list(lists.iterdir()) == []
