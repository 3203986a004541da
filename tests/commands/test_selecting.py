"""What a text on the command line selects, and what is said where it selects nothing or several."""

from __future__ import annotations

import pytest

VIN = "1M8GDM9AXKP042788"


@pytest.fixture
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
    assert known.json("find", latest["id"].lower()) == [found]
    assert known.run("show", "O999").code == 3


def test_several_meanings_are_listed_and_nothing_is_done(known):
    result = known.run("customer", "show", "8000")
    assert (result.code, result.out) == (4, "")
    assert result.err == (
        "kcrm: 8000 may mean 2 things:\n"
        "  C1  张伟  KH1 13800138000\n"
        "  C2  张雯  KH2 13900138000\n"
        "Say which by its identifier; to see them all: kcrm find 8000\n"
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
    assert "Nothing is found by 张玮." in result.err
    assert "张伟" in result.err


def test_a_mistyped_order_number_names_the_order(known):
    result = known.run("order", "show", "GD2")
    assert result.code == 3
    assert result.err == "kcrm: No repair order is found by GD2.\nDid you mean GD1?\n"


@pytest.mark.parametrize("text", ["", "  ", "C99", "R99"])
def test_an_empty_or_unused_identifier_finds_nothing(known, text):
    assert known.run("customer", "show", text).code == 3


def test_find_lists_every_kind_with_what_it_was_found_by(known):
    known.ok("staff", "add", "T1", "张伟", "technician")
    assert known.json("find", "张伟") == [
        {"id": "C1", "kind": "customer", "label": "张伟", "detail": "KH1 13800138000", "by": "name"},
        {"id": "T1", "kind": "staff", "label": "张伟", "detail": "technician", "by": "name"},
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
    assert f"“{text.strip()}” is none of these: " in result.err


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
    assert result.code != 2 or result.err == "kcrm: What is to be looked for is too long, or has too many parts. Make it shorter.\n"
