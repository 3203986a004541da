"""Fleet accounts, their members, contracts, bills and payments, as files and commands tell of them."""

import pytest
from conftest import filled_once

COMPANY = {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"}
OTHER = {"customer_no": "KH2", "name": "顺汐出行有限公司", "phone": "05002380002", "kind": "company"}
PERSON = {"customer_no": "KH3", "name": "张伟", "phone": "13800138001"}
VIN = "1M8GDM9AXKP042788"


@filled_once
def fleet(desk):
    """Two companies and a person; the first one is an account with a car and an order."""
    desk.take("customers", COMPANY, OTHER, PERSON)
    desk.take("vehicles", {"vin": VIN, "plate": "皖A12345", "customer_no": "KH1"})
    order = {"vin": VIN, "type": "paid_repair", "opened_at": "2026-05-11 09:00", "closed_at": "2026-05-12 10:00", "parts_amount": "300"}
    desk.take("orders", {"order_no": "W1"} | order, {"order_no": "W2,甲"} | order)
    desk.ok("fleet", "add", "KH1", "--manager", "M1", "--since-on", "2026-01-01")
    return desk


def test_an_account_says_whose_it_is_and_what_it_owes(fleet):
    assert fleet.json("fleet", "show", "皖A12345", "--view", "basics") == {
        "id": "FA1",
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "云汐物流有限公司",
        "phone": "05002380001",
        "kind": "company",
        "state": "active",
        "since_on": "2026-01-01",
        "manager": "沈国栋",
        "manager_no": "M1",
        "vehicle_count": 1,
        "fleet_size": None,
        "staff_count": None,
        "trade": None,
        "market_share": None,
        "rivals": None,
        "rival_share": None,
        "problems": None,
        "chances": None,
        "policy_note": None,
        "bundled": True,
        "balance": 0.0,
        "closed_on": None,
        "closed_reason": None,
        "late": 0.0,
        "measure": "ok",
        "contract_until": None,
        "due_next_month": 0,
        "visit_on": "2026-07-01",  # nobody has graded it: every six months since 1 January
    }


def test_the_manager_is_the_companys_specialist_unless_said(fleet):
    fleet.ok("customer", "edit", "KH2", "--specialist", "S1")
    fleet.ok("fleet", "add", "KH2")
    assert [row["manager_no"] for row in fleet.json("fleet", "list")] == ["M1", "S1"]
    assert [row["customer_no"] for row in fleet.json("fleet", "list", "--manager", "S1")] == ["KH2"]


def test_many_accounts_get_another_manager_at_once_and_whose_they_were_stays_known(fleet):
    fleet.ok("fleet", "add", "KH2")
    rows = fleet.json("fleet", "reassign", "kind:company", "S2", "--on", "2026-06-10", "--reason", "调岗")
    assert [(row["customer_no"], row["manager_no"]) for row in rows] == [("KH1", "S2"), ("KH2", "S2")]
    assert fleet.json("fleet", "show", "KH1")["handovers"] == [
        {"day": "2026-06-10", "former": "沈国栋", "manager": "林晓", "reason": "调岗"}
    ]
    fleet.ok("undo", "--yes")
    assert [row["manager_no"] for row in fleet.json("fleet", "list")] == ["M1", "S2"]  # who is the specialist of the other
    assert "handovers" not in fleet.json("fleet", "show", "KH1")
    for words, code in ((["KH1", "S2", "--on", "2026-06-16"], 5), (["S2"], 2), (["KH3", "S2"], 3)):
        assert fleet.run("fleet", "reassign", *words).code == code
    fleet.ok("staff", "edit", "S2", "--left-on", "2026-06-01")
    assert fleet.run("fleet", "reassign", "KH1", "S2").code == 5


def test_a_person_is_no_account_and_a_company_is_one_only_once(fleet):
    refused = fleet.run("fleet", "add", "KH3")
    assert (refused.code, "C3 is a person" in refused.err) == (5, True)
    refused = fleet.run("fleet", "add", "KH1")
    assert (refused.code, refused.err.splitlines()[0]) == (5, "kcrm: FA1 云汐物流有限公司 already exists.")
    assert len(fleet.json("fleet", "list")) == 1


def test_what_was_paid_of_a_bill_that_was_written_off_since_covers_no_other_bill(fleet):
    """50 yuan without a bill's number went to the older one, of which the rest was given up: of the other all 40 are open."""
    fleet.ok("bill", "add", "KH1", "100", "--number", "FA", "--issued-on", "2026-04-01", "--due-on", "2026-05-01")
    fleet.ok("bill", "add", "KH1", "40", "--number", "FB", "--issued-on", "2026-04-01", "--due-on", "2026-06-01")
    fleet.ok("bill", "pay", "KH1", "50")
    fleet.ok("bill", "write-off", "FA", "--reason", "倒闭")
    refused = fleet.run("fleet", "close", "KH1", "--reason", "搬走")
    assert (refused.code, "bills are open: FB" in refused.err) == (5, True)
    (aged,) = fleet.json("bill", "ageing")
    assert (aged["open"], aged["credit"]) == (40.0, 0.0)
    for words in (("list",), ("list", "--owing"), ("list", "--all", "id:C1")):
        assert [row["balance"] for row in fleet.json("fleet", *words)] == [40.0]
    assert fleet.json("fleet", "show", "KH1", "--view", "basics")["balance"] == 40.0
    fleet.ok("bill", "pay", "FB", "40")
    assert fleet.json("fleet", "list", "--owing") == []
    fleet.ok("fleet", "close", "KH1", "--reason", "搬走")


@pytest.mark.parametrize(
    "words",
    [
        ("bill", "add", "KH2", "100"),
        ("contract", "add", "KH2", "100", "--from", "2026-01-01", "--until", "2026-12-31"),
        ("fleet", "member", "add", "KH2", "KH3"),
        ("fleet", "product", "add", "KH2", "rescue"),
        ("fleet", "anniversary", "add", "KH2", "公司成立", "2010-08-08"),
        ("credit", "assess", "KH2", "--informal", "--as", "M1"),
    ],
)
def test_undo_takes_no_account_from_under_what_only_an_account_has(fleet, words):
    fleet.ok("fleet", "add", "KH2")
    made = fleet.json("operation", "list")[0]["id"]
    fleet.ok(*words)
    refused = fleet.run("undo", made, "--yes")
    assert (refused.code, "depends on what would be removed" in refused.err) == (5, True)
    refused = fleet.run("undo", made, "--yes", "--force")
    assert (refused.code, "nothing left to undo" in refused.err) == (5, True)
    assert [row["customer_no"] for row in fleet.json("fleet", "list")] == ["KH1", "KH2"]
    fleet.ok("undo", fleet.json("operation", "list")[0]["id"], "--yes")
    fleet.ok("undo", made, "--yes")
    assert [row["customer_no"] for row in fleet.json("fleet", "list")] == ["KH1"]


def test_an_account_that_owes_is_not_closed_and_one_that_is_closed_can_be_opened_again(fleet):
    fleet.ok("bill", "add", "KH1", "500", "--number", "FP1")
    refused = fleet.run("fleet", "close", "KH1", "--reason", "搬走")
    assert (refused.code, "FP1" in refused.err) == (5, True)
    fleet.take("payments", {"bill_no": "FP1", "paid_on": "2026-06-14", "amount": "500"})
    fleet.ok("fleet", "close", "KH1", "--reason", "搬走")
    assert fleet.json("fleet", "list") == []
    (row,) = fleet.json("fleet", "list", "--all")
    assert (row["state"], row["closed_on"], row["closed_reason"]) == ("closed", "2026-06-15", "搬走")
    fleet.ok("fleet", "edit", "KH1", "--state", "dormant")
    (row,) = fleet.json("fleet", "list")
    assert (row["state"], row["closed_on"], row["closed_reason"]) == ("dormant", None, None)


def test_a_member_is_a_customer_record_found_or_made(fleet):
    rows = (
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138001", "post": "车管", "key": "是", "role": "司机", "plate": "皖A12345"},
        {"customer_no": "KH1", "name": "周琳", "phone": "13800138002", "role": "finance"},
        {"customer_no": "KH1", "name": "无电话", "role": "contact"},
    )
    report = fleet.json("import", "members", fleet.sheet("members", rows))
    assert (report["new"], report["made_customers"]) == (3, 2)
    members = fleet.json("fleet", "member", "list")
    assert [(row["person_id"], row["role"], row["key"], row["plate"]) for row in members] == [
        ("C3", "driver", True, "皖A12345"),
        ("C4", "finance", False, None),
        ("C5", "contact", False, None),
    ]
    assert fleet.json("customer", "show", "C4")["contact_only"] is True
    report = fleet.json("import", "members", fleet.sheet("members", rows))
    assert (report["new"], report["changed"], report["unchanged"], report["made_customers"]) == (0, 0, 3, 0)
    fleet.ok("fleet", "member", "end", "FM2", "--on", "2026-06-10")
    assert [row["name"] for row in fleet.json("fleet", "member", "list", "--now")] == ["张伟", "无电话"]
    fleet.ok("undo", "--yes")
    assert len(fleet.json("fleet", "member", "list", "--now")) == 3


def test_only_an_account_has_members_contracts_and_bills(fleet):
    for kind, row in (
        ("members", {"customer_no": "KH2", "name": "张伟", "phone": "13800138001"}),
        ("contracts", {"contract_no": "H9", "customer_no": "KH2", "from_on": "2026-01-01", "until_on": "2026-02-01", "amount": "1"}),
        ("bills", {"bill_no": "F9", "customer_no": "KH2", "issued_on": "2026-01-01", "amount": "1"}),
    ):
        refused = fleet.run("import", kind, fleet.sheet(kind, [row]), "-o", "json")
        assert (refused.code, "C2 is no fleet account: kcrm fleet add C2" in refused.out) == (5, True)


def test_a_contract_ends_no_earlier_than_it_begins_and_before_its_time_with_a_reason(fleet):
    refused = fleet.run("contract", "add", "KH1", "5000", "--from", "2026-06-01", "--until", "2026-05-31")
    assert (refused.code, "2026-05-31" in refused.err) == (5, True)
    fleet.ok("contract", "add", "KH1", "5000", "--from", "2026-06-01", "--until", "2026-06-01", "--number", "HT1")
    fleet.ok("contract", "end", "HT1", "--reason", "换厂")
    (row,) = fleet.json("contract", "list", "--all")
    assert (row["state"], row["ended_on"], row["ended_reason"]) == ("terminated", "2026-06-15", "换厂")


def test_a_bill_is_due_by_its_contract_and_no_order_is_billed_twice(fleet):
    fleet.ok("contract", "add", "KH1", "5000", "--from", "2026-01-01", "--until", "2026-12-31", "--number", "HT1", "--credit-days", "30")
    fleet.take("bills", {"bill_no": "FP1", "contract_no": "HT1", "amount": "600", "issued_on": "2026-06-01", "orders": "W1, W2,甲"})
    (bill,) = fleet.json("bill", "list")
    assert (bill["customer_no"], bill["due_on"], bill["orders"]) == ("KH1", "2026-07-01", "W1, W2,甲")
    refused = fleet.run("bill", "add", "KH1", "300", "--orders", "W1")
    assert (refused.code, "is on B1 already" in refused.err) == (5, True)
    fleet.ok("bill", "edit", "FP1", "--orders", "W1")
    assert fleet.json("bill", "show", "B1")["orders"] == "W1"
    fleet.ok("undo", "--yes")
    assert fleet.json("bill", "show", "B1")["orders"] == "W1, W2,甲"
    fleet.ok("bill", "add", "KH1", "300", "--issued-on", "2026-06-02")
    assert [row["due_on"] for row in fleet.json("bill", "list")] == ["2026-07-01", "2026-07-02"]  # by what is in force
    fleet.ok("bill", "add", "KH1", "300", "--issued-on", "2025-12-31")
    assert "2025-12-31" in {row["due_on"] for row in fleet.json("bill", "list")}  # without a contract at once


def test_a_payment_for_a_bill_is_no_more_than_it_and_the_same_file_pays_once(fleet):
    fleet.ok("bill", "add", "KH1", "500", "--number", "FP1")
    file = fleet.sheet("payments", [{"bill_no": "FP1", "paid_on": "2026-06-14", "amount": "300"}])
    assert [fleet.json("import", "payments", file)["new"] for _time in range(2)] == [1, 0]
    refused = fleet.run("import", "payments", fleet.sheet("payments", [{"bill_no": "FP1", "paid_on": "2026-06-15", "amount": "200.01"}]))
    assert (refused.code, "B1 has only 200.00 yuan open" in refused.out) == (5, True)
    fleet.take("payments", {"customer_no": "KH1", "paid_on": "2026-06-15", "amount": "250"})  # of none by name
    assert fleet.json("fleet", "show", "KH1")["balance"] == -50.0


def test_two_equal_payments_without_a_number_in_one_file_are_two_and_the_file_again_is_none(fleet):
    fleet.ok("bill", "add", "KH1", "500", "--number", "FP1")
    named = {"bill_no": "FP1", "paid_on": "2026-06-14", "amount": "200"}
    unnamed = {"customer_no": "KH1", "paid_on": "2026-06-14", "amount": "200"}
    file = fleet.sheet("payments", [named, unnamed, named, unnamed, unnamed])
    told = [fleet.json("import", "payments", file) for _time in range(3)]
    assert [(each["new"], each["unchanged"]) for each in told] == [(5, 0), (0, 5), (0, 5)]
    assert len(fleet.json("bill", "payment", "list")) == 5
    # a file of fewer tells of those that are known, one of more of another one; a third one that names the bill is more than it
    assert fleet.json("import", "payments", fleet.sheet("payments", [unnamed, unnamed]))["new"] == 0
    assert fleet.json("import", "payments", fleet.sheet("payments", [unnamed] * 4))["new"] == 1
    refused = fleet.run("import", "payments", fleet.sheet("payments", [named] * 3))
    assert (refused.code, "B1 has only 100.00 yuan open" in refused.out) == (5, True)


def test_a_row_with_a_number_gives_it_to_the_payment_that_had_none_and_takes_no_other_ones(fleet):
    row = {"customer_no": "KH1", "paid_on": "2026-06-14", "amount": "200", "payment_no": ""}
    numbered = row | {"payment_no": "SK1"}
    fleet.take("payments", row)
    fleet.take("payments", numbered)
    assert [each["payment_no"] for each in fleet.json("bill", "payment", "list")] == ["SK1"]
    file = fleet.sheet("payments", [numbered, row])
    assert [fleet.json("import", "payments", file)["new"] for _time in range(2)] == [1, 0]
    assert sorted(each["payment_no"] or "" for each in fleet.json("bill", "payment", "list")) == ["", "SK1"]


def test_what_belongs_to_an_account_is_found_shown_and_leads_to_it(fleet):
    fleet.ok("bill", "add", "KH1", "500", "--number", "FP1")
    assert fleet.json("show", "B1")["bill_no"] == "FP1"
    assert [row["id"] for row in fleet.json("find", "FP1")] == ["B1"]
    assert fleet.json("show", "FA1")["customer_no"] == "KH1"


def test_two_accounts_of_one_company_become_one_and_undo_parts_them(fleet):
    fleet.ok("fleet", "add", "KH2", "--trade", "出行", "--since-on", "2025-03-01")
    fleet.ok("bill", "add", "KH2", "500", "--number", "FP1")
    fleet.ok("fleet", "relation", "add", "KH1", "sibling", "KH2")
    before = fleet.json("bill", "list")
    fleet.ok("customer", "merge", "KH1", "KH2", "--keep", "KH1", "--force")
    (row,) = fleet.json("fleet", "list")
    assert (row["customer_no"], row["trade"], row["since_on"], row["balance"]) == ("KH1", "出行", "2025-03-01", 500.0)
    assert fleet.json("fleet", "relation", "list") == []
    fleet.ok("undo", "--yes")
    assert len(fleet.json("fleet", "list")) == 2
    assert fleet.json("bill", "list") == before
    assert len(fleet.json("fleet", "relation", "list")) == 1


# --- what is owed ---


@filled_once
def owing(fleet):
    """Of 1,200 yuan by 31 March 700 are open; of 800 by 10 June all; 50 were paid of none by name, which goes to the older one."""
    fleet.ok("bill", "add", "KH1", "1200", "--number", "FP1", "--issued-on", "2026-03-01", "--due-on", "2026-03-31")
    fleet.ok("bill", "add", "KH1", "800", "--number", "FP2", "--issued-on", "2026-05-20", "--due-on", "2026-06-10")
    fleet.ok("bill", "pay", "FP1", "500", "--paid-on", "2026-04-02", "--number", "SK1")
    fleet.ok("bill", "pay", "KH1", "50", "--paid-on", "2026-06-01")
    return fleet


def test_what_is_owed_is_told_by_how_late_it_is(owing):
    # on 15 June the one is 76 days late, the other 5; the final demand comes after 30 days
    assert owing.json("bill", "ageing") == [
        {
            "customer_id": "C1",
            "customer_no": "KH1",
            "customer": "云汐物流有限公司",
            "open": 1450.0,
            "not_due": 0.0,
            "to_30": 800.0,
            "to_60": 0.0,
            "to_90": 650.0,
            "over_90": 0.0,
            "credit": 0.0,
            "days_late": 76,
            "dunning": "final",
            "next_on": "2026-06-17",  # a week after the 10th the younger bill is asked for more sharply
        }
    ]
    assert [(row["bill_no"], row["paid"], row["open"], row["days_late"], row["dunning"]) for row in owing.json("bill", "open", "KH1")] == [
        ("FP1", 550.0, 650.0, 76, "final"),
        ("FP2", 0.0, 800.0, 5, "remind"),
    ]


def test_a_bill_shows_which_payments_went_to_it(owing):
    card = owing.json("bill", "show", "FP1")
    assert (card["paid"], card["written_off"], card["open"], card["settled_on"], card["days_late"]) == (550.0, 0.0, 650.0, None, 76)
    assert card["payments"] == [
        {"payment_id": "PY1", "payment_no": "SK1", "on": "2026-04-02", "amount": 500.0},
        {"payment_id": "PY2", "payment_no": None, "on": "2026-06-01", "amount": 50.0},
    ]
    assert owing.json("show", "FP1") == card


def test_whoever_pays_by_hand_is_told_what_is_open_and_a_file_what_others_of_its_bill_left(owing):
    refused = owing.run("bill", "pay", "FP1", "650.01")
    assert (refused.code, "B1 has only 650.00 yuan open" in refused.err) == (5, True)
    owing.take("payments", {"bill_no": "FP1", "paid_on": "2026-06-15", "amount": "700"})  # whatever came first
    assert [row["open"] for row in owing.json("bill", "open", "KH1")] == [750.0]  # what was too much of the one went to the other


def test_a_statement_adds_up_from_what_was_owed_to_what_is(owing):
    statement = owing.json("bill", "statement", "KH1", "--period", "2026-05..2026-06")
    assert [statement[key] for key in ("opening", "billed", "received", "given_up", "closing")] == [700.0, 800.0, 50.0, 0.0, 1450.0]
    assert [(row["on"], row["billed"], row["received"], row["balance"]) for row in statement["moves"]] == [
        ("2026-05-20", 800.0, None, 1500.0),
        ("2026-06-01", None, 50.0, 1450.0),
    ]
    assert [row["bill_no"] for row in statement["open_bills"]] == ["FP1", "FP2"]


def test_what_is_written_off_is_asked_for_no_more(owing):
    owing.ok("--as", "G1", "bill", "write-off", "FP1", "--reason", "破产")
    assert [row["open"] for row in owing.json("bill", "ageing")] == [800.0]
    card = owing.json("bill", "show", "FP1")
    assert (card["written_off_on"], card["written_off_reason"], card["written_off"], card["open"]) == ("2026-06-15", "破产", 650.0, 0.0)
    assert owing.query("SELECT name FROM staff JOIN bill ON written_off_by_id = staff.id") == [("何总",)]
    owing.ok("undo", "--yes")
    assert [row["open"] for row in owing.json("bill", "ageing")] == [1450.0]


def test_where_nothing_is_open_nothing_is_written_off(owing):
    owing.ok("bill", "pay", "FP1", "650")
    refused = owing.run("bill", "write-off", "FP1", "--reason", "破产")
    assert (refused.code, refused.err.splitlines()[0]) == (5, "kcrm: Nothing of FP1 is open.")
    owing.ok("bill", "write-off", "FP2", "--reason", "破产")
    assert owing.run("bill", "write-off", "FP2", "--reason", "又").code == 5
    assert owing.json("bill", "show", "FP2")["written_off_reason"] == "破产"


def test_nobody_pays_nothing(owing):
    refused = owing.run("bill", "pay", "FP1", "0")
    assert (refused.code, refused.err) == (5, "kcrm: --amount 0.00: a payment is more than 0 yuan.\n")
    report = owing.run(
        "import", "payments", owing.sheet("payments", [{"bill_no": "FP1", "paid_on": "2026-06-14", "amount": "0"}]), "-o", "json"
    )
    assert (report.code, "a payment is more than 0 yuan" in report.out) == (5, True)


def test_a_framework_contract_beside_another_is_asked_about(fleet):
    term = ("--from", "2026-01-01", "--until", "2026-12-31")
    fleet.ok("contract", "add", "KH1", "100", *term, "--number", "HT1")
    fleet.ok("contract", "add", "KH1", "100", *term, "--number", "HT2", "--kind", "maintenance")
    fleet.ok("contract", "add", "KH1", "100", "--from", "2027-01-01", "--until", "2027-12-31", "--number", "HT3")
    late = ("contract", "add", "KH1", "100", "--from", "2026-12-31", "--until", "2027-06-30", "--number", "HT4")
    refused = fleet.run(*late)
    said = (
        "Framework contracts of this account are in force at the same time: HT1 (2026-01-01 to 2026-12-31), HT3 (2027-01-01 to 2027-12-31)."
    )
    assert (refused.code, refused.err) == (4, f"kcrm: {said} Keep it all the same? No terminal to ask on: add --yes.\n")
    fleet.ok(*late, "--dry-run")
    assert [row["contract_no"] for row in fleet.json("contract", "list")] == ["HT1", "HT2", "HT3"]
    fleet.ok(*late, "--state", "draft")
    assert fleet.run("contract", "edit", "HT4", "--state", "active").code == 4
    fleet.ok("contract", "edit", "HT4", "--state", "active", "--yes")
    fleet.ok("contract", "edit", "HT4", "--amount", "200")  # was asked when it began to overlap
    assert fleet.run("contract", "edit", "HT2", "--kind", "framework").code == 4
    fleet.ok("contract", "end", "HT4", "--reason", "改签")


def test_an_account_is_seen_in_eleven_views(owing):
    owing.ok("fleet", "member", "add", "KH1", "KH3", "--role", "driver", "--key", "yes")
    owing.ok("contract", "add", "KH1", "1200", "--from", "2026-05-01", "--until", "2026-06-29", "--number", "HT1")
    card = owing.json("fleet", "show", "KH1")
    assert [key for key in card if isinstance(card[key], list)] == [
        *("key_members", "contracts", "arrears", "receivables", "credit", "statistics", "vehicles"),
    ]
    # both bills are past their days, the one by 76 days
    assert [card[key] for key in ("balance", "late", "measure", "contract_until")] == [1450.0, 1450.0, "hold", "2026-06-29"]
    (contract,) = owing.json("fleet", "show", "KH1", "--view", "contracts")
    # both orders of May, 300 each, are half of it; 46 of 60 days have gone by
    assert (contract["executed"], contract["rate"], contract["pace"]) == (600.0, 50, "behind")
    card = owing.json("show", "HT1")
    assert card == owing.json("contract", "show", "HT1")
    # 46 of its 60 days; its renewal is due 60 days before its end
    assert (card["executed"], card["rate"], round(card["elapsed"], 2), card["renewal_due_on"]) == (600.0, 50, 76.67, "2026-04-30")
    assert [(row["order_no"], row["amount"]) for row in card["orders"]] == [("W1", 300.0), ("W2,甲", 300.0)]
    assert owing.json("fleet", "show", "KH1", "--view", "statistics")[:2] == [
        {"month": "2026-06", "orders": 0, "paid": 0.0},
        {"month": "2026-05", "orders": 2, "paid": 600.0},
    ]
    assert owing.json("fleet", "show", "KH1", "--view", "members") == []
    assert [row["name"] for row in owing.json("fleet", "show", "KH1", "--view", "key_members")] == ["张伟"]
    refused = owing.run("fleet", "show", "KH1", "--view", "debts")
    assert (refused.code, "debts" in refused.err) == (2, True)


def test_a_hold_is_seen_where_somebody_could_overlook_it(owing):
    # 76 days late, which is more than 30 and less than 90
    (credit,) = owing.json("show", "C1")["credit"]
    assert (credit["grade"], credit["exposure"], credit["measure"], credit["why"]) == (None, 1450.0, "hold", "up to 76 days late: FP1")
    assert owing.json("fleet", "show", "KH1")["credit"] == [credit]
    assert "credit" not in owing.json("show", "C2")
    owing.ok("followup", "add", "C1", "other", "2026-06-15", "--about", "年度合同", "--to", "S1")
    turn = owing.json("next")
    assert "credit_hold" in turn["matters"]
    owing.take("payments", {"customer_no": "KH1", "paid_on": "2026-06-15", "amount": "1450"})
    assert "credit_hold" not in owing.json("next")["matters"]


def test_the_accounts_of_one_manager_are_given_to_another_at_once_and_counted_together(fleet):
    fleet.take("customers", {"customer_no": "KH7", "name": "[/b]货运", "phone": "05002380007", "kind": "company"})
    fleet.ok("fleet", "add", "KH7")
    fleet.ok("fleet", "edit", "KH1", "--manager", "M1")
    assert fleet.json("fleet", "list", "manager:A1") == []
    assert [each["customer_no"] for each in fleet.json("fleet", "list", "manager:M1")] == ["KH1"]
    fleet.ok("fleet", "reassign", "manager:M1", "A1", "--reason", "离职")
    assert [each["customer_no"] for each in fleet.json("fleet", "list", "manager:A1")] == ["KH1"]
    assert fleet.json("fleet", "list", "manager:M1") == []
    # one without a manager is its specialist's
    fleet.ok("customer", "edit", "KH7", "--specialist", "S1")
    assert [each["customer_no"] for each in fleet.json("fleet", "list", "客户经理:S1")] == ["KH7"]
    (accounts,) = [row for row in fleet.json("kpi", "fleet", "manager:A1") if (row["key"], row["scope"]) == ("fleet_accounts", "whole")]
    assert accounts["value"] == 1


def test_contracts_come_under_the_short_english_headings_too(fleet):
    fleet.take("contracts", {"contract_no": "HT9", "customer_no": "KH1", "from": "2026-01-01", "until": "2026-12-31", "amount": "5"})
    (contract,) = fleet.json("contract", "list")
    assert (contract["from_on"], contract["until_on"]) == ("2026-01-01", "2026-12-31")
