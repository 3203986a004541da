"""Targets, and months that are closed: what was published stays, corrections are told beside it."""

import pytest
from conftest import filled_once
from kpi_desk import MARCH, by_key, order, workshop

# --- targets ---


def test_the_stores_own_target_is_set_listed_and_taken_back(desk):
    assert desk.json("kpi", "target", "set", "appointment-rate", "55%") == {
        "key": "appointment_rate",
        "target": 55,
        "unit": "percent",
        "own": True,
    }
    assert by_target(desk)["appointment_rate"] == (55, True)
    assert by_target(desk)["csi"] == (1, False)
    assert desk.json("kpi", "target", "set", "csi", "0.95")["target"] == 0.95
    assert desk.json("kpi", "target", "set", "average_ticket", "1,500.5")["target"] == 1500.5
    assert desk.json("kpi", "explain", "appointment_rate")["target"] == 55
    assert desk.json("kpi", "target", "set", "appointment_rate", "default")["target"] == 40
    assert by_target(desk)["appointment_rate"] == (40, False)


def by_target(desk):
    return {one["key"]: (one["target"], one["own"]) for one in desk.json("kpi", "target", "list")}


def test_a_target_that_is_only_tried_is_not_kept(desk):
    assert desk.json("kpi", "target", "set", "appointment_rate", "55", "-n")["target"] == 55
    assert by_target(desk)["appointment_rate"] == (40, False)


@pytest.mark.parametrize(
    ("key", "value", "code", "words"),
    [
        ("appointment_rate", "much", 2, "is not a number"),
        ("appointment_rate", "-1", 2, "cannot be less than 0"),
        ("appointment_rate", "1001", 2, "cannot be more than 1000"),
        ("csi", "85", 2, "is a ratio and cannot be more than 10, as 85 is. For 85 % write 0.85."),
        ("csi", "95%", 2, "is not a number"),
        ("apointment_rate", "50", 3, "There is no KPI named apointment_rate."),
    ],
)
def test_an_impossible_target_is_refused(desk, key, value, code, words):
    result = desk.run("kpi", "target", "set", key, "--", value)
    assert result.code == code
    assert words in result.err


# --- months ---


def test_a_closed_month_is_published_as_it_was_and_tells_corrections(desk):
    workshop(desk)
    before = desk.json("kpi", "service", *MARCH)
    desk.ok("kpi", "target", "set", "appointment_rate", "30")
    radar = by_key(desk.json("kpi", "radar", *MARCH))["appointment_rate"]
    assert radar["target"] == 30
    closed = desk.json("kpi", "close", "2026-03", "--as", "G1")
    assert closed["month"] == "2026-03"
    assert closed["policy_version"] == 1
    assert closed["numbers"] == desk.query("SELECT count(*) FROM kpi_frozen")[0][0] > 50
    assert desk.query(
        "SELECT numerator, denominator, value, target FROM kpi_frozen WHERE key = 'appointment_rate' AND scope = 'whole'"
    ) == [("1", "3", "100/3", "30")]
    assert desk.json("kpi", "service", *MARCH) == before
    assert desk.json("kpi", "closed", "2026-03") == []

    # one more paid repair of March comes in, and another target
    desk.take("orders", order("R4", "皖A10002", "paid_repair", "2026-03-30 09:00", "2026-03-30 11:00"))
    desk.ok("kpi", "target", "set", "appointment_rate", "90")
    after = by_key(desk.json("kpi", "service", *MARCH))
    assert {key: (one["value"], one["status"]) for key, one in after.items()} == {
        "total_visits": (3, "corrected"),
        "paid_visits": (1, "corrected"),
        "paid_maintenance": (0, "no_target"),
        "paid_repair": (1, "corrected"),
        "free_visits": (2, "no_target"),
        "free_inspections": (1, "no_target"),
        "free_repairs": (1, "no_target"),
        "warranty_repairs": (0, "no_target"),
    }
    frozen = by_key(desk.json("kpi", "radar", *MARCH))["appointment_rate"]
    assert (frozen["value"], frozen["target"], frozen["status"]) == (33.33, 30, "corrected")
    corrected = {(one["key"], one["scope"]): one for one in desk.json("kpi", "closed", "2026-03")}
    assert corrected["total_visits", "whole"] == {
        "key": "total_visits",
        "scope": "whole",
        "scope_id": None,
        "unit": "count",
        "frozen": 3,
        "frozen_numerator": 3,
        "frozen_denominator": None,
        "present": 4,
        "present_numerator": 4,
        "present_denominator": None,
        "difference": 1,
    }
    # 1/3 was published, 1/4 it would be: 33.33 and 25
    assert corrected["appointment_rate", "whole"]["difference"] == -8.33
    assert "1 / 3" in desk.ok("kpi", "closed", "2026-03").out
    assert "1 / 4" in desk.ok("kpi", "closed", "2026-03").out
    # two percentages differ by points: by 8.3 %, 33.3 would be 30.6
    assert "-8.3 points" in desk.ok("kpi", "closed", "2026-03").out
    desk.speaking("zh")
    assert "-8.3 个百分点" in desk.ok("kpi", "closed", "2026-03").out
    desk.speaking("en")
    assert "later corrections" in desk.ok("kpi", "service", *MARCH).err
    # of the month after it the frozen value is the one before
    assert by_key(desk.json("kpi", "service", "--period", "2026-04"))["total_visits"]["previous"] == 3


def test_another_policy_corrects_nothing_of_a_month_that_was_closed_by_the_old_one(desk):
    workshop(desk)
    desk.ok("kpi", "close", "2026-03")
    # of the two vehicles one was delivered two years ago and came; nobody has been in use throughout 36 months
    desk.ok("policy", "set", "kpi.return_months", "36")
    assert desk.json("kpi", "closed", "2026-03") == []
    rates = {month: by_key(desk.json("kpi", "radar", "--period", month))["return_rate"] for month in ("2026-03", "2026-04")}
    assert {month: (one["numerator"], one["denominator"], one["status"]) for month, one in rates.items()} == {
        "2026-03": (1, 1, "small_sample"),
        "2026-04": (0, 0, "no_value"),
    }
    # what comes in late is reckoned by the old one as well
    late = {"vin": "LSVAA4182E2123450", "customer_no": "K1", "delivered_on": "2024-05-01"}
    desk.take("vehicles", late)
    (rate,) = [one for one in desk.json("kpi", "closed", "2026-03") if one["key"] == "return_rate" and one["scope"] == "whole"]
    assert (rate["present_numerator"], rate["present_denominator"], rate["difference"]) == (1, 2, -50)


def test_the_numbers_of_a_closed_month_are_never_rewritten(desk):
    import sqlite3
    from contextlib import closing

    workshop(desk)
    desk.ok("kpi", "close", "2026-03")
    with closing(sqlite3.connect(desk.db)) as connection, pytest.raises(sqlite3.IntegrityError, match="never rewritten"):
        connection.execute("UPDATE kpi_frozen SET value = '5'")


@filled_once
def lapsing(desk):
    """A desk whose one customer's annual inspection is due on 5 May, reminded of from 5 April on; nobody planned since 1 April."""
    desk.take("customers", {"customer_no": "KH1", "name": "王一", "phone": "13900000001"})
    desk.at("2026-04-01T09:00")
    desk.take("vehicles", {"vin": "LVVDB11B0XD000077", "customer_no": "KH1", "inspection_due_on": "2026-05-05"})
    desk.ok("plan")
    desk.at("2026-06-01T09:00")
    assert desk.query("SELECT state FROM followup WHERE kind = 'annual_inspection'") == [("open",)]
    return desk


def test_a_month_is_closed_with_what_lapsed_though_nobody_planned_since(lapsing):
    lapsing.ok("kpi", "close", "2026-04")
    assert lapsing.query("SELECT value FROM kpi_frozen WHERE key = 'calls_lapsed' AND scope = 'whole'") == [("1",)]
    lapsing.ok("plan")
    assert lapsing.json("kpi", "closed", "2026-04") == []  # no correction that nobody made


def test_a_dry_closing_plans_nothing(lapsing):
    lapsing.ok("kpi", "close", "2026-04", "-n")
    assert lapsing.query("SELECT state FROM followup WHERE kind = 'annual_inspection'") == [("open",)]


def test_the_report_counts_what_lapsed_though_nobody_planned_since(lapsing):
    report = by_key(lapsing.json("report", "month", "2026-04"))
    assert report["calls_lapsed"]["value"] == 1


def test_calls_count_what_lapsed_though_nobody_planned_since(lapsing):
    assert by_key(lapsing.json("kpi", "calls", "--period", "2026-04")[:7])["calls_lapsed"]["value"] == 1


@filled_once
def unplanned(desk):
    """A desk where nobody planned since 1 July; the reminder of an annual inspection on 20 September fell due on 21 August."""
    desk.at("2026-07-01T09:00")
    desk.take("customers", {"customer_no": "KH1", "name": "王一", "phone": "13900000001"})
    desk.take("vehicles", {"vin": "LVVDB11B0XD000077", "customer_no": "KH1", "inspection_due_on": "2026-09-20"})
    desk.ok("plan")
    desk.at("2026-08-25T09:00")
    return desk


def calls_of(desk):
    return desk.query("SELECT count(*) FROM followup WHERE kind = 'annual_inspection'")[0][0]


@pytest.mark.parametrize(
    "argv",
    [
        ("person", "--period", "2026-08"),
        ("team", "--period", "2026-08"),
        ("calls", "--period", "2026-08"),
        ("radar", "--period", "2026-08"),
        ("store", "--period", "2026-08"),
    ],
)
def test_tables_that_count_follow_ups_plan_first_as_the_days_list_does(unplanned, argv):
    assert calls_of(unplanned) == 0
    unplanned.ok("kpi", *argv)
    assert calls_of(unplanned) == 1


def test_the_calls_of_a_person_are_right_where_nobody_planned(unplanned):
    rows = unplanned.json("kpi", "person", "--role", "cs_specialist", "--period", "2026-08")
    # one call of August, of one of the specialists; nobody made it
    assert [(one["key"], one["numerator"], one["denominator"]) for one in rows if one["numerator"] or one["denominator"]] == [
        ("calls_planned", 1, None),
        ("calls_on_time", 0, 1),
        ("call_coverage", 0, 1),
    ]


def test_a_period_that_is_refused_plans_nothing(unplanned):
    assert unplanned.run("kpi", "calls", "--period", "2026-09").code == 2
    assert unplanned.run("report", "month", "2026-09").code == 2
    assert calls_of(unplanned) == 0


def test_corrections_are_told_as_of_today_though_nobody_planned(lapsing):
    lapsing.ok("kpi", "close", "2026-03")
    # the month has no calls: what is planned now is of other months
    assert lapsing.json("kpi", "closed", "2026-03") == []
    lapsing.at("2026-07-01T09:00")
    lapsing.json("kpi", "closed", "2026-03")
    assert lapsing.query("SELECT planned_on FROM plan_mark") == [("2026-07-01",)]


def test_a_month_is_closed_once_and_when_it_is_over(desk):
    desk.at("2026-04-10T09:00")
    for month, words in (("2026-04", "is not over"), ("2026-05", "is not over")):
        result = desk.run("kpi", "close", month)
        assert result.code == 5
        assert words in result.err
    desk.ok("kpi", "close", "last-month", "-n")
    desk.ok("kpi", "close", "last-month")
    again = desk.run("kpi", "close", "2026-03")
    assert again.code == 5
    assert "kcrm kpi closed 2026-03" in again.err
    desk.speaking("zh")
    assert "2026-03 已经关账" in desk.run("kpi", "close", "2026-03").err
    assert [one["month"] for one in desk.json("kpi", "closed")] == ["2026-03"]


def test_closing_can_be_undone_as_every_operation(desk):
    desk.at("2026-04-10T09:00")
    desk.ok("kpi", "close", "2026-03")
    desk.ok("undo", "-y")
    assert desk.json("kpi", "closed") == []
    assert desk.query("SELECT count(*) FROM kpi_frozen") == [(0,)]


@pytest.mark.parametrize("text", ["2026-W10", "2026-03-01..2026-04-30", "2026", "2026-03-05"])
def test_only_a_month_can_be_closed(desk, text):
    result = desk.run("kpi", "close", text)
    assert result.code == 2
    assert "is not a single month" in result.err


def test_of_a_month_that_was_not_closed_there_are_no_corrections(desk):
    result = desk.run("kpi", "closed", "2026-03")
    assert result.code == 3
    assert "kcrm kpi close 2026-03" in result.err
