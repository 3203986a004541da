"""Planning inside every write: what the facts of a desk become, seen in the database. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

VIN = "1M8GDM9AXKP042788"
VIN2 = "11111111111111111"
ANNA = {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"}
BORIS = {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002"}


def items(desk, *, kind=None, state="open"):
    """(kind, due_on) of the follow-ups in a state, by due date."""
    rows = desk.query("SELECT kind, due_on FROM followup WHERE state = ? ORDER BY due_on, kind", state)
    return [row for row in rows if kind in {None, row[0]}]


def test_a_delivery_brings_its_calls_within_the_horizon_each_to_its_own_duty(desk):
    desk.take("customers", ANNA)
    desk.take(
        "vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-15", "sales_consultant": "X1", "service_advisor": "A1"}
    )
    # horizon 35 days: until 20 July; the month call and the Dragon Boat Festival (19 June) lie within it
    rows = desk.query(
        "SELECT kind, due_on, channel, employee_no, assigned_by FROM followup LEFT JOIN staff ON staff.id = assignee_id ORDER BY due_on"
    )
    assert rows == [
        ("1dc", "2026-06-16", "call", "M1", "role"),
        ("3dc", "2026-06-18", "call", "X1", "vehicle"),
        ("festival", "2026-06-19", "message", "S1", "specialist"),
        ("7dc", "2026-06-22", "call", "X1", "vehicle"),
        ("30dc", "2026-07-15", "call", "A1", "vehicle"),
    ]


def test_planning_twice_changes_nothing_and_is_no_operation(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-01", "insurance_expires_on": "2026-07-01"})
    desk.ok("plan")
    before = desk.query("SELECT * FROM followup"), desk.query("SELECT count(*) FROM operation")
    desk.ok("plan")
    assert (desk.query("SELECT * FROM followup"), desk.query("SELECT count(*) FROM operation")) == before


def test_a_new_insurance_date_cancels_the_old_reminder_and_makes_another(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    assert items(desk, kind="insurance_expiry") == [("insurance_expiry", "2026-06-10")]
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-20"})
    assert items(desk, kind="insurance_expiry") == [("insurance_expiry", "2026-06-20")]
    assert desk.query("SELECT due_on, reason FROM followup WHERE state = 'cancelled'") == [("2026-06-10", "base_changed")]
    first, second = desk.query("SELECT id FROM followup WHERE kind = 'insurance_expiry' ORDER BY due_on")
    # the first date again: the same follow-up, under its number
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    rows = desk.query("SELECT id, state, due_on FROM followup WHERE kind = 'insurance_expiry' ORDER BY due_on")
    assert rows == [(*first, "open", "2026-06-10"), (*second, "cancelled", "2026-06-20")]


def test_a_maintenance_visit_ends_the_reminder_and_brings_the_post_service_call(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-03-10", "use": "private"})
    assert items(desk, kind="first_maintenance") == [("first_maintenance", "2026-06-10")]
    desk.take(
        "orders",
        {"order_no": "R1", "vin": VIN, "type": "首保", "opened_at": "2026-06-14 09:00", "closed_at": "2026-06-14 10:00"},
    )
    assert items(desk, kind="first_maintenance") == []
    assert items(desk, kind="post_service") == [("post_service", "2026-06-17")]
    assert desk.query("SELECT reason FROM followup WHERE kind = 'first_maintenance'") == [("maintenance_done",)]


def test_an_order_that_is_opened_again_takes_its_call_back(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    order = {"order_no": "R1", "vin": VIN, "type": "paid_repair", "opened_at": "2026-06-14 09:00"}
    desk.take("orders", {**order, "closed_at": "2026-06-14 10:00"})
    desk.take("orders", {**order, "closed_at": r"\N"})
    assert items(desk, kind="post_service") == []
    assert items(desk, kind="post_service", state="cancelled") == [("post_service", "2026-06-17")]


def test_a_call_that_returns_is_about_the_order_that_brought_it_back(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    wrong = {"order_no": "R1", "vin": VIN, "opened_at": "2026-06-14 09:00", "closed_at": "2026-06-14 10:00"}
    brought = {"brought_by": "周洁", "brought_by_phone": "13900139000"}
    desk.take("orders", {**wrong, **brought, "type": "paid_repair"})
    desk.take("orders", {**wrong, "type": "internal"})  # a mistake: no customer's order at all
    assert items(desk, kind="post_service") == []
    desk.take("orders", {**wrong, "order_no": "R2", "type": "paid_repair"})
    rows = desk.query(
        "SELECT followup.state, order_no, contact_phone FROM followup JOIN repair_order ON repair_order.id = order_id"
        " WHERE kind = 'post_service'"
    )
    assert rows == [("open", "R2", None)]


def test_do_not_contact_cancels_everything_and_its_end_brings_it_back_under_the_same_numbers(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-14"})
    opened = desk.query("SELECT id FROM followup WHERE state = 'open' ORDER BY id")
    assert opened
    desk.take("customers", {**ANNA, "do_not_contact": "是"})
    assert items(desk) == []
    desk.take("customers", {**ANNA, "do_not_contact": "否"})
    assert desk.query("SELECT id FROM followup WHERE state = 'open' ORDER BY id") == opened


def test_a_scrapped_vehicle_brings_nothing_and_says_why(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "inspection_due_on": "2026-07-01"})
    desk.take("vehicles", {"vin": VIN, "scrapped_on": "2026-06-15"})
    assert items(desk) == []
    assert desk.query("SELECT DISTINCT reason FROM followup WHERE vehicle_id IS NOT NULL") == [("scrapped",)]


def test_when_somebody_leaves_only_their_open_items_move_and_nothing_is_lost(desk):
    desk.take("customers", ANNA, BORIS)
    desk.take(
        "vehicles",
        {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-14", "sales_consultant": "X1"},
        {"vin": VIN2, "customer_no": "KH2", "insurance_expires_on": "2026-07-10"},
    )
    specialists = dict(desk.query("SELECT customer_no, employee_no FROM customer JOIN staff ON staff.id = specialist_id"))
    assert sorted(specialists.values()) == ["S1", "S2"]  # spread evenly
    desk.take("staff", {"employee_no": "X1", "name": "顾文斌", "role": "sales_consultant", "left_on": "2026-06-14"})
    rows = desk.query(
        "SELECT kind, employee_no, assigned_by FROM followup JOIN staff ON staff.id = assignee_id WHERE kind IN ('3dc', '7dc')"
    )
    assert rows == [("3dc", "M1", "manager"), ("7dc", "M1", "manager")]
    desk.take("staff", {"employee_no": "S2", "name": "林晓", "role": "cs_specialist", "left_on": "2026-06-14"})
    after = dict(desk.query("SELECT customer_no, employee_no FROM customer JOIN staff ON staff.id = specialist_id"))
    assert after == {"KH1": "S1", "KH2": "S1"}
    assert desk.query("SELECT count(*) FROM followup WHERE state = 'open' AND assignee_id IS NULL") == [(0,)]


def test_a_leaving_in_the_future_moves_the_items_on_the_day_after_the_last_one(desk):
    desk.take("customers", ANNA)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-14", "sales_consultant": "X1"})
    desk.take("staff", {"employee_no": "X1", "name": "顾文斌", "role": "sales_consultant", "left_on": "2026-06-16"})
    holder = "SELECT employee_no FROM followup JOIN staff ON staff.id = assignee_id WHERE kind = '7dc'"
    desk.at("2026-06-16T08:30")
    desk.ok("due")
    assert desk.query(holder) == [("X1",)]
    desk.at("2026-06-17T08:30")
    desk.ok("due")  # plans first, as no cron did
    assert desk.query(holder) == [("M1",)]


def test_nobody_in_the_role_is_shown_as_unassigned_and_taken_up_when_somebody_comes(shell):
    shell.init()
    shell.take("customers", ANNA)
    shell.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    row = next(row for row in shell.json("due", "--all") if row["kind"] == "insurance_expiry")
    assert (row["assignee_no"], row["caller_no"]) == (None, None)
    assert "unassigned" in row["reasons"]
    shell.take("staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"})
    row = next(row for row in shell.json("due", "--all") if row["kind"] == "insurance_expiry")
    assert (row["assignee_no"], row["caller_no"]) == ("S1", "S1")


def test_before_go_live_nothing_is_planned_but_what_still_lies_ahead(shell):
    shell.init(go_live="2026-06-15")
    shell.take("staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"})
    shell.take("customers", ANNA)
    shell.take(
        "vehicles",
        # 3dc fell due on 13 June; the insurance reminder on 10 June, but the insurance ends on 10 July
        {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-10", "insurance_expires_on": "2026-07-10"},
    )
    rows = shell.query("SELECT kind, due_on, due_by FROM followup WHERE channel = 'call' ORDER BY due_on, kind")
    assert rows == [
        ("insurance_expiry", "2026-06-15", "go_live"),
        ("7dc", "2026-06-17", "interval"),
        ("30dc", "2026-07-10", "interval"),
    ]


def test_a_birthday_lapses_after_two_days_even_if_nobody_planned_in_between(desk):
    desk.take("customers", {**ANNA, "birthday": "1990-06-16"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    desk.at("2026-06-18T08:30")
    desk.ok("due")
    assert items(desk, kind="birthday") == [("birthday", "2026-06-16")]
    desk.at("2026-06-19T08:30")
    desk.ok("due")
    assert items(desk, kind="birthday", state="lapsed") == [("birthday", "2026-06-16")]
