"""`kcrm policy`: each value with its source, changed in one step with everybody's plan. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
from conftest import filled_once

VIN = "1M8GDM9AXKP042788"
KEY = "followups.insurance_expiry.enabled"


@filled_once
def insured(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    return desk


def test_show_gives_value_default_unit_and_source(desk):
    assert desk.json("policy", "show", "followups.post_service.days") == [
        {
            "key": "followups.post_service.days",
            "value": "3",
            "default": "3",
            "changed": False,
            "unit": "days",
            "source": "Customer-service manager CRM training manual 2012",
        }
    ]
    assert len(desk.json("policy", "show", "post_service")) == 4  # enabled, by, channel, days
    assert len(desk.json("policy", "show")) > 50
    desk.speaking("zh")
    assert "客服经理CRM培训手册" in desk.ok("policy", "show", "post_service").out


def test_setting_a_value_plans_everybody_by_it_in_the_same_write(insured):
    report = insured.json("policy", "set", KEY, "no")
    assert report == {
        "policy_version": 2,
        "created": 0,
        "reopened": 0,
        "reassigned": 0,
        "lapsed": 0,
        "cancelled": 1,
        "changes": [{"key": KEY, "before": "yes", "after": "no"}],
    }
    assert insured.query("SELECT state, reason FROM followup WHERE kind = 'insurance_expiry'") == [("cancelled", "policy")]
    assert insured.query("SELECT count(*) FROM operation WHERE command LIKE 'kcrm policy%'") == [(1,)]
    assert insured.json("policy", "show", KEY)[0]["changed"] is True
    assert insured.json("policy", "reset", KEY)["reopened"] == 1
    assert insured.query("SELECT state, reason FROM followup WHERE kind = 'insurance_expiry'") == [("open", None)]


def test_new_follow_ups_bear_the_new_version(insured):
    # with 60 days' lead the call would have been due on 11 May; it is another follow-up than that of 30 days
    assert insured.json("policy", "set", "followups.insurance_expiry.lead_days", "60")["created"] == 1
    rows = insured.query("SELECT occurrence, due_on, state, policy_version_id FROM followup WHERE kind = 'insurance_expiry' ORDER BY id")
    assert rows == [(30, "2026-06-10", "cancelled", 1), (60, "2026-05-11", "open", 2)]


def test_the_present_value_again_changes_nothing(insured):
    operations = insured.query("SELECT count(*) FROM operation")
    report = insured.run("policy", "set", KEY, "是", "-o", "json")
    assert (report.code, report.json["policy_version"], report.json["changes"]) == (0, None, [])
    assert insured.query("SELECT count(*) FROM operation") == operations
    assert "Already set to this value" in insured.ok("policy", "set", KEY, "yes").err


def test_a_dry_run_tells_the_consequences_and_writes_nothing(insured):
    result = insured.ok("policy", "set", KEY, "no", "-n")
    assert "1 cancelled" in result.out
    assert "Dry run" in result.err
    assert insured.query("SELECT max(id) FROM policy_version") == [(1,)]
    assert insured.json("due")[0]["kind"] == "insurance_expiry"


def test_history_names_who_changed_what_when_latest_first(insured):
    insured.ok("--as", "G1", "policy", "set", KEY, "no")
    insured.at("2026-06-16T09:00")
    insured.ok("policy", "set", "planning.horizon_days", "40")
    insured.ok("policy", "reset", "--all")
    rows = [(row["version"], row["employee_no"], row["key"], row["before"], row["after"]) for row in insured.json("policy", "history")]
    assert rows == [
        (4, None, "planning.horizon_days", "40", "35"),
        (4, None, KEY, "no", "yes"),
        (3, None, "planning.horizon_days", "35", "40"),
        (2, "G1", KEY, "yes", "no"),
        (1, None, None, None, None),
    ]
    assert insured.json("policy", "history", KEY)[1] == {
        "version": 2,
        "at": "2026-06-15T08:30:00+08:00",
        "employee_no": "G1",
        "key": KEY,
        "before": "yes",
        "after": "no",
    }


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("show", "hoizon_days"), ("planning.horizon_days",)),
        (("set", "planning.horizon_days", "367"), ("0..366",)),
        (("set", "surveys.ssi", "delivery,start_of_sales"), ("start_of_sales", "Did you mean", "start_of_sale")),
        (("set", "surveys.csi", "none"), ("surveys.csi cannot be none", "problems_met")),
        (("set", "surveys.csi", "advisor,advisor"), ("surveys.csi lists a value twice",)),
        (("set", "planning.horizn_days", "30"), ("planning.horizon_days",)),
        (("set", "complaints.accept_minutes", "1.5"), ("accept_minutes cannot be 1.5: whole numbers only", "0..240")),
        (("set", "calling.hours", "09:00-24:30"), ("calling.hours cannot be 09:00-24:30",)),
        (("set", "followups.dormant.months", "12"), ("followups.lost.months",)),
        (("reset",), ("--all",)),
        (("reset", KEY, "--all"), ("--all",)),
        (("history", "planning"), ("planning",)),
        ((), ("show", "set", "reset", "history")),
    ],
)
def test_a_mistake_is_exit_2_and_says_what_is_possible(desk, argv, words):
    result = desk.run("policy", *argv)
    assert (result.code, result.out) == (2, "")
    assert all(word in result.err for word in words), result.err


def test_around_the_clock_and_no_minutes_at_all_are_taken(insured):
    insured.ok("policy", "set", "calling.hours", "00:00-24:00")
    insured.ok("policy", "set", "complaints.accept_minutes", "0")
    assert [row["value"] for row in insured.json("policy", "show", "calling.hours")] == ["00:00-24:00"]
    assert [row["value"] for row in insured.json("policy", "show", "complaints.accept_minutes")] == ["0"]
    # at a minute to midnight one may be called
    insured.at("2026-06-15T23:59:30")
    assert insured.json("next")["good_hour"] is True
