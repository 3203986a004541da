"""`kcrm opportunity …` and `import opportunities`: what counts, what is refused, and by what an opportunity is known again."""

from __future__ import annotations

import pytest
from conftest import filled_once

ROW = {"customer_no": "KH1", "amount": "5000", "probability": "0.3", "kind": "insurance", "expected_on": "2026-07-01"}
P1 = {
    "id": "P1",
    "opportunity_no": None,
    "customer_id": "C1",
    "customer_no": "KH1",
    "customer": "张伟",
    "kind": "insurance",
    "amount": 5000.00,
    "probability": 30,
    "expected_on": "2026-07-01",
    "state": "open",
    "opened_on": "2026-06-15",
    "ended_on": None,
    "reason": None,
    "note": None,
}


@filled_once
def one(desk):
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"},
        {"customer_no": "KH2", "name": "李娜", "phone": "13900139000"},
    )
    return desk


def add(desk, *more, probability="0.3"):
    return desk.ok("opportunity", "add", "张伟", "insurance", "5,000", probability, "--expected-on", "2026-07-01", *more, "-o", "json")


def test_an_added_opportunity_is_shown_and_found_by_its_number_or_customer(one):
    result = add(one)
    assert (result.json, result.err) == (P1, "Added P1 张伟 insurance.\n")
    assert one.json("opportunity", "list") == [P1]
    assert one.json("opportunity", "show", "p1") == P1
    assert one.json("show", "P1") == P1
    assert one.json("opportunity", "show", "KH1") == P1
    assert one.json("customer", "show", "P1")["customer_no"] == "KH1"


def test_percent_and_fraction_are_the_same_probability(one):
    assert add(one, probability="30%").json["probability"] == 30
    assert one.query("SELECT probability_bp FROM opportunity") == [(3000,)]


def test_edit_changes_what_is_given(one):
    add(one)
    changed = one.json("opportunity", "edit", "P1", "--probability", "45.5%", "--note", "下周谈", "--expected-on", "")
    assert changed == P1 | {"probability": 45.5, "note": "下周谈", "expected_on": None}
    assert one.ok("opportunity", "edit", "P1", "--note", "下周谈").err == "P1 张伟 insurance: already up to date; nothing changed.\n"


@pytest.mark.parametrize(("verb", "state"), [("win", "won"), ("lose", "lost")])
def test_a_won_or_lost_one_counts_no_more_and_cannot_end_twice(one, verb, state):
    add(one)
    ended = one.json("opportunity", verb, "P1", "--reason", "价格")
    assert ended == P1 | {"state": state, "ended_on": "2026-06-15", "reason": "价格"}
    assert one.json("opportunity", "list") == []
    assert one.json("opportunity", "list", "--state", state) == [ended]
    assert one.json("opportunity", "list", "--all", "--customer", "KH2") == []
    for again in (("win", "P1"), ("edit", "P1", "--note", "x")):
        result = one.run("opportunity", *again)
        assert result.code == 5
        assert "on 2026-06-15." in result.err


def test_past_its_day_it_is_expired_and_counts_no_more(one):
    one.take("vehicles", {"vin": "LVVDB11B0XD000001", "customer_no": "KH1"})
    add(one)
    one.at("2026-07-01T08:30")
    one.ok("classify", "run")
    assert one.json("classify", "list")[0]["av_p"] == 1500.00
    one.at("2026-07-02T08:30")
    assert one.json("opportunity", "list", "--state", "expired") == [P1 | {"state": "expired"}]
    assert one.json("opportunity", "list") == []
    one.ok("classify", "run")
    assert one.json("classify", "list")[0]["av_p"] == 0.00


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("张伟", "换车", "5000", "1.2"), 2, "“1.2” is not a probability"),
        (("张伟", "换车", "5000", "--", "-5%"), 2, "“-5%” is not a probability"),
        (("张伟", "换车", "5000", "101%"), 2, "“101%” is not a probability"),
        (("张伟", "换车", "5000", "nan"), 2, "“nan” is not a probability"),
        (("张伟", "换车", "5000", "0.33333"), 2, "“0.33333” is not a probability"),
        (("张伟", "换车", "NaN", "0.5"), 2, "“NaN” is not an amount in yuan"),
        (("张伟", "换车", "inf", "0.5"), 2, "“inf” is not an amount in yuan"),
        (("张伟", "换车", "0.5", "--", "-1"), 2, "“-1” is not a probability"),
        (("王五", "换车", "5000", "0.5"), 3, "No customer matches 王五"),
        (("张伟", "换车", "5000", "0.5", "--expected-on", "2026-06-14"), 2, "is past"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(one, argv, code, words):
    result = one.run("opportunity", "add", *argv)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert one.query("SELECT count(*) FROM opportunity") == [(0,)]


def test_the_same_file_twice_changes_nothing(one):
    path = one.sheet("opportunities", [ROW, ROW | {"kind": "", "probability": "25%"}, ROW | {"expected_on": ""}])
    first, again = one.json("import", "opportunities", path), one.json("import", "opportunities", path)
    assert [first[key] for key in ("new", "changed", "unchanged")] == [3, 0, 0]
    assert [again[key] for key in ("new", "changed", "unchanged")] == [0, 0, 3]
    assert one.query("SELECT kind, amount_fen, probability_bp, expected_on FROM opportunity ORDER BY id") == [
        ("insurance", 500_000, 3000, "2026-07-01"),
        ("other", 500_000, 2500, "2026-07-01"),
        ("insurance", 500_000, 3000, None),
    ]


def test_without_a_number_it_is_known_by_all_that_is_worth_money_whatever_became_of_it(one):
    one.take("opportunities", ROW)
    one.ok("opportunity", "win", "P1")
    path = one.sheet("opportunities", [ROW | {"note": "下周谈"}])
    assert one.json("import", "opportunities", path)["changed"] == 1
    assert one.query("SELECT state, note FROM opportunity") == [("won", "下周谈")]
    others = [ROW | change for change in ({"expected_on": "2026-08-01"}, {"amount": "6000"}, {"probability": "0.4"}, {"kind": "换车"})]
    assert one.json("import", "opportunities", one.sheet("opportunities", others))["new"] == 4


def test_two_of_one_customer_kind_and_day_add_up(one):
    one.take("vehicles", {"vin": "LVVDB11B0XD000001", "customer_no": "KH1"})
    one.take("opportunities", ROW, ROW | {"amount": "2000", "probability": "0.5"})
    one.ok("classify", "run")
    assert one.json("classify", "list")[0]["av_p"] == 2500.00  # 5,000 × 0.3 + 2,000 × 0.5


def test_its_own_number_tells_it_from_all_others_and_leads_to_it(one):
    first, second = ROW | {"opportunity_no": "SJ-1"}, ROW | {"opportunity_no": "SJ-2"}
    one.take("opportunities", first, second)
    assert [row["opportunity_no"] for row in one.json("opportunity", "list")] == ["SJ-1", "SJ-2"]
    path = one.sheet("opportunities", [first | {"amount": "8000"}, {"opportunity_no": "SJ-2", "probability": "0.9"}])
    again = one.json("import", "opportunities", path)
    assert [again[key] for key in ("new", "changed", "unchanged")] == [0, 2, 0]
    assert one.query("SELECT opportunity_no, customer_id, amount_fen, probability_bp FROM opportunity") == [
        ("SJ-1", 1, 800_000, 3000),
        ("SJ-2", 1, 500_000, 9000),
    ]
    assert one.json("opportunity", "show", "sj-2")["id"] == "P2"
    # a row without a number that says the same is the same
    assert one.json("import", "opportunities", one.sheet("opportunities", [ROW | {"amount": "8000"}]))["unchanged"] == 1
    nobody = one.run("import", "opportunities", one.sheet("opportunities", [ROW | {"opportunity_no": "SJ-9", "customer_no": ""}]))
    assert (nobody.code, "a new opportunity must have it" in nobody.out) == (5, True), nobody
    taken = one.run("import", "opportunities", one.sheet("opportunities", [first | {"customer_no": "KH2"}]))
    assert (taken.code, "P1 belongs to C1, and cannot change whose it is" in taken.out) == (5, True)


def test_one_that_was_told_of_without_a_number_gets_it_by_the_next_file(one):
    one.take("opportunities", ROW)
    numbered = ROW | {"opportunity_no": "SJ-1"}
    assert one.json("import", "opportunities", one.sheet("opportunities", [numbered]))["changed"] == 1
    assert one.ok("export", "opportunities").out.splitlines() == [
        "opportunity_no,customer_no,phone,amount,probability,kind,expected_on,note",
        "SJ-1,KH1,13800138000,5000.00,30%,insurance,2026-07-01,",
    ]
    edited = one.json("opportunity", "edit", "P1", "--number", "")
    assert edited == P1
    assert one.json("opportunity", "add", "李娜", "换车", "1", "1", "--number", "SJ-1")["opportunity_no"] == "SJ-1"
    twice = one.run("opportunity", "edit", "P1", "--number", "SJ-1")
    assert twice.err == "kcrm: --number SJ-1: P2 李娜 already has it.\n"
    assert (twice.code, one.query("SELECT opportunity_no FROM opportunity ORDER BY id")) == (5, [(None,), ("SJ-1",)])


def test_chinese_headings_and_a_phone_instead_of_a_number_are_taken(one):
    path = one.sheet(
        "opportunities", [{"电话": "139 0013 9000", "金额": "¥1,234.50", "概率": "１２.５％", "类型": "换车", "预计日期": "2026/8/1"}]
    )
    assert one.json("import", "opportunities", path)["new"] == 1
    assert one.query("SELECT customer_id, kind, amount_fen, probability_bp, expected_on FROM opportunity") == [
        (2, "换车", 123_450, 1250, "2026-08-01")
    ]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"probability": "1.2"}, "probability"),
        ({"probability": "-5%"}, "probability"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"customer_no": "KH9"}, "customer_no"),
        ({"amount": ""}, "amount"),
    ],
)
def test_a_bad_row_is_named_and_keeps_the_file_out(one, change, column):
    path = one.sheet("opportunities", [ROW, ROW | {"kind": "换车"} | change])
    result = one.run("import", "opportunities", path, "-o", "json")
    assert result.code == 5
    (problem,) = result.json["problems"]
    assert (problem["line"], problem["column"]) == (3, column)
    assert one.query("SELECT count(*) FROM opportunity") == [(0,)]


def test_a_phone_of_two_customers_asks_for_the_number(one):
    one.ok("customer", "add", "张三", "13800138000")
    path = one.sheet("opportunities", [{"phone": "13800138000", "amount": "1", "probability": "1"}])
    result = one.run("import", "opportunities", path)
    assert result.code == 5
    assert "several customers have this phone; give the customer number" in result.out


def test_in_chinese(one):
    one.speaking("zh")
    assert add(one).json == P1
    assert "概率" in one.ok("opportunity", "list").out
    assert one.ok("opportunity", "lose", "P1").err == "已修改 P1 张伟 insurance。\n"
    assert "战败" in one.ok("opportunity", "list", "--state", "战败").out
