"""What a text on the command line selects, and what is said where it selects nothing or several."""

from __future__ import annotations

import pytest
from conftest import filled_once

VIN = "1M8GDM9AXKP042788"


@filled_once
def known(desk):
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"},
        {"customer_no": "KH2", "name": "张雯", "phone": "13900138000"},
    )
    desk.take("vehicles", {"vin": VIN, "plate": "皖A12345", "customer_no": "KH1"})
    desk.ok("order", "add", "GD1", "V1", "pdi", "--opened-at", "2026-06-14 08:00")
    return desk


@pytest.mark.parametrize(
    "text",
    [
        "C1",
        "c1",
        "KH1",
        "kh1",
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "008613800138000",
        "１３８００１３８０００",
        "皖A12345",
        "皖a·12345",
        "皖Ａ１２３４５",
        VIN,
        "042788",
        "张伟",
        "zhangwei",
        "zhang wei",
        "V1",
        "R1",
    ],
)
def test_a_customer_is_selected_by_whatever_is_at_hand(known, text):
    assert known.json("customer", "show", text)["customer_no"] == "KH1"


def test_a_phone_with_an_extension_is_found_as_it_is_written(known):
    known.ok("customer", "add", "远大汽修", "010-12345678-8001", "--customer-no", "KH3")
    assert known.json("customer", "show", "010-12345678-8001")["customer_no"] == "KH3"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("C2", "phone_state"),
        ("V1", "vin"),
        ("GD1", "order_no"),
        ("A1", "employee_no"),
        ("白雪", "employee_no"),
        ("F1", "assignee"),
        ("O1", "command"),
    ],
)
def test_show_takes_anything(known, text, kind):
    assert kind in known.json("show", text)


def test_an_operation_is_shown_and_found_by_its_identifier(known):
    [latest, *_] = known.json("operation", "list")
    assert known.json("show", latest["id"]) == known.json("operation", "show", latest["id"])
    found = {"id": latest["id"], "kind": "operation", "label": latest["command"], "detail": None, "by": "id"}
    found |= {"owner_id": None, "owner": None, "plates": [], "phone": None}
    assert known.json("find", latest["id"].lower()) == [found]
    assert known.run("show", "O999").code == 3


def test_several_meanings_are_listed_and_nothing_is_done(known):
    result = known.run("customer", "show", "8000")
    assert (result.code, result.out) == (4, "")
    assert result.err == (
        "kcrm: 8000 matches 2 records:\n"
        "  C1  张伟  KH1 13800138000  皖A12345\n"
        "  C2  张雯  KH2 13900138000\n"
        "Use its identifier. To see them all: kcrm find 8000\n"
    )


def test_candidates_speak_the_language_of_the_desk(known):
    known.ok("order", "add", "GD2", "V1", "保养", "--opened-at", "2026-06-15 08:00")
    known.speaking("zh")
    result = known.run("order", "show", "皖A12345")
    assert result.code == 4
    assert result.err.splitlines()[1:3] == ["  R2  GD2  有费定保  2026-06-15", "  R1  GD1  PDI       2026-06-14"]


def test_nothing_found_names_what_is_near(known):
    result = known.run("show", "张玮")
    assert (result.code, result.out) == (3, "")
    assert "Nothing matches 张玮." in result.err
    assert "张伟" in result.err


def test_a_mistyped_order_number_names_the_order(known):
    result = known.run("order", "show", "GD2")
    assert result.code == 3
    assert result.err == "kcrm: No repair order matches GD2.\nDid you mean GD1?\n"


@pytest.mark.parametrize("text", ["", "  ", "C99", "R99"])
def test_an_empty_or_unused_identifier_finds_nothing(known, text):
    assert known.run("customer", "show", text).code == 3


def test_find_lists_every_kind_with_what_it_was_found_by(known):
    known.ok("staff", "add", "T1", "张伟", "technician")
    assert known.json("find", "张伟") == [
        {"id": "C1", "kind": "customer", "label": "张伟", "detail": "KH1 13800138000", "by": "name"}
        | {"owner_id": "C1", "owner": "张伟", "plates": ["皖A12345"], "phone": "13800138000"},
        {"id": "T1", "kind": "staff", "label": "张伟", "detail": "technician", "by": "name"}
        | {"owner_id": None, "owner": None, "plates": [], "phone": None},
    ]
    assert known.json("find", "nobody") == []
    assert known.run("show", "张伟").code == 4  # a customer and a member of staff
    assert known.json("customer", "show", "张伟")["id"] == "C1"
    assert known.json("staff", "show", "张伟")["employee_no"] == "T1"


@pytest.mark.parametrize("option", [("customer", "--kind"), ("vehicle", "--use"), ("order", "--type"), ("staff", "--role")])
@pytest.mark.parametrize("text", [" \u3000", r"\N"])
def test_a_list_narrowed_to_no_word_is_refused_with_the_words_that_there_are(desk, option, text):
    noun, name = option
    result = desk.run(noun, "list", name, text)
    assert result.code == 2
    assert f"“{text.strip()}” is not one of: " in result.err


@pytest.mark.parametrize(
    "argv",
    [
        ("find", "y" * 60_000),
        ("customer", "show", "1" * 60_000),
        ("customer", "list", "name:" + "y" * 60_000),
        ("customer", "list", *["name:y*"] * 2_000),
        ("segment", "save", "s", "class:" + ",".join("A" * 2_000)),
    ],
)
def test_what_is_more_than_one_question_can_hold_is_found_nowhere_or_refused_as_too_long(known, argv):
    result = known.run(*argv)
    assert result.code in {0, 2, 3}
    assert result.code != 2 or result.err == "kcrm: The search is too long or has too many parts. Shorten it.\n"


@filled_once
def crossed(desk):
    """A DMS that numbers its customers, orders and complaints as kcrm's identifiers read, and never the same ones."""
    desk.take(
        "customers",
        {"customer_no": "C2", "name": "王伟", "phone": "13800138001"},
        {"customer_no": "C1", "name": "李娜", "phone": "13800138002"},
        {"customer_no": "K1", "name": "赵敏", "phone": "13800138003"},
    )
    desk.take(
        "vehicles",
        {"vin": VIN, "customer_no": "C2"},
        {"vin": "11111111111111111", "customer_no": "C1"},
    )
    order = {"type": "pdi", "opened_at": "2026-06-14 08:00"}
    desk.take("orders", {"order_no": "R2", "vin": VIN, **order}, {"order_no": "R1", "vin": "11111111111111111", **order})
    complaint = {"received_at": "2026-06-14 09:00", "severity": "minor"}
    desk.take(
        "complaints",
        {"complaint_no": "K2", "customer_no": "C2", "description": "等太久", **complaint},
        {"complaint_no": "K1", "customer_no": "C1", "description": "洗车没洗", **complaint},
    )
    desk.take("staff", {"employee_no": "R1", "name": "韩磊", "role": "technician"})
    return desk


def test_a_stores_own_number_that_reads_like_an_identifier_is_a_meaning_too(crossed):
    result = crossed.run("complaint", "open", "C1", "--severity", "minor", "--description", "座椅异响")
    assert (result.code, result.out) == (4, "")
    assert result.err == (
        "kcrm: C1 matches 2 records:\n"
        "  id:C1  王伟  C2 13800138001  1M8GDM9AXKP042788\n"
        "  no:C1  李娜  C1 13800138002  11111111111111111\n"
        "Use its identifier. To see them all: kcrm find C1\n"
    )
    assert crossed.query("SELECT count(*) FROM complaint") == [(2,)]


@pytest.mark.parametrize(
    ("argv", "key", "by_id", "by_number"),
    [
        (("customer", "show"), "C1", ("name", "王伟"), ("name", "李娜")),
        (("show",), "C1", ("name", "王伟"), ("name", "李娜")),
        (("customer", "show"), "c2", ("name", "李娜"), ("name", "王伟")),
        (("order", "show"), "R2", ("order_no", "R1"), ("order_no", "R2")),
        (("complaint", "show"), "K1", ("complaint_no", "K2"), ("complaint_no", "K1")),
        (("customer", "show"), "K1", ("name", "王伟"), ("name", "赵敏")),  # an identifier of another kind leads to a customer, too
    ],
)
def test_each_meaning_is_chosen_by_its_mark(crossed, argv, key, by_id, by_number):
    assert crossed.run(*argv, key).code == 4
    for mark, (field, value) in (("id:", by_id), ("ID：", by_id), ("no:", by_number), ("No: ", by_number)):
        assert crossed.json(*argv, f"{mark}{key}")[field] == value


def test_what_the_list_of_meanings_prints_selects_that_one_when_it_is_typed(crossed):
    for argv, text in ((("show",), "R1"), (("show",), "K1"), (("customer", "show"), "K1"), (("show",), "C2"), (("vehicle", "show"), "C1")):
        result = crossed.run(*argv, text)
        if result.code == 0:
            continue
        typed = [line.split()[0] for line in result.err.splitlines() if line.startswith("  ")]
        shown = [crossed.json(*argv, word) for word in typed]
        assert len(typed) > 1
        assert all(first != second for place, first in enumerate(shown) for second in shown[:place]), (argv, text, typed)


def test_find_shows_every_meaning_and_for_people_what_to_type(crossed):
    assert crossed.json("find", "C1") == [
        {"id": "C1", "kind": "customer", "label": "王伟", "detail": "C2 13800138001", "by": "id"}
        | {"owner_id": "C1", "owner": "王伟", "plates": [], "phone": "13800138001"},
        {"id": "C2", "kind": "customer", "label": "李娜", "detail": "C1 13800138002", "by": "customer_no"}
        | {"owner_id": "C2", "owner": "李娜", "plates": [], "phone": "13800138002"},
    ]
    plain = crossed.ok("find", "C1", "-o", "plain").out
    assert [line.split()[0] for line in plain.splitlines() if "customer " in line] == ["id:C1", "id:C2"]


def test_both_meanings_of_one_record_are_one(desk):
    desk.take("customers", {"customer_no": "C1", "name": "王伟", "phone": "13800138001"})
    assert desk.json("customer", "show", "C1")["name"] == "王伟"
    assert [row["id"] for row in desk.json("find", "C1")] == ["C1"]
    assert desk.ok("find", "C1", "-o", "plain").out.splitlines()[1].split()[0] == "C1"


def test_an_identifier_of_the_kind_asked_for_is_not_confused_by_numbers_of_other_kinds(crossed):
    assert crossed.json("order", "show", "id:R1")["order_no"] == "R2"
    assert crossed.json("staff", "show", "R1")["name"] == "韩磊"
    crossed.take("customers", {"customer_no": "R9", "name": "钱多", "phone": "13800138009"})
    crossed.take("orders", {"order_no": "GD3", "vin": VIN, "type": "pdi", "opened_at": "2026-06-14 10:00"})
    assert crossed.json("order", "show", "R3")["order_no"] == "GD3"


@pytest.mark.parametrize("text", ["id:C9", "no:C9", "id:KH1", "id:", "no:", "id:L7"])
def test_a_marked_number_that_nothing_has_finds_nothing(crossed, text):
    assert crossed.run("show", text).code == 3


def test_options_and_follow_ups_take_marks_too(crossed):
    assert [row["order_no"] for row in crossed.json("order", "list", "--vehicle", "id:V1")] == ["R2"]
    crossed.ok("followup", "add", "no:C1", "续保", "2026-06-15", "--reason", "回电")
    number = next(item["id"] for item in crossed.json("followup", "list", "--customer", "no:C1") if item["kind"] == "insurance_expiry")
    crossed.take("customers", {"customer_no": number, "name": "孙立", "phone": "13800138007"})
    assert crossed.run("log", number, "answered").code == 4  # the follow-up, or the customer numbered like it
    crossed.ok("snooze", f"id:{number}", "2026-06-16", "--reason", "出差")
    crossed.ok("log", f"id:{number}", "answered")
    latest = crossed.json("operation", "list")[0]["id"]
    crossed.ok("undo", f"id:{latest}", "--yes")
    assert crossed.json("operation", "show", f"id:{latest}")["id"] == latest
    assert crossed.json("--as", "no:S1", "due", "--mine") is not None
    assert crossed.json("operation", "list", "--by", "no:S1") == []


def test_a_part_is_looked_for_where_nothing_is_meant_as_a_whole_or_it_is_asked_for(known):
    known.take("vehicles", {"vin": "11111111111111111", "plate": "皖A98000"})
    assert [row["id"] for row in known.json("find", "8000")] == ["C1", "C2"]
    assert [row["id"] for row in known.json("find", "8000", "--all")] == ["C1", "C2", "V2"]
    assert [row["id"] for row in known.json("find", "9800")] == ["V2"]


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("卜晓", ["buxiao", "boxiao", "box"]),
        ("薄晓", ["boxiao", "baoxiao"]),
        ("都晓", ["duxiao", "douxiao"]),
        ("藏晓", ["zangxiao", "cangxiao", "zx", "cx", "cangx"]),
        ("阚晓", ["kanxiao", "hanxiao", "kx", "hx"]),
        ("粘晓", ["nianxiao", "zhanxiao"]),
        ("么晓", ["yaoxiao", "mexiao"]),
        ("乜晓", ["niexiao", "miexiao"]),
        ("佴晓", ["naixiao", "erxiao"]),
        ("浣晓", ["huanxiao", "wanxiao"]),
        ("贠晓", ["yunxiao", "yuanxiao"]),
        ("牟晓", ["muxiao", "mouxiao"]),
        ("单晓", ["shanxiao", "danxiao"]),
    ],
)
def test_a_surname_of_two_readings_is_found_by_both(desk, name, readings):
    desk.take("customers", {"name": name, "phone": "13800138000"}, {"name": "王晓", "phone": "13800138001"})
    for reading in readings:
        assert [row["label"] for row in desk.json("find", reading)] == [name], reading
