"""Credit of accounts: one assesses, another approves, and what is open says what is to be done."""

import pytest
from conftest import filled_once

COMPANY = {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"}
PERSON = {"customer_no": "KH3", "name": "张伟", "phone": "13800138001"}
VIN, OTHER_VIN = "1M8GDM9AXKP042788", "11111111111111111"
SCORES = ("--size", "80", "--finance", "80", "--cooperation", "80", "--stability", "80")
NOTHING_OPEN = {"exposure": 0.0, "open_bills": 0.0, "open_orders": 0.0, "measure": "ok", "why": None}


@filled_once
def fleet(desk):
    """An account since 15 March, so that today, 15 June, is the end of its third month; two closed orders of 900 and 300 yuan."""
    desk.take("customers", COMPANY, PERSON)
    desk.take("vehicles", {"vin": VIN, "plate": "皖A12345", "customer_no": "KH1"}, {"vin": OTHER_VIN, "customer_no": "KH3"})
    order = {"vin": VIN, "type": "paid_repair", "opened_at": "2026-05-11 09:00", "closed_at": "2026-05-12 10:00"}
    desk.take(
        "orders",
        order | {"order_no": "W1", "parts_amount": "900", "payer": "customer"},
        order | {"order_no": "W2", "parts_amount": "300", "payer": "customer"},
        order | {"order_no": "W3", "parts_amount": "5000", "payer": "insurer"},
        order | {"order_no": "W4", "parts_amount": "7000", "payer": "customer", "vin": OTHER_VIN},
    )
    desk.ok("fleet", "add", "KH1", "--manager", "M1", "--since-on", "2026-03-15")
    desk.take(
        "staff",
        {"employee_no": "G1", "name": "周维民", "role": "general_manager"},
        {"employee_no": "K1", "name": "秦岚", "role": "cs_manager"},
    )
    return desk


def assess(fleet, *more):
    return fleet.json("credit", "assess", "KH1", *more, "--as", "S1")


def approved(fleet, *more):
    """An assessment that counts: its number."""
    number = assess(fleet, *more)["id"]
    fleet.ok("credit", "approve", number, "--as", "G1")
    return number


def test_who_is_assessed_gets_the_grade_and_limit_of_the_rule_and_it_counts_once_another_approved_it(fleet):
    """1,200 yuan that it paid in three months are 400 a month; grade A lets 12 of them be open: 4,800."""
    whole = {
        "id": "CA1",
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "云汐物流有限公司",
        "day": "2026-06-15",
        "size": 80,
        "finance": 80,
        "cooperation": 80,
        "stability": 80,
        "grade": "A",
        "limit": 4800.0,
        "credit_days": 30,
        "facts_from": "年报",
        "assessor_no": "S1",
        "assessor": fleet.json("staff", "show", "S1")["name"],
        "approver_no": None,
        "approver": None,
        "approved_on": None,
        "valid_until": "2027-06-15",
    }
    assert assess(fleet, *SCORES, "--days", "30", "--from", "年报") == whole
    assert fleet.json("show", "CA1") == whole
    assert fleet.json("credit", "show", "KH1")["grade"] is None
    counts = whole | {"approver_no": "G1", "approver": "周维民", "approved_on": "2026-06-15"}
    assert fleet.json("credit", "approve", "KH1", "--as", "G1") == counts
    assert fleet.json("credit", "show", "KH1") == {
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "云汐物流有限公司",
        "grade": "A",
        "limit": 4800.0,
        "credit_days": 30,
        "limit_from": "assessed",
        "assessed_limit": 4800.0,
        "contract_limit": None,
        "limit_contracts": [],
        **NOTHING_OPEN,
        "valid_until": "2027-06-15",
        "review_on": "2027-06-15",
        "waiting": None,
        "reasons": [],
        "history": [{key: value for key, value in counts.items() if not key.startswith("customer")}],
    }
    fleet.ok("undo", "--yes")
    assert fleet.json("show", "CA1") == whole


@pytest.mark.parametrize(
    ("last", "grade", "limit"),
    [("80", "A", 4800.0), ("79.96", "B", 2400.0), ("0", "B", 2400.0)],
    ids=["80", "79.99", "60"],
)
def test_a_grade_begins_at_its_points(fleet, last, grade, limit):
    """Three times 80 and 79.96 are 79.99 points; three times 80 and 0 are 60."""
    found = assess(fleet, *SCORES[:-1], last)
    assert (found["grade"], found["limit"], found["credit_days"]) == (grade, limit, 0)


def test_below_b_is_c_and_without_a_formal_cooperation_d_lets_nothing_be_open(fleet):
    found = assess(fleet, *SCORES[:-3], "79.99", "--stability", "0")
    assert (found["grade"], found["limit"]) == ("C", 800.0)
    found = assess(fleet, "--informal", "--size", "90")
    assert (found["grade"], found["limit"], found["credit_days"], found["size"], found["finance"]) == ("D", 0.0, 0, 90, None)
    assert assess(fleet, "--informal", "--limit", "500")["limit"] == 500.0


def test_a_score_that_is_missing_or_none_is_refused_and_writes_nothing(fleet):
    refused = fleet.run("credit", "assess", "KH1", "--size", "80", "--cooperation", "70", "--as", "S1")
    assert (refused.code, "--finance, --stability" in refused.err) == (5, True)
    for score in ("100.01", "-1", "79.999", "viel", ""):
        refused = fleet.run("credit", "assess", "KH1", f"--size={score}", "--as", "S1")
        assert (refused.code, "from 0 to 100" in refused.err) == (2, True), score
    assert fleet.run("credit", "assess", "KH1", *SCORES).code == 2
    assert fleet.run("credit", "assess", "KH3", *SCORES, "--as", "S1").code == 3
    fleet.ok("fleet", "close", "KH1", "--reason", "搬走")
    assert fleet.run("credit", "assess", "KH1", *SCORES, "--as", "S1").code == 5
    assert fleet.run("show", "CA1").code == 3


def test_nobody_approves_their_own_assessment_nor_more_than_their_post_may(fleet):
    refused = fleet.run("credit", "approve", "KH1", "--as", "G1")
    assert (refused.code, "has not been assessed" in refused.err) == (5, True)
    fleet.ok("credit", "assess", "KH1", *SCORES, "--limit", "20000.01", "--as", "G1")
    refused = fleet.run("credit", "approve", "CA1", "--as", "G1")
    assert (refused.code, "nobody approves their own" in refused.err) == (5, True)
    refused = fleet.run("credit", "approve", "CA1", "--as", "S1")
    assert (refused.code, "authority" in refused.err) == (5, True)
    refused = fleet.run("credit", "approve", "CA1", "--as", "K1")  # whose post may approve 20,000
    assert (refused.code, "20000.01" in refused.err) == (5, True)
    assert fleet.run("credit", "approve", "CA1").code == 2
    fleet.ok("credit", "assess", "KH1", *SCORES, "--limit", "20000", "--as", "G1")
    assert fleet.json("credit", "approve", "KH1", "--as", "K1")["id"] == "CA2"
    refused = fleet.run("credit", "approve", "CA2", "--as", "K1")
    assert (refused.code, "already" in refused.err) == (5, True)
    refused = fleet.run("credit", "approve", "CA1", "--as", "K1")
    assert (refused.code, "CA2 was approved since" in refused.err) == (5, True)


def test_what_is_open_is_measured_against_the_limit_and_every_sum_is_told(fleet):
    """Of a limit of 1,000 yuan 799.99 are in order, 800 warn, 1,000 still do, 1,000.01 hold."""
    approved(fleet, *SCORES, "--limit", "1000", "--days", "30")
    fleet.ok("bill", "add", "KH1", "699.99", "--number", "FP1")
    order = {"vin": VIN, "type": "paid_repair", "opened_at": "2026-06-14 09:00", "payer": "customer"}
    for amount, measure in (("100", "ok"), ("100.01", "warn"), ("300.01", "warn"), ("300.02", "hold")):
        fleet.take("orders", order | {"order_no": "W9", "parts_amount": amount})
        assert fleet.json("credit", "show", "KH1")["measure"] == measure, amount
    found = fleet.json("credit", "show", "KH1")
    assert (found["exposure"], found["open_bills"], found["open_orders"]) == (1000.01, 699.99, 300.02)
    assert found["reasons"] == [
        {"measure": "hold", "reason": "over_limit", "exposure": 1000.01, "bound": 1000.0, "days_late": None, "bills": []}
    ]
    assert found["exposed"] == [
        {"id": "B1", "number": "FP1", "on": "2026-07-15", "open": 699.99},
        {"id": "R5", "number": "W9", "on": "2026-06-14", "open": 300.02},
    ]
    fleet.ok("bill", "edit", "FP1", "--orders", "W9")  # what is on a bill is not counted twice
    assert fleet.json("credit", "show", "KH1")["exposure"] == 699.99


@pytest.mark.parametrize(
    ("due", "measure"),
    [
        ("2026-06-15", "ok"),
        ("2026-06-14", "warn"),
        ("2026-05-16", "warn"),
        ("2026-05-15", "hold"),
        ("2026-03-17", "hold"),
        ("2026-03-16", "stop"),
    ],
    ids=["today", "1", "30", "31", "90", "91"],
)
def test_bills_that_are_late_warn_hold_and_stop_even_without_a_grade(fleet, due, measure):
    fleet.ok("bill", "add", "KH1", "10", "--issued-on", "2026-03-01", "--due-on", due)
    found = fleet.json("credit", "show", "KH1")
    assert (found["grade"], found["measure"]) == (None, measure)


def test_accounts_are_listed_by_grade_and_measure(fleet):
    approved(fleet, *SCORES)
    fleet.take("customers", {"customer_no": "KH2", "name": "顺汐出行有限公司", "phone": "05002380002", "kind": "company"})
    fleet.ok("fleet", "add", "KH2")
    fleet.ok("bill", "add", "KH2", "10", "--issued-on", "2026-03-01", "--due-on", "2026-03-02")
    for narrowed, numbers in (
        ((), ["KH1", "KH2"]),
        (("--grade", "A"), ["KH1"]),
        (("--grade", "B"), []),
        (("--measure", "stop"), ["KH2"]),
        (("KH2",), ["KH2"]),
    ):
        assert [row["customer_no"] for row in fleet.json("credit", "list", *narrowed)] == numbers
    assert fleet.run("credit", "list", "--measure", "grr").code == 2


def test_who_is_to_be_assessed_anew_is_told_with_the_day(fleet, monkeypatch):
    """Never: since it is an account. A year later the day is there. On hold since the assessment: from the day on which it is."""
    (row,) = fleet.json("credit", "review")
    assert (row["review"], row["review_on"], row["waiting"]) == ("never", "2026-03-15", None)
    number = assess(fleet, *SCORES, "--limit", "1000")["id"]
    (row,) = fleet.json("credit", "review")
    assert (row["review"], row["waiting"]) == ("never", number)
    fleet.ok("credit", "approve", number, "--as", "G1")
    assert fleet.json("credit", "review") == []
    (row,) = fleet.json("credit", "review", "--until", "2027-06-15")
    assert (row["review"], row["review_on"]) == ("expires", "2027-06-15")
    assert fleet.json("credit", "review", "--until", "2027-06-14") == []
    fleet.ok("bill", "add", "KH1", "1000", "--issued-on", "2026-06-15", "--due-on", "2026-07-15")
    monkeypatch.setenv("KCRM_NOW", "2026-06-20T09:00")
    fleet.ok("bill", "add", "KH1", "0.01", "--issued-on", "2026-06-18", "--due-on", "2026-07-18")
    (row,) = fleet.json("credit", "review")
    assert row == {
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "云汐物流有限公司",
        "grade": "A",
        "review": "held",
        "review_on": "2026-06-18",
        "waiting": None,
        "measure": "hold",
        "exposure": 1000.01,
    }


def test_a_bill_is_due_after_the_days_of_its_contract_else_the_fewest_of_those_that_hold_on_its_day(fleet):
    fleet.ok("bill", "add", "KH1", "1", "--number", "FP0")
    approved(fleet, *SCORES, "--days", "45")
    assess(fleet, *SCORES, "--days", "90")  # not approved
    fleet.ok("contract", "add", "KH1", "5000", "--from", "2026-01-01", "--until", "2026-12-31", "--number", "HT1", "--credit-days", "20")
    fleet.ok("contract", "add", "KH1", "5", "--kind", "maintenance", "--from", "2026-01-01", "--until", "2026-12-31", "--number", "HT2")
    for number, more, due in (
        ("FP1", (), "2026-07-05"),
        ("FP2", ("--contract", "HT1"), "2026-07-05"),
        ("FP3", ("--contract", "HT2"), "2026-07-05"),
        ("FP4", ("--due-on", "2026-06-20"), "2026-06-20"),
        ("FP5", ("--issued-on", "2026-06-14"), "2026-07-04"),
        ("FP6", ("--issued-on", "2025-12-31"), "2025-12-31"),
    ):
        fleet.ok("bill", "add", "KH1", "1", "--number", number, *more)
        assert fleet.json("bill", "show", number)["due_on"] == due, number
    assert fleet.json("bill", "show", "FP0")["due_on"] == "2026-06-15"
    assert fleet.json("credit", "show", "KH1")["credit_days"] == 20
    fleet.ok("contract", "edit", "HT1", "--until", "2026-06-14")
    assert fleet.json("credit", "show", "KH1")["credit_days"] == 45


HT = ("contract", "add", "KH1", "5000", "--from", "2026-01-01", "--until", "2026-12-31")


def limit_told(fleet):
    found = fleet.json("credit", "show", "KH1")
    return {key: found[key] for key in ("limit", "limit_from", "assessed_limit", "contract_limit", "limit_contracts", "measure", "why")}


def test_the_limit_of_a_contract_holds_where_it_is_the_lower_one_and_everything_says_so(fleet):
    """4,800 by assessment; 1,000 by contract, of which 999.99 are open, then 1,000.01."""
    fleet.ok(*HT, "--number", "HT1", "--credit-limit", "1000")
    alone = {"assessed_limit": None, "contract_limit": 1000.0, "limit_contracts": ["HT1"], "measure": "ok", "why": None}
    assert limit_told(fleet) == {"limit": 1000.0, "limit_from": "contract", **alone}
    approved(fleet, *SCORES)
    fleet.ok("bill", "add", "KH1", "999.99", "--due-on", "2026-07-01")
    told = {"limit": 1000.0, "limit_from": "contract", **alone, "assessed_limit": 4800.0}
    near = {"measure": "warn", "why": "999.99 open, limit 1,000.00 by contract HT1"}
    assert limit_told(fleet) == told | near
    fleet.ok("bill", "add", "KH1", "0.02", "--due-on", "2026-07-01")
    over = {"measure": "hold", "why": "1,000.01 open, limit 1,000.00 by contract HT1"}
    assert limit_told(fleet) == told | over
    assert [(row["reason"], row["bound"]) for row in fleet.json("credit", "show", "KH1")["reasons"]] == [("over_limit", 1000.0)]
    (row,) = fleet.json("credit", "list", "--measure", "hold")
    assert (row["limit"], row["limit_from"]) == (1000.0, "contract")
    (part,) = fleet.json("fleet", "show", "KH1")["credit"]
    assert (part["limit"], part["limit_from"], part["contract_limit"]) == (1000.0, "contract", 1000.0)
    why = fleet.json("why", "CA1")
    assert (why["limit"], why["limit_today"], why["limit_from"], why["limit_contracts"]) == (4800.0, 1000.0, "contract", ["HT1"])
    for words in (("credit", "show", "KH1"), ("fleet", "show", "KH1"), ("why", "CA1")):
        assert "contract HT1 (assessment CA1: 4,800.00)" in fleet.ok(*words, "-o", "plain").out, words


def test_contracts_allow_together_what_each_of_them_does_and_the_assessment_holds_below_that(fleet):
    fleet.ok(*HT, "--number", "HT1", "--credit-limit", "3000")
    fleet.ok(*HT, "--number", "HT2", "--kind", "maintenance", "--credit-limit", "1800")
    fleet.ok(*HT, "--number", "HT3", "--kind", "purchase")
    fleet.ok(*HT, "--number", "HT4", "--kind", "purchase", "--state", "draft", "--credit-limit", "9000")
    approved(fleet, *SCORES)
    whole = {"assessed_limit": 4800.0, "contract_limit": 4800.0, "limit_contracts": ["HT1", "HT2"], "measure": "ok", "why": None}
    assert limit_told(fleet) == {"limit": 4800.0, "limit_from": "assessed", **whole}
    assert "assessment CA1 (contract HT1 + HT2: 4,800.00)" in fleet.ok("credit", "show", "KH1", "-o", "plain").out
    fleet.ok("contract", "edit", "HT2", "--credit-limit", "1799.99")
    assert limit_told(fleet) == {"limit": 4799.99, "limit_from": "contract", **whole, "contract_limit": 4799.99}
    fleet.ok("undo", "--yes")
    fleet.ok("contract", "edit", "HT2", "--until", "2026-06-14")
    found = limit_told(fleet)
    assert (found["limit"], found["contract_limit"], found["limit_contracts"]) == (3000.0, 3000.0, ["HT1"])


def test_a_contract_that_begins_with_a_lower_limit_has_the_credit_assessed_anew_from_that_day(fleet, monkeypatch):
    approved(fleet, *SCORES)
    fleet.ok("bill", "add", "KH1", "1000", "--due-on", "2026-12-01")
    contract = ("contract", "add", "KH1", "5000", "--from", "2026-07-01", "--until", "2026-12-31", "--credit-limit", "999.99")
    fleet.ok(*contract, "--number", "HT1")
    for day, review in (("2026-06-30", []), ("2026-07-01", [("credit_review", "2026-07-01")])):
        monkeypatch.setenv("KCRM_NOW", f"{day}T09:00:00+08:00")
        fleet.ok("plan")
        planned = fleet.json("followup", "list", "--kind", "credit_review", "--state", "open")
        assert [(each["kind"], each["due_on"]) for each in planned] == review
    (account,) = fleet.json("credit", "list")
    assert (account["measure"], account["review_on"]) == ("hold", "2026-07-01")


def test_an_order_of_an_account_on_hold_is_taken_and_says_so(fleet):
    order = ("--opened-at", "2026-06-15 08:00", "--payer", "customer")
    assert "credit" not in fleet.run("order", "add", "W5", "皖A12345", "paid_repair", *order).err
    fleet.ok("bill", "add", "KH1", "10", "--issued-on", "2026-03-01", "--due-on", "2026-05-15")
    added = fleet.run("order", "add", "W6", "皖A12345", "paid_repair", *order)
    assert (added.code, "C1 云汐物流有限公司: credit on hold. To see why: kcrm credit show C1" in added.err) == (0, True)
    assert "credit" not in fleet.run("order", "add", "W7", OTHER_VIN, "paid_repair", *order).err


def test_the_vehicle_and_the_open_order_of_an_account_that_is_not_in_order_say_so(fleet):
    order = ("--opened-at", "2026-06-15 08:00", "--payer", "customer")
    fleet.ok("order", "add", "W5", "皖A12345", "paid_repair", *order)
    assert all("credit" not in fleet.json("show", each) for each in ("皖A12345", "no:W5"))
    fleet.ok("bill", "add", "KH1", "10", "--issued-on", "2026-03-01", "--due-on", "2026-05-15", "--number", "FP1")
    for each in ("皖A12345", "no:W5"):
        (credit,) = fleet.json("show", each)["credit"]
        told = credit["customer_id"], credit["customer"], credit["measure"], credit["why"]
        assert told == ("C1", "云汐物流有限公司", "hold", "up to 31 days late: FP1")
    assert "credit" not in fleet.json("show", "no:W1")  # closed
    assert "credit" not in fleet.json("show", OTHER_VIN)
    fleet.speaking("zh")
    assert "暂停挂账" in fleet.ok("vehicle", "show", "皖A12345").out


def test_an_account_is_assessed_anew_from_the_day_on_which_its_bills_are_too_late(fleet, monkeypatch):
    """Due on 16 June it is 30 days late on 16 July, and held the day after."""
    approved(fleet, *SCORES)
    fleet.ok("bill", "add", "KH1", "1", "--due-on", "2026-06-16")
    monkeypatch.setenv("KCRM_NOW", "2026-07-16T09:00")
    assert fleet.json("credit", "review") == []
    monkeypatch.setenv("KCRM_NOW", "2026-07-20T09:00")
    (row,) = fleet.json("credit", "review")
    assert (row["review"], row["review_on"], row["measure"]) == ("held", "2026-07-17", "hold")
