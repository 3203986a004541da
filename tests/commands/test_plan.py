"""`kcrm plan`: everybody anew, and the backlog some a day. The clock stands at Monday 2026-06-15, 08:30; live since New Year's Day."""

from __future__ import annotations

import pytest
from conftest import filled_once
from dbfiles import write

from kcrm.actions import planning

VINS = ("1M8GDM9AXKP042788", "11111111111111111", "LSVAA49J132047371")
NOTHING = {"created": 0, "reopened": 0, "reassigned": 0, "lapsed": 0, "cancelled": 0, "cancelled_by_reason": []}


@filled_once
def absent(desk):
    """Three customers not seen since delivery on 20, 22 and 24 June 2025: dormant since December, before go-live."""
    days = ("2025-06-20", "2025-06-22", "2025-06-24")
    desk.take("customers", *({"customer_no": f"KH{n}", "name": "安娜", "phone": f"1380013800{n}"} for n in range(3)))
    desk.take("vehicles", *({"vin": VINS[n], "customer_no": f"KH{n}", "delivered_on": days[n]} for n in range(3)))
    return desk


def taken_up(desk):
    return desk.query(
        "SELECT customer_no, followup.kind, due_on, state FROM followup JOIN customer ON customer.id = customer_id WHERE due_by = 'backlog'"
        " ORDER BY followup.id"
    )


def test_planning_twice_in_a_row_changes_nothing(absent):
    assert absent.json("plan") == {"customers": 3} | NOTHING
    assert absent.json("plan") == {"customers": 3} | NOTHING


def test_what_was_crossed_before_go_live_is_offered_some_a_day_the_latest_seen_first(absent):
    assert taken_up(absent) == []
    assert absent.json("plan", "--backlog", "--per-day", "2") == {"customers": 3} | NOTHING | {"created": 2}
    two = [("KH2", "dormant", "2026-06-15", "open"), ("KH1", "dormant", "2026-06-15", "open")]
    assert taken_up(absent) == two
    assert absent.json("plan", "--backlog", "--per-day", "2")["created"] == 0  # today has its two
    absent.at("2026-06-16T08:00")
    absent.ok("plan")  # later planning keeps them
    assert taken_up(absent) == two
    absent.ok("plan", "--backlog", "--per-day", "2")
    assert taken_up(absent) == [*two, ("KH0", "dormant", "2026-06-16", "open")]


def test_the_policy_says_how_many_a_day(absent):
    absent.ok("policy", "set", "planning.backlog_per_day", "1")
    assert absent.json("plan", "--backlog")["created"] == 1


def test_a_backlog_item_lapses_when_the_customer_counts_as_lost(absent):
    absent.ok("plan", "--backlog")
    # delivered 20 June 2025: lost after twelve months, on 20 June 2026
    absent.at("2026-06-20T08:00")
    absent.ok("plan")
    assert [row[3] for row in taken_up(absent)] == ["open", "open", "lapsed"]


def test_a_dry_run_says_what_it_would_do_and_does_nothing(absent):
    result = absent.ok("plan", "--backlog", "--dry-run")
    assert "Created            3" in result.out
    assert "Dry run" in result.err
    assert taken_up(absent) == []


def test_the_reasons_of_cancelling_are_told(absent):
    absent.ok("plan", "--backlog")
    version = absent.json("policy", "set", "followups.dormant.enabled", "no")
    assert (version["created"], version["cancelled"]) == (0, 3)
    assert absent.query("SELECT DISTINCT reason FROM followup WHERE state = 'cancelled'") == [("policy",)]


def test_a_year_whose_festivals_are_unknown_is_said(absent):
    absent.at("2101-03-01T08:00")
    result = absent.ok("plan", "--lang", "en")
    assert "2101" in result.err
    assert "lunar festivals in 2101" in result.err
    absent.at("2026-06-15T08:30")
    assert absent.ok("plan").err == ""


def test_per_day_without_backlog_is_a_mistake(desk):
    result = desk.run("plan", "--per-day", "2")
    assert (result.code, result.out) == (2, "")


def test_it_speaks_chinese(absent):
    absent.speaking("zh")
    assert "新建" in absent.ok("plan").out


# --- who is looked at ---


@pytest.fixture
def looked_at(absent, monkeypatch):
    """The numbers of the customers whose facts a plan read, in turn."""
    absent.ok("plan")
    numbers = []
    facts_of = planning.facts_of

    def noting(connection, customer_ids, **terms):
        numbers.extend(customer_ids)
        return facts_of(connection, customer_ids, **terms)

    monkeypatch.setattr(planning, "facts_of", noting)
    return numbers


def test_a_second_plan_looks_at_nobody(absent, looked_at):
    assert absent.json("plan") == {"customers": 3} | NOTHING
    assert looked_at == []


def test_everybody_is_looked_at_where_that_is_asked_for(absent, looked_at):
    assert absent.json("plan", "--all") == {"customers": 3} | NOTHING
    assert looked_at == [1, 2, 3]


def test_a_day_later_only_those_are_looked_at_whose_turn_it_is(absent, looked_at):
    # a year after delivery, on 20 June, the first is lost; the others on the 22nd and the 24th
    absent.ok("plan", "--backlog")
    looked_at.clear()
    absent.at("2026-06-20T08:00")
    assert absent.json("plan")["customers"] == 3
    assert looked_at == [1]
    assert [row[3] for row in taken_up(absent)] == ["open", "open", "lapsed"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE plan_mark SET planned_by = '0.0.9 00000000'",  # an older program planned
        "UPDATE plan_mark SET planned_by = NULL",
        "DELETE FROM plan_mark",
        "UPDATE plan_mark SET planned_on = '2026-06-16'",  # the clock was set back
    ],
)
def test_everybody_is_looked_at_where_the_last_plan_says_nothing_about_today(absent, looked_at, change):
    write(absent.db, change)
    assert absent.json("plan")["customers"] == 3
    assert looked_at == [1, 2, 3]
    looked_at.clear()
    absent.ok("plan")
    assert looked_at == []


def test_a_customer_whom_nothing_waits_for_is_looked_at(absent, looked_at):
    write(absent.db, "DELETE FROM plan_queue WHERE customer_id = 2")
    absent.ok("plan")
    assert looked_at == [2]
