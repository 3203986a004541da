"""The calls of a company made together by planning, seen in the database. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from conftest import filled_once

COMPANY = {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": "05002380001", "kind": "company"}
PERSON = {"customer_no": "KH3", "name": "张伟", "phone": "13800138001"}
TODAY = date(2026, 6, 15)
SIDE = "id, kind, state, reason, due_on, call_on, assignee_id, duty_id, bundle_on, bundle_lead_id, bundle_caller_id, bundle_contact_id"


def cars(count, *, delivered=lambda number: TODAY - timedelta(days=number % 5), **more):
    """So many vehicles of the company, each with its plate and day of delivery."""
    return [
        {
            "vin": f"LBVND{number:012d}",
            "plate": f"皖A{10000 + number}",
            "customer_no": "KH1",
            "delivered_on": delivered(number).isoformat(),
            "sales_consultant": "X1",
            "service_advisor": "A1",
        }
        | more
        for number in range(count)
    ]


@filled_once
def company(desk):
    """A company that is no account yet, and a person who may speak for it."""
    desk.take("customers", COMPANY, PERSON)
    return desk


def account(desk):
    desk.ok("fleet", "add", "KH1", "--manager", "G1")


def stored(desk, columns=SIDE, where="true"):
    return desk.query(f"SELECT {columns} FROM followup WHERE {where} ORDER BY id")


def test_thirty_vehicles_are_called_about_by_one_caller_on_four_days_a_month_and_each_is_named(company):
    company.take("vehicles", *cars(30))
    account(company)
    together = "state = 'open' AND channel = 'call' AND kind <> 'post_service'"
    assert stored(company, "DISTINCT bundle_caller_id", together) == company.query("SELECT id FROM staff WHERE employee_no = 'G1'")
    months = defaultdict(set)
    for on, counts in stored(company, "coalesce(bundle_on, call_on), bundle_counts", together):
        if counts:
            months[on[:7]].add(on)
    assert months
    assert all(len(days) <= 4 for days in months.values())
    assert len(company.query(f"SELECT DISTINCT vehicle_id FROM followup WHERE {together} AND kind = '3dc'")) == 30
    # 30 vehicles delivered on five days, the fourth and fifth of which are the 11th and the 12th of June: none is called after its due day
    assert stored(company, "id", f"{together} AND call_on > due_on") == []


def test_what_was_delivered_within_a_week_is_told_on_the_day_of_the_one_due_first(company):
    company.take("vehicles", *cars(5, delivered=lambda number: TODAY))
    account(company)
    rows = company.query("SELECT kind, min(due_on), max(due_on), min(call_on), max(call_on), count(*) FROM followup"
                         " WHERE state = 'open' AND channel = 'call' GROUP BY kind ORDER BY 2")  # fmt: skip
    # by hand: the third day after the 15th is the 18th, the seventh and the thirtieth are told along with it
    assert rows == [
        ("1dc", "2026-06-16", "2026-06-16", "2026-06-16", "2026-06-16", 5),
        ("3dc", "2026-06-18", "2026-06-18", "2026-06-18", "2026-06-18", 5),
        ("7dc", "2026-06-22", "2026-06-22", "2026-06-18", "2026-06-18", 5),
        ("30dc", "2026-07-15", "2026-07-15", "2026-06-18", "2026-06-18", 5),
    ]


def test_below_the_policys_number_of_vehicles_nothing_changes(company):
    company.take("vehicles", *cars(4))
    before = stored(company)
    account(company)
    assert stored(company) == before
    company.take("vehicles", *cars(5)[4:])
    assert stored(company) != before
    assert stored(company, "id", "bundle_lead_id IS NOT NULL")


def test_switched_off_everything_is_back_under_the_same_numbers_and_on_again_together(company):
    company.take("vehicles", *cars(8))
    before = stored(company)
    account(company)
    together = stored(company)
    assert together != before
    company.ok("fleet", "edit", "KH1", "--bundled", "no")
    assert stored(company) == before
    company.ok("fleet", "edit", "KH1", "--bundled", "yes")
    assert stored(company) == together


def test_a_closed_account_is_called_as_before(company):
    company.take("vehicles", *cars(8))
    before = stored(company)
    account(company)
    company.ok("fleet", "close", "KH1", "--reason", "停止合作")
    assert stored(company) == before


def test_planning_twice_is_once_and_undo_gives_back(company):
    company.take("vehicles", *cars(8))
    before = stored(company)
    account(company)
    together = stored(company), company.query("SELECT count(*) FROM operation")
    company.ok("plan")
    company.ok("plan", "--all")
    assert (stored(company), company.query("SELECT count(*) FROM operation")) == together
    company.ok("undo", "--yes")
    assert stored(company) == before


def test_monthly_care_is_set_aside_and_planning_does_not_bring_it_back(company):
    company.take("vehicles", *cars(5, delivered=lambda number: date(2026, 5, 1)))
    care = stored(company, "id, due_on", "kind = 'monthly_care' AND state = 'open'")
    assert care
    account(company)
    operations = company.query("SELECT count(*) FROM operation")
    company.at("2026-06-15T08:40")  # a moment that would show in what is written anew
    for _again in range(2):
        assert company.query("SELECT count(*) FROM operation") == operations
        assert stored(company, "id, due_on", "kind = 'monthly_care' AND state = 'cancelled' AND reason = 'bundle'") == care
        company.ok("plan", "--all")
    company.ok("fleet", "edit", "KH1", "--bundled", "no")
    assert stored(company, "id, due_on", "kind = 'monthly_care' AND state = 'open' AND ended_at IS NULL") == care


def test_the_contact_is_whoever_speaks_for_the_account(company):
    company.take("vehicles", *cars(5))
    account(company)
    assert stored(company, "DISTINCT bundle_contact_id", "bundle_lead_id IS NOT NULL") == [(None,)]
    company.ok("fleet", "member", "add", "KH1", "KH3", "--role", "contact")
    assert stored(company, "DISTINCT bundle_contact_id", "bundle_lead_id IS NOT NULL") == [(2,)]
    company.ok("fleet", "member", "end", "FM1")
    company.at("2026-06-16T08:30")
    company.ok("plan")
    assert stored(company, "DISTINCT bundle_contact_id", "bundle_lead_id IS NOT NULL") == [(None,)]


def test_a_day_that_was_agreed_stays_though_the_bundle_moves_and_ends(company):
    company.take("vehicles", *cars(5, delivered=lambda number: TODAY))
    account(company)
    ((number,),) = company.query("SELECT min(id) FROM followup WHERE kind = '7dc'")
    company.ok("snooze", f"F{number}", "2026-06-20", "--reason", "约好")
    assert stored(company, "call_on, bundle_on", f"id = {number}") == [("2026-06-20", None)]
    company.ok("plan", "--all")
    company.ok("fleet", "edit", "KH1", "--bundled", "no")
    assert stored(company, "call_on, due_on, bundle_lead_id", f"id = {number}") == [("2026-06-20", "2026-06-22", None)]


def test_service_is_asked_about_whoever_brought_the_vehicle(company):
    company.take("vehicles", *cars(5, use="private"))
    account(company)
    company.take(
        "orders",
        {
            "order_no": "R1",
            "vin": cars(1)[0]["vin"],
            "type": "paid_repair",
            "opened_at": "2026-06-14 09:00",
            "closed_at": "2026-06-14 10:00",
            "brought_by": "周洁",
            "brought_by_phone": "13900139000",
        },
    )
    rows = stored(company, "contact_name, bundle_lead_id, call_on = due_on", "kind = 'post_service' AND state = 'open'")
    assert rows == [("周洁", None, 1)]


def test_why_tells_the_call_and_every_part_of_it(company):
    company.take("vehicles", *cars(5, delivered=lambda number: TODAY))
    company.ok("fleet", "add", "KH1", "--manager", "G1")
    company.ok("fleet", "member", "add", "KH1", "KH3", "--role", "contact")
    (lead,), *_others = company.query("SELECT id FROM followup WHERE kind = '3dc' ORDER BY id")
    (number,) = next(iter(company.query("SELECT id FROM followup WHERE kind = '7dc' ORDER BY id")))
    story = company.json("why", f"F{number}")
    assert story["bundle"] == {
        "lead_id": f"F{lead}",
        "on": "2026-06-18",
        "counts": True,
        "caller": "何总",
        "contact": "张伟",
        "phone": "13800138001",
    }
    # the third, seventh and thirtieth day of each of the five
    assert [(part["kind"], part["due_on"]) for part in story["bundled"]] == [
        (kind, on) for kind, on in (("3dc", "2026-06-18"), ("7dc", "2026-06-22"), ("30dc", "2026-07-15")) for _vehicle in range(5)
    ]
    assert {part["plate"] for part in story["bundled"]} == {each["plate"] for each in cars(5)}
    assert story["shifts"][-1] == {"step": "bundled", "amount": None, "on": "2026-06-18"}
    assert company.json("due", "--on", "2026-06-18")[0]["caller"] == "何总"
    company.speaking("zh")
    assert "集团" in company.ok("why", f"F{number}").out
