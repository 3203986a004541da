"""`kcrm points …` and `kcrm voucher …`: earned by orders, redeemed, used, taken back."""

from __future__ import annotations

import pytest
from conftest import filled_once

ORDER = {
    "工单类型": "paid_maintenance",
    "进厂时间": "2026-06-10 09:00",
    "结算时间": "2026-06-10 11:00",
    "工时费": "200",
    "配件费": "300.50",
    "付款方": "customer",
}
HEADINGS = {"kind": "工单类型", "opened": "进厂时间", "closed": "结算时间", "labor": "工时费", "parts": "配件费", "payer": "付款方"}


def order(desk, number, vehicle=1, **said):
    values = {HEADINGS[key]: text for key, text in said.items()}
    desk.take("orders", {**ORDER, "工单号": number, "车架号": f"LSVAB2183E21{vehicle:05d}", **values})


@filled_once
def store(desk):
    """Three people with a car each; the first has an opening balance of 12,000."""
    desk.take("customers", *({"客户编号": f"KH{number}", "姓名": f"王{number}", "手机": f"1380013800{number}"} for number in range(1, 4)))
    desk.take("vehicles", *({"VIN": f"LSVAB2183E21{number:05d}", "客户编号": f"KH{number}"} for number in range(1, 4)))
    desk.take("points", {"客户编号": "KH1", "积分": "12000", "有效期": "2026-12-31"})
    return desk


def ledger(desk, customer=1):
    return desk.query("SELECT kind, points, booked_on, until_on, source FROM points WHERE customer_id = ? ORDER BY id", customer)


def balance(desk, who="C1"):
    return desk.json("points", "show", who)["points"]


def state(desk, which="U1"):
    return desk.json("voucher", "show", which)["state"]


def test_a_closed_order_earns_and_the_card_tells_all_of_it(store):
    order(store, "GD1")
    assert store.json("points", "show", "C1") == {
        "customer_id": "C1",
        "name": "王1",
        "worth": 125.0,
        "points": 12_500,
        "redeemable": 10_000,
        "tier": "plain",
        "labor_discount_percent": 0,
        "spent": 500.5,
        "open_vouchers": [],
        "holding": [
            {"until_on": "2026-12-31", "points": 12_000, "source": None},
            {"until_on": "2028-06-10", "points": 500, "source": "R1"},
        ],
        "vouchers": [],
        "rows": [
            {
                "id": "PT2",
                "booked_on": "2026-06-10",
                "kind": "earned",
                "points": 500,
                "until_on": "2028-06-10",
                "source": "R1",
                "note": None,
            },
            {
                "id": "PT1",
                "booked_on": "2026-06-15",
                "kind": "opening",
                "points": 12_000,
                "until_on": "2026-12-31",
                "source": None,
                "note": None,
            },
        ],
    }


@pytest.mark.parametrize(
    "said",
    [
        {"payer": "insurer"},
        {"payer": "warranty"},
        {"payer": "internal"},
        {"closed": ""},
        {"labor": "0.99", "parts": "0"},
        {"opened": "2025-12-30 09:00", "closed": "2025-12-31 11:00"},
    ],
)
def test_nothing_is_earned_by_what_others_pay_what_is_open_and_what_was_closed_before_the_start(store, said):
    order(store, "GD1", **said)
    assert ledger(store) == [("opening", 12_000, "2026-06-15", "2026-12-31", None)]


def test_a_corrected_order_takes_its_points_back_and_earns_anew(store):
    order(store, "GD1", vehicle=2)
    order(store, "GD1", vehicle=2)
    store.at("2026-06-16T09:00")
    store.ok("order", "edit", "R1", "--labor-amount", "700")
    earned = ("earned", 500, "2026-06-10", "2028-06-10", "R1")
    assert ledger(store, 2) == [
        earned,
        ("reversed", -500, "2026-06-16", "2028-06-10", "R1"),
        ("earned", 1_000, "2026-06-16", "2028-06-10", "R1"),
    ]
    store.ok("undo", "--yes")
    assert ledger(store, 2) == [earned]
    store.ok("order", "edit", "R1", "--payer", "insurer")
    assert ledger(store, 2) == [earned, ("reversed", -500, "2026-06-16", "2028-06-10", "R1")]
    assert balance(store, "C2") == 0


def test_undoing_the_import_of_orders_takes_their_points_back_even_where_they_are_spent(store):
    order(store, "GD1", vehicle=2, parts="4800")
    assert balance(store, "C2") == 5_000
    operation = store.query("SELECT max(id) FROM operation")[0][0]
    store.ok("points", "redeem", "C2", "5000")
    store.ok("undo", f"O{operation}", "--yes")
    assert balance(store, "C2") == -5_000
    assert [kind for kind, *_ in ledger(store, 2)] == ["redeemed"]
    store.ok("undo", f"O{operation + 2}", "--yes")
    assert balance(store, "C2") == 0


def test_points_go_to_whose_the_vehicle_was_and_follow_a_corrected_owner(store):
    order(store, "GD1", vehicle=2)
    store.ok("vehicle", "transfer", "V2", "C3", "--on", "2026-06-14")
    assert (balance(store, "C2"), balance(store, "C3")) == (500, 0)
    store.ok("undo", "--yes")
    store.ok("vehicle", "transfer", "V2", "C3", "--on", "2026-06-09")
    assert (balance(store, "C2"), balance(store, "C3")) == (0, 500)


def test_points_buy_a_voucher_for_the_next_maintenance(store):
    found = store.run("points", "redeem", "C1", "10000", "-o", "json")
    assert (found.code, found.err) == (0, "U1 is good at the next maintenance.\n")
    assert (found.json["points"], found.json["redeemable"], found.json["open_vouchers"]) == (2_000, 0, ["U1 100.00"])
    store.at("2026-06-20T18:00")
    order(store, "GD1", opened="2026-06-20 09:00", closed="2026-06-20 17:00")
    used = store.json("voucher", "use", "U1", "GD1")
    assert (used["state"], used["order_id"], used["used_on"], used["value"]) == ("used", "R1", "2026-06-20", 100.0)
    assert ledger(store)[1:] == [
        ("redeemed", -10_000, "2026-06-15", None, "U1"),
        ("earned", 500, "2026-06-20", "2028-06-20", "R1"),
        ("reversed", -500, "2026-06-20", "2028-06-20", "R1"),
        ("earned", 400, "2026-06-20", "2028-06-20", "R1"),  # without what the voucher paid
    ]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("100", "Points are redeemed in steps of 5000."),
        ("0", "Points are redeemed in steps of 5000."),
        ("-5000", "Points are redeemed in steps of 5000."),
        ("15000", "C1 has 12000 points, less than 15000."),
    ],
)
def test_what_cannot_be_redeemed_is_refused_and_says_why(store, points, said):
    result = store.run("points", "redeem", "--", "C1", points)
    assert (result.code, said in result.err) == (5, True)
    assert len(ledger(store)) == 1
    assert store.query("SELECT count(*) FROM voucher") == [(0,)]


@filled_once
def bought(store):
    """C1 has a voucher of 50 yuan since this morning."""
    store.ok("points", "redeem", "C1", "5000")
    store.at("2026-07-20T18:00")
    return store


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"opened": "2026-06-15 08:00"}, "the order was opened before the voucher was issued"),
        ({"kind": "paid_repair"}, "it holds for paid maintenance only"),
        ({"kind": "free_inspection"}, "it holds for paid maintenance only"),
        ({"payer": "warranty"}, "it is not the customer who pays the order"),
        ({"vehicle": 2}, "the order is of another customer's vehicle"),
    ],
)
def test_a_voucher_is_refused_on_any_other_order_and_says_why(bought, said, why):
    order(bought, "GD1", **{"opened": "2026-07-20 09:00", "closed": "2026-07-20 17:00", **said})
    result = bought.run("voucher", "use", "U1", "GD1")
    assert (result.code, result.err) == (5, f"kcrm: U1 cannot be used on R1: {why}.\n")
    assert state(bought) == "open"


def test_a_voucher_is_not_good_at_a_second_maintenance_nor_twice(bought):
    order(bought, "GD1", opened="2026-07-18 09:00", closed="2026-07-18 17:00")
    order(bought, "GD2", opened="2026-07-20 09:00", closed="2026-07-20 17:00")
    assert "another came before" in bought.run("voucher", "use", "U1", "GD2").err
    bought.ok("voucher", "use", "U1", "GD1")
    result = bought.run("voucher", "use", "U1", "GD1")
    assert (result.code, "it is used already" in result.err) == (5, True)
    bought.ok("voucher", "issue", "C1", "30", "--kind", "premium")
    bought.ok("points", "redeem", "C1", "5000")


def test_a_voucher_that_was_not_used_at_the_next_maintenance_lapses_a_week_later(bought):
    order(bought, "GD1", opened="2026-07-18 09:00", closed="2026-07-18 17:00")
    for on, expected in (("2026-07-25", "open"), ("2026-07-26", "lapsed")):
        bought.at(f"{on}T18:00")
        assert (state(bought), bool(bought.json("voucher", "list"))) == (expected, expected == "open")
    result = bought.run("voucher", "use", "U1", "GD1")
    assert (result.code, "it has lapsed" in result.err) == (5, True)


@pytest.mark.parametrize("change", [("--type", "paid_repair"), ("--payer", "insurer")])
def test_a_voucher_is_open_again_where_its_order_is_no_longer_one_for_it(bought, change):
    order(bought, "GD1", opened="2026-07-20 09:00", closed="2026-07-20 17:00")
    bought.ok("voucher", "use", "U1", "GD1")
    bought.ok("order", "edit", "R1", *change)
    assert bought.query("SELECT order_id, used_on FROM voucher") == [(None, None)]
    bought.ok("undo", "--yes")
    assert bought.query("SELECT order_id, used_on FROM voucher") == [(1, "2026-07-20")]


def test_a_voucher_is_open_again_where_its_order_is_undone_and_used_again_where_that_is_undone(bought):
    order(bought, "GD1", opened="2026-07-20 09:00", closed="2026-07-20 17:00")
    operation = bought.query("SELECT max(id) FROM operation")[0][0]
    bought.ok("voucher", "use", "U1", "GD1")
    bought.ok("undo", f"O{operation}", "--yes")
    assert (state(bought), balance(bought), sum(row[1] for row in ledger(bought) if row[4] == "R1")) == ("open", 7_000, 0)
    bought.ok("undo", "--yes")
    assert bought.query("SELECT order_id FROM voucher") == [(1,)]
    assert balance(bought) == 12_000 - 5_000 + 450


def test_an_order_that_is_opened_again_after_its_voucher_was_used_keeps_it_and_earns_once(bought):
    order(bought, "GD1", opened="2026-07-20 09:00", closed="2026-07-20 17:00")
    bought.ok("voucher", "use", "U1", "GD1")
    bought.ok("order", "edit", "R1", "--closed-at", "")
    assert (state(bought), balance(bought)) == ("used", 7_000)
    bought.ok("order", "edit", "R1", "--closed-at", "2026-07-20 17:30")
    assert (state(bought), balance(bought)) == ("used", 7_450)


def test_a_cancelled_voucher_gives_its_points_back(bought):
    found = bought.json("voucher", "cancel", "U1", "--reason", "客户不要了")
    assert (found["state"], found["note"]) == ("cancelled", "客户不要了")
    assert balance(bought) == 12_000
    result = bought.run("voucher", "cancel", "U1", "--reason", "再来")
    assert (result.code, "it was cancelled" in result.err) == (5, True)
    assert bought.run("voucher", "cancel", "U1").code == 2


def test_what_has_expired_is_taken_by_the_plan_once_and_is_not_taken_twice(store):
    order(store, "GD1")
    store.ok("points", "redeem", "C1", "5000")
    store.at("2026-12-31T09:00")
    assert balance(store) == 7_500
    store.at("2027-01-01T09:00")
    assert (balance(store), len(ledger(store))) == (500, 3)
    assert store.run("points", "redeem", "C1", "5000").code == 5
    store.ok("plan")
    assert ledger(store)[3:] == [("expired", -7_000, "2027-01-01", "2026-12-31", None)]
    assert store.json("points", "expire") == {"customers": 0, "points": 0}
    store.at("2028-06-11T09:00")
    assert store.json("points", "expire") == {"customers": 1, "points": 500}
    store.ok("order", "edit", "R1", "--payer", "insurer")
    assert (balance(store), len(ledger(store))) == (0, 5)


def test_points_are_corrected_with_a_reason_only(store):
    assert store.json("points", "correct", "C2", "--by", "300", "--reason", "开业活动")["points"] == 300
    assert store.json("points", "correct", "C2", "--by", "-500", "--reason", "录错")["points"] == -200
    assert [row[:2] for row in ledger(store, 2)] == [("corrected", 300), ("corrected", -500)]
    for typed in (("--by", "300"), ("--by", "300", "--reason", " "), ("--by", "0", "--reason", "x"), ("--by", "1.5", "--reason", "x")):
        assert store.run("points", "correct", "C2", *typed).code == 2
    assert len(ledger(store, 2)) == 2


def test_a_correction_is_not_taken_from_what_has_expired_though_it_is_not_taken_yet(store):
    store.at("2026-12-20T10:00")
    store.ok("points", "correct", "C1", "--by", "1000", "--reason", "开业")
    store.at("2027-01-02T10:00")
    assert balance(store) == 1000
    store.ok("points", "correct", "C1", "--by", "-500", "--reason", "写错")
    assert balance(store) == 500
    assert ledger(store)[2:] == [
        ("expired", -12000, "2027-01-02", "2026-12-31", None),
        ("corrected", -500, "2027-01-02", None, None),
    ]


def test_a_second_voucher_for_the_same_maintenance_is_refused_as_an_order_takes_one(bought):
    refused = bought.run("points", "redeem", "C1", "5000")
    assert (refused.code, balance(bought)) == (5, 7000)
    assert "U1 is for the next maintenance already, and an order takes one voucher." in refused.err
    # once its order is opened, another is for the maintenance after that
    bought.at("2026-06-18T10:00")
    order(bought, "GD9", opened="2026-06-18 09:00", closed="")
    bought.ok("points", "redeem", "C1", "5000")
    bought.ok("voucher", "use", "U1", "GD9")
    assert [state(bought, each) for each in ("U1", "U2")] == ["used", "open"]


def test_a_complaint_and_a_referral_that_bought_earn_once(store):
    store.ok("complaint", "open", "C1", "--severity", "normal", "--description", "等太久")
    assert store.json("points", "earn", "C1", "K1")["points"] == 12_500
    again = store.run("points", "earn", "C1", "K1")
    assert (again.code, again.err) == (5, "kcrm: K1 has earned its points already.\n")
    assert store.run("points", "earn", "C2", "K1").code == 5


def test_customers_that_were_one_have_one_ledger_and_their_vouchers(store):
    store.ok("points", "redeem", "C1", "5000")
    order(store, "GD1", vehicle=2)
    store.ok("customer", "merge", "C1", "C2", "--force", "--keep", "C1")
    assert (balance(store), state(store)) == (7_500, "open")
    assert store.query("SELECT DISTINCT customer_id FROM points") == [(1,)]


def test_an_opening_balance_is_known_again_and_is_not_changed(store):
    store.take("points", {"客户编号": "KH1", "积分": "12000", "有效期": "2026-12-31"})
    assert len(ledger(store)) == 1
    for values, why in (
        ({"积分": "9000", "有效期": "2026-12-31"}, "never changed"),
        ({"积分": "0", "有效期": "2027-12-31"}, "more than 0"),
        ({"积分": "100", "有效期": "2026-06-14"}, "expired already"),
        ({"积分": "100", "有效期": "2027-12-31", "类型": "获得"}, "only opening balances"),
    ):
        result = store.run("import", "points", store.sheet("points", [{"客户编号": "KH1", **values}]))
        assert (result.code, why in result.out + result.err) == (5, True), values
    store.take("points", {"客户编号": "KH2", "积分": "700"})
    assert ledger(store, 2) == [("opening", 700, "2026-06-15", "2028-06-15", None)]


def test_who_has_how_many_points_is_listed_most_first(store):
    order(store, "GD1", vehicle=2)
    rows = [(row["id"], row["points"], row["worth"]) for row in store.json("points", "balances")]
    assert rows == [("C1", 12_000, 120.0), ("C2", 500, 5.0)]
    assert [row["id"] for row in store.json("points", "balances", "C2")] == ["C2"]
    store.at("2027-01-01T09:00")
    assert [row["id"] for row in store.json("points", "balances")] == ["C2"]
    assert [row["id"] for row in store.json("points", "list", "--kind", "opening")] == ["PT1"]
    assert [row["id"] for row in store.json("points", "list", "--expires", "2028-06")] == ["PT2"]


def test_points_are_told_as_figures_and_down_to_their_rows(store):
    order(store, "GD1")
    store.ok("points", "redeem", "C1", "10000")
    store.at("2026-06-20T18:00")
    order(store, "GD2", opened="2026-06-20 09:00", closed="2026-06-20 17:00")
    store.ok("voucher", "use", "U1", "GD2")
    store.ok("voucher", "issue", "C2", "30")
    found = {row["key"]: (row["value"], row["numerator"], row["denominator"]) for row in store.json("kpi", "points", "--period", "2026-06")}
    assert found == {
        "points": (900, 900, None),  # 500, and 400 of the order that a voucher paid 100 of
        "points_redeemed": (10_000, 10_000, None),
        "points_expired": (0, 0, None),
        "points_open": (29, 29, None),
        "vouchers_used": (50, 1, 2),
    }
    rows = store.json("kpi", "rows", "vouchers_used", "--period", "2026-06", "--side", "numerator")
    assert [(row["id"], row["customer_id"]) for row in rows] == [("U1", "C1")]


def test_whose_points_expire_is_told_a_month_before_until_they_are_spent(store):
    store.at("2026-12-01T09:00")
    store.ok("plan")
    (told,) = store.json("followup", "list", "--kind", "points_expiry")
    assert (told["customer_id"], told["due_on"], told["channel"]) == ("C1", "2026-12-01", "message")
    store.ok("points", "redeem", "C1", "10000")
    assert len(store.json("followup", "list", "--kind", "points_expiry")) == 1  # 2,000 are left
    store.ok("points", "correct", "C1", "--by", "-1500", "--reason", "录错")
    assert store.query("SELECT state, reason FROM followup WHERE kind = 'points_expiry'") == [("cancelled", "spent")]
    store.ok("undo", "--yes")
    assert store.query("SELECT state FROM followup WHERE kind = 'points_expiry'") == [("open",)]


def test_the_customers_card_and_that_of_the_call_tell_points_tier_and_open_voucher(store):
    assert "points" not in store.json("customer", "show", "C2")
    store.ok("points", "redeem", "C1", "5000")
    order(store, "GD1", labor="3000", parts="0")
    found = store.json("customer", "show", "C1")["points"]
    assert found == {
        "points": 10_000,
        "redeemable": 10_000,
        "tier": "silver",
        "labor_discount_percent": 5,
        "spent": 3_000.0,
        "open_vouchers": ["U1 50.00"],
    }
    assert "U1 50.00" in store.ok("customer", "show", "C1").out


def test_nothing_is_written_by_a_dry_run(store):
    for argv in (
        ("points", "redeem", "C1", "5000"),
        ("points", "correct", "C1", "--by", "5", "--reason", "x"),
        ("voucher", "issue", "C1", "50"),
    ):
        store.ok(*argv, "--dry-run")
    assert (len(ledger(store)), store.query("SELECT count(*) FROM voucher")) == (1, [(0,)])


def test_an_order_in_the_workshop_shows_the_tier_its_discount_and_the_vouchers_that_may_pay(store):
    store.ok("points", "redeem", "C1", "5000")
    store.at("2026-06-20T18:00")
    order(store, "GD1", opened="2026-06-20 09:00", closed="")
    found = store.json("order", "show", "GD1")["points"]
    assert (found["points"], found["tier"], found["labor_discount_percent"], found["open_vouchers"]) == (7_000, "plain", 0, ["U1 50.00"])
    order(store, "GD1", opened="2026-06-20 09:00", closed="2026-06-20 17:00")
    assert "points" not in store.json("order", "show", "GD1")
