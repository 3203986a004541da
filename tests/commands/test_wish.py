"""What a customer always wants stands on top of the card, of the seat's card and of the order."""

from __future__ import annotations

from conftest import filled_once

VIN = "LSVAB2183E2100001"


@filled_once
def wishing(desk):
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000", "客户要求": "旧件带走"},
        {"姓名": "李强", "手机": "13800138001"},
    )
    desk.take("vehicles", {"VIN": VIN, "车牌": "京A12345", "客户编号": "KH1", "交车日期": "2026-06-12"})
    desk.take("orders", {"工单号": "R1", "VIN": VIN, "维修类型": "paid_maintenance", "进厂时间": "2026-06-14 09:00"})
    return desk


def test_it_stands_on_top_of_card_and_order(wishing):
    assert wishing.json("show", "KH1")["wish"] == "旧件带走"
    assert list(wishing.json("show", "KH1")).index("wish") < 5
    lines = wishing.ok("order", "show", "R1", "-o", "plain").out.splitlines()
    assert (lines[1].split()[0], lines[1].split()[-1]) == ("Wish", "旧件带走")
    assert wishing.json("show", "R1")["wish"] == "旧件带走"
    wishing.ok("vehicle", "transfer", VIN, "李强", "--on", "2026-06-15")
    assert wishing.json("show", "R1")["wish"] is None
    assert "Wish" not in wishing.ok("order", "show", "R1", "-o", "plain").out


def test_the_caller_sees_it_first(wishing):
    wishing.ok("plan")
    assert wishing.json("next", "--as", "S1")["wish"] == "旧件带走"
    shown = wishing.ok("next", "--as", "S1", "-o", "plain").out
    assert "wants: 旧件带走" in shown
    assert shown.index("wants: 旧件带走") < shown.index("13800138000")


def test_it_is_given_emptied_and_narrows_lists(wishing):
    assert [row["id"] for row in wishing.json("customer", "list", 'wish:"旧件*"')] == ["C1"]
    wishing.ok("customer", "edit", "KH1", "--wish", "只要张师傅")
    assert wishing.query("SELECT wish FROM customer WHERE id = 1") == [("只要张师傅",)]
    wishing.ok("customer", "edit", "KH1", "--wish", "")
    assert wishing.query("SELECT wish FROM customer WHERE id = 1") == [(None,)]
