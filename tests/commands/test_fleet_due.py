"""What is due for an account's vehicles in a period: a list to take along on a visit. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import csv

from conftest import filled_once

PLATES = ("皖A10000", "皖A10001")


@filled_once
def account(desk):
    """A company with two vehicles; one is insured until 20 July 2026, the other, which 李娜 drives, until 5 September."""
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"},
        {"customer_no": "KH4", "name": "李娜", "phone": "13800138002"},
    )
    days = ("2026-07-20", "2026-09-05")
    desk.take(
        "vehicles",
        *(
            {"vin": f"LBVND{number:012d}", "plate": plate, "model": "520Li", "customer_no": "KH1", "insurance_expires_on": day}
            for number, (plate, day) in enumerate(zip(PLATES, days, strict=True))
        ),
    )
    desk.ok("fleet", "add", "KH1", "--manager", "S1")
    desk.ok("fleet", "member", "add", "KH1", "KH4", "--role", "driver", "--vehicle", PLATES[1])
    return desk


def told(desk, *argv):
    return [(row["plate"], row["drivers"], row["kind"], row["base_on"], row["due_on"]) for row in desk.json("fleet", "due", "KH1", *argv)]


def test_what_falls_into_the_month_or_is_about_a_day_in_it_stands_there_once(account):
    # 30 days before the 20th of July is the 20th of June, 30 days before the 5th of September the 6th of August
    first = (PLATES[0], None, "insurance_expiry", "2026-07-20", "2026-06-20")
    second = (PLATES[1], "李娜", "insurance_expiry", "2026-09-05", "2026-08-06")
    assert told(account, "--period", "2026-06") == [first]
    assert told(account, "--period", "2026-07") == told(account) == [first]
    assert account.json("fleet", "show", "KH1")["due_next_month"] == 1
    assert told(account, "--period", "2026-08") == [second]
    assert told(account, "--period", "2026-06-01..2026-12-31") == [first, second]
    assert told(account, "--period", "2026-10") == []


def test_what_is_planned_has_a_number_and_a_day_and_what_is_to_come_has_none(account):
    planned = account.query("SELECT count(*) FROM followup")
    rows = account.json("fleet", "due", "KH1", "--period", "2026-06-01..2026-12-31")
    assert [(row["followup_id"], row["call_on"]) for row in rows] == [("F1", "2026-06-20"), (None, None)]
    assert account.query("SELECT count(*) FROM followup") == planned  # nothing is planned by looking


def test_a_vehicle_that_was_sold_and_one_that_is_done_with_are_left_out(account):
    account.ok("log", "F1", "--result", "renewed_here", "--until", "2027-07-20", "--called-at", "2026-06-15 08:30")
    account.ok("vehicle", "edit", PLATES[1], "--sold-on", "2026-06-14")
    assert told(account, "--period", "2026-06-01..2026-12-31") == []
    assert told(account, "--period", "2027-06") == [(PLATES[0], None, "insurance_expiry", "2027-07-20", "2027-06-20")]


def test_it_is_a_file_to_take_along_in_either_language_and_who_took_it_is_known(account):
    path = account.folder / "visit.csv"
    account.speaking("zh")
    account.ok("fleet", "due", "云汐", "--period", "2026-07", "--to", path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert [row[key] for key in ("车牌号", "驾驶员", "事项", "起算日期", "应办日期")] == [
        PLATES[0],
        "",
        "续保提醒",
        "2026-07-20",
        "2026-06-20",
    ]
    assert [each["file"] for each in account.json("access", "list")] == [str(path)]
    said = account.ok("fleet", "due", "KH1", "--period", "2026-10").err
    assert "这段时间没有车辆到期的事项" in said


def test_a_period_that_is_none_and_a_company_that_is_no_account_are_refused(account):
    assert account.run("fleet", "due", "KH1", "--period", "soonish").code == 2
    assert account.run("fleet", "due", "KH4").code == 3
