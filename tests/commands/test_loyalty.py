"""Loyalty and grade by rule on a real desk: on the day of the import, beside what staff judge, in filters and figures."""

from __future__ import annotations

from conftest import filled_once

VINS = ("1M8GDM9AXKP042788", "11111111111111111")


@filled_once
def three(desk):
    """One who came twice, one who never did, one without a vehicle."""
    desk.take("customers", *({"customer_no": f"KH{n}", "name": f"张{n}", "phone": f"1380013800{n}"} for n in (1, 2, 3)))
    desk.take("vehicles", *({"vin": vin, "customer_no": f"KH{n}", "delivered_on": "2024-01-01"} for n, vin in enumerate(VINS, 1)))
    orders = (("R1", "2025-09-01"), ("R2", "2026-03-01"))
    desk.take(
        "orders",
        *(
            {"order_no": number, "vin": VINS[0], "type": "paid_maintenance", "opened_at": f"{day} 09:00", "closed_at": f"{day} 11:00"}
            for number, day in orders
        ),
    )
    return desk


def by_rule(desk, who):
    card = desk.json("customer", "show", who)
    keys = ("grade", "grade_by_rule", "loyalty", "loyalty_by_rule", "loyalty_visits", "maintenance_missed_on", "lost_since_on")
    return tuple(card[key] for key in keys)


def share(desk, key):
    rows = desk.json("kpi", "radar", "--period", "2026-06-15..2026-06-15")
    return next((row["numerator"], row["denominator"]) for row in rows if row["key"] == key)


def test_on_day_one_everybody_is_judged_and_both_file_shares_have_a_value(three):
    assert by_rule(three, "KH1") == (None, "ordinary", None, "loyal", 2, None, None)
    # delivered in January 2024 and never seen: lost since 12 months after it
    assert by_rule(three, "KH2") == (None, "ordinary", None, "lost", 0, "2024-04-01", "2025-01-01")
    assert by_rule(three, "KH3") == (None, "potential", None, None, None, None, None)
    assert (share(three, "loyal_file_share"), share(three, "ordinary_file_share")) == ((1, 3), (2, 3))


def test_what_staff_judge_stands_above_the_rule_everywhere(three):
    three.ok("customer", "edit", "KH2", "--loyalty", "loyal", "--grade", "important")
    assert by_rule(three, "KH2")[:4] == ("important", "ordinary", "loyal", "lost")
    assert (share(three, "loyal_file_share"), share(three, "ordinary_file_share")) == ((2, 3), (1, 3))
    assert [row["customer_no"] for row in three.json("customer", "list", "loyalty:loyal")] == ["KH1", "KH2"]
    assert [row["customer_no"] for row in three.json("customer", "list", "grade:important")] == ["KH2"]
    assert [row["customer_no"] for row in three.json("customer", "list", "grade:potential")] == ["KH3"]
    three.ok("customer", "edit", "KH2", "--loyalty", "")
    assert [row["customer_no"] for row in three.json("customer", "list", "loyalty:lost")] == ["KH2"]


def test_class_a_is_important_once_it_is_classified(three):
    three.ok("opportunity", "add", "KH1", "换车", "10000", "0.5")
    three.ok("classify", "run")
    assert by_rule(three, "KH1")[1] == "important"
    assert [row["customer_no"] for row in three.json("customer", "list", "grade:important")] == ["KH1"]


def test_the_daily_plan_judges_anew_when_time_alone_changes_it(three):
    # maintained on 1 March: expected on 1 September, missed after 1 October
    for day, loyalty in (("2026-10-01", "loyal"), ("2026-10-02", "flexible")):
        three.at(f"{day}T08:30")
        three.ok("plan")
        assert by_rule(three, "KH1")[3] == loyalty


def test_undoing_the_import_of_orders_takes_the_loyalty_back(three):
    three.ok("undo", "--yes")
    assert by_rule(three, "KH1")[3:5] == ("lost", 0)


def test_whoever_gave_their_only_vehicle_away_is_judged_no_more_and_the_new_owner_is(three):
    three.ok("vehicle", "transfer", VINS[0], "KH3", "--on", "2026-06-14")
    assert by_rule(three, "KH1") == (None, "ordinary", None, None, None, None, None)
    # their time begins with the transfer: no visit of theirs; the maintenance of 1 March is expected again on 1 September
    assert by_rule(three, "KH3") == (None, "ordinary", None, "flexible", 0, None, None)
    three.ok("vehicle", "transfer", VINS[0], "KH1", "--on", "2026-06-15")
    # both visits were theirs while they owned it before
    assert (by_rule(three, "KH1"), by_rule(three, "KH3")[3]) == ((None, "ordinary", None, "loyal", 2, None, None), None)
    assert [row["customer_no"] for row in three.json("customer", "list", "loyalty:loyal")] == ["KH1"]
