"""A name where a list is: every list that takes filters takes whom, as well. The clock stands at Monday 2026-06-15, 08:30."""

import pytest
from conftest import filled_once

CUSTOMERS = (
    {"customer_no": "KH1", "name": "罗瑶", "phone": "13800138001"},
    {"customer_no": "KH2", "name": "罗瑶", "phone": "13800138002"},
    {"customer_no": "KH3", "name": "安娜", "phone": "13800138003"},
    {"customer_no": "KH4", "name": "罗志文", "phone": "13800138004"},
)
VEHICLES = (
    {"vin": "1M8GDM9AXKP042788", "plate": "京A12345", "customer_no": "KH1", "insurance_expires_on": "2026-07-10", "use": "private"},
    {"vin": "11111111111111111", "plate": "京B12345", "customer_no": "KH2", "insurance_expires_on": "2026-07-12", "use": "official"},
    {"vin": "LSVAA49J132047371", "plate": "京C12345", "customer_no": "KH3", "insurance_expires_on": "2026-07-11", "use": "private"},
)


@filled_once
def insured(desk):
    """罗瑶, another 罗瑶 and 安娜 are to be called about their insurance, since 10, 12 and 11 June; 罗志文 has no car."""
    desk.take("customers", *CUSTOMERS)
    desk.take("vehicles", *VEHICLES)
    desk.ok("plan")
    return desk


def numbers(rows):
    return [row["customer_no"] for row in rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["罗瑶"], ["KH1", "KH2"]),
        (["luoyao"], ["KH1", "KH2"]),
        (["罗瑶", "use:private"], ["KH1"]),
        (["use:official", "罗瑶"], ["KH2"]),
        (["京B12345"], ["KH2"]),
        (["13800138003"], ["KH3"]),
        (["KH3"], ["KH3"]),
        (["no:KH3"], ["KH3"]),
        (["id:C1"], ["KH1"]),
        (["F1"], ["KH1"]),
        (["罗瑶", "KH2"], ["KH2"]),
        (["罗瑶", "安娜"], []),
        (["罗志文"], []),
        (["罗"], ["KH1", "KH2"]),
    ],
)
def test_due_lists_the_calls_of_whom_a_word_means(insured, words, found):
    assert numbers(insured.json("due", *words)) == found


def test_what_is_planned_later_is_named_where_nothing_is_due(insured):
    assert insured.ok("due", "罗志文").err == (
        "Nothing to do on Monday 2026-06-15.\nWhat is planned for later days: kcrm followup list 罗志文\n"
    )


def test_other_lists_take_names_too(insured):
    assert numbers(insured.json("customer", "list", "罗瑶")) == ["KH1", "KH2"]
    assert numbers(insured.json("customer", "list", "罗", "phone:*8004")) == ["KH4"]
    assert [row["plate"] for row in insured.json("vehicle", "list", "罗瑶")] == ["京A12345", "京B12345"]
    assert {row["customer_id"] for row in insured.json("followup", "list", "安娜")} == {"C3"}
    assert insured.ok("export", "customers", "安娜").out.splitlines()[1].startswith("安娜,13800138003,KH3")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("罗平", ["No customer matches 罗平.", "Did you mean 罗瑶?"]),
        ("白雪", ["No customer matches 白雪.", "The calls of a colleague: kcrm due --staff 白雪"]),
        ("mine", ["No customer matches mine.", "kcrm due --mine"]),
        ("逾期", ["No customer matches 逾期.", "kcrm due --overdue"]),
        (
            "tomorrow",
            ["No customer matches tomorrow.", "The list of another day: kcrm due --on tomorrow; up to a day: kcrm due --until tomorrow"],
        ),
    ],
)
def test_a_word_that_is_nobody_is_said_with_the_option_that_is_meant(insured, word, said):
    result = insured.run("due", word)
    assert (result.code, result.out) == (3, "")
    assert result.err == f"kcrm: {said[0]}\n{said[1]}\n"


@pytest.mark.parametrize("word", ["class", "级别", "model"])
def test_the_name_of_a_field_is_a_filter_without_its_colon(insured, word):
    result = insured.run("due", word)
    assert result.code == 2
    assert result.err.startswith("kcrm: Cannot read the filter at the mark. Expected: a field and a colon, as in class:A.\n")
