"""The follow-ups of a company account through the commands. The clock stands at Monday 2026-06-15, 08:30."""

from conftest import filled_once

COMPANY = {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"}
FINANCE = {"customer_no": "KH3", "name": "孙丽", "phone": "13800138001"}
CONTACT = {"customer_no": "KH4", "name": "周琳", "phone": "13800138002"}
HEADS = (
    {"employee_no": "G9", "name": "周维民", "role": "general_manager"},
    {"employee_no": "K1", "name": "秦岚", "role": "cs_manager"},
)


@filled_once
def fleet(desk):
    """An account of which nothing is due yet; a person who pays its bills and one who speaks for it."""
    desk.take("customers", COMPANY, FINANCE, CONTACT)
    desk.take("staff", *HEADS)
    desk.ok("fleet", "add", "KH1", "--manager", "M1", "--since-on", "2026-06-01")
    return desk


@filled_once
def visited(fleet):
    """The same, since the New Year, so that a visit falls due on 1 July."""
    fleet.ok("fleet", "edit", "KH1", "--since-on", "2026-01-01")
    return fleet


def stored(desk, columns="kind, state, reason, due_on"):
    return desk.query(f"SELECT {columns} FROM followup WHERE customer_id = 1 ORDER BY id")


def owing(desk, due="2026-06-08", amount="500", number="FP1"):
    desk.ok("bill", "add", "KH1", amount, "--number", number, "--issued-on", "2026-05-01", "--due-on", due)


def test_a_bill_that_is_past_its_day_is_asked_for_at_the_finance_contact_by_the_manager(fleet):
    fleet.ok("fleet", "member", "add", "KH1", "KH3", "--role", "finance")
    owing(fleet)  # a week late today
    (row,) = fleet.json("due", "--kind", "dunning")
    assert row == {
        "id": "F1",
        "kind": "dunning",
        "channel": "call",
        "due_on": "2026-06-15",
        "call_on": "2026-06-15",
        "days_overdue": 0,
        "priority": "today",
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "云汐物流有限公司",
        "phone": "13800138001",
        "plate": None,
        "model": None,
        "assignee": "沈国栋",
        "assignee_no": "M1",
        "caller": "沈国栋",
        "caller_no": "M1",
        "attempts": 0,
        "reasons": ["bill_due_on=2026-06-08", "called_contact"],
        "about": None,
        "place": None,
    }
    why = fleet.json("why", "F1")
    assert (why["because"], why["assigned_by"], why["contact_name"], why["role"]) == ("step=dun", "account", "孙丽", "cs_specialist")
    assert why["shifts"] == [{"step": "base", "amount": None, "on": "2026-06-08"}, {"step": "days", "amount": 7, "on": "2026-06-15"}]
    assert [entry["key"] for entry in why["rule"]] == [
        "followups.dunning.enabled",
        "followups.dunning.by",
        "followups.dunning.channel",
        "fleets.remind_days",
        "fleets.dun_days",
        "fleets.final_days",
    ]
    told = fleet.ok("why", "F1").out
    assert "at its highest step, that of the whole account, with all that is open: dunning letter" in told


def test_the_script_lists_every_open_bill_and_marks_those_at_a_step(fleet):
    owing(fleet)
    owing(fleet, "2026-07-31", "1200.5", "FP2")
    fleet.speaking("zh")
    script = fleet.json("next", "--staff", "M1")["script"]
    listed = "FP1，500.00元，6月8日到期，已逾期7天\nFP2，1,200.50元，7月31日到期"
    assert listed in script["purpose"]
    assert "未付的账单合计1,700.50元：" in script["purpose"]
    fleet.ok("bill", "pay", "FP1", "120")
    script = fleet.json("next", "--staff", "M1")["script"]
    assert "FP1，380.00元，6月8日到期，已逾期7天\nFP2，1,200.50元，7月31日到期" in script["purpose"]
    fleet.speaking("en")
    script = fleet.json("next", "--staff", "M1")["script"]
    assert (
        "Open are 1,580.50 yuan in all:\nFP1: 380.00 yuan, due on 8 June, 7 days late\nFP2: 1,200.50 yuan, due on 31 July"
        in script["purpose"]
    )


def test_a_payment_ends_it_a_part_of_it_does_not_and_undo_brings_it_back_under_its_number(fleet):
    owing(fleet)
    fleet.ok("bill", "pay", "FP1", "499.99")
    assert stored(fleet) == [("dunning", "open", None, "2026-06-15")]
    fleet.ok("bill", "pay", "FP1", "0.01")
    assert stored(fleet) == [("dunning", "cancelled", "paid", "2026-06-15")]
    fleet.ok("undo", "--yes")
    assert stored(fleet) == [("dunning", "open", None, "2026-06-15")]
    fleet.ok("bill", "write-off", "FP1", "--reason", "倒闭")
    assert stored(fleet) == [("dunning", "cancelled", "paid", "2026-06-15")]


def test_undoing_the_bill_takes_its_reminder_away(fleet):
    owing(fleet)
    fleet.ok("undo", "--yes")
    assert stored(fleet) == []


def test_the_step_rises_by_night_under_a_new_number_and_one_is_open_at_a_time(fleet):
    owing(fleet, "2026-06-18")
    owing(fleet, "2026-07-20", "800", "FP2")
    seen = {}
    for day in ("2026-06-15", "2026-06-24", "2026-06-25", "2026-07-17", "2026-07-18", "2026-08-19"):
        fleet.at(f"{day}T09:00:00+08:00")
        fleet.ok("plan")
        assert fleet.json("plan")["created"] == 0
        (seen[day],) = fleet.query("SELECT id, because, due_on FROM followup WHERE kind = 'dunning' AND state = 'open'")
    assert seen == {
        "2026-06-15": (1, "step=remind", "2026-06-15"),
        "2026-06-24": (1, "step=remind", "2026-06-15"),
        "2026-06-25": (2, "step=dun", "2026-06-25"),
        "2026-07-17": (2, "step=dun", "2026-06-25"),
        "2026-07-18": (3, "step=final", "2026-07-18"),
        "2026-08-19": (3, "step=final", "2026-07-18"),
    }
    assert stored(fleet, "kind, state, reason")[:2] == [("dunning", "cancelled", "stepped_up")] * 2


def test_after_a_call_the_account_is_asked_again_only_at_the_next_step_or_for_the_next_bill(fleet):
    owing(fleet)
    owing(fleet, "2026-06-10", "800", "FP2")
    fleet.ok("log", "F1", "answered", "--as", "M1")
    assert stored(fleet, "id, state, because") == [(1, "done", "step=dun")]
    fleet.at("2026-06-17T09:00:00+08:00")
    fleet.ok("plan")
    # the second bill came to its step two days after the call
    assert stored(fleet, "id, state, base_on, due_on") == [(1, "done", "2026-06-08", "2026-06-15"), (2, "open", "2026-06-10", "2026-06-17")]


def test_whom_to_ask_follows_the_members_and_their_phones(fleet):
    owing(fleet)
    asked = [stored(fleet, "contact_name, contact_phone")[0]]
    for command in (
        ("fleet", "member", "add", "KH1", "KH4", "--role", "contact"),
        ("fleet", "member", "add", "KH1", "KH3", "--role", "finance"),
        ("customer", "edit", "KH3", "--phone", "13800138009"),
        ("customer", "edit", "KH3", "--do-not-contact", "yes"),
        ("fleet", "member", "end", "FM1", "--on", "2026-06-14"),
    ):
        fleet.ok(*command)
        fleet.ok("undo", "--yes")
        assert stored(fleet, "contact_name, contact_phone") == asked[-1:]
        fleet.ok("undo", "--yes")
        asked.append(stored(fleet, "contact_name, contact_phone")[0])
    assert asked == [
        (None, None),
        ("周琳", "13800138002"),
        ("孙丽", "13800138001"),
        ("孙丽", "13800138009"),
        ("周琳", "13800138002"),
        (None, None),
    ]


def test_a_wrong_number_of_the_contact_is_not_dialled_again(fleet):
    fleet.ok("fleet", "member", "add", "KH1", "KH3", "--role", "finance")
    owing(fleet)
    fleet.ok("fleet", "member", "add", "KH1", "KH4", "--role", "contact")
    fleet.ok("log", "F1", "wrong_number", "--as", "M1")
    fleet.ok("plan", "--all")
    assert stored(fleet, "state, contact_name, contact_phone") == [("open", "周琳", "13800138002")]
    fleet.ok("customer", "edit", "KH3", "--phone", "13800138009")
    assert stored(fleet, "contact_name, contact_phone") == [("孙丽", "13800138009")]


def test_a_contract_is_to_be_renewed_and_ends_with_it(fleet):
    fleet.ok("contract", "add", "KH1", "100000", "--number", "HT1", "--from", "2026-01-01", "--until", "2026-08-10")
    (row,) = fleet.json("followup", "list")
    assert (row["kind"], row["about"], row["due_on"], row["assignee_no"]) == ("contract_renewal", "HT1", "2026-06-11", "M1")
    fleet.ok("contract", "add", "KH1", "100000", "--number", "HT2", "--from", "2026-08-11", "--until", "2027-08-10")
    assert stored(fleet) == [("contract_renewal", "cancelled", "contract_over", "2026-06-11")]
    fleet.ok("undo", "--yes")
    assert stored(fleet) == [("contract_renewal", "open", None, "2026-06-11")]
    fleet.ok("contract", "end", "HT1", "--reason", "换店")
    assert stored(fleet) == [("contract_renewal", "cancelled", "contract_over", "2026-06-11")]


def assessed(desk, score):
    scores = [word for facet in ("size", "finance", "cooperation", "stability") for word in (f"--{facet}", score)]
    number = desk.json("credit", "assess", "KH1", *scores, "--limit", "1000", "--as", "K1")["id"]
    desk.ok("credit", "approve", number, "--as", "G9")


def test_an_account_is_visited_by_its_grade_and_another_grade_begins_anew(visited):
    assert visited.json("fleet", "show", "KH1")["visit_on"] == "2026-07-01"
    assert stored(visited) == [("account_visit", "open", None, "2026-07-01")]
    assessed(visited, "90")
    assert visited.json("fleet", "show", "KH1")["visit_on"] == "2026-07-15"
    assert stored(visited) == [("account_visit", "cancelled", "reassessed", "2026-07-01"), ("account_visit", "open", None, "2026-07-15")]
    (row,) = visited.json("followup", "list")
    assert visited.json("why", row["id"])["because"] == "grade=A"
    assert "as often as an account of credit A is visited" in visited.ok("why", row["id"]).out
    assessed(visited, "95")  # the same grade: nothing begins anew
    assert stored(visited, "state") == [("cancelled",), ("open",)]


def test_credit_is_judged_anew_when_the_account_comes_on_hold_by_what_is_in_the_workshop(fleet):
    assessed(fleet, "90")
    vin = "1M8GDM9AXKP042788"
    fleet.take("vehicles", {"vin": vin, "plate": "皖A12345", "customer_no": "KH1"})
    order = {"order_no": "W1", "vin": vin, "type": "paid_repair", "opened_at": "2026-06-15 08:00", "payer": "customer"}
    fleet.take("orders", order | {"parts_amount": "1000"})
    assert not [row for row in stored(fleet) if row[0] == "credit_review"]
    fleet.at("2026-06-16T09:00:00+08:00")
    fleet.take("orders", order | {"opened_at": "2026-06-16 08:00", "parts_amount": "1000.01"})
    fleet.take("orders", order | {"opened_at": "2026-06-16 08:00", "parts_amount": "1000.01"})
    held = [row for row in stored(fleet) if row[0] == "credit_review"]
    assert held == [("credit_review", "open", None, "2026-06-16")]
    fleet.take("orders", order | {"opened_at": "2026-06-16 08:00", "parts_amount": "900"})
    assert [row for row in stored(fleet) if row[0] == "credit_review"] == [("credit_review", "cancelled", "paid", "2026-06-16")]


def test_an_anniversary_is_a_message_that_names_it(fleet):
    fleet.ok("customer", "edit", "KH1", "--phone", "13900139000")
    fleet.ok("fleet", "anniversary", "add", "KH1", "成立纪念日", "2016-06-15")
    fleet.speaking("zh")
    (message,) = fleet.json("message", "list", "--kind", "account_anniversary")
    assert message["text"] == "【云汐店】云汐物流有限公司，您好！值此成立纪念日之际，向贵公司表示祝贺。祝贵公司事业兴旺，感谢一路支持！"


def test_closing_the_account_cancels_all_of_it_and_opening_it_again_brings_it_back(visited):
    visited.ok("contract", "add", "KH1", "100000", "--from", "2026-01-01", "--until", "2026-08-10")
    visited.ok("fleet", "anniversary", "add", "KH1", "成立", "2016-06-20")
    kinds = [row[0] for row in stored(visited)]
    assert sorted(kinds) == ["account_anniversary", "account_visit", "contract_renewal"]
    visited.ok("fleet", "close", "KH1", "--reason", "搬走")
    assert {row[1:3] for row in stored(visited)} == {("cancelled", "account_closed")}
    assert visited.json("fleet", "show", "KH1")["visit_on"] is None
    visited.ok("fleet", "edit", "KH1", "--state", "active")
    assert {row[1:3] for row in stored(visited)} == {("open", None)}
    assert [row[0] for row in stored(visited)] == kinds


def test_giving_the_account_away_gives_its_follow_ups_along(visited):
    owing(visited)
    visited.ok("fleet", "reassign", "KH1", "S2")
    assert stored(visited, "kind, (SELECT employee_no FROM staff WHERE id = assignee_id), assigned_by") == [
        ("account_visit", "S2", "account"),
        ("dunning", "S2", "account"),
    ]


def test_they_are_no_part_of_the_bundle_nor_of_its_days(fleet):
    cars = ({"vin": f"LBVND{number:012d}", "customer_no": "KH1", "delivered_on": "2026-06-14"} for number in range(5))
    fleet.take("vehicles", *cars)
    owing(fleet)
    rows = fleet.query("SELECT DISTINCT kind FROM followup WHERE bundle_lead_id IS NOT NULL ORDER BY 1")
    assert rows == [("1dc",), ("30dc",), ("3dc",), ("7dc",)]
    assert fleet.query("SELECT call_on FROM followup WHERE kind = 'dunning'") == [("2026-06-15",)]


def test_undoing_the_account_takes_its_follow_ups_along(desk):
    desk.take("customers", COMPANY)
    desk.ok("fleet", "add", "KH1", "--since-on", "2026-01-01")
    assert [row[0] for row in stored(desk)] == ["account_visit"]
    desk.ok("undo", "--yes")
    assert stored(desk) == []
