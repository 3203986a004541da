"""Prospects chosen by what they are: in lists, exports and segments; all that is said of prospects holds of one and the same."""

from __future__ import annotations

import pytest
from conftest import filled_once


@filled_once
def sales(shell):
    """Five prospects, of whom 王强 has bought once and looks at a second car; Monday 15 June 2026, 08:30."""
    shell.init()
    shell.take(
        "staff",
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
    )
    shell.take("customers", {"customer_no": "KH1", "name": "周杰", "phone": "13800138009", "source": "web"})
    shell.take("vehicles", {"vin": "1M8GDM9AXKP042788", "customer_no": "KH1", "model": "瑞虎8"})
    row = {"source": "web", "registered_on": "2026-06-10", "consultant": "X1"}
    shell.take(
        "prospects",
        row | {"name": "张伟", "phone": "13800138001", "model": "瑞虎8", "level": "A", "rival": "哈弗H6", "stage": "quoted"},
        row | {"name": "李娜", "phone": "13800138002", "model": "艾瑞泽8", "consultant": "X2", "source": "phone", "within_days": "12"},
        row | {"name": "王强", "phone": "13800138003", "stage": "delivered", "vin": "LSVAA4182E2123451", "registered_on": "2026-01-10"},
        row | {"name": "王强", "phone": "13800138003", "registered_on": "2026-06-15", "source": "referral", "model": "瑞虎8"},
        row | {"name": "赵敏", "phone": "13800138004", "stage": "lost", "lost_reason": "price", "model": "瑞虎3x"},
    )
    return shell


def chosen(desk, *filters):
    return [row["id"] for row in desk.json("prospect", "list", *filters)]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (["stage:quoted"], ["L1"]),
        (["stage:报价,战败"], ["L1", "L5"]),
        (["stage:delivered", "registered:2026-01"], ["L3"]),
        (["level:A"], ["L1"]),
        (["level:H"], ["L2"]),  # 22 June is seven days ahead
        (["意向级别:N"], ["L4"]),
        (["source:referral"], ["L4"]),
        (["渠道:来电"], ["L2"]),
        (["consultant:X2"], ["L2"]),
        (["销售顾问:纪*"], ["L2"]),
        (["model:瑞虎*"], ["L1", "L4"]),  # neither the customer's own car nor one who is lost
        (["rival:none"], ["L2", "L4"]),
        (["-rival:*H6*", "model:瑞虎8"], ["L4"]),
        (["intended:2026-06"], ["L2"]),
        (["registered:2026-06-10"], ["L1", "L2"]),
        (["last_contact:none"], ["L2", "L4"]),
        (["last_contact:2026-06-10"], ["L1"]),
        (["late:yes"], ["L1", "L2"]),
        (["late:no"], ["L4"]),
        (["lost_reason:价格"], ["L5"]),
        (["stage:lost", "model:瑞虎3x", "-lost_reason:model"], ["L5"]),
        (["王强"], ["L4"]),
        (["王强", "--all"], ["L3", "L4"]),
        (["contact_only:no", "level:N"], ["L4"]),
    ],
)
def test_a_list_is_of_the_prospects_of_whom_the_filter_speaks(sales, filters, ids):
    assert chosen(sales, *filters) == ids


def test_an_export_is_of_the_same_prospects_and_customers_are_chosen_by_one_of_theirs(sales):
    rows = sales.json("export", "prospects", "model:瑞虎8")
    assert [(row["name"], row["registered_on"]) for row in rows] == [("张伟", "2026-06-10"), ("王强", "2026-06-15")]
    # one who is delivered and looks at another is not one who is delivered and looks at it
    assert [row["name"] for row in sales.json("customer", "list", "stage:delivered", "model:瑞虎8")] == []
    assert [row["name"] for row in sales.json("customer", "list", "stage:registered", "model:瑞虎8")] == ["王强"]
    # where nothing but customers and cars is spoken of, a model is that of a car
    assert [row["name"] for row in sales.json("customer", "list", "model:瑞虎8")] == ["周杰"]


def test_a_segment_may_be_of_prospects(sales):
    sales.ok("segment", "save", "快成交", "level:H,A", "source:web")
    assert [row["name"] for row in sales.json("segment", "show", "快成交")] == ["张伟"]
    assert chosen(sales, "segment:快成交") == ["L1"]
    assert chosen(sales, "分组：快成交", "model:艾瑞泽8") == []
    assert [row["name"] for row in sales.json("customer", "list", "segment:快成交")] == ["张伟"]
    assert [row["name"] for row in sales.json("export", "prospects", "segment:快成交")] == ["张伟"]
    # a segment means the same everywhere: this one is of customers who came by the web, of whom none is a prospect
    sales.ok("segment", "save", "网络客户", "source:web", "model:瑞虎8")
    assert [row["name"] for row in sales.json("segment", "show", "网络客户")] == ["周杰"]
    assert chosen(sales, "segment:网络客户") == []
    unknown = sales.run("prospect", "list", "segment:快成")
    assert (unknown.code, "There is no segment named 快成." in unknown.err, "快成交" in unknown.err) == (3, True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stage:睡了", "Expected: registered, contacted, visited, test_drive, quoted, ordered, delivered, lost, invalid or none."),
        ("level:X", "Expected: H, A, B, C, N or none."),
        ("late:perhaps", "Expected: yes or no."),
        ("stge:lost", "Unknown field at the mark."),
    ],
)
def test_what_is_misread_is_told_at_its_place(sales, text, expected):
    result = sales.run("prospect", "list", text)
    assert (result.code, result.out, expected in result.err) == (2, "", True)
