"""`kcrm customer export`: all that is held of one customer, to read and for programs, and nothing of anybody else."""

from __future__ import annotations

import json
import re

import pytest
from conftest import filled_once

VIN, OTHER_VIN = "1M8GDM9AXKP042788", "LSVAB2183E2100002"
STRANGERS = ("李别人", "13900139002", "赵送车", "13900139003", "钱联系", "13900139004", "京B99999", "旧主订单", "单位甲")


@filled_once
def known(desk):
    """王1 took her car over from 李别人, has a complaint, a refusal and a relation to him; another drove it to the workshop."""
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王1", "手机": "13800138001", "生日": "1990-05-01", "同意电话": "是", "第二联系人": "钱联系"}
        | {"第二联系人电话": "13900139004", "备注": "周末来店"},
        {"客户编号": "KH2", "姓名": "李别人", "手机": "13900139002"},
        {"客户编号": "KH3", "姓名": "单位甲", "手机": "13900139005", "类型": "单位"},
    )
    desk.take("vehicles", {"VIN": VIN, "车牌": "京A12345", "客户编号": "KH2", "发票抬头": "李别人", "交车日期": "2024-01-10"})
    desk.take("vehicles", {"VIN": OTHER_VIN, "车牌": "京B99999", "客户编号": "KH2"})
    order = {"VIN": VIN, "工单类型": "paid_repair", "工时费": "100", "付款方": "customer"}
    desk.take("orders", {**order, "工单号": "旧主订单", "进厂时间": "2025-03-01 09:00", "结算时间": "2025-03-01 11:00"})
    desk.ok("vehicle", "transfer", "京A12345", "KH1", "--on", "2026-01-01")
    desk.take(
        "orders",
        {**order, "工单号": "GD2", "进厂时间": "2026-06-10 09:00", "结算时间": "2026-06-10 11:00", "送修人": "赵送车"}
        | {"送修人电话": "13900139003", "服务顾问": "A1"},
    )
    desk.ok("complaint", "open", "KH1", "--severity", "minor", "--description", "空调异响")
    desk.ok("message", "refused", "KH1")
    desk.ok("fleet", "relation", "add", "KH1", "family", "KH2", "--note", "李别人的姐姐")
    desk.ok("task", "add", "回电话给她", "S1", "--giver", "G1", "--about", "C1", "--due", "2026-06-20")
    return desk


def written(desk, *more, who="KH1", name="C1"):
    desk.ok("customer", "export", who, "--to", desk.folder / "out", *more)
    page, data = (desk.folder / "out" / f"{name}.{ending}" for ending in ("html", "json"))
    return page.read_text("utf-8"), json.loads(data.read_text("utf-8"))


def test_all_that_hangs_on_a_customer_is_in_it(known):
    page, data = written(known)
    assert (data["id"], data["name"], data["phone"], data["birthday"], data["note"]) == (
        "C1",
        "王1",
        "13800138001",
        "1990-05-01",
        "周末来店",
    )
    assert [row["plate"] for row in data["vehicle"]] == ["京A12345"]
    assert [(row["order_no"], row["advisor"], row["labor_amount"]) for row in data["repair_order"]] == [("GD2", "秦大勇", 100.0)]
    assert [row["description"] for row in data["complaint"]] == ["空调异响"]
    assert next(row["kind"] for row in data["complaint_event"]) == "opened"
    assert [(row["kind"], row["answer"], row["origin"]) for row in data["consent"]] == [
        ("call", "given", "file"),
        ("message", "refused", "reply"),
    ]
    assert [row["state"] for row in data["message_result"]] == ["refused"]
    assert [row["tie"] for row in data["relation"]] == ["family"]
    assert [row["title"] for row in data["task"]] == ["回电话给她"]
    for word in ("空调异响", "GD2", "周末来店", "回电话给她"):
        assert word in page


def test_nothing_of_anybody_else_is_in_it(known):
    page, data = written(known)
    text = page + json.dumps(data, ensure_ascii=False)
    assert [word for word in STRANGERS if word in text] == []


def test_of_a_car_that_was_sold_on_the_new_owner_is_not_told(known):
    page, data = written(known, who="KH2", name="C2")
    sold = next(row for row in data["vehicle"] if row["vin"] == VIN)
    assert sold.get("plate") is None
    assert [row["order_no"] for row in data["repair_order"]] == ["旧主订单"]
    text = page + json.dumps(data, ensure_ascii=False)
    assert [word for word in ("王1", "13800138001", "GD2", "空调异响", "赵送车") if word in text] == []


def test_the_page_needs_nothing_else_and_is_in_the_readers_words(known):
    known.speaking("zh")
    page, data = written(known)
    assert '<html lang="zh-CN">' in page
    assert re.search(r"src=|href=|<script", page) is None
    for word in ("王1 的全部资料", "您的车辆", "您的投诉", "您的同意记录", "本文件不包含", "车牌"):
        assert word in page
    assert "repair_order" not in page
    assert "repair_order" in data


def test_it_leaves_the_desk_and_is_recorded_once(known):
    before = len(known.json("access", "list"))
    written(known)
    (latest, *rest) = known.json("access", "list")
    assert len(rest) == before
    assert (latest["what"], latest["rows"], latest["file"]) == ("customer export", 1, str(known.folder / "out"))
    assert {"name", "phone", "note"} <= set(latest["personal"])


def test_what_is_there_is_replaced_only_where_it_is_said(known):
    written(known)
    page = known.folder / "out" / "C1.html"
    page.write_text("旧", encoding="utf-8")
    refused = known.run("customer", "export", "KH1", "--to", known.folder / "out")
    assert (refused.code, page.read_text("utf-8")) == (5, "旧")
    assert "--replace" in refused.err
    assert "空调异响" in written(known, "--replace")[0]
    assert page.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (known.folder / "out").iterdir()) == ["C1.html", "C1.json"]


@pytest.mark.parametrize(("who", "to", "code", "said"), [("KH9", "out", 3, "KH9"), ("KH1", "file", 2, "give a folder")])
def test_nobody_and_no_folder_are_refused_and_nothing_is_recorded(known, who, to, code, said):
    (known.folder / "file").write_text("", encoding="utf-8")
    before = len(known.json("access", "list"))
    result = known.run("customer", "export", who, "--to", known.folder / to)
    assert (result.code, len(known.json("access", "list"))) == (code, before)
    assert said in result.err
