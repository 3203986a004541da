"""What a file's own words mean: `--map-value`, the list of unknown ones, and the words that the contract promises to know."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from conftest import filled_once

from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment
from tests.terminal import at_terminal

VIN = "1M8GDM9AXKP042788"
MOMENT = Moment(datetime(2026, 6, 15).date(), datetime(2026, 6, 15, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")))


def order(number, type_, payer="客户"):
    return {"工单号": number, "车架号": VIN, "维修类型": type_, "进厂时间": "2026-06-01 08:00", "付款方": payer}


ROWS = [order("G1", "快修保养"), order("G2", "快修保养", "保险公司"), order("G3", "钣喷大活"), order("G4", "保养")]


@filled_once
def garage(desk):
    desk.take("vehicles", {"车架号": VIN})
    return desk


def orders_of(desk):
    return desk.query("SELECT order_no, type, accident, payer FROM repair_order ORDER BY order_no")


def test_words_of_a_file_are_read_as_it_is_said(garage):
    words = ("维修类型:快修保养=paid_repair", "type:钣喷大活=事故", "付款方:保险公司=insurer")
    file = garage.sheet("orders", ROWS)
    report = garage.json("import", "orders", file, *(part for word in words for part in ("--map-value", word)))
    assert (report["new"], report["refused"]) == (4, 0)
    assert orders_of(garage) == [
        ("G1", "paid_repair", 0, "customer"),
        ("G2", "paid_repair", 0, "insurer"),
        ("G3", "paid_repair", 1, "customer"),  # 事故 says so, as if it stood in the file
        ("G4", "paid_maintenance", 0, "customer"),
    ]


def test_a_word_is_the_same_in_another_width_and_with_blanks_around(garage):
    rows = [order("G1", "ＶＩＰ 保养 ")]
    assert garage.json("import", "orders", garage.sheet("orders", rows), "--map-value", "维修类型:vip 保养=保养")["new"] == 1


def test_each_unknown_word_is_listed_once_with_its_rows(garage):
    result = garage.run("import", "orders", garage.sheet("orders", ROWS), "-o", "json")
    assert result.code == 5
    assert result.json["unknown_values"] == [
        {"column": "维修类型", "value": "快修保养", "rows": 2},
        {"column": "付款方", "value": "保险公司", "rows": 1},
        {"column": "维修类型", "value": "钣喷大活", "rows": 1},
    ]
    assert "--map-value '维修类型:快修保养=…'" in garage.run("import", "orders", garage.sheet("orders", ROWS)).out
    assert orders_of(garage) == []


def test_on_a_terminal_each_is_asked_for_once(garage):
    file = garage.sheet("orders", ROWS)
    environ = {"HOME": str(garage.folder), "KCRM_DB": str(garage.db), "KCRM_LANG": "en", "KCRM_NOW": "2026-06-15T08:30"}
    with at_terminal(["import", "orders", str(file)], environ) as terminal:
        for answer in ("快修", "insurer", "事故"):
            terminal.expect("(Enter: none of them)")
            terminal.type(f"{answer}\n")
        assert terminal.end() == 0
    assert [row[1:3] for row in orders_of(garage)] == [("paid_repair", 0), ("paid_repair", 0), ("paid_repair", 1), ("paid_maintenance", 0)]


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        ("进厂时间:1=2", 2, "is for columns of words"),
        ("付款方:保险公司=x", 2, "is not one of"),
        ("颜色:红=客户", 2, "no column “颜色”"),
        ("付款方=客户", 2, "not of the form"),
        ("付款方:=客户", 2, "not of the form"),
    ],
)
def test_what_cannot_be_meant_is_refused(garage, word, code, said):
    result = garage.run("import", "orders", garage.sheet("orders", ROWS), "--map-value", word)
    assert (result.code, said in result.err, orders_of(garage)) == (code, True, [])


def test_yes_and_no_may_have_words_of_their_own(desk):
    row = {"客户编号": "K1", "姓名": "张伟", "手机": "13800138000", "免打扰": "打勾"}
    assert desk.json("import", "customers", desk.sheet("customers", [row]), "--map-value", "免打扰:打勾=是")["new"] == 1
    assert desk.query("SELECT do_not_contact FROM customer") == [(1,)]


# as the contract lists them: English, then Chinese
WORDS = {
    ("staff", "role"): {
        "sales_manager": "销售经理/销售总监/展厅经理",
        "sales_consultant": "销售顾问",
        "dcc_consultant": "网销顾问/DCC专员/电销专员",
        "service_advisor": "服务顾问/接车员",
        "technician": "维修技师/技师/机修工/钣金工/喷漆工",
        "renewal_specialist": "续保专员",
        "cs_specialist": "客服专员/电访员/回访专员/客户回访专员/CRM活动专员",
        "cs_manager": "客服经理/客服主管/CRM经理/客户关爱经理",
        "account_manager": "大客户经理",
        "department_head": "部门经理/售后经理/服务经理/配件经理/市场经理/车间主任",
        "general_manager": "总经理/店总",
        "other": "其他/财务/库管/前台/市场专员",
    },
    ("customers", "kind"): {"person": "个人", "company": "公司/单位"},
    ("vehicles", "use"): {"private": "私家车/非营运", "official": "公务车/公务", "commercial": "营运车/营运"},
    ("vehicles", "energy"): {"combustion": "燃油", "hybrid": "混动/插混", "range_extended": "增程", "electric": "纯电"},
    ("orders", "type"): {
        "paid_maintenance": "有费定保/保养/常规保养/定期保养/大保养/小保养",
        "paid_repair": "有费修理/维修/一般维修/快修/事故/事故维修/钣喷",
        "free_inspection": "免费定检/首保/免费保养/免费首保/免费检测",
        "free_repair": "免费修理/返修",
        "warranty_repair": "索赔/保修/三包/召回/服务活动",
        "internal": "内部",
        "pdi": "PDI",
        "accessory": "精品/装潢/加装/美容",
    },
    ("orders", "team"): {"mechanical": "机电", "body": "钣金", "paint": "喷漆"},
    ("orders", "payer"): {"customer": "客户", "warranty": "厂家/索赔", "insurer": "保险", "internal": "内部"},
    ("complaints", "severity"): {"minor": "轻微", "normal": "一般", "major": "重大"},
    ("complaints", "cause"): {
        "product": "产品质量",
        "service": "服务质量",
        "repair": "维修技术",
        "parts": "配件质量",
        "price": "价格",
        "malicious": "恶意",
    },
    ("complaints", "channel"): {
        "in_person": "当面",
        "phone": "电话",
        "web": "网络",
        "letter": "信函",
        "authority": "主管部门/12315/12345",
        "consumer_association": "消协/消保委",
        "media": "媒体",
        "internet": "互联网/车质网/论坛/抖音",
        "email": "邮件/电子邮件",
    },
    ("complaints", "source"): {
        "on_spot": "当场",
        "call": "回访",
        "manufacturer": "厂家/400/厂家400",
        "hotline": "热线",
        "suggestion": "意见箱",
        "web": "网站/公众号",
        "email": "邮件",
    },
}


@pytest.mark.parametrize(("kind", "key"), WORDS)
def test_every_word_of_the_contract_is_taken(kind, key):
    read = noun_of(SheetKind(kind)).field(key).type.read
    for value, words in WORDS[kind, key].items():
        assert {read(word, MOMENT) for word in (value, *words.split("/"))} == {value}
