"""Bare `kcrm` where there are company accounts. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import os

from conftest import filled_once

from kcrm.actions import today
from kcrm.actions.session import open_session
from kcrm.context import AppContext

NAMES = ("云汐物流有限公司", "顺汐出行科技有限公司", "安途驾驶员培训学校", "青槐控股集团有限公司")
KEYS = ("accounts_late", "arrears", "accounts_warned", "accounts_held", "contracts_ending", "credit_to_assess")
SCORES = ("--size", "80", "--finance", "80", "--cooperation", "80", "--stability", "80", "--limit", "5000", "--as", "S1")


def account(desk, number, manager="M1"):
    """An account of a manager, whose credit was approved at a limit of 5,000 yuan."""
    desk.take("customers", {"customer_no": f"KH{number}", "name": NAMES[number - 1], "phone": f"0500238000{number}", "kind": "company"})
    desk.ok("fleet", "add", f"KH{number}", "--manager", manager)
    desk.ok("credit", "assess", f"KH{number}", *SCORES)
    desk.ok("credit", "approve", f"KH{number}", "--as", "G1")


@filled_once
def managed(desk):
    """Two managers and who leads the desk."""
    desk.take(
        "staff",
        {"employee_no": "G1", "name": "周维民", "role": "general_manager"},
        {"employee_no": "K1", "name": "秦岚", "role": "cs_manager"},
        {"employee_no": "D1", "name": "陆远", "role": "account_manager"},
    )
    return desk


def bill(desk, number, amount, due):
    desk.ok("bill", "add", f"KH{number}", amount, "--issued-on", "2026-03-01", "--due-on", due)


def lines(desk, *argv):
    return [" ".join(line.split()) for line in desk.ok(*argv).out.splitlines()]


def numbers(desk, *argv):
    told = desk.ok("-o", "json", *argv).json
    return tuple(told[key] for key in KEYS)


def headed(desk, *argv):
    """The lines of accounts, by their heading."""
    wanted = ("Accounts ", "To renew ", "To assess ")
    return [line for line in lines(desk, *argv) if line.startswith(wanted)]


def test_where_nobody_has_an_account_nothing_is_told_of_them(managed):
    assert (numbers(managed), headed(managed)) == ((None,) * 6, [])
    account(managed, 1)
    assert numbers(managed, "--as", "M1") == (0, 0.0, 0, 0, 0, 0)
    assert numbers(managed, "--as", "D1") == (None,) * 6
    assert headed(managed, "--as", "M1") == []


def test_a_manager_is_told_who_is_late_on_hold_or_near_the_limit_gravest_first(managed):
    """Due on 14 June it is one day late, on 15 May 31 days; 4,000 yuan are 80 percent of the limit, 5,001 are above it."""
    for number in (1, 2, 3, 4):
        account(managed, number, "D1")
    bill(managed, 1, "100", "2026-06-14")
    bill(managed, 2, "200.50", "2026-05-15")
    bill(managed, 3, "4000", "2026-06-15")
    told = f"Accounts 300.50 yuan late, {NAMES[1]} credit on hold 200.50, {NAMES[0]} credit warning 100.00, 1 more"
    assert headed(managed, "--as", "D1") == [told]
    assert numbers(managed, "--as", "D1") == (2, 300.5, 2, 1, 0, 0)
    managed.ok("bill", "add", "KH4", "5001", "--due-on", "2026-07-15")
    assert numbers(managed, "--as", "D1") == (2, 300.5, 2, 2, 0, 0)
    assert f"{NAMES[3]} credit on hold, 2 more" in headed(managed, "--as", "D1")[0]
    managed.ok("bill", "pay", "KH2", "200.50")
    managed.ok("bill", "pay", "KH4", "5001")
    managed.ok("bill", "pay", "KH1", "100")
    assert headed(managed, "--as", "D1") == [f"Accounts {NAMES[2]} credit warning"]
    assert (numbers(managed, "--as", "M1"), numbers(managed, "--as", "S1")) == ((None,) * 6, (None,) * 6)
    managed.ok("bill", "pay", "KH3", "4000")
    managed.ok("fleet", "close", "KH3", "--reason", "搬走")
    assert headed(managed, "--as", "D1") == []


def test_who_leads_the_desk_sees_the_sums_of_all(managed):
    for number, manager in ((1, "M1"), (2, "D1"), (3, "D1")):
        account(managed, number, manager)
    bill(managed, 1, "100", "2026-06-14")
    bill(managed, 2, "200.50", "2026-03-16")
    managed.ok("contract", "add", "KH3", "10", "--from", "2026-01-01", "--until", "2026-08-14", "--number", "HT1")
    told = "Accounts 300.50 yuan late, on hold 1, warned 1, to renew 1"
    for argv in ((), ("--as", "K1"), ("--as", "G1")):
        assert headed(managed, *argv) == [told]
        assert numbers(managed, *argv) == (2, 300.5, 1, 1, 1, 0)
    assert numbers(managed, "--as", "M1") == (1, 100.0, 1, 0, 0, 0)
    managed.speaking("zh")
    assert "集团客户 逾期 300.50 元、暂停挂账 1 家、预警 1 家、待续签 1 份" in lines(managed)


def test_a_contract_is_told_of_from_sixty_days_before_its_end(managed):
    account(managed, 1, "D1")
    for number, until in (("HT1", "2026-08-14"), ("HT2", "2026-08-15")):  # 60 and 61 days
        managed.ok("contract", "add", "KH1", "10", "--from", "2026-01-01", "--until", until, "--number", number, "--kind", "purchase")
    assert headed(managed, "--as", "D1") == []  # the one that ends later goes on
    managed.ok("contract", "end", "HT2", "--reason", "不再需要")
    assert headed(managed, "--as", "D1") == [f"To renew HT1 {NAMES[0]} 08-14"]
    assert numbers(managed, "--as", "D1") == (0, 0.0, 0, 0, 1, 0)


def test_whose_credit_is_to_be_assessed_is_told_from_that_day_on(managed, monkeypatch):
    account(managed, 1, "D1")
    managed.take("customers", {"customer_no": "KH2", "name": NAMES[1], "phone": "05002380002", "kind": "company"})
    managed.ok("fleet", "add", "KH2", "--manager", "D1")
    assert headed(managed, "--as", "D1") == [f"To assess {NAMES[1]}"]
    assert headed(managed) == ["Accounts to assess 1"]
    monkeypatch.setenv("KCRM_NOW", "2027-06-14T08:30")
    assert numbers(managed, "--as", "D1")[-1] == 1
    monkeypatch.setenv("KCRM_NOW", "2027-06-15T08:30")
    assert headed(managed, "--as", "D1") == [f"To assess {NAMES[1]}, {NAMES[0]}"]
    managed.ok("fleet", "close", "KH2", "--reason", "搬走")
    assert headed(managed, "--as", "D1") == [f"To assess {NAMES[0]}"]


def test_the_specialist_looks_after_an_account_that_has_no_manager(managed):
    managed.take("customers", {"customer_no": "KH1", "name": NAMES[0], "phone": "05002380001", "kind": "company"})
    managed.ok("fleet", "add", "KH1")
    (number,) = {row["specialist"] for row in managed.json("customer", "list") if row["customer_no"] == "KH1"}
    whose = next(row["employee_no"] for row in managed.json("staff", "list") if row["name"] == number)
    assert numbers(managed, "--as", whose)[-1] == 1


def test_the_morning_and_the_credit_list_say_the_same(managed):
    """Bills that payments without a number paid, written off, or ahead: the statement of the morning leaves out only what owes nothing."""
    for number in (1, 2, 3, 4):
        account(managed, number, "D1")
        bill(managed, number, "100", "2026-05-01")
        bill(managed, number, "50", "2026-06-01")
    managed.ok("bill", "pay", "KH1", "120")  # the oldest and a part of the other
    managed.ok("bill", "pay", "KH2", "150")
    managed.ok("bill", "pay", "KH3", "60")
    managed.ok("bill", "write-off", "B5", "--reason", "倒闭")  # of which 40 are open
    listed = {row["customer"]: row["measure"] for row in managed.json("credit", "list") if row["measure"] != "ok"}
    assert listed == {NAMES[0]: "warn", NAMES[2]: "warn", NAMES[3]: "hold"}
    assert numbers(managed) == (3, 30.0 + 50.0 + 150.0, 2, 1, 0, 0)


def statements(work):
    found = []
    with open_session(AppContext.of_environment(os.environ, language="en")) as session:
        session.connection.set_trace_callback(found.append)
        work(session)
    return len(found)


def test_accounts_cost_the_morning_one_statement_however_many_there_are(managed):
    managed.ok("policy", "set", "followups.dunning.enabled", "no")  # the list is read where anything is on it
    managed.ok()
    before = statements(today.day_of)
    account(managed, 1, "D1")
    bill(managed, 1, "100", "2026-05-01")
    managed.ok()
    assert statements(today.day_of) == before + 1
    for number in (2, 3, 4):
        account(managed, number, "D1")
        bill(managed, number, "100", "2026-05-01")
    managed.ok()
    assert statements(today.day_of) == before + 1


def test_all_that_may_be_told_of_accounts_fits_80_by_24(managed):
    for number in (1, 2, 3, 4):
        account(managed, number, "D1")
        bill(managed, number, "100", "2026-05-01")
        managed.ok("contract", "add", f"KH{number}", "10", "--from", "2026-01-01", "--until", "2026-08-14", "--number", f"HT{number}")
    managed.at("2027-06-15T08:30")
    for language in ("en", "zh"):
        managed.speaking(language)
        for argv in ((), ("--as", "D1")):
            result = managed.ok(*argv)
            assert len(result.out.splitlines() + result.err.splitlines()) <= 23
