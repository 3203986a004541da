"""Fleet accounts, their members, contracts, bills and payments, as files and commands tell of them."""

import pytest

COMPANY = {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"}
OTHER = {"customer_no": "KH2", "name": "顺汐出行有限公司", "phone": "05002380002", "kind": "company"}
PERSON = {"customer_no": "KH3", "name": "张伟", "phone": "13800138001"}
VIN = "1M8GDM9AXKP042788"


@pytest.fixture
def fleet(desk):
    """Two companies and a person; the first one is an account with a car and an order."""
    desk.take("customers", COMPANY, OTHER, PERSON)
    desk.take("vehicles", {"vin": VIN, "plate": "皖A12345", "customer_no": "KH1"})
    order = {"vin": VIN, "type": "paid_repair", "opened_at": "2026-05-11 09:00", "closed_at": "2026-05-12 10:00", "parts_amount": "300"}
    desk.take("orders", {"order_no": "W1"} | order, {"order_no": "W2,甲"} | order)
    desk.ok("fleet", "add", "KH1", "--manager", "M1", "--since-on", "2026-01-01")
    return desk


def test_an_account_says_whose_it_is_and_what_it_owes(fleet):
    assert fleet.json("fleet", "show", "皖A12345") == {
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
        "vehicles": 1,
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
    }


def test_the_manager_is_the_companys_specialist_unless_said(fleet):
    fleet.ok("customer", "edit", "KH2", "--specialist", "S1")
    fleet.ok("fleet", "add", "KH2")
    assert [row["manager_no"] for row in fleet.json("fleet", "list")] == ["M1", "S1"]
    assert [row["customer_no"] for row in fleet.json("fleet", "list", "--manager", "S1")] == ["KH2"]


def test_a_person_is_no_account_and_a_company_is_one_only_once(fleet):
    refused = fleet.run("fleet", "add", "KH3")
    assert (refused.code, "C3 is a person" in refused.err) == (5, True)
    refused = fleet.run("fleet", "add", "KH1")
    assert (refused.code, refused.err.splitlines()[0]) == (5, "kcrm: FA1 云汐物流有限公司 already exists.")
    assert len(fleet.json("fleet", "list")) == 1


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
    assert [row["due_on"] for row in fleet.json("bill", "list")] == ["2026-06-02", "2026-07-01"]  # without a contract at once


def test_a_payment_for_a_bill_is_no_more_than_it_and_the_same_file_pays_once(fleet):
    fleet.ok("bill", "add", "KH1", "500", "--number", "FP1")
    file = fleet.sheet("payments", [{"bill_no": "FP1", "paid_on": "2026-06-14", "amount": "300"}])
    assert [fleet.json("import", "payments", file)["new"] for _time in range(2)] == [1, 0]
    refused = fleet.run("import", "payments", fleet.sheet("payments", [{"bill_no": "FP1", "paid_on": "2026-06-15", "amount": "200.01"}]))
    assert (refused.code, "B1 has only 200.00 yuan open" in refused.out) == (5, True)
    fleet.take("payments", {"customer_no": "KH1", "paid_on": "2026-06-15", "amount": "250"})  # of none by name
    assert fleet.json("fleet", "show", "KH1")["balance"] == -50.0


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
