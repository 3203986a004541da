"""`kcrm prospect hints`: who is likely to buy again, and why."""

from __future__ import annotations

from conftest import filled_once

VIN = "LSVAA4182E21234"


@filled_once
def store(desk):
    """Six owners; Monday 15 June 2026."""
    desk.take("staff", {"employee_no": "X1", "name": "方东", "role": "sales_consultant"})
    desk.take("staff", {"employee_no": "X9", "name": "老徐", "role": "sales_consultant", "left_on": "2026-01-31"})
    people = ("张伟", "李娜", "王强", "赵敏", "孙悦", "周杰")
    desk.take(
        "customers",
        *({"customer_no": f"K{number}", "name": name, "phone": f"1380013800{number}"} for number, name in enumerate(people, 1)),
    )
    desk.take(
        "vehicles",
        # 60 months old on the very day; its loan ends on the 90th day
        {
            "vin": f"{VIN}01",
            "plate": "沪A00001",
            "model": "瑞虎8",
            "customer_no": "K1",
            "delivered_on": "2021-06-15",
            "sales_consultant": "X1",
            "loan_until": "2026-09-13",
        },
        # one day short of 60 months, warranty ends one day too late
        {"vin": f"{VIN}02", "plate": "沪A00002", "customer_no": "K2", "delivered_on": "2021-06-16", "warranty_until": "2026-09-14"},
        # out of warranty, a dear repair; who sold it has left
        {
            "vin": f"{VIN}03",
            "plate": "沪A00003",
            "customer_no": "K3",
            "delivered_on": "2022-03-01",
            "warranty_until": "2025-03-01",
            "sales_consultant": "X9",
        },
        # sold it, has nothing else
        {"vin": f"{VIN}04", "plate": "沪A00004", "customer_no": "K4", "delivered_on": "2023-03-01", "sold_on": "2026-05-01"},
        # the warranty ends today; is asked already
        {"vin": f"{VIN}05", "plate": "沪A00005", "customer_no": "K5", "delivered_on": "2023-06-15", "warranty_until": "2026-06-15"},
        # old, but wants no contact
        {"vin": f"{VIN}06", "plate": "沪A00006", "customer_no": "K6", "delivered_on": "2015-06-15"},
    )
    repair = {"opened_at": "2026-04-01 09:00", "closed_at": "2026-04-02 17:00", "type": "paid_repair", "labor_amount": "1000"}
    desk.take(
        "orders",
        {"order_no": "R1", "vin": f"{VIN}03", "parts_amount": "4000.01", **repair},
        {"order_no": "R2", "vin": f"{VIN}02", "parts_amount": "9000", **repair},
    )
    return desk


def test_who_is_likely_to_buy_again_with_each_reason(store):
    store.ok("customer", "edit", "K6", "--do-not-contact", "yes")
    store.ok("prospect", "add", "孙悦", "13800138005", "--source", "phone")
    rows = store.json("prospect", "hints")
    assert rows[0] == {
        "customer_id": "C1",
        "customer": "张伟",
        "phone": "13800138001",
        "vehicle_id": "V1",
        "plate": "沪A00001",
        "model": "瑞虎8",
        "reasons": ["age=60", "loan=2026-09-13"],
        "consultant_no": "X1",
        "consultant": "方东",
    }
    assert [(row["customer"], row["reasons"], row["consultant"]) for row in rows[1:]] == [
        ("王强", ["repair=500001"], None),
        ("赵敏", ["sold=2026-05-01"], None),
    ]
    store.ok("prospect", "lose", "L1", "no_need")
    assert [row["reasons"] for row in store.json("prospect", "hints", "孙悦")] == [["warranty=2026-06-15"]]
    shown = store.ok("prospect", "hints", "-o", "md").out
    assert "60 months old, loan to 2026-09-13" in shown
    assert "repair for 5,000.01 yuan" in shown


def test_whom_a_car_was_given_on_to_is_not_asked_for_it_and_who_bought_again_is_not_either(store):
    # 李娜 gave hers to 周杰, and it was the only one
    store.ok("vehicle", "transfer", f"{VIN}02", "K6")
    assert ("李娜", ["sold=2026-06-15"]) in [(row["customer"], row["reasons"]) for row in store.json("prospect", "hints")]
    store.take("vehicles", {"vin": f"{VIN}07", "customer_no": "K2", "delivered_on": "2026-06-10"})
    assert "李娜" not in [row["customer"] for row in store.json("prospect", "hints")]
    assert [row["vehicle_id"] for row in store.json("prospect", "hints", "周杰")] == ["V6"]


def calls(desk):
    return desk.query("""
        SELECT customer.name, due_on, lapses_on, state, reason, employee_no, because FROM followup
        JOIN customer ON customer.id = customer_id LEFT JOIN staff ON staff.id = assignee_id
        WHERE followup.kind = 'repurchase' ORDER BY followup.id
    """)


def test_nobody_is_called_about_it_unless_the_store_wants_it(store):
    store.ok("plan")
    assert calls(store) == []
    assert store.query("SELECT count(*) FROM hint") == [(0,)]


def test_where_the_store_wants_it_each_is_called_by_who_sold_the_car_at_most_once_a_year(store):
    store.ok("customer", "edit", "K6", "--do-not-contact", "yes")
    store.ok("policy", "set", "followups.repurchase.enabled", "yes")
    store.ok("policy", "set", "prospects.hints_per_day", "3")
    store.ok("plan")
    # two reasons first, then by number; 孙悦 has to wait; who sold to 王强 has left, and 赵敏 has no car any more
    assert calls(store) == [
        ("张伟", "2026-06-15", "2026-07-15", "open", None, "X1", "age=60"),
        ("王强", "2026-06-15", "2026-07-15", "open", None, "M1", "repair=500001"),
        ("赵敏", "2026-06-15", "2026-07-15", "open", None, "M1", "sold=2026-05-01"),
    ]
    store.ok("plan")
    assert len(calls(store)) == 3
    number = store.query("SELECT id FROM followup WHERE kind = 'repurchase' ORDER BY id")[0][0]
    assert "60 months old" in store.ok("why", f"F{number}", "-o", "md").out
    # who is asked already is not called about it; nor does the call come back when they were lost, once its time is over
    store.ok("prospect", "add", "张伟", "13800138001", "--source", "phone")
    assert calls(store)[0][3:5] == ("cancelled", "moved_on")
    store.at("2026-06-16T08:30")
    store.ok("due")
    # that day 李娜's car is 60 months old; 孙悦's warranty ended yesterday
    assert [row[0] for row in calls(store)] == ["张伟", "王强", "赵敏", "李娜"]
    store.at("2026-08-01T08:30")
    store.ok("prospect", "lose", "L1", "no_need")
    store.ok("due")
    assert [row[3] for row in calls(store)] == ["cancelled", "lapsed", "lapsed", "lapsed"]
    store.at("2027-06-14T08:30")
    store.ok("due")
    assert [row[1] for row in calls(store) if row[0] == "张伟"] == ["2026-06-15"]
    store.at("2027-06-15T08:30")
    store.ok("due")
    assert [row[1] for row in calls(store) if row[0] == "张伟"] == ["2026-06-15", "2027-06-15"]
