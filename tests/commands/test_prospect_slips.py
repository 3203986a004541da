"""Slips at the sales desk that were once taken without a word: each is refused now, or does what was meant."""

from __future__ import annotations

import pytest

VIN = "LSVAA4182E2123451"


@pytest.fixture
def sales(desk):
    """A sales manager, a consultant, a specialist and a prospect of level A; Monday 15 June 2026, 08:30."""
    desk.take(
        "staff",
        {"employee_no": "M1", "name": "蒋丽", "role": "sales_manager"},
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "S1", "name": "叶琪", "role": "cs_specialist"},
    )
    desk.ok("prospect", "add", "张伟", "13800138001", "--source", "walk_in", "--level", "A")
    return desk


def planned(desk, kind):
    """due, call day, time and state of each follow-up of a kind."""
    rows = desk.json("followup", "list", "--all", "--kind", kind)
    return [(row["due_on"], row["call_on"], row["call_time"], row["state"]) for row in rows]


def refused(desk, *argv):
    """The exit code and the first line of what was said; nothing may be written."""
    before = desk.query("SELECT count(*) FROM operation")
    result = desk.run(*argv)
    assert desk.query("SELECT count(*) FROM operation") == before
    return result.code, result.err.splitlines()[0].removeprefix("kcrm: ")


def test_the_car_of_somebody_else_is_not_delivered_again(sales):
    sales.take(
        "vehicles",
        {"vin": VIN, "plate": "皖A12345", "owner_phone": "13800138009", "owner_name": "丁杰", "delivered_on": "2022-11-18"},
        {"vin": "LSVAA4182E2123452"},
    )
    said = "V1 皖A12345 was delivered on 2022-11-18 to C2 丁杰, whose it is: it cannot be delivered to 张伟."
    # a few digits of a plate are enough to name a car
    assert refused(sales, "prospect", "deliver", "L1", "--vin", "123") == (5, said)
    assert refused(sales, "prospect", "deliver", "L1", "--vin", VIN) == (5, said)
    sales.ok("vehicle", "transfer", "V1", "C1")
    assert sales.json("prospect", "deliver", "L1", "--vin", VIN)["vehicle_id"] == "V1"
    # one in stock is nobody's
    sales.ok("undo", "-y")
    assert sales.json("prospect", "deliver", "L1", "--vin", "LSVAA4182E2123452")["vehicle_id"] == "V2"


def test_what_a_specialist_heard_ends_their_call(sales):
    sales.ok("prospect", "lose", "L1", "price", "--as", "X1")
    assert planned(sales, "lost_check") == [("2026-06-17", "2026-06-17", None, "open")]
    sales.at("2026-06-17T09:00")
    sales.ok("prospect", "check", "L1", "service", "--as", "S1")
    assert planned(sales, "lost_check") == [("2026-06-17", "2026-06-17", None, "done")]
    assert planned(sales, "lost_prospect") == [("2026-07-15", "2026-07-15", None, "open")]
    sales.ok("undo", "-y", "--as", "S1")
    assert planned(sales, "lost_check") == [("2026-06-17", "2026-06-17", None, "open")]


def test_who_lost_them_does_not_check_why(sales):
    sales.ok("prospect", "lose", "L1", "price", "--as", "X1")
    said = "L1 张伟 is a prospect of X1 方东: a loss is checked by somebody else."
    assert refused(sales, "prospect", "check", "L1", "model", "--as", "X1") == (5, said)


def test_a_loss_is_judged_once(sales):
    sales.ok("prospect", "lose", "L1", "price", "--as", "X1")
    sales.ok("prospect", "confirm", "L1", "--as", "M1")
    for more in ((), ("--reject",)):
        assert refused(sales, "prospect", "confirm", "L1", *more, "--as", "M1") == (5, "The loss of L1 张伟 is confirmed already.")
    # another loss is another judgement
    sales.ok("prospect", "reopen", "L1")
    sales.ok("prospect", "lose", "L1", "price", "--as", "X1")
    assert sales.json("prospect", "confirm", "L1", "--reject", "--as", "M1")["stage"] == "visited"


def test_what_was_agreed_outlives_a_test_drive_and_a_quote_but_not_its_own_day(sales):
    sales.ok("prospect", "contact", "L1", "--agreed", "2026-06-19 15:00")
    sales.ok("prospect", "drive", "L1", "--km", "12", "--licence", "--agreement")
    sales.ok("prospect", "quote", "L1", "--price", "100000", "--until", "2026-06-30")
    assert sales.json("prospect", "show", "L1")["agreed_on"] == "2026-06-19"
    assert planned(sales, "prospect_contact")[-1] == ("2026-06-18", "2026-06-19", "15:00", "open")
    sales.at("2026-06-19T14:30")
    sales.ok("prospect", "drive", "L1", "--km", "12")
    assert sales.json("prospect", "show", "L1")["agreed_on"] is None
    assert planned(sales, "prospect_contact")[-1] == ("2026-06-22", "2026-06-22", None, "open")


def test_the_call_about_a_quote_is_not_late_when_the_quote_is_made(sales):
    sales.ok("prospect", "quote", "L1", "--price", "100000", "--until", "today")
    assert planned(sales, "quote_expiry") == [("2026-06-15", "2026-06-15", None, "open")]


def test_who_is_no_manager_approves_no_discount_and_is_named(sales):
    quote = ("prospect", "quote", "L1", "--price", "120000", "--list-price", "130000", "--until", "2026-06-20")
    said = "A discount of 8 % is not approved by X1 方东: beyond 3 % only the sales manager may."
    assert refused(sales, *quote, "--approved-by", "X1", "--as", "M1") == (5, said)


def test_who_did_not_want_to_drive_drove_no_kilometre(sales):
    said = "--declined: who did not want to drive has no --km, --licence or --agreement."
    for more in (("--km", "12"), ("--licence",), ("--agreement",)):
        assert refused(sales, "prospect", "drive", "L1", "--declined", *more) == (2, said)


def test_who_cannot_be_reached_named_no_day(sales):
    said = "--again goes with not_now only: who cannot be reached named no day."
    assert refused(sales, "prospect", "invalid", "L1", "unreachable", "--again", "2026-07-01") == (2, said)


def test_a_customers_name_means_their_open_prospect_else_their_latest(sales):
    sales.ok("prospect", "lose", "张伟", "price")
    assert sales.json("prospect", "show", "张伟")["stage"] == "lost"
    assert sales.json("prospect", "confirm", "13800138001", "--as", "M1")["id"] == "L1"
    assert sales.json("prospect", "reopen", "张伟")["stage"] == "visited"
    sales.ok("prospect", "invalid", "L1", "not_now")
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web")
    assert sales.json("prospect", "show", "张伟")["id"] == "L2"
    code, said = refused(sales, "prospect", "reopen", "张伟")
    assert (code, said.split(":")[0]) == (5, "L2 张伟 is registered")
    sales.ok("prospect", "lose", "L2", "price")
    assert sales.json("prospect", "show", "张伟")["id"] == "L2"


def test_the_words_of_a_loss_are_those_of_a_showroom(sales):
    sales.ok("prospect", "lose", "L1", "服务")
    sales.ok("prospect", "reopen", "L1")
    shown = sales.ok("prospect", "show", "L1", "--lang", "zh").out
    assert "服务型" not in shown
    assert "重新处理" not in shown
    assert "已激活" in shown
