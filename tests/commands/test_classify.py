"""`kcrm classify …`: runs, summary, list, why, moves, and what they mean for cards and the call list."""

from __future__ import annotations

import pytest
from conftest import filled_once

# 17 characters each; check digits are not what is tested here
VINS = [f"LVVDB11B0XD{number:06}" for number in range(1, 41)]


def order(number, vin, closed, yuan, **more):
    return {
        "order_no": f"GD{number:03}", "vin": vin, "type": "paid_repair", "opened_at": f"{closed} 09:00", "closed_at": f"{closed} 16:00",
        "labor_amount": yuan, **more,
    }  # fmt: skip


def people(desk, count, **more):
    desk.take("customers", *({"customer_no": f"KH{n:02}", "name": f"客户{n:02}", "phone": f"138001380{n:02}"} for n in range(1, count + 1)))
    desk.take(
        "vehicles", *({"vin": VINS[n - 1], "customer_no": f"KH{n:02}", "delivered_on": "2024-01-01", **more} for n in range(1, count + 1))
    )


@filled_once
def twenty(desk):
    """Twenty customers, each of whom paid as many hundreds of yuan as their number says, on 1 March."""
    people(desk, 20)
    desk.take("orders", *(order(n, VINS[n - 1], "2026-03-01", f"{n}00") for n in range(1, 21)))
    return desk


def test_of_twenty_three_are_a_four_b_and_thirteen_c(twenty):
    done = twenty.json("classify", "run")
    assert done == {
        "run_on": "2026-06-15", "policy_version": 1, "customers": 20, "new": 20, "changed": 0, "gone": 0, "rose": 0, "fell": 0,
        "crossings": 0, "moves": [],
    }  # fmt: skip
    # A: 2000 + 1900 + 1800 = 5700, B: 1700 + 1600 + 1500 + 1400 = 6200, C: 100 x (1 + … + 13) = 9100; together 21000
    assert twenty.json("classify", "summary") == [
        {"class": "A", "customers": 3, "share": 15, "ev": 5700.00, "ev_share": 27.14, "cut_off": 1800.00},
        {"class": "B", "customers": 4, "share": 20, "ev": 6200.00, "ev_share": 29.52, "cut_off": 1400.00},
        {"class": "C", "customers": 13, "share": 65, "ev": 9100.00, "ev_share": 43.33, "cut_off": 100.00},
    ]
    assert [row["customer_no"] for row in twenty.json("classify", "list", "--class", "B")] == ["KH17", "KH16", "KH15", "KH14"]
    assert twenty.json("classify", "list", "--limit", "1") == [
        {
            "customer_id": "C20", "customer_no": "KH20", "customer": "客户20", "class": "A", "rank": 1, "ev": 2000.00, "cb": 2000.00,
            "av_p": 0.00, "visits_12m": 1, "paid_12m": 2000.00, "last_visit_on": "2026-03-01",
        }
    ]  # fmt: skip


def test_the_curve_adds_up_by_tenths(twenty):
    twenty.ok("classify", "run")
    curve = twenty.json("classify", "summary", "--curve")
    # the first two of twenty: 2000 + 1900 = 3900 of 21000
    assert curve[0] == {"customers_share": 10, "customers": 2, "ev": 3900.00, "ev_share": 18.57}
    assert curve[9] == {"customers_share": 100, "customers": 20, "ev": 21000.00, "ev_share": 100}
    drawn = twenty.ok("classify", "summary").out.splitlines()
    # 40 characters are the whole: 18.57 % of 40 are 7
    assert next(line for line in drawn if line.lstrip().startswith("10%")).endswith(" " + "#" * 7)
    assert drawn[-1].endswith("#" * 40)


def test_a_second_run_writes_nothing(twenty):
    twenty.ok("classify", "run")
    before = twenty.query("SELECT count(*) FROM operation_row")
    again = twenty.json("classify", "run")
    assert (again["new"], again["changed"], again["gone"]) == (0, 0, 0)
    assert twenty.query("SELECT count(*) FROM operation_row") == before
    assert twenty.query("SELECT count(*) FROM classification_run") == [(1,)]


def test_a_dry_run_reports_and_writes_nothing(twenty):
    result = twenty.ok("classify", "run", "-n", "-o", "json")
    assert result.json["new"] == 20
    assert "nothing was written" in result.err
    assert twenty.query("SELECT count(*) FROM classification") == [(0,)]


def test_moves_name_who_rose_and_fell_and_by_which_part(twenty):
    twenty.ok("classify", "run")
    # 13 gets an opportunity of 10,000 at 20 % and is worth 1300 + 2000; 01 pays 5,000 more; they push 18 and 19 to B, 15 and 14 to C
    twenty.ok("opportunity", "add", "KH13", "换车", "10000", "20%")
    twenty.take("orders", order(101, VINS[0], "2026-06-10", "5000"))
    twenty.at("2026-06-16T08:30")
    done = twenty.json("classify", "run")
    assert (done["changed"], done["rose"], done["fell"]) == (6, 2, 4)
    moves = {row["customer_no"]: row for row in twenty.json("classify", "moves")}
    assert {no: (row["class_before"], row["class_after"], row["rose"], row["part"]) for no, row in moves.items()} == {
        "KH01": ("C", "A", True, "cb"),
        "KH13": ("C", "A", True, "av_p"),
        "KH19": ("A", "B", False, "others"),
        "KH18": ("A", "B", False, "others"),
        "KH15": ("B", "C", False, "others"),
        "KH14": ("B", "C", False, "others"),
    }
    assert (moves["KH13"]["ev_before"], moves["KH13"]["ev_after"]) == (1300.00, 3300.00)
    assert twenty.json("classify", "moves", "--since", "2026-06-17") == []
    # who did not change is as judged on the first day
    assert twenty.query("SELECT judged_on, count(*) FROM classification GROUP BY 1") == [("2026-06-15", 14), ("2026-06-16", 6)]


def test_a_policy_change_moves_by_policy(twenty):
    twenty.ok("classify", "run")
    twenty.ok("policy", "set", "classification.a_percent", "10")
    moves = twenty.json("classify", "run")["moves"]
    # 10 % are 2, 30 % are 6
    assert [(move["customer_no"], move["class_before"], move["class_after"], move["part"]) for move in moves] == [
        ("KH18", "A", "B", "policy"),
        ("KH14", "B", "C", "policy"),
    ]


def test_business_counts_for_a_year_and_only_what_the_customer_paid(desk):
    people(desk, 3)
    desk.take(
        "orders",
        order(1, VINS[0], "2025-06-15", "100"),  # a year ago to the day: no more
        order(2, VINS[0], "2025-06-16", "200"),
        order(3, VINS[0], "2026-06-15", "400"),  # the day itself
        order(4, VINS[0], "2026-01-01", "800", payer="insurer"),
        order(5, VINS[0], "2026-01-01", "1600", type="accessory"),
        order(6, VINS[0], "2026-01-02", "3200", closed_at=""),  # not closed
        order(7, VINS[1], "2026-01-02", "1", parts_amount="2", other_amount="4"),
    )
    desk.ok("classify", "run")
    rows = {row["customer_no"]: row for row in desk.json("classify", "list")}
    assert (rows["KH01"]["cb"], rows["KH02"]["cb"], rows["KH03"]["cb"]) == (600.00, 7.00, 0.00)
    # vehicle-days after 15 June 2025 that are visits: 16 June, 1 and 2 January, 15 June 2026
    assert rows["KH01"]["visits_12m"] == 4
    assert rows["KH03"]["class"] == "C"
    on = desk.json("classify", "run", "--on", "2025-06-15", "-n")
    assert on["run_on"] == "2025-06-15"


def test_an_order_is_whose_vehicle_it_was_when_it_was_opened(desk):
    people(desk, 2)
    desk.take("orders", order(1, VINS[0], "2026-03-01", "300"))
    desk.ok("vehicle", "transfer", VINS[0], "KH02", "--on", "2026-04-01")
    desk.take("orders", order(2, VINS[0], "2026-05-01", "500"))
    desk.ok("classify", "run")
    assert {row["customer_no"]: row["cb"] for row in desk.json("classify", "list")} == {"KH01": 300.00, "KH02": 500.00}


def test_why_names_orders_opportunities_rank_and_distance(twenty):
    twenty.ok("opportunity", "add", "KH13", "续保", "1000", "0.05", "--expected-on", "2026-06-15")
    twenty.ok("classify", "run")
    why = twenty.json("classify", "why", "KH13")
    # 1300 + 50; the least of B is 1400
    assert {key: why[key] for key in ("class", "rank", "of", "ev", "cb", "av_p", "cut_off", "next_class", "to_next_class")} == {
        "class": "C", "rank": 8, "of": 20, "ev": 1350.00, "cb": 1300.00, "av_p": 50.00, "cut_off": 100.00, "next_class": "B",
        "to_next_class": 50.00,
    }  # fmt: skip
    assert [(row["order_no"], row["paid"]) for row in why["orders"]] == [("GD013", 1300.00)]
    assert why["opportunities"] == [
        {"id": "P1", "kind": "续保", "amount": 1000.00, "probability": 5, "av_p": 50.00, "expected_on": "2026-06-15"}
    ]
    # vehicles of unknown use: all twenty in use throughout came, so churn is zero and there is no value by it
    assert why["lifetime_by_churn"] is None
    result = twenty.ok("classify", "why", "KH20")
    assert "No lifetime value by churn: no owner of such a vehicle has stayed away." in result.err
    assert twenty.json("classify", "why", "KH20")["next_class"] is None
    twenty.take("orders", order(200, VINS[19], "2026-06-11", "1"))
    assert "have changed since" in twenty.ok("classify", "why", "KH20").err


def test_lifetime_value_by_churn_is_the_yearly_margin_by_the_share_that_left(desk):
    people(desk, 2, use="private")
    # delivered 2024-01-01, 896 days before 15 June 2026; paid 896 yuan: 365 a year, of which 35 % are 127.75
    desk.take("orders", order(1, VINS[0], "2026-03-01", "896"))
    desk.ok("classify", "run")
    why = desk.json("classify", "why", "KH01")
    assert why["yearly_margin"] == 127.75
    # one of two came: churn 50 %
    assert why["lifetime_by_churn"] == 255.50
    # 127.75 x (0.5/1.08 + 0.25/1.08² + … + 0.03125/1.08⁵) = 127.75 x (0.462963 + 0.214335 + 0.099229 + 0.045939 + 0.021268) = 107.79
    assert why["lifetime_by_events"] == 107.79
    # all of it can be reckoned again from what is shown
    rule = {row["key"]: row["value"] for row in why["rule"]}
    yearly = why["paid_ever"] * 365 / why["counted_days"] * int(rule["lifetime.margin_percent"]) / 100
    retention = why["vehicles_came"] / why["vehicles_in_use"]
    assert (why["first_seen_on"], why["counted_days"], yearly, retention) == ("2024-01-01", 896, 127.75, 0.5)
    assert round(yearly / (1 - retention), 2) == why["lifetime_by_churn"]
    growth = 1 + int(rule["lifetime.discount_percent"]) / 100
    by_events = [yearly * retention**year / growth**year for year in range(1, int(rule["lifetime.years"]) + 1)]
    assert [(row["event"], row["years"], row["worth"]) for row in why["lifetime"]] == [
        ("service", year, round(worth, 2)) for year, worth in enumerate(by_events, 1)
    ]
    assert round(sum(by_events), 2) == why["lifetime_by_events"]
    assert desk.json("classify", "retention") == [
        {"use": "private", "in_use": 2, "came": 1, "retention": 50, "churn": 50},
        {"use": "all", "in_use": 2, "came": 1, "retention": 50, "churn": 50},
    ]


def test_retention_is_the_return_rate_of_the_same_days_and_hangs_on_one_number_of_the_policy(desk):
    # two of three came within the year: one on 1 March, one on 20 August before; the third is scrapped
    people(desk, 4, use="private")
    desk.take("orders", order(1, VINS[0], "2026-03-01", "896"), order(2, VINS[1], "2025-08-20", "100"))
    desk.ok("vehicle", "edit", VINS[3], "--scrapped-on", "2026-06-01")
    desk.ok("vehicle", "edit", VINS[2], "--sold-on", "2026-06-01")  # by its owner: it is in use still, by somebody else

    def told():
        (rate,) = [row for row in desk.json("kpi", "store", "--period", "2026-06-15") if row["key"] == "return_rate"]
        whole = desk.json("classify", "retention")[-1]
        assert (whole["came"], whole["in_use"], whole["retention"]) == (rate["numerator"], rate["denominator"], rate["value"])
        return whole["came"], whole["in_use"]

    assert told() == (2, 3)
    desk.ok("policy", "set", "classification.business_months", "3")
    assert told() == (2, 3)
    desk.ok("policy", "set", "kpi.return_months", "6")
    assert told() == (1, 3)


def test_retention_without_vehicles_has_no_value(desk):
    assert desk.json("classify", "retention") == [{"use": "all", "in_use": 0, "came": 0, "retention": None, "churn": None}]


def test_nobody_and_one_and_all_the_same_have_their_answers(desk):
    result = desk.ok("classify", "run")
    assert "No customers to classify" in result.err
    assert desk.json("classify", "list") == []
    assert desk.json("classify", "summary")[0] == {
        "class": "A", "customers": 0, "share": None, "ev": 0.00, "ev_share": None, "cut_off": None,
    }  # fmt: skip
    assert desk.json("classify", "summary", "--curve") == []
    people(desk, 1)
    desk.take("orders", order(1, VINS[0], "2026-03-01", "100"))
    assert desk.json("classify", "run")["customers"] == 1
    assert [row["class"] for row in desk.json("classify", "list")] == ["A"]


def test_customers_of_equal_value_are_ranked_by_number(desk):
    people(desk, 7)
    desk.take("orders", *(order(n, VINS[n - 1], "2026-03-01", "100") for n in range(1, 8)))
    desk.ok("classify", "run")
    # 7 x 15 % = 1.05 -> 2, 7 x 35 % = 2.45 -> 3
    assert [(row["customer_no"], row["class"]) for row in desk.json("classify", "list")] == [
        ("KH01", "A"), ("KH02", "A"), ("KH03", "B"), ("KH04", "C"), ("KH05", "C"), ("KH06", "C"), ("KH07", "C"),
    ]  # fmt: skip


def test_customers_without_a_vehicle_are_ranked_only_where_the_policy_says(desk):
    desk.take("customers", {"customer_no": "KH01", "name": "张伟", "phone": "13800138000"})
    assert desk.json("classify", "run")["customers"] == 0
    result = desk.run("classify", "why", "KH01")
    assert (result.code, "C1 张伟 is not classified" in result.err) == (3, True)
    desk.ok("policy", "set", "classification.prospects", "yes")
    assert desk.json("classify", "run")["customers"] == 1
    desk.ok("policy", "set", "classification.prospects", "no")
    assert desk.json("classify", "run")["gone"] == 1


def test_before_the_first_run_every_command_says_how_to_make_one(desk):
    people(desk, 1)
    for argv in (("list",), ("summary",), ("moves",), ("spend",), ("lifecycle",)):
        assert "kcrm classify run" in desk.ok("classify", *argv).err
    result = desk.run("classify", "why", "KH01")
    assert (result.code, "No customer has been classified yet." in result.err) == (3, True)


def test_the_class_stands_on_the_card_and_orders_the_calls_of_a_day(twenty):
    twenty.ok("classify", "run")
    card = twenty.json("customer", "show", "KH20")
    assert (card["class"], card["lifecycle"]) == ("A", "active")
    # insurance of all three expires on 15 July: due today, no preferred hour; then A before B before C
    twenty.take("vehicles", *({"vin": VINS[n - 1], "insurance_expires_on": "2026-07-15"} for n in (1, 14, 20)))
    due = [row["customer_no"] for row in twenty.json("due") if row["kind"] == "insurance_expiry" and row["due_on"] == "2026-06-15"]
    assert due == ["KH20", "KH14", "KH01"]


def test_a_birthday_call_is_planned_for_who_becomes_a_and_cancelled_for_who_is_no_more(desk):
    people(desk, 2)
    desk.ok("customer", "edit", "KH01", "--birthday", "1990-06-20")
    desk.take("orders", order(1, VINS[0], "2026-03-01", "100"))
    birthday = "SELECT channel, state FROM followup WHERE kind = 'birthday' ORDER BY channel"
    assert desk.query(birthday) == [("message", "open")]
    desk.ok("classify", "run")
    assert desk.query(birthday) == [("call", "open"), ("message", "open")]
    desk.take("orders", order(2, VINS[1], "2026-03-01", "200"))
    desk.ok("classify", "run")
    assert desk.query(birthday) == [("call", "cancelled"), ("message", "open")]


def test_key_customers_are_called_after_every_service_from_the_day_they_are_key(desk):
    people(desk, 2, use="commercial")
    desk.ok("policy", "set", "coverage.sample_percent", "0")
    desk.take("orders", order(1, VINS[0], "2026-06-14", "900"))
    desk.ok("classify", "run")
    # what was closed before is not called about because they have become A since
    assert desk.query("SELECT count(*) FROM followup WHERE kind = 'post_service'") == [(0,)]
    desk.take("orders", order(2, VINS[0], "2026-06-15", "100"), order(3, VINS[1], "2026-06-15", "100"))
    assert desk.query("SELECT customer_id, base_on FROM followup WHERE kind = 'post_service'") == [(1, "2026-06-15")]


def test_visits_and_spend_divide_customers_by_the_medians_of_the_active(desk):
    people(desk, 4)
    desk.take(
        "orders",
        *(order(n, VINS[0], f"2026-0{n}-01", "300") for n in (1, 2, 3)),  # 3 visits, 900 yuan
        order(4, VINS[1], "2026-03-01", "2000"),  # 1 visit, 2000
        order(5, VINS[2], "2026-03-01", "100"),  # 1 visit, 100
    )
    desk.ok("classify", "run")
    result = desk.ok("classify", "spend", "-o", "json")
    # three are active: medians 1 visit and 900 yuan; nobody is above in both, the first by visits, the second by spend
    assert [(row["class"], row["customers"]) for row in result.json] == [("A", 0), ("B", 2), ("C", 2)]
    assert "more than 1; high spend: more than 900.00" in desk.ok("classify", "spend").err
    assert [row["customer_no"] for row in desk.json("classify", "list", "visits_spend:B")] == ["KH02", "KH01"]


def test_going_quiet_and_coming_back_are_events_with_their_days(desk):
    people(desk, 2)
    desk.take("orders", order(1, VINS[0], "2025-09-20", "100"))
    desk.ok("classify", "run")
    desk.at("2026-06-25T08:30")
    assert desk.json("classify", "run")["crossings"] == 1
    desk.take("orders", order(2, VINS[0], "2026-07-01", "100"))
    desk.at("2026-07-03T08:30")
    desk.ok("classify", "run")
    # nine months after 20 September is 20 June, though the run was on the 25th
    assert desk.query("SELECT crossed_on, lifecycle_before, lifecycle_after, seen_on FROM lifecycle_event ORDER BY id") == [
        ("2026-06-20", "active", "dormant", "2026-06-25"),
        ("2026-07-01", "dormant", "active", "2026-07-03"),
    ]
    counts = {row["lifecycle"]: (row["customers"], row["crossed"]) for row in desk.json("classify", "lifecycle")}
    # the other one was delivered on 1 January 2024 and never came
    assert counts == {"active": (1, 1), "new": (0, 0), "dormant": (0, 1), "lost": (1, 0), "sold": (0, 0), "scrapped": (0, 0)}


def test_why_somebody_stays_away_is_asked_noted_and_counted(desk):
    people(desk, 2)
    desk.ok("policy", "set", "followups.dormant.months", "3")
    desk.take("orders", order(1, VINS[0], "2026-03-15", "100"), order(2, VINS[1], "2026-03-15", "100"))
    kinds = {row["customer_no"]: row["kind"] for row in desk.json("due") if row["kind"] == "dormant"}
    assert kinds == {"KH01": "dormant", "KH02": "dormant"}
    desk.ok("log", "KH01", "answered", "--away", "路远", "--note", "搬到城东")
    assert "why they stay away" in desk.ok("log", "KH02", "answered").err
    assert desk.json("classify", "away") == [{"reason": "distance", "customers": 1}]
    assert desk.json("classify", "away", "--since", "2026-06-16") == []
    refused = desk.run("log", "KH02", "no_answer", "--away", "price")
    assert refused.code in {2, 5}


def test_a_run_for_an_earlier_day_says_so(twenty):
    twenty.ok("classify", "run")
    assert "The previous run was for a later day, 2026-06-15" in twenty.ok("classify", "run", "--on", "2026-05-01").err


def test_of_a_customer_whose_last_vehicle_is_sold_only_opportunities_are_expected(desk):
    people(desk, 3, use="private")  # the third stays away, so that the churn of private vehicles is known
    desk.take("orders", *(order(n, VINS[n - 1], "2026-03-01", "896") for n in (1, 2)))
    desk.ok("vehicle", "edit", VINS[0], "--sold-on", "2026-05-01")
    desk.ok("classify", "run")
    gone = desk.json("classify", "why", "KH01")
    assert (gone["lifecycle"], gone["lifetime_by_events"], gone["lifetime_by_churn"]) == ("sold", 0.00, None)
    assert "the customer no longer has a vehicle" in desk.ok("classify", "why", "KH01").err
    desk.ok("opportunity", "add", "KH01", "换车", "1000", "50%")
    desk.ok("classify", "run")
    # half of 1000 yuan, of which 35 % are earned
    assert desk.json("classify", "why", "KH01")["lifetime_by_events"] == 175.00
    assert desk.json("classify", "why", "KH02")["lifetime_by_churn"] is not None


def test_a_run_for_a_day_to_come_is_refused_unless_dry(twenty):
    refused = twenty.run("classify", "run", "--on", "2026-06-16")
    assert refused.code == 5
    assert "2026-06-16 is in the future" in refused.err
    assert "kcrm classify run --on 2026-06-16 --dry-run" in refused.err
    assert twenty.query("SELECT count(*) FROM classification_run") == [(0,)]
    # a year after they all paid on 1 March 2026, that is present business no more
    assert twenty.json("classify", "run", "--on", "2027-03-01", "-n")["run_on"] == "2027-03-01"
    assert twenty.query("SELECT count(*) FROM classification_run") == [(0,)]


def test_a_run_that_looks_back_makes_nobody_cross_and_the_next_counts_nobody_twice(desk):
    people(desk, 1)
    desk.take("orders", order(1, VINS[0], "2025-09-10", "100"))  # dormant from 10 June, nine months later
    desk.ok("classify", "run", "--on", "2026-06-09")
    desk.ok("classify", "run")
    once = [("2026-06-10", "active", "dormant")]
    crossed = "SELECT crossed_on, lifecycle_before, lifecycle_after FROM lifecycle_event"
    assert desk.query(crossed) == once
    desk.ok("classify", "run", "--on", "2026-06-01")
    assert desk.query(crossed) == once
    desk.ok("classify", "run")
    assert desk.query(crossed) == once


def test_a_run_can_be_undone_and_an_import_with_it(twenty):
    twenty.ok("classify", "run")
    twenty.ok("undo", "--yes")
    assert twenty.query("SELECT (SELECT count(*) FROM classification), (SELECT count(*) FROM classification_run)") == [(0, 0)]


def test_a_customer_who_is_undone_takes_their_class_along(desk):
    people(desk, 1)
    desk.ok("customer", "add", "李娜", "13900139000", "--customer-no", "KH99")
    (operation,) = desk.query("SELECT max(id) FROM operation")
    desk.ok("policy", "set", "classification.prospects", "yes")
    desk.ok("classify", "run")
    desk.ok("undo", f"O{operation[0]}", "--yes")
    assert desk.query("SELECT id FROM classification") == [(1,)]


def test_everything_is_said_in_chinese_too(twenty):
    twenty.speaking("zh")
    run = twenty.ok("classify", "run")
    assert "首次分级" in run.out
    summary = twenty.ok("classify", "summary")
    assert "期望价值" in summary.out
    assert "价值累计\n" in summary.out
    assert twenty.json("classify", "list", "级别:A")[0]["class"] == "A"
    assert "客户价值与分级" in twenty.ok("classify", "--help").out


def test_a_class_is_explained_to_the_end(desk):
    people(desk, 20)
    desk.take("orders", *(order(number, VINS[number - 1], "2026-05-01", str(100 * number)) for number in range(1, 21)))
    desk.ok("opportunity", "add", "KH20", "换车", "10000", "0.1")
    desk.ok("classify", "run")
    why = desk.json("classify", "why", "KH20")
    rule = {row["key"]: row["value"] for row in why["rule"]}
    assert (rule["classification.a_percent"], rule["classification.b_percent"], rule["classification.business_months"]) == (
        "15",
        "20",
        "12",
    )
    assert why["source"] == "Evaluating customers and prospects"
    assert (why["policy_version"], why["judged_on"], why["business_after"]) == (1, "2026-06-15", "2025-06-15")
    # 15 % of 20 are 3, 35 % are 7
    assert (why["rank"], why["of"], why["last_a"], why["last_b"], why["class"]) == (1, 20, 3, 7, "A")
    assert sum(row["paid"] for row in why["orders"]) == why["cb"]
    assert sum(row["amount"] * row["probability"] / 100 for row in why["opportunities"]) == why["av_p"]
    assert why["cb"] + why["av_p"] == why["ev"]
    out = desk.ok("classify", "why", "KH20").out
    assert "of 20 the first 3 are A, up to 7 B" in out
    assert "orders closed after 2025-06-15 up to 2026-06-15" in out


def test_retention_is_that_of_the_return_rate(desk):
    people(desk, 3, use="private")
    desk.take("orders", order(1, VINS[0], "2026-03-01", "896"))
    desk.ok("vehicle", "edit", VINS[1], "--sold-on", "2026-01-01")  # its owner sold it: it is still on the road
    (whole,) = [row for row in desk.json("classify", "retention") if row["use"] == "all"]
    rate = next(row for row in desk.json("kpi", "store", "--period", "2026-06-15..2026-06-15") if row["key"] == "return_rate")
    assert (whole["came"], whole["in_use"]) == (rate["numerator"], rate["denominator"]) == (1, 3)


@pytest.mark.parametrize("policy", [{}, {"followups.birthday.call_classes": "A,B,C"}, {"coverage.whole_classes": "A,C"}])
def test_a_first_classification_plans_whomever_the_whole_plan_would_change(desk, policy):
    """Of each class: a birthday to come, no messages, an order closed today, an order closed before, and none of these."""
    desk.ok("policy", "set", "coverage.sample_percent", "0")
    for key, value in policy.items():
        desk.ok("policy", "set", key, value)
    people(desk, 20, use="commercial")
    marks = ({"birthday": "1990-06-20"}, {"birthday": "1990-06-20", "message_consent": "否"}, {}, {}, {})
    desk.take(
        "customers",
        *({"customer_no": f"KH{n:02}", "name": f"客户{n:02}", "phone": f"138001380{n:02}", **marks[n % 5]} for n in range(1, 21)),
    )
    days = ("2026-03-01", "2026-03-01", "2026-06-15", "2026-06-14", "2026-03-01")
    desk.at("2026-06-15T18:00")
    desk.take("orders", *(order(n, VINS[n - 1], days[n % 5], f"{n}00") for n in range(1, 21)))
    before = desk.query("SELECT count(*) FROM followup")
    desk.ok("classify", "run")
    assert desk.query("SELECT count(*) FROM followup") > before
    planned = desk.json("plan", "--all")
    assert {name: planned[name] for name in ("created", "reopened", "cancelled")} == {"created": 0, "reopened": 0, "cancelled": 0}
