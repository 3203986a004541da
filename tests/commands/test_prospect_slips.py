"""Slips at the sales desk that were once taken without a word: each is refused now, or does what was meant."""

from __future__ import annotations

from conftest import filled_once

VIN = "LSVAA4182E2123451"


@filled_once
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


def test_nothing_happens_before_the_registration(sales):
    said = "--at: L1 张伟 was registered on 2026-06-15; nothing of it was before."
    for step in (("drive", "L1", "--km", "12"), ("lose", "L1", "price"), ("contact", "L1", "--by", "visit"), ("contact", "L1")):
        assert refused(sales, "prospect", *step, "--at", "2026-06-14 10:00") == (5, said)
    sales.ok("prospect", "drive", "L1", "--km", "12", "--at", "08:10")


def test_nobody_is_registered_on_a_day_to_come_nor_for_who_has_left(sales):
    sales.ok("staff", "add", "X2", "贺凯", "sales_consultant", "--left-on", "2026-06-01")
    add = ("prospect", "add", "李娜", "13800138002", "--source", "web")
    assert refused(sales, *add, "--registered-on", "2026-06-16") == (2, "--registered-on: 2026-06-16 is still to come.")
    assert refused(sales, *add, "--consultant", "X2") == (5, "X2 贺凯 left on 2026-06-01.")


def test_whoever_wants_no_contact_is_named_where_they_are_registered(sales):
    sales.ok("customer", "add", "戊", "13800138005", "--do-not-contact", "yes")
    told = sales.ok("prospect", "add", "戊", "13800138005", "--source", "web").err
    assert "C2 戊 wants no contact: nobody is reminded to call." in told


def test_of_two_customers_at_one_phone_the_one_named_came_to_the_showroom(sales):
    sales.ok("customer", "add", "张三", "13800138001")
    row = sales.json("visitor", "add", "张三", "13800138001")
    assert (row["prospect_id"], row["customer_id"], row["again"]) == ("L2", "C2", False)
    assert sales.json("visitor", "add", "张伟", "13800138001")["prospect_id"] == "L1"


def test_a_name_is_not_offered_in_its_own_place(sales):
    sales.ok("prospect", "invalid", "L1", "not_now", "--again", "2026-12-01")
    refusal = sales.run("why", "张伟")
    assert (refusal.code, "Did you mean" in refusal.err) == (3, False)


def test_a_step_is_named_by_its_prospect_in_the_log(sales):
    sales.ok("prospect", "lose", "L1", "price")
    labels = {row["label"] for row in sales.json("undo", "-n")["changes"] if row["table"] == "prospect_event"}
    assert labels == {"L1"}


def test_a_dry_run_shows_what_would_be_and_writes_nothing(sales):
    sales.ok("staff", "add", "X2", "纪雨", "sales_consultant")
    before = sales.query("SELECT count(*) FROM operation")
    assert sales.json("prospect", "order", "L1", "--deposit", "5000", "-n")["stage"] == "ordered"
    assert sales.json("prospect", "contact", "L1", "--agreed", "2026-06-17", "-n")["agreed_on"] == "2026-06-17"
    assert sales.json("prospect", "contact", "L1", "--by", "visit", "-n")["history"][-1]["step"] == "visited"
    assert sales.json("prospect", "assign", "L1", "X2", "-n")[0]["consultant_no"] == "X2"
    row = sales.json("prospect", "show", "L1")
    assert (row["stage"], row["agreed_on"], row["consultant_no"], len(row["history"])) == ("visited", None, "X1", 2)
    assert sales.query("SELECT count(*) FROM operation") == before


def test_one_car_is_one_delivery(sales):
    sales.ok("prospect", "deliver", "L1", "--vin", VIN)
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "referral")
    code, said = refused(sales, "prospect", "deliver", "L2")
    assert (code, "which vehicle was delivered?" in said) == (5, True)
    said = "L2 张伟: V1 LSVAA4182E2123451 was delivered to them as L1 already."
    assert refused(sales, "prospect", "deliver", "L2", "--vin", VIN) == (5, said)
    assert sales.json("prospect", "deliver", "L2", "--vin", "LSVAA4182E2123452")["vehicle_id"] == "V2"


def test_a_day_of_purchase_gone_by_is_none_that_they_named(sales):
    said = "--intended: 2026-06-14 is past."
    assert refused(sales, "prospect", "contact", "L1", "--intended", "2026-06-14") == (2, said)
    sales.ok("prospect", "lose", "L1", "price")
    assert refused(sales, "prospect", "reopen", "L1", "--intended", "2026-06-14") == (2, said)


def test_nobody_who_sells_no_cars_is_given_a_prospect(sales):
    said = "叶琪 (S1) is customer-service specialist and sells no cars."
    assert refused(sales, "prospect", "assign", "L1", "S1") == (5, said)
    assert refused(sales, "prospect", "add", "李娜", "13800138002", "--source", "web", "--consultant", "S1") == (5, said)


def test_who_is_reached_by_no_call_is_called_again_and_gets_no_message_beside(sales):
    for day in ("2026-06-18", "2026-06-19", "2026-06-20"):
        sales.at(f"{day}T09:00")
        sales.ok("log", "张伟", "no_answer")
    # level A: three days after the day on which the last attempt was made
    assert [row for row in planned(sales, "prospect_contact") if row[3] == "open"] == [("2026-06-23", "2026-06-23", None, "open")]
    assert [row["channel"] for row in sales.json("followup", "list", "--kind", "prospect_contact")] == ["call"]


def test_a_contact_that_an_edit_moved_says_so_and_not_that_they_were_talked_to(sales):
    sales.at("2026-06-17T09:00")
    sales.ok("prospect", "edit", "L1", "--level", "H")
    sales.at("2026-06-18T09:00")
    (row,) = [row for row in sales.json("due") if row["kind"] == "prospect_contact"]
    assert "intent_changed_on=2026-06-17" in row["reasons"]
    assert sales.json("prospect", "show", "L1")["contacted_on"] == "2026-06-15"
