"""Why a credit is what it is: scores, grade, limit, who answers for it, and whether it counts now. Today is 15 June 2026."""

import sqlite3

from conftest import filled_once

VIN = "1M8GDM9AXKP042788"


@filled_once
def judged(desk):
    """An account since 15 March that has paid 1,200 yuan; CA1 of 79.99 points, approved; CA2 of nobody yet."""
    desk.take("customers", {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"})
    desk.take("vehicles", {"vin": VIN, "plate": "皖A12345", "customer_no": "KH1"})
    order = {"vin": VIN, "type": "paid_repair", "opened_at": "2026-05-11 09:00", "closed_at": "2026-05-12 10:00", "payer": "customer"}
    desk.take("orders", order | {"order_no": "W1", "parts_amount": "1200"})
    desk.ok("fleet", "add", "KH1", "--manager", "M1", "--since-on", "2026-03-15")
    desk.take("staff", {"employee_no": "G1", "name": "周维民", "role": "general_manager"})
    scores = ("--size", "80", "--finance", "80", "--cooperation", "80", "--stability")
    desk.ok("credit", "assess", "KH1", *scores, "79.96", "--days", "30", "--from", "年报", "--as", "S1")
    desk.ok("credit", "approve", "CA1", "--as", "G1")
    desk.ok("credit", "assess", "KH1", *scores, "79.99", "--limit", "9000", "--as", "S1")
    return desk


RULE = {
    "fleets.weights": "size=25,finance=25,cooperation=25,stability=25",
    "fleets.a_points": "80",
    "fleets.b_points": "60",
    "fleets.b_months": "6",
    "fleets.mean_months": "12",
    "fleets.assess_months": "12",
    "fleets.credit.cs_manager": "20000",
    "fleets.credit.sales_manager": "50000",
    "fleets.credit.department_head": "100000",
    "fleets.credit.general_manager": "5000000",
}


def test_all_that_an_assessment_rests_on_is_told_and_that_it_counts(judged):
    """Three times 80 and 79.96 with 25 each are 79.99 points, B; 1,200 yuan in three months are 400 a month, six of them 2,400."""
    told = judged.json("why", "CA1")
    rule = {row["key"]: row["value"] for row in told.pop("rule")}
    assert rule == RULE
    changes = [(row["approved"], row["staff"], row["command"].partition(" --")[0]) for row in told.pop("changes")]
    assert changes == [
        (False, judged.json("staff", "show", "S1")["name"], "kcrm credit assess KH1"),
        (True, "周维民", "kcrm credit approve CA1"),
    ]
    weighed = [("size", 80, 20), ("finance", 80, 20), ("cooperation", 80, 20), ("stability", 79.96, 19.99)]
    assert told == {
        **judged.json("show", "CA1"),
        "points": 79.99,
        "mean_month": 400.0,
        "months": 3,
        "by_grade": 2400.0,
        "stands": "counts",
        "replaced_by": None,
        "limit_today": 2400.0,
        "limit_from": "assessed",
        "assessed_limit": 2400.0,
        "contract_limit": None,
        "limit_contracts": [],
        "review": "expires",
        "review_on": "2027-06-15",
        "measure": "ok",
        "scores": [{"facet": facet, "score": score, "percent": 25, "points": points} for facet, score, points in weighed],
    }
    assert (told["grade"], told["limit"], told["credit_days"], told["approver_no"]) == ("B", 2400.0, 30, "G1")


def test_points_are_not_rounded_up_to_a_grade(judged):
    """Three times 80 and 79.99 are 79.9975, and no A."""
    told = judged.json("why", "CA2")
    assert (told["points"], told["scores"][3]["points"], told["grade"]) == (79.9975, 19.9975, "B")
    assert (told["limit"], told["by_grade"]) == (9000.0, 2400.0)
    assert "79.9975" in judged.ok("why", "CA2").out


def test_one_that_waits_says_how_it_is_approved_and_one_that_was_replaced_by_which(judged):
    told = judged.json("why", "CA2")
    assert (told["stands"], told["replaced_by"], told["review_on"], told["measure"]) == ("waits", None, None, None)
    assert "kcrm credit approve CA2" in judged.ok("why", "CA2").err
    judged.ok("credit", "approve", "CA2", "--as", "G1")
    told = judged.json("why", "CA1")
    assert (told["stands"], told["replaced_by"], told["review_on"], told["measure"]) == ("replaced", "CA2", None, None)
    assert judged.json("why", "CA2")["stands"] == "counts"
    out = judged.ok("why", "CA1").out
    assert "replaced by a later one" in out
    judged.ok("undo", "-y")
    assert (judged.json("why", "CA1")["stands"], judged.json("why", "CA2")["stands"]) == ("counts", "waits")
    assert [row["approved"] for row in judged.json("why", "CA2")["changes"]] == [False, True, False]
    assert "approval taken back" in judged.ok("why", "CA2").out
    judged.speaking("zh")
    out = judged.ok("why", "CA2").out
    assert all(word in out for word in ("集团客户", "待审批", "已撤回审批", "需求稳定性"))


def test_one_that_counts_tells_that_bills_hold_the_credit(judged):
    judged.ok("bill", "add", "KH1", "10", "--due-on", "2026-06-16")
    judged.at("2026-07-20T09:00")
    told = judged.json("why", "CA1")
    assert (told["review"], told["review_on"], told["measure"]) == ("held", "2026-07-17", "hold")


def test_the_policy_is_that_under_which_it_was_made(judged):
    judged.ok("policy", "set", "fleets.b_months", "3")
    judged.ok("policy", "set", "fleets.weights", "size=97,finance=1,cooperation=1,stability=1")
    told = judged.json("why", "CA1")
    assert {row["key"]: row["value"] for row in told["rule"]} == RULE
    assert (told["points"], told["by_grade"]) == (79.99, 2400.0)
    judged.ok("credit", "assess", "KH1", "--size", "70", "--finance", "80", "--cooperation", "80", "--stability", "80", "--as", "S1")
    told = judged.json("why", "CA3")
    assert (told["points"], told["by_grade"], told["limit"]) == (70.3, 1200.0, 1200.0)


def test_without_scores_there_are_no_points_and_d_lets_nothing_be_open(judged):
    judged.ok("credit", "assess", "KH1", "--informal", "--size", "90", "--as", "S1")
    told = judged.json("why", "CA3")
    assert (told["grade"], told["points"], told["by_grade"]) == ("D", None, 0.0)
    assert [(row["score"], row["points"]) for row in told["scores"]] == [(90, 22.5), (None, None), (None, None), (None, None)]
    assert "fleets.d_months" in {row["key"] for row in told["rule"]}


def test_an_account_that_an_undo_took_away_leaves_no_error_of_ours(judged):
    judged.ok("bill", "add", "KH1", "10", "--number", "FP1")
    judged.ok("contract", "add", "KH1", "5000", "--from", "2026-01-01", "--until", "2026-12-31", "--number", "HT1")
    added = next(row["id"] for row in judged.json("operation", "list") if row["command"].startswith("kcrm fleet add"))
    refused = judged.run("undo", added, "-y")
    assert (refused.code, "credit assessment CA1 C1 has since been created" in refused.err) == (5, True)
    with sqlite3.connect(judged.db) as connection:  # as earlier versions undid it
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'fleet'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DELETE FROM fleet")
    for command in (("why", "CA1"), ("bill", "show", "FP1"), ("contract", "show", "HT1")):
        told = judged.run(*command)
        assert (told.code, "C1 is no account any more" in told.err) == (3, True), command
    assert judged.run("why", "CA9").code == 3
